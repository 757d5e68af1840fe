/** What the last layer gives does not fit what it meets: out_features, out_channels, hidden_size. */
import { type Dim, isConst } from "../../dims/index.ts";
import type { Expr } from "../../syntax/ast.ts";
import type { Instance } from "../../python/values.ts";
import type { Tensor } from "../../torch/tensor.ts";
import { constructorArgument } from "../diagnostics.ts";
import { historyOf } from "./batchSize.ts";
import { definingLiterals } from "./definitions.ts";
import type { Candidate } from "./edit.ts";
import { type Fault, shapeOf } from "./fault.ts";
import { isNumeric } from "./numberStyle.ts";

const RULES: ReadonlySet<string> = new Set(["loss-target", "loss-broadcast", "broadcast", "matmul-shapes", "cat-sizes", "stack-sizes", "in-place"]);
const OUTPUTS: Readonly<Record<string, string>> = { Linear: "out_features", Conv1d: "out_channels", Conv2d: "out_channels", Conv3d: "out_channels", ConvTranspose1d: "out_channels", ConvTranspose2d: "out_channels", Embedding: "embedding_dim", LSTM: "hidden_size", GRU: "hidden_size", RNN: "hidden_size" };

export function* outputNumber(f: Fault): Generator<Candidate> {
  if (f.rule === "loss-target" && isAboutClasses(f)) yield* rowsOfClasses(f);
  if (!RULES.has(f.rule) || isAboutClasses(f)) return;
  const tensors = f.tensors;
  for (const [i, t] of tensors.entries()) {
    for (const other of tensors.filter((_, j) => j !== i)) {
      const [mine, theirs] = [shapeOf(t), shapeOf(other)];
      if (mine && theirs) for (const [have, want] of differences(mine, theirs)) yield* change(f, t, have, want);
    }
  }
}

/** `scores.view(-1, classes)` of a layer that gives another number of them. */
function* rowsOfClasses(f: Fault): Generator<Candidate> {
  for (const t of f.tensors) {
    const before = /^(view|reshape)$/.test(t.from?.op ?? "") ? t.from?.inputs[0] : undefined;
    const [have, want] = [before?.shape?.at(-1), t.shape?.at(-1)];
    if (before && have !== undefined && want !== undefined && isConst(have) && isConst(want) && have !== want) yield* change(f, before, have, want);
  }
}

/** The classes of a loss of classes fit no size of the target. */
export function isAboutClasses(f: Fault): boolean {
  return f.rule === "loss-target" && !/same as (the )?input|different to the input|same size/.test(f.problem.message);
}

/** Sizes that differ, dimension by dimension from the last. */
function differences(a: readonly Dim[], b: readonly Dim[]): readonly (readonly [number, number])[] {
  const out: [number, number][] = [];
  for (let i = 1; i <= Math.min(a.length, b.length); i++) {
    const [x, y] = [a.at(-i) as Dim, b.at(-i) as Dim];
    if (isConst(x) && isConst(y) && x !== y) out.push([x, y]);
  }
  return out;
}

/** In how many parts what a layer gave was cut on the way: `scale, shift = self.film(c).chunk(2, -1)`. */
function partsOf(t: Tensor): ReadonlySet<number> {
  return new Set(historyOf(t).flatMap((s) => (/^(chunk|split|tensor_split|unbind)$/.test(s.from?.op ?? "") ? [s.from?.results?.length ?? 1] : [])));
}

/** Each part is to have what the whole was given. */
function timesParts(f: Fault, parameter: string, given: Expr, parts: number): Candidate {
  const text = given.kind === "BinOp" ? `(${f.text(given)})` : f.text(given);
  return { title: `Change ${parameter} to ${parts} * ${text}`, edits: [f.replace(given, `${parts} * ${text}`)] };
}

/** The nearest layer before that gives so many. */
function* change(f: Fault, t: Tensor, have: number, want: number): Generator<Candidate> {
  const layers = historyOf(t).map((s) => s.from?.module).filter((m): m is Instance => m !== null && m !== undefined && m.site?.recorded === true && m.cls.name in OUTPUTS);
  for (const layer of layers.slice(0, 4)) {
    const parameter = OUTPUTS[layer.cls.name] ?? "";
    const call = layer.site?.node;
    const given = call?.kind === "Call" ? constructorArgument(layer, call, parameter) : null;
    const number = given ? f.int(given) : null;
    if (!given || number === null) continue;
    if (number !== have) {
      if (number === want && partsOf(t).has(number / have)) yield timesParts(f, parameter, given, number / have);
      continue;
    }
    const targets = isNumeric(given) ? [given] : [...definingLiterals(f, given), given];
    for (const target of targets) yield { title: `Change ${parameter} to ${want}`, edits: [f.replace(target, String(want))] };
    return;
  }
}
