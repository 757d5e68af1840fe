/** Recall, false alarms and places over mutants, kind by kind. */
import { type Judge, type Judgement, type Mutant, type MutantCase, type Recording, mutated } from "./judge.ts";

export interface Count {
  /** Mutants that PyTorch rejects; of these with an error of ours, with a warning only, with an error in PyTorch's stack. */
  raise: number;
  found: number;
  warned: number;
  placed: number;
  /** Mutants that PyTorch runs; of these with an error of ours. */
  run: number;
  alarms: number;
  /** Mutants that run where they were recorded, and with an error in an entry of their file that PyTorch rejects too. */
  elsewhere: number;
}

export type Outcome = "agrees" | "MISS" | "PLACE" | "ALARM" | "CRASH";

export interface Judged {
  readonly index: number;
  readonly case: MutantCase;
  readonly mutant: Mutant;
  readonly outcome: Outcome;
  readonly judgement: Judgement;
  readonly before: string;
  readonly after: string;
}

export function emptyCount(): Count {
  return { raise: 0, found: 0, warned: 0, placed: 0, run: 0, alarms: 0, elsewhere: 0 };
}

export function sum(counts: Iterable<Count>): Count {
  const total = emptyCount();
  for (const n of counts) for (const key of Object.keys(total) as (keyof Count)[]) total[key] += n[key];
  return total;
}

/** Judges the mutants that are picked and counts them by kind. */
export function tally(recording: Recording, judge: Judge, counts: Map<string, Count>, options: { readonly check: boolean; readonly failsElsewhere?: (index: number) => boolean; readonly picks: (index: number, m: Mutant, c: MutantCase) => boolean; readonly each?: (j: Judged) => void }): void {
  for (const [index, mutant] of recording.mutants.entries()) {
    const c = recording.cases[mutant.case];
    if (!c || !options.picks(index, mutant, c)) continue;
    const before = judge.original(c);
    const after = mutated(before, mutant.edits);
    const lines = mutant.error?.[3] ?? [];
    const judgement = options.check ? judge.check(c, after, lines) : judge.entry(c, after, lines);
    const count = counts.get(mutant.kind) ?? emptyCount();
    counts.set(mutant.kind, count);
    const outcome = note(count, mutant, judgement, options.check && options.failsElsewhere?.(index) === true);
    options.each?.({ index, case: c, mutant, outcome, judgement, before, after });
  }
}

function note(count: Count, m: Mutant, v: Judgement, failsElsewhere: boolean): Outcome {
  const found = v.errors.length > 0;
  if (!m.error) {
    count.run += 1;
    if (found && failsElsewhere) {
      count.elsewhere += 1;
      return "agrees";
    }
    if (found) count.alarms += 1;
    return found ? "ALARM" : v.crash ? "CRASH" : "agrees";
  }
  count.raise += 1;
  if (!found) {
    if (v.warnings.length > 0) count.warned += 1;
    return "MISS";
  }
  count.found += 1;
  // PyTorch's stack may have no line in the file: then there is no place to be wrong about.
  const placed = v.placed || m.error[3].length === 0;
  if (placed) count.placed += 1;
  return placed ? "agrees" : "PLACE";
}
