import type { Expr } from "../ast.ts";
import { brokenExpr, type Lowering } from "./context.ts";
import { lowerExpr } from "./expressions.ts";

/** Lowers a part of the piece as an expression of its own, where the grammar grouped it otherwise. */
export function reparse(cx: Lowering, start: number, end: number): Expr {
  const text = `(${cx.text.slice(start, end)}\n)`;
  const cst = cx.parsePiece(text);
  try {
    const node = cst.root.namedChildren[0]?.namedChildren[0];
    if (node === undefined || cst.root.hasError) return brokenExpr(cx, start, end);
    return lowerExpr({ ...cx, text, shift: cx.shift + start - 1 }, node);
  } finally {
    cst.release();
  }
}
