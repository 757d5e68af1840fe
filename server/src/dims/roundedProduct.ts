import { floordiv } from "./divide.ts";
import { isConst } from "./construct.ts";
import type { Atom, Expr } from "./expr.ts";

/** A quotient that an equation demands to be whole. */
export interface Whole {
  readonly divisor: number;
  readonly dividend: Expr;
}

/**
 * Reads `g * h == a * b * (g//a) * (h//b)`, the factors of which are positive: rounding never adds, so
 * both sides are equal only where nothing is lost in any factor. Null for any other equation.
 */
export function wholesOf(e: Expr): readonly Whole[] | null {
  const [first, second, more] = e.terms;
  if (first === undefined || second === undefined || more !== undefined || e.constant !== 0) return null;
  if (Math.sign(first.coefficient) === Math.sign(second.coefficient)) return null;
  const [exact, rounded] = Math.abs(first.coefficient) < Math.abs(second.coefficient) ? [first, second] : [second, first];
  if (exact.monomial.factors.length !== rounded.monomial.factors.length) return null;
  if (exact.monomial.factors.some((atom) => atom.range.lo < 1)) return null;
  const left = [...exact.monomial.factors];
  const wholes: Whole[] = [];
  for (const factor of rounded.monomial.factors) {
    const at = left.findIndex((atom) => divisorOf(factor, atom) !== null);
    const [atom] = at < 0 ? [] : left.splice(at, 1);
    const divisor = atom === undefined ? null : divisorOf(factor, atom);
    if (atom === undefined || divisor === null) return null;
    if (divisor > 1) wholes.push({ divisor, dividend: atom.expr });
  }
  const scale = wholes.reduce((product, { divisor }) => product * divisor, 1);
  return wholes.length > 0 && Math.abs(rounded.coefficient) === scale * Math.abs(exact.coefficient) ? wholes : null;
}

/** The `k` of `rounded == of // k`; null where it is none of that. */
function divisorOf(rounded: Atom, of: Atom): number | null {
  if (rounded === of) return 1;
  if (rounded.kind !== "floordiv" || !isConst(rounded.denominator)) return null;
  const inner = of.kind === "floordiv" ? of.denominator : 1;
  if (!isConst(inner) || inner < 1 || rounded.denominator % inner !== 0) return null;
  const divisor = rounded.denominator / inner;
  return divisor > 1 && floordiv(of.expr, divisor) === rounded.expr ? divisor : null;
}
