import { isConst } from "./construct.ts";
import { symbolsOf, type Cond, type Constraint } from "./constraint.ts";
import { prove, type Verdict } from "./decide.ts";
import { weightOf, type Dim, type Expr } from "./expr.ts";
import { extend } from "./extend.ts";
import { isPoint, type Interval } from "./interval.ts";
import { Ranges } from "./ranges.ts";
import { Rewriting } from "./rewriting.ts";
import { mapAtoms, mapDims, rebuild } from "./substitute.ts";

/**
 * Everything that follows, as far as is looked for, from the conditions taken in. Immutable.
 *
 * Equalities have become a rewriting, inequalities of one atom its range; what is left is kept as
 * constraints in reduced form.
 */
export class Knowledge {
  /** A fresh one each time: what it remembers of answers goes with it. */
  static nothing(): Knowledge {
    return new Knowledge(Rewriting.NONE, new Ranges(), []);
  }

  readonly rewriting: Rewriting;
  readonly ranges: Ranges;
  readonly constraints: readonly Constraint[];
  readonly #verdicts = new Map<Constraint, Verdict>();
  readonly #settled = new Map<Expr, Dim>();
  readonly #simplified = new Map<Expr, Dim>();

  constructor(rewriting: Rewriting, ranges: Ranges, constraints: readonly Constraint[]) {
    this.rewriting = rewriting;
    this.ranges = ranges;
    this.constraints = constraints;
  }

  decide(c: Cond): Verdict {
    if (typeof c === "boolean") return c ? "yes" : "no";
    let verdict = this.#verdicts.get(c);
    if (verdict === undefined) {
      verdict = prove(
        mapDims(c, (d) => this.reduce(d)),
        this,
      );
      this.#verdicts.set(c, verdict);
    }
    return verdict;
  }

  bounds(d: Dim): Interval {
    return this.ranges.of(this.reduce(d));
  }

  /** `d` with all equalities applied, atoms that can have one value only included. */
  reduce(d: Dim): Dim {
    const rewritten = this.rewriting.reduce(d);
    return this.ranges.known.size === 0 ? rewritten : this.#settle(rewritten);
  }

  #settle(d: Dim): Dim {
    if (isConst(d)) return d;
    let result = this.#settled.get(d);
    if (result === undefined) {
      result = mapAtoms(d, (atom) => {
        const range = this.ranges.ofAtom(atom);
        return isPoint(range) ? range.lo : rebuild(atom, (arg) => this.#settle(arg));
      });
      this.#settled.set(d, result);
    }
    return result;
  }

  /** `d` in the shortest form the facts allow, in the terms that the caller knows. */
  simplify(d: Dim): Dim {
    if (isConst(d)) return d;
    let result = this.#simplified.get(d);
    if (result === undefined) {
      result = this.#shortest(d);
      this.#simplified.set(d, result);
    }
    return result;
  }

  #shortest(d: Expr): Dim {
    const reduced = this.reduce(d);
    if (isConst(reduced)) return reduced;
    const range = this.ranges.of(reduced);
    if (isPoint(range)) return range.lo;
    const revealed = this.rewriting.reveal(reduced);
    return weightOf(revealed) <= weightOf(d) ? revealed : d;
  }

  /** The symbols that the caller knows behind a reduced dim or condition. */
  symbolsBehind(x: Dim | Cond): readonly Expr[] {
    const revealed = [...symbolsOf(x)].map((s) => this.rewriting.reveal(s));
    return revealed.flatMap((d) => (isConst(d) ? [] : [...d.symbols]));
  }

  /** The same but for one constraint, to look at its alternatives one by one. */
  without(c: Constraint): Knowledge {
    return new Knowledge(
      this.rewriting,
      this.ranges,
      this.constraints.filter((other) => other !== c),
    );
  }

  /** What is known when `c` holds too; null when it cannot. */
  with(c: Cond): Knowledge | null {
    return extend(this, c);
  }
}
