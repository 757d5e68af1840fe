import { add, isConst, sub } from "./construct.ts";
import { divides, le, symbolsOf, type Constraint } from "./constraint.ts";
import { floordiv, mod } from "./divide.ts";
import { atomArgs, type Dim, type Expr } from "./expr.ts";
import { gcd } from "./interval.ts";
import { holds, substituteCond } from "./substitute.ts";

/**
 * Conditions on one symbol that come back with a period, said at once where the residues they allow
 * stand side by side: `((H + 3)//4) % 2 == 0 and ((H + 7)//8) % 2 == 0` is `((H + 3)//4) % 4 == 0`.
 */
export function withResidues(conds: readonly Constraint[]): readonly Constraint[] {
  const groups = new Map<Expr, Constraint[]>();
  for (const c of conds) {
    const [s, more] = symbolsOf(c);
    if (s !== undefined && more === undefined && periodOf(c, s) !== null) groups.set(s, [...(groups.get(s) ?? []), c]);
  }
  let result = conds;
  for (const [s, group] of groups) {
    const said = residuesOf(s, group);
    if (said === null) continue;
    const at = result.findIndex((c) => group.includes(c));
    const kept = result.filter((c) => !group.includes(c));
    result = [...kept.slice(0, at), ...said, ...kept.slice(at)];
  }
  return result;
}

const MAX_PERIOD = 4096;

/** A number that can be added to `s` without a change to `c`; null if none is found. */
function periodOf(c: Constraint, s: Expr): number | null {
  const period = denominators(c).reduce((a, b) => (a > MAX_PERIOD ? a : (a * b) / gcd(a, b)), 1);
  if (period <= 1 || period > MAX_PERIOD) return null;
  return substituteCond(c, new Map([[s, add(s, period)]])) === c ? period : null;
}

/** All numbers that something in a condition is divided by; a quotient that is divided again counts for both. */
function denominators(c: Constraint): readonly number[] {
  switch (c.kind) {
    case "and":
    case "or":
      return c.args.flatMap(denominators);
    case "divides": {
      const inner = denominatorsIn(c.dividend).reduce((a, b) => (a * b) / gcd(a, b), 1);
      return isConst(c.divisor) ? [inner * c.divisor] : [];
    }
    default:
      return denominatorsIn(c.expr);
  }
}

function denominatorsIn(d: Dim): readonly number[] {
  if (isConst(d)) return [];
  return d.terms.flatMap((t) =>
    t.monomial.factors.flatMap((atom) => {
      const inner = atomArgs(atom).flatMap(denominatorsIn);
      if (atom.kind !== "floordiv" || !isConst(atom.denominator)) return inner;
      return [atom.denominator * inner.reduce((a, b) => (a * b) / gcd(a, b), 1)];
    }),
  );
}

/** One condition for all; null where the residues do not stand side by side, or it says no more than what is there. */
function residuesOf(s: Expr, group: readonly Constraint[]): readonly Constraint[] | null {
  const [only, another] = group;
  if (another === undefined && only?.kind === "divides" && isConst(only.divisor) && !isConst(only.dividend) && denominatorsIn(only.dividend).length === 0) return null;
  const period = group.map((c) => periodOf(c, s) ?? 1).reduce((a, b) => (a > MAX_PERIOD ? a : (a * b) / gcd(a, b)), 1);
  if (period > MAX_PERIOD) return null;
  const fits = Array.from({ length: period }, (_, residue) => group.every((c) => holds(c, new Map([[s, residue + period]]))));
  const shortest = divisorsOf(period).find((p) => fits.every((fit, i) => fit === fits[i % p])) ?? period;
  const allowed = fits.slice(0, shortest);
  const starts = allowed.flatMap((fit, i) => (fit && !allowed[(i + shortest - 1) % shortest] ? [i] : []));
  const [start, otherStart] = starts;
  if (start === undefined || otherStart !== undefined) return null;
  const length = allowed.filter((fit) => fit).length;
  // A run that ends at a multiple is spelled from there: `((H + 3)//4) % 8 == 0`.
  const first = start + length > shortest || start > shortest / 2 ? start - shortest : start;
  const offset = sub(s, first);
  const said = shortest % length === 0 ? divides(shortest / length, floordiv(offset, length)) : le(mod(offset, shortest), length - 1);
  return typeof said === "boolean" ? null : [said];
}

function divisorsOf(n: number): readonly number[] {
  return Array.from({ length: n }, (_, i) => i + 1).filter((d) => n % d === 0);
}
