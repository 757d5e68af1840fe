/** `shapelint check`: diagnostics of files and folders. */
import path from "node:path";
import type { FileSystem } from "../python/imports.ts";
import type { Diagnostic } from "../ide/diagnostics.ts";
import type { Entry } from "../ide/entries.ts";
import type { Range } from "../ide/position.ts";
import type { Session } from "../ide/session.ts";
import { unknownsOf } from "../ide/summary.ts";
import { type ValueJson, valueJson } from "../ide/values-json.ts";
import { UsageError } from "./arguments.ts";

export interface Edit {
  readonly path: string;
  readonly range: Range;
  readonly newText: string;
}
export interface CheckedFile {
  readonly path: string;
  readonly diagnostics: readonly (Pick<Diagnostic, "code" | "severity" | "message" | "range" | "related" | "isAtCall"> & { readonly fixes: readonly { readonly title: string; readonly edits: readonly Edit[] }[] })[];
  readonly entries: readonly EntryJson[];
  /** How many diagnostics' fixes were not sought, since those before had cost too much; absent: none's. */
  readonly fixesNotSought?: number;
}
export interface EntryJson {
  readonly expr: string;
  readonly origin: string;
  readonly inputs: readonly ValueJson[];
  readonly output: ValueJson;
  readonly symbols: Readonly<Record<string, string>>;
  readonly requirements: readonly { readonly text: string; readonly expr: string }[];
  readonly status: "complete" | "partial" | "failed";
  readonly unknowns: readonly { readonly reason: string; readonly path: string | null; readonly range: Range | null }[];
}

const SKIPPED = new Set(["node_modules", "__pycache__", "site-packages", "dist-packages"]);

/** All Python files and notebooks among the paths, folders opened up, in order and without repetition. */
export function filesOf(fs: FileSystem, paths: readonly string[]): string[] {
  const out = new Set<string>();
  const visit = (at: string, given: boolean): void => {
    if (fs.isDirectory(at)) {
      for (const name of fs.list(at)) {
        if (!given && (name.startsWith(".") || SKIPPED.has(name))) continue;
        if (name.startsWith(".") || SKIPPED.has(name)) continue;
        const full = path.join(at, name);
        if (fs.isDirectory(full)) {
          if (!fs.exists(path.join(full, "pyvenv.cfg"))) visit(full, false);
        } else if (/\.(py|ipynb)$/.test(name)) out.add(full);
      }
    } else if (fs.exists(at)) out.add(at);
    else throw new UsageError(`no such file or folder: ${at}`);
  };
  for (const p of paths) visit(path.resolve(p), true);
  return [...out];
}

/** Statements and calls that seeking fixes may cost in a file: what is told once they are spent is told without. */
const MOST_FIXING = 20_000_000;

export function checkFile(session: Session, file: string, mostFixing = MOST_FIXING): CheckedFile {
  const analysis = session.analyse(file);
  const before = session.steps;
  let notSought = 0;
  return {
    path: file,
    diagnostics: analysis.diagnostics.map((d) => {
      const { code, severity, message, range, related, isAtCall } = d;
      const isSought = session.steps - before <= mostFixing;
      if (!isSought) notSought += 1;
      const fixes = isSought ? d.fixes : [];
      return { code, severity, message, range, related, ...(isAtCall && { isAtCall }), fixes: fixes.map(({ title, edits }) => ({ title, edits })) };
    }),
    entries: analysis.entries.filter((e) => e.origin !== "script" || e.trace.calls.length > 0).map((e) => entryJson(session, analysis.interp, e)),
    ...(notSought > 0 && { fixesNotSought: notSought }),
  };
}

function entryJson(session: Session, interp: Parameters<typeof valueJson>[0], e: Entry): EntryJson {
  interp.scope = e.scope;
  return {
    expr: e.expr,
    origin: e.origin,
    inputs: e.inputs.map((i) => valueJson(interp, i.value)),
    output: valueJson(interp, e.output),
    symbols: e.symbols,
    requirements: e.requirements.map(({ text, expr }) => ({ text, expr })),
    status: e.status,
    unknowns: unknownsOf(e, session.places),
  };
}
