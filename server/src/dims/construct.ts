import {
  compareMonomials,
  extremumAtom,
  floorDivAtom,
  internExpr,
  internMonomial,
  isqrtAtom,
  opaqueAtom,
  rangeOf,
  type Atom,
  type Dim,
  type Expr,
  type Monomial,
  type Term,
} from "./expr.ts";
import { factorize } from "./factor.ts";
import { floorDivide, gcd, integerSqrt, isPoint, pythonMod } from "./interval.ts";

/** Sums of more terms, and products of higher degree, are not multiplied out. */
const MAX_TERMS = 64;
const MAX_DEGREE = 16;
/** A longer list of a minimum or maximum stays nested. */
const MAX_ARGS = 16;

export function isConst(d: Dim): d is number {
  return typeof d === "number";
}

/** `a + b`. Beyond 2**53 it is an opaque atom, here and below, never a rounded number. */
export function add(a: Dim, b: Dim): Dim {
  if (typeof a === "number" && typeof b === "number") {
    const total = a + b;
    return Number.isSafeInteger(total) ? total : opaqueAtom("add", [a, b]).expr;
  }
  return addMultiple(a, b, 1) ?? opaqueAtom("add", [a, b]).expr;
}

export function sub(a: Dim, b: Dim): Dim {
  if (typeof a === "number" && typeof b === "number") return add(a, -b + 0);
  return a === b ? 0 : (addMultiple(a, b, -1) ?? opaqueAtom("add", [a, neg(b)]).expr);
}

export function neg(a: Dim): Dim {
  return mul(a, -1);
}

export function mul(a: Dim, b: Dim): Dim {
  if (typeof a === "number") {
    if (typeof b === "number") {
      const product = a * b + 0;
      return Number.isSafeInteger(product) ? product : opaqueAtom("mul", [a, b]).expr;
    }
    return mul(b, a);
  }
  if (b === 0) return 0;
  if (b === 1) return a;
  const result = typeof b === "number" ? scale(a, b) : multiply(a, b);
  return result ?? opaqueAtom("mul", [a, b]).expr;
}

export function sum(ds: readonly Dim[]): Dim {
  return ds.reduce(add, 0);
}

export function product(ds: readonly Dim[]): Dim {
  return ds.reduce(mul, 1);
}

/** `a ** n` for `n >= 0`. */
export function pow(a: Dim, n: number): Dim {
  if (!Number.isSafeInteger(n) || n < 0) throw new RangeError(`exponent ${n} is not a natural number`);
  if (n === 0) return 1;
  const root = pow(a, Math.floor(n / 2));
  const square = mul(root, root);
  return n % 2 === 1 ? mul(square, a) : square;
}

/** Python's `a // b`; the caller has seen to it that `b` is not zero. */
export function floordiv(a: Dim, b: Dim): Dim {
  if (b === 0) throw new RangeError("integer division or modulo by zero");
  if (b === 1 || a === 0) return a;
  if (typeof b === "number") {
    return typeof a === "number" ? floorDivide(a, b) : divideByConstant(a, b);
  }
  return divideByExpr(a, b);
}

/** Python's `a % b`, kept as `a - b * (a // b)` so that it has one spelling. */
export function mod(a: Dim, b: Dim): Dim {
  if (typeof a === "number" && typeof b === "number" && b !== 0) return pythonMod(a, b);
  return sub(a, mul(b, floordiv(a, b)));
}

/** `-(-a // b)`. */
export function ceildiv(a: Dim, b: Dim): Dim {
  return neg(floordiv(neg(a), b));
}

export function minimum(first: Dim, ...rest: readonly Dim[]): Dim {
  return extremum("min", [first, ...rest]);
}

export function maximum(first: Dim, ...rest: readonly Dim[]): Dim {
  return extremum("max", [first, ...rest]);
}

/** The largest integer whose square is at most `a`; `a` is not negative. */
export function isqrt(a: Dim): Dim {
  if (typeof a === "number") {
    if (a < 0) throw new RangeError("isqrt() argument must be nonnegative");
    return integerSqrt(a);
  }
  return squareRoot(a) ?? lone(isqrtAtom(a));
}

