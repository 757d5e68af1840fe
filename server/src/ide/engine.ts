/** An interpreter with the whole library behind it, ready to load files. */
import type { Module } from "../syntax/ast.ts";
import { installBuiltins } from "../python/builtins/index.ts";
import { type FileSystem, SourceImporter } from "../python/imports.ts";
import { Interp, type Limits } from "../python/interp.ts";
import { stdlibLibrary } from "../python/stdlib/index.ts";
import { Trace } from "../python/trace.ts";
import { Env } from "../python/values.ts";
import { hasModule, installTorch, lacksName, torchLibrary } from "../torch/library.ts";
import { isForeign } from "./foreignPackages.ts";

export interface EngineOptions {
  readonly fs: FileSystem;
  readonly parse: (path: string, text: string) => Module;
  /** Bundled Python by module name. */
  readonly prelude: (name: string) => string | undefined;
  /** Import roots, in order. */
  readonly roots: readonly string[];
  readonly isLibrary: (path: string) => boolean;
  readonly isRecorded: (path: string) => boolean;
  /** Whether packages that are found nowhere are supposed to be there for code that asks. */
  readonly supposeInstalled?: boolean;
  /** Whether programs are supposed to be run with any arguments, not with their defaults. */
  readonly otherArguments?: boolean;
  readonly cancelled?: () => boolean;
  readonly limits?: Limits;
}

export interface Engine {
  readonly interp: Interp;
  readonly importer: SourceImporter;
}

/** Packages that are modelled, never read from the environment. */
const MODELLED: ReadonlySet<string> = new Set(["torch", "numpy", "sklearn", "gymnasium", "gym", "pandas"]);

/** Packages whose bundled interface knows only what programs use: other packages that ask for them are told of the environment. */
const INTERFACES: ReadonlySet<string> = new Set(["accelerate", "cv2", "gym", "gymnasium", "pandas", "sklearn"]);

export function createEngine(options: EngineOptions): Engine {
  const builtins = new Env(null);
  installBuiltins(builtins);
  const importer = new SourceImporter({ ...options, libraries: [torchLibrary, stdlibLibrary], builtins, modelled: MODELLED, interfaces: INTERFACES, isForeign: (folder) => isForeign(options.fs, folder), exists: (name) => !name.startsWith("torch.") || hasModule(name), lacks: lacksName });
  const interp = new Interp({ trace: new Trace(), builtins, importer, ...(options.cancelled ? { cancelled: options.cancelled } : {}), ...(options.limits ? { limits: options.limits } : {}) });
  interp.superFunction = builtins.get("super");
  interp.otherArguments = options.otherArguments === true;
  interp.textOf = (path) => options.fs.readFile(path);
  installTorch(interp);
  return { interp, importer };
}
