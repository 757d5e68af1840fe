/** One project under analysis: files read through a pure file system, open editors laid over them, analyses kept until something they read changes. */
import type { FileSystem } from "../python/imports.ts";
import type { Interp } from "../python/interp.ts";
import { Reads, noting } from "../python/reads.ts";
import { ModuleValue, Unknown } from "../python/values.ts";
import { parse } from "../syntax/parser.ts";
import type { Module, Node, Unit } from "../syntax/ast.ts";
import { type Diagnostic, diagnosticsOf } from "./diagnostics.ts";
import { type Engine, createEngine } from "./engine.ts";
import { type Fix, type TextEdit, codeFixes } from "./fixes.ts";
import { type Entry, type Recall, fileEntries, runEntry } from "./entries.ts";
import { type Dependencies, Loading } from "./loading.ts";
import { Places } from "./position.ts";
import { importRoots } from "./roots.ts";

export interface SessionOptions {
  readonly fs: FileSystem;
  /** Bundled Python by module name. */
  readonly prelude: (name: string) => string | undefined;
  /** Import roots before the project's own. */
  readonly searchPaths: readonly string[];
  readonly projectDir?: string;
  /** A Python environment's folder, whose site-packages are read. */
  readonly pythonEnv?: string;
  readonly cancelled?: () => boolean;
  /** Mode of models that the code does not set: true is train(). */
  readonly training?: boolean;
}

export interface Analysis {
  readonly path: string;
  readonly module: Module;
  readonly entries: readonly Entry[];
  readonly diagnostics: readonly (Diagnostic & { readonly fixes: readonly Fix[] })[];
  readonly interp: Interp;
  readonly places: Places;
}

/** What is kept of a file's newest analysis for the next one. */
interface Kept {
  readonly units: readonly Unit[];
  readonly entries: readonly Entry[];
  /** With what each depended on, by the definition that it starts at. */
  readonly byStart: ReadonlyMap<Node, KeptEntry>;
}

interface KeptEntry {
  readonly entry: Entry;
  readonly dependencies: Dependencies;
}

export class Session {
  readonly options: SessionOptions;
  readonly places: Places;
  private readonly overlays = new Map<string, string>();
  private readonly trees = new Map<string, Module>();
  private readonly analyses = new Map<string, Analysis>();
  private readonly engines = new Map<string, Engine>();
  private readonly kept = new Map<string, Kept>();
  private target = "";

  constructor(options: SessionOptions) {
    this.options = options;
    this.places = new Places((path) => this.text(path));
  }

  /** Text of an open editor; null: the file on disk counts again. */
  setOverlay(path: string, text: string | null): void {
    if (text === null) this.overlays.delete(path);
    else this.overlays.set(path, text);
    this.invalidate(path);
  }

  /** A file changed on disk. */
  invalidate(path: string): void {
    this.analyses.clear();
    for (const other of [...this.kept.keys()]) if (other !== path) this.kept.delete(other);
    const stale = (p: string): boolean => p === path || !isLibrary(p);
    for (const { importer } of this.engines.values()) importer.forget(stale);
  }

  /** Lets go of an analysis that is not needed any more. */
  release(path: string): void {
    this.analyses.delete(path);
  }

  text(path: string): string | undefined {
    return this.overlays.get(path) ?? this.options.fs.readFile(path);
  }

  parse(path: string, text: string): Module {
    const known = this.trees.get(path);
    if (known && known.text === text) return known;
    const module = parse(path, text, known);
    this.trees.set(path, module);
    return module;
  }

  /** An interpreter for files that share import roots. */
  engineFor(path: string): Engine {
    const roots = importRoots(this.options, path);
    const key = roots.join("\n");
    let engine = this.engines.get(key);
    if (!engine) {
      const { fs } = this.options;
      engine = createEngine({
        fs: { ...bindFs(fs), readFile: (p) => this.text(p), exists: (p) => this.overlays.has(p) || fs.exists(p) },
        parse: (p, text) => this.parse(p, text),
        prelude: this.options.prelude,
        roots,
        isLibrary,
        isRecorded: (p) => p === this.target || !isLibrary(p),
        ...(this.options.cancelled ? { cancelled: this.options.cancelled } : {}),
      });
      this.engines.set(key, engine);
    }
    return engine;
  }