/** `a / b` when `b` divides `a` as a polynomial, else null; `b` is taken not to be zero. */
export function divExact(a: Dim, b: Dim): Dim | null {
  if (b === 0) return null;
  if (a === 0) return 0;
  if (typeof a === "number") return typeof b === "number" && a % b === 0 ? a / b : null;
  if (typeof b === "number") {
    const whole = a.constant % b === 0 && a.terms.every((t) => t.coefficient % b === 0);
    return whole ? divideCoefficients(a, b) : null;
  }
  const { quotient, remainder } = divideWithRemainder(a, b);
  return remainder === 0 ? quotient : null;
}

/** What is left of `a` when multiples of `b` are taken away as far as polynomials allow. */
export function polynomialRemainder(a: Dim, b: Expr): Dim {
  return divideWithRemainder(a, b).remainder;
}

/** The expression with these terms in any order; null when it is too large to be a normal form. */
export function collect(terms: Iterable<Term>, constant: number): Dim | null {
  const coefficients = new Map<Monomial, number>();
  for (const { monomial, coefficient } of terms) {
    coefficients.set(monomial, (coefficients.get(monomial) ?? 0) + coefficient);
  }
  const merged: Term[] = [];
  for (const [monomial, coefficient] of coefficients) {
    if (coefficient !== 0) merged.push({ monomial, coefficient });
  }
  merged.sort((a, b) => compareMonomials(a.monomial, b.monomial));
  return polynomial(merged, constant);
}

/** One monomial as an expression. */
export function fromMonomial(monomial: Monomial): Expr {
  return internExpr([{ coefficient: 1, monomial }], 0);
}

export function multiplyMonomials(a: Monomial, b: Monomial): Monomial {
  return internMonomial([...a.factors, ...b.factors].sort((x, y) => x.id - y.id));
}

/** `a / b` if `b` divides `a`: a monomial, or 1 when they are the same, else null. */
export function divideMonomials(a: Monomial, b: Monomial): Monomial | 1 | null {
  if (a === b) return 1;
  if (b.factors.length >= a.factors.length) return null;
  const left: Atom[] = [];
  let next = 0;
  for (const factor of a.factors) {
    if (factor === b.factors[next]) next++;
    else left.push(factor);
  }
  return next === b.factors.length ? internMonomial(left) : null;
}

/** Sorted nonzero terms and a constant as a dim; null if a number in it is too large. */
function polynomial(terms: readonly Term[], constant: number): Dim | null {
  if (!Number.isSafeInteger(constant)) return null;
  if (terms.length === 0) return constant + 0;
  if (terms.length > MAX_TERMS) return null;
  if (!terms.every((t) => Number.isSafeInteger(t.coefficient))) return null;
  return internExpr(terms, constant + 0);
}

/** `a + factor * b`, null if it is too large. */
function addMultiple(a: Dim, b: Dim, factor: 1 | -1): Dim | null {
  if (typeof a === "number") {
    if (typeof b === "number") return null;
    const terms = factor === 1 ? b.terms : b.terms.map((t) => ({ ...t, coefficient: -t.coefficient }));
    return polynomial(terms, a + factor * b.constant);
  }
  if (typeof b === "number") return b === 0 ? a : polynomial(a.terms, a.constant + factor * b);
  return polynomial(mergeTerms(a.terms, b.terms, factor), a.constant + factor * b.constant);
}

function mergeTerms(a: readonly Term[], b: readonly Term[], factor: 1 | -1): Term[] {
  const merged: Term[] = [];
  let i = 0;
  let j = 0;
  for (;;) {
    const x = a[i];
    const y = b[j];
    if (x === undefined && y === undefined) return merged;
    const order = x === undefined ? 1 : y === undefined ? -1 : compareMonomials(x.monomial, y.monomial);
    if (order <= 0) i++;
    if (order >= 0) j++;
    if (order < 0 && x !== undefined) merged.push(x);
    else if (y !== undefined) {
      const coefficient = (order === 0 && x !== undefined ? x.coefficient : 0) + factor * y.coefficient;
      if (coefficient !== 0) merged.push({ monomial: y.monomial, coefficient });
    }
  }
}

