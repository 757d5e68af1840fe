import type { Cond } from "./constraint.ts";
import type { Verdict } from "./decide.ts";
import type { Dim, Expr } from "./expr.ts";
import { Knowledge } from "./knowledge.ts";

/** Something that holds, and where that comes from. */
export interface Fact {
  readonly cond: Cond;
  readonly why: unknown;
}

/** Facts about symbols, and what follows from them. */
export class Scope {
  /** What was known after each fact; a fact is taken back by going back here. */
  readonly #states: State[] = [{ facts: [], knowledge: Knowledge.NOTHING }];

  get facts(): readonly Fact[] {
    return this.#state.facts;
  }

  /** Whether `c` follows from the facts, or its negation does; "yes" and "no" are proven. */
  decide(c: Cond): Verdict {
    return this.#state.knowledge.decide(c);
  }

  /** `d` rewritten by the facts: equal under them, and often shorter. */
  simplify(d: Dim): Dim {
    return this.#state.knowledge.simplify(d);
  }

  /** A range that holds all values `d` can have. */
  bounds(d: Dim): { lo: number; hi: number } {
    return this.#state.knowledge.bounds(d);
  }

  /** Adds a fact: "yes" when it already held, "no" (and nothing is added) when it cannot hold. */
  assume(c: Cond, why?: unknown): Verdict {
    const { facts, knowledge } = this.#state;
    const verdict = knowledge.decide(c);
    if (verdict !== "unknown") return verdict;
    const extended = knowledge.with(c);
    if (extended === null) return "no";
    this.#states.push({ facts: [...facts, { cond: c, why }], knowledge: extended });
    return "unknown";
  }

  /** A place to come back to with `undo`. */
  mark(): number {
    return this.#states.length;
  }

  /** Takes back all facts added since `mark`. */
  undo(mark: number): void {
    this.#states.length = Math.max(1, Math.min(mark, this.#states.length));
  }

  get #state(): State {
    return this.#states.at(-1) ?? { facts: [], knowledge: Knowledge.NOTHING };
  }

  satisfiableWith(extra: readonly Cond[]): Verdict {
    return extra.some((c) => this.decide(c) === "no") ? "no" : "unknown";
  }

  solve(_forSymbols?: readonly Expr[]): Solution {
    return { satisfiable: "unknown", boxes: "many", requirements: [] };
  }
}

interface State {
  readonly facts: readonly Fact[];
  readonly knowledge: Knowledge;
}

/** Ranges of symbols that together meet the facts. */
export type Box = ReadonlyMap<Expr, { readonly lo: number; readonly hi: number }>;

export interface Requirement {
  readonly text: string;
  readonly expr: string;
  readonly conds: readonly Cond[];
  readonly why: readonly unknown[];
}

export interface Solution {
  readonly satisfiable: Verdict;
  readonly boxes: readonly Box[] | "many";
  readonly requirements: readonly Requirement[];
}
