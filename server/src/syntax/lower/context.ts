import type { BrokenExpr, Expr, SyntaxProblem, Unit } from "../ast.ts";
import type { CstNode, ParsePiece } from "../cst.ts";

/** What lowering one piece of a unit needs to know. */
export interface Lowering {
  /** The text that tree-sitter parsed; node offsets index it. */
  readonly text: string;
  /** Added to an offset in `text` to make it relative to the unit. */
  readonly shift: number;
  readonly unit: Unit;
  /** Unit-relative. */
  readonly problems: SyntaxProblem[];
  readonly parsePiece: ParsePiece;
  /** How many expressions enclose the current one. */
  depth: number;
  /** Set when a `yield` is lowered: the enclosing function is a generator. */
  yields: boolean;
}

const HASH = 35;
const BACKSLASH = 92;

/** The named children that are neither comments nor line continuations. */
export function kids(cx: Lowering, node: CstNode): readonly CstNode[] {
  const all = node.namedChildren;
  for (const child of all) {
    if (isExtra(cx, child)) return all.filter((other) => !isExtra(cx, other));
  }
  return all;
}

function isExtra(cx: Lowering, node: CstNode): boolean {
  const first = cx.text.charCodeAt(node.startIndex);
  return first === HASH || first === BACKSLASH;
}

export function textOf(cx: Lowering, node: CstNode): string {
  return cx.text.slice(node.startIndex, node.endIndex);
}

/** The text between two offsets without comments, line continuations and white space. */
export function gap(cx: Lowering, start: number, end: number): string {
  const raw = cx.text.slice(start, end).trim();
  if (raw.length <= 2 && raw.charCodeAt(raw.length - 1) !== BACKSLASH) return raw;
  return raw
    .replace(/#[^\n]*/g, " ")
    .replaceAll("\\", " ")
    .replace(/\s+/g, " ")
    .trim();
}

/** Records a syntax problem over piece offsets. */
export function report(cx: Lowering, start: number, end: number, message: string): void {
  cx.problems.push({ start: start + cx.shift, end: end + cx.shift, message });
}

export function brokenExpr(cx: Lowering, start: number, end: number): BrokenExpr {
  return { kind: "BrokenExpr", start: start + cx.shift, end: end + cx.shift, unit: cx.unit };
}

/** The child that the grammar promises; a missing one is an expression that could not be read. */
export function orBroken(cx: Lowering, node: CstNode, lowered: Expr | undefined): Expr {
  return lowered ?? brokenExpr(cx, node.startIndex, node.endIndex);
}

/** An identifier as Python compares it: in Unicode normal form KC. */
export function identifier(text: string): string {
  for (let i = 0; i < text.length; i++) if (text.charCodeAt(i) > 127) return text.normalize("NFKC");
  return text;
}
