import { addIntervals, interval, mulIntervals, powInterval, scaleInterval, type Interval } from "./interval.ts";

/** An integer: a number when it is constant (always a safe integer), else a normal form. */
export type Dim = number | Expr;

/** What is told about a symbol when it is made. */
export interface SymbolInfo {
  readonly name: string;
  /** A lower bound, `-Infinity` where there is none. */
  readonly min: number;
  readonly max?: number;
  /** Whatever the caller wants to find again: never looked at here. */
  readonly origin?: unknown;
  /** A size that nobody named; requirements do not speak of it. */
  readonly anonymous?: boolean;
}

/**
 * A sum of products of atoms with integer coefficients, plus a constant; never a constant alone.
 *
 * Built by the functions of `construct.ts` only and hash-consed: two expressions with one normal
 * form are the same object, so `===` compares them.
 */
export class Expr {
  readonly id: number;
  /** Highest monomial first, see `compareMonomials`. */
  readonly terms: readonly Term[];
  readonly constant: number;
  readonly home: Home;
  /** The range that the symbols' own bounds allow. */
  readonly range: Interval;
  /** How many atoms it takes to write this. */
  readonly weight: number;
  #symbols: ReadonlySet<Expr> | undefined;

  constructor(id: number, terms: readonly Term[], constant: number, home: Home) {
    this.id = id;
    this.terms = terms;
    this.constant = constant;
    this.home = home;
    this.weight = terms.reduce((sum, t) => t.monomial.factors.reduce((w, a) => w + a.weight, sum), 0);
    this.range = terms.reduce(
      (sum, t) => addIntervals(sum, scaleInterval(t.monomial.range, t.coefficient)),
      interval(constant, constant),
    );
  }

  /** The symbols this depends on. */
  get symbols(): ReadonlySet<Expr> {
    this.#symbols ??= new Set(this.terms.flatMap((t) => t.monomial.factors.flatMap(atomSymbols)));
    return this.#symbols;
  }
}

export interface Term {
  readonly coefficient: number;
  readonly monomial: Monomial;
}

/** A product of atoms, hash-consed: the atoms by ascending id, each as often as its exponent. */
export class Monomial {
  readonly id: number;
  readonly factors: readonly Atom[];
  readonly home: Home;
  readonly range: Interval;

  constructor(id: number, factors: readonly Atom[], home: Home) {
    this.id = id;
    this.factors = factors;
    this.home = home;
    this.range = monomialRange(factors, (atom) => atom.range);
  }
}

export type Atom = SymbolAtom | FloorDivAtom | ExtremumAtom | IsqrtAtom | OpaqueAtom;

export interface AtomBase {
  readonly id: number;
  readonly home: Home;
  readonly range: Interval;
  /** How many atoms it takes to write this, and how many of them are inside one another. */
  readonly weight: number;
  readonly depth: number;
  /** The expression that is this atom alone. */
  readonly expr: Expr;
}

export interface SymbolAtom extends AtomBase {
  readonly kind: "symbol";
  readonly info: SymbolInfo;
}

/** `numerator // denominator`, as Python rounds. */
export interface FloorDivAtom extends AtomBase {
  readonly kind: "floordiv";
  readonly numerator: Dim;
  readonly denominator: Dim;
}

export interface ExtremumAtom extends AtomBase {
  readonly kind: "min" | "max";
  readonly args: readonly Dim[];
}

export interface IsqrtAtom extends AtomBase {
  readonly kind: "isqrt";
  readonly arg: Expr;
}

/** A sum or product not multiplied out: too many terms, or too large for a safe integer. */
export interface OpaqueAtom extends AtomBase {
  readonly kind: "opaque";
  readonly op: "add" | "mul";
  readonly args: readonly Dim[];
}

/**
 * The table an object is interned in.
 *
 * Every symbol owns one, and an object lives in that of its youngest symbol. So an expression is
 * reachable from no symbol that it does not contain, and goes with its symbols when they go: the
 * tables of a long-lived server hold nothing of analyses that are over.
 */
export interface Home {
  readonly age: number;
  readonly table: Map<string, Monomial | Atom | Expr | object>;
}

/** The atom behind an expression that is one symbol, else undefined. */
export function asSymbol(d: Dim): SymbolAtom | undefined {
  const atom = asAtom(d);
  return atom?.kind === "symbol" ? atom : undefined;
}

/** The atom an expression consists of, or undefined when it is anything more. */
export function asAtom(d: Dim): Atom | undefined {
  if (typeof d === "number" || d.constant !== 0 || d.terms.length !== 1) return undefined;
  const term = d.terms[0];
  if (term === undefined || term.coefficient !== 1 || term.monomial.factors.length !== 1) {
    return undefined;
  }
  return term.monomial.factors[0];
}

export function sharesSymbol(a: ReadonlySet<Expr>, b: ReadonlySet<Expr>): boolean {
  for (const s of a) if (b.has(s)) return true;
  return false;
}

/** What the symbols' bounds allow for `d`, without any facts. */
export function rangeOf(d: Dim): Interval {
  return typeof d === "number" ? { lo: d, hi: d } : d.range;
}

/**
 * Graded lexicographic order, higher first. It is compatible with multiplication, which division
 * of polynomials needs.
 */
export function compareMonomials(a: Monomial, b: Monomial): number {
  if (a === b) return 0;
  if (a.factors.length !== b.factors.length) return b.factors.length - a.factors.length;
  for (let i = 0; i < a.factors.length; i++) {
    const difference = (a.factors[i]?.id ?? 0) - (b.factors[i]?.id ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}

/** The range of a product of atoms, given that of each atom. */
export function monomialRange(factors: readonly Atom[], rangeOfAtom: (a: Atom) => Interval): Interval {
  let range: Interval = { lo: 1, hi: 1 };
  for (let i = 0; i < factors.length; ) {
    const atom = factors[i];
    if (atom === undefined) break;
    let end = i + 1;
    while (factors[end] === atom) end++;
    range = mulIntervals(range, powInterval(rangeOfAtom(atom), end - i));
    i = end;
  }
  return range;
}

/** A text that tells dims apart. */
export function dimKey(d: Dim): string {
  return typeof d === "number" ? `#${d}` : `${d.id}`;
}

/** The dims an atom is built from. */
export function atomArgs(atom: Atom): readonly Dim[] {
  switch (atom.kind) {
    case "symbol":
      return [];
    case "floordiv":
      return [atom.numerator, atom.denominator];
    case "isqrt":
      return [atom.arg];
    case "min":
    case "max":
    case "opaque":
      return atom.args;
  }
}

function atomSymbols(atom: Atom): readonly Expr[] {
  if (atom.kind === "symbol") return [atom.expr];
  return atomArgs(atom).flatMap((d) => (typeof d === "number" ? [] : [...d.symbols]));
}

export function weightOf(d: Dim): number {
  return typeof d === "number" ? 0 : d.weight;
}
