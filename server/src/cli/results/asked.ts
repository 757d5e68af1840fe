/** What an analysis asked of the disk and what the disk said: as long as it says the same, the analysis is the same. */
import { createHash } from "node:crypto";
import { isLibrary } from "../../ide/library.ts";
import type { FileSystem } from "../../python/imports.ts";

/** `text`: a file's contents; `kind`: whether there is a file or a folder; `names`: what a folder holds. */
export type Question = "text" | "kind" | "names";

export type Asked = readonly [question: Question, path: string, answer: string];

/** An answer, in few letters. */
export function answerOf(fs: FileSystem, question: Question, path: string): string {
  switch (question) {
    case "text": {
      const text = fs.readFile(path);
      return text === undefined ? "-" : digest(text);
    }
    case "kind":
      return fs.isDirectory(path) ? "folder" : fs.exists(path) ? "file" : "-";
    case "names":
      return digest(fs.list(path).join("/"));
  }
}

export function digest(text: string): string {
  return createHash("sha256").update(text).digest("base64url");
}

/**
 * A disk that does not change, and notes what it is asked. Installed packages are read for one file and stay loaded
 * for those after it, as does what was looked for and not found: all that was asked till then may have led to what a file's analysis found.
 * The project's own files are read anew for each.
 */
export class AskedFileSystem implements FileSystem {
  private readonly fs: FileSystem;
  private readonly lasting = new Set<string>();
  private readonly newly: Asked[] = [];
  private readonly own = new Map<string, Asked>();
  private readonly known = new Map<string, string>();

  constructor(fs: FileSystem) {
    this.fs = fs;
  }

  readFile(path: string): string | undefined {
    this.note("text", path);
    return this.fs.readFile(path);
  }

  exists(path: string): boolean {
    this.note("kind", path);
    return this.fs.exists(path);
  }

  isDirectory(path: string): boolean {
    this.note("kind", path);
    return this.fs.isDirectory(path);
  }

  list(path: string): readonly string[] {
    this.note("names", path);
    return this.fs.list(path);
  }

  private note(question: Question, path: string): void {
    const key = `${question} ${path}`;
    if (this.lasting.has(key)) return;
    const asked = (): Asked => {
      const answer = this.known.get(key) ?? answerOf(this.fs, question, path);
      this.known.set(key, answer);
      return [question, path, answer];
    };
    if (question === "text" && !isLibrary(path)) {
      if (!this.own.has(key)) this.own.set(key, asked());
      return;
    }
    this.lasting.add(key);
    this.newly.push(asked());
  }

  /** What was asked since this was called last: for good, and for one file alone. */
  take(): { readonly lasting: readonly Asked[]; readonly own: readonly Asked[] } {
    const taken = { lasting: this.newly.splice(0), own: [...this.own.values()] };
    this.own.clear();
    return taken;
  }
}
