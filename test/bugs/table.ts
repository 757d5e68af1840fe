/**
 * The table of bugs: the Markdown files of this folder. A program is a heading and
 * a `diff` block under it: without its `+` lines it is the program with the bug,
 * without its `-` lines the mended twin. A block with a title is a file of its own,
 * the last block the one that is run. A word about the bug stands on a line that
 * the twin changes, on the one that fails, or on one that says `# told here`: the
 * layer's, where its number is defined somewhere else.
 */
import { createHash } from "node:crypto";
import { readFileSync, readdirSync } from "node:fs";
import path from "node:path";

export type Files = Readonly<Record<string, string>>;

export interface Bug {
  /** `losses: labels in a column` */
  readonly name: string;
  /** The public thread that it is modelled on. */
  readonly thread: string | null;
  readonly bad: Files;
  readonly good: Files;
  /** 0-based lines of the bad program that the mend changes, by file; for an inserted line the one before which it goes. */
  readonly changed: Readonly<Record<string, readonly number[]>>;
}

/** What PyTorch does with a program. */
export type Fact =
  | { readonly runs: true; readonly warns?: readonly string[] }
  | { readonly runs: false; readonly exception: string; readonly message: string; /** User frames, outermost first: file and 0-based first and last line of the statement. */ readonly stack: readonly (readonly [string, number, number])[] };

const folder = import.meta.dirname;

export function bugs(): Bug[] {
  return readdirSync(folder).filter((f) => f.endsWith(".md")).sort().flatMap((f) => bugsIn(f.replace(/\.md$/, ""), readFileSync(path.join(folder, f), "utf8")));
}

function bugsIn(topic: string, markdown: string): Bug[] {
  return markdown.split(/^## /m).slice(1).map((section) => {
    const name = `${topic}: ${section.slice(0, section.indexOf("\n")).trim()}`;
    const bad: Record<string, string> = {};
    const good: Record<string, string> = {};
    const changed: Record<string, number[]> = {};
    for (const m of section.matchAll(/^```diff(?: title="([^"]+)")?\n([\s\S]*?)^```/gm)) {
      const file = m[1] ?? "main.py";
      const lines = (m[2] ?? "").split("\n").slice(0, -1);
      bad[file] = `${lines.filter((l) => !l.startsWith("+")).map((l) => l.slice(1)).join("\n")}\n`;
      good[file] = `${lines.filter((l) => !l.startsWith("-")).map((l) => l.slice(1)).join("\n")}\n`;
      changed[file] = [...changedLines(lines), ...(bad[file] ?? "").split("\n").flatMap((l, i) => (l.endsWith("# told here") ? [i] : []))];
    }
    return { name, thread: /(?:After|Met in) <([^>]+)>/.exec(section)?.[1] ?? null, bad, good, changed };
  });
}

function changedLines(lines: readonly string[]): number[] {
  const out = new Set<number>();
  let at = 0;
  for (const line of lines) {
    if (line.startsWith("+")) out.add(at);
    else {
      if (line.startsWith("-")) out.add(at);
      at += 1;
    }
  }
  return [...out];
}

/** The key of a program's fact: a hash of its files. */
export function keyOf(files: Files): string {
  return createHash("sha256").update(JSON.stringify(Object.entries(files).sort(([a], [b]) => (a < b ? -1 : 1)))).digest("hex").slice(0, 16);
}

export function facts(): ReadonlyMap<string, Fact> {
  const lines = readFileSync(path.join(folder, "facts.jsonl"), "utf8").split("\n").filter((l) => l !== "");
  return new Map(lines.map((l) => JSON.parse(l) as [string, Fact]));
}
