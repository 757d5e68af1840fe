/** Which memory format a tensor's strides suggest: what operators with kernels of their own for channels-last choose by. */
import { type Dim, eq, gt, isConst, lt, mul } from "../../dims/index.ts";
import type { OpContext } from "../op.ts";
import type { Strides } from "../tensor.ts";

export type MemoryFormat = "contiguous" | "channels_last";

/** `suggest_memory_format()` for four and five dimensions; undefined: it depends. */
export function suggestedFormat(c: OpContext, shape: readonly Dim[], strides: Strides): MemoryFormat | undefined {
  if (strides === undefined || shape.length < 4 || shape.length > 5) return "contiguous";
  if (strides === null) return undefined;
  const last = channelsLast(c, shape, strides);
  return last === undefined ? undefined : last ? "channels_last" : "contiguous";
}

/** Strides in which the channels move fastest, for a shape with a batch dimension. */
export function channelsLastStrides(shape: readonly Dim[]): Strides {
  return stridesInOrder(shape.map(atLeastOne));
}

function stridesInOrder(shape: readonly Dim[]): readonly Dim[] {
  const out: Dim[] = new Array(shape.length);
  let next: Dim = 1;
  const order = [1, ...shape.map((_, i) => i).slice(2).reverse(), 0];
  for (const d of order) {
    out[d] = next;
    next = mul(next, shape[d] as Dim);
  }
  return out;
}

/** Whether the elements lie in the order of channels-last, dimensions of size 1 left out. */
export function isChannelsLast(c: OpContext, shape: readonly Dim[], strides: Strides): boolean | undefined {
  if (!strides) return strides === undefined ? false : undefined;
  if (shape.length !== 4 && shape.length !== 5) return false;
  // A size of 0 counts as what it is here.
  const dense = stridesInOrder(shape);
  let answer: boolean | undefined = true;
  shape.forEach((d, i) => {
    if (answer === false || strides[i] === dense[i] || d === 1) return;
    const same = c.known(eq(strides[i] as Dim, dense[i] as Dim));
    if (same !== true) answer = same === false && c.known(gt(d, 1)) === true ? false : undefined;
  });
  return answer;
}

/** How messages call a kernel that has another one beside it for channels-last. */
export function kernelName(name: string, format: MemoryFormat | undefined): string {
  return format === "channels_last" ? `${name}_channels_last` : name;
}

export function stridesOf(format: MemoryFormat | undefined, shape: readonly Dim[]): Strides {
  if (format === undefined) return null;
  return format === "contiguous" ? undefined : channelsLastStrides(shape);
}

function atLeastOne(d: Dim): Dim {
  return isConst(d) ? Math.max(d, 1) : d;
}

/** Strides grow in the order channels, last spatial, ..., first spatial, batch; ambiguous ones count as contiguous. */
function channelsLast(c: OpContext, shape: readonly Dim[], strides: readonly Dim[]): boolean | undefined {
  let least: Dim = 0;
  const channel = strides[1] as Dim;
  const zero = c.known(eq(channel, 0));
  if (zero !== false) return zero === undefined ? undefined : false;
  for (const d of [1, ...shape.map((_, i) => i).slice(2).reverse(), 0]) {
    const size = shape[d] as Dim;
    const stride = strides[d] as Dim;
    const empty = c.known(eq(size, 0));
    if (empty !== false) return empty === undefined ? undefined : false;
    const below = c.known(lt(stride, least));
    if (below !== false) return below === undefined ? undefined : false;
    if (d === 0) {
      const same = c.known(eq(least, channel));
      if (same !== false) return same === undefined ? undefined : false;
    }
    const several = c.known(gt(size, 1));
    if (several === undefined) return undefined;
    least = several ? mul(stride, size) : stride;
  }
  return true;
}
