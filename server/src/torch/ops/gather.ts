/** Reading and writing at places that an index tensor names: gather, scatter, index_select, index_add and their kind. */
import { type Cond, type Dim, add, and, eq, gt, isConst, le, mul, or, print, printShape, product, sub } from "../../dims/index.ts";
import { type Value, PyFloat, PyList, PyTuple, Unknown } from "../../python/values.ts";
import { type Args, asDim, sequence } from "../args.ts";
import { defineOp } from "../define.ts";
import { type DType, INT64 } from "../dtype.ts";
import { NATIVE, takes } from "../native.ts";
import { type OpContext, sizes, wrapDim } from "../op.ts";
import { beyond } from "../reach.ts";
import { Tensor, contiguousStrides } from "../tensor.ts";
import { type Placed, checkFilledMask, checkIndices, indexedShape } from "./advancedIndexing.ts";
import { broadcastShapes } from "./broadcast.ts";
import { nativeForms } from "./forms.ts";
import { elementwiseStrides, preservedStrides } from "./layout.ts";
import { checkOverlap, outOf, write, writeExactly } from "./pointwise.ts";
import { view } from "./reshape.ts";
import { checkKernel } from "./promotion.ts";
import { scalarTypeName } from "./scalarTypes.ts";
import { sizeAt } from "./split.ts";
import { memoryOf, stridesOf } from "./strided.ts";

const DTYPE = { rule: "dtype" };
const RANK = { rule: "rank" };

/** A dimension of size 1 in place of none. */
function atLeastOne(shape: readonly Dim[]): readonly Dim[] {
  return shape.length === 0 ? [1] : shape;
}

function isEmpty(c: OpContext, shape: readonly Dim[]): boolean {
  return shape.some((d) => c.known(eq(d, 0)) === true);
}

function isInt(t: DType): boolean {
  return t.name === "int64" || t.name === "int32";
}

/** The result of writing into a tensor: the tensor itself in place, else a copy. */
function written(c: OpContext, a: Args, t: Tensor, layout: "row-major" | "kept" = "row-major"): Tensor {
  if (a.signature.name.endsWith("_")) {
    t.forgetData();
    return t;
  }
  if (t.shape === null) return c.like(t);
  const shape = c.shapeOf(t);
  return write(c, takes(a, "out") ? outOf(a) : null, c.tensor(shape, t.dtype, { strides: layout === "kept" ? preservedStrides(c, t) : undefined, device: t.device }));
}

// ---------------------------------------------------------------- gather and scatter

/** Raises for known indices beyond a size. */
function checkWithin(c: OpContext, index: Tensor, size: Dim, dim: number, negative = false): void {
  const bad = isConst(size) ? beyond(index, negative ? -size : 0, size) : undefined;
  if (bad === undefined) return;
  c.check(false, "RuntimeError", () => `index ${bad} is out of bounds for dimension ${dim} with size ${print(size)}`, { rule: "index-out-of-range", law: () => `${c.op}: index ${bad} is not within ${print(size)} (dim ${dim})` });
}

defineOp({
  name: "gather",
  forms: nativeForms("gather"),
  signature: NATIVE,
  rule: (c, a) => {
    const t = a.tensor("input");
    const index = a.tensor("index");
    const own = c.shapeOf(t);
    const shape = c.shapeOf(index);
    const dim = wrapDim(c, a.int("dim"), own.length);
    if (!isEmpty(c, shape)) {
      c.check(isInt(index.dtype), "RuntimeError", () => "gather(): Expected dtype int32/int64 for index", DTYPE);
      const x = atLeastOne(own);
      const i = atLeastOne(shape);
      if (x.length !== i.length) {
        c.fail("RuntimeError", "Index tensor must have the same number of dimensions as input tensor", { ...RANK, law: () => `gather: ${printShape(shape)} indexes ${printShape(own)}, the ranks differ` });
      }
      x.forEach((d, k) => {
        if (k === dim) return;
        c.check(le(i[k] as Dim, d), "RuntimeError", () => `Size does not match at dimension ${k} expected index ${sizes(shape)} to be no larger than self ${sizes(own)} apart from dimension ${dim}`, {
          rule: "index-shape",
          law: () => `gather: index ${printShape(shape)} is larger than ${printShape(own)} at dim ${k}`,
        });
      });
      checkWithin(c, index, x[dim] as Dim, dim);
    }
    return writeExactly(c, outOf(a), c.tensor(shape, t.dtype, { device: t.device, data: gathered(t, own, index, shape, dim) }));
  },
  doc: "torch.gather",
});

