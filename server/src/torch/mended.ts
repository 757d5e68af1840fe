/**
 * An input whose sizes are those that a layer expects, but not where it looks for
 * them: the layer's number is right, and the input is at fault. Says what the
 * input would be once mended.
 */
import { type Dim, isConst } from "../dims/index.ts";
import type { Tensor } from "./tensor.ts";

/** The input's shape once the expected size stands at `at`, the other dimensions and the batch in order; null if it stands nowhere else, or only by chance. */
export function reordered(input: Tensor, shape: readonly Dim[], at: number, expected: Dim): readonly Dim[] | null {
  const rank = shape.length;
  if (!isConst(expected)) return null;
  // A picture's or volume's one channel may stand last; any other 1 may stand anywhere by chance.
  if (expected === 1) return at === 1 && rank >= 4 && shape[rank - 1] === 1 && shape.slice(1, -1).every((d) => d !== 1) && layout(input) === undefined ? [...shape.slice(0, 1), 1, ...shape.slice(1, -1)] : null;
  const other = alongAnother(input, shape, at, expected) ?? (at === rank - 1 ? pickedFrom(input, shape, expected) : null) ?? (at === rank - 1 ? bothDirections(input, shape, expected) : null);
  if (other !== null) return other;
  if (rank < 3) return null;
  const permuted = permutedWrongly(input, shape, at, expected);
  if (permuted) return permuted;
  const wantsLast = at === rank - 1;
  if (layout(input) === (wantsLast ? "last" : "first")) return null;
  // Channels come last, or else second, or after the frames; a square image has two sides of one size.
  const from = wantsLast ? 1 : rank === 5 && shape[2] === expected ? 2 : rank - 1;
  if (shape[from] !== expected || shape.filter((d, i) => i > 0 && d === expected).length > 1) return null;
  const others = shape.filter((_, i) => i !== from);
  return [...others.slice(0, at), expected, ...others.slice(at)];
}

/** What was permuted so that the expected size, which is no other dimension's, stands elsewhere than it should. */
function permutedWrongly(input: Tensor, shape: readonly Dim[], at: number, expected: number): readonly Dim[] | null {
  const from = shape.indexOf(expected, 1);
  if (from < 1 || shape.indexOf(expected, from + 1) > 0) return null;
  for (let t: Tensor | undefined = input, i = 0; t?.from && i < 6; t = t.from.inputs[0], i++) {
    if (/^(permute|transpose|movedim|moveaxis|swapaxes|swapdims)$/.test(t.from.op)) return [...shape.toSpliced(from, 1).slice(0, at), expected, ...shape.toSpliced(from, 1).slice(at)];
    if (!SAME.test(t.from.op)) return null;
  }
  return null;
}

/** What was reduced or joined along another dimension than the one meant: the size that went is the one that is expected, or the parts add up to it. */
function alongAnother(input: Tensor, shape: readonly Dim[], at: number, expected: number): readonly Dim[] | null {
  for (let t: Tensor | undefined = input, i = 0; t?.from && i < 6; t = t.from.inputs[0], i++) {
    const { op, inputs, along } = t.from;
    const before = inputs[0]?.shape;
    // What a layer took for one item is not what was joined.
    if (!before || t.shape?.length !== shape.length) return null;
    const [gone] = along ?? [];
    if (along?.length === 1 && gone !== undefined && before.length === shape.length + 1) return before[gone] === expected && before.filter((d) => d === expected).length === 1 ? shape.with(at, expected) : null;
    if (/^(cat|concat|concatenate)$/.test(op)) {
      const parts = inputs.map((p) => p.shape?.[at]);
      const alike = inputs.every((p) => p.shape?.length === before.length && p.shape.every((d, k) => d === before[k]));
      return inputs.length > 1 && alike && parts.reduce<number>((n, d) => n + (d !== undefined && isConst(d) ? d : Number.NaN), 0) === expected ? before.with(at, expected) : null;
    }
    if (!SAME.test(op)) return null;
  }
  return null;
}

/** Picked along the dimension that is expected: `w[:, i]` of (N, features, layers). */
function pickedFrom(input: Tensor, shape: readonly Dim[], expected: number): readonly Dim[] | null {
  const { from } = input;
  const before = from?.inputs[0]?.shape;
  if (!from || !/^(index|select)$/.test(from.op) || shape.length < 2 || before?.length !== shape.length + 1) return null;
  const at = before.indexOf(expected);
  const isPicked = at > 0 && at < before.length - 1 && before.filter((d) => d === expected).length === 1 && before.toSpliced(at, 1).every((d, i) => d === shape[i]);
  return isPicked ? [...shape.slice(0, -1), expected] : null;
}

/** The last state of one direction where those of both are meant: `hidden[-1]` of a layer that goes both ways. */
function bothDirections(input: Tensor, shape: readonly Dim[], expected: number): readonly Dim[] | null {
  for (let t: Tensor | undefined = input, i = 0; t?.from && i < 6; t = t.from.inputs[0], i++) {
    const { op, inputs } = t.from;
    if (/^(index|select)$/.test(op)) {
      const states = inputs[0];
      const layer = states?.from?.module;
      const goesBothWays = states?.from?.results?.includes(states) === true && layer?.attrs.get("bidirectional") === true && states.shape?.length === 3;
      const width = shape.at(-1);
      return goesBothWays && t.shape?.length === 2 && width !== undefined && isConst(width) && width * 2 === expected ? [...shape.slice(0, -1), expected] : null;
    }
    if (!SAME.test(op) && !/^(un)?squeeze$/.test(op)) return null;
  }
  return null;
}

/** Where what made a tensor puts its channels; undefined: nobody says. */
function layout(t: Tensor): "first" | "last" | undefined {
  for (let at: Tensor | undefined = t, i = 0; at?.from && i < 12; at = at.from.inputs[0], i++) {
    const { op } = at.from;
    if (/conv|pool|batch_?norm|instance_?norm|group_?norm|interpolate|upsample|pixel_shuffle/i.test(op)) return "first";
    if (/linear|embedding|lstm|gru|rnn|layer_?norm|attention|transformer/i.test(op)) return "last";
    if (!SAME.test(op)) return undefined;
  }
  return undefined;
}

/** What leaves the dimensions where they are. */
const SAME = /relu|gelu|silu|sigmoid|tanh|dropout|elu|softplus|mish|hardswish|add|sub|mul|div|to$|float|contiguous|clone|detach|cpu|cuda/i;

/** The shape once all but the batch are flattened, or those of the last dimensions whose product is expected. */
export function flattened(shape: readonly Dim[], expected: Dim): readonly Dim[] | null {
  for (let start = 1; start < shape.length - 1; start++) {
    if (productOf(shape.slice(start)) === expected) return [...shape.slice(0, start), expected];
  }
  return null;
}

function productOf(shape: readonly Dim[]): number | null {
  let n = 1;
  for (const d of shape) {
    if (!isConst(d)) return null;
    n *= d;
  }
  return n;
}
