/** What checks found, kept from run to run: a file is analysed again only if something that its analysis asked of the disk has another answer. */
import { gunzipSync, gzipSync } from "node:zlib";
import type { FileSystem } from "../../python/imports.ts";
import type { Checked } from "../threads.ts";
import { type Asked, answerOf, digest } from "./asked.ts";

/** Bytes by name, on the disk or in memory. */
export interface Bytes {
  load(name: string): Uint8Array | undefined;
  save(name: string, bytes: Uint8Array): void;
}

interface Kept {
  readonly checked: Checked;
  /** What was asked for this file alone. */
  readonly own: readonly Asked[];
  /** Names of lists of what was asked before, for files of the same thread. */
  readonly lasting: readonly string[];
}

export class ResultStore {
  private readonly bytes: Bytes;
  private readonly options: string;
  private readonly fs: FileSystem;
  private readonly holds = new Map<string, boolean>();

  /** `options`: all that a check's result depends on beside the disk. `fs`: the disk as it is now. */
  constructor(bytes: Bytes, options: string, fs: FileSystem) {
    this.bytes = bytes;
    this.options = options;
    this.fs = fs;
  }

  /** What a check of the file would find, if that is known. */
  load(file: string): Checked | undefined {
    const kept = this.read(this.nameOf(file)) as Kept | undefined;
    return kept?.own.every((asked) => this.isSame(asked)) && kept.lasting.every((name) => this.listHolds(name)) ? kept.checked : undefined;
  }

  save(file: string, checked: Checked, own: readonly Asked[], lasting: readonly string[]): void {
    const kept: Kept = { checked, own, lasting };
    this.write(this.nameOf(file), JSON.stringify(kept));
  }

  /** Keeps a list of what was asked; gives its name. */
  saveList(list: readonly Asked[]): string {
    const text = JSON.stringify(list);
    const name = digest(text);
    this.write(name, text);
    this.holds.set(name, true);
    return name;
  }

  private nameOf(file: string): string {
    return digest(`${this.options}\n${file}`);
  }

  private listHolds(name: string): boolean {
    let holds = this.holds.get(name);
    if (holds === undefined) {
      const list = this.read(name) as readonly Asked[] | undefined;
      holds = list?.every((asked) => this.isSame(asked)) ?? false;
      this.holds.set(name, holds);
    }
    return holds;
  }

  private readonly answers = new Map<string, string>();

  private isSame([question, path, answer]: Asked): boolean {
    const key = `${question} ${path}`;
    const now = this.answers.get(key) ?? answerOf(this.fs, question, path);
    this.answers.set(key, now);
    return now === answer;
  }

  /** What is damaged was never kept. */
  private read(name: string): unknown {
    const bytes = this.bytes.load(name);
    if (!bytes) return undefined;
    try {
      return JSON.parse(gunzipSync(bytes).toString("utf8"));
    } catch {
      return undefined;
    }
  }

  private write(name: string, text: string): void {
    this.bytes.save(name, gzipSync(text, { level: 1 }));
  }
}