function scale(a: Expr, factor: number): Dim | null {
  const terms = a.terms.map((t) => ({ ...t, coefficient: t.coefficient * factor }));
  return polynomial(terms, a.constant * factor);
}

function multiply(a: Expr, b: Expr): Dim | null {
  const degree = degreeOf(a) + degreeOf(b);
  if (degree > MAX_DEGREE || a.terms.length * b.terms.length > MAX_TERMS * 4) return null;
  const terms: Term[] = [];
  for (const x of a.terms) {
    for (const y of b.terms) {
      terms.push({
        monomial: multiplyMonomials(x.monomial, y.monomial),
        coefficient: x.coefficient * y.coefficient,
      });
    }
    if (b.constant !== 0) terms.push({ ...x, coefficient: x.coefficient * b.constant });
  }
  if (a.constant !== 0) {
    for (const y of b.terms) terms.push({ ...y, coefficient: y.coefficient * a.constant });
  }
  // A partial sum that is not safe could come back into range rounded.
  if (!terms.every((t) => Number.isSafeInteger(t.coefficient))) return null;
  return collect(terms, a.constant * b.constant);
}

function degreeOf(a: Expr): number {
  return a.terms[0]?.monomial.factors.length ?? 0;
}

function divideCoefficients(a: Expr, by: number): Dim {
  const terms = a.terms.map((t) => ({ ...t, coefficient: t.coefficient / by }));
  return internExpr(terms, a.constant / by + 0);
}

/** The residue of `c` modulo `m` that is nearest to zero, `m / 2` rather than `-m / 2`. */
export function nearestResidue(c: number, m: number): number {
  const residue = pythonMod(c, m);
  return residue > m - residue ? residue - m : residue;
}

/**
 * `a // b`. Multiples of `b` leave the floor, coefficients become residues nearest to zero, the
 * first of them positive (`-a // b == -((a + b - 1) // b)`), the common divisor is cancelled and a
 * floor inside becomes one with this.
 *
 * Half the divisor is a residue as near as minus half. The first term and a floor keep their sign
 * then, so that rounding up twice is rounding up once.
 */
function divideByConstant(a: Expr, b: number): Dim {
  if (b < 0) return floordiv(neg(a), -b);
  const whole: Term[] = [];
  const rest: Term[] = [];
  for (const { monomial, coefficient } of a.terms) {
    const positive = nearestResidue(coefficient, b);
    const keepsSign = rest.length === 0 || monomial.factors[0]?.kind === "floordiv";
    const residue = keepsSign && coefficient < 0 && positive * 2 === b ? -positive : positive;
    if (residue !== 0) rest.push({ monomial, coefficient: residue });
    if (residue !== coefficient) whole.push({ monomial, coefficient: (coefficient - residue) / b });
  }
  const residue = pythonMod(a.constant, b);
  const quotient = polynomial(whole, floorDivide(a.constant, b));
  const remainder = polynomial(rest, residue);
  if (quotient === null || remainder === null) return lone(floorDivAtom(a, b));
  if (typeof remainder === "number") return quotient;
  if ((remainder.terms[0]?.coefficient ?? 0) < 0) {
    return sub(quotient, floordiv(add(neg(remainder), b - 1), b));
  }
  return add(quotient, divideReduced(remainder, b));
}

function divideReduced(a: Expr, b: number): Dim {
  const common = a.terms.reduce((g, t) => gcd(g, t.coefficient), b);
  const reduced =
    common === 1
      ? a
      : internExpr(
          a.terms.map((t) => ({ ...t, coefficient: t.coefficient / common })),
          floorDivide(a.constant, common),
        );
  const divisor = b / common;
  return foldInnerFloor(reduced, divisor) ?? lone(floorDivAtom(reduced, divisor));
}

/**
 * `(x // c + r) // b == (x + c * r) // (c * b)` for `b >= 1`, and likewise with `-(x // c)`.
 * Only where one floor stands alone is there no choice which to take.
 */
