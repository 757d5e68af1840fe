/** One project under analysis: files read through a pure file system, open editors laid over them, analyses kept until something they read changes. */
import { type FileSystem, isSettings } from "../python/imports.ts";
import type { Interp } from "../python/interp.ts";
import { Reads, noting } from "../python/reads.ts";
import { ModuleValue, Unknown } from "../python/values.ts";
import { parse } from "../syntax/parser.ts";
import { type SyntaxStore, parseStored } from "../syntax/stored/store.ts";
import type { Module, Node, Unit } from "../syntax/ast.ts";
import { isDeliberate } from "./certainty.ts";
import { type Configuration, leveled, projectConfiguration } from "./configuration.ts";
import { type Diagnostic, diagnosticsOf } from "./diagnostics.ts";
import { type Engine, createEngine } from "./engine.ts";
import { type Fix, type TextEdit, codeFixes } from "./fixes/index.ts";
import { type Entry, runEntry } from "./entries.ts";
import { type Recall, fileEntries } from "./fileEntries.ts";
import { statedEntries } from "./given.ts";
import { type Dependencies, Loading } from "./loading.ts";
import { isLibrary } from "./library.ts";
import { Places } from "./position.ts";
import { BY_DEFAULT, isOfPlainValues, readsCommandLine } from "./otherArguments.ts";
import { ProjectText, type Texts } from "./projectText.ts";
import { importRoots, projectTexts } from "./roots.ts";
import { staleShapes } from "./staleShapes.ts";
import { suppressed } from "./suppression.ts";

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
  /** Whether packages that are found nowhere are supposed to be there for code that asks. */
  readonly supposeInstalled?: boolean;
  /** Whether programs are supposed to be run with any arguments, not with their defaults. */
  readonly otherArguments?: boolean;
  /** Inputs that the user set, by file and model class. */
  readonly inputs?: (path: string) => Readonly<Record<string, readonly string[]>>;
  /** Mode of models that the code does not set: true is train(). */
  readonly training?: boolean;
  /** Levels of rules above those that the project states. */
  readonly rules?: Configuration;
  /** Keeps the syntax of installed packages' files from one start to the next. */
  readonly syntaxStore?: SyntaxStore;
}

export interface Analysis {
  readonly path: string;
  readonly module: Module;
  readonly entries: readonly Entry[];
  readonly diagnostics: readonly Fixable[];
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

/** A diagnostic with its fixes, which are sought when somebody first asks. */
export interface Fixable extends Diagnostic {
  readonly fixes: readonly Fix[];
}

interface KeptEntry {
  readonly entry: Entry;
  readonly besides: string;
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
  /** What the project of a file looked like when an analysis of it last asked: its other files are as they were until one of them changes. */
  private project: { readonly path: string; readonly texts: ReadonlyMap<string, string>; readonly areAll: boolean } | null = null;
  /** How many other texts are supposed at the moment. */
  private supposed = 0;

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
    if (isSettings(path) && ![...this.engines.values()].some(({ importer }) => importer.settingsAsked.has(path))) return;
    this.analyses.clear();
    if (this.project?.path !== path) this.project = null;
    for (const other of [...this.kept.keys()]) if (other !== path) this.kept.delete(other);
    this.forget(path);
  }

  /**
   * Forgets the project's files. Those of installed packages stay loaded: what is loaded once registers itself once;
   * so where one of them changed, nothing stays.
   */
  private forget(changed: string | null): void {
    const everything = changed !== null && isLibrary(changed);
    for (const { importer } of this.engines.values()) importer.forget((p) => everything || p === changed || !isLibrary(p));
  }

  /** Lets go of an analysis that is not needed any more, and of what would be taken over from it after an edit. */
  release(path: string): void {
    this.analyses.delete(path);
    this.kept.delete(path);
    for (const other of this.others.values()) other.release(path);
  }

  text(path: string): string | undefined {
    return this.overlays.get(path) ?? this.options.fs.readFile(path);
  }

  parse(path: string, text: string): Module {
    const known = this.trees.get(path);
    if (known && known.text === text) return known;
    const { syntaxStore } = this.options;
    const module = syntaxStore && !known && isLibrary(path) ? parseStored(syntaxStore, path, text) : parse(path, text, known);
    this.trees.set(path, module);
    return module;
  }

