import type { Constant, ConstantValue, Expr, FormattedValue, JoinedStr } from "../ast.ts";
import type { CstNode } from "../cst.ts";
import { brokenExpr, kids, type Lowering, report } from "./context.ts";
import { decodeEscapes } from "./escapes.ts";
import { lowerFormatted } from "./fstrings.ts";

/** A `string` node: one literal. */
export function lowerString(cx: Lowering, node: CstNode): Expr {
  return joinLiterals(cx, node, [node]);
}

/** A `concatenated_string` node: adjacent literals, which are one value. */
export function lowerConcatenatedString(cx: Lowering, node: CstNode): Expr {
  return joinLiterals(cx, node, kids(cx, node));
}

/** A run of literal text or an interpolation, with piece offsets. */
export type Part = { readonly start: number; end: number; text: string } | FormattedValue;

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

export function joined(cx: Lowering, start: number, end: number, parts: readonly Part[]): JoinedStr {
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
export function append(parts: Part[], start: number, end: number, text: string): void {
  const last = parts.at(-1);
  if (last === undefined || "kind" in last) {
    parts.push({ start, end, text });
  } else {
    last.text += text;
    last.end = end;
  }
}

export interface LiteralHead {
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

export function decode(raw: string, head: LiteralHead): string {
  const text = raw.includes("\r") ? raw.replace(/\r\n?/g, "\n") : raw;
  return head.raw || !text.includes("\\") ? text : decodeEscapes(text, head.bytes);
}
