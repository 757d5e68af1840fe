/**
 * What loading the operator library adds to a cold start of the command line, beside Node's own start: as it
 * starts, from code compiled before (server/src/cli/start.ts). Processor time of the best of several runs.
 *   npx tsx scripts/bench/library.ts [RUNS]
 */
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { build } from "esbuild";

const runs = Number(process.argv[2] ?? 15);
const source = path.resolve(import.meta.dirname, "../../server/src");
const folder = mkdtempSync(path.join(tmpdir(), "shapelint-"));

/** The interpreter alone, and with the library. */
const PARTS = {
  interpreter: ["python/interp.ts", "python/imports.ts", "python/builtins/index.ts", "python/stdlib/index.ts"],
  library: ["python/interp.ts", "python/imports.ts", "python/builtins/index.ts", "python/stdlib/index.ts", "torch/library.ts"],
};

async function bundle(name: keyof typeof PARTS): Promise<string> {
  const outfile = path.join(folder, `${name}.cjs`);
  const contents = PARTS[name].map((file, i) => `export * as part${i} from ${JSON.stringify(path.join(source, file))};`).join("\n");
  await build({ stdin: { contents, resolveDir: source, loader: "ts" }, bundle: true, minify: true, platform: "node", format: "cjs", outfile, logLevel: "error" });
  const program = `const { Script } = require("node:vm"); const { readFileSync, writeFileSync } = require("node:fs");
const script = new Script(readFileSync(${JSON.stringify(outfile)}, "latin1"), { filename: ${JSON.stringify(outfile)} });
globalThis.require = require; globalThis.module = { exports: {} }; globalThis.exports = {}; script.runInThisContext();
writeFileSync(${JSON.stringify(`${outfile}.cache`)}, script.createCachedData());`;
  execFileSync(process.execPath, ["-e", program]);
  return outfile;
}

function loading(file: string): string {
  return `const { Script } = require("node:vm"); const { readFileSync } = require("node:fs");
globalThis.require = require; globalThis.module = { exports: {} }; globalThis.exports = {};
new Script(readFileSync(${JSON.stringify(file)}, "latin1"), { filename: ${JSON.stringify(file)}, cachedData: readFileSync(${JSON.stringify(`${file}.cache`)}) }).runInThisContext();`;
}

/** Milliseconds of processor time: of the whole process, and of loading the file. */
function measure(file: string | null): { readonly start: number; readonly load: number } {
  const program = `const t = process.cpuUsage(); ${file === null ? "" : loading(file)} const d = process.cpuUsage(t); console.log((t.user + t.system) / 1000, (d.user + d.system) / 1000)`;
  const seen = Array.from({ length: runs }, () => execFileSync(process.execPath, ["-e", program], { encoding: "utf8" }).trim().split(" ").map(Number));
  const least = (i: number): number => Math.min(...seen.map((s) => s[i] ?? Number.POSITIVE_INFINITY));
  return { start: least(0), load: least(1) };
}

try {
  const node = measure(null).start;
  const [interpreter, library] = [measure(await bundle("interpreter")).load, measure(await bundle("library")).load];
  const added = library - interpreter;
  console.log(`Node's own start ${node.toFixed(1)} ms, the interpreter ${interpreter.toFixed(1)} ms, the operator library ${added.toFixed(1)} ms more (${(added / node).toFixed(2)} of Node's start)`);
} finally {
  rmSync(folder, { recursive: true });
}