function gathered(t: Tensor, own: readonly Dim[], index: Tensor, shape: readonly Dim[], dim: number): readonly number[] | null {
  if (!t.data || !index.data || own.length !== 1 || shape.length !== 1 || dim !== 0) return null;
  const source = t.data;
  const out = index.data.map((i) => source[i]);
  return out.every((x) => x !== undefined) ? out : null;
}

const REDUCTIONS = ["sum", "prod", "mean", "amax", "amin"];

for (const name of ["scatter", "scatter_add", "scatter_reduce"] as const) {
  defineOp({
    name,
    forms: nativeForms(name),
    signature: NATIVE,
    rule: (c, a) => {
      const t = a.tensor("input");
      const index = a.tensor("index");
      const src = takes(a, "src") ? a.value("src") : a.value("value");
      const own = c.shapeOf(t);
      const shape = c.shapeOf(index);
      const dim = wrapDim(c, a.int("dim"), own.length);
      if (!isEmpty(c, shape)) c.check(isInt(index.dtype), "RuntimeError", () => "scatter(): Expected dtype int32/int64 for index", DTYPE);
      if (src instanceof Tensor) c.check(src.dtype === t.dtype, "RuntimeError", () => "scatter(): Expected self.dtype to be equal to src.dtype", { ...DTYPE, law: () => `${c.op}: ${src.dtype.name} is written into ${t.dtype.name}` });
      if (!isEmpty(c, shape)) checkScatter(c, own, shape, src instanceof Tensor ? c.shapeOf(src) : null, dim);
      if (a.signature.name.endsWith("_")) checkOverlap(c, t);
      checkReduction(c, a, name);
      const reduce = name === "scatter_reduce" && !isEmpty(c, shape) ? a.value("reduce") : null;
      const kernel = typeof reduce === "string" ? REDUCE_KERNELS[reduce] : undefined;
      if (kernel !== undefined) checkKernel(c, { name: `scatter_gather_tensor_cpu_reduce_${String(reduce)}`, rejects: kernel }, t.dtype, t.device);
      checkWithin(c, index, atLeastOne(own)[dim] as Dim, dim);
      return written(c, a, t);
    },
    doc: `torch.${name}`,
  });
}

/** The types that the kernels of scattered reductions do not know. */
const REDUCE_KERNELS: Readonly<Record<string, string>> = { mean: "bool", amax: "complex", amin: "complex" };

function checkReduction(c: OpContext, a: Args, name: string): void {
  if (!takes(a, "reduce")) return;
  const v = a.value("reduce");
  if (typeof v !== "string") return;
  if (name === "scatter") c.check(v === "add" || v === "multiply", "RuntimeError", () => "reduce argument must be either add or multiply.", { rule: "argument-value" });
  else c.check(REDUCTIONS.includes(v), "RuntimeError", () => `reduce argument must be either sum, prod, mean, amax or amin, got ${v}`, { rule: "argument-value" });
}

