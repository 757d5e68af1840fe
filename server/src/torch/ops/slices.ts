/** Parts of a tensor as views: select, slice, narrow, unfold, as_strided; and what writes to such a part of a copy. */
import { type Cond, type Dim, add, and, ceildiv, eq, floordiv, ge, gt, isConst, le, lt, maximum, minimum, mul, neg, print, printShape, sub } from "../../dims/index.ts";
import { fromDim } from "../../python/interp.ts";
import { type Value, PyTuple, Unknown } from "../../python/values.ts";
import { type Args, asDim } from "../args.ts";
import { defineOp } from "../define.ts";
import { NATIVE } from "../native.ts";
import { type Explanation, type OpContext, sizes, wrapDim } from "../op.ts";
import { Tensor, contiguousStrides } from "../tensor.ts";
import { nativeForms } from "./forms.ts";
import { checkOverlap } from "./pointwise.ts";
import { elementwiseStrides } from "./layout.ts";
import { contiguousCopy, elementsAt, memoryOf, ownMemory, normalStrides, viewOf } from "./strided.ts";
import { checkNumel } from "./views.ts";

/** Drops a dimension, keeping what stands at an index of it (a wrapped one, if it is a constant). */
export function selectAt(c: OpContext, t: Tensor, dim: number, index: Dim): Tensor {
  const shape = c.shapeOf(t);
  const drop = (ds: readonly Dim[]): readonly Dim[] => [...ds.slice(0, dim), ...ds.slice(dim + 1)];
  const at = isConst(index) && index < 0 ? add(index, shape[dim] as Dim) : index;
  return viewOf(c, t, drop(shape), drop, (s) => mul(at, s[dim] as Dim));
}

/** The index of the last or of any item: whether it lies within the size. */
export function withinSize(index: Dim, size: Dim): Cond {
  if (isConst(index)) return index >= 0 ? lt(index, size) : ge(size, neg(index));
  return and(lt(index, size), ge(add(index, size), 0));
}

/** The items from start to stop, every `step`th, as Python's slices clip them. */
export function sliceAt(c: OpContext, t: Tensor, dim: number, start: Dim | null, stop: Dim | null, step: Dim): Tensor {
  const shape = c.shapeOf(t);
  const size = shape[dim] as Dim;
  const from = start === null ? 0 : clip(c, start, size);
  const to = stop === null ? size : clip(c, stop, size);
  const length = from === undefined || to === undefined ? c.freshDim() : lengthOf(c, from, to, step);
  const replace = (ds: readonly Dim[], d: Dim): readonly Dim[] => ds.map((x, i) => (i === dim ? d : x));
  return viewOf(c, t, replace(shape, length), (s) => replace(s, mul(s[dim] as Dim, step)), (s) => (from === undefined ? c.freshDim() : mul(from, s[dim] as Dim)));
}

/** A bound of a slice between 0 and the size; undefined: it may count from either end. */
function clip(c: OpContext, bound: Dim, size: Dim): Dim | undefined {
  const negative = c.known(lt(bound, 0));
  if (negative === undefined) return undefined;
  return negative ? larger(c, add(bound, size), 0) : smaller(c, bound, size);
}

function lengthOf(c: OpContext, from: Dim, to: Dim, step: Dim): Dim {
  const distance = sub(to, from);
  if (c.known(le(distance, 0)) === true) return 0;
  return larger(c, step === 1 ? distance : ceildiv(distance, step), 0);
}

function smaller(c: OpContext, a: Dim, b: Dim): Dim {
  if (c.known(le(a, b)) === true) return a;
  return c.known(ge(a, b)) === true ? b : minimum(a, b);
}

function larger(c: OpContext, a: Dim, b: Dim): Dim {
  if (c.known(ge(a, b)) === true) return a;
  return c.known(le(a, b)) === true ? b : maximum(a, b);
}

/** The result of a `…_copy` form is not a view. */
function copied(c: OpContext, a: Args, t: Tensor): Tensor {
  return a.signature.name.endsWith("_copy") ? contiguousCopy(c, t, c.shapeOf(t), t.data) : t;
}

defineOp({ name: "select", forms: nativeForms("select", "select_copy"), signature: NATIVE, rule: (c, a) => copied(c, a, select(c, a.tensor("input"), a.int("dim"), a.int("index"))), doc: "torch.select" });

