import { symbolsOf, type Cond } from "./constraint.ts";
import type { Verdict } from "./decide.ts";
import { sharesSymbol, type Dim, type Expr } from "./expr.ts";
import { Knowledge } from "./knowledge.ts";
import { requirementsOf, type Fact, type Requirement } from "./requirements.ts";
import { boxesOf, components, hasCases, MAX_BOXES, satisfiable, type Box, type Component } from "./solve.ts";

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
  readonly #nothing = Knowledge.nothing();

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
    if (knowledge === null || !hasCases(knowledge, symbolsOf(c))) return "no";
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
    if (knowledge === null) return "no";
    return satisfiable(components([...this.facts.map((f) => f.cond), ...extra]), knowledge);
  }

  /** What the facts allow and demand; with `forSymbols`, of these and of what they are tied to. */
  solve(forSymbols?: readonly Expr[]): Solution {
    const knowledge = this.#knowledge;
    const wanted = forSymbols === undefined ? null : new Set(forSymbols);
    const parts = components(this.facts.map((f) => f.cond)).filter(
      (part) => wanted === null || sharesSymbol(part.symbols, wanted),
    );
    const about = new Set(parts.flatMap((part) => [...part.symbols]));
    return {
      satisfiable: satisfiable(parts, knowledge),
      boxes: combine(parts, knowledge),
      requirements: requirementsOf(
        this.facts.filter((f) => sharesSymbol(symbolsOf(f.cond), about)),
        knowledge,
      ),
    };
  }

  get #knowledge(): Knowledge {
    return this.#states.at(-1)?.knowledge ?? this.#nothing;
  }
}

/** Every combination of a box of each part. */
function combine(parts: readonly Component[], knowledge: Knowledge): readonly Box[] | "many" {
  let boxes: readonly Box[] = [new Map()];
  for (const part of parts) {
    const own = boxesOf(part, knowledge);
    if (own === "many" || boxes.length * own.length > MAX_BOXES) return "many";
    boxes = boxes.flatMap((box) => own.map((other) => new Map([...box, ...other])));
  }
  return boxes;
}

interface State {
  readonly facts: readonly Fact[];
  readonly knowledge: Knowledge;
}
