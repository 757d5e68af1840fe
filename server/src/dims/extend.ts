import { isConst, mul, neg, sub } from "./construct.ts";
import { eq, ge, not, or, symbolsOf, type Comparison, type Cond, type Constraint, type Junction } from "./constraint.ts";
import { proveFlat } from "./decide.ts";
import { sharesSymbol, type Atom, type Dim, type Expr } from "./expr.ts";
import { shiftedProduct } from "./factor.ts";
import { isPoint, type Interval } from "./interval.ts";
import { Knowledge } from "./knowledge.ts";
import { whereNonNegative } from "./monotone.ts";
import { Ranges } from "./ranges.ts";
import { ruleEquation, type Rewriting } from "./rewriting.ts";
import { asUnivariate, integerRoots, type Univariate } from "./roots.ts";

/** What is known when `c` holds too, everything that follows taken in; null when it cannot hold. */
export function extend(base: Knowledge, c: Cond): Knowledge | null {
  return new Extension(base).take(c);
}

const MAX_STEPS = 600;
const MAX_ROUNDS = 8;

/** Works a condition into a knowledge until nothing new follows. */
class Extension {
  #rewriting: Rewriting;
  #ranges: Ranges;
  #constraints: Set<Constraint>;
  readonly #queue: Cond[] = [];
  /** The symbols of what is new since ranges were last narrowed. */
  readonly #news = new Set<Expr>();
  #contradictory = false;

  constructor(base: Knowledge) {
    this.#rewriting = base.rewriting;
    this.#ranges = new Ranges(base.ranges.known);
    this.#constraints = new Set(base.constraints);
  }

