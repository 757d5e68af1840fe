import { isConst, mul, sub } from "./construct.ts";
import { floordiv, mod } from "./divide.ts";
import type { Dim, Expr, FloorDivAtom } from "./expr.ts";

/** An expression that is `times * (dividend % divisor) + rest`. */
export interface Modulus {
  readonly times: number;
  readonly dividend: Dim;
  readonly divisor: Dim;
  readonly rest: Dim;
}

/**
 * Finds `a - b * (a // b)` in an expression, the form in which `a % b` is kept; of several the one
 * that leaves the fewest terms.
 */
export function findModulus(e: Expr): Modulus | null {
  let best: Modulus | null = null;
  for (const { monomial, coefficient } of e.terms) {
    for (const atom of monomial.factors) {
      if (atom.kind !== "floordiv") continue;
      for (const found of candidates(atom, monomial.factors.length, coefficient)) {
        const rest = sub(e, mul(found.times, mod(found.dividend, found.divisor)));
        if (termCount(rest) >= termCount(best?.rest ?? e) - (best === null ? 1 : 0)) continue;
        best = { ...found, rest };
      }
    }
  }
  return best;
}

function* candidates(floor: FloorDivAtom, degree: number, coefficient: number): Iterable<Omit<Modulus, "rest">> {
  const { numerator, denominator } = floor;
  if (!isConst(denominator)) {
    yield { times: -coefficient, dividend: numerator, divisor: denominator };
    return;
  }
  if (degree > 1) return;
  // times * (x % m) has the term -times * m * (x // m), where x may itself be y // a.
  for (const divisor of divisorsOf(denominator)) {
    if (coefficient % divisor !== 0) continue;
    const top = coefficient < 0 ? numerator : sub(denominator - 1, numerator);
    yield {
      times: Math.abs(coefficient) / divisor,
      dividend: floordiv(top, denominator / divisor),
      divisor,
    };
  }
}

/** Divisors above one: the number itself and small ones, for a modulus of a floor that was folded. */
function divisorsOf(n: number): readonly number[] {
  const found: number[] = [];
  for (let d = 2; d <= Math.min(n, 64); d++) if (n % d === 0) found.push(d);
  if (n > 64) found.push(n);
  return found;
}

function termCount(d: Dim): number {
  return isConst(d) ? 0 : d.terms.length;
}
