import { add, collect, isConst, mul, neg, product, sub } from "./construct.ts";
import { divExact, floordiv, nearestResidue, polynomialRemainder } from "./divide.ts";
import { dimKey, type Dim, type Expr } from "./expr.ts";
import { internFor } from "./intern.ts";
import { factorize, signedContent } from "./factor.ts";
import { findModulus, type Modulus } from "./modulus.ts";
import { floorDivide, gcd, pythonMod } from "./interval.ts";
import { wholesOf } from "./roundedProduct.ts";

/** A condition on integers: decided, or a constraint on symbols. */
export type Cond = boolean | Constraint;

/** Immutable and hash-consed, like expressions: `===` compares normal forms. */
export type Constraint = Comparison | Divisibility | Junction;

/** `expr == 0`, `expr != 0` or `expr >= 0`, the coefficients without a common divisor. */
export interface Comparison {
  readonly kind: "eq" | "ne" | "ge";
  readonly id: number;
  readonly expr: Expr;
}

/** `dividend % divisor == 0`, or `!= 0` when negated. */
export interface Divisibility {
  readonly kind: "divides";
  readonly id: number;
  readonly divisor: Dim;
  readonly dividend: Dim;
  readonly negated: boolean;
}

export interface Junction {
  readonly kind: "and" | "or";
  readonly id: number;
  readonly args: readonly Constraint[];
}

export function eq(a: Dim, b: Dim): Cond {
  if (isConst(a) && isConst(b)) return a === b;
  return isZero(sub(a, b));
}

export function ne(a: Dim, b: Dim): Cond {
  return not(eq(a, b));
}

export function ge(a: Dim, b: Dim): Cond {
  if (isConst(a) && isConst(b)) return a >= b;
  return isNonNegative(sub(a, b));
}

export function gt(a: Dim, b: Dim): Cond {
  return ge(a, add(b, 1));
}

export function le(a: Dim, b: Dim): Cond {
  return ge(b, a);
}

export function lt(a: Dim, b: Dim): Cond {
  return gt(b, a);
}

/** `a % k == 0`; `k` is not zero. */
export function divides(k: Dim, a: Dim): Cond {
  if (isConst(k)) {
    if (k === 0) throw new RangeError("integer division or modulo by zero");
    return isConst(a) ? pythonMod(a, k) === 0 : dividesConstant(Math.abs(k), a);
  }
  const divisor = positiveLeadExpr(k);
  const dividend = positiveLead(polynomialRemainder(a, divisor));
  if (dividend === 0) return true;
  return divisibility(divisor, dividend, false);
}

export function and(...cs: readonly Cond[]): Cond {
  return junction("and", cs);
}

export function or(...cs: readonly Cond[]): Cond {
  return junction("or", cs);
}

export function not(c: Cond): Cond {
  if (typeof c === "boolean") return !c;
  switch (c.kind) {
    case "eq":
      return comparison("ne", c.expr);
    case "ne":
      return comparison("eq", c.expr);
    case "ge":
      return isNonNegative(sub(-1, c.expr));
    case "divides":
      return divisibility(c.divisor, c.dividend, !c.negated);
    case "and":
      return or(...c.args.map(not));
    case "or":
      return and(...c.args.map(not));
  }
}

/** The symbols that a dim or condition depends on. */
export function symbolsOf(x: Dim | Cond): ReadonlySet<Expr> {
  if (typeof x === "number" || typeof x === "boolean") return new Set();
  if ("terms" in x) return x.symbols;
  switch (x.kind) {
    case "eq":
    case "ne":
    case "ge":
      return x.expr.symbols;
    case "divides":
      return new Set([...symbolsOf(x.divisor), ...symbolsOf(x.dividend)]);
    case "and":
    case "or":
      return new Set(x.args.flatMap((c) => [...symbolsOf(c)]));
  }
}

