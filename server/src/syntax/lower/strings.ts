import type { Constant, ConstantValue, Expr, FormattedValue, JoinedStr } from "../ast.ts";
import type { CstNode } from "../cst.ts";
import { brokenExpr, kids, type Lowering, report } from "./context.ts";
import { decodeEscapes } from "./escapes.ts";
import { lowerExpr, MAX_DEPTH } from "./expressions.ts";

/** A `string` node: one literal. */
export function lowerString(cx: Lowering, node: CstNode): Expr {
  return joinLiterals(cx, node, [node]);
}

/** A `concatenated_string` node: adjacent literals, which are one value. */
export function lowerConcatenatedString(cx: Lowering, node: CstNode): Expr {
  return joinLiterals(cx, node, kids(cx, node));
}

/** A run of literal text or an interpolation, with piece offsets. */
type Part = { readonly start: number; end: number; text: string } | FormattedValue;

function joinLiterals(cx: Lowering, node: CstNode, literals: readonly CstNode[]): Expr {
  const parts: Part[] = [];
  let formatted = false;
  let bytes = 0;
  let end = node.startIndex;
  for (const literal of literals) {
    const head = literalHead(cx, literal);
    if (head === null) return brokenExpr(cx, node.startIndex, node.endIndex);
    end = head.end;
    if (head.bytes) bytes += 1;
    if (!head.formatted) {
      const text = decode(cx.text.slice(head.contentStart, head.contentEnd), head);
      append(parts, literal.startIndex, head.end, text);
      continue;
    }
    formatted = true;
    lowerFormatted(cx, literal, head, parts);
  }
  if (bytes !== 0 && bytes !== literals.length) {
    report(cx, node.startIndex, end, "cannot mix bytes and nonbytes literals");
    return brokenExpr(cx, node.startIndex, end);
  }
  const start = node.startIndex + cx.shift;
  if (!formatted) {
    const text = parts.map((part) => ("kind" in part ? "" : part.text)).join("");
    const value: ConstantValue = bytes > 0 ? { type: "bytes", value: text } : { type: "str", value: text };
    return { kind: "Constant", start, end: end + cx.shift, unit: cx.unit, value };
  }
  return joined(cx, start, end + cx.shift, parts);
}

function joined(cx: Lowering, start: number, end: number, parts: readonly Part[]): JoinedStr {
  const values: (Constant | FormattedValue)[] = [];
  for (const part of parts) {
    if ("kind" in part) values.push(part);
    else if (part.text !== "") {
      values.push({
        kind: "Constant",
        start: part.start + cx.shift,
        end: part.end + cx.shift,
        unit: cx.unit,
        value: { type: "str", value: part.text },
      });
    }
  }
  return { kind: "JoinedStr", start, end, unit: cx.unit, values };
}

/** Neighbouring texts are one constant, also across adjacent literals. */
function append(parts: Part[], start: number, end: number, text: string): void {
  const last = parts.at(-1);
  if (last === undefined || "kind" in last) {
    parts.push({ start, end, text });
  } else {
    last.text += text;
    last.end = end;
  }
}

interface LiteralHead {
  readonly formatted: boolean;
  readonly bytes: boolean;
  readonly raw: boolean;
  readonly contentStart: number;
  readonly contentEnd: number;
  readonly end: number;
}

function literalHead(cx: Lowering, node: CstNode): LiteralHead | null {
  let at = node.startIndex;
  let formatted = false;
  let bytes = false;
  let raw = false;
  for (; ; at++) {
    const code = cx.text.charCodeAt(at);
    if (code === 34 || code === 39) break;
    const letter = code | 32;
    if (letter === 102) formatted = true;
    else if (letter === 98) bytes = true;
    else if (letter === 114) raw = true;
    else if (letter !== 117) return null;
  }
  if (at - node.startIndex > 2 || (at - node.startIndex === 2 && (!raw || formatted === bytes))) {
    report(cx, node.startIndex, at, "invalid string prefix");
    return null;
  }
  const end = node.endIndex;
  const quote = cx.text.charCodeAt(at);
  const triple = end - at >= 6 && cx.text.charCodeAt(at + 1) === quote && cx.text.charCodeAt(at + 2) === quote;
  const quotes = triple ? 3 : 1;
  return { formatted, bytes, raw, contentStart: at + quotes, contentEnd: end - quotes, end };
}

function decode(raw: string, head: LiteralHead): string {
  const text = raw.includes("\r") ? raw.replace(/\r\n?/g, "\n") : raw;
  return head.raw || !text.includes("\\") ? text : decodeEscapes(text, head.bytes);
}

