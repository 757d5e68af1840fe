/**
 * An input whose sizes are those that a layer expects, but not where it looks for
 * them: the layer's number is right, and the input is at fault. Says what the
 * input would be once mended.
 */
import { type Dim, isConst } from "../dims/index.ts";

/** The input's shape once the expected size stands at `at`, the other dimensions and the batch in order; null if it stands nowhere else. */
export function reordered(shape: readonly Dim[], at: number, expected: Dim): readonly Dim[] | null {
  if (shape.length < 3 || !isConst(expected) || expected === 1) return null;
  for (let from = shape.length - 1; from >= (at === 0 ? 0 : 1); from--) {
    if (from === at || shape[from] !== expected) continue;
    const others = shape.filter((_, i) => i !== from);
    return [...others.slice(0, at), expected, ...others.slice(at)];
  }
  return null;
}

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
