/** A new number in the style of the expression that it replaces. */
import type { Expr } from "../../syntax/ast.ts";

/** A literal, or arithmetic on literals. */
export function isNumeric(e: Expr): boolean {
  if (e.kind === "Constant") return e.value.type === "int";
  return e.kind === "BinOp" && isNumeric(e.left) && isNumeric(e.right);
}

/**
 * `16 * 5 * 5` stays a product of as many factors, with the same spacing: its
 * first factor is kept where it divides the new number, the others are alike
 * where they can be. `sides`: the sizes that the other factors may stand for.
 */
export function inStyle(e: Expr, text: string, value: number, sides: readonly number[] = []): string {
  const factors = factorsOf(e);
  if (!factors || factors.length < 2) return String(value);
  const times = /\s*\*\s*/.exec(text.slice(factorEnd(e) - e.start))?.[0] ?? " * ";
  const [first = 1, ...rest] = factors;
  for (const lead of [first, ...sides.slice(0, 1)]) {
    if (lead <= 0 || value % lead !== 0) continue;
    const remaining = value / lead;
    if (remaining === 1) return String(value);
    if (sides.length - 1 === rest.length && sides[0] === lead && sides.reduce((a, b) => a * b, 1) === value) return sides.join(times);
    if (rest.length === 1) return `${lead}${times}${remaining}`;
    const side = Math.round(remaining ** (1 / rest.length));
    if (side ** rest.length === remaining) return [lead, ...rest.map(() => side)].join(times);
    if (lead === first) return `${lead}${times}${remaining}`;
  }
  return String(value);
}

/** The numbers of a product of literals. */
function factorsOf(e: Expr): number[] | null {
  if (e.kind === "Constant") return e.value.type === "int" ? [e.value.value] : null;
  if (e.kind !== "BinOp" || e.op !== "*") return null;
  const left = factorsOf(e.left);
  const right = factorsOf(e.right);
  return left && right ? [...left, ...right] : null;
}

/** Where the first factor ends. */
function factorEnd(e: Expr): number {
  return e.kind === "BinOp" ? factorEnd(e.left) : e.end;
}
