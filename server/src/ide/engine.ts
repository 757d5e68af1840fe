/** An interpreter with the whole library behind it, ready to load files. */
import { symbol } from "../dims/index.ts";
import type { Module } from "../syntax/ast.ts";
import { installBuiltins } from "../python/builtins/index.ts";
import { type FileSystem, type NativeLibrary, SourceImporter } from "../python/imports.ts";
import { Interp, type Limits } from "../python/interp.ts";
import { stdlibModules } from "../python/stdlib/index.ts";
import { Trace } from "../python/trace.ts";
import { Env, ModuleValue, NativeFunction, SymInt, Unknown } from "../python/values.ts";
import { installTorch, torchLibrary } from "../torch/library.ts";

export interface EngineOptions {
  readonly fs: FileSystem;
  readonly parse: (path: string, text: string) => Module;
  /** Bundled Python by module name. */
  readonly prelude: (name: string) => string | undefined;
  /** Import roots, in order. */
  readonly roots: readonly string[];
  readonly isRecorded: (path: string) => boolean;
  readonly cancelled?: () => boolean;
  readonly limits?: Limits;
}

export interface Engine {
  readonly interp: Interp;
  readonly importer: SourceImporter;
}

/** What bundled Python may ask of the analysis: a value that is not known, and a size that has only a name. */
const shapelint: NativeLibrary = (_interp, name) => {
  if (name !== "_shapelint") return undefined;
  const m = new ModuleValue(name, null, null);
  m.globals.map.set("unknown", new NativeFunction("unknown", (_i, [reason, like], _k, node) => (typeof like === "number" ? new SymInt(symbol({ name: "?", min: 0, anonymous: true })) : new Unknown(typeof reason === "string" ? reason : "not known", node)), true));
  m.globals.map.set("symbol", new NativeFunction("symbol", (_i, [text]) => new SymInt(symbol({ name: typeof text === "string" ? text : "?", min: 1, anonymous: true })), true));
  return m;
};

const stdlib: NativeLibrary = (interp, name) => {
  const make = stdlibModules.get(name);
  if (!make) return undefined;
  const m = new ModuleValue(name, null, null);
  m.isPackage = true;
  const members = make(interp);
  for (const [k, v] of members instanceof Map ? members : Object.entries(members)) m.globals.map.set(k, v);
  return m;
};

/** Packages that are modelled, never read from the environment. */
const MODELLED: ReadonlySet<string> = new Set(["torch", "numpy"]);

export function createEngine(options: EngineOptions): Engine {
  const builtins = new Env(null);
  installBuiltins(builtins);
  const importer = new SourceImporter({ ...options, libraries: [torchLibrary, shapelint, stdlib], builtins, modelled: MODELLED });
  const interp = new Interp({ trace: new Trace(), builtins, importer, ...(options.cancelled ? { cancelled: options.cancelled } : {}), ...(options.limits ? { limits: options.limits } : {}) });
  interp.superFunction = builtins.get("super");
  installTorch(interp);
  return { interp, importer };
}
