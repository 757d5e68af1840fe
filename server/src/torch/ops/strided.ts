/** Views: tensors over the memory of another, told by what they do to its strides. */
import { type Dim, add, isConst, product } from "../../dims/index.ts";
import type { OpContext } from "../op.ts";
import { checkSizes } from "./options.ts";
import { type Strides, type Tensor, contiguousStrides } from "../tensor.ts";

/** Elements beyond this number are not kept. */
export const MOST_ELEMENTS = 4096;

/** The view's strides from those of the tensor. */
export type Restride = (strides: readonly Dim[]) => readonly Dim[];
/** Where the view starts, in elements, from the tensor's strides. */
export type Start = (strides: readonly Dim[]) => Dim;

const AT_START: Start = () => 0;

/** Where in its memory a tensor starts, and how many elements that memory has. */
export interface Memory {
  readonly offset: Dim;
  readonly count: Dim;
}

/** Operators whose results are all of their memory. */
const OWNERS: ReadonlySet<string> = new Set(["zeros", "ones", "empty", "full", "rand", "randn", "randint", "arange", "tensor"]);
const memories = new WeakMap<Tensor, Memory>();

/** null: not known. */
export function memoryOf(c: OpContext, t: Tensor): Memory | null {
  const known = memories.get(t);
  if (known) return known;
  return t.from !== null && OWNERS.has(t.from.op) && t.strides === undefined && t.shape !== null ? { offset: 0, count: product(c.shapeOf(t)) } : null;
}

/** Notes that a tensor lies in memory of its own, as large as it is. */
export function ownMemory(c: OpContext, t: Tensor): Tensor {
  if (t.shape !== null) memories.set(t, { offset: 0, count: product(c.shapeOf(t)) });
  return t;
}

/** Notes that a view starts so many elements after the tensor. */
export function shiftMemory(c: OpContext, view: Tensor, t: Tensor, by: Dim): void {
  views.add(view);
  const base = memoryOf(c, t);
  if (base) memories.set(view, { offset: add(base.offset, by), count: base.count });
}

const views = new WeakSet<Tensor>();

/** Whether a tensor certainly is a view of another. */
export function isView(t: Tensor): boolean {
  return views.has(t);
}

/** A view of a tensor; its known elements follow. */
export function viewOf(c: OpContext, t: Tensor, shape: readonly Dim[], restride: Restride, start: Start = AT_START): Tensor {
  const dense = contiguousStrides(c.shapeOf(t));
  const strides = t.strides === null ? null : normalStrides(shape, restride(t.strides ?? dense));
  const view = c.tensor(shape, t.dtype, { strides, device: t.device, data: t.data && elementsAt(t.data, shape, restride(dense), start(dense)) });
  if (t.hasKnownElements) view.shareMemory(t);
  views.add(view);
  if (t.strides !== null) shiftMemory(c, view, t, start(t.strides ?? dense));
  return view;
}

/** Strides, or undefined where they are the row-major ones. */
export function normalStrides(shape: readonly Dim[], strides: readonly Dim[]): Strides {
  const dense = contiguousStrides(shape);
  return strides.every((s, i) => s === dense[i]) ? undefined : strides;
}

/** The elements that a strided walk over row-major elements meets; null where a number is not a constant. */
export function elementsAt(data: readonly number[], shape: readonly Dim[], strides: readonly Dim[], start: Dim): readonly number[] | null {
  const count = constantCount(shape);
  if (count === null || !isConst(start) || !strides.every(isConst)) return null;
  const out: number[] = new Array(count);
  const index: number[] = shape.map(() => 0);
  let at = start;
  for (let n = 0; n < count; n++) {
    const x = data[at];
    if (x === undefined) return null;
    out[n] = x;
    for (let k = shape.length - 1; k >= 0; k--) {
      const i = (index[k] as number) + 1;
      if (i < (shape[k] as number)) {
        index[k] = i;
        at += strides[k] as number;
        break;
      }
      at -= (i - 1) * (strides[k] as number);
      index[k] = 0;
    }
  }
  return out;
}

/** The number of elements of a shape, if it is a constant not beyond {@link MOST_ELEMENTS}. */
export function constantCount(shape: readonly Dim[]): number | null {
  let count = 1;
  for (const d of shape) {
    if (!isConst(d)) return null;
    count *= d;
  }
  return count <= MOST_ELEMENTS && count >= 0 ? count : null;
}

/** A tensor of one known element throughout. */
export function filled(shape: readonly Dim[], value: number | undefined): readonly number[] | null {
  const count = value === undefined ? null : constantCount(shape);
  return count === null ? null : new Array<number>(count).fill(value as number);
}

/** A copy in new memory, row-major. A view may have a negative dimension (`torch.zeros(0, 1).expand(0, -4)`), what is made anew has none. */
export function contiguousCopy(c: OpContext, t: Tensor, shape: readonly Dim[], data: readonly number[] | null = null): Tensor {
  checkSizes(c, shape);
  return c.tensor(shape, t.dtype, { device: t.device, data });
}

/** Strides as dims, row-major ones written out; null where they are not known. */
export function stridesOf(t: Tensor, shape: readonly Dim[]): readonly Dim[] | null {
  return t.strides === undefined ? contiguousStrides(shape) : t.strides;
}
