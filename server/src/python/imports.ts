/**
 * Modules by name: written here (native or bundled Python), the project's own
 * files, and the packages of the user's Python environment, read as source.
 * Nothing is ever run.
 */
import type { Module, Unit } from "../syntax/ast.ts";
import { namesBoundIn, unbindTargets } from "./assign.ts";
import { execute, isExit } from "./execute.ts";
import { OutOfFuel, PyRaise } from "./errors.ts";
import { bindsOnDevice, bindsWithin, declaresGlobal } from "./binding.ts";
import { declaredNames } from "./declaredNames.ts";
import type { Distribution, Frame, Importer, Interp } from "./interp.ts";
import { Reads, noting } from "./reads.ts";
import { beginProgram, permanently } from "./trail.ts";
import { type Env, ModuleValue, NotInstalled, PyList, Unknown, Unmodelled } from "./values.ts";

/** Synchronous and read-only; the only way to the disk. */
export interface FileSystem {
  readFile(path: string): string | undefined;
  exists(path: string): boolean;
  isDirectory(path: string): boolean;
  list(path: string): readonly string[];
}

/** A library written here: gives a module by dotted name, or undefined. */
export type NativeLibrary = (interp: Interp, name: string) => ModuleValue | undefined;

export interface ImportOptions {
  readonly fs: FileSystem;
  /** Parses a file's text; the same text gives the same tree. */
  readonly parse: (path: string, text: string) => Module;
  readonly libraries: readonly NativeLibrary[];
  /** Python source bundled with the product, by module name. */
  readonly prelude: (name: string) => string | undefined;
  readonly builtins: Env;
  /** Folders searched for top-level names, in order. */
  readonly roots: readonly string[];
  /** Files of installed packages and bundled ones: they are the same for every program. */
  readonly isLibrary: (path: string) => boolean;
  /** Files whose running is recorded. */
  readonly isRecorded: (path: string) => boolean;
  /** Top-level names under which packages in the environment are never read: they are modelled. */
  readonly modelled: ReadonlySet<string>;
  /** Whether one of those packages has a module, modelled or not. */
  readonly exists: (name: string) => boolean;
  /** Whether a module of those packages surely has no such name; `installed` is the version that the environment has, if any. */
  readonly lacks: (module: string, name: string, installed: string | undefined) => boolean;
  /** Packages whose bundled interface serves programs that import them; code that asks whether they are there is told of the environment. */
  readonly interfaces: ReadonlySet<string>;
  /** Whether an installed package's folder is not read: what it gives is unknown. */
  readonly isForeign: (folder: string) => boolean;
  /** Whether packages that are found nowhere are supposed to be there for code that asks. */
  readonly supposeInstalled?: boolean;
}

/** Where the bundled interfaces of packages stand that are found nowhere. */
const FALLBACK = "<bundled>/_fallback/";

/** The package whose bundled interface a file is part of, where the package itself is not installed. */
export function standsInFor(path: string | null | undefined): string | undefined {
  return path?.startsWith(FALLBACK) ? /^\w+/.exec(path.slice(FALLBACK.length))?.[0] : undefined;
}

/** What a notebook's program finds without importing it. */
const NOTEBOOK_NAMES = ["display", "get_ipython", "In", "Out", "_", "__", "___", "_i", "_ii", "_iii", "_ih", "_oh", "_dh", "exit", "quit"];