function isZero(difference: Dim): Cond {
  if (isConst(difference)) return difference === 0;
  if (difference.range.lo > 0 || difference.range.hi < 0) return false;
  const divisor = signedContentOfTerms(difference);
  if (difference.constant % divisor !== 0) return false;
  const reduced = divExact(difference, divisor) ?? difference;
  if (isConst(reduced)) return reduced === 0;
  const wholes = wholesOf(reduced);
  if (wholes !== null) return and(...wholes.map(({ divisor, dividend }) => divides(divisor, dividend)));
  const { factors } = factorize(reduced);
  if (factors.length > 1) {
    const possible = factors.filter((f) => f.range.lo <= 0 && f.range.hi >= 0);
    return or(...possible.map(isZero));
  }
  const modulus = findModulus(reduced);
  if (modulus !== null && isConst(modulus.rest)) return modulusIs(modulus, -modulus.rest);
  return comparison("eq", reduced);
}

/** `times * (dividend % divisor) == value`. */
function modulusIs({ times, dividend, divisor }: Modulus, value: number): Cond {
  if (value % times !== 0) return false;
  const residue = value / times;
  if (isConst(divisor)) {
    if (residue < 0 || residue >= divisor) return false;
    return divides(divisor, sub(dividend, residue));
  }
  if (residue === 0) return divides(divisor, dividend);
  const difference = sub(sub(dividend, mul(divisor, floordiv(dividend, divisor))), residue);
  return isConst(difference) ? difference === 0 : comparison("eq", positiveLeadExpr(difference));
}

function isNonNegative(d: Dim): Cond {
  if (isConst(d)) return d >= 0;
  if (d.range.lo >= 0) return true;
  if (d.range.hi < 0) return false;
  const { factors } = factorize(d);
  if (factors.length > 1) {
    const undecided = factors.filter((f) => f.range.lo < 1 && f.range.hi > -1);
    if (undecided.length < factors.length) {
      const known = factors.filter((f) => !undecided.includes(f));
      const sign = known.reduce((s, f) => (f.range.hi < 0 ? -s : s), 1);
      return isNonNegative(mul(product(undecided), factorize(d).coefficient < 0 ? -sign : sign));
    }
  }
  const divisor = Math.abs(signedContentOfTerms(d));
  const whole = withoutFloor(d);
  if (whole !== null) return isNonNegative(whole);
  if (divisor === 1) return comparison("ge", d);
  const terms = d.terms.map((t) => ({ ...t, coefficient: t.coefficient / divisor }));
  const reduced = collect(terms, floorDivide(d.constant, divisor));
  if (reduced === null || isConst(reduced)) return comparison("ge", d);
  return isNonNegative(reduced);
}

/** What is not negative exactly when `n//d + c`, or `c - n//d`, is not: `n + c*d`, or `c*d + d - 1 - n`. */
function withoutFloor({ terms, constant }: Expr): Dim | null {
  const [term, more] = terms;
  const [atom, another] = term?.monomial.factors ?? [];
  if (term === undefined || more !== undefined || another !== undefined || atom?.kind !== "floordiv") return null;
  const { numerator, denominator } = atom;
  if (!isConst(denominator) || denominator < 1 || Math.abs(term.coefficient) !== 1) return null;
  const shift = mul(denominator, constant);
  return term.coefficient > 0 ? add(numerator, shift) : sub(add(shift, denominator - 1), numerator);
}

/**
 * The coefficients become residues and are divided by what they share with the divisor; the first
 * one becomes 1 if it has an inverse. A product of small coefficients is left one.
 */