function lowerFormatted(cx: Lowering, literal: CstNode, head: LiteralHead, parts: Part[]): void {
  const hidden = cx.text.slice(head.contentStart, head.contentEnd).includes(":=") ? bareWalruses(cx, literal) : [];
  if (hidden.length > 0) {
    lowerHidden(cx, literal, hidden, head, parts);
    return;
  }
  let at = head.contentStart;
  for (const child of literal.namedChildren) {
    if (child.type !== "interpolation") continue;
    if (child.startIndex > at) appendFormattedText(cx, at, child.startIndex, head, parts);
    at = child.endIndex;
    parts.push(lowerInterpolation(cx, child, head));
  }
  if (head.contentEnd > at) appendFormattedText(cx, at, head.contentEnd, head, parts);
}

/** The signs `=` of `{x:=5}` in a literal: a format specification that comes as a named expression. */
function bareWalruses(cx: Lowering, node: CstNode): number[] {
  return node.namedChildren.flatMap((child) => {
    const type = child.type;
    if (type === "named_expression" && node.type !== "string") {
      return [cx.text.indexOf(":=", child.startIndex) + 1];
    }
    return FORMATTING.has(type) ? bareWalruses(cx, child) : [];
  });
}

const FORMATTING: ReadonlySet<string> = new Set(["interpolation", "format_specifier", "format_expression"]);

/** Parses the literal again, at the same offsets, with some characters hidden from the grammar. */
function lowerHidden(
  cx: Lowering,
  literal: CstNode,
  hidden: readonly number[],
  head: LiteralHead,
  parts: Part[],
): void {
  const { startIndex } = literal;
  const characters = cx.text.slice(startIndex, head.end).split("");
  for (const at of hidden) characters[at - startIndex] = "_";
  const cst = cx.parsePiece(" ".repeat(startIndex) + characters.join(""));
  try {
    const again = cst.root.namedChildren[0]?.namedChildren[0];
    if (again !== undefined && !cst.root.hasError && bareWalruses(cx, again).length === 0) {
      lowerFormatted(cx, again, head, parts);
    }
  } finally {
    cst.release();
  }
}

function appendFormattedText(cx: Lowering, start: number, end: number, head: LiteralHead, parts: Part[]): void {
  const raw = cx.text.slice(start, end).replace(/\{\{|\}\}/g, (pair) => pair.charAt(0));
  append(parts, start, end, decode(raw, head));
}

function lowerInterpolation(cx: Lowering, node: CstNode, head: LiteralHead): FormattedValue {
  let value: Expr | null = null;
  let conversion: FormattedValue["conversion"] = null;
  let spec: JoinedStr | null = null;
  let equals = -1;
  let afterValue = node.startIndex + 1;
  let suffix = -1;
  const end = node.endIndex;
  for (const child of node.children) {
    const type = child.type;
    if (type === "=") {
      equals = child.endIndex;
    } else if (type === "type_conversion") {
      if (suffix < 0) suffix = child.startIndex;
      const letter = cx.text.charAt(child.startIndex + 1);
      if (letter === "s" || letter === "r" || letter === "a") conversion = letter;
      else report(cx, child.startIndex, child.endIndex, `f-string: invalid conversion character '${letter}'`);
    } else if (type === "format_specifier") {
      if (suffix < 0) suffix = child.startIndex;
      cx.depth += 1;
      if (cx.depth < MAX_DEPTH) spec = lowerFormatSpec(cx, child, head, end - 1);
      else report(cx, child.startIndex, end, "f-string: expressions nested too deeply");
      cx.depth -= 1;
    } else if (type !== "{" && type !== "}" && type !== "comment" && value === null) {
      value = lowerExpr(cx, child);
      afterValue = child.endIndex;
    }
  }
  if (suffix < 0) suffix = end - 1;
  const selfDocumenting = equals >= afterValue ? cx.text.slice(node.startIndex + 1, suffix) : null;
  return {
    kind: "FormattedValue",
    start: node.startIndex + cx.shift,
    end: end + cx.shift,
    unit: cx.unit,
    value: value ?? brokenExpr(cx, node.startIndex, end),
    conversion,
    spec,
    selfDocumenting,
  };
}

/** A `format_specifier` node, `:` included; its text runs to the interpolation's closing brace at `end`. */
function lowerFormatSpec(cx: Lowering, node: CstNode, head: LiteralHead, end: number): JoinedStr {
  const parts: Part[] = [];
  let at = node.startIndex + 1;
  for (const child of node.namedChildren) {
    if (child.type !== "format_expression") continue;
    if (child.startIndex > at) append(parts, at, child.startIndex, decode(cx.text.slice(at, child.startIndex), head));
    at = child.endIndex;
    parts.push(lowerInterpolation(cx, child, head));
  }
  if (end > at) append(parts, at, end, decode(cx.text.slice(at, end), head));
  return joined(cx, node.startIndex + cx.shift, end + cx.shift, parts);
}
