/** Runs Python programs in the abstract interpreter, with the standard library and nothing else. */
import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import path from "node:path";
import { installBuiltins } from "../../server/src/python/builtins/index.ts";
import { type FileSystem, SourceImporter } from "../../server/src/python/imports.ts";
import { Interp, type Limits } from "../../server/src/python/interp.ts";
import { bundledSource } from "../../server/src/python/node-prelude.ts";
import type { Problem } from "../../server/src/python/problem.ts";
import { stdlibLibrary } from "../../server/src/python/stdlib/index.ts";
import { Trace } from "../../server/src/python/trace.ts";
import { Env, ModuleValue, type Value } from "../../server/src/python/values.ts";
import { locateWasm } from "../../server/src/syntax/node-wasm.ts";
import { initParser, parse } from "../../server/src/syntax/parser.ts";

export const FIXTURES = path.join(import.meta.dirname, "fixtures");
/** What the fixtures import as from an installed package. */
const INSTALLED = path.join(FIXTURES, "installed");

export interface Run {
  readonly printed: string;
  readonly problems: readonly Problem[];
  readonly interp: Interp;
  /** A global name of the program. */
  get(name: string): Value | undefined;
}

/** Must have been awaited before {@link runProgram}. */
export const ready = (): Promise<void> => initParser(locateWasm());

/** Runs a program's text as the file `main.py`. `define` may add globals first; `limits`: others than the analysis has. */
export function runProgram(text: string, define: (globals: Env, interp: Interp) => void = () => {}, limits?: Limits): Run {
  const builtins = new Env(null);
  installBuiltins(builtins);
  const main = path.join(FIXTURES, "main.py");
  const importer = new SourceImporter({
    fs: { ...disk, readFile: (p) => (p === main ? text : disk.readFile(p)) },
    parse,
    prelude: bundledSource,
    libraries: [stdlibLibrary],
    builtins,
    roots: [FIXTURES, INSTALLED],
    isLibrary: (p) => p.startsWith("<bundled>") || p.startsWith(INSTALLED),
    isRecorded: (p) => p === main,
    modelled: new Set(),
    interfaces: new Set(),
    isForeign: () => false,
    exists: () => false, lacks: () => false,
  });
  const interp = new Interp({ trace: new Trace(), builtins, importer, ...(limits && { limits }) });
  interp.superFunction = builtins.get("super");
  define(builtins, interp);
  let printed = "";
  interp.onPrint = (piece) => {
    printed += piece;
  };
  const module = importer.loadFile(interp, main, "__main__");
  return {
    printed,
    problems: interp.trace.problems,
    interp,
    get: (name) => (module instanceof ModuleValue ? module.globals.get(name) : undefined),
  };
}

const disk: FileSystem = {
  readFile: (p) => (existsSync(p) ? readFileSync(p, "utf8") : undefined),
  exists: existsSync,
  isDirectory: (p) => existsSync(p) && statSync(p).isDirectory(),
  list: (p) => readdirSync(p),
};
