import { Worker } from "node:worker_threads";
import type {
  AnalysisSettings,
  AnalysisThreadData,
  Answer,
  Answers,
  FromAnalysis,
  Question,
  ToAnalysis,
} from "./messages.ts";

/** Why the analysis thread was lost, and over which file. */
export interface Loss {
  readonly reason: "memory" | "time" | "crash";
  readonly path: string | undefined;
  readonly detail: string;
}

export interface AnalysisThreadOptions {
  readonly script: string | URL;
  readonly execArgv?: string[];
  /** Heap limit of the thread in MiB. */
  readonly memory: number;
  /** Longest time for one question in milliseconds. */
  readonly timeLimit: number;
  readonly onLost: (loss: Loss) => void;
}

/** The question will not be answered: it was cancelled, or the thread was lost over it. */
export class Unanswered extends Error {}

interface Pending {
  readonly id: number;
  readonly question: Question;
  readonly urgent: boolean;
  readonly resolve: (answer: Answers[keyof Answers]) => void;
  readonly reject: (error: Error) => void;
  cancelled: boolean;
}

/** Enough of the `CancellationToken` of vscode-languageserver. */
export interface Cancellation {
  readonly isCancellationRequested: boolean;
  onCancellationRequested(listener: () => void): unknown;
}

/**
 * The protocol thread's side of the analysis: a queue with one question under way.
 * An edit interrupts that question, and it is asked again about the new text. A thread that
 * crashes, runs out of memory or out of time is replaced, and gets the same settings and texts;
 * the file it was lost over is left alone until it changes.
 */
export class AnalysisThread {
  private readonly options: AnalysisThreadOptions;
  private readonly interrupt = new SharedArrayBuffer(4);
  private readonly flag = new Int32Array(this.interrupt);
  private readonly overlays = new Map<string, string>();
  private readonly abandoned = new Set<string>();
  private settings: AnalysisSettings = { roots: [], searchPaths: [] };
  private queue: Pending[] = [];
  private current: Pending | undefined;
  private timer: NodeJS.Timeout | undefined;
  private worker: Worker | undefined;
  private lastId = 0;
  private disposed = false;

  constructor(options: AnalysisThreadOptions) {
    this.options = options;
    this.start();
  }

  configure(settings: AnalysisSettings): void {
    this.settings = settings;
    this.abandoned.clear();
    this.change({ kind: "configure", settings });
  }

  setOverlay(path: string, text: string | null): void {
    if (text === null) this.overlays.delete(path);
    else this.overlays.set(path, text);
    this.abandoned.delete(path);
    this.change({ kind: "overlay", path, text });
  }

  invalidate(paths: readonly string[]): void {
    this.abandoned.clear();
    this.change({ kind: "invalidate", paths });
  }

  /** Asks; `urgent` questions (someone is looking) go before the others. */
  ask<Q extends Question>(question: Q, token?: Cancellation, urgent = true): Promise<Answer<Q>> {
    return new Promise<Answers[keyof Answers]>((resolve, reject) => {
      this.lastId += 1;
      const pending: Pending = { id: this.lastId, question, urgent, resolve, reject, cancelled: false };
      const cancel = (): void => this.cancel(pending);
      if (token?.isCancellationRequested) {
        cancel();
        return;
      }
      token?.onCancellationRequested(cancel);
      this.enqueue(pending);
      this.next();
    }) as Promise<Answer<Q>>;
  }

  async dispose(): Promise<void> {
    this.disposed = true;
    for (const pending of this.queue.splice(0)) this.cancel(pending);
    this.finish()?.reject(new Unanswered("the server is shutting down"));
    await this.worker?.terminate();
  }

  private start(): void {
    const { script, memory, execArgv } = this.options;
    const workerData: AnalysisThreadData = { interrupt: this.interrupt };
    const worker = new Worker(script, { workerData, execArgv, resourceLimits: { maxOldGenerationSizeMb: memory } });
    let error: NodeJS.ErrnoException | undefined;
    worker.on("message", (message: FromAnalysis) => this.receive(message));
    worker.on("error", (thrown) => {
      error = thrown as NodeJS.ErrnoException;
    });
    worker.on("exit", (code) => {
      if (this.worker !== worker || this.disposed) return;
      const reason = error?.code === "ERR_WORKER_OUT_OF_MEMORY" ? "memory" : "crash";
      this.lose(reason, error?.stack ?? `the analysis thread ended with code ${code}`);
    });
    this.worker = worker;
    this.send({ kind: "configure", settings: this.settings });
    for (const [path, text] of this.overlays) this.send({ kind: "overlay", path, text });
  }

  /** Replaces a thread that is gone; without a question under way the next question starts the new one. */
  private lose(reason: Loss["reason"], detail: string): void {
    const lost = this.finish();
    this.worker = undefined;
    if (lost) this.abandoned.add(lost.question.path);
    lost?.reject(new Unanswered(detail));
    this.options.onLost({ reason, path: lost?.question.path, detail });
    this.next();
  }

  private change(message: ToAnalysis): void {
    if (this.current) Atomics.store(this.flag, 0, 1);
    this.send(message);
  }

  private send(message: ToAnalysis): void {
    this.worker?.postMessage(message);
  }

  private enqueue(pending: Pending): void {
    const at = pending.urgent ? this.queue.findIndex((other) => !other.urgent) : -1;
    if (at < 0) this.queue.push(pending);
    else this.queue.splice(at, 0, pending);
  }

  private next(): void {
    if (this.current || this.disposed) return;
    const pending = this.takeFirst();
    if (!pending) return;
    if (!this.worker) this.start();
    this.current = pending;
    Atomics.store(this.flag, 0, 0);
    this.timer = setTimeout(() => this.expire(), this.options.timeLimit);
    this.send({ kind: "question", id: pending.id, question: pending.question });
  }

  /** The first question in the queue whose file is not given up. */
  private takeFirst(): Pending | undefined {
    const given = this.queue.findIndex(({ question }) => !this.abandoned.has(question.path));
    const skipped = this.queue.splice(0, given < 0 ? this.queue.length : given);
    for (const { reject } of skipped) reject(new Unanswered("the analysis of this file was given up until it changes"));
    return this.queue.shift();
  }

  private receive(message: FromAnalysis): void {
    if (message.id !== this.current?.id) return;
    const pending = this.finish();
    if (pending && !pending.cancelled) {
      if (message.kind === "answer") pending.resolve(message.answer);
      else if (message.kind === "failed") pending.reject(new Error(message.error));
      else this.queue.unshift(pending);
    }
    this.next();
  }

  private finish(): Pending | undefined {
    const pending = this.current;
    this.current = undefined;
    clearTimeout(this.timer);
    return pending;
  }

  private cancel(pending: Pending): void {
    if (pending.cancelled) return;
    pending.cancelled = true;
    pending.reject(new Unanswered("cancelled"));
    if (pending === this.current) Atomics.store(this.flag, 0, 1);
    else this.queue = this.queue.filter((other) => other !== pending);
  }

  private expire(): void {
    const worker = this.worker;
    this.worker = undefined;
    void worker?.terminate();
    this.lose("time", `no answer within ${this.options.timeLimit} ms`);
  }
}
