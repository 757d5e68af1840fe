/**
 * Whether one slip a file is found: the first number of a layer that was called is one too large,
 * which PyTorch rejects in the layer's first call. The layer is drawn by a seed among those that
 * the analysis saw called on what another layer made: what a model is given may have one size more.
 *   npx tsx scripts/corpus/faults.ts --python ENV [--seed N] [--limit SECONDS] FILE_OR_FOLDER…
 */
import path from "node:path";
import { filesOf } from "../../server/src/cli/check.ts";
import { diskFileSystem } from "../../server/src/cli/disk.ts";
import { type Analysis, Session } from "../../server/src/ide/session.ts";
import { Cancelled } from "../../server/src/python/errors.ts";
import { bundledSource } from "../../server/src/python/node-prelude.ts";
import type { Call, Expr } from "../../server/src/syntax/ast.ts";
import { locateWasm } from "../../server/src/syntax/node-wasm.ts";
import { initParser } from "../../server/src/syntax/parser.ts";
import { Tensor } from "../../server/src/torch/tensor.ts";

const argv = process.argv.slice(2);
const option = (name: string): string | undefined => {
  const i = argv.indexOf(`--${name}`);
  return i < 0 ? undefined : argv.splice(i, 2)[1];
};
const env = path.resolve(option("python") ?? ".corpus");
const seed = Number(option("seed") ?? 1);
const limit = Number(option("limit") ?? 60);

await initParser(locateWasm());
const fs = diskFileSystem();
let started = process.cpuUsage();
let asked = 0;
const session = new Session({ fs, prelude: bundledSource, searchPaths: [], pythonEnv: env, cancelled: () => asked++ % 16 === 15 && process.cpuUsage(started).user / 1e6 > limit });

const LAYERS: ReadonlySet<string> = new Set(["Linear", "Conv1d", "Conv2d", "Conv3d", "LayerNorm", "BatchNorm1d", "BatchNorm2d"]);

/** The first arguments of layers' constructors in a file, whose layers were called on what was computed. */
function numbers({ entries, path: file }: Analysis): Expr[] {
  const found = new Set<Expr>();
  for (const { trace } of entries) {
    for (const { module, inputs, status } of trace.calls) {
      const made = module.site?.node;
      const [input] = inputs;
      if (status !== "ok" || made?.kind !== "Call" || made.unit.path !== file || !LAYERS.has(module.cls.name) || !(input instanceof Tensor) || !isMade(input)) continue;
      const first = firstArgument(made);
      if (first) found.add(first);
    }
  }
  return [...found];
}

/** Operators whose weights say how many features their result has. */
const MAKERS = /^(linear|conv(_transpose)?[123]d|embedding)$/;

/** Whether a layer with weights made a tensor, or something that it was made of. */
function isMade(t: Tensor, seen: Set<Tensor> = new Set()): boolean {
  if (t.from === null || seen.has(t) || seen.size > 200) return false;
  seen.add(t);
  return MAKERS.test(t.from.op) || t.from.inputs.some((x) => x instanceof Tensor && isMade(x, seen));
}

function firstArgument({ func, args }: Call): Expr | null {
  const name = func.kind === "Attribute" ? func.attr : func.kind === "Name" ? func.id : "";
  const [first] = args;
  return LAYERS.has(name) && first && !["Starred", "List", "Tuple", "Constant"].includes(first.kind) ? first : null;
}

let found = 0;
let drawn = 0;
for (const given of argv) {
  for (const file of filesOf(fs, [given])) {
    started = process.cpuUsage();
    try {
      const before = session.analyse(file);
      const places = numbers(before);
      const at = places[Math.floor((((seed * 2654435761) ^ (file.length * 40503)) >>> 0) % Math.max(1, places.length))];
      if (!at) continue;
      const text = session.text(file) ?? "";
      const [start, end] = [at.unit.base + at.start, at.unit.base + at.end];
      const known = new Set(before.diagnostics.map((d) => d.message));
      session.setOverlay(file, `${text.slice(0, start)}(${text.slice(start, end)}) + 1${text.slice(end)}`);
      const errors = session.analyse(file).diagnostics.filter((d) => d.severity === "error" && !known.has(d.message));
      session.setOverlay(file, null);
      drawn += 1;
      if (errors.length > 0) found += 1;
      else console.log(`missed: ${file}:${before.places.of(at).range.start.line + 1}: ${text.slice(start, end)}`);
    } catch (e) {
      session.setOverlay(file, null);
      if (!(e instanceof Cancelled)) throw e;
      console.log(`${file}: longer than ${limit} s`);
    }
  }
}
console.log(`${found} of ${drawn} slips found`);
