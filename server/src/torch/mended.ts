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
  if (rank < 3 || !isConst(expected) || expected === 1) return null;
  const wantsLast = at === rank - 1;
  if (layout(input) === (wantsLast ? "last" : "first")) return null;
  // Channels come last, or else second; a square image has two sides of one size.
  const from = wantsLast ? 1 : rank - 1;
  if (shape[from] !== expected || shape.filter((d, i) => i > 0 && d === expected).length > 1) return null;
  const others = shape.filter((_, i) => i !== from);
  return [...others.slice(0, at), expected, ...others.slice(at)];
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
