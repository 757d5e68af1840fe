/** Files checked by several threads, each with a session of its own. */
import { existsSync } from "node:fs";
import { availableParallelism, totalmem } from "node:os";
import path from "node:path";
import { Worker, isMainThread, parentPort, workerData } from "node:worker_threads";
import type { CheckedFile } from "./check.ts";
import type { CommonOptions } from "./arguments.ts";
import type { Asked } from "./results/asked.ts";

/** What came of a file, with the operators without a rule that it met and how often. */
export interface Checked {
  readonly file: CheckedFile;
  readonly unmodelled: readonly (readonly [name: string, times: number])[];
}

/** A file that was checked, and what was asked of the disk since the one before it. */
export interface Analysed {
  readonly checked: Checked;
  /** Null: nobody listened. */
  readonly asked: { readonly lasting: readonly Asked[]; readonly own: readonly Asked[] } | null;
}

/** A thread that has less to do than this is not worth its start. */
const FILES_A_THREAD = 4;
/** Large packages take this much for each thread. */
const BYTES_A_THREAD = 1.5e9;

const program = path.join(import.meta.dirname, "shapelint.cjs");

/** How many threads check some files: as asked, else as many as the machine has cores and memory for. */
export function threadsFor(files: number, asked: number | undefined): number {
  if (!existsSync(program)) return 1; // from sources there is no file for a thread to start from
  const room = Math.min(availableParallelism(), Math.max(1, Math.floor(totalmem() / BYTES_A_THREAD)));
  return Math.max(1, Math.min(asked ?? room, Math.ceil(files / FILES_A_THREAD)));
}

interface ThreadData {
  readonly checks: CommonOptions;
}

interface Found {
  readonly index: number;
  readonly analysed: Analysed;
}

/** Hears of every file that is done, by its index among the files, and by which thread. */
export type Listener = (index: number, analysed: Analysed, thread: number) => void;

/** Checks files on some threads, in any order. */
export async function checkOnThreads(files: readonly string[], options: CommonOptions, threads: number, each: Listener): Promise<void> {
  const data: ThreadData = { checks: options };
  const workers = Array.from({ length: threads }, () => new Worker(program, { workerData: data }));
  let next = 0;
  const work = (worker: Worker, thread: number): Promise<void> =>
    new Promise((resolve, reject) => {
      const give = (): void => {
        const index = next++;
        worker.postMessage(index < files.length ? { index, file: files[index] } : null);
      };
      worker.on("message", ({ index, analysed }: Found) => {
        each(index, analysed, thread);
        give();
      });
      worker.on("error", reject);
      worker.on("exit", (code) => (code === 0 ? resolve() : reject(new Error(`a thread ended with ${code}`))));
      give();
    });
  try {
    await Promise.all(workers.map(work));
  } finally {
    // Where one fails, nobody waits for what the others find.
    for (const worker of workers) void worker.terminate();
  }
}

/** The options of the session that this thread was started for; undefined in the program itself. */
export function threadOptions(): CommonOptions | undefined {
  return isMainThread ? undefined : (workerData as ThreadData).checks;
}

/** Answers for one file after the other, until there are no more. */
export function serve(check: (file: string) => Analysed): void {
  const port = parentPort;
  if (!port) throw new Error("no thread of a check");
  port.on("message", (given: { readonly index: number; readonly file: string } | null) => {
    if (given === null) {
      port.close();
      return;
    }
    const answer: Found = { index: given.index, analysed: check(given.file) };
    port.postMessage(answer);
  });
}
