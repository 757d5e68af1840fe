import { isConst, mul, sub } from "./construct.ts";
import { not, symbolsOf, type Cond, type Constraint, type Divisibility } from "./constraint.ts";
import { type Atom, type Dim, type Expr, sharesSymbol } from "./expr.ts";
import { pythonMod } from "./interval.ts";
import type { Knowledge } from "./knowledge.ts";
import { refutes } from "./refute.ts";
import { ruleEquation } from "./rewriting.ts";
import { mapAtoms } from "./substitute.ts";

/** What the facts say about a condition: proven, disproven, or neither. */
export type Verdict = "yes" | "no" | "unknown";

/** Decides `c`, already reduced by the rewriting of `facts`. */
export function prove(c: Cond, facts: Knowledge): Verdict {
  if (typeof c === "boolean") return c ? "yes" : "no";
  const verdict = proveFlat(c, facts);
  return verdict === "unknown" ? proveByCases(c, facts) : verdict;
}

/** As `prove`, but without looking at alternatives. */
export function proveFlat(c: Cond, facts: Knowledge): Verdict {
  if (typeof c === "boolean") return c ? "yes" : "no";
  if (facts.constraints.includes(c)) return "yes";
  const opposite = not(c);
  if (typeof opposite === "boolean") return opposite ? "no" : "yes";
  if (facts.constraints.includes(opposite)) return "no";
  switch (c.kind) {
    case "ge":
      return signOf(c.expr, facts);
    case "eq":
      return isZero(c.expr, facts);
    case "ne":
      return opposed(isZero(c.expr, facts));
    case "divides":
      return c.negated ? opposed(isMultiple(c, facts)) : isMultiple(c, facts);
    case "and":
      return allOf(c.args, facts);
    case "or":
      return opposed(allOf(c.args.map(not), facts));
  }
}

/** Whether `e >= 0`. */
function signOf(e: Expr, facts: Knowledge): Verdict {
  const { lo, hi } = facts.ranges.of(e);
  if (lo >= 0) return "yes";
  if (hi < 0) return "no";
  const context = contextOf(e, facts);
  if (context.length === 0 && !isTied(e)) return "unknown";
  if (refutes([sub(-1, e), ...context], facts.ranges)) return "yes";
  return refutes([e, ...context], facts.ranges) ? "no" : "unknown";
}

function isZero(e: Expr, facts: Knowledge): Verdict {
  const { lo, hi } = facts.ranges.of(e);
  if (lo > 0 || hi < 0) return "no";
  if (lo === 0 && hi === 0) return "yes";
  const context = contextOf(e, facts);
  if (context.length === 0 && !isTied(e)) return "unknown";
  if (refutes([e, mul(e, -1), ...context], facts.ranges)) return "no";
  const never = (d: Dim) => refutes([d, ...context], facts.ranges);
  return never(sub(e, 1)) && never(sub(-1, e)) ? "yes" : "unknown";
}

function isMultiple({ divisor, dividend }: Divisibility, facts: Knowledge): Verdict {
  const range = facts.ranges.of(dividend);
  const { lo: least } = facts.ranges.of(divisor);
  if (range.lo === 0 && range.hi === 0) return "yes";
  if ((range.lo > 0 && range.hi < least) || (range.hi < 0 && -range.lo < least)) return "no";
  return isConst(divisor) && !isConst(dividend) ? byResidues(dividend, divisor) : "unknown";
}

const MAX_RESIDUES = 2048;

/** Tries all residues of the atoms: `h*(h + 1)` is even. */
function byResidues(dividend: Expr, divisor: number): Verdict {
  const atoms = [...new Set(dividend.terms.flatMap((t) => t.monomial.factors))];
  const count = divisor ** atoms.length;
  if (count > MAX_RESIDUES) return "unknown";
  let multiples = 0;
  for (let i = 0; i < count; i++) {
    const residues = new Map<Atom, number>();
    atoms.forEach((atom, k) => {
      residues.set(atom, Math.floor(i / divisor ** k) % divisor);
    });
    const value = mapAtoms(dividend, (atom) => residues.get(atom) ?? 0);
    if (!isConst(value)) return "unknown";
    if (pythonMod(value, divisor) === 0) multiples++;
  }
  return multiples === count ? "yes" : multiples === 0 ? "no" : "unknown";
}

function allOf(cs: readonly Cond[], facts: Knowledge): Verdict {
  const verdicts = cs.map((c) => facts.decide(c));
  if (verdicts.includes("no")) return "no";
  return verdicts.every((v) => v === "yes") ? "yes" : "unknown";
}

function opposed(v: Verdict): Verdict {
  return v === "yes" ? "no" : v === "no" ? "yes" : "unknown";
}

const MAX_ALTERNATIVES = 4;
const MAX_FORKS = 2;

/** Looks at each alternative of a fact `a or b` that has to do with `c`. */
function proveByCases(c: Constraint, facts: Knowledge): Verdict {
  const about = symbolsOf(c);
  // An alternative about other symbols leaves the question where it was.
  const forks = facts.constraints.filter((f) => f.kind === "or" && f.args.every((arg) => sharesSymbol(symbolsOf(arg), about)));
  const [fork] = forks;
  if (fork?.kind !== "or" || forks.length > MAX_FORKS || fork.args.length > MAX_ALTERNATIVES) return "unknown";
  const verdicts = new Set<Verdict>();
  for (const arg of fork.args) {
    const inCase = facts.without(fork).with(arg);
    if (inCase === null) continue;
    verdicts.add(inCase.decide(c));
    if (verdicts.size > 1 || verdicts.has("unknown")) return "unknown";
  }
  const [only] = verdicts;
  return only ?? "unknown";
}

/** Whether two terms depend on one symbol; if not, the ranges of the terms say all there is to say. */
function isTied(e: Expr): boolean {
  const seen = new Set<Expr>();
  for (const { monomial } of e.terms) {
    const own = new Set(monomial.factors.flatMap((a) => [...a.expr.symbols]));
    if (sharesSymbol(own, seen)) return true;
    for (const s of own) seen.add(s);
  }
  return false;
}

const MAX_CONTEXT = 24;

/** Expressions that are not negative by facts about symbols which `e` is tied to. */
function contextOf(e: Expr, facts: Knowledge): readonly Dim[] {
  const about = new Set(e.symbols);
  const left = new Set<{ symbols: ReadonlySet<Expr>; rows: readonly Dim[] }>();
  for (const c of facts.constraints) {
    if (c.kind === "ge") left.add({ symbols: c.expr.symbols, rows: [c.expr] });
    else if (c.kind === "eq") left.add({ symbols: c.expr.symbols, rows: [c.expr, mul(c.expr, -1)] });
  }
  for (const rule of facts.rewriting.rules) {
    const zero = ruleEquation(rule);
    if (!isConst(zero)) left.add({ symbols: zero.symbols, rows: [zero, mul(zero, -1)] });
  }
  const rows: Dim[] = [];
  for (let before = -1; before !== rows.length && rows.length < MAX_CONTEXT; ) {
    before = rows.length;
    for (const fact of left) {
      if (!sharesSymbol(fact.symbols, about)) continue;
      rows.push(...fact.rows);
      for (const s of fact.symbols) about.add(s);
      left.delete(fact);
    }
  }
  return rows;
}
