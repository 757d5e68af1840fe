import { isConst, mul, sub } from "./construct.ts";
import { floordiv, mod } from "./divide.ts";
import { rangeOf, type Dim, type Expr, type FloorDivAtom } from "./expr.ts";
import { addIntervals, floorDivide, intersect, scaleInterval, type Interval } from "./interval.ts";

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

/** The range of `m//d - n//d + c`, where `m` and `n` differ by a number. */
function rangeOfDifference({ terms, constant }: Expr): Interval | null {
  const [one, other, more] = terms;
  if (one === undefined || other === undefined || more !== undefined || one.coefficient + other.coefficient !== 0) return null;
  const [m, n] = [one.monomial.factors[0], other.monomial.factors[0]];
  if (one.monomial.factors.length + other.monomial.factors.length !== 2 || m?.kind !== "floordiv" || n?.kind !== "floordiv") return null;
  const { denominator } = m;
  const between = sub(m.numerator, n.numerator);
  if (!isConst(denominator) || denominator < 1 || denominator !== n.denominator || !isConst(between)) return null;
  const range = { lo: floorDivide(between, denominator), hi: -floorDivide(-between, denominator) };
  return addIntervals(scaleInterval(range, one.coefficient), { lo: constant, hi: constant });
}

/** The range of `d`, a remainder in it being less than its divisor: `x % 2 - 3` is negative for every `x`. */
export function rangeOfRemainder(d: Dim): Interval {
  const range = rangeOf(d);
  if (isConst(d)) return range;
  const difference = rangeOfDifference(d);
  if (difference !== null) return intersect(range, difference);
  const modulus = findModulus(d);
  if (modulus === null || !isConst(modulus.divisor) || modulus.divisor < 1) return range;
  const remainder = scaleInterval({ lo: 0, hi: modulus.divisor - 1 }, modulus.times);
  return intersect(range, addIntervals(remainder, rangeOf(modulus.rest)));
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
