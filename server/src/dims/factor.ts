import { collect, divideMonomials, fromMonomial } from "./construct.ts";
import { divExact } from "./divide.ts";
import type { Atom, Expr, Monomial, Term } from "./expr.ts";
import { internMonomial } from "./intern.ts";
import { gcd } from "./interval.ts";

/** `coefficient * factors[0] * factors[1] * …`. */
export interface Factors {
  readonly coefficient: number;
  readonly factors: readonly Expr[];
}

const known = new WeakMap<Expr, Factors>();
const shifted = new WeakMap<Expr, ShiftedProduct | null>();

/**
 * An expression as a product, as far as its factors depend on different atoms or symbols:
 * `20*h*w - 80*h - 60*w + 240` is `20 * (h - 3) * (w - 4)`. Every factor is primitive and its first
 * coefficient positive.
 */
export function factorize(e: Expr): Factors {
  let result = known.get(e);
  if (result === undefined) {
    result = computeFactors(e);
    known.set(e, result);
  }
  return result;
}

/** The greatest common divisor of all coefficients, with the sign of the first one. */
export function signedContent(e: Expr): number {
  const divisor = e.terms.reduce((g, t) => gcd(g, t.coefficient), Math.abs(e.constant));
  return (e.terms[0]?.coefficient ?? 1) < 0 ? -divisor : divisor;
}

/** An expression that is `left * right + constant`, the two depending on different symbols. */
export interface ShiftedProduct {
  readonly left: Expr;
  readonly right: Expr;
  readonly constant: number;
}

/**
 * Writes `e` as a product of two factors plus a number where that can be done: a fact
 * `h*w - 3*h - 3*w == 7` says that `(h - 3) * (w - 3)` is 16.
 */
export function shiftedProduct(e: Expr): ShiftedProduct | null {
  let result = shifted.get(e);
  if (result === undefined) {
    result = computeShiftedProduct(e);
    shifted.set(e, result);
  }
  return result;
}

function computeShiftedProduct(e: Expr): ShiftedProduct | null {
  for (const group of groups(e)) {
    const split = splitBy(e, group, true);
    if (split !== null) return split;
  }
  return null;
}

function computeFactors(e: Expr): Factors {
  const coefficient = signedContent(e);
  const primitive = divExact(e, coefficient);
  if (primitive === null || typeof primitive === "number") return { coefficient: 1, factors: [e] };
  const common = commonAtoms(primitive);
  const factors = common.map((a) => a.expr);
  if (common.length > 0) {
    const rest = divExact(primitive, fromMonomial(internMonomial(common)));
    if (rest !== null && typeof rest !== "number") factors.push(...separate(rest));
  } else factors.push(...separate(primitive));
  return { coefficient, factors };
}

function separate(e: Expr): readonly Expr[] {
  if (e.terms.length < 2) return [e];
  for (const group of groups(e)) {
    const split = splitBy(e, group, false);
    if (split !== null) return [...separate(split.left), ...separate(split.right)];
  }
  return [e];
}

/** Ways to part the atoms of `e` in two: one atom from the others, then all atoms of one symbol. */
function* groups(e: Expr): Iterable<(a: Atom) => boolean> {
  const atoms = new Set(e.terms.flatMap((t) => t.monomial.factors));
  if (atoms.size < 2) return;
  for (const atom of atoms) yield (a) => a === atom;
  if (e.symbols.size < 2) return;
  for (const s of e.symbols) yield (a) => a.expr.symbols.has(s);
}

/**
 * Reads `e` as a matrix, rows being what a term has in the group and columns the rest; it is a
 * product if the rank is one. When shifted, the entry without any atoms may be whatever fits.
 */
function splitBy(e: Expr, inGroup: (a: Atom) => boolean, shifted: boolean): ShiftedProduct | null {
  const rows = new Map<Monomial | 1, Term[]>();
  const constants = new Map<Monomial | 1, number>();
  for (const { monomial, coefficient } of e.terms) {
    const row = part(monomial, inGroup);
    const column = part(monomial, (a) => !inGroup(a));
    if (column === 1) constants.set(row, coefficient);
    else rows.set(row, [...(rows.get(row) ?? []), { monomial: column, coefficient }]);
  }
  constants.set(1, e.constant);
  let right: Expr | null = null;
  for (const [row, terms] of rows) {
    if (row === 1) continue;
    const candidate = collect(terms, constants.get(row) ?? 0);
    if (candidate === null || typeof candidate === "number") return null;
    const primitive = divExact(candidate, signedContent(candidate));
    if (primitive === null || typeof primitive === "number") return null;
    right ??= primitive;
    if (right !== primitive) return null;
  }
  const lead = right?.terms[0];
  if (right === null || lead === undefined) return null;
  const leftTerms: Term[] = [];
  let leftConstant = 0;
  let constant = 0;
  for (const row of new Set([...rows.keys(), ...constants.keys()])) {
    const first = rows.get(row)?.find((t) => t.monomial === lead.monomial)?.coefficient ?? 0;
    const times = first / lead.coefficient;
    if (!Number.isInteger(times)) return null;
    const left = (constants.get(row) ?? 0) - times * right.constant;
    if (row === 1) {
      if (!sameTerms(rows.get(1) ?? [], right, times)) return null;
      leftConstant = times;
      constant = left;
    } else {
      if (left !== 0) return null;
      leftTerms.push({ monomial: row, coefficient: times });
    }
  }
  const left = collect(leftTerms, leftConstant);
  if (left === null || typeof left === "number") return null;
  return constant === 0 || shifted ? { left, right, constant } : null;
}

function sameTerms(terms: readonly Term[], right: Expr, times: number): boolean {
  if (times === 0) return terms.length === 0;
  const byMonomial = new Map(terms.map((t) => [t.monomial, t.coefficient]));
  return (
    terms.length === right.terms.length &&
    right.terms.every((t) => byMonomial.get(t.monomial) === t.coefficient * times)
  );
}

function part(monomial: Monomial, keep: (a: Atom) => boolean): Monomial | 1 {
  const factors = monomial.factors.filter(keep);
  return factors.length === 0 ? 1 : internMonomial(factors);
}

function commonAtoms(e: Expr): readonly Atom[] {
  if (e.constant !== 0) return [];
  const [first, ...others] = e.terms;
  const common: Atom[] = [];
  for (const atom of first?.monomial.factors ?? []) {
    const candidate = internMonomial([...common, atom]);
    const divides = others.every((t) => divideMonomials(t.monomial, candidate) !== null);
    if (divides) common.push(atom);
  }
  return common;
}
