/** Where our rules and PyTorch's recorded facts still differ, one call after the other with the reason: `disagreements.json`. */
import { readFileSync } from "node:fs";
import type { Fact } from "../goldens/load.ts";
import { disagreement, evaluateFact } from "./evaluate.ts";

/** Family → reason → calls. */
export type Listed = Readonly<Record<string, Readonly<Record<string, readonly string[]>>>>;

export const disagreementsFile = new URL("disagreements.json", import.meta.url);
export const listed: Listed = JSON.parse(readFileSync(disagreementsFile, "utf8"));

/** What a fact is called by. */
export function callOf(fact: Pick<Fact, "e" | "pre">): string {
  return `${fact.pre ? `${fact.pre}; ` : ""}${fact.e}`;
}

export interface Difference {
  readonly call: string;
  readonly difference: string;
}

export interface Judgement {
  readonly agree: number;
  /** Facts that disagree and are not listed. */
  readonly found: readonly Difference[];
  /** Facts that disagree as listed. */
  readonly known: readonly Difference[];
  /** Listed calls that agree, or are no facts. */
  readonly stale: readonly string[];
}

export function judge(family: string, facts: readonly Fact[]): Judgement {
  const open = new Set(Object.values(listed[family] ?? {}).flat());
  const found: Difference[] = [];
  const known: Difference[] = [];
  let agree = 0;
  for (const fact of facts) {
    const call = callOf(fact);
    const difference = differenceOf(fact);
    if (difference === undefined) agree += 1;
    else (open.has(call) ? known : found).push({ call, difference });
  }
  const differing = new Set(known.map((k) => k.call));
  return { agree, found, known, stale: [...open].filter((call) => !differing.has(call)) };
}

/** A failure of our own is a disagreement too. */
function differenceOf(fact: Fact): string | undefined {
  try {
    return disagreement(fact, evaluateFact(fact));
  } catch (e) {
    return `our own failure: ${e instanceof Error ? (e.stack ?? e.message).split("\n").slice(0, 4).join(" | ") : String(e)}`;
  }
}
