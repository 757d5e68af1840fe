import type { Cond } from "./constraint.ts";
import type { Verdict } from "./decide.ts";
import type { Dim, Expr } from "./expr.ts";
import { sharesSymbol } from "./expr.ts";
import { Knowledge } from "./knowledge.ts";
import { requirementsOf, type Fact, type Requirement } from "./requirements.ts";
import { boxesOf, components, MAX_BOXES, satisfiable, type Box } from "./solve.ts";

/** What the facts allow. */
export interface Solution {
  /** "yes" only with an example found, "no" only if proven. */
  readonly satisfiable: Verdict;
  /** All combinations of sizes that fit; "many" if they are too many, or not made of ranges. */
  readonly boxes: readonly Box[] | "many";
  readonly requirements: readonly Requirement[];
}

/** Facts about symbols, and what follows from them. */
export class Scope {
  /** What was known after each fact; a fact is taken back by going back here. */
  readonly #states: State[] = [];

  get facts(): readonly Fact[] {
    return this.#states.at(-1)?.facts ?? [];
  }

  /** Whether `c` follows from the facts, or its negation does; "yes" and "no" are proven. */
  decide(c: Cond): Verdict {
    return this.#knowledge.decide(c);
  }

  /** `d` rewritten by the facts: equal under them, and often shorter. */
  simplify(d: Dim): Dim {
    return this.#knowledge.simplify(d);
  }

  /** A range that holds all values `d` can have. */
  bounds(d: Dim): { lo: number; hi: number } {
    return this.#knowledge.bounds(d);
  }

  /** Adds a fact: "yes" when it already held, "no" (and nothing is added) when it cannot hold. */
  assume(c: Cond, why?: unknown): Verdict {
    const verdict = this.decide(c);
    if (verdict !== "unknown") return verdict;
    const knowledge = this.#knowledge.with(c);
    if (knowledge === null) return "no";
    this.#states.push({ facts: [...this.facts, { cond: c, why }], knowledge });
    return "unknown";
  }

  /** A place to come back to with `undo`. */
  mark(): number {
    return this.#states.length;
  }

  /** Takes back all facts added since `mark`. */
  undo(mark: number): void {
    this.#states.length = Math.min(mark, this.#states.length);
  }

  /** Whether the facts and `extra` can hold together. */
  satisfiableWith(extra: readonly Cond[]): Verdict {
    let knowledge: Knowledge | null = this.#knowledge;
    for (const c of extra) knowledge = knowledge?.with(c) ?? null;
    return knowledge === null ? "no" : satisfiable([...this.facts.map((f) => f.cond), ...extra], knowledge);
  }

  /** What the facts allow and demand; with `forSymbols`, the boxes are of these and what they are tied to. */
  solve(forSymbols?: readonly Expr[]): Solution {
    const knowledge = this.#knowledge;
    const conds = this.facts.map((f) => f.cond);
    return {
      satisfiable: satisfiable(conds, knowledge),
      boxes: this.#boxes(forSymbols),
      requirements: requirementsOf(this.facts, knowledge),
    };
  }

  #boxes(forSymbols: readonly Expr[] | undefined): readonly Box[] | "many" {
    const wanted = forSymbols === undefined ? null : new Set(forSymbols);
    let boxes: readonly Box[] = [new Map()];
    for (const component of components(this.facts.map((f) => f.cond))) {
      if (wanted !== null && !sharesSymbol(component.symbols, wanted)) continue;
      const own = boxesOf(component, this.#knowledge);
      if (own === "many" || boxes.length * own.length > MAX_BOXES) return "many";
      boxes = boxes.flatMap((box) => own.map((other) => new Map([...box, ...other])));
    }
    return boxes;
  }

  get #knowledge(): Knowledge {
    return this.#states.at(-1)?.knowledge ?? Knowledge.NOTHING;
  }
}

interface State {
  readonly facts: readonly Fact[];
  readonly knowledge: Knowledge;
}
