/**
 * What a run reads of the program's text: the top-level statements whose code it executes and the
 * global names it looks up. Two runs that read the same give the same.
 *
 * One interpreter runs at a time in a thread, so what is being noted is module state, as the trail is.
 */
import type { Unit } from "../syntax/ast.ts";
import type { ModuleValue } from "./values.ts";

export class Reads {
  /** Those in which functions that were called are written. */
  readonly units: Set<Unit> = new Set();
  readonly names: Map<ModuleValue, Set<string>> = new Map();
  /** All names of a module were looked at: `globals()`, `from m import *`. */
  all = false;
}

let current: Reads | null = null;

/** Runs something and notes what it reads. What it reads is noted nowhere else. */
export function noting<T>(reads: Reads, run: () => T): T {
  const outer = current;
  current = reads;
  try {
    return run();
  } finally {
    current = outer;
  }
}

export function noteCode(unit: Unit): void {
  current?.units.add(unit);
}

export function noteName(module: ModuleValue, name: string): void {
  if (current === null) return;
  const names = current.names.get(module);
  if (names) names.add(name);
  else current.names.set(module, new Set([name]));
}

export function noteAllNames(): void {
  if (current !== null) current.all = true;
}