function checkScatter(c: OpContext, own: readonly Dim[], index: readonly Dim[], src: readonly Dim[] | null, dim: number): void {
  const x = atLeastOne(own);
  const i = atLeastOne(index);
  if (x.length !== i.length) c.fail("RuntimeError", "Index tensor must have the same number of dimensions as self tensor", { ...RANK, law: () => `${c.op}: ${printShape(index)} indexes ${printShape(own)}, the ranks differ` });
  const small = (to: readonly Dim[], except: number): Cond => and(...i.map((d, k) => (k === except || to[k] === undefined ? true : le(d, to[k]))));
  const why = { rule: "index-shape", law: () => `${c.op}: index ${printShape(index)} is larger than ${printShape(own)}${src ? ` or the source ${printShape(src)}` : ""}` };
  if (src === null) {
    c.check(small(x, dim), "RuntimeError", () => `Expected index ${sizes(index)} to be no larger than self ${sizes(own)} apart from dimension ${dim}`, why);
    return;
  }
  const s = src.length === 0 ? i.map((): Dim => 1) : src;
  if (atLeastOne(src).length !== i.length) {
    // The sizes are compared one by one, as far as the source has them, before the ranks are.
    const larger = (to: readonly Dim[], k: number): boolean => to[k] !== undefined && c.known(gt(i[k] as Dim, to[k])) === true;
    const first = i.findIndex((_, k) => k >= s.length || larger(s, k));
    if (!i.some((_, k) => k !== dim && larger(x, k)) && first >= s.length) c.fail("IndexError", `Dimension out of range (expected to be in range of [${-s.length}, ${s.length - 1}], but got ${first})`, RANK);
    c.fail("RuntimeError", "Index tensor must have the same number of dimensions as src tensor", RANK);
  }
  c.check(and(small(x, dim), small(s, -1)), "RuntimeError", () => `Expected index ${sizes(index)} to be no larger than self ${sizes(own)} apart from dimension ${dim} and to be no larger size than src ${sizes(src)}`, why);
}

// ---------------------------------------------------------------- along one dimension

defineOp({
  name: "index_select",
  forms: nativeForms("index_select"),
  signature: NATIVE,
  rule: (c, a) => {
    const t = a.tensor("input");
    const index = a.tensor("index");
    const own = c.shapeOf(t);
    const dim = wrapDim(c, a.int("dim"), own.length);
    const shape = c.shapeOf(index, ["N"]);
    if (shape.length > 1) c.fail("IndexError", "index_select(): Index is supposed to be a vector", RANK);
    const count = shape[0] ?? 1;
    if (own.length === 0) c.check(eq(count, 1), "RuntimeError", () => `index_select(): Index to scalar can have only 1 value, got ${print(count)} value(s)`, { rule: "index-shape" });
    c.check(isInt(index.dtype), "RuntimeError", () => "index_select(): Expected dtype int32 or int64 for index", DTYPE);
    const size = own[dim] ?? 1;
    checkSelected(c, index, own, dim, size, count);
    const out = own.map((d, i) => (i === dim ? count : d));
    const data = t.data && index.data && own.length === 1 && !c.failure ? index.data.map((i) => t.data?.[i] ?? 0) : null;
    return write(c, outOf(a), c.tensor(out, t.dtype, { device: t.device, data }));
  },
  doc: "torch.index_select",
});

/** Raises for known indices out of range; which kernel runs decides on the words. */
function checkSelected(c: OpContext, index: Tensor, own: readonly Dim[], dim: number, size: Dim, count: Dim): void {
  const why = { rule: "index-out-of-range", law: () => `index_select: an index is not within ${print(size)} (dim ${dim} of ${printShape(own)})` };
  const empty = own.includes(0);
  if (own.length > 1 && empty && isConst(count) && count > 0) c.check(size !== 0, "RuntimeError", () => "index_select(): self indexing axis dim should be positive", why);
  const bad = isConst(size) ? index.data?.find((x) => x < 0 || x >= size) : undefined;
  if (bad === undefined) return;
  if (own.length > 1 && (empty || dim === 1)) c.check(false, "RuntimeError", () => `INDICES element is out of DATA bounds, id=${bad} axis_dim=${print(size)}`, why);
  else c.check(false, "IndexError", () => "index out of range in self", why);
}

