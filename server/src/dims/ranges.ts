import { add, fromMonomial, isConst, mul, sub } from "./construct.ts";
import {
  monomialRange,
  rangeOf,
  sharesSymbol,
  type Atom,
  type Dim,
  type Expr,
  type FloorDivAtom,
  type Monomial,
  type Term,
} from "./expr.ts";
import { factorize, shiftedProduct } from "./factor.ts";
import {
  addIntervals,
  floorDivide,
  floorDivIntervals,
  integerSqrt,
  interval,
  intersect,
  isEmpty,
  mulIntervals,
  scaleInterval,
  type Interval,
} from "./interval.ts";

/** What is known of the ranges of atoms, and the ranges of expressions that follow from it. */
export class Ranges {
  readonly #known: Map<Atom, Interval>;
  readonly #lower = new Map<Expr, number>();
  readonly #upper = new Map<Expr, number>();
  readonly #atoms = new Map<Atom, Interval>();
  readonly #changed = new Set<Atom>();
  #contradictory = false;
  #attempts = 0;

  constructor(known: Iterable<readonly [Atom, Interval]> = []) {
    this.#known = new Map(known);
  }

  /** The atoms whose range is narrower than what they are made of tells. */
  get known(): ReadonlyMap<Atom, Interval> {
    return this.#known;
  }

  /** Set when some atom has no value left. */
  get isContradictory(): boolean {
    return this.#contradictory;
  }

