/** Memory layouts: which strides a result has, as PyTorch's TensorIterator chooses them. */
import { type Dim, eq, ge, gt, isConst, le, lt, mul, ne } from "../../dims/index.ts";
import type { Value } from "../../python/values.ts";
import type { OpContext } from "../op.ts";
import { type Strides, Tensor, contiguousStrides } from "../tensor.ts";

/** Tensors that are contiguous, and of which nobody knows whether they were before: dimensions of one element may have any stride. */
export const looseStrides = new WeakSet<Tensor>();

/** A shape with its strides. */
export interface Layout {
  readonly shape: readonly Dim[];
  /** undefined: contiguous. null: not known. */
  readonly strides: Strides;
}

/**
 * The strides of an elementwise result that PyTorch allocates: those of the
 * operands where all agree, else dense in the order of the operands' strides.
 */
export function elementwiseStrides(c: OpContext, shape: readonly Dim[], operands: readonly Layout[]): Strides {
  if (shape.length < 2) return undefined;
  if (operands.every((o) => o.strides === undefined)) return undefined;
  const full = operands.map((o) => ({ shape: o.shape, strides: o.strides === undefined ? contiguousStrides(o.shape) : o.strides }));
  if (full.some((o) => o.strides === null)) return null;
  const known = full as readonly { shape: readonly Dim[]; strides: readonly Dim[] }[];
  if (known.every((o) => sameDims(o.shape, shape))) {
    const fast = fastSetup(c, shape, known.map((o) => o.strides));
    if (fast !== "none") return fast;
  }
  const rows = known.map((o) => broadcastStrides(c, shape, o.shape, o.strides));
  if (rows.some((r) => r === null)) return null;
  const order = iterationOrder(c, shape, rows as readonly (readonly Dim[])[]);
  return order && orderedStrides(shape, order);
}

/** {@link elementwiseStrides} of tensors and Python numbers; null where a rank is not known. */
export function stridesLike(c: OpContext, shape: readonly Dim[], inputs: readonly Value[]): Strides {
  const operands: Layout[] = [];
  for (const v of inputs) {
    if (!(v instanceof Tensor)) operands.push(NUMBER);
    else if (v.shape === null) return null;
    else operands.push({ shape: v.shape, strides: v.strides });
  }
  return elementwiseStrides(c, shape, operands);
}

/** The strides that a new tensor like another has: the same order, dense. */
export function preservedStrides(c: OpContext, t: Tensor): Strides {
  const shape = c.shapeOf(t);
  if (t.strides && (isContiguous(c, shape, t.strides) || isDense(c, shape, t.strides))) return t.strides;
  return elementwiseStrides(c, shape, [{ shape, strides: t.strides }]);
}

const NUMBER: Layout = { shape: [], strides: undefined };

/** Where all operands have one shape: contiguous, channels last, or dense with the same strides. */
function fastSetup(c: OpContext, shape: readonly Dim[], rows: readonly (readonly Dim[])[]): Strides | "none" {
  const contiguous = all(rows.map((r) => isContiguous(c, shape, r)));
  if (contiguous === undefined) return null;
  if (contiguous) return undefined;
  const last = all(rows.map((r) => isChannelsLast(c, shape, r)));
  if (last === undefined) return null;
  if (last) return channelsLastStrides(shape);
  const dense = all(rows.map((r) => isDense(c, shape, r)));
  if (dense === undefined) return null;
  const first = rows[0];
  if (dense && first && rows.every((r) => sameDims(r, first))) return first;
  return "none";
}

function all(answers: readonly (boolean | undefined)[]): boolean | undefined {
  if (answers.includes(false)) return false;
  return answers.includes(undefined) ? undefined : true;
}

function sameDims(a: readonly Dim[], b: readonly Dim[]): boolean {
  return a.length === b.length && a.every((d, i) => d === b[i]);
}

/** An operand's strides over the result's shape: 0 where it is broadcast. */
function broadcastStrides(c: OpContext, shape: readonly Dim[], own: readonly Dim[], strides: readonly Dim[]): readonly Dim[] | null {
  const offset = shape.length - own.length;
  const out: Dim[] = [];
  for (let i = 0; i < shape.length; i++) {
    const size = own[i - offset];
    const stride = strides[i - offset];
    if (size === undefined || stride === undefined) {
      out.push(0);
      continue;
    }
    const broadcast = size === shape[i] ? false : c.known(eq(size, 1));
    if (broadcast === undefined) return null;
    out.push(broadcast ? 0 : stride);
  }
  return out;
}

