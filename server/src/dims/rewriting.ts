import { add, collect, divideMonomials, fromMonomial, isConst, mul, sub } from "./construct.ts";
import { floordiv } from "./divide.ts";
import { and, divides, eq, ge, type Cond } from "./constraint.ts";
import {
  atomArgs,
  rangeOf,
  sharesSymbol,
  type Atom,
  type Dim,
  type Expr,
  type Monomial,
  type SymbolAtom,
  type Term,
} from "./expr.ts";
import { symbol } from "./intern.ts";
import { print } from "./print.ts";
import { revealQuotient, type Quotient } from "./quotient.ts";
import { mapAtoms, mapDims, rebuild } from "./substitute.ts";

/** `coefficient * lead` may be replaced by `rest`. */
export interface Rule {
  readonly lead: Monomial;
  readonly coefficient: number;
  readonly rest: Dim;
}

/** `coefficient * lead - rest`, which is zero. */
export function ruleEquation({ lead, coefficient, rest }: Rule): Dim {
  return sub(mul(fromMonomial(lead), coefficient), rest);
}

/**
 * Equalities, applied from left to right: symbols that are known in terms of others, monomials that
 * are worth something else, and quotients that came out whole. Immutable.
 *
 * A quotient is a symbol that only this object knows; `reveal` writes it as what it stands for.
 */
export class Rewriting {
  static readonly NONE = new Rewriting(new Map(), [], []);

  readonly substitution: ReadonlyMap<Expr, Dim>;
  readonly rules: readonly Rule[];
  readonly #quotients: readonly Quotient[];
  readonly #reduced = new Map<Expr, Dim>();
  /** The symbols without which nothing is rewritten. */
  readonly #touched: ReadonlySet<Expr>;

  private constructor(substitution: ReadonlyMap<Expr, Dim>, rules: readonly Rule[], quotients: readonly Quotient[]) {
    this.substitution = substitution;
    this.rules = rules;
    this.#quotients = quotients;
    const leads = rules.flatMap((rule) => rule.lead.factors.flatMap((atom) => [...atom.expr.symbols]));
    this.#touched = new Set([...substitution.keys(), ...leads]);
  }