  /** An interpreter for files that share import roots. */
  engineFor(path: string): Engine {
    const roots = importRoots(this.options, path);
    const key = roots.join("\n");
    let engine = this.engines.get(key);
    if (!engine) {
      engine = createEngine({
        fs: this.overlaid(),
        parse: (p, text) => this.parse(p, text),
        prelude: this.options.prelude,
        roots,
        isLibrary,
        isRecorded: (p) => p === this.target || !isLibrary(p),
        ...(this.options.supposeInstalled ? { supposeInstalled: true } : {}),
        ...(this.options.otherArguments ? { otherArguments: true } : {}),
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

  /** What follows from another text of some files, as long as it is looked at; what is kept of them is not touched. */
  supposing<T>(texts: ReadonlyMap<string, string>, look: () => T): T {
    const outer = new Map([...texts.keys()].map((path) => [path, this.overlays.get(path)]));
    const trees = [...texts.keys()].flatMap((path) => this.trees.get(path) ?? []);
    const analyses = new Map(this.analyses);
    const kept = new Map(this.kept);
    const swap = (to: ReadonlyMap<string, string | undefined>): void => {
      for (const [path, text] of to) {
        if (text === undefined) this.overlays.delete(path);
        else this.overlays.set(path, text);
        for (const { importer } of this.engines.values()) importer.forget((p) => p === path || isLibrary(path));
      }
    };
    swap(texts);
    this.analyses.clear();
    // An entry knows what it depends on in its own file only.
    for (const path of kept.keys()) if (texts.size > 1 || !texts.has(path)) this.kept.delete(path);
    this.supposed += 1;
    try {
      return look();
    } finally {
      this.supposed -= 1;
      swap(outer);
      restore(this.analyses, analyses);
      restore(this.kept, kept);
      // The statements that the two texts share stand where they stood before.
      for (const tree of trees) this.trees.set(tree.path, parse(tree.path, tree.text, tree));
    }
  }

  /** Work done so far, in statements and calls. */
  get steps(): number {
    return [...this.engines.values()].reduce((n, { interp }) => n + interp.steps, 0);
  }

  /** The syntax of a file that was read. */
  parsed(path: string): Module | undefined {
    return this.trees.get(path);
  }

  /** The user's files that were read for an analysis of a file, itself first. */
  projectFiles(path: string): readonly string[] {
    return [path, ...[...this.trees.keys()].filter((p) => p !== path && !isLibrary(p))];
  }

  /** Files whose kept analyses reached what stands in some files, and a file itself. */
  usersOf(files: readonly string[], path: string): readonly string[] {
    const uses = (a: Analysis): boolean => a.entries.some((e) => [...e.trace.values.keys()].some((n) => files.includes(n.unit.path)));
    return [path, ...[...this.analyses].filter(([p, a]) => p !== path && uses(a)).map(([p]) => p)];
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
    const analysis = this.run(path);
    this.analyses.set(path, analysis);
    return analysis;
  }

  /** The levels of the rules for a file: the project's, with the given ones above them; and what is wrong with them. */
  configuration(path: string): Configuration {
    const project = projectConfiguration(this.options.fs, path);
    const own = this.options.rules;
    return own ? { levels: new Map([...project.levels, ...own.levels]), mistakes: [...project.mistakes, ...own.mistakes] } : project;
  }

  private run(path: string): Analysis {
    const text = this.text(path) ?? "";
    const tree = this.parse(path, text);
    const { engine, entries } = this.entriesOf(path, tree);
    const syntax = tree.problems.map((p): Diagnostic => ({ path, code: "syntax", severity: "error", message: p.message, range: this.places.range(path, p.start, p.end), related: [], problem: null, argument: null }));
    const { levels } = this.configuration(path);
    const problems = this.certain(path, engine, entries, diagnosticsOf(engine.interp, entries, this.places, path));
    const told = leveled([...syntax, ...problems, ...staleShapes(engine.interp, entries, tree, this.places)], levels);
    const found = leveled(suppressed(told, tree, this.places), levels);
    return { path, module: tree, entries, diagnostics: found.map((d) => this.fixable(d, found, entries, text)), interp: engine.interp, places: this.places };
  }

  /**
   * What fails for sure. What fails only because a package that the code asks for is found nowhere here is not told:
   * it may be installed where the program runs. What plain values of the command line's defaults fail at is a warning: the program is run with others.
   */
  private certain(path: string, { importer }: Engine, entries: readonly Entry[], found: readonly Diagnostic[]): readonly Diagnostic[] {
    if (this.options.supposeInstalled || this.options.otherArguments) return found;
    const also = importer.asksForMissing && found.length > 0 ? this.foundWhere("supposeInstalled", path) : null;
    const either = also ? found.filter((d) => also.has(placeOf(d))) : found;
    if (!either.some(isOfPlainValues) || !entries.some(readsCommandLine)) return either;
    const always = this.foundWhere("otherArguments", path);
    return either.flatMap((d) => (!isOfPlainValues(d) || always.has(placeOf(d)) ? [d] : d.problem && isDeliberate(d.problem) ? [] : [{ ...d, severity: "warning" as const, message: `${d.message}\n${BY_DEFAULT}` }]));
  }

  /** The places of what is found in a file of the same project where something else is supposed: what fails there as well fails either way. */
  private foundWhere(supposed: Supposition, path: string): ReadonlySet<string> {
    const other = this.others.get(supposed) ?? new Session({ ...this.options, [supposed]: true, fs: this.overlaid() });
    this.others.set(supposed, other);
    other.startAnew(path);
    const { engine, entries } = other.entriesOf(path, other.parse(path, other.text(path) ?? ""));
    return new Set(diagnosticsOf(engine.interp, entries, other.places, path).map(placeOf));
  }

  /** The same project where something else is supposed, by what that is. */
  private readonly others = new Map<Supposition, Session>();

  private startAnew(path: string): void {
    this.analyses.clear();
    this.kept.clear();
    const known = this.trees.get(path);
    this.forget(known && known.text !== this.text(path) ? path : null);
  }

  /** The disk with the open editors over it. */
  private overlaid(): FileSystem {
    const { fs } = this.options;
    return { ...bindFs(fs), readFile: (p) => this.text(p), exists: (p) => this.overlays.has(p) || fs.exists(p) };
  }

  /** The texts of a file's project. */
  private projectOf(path: string): Texts {
    if (this.project?.path !== path) this.project = { path, ...projectTexts({ ...this.options, fs: this.overlaid() }, path) };
    const { texts, areAll } = this.project;
    return { texts: [...new Map([...texts, [path, this.text(path) ?? ""]]).values()], areAll };
  }

  /** Runs the file's entries, but for those that an edit since the last analysis cannot have changed. */
  private entriesOf(path: string, { units }: Module): { engine: Engine; entries: readonly Entry[] } {
    const last = this.kept.get(path);
    if (last && last.units.length === units.length && units.every((u, i) => u === last.units[i])) return { engine: this.engineFor(path), entries: last.entries };
    const loading = new Loading();
    const { engine, module, script } = this.load(path, true, loading);
    if (!(module instanceof ModuleValue)) return { engine, entries: [script] };
    const byStart = new Map<Node, KeptEntry>();
    const recall: Recall = (start, besides, run) => {
      const known = last?.byStart.get(start);
      if (known && known.besides === besides && loading.has(known.dependencies)) {
        byStart.set(start, known);
        return known.entry;
      }
      const reads = new Reads();
      const entry = noting(reads, run);
      const dependencies = loading.dependencies(reads);
      if (dependencies) byStart.set(start, { entry, besides, dependencies });
      return entry;
    };
    const stated = statedEntries(engine.interp, module, this.options.inputs?.(path) ?? {});
    const before = [script, ...stated];
    const entries = [...before, ...fileEntries(engine.interp, module, before, new ProjectText(() => this.projectOf(path)), recall)];
    if (this.supposed === 0) this.kept.set(path, { units, entries, byStart });
    return { engine, entries };
  }

  /** The fixes of a diagnostic are sought in the text that it was found in: none once that has changed. */
  private fixable(d: Diagnostic, all: readonly Diagnostic[], entries: readonly Entry[], text: string): Fixable {
    let fixes: readonly Fix[] | null = null;
    const seek = (): readonly Fix[] => (d.rewrite ? [d.rewrite] : this.text(d.path) === text ? codeFixes(this, d, all, entries) : []);
    return {
      ...d,
      get fixes() {
        fixes ??= seek();
        return fixes;
      },
    };
  }
}

type Supposition = "supposeInstalled" | "otherArguments";

function placeOf({ code, path, range: { start } }: Diagnostic): string {
  return `${code} ${path} ${start.line}:${start.character}`;
}

function restore<K, V>(map: Map<K, V>, contents: ReadonlyMap<K, V>): void {
  map.clear();
  for (const [k, v] of contents) map.set(k, v);
}

function bindFs(fs: FileSystem): FileSystem {
  return { readFile: (p) => fs.readFile(p), exists: (p) => fs.exists(p), isDirectory: (p) => fs.isDirectory(p), list: (p) => fs.list(p) };
}

