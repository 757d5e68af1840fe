import type { Expr, FormattedValue, JoinedStr } from "../ast.ts";
import type { CstNode } from "../cst.ts";
import { brokenExpr, type Lowering, report } from "./context.ts";
import { lowerExpr, MAX_DEPTH } from "./expressions.ts";
import { append, decode, joined, type LiteralHead, type Part } from "./strings.ts";

/** Adds the texts and interpolations of one f-string literal to the parts. */
export function lowerFormatted(cx: Lowering, literal: CstNode, head: LiteralHead, parts: Part[]): void {
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
