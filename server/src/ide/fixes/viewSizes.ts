/** The sizes of a view or reshape that do not fit: the number to write, or `x.size(0), -1`. */
import { type Dim, isConst } from "../../dims/index.ts";
import type { Call, Expr } from "../../syntax/ast.ts";
import { Tensor } from "../../torch/tensor.ts";
import type { Instance } from "../../python/values.ts";
import { constructorArgument } from "../diagnostics.ts";
import { historyOf } from "./batchSize.ts";
import { flattenedSizes } from "./argumentNumber.ts";
import { definingLiterals } from "./definitions.ts";
import type { Candidate } from "./edit.ts";
import { type Fault, productOf, shapeOf } from "./fault.ts";
import { inStyle, isNumeric } from "./numberStyle.ts";

export function* viewSizes(f: Fault): Generator<Candidate> {
  const call = f.call;
  if (f.rule === "batch-folded" && call) yield* withLayer(f, call, fedBy(f, call));
  if (f.rule === "linear-in-features" && f.diagnostic.argument === null) yield* rowsOfAll(f);
  if (f.rule !== "view-size") return;
  const view = call && viewCall(f, call);
  if (!call || !view) return;
  const shape = shapeOf(view.tensor);
  if (!shape) return;
  yield* oneNumber(f, view.sizes, shape, view.tensor);
  yield* bothSides(f, view.sizes, shape);
  yield* ofInput(f, call);
  yield* keepsBatch(f, call);
  yield* withLayer(f, call, fedBy(f, call));
}

/** `x.view(-1)`, where a layer takes items one by one. */
function* rowsOfAll(f: Fault): Generator<Candidate> {
  const node = f.tensors[0]?.from?.node;
  const [size] = node?.kind === "Call" ? node.args : [];
  const expected = /expected (\d+)/.exec(f.problem.law)?.[1];
  if (!size || node?.kind !== "Call" || node.args.length !== 1 || f.int(size) !== -1 || expected === undefined) return;
  const view = viewCall(f, node);
  if (!view) return;
  for (const kept of [`${f.text(view.input)}.size(0), -1`, `-1, ${expected}`]) yield { title: `Change the sizes to ${kept}`, edits: [f.replace(size, kept)] };
}

/** The layers that are called on what a view gives. */
function fedBy(f: Fault, call: Call): readonly Instance[] {
  const result = f.tensor(call);
  if (!result) return [];
  return f.entries.flatMap((e) => e.trace.calls).filter((c) => c.inputs.some((v) => v instanceof Tensor && historyOf(v).slice(0, 6).includes(result))).map((c) => c.module);
}

/** `x.view(-1, K)` and the `nn.Linear(K, …)` that takes it: both numbers, or the batch kept and the layer's. */
export function* withLayer(f: Fault, call: Call, layers: readonly (Instance | null)[]): Generator<Candidate> {
  const view = viewCall(f, call);
  const item = productOf(shapeOf(view?.tensor ?? null)?.slice(1) ?? []);
  const layer = layers.find((m) => m?.site?.recorded && m.cls.name === "Linear");
  const built = layer?.site?.node;
  const features = layer && built?.kind === "Call" ? constructorArgument(layer, built, "in_features") : null;
  if (!view || item === null || !features || !isNumeric(features)) return;
  const sides = sizesBehind(view.tensor, shapeOf(view.tensor) ?? []);
  const number = inStyle(features, f.text(features), item, sides);
  const size = view.sizes.at(-1);
  const isFree = view.sizes.length === 2 && f.int(view.sizes[0] as Expr) === -1;
  if (size && isFree && isNumeric(size)) yield { title: `Change both sizes to ${number}`, edits: [f.replace(size, inStyle(size, f.text(size), item, sides)), f.replace(features, number)] };
  for (const kept of keepsBatch(f, call)) yield { title: `Keep the batch, and change in_features to ${number}`, edits: [...kept.edits, f.replace(features, number)] };
}

interface View {
  readonly input: Expr;
  readonly tensor: Tensor;
  readonly sizes: readonly Expr[];
}