for (const name of ["index_add", "index_reduce"] as const) {
  defineOp({
    name,
    forms: nativeForms(name),
    signature: NATIVE,
    rule: (c, a) => {
      const t = a.tensor("input");
      const index = a.tensor("index");
      const source = a.tensor("source");
      if (name === "index_reduce" && typeof a.value("reduce") === "string" && !["prod", "mean", "amax", "amin"].includes(a.string("reduce"))) {
        c.check(false, "RuntimeError", () => `index_reduce(): Expected reduce to be one of prod, mean, amax or amin but got ${a.string("reduce")}.`, { rule: "argument-value" });
      }
      const own = c.shapeOf(t);
      const dim = wrapDim(c, a.int("dim"), own.length);
      const shape = c.shapeOf(index, ["N"]);
      const from = c.shapeOf(source);
      if (shape.length > 1) {
        c.fail("IndexError", `${name}_(): Index is supposed to be a vector, but got dim: ${shape.length} with type: ${scalarTypeName(index.dtype)} and size: ${sizes(shape)}`, RANK);
      }
      c.check(isInt(index.dtype), "RuntimeError", () => `${name}_(): Expected dtype int32/int64 for index but got: ${scalarTypeName(index.dtype)}`, DTYPE);
      c.check(t.dtype === source.dtype, "RuntimeError", () => `${name}_(): self (${scalarTypeName(t.dtype)}) and source (${scalarTypeName(source.dtype)}) must have the same scalar type`, DTYPE);
      const count = product(shape);
      if (dim !== 0) c.check(dim < from.length, "RuntimeError", () => `${name}_(): Indexing dim ${dim} is out of bounds of the source tensor with dim ${from.length}`, RANK);
      if (!c.failure) {
        const have = from[dim] ?? 1;
        if (from.length === 0 && c.known(eq(count, 1)) === false) sizeAt(c, dim, from);
        c.check(eq(count, have), "RuntimeError", () => `${name}_(): Number of indices (${print(count)}) should be equal to source.size(dim): (${print(have)}), for dim: ${dim}`, { rule: "index-shape", law: () => `${name}: ${print(count)} indices for ${print(have)} slices (dim ${dim} of ${printShape(from)})` });
      }
      if (!c.failure) {
        const drop = own.length > 0 && from.length > 0;
        const x = drop ? own.filter((_, i) => i !== dim) : own;
        const y = drop ? from.filter((_, i) => i !== dim) : from;
        const alike: Cond = x.length === y.length ? and(...x.map((d, i) => eq(d, y[i] as Dim))) : false;
        c.check(alike, "RuntimeError", () => `source tensor shape must match self tensor shape, excluding the specified dimension. Got self.shape = ${sizes(own)} source.shape = ${sizes(from)}`, {
          rule: "index-shape",
          law: () => `${name}: ${printShape(from)} does not fit ${printShape(own)} apart from dim ${dim}`,
        });
      }
      if (a.signature.name.endsWith("_")) checkOverlap(c, t);
      if (name === "index_reduce") {
        if (own.length > 1 && own[dim] === 0 && c.known(gt(count, 0)) === true && !own.some((d, i) => d === 0 && i !== dim)) c.fail("IndexError", `select(): index 0 out of range for tensor of size ${sizes(own)} at dimension ${dim}`, { rule: "index-out-of-range" });
        if (c.known(eq(count, 0)) !== true && !own.includes(0)) checkKernel(c, { name: a.bool("include_self") ? "index_func_" : "index_reduce_func_exclude_input_init", rejects: "bool complex" }, t.dtype, t.device);
      }
      if (own.length > 1 && own.includes(0)) return written(c, a, t);
      if (name === "index_add" && own.length > 1) checkWithin(c, index, own[dim] ?? 1, dim);
      else if (index.data?.some((x) => x < 0 || (isConst(own[dim] ?? 1) && x >= ((own[dim] ?? 1) as number)))) c.check(false, "IndexError", () => "index out of range in self", { rule: "index-out-of-range" });
      return written(c, a, t);
    },
    doc: `torch.Tensor.${name}_`,
  });
}