/**
 * The dimensions from the fastest moving to the slowest: an insertion sort over
 * a comparison that is not always decided. null: the strides' order is not known.
 */
function iterationOrder(c: OpContext, shape: readonly Dim[], rows: readonly (readonly Dim[])[]): number[] | null {
  const rank = shape.length;
  const perm = Array.from({ length: rank }, (_, i) => rank - 1 - i);
  for (let i = 1; i < rank; i++) {
    let dim1 = i;
    for (let dim0 = i - 1; dim0 >= 0; dim0--) {
      const a = perm[dim0] as number;
      const b = perm[dim1] as number;
      const comparison = compareDims(c, shape, rows, a, b);
      if (comparison === null) return null;
      if (comparison > 0) {
        perm[dim0] = b;
        perm[dim1] = a;
        dim1 = dim0;
      } else if (comparison < 0) break;
    }
  }
  return perm;
}

function compareDims(c: OpContext, shape: readonly Dim[], rows: readonly (readonly Dim[])[], a: number, b: number): -1 | 0 | 1 | null {
  for (const row of rows) {
    const x = row[a] as Dim;
    const y = row[b] as Dim;
    if (x === 0 || y === 0) continue;
    if (x !== y) {
      // Strides that are equal for some sizes only are so where a size is 1, and then the order is of no account.
      if (c.known(lt(x, y)) || c.known(le(x, y))) return -1;
      if (c.known(gt(x, y)) || c.known(ge(x, y))) return 1;
      return null;
    }
    const larger = c.known(gt(shape[a] as Dim, shape[b] as Dim));
    if (larger === undefined) return null;
    if (larger) return 1;
  }
  return 0;
}

/** Dense strides, the dimensions given from the fastest to the slowest. */
export function orderedStrides(shape: readonly Dim[], order: readonly number[]): Strides {
  if (order.every((d, i) => d === shape.length - 1 - i)) return undefined;
  const out: Dim[] = new Array(shape.length);
  let next: Dim = 1;
  for (const d of order) {
    out[d] = next;
    next = mul(next, shape[d] as Dim);
  }
  return out;
}

export function channelsLastStrides(shape: readonly Dim[]): Strides {
  const [, ch = 1, h = 1, w = 1] = shape;
  return [mul(mul(h, w), ch), 1, mul(w, ch), ch];
}

/** Whether strides are row-major, sizes of 1 left out; undefined: it depends. */
export function isContiguous(c: OpContext, shape: readonly Dim[], strides: Strides): boolean | undefined {
  if (strides === undefined) return true;
  if (strides === null) return undefined;
  if (shape.includes(0)) return true;
  return follows(c, shape, strides, shape.map((_, i) => shape.length - 1 - i));
}

function isChannelsLast(c: OpContext, shape: readonly Dim[], strides: readonly Dim[]): boolean | undefined {
  return shape.length === 4 ? follows(c, shape, strides, [1, 3, 2, 0]) : false;
}

/** Whether the strides are dense in this order of dimensions, fastest first. */
function follows(c: OpContext, shape: readonly Dim[], strides: readonly Dim[], order: readonly number[]): boolean | undefined {
  let expected: Dim = 1;
  let answer: boolean | undefined = true;
  for (const d of order) {
    const size = shape[d] as Dim;
    if (size === 1) continue;
    if (strides[d] !== expected && c.known(eq(strides[d] as Dim, expected)) !== true) {
      if (c.known(ne(size, 1)) && c.known(ne(strides[d] as Dim, expected))) return false;
      answer = undefined;
    }
    expected = mul(expected, size);
  }
  return answer;
}

/** Whether the elements lie side by side without overlap, in whatever order. */
export function isDense(c: OpContext, shape: readonly Dim[], strides: readonly Dim[]): boolean | undefined {
  const order: number[] = [];
  for (let i = 0; i < shape.length; i++) {
    if (shape[i] === 1) continue;
    if (!isConst(shape[i] as Dim) && c.known(ge(shape[i] as Dim, 1)) !== true) return undefined;
    let at = order.length;
    while (at > 0) {
      const before = order[at - 1] as number;
      const x = strides[i] as Dim;
      const y = strides[before] as Dim;
      const less = x === y ? false : c.known(lt(x, y)) || c.known(le(x, y)) ? true : c.known(ge(x, y)) ? false : undefined;
      if (less === undefined) return undefined;
      if (!less) break;
      at -= 1;
    }
    order.splice(at, 0, i);
  }
  return follows(c, shape, strides, order);
}
