/**
 * A rule serves numbers and symbols alike. So a recorded call with some of its tensors' sizes replaced by symbols must
 * give, with the numbers put back, what PyTorch gave: the same sizes, no failure where PyTorch has none, and no
 * requirement that the numbers of a call that runs do not meet. What is not known is no fault.
 */
import type { Fact, GoldenValue } from "../goldens/load.ts";
import { type Numbers, disagreement, evaluateWith } from "./evaluate.ts";

export interface Symbolic {
  /** The call with names for sizes. */
  readonly call: string;
  readonly numbers: Numbers;
  readonly outcome: "agrees" | "rejects" | "unknown" | "misses" | "fault";
  /** What is wrong, if something is. */
  readonly fault?: string;
}

/** What asks for a size that is to be inferred: the first dimension is the batch, which may have any size, so that it stays a number. */
const INFERS = /\b(view|reshape|unflatten)\b.*-1/;
/** What brings another dimension to the front. */
const TURNS = /permute|transpose|movedim|swap|\.t\(|\.m?T\b/;
/** `chunk` is taken to give as many pieces as are asked for, and to require sizes that do. */
const ASSUMES = /chunk\(/;

/** Where a tensor is made of sizes alone. */
const MADE = /(torch\.(?:empty|zeros|ones|rand|randn)\(\(?)(\d+(?:, \d+)*)/g;

/** Runs a fact's call with symbols in place of sizes of 2 and more; undefined if it has none. */
export function runSymbolically(fact: Fact, random: () => number): Symbolic | undefined {
  const numbers = new Map<string, number>();
  const shared = new Map<number, string>();
  const infers = INFERS.test(fact.e);
  if (infers && TURNS.test(fact.e)) return undefined;
  const named = (text: string): string =>
    text.replace(MADE, (_, head: string, sizes: string) => head + sizes.split(", ").map((size, i) => (i === 0 && infers ? size : nameOf(Number(size)))).join(", "));
  const nameOf = (n: number): string => {
    const choice = random();
    if (n < 2 || choice < 0.3) return String(n);
    // Equal sizes mostly belong together; sometimes they are equal by chance.
    const known = choice < 0.85 ? shared.get(n) : undefined;
    if (known !== undefined) return known;
    const name = `s${numbers.size}`;
    numbers.set(name, n);
    shared.set(n, name);
    return name;
  };
  const pre = fact.pre === undefined ? undefined : named(fact.pre);
  const e = named(fact.e);
  if (numbers.size === 0) return undefined;
  const { outcome, violated } = evaluateWith(pre === undefined ? { e } : { e, pre }, numbers);
  const told = { call: `${pre === undefined ? "" : `${pre}; `}${e}`, numbers };
  if ("x" in outcome) {
    if (fact.x) return { ...told, outcome: "rejects" };
    return { ...told, outcome: "fault", fault: `PyTorch gives ${JSON.stringify(fact.r)}\n      we raise ${outcome.x[0]}: ${outcome.x[1]}` };
  }
  if (violated !== undefined) {
    if (fact.x || ASSUMES.test(fact.e)) return { ...told, outcome: fact.x ? "rejects" : "unknown" };
    return { ...told, outcome: "fault", fault: `PyTorch gives ${JSON.stringify(fact.r)}\n      we require ${violated}` };
  }
  if (fact.x) return { ...told, outcome: hasUnknown(outcome.r) ? "unknown" : "misses", fault: `PyTorch raises ${fact.x[0]}: ${fact.x[1]}\n      we give ${JSON.stringify(outcome.r)}` };
  if (hasUnknown(outcome.r)) return { ...told, outcome: "unknown" };
  // Whether sizes differ that may be equal is not warned about.
  const { w: _, ...unwarned } = fact;
  const difference = disagreement(unwarned, outcome);
  return difference === undefined ? { ...told, outcome: "agrees" } : { ...told, outcome: "fault", fault: difference };
}

function hasUnknown(v: GoldenValue | { readonly unknown: string }): boolean {
  if ("unknown" in v) return true;
  if ("t" in v) return [...v.t, ...(v.s ?? [])].some((d) => typeof d !== "number");
  if ("seq" in v) return v.seq.some(hasUnknown);
  if ("map" in v) return Object.values(v.map).some(hasUnknown);
  if ("size" in v) return v.size.some((d) => typeof d !== "number");
  return "v" in v && v.v === "?";
}

/** Numbers in [0, 1) that are the same for a seed (mulberry32). */
export function randomOf(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let x = Math.imul(state ^ (state >>> 15), 1 | state);
    x = (x + Math.imul(x ^ (x >>> 7), 61 | x)) ^ x;
    return ((x ^ (x >>> 14)) >>> 0) / 4_294_967_296;
  };
}
