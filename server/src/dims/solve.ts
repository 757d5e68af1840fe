import { isConst, sub } from "./construct.ts";
import { and, divides, eq, ge, le, not, symbolsOf, type Cond, type Constraint } from "./constraint.ts";
import type { Verdict } from "./decide.ts";
import { asSymbol, sharesSymbol, type Dim, type Expr } from "./expr.ts";
import { shiftedProduct } from "./factor.ts";
import { floorDivide, pythonMod, type Interval } from "./interval.ts";
import { Knowledge } from "./knowledge.ts";
import { ruleEquation } from "./rewriting.ts";
import { holds } from "./substitute.ts";

/** Values from `lo` to `hi` that are `residue` modulo `modulus`. */
export interface Range {
  readonly lo: number;
  readonly hi: number;
  readonly modulus: number;
  readonly residue: number;
}

/** A range for each symbol; every choice from them meets the facts. */
export type Box = ReadonlyMap<Expr, Range>;

export const MAX_BOXES = 64;
const MAX_CASES_WITHIN_CASES = 24;

/** Conditions that have nothing to do with other ones. */
export interface Component {
  readonly conds: readonly Constraint[];
  readonly symbols: ReadonlySet<Expr>;
}

/** Parts conditions into groups that share no symbols. */
export function components(conds: readonly Cond[]): readonly Component[] {
  let found: Component[] = [];
  for (const c of conds) {
    if (typeof c === "boolean") continue;
    const about = symbolsOf(c);
    const joined = found.filter((group) => sharesSymbol(group.symbols, about));
    const union = {
      conds: [...joined.flatMap((group) => group.conds), c],
      symbols: new Set([...joined.flatMap((group) => [...group.symbols]), ...about]),
    };
    const [first] = joined;
    if (first === undefined) found.push(union);
    else found = found.flatMap((group) => (group === first ? [union] : joined.includes(group) ? [] : [group]));
  }
  return found;
}

/**
 * All the boxes of a component, none if nothing meets its conditions; "many" if they are too many
 * or boxes do not describe the solutions.
 */
export function boxesOf({ conds, symbols }: Component, facts: Knowledge): readonly Box[] | "many" {
  const leaves = leavesOf(facts, symbols);
  if (leaves === "many") return "many";
  const boxes: Box[] = [];
  for (const leaf of leaves) {
    const box = new Map([...symbols].map((s) => [s, rangeOf(s, leaf)]));
    if (!isExact(box, conds)) return "many";
    boxes.push(box);
  }
  return boxes;
}

/** Whether anything meets the facts: "yes" only with an example at hand. */
export function satisfiable(parts: readonly Component[], facts: Knowledge): Verdict {
  const verdicts = parts.map((component) => {
    const leaves = leavesOf(facts, component.symbols);
    if (leaves === "many") return hasExample(component, facts, { steps: MAX_STEPS }) ? "yes" : "unknown";
    if (leaves.length === 0) return "no";
    const fuel = { steps: MAX_STEPS };
    return leaves.some((leaf) => hasExample(component, leaf, fuel)) ? "yes" : "unknown";
  });
  if (verdicts.includes("no")) return "no";
  return verdicts.every((v) => v === "yes") ? "yes" : "unknown";
}

/** Whether, of the cases that the facts about these symbols come down to, any is left. */
export function hasCases(facts: Knowledge, about: ReadonlySet<Expr>): boolean {
  for (const _ of walkCases(facts, about)) return true;
  return false;
}

function leavesOf(facts: Knowledge, about: ReadonlySet<Expr>): readonly Knowledge[] | "many" {
  const leaves: Knowledge[] = [];
  for (const leaf of walkCases(facts, about)) {
    if (leaf === "many" || leaves.length === MAX_BOXES) return "many";
    leaves.push(leaf);
  }
  return leaves;
}

/**
 * Splits the facts into cases until products and alternatives about these symbols are resolved;
 * "many" stands for cases that were not looked into.
 */
function* walkCases(facts: Knowledge, about: ReadonlySet<Expr>, depth = 0): Iterable<Knowledge | "many"> {
  const cases = depth > MAX_CASES_WITHIN_CASES ? "many" : casesOf(facts, about);
  if (cases === null || cases === "many") {
    yield cases ?? facts;
    return;
  }
  for (const c of cases.conds) {
    const inCase = cases.base.with(c);
    if (inCase === null) continue;
    if (cases.resolves === null || isConst(inCase.reduce(cases.resolves))) yield* walkCases(inCase, about, depth + 1);
    else yield "many";
  }
}

interface Cases {
  /** The facts without the one that the cases stand for, or with it where each case settles it. */
  readonly base: Knowledge;
  readonly conds: readonly Cond[];
  /** What each case makes a number; where it does not, the facts are too tangled to go on. */
  readonly resolves: Expr | null;
}