/** A tensor without elements is laid out anew with the indexed dimension at rest, which its memory may not hold; a copy has none. */
function checkRestrided(c: OpContext, t: Tensor, own: readonly Dim[], dim: number, count: Dim, inPlace: boolean): void {
  if (own[dim] !== 0 || c.known(gt(count, 0)) !== true || own.some((d, i) => d === 0 && i !== dim)) return;
  const shape = own.map((d, i) => (i === dim ? count : d));
  const strides = (stridesOf(t, own) ?? []).map((s, i) => (i === dim ? 0 : s));
  const bytes = t.dtype.bits / 8;
  const { offset, count: held } = (inPlace ? memoryOf(c, t) : null) ?? { offset: 0, count: 0 };
  const needed = mul(shape.reduce((n, d, i) => add(n, mul(sub(d, 1), strides[i] ?? 0)), add(offset, 1)), bytes);
  const have = mul(held, bytes);
  if (c.known(le(needed, have)) === true) return;
  c.check(false, "RuntimeError", () => `setStorage: sizes ${sizes(shape)}, strides ${sizes(strides)}, storage offset ${print(offset)}, and itemsize ${bytes} requiring a storage size of ${print(needed)} are out of bounds for storage of size ${print(have)}`, { rule: "index-out-of-range" });
}

defineOp({
  name: "index_copy",
  forms: nativeForms("index_copy"),
  signature: NATIVE,
  rule: (c, a) => {
    const t = a.tensor("input");
    const index = a.tensor("index");
    const source = a.tensor("source");
    const own = c.shapeOf(t);
    const dim = wrapDim(c, a.int("dim"), own.length);
    const shape = c.shapeOf(index, ["N"]);
    const from = c.shapeOf(source);
    const count = product(shape);
    const why = { rule: "index-shape" };
    if (a.signature.name.endsWith("_")) checkOverlap(c, t);
    if (shape.length > 1) c.fail("IndexError", `index_copy_(): Index should have dimension 1 or 0 (got ${shape.length})`, RANK);
    if (from.length === 0) c.check(eq(count, 1), "IndexError", () => `index_copy_(): When source is scalar, index should have one element (got ${print(count)})`, why);
    else if (own.length !== 0 && from.length !== own.length) {
      c.check(false, "IndexError", () => `index_copy_(): When source and destination are not scalars, their dimensionality must match. Source dimensionality (${from.length}), destination dimensionality (${own.length})`, RANK);
    }
    c.check(index.dtype.name === "int64", "RuntimeError", () => `index_copy_(): Expected a long tensor for index, but got ${scalarTypeName(index.dtype)}`, DTYPE);
    c.check(t.dtype === source.dtype, "RuntimeError", () => `index_copy_(): self and source expected to have the same dtype, but got (self) ${scalarTypeName(t.dtype)} and (source) ${scalarTypeName(source.dtype)}`, DTYPE);
    if (!c.failure) {
      const x = own.filter((_, i) => i !== dim);
      const y = from.filter((_, i) => i !== dim);
      const plain = (ds: readonly Dim[]): string => ds.map(print).join(" ");
      const alike: Cond = x.length === y.length ? and(...x.map((d, i) => eq(d, y[i] as Dim))) : false;
      c.check(alike, "RuntimeError", () => `index_copy_(): Source/destination tensor must have same slice shapes. Destination slice shape: ${plain(x)} at dimension ${dim} and source slice shape: ${plain(y)} at dimension 0.`, why);
      const have = from.length === 0 ? 1 : (from[dim] as Dim);
      c.check(eq(count, have), "IndexError", () => `index_copy_(): Number of indices (${print(count)}) should be equal to source.size(dim) (${print(have)})`, why);
    }
    const size = own[dim] ?? 1;
    checkRestrided(c, t, own, dim, count, a.signature.name.endsWith("_"));
    const bad = isConst(size) ? index.data?.find((i) => i < 0 || i >= size) : undefined;
    if (bad !== undefined) c.check(false, "IndexError", () => `index_copy_(): index ${bad} is out of bounds for dimension ${dim} with size ${print(size)}`, { rule: "index-out-of-range" });
    return written(c, a, t);
  },
  doc: "torch.Tensor.index_copy_",
});