  /** The range of `d`: sound, and as tight as intervals, factors and rounding errors allow. */
  of(d: Dim): Interval {
    if (isConst(d)) return { lo: d, hi: d };
    return { lo: this.#end(d, 1) + 0, hi: -this.#end(d, -1) + 0 };
  }

  ofAtom(atom: Atom): Interval {
    const cached = this.#atoms.get(atom);
    if (cached !== undefined) return cached;
    const range = intersect(intersect(atom.range, this.#fromArgs(atom)), this.#known.get(atom) ?? atom.range);
    this.#atoms.set(atom, range);
    return range;
  }

  /** Atoms narrowed since the last call. */
  takeChanged(): readonly Atom[] {
    const changed = [...this.#changed];
    this.#changed.clear();
    return changed;
  }

  /** Narrows the atoms of `e` by `e >= 0`. */
  assumeNonNegative(d: Dim, depth = 0): void {
    if (isConst(d)) {
      if (d < 0) this.#contradictory = true;
      return;
    }
    const upper = d.terms.map((t) => this.#termRange(t).hi);
    const infinite = upper.filter((u) => u === Infinity).length;
    const total = exactSum([d.constant, ...upper.filter((u) => u !== Infinity)]);
    if (total === null) return;
    if (infinite === 0 && total < 0) this.#contradictory = true;
    d.terms.forEach(({ monomial, coefficient }, i) => {
      const own = upper[i] ?? Infinity;
      if (infinite > (own === Infinity ? 1 : 0)) return;
      const others = own === Infinity ? total : total - own;
      if (!Number.isSafeInteger(others)) return;
      if (coefficient > 0)
        this.#narrowMonomial(monomial, { lo: -floorDivide(others, coefficient) + 0, hi: Infinity }, depth);
      else this.#narrowMonomial(monomial, { lo: -Infinity, hi: floorDivide(others, -coefficient) }, depth);
    });
  }

  /** Narrows two factors by their product, a number other than zero. */
  assumeProduct(left: Expr, right: Expr, value: number): void {
    const size = Math.abs(value);
    for (const [one, other] of [
      [left, right],
      [right, left],
    ] as const) {
      const range = this.of(other);
      if (range.lo < 0 && range.hi > 0) {
        this.#assumeBetween(one, { lo: -size, hi: size });
        continue;
      }
      const sizes = range.lo >= 0 ? range : scaleInterval(range, -1);
      const most = floorDivide(size, Math.max(sizes.lo, 1));
      const least = sizes.hi === Infinity ? 1 : -floorDivide(-size, Math.max(sizes.hi, 1));
      const positive = range.lo >= 0 === value > 0;
      this.#assumeBetween(one, positive ? { lo: least, hi: most } : { lo: -most, hi: -least });
    }
  }

  #assumeBetween(e: Expr, { lo, hi }: Interval): void {
    this.assumeNonNegative(sub(e, lo));
    this.assumeNonNegative(sub(hi, e));
  }

  #narrowMonomial(m: Monomial, range: Interval, depth: number): void {
    const [only, more] = m.factors;
    if (only === undefined) return;
    if (more === undefined) {
      this.#narrowAtom(only, range, depth);
      return;
    }
    for (const atom of new Set(m.factors)) {
      if (m.factors.indexOf(atom) !== m.factors.lastIndexOf(atom)) continue;
      const others = monomialRange(
        m.factors.filter((a) => a !== atom),
        (a) => this.ofAtom(a),
      );
      if (others.lo >= 1) this.#narrowAtom(atom, quotientRange(range, others), depth);
    }
  }

  #narrowAtom(atom: Atom, range: Interval, depth: number): void {
    const before = this.ofAtom(atom);
    const after = intersect(before, interval(range.lo, range.hi));
    if (after.lo === before.lo && after.hi === before.hi) return;
    if (isEmpty(after)) {
      this.#contradictory = true;
      return;
    }
    this.#known.set(atom, after);
    this.#changed.add(atom);
    this.#lower.clear();
    this.#upper.clear();
    this.#atoms.clear();
    if (depth < MAX_DEPTH) this.#narrowArgs(atom, after, depth + 1);
  }

  #narrowArgs(atom: Atom, { lo, hi }: Interval, depth: number): void {
    switch (atom.kind) {
      case "floordiv": {
        const { numerator, denominator } = atom;
        if (this.of(denominator).lo < 1) return;
        if (lo !== -Infinity) this.assumeNonNegative(sub(numerator, mul(lo, denominator)), depth);
        if (hi !== Infinity) this.assumeNonNegative(sub(sub(mul(hi + 1, denominator), 1), numerator), depth);
        return;
      }
      case "min":
        if (lo !== -Infinity) for (const d of atom.args) this.assumeNonNegative(sub(d, lo), depth);
        return;
      case "max":
        if (hi !== Infinity) for (const d of atom.args) this.assumeNonNegative(sub(hi, d), depth);
        return;
      case "isqrt":
        this.assumeNonNegative(sub(atom.arg, mul(lo, lo)), depth);
        if (hi !== Infinity) this.assumeNonNegative(sub(mul(hi + 1, hi + 1), add(atom.arg, 1)), depth);
        return;
      case "symbol":
      case "opaque":
        return;
    }
  }

  #fromArgs(atom: Atom): Interval {
    switch (atom.kind) {
      case "symbol":
        return atom.range;
      case "floordiv":
        return floorDivIntervals(this.of(atom.numerator), this.of(atom.denominator));
      case "isqrt": {
        const { lo, hi } = this.of(atom.arg);
        return { lo: integerSqrt(Math.max(lo, 0)), hi: integerSqrt(Math.max(hi, 0)) };
      }
      case "min":
      case "max": {
        const pick = atom.kind === "min" ? Math.min : Math.max;
        const ranges = atom.args.map((d) => this.of(d));
        return { lo: pick(...ranges.map((r) => r.lo)), hi: pick(...ranges.map((r) => r.hi)) };
      }
      case "opaque":
        return atom.args.map((d) => this.of(d)).reduce(atom.op === "add" ? addIntervals : mulIntervals);
    }
  }

  /** The lower end of `e`, or of `-e` when the sign is -1. */
  #end(e: Expr, sign: 1 | -1): number {
    const cache = sign === 1 ? this.#lower : this.#upper;
    const cached = cache.get(e);
    if (cached !== undefined) return cached;
    const sum = e.terms.reduce((s, t) => addIntervals(s, this.#termRange(t)), rangeOf(e.constant));
    let lower = scaleInterval(sum, sign).lo;
    // An entry before the deeper attempts, so that they end if they come back here.
    cache.set(e, lower);
    if (e.terms.length > 1 && this.#attempts < MAX_ATTEMPTS) {
      const isOutermost = this.#attempts === 0;
      this.#attempts++;
      lower = Math.max(lower, this.#fromFactors(e, sign), this.#fromRounding(e, sign), this.#fromCases(e, sign));
      if (isOutermost) this.#attempts = 0;
    }
    cache.set(e, lower);
    return lower;
  }

  #termRange({ monomial, coefficient }: Term): Interval {
    return scaleInterval(
      monomialRange(monomial.factors, (a) => this.ofAtom(a)),
      coefficient,
    );
  }

  /** `h*w - h - w + 1` is `(h - 1) * (w - 1)`. */
  #fromFactors(e: Expr, sign: 1 | -1): number {
    const { coefficient, factors } = factorize(e);
    if (factors.length > 1) {
      return scaleInterval(factors.map((f) => this.of(f)).reduce(mulIntervals), coefficient * sign).lo;
    }
    const shifted = shiftedProduct(e);
    if (shifted === null) return -Infinity;
    const product = mulIntervals(this.of(shifted.left), this.of(shifted.right));
    return scaleInterval(addIntervals(product, rangeOf(shifted.constant)), sign).lo;
  }