  /** `d` with all equalities applied; may speak of quotients. */
  reduce(d: Dim): Dim {
    if (isConst(d) || !sharesSymbol(d.symbols, this.#touched)) return d;
    const known = this.#reduced.get(d);
    if (known !== undefined) return known;
    const result = this.#applyRules(mapAtoms(d, (atom) => this.#reduceAtom(atom)));
    this.#reduced.set(d, result);
    return result;
  }

  reduceCond(c: Cond): Cond {
    return this.#touched.size === 0 ? c : mapDims(c, (d) => this.reduce(d));
  }

  /** `d` without quotients: `16*q`, `q` being `H / 16`, is `H`, and `4*q` is `H//4`. */
  reveal(d: Dim): Dim {
    let result = d;
    for (let i = this.#quotients.length - 1; i >= 0; i--) {
      const quotient = this.#quotients[i];
      if (quotient !== undefined) result = revealQuotient(result, quotient);
    }
    return result;
  }

  /**
   * Takes in `e == 0`, `e` being reduced: the rewriting with it, and what else must hold then.
   * Null when `e` cannot be turned into a rewriting.
   */
  withEquation(e: Expr): { rewriting: Rewriting; consequences: readonly Cond[] } | null {
    const solved = this.#solveForSymbol(e);
    if (solved !== null) return this.#withSymbol(solved.symbol, solved.value);
    const lead = leadOf(e);
    const made = Math.abs(lead.coefficient) === 1 ? null : this.#withDivisibility(e);
    if (made !== null) return { ...made, consequences: [...made.consequences, eq(e, 0)] };
    return this.#withRule(e, lead);
  }

  /** Takes in that `divisor` divides `dividend`, both reduced; null where nothing would come of it. */
  withQuotient(dividend: Expr, divisor: Dim): { rewriting: Rewriting; consequences: readonly Cond[] } | null {
    if (this.#quotients.length >= MAX_QUOTIENTS) return null;
    const floor = floordiv(dividend, divisor);
    const written = () => print(this.reveal(floor));
    const { lo: min, hi: max } = rangeOf(floor);
    const quotient = symbol({
      get name() {
        return written();
      },
      min,
      max,
      anonymous: true,
    });
    const quotients = [...this.#quotients, { symbol: quotient, dividend, divisor }];
    const difference = sub(dividend, mul(divisor, quotient));
    if (isConst(difference)) return null;
    const made = new Rewriting(this.substitution, this.rules, quotients).withEquation(difference);
    return made === null ? null : { ...made, consequences: [...made.consequences, eq(floor, quotient)] };
  }

  /** Takes in that a coefficient of `e`, which is zero, divides the rest of it. */
  #withDivisibility(e: Expr): { rewriting: Rewriting; consequences: readonly Cond[] } | null {
    const split = this.#symbolToSplit(e);
    if (split === null) return null;
    const c = divides(split.coefficient, sub(e, mul(split.symbol.expr, split.coefficient)));
    if (typeof c === "boolean" || c.kind !== "divides" || isConst(c.dividend)) return null;
    return this.withQuotient(c.dividend, c.divisor);
  }

  #reduceAtom(atom: Atom): Dim {
    if (atom.kind === "symbol") return this.substitution.get(atom.expr) ?? atom.expr;
    return rebuild(atom, (d) => this.reduce(d));
  }

  #applyRules(d: Dim): Dim {
    let result = d;
    for (let step = 0; step < MAX_STEPS; step++) {
      const next = this.#rewriteOnce(result);
      if (next === result) return result;
      result = next;
    }
    return result;
  }

  #rewriteOnce(d: Dim): Dim {
    if (isConst(d)) return d;
    for (const { lead, coefficient, rest } of this.rules) {
      for (const term of d.terms) {
        const over = term.coefficient % coefficient === 0 ? divideMonomials(term.monomial, lead) : null;
        if (over === null) continue;
        const others = collect(
          d.terms.filter((t) => t !== term),
          d.constant,
        );
        const image = mul(over === 1 ? rest : mul(rest, fromMonomial(over)), term.coefficient / coefficient);
        return others === null ? d : add(others, image);
      }
    }
    return d;
  }

  /** A symbol with coefficient 1 or -1 that stands nowhere else, the most dispensable one. */
  #solveForSymbol(e: Expr): { symbol: SymbolAtom; value: Dim } | null {
    let best: { symbol: SymbolAtom; coefficient: number } | null = null;
    for (const candidate of linearSymbols(e)) {
      if (Math.abs(candidate.coefficient) !== 1) continue;
      if (best === null || this.#isMoreDispensable(candidate.symbol, best.symbol)) best = candidate;
    }
    if (best === null) return null;
    const others = sub(e, mul(best.symbol.expr, best.coefficient));
    return { symbol: best.symbol, value: mul(others, -best.coefficient) };
  }

  /**
   * A symbol whose coefficient divides the rest of an equation. That it does is no news of a
   * quotient, unless it tells something of another symbol.
   */
  #symbolToSplit(e: Expr): { symbol: SymbolAtom; coefficient: number } | null {
    const found = [...linearSymbols(e)].sort((a, b) => Math.abs(a.coefficient) - Math.abs(b.coefficient));
    const [first, second] = found;
    return first === undefined || (second === undefined && this.#isQuotient(first.symbol)) ? null : first;
  }