/** `x.view(a, b)`, `x.reshape((a, b))`, `torch.reshape(x, (a, b))`. */
export function viewCall(f: Fault, call: Call): View | null {
  if (call.func.kind !== "Attribute" || !/^(view|reshape|unflatten)$/.test(call.func.attr)) return null;
  const receiver = f.tensor(call.func.value);
  const input = receiver ? call.func.value : call.args[0];
  const tensor = receiver ?? (input ? f.tensor(input) : null);
  if (!input || !tensor) return null;
  const given = receiver ? call.args : call.args.slice(1);
  const [first] = given;
  const sizes = given.length === 1 && (first?.kind === "Tuple" || first?.kind === "List") ? first.elts : given;
  return { input, tensor, sizes };
}

/** One of the sizes is another number, the others stay. */
function* oneNumber(f: Fault, sizes: readonly Expr[], shape: readonly Dim[], tensor: Tensor): Generator<Candidate> {
  const total = productOf(shape);
  const item = productOf(shape.slice(1));
  const values = sizes.map((e) => f.int(e));
  const hasFree = values.includes(-1);
  for (const [i, e] of sizes.entries()) {
    if (values[i] === -1 || (i === 0 && !hasFree)) continue;
    const others = values.filter((_, j) => j !== i);
    const known = others.filter((v) => v !== -1 && v !== null).reduce<number>((a, v) => a * (v as number), 1);
    const open = others.filter((v) => v === null).length;
    // With the batch left to -1 the other sizes make up one sample.
    const whole = hasFree || open === 1 ? item : total;
    if (whole === null || whole % known !== 0 || open > 1) continue;
    const value = whole / known;
    for (const target of isNumeric(e) ? [e] : definingLiterals(f, e)) {
      const newText = inStyle(target, f.text(target), value, sizesBehind(tensor, shape));
      if (newText !== f.text(target)) yield { title: `Change ${f.text(e)} to ${newText}`, edits: [f.replace(target, newText)] };
    }
  }
}

/** `view(n, 128, 8, 8)`: height and width, which are alike, are other numbers. */
function* bothSides(f: Fault, sizes: readonly Expr[], shape: readonly Dim[]): Generator<Candidate> {
  const [a, b] = [sizes.at(-2), sizes.at(-1)];
  const item = productOf(shape.slice(1));
  if (!a || !b || sizes.length < 3 || item === null || !isNumeric(a) || !isNumeric(b) || f.int(a) !== f.int(b)) return;
  const channels = sizes.slice(1, -2).map((e) => f.int(e)).reduce<number | null>((n, d) => (n === null || d === null ? null : n * d), 1);
  if (channels === null || channels < 1 || item % channels !== 0) return;
  const side = Math.round(Math.sqrt(item / channels));
  if (side * side * channels === item && side !== f.int(a)) yield { title: `Change both sides to ${side}`, edits: [f.replace(a, String(side)), f.replace(b, String(side))] };
}

/** `x.view(16, -1)` → `x.view(x.size(0), -1)`: the batch that is written out is another. */
export function* ofInput(f: Fault, call: Call): Generator<Candidate> {
  const view = viewCall(f, call);
  const [first] = view?.sizes ?? [];
  if (!view || !first || view.sizes.length < 2 || !view.sizes.slice(1).some((e) => f.int(e) === -1) || f.int(first) === -1) return;
  const input = f.text(view.input);
  if (/^[\w.]+$/.test(input) && f.text(first) !== `${input}.size(0)`) yield { title: `Change ${f.text(first)} to ${input}.size(0)`, edits: [f.replace(first, `${input}.size(0)`)] };
}

function sizesBehind(tensor: Tensor, shape: readonly Dim[]): readonly number[] {
  const own = shape.slice(1);
  return own.length > 1 && own.every(isConst) ? (own as number[]) : flattenedSizes(tensor);
}

/** `x.view(-1, K)` → `x.view(x.size(0), -1)`. */
export function* keepsBatch(f: Fault, call: Call): Generator<Candidate> {
  const view = viewCall(f, call);
  const [first, last] = [view?.sizes[0], view?.sizes.at(-1)];
  if (!view || !first || !last || first === last || f.int(first) !== -1) return;
  const input = f.text(view.input);
  const batch = /^[\w.]+$/.test(input) ? `${input}.size(0)` : null;
  if (batch === null || view.sizes.length !== 2) return;
  yield { title: `Change the sizes to ${batch}, -1`, edits: [{ ...f.replace(first, batch) }, f.replace(last, "-1")] };
}
