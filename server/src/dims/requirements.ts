import { isConst, sub } from "./construct.ts";
import { divides, eq, ge, le, or, symbolsOf, type Cond, type Constraint } from "./constraint.ts";
import { asSymbol, sharesSymbol, type Expr } from "./expr.ts";
import { Knowledge } from "./knowledge.ts";
import { withResidues } from "./periodic.ts";
import { phrased } from "./phrase.ts";
import { printCond } from "./print.ts";
import { rangeOf } from "./solve.ts";
import { substituteCond } from "./substitute.ts";

/** Something that the facts demand of the named symbols. */
export interface Requirement {
  /** For people: `28 <= H, W <= 31 (and 4 oblong sizes)`. */
  readonly text: string;
  /** A Python expression over the names of the symbols, true exactly when the requirement is met. */
  readonly expr: string;
  readonly conds: readonly Cond[];
  /** Where the facts behind it come from. */
  readonly why: readonly unknown[];
}

/** Something that holds, and where that comes from. */
export interface Fact {
  readonly cond: Cond;
  readonly why: unknown;
}

/**
 * The simplest statements that together say what the facts say, facts about nameless sizes left out.
 *
 * What follows for one symbol (its ends, what divides it, what it equals) is put beside the facts;
 * then everything that follows from the rest is dropped.
 */
export function requirementsOf(facts: readonly Fact[], knowledge: Knowledge): readonly Requirement[] {
  const stated = facts.flatMap(({ cond, why }) => conjuncts(cond).map((c) => ({ cond: c, why })));
  const nameable = stated.filter((f) => [...symbolsOf(f.cond)].every(isNamed));
  const conds = essential(
    nameable.map((f) => f.cond),
    knowledge,
  );
  return phrased(conds).map(({ text, conds: own }) => ({
    text,
    expr: own.map((c) => (own.length > 1 && c.kind === "or" ? `(${printCond(c)})` : printCond(c))).join(" and "),
    conds: own,
    why: reasonsFor(own, nameable),
  }));
}

/** As few conditions as are found that are together equivalent to those stated. */
function essential(stated: readonly Constraint[], knowledge: Knowledge): readonly Constraint[] {
  const symbols = new Set(stated.flatMap((c) => [...symbolsOf(c)]));
  const { relations, ends, numbers } = consequences(symbols, knowledge);
  let known = Knowledge.nothing();
  for (const c of [...relations, ...ends]) known = known.with(c) ?? known;
  const complex: Constraint[] = [];
  for (const c of stated.flatMap((given) => conjuncts(substituteCond(given, numbers)))) {
    if (known.decide(c) === "yes") continue;
    complex.push(c);
    known = known.with(c) ?? known;
  }
  return withResidues(irredundant(independent([...relations, ...complex, ...ends])));
}

/** With more conditions than this, none is held against those that come after it. */
const MAX_COMPARED = 24;

/** Drops what follows from the others, wherever they stand, and alternatives that these rule out. */
function irredundant(conds: readonly Constraint[]): readonly Constraint[] {
  if (conds.length > MAX_COMPARED) return conds;
  let kept = conds;
  for (const c of conds) {
    const others = kept.filter((other) => other !== c);
    let known: Knowledge | null = Knowledge.nothing();
    for (const other of others) known = known?.with(other) ?? null;
    if (known === null) return kept;
    const facts = known;
    if (facts.decide(c) === "yes") kept = others;
    else if (c.kind === "or") {
      const possible = or(...c.args.filter((arg) => facts.decide(arg) !== "no"));
      if (typeof possible !== "boolean" && possible !== c) kept = kept.map((other) => (other === c ? possible : other));
    }
  }
  return kept;
}

/** Drops what follows from those before it, and alternatives that these rule out. */
function independent(conds: readonly Constraint[]): readonly Constraint[] {
  const kept: Constraint[] = [];
  let known = Knowledge.nothing();
  for (const given of conds) {
    if (known.decide(given) === "yes") continue;
    const possible = given.kind === "or" ? given.args.filter((arg) => known.decide(arg) !== "no") : [given];
    // Without any alternative left the facts cannot be met: all of them have to be told.
    const c = possible.length === 0 ? given : or(...possible);
    if (typeof c === "boolean") continue;
    kept.push(c);
    known = known.with(c) ?? known;
  }
  return kept;
}

/** What is known of each symbol by itself or as equal to another one. */
function consequences(symbols: ReadonlySet<Expr>, knowledge: Knowledge) {
  const relations: Cond[] = [];
  const ends: Cond[] = [];
  const numbers = new Map<Expr, number>();
  const first = new Map<unknown, Expr>();
  for (const s of symbols) {
    const reduced = knowledge.reduce(s);
    if (isConst(reduced)) {
      numbers.set(s, reduced);
      relations.push(eq(s, reduced));
      continue;
    }
    const same = first.get(reduced);
    if (same !== undefined) {
      relations.push(eq(same, s));
      continue;
    }
    first.set(reduced, s);
    const { lo, hi, modulus, residue } = rangeOf(s, knowledge);
    const own = s.range;
    if (modulus > 1) relations.push(divides(modulus, sub(s, residue)));
    if (lo > own.lo) ends.push(ge(s, lo));
    if (hi < own.hi) ends.push(le(s, hi));
  }
  const undecided = (cs: readonly Cond[]) => cs.filter((c) => typeof c !== "boolean");
  return { relations: undecided(relations), ends: undecided(ends), numbers };
}

function conjuncts(c: Cond): readonly Constraint[] {
  if (typeof c === "boolean") return [];
  return c.kind === "and" ? c.args : [c];
}

function isNamed(s: Expr): boolean {
  return asSymbol(s)?.info.anonymous !== true;
}

/** The origins of the facts that these conditions account for, or of those they could come from. */
function reasonsFor(conds: readonly Constraint[], facts: readonly Fact[]): readonly unknown[] {
  let known: Knowledge | null = Knowledge.nothing();
  for (const c of conds) known = known?.with(c) ?? null;
  const about = new Set(conds.flatMap((c) => [...symbolsOf(c)]));
  const explained = facts.filter((f) => known?.decide(f.cond) === "yes");
  const related = facts.filter((f) => sharesSymbol(symbolsOf(f.cond), about));
  const behind = explained.length > 0 ? explained : related;
  return [...new Set(behind.map((f) => f.why).filter((why) => why !== undefined))];
}
