import path from "node:path";
import { diskFileSystem } from "./server/src/cli/disk.ts";
import { Session } from "./server/src/ide/session.ts";
import { bundledSource } from "./server/src/python/node-prelude.ts";
import { locateWasm } from "./server/src/syntax/node-wasm.ts";
import { initParser } from "./server/src/syntax/parser.ts";
import { ModuleValue } from "./server/src/python/values.ts";
import { textOf } from "./server/src/python/text.ts";
await initParser(locateWasm());
const s = new Session({ fs: diskFileSystem(), prelude: bundledSource, searchPaths: [], pythonEnv: path.resolve(".corpus") });
const [file = "", ...names] = process.argv.slice(2);
const { engine, module, script } = s.load(path.resolve(file), true);
engine.interp.onPrint = (x: string) => process.stdout.write(x);
const m = module as ModuleValue;
for (const n of names) { const v = m.globals.get(n); let t = ""; try { t = engine.interp.repr ? String((engine.interp as never as {repr(v: unknown): string}).repr(v)) : ""; } catch {} console.log(n, t, v && typeof v === "object" ? (v as {kind: string}).kind : v, (v as {reason?: string})?.reason ?? ""); }
for (const p of script.trace.problems) console.log("problem", p.message);
