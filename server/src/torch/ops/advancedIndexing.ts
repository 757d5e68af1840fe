/** Indexing by tensors: masks become indices, indices broadcast, and their dimensions take the place of those indexed (ATen's IndexingUtils). */
import { type Cond, type Dim, eq, isConst, mul, or, print, printShape } from "../../dims/index.ts";
import { INT64 } from "../dtype.ts";
import { type OpContext, sizes } from "../op.ts";
import { Tensor, contiguousStrides } from "../tensor.ts";
import { broadcastSizes } from "./broadcast.ts";
import { type Layout, elementwiseStrides } from "./layout.ts";
import { constantCount, stridesOf } from "./strided.ts";
import { viewStrides } from "./viewSizes.ts";

/** An index tensor and the first dimension that it indexes. */
export interface Placed {
  readonly dim: number;
  readonly index: Tensor;
}

/** Index tensors without masks, with the shape they broadcast to. */
interface Resolved {
  readonly placed: readonly Placed[];
  readonly shape: readonly Dim[];
}

/** The result of indexing by tensors. */
export function gather(c: OpContext, t: Tensor, given: readonly Placed[]): Tensor {
  const { placed, shape: broadcast } = resolve(c, t, given);
  checkValues(c, t, placed, broadcast);
  const own = c.shapeOf(t);
  const dims = placed.map((p) => p.dim);
  const { before, after } = around(own, dims);
  const shape = [...before.map((d) => own[d] as Dim), ...broadcast, ...after.map((d) => own[d] as Dim)];
  return c.tensor(shape, t.dtype, { strides: layout(c, t, own, placed, broadcast, before, after, shape), device: t.device, data: elements(t, own, placed, broadcast, before, after, shape) });
}

/** The shape of {@link gather}'s result. */
export function indexedShape(c: OpContext, t: Tensor, given: readonly Placed[]): readonly Dim[] {
  const { placed, shape } = resolve(c, t, given);
  const own = c.shapeOf(t);
  const { before, after } = around(own, placed.map((p) => p.dim));
  return [...before.map((d) => own[d] as Dim), ...shape, ...after.map((d) => own[d] as Dim)];
}

/** Raises for known indices out of range. */
export function checkIndices(c: OpContext, t: Tensor, given: readonly Placed[]): void {
  const { placed, shape } = resolve(c, t, given);
  checkValues(c, t, placed, shape);
}

/** Before one value is put under masks, which is done by filling, the first of them is held against the shape. */
export function checkFilledMask(c: OpContext, t: Tensor, [first]: readonly Placed[]): void {
  if (first && (first.index.dtype.category === 0 || first.index.dtype.name === "uint8")) ofMask(c, c.shapeOf(t), first);
}

/** The dimensions that stay before and after the indexed ones; all come after where the indexed ones are not side by side. */
function around(own: readonly Dim[], dims: readonly number[]): { before: readonly number[]; after: readonly number[] } {
  const first = Math.min(...dims);
  const adjacent = dims.every((d, i) => d === first + i);
  const rest = own.map((_, i) => i).filter((i) => !dims.includes(i));
  return adjacent ? { before: rest.filter((i) => i < first), after: rest.filter((i) => i > first) } : { before: [], after: rest };
}

const WHY = { rule: "index-shape" };

function resolve(c: OpContext, t: Tensor, given: readonly Placed[]): Resolved {
  for (const { index } of given) {
    const { name } = index.dtype;
    if (index.hasUnsureType) continue;
    if (name !== "int64" && name !== "int32" && name !== "uint8" && name !== "bool") {
      c.fail("IndexError", "tensors used as indices must be long, int, byte or bool tensors", { rule: "dtype", law: () => `a tensor of type ${name} cannot index` });
    }
  }
  const own = c.shapeOf(t);
  const placed: Placed[] = [];
  for (const p of given) {
    if (p.index.dtype.category === 0 || p.index.dtype.name === "uint8") placed.push(...ofMask(c, own, p));
    else placed.push(p);
  }
  const past = placed.find((p) => p.dim >= own.length);
  if (past) c.fail("IndexError", `too many indices for tensor of dimension ${own.length} (got ${past.dim + 1})`, { rule: "rank" });
  const shapes = placed.map((p) => c.shapeOf(p.index, ["N"]));
  const shape = shapes.reduce<readonly Dim[]>((a, b) => broadcastTwo(c, a, b, shapes), []);
  if (placed.some((p) => own[p.dim] === 0) && !shape.includes(0) && shape.every((d) => isConst(d))) {
    c.check(false, "IndexError", () => "index is out of bounds for dimension with size 0", { rule: "index-out-of-range" });
  }
  return { placed, shape };
}

function broadcastTwo(c: OpContext, a: readonly Dim[], b: readonly Dim[], all: readonly (readonly Dim[])[]): readonly Dim[] {
  const rank = Math.max(a.length, b.length);
  return Array.from({ length: rank }, (_, i) => {
    const x = a[i - (rank - a.length)] ?? 1;
    const y = b[i - (rank - b.length)] ?? 1;
    return broadcastSizes(c, x, y, (fits: Cond) => {
      c.check(fits, "IndexError", () => `shape mismatch: indexing tensors could not be broadcast together with shapes ${all.map(sizes).join(", ")}`, {
        ...WHY,
        law: () => `the index tensors ${all.map(printShape).join(" and ")} do not broadcast`,
      });
    });
  });
}