function dividesConstant(k: number, a: Expr): Cond {
  const { coefficient, factors } = factorize(a);
  if (factors.length > 1) {
    const divisor = k / gcd(k, coefficient);
    if (divisor === 1) return true;
    const whole = product(factors);
    if (!isConst(whole) && isReduced(whole, divisor)) return divisibility(divisor, whole, false);
  }
  const residue = reduceModulo(a, k, 1);
  if (residue === null) return divisibility(k, a, false);
  if (isConst(residue)) return residue % k === 0;
  const common = residue.terms.reduce((g, t) => gcd(g, t.coefficient), k);
  if (residue.constant % common !== 0) return false;
  const divisor = k / common;
  if (divisor === 1) return true;
  const reduced = divExact(residue, common) ?? residue;
  if (isConst(reduced)) return reduced % divisor === 0;
  const scaled = reduceModulo(reduced, divisor, inverseModulo(reduced.terms[0]?.coefficient ?? 1, divisor));
  return divisibility(divisor, scaled === null ? reduced : positiveLead(scaled), false);
}

function isReduced(e: Expr, m: number): boolean {
  return Math.abs(e.constant) < m && e.terms.every((t) => Math.abs(t.coefficient) < m);
}

function reduceModulo(a: Expr, m: number, factor: number): Dim | null {
  return collect(
    a.terms.map((t) => ({ ...t, coefficient: nearestResidue(multiplyModulo(t.coefficient, factor, m), m) })),
    nearestResidue(multiplyModulo(a.constant, factor, m), m),
  );
}

/** A number that makes `c` the first of its kind modulo `m`: its inverse if it has one. */
function inverseModulo(c: number, m: number): number {
  let [r0, r1, t0, t1] = [m, pythonMod(c, m), 0, 1];
  while (r1 !== 0) {
    const q = Math.floor(r0 / r1);
    [r0, r1, t0, t1] = [r1, r0 - q * r1, t1, t0 - q * t1];
  }
  return r0 === 1 ? pythonMod(t0, m) : 1;
}

function multiplyModulo(a: number, b: number, m: number): number {
  return Number((BigInt(a) * BigInt(b)) % BigInt(m));
}

function positiveLead(d: Dim): Dim {
  return isConst(d) ? Math.abs(d) : positiveLeadExpr(d);
}

function positiveLeadExpr(e: Expr): Expr {
  if ((e.terms[0]?.coefficient ?? 0) > 0) return e;
  const negated = neg(e);
  return isConst(negated) ? e : negated;
}

/** The greatest common divisor of the coefficients without the constant, signed as the first. */
function signedContentOfTerms(e: Expr): number {
  const divisor = e.terms.reduce((g, t) => gcd(g, t.coefficient), 0);
  return signedContent(e) < 0 ? -divisor : divisor;
}

function comparison(kind: Comparison["kind"], expr: Expr): Comparison {
  return internFor(`${kind}${expr.id}`, [expr], (id) => ({ kind, id, expr }));
}

function divisibility(divisor: Dim, dividend: Dim, negated: boolean): Divisibility {
  const key = `${negated ? "ndiv" : "div"}${dimKey(divisor)}|${dimKey(dividend)}`;
  return internFor(key, [divisor, dividend], (id) => ({ kind: "divides", id, divisor, dividend, negated }));
}

/** Flat, sorted, without repetitions; decided if an argument or two opposite ones decide it. */
function junction(kind: "and" | "or", cs: readonly Cond[]): Cond {
  const absorbing = kind === "or";
  const open = cs.filter((c) => typeof c !== "boolean");
  if (open.length < cs.length && cs.includes(absorbing)) return absorbing;
  if (open.length === 0) return !absorbing;
  const args = new Set<Constraint>();
  for (const c of open.flatMap((given) => (given.kind === kind ? given.args : given))) {
    const opposite = not(c);
    if (opposite === !absorbing) return absorbing;
    if (typeof opposite === "boolean") continue;
    if (args.has(opposite)) return absorbing;
    args.add(c);
  }
  const sorted = [...args].sort((a, b) => a.id - b.id);
  const [only] = sorted;
  if (only === undefined) return !absorbing;
  if (sorted.length === 1) return only;
  const about = sorted.flatMap((c) => [...symbolsOf(c)]);
  const key = `${kind}${sorted.map((c) => c.id).join()}`;
  return internFor(key, about, (id): Junction => ({ kind, id, args: sorted }));
}