/** The cases of one fact that has several; null when there is none left. */
function casesOf(facts: Knowledge, about: ReadonlySet<Expr>): Cases | "many" | null {
  const related = (c: Dim | Cond) => facts.symbolsBehind(c).some((s) => about.has(s));
  for (const c of facts.constraints) {
    if (c.kind !== "or" || !related(c)) continue;
    const conds = c.args.map((arg, i) => and(arg, ...c.args.slice(0, i).map(not)));
    return { base: facts.without(c), conds, resolves: null };
  }
  for (const rule of facts.rewriting.rules) {
    const zero = ruleEquation(rule);
    const split = isConst(zero) ? null : shiftedProduct(zero);
    // A product that is zero was taken apart when it was taken in.
    if (split === null || split.constant === 0 || isConst(zero) || !related(zero)) continue;
    const { left, right, constant } = split;
    const values = divisorsIn(Math.abs(constant), facts.ranges.of(left), facts.ranges.of(right));
    if (values === null) return "many";
    return { base: facts, conds: values.map((value) => eq(left, value)), resolves: left };
  }
  return null;
}

const MAX_TRIALS = 1 << 16;

/** The divisors of `n`, negative ones too, in `range` whose partner is in `partners`; null if there is too much to try. */
function divisorsIn(n: number, range: Interval, partners: Interval): readonly number[] | null {
  const found: number[] = [];
  const root = Math.floor(Math.sqrt(n));
  if (root > MAX_TRIALS) return null;
  const admissible = (d: number, partner: number) =>
    d >= range.lo && d <= range.hi && Math.max(partners.hi, -partners.lo) >= partner;
  for (let d = 1; d <= root; d++) {
    if (n % d !== 0) continue;
    for (const value of new Set([d, n / d])) {
      for (const signed of [value, -value]) if (admissible(signed, n / value)) found.push(signed);
    }
  }
  return found.sort((a, b) => a - b);
}

/** The values of `s`: its bounds, and its residue where it is a multiple of something plus a number. */
export function rangeOf(s: Expr, facts: Knowledge): Range {
  const { lo, hi } = facts.bounds(s);
  const reduced = facts.reduce(s);
  if (isConst(reduced)) return { lo: reduced, hi: reduced, modulus: 1, residue: 0 };
  const [term, more] = reduced.terms;
  const simple = more === undefined && term?.monomial.factors.length === 1;
  const modulus = simple ? Math.abs(term?.coefficient ?? 1) : 1;
  const residue = pythonMod(reduced.constant, modulus);
  return {
    lo: Number.isFinite(lo) ? lo + pythonMod(residue - lo, modulus) : lo,
    hi: Number.isFinite(hi) ? hi - pythonMod(hi - residue, modulus) : hi,
    modulus,
    residue,
  };
}

/** What a range says about a dim. */
export function inRange(d: Dim, { lo, hi, modulus, residue }: Range): Cond {
  return and(
    lo === -Infinity || ge(d, lo),
    hi === Infinity || le(d, hi),
    modulus === 1 || divides(modulus, sub(d, residue)),
  );
}

/** Whether all of a box meets the conditions. */
function isExact(box: Box, conds: readonly Constraint[]): boolean {
  let inside: Knowledge | null = Knowledge.nothing();
  for (const [s, range] of box) inside = inside?.with(inRange(s, range)) ?? null;
  return inside !== null && conds.every((c) => inside.decide(c) === "yes");
}

const MAX_STEPS = 60;

/** Looks for values of the symbols that meet the conditions, trying few for each. */
function hasExample(component: Component, facts: Knowledge, fuel: { steps: number }): boolean {
  const free = [...component.symbols].map((s) => facts.reduce(s)).find((d) => !isConst(d));
  if (free === undefined || isConst(free)) return isExample(component, facts);
  const [unknown] = [...free.symbols].sort((a, b) => a.id - b.id);
  if (unknown === undefined) return false;
  for (const value of candidates(facts.ranges.of(unknown))) {
    if (fuel.steps-- <= 0) return false;
    const inCase = facts.with(eq(unknown, value));
    if (inCase !== null && hasExample(component, inCase, fuel)) return true;
  }
  return false;
}

function isExample({ conds, symbols }: Component, facts: Knowledge): boolean {
  const values = new Map<Expr, number>();
  for (const s of symbols) {
    const value = facts.reduce(s);
    const range = asSymbol(s)?.range;
    if (!isConst(value) || range === undefined || value < range.lo || value > range.hi) return false;
    values.set(s, value);
  }
  return conds.every((c) => holds(c, values));
}

function candidates({ lo, hi }: Interval): readonly number[] {
  if (lo === -Infinity && hi === Infinity) return [0, 1, 2, -1];
  if (hi === Infinity) return [0, 1, 2, 3, 5, 11, 31].map((x) => lo + x);
  if (lo === -Infinity) return [0, 1, 2, 3].map((x) => hi - x);
  const middle = lo + floorDivide(hi - lo, 2);
  return [...new Set([lo, hi, middle, lo + 1, hi - 1])].filter((x) => x >= lo && x <= hi);
}