function foldInnerFloor(a: Expr, b: Dim): Dim | null {
  let found: { x: Dim; c: Dim; sign: number; term: Term } | null = null;
  for (const term of a.terms) {
    const [atom, more] = term.monomial.factors;
    if (atom?.kind !== "floordiv" || more !== undefined || Math.abs(term.coefficient) !== 1) continue;
    if (found !== null) return null;
    found = { x: atom.numerator, c: atom.denominator, sign: term.coefficient, term };
  }
  if (found === null) return null;
  const { x, c, sign, term } = found;
  const simple = typeof c === "number" && typeof b === "number";
  if (!simple && (a.terms.length > 1 || sign < 0)) return null;
  const rest = polynomial(
    a.terms.filter((t) => t !== term),
    a.constant,
  );
  const divisor = mul(c, b);
  if (rest === null || (simple && typeof divisor !== "number")) return null;
  const inner = sign > 0 ? x : add(neg(x), sub(c, 1));
  return floordiv(add(inner, mul(c, rest)), divisor);
}

/** `a // b`: common factors are cancelled, multiples of `b` leave the floor. */
function divideByExpr(a: Dim, b: Expr): Dim {
  if ((b.terms[0]?.coefficient ?? 0) < 0) return floordiv(neg(a), neg(b));
  const { quotient, remainder } = divideWithRemainder(a, b);
  if (remainder === 0) return quotient;
  if (quotient !== 0) return add(quotient, floordiv(remainder, b));
  const cancelled = cancelCommonFactor(a, b);
  if (cancelled !== null) return floordiv(cancelled.a, cancelled.b);
  if (b.range.lo >= 1 && typeof a !== "number" && (a.terms[0]?.coefficient ?? 0) < 0) {
    return neg(floordiv(add(neg(a), sub(b, 1)), b));
  }
  const folded = typeof a !== "number" && b.range.lo >= 1 ? foldInnerFloor(a, b) : null;
  return folded ?? lone(floorDivAtom(a, b));
}

function cancelCommonFactor(a: Dim, b: Expr): { a: Dim; b: Dim } | null {
  const { coefficient, factors } = factorize(b);
  const common = gcd(coefficient, typeof a === "number" ? a : factorize(a).coefficient);
  if (common > 1) {
    const x = divExact(a, common);
    const y = divExact(b, common);
    if (x !== null && y !== null) return { a: x, b: y };
  }
  if (typeof a === "number") return null;
  for (const factor of factors) {
    const x = divExact(a, factor);
    const y = x === null ? null : divExact(b, factor);
    if (x !== null && y !== null) return { a: x, b: y };
  }
  return null;
}

/**
 * Division of polynomials: `a == quotient * b + remainder`, no term of the remainder being a
 * multiple of the first monomial of `b` with a coefficient that is not a nearest residue.
 */
function divideWithRemainder(a: Dim, b: Expr): { quotient: Dim; remainder: Dim } {
  const giveUp = { quotient: 0, remainder: a };
  const lead = b.terms[0];
  if (lead === undefined) return giveUp;
  let quotient: Dim = 0;
  let remainder: Dim = a;
  for (let step = 0; step < MAX_TERMS; step++) {
    const part = firstMultiple(remainder, lead);
    if (part === null) return { quotient, remainder };
    quotient = add(quotient, part);
    remainder = sub(remainder, mul(part, b));
  }
  return giveUp;
}

/** The multiple of `lead` to be taken from `a` so that a term of it goes or becomes a residue. */
function firstMultiple(a: Dim, lead: Term): Dim | null {
  if (typeof a === "number") return null;
  for (const term of a.terms) {
    const over = divideMonomials(term.monomial, lead.monomial);
    if (over === null) continue;
    const residue = nearestResidue(term.coefficient, Math.abs(lead.coefficient));
    const times = (term.coefficient - residue) / lead.coefficient;
    if (times !== 0) return over === 1 ? times : mul(fromMonomial(over), times);
  }
  return null;
}

