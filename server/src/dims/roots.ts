import type { Atom, Expr } from "./expr.ts";
import { intersect, type Interval } from "./interval.ts";

/** A polynomial in one atom: the coefficients from the constant upwards. */
export interface Univariate {
  readonly atom: Atom;
  readonly coefficients: readonly number[];
}

/** Reads an expression with one atom as a polynomial in it. */
export function asUnivariate(e: Expr): Univariate | null {
  const atom = e.terms[0]?.monomial.factors[0];
  if (atom === undefined) return null;
  const coefficients = [e.constant];
  for (const { monomial, coefficient } of e.terms) {
    if (monomial.factors.some((a) => a !== atom)) return null;
    coefficients[monomial.factors.length] = coefficient;
  }
  return { atom, coefficients: Array.from(coefficients, (c) => c ?? 0) };
}

/** The integers in `range` at which a polynomial is zero, in order. */
export function integerRoots(coefficients: readonly number[], range: Interval): readonly number[] {
  const exact = coefficients.map(BigInt);
  const limit = Math.min(1 + Math.max(...coefficients.map(Math.abs)), 2 ** 51);
  const within = intersect(range, { lo: -limit, hi: limit });
  const roots: number[] = [];
  for (const piece of monotonePieces(exact, within)) {
    const at = firstNotBelow(exact, piece);
    if (at !== null && valueAt(exact, at) === 0n && roots.at(-1) !== at) roots.push(at);
  }
  return roots;
}

/** Cuts a range into pieces on which the polynomial only rises or only falls. */
function monotonePieces(p: readonly bigint[], range: Interval): readonly Interval[] {
  if (range.lo > range.hi) return [];
  if (p.length <= 2) return [range];
  const slope = p.slice(1).map((c, i) => c * BigInt(i + 1));
  const pieces: Interval[] = [];
  for (const piece of monotonePieces(slope, range)) {
    // The slope is monotone here, so that its sign changes once at most.
    const turn = signChange(slope, piece);
    if (turn === null) pieces.push(piece);
    else pieces.push({ lo: piece.lo, hi: turn }, { lo: turn + 1, hi: piece.hi });
  }
  return pieces;
}

/** The last integer of a piece at which `p` still has the sign it starts with. */
function signChange(p: readonly bigint[], { lo, hi }: Interval): number | null {
  const start = valueAt(p, lo) >= 0n;
  if (valueAt(p, hi) >= 0n === start) return null;
  return bisect(lo, hi, (x) => valueAt(p, x) >= 0n !== start) - 1;
}

/** Where a polynomial that is monotone on the piece first reaches or passes zero. */
function firstNotBelow(p: readonly bigint[], { lo, hi }: Interval): number | null {
  const [first, last] = [valueAt(p, lo), valueAt(p, hi)];
  if (first === 0n) return lo;
  if (last === 0n || first < 0n !== last < 0n) {
    return bisect(lo, hi, (x) => (first < 0n ? valueAt(p, x) >= 0n : valueAt(p, x) <= 0n));
  }
  return null;
}

/** The first integer for which `test` is true; it is false at `lo` and true at `hi`. */
function bisect(lo: number, hi: number, test: (x: number) => boolean): number {
  let [below, above] = [lo, hi];
  while (above - below > 1) {
    const middle = below + Math.floor((above - below) / 2);
    if (test(middle)) above = middle;
    else below = middle;
  }
  return above;
}

function valueAt(p: readonly bigint[], x: number): bigint {
  const at = BigInt(x);
  return p.reduceRight((sum, c) => sum * at + c, 0n);
}
