import { add, divideMonomials, fromMonomial, lone, mul, neg, polynomial, sub } from "./construct.ts";
import type { Dim, Expr, Term } from "./expr.ts";
import { floorDivAtom, internExpr } from "./intern.ts";
import { factorize } from "./factor.ts";
import { floorDivide, gcd, pythonMod } from "./interval.ts";

/** A quotient with more terms is not looked for. */
const MAX_DIVISION_STEPS = 64;

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

/** C's `a / b`, which rounds toward zero; a symbolic `a` is taken not to be negative. */
export function truncdiv(a: Dim, b: number): Dim {
  return typeof a === "number" ? Math.trunc(a / b) + 0 : floordiv(a, b);
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

/** The residue of `c` modulo `m` that is nearest to zero, `m / 2` rather than `-m / 2`. */
export function nearestResidue(c: number, m: number): number {
  const residue = pythonMod(c, m);
  return residue > m - residue ? residue - m : residue;
}

function divideCoefficients(a: Expr, by: number): Dim {
  const terms = a.terms.map((t) => ({ ...t, coefficient: t.coefficient / by }));
  return internExpr(terms, a.constant / by + 0);
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
  for (let step = 0; step < MAX_DIVISION_STEPS; step++) {
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
