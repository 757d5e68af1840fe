/** A layer that gives too few channels for what becomes of them: a view that splits them, a pixel shuffle. */
import { isConst } from "../../dims/index.ts";
import type { Instance } from "../../python/values.ts";
import type { Expr, FunctionDef } from "../../syntax/ast.ts";
import type { Tensor } from "../../torch/tensor.ts";
import { constructorArgument } from "../diagnostics.ts";
import { historyOf } from "./batchSize.ts";
import { definingLiterals } from "./definitions.ts";
import type { Candidate } from "./edit.ts";
import { type Fault, productOf, shapeOf } from "./fault.ts";
import { namesOf } from "./inScope.ts";
import { inStyle, isNumeric } from "./numberStyle.ts";
import { viewCall } from "./viewSizes.ts";

export function* outputSize(f: Fault): Generator<Candidate> {
  if (f.rule === "view-size") yield* split(f);
  if (/^pixel_shuffle/.test(f.problem.message)) yield* shuffled(f);
}

/** `conv(x).view(n, anchors, classes, h, w)`: as many channels as anchors times classes. */
function* split(f: Fault): Generator<Candidate> {
  const view = f.call && viewCall(f, f.call);
  const shape = shapeOf(view?.tensor ?? null);
  if (!view || !shape || view.sizes.length < 2) return;
  const have = productOf(shape);
  const sizes = view.sizes.map((e) => f.int(e));
  const want = sizes.some((n) => n === null || n < 0) ? null : (sizes as number[]).reduce((a, b) => a * b, 1);
  const channels = shape[1];
  if (have === null || want === null || channels === undefined || !isConst(channels) || (want * channels) % have !== 0) return;
  const needed = (want * channels) / have;
  // The sizes that the channels are split into, in the view's own words.
  const parts = view.sizes.filter((_, i) => i > 0 && i <= view.sizes.length - (shape.length - 1));
  const words = parts.reduce((n, e) => n * (f.int(e) ?? Number.NaN), 1) === needed ? parts : [];
  yield* gives(f, view.tensor, channels, needed, words);
}

/** Channels that the square of the factor divides. */
function* shuffled(f: Fault): Generator<Candidate> {
  const said = /size\(-3\)=(\d+) is not divisible by (\d+)/.exec(f.problem.message);
  const [have, square] = [Number(said?.[1]), Number(said?.[2])];
  const [input] = f.tensors;
  if (!said || !input) return;
  const factor = Math.round(Math.sqrt(square));
  const doubled = squaredFactor(f, input, have, factor);
  if (doubled) yield doubled;
  for (const n of [Math.ceil(have / square) * square, square * have]) yield* gives(f, input, have, n, []);
}

/** `channels * factor` where the factor's square is meant. */
function squaredFactor(f: Fault, t: Tensor, have: number, factor: number): Candidate | null {
  const given = outputOf(t, have);
  if (!given || given.kind !== "BinOp" || given.op !== "*") return null;
  for (const e of [given.right, given.left]) {
    const other = e === given.right ? given.left : given.right;
    if (f.int(e) === factor && e.kind !== "Constant") return { title: `Change ${f.text(e)} to ${f.text(e)} ** 2`, edits: [f.replace(given, other.kind === "Constant" ? `${f.text(e)} ** 2` : e === given.right ? `${f.text(other)} * ${f.text(e)} ** 2` : `${f.text(e)} ** 2 * ${f.text(other)}`)] };
  }
  return null;
}

function outputOf(t: Tensor, have: number): Expr | null {
  for (const layer of layersOf(t)) {
    const call = layer.site?.node;
    const given = call?.kind === "Call" ? (constructorArgument(layer, call, "out_channels") ?? constructorArgument(layer, call, "out_features")) : null;
    if (given && (layer.attrs.get("out_channels") ?? layer.attrs.get("out_features")) === have) return given;
  }
  return null;
}

/** The nearest layer before that gives so many: another number, or words for it. */
function* gives(f: Fault, t: Tensor, have: number, want: number, words: readonly Expr[]): Generator<Candidate> {
  const given = outputOf(t, have);
  if (!given || want === have) return;
  const fn = f.functionAround(given);
  const texts = words.length > 0 ? [words.map((e) => local(f, e, fn)).join(" * "), words.map((e) => f.text(e)).join(" * ")] : [];
  for (const text of [...texts, ...namesOf(f, want, given)]) yield { title: `Change the layer's output to ${text}`, edits: [f.replace(given, text)] };
  if (isNumeric(given)) yield { title: `Change the layer's output to ${inStyle(given, f.text(given), want)}`, edits: [f.replace(given, inStyle(given, f.text(given), want))] };
  else {
    for (const literal of definingLiterals(f, given)) if (f.int(literal) === have) yield { title: `Change ${f.text(given)} to ${want}`, edits: [f.replace(literal, String(want))] };
    yield { title: `Change the layer's output to ${want}`, edits: [f.replace(given, String(want))] };
  }
}

/** `self.anchors` is `anchors` in the constructor that takes it. */
function local(f: Fault, e: Expr, fn: FunctionDef | null): string {
  const name = e.kind === "Attribute" && e.value.kind === "Name" && e.value.id === "self" ? e.attr : null;
  return name !== null && fn?.args.args.some((p) => p.name === name) ? name : f.text(e);
}

function layersOf(t: Tensor): readonly Instance[] {
  return [...new Set(historyOf(t).slice(0, 8).map((s) => s.from?.module).filter((m): m is Instance => m !== null && m !== undefined && m.site?.recorded === true))];
}