/** An atom as an expression, or the number that it can only be. */
function lone(atom: Atom): Dim {
  return isPoint(atom.range) ? atom.range.lo : atom.expr;
}

/**
 * `min` or `max`: flat, without arguments that another one dominates, a common divisor and a
 * common sign taken out, and shifted so that the number among the arguments is zero (or, if there
 * is none, the constant of the oldest argument).
 */
function extremum(kind: "min" | "max", given: readonly Dim[]): Dim {
  const flat = given.flatMap((d) => flatten(kind, d));
  const args = undominated(kind, flat.length > MAX_ARGS ? given : flat);
  const [first] = args;
  if (first === undefined) throw new RangeError(`${kind}() of nothing`);
  if (args.length === 1) return first;
  const shift = commonShift(args);
  if (shift !== 0) {
    return add(
      extremum(
        kind,
        args.map((d) => sub(d, shift)),
      ),
      shift,
    );
  }
  const exprs = args.filter((d) => typeof d !== "number");
  if (exprs.every((e) => (e.terms[0]?.coefficient ?? 0) < 0)) {
    return neg(extremum(kind === "min" ? "max" : "min", args.map(neg)));
  }
  const common = args.reduce<number>((g, d) => gcd(g, content(d)), 0);
  if (common > 1) {
    const divided = args.map((d) => divExact(d, common) ?? d);
    return mul(extremum(kind, divided), common);
  }
  return lone(extremumAtom(kind, args));
}

function flatten(kind: "min" | "max", d: Dim): readonly Dim[] {
  if (typeof d === "number") return [d];
  for (const { monomial, coefficient } of d.terms) {
    const [atom, more] = monomial.factors;
    if (more !== undefined || coefficient !== 1) continue;
    if (atom?.kind === kind && d.terms.length === 1) return atom.args.map((x) => add(x, d.constant));
  }
  return [d];
}

function undominated(kind: "min" | "max", args: readonly Dim[]): Dim[] {
  const kept: Dim[] = [];
  for (const d of new Set(args)) {
    if (kept.some((k) => dominates(kind, k, d))) continue;
    const others = kept.filter((k) => !dominates(kind, d, k));
    kept.splice(0, kept.length, ...others, d);
  }
  return kept;
}

function dominates(kind: "min" | "max", a: Dim, b: Dim): boolean {
  const range = rangeOf(sub(b, a));
  return kind === "min" ? range.lo >= 0 : range.hi <= 0;
}

function commonShift(args: readonly Dim[]): number {
  let oldest: Expr | undefined;
  for (const d of args) {
    if (typeof d === "number") return d;
    if (oldest === undefined || compareTerms(d.terms, oldest.terms) < 0) oldest = d;
  }
  return oldest?.constant ?? 0;
}

function compareTerms(a: readonly Term[], b: readonly Term[]): number {
  for (let i = 0; i < Math.min(a.length, b.length); i++) {
    const x = a[i];
    const y = b[i];
    if (x === undefined || y === undefined) break;
    const order = compareMonomials(x.monomial, y.monomial) || y.coefficient - x.coefficient;
    if (order !== 0) return order;
  }
  return a.length - b.length;
}

function content(d: Dim): number {
  if (typeof d === "number") return Math.abs(d);
  return d.terms.reduce((g, t) => gcd(g, t.coefficient), Math.abs(d.constant));
}

/** The root of a product of squares whose root is known not to be negative. */
function squareRoot(a: Expr): Dim | null {
  const [term, more] = a.terms;
  if (term === undefined || more !== undefined || a.constant !== 0) return null;
  const root = integerSqrt(Math.max(term.coefficient, 0));
  if (root * root !== term.coefficient) return null;
  const half: Atom[] = [];
  const { factors } = term.monomial;
  for (let i = 0; i < factors.length; i += 2) {
    const factor = factors[i];
    if (factor === undefined || factors[i + 1] !== factor) return null;
    half.push(factor);
  }
  const monomial = internMonomial(half);
  return monomial.range.lo >= 0 ? mul(fromMonomial(monomial), root) : null;
}