  #isQuotient(s: SymbolAtom): boolean {
    return this.#quotients.some((q) => q.symbol === s.expr);
  }

  #isMoreDispensable(a: SymbolAtom, b: SymbolAtom): boolean {
    const rank = (s: SymbolAtom) => (this.#isQuotient(s) ? 2 : s.info.anonymous === true ? 1 : 0);
    return rank(a) !== rank(b) ? rank(a) > rank(b) : a.id > b.id;
  }

  #withSymbol(eliminated: SymbolAtom, value: Dim): { rewriting: Rewriting; consequences: readonly Cond[] } {
    const one = new Map([[eliminated.expr, value]]);
    const change = new Rewriting(one, [], []);
    const substitution = new Map(one);
    for (const [s, v] of this.substitution) substitution.set(s, change.reduce(v));
    const { lo, hi } = eliminated.range;
    const range = and(lo === -Infinity || ge(value, lo), hi === Infinity || ge(hi, value));
    return this.#rebuilt(substitution, change, [range]);
  }

  #withRule(e: Expr, term: Term): { rewriting: Rewriting; consequences: readonly Cond[] } | null {
    const coefficient = Math.abs(term.coefficient);
    const rest = mul(sub(e, mul(fromMonomial(term.monomial), term.coefficient)), term.coefficient < 0 ? 1 : -1);
    const rule = { lead: term.monomial, coefficient, rest };
    const change = new Rewriting(new Map(), [rule], []);
    // A rule whose result can be rewritten by it would never come to an end.
    if (change.reduce(rest) !== rest || isNestedIn(term.monomial, rest)) return null;
    const made = this.#rebuilt(this.substitution, change, []);
    return {
      ...made,
      rewriting: new Rewriting(made.rewriting.substitution, [...made.rewriting.rules, rule], this.#quotients),
    };
  }

  /** With a new equality at hand, rules that it changes are taken out, to be looked at afresh. */
  #rebuilt(
    substitution: ReadonlyMap<Expr, Dim>,
    change: Rewriting,
    consequences: readonly Cond[],
  ): { rewriting: Rewriting; consequences: readonly Cond[] } {
    const kept: Rule[] = [];
    const again: Cond[] = [];
    for (const rule of this.rules) {
      const lead = fromMonomial(rule.lead);
      const left = change.reduce(lead);
      if (left !== lead) again.push(eq(mul(left, rule.coefficient), rule.rest));
      else kept.push({ ...rule, rest: change.reduce(rule.rest) });
    }
    const changed = new Map([...substitution].map(([s, v]) => [s, change.reduce(v)]));
    return { rewriting: new Rewriting(changed, kept, this.#quotients), consequences: [...again, ...consequences] };
  }
}

const MAX_QUOTIENTS = 64;
const MAX_STEPS = 100;

/** Symbols that stand in one term only, alone, and in no other atom. */
function linearSymbols(e: Expr): readonly { symbol: SymbolAtom; coefficient: number }[] {
  const found: { symbol: SymbolAtom; coefficient: number }[] = [];
  for (const term of e.terms) {
    const [atom, more] = term.monomial.factors;
    if (atom?.kind !== "symbol" || more !== undefined) continue;
    if (!e.terms.some((t) => t !== term && mentions(t, atom.expr))) {
      found.push({ symbol: atom, coefficient: term.coefficient });
    }
  }
  return found;
}

/**
 * The term that a rule is to replace: an atom that stands alone once, else the highest monomial. In
 * either case rules cannot undo one another.
 */
function leadOf(e: Expr): Term {
  const [highest] = e.terms;
  if (highest === undefined) throw new Error("an expression without terms");
  if (highest.monomial.factors.length > 1) return highest;
  return e.terms.find((t) => Math.abs(t.coefficient) === 1) ?? highest;
}

function mentions(t: Term, s: Expr): boolean {
  return t.monomial.factors.some((a) => a.expr.symbols.has(s));
}

function isNestedIn(lead: Monomial, d: Dim): boolean {
  if (isConst(d)) return false;
  return d.terms.some((t) => t.monomial.factors.some((a) => atomArgs(a).some((arg) => contains(arg, lead))));
}

function contains(d: Dim, lead: Monomial): boolean {
  if (isConst(d)) return false;
  return d.terms.some((t) => divideMonomials(t.monomial, lead) !== null) || isNestedIn(lead, d);
}