defineOp({
  name: "index_fill",
  forms: nativeForms("index_fill"),
  signature: NATIVE,
  rule: (c, a) => {
    const t = a.tensor("input");
    const index = a.tensor("index");
    const value = a.value("value");
    if (value instanceof Tensor && value.shape !== null && value.shape.length > 0) {
      c.fail("RuntimeError", `index_fill_ only supports a 0-dimensional value tensor, but got tensor with ${value.shape.length} dimension(s).`, RANK);
    }
    c.check(index.dtype.name === "int64", "IndexError", () => "index_fill_(): Expected dtype int64 for index.", DTYPE);
    const own = c.shapeOf(t);
    if (typeof value === "object" && value !== null && value.kind === "complex" && t.dtype.category < 3) c.check(false, "RuntimeError", () => "index_fill_(): Converting complex Scalar to non-complex type is not supported", DTYPE);
    const dim = wrapDim(c, a.int("dim"), own.length);
    if (c.shapeOf(index, ["N"]).length > 1) c.fail("RuntimeError", "Index has to be a vector/scalar", RANK);
    const size = own[dim] ?? 1;
    checkRestrided(c, t, own, dim, product(c.shapeOf(index)), a.signature.name.endsWith("_"));
    // Indices are looked at along the other dimensions, if there is anything.
    const bad = isConst(size) && !own.some((d, i) => i !== dim && d === 0) ? index.data?.find((i) => i < -size || i >= size) : undefined;
    if (bad !== undefined) c.check(false, "IndexError", () => `index ${bad} is out of bounds for dimension ${dim} with size ${print(size)}`, { rule: "index-out-of-range" });
    return written(c, a, t, "kept");
  },
  doc: "torch.Tensor.index_fill_",
});

defineOp({
  name: "index_put",
  forms: nativeForms("index_put"),
  signature: NATIVE,
  rule: (c, a) => {
    const t = a.tensor("input");
    const values = a.tensor("values");
    const own = c.shapeOf(t);
    const given = sequence(a.value("indices")) ?? [];
    const placed: Placed[] = [];
    let dim = 0;
    for (const v of given) {
      if (v instanceof Tensor) {
        placed.push({ dim, index: v });
        dim += v.dtype.category === 0 ? c.shapeOf(v).length : 1;
      } else if (v === null) dim += 1;
      else return c.giveUp(v instanceof Unknown ? v.reason : "an index that is not known");
    }
    if (given.length > own.length) c.fail("IndexError", `too many indices for tensor of dimension ${own.length} (got ${given.length})`, RANK);
    if (!a.bool("accumulate") && values.shape?.every((d) => d === 1)) checkFilledMask(c, t, placed);
    if (dim > own.length) c.fail("IndexError", `too many indices for tensor of dimension ${own.length} (got ${dim})`, RANK);
    if (placed.length === 0) return withoutIndex(c, a, t, values, own);
    const shape = indexedShape(c, t, placed);
    const from = c.shapeOf(values);
    const lead = shape.length - from.length;
    const fits: Cond = lead < 0 ? false : and(...from.map((d, i) => (d === 1 ? true : or(eq(d, shape[i + lead] as Dim), eq(d, 1)))));
    const mask = placed.length === 1 && from.every((d) => d === 1) ? placed[0]?.index.dtype : undefined;
    if (mask?.name === "uint8") c.check(false, "RuntimeError", () => "masked_fill_ only supports boolean masks, but got mask with dtype unsigned char", DTYPE);
    if (mask?.category !== 0) {
      c.check(fits, "RuntimeError", () => `shape mismatch: value tensor of shape ${sizes(from)} cannot be broadcast to indexing result of shape ${sizes(shape)}`, { rule: "broadcast" });
      c.check(values.dtype === t.dtype, "RuntimeError", () => `Index put requires the source and destination dtypes match, got ${scalarTypeName(t.dtype)} for the destination and ${scalarTypeName(values.dtype)} for the source.`, DTYPE);
    }
    checkIndices(c, t, placed);
    return written(c, a, t, "kept");
  },
  doc: "torch.Tensor.index_put_",
});