  take(c: Cond): Knowledge | null {
    this.#queue.push(c);
    for (let step = 0; step < MAX_STEPS; step++) {
      const next = this.#queue.shift();
      if (next !== undefined) this.#takeOne(this.#rewriting.reduceCond(next));
      else if (!this.#propagate()) break;
      if (this.#contradictory || this.#ranges.isContradictory) return null;
    }
    return new Knowledge(this.#rewriting, this.#ranges, [...this.#constraints]);
  }

  #takeOne(c: Cond): void {
    if (typeof c === "boolean") {
      if (!c) this.#contradictory = true;
      return;
    }
    for (const s of symbolsOf(c)) this.#news.add(s);
    const opposite = not(c);
    if (opposite === false) return;
    if (opposite === true || this.#constraints.has(opposite)) this.#contradictory = true;
    switch (c.kind) {
      case "and":
        this.#queue.push(...c.args);
        return;
      case "or":
        this.#takeAlternatives(c.args);
        return;
      case "eq":
        this.#takeEquation(c);
        return;
      case "ge":
        this.#takeInequality(c);
        return;
      case "divides": {
        const dividend = c.dividend;
        const made = c.negated || isConst(dividend) ? null : this.#rewriting.withQuotient(dividend, c.divisor);
        if (made === null) this.#constraints.add(c);
        else this.#rewrite(made);
        return;
      }
      case "ne":
        this.#constraints.add(c);
        return;
    }
  }

  #takeInequality(c: Comparison): void {
    const { lo, hi } = this.#ranges.of(c.expr);
    if (hi < 0) this.#contradictory = true;
    if (lo >= 0 || this.#takeInterval(c.expr)) return;
    this.#ranges.assumeNonNegative(c.expr);
    const isOneAtom = c.expr.terms.length === 1 && c.expr.terms[0]?.monomial.factors.length === 1;
    if (!isOneAtom) this.#constraints.add(c);
  }

  #takeAlternatives(args: readonly Constraint[]): void {
    const current = new Knowledge(this.#rewriting, this.#ranges, [...this.#constraints]);
    const verdicts = new Map(args.map((arg) => [arg, proveFlat(current.rewriting.reduceCond(arg), current)]));
    const possible = args.filter((arg) => verdicts.get(arg) !== "no");
    const [only] = possible;
    if (only === undefined) this.#contradictory = true;
    else if (possible.length === 1) this.#queue.push(only);
    else if (![...verdicts.values()].includes("yes")) this.#keep(or(...possible));
  }

  /** Adds alternatives, in place of those that follow from them. */
  #keep(c: Cond): void {
    if (typeof c === "boolean") return;
    for (const other of this.#constraints) if (other.kind === "or" && impliesAlternatives(c, other)) this.#constraints.delete(other);
    this.#constraints.add(c);
  }

  /** Takes in `e >= 0` where that bounds the one symbol in `e`, and no more. */
  #takeInterval(e: Expr): boolean {
    const [only, more] = e.symbols;
    if (only === undefined || more !== undefined || isStep(e)) return false;
    const where = whereNonNegative(e, only, this.#ranges);
    if (where === null) return false;
    this.#queue.push(...between(only, where));
    return true;
  }

  #takeEquation(c: Comparison): void {
    const { expr } = c;
    const { lo, hi } = this.#ranges.of(expr);
    if (lo > 0 || hi < 0) this.#contradictory = true;
    if (!isAffine(expr)) {
      this.#takeInterval(expr);
      const negated = neg(expr);
      if (!isConst(negated)) this.#takeInterval(negated);
      const polynomial = asUnivariate(expr);
      if (polynomial !== null && polynomial.coefficients.length > 2) {
        this.#takeRoots(polynomial);
        return;
      }
    }
    const made = this.#rewriting.withEquation(expr);
    if (made === null) this.#constraints.add(c);
    else this.#rewrite(made);
  }

  #takeRoots({ atom, coefficients }: Univariate): void {
    const roots = integerRoots(coefficients, this.#ranges.ofAtom(atom));
    this.#queue.push(or(...roots.map((root) => eq(atom.expr, root))));
  }

  /** Goes over to another rewriting: what it changes is taken in again. */
  #rewrite({ rewriting, consequences }: { rewriting: Rewriting; consequences: readonly Cond[] }): void {
    this.#rewriting = rewriting;
    this.#queue.push(...consequences);
    for (const c of this.#constraints) {
      const reduced = rewriting.reduceCond(c);
      if (reduced === c) continue;
      this.#constraints.delete(c);
      this.#queue.push(reduced);
    }
    const kept: [Atom, Interval][] = [];
    for (const [atom, range] of this.#ranges.known) {
      const reduced = rewriting.reduce(atom.expr);
      if (reduced === atom.expr) kept.push([atom, range]);
      else this.#queue.push(...between(reduced, range));
    }
    this.#ranges = new Ranges(kept);
  }

  /** Narrows ranges by everything known; false when nothing came of it. */
  #propagate(): boolean {
    for (let round = 0; round < MAX_ROUNDS && this.#news.size > 0; round++) {
      const news = new Set(this.#news);
      this.#news.clear();
      for (const c of this.#constraints) if (sharesSymbol(symbolsOf(c), news)) this.#narrowBy(c);
      for (const rule of this.#rewriting.rules) {
        const zero = ruleEquation(rule);
        if (!isConst(zero) && sharesSymbol(zero.symbols, news)) this.#assumeZero(zero);
      }
      const changed = this.#ranges.takeChanged();
      if (changed.length > 0) this.#settleAtoms(changed);
      for (const atom of changed) for (const s of atom.expr.symbols) this.#news.add(s);
      if (this.#queue.length > 0 || this.#ranges.isContradictory) return true;
    }
    return false;
  }

  #narrowBy(c: Constraint): void {
    if (c.kind === "ge") this.#ranges.assumeNonNegative(c.expr);
    else if (c.kind === "eq") this.#assumeZero(c.expr);
    else if (c.kind === "ne") this.#assumeNotZero(c.expr);
  }

  /** An atom that can have one value only is that value, wherever facts speak of it. */
  #settleAtoms(changed: readonly Atom[]): void {
    const atoms = new Set(changed);
    for (const rule of this.#rewriting.rules) for (const atom of atomsOf(ruleEquation(rule))) atoms.add(atom);
    for (const c of this.#constraints) {
      if (c.kind === "ge" || c.kind === "eq" || c.kind === "ne") for (const atom of atomsOf(c.expr)) atoms.add(atom);
    }
    for (const atom of atoms) {
      const range = this.#ranges.ofAtom(atom);
      if (isPoint(range) && this.#rewriting.reduce(atom.expr) === atom.expr) this.#queue.push(eq(atom.expr, range.lo));
    }
  }

  #assumeZero(d: Expr): void {
    this.#ranges.assumeNonNegative(d);
    this.#ranges.assumeNonNegative(mul(d, -1));
    const split = shiftedProduct(d);
    if (split !== null && split.constant !== 0) {
      this.#ranges.assumeProduct(split.left, split.right, -split.constant);
    }
  }

  /** A value at an end of the range that is excluded moves the end. */
  #assumeNotZero(e: Expr): void {
    const { lo, hi } = this.#ranges.of(e);
    if (lo === 0) this.#ranges.assumeNonNegative(sub(e, 1));
    if (hi === 0) this.#ranges.assumeNonNegative(sub(-1, e));
  }
}

/** Whether each alternative of `c` is at least as narrow as one of `other`, seen from their spelling alone. */
function impliesAlternatives(c: Constraint, other: Junction): boolean {
  const args = c.kind === "or" ? c.args : [c];
  return args.every((arg) => other.args.some((wider) => isNarrower(arg, wider)));
}

function isNarrower(a: Constraint, b: Constraint): boolean {
  if (a === b) return true;
  if (a.kind !== "ge" || b.kind !== "ge") return false;
  const difference = sub(b.expr, a.expr);
  return isConst(difference) && difference >= 0;
}

/** Whether `e` is linear in symbols, without any other atoms. */
function isAffine(e: Expr): boolean {
  return e.terms.every((t) => t.monomial.factors.length === 1 && t.monomial.factors[0]?.kind === "symbol");
}

/** Whether `e` is a symbol or a floor of one, scaled and shifted: its range is narrowed exactly. */
function isStep(e: Expr): boolean {
  const [term, more] = e.terms;
  const [atom, another] = term?.monomial.factors ?? [];
  if (more !== undefined || another !== undefined || atom === undefined) return false;
  if (atom.kind !== "floordiv") return atom.kind === "symbol";
  return isConst(atom.denominator) && !isConst(atom.numerator) && isStep(atom.numerator);
}

function atomsOf(d: Dim): readonly Atom[] {
  return isConst(d) ? [] : d.terms.flatMap((t) => t.monomial.factors);
}

function between(d: Dim, { lo, hi }: Interval): readonly Cond[] {
  return [lo === -Infinity || ge(d, lo), hi === Infinity || ge(hi, d)];
}