/** A decorator or call that enters something in a table, as registries are written. */
const REGISTERS = /^[ \t]*@[\w.]*regist|\bregister(?!_buffer|_parameter|_module\(["']|_forward|_backward|_full|_hook|_state|_load)\w*\(/im;

/** A call at the top level that enters something in a table. */
const ENTERS = /^register\w*\(/m;

/** The modules that a text imports, by the words of its lines. */
function importsIn(text: string, name: string, isPackage: boolean): string[] {
  const out: string[] = [];
  for (const [, from, names, plain] of text.matchAll(/^[ \t]*(?:from[ \t]+([.\w]+)[ \t]+import[ \t]+(\([^)]*\)|[^\n#]*)|import[ \t]+([^\n#]+))/gm)) {
    if (plain !== undefined) {
      for (const part of plain.split(",")) out.push(part.trim().split(/\s/)[0] ?? "");
      continue;
    }
    const dots = /^\.*/.exec(from ?? "")?.[0].length ?? 0;
    const rest = (from ?? "").slice(dots);
    const parts = name.split(".");
    const base = dots === 0 ? [] : parts.slice(0, parts.length - (isPackage ? dots - 1 : dots));
    const full = [...base, ...(rest === "" ? [] : [rest])].join(".");
    if (full !== "") out.push(full);
    for (const part of (names ?? "").replace(/[()\\]/g, " ").split(",")) {
      const word = /^\s*(\w+)/.exec(part)?.[1];
      if (word !== undefined && full !== "") out.push(`${full}.${word}`);
    }
  }
  return out.filter((m) => m !== "");
}

/** Files that hold settings, and how long one of them may be. */
const SETTINGS = /\.(json|ya?ml)$/i;
const MOST_SETTINGS = 60_000;

export function isSettings(path: string): boolean {
  return SETTINGS.test(path);
}

/** A path without `.` and `..`. */
function resolved(path: string): string {
  const out: string[] = [];
  for (const part of path.split("/")) {
    if (part === "..") out.pop();
    else if (part !== "." && part !== "") out.push(part);
  }
  return `/${out.join("/")}`;
}

/** A module of a package that is not read: every name of it is unknown. */
function unseen(name: string): ModuleValue {
  const m = new ModuleValue(name, null, null);
  m.isPackage = true;
  m.lazy = (member) => new Unmodelled(`'${name}.${member}'`);
  return m;
}

/** The spelling of a distribution's name under which all others are found (PEP 503). */
export function normalized(name: string): string {
  return name.toLowerCase().replace(/[-_.]+/g, "-");
}

export class SourceImporter implements Importer {
  private readonly modules = new Map<string, ModuleValue | Unknown>();
  private readonly byPath = new Map<string, ModuleValue>();
  /** Files read, for the caller to watch. */
  readonly files = new Set<string>();
  private readonly options: ImportOptions;

  constructor(options: ImportOptions) {
    this.options = options;
  }

  importModule(interp: Interp, name: string): ModuleValue | Unknown {
    const known = this.modules.get(name);
    if (known) return known;
    const found = noting(new Reads(), () => this.find(interp, name));
    this.modules.set(name, found);
    if (found instanceof ModuleValue && !found.loaded && !this.running.has(found)) this.run(interp, found);
    return found;
  }

  /** A library's module that holds one of the project's (`import transformers` in a package, where the project has a folder of that name) is loaded again with it. */
  noteImport({ path: by }: ModuleValue, { path }: ModuleValue): void {
    const { isLibrary } = this.options;
    if (by === null || path === null || !isLibrary(by) || (isLibrary(path) && !this.holding.has(path))) return;
    this.holding.add(by);
    this.passing.add(by);
  }

  private readonly holding = new Set<string>();

  hasModule(interp: Interp, name: string): boolean {
    const top = name.split(".")[0] ?? "";
    if (this.options.interfaces.has(top) && !this.isInstalled(top)) return false;
    return (this.modules.get(name) ?? this.find(interp, name)) instanceof ModuleValue;
  }

  supposesInstalled(asking: ModuleValue): boolean {
    // What an installed package does not find beside it is not there.
    if (asking.path !== null && asking.path !== this.program && this.options.isLibrary(asking.path)) return false;
    this.askedByProgram.add(asking);
    return this.options.supposeInstalled === true;
  }

  /** The project's modules that asked for a package that is found nowhere, and went on without it. */
  private readonly askedByProgram = new Set<ModuleValue>();

  /** Whether what the program does depends on a package that is found nowhere. */
  get asksForMissing(): boolean {
    return this.askedByProgram.size > 0;
  }

  missingModule(name: string): string | undefined {
    const parts = name.split(".");
    if (!this.options.modelled.has(parts[0] ?? "")) return undefined;
    const missing = parts.map((_, i) => parts.slice(0, i + 1).join(".")).find((m) => !this.options.exists(m));
    return missing === undefined || this.isInSomeRoot(missing) ? undefined : missing;
  }

  lacksName(module: string, name: string): boolean {
    return this.options.modelled.has(module.split(".")[0] ?? "") && this.options.lacks(module, name, this.distributions().get(normalized(module.split(".")[0] ?? ""))?.version);
  }

  /** Whether a root has a module: another version of a package that is modelled may have more. */
  private isInSomeRoot(name: string): boolean {
    const { fs, roots } = this.options;
    return roots.some((root) => fs.exists(`${root}/${name.replaceAll(".", "/")}.py`) || fs.isDirectory(`${root}/${name.replaceAll(".", "/")}`));
  }

  /** The text of a module's file in one of the roots, for a look at it. */
  textOf(name: string): { readonly text: string; readonly isPackage: boolean } | undefined {
    const { fs, roots } = this.options;
    for (const root of roots) {
      const base = `${root}/${name.replaceAll(".", "/")}`;
      for (const [path, isPackage] of [[`${base}/__init__.py`, true], [`${base}.py`, false]] as const) {
        const text = fs.exists(path) ? fs.readFile(path) : undefined;
        if (text !== undefined) return { text, isPackage };
      }
    }
    return undefined;
  }

  private installed: ReadonlyMap<string, Distribution> | null = null;

  /** What the roots hold metadata of (`NAME-VERSION.dist-info`). */
  distributions(): ReadonlyMap<string, Distribution> {
    if (this.installed) return this.installed;
    const { fs, roots } = this.options;
    const found = new Map<string, Distribution>();
    for (const root of roots) {
      for (const entry of fs.list(root)) {
        const [, name, version] = /^(.+)-([^-]+)\.dist-info$/.exec(entry) ?? [];
        if (name === undefined || version === undefined || found.has(normalized(name))) continue;
        const modules = fs.readFile(`${root}/${entry}/top_level.txt`)?.split(/\s+/).filter((line) => line !== "");
        found.set(normalized(name), { name, version, modules: modules ?? [name] });
      }
    }
    this.installed = found;
    return found;
  }

  *ownModules(): Iterable<ModuleValue> {
    for (const [path, m] of this.byPath) if (!path.startsWith("<") && !this.options.isLibrary(path)) yield m;
  }

  private readonly registering = new Map<string, boolean>();

  /** Whether a file of the project, or one that it imports, registers something, or a package within a library: such a file is loaded when it is imported, though no name of it is read. */
  registers(name: string): boolean {
    const known = this.registering.get(name);
    if (known !== undefined) return known;
    this.registering.set(name, false);
    const file = this.projectFile(name);
    const found = file === undefined ? this.enters(name) : REGISTERS.test(file.text) || importsIn(file.text, name, file.isPackage).some((m) => this.registers(m));
    this.registering.set(name, found);
    return found;
  }

  /** Whether a package within an installed one enters things in a table, one call after another (`gymnasium.envs`). */
  private enters(name: string): boolean {
    const { fs, roots, isLibrary, modelled } = this.options;
    const top = name.split(".")[0] ?? "";
    if (top === name || modelled.has(top)) return false;
    for (const root of roots) {
      const path = `${root}/${name.replaceAll(".", "/")}/__init__.py`;
      if (isLibrary(path) && !this.isForeign(root, top) && fs.exists(path)) return ENTERS.test(fs.readFile(path) ?? "");
    }
    return false;
  }

  private projectFile(name: string): { readonly text: string; readonly isPackage: boolean } | undefined {
    const { fs, roots, isLibrary, modelled } = this.options;
    if (modelled.has(name.split(".")[0] ?? "")) return undefined;
    for (const root of roots) {
      const base = `${root}/${name.replaceAll(".", "/")}`;
      for (const [path, isPackage] of [[`${base}/__init__.py`, true], [`${base}.py`, false]] as const) {
        if (!fs.exists(path)) continue;
        const text = isLibrary(path) ? undefined : fs.readFile(path);
        return text === undefined ? undefined : { text, isPackage };
      }
    }
    return undefined;
  }

  private readonly running = new Set<ModuleValue>();
  /** The file that is looked at. */
  private program: string | null = null;
  /** Whether its `__name__` is "__main__". */
  private asMain = false;
  /** Modules that are loaded again for the next program: the project's own, and those whose loading changed what this one had changed. */
  private readonly passing = new Set<string>();

  /** Last parts of the paths that the program writes. */
  private readonly written = new Set<string>();
  /** Files of settings that were asked for. */
  readonly settingsAsked = new Set<string>();

  noteWritten(path: string): void {
    this.written.add(path.slice(path.lastIndexOf("/") + 1));
  }

  /** A path is looked for from each folder that the program may be started in; where two of them have it, nobody knows which is meant. */
  settings(path: string): string | undefined {
    if (this.program === null || this.options.isLibrary(this.program) || !SETTINGS.test(path) || this.written.has(path.slice(path.lastIndexOf("/") + 1))) return undefined;
    const own = this.options.roots.filter((root) => !this.options.isLibrary(`${root}/`));
    const places = path.startsWith("/") ? [path] : own.map((root) => resolved(`${root}/${path}`));
    let found: string | undefined;
    for (const place of new Set(places)) {
      if (!own.some((root) => place.startsWith(`${root}/`))) continue;
      this.settingsAsked.add(place);
      const text = this.options.fs.readFile(place);
      if (text === undefined) continue;
      if ((found !== undefined && found !== text) || text.length > MOST_SETTINGS) return undefined;
      found = text;
    }
    return found;
  }

  /** The module that runs as the program. */
  mainModule(): ModuleValue | undefined {
    return this.program === null ? undefined : this.byPath.get(this.program);
  }

  /** Starts on another program, or on the same one anew. */
  begin(path: string, asMain: boolean): void {
    beginProgram();
    const before = this.program === null ? undefined : this.byPath.get(this.program);
    if (before) before.recorded = this.options.isRecorded(before.path ?? "");
    this.forget((p) => this.passing.has(p));
    this.passing.clear();
    this.holding.clear();
    this.askedByProgram.clear();
    this.written.clear();
    this.program = path;
    this.asMain = asMain;
    // A library's file that is looked at was perhaps loaded before, for others.
    const loaded = this.byPath.get(path);
    if (loaded) loaded.recorded = true;
  }

  /** Forgets the files that a predicate picks (those that changed, and those that import them). */
  forget(stale: (path: string) => boolean): void {
    this.registering.clear();
    for (const [name, m] of this.modules) if (!(m instanceof ModuleValue) || (m.path !== null && stale(m.path))) this.modules.delete(name);
    for (const path of [...this.byPath.keys()]) if (stale(path)) this.byPath.delete(path);
  }

  /** After an interruption: neither a module that did not run to its end may be found again, nor one that imported such a module. */
  private forgetUnfinished(): void {
    const everything = [...this.running].some((m) => !m.recorded);
    const unfinished = new Set([...this.byPath].filter(([, m]) => everything || m.recorded).map(([path]) => path));
    this.forget((path) => unfinished.has(path));
  }

  private find(interp: Interp, name: string): ModuleValue | Unknown {
    for (const library of this.options.libraries) {
      const m = library(interp, name);
      if (m) return m;
    }
    const source = this.options.prelude(name);
    if (source !== undefined) return this.fromText(name, `<bundled>/${name.replaceAll(".", "/")}.py`, source, !name.startsWith("_bundled."));
    const top = name.split(".")[0] as string;
    if (this.options.modelled.has(top)) return this.options.exists(name) ? new Unmodelled(name) : new Unknown(`No module named '${name}'`);
    for (const root of this.options.roots) {
      const m = this.isForeign(root, top) ? this.unread(root, name) : this.inRoot(root, name);
      if (m) return m;
    }
    for (const root of this.options.roots) {
      const m = this.namespaceIn(root, name);
      if (m) return m;
    }
    const fallback = this.isInstalled(top) ? undefined : this.options.prelude(`_fallback.${name}`);
    if (fallback !== undefined) return this.fromText(name, `${FALLBACK}${name.replaceAll(".", "/")}.py`, fallback, true);
    return new NotInstalled(name);
  }

  /** A module of a package that is not read. A name of it that is no file may be anything that one of its modules holds. */
  private unread(root: string, name: string): ModuleValue | Unknown {
    const parts = name.split(".");
    const last = parts.pop() ?? "";
    const isFile = this.options.fs.list([root, ...parts].join("/")).some((f) => f === last || f.startsWith(`${last}.`));
    return isFile ? unseen(name) : new Unmodelled(name);
  }

  private readonly foreign = new Map<string, boolean>();

  /** Whether a root holds a package of that top-level name which is not read. */
  private isForeign(root: string, top: string): boolean {
    const folder = `${root}/${top}`;
    if (!this.options.isLibrary(`${folder}/__init__.py`)) return false;
    const known = this.foreign.get(folder) ?? this.options.isForeign(folder);
    this.foreign.set(folder, known);
    return known;
  }

  /** Whether a root holds a package or module of that top-level name: then nothing bundled stands in for a part of it. */
  private isInstalled(top: string): boolean {
    return this.options.roots.some((root) => this.options.fs.exists(`${root}/${top}/__init__.py`) || this.options.fs.exists(`${root}/${top}.py`));
  }

  private inRoot(root: string, name: string): ModuleValue | undefined {
    const base = `${root}/${name.replaceAll(".", "/")}`;
    const { fs } = this.options;
    const init = `${base}/__init__.py`;
    if (fs.exists(init)) return this.fromFile(name, init, true);
    return fs.exists(`${base}.py`) ? this.fromFile(name, `${base}.py`, false) : undefined;
  }

  /** A folder without `__init__.py`, which is a package if no root has another of that name (PEP 420). */
  private namespaceIn(root: string, name: string): ModuleValue | undefined {
    const base = `${root}/${name.replaceAll(".", "/")}`;
    if (!this.options.fs.isDirectory(base) || !this.hasPython(base)) return undefined;
    const m = new ModuleValue(name, base, this.options.builtins);
    m.isPackage = true;
    this.openWithin(m, base);
    return m;
  }

  /** A program in a folder `gradio` that imports gradio, and looks for what the folder does not have, hardly means its own folder; one further down in a package that has an `__init__.py` may. */
  private openWithin(m: ModuleValue, folder: string): void {
    const within = this.program?.startsWith(`${folder}/`) ? this.program.slice(folder.length + 1) : null;
    if (within !== null && (!within.includes("/") || m.path === folder)) m.globals.openFor = `a package '${m.name}' that may be installed`;
  }

  /** Whether there is Python in a folder but for tests, which nobody imports: `tests/triton` is not the package of that name. */
  private hasPython(folder: string): boolean {
    return this.options.fs.list(folder).some((f) => (f.endsWith(".py") && !/^(test_.*|.*_test|conftest)\.py$/.test(f)) || this.options.fs.exists(`${folder}/${f}/__init__.py`));
  }

  private fromFile(name: string, path: string, isPackage: boolean): ModuleValue | undefined {
    const known = this.byPath.get(path);
    if (known) return known;
    const text = this.options.fs.readFile(path);
    if (text === undefined) return undefined;
    const m = this.fromText(name, path, text, isPackage);
    if (isPackage && !name.includes(".") && !this.options.isLibrary(path)) this.openWithin(m, path.slice(0, -"/__init__.py".length));
    return m;
  }

  private fromText(name: string, path: string, text: string, isPackage: boolean): ModuleValue {
    const m = new ModuleValue(name, path, this.options.builtins);
    m.isPackage = isPackage;
    m.inPart = path.startsWith("<") && this.options.interfaces.has(name.split(".")[0] ?? "");
    m.loaded = false;
    m.recorded = this.options.isRecorded(path);
    if (!this.options.isLibrary(path)) this.passing.add(path);
    this.byPath.set(path, m);
    this.sources.set(m, text);
    return m;
  }

  /** Texts of modules that are run when they are first asked for. Weak: many never are, and those of a program are made anew for the next. */
  private readonly sources = new WeakMap<ModuleValue, string>();

  /** The module of a file, under the name by which the project imports it; its top level is run. */
  loadFile(interp: Interp, path: string, name = this.nameOf(path)): ModuleValue | Unknown {
    const known = this.byPath.get(path);
    if (known) {
      if (!known.loaded && !this.running.has(known)) this.run(interp, known);
      return known;
    }
    const m = this.fromFile(name, path, path.endsWith("/__init__.py"));
    if (!m) return new Unknown(`${path} cannot be read`);
    this.modules.set(name, m);
    this.run(interp, m);
    return m;
  }

  /** The dotted name of a file, from the first root that holds it. */
  nameOf(path: string): string {
    for (const root of this.options.roots) {
      if (!path.startsWith(`${root}/`)) continue;
      const rest = path.slice(root.length + 1).replace(/(\/__init__)?\.py$/, "");
      if (/^[\w/]+$/.test(rest)) return rest.replaceAll("/", ".");
    }
    return (path.split("/").at(-1) ?? path).replace(/\.py$/, "");
  }

  private run(interp: Interp, m: ModuleValue): void {
    const text = this.sources.get(m);
    if (text === undefined || m.path === null) return;
    this.running.add(m);
    this.files.add(m.path);
    const module = this.options.parse(m.path, text);
    const globals = m.globals;
    globals.map.set("__name__", m.path === this.program && this.asMain ? "__main__" : m.name);
    globals.map.set("__file__", m.path);
    globals.map.set("__package__", m.isPackage ? m.name : m.name.split(".").slice(0, -1).join("."));
    globals.map.set("__doc__", null);
    globals.map.set("__spec__", new Unknown("how a module was found"));
    if (m.isPackage) globals.map.set("__path__", new PyList([m.path.replace(/\/[^/]*$/, "")]));
    if (m.path.endsWith(".ipynb")) for (const name of NOTEBOOK_NAMES) globals.map.set(name, new Unknown(`IPython's '${name}'`));
    m.lazy = declaredNames(interp, this, m, module);
    m.mayBind = (name) => {
      if (!module.units.some((unit) => unit.body.some((s) => bindsWithin(s, name)) || declaresGlobal(unit, name))) return false;
      return module.units.some((unit) => unit.body.some((s) => bindsOnDevice(s, name))) ? "device" : true;
    };
    const frame: Frame = { env: globals, func: null, module: m, globalNames: null, nonlocalNames: null, yields: null, returnValue: null, pending: [], handling: null };
    const { site, recording, conditional } = interp;
    const handlers = interp.handlers.splice(0);
    const frames = interp.frames.splice(0, Infinity, frame);
    interp.site = { node: null, parent: site, callee: null, recorded: recording, depth: (site?.depth ?? 0) + 1 };
    interp.recording = m.recorded;
    interp.conditional = 0;
    try {
      const load = (): void => {
        for (const unit of module.units) {
          const run = (): void => this.runUnit(interp, m, unit, frame);
          if (m.path === this.program && this.aroundUnit) this.aroundUnit(m, unit, run);
          else run();
        }
      };
      // A library is loaded for all programs; what the project's own files change is taken back with the program.
      if (m.path === this.program || !this.options.isLibrary(m.path)) {
        this.passing.add(m.path);
        load();
      } else if (!permanently(() => noting(new Reads(), load))) this.passing.add(m.path);
    } catch (e) {
      if (!(e instanceof PyRaise)) this.forgetUnfinished();
      else if (m.recorded && !isExit(e)) interp.trace.problem(e.problem);
      if (!(e instanceof PyRaise)) throw e;
    } finally {
      interp.site = site;
      interp.recording = recording;
      interp.conditional = conditional;
      interp.handlers.push(...handlers);
      interp.frames.splice(0, Infinity, ...frames);
      this.running.delete(m);
      m.loaded = true;
    }
  }

  /** What a library's statement fails to do as we understand it says nothing of the user's program: the rest is still loaded. */
  private runUnit(interp: Interp, m: ModuleValue, unit: Unit, frame: Frame): void {
    if (m.recorded) {
      execute(interp, unit.body, frame);
      return;
    }
    // A library's statement is limited by itself, and is no work of the entry that happens to import it first.
    const { forks, work, workAtStart } = interp;
    interp.forks = 0;
    interp.workAtStart = work;
    try {
      execute(interp, unit.body, frame);
    } catch (e) {
      if (e instanceof OutOfFuel) {
        // It stopped anywhere: a name may hold what it holds in the middle of a loop.
        for (const name of namesBoundIn(unit.body)) frame.env.set(name, new Unknown("the analysis was stopped: it took too many steps"));
        return;
      }
      if (!(e instanceof PyRaise)) throw e;
      this.onLibraryFailure?.(m, e);
      for (const stmt of unit.body) unbindTargets(interp, stmt, frame);
    } finally {
      interp.forks = forks;
      interp.workAtStart = workAtStart + (interp.work - work);
    }
  }
  /** Runs each top-level statement of the file that is looked at, for who wants to know what it does. */
  aroundUnit: ((m: ModuleValue, unit: Unit, run: () => void) => void) | null = null;
  /** The project's own files that were loaded for the program. */
  filesOfProgram(): ReadonlySet<string> {
    return new Set(this.passing);
  }
  /** Told of what a library's top level fails to do, for those who mend the interpreter. */
  onLibraryFailure: ((m: ModuleValue, e: PyRaise) => void) | null = null;

  resolveRelative(module: ModuleValue, level: number, name: string): string | null {
    const parts = module.name.split(".");
    const up = module.isPackage ? level - 1 : level;
    if (up > parts.length || (up === parts.length && !(parts.length === 1 && up === 1))) return null;
    const base = parts.slice(0, parts.length - up);
    return [...base, ...(name ? name.split(".") : [])].join(".");
  }
}