function select(c: OpContext, t: Tensor, dim: Dim, index: Dim): Tensor {
  const shape = c.shapeOf(t);
  if (shape.length === 0) c.fail("IndexError", "select() cannot be applied to a 0-dim tensor.", { rule: "rank" });
  const at = wrapDim(c, dim, shape.length);
  const size = shape[at] as Dim;
  c.check(withinSize(index, size), "IndexError", () => `select(): index ${print(index)} out of range for tensor of size ${sizes(shape)} at dimension ${at}`, outOfRange(c, index, size, at, shape));
  return selectAt(c, t, at, index);
}

/** What to say of an index beyond a size. */
export function outOfRange(c: OpContext, index: Dim, size: Dim, dim: number, shape: readonly Dim[]): Explanation {
  return { rule: "index-out-of-range", law: () => `${c.op}: index ${print(index)} is not within ${print(size)} (dim ${dim} of ${printShape(shape)})` };
}

defineOp({
  name: "slice",
  forms: nativeForms("slice_copy"),
  signature: NATIVE,
  rule: (c, a) => {
    const t = a.tensor("input");
    const shape = c.shapeOf(t);
    if (shape.length === 0) c.fail("IndexError", "slice() cannot be applied to a 0-dim tensor.", { rule: "rank" });
    const dim = wrapDim(c, a.int("dim"), shape.length);
    const step = a.int("step");
    c.check(gt(step, 0), "RuntimeError", () => "slice step must be positive", { rule: "argument-value" });
    return c.failure ? c.giveUp("the call fails") : copied(c, a, sliceAt(c, t, dim, a.maybeInt("start"), a.maybeInt("end"), step));
  },
});

defineOp({ name: "narrow", forms: nativeForms("narrow", "narrow_copy"), signature: NATIVE, rule: narrow, doc: "torch.narrow" });

function narrow(c: OpContext, a: Args): Tensor {
  const t = a.tensor("input");
  const isCopy = a.signature.name === "narrow_copy";
  const shape = c.shapeOf(t);
  const given = a.value("start");
  const length = a.int("length");
  if (given instanceof Tensor && !isCopy && (given.dtype.category !== 1 || (given.shape !== null && given.shape.length !== 0))) {
    c.fail("RuntimeError", "start must be an 0-dim integral Tensor.", { rule: "argument-value" });
  }
  if (shape.length === 0) c.fail("RuntimeError", "narrow() cannot be applied to a 0-dim tensor.", { rule: "rank" });
  if (!isCopy) c.check(ge(length, 0), "RuntimeError", () => "narrow(): length must be non-negative.", { rule: "argument-value" });
  const dim = a.int("dim");
  if (isCopy && isConst(dim) && dim >= shape.length) c.fail("RuntimeError", "Expected dim < static_cast<int64_t>(self_sizes.size()) to be true, but got false.  (Could this error message be improved?  If so, please report an enhancement request to PyTorch.)", { rule: "dim-out-of-range" });
  const at = wrapDim(c, dim, shape.length);
  const size = shape[at] as Dim;
  const start = asDim(c.interp, given) ?? c.giveUp("where the part starts is not known");
  const why = { rule: "index-out-of-range", law: () => `narrow: ${print(start)} + ${print(length)} is beyond ${print(size)} (dim ${at} of ${printShape(shape)})` };
  c.check(and(ge(add(start, size), 0), le(start, size)), "IndexError", () => `start out of range (expected to be in range of [${print(neg(size))}, ${print(size)}], but got ${print(start)})`, why);
  const from = c.known(lt(start, 0)) === true ? add(start, size) : start;
  c.check(and(ge(length, 0), le(add(from, length), size)), "RuntimeError", () => `start (${print(from)}) + length (${print(length)}) exceeds dimension size (${print(size)}).`, why);
  const replace = (ds: readonly Dim[]): readonly Dim[] => ds.map((d, i) => (i === at ? length : d));
  return copied(c, a, viewOf(c, t, replace(shape), (s) => s, (s) => mul(from, s[at] as Dim)));
}

