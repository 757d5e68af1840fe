import { isConst } from "./construct.ts";
import type { Atom, Dim, Expr } from "./expr.ts";
import { factorize, shiftedProduct } from "./factor.ts";
import type { Interval } from "./interval.ts";
import type { Ranges } from "./ranges.ts";
import { substitute } from "./substitute.ts";

/** How a value moves when its symbol grows: never down, never up, not at all, or not known. */
type Direction = "up" | "down" | "flat" | "unknown";

/**
 * The values of `s`, the only symbol of `e`, for which `e >= 0`, where that is an interval because
 * `e` is monotone; null where this cannot be told. An empty interval if there are none.
 */
export function whereNonNegative(e: Expr, s: Expr, ranges: Ranges): Interval | null {
  const direction = directionOf(e, ranges);
  const range = ranges.of(s);
  if (direction === "up") {
    const first = firstTrue(range, (v) => isNonNegativeAt(e, s, v));
    return first === null ? null : { lo: first, hi: range.hi };
  }
  if (direction !== "down") return null;
  const mirrored = { lo: -range.hi, hi: -range.lo };
  const first = firstTrue(mirrored, (v) => isNonNegativeAt(e, s, -v));
  return first === null ? null : { lo: range.lo, hi: -first };
}

function isNonNegativeAt(e: Expr, s: Expr, value: number): boolean | null {
  const result = substitute(e, new Map([[s, value]]));
  return isConst(result) ? result >= 0 : null;
}

const FARTHEST = 2 ** 40;

/** The first number in the range from which on `test` is true; one past its end if there is none. */
function firstTrue(range: Interval, test: (v: number) => boolean | null): number | null {
  let lo = range.lo;
  if (Math.abs(lo) > FARTHEST || (range.hi !== Infinity && Math.abs(range.hi) > FARTHEST)) return null;
  const atStart = test(lo);
  if (atStart !== false) return atStart === null ? null : lo;
  let hi = range.hi;
  if (hi === Infinity) {
    for (let step = 1; ; step *= 2) {
      hi = lo + step;
      if (hi > FARTHEST) return null;
      const there = test(hi);
      if (there === null) return null;
      if (there) break;
    }
  } else if (test(hi) !== true) return test(hi) === null ? null : hi + 1;
  while (hi - lo > 1) {
    const middle = lo + Math.floor((hi - lo) / 2);
    const there = test(middle);
    if (there === null) return null;
    if (there) hi = middle;
    else lo = middle;
  }
  return hi;
}

function directionOf(d: Dim, ranges: Ranges): Direction {
  if (isConst(d)) return "flat";
  const direct = all(
    d.terms.map((t) =>
      scaled(
        productDirection(
          t.monomial.factors.map((a) => a.expr),
          ranges,
        ),
        t.coefficient,
      ),
    ),
  );
  if (direct !== "unknown") return direct;
  const { coefficient, factors } = factorize(d);
  if (factors.length > 1) return scaled(productDirection(factors, ranges), coefficient);
  const split = shiftedProduct(d);
  return split === null ? "unknown" : productDirection([split.left, split.right], ranges);
}

/** A product moves like its factors if these move alike and none is negative. */
function productDirection(factors: readonly Expr[], ranges: Ranges): Direction {
  if (factors.length > 1 && factors.some((f) => ranges.of(f).lo < 0)) return "unknown";
  return all(factors.map((f) => factorDirection(f, ranges)));
}

function factorDirection(e: Expr, ranges: Ranges): Direction {
  const [term, more] = e.terms;
  const [atom, another] = term?.monomial.factors ?? [];
  if (term === undefined || atom === undefined || more !== undefined || another !== undefined) {
    return directionOf(e, ranges);
  }
  return scaled(atomDirection(atom, ranges), term.coefficient);
}

function atomDirection(atom: Atom, ranges: Ranges): Direction {
  switch (atom.kind) {
    case "symbol":
      return "up";
    case "floordiv":
      return isConst(atom.denominator) ? scaled(directionOf(atom.numerator, ranges), atom.denominator) : "unknown";
    case "min":
    case "max":
      return all(atom.args.map((d) => directionOf(d, ranges)));
    case "isqrt":
      return directionOf(atom.arg, ranges);
    case "opaque":
      return "unknown";
  }
}

function all(directions: readonly Direction[]): Direction {
  const moving = new Set(directions.filter((d) => d !== "flat"));
  const [only] = moving;
  return only === undefined ? "flat" : moving.size === 1 ? only : "unknown";
}

function scaled(direction: Direction, factor: number): Direction {
  if (factor >= 0 || direction === "flat" || direction === "unknown") return direction;
  return direction === "up" ? "down" : "up";
}