/** Without any index PyTorch takes the values for all elements, and fails where it looks for the mask or the index. */
function withoutIndex(c: OpContext, a: Args, t: Tensor, values: Tensor, own: readonly Dim[]): Value {
  const from = c.shapeOf(values);
  if (from.every((d) => d === 1) && !a.bool("accumulate")) {
    c.fail("RuntimeError", own.length === 0 ? "masked_fill_ only supports boolean masks, but got mask with dtype nullptr (uninitialized)" : "sym_strides() called on an undefined Tensor", { rule: "index-shape" });
  }
  const lead = own.length - from.length;
  const fits: Cond = lead < 0 ? false : and(...from.map((d, i) => (d === 1 ? true : eq(d, own[i + lead] as Dim))));
  c.check(fits, "RuntimeError", () => `shape mismatch: value tensor of shape ${sizes(from)} cannot be broadcast to indexing result of shape ${sizes(own)}`, { rule: "broadcast" });
  c.check(values.dtype === t.dtype, "RuntimeError", () => `Index put requires the source and destination dtypes match, got ${scalarTypeName(t.dtype)} for the destination and ${scalarTypeName(values.dtype)} for the source.`, DTYPE);
  if (c.failure || c.known(isEmpty(c, own)) === true) return written(c, a, t, "kept");
  return c.fail("RuntimeError", 'ntensor >= 3 INTERNAL ASSERT FAILED at "/__w/pytorch/pytorch/aten/src/ATen/native/cpu/IndexKernelUtils.h":8, please report a bug to PyTorch. ', { rule: "index-shape" });
}

// ---------------------------------------------------------------- as if flat

defineOp({
  name: "take",
  forms: nativeForms("take"),
  signature: NATIVE,
  rule: (c, a) => {
    const t = a.tensor("input");
    const index = a.tensor("index");
    c.check(index.dtype.name === "int64", "RuntimeError", () => `take(): Expected a long tensor for index, but got ${scalarTypeName(index.dtype)}`, DTYPE);
    const count = product(c.shapeOf(t));
    const shape = c.shapeOf(index);
    if (count === 0 && !isEmpty(c, shape) && shape.every(isConst)) c.check(false, "IndexError", () => "take(): tried to take from an empty tensor", { rule: "index-out-of-range" });
    checkFlat(c, index, count);
    return write(c, outOf(a), c.tensor(shape, t.dtype, { device: t.device }));
  },
  doc: "torch.take",
});

function checkFlat(c: OpContext, index: Tensor, count: Dim): void {
  const bad = isConst(count) ? index.data?.find((x) => x < -count || x >= count) : undefined;
  if (bad !== undefined) c.check(false, "IndexError", () => `out of range: tried to access index ${bad} on a tensor of ${print(count)} elements.`, { rule: "index-out-of-range" });
}

defineOp({
  name: "put",
  forms: nativeForms("put"),
  signature: NATIVE,
  rule: (c, a) => {
    const t = a.tensor("input");
    const index = a.tensor("index");
    const source = a.tensor("source");
    c.check(index.dtype.name === "int64", "RuntimeError", () => `put_(): Expected a long tensor for index, but got ${scalarTypeName(index.dtype)}`, DTYPE);
    c.check(t.dtype === source.dtype, "RuntimeError", () => `put_(): self and source expected to have the same dtype, but got self.dtype = ${scalarTypeName(t.dtype)} and source.dtype = ${scalarTypeName(source.dtype)}`, DTYPE);
    const n = product(c.shapeOf(index));
    const m = product(c.shapeOf(source));
    const count = product(c.shapeOf(t));
    c.check(eq(n, m), "IndexError", () => `put_(): Expected source and index to have the same number of elements, but got source.numel() = ${print(m)}, index.numel() = ${print(n)}`, { rule: "index-shape" });
    if (a.signature.name.endsWith("_")) checkOverlap(c, t);
    if (count === 0 && isConst(n) && n > 0) c.check(false, "IndexError", () => "put_(): Tried to put elements into an empty tensor", { rule: "index-out-of-range" });
    checkFlat(c, index, count);
    return written(c, a, t, "kept");
  },
  doc: "torch.Tensor.put_",
});