  /** `n//d` is at least `(n - d + 1)/d` and at most `n/d`: this ties it to `n` elsewhere in `e`. */
  #fromRounding(e: Expr, sign: 1 | -1): number {
    for (const term of e.terms) {
      const floor = tiedFloor(e, term);
      if (floor === null) continue;
      const { numerator, denominator } = floor;
      const rest = sub(e, mul(fromMonomial(term.monomial), term.coefficient));
      const exact = term.coefficient * sign > 0 ? sub(numerator, sub(denominator, 1)) : numerator;
      const scale = isConst(denominator) ? denominator : 1;
      const bound = add(mul(rest, scale), mul(exact, term.coefficient));
      const lower = isConst(bound) ? bound * sign : this.#end(bound, sign);
      return Number.isFinite(lower) ? -floorDivide(-lower, scale) : lower;
    }
    return -Infinity;
  }

  /** A `min` or `max` is one of its arguments. */
  #fromCases(e: Expr, sign: 1 | -1): number {
    const choices = e.terms.filter(
      ({ monomial: { factors } }) => factors.length === 1 && (factors[0]?.kind === "min" || factors[0]?.kind === "max"),
    );
    if (choices.length > MAX_CHOICES) return -Infinity;
    for (const { monomial, coefficient } of e.terms) {
      const [atom, more] = monomial.factors;
      if (more !== undefined || (atom?.kind !== "min" && atom?.kind !== "max") || atom.args.length > 4) continue;
      const rest = sub(e, mul(atom.expr, coefficient));
      const cases = atom.args.map((d) => scaleInterval(this.of(add(rest, mul(d, coefficient))), sign).lo);
      return coefficient * sign > 0 === (atom.kind === "max") ? Math.max(...cases) : Math.min(...cases);
    }
    return -Infinity;
  }
}

/** Each minimum in a sum doubles the cases to be looked at. */
const MAX_CHOICES = 4;

/** How many expressions are looked into to bound one; the others are bounded term by term. */
const MAX_ATTEMPTS = 48;

/** How far narrowing an atom reaches into its arguments. */
const MAX_DEPTH = 6;

/** The sum of integers, null if it is not known exactly. */
function exactSum(values: readonly number[]): number | null {
  let total = 0;
  for (const value of values) {
    total += value;
    if (!Number.isSafeInteger(total)) return null;
  }
  return total;
}

/** The range of `x` when `x * y` is in `range` and `y`, at least 1, in `by`. */
function quotientRange(range: Interval, by: Interval): Interval {
  const least = range.lo > 0 ? by.hi : by.lo;
  const most = range.hi < 0 ? by.hi : by.lo;
  return {
    lo: least === Infinity ? 1 : range.lo === -Infinity ? -Infinity : -floorDivide(-range.lo, least) + 0,
    hi: most === Infinity ? -1 : range.hi === Infinity ? Infinity : floorDivide(range.hi, most),
  };
}

/** The floor in `c * (n//d)` or `c * d * (n//d)` if the rest of `e` depends on what it depends on. */
function tiedFloor(e: Expr, { monomial }: Term): FloorDivAtom | null {
  for (const atom of monomial.factors) {
    if (atom.kind !== "floordiv") continue;
    const whole = isConst(atom.denominator) ? atom.expr : mul(atom.denominator, atom.expr);
    if (whole !== fromMonomial(monomial)) continue;
    if (!isConst(atom.denominator) && atom.denominator.range.lo < 1) continue;
    const tied = e.terms.some(
      (t) => t.monomial !== monomial && t.monomial.factors.some((a) => sharesSymbol(a.expr.symbols, atom.expr.symbols)),
    );
    if (tied) return atom;
  }
  return null;
}
