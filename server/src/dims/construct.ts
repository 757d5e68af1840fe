import { compareMonomials, type Atom, type Dim, type Expr, type Monomial, type Term } from "./expr.ts";
import { internExpr, internMonomial, opaqueAtom, remembered } from "./intern.ts";
import { isPoint } from "./interval.ts";

/** Sums of more terms, and products of higher degree, are not multiplied out. */
const MAX_TERMS = 64;
const MAX_DEGREE = 16;

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
  const result = remembered("*", a, b, () => (typeof b === "number" ? scale(a, b) : multiply(a, b)));
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

/** Sorted nonzero terms and a constant as a dim; null if a number in it is too large. */
export function polynomial(terms: readonly Term[], constant: number): Dim | null {
  if (!Number.isSafeInteger(constant)) return null;
  if (terms.length === 0) return constant + 0;
  if (terms.length > MAX_TERMS) return null;
  if (!terms.every((t) => Number.isSafeInteger(t.coefficient))) return null;
  return internExpr(terms, constant + 0);
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

/** An atom as an expression, or the number that it can only be. */
export function lone(atom: Atom): Dim {
  return isPoint(atom.range) ? atom.range.lo : atom.expr;
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