defineOp({
  name: "take_along_dim",
  forms: nativeForms("take_along_dim"),
  signature: NATIVE,
  rule: (c, a) => {
    const t = a.tensor("input");
    const index = a.tensor("indices");
    const own = c.shapeOf(t);
    const shape = c.shapeOf(index);
    const rank = a.isNone("dim") ? null : own.length;
    const isLong = (): void => c.check(index.dtype.name === "int64", "RuntimeError", () => `torch.take_along_dim(): dtype of indices should be Long but got ${scalarTypeName(index.dtype)}`, DTYPE);
    if (rank === null) {
      view(c, t, [-1]);
      view(c, index, [-1]);
      if (!isEmpty(c, shape)) {
        c.check(isInt(index.dtype), "RuntimeError", () => "gather(): Expected dtype int32/int64 for index", DTYPE);
        checkWithin(c, index, product(own), 0);
      }
      return c.tensor([product(shape)], t.dtype, { device: t.device });
    }
    if (shape.length !== own.length) {
      c.fail("RuntimeError", `torch.take_along_dim(): input and indices should have the same number of dimensions, but got ${own.length} dimensions for input, and ${shape.length} dimensions for indices`, RANK);
    }
    isLong();
    const dim = wrapDim(c, a.int("dim"), rank);
    if (rank === 0) c.fail("IndexError", `Dimension specified as ${dim} but tensor has no dimensions`, RANK);
    const put = (ds: readonly Dim[], d: Dim): readonly Dim[] => ds.map((x, i) => (i === dim ? d : x));
    const out = broadcastShapes(c, [put(own, shape[dim] ?? 1), shape]);
    return write(c, outOf(a), c.tensor(put(out, shape[dim] ?? 1), t.dtype, { device: t.device }));
  },
  doc: "torch.take_along_dim",
});

defineOp({
  name: "unravel_index",
  forms: [{ names: ["torch.unravel_index", "torch.functional.unravel_index"], python: true }],
  signature: "indices, shape",
  rule: (c, a) => {
    const first = a.value("indices");
    if (first === null || typeof first !== "object" || first instanceof PyFloat || first instanceof PyTuple || first instanceof PyList) c.fail("AttributeError", `'${c.interp.typeName(first)}' object has no attribute 'is_complex'`, { rule: "argument-type" });
    const indices = a.tensor("indices");
    if (indices.dtype.category !== 1) c.fail("TypeError", `expected 'indices' to be integer dtype, but got torch.${indices.dtype.name}`, DTYPE);
    const given = a.value("shape");
    const items = sequence(given) ?? [given];
    const dims = items.map((v: Value) => {
      if (v === null || typeof v === "string" || v instanceof PyFloat || v instanceof PyTuple || v instanceof PyList) c.fail("TypeError", `expected 'shape' sequence to only contain ints, but got <class '${c.interp.typeName(v)}'>`, { rule: "argument-type" });
      return asDim(c.interp, v) ?? c.giveUp("a size is not known");
    });
    if (dims.some((d) => isConst(d) && d < 0)) c.fail("ValueError", `'shape' cannot have negative values, but got ${c.interp.repr(new PyTuple(items))}`, { rule: "argument-value" });
    const shape = c.shapeOf(indices);
    // They are computed side by side, and are views of that.
    const own = indices.strides === undefined ? contiguousStrides(shape) : indices.strides;
    const whole = [...shape, dims.length];
    const together = elementwiseStrides(c, whole, [{ shape: [...shape, 1], strides: own && [...own, 1] }, { shape: [dims.length], strides: undefined }]);
    const strides = together === undefined ? contiguousStrides(whole) : together;
    return new PyTuple(dims.map(() => c.tensor(shape, INT64, { strides: strides && strides.slice(0, -1), device: indices.device })));
  },
});

