/** A range of integers, both ends included; an end may be infinite. Empty when `lo > hi`. */
export interface Interval {
  readonly lo: number;
  readonly hi: number;
}

export const EVERYTHING: Interval = { lo: -Infinity, hi: Infinity };

/** Ends beyond this are not told apart: half of what a double holds, so that one more is exact too. */
const MAX = 2 ** 52;

/** The interval `[lo, hi]`, widened where an end is too large for a double to hold exactly. */
export function interval(lo: number, hi: number): Interval {
  return { lo: lowerEnd(lo), hi: upperEnd(hi) };
}

export function isPoint(a: Interval): boolean {
  return a.lo === a.hi;
}

export function isEmpty(a: Interval): boolean {
  return a.lo > a.hi;
}

export function intersect(a: Interval, b: Interval): Interval {
  return { lo: Math.max(a.lo, b.lo), hi: Math.min(a.hi, b.hi) };
}

export function addIntervals(a: Interval, b: Interval): Interval {
  return interval(a.lo + b.lo, a.hi + b.hi);
}

export function mulIntervals(a: Interval, b: Interval): Interval {
  const ends = [times(a.lo, b.lo), times(a.lo, b.hi), times(a.hi, b.lo), times(a.hi, b.hi)];
  return interval(Math.min(...ends), Math.max(...ends));
}

export function scaleInterval(a: Interval, factor: number): Interval {
  const lo = times(a.lo, factor);
  const hi = times(a.hi, factor);
  return factor < 0 ? interval(hi, lo) : interval(lo, hi);
}

/** The range of `x ** exponent` for `x` in `a`. */
export function powInterval(a: Interval, exponent: number): Interval {
  let power = a;
  for (let i = 1; i < exponent; i++) power = mulIntervals(power, a);
  return exponent % 2 === 0 ? { lo: Math.max(power.lo, 0), hi: power.hi } : power;
}

/** The range of `n // d` for `n` in `a` and `d` in `b`, zero left out of `b`. */
export function floorDivIntervals(a: Interval, b: Interval): Interval {
  const parts: Interval[] = [];
  const positive = intersect(b, { lo: 1, hi: Infinity });
  const negative = intersect(b, { lo: -Infinity, hi: -1 });
  if (!isEmpty(positive)) parts.push(divideByPositive(a, positive));
  if (!isEmpty(negative)) {
    parts.push(divideByPositive(scaleInterval(a, -1), scaleInterval(negative, -1)));
  }
  if (parts.length === 0) return EVERYTHING;
  return interval(Math.min(...parts.map((p) => p.lo)), Math.max(...parts.map((p) => p.hi)));
}

/** Python's `a // b` on integers, exact for all safe integers. */
export function floorDivide(a: number, b: number): number {
  if (!Number.isFinite(a)) return b < 0 ? -a : a;
  if (!Number.isFinite(b)) return a === 0 || a < 0 === b < 0 ? 0 : -1;
  const remainder = a % b;
  const truncated = (a - remainder) / b;
  return (remainder !== 0 && remainder < 0 !== b < 0 ? truncated - 1 : truncated) + 0;
}

/** Python's `a % b` on integers: the sign is that of `b`. */
export function pythonMod(a: number, b: number): number {
  const remainder = a % b;
  return (remainder !== 0 && remainder < 0 !== b < 0 ? remainder + b : remainder) + 0;
}

/** The largest integer whose square is at most `n`. */
export function integerSqrt(n: number): number {
  if (n === Infinity) return n;
  let root = Math.floor(Math.sqrt(n));
  while (root * root > n) root--;
  while ((root + 1) * (root + 1) <= n) root++;
  return root;
}

export function gcd(a: number, b: number): number {
  let x = Math.abs(a);
  let y = Math.abs(b);
  while (y !== 0) [x, y] = [y, x % y];
  return x;
}

function divideByPositive(a: Interval, b: Interval): Interval {
  const ends = [floorDivide(a.lo, b.lo), floorDivide(a.lo, b.hi), floorDivide(a.hi, b.lo), floorDivide(a.hi, b.hi)];
  return interval(Math.min(...ends), Math.max(...ends));
}

/** A product in which zero wins over infinity: an end that is never reached times nothing. */
function times(a: number, b: number): number {
  return a === 0 || b === 0 ? 0 : a * b;
}

function lowerEnd(x: number): number {
  return x > MAX ? MAX : x < -MAX ? -Infinity : x + 0;
}

function upperEnd(x: number): number {
  return x > MAX ? Infinity : Math.max(x, -MAX) + 0;
}