defineOp({
  name: "unfold",
  forms: nativeForms("unfold", "unfold_copy"),
  signature: NATIVE,
  rule: (c, a) => {
    const t = a.tensor("input");
    const shape = c.shapeOf(t);
    const at = wrapDim(c, a.int("dimension"), shape.length);
    const size = a.int("size");
    const step = a.int("step");
    const most = shape[at] ?? 1;
    c.check(ge(size, 0), "RuntimeError", () => `size is ${print(size)} but must be >= 0`, { rule: "argument-value" });
    c.check(le(size, most), "RuntimeError", () => `maximum size for tensor at dimension ${at} is ${print(most)} but size is ${print(size)}`, {
      rule: "kernel-size",
      law: () => `unfold: windows of ${print(size)} do not fit into ${print(most)} (dim ${at} of ${printShape(shape)})`,
    });
    c.check(gt(step, 0), "RuntimeError", () => `step is ${print(step)} but must be > 0`, { rule: "argument-value" });
    if (c.failure) return c.giveUp("the call fails");
    if (shape.length === 0) return copied(c, a, viewOf(c, t, [size], () => [1]));
    const windows = add(floordiv(sub(most, size), step), 1);
    c.explain(() => [`windows = ⌊(${print(most)} − ${print(size)})/${print(step)}⌋ + 1 = ${print(windows)}`]);
    const put = (ds: readonly Dim[], d: Dim, last: Dim): readonly Dim[] => [...ds.map((x, i) => (i === at ? d : x)), last];
    return copied(c, a, viewOf(c, t, put(shape, windows, size), (s) => put(s, mul(s[at] as Dim, step), s[at] as Dim)));
  },
  doc: "torch.Tensor.unfold",
});

defineOp({
  name: "as_strided",
  forms: nativeForms("as_strided", "as_strided_copy"),
  signature: NATIVE,
  rule: (c, a) => {
    const t = a.tensor("input");
    const out = asStrided(c, t, a.ints("size"), a.ints("stride"), a.isNone("storage_offset") ? null : a.int("storage_offset"));
    if (!a.signature.name.endsWith("_")) return copied(c, a, out);
    t.become(out);
    return t;
  },
  doc: "torch.as_strided",
});

function asStrided(c: OpContext, t: Tensor, size: readonly Dim[], stride: readonly Dim[], offset: Dim | null): Tensor {
  if (size.length !== stride.length) c.fail("RuntimeError", "mismatch in length of strides and shape", { rule: "argument-value" });
  if (stride.some((s) => isConst(s) && s < 0)) c.fail("RuntimeError", `as_strided: Negative strides are not supported at the moment, got strides: ${sizes(stride)}`, { rule: "argument-value" });
  if (offset !== null) c.check(ge(offset, 0), "RuntimeError", () => `Tensor: invalid storage offset ${print(offset)}`, { rule: "argument-value" });
  // Sizes are counted without a sign: a negative one is huge, unless its stride is 0.
  const wraps = !size.includes(0) && size.some((d, i) => isConst(d) && d < 0 && stride[i] !== 0);
  if (wraps) c.fail("RuntimeError", `Storage size calculation overflowed with sizes=${sizes(size)} and strides=${sizes(stride)}`, { rule: "argument-value" });
  const memory = memoryOf(c, t);
  const start = offset ?? memory?.offset;
  if (memory && start !== undefined && !size.includes(0)) {
    const bytes = t.dtype.bits / 8;
    const needed = mul(size.reduce((n, d, i) => add(n, mul(sub(d, 1), stride[i] as Dim)), add(start, 1)), bytes);
    const have = mul(memory.count, bytes);
    c.check(le(needed, have), "RuntimeError", () => `setStorage: sizes ${sizes(size)}, strides ${sizes(stride)}, storage offset ${print(start)}, and itemsize ${bytes} requiring a storage size of ${print(needed)} are out of bounds for storage of size ${print(have)}`, {
      rule: "view-size",
      law: () => `as_strided: ${printShape(size)} with strides ${printShape(stride)} reaches beyond ${printShape(t.shape ?? [])}`,
    });
  }
  checkNumel(c, size);
  const whole = memory !== null && memory.offset === 0 && t.data?.length === memory.count && t.strides === undefined;
  const data = whole && t.data && start !== undefined ? elementsAt(t.data, size, stride, start) : null;
  const out = c.tensor(size, t.dtype, { strides: normalStrides(size, stride), device: t.device, data });
  if (t.hasKnownElements) out.shareMemory(t);
  return out;
}

// ---------------------------------------------------------------- copies with a part written