  /** Loads a file afresh as the one that is run, recording what happens. */
  load(path: string, asProgram = true, loading?: Loading): { engine: Engine; module: ModuleValue | Unknown; script: Entry } {
    this.target = path;
    const engine = this.engineFor(path);
    const { interp, importer } = engine;
    importer.aroundUnit = loading ? (module, unit, execute) => loading.run(module, unit, execute) : null;
    importer.begin(path, asProgram);
    let module: ModuleValue | Unknown = new Unknown("not loaded");
    const script = runEntry(interp, { expr: path.split("/").at(-1) ?? path, origin: "script", node: null, guessed: false }, () => {
      module = importer.loadFile(interp, path);
      return null;
    });
    return { engine, module, script };
  }

  /** The analysis that a file would have with another text; what is kept of the file is not touched. */
  analyseText(path: string, text: string, fixes = true): Analysis {
    const outer = this.overlays.get(path);
    const analysis = this.analyses.get(path);
    const tree = this.trees.get(path);
    this.overlays.set(path, text);
    this.analyses.delete(path);
    try {
      return this.run(path, fixes, false);
    } finally {
      if (outer === undefined) this.overlays.delete(path);
      else this.overlays.set(path, outer);
      if (analysis) this.analyses.set(path, analysis);
      // The statements that the two texts share stand where they stood before.
      if (tree) this.trees.set(path, parse(path, tree.text, tree));
    }
  }

  /** A text with edits applied, from the last to the first. */
  applyEdits(path: string, text: string, edits: readonly TextEdit[]): string {
    const places = new Places((p) => (p === path ? text : this.text(p)));
    const spans = edits.map((e) => ({ start: places.offset(path, e.range.start), end: places.offset(path, e.range.end), newText: e.newText }));
    let out = text;
    for (const s of spans.sort((a, b) => b.start - a.start)) out = out.slice(0, s.start) + s.newText + out.slice(s.end);
    return out;
  }

  analyse(path: string): Analysis {
    const known = this.analyses.get(path);
    if (known) return known;
    const analysis = this.run(path, true, true);
    this.analyses.set(path, analysis);
    return analysis;
  }

  private run(path: string, fixes: boolean, keep: boolean): Analysis {
    const text = this.text(path) ?? "";
    const tree = this.parse(path, text);
    const { engine, entries } = this.entriesOf(path, tree, keep);
    const syntax = tree.problems.map((p): Diagnostic => ({ path, code: "syntax", severity: "error", message: p.message, range: this.places.range(path, p.start, p.end), related: [], problem: null, argument: null }));
    const found = [...syntax, ...diagnosticsOf(engine.interp, entries, this.places, path)];
    return { path, module: tree, entries, diagnostics: found.map((d) => ({ ...d, fixes: fixes ? codeFixes(this, path, d, found) : [] })), interp: engine.interp, places: this.places };
  }

  /** Runs the file's entries, but for those that an edit since the last analysis cannot have changed. */
  private entriesOf(path: string, { units }: Module, keep: boolean): { engine: Engine; entries: readonly Entry[] } {
    const last = this.kept.get(path);
    if (last && last.units.length === units.length && units.every((u, i) => u === last.units[i])) return { engine: this.engineFor(path), entries: last.entries };
    const loading = new Loading();
    const { engine, module, script } = this.load(path, true, loading);
    if (!(module instanceof ModuleValue)) return { engine, entries: [script] };
    const byStart = new Map<Node, KeptEntry>();
    const recall: Recall = (start, run) => {
      const known = last?.byStart.get(start);
      if (known && loading.has(known.dependencies)) {
        byStart.set(start, known);
        return known.entry;
      }
      const reads = new Reads();
      const entry = noting(reads, run);
      const dependencies = loading.dependencies(reads);
      if (dependencies) byStart.set(start, { entry, dependencies });
      return entry;
    };
    const entries = [script, ...fileEntries(engine.interp, module, script.trace.executed, recall)];
    if (keep) this.kept.set(path, { units, entries, byStart });
    return { engine, entries };
  }
}

/** A file of an installed package: read, never reported on. */
export function isLibrary(path: string): boolean {
  return path.startsWith("<") || /\/(site-packages|dist-packages)\//.test(path) || /\/lib\/python3[^/]*\//.test(path);
}

function bindFs(fs: FileSystem): FileSystem {
  return { readFile: (p) => fs.readFile(p), exists: (p) => fs.exists(p), isDirectory: (p) => fs.isDirectory(p), list: (p) => fs.list(p) };
}

