import { add, fromMonomial, isConst, mul } from "./construct.ts";
import { divExact, floordiv } from "./divide.ts";
import type { Dim, Expr, Term } from "./expr.ts";
import { gcd } from "./interval.ts";
import { mapAtoms, rebuild } from "./substitute.ts";

/** A symbol that stands for `dividend / divisor`, which is known to be whole. */
export interface Quotient {
  readonly symbol: Expr;
  readonly dividend: Expr;
  readonly divisor: Dim;
}

/**
 * Writes a quotient as its dividend where it stands often enough, else as a floor: `16*q`, `q`
 * being `H / 16`, is `H`, and `4*q` is `H//4`.
 */
export function revealQuotient(d: Dim, quotient: Quotient): Dim {
  if (isConst(d) || !d.symbols.has(quotient.symbol)) return d;
  const inside = mapAtoms(d, (atom) =>
    atom.kind === "symbol" ? atom.expr : rebuild(atom, (arg) => revealQuotient(arg, quotient)),
  );
  if (isConst(inside)) return inside;
  let result: Dim = inside.constant;
  for (const term of inside.terms) result = add(result, revealTerm(term, quotient));
  return result;
}

function revealTerm(term: Term, quotient: Quotient): Dim {
  const { dividend, divisor } = quotient;
  let value = mul(fromMonomial(term.monomial), term.coefficient);
  if (!term.monomial.factors.some((a) => a.expr === quotient.symbol)) return value;
  const others = divExact(value, quotient.symbol) ?? value;
  if (isConst(divisor)) {
    const shared = gcd(term.coefficient, divisor);
    value = mul(divExact(others, shared) ?? others, floordiv(dividend, divisor / shared));
  } else {
    const times = divExact(others, divisor);
    value = times === null ? mul(others, floordiv(dividend, divisor)) : mul(times, dividend);
  }
  // The quotient may stand in the term more than once.
  return revealQuotient(value, quotient);
}
