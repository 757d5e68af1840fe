import { isConst } from "./construct.ts";
import { not, type Cond } from "./constraint.ts";
import type { Dim, Expr } from "./expr.ts";

/** What the facts say about a condition: proven, disproven, or neither. */
export type Verdict = "yes" | "no" | "unknown";

export interface Fact {
  readonly cond: Cond;
  readonly why: unknown;
}

/** Facts about symbols, and what follows from them. */
export class Scope {
  #facts: readonly Fact[] = [];

  get facts(): readonly Fact[] {
    return this.#facts;
  }

  /** Whether `c` follows from the facts, or its negation does. */
  decide(c: Cond): Verdict {
    if (typeof c === "boolean") return c ? "yes" : "no";
    if (this.#facts.some((f) => f.cond === c)) return "yes";
    const opposite = not(c);
    return this.#facts.some((f) => f.cond === opposite) ? "no" : "unknown";
  }

  simplify(d: Dim): Dim {
    return d;
  }

  bounds(d: Dim): { lo: number; hi: number } {
    return isConst(d) ? { lo: d, hi: d } : d.range;
  }

  /** Adds a fact: "yes" when it already held, "no" (and nothing is added) when it cannot hold. */
  assume(c: Cond, why?: unknown): Verdict {
    const verdict = this.decide(c);
    if (verdict === "unknown") this.#facts = [...this.#facts, { cond: c, why }];
    return verdict;
  }

  mark(): number {
    return this.#facts.length;
  }

  undo(mark: number): void {
    this.#facts = this.#facts.slice(0, mark);
  }

  satisfiableWith(extra: readonly Cond[]): Verdict {
    return extra.some((c) => this.decide(c) === "no") ? "no" : "unknown";
  }

  solve(_forSymbols?: readonly Expr[]): Solution {
    return { satisfiable: "unknown", boxes: "many", requirements: [] };
  }
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
