/** The size that a layer wants stands in another dimension: `permute` for images with their channels last, `transpose` for sequences. */
import { type Dim, isConst } from "../../dims/index.ts";
import type { Tensor } from "../../torch/tensor.ts";
import type { Candidate } from "./edit.ts";
import { type Fault, shapeOf } from "./fault.ts";
import { withMethod } from "./wrap.ts";

const RULES: ReadonlySet<string> = new Set(["conv-in-channels", "linear-in-features", "norm-num-features", "normalized-shape", "rnn-input-size", "attention-embed-dim", "matmul-shapes"]);

export function* dimensionOrder(f: Fault): Generator<Candidate> {
  if (!RULES.has(f.rule) || f.diagnostic.argument) return;
  const [input] = f.tensors;
  const shape = shapeOf(input ?? null);
  if (!input || !shape) return;
  const expected = Number(/expected (\d+)/.exec(f.problem.law)?.[1] ?? /to be (\d+)/.exec(f.problem.law)?.[1] ?? Number.NaN);
  if (Number.isNaN(expected)) return;
  if (shape.length === 2) yield* picked(f, input, expected);
  if (shape.length < 3) return;
  const wanted = f.rule === "conv-in-channels" || f.rule === "norm-num-features" ? channelDim(f, shape) : shape.length - 1;
  for (const order of orders(shape, wanted, expected)) {
    const swap = swapped(order);
    for (const given of f.givers(input)) yield withMethod(f, given, swap ? `.transpose(${swap.join(", ")})` : `.permute(${order.join(", ")})`);
    // What comes after may count on the order that it has: there and back.
    const own = f.expressionOf(input);
    if (swap && own && f.call && own !== f.call) {
      const there = withMethod(f, own, `.transpose(${swap.join(", ")})`);
      yield { title: `Transpose ${f.text(own)} and what ${f.text(f.call.func)} gives`, edits: [...there.edits, f.after(f.call, `.transpose(${swap.join(", ")})`)] };
    }
  }
}

/** A row that was picked along the features: the others and they change places before. */
function* picked(f: Fault, input: Tensor, expected: number): Generator<Candidate> {
  const before = /^(index|select)$/.test(input.from?.op ?? "") ? input.from?.inputs[0] : undefined;
  const at = before?.shape?.indexOf(expected) ?? -1;
  if (!before?.shape || at <= 0 || at === before.shape.length - 1) return;
  for (const given of f.givers(before)) yield withMethod(f, given, `.transpose(${at}, ${before.shape.length - 1})`);
}

/** Where a layer looks for the channels: 1, or 0 of an unbatched input. */
function channelDim(f: Fault, shape: readonly Dim[]): number {
  const n = Number(/(\d)d/.exec(f.problem.law)?.[1] ?? 0);
  return shape.length === n + 1 ? 0 : 1;
}

/** Orders of the dimensions that bring the expected size to its place and leave the others, and the batch, in order. */
function* orders(shape: readonly Dim[], wanted: number, expected: number): Generator<readonly number[]> {
  for (let from = shape.length - 1; from >= 0; from--) {
    const d = shape[from];
    if (from === wanted || d === undefined || !isConst(d) || d !== expected || (from === 0 && wanted !== 0)) continue;
    const others = shape.map((_, i) => i).filter((i) => i !== from);
    yield [...others.slice(0, wanted), from, ...others.slice(wanted)];
  }
}

function swapped(order: readonly number[]): readonly [number, number] | null {
  const moved = order.flatMap((d, i) => (d === i ? [] : [i]));
  return moved.length === 2 ? [moved[0] as number, moved[1] as number] : null;
}