/** The tensor that a part is written to: a copy with the same strides, a dense one where elements share memory. */
function scatterTarget(c: OpContext, t: Tensor): Tensor {
  const shape = c.shapeOf(t);
  // Whether its elements share memory is not known: nor is then where the copy lies.
  if (t.strides === null) return c.tensor(shape, t.dtype, { strides: null, device: t.device });
  const overlaps = t.strides?.some((s, i) => s === 0 && shape[i] !== 1) === true;
  return overlaps ? ownMemory(c, c.tensor(shape, t.dtype, { strides: elementwiseStrides(c, shape, [{ shape, strides: t.strides }]), device: t.device })) : t;
}

/** The result of writing `src` to a part of a copy. */
function scattered(c: OpContext, t: Tensor, src: Tensor, part: Tensor): Tensor {
  const want = c.shapeOf(part);
  const got = c.shapeOf(src);
  const fits: Cond = want.length === got.length ? and(...want.map((d, i) => eq(d, got[i] as Dim))) : false;
  c.check(fits, "RuntimeError", () => `expected src to have a size equal to the slice of self. src size = ${sizes(got)}, slice size = ${sizes(want)}`, {
    rule: "broadcast",
    law: () => `${c.op}: ${printShape(got)} is written to a part of shape ${printShape(want)}`,
  });
  return c.tensor(c.shapeOf(t), t.dtype, { strides: scatterTarget(c, t).strides, device: t.device });
}

defineOp({
  name: "select_scatter",
  forms: nativeForms("select_scatter"),
  signature: NATIVE,
  rule: (c, a) => scattered(c, a.tensor("input"), a.tensor("src"), select(c, a.tensor("input"), a.int("dim"), a.int("index"))),
});
defineOp({
  name: "slice_scatter",
  forms: nativeForms("slice_scatter"),
  signature: NATIVE,
  rule: (c, a) => {
    const t = a.tensor("input");
    if (c.shapeOf(t).length === 0) c.fail("IndexError", "slice() cannot be applied to a 0-dim tensor.", { rule: "rank" });
    const dim = wrapDim(c, a.int("dim"), c.shapeOf(t).length);
    c.check(gt(a.int("step"), 0), "RuntimeError", () => "slice step must be positive", { rule: "argument-value" });
    if (c.failure) return c.giveUp("the call fails");
    return scattered(c, t, a.tensor("src"), sliceAt(c, t, dim, a.maybeInt("start"), a.maybeInt("end"), a.int("step")));
  },
});
defineOp({
  name: "as_strided_scatter",
  forms: nativeForms("as_strided_scatter"),
  signature: NATIVE,
  rule: (c, a) => {
    const part = asStrided(c, scatterTarget(c, a.tensor("input")), a.ints("size"), a.ints("stride"), a.maybeInt("storage_offset"));
    const out = scattered(c, a.tensor("input"), a.tensor("src"), part);
    checkOverlap(c, part);
    return out;
  },
});
defineOp({
  name: "diagonal_scatter",
  forms: nativeForms("diagonal_scatter"),
  signature: NATIVE,
  rule: (c, a) => scattered(c, a.tensor("input"), a.tensor("src"), diagonal(c, a.tensor("input"), a.int("offset"), a.int("dim1"), a.int("dim2"))),
});

// ---------------------------------------------------------------- diagonals

defineOp({
  name: "diagonal",
  forms: [...nativeForms("diagonal", "diagonal_copy")],
  signature: NATIVE,
  rule: (c, a) => copied(c, a, diagonal(c, a.tensor("input"), a.int("offset"), a.int("dim1"), a.int("dim2"))),
  doc: "torch.diagonal",
});
defineOp({
  name: "diagonal",
  forms: ["torch.linalg.diagonal"],
  signature: "A, *, offset=0, dim1=-2, dim2=-1",
  rule: (c, a) => diagonal(c, a.tensor("A"), a.int("offset"), a.int("dim1"), a.int("dim2")),
});

function diagonal(c: OpContext, t: Tensor, offset: Dim, dim1: Dim, dim2: Dim): Tensor {
  const shape = c.shapeOf(t);
  const [i, j] = twoDims(c, dim1, dim2, shape.length);
  if (!isConst(offset)) return c.giveUp("the diagonal's offset is not known");
  const rows = shape[i] as Dim;
  const columns = shape[j] as Dim;
  const length = offset >= 0 ? larger(c, smaller(c, rows, sub(columns, offset)), 0) : larger(c, smaller(c, add(rows, offset), columns), 0);
  const rest = (ds: readonly Dim[], last: Dim): readonly Dim[] => [...ds.filter((_, k) => k !== i && k !== j), last];
  return viewOf(c, t, rest(shape, length), (s) => rest(s, add(s[i] as Dim, s[j] as Dim)), (s) => (length === 0 ? 0 : offset >= 0 ? mul(offset, s[j] as Dim) : mul(-offset, s[i] as Dim)));
}