/** A mask as one index tensor for each of its dimensions, all with as many elements as it has trues. */
function ofMask(c: OpContext, own: readonly Dim[], { dim, index }: Placed): readonly Placed[] {
  const shape = c.shapeOf(index);
  shape.forEach((d, j) => {
    const at = dim + j;
    const size = own[at];
    if (size === undefined) return;
    c.check(eq(d, size), "IndexError", () => `The shape of the mask ${sizes(shape)} at index ${j} does not match the shape of the indexed tensor ${sizes(own)} at index ${at}`, {
      rule: "index-shape",
      law: () => `the mask ${printShape(shape)} does not fit ${printShape(own)}: ${print(d)} and ${print(size)} differ (dim ${at})`,
    });
  });
  const strides = contiguousStrides(shape);
  const hits = index.data?.flatMap((x, i) => (x !== 0 ? [i] : []));
  const count: Dim = hits ? hits.length : c.freshDim(0);
  return shape.map((d, j) => ({
    dim: dim + j,
    index: new Tensor([count], INT64, { data: hits && isConst(d) ? hits.map((i) => Math.floor(i / (strides[j] as number)) % d) : null }),
  }));
}

function checkValues(c: OpContext, t: Tensor, placed: readonly Placed[], broadcast: readonly Dim[]): void {
  if (c.failure) return;
  const own = c.shapeOf(t);
  // The first element with an index out of range is told of, the indices in order.
  const first = placed.map((p, k) => ({ k, at: p.index.data?.findIndex((x) => !within(x, own[p.dim])) ?? -1 })).filter((x) => x.at >= 0).sort((x, y) => x.at - y.at || x.k - y.k)[0];
  if (!first) return;
  // Where nothing is picked no index is looked at.
  const picked = [...own.filter((_, i) => !placed.some((p) => p.dim === i)), ...broadcast];
  const bad = placed[first.k] as Placed;
  const value = bad.index.data?.[first.at];
  c.check(or(...picked.map((d) => eq(d, 0))), "IndexError", () => `index ${value} is out of bounds for dimension ${first.k} with size ${print(own[bad.dim] as Dim)}`, {
    rule: "index-out-of-range",
    law: () => `index ${value} is not within ${print(own[bad.dim] as Dim)} (dim ${bad.dim} of ${printShape(own)})`,
  });
}

function within(x: number, size: Dim | undefined): boolean {
  return size === undefined || !isConst(size) || (x >= -size && x < size);
}

/** The layout follows the tensor with its indexed dimensions at rest, and the index tensors. */
function layout(c: OpContext, t: Tensor, own: readonly Dim[], placed: readonly Placed[], broadcast: readonly Dim[], before: readonly number[], after: readonly number[], shape: readonly Dim[]): readonly Dim[] | null | undefined {
  const strides = stridesOf(t, own);
  if (strides === null) return null;
  const at = (d: number): Dim => strides[d] as Dim;
  const operands: Layout[] = [{ shape, strides: [...before.map(at), ...broadcast.map((): Dim => 0), ...after.map(at)] }];
  for (const { index } of placed) {
    const wide = expandedStrides(c, index, broadcast);
    const reshaped = [...before.map((): Dim => 1), ...broadcast, ...after.map((): Dim => 1)];
    const steps = wide && viewStrides(c, broadcast, wide, reshaped);
    if (!steps || steps === "copy") return null;
    operands.push({ shape: reshaped, strides: steps });
  }
  return elementwiseStrides(c, shape, operands);
}

/** An index tensor's strides once it is expanded to the shape of them all. */
function expandedStrides(c: OpContext, index: Tensor, broadcast: readonly Dim[]): readonly Dim[] | null {
  const own = c.shapeOf(index);
  const steps = stridesOf(index, own);
  if (steps === null) return null;
  const lead = broadcast.length - own.length;
  const out: Dim[] = new Array(broadcast.length);
  for (let i = broadcast.length - 1; i >= 0; i--) {
    const next = i + 1 < out.length ? mul(broadcast[i + 1] as Dim, out[i + 1] as Dim) : 1;
    out[i] = (own[i - lead] ?? 1) === broadcast[i] ? (steps[i - lead] ?? next) : 0;
  }
  return out;
}

function elements(t: Tensor, own: readonly Dim[], placed: readonly Placed[], broadcast: readonly Dim[], before: readonly number[], after: readonly number[], shape: readonly Dim[]): readonly number[] | null {
  const count = constantCount(shape);
  if (count === null || !t.data || placed.some((p) => p.index.data === null || p.index.shape === null)) return null;
  const strides = contiguousStrides(own) as number[];
  const steps = contiguousStrides(shape) as number[];
  const indexSteps = placed.map((p) => {
    const s = p.index.shape ?? [];
    const dense = contiguousStrides(s) as number[];
    const pad = broadcast.length - s.length;
    return broadcast.map((_, i) => (i < pad || s[i - pad] === 1 ? 0 : (dense[i - pad] as number)));
  });
  const out: number[] = [];
  for (let n = 0; n < count; n++) {
    const at = shape.map((d, i) => Math.floor(n / (steps[i] as number)) % (d as number));
    let source = 0;
    before.forEach((d, i) => {
      source += (at[i] as number) * (strides[d] as number);
    });
    after.forEach((d, i) => {
      source += (at[before.length + broadcast.length + i] as number) * (strides[d] as number);
    });
    for (const [k, p] of placed.entries()) {
      const place = broadcast.reduce<number>((s, _, i) => s + (at[before.length + i] as number) * (indexSteps[k]?.[i] ?? 0), 0);
      const index = p.index.data?.[place] ?? 0;
      const size = own[p.dim] as number;
      source += (index < 0 ? index + size : index) * (strides[p.dim] as number);
    }
    const x = t.data[source];
    if (x === undefined) return null;
    out.push(x);
  }
  return out;
}
