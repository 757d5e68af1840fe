/**
 * Whether one slip a file is found: the first number of a layer that was called is one too large,
 * which PyTorch rejects in the layer's first call. The layer is drawn by each seed among those that
 * the analysis saw called on what another layer made: what a model is given may have one size more.
 * Found is what an error about sizes tells that the file does not have without the slip. Files that
 * write such layers, of which none was seen called so, are told as well.
 *   npx tsx scripts/corpus/faults.ts --python ENV [--seed N[,N…]] [--limit SECONDS] FILE_OR_FOLDER…
 */
import path from "node:path";
import { filesOf } from "../../server/src/cli/check.ts";
import { diskFileSystem } from "../../server/src/cli/disk.ts";
import type { Diagnostic } from "../../server/src/ide/diagnostics.ts";
import { type Analysis, Session } from "../../server/src/ide/session.ts";
import { Cancelled } from "../../server/src/python/errors.ts";
import { bundledSource } from "../../server/src/python/node-prelude.ts";
import type { Call, Expr, Module } from "../../server/src/syntax/ast.ts";
import { locateWasm } from "../../server/src/syntax/node-wasm.ts";
import { initParser } from "../../server/src/syntax/parser.ts";
import { walk } from "../../server/src/syntax/walk.ts";
import { Tensor } from "../../server/src/torch/tensor.ts";

const argv = process.argv.slice(2);
const option = (name: string): string | undefined => {
  const i = argv.indexOf(`--${name}`);
  return i < 0 ? undefined : argv.splice(i, 2)[1];
};
const env = path.resolve(option("python") ?? ".corpus");
const seeds = (option("seed") ?? "1").split(",").map(Number);
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

/** Errors that a wrong size brings about where it meets another. */
const ABOUT_SIZES: ReadonlySet<string> = new Set([
  "linear-in-features", "conv-in-channels", "norm-num-features", "normalized-shape", "rnn-input-size", "attention-embed-dim", "attention-heads", "matmul-shapes", "broadcast", "cat-sizes", "stack-sizes",
  "view-size", "split-sizes", "expand-size", "einsum", "groups", "square-matrix", "loss-input", "loss-target", "loss-broadcast", "raised", "assertion",
]);

/** Whether a file writes a layer whose first argument could be drawn. */
function writesLayers({ units }: Module): boolean {
  let found = false;
  for (const stmt of units.flatMap((u) => u.body)) {
    walk(stmt, (n) => {
      if (n.kind === "Call" && firstArgument(n)) found = true;
      return !found;
    });
  }
  return found;
}

function errorsIn(file: string): Diagnostic[] {
  return session.analyse(file).diagnostics.filter((d) => d.severity === "error" && d.path === file && ABOUT_SIZES.has(d.code));
}

let found = 0;
let drawn = 0;
let blind = 0;
const codes = new Map<string, number>();
for (const given of argv) {
  for (const file of filesOf(fs, [given])) {
    started = process.cpuUsage();
    try {
      const before = session.analyse(file);
      const places = numbers(before);
      if (places.length === 0 && writesLayers(before.module)) {
        blind += 1;
        console.log(`no layer seen after another: ${file}`);
      }
      const known = new Set(errorsIn(file).map((d) => d.message));
      const text = session.text(file) ?? "";
      // Where they stand now: an edit moves them.
      const chosen = new Map([...new Set(seeds.flatMap((seed) => places[Math.floor((((seed * 2654435761) ^ (file.length * 40503)) >>> 0) % Math.max(1, places.length))] ?? []))].map((at) => [before.places.of(at).range.start.line + 1, [at.unit.base + at.start, at.unit.base + at.end] as const]));
      for (const [line, [start, end]] of chosen) {
        started = process.cpuUsage();
        session.setOverlay(file, `${text.slice(0, start)}(${text.slice(start, end)}) + 1${text.slice(end)}`);
        const [error] = errorsIn(file).filter((d) => !known.has(d.message));
        session.setOverlay(file, null);
        drawn += 1;
        if (error) {
          found += 1;
          codes.set(error.code, (codes.get(error.code) ?? 0) + 1);
        } else console.log(`missed: ${file}:${line}: ${text.slice(start, end)}`);
      }
    } catch (e) {
      session.setOverlay(file, null);
      if (!(e instanceof Cancelled)) throw e;
      console.log(`${file}: longer than ${limit} s`);
    }
    session.release(file);
  }
}
console.log([...codes].sort((a, b) => b[1] - a[1]).map(([code, n]) => `${n} ${code}`).join(", "));
console.log(`${found} of ${drawn} slips found; ${blind} files write layers of which none was seen called after another`);