function twoDims(c: OpContext, dim1: Dim, dim2: Dim, rank: number): readonly [number, number] {
  const i = wrapDim(c, dim1, rank);
  const j = wrapDim(c, dim2, rank);
  if (i === j) c.fail("RuntimeError", `diagonal dimensions cannot be identical ${print(dim1)}, ${print(dim2)}`, { rule: "argument-value" });
  return [i, j];
}

defineOp({
  name: "diag",
  forms: nativeForms("diag"),
  signature: NATIVE,
  rule: (c, a) => diag(c, a.tensor("input"), a.int("diagonal")),
  doc: "torch.diag",
});

function diag(c: OpContext, t: Tensor, offset: Dim): Tensor {
  const shape = c.shapeOf(t);
  if (shape.length !== 1 && shape.length !== 2) c.fail("RuntimeError", `diag(): Supports 1D or 2D tensors. Got ${shape.length}D`, { rule: "rank" });
  if (shape.length === 1) return diagEmbed(c, t, offset, -2, -1);
  const view = diagonal(c, t, offset, 0, 1);
  return contiguousCopy(c, view, c.shapeOf(view), view.data);
}

defineOp({
  name: "diag_embed",
  forms: nativeForms("diag_embed"),
  signature: NATIVE,
  rule: (c, a) => diagEmbed(c, a.tensor("input"), a.int("offset"), a.int("dim1"), a.int("dim2")),
  doc: "torch.diag_embed",
});

function diagEmbed(c: OpContext, t: Tensor, offset: Dim, dim1: Dim, dim2: Dim): Tensor {
  const shape = c.shapeOf(t);
  const [i, j] = twoDims(c, dim1, dim2, shape.length + 1);
  if (!isConst(offset)) return c.giveUp("the diagonal's offset is not known");
  const side = add(shape.at(-1) as Dim, Math.abs(offset));
  const out = shape.slice(0, -1);
  out.splice(Math.min(i, j), 0, side);
  out.splice(Math.max(i, j), 0, side);
  return c.tensor(out, t.dtype, { device: t.device, data: embedded(t, out, i, j, offset) });
}

/** The elements of a matrix with a vector on its diagonal. */
function embedded(t: Tensor, shape: readonly Dim[], i: number, j: number, offset: number): readonly number[] | null {
  if (!t.data || t.shape?.length !== 1 || shape.some((d) => !isConst(d) || d * d > 4096)) return null;
  const strides = contiguousStrides(shape) as number[];
  const out: number[] = new Array((shape[0] as number) * (shape[1] as number)).fill(0);
  t.data.forEach((x, k) => {
    out[(k + Math.max(0, -offset)) * (strides[i] as number) + (k + Math.max(0, offset)) * (strides[j] as number)] = x;
  });
  return out;
}

defineOp({
  name: "diagflat",
  forms: nativeForms("diagflat"),
  signature: NATIVE,
  rule: (c, a) => {
    const t = a.tensor("input");
    const count = c.shapeOf(t).reduce((n, d) => mul(n, d), 1 as Dim);
    return diagEmbed(c, contiguousCopy(c, t, [count], t.data), a.int("offset"), -2, -1);
  },
  doc: "torch.diagflat",
});

/** A value as an index; an unknown one is a symbol. */
export function indexOf(c: OpContext, v: Value): Dim {
  return asDim(c.interp, v) ?? c.giveUp(v instanceof Unknown ? v.reason : "an index that is not known");
}

/** The base of a slice, seen from the slice's own memory. */
defineOp({
  name: "slice_inverse",
  forms: nativeForms("slice_inverse"),
  signature: NATIVE,
  rule: (c, a) => {
    const src = a.tensor("src");
    const shape = c.shapeOf(src);
    const strides = src.strides === undefined ? contiguousStrides(shape) : src.strides;
    if (strides === null) return c.tensor(shape, a.tensor("input").dtype, { strides: null });
    const list = (ds: readonly Dim[]): Value => new PyTuple(ds.map(fromDim));
    return c.call("torch.as_strided", [a.tensor("input"), list(shape), list(strides), fromDim(memoryOf(c, src)?.offset ?? 0)]);
  },
});
