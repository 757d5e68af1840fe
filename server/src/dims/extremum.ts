import { add, fromMonomial, lone, mul, neg, sub } from "./construct.ts";
import { divExact } from "./divide.ts";
import { compareMonomials, type Atom, type Dim, type Expr, type Term } from "./expr.ts";
import { extremumAtom, internMonomial, isqrtAtom } from "./intern.ts";
import { gcd, integerSqrt } from "./interval.ts";
import { rangeOfRemainder } from "./modulus.ts";

/** A longer list of a minimum or maximum stays nested. */
const MAX_ARGS = 16;

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
  const range = rangeOfRemainder(sub(b, a));
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
