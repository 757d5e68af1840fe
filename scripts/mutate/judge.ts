/** What the analysis says of mutants whose fate under PyTorch is recorded. */
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";
import { diskFileSystem } from "../../server/src/cli/disk.ts";
import { type Diagnostic, diagnosticsOf } from "../../server/src/ide/diagnostics.ts";
import { runGiven } from "../../server/src/ide/given.ts";
import { Session } from "../../server/src/ide/session.ts";
import { unknownsOf } from "../../server/src/ide/summary.ts";
import { bundledSource } from "../../server/src/python/node-prelude.ts";
import { ModuleValue } from "../../server/src/python/values.ts";
import { type Case, specOf } from "../corpus/compare.ts";

/** [first, last] line of an expression of PyTorch's stack, from 1. */
export type Lines = readonly [number, number];
type Piece = string | readonly [number, number];

export interface Mutant {
  /** Index of the case whose file is mutated. */
  readonly case: number;
  readonly kind: string;
  readonly edits: readonly (readonly [start: number, end: number, pieces: readonly Piece[]])[];
  /** What PyTorch raises; absent: it runs. */
  readonly error?: readonly [type: string, message: string, phase: string, lines: readonly Lines[]];
}

export interface MutantCase extends Case {
  /** Path below the folder of packages. */
  readonly file: string;
  readonly sha: string;
}

export interface Recording {
  readonly seed: number;
  readonly torch: string;
  readonly cases: readonly MutantCase[];
  readonly mutants: readonly Mutant[];
}

export function readRecording(file: string): Recording {
  const [head, ...mutants] = gunzipSync(readFileSync(file)).toString("utf8").trimEnd().split("\n").map((line) => JSON.parse(line));
  return { ...head, mutants };
}

/** The text with a mutant's edits applied; offsets count characters. */
export function mutated(text: string, edits: Mutant["edits"]): string {
  const characters = /[\ud800-\udfff]/.test(text) ? [...text] : text;
  const slice = (s: number, e?: number): string => (typeof characters === "string" ? characters.slice(s, e) : characters.slice(s, e).join(""));
  let out = "";
  let at = 0;
  for (const [start, end, pieces] of [...edits].sort((a, b) => a[0] - b[0])) {
    out += slice(at, start) + pieces.map((p) => (typeof p === "string" ? p : slice(p[0], p[1]))).join("");
    at = end;
  }
  return out + slice(at);
}

export interface Judgement {
  /** Errors of the analysis, wherever they are. */
  readonly errors: readonly Diagnostic[];
  readonly warnings: readonly Diagnostic[];
  /** An error or a related place stands on a line of PyTorch's stack. */
  readonly placed: boolean;
  readonly unknowns: readonly string[];
  /** The entries in which an error was found, of a file that is checked. */
  readonly entries: readonly string[];
  /** The analysis itself failed. */
  readonly crash: string | null;
  readonly milliseconds: number;
}

interface Seen {
  readonly diagnostics: readonly Diagnostic[];
  readonly unknowns: readonly string[];
  readonly entries?: readonly string[];
}

export class Judge {
  private readonly session: Session;
  private readonly texts = new Map<string, string>();

  private readonly packages: string;

  constructor(packages: string, env: string, searchPaths: readonly string[] = []) {
    this.packages = packages;
    this.session = new Session({ fs: diskFileSystem(), prelude: bundledSource, searchPaths, pythonEnv: env });
  }

  pathOf(c: MutantCase): string {
    return `${this.packages}/${c.file}`;
  }

  /** The file's text as it was when the mutants were made. */
  original(c: MutantCase): string {
    const path = this.pathOf(c);
    const known = this.texts.get(path);
    if (known !== undefined) return known;
    const text = readFileSync(path, "utf8");
    if (createHash("sha256").update(text).digest("hex").slice(0, 16) !== c.sha) throw new Error(`${path} is not the file that the mutants were made of`);
    this.texts.set(path, text);
    return text;
  }

  /** As `shapelint summary --entry … --input …` judges a text of the case's file. */
  entry(c: MutantCase, text: string, lines: readonly Lines[]): Judgement {
    return this.judge(c, text, lines, (path) => {
      const { engine, module, script } = this.session.load(path, false);
      const m: unknown = module;
      if (!(m instanceof ModuleValue)) throw new Error(`cannot load ${path}`);
      const inputs = [...c.inputs.map(specOf), ...Object.entries(c.kwargs ?? {}).map(([k, v]) => `${k}=${specOf(v)}`)];
      const run = runGiven(engine.interp, m, { expr: c.entry, inputs, mode: c.mode ?? "eval", ...(c.setup === undefined ? {} : { setup: c.setup }) });
      for (const p of script.trace.problems) run.trace.problem(p);
      return { diagnostics: diagnosticsOf(engine.interp, [run], this.session.places, null), unknowns: unknownsOf(run, this.session.places).map((u) => `${u.reason} (${u.path?.split("/").at(-1)}:${(u.range?.start.line ?? -1) + 1})`) };
    });
  }

  /** As `shapelint check FILE` judges it. */
  check(c: MutantCase, text: string, lines: readonly Lines[]): Judgement {
    return this.judge(c, text, lines, (path) => {
      const { diagnostics, entries } = this.session.analyse(path);
      const failing = entries.filter((e) => diagnostics.some((d) => d.severity === "error" && d.problem !== null && e.trace.problems.some((p) => p === d.problem || (p.node !== null && p.node === d.problem?.node))));
      return { diagnostics, unknowns: [], entries: failing.map((e) => e.expr) };
    });
  }

  private judge(c: MutantCase, text: string, lines: readonly Lines[], run: (path: string) => Seen): Judgement {
    const path = this.pathOf(c);
    const started = performance.now();
    this.session.setOverlay(path, text);
    let found: Seen = { diagnostics: [], unknowns: [] };
    let crash: string | null = null;
    try {
      found = run(path);
    } catch (e) {
      crash = e instanceof Error ? (e.stack ?? e.message).split("\n").slice(0, 5).join(" | ") : String(e);
    } finally {
      this.session.setOverlay(path, null);
    }
    const errors = found.diagnostics.filter((d) => d.severity === "error");
    const at = (d: Diagnostic): boolean => [d, ...d.related].some((p) => p.path === path && lines.some(([first, last]) => p.range.start.line + 1 <= last && p.range.end.line + 1 >= first));
    return { errors, warnings: found.diagnostics.filter((d) => d.severity === "warning"), placed: errors.some(at), unknowns: found.unknowns, entries: found.entries ?? [], crash, milliseconds: performance.now() - started };
  }
}
