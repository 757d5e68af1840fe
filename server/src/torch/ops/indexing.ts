/** `x[...]`: what every part of a subscript does to a tensor (torch/csrc/autograd/python_variable_indexing.cpp). */
import { someNumber } from "../../python/join.ts";
import { elementOf } from "../reach.ts";
import { NdArray } from "../../python/stdlib/numpy/array.ts";
import { type Cond, type Dim, and, eq, isConst, or, print, printShape } from "../../dims/index.ts";
import { type Value, Alt, ELLIPSIS, Instance, PyBytes, PyFloat, PyList, PyRange, PySlice, PyTuple, SymBool, SymFloat, SymInt, PyComplex, PyBigInt, Unknown } from "../../python/values.ts";
import { asDim } from "../args.ts";
import { BOOL, INT64 } from "../dtype.ts";
import { tpName } from "../nativeErrors.ts";
import { type OpContext, sizes, wrapDim } from "../op.ts";
import { Tensor, contiguousStrides } from "../tensor.ts";
import { type Placed, checkFilledMask, checkIndices, gather, indexedShape } from "./advancedIndexing.ts";
import { checkOverlap } from "./pointwise.ts";
import { cppTypeName, scalarTypeName } from "./scalarTypes.ts";
import { outOfRange, selectAt, sliceAt, withinSize } from "./slices.ts";
import { tensorOf } from "./tensorData.ts";
import { expand, legacyTypeName, unsqueeze } from "./views.ts";

/** One part of a subscript. */
type Part =
  | { readonly kind: "int"; readonly index: Dim }
  | { readonly kind: "slice"; readonly slice: PySlice }
  | { readonly kind: "ellipsis" | "none" }
  | { readonly kind: "bool"; readonly value: boolean }
  | { readonly kind: "tensor"; readonly tensor: Tensor };

const INDEX = { rule: "argument-type" };

/** `t[key]` */
export function getItem(c: OpContext, t: Tensor, key: Value): Tensor {
  if (isMaskOf(t, key)) return c.tensor([c.freshDim()], t.dtype, { device: t.device });
  const { view, placed } = applied(c, t, key);
  return placed.length === 0 ? view : gather(c, view, placed);
}

/** Whether a key is a mask made of the tensor itself (`x[x > 0]`), whose rank nobody knows yet: it has the same, whichever that is. */
function isMaskOf(t: Tensor, key: Value): boolean {
  return t.shape === null && t.shapeVar !== null && key instanceof Tensor && key.shapeVar === t.shapeVar && isMask(key);
}

/** The number of dimensions of an index: one, where neither it nor its name tells. */
function rankOfIndex(c: OpContext, index: Tensor): number {
  const usual = index.shape === null && (index.shapeVar?.usual ?? null) !== null;
  return c.shapeOf(index, usual ? undefined : ["N"]).length;
}

/** `t[key] = value` */
export function setItem(c: OpContext, t: Tensor, key: Value, value: Value): void {
  if (!(value instanceof Tensor)) checkAssigned(c, t, value);
  if (isMaskOf(t, key)) {
    t.forgetData();
    return;
  }
  const parts = partsOf(c, key);
  const { view, placed } = walk(c, t, parts);
  const wasKnown = t.hasKnownElements;
  if (value instanceof Tensor && value.shape === null) {
    if (wasKnown) t.forgetData();
    return;
  }
  const single = parts.length === 1 ? parts[0] : undefined;
  if (typeof single === "boolean") {
    // x[True] = v writes all, x[False] = v nothing.
    if (single && value instanceof Tensor) assignTo(c, unsqueeze(c, t, 0), value);
  } else if (placed.length === 0) {
    checkOverlap(c, view);
    if (value instanceof Tensor) assignTo(c, view, value);
  } else {
    if (!(value instanceof Tensor) || value.shape?.every((d) => d === 1)) checkFilledMask(c, view, placed);
    const shape = indexedShape(c, view, placed);
    checkPut(c, t, value, shape, placed);
    checkIndices(c, view, placed);
  }
  t.forgetData();
}

/** The parts of a subscript applied: a view, and the tensors that index its dimensions. */
function applied(c: OpContext, t: Tensor, key: Value): { view: Tensor; placed: readonly Placed[] } {
  return walk(c, t, partsOf(c, key));
}

/** The parts of a subscript; what is not a tuple is one part, but for a list that holds slices, lists or tensors. */
function partsOf(c: OpContext, key: Value): readonly Value[] {
  const parts = key instanceof PyTuple || (key instanceof PyList && !key.unbounded && isTupleLike(key)) ? key.items : [key];
  return parts.map((v) => (v instanceof NdArray ? indexTensor(c, v) : v));
}

function isTupleLike(v: PyList): boolean {
  return v.items.length < 32 && v.items.some((x) => x instanceof Tensor || x instanceof PyList || x instanceof PyTuple || x instanceof PyRange || x instanceof PySlice || x === ELLIPSIS || x === null);
}

function part(c: OpContext, v: Value): Part {
  if (typeof v === "boolean") return { kind: "bool", value: v };
  if (typeof v === "number" || v instanceof SymInt) return { kind: "int", index: asDim(c.interp, v) as Dim };
  if (v === null) return { kind: "none" };
  if (v === ELLIPSIS) return { kind: "ellipsis" };
  if (v instanceof PySlice) return { kind: "slice", slice: v };
  if (v instanceof Tensor) return { kind: "tensor", tensor: v };
  if (v instanceof Unknown) return v.symbol !== null || v.isInput ? { kind: "int", index: asDim(c.interp, v) as Dim } : c.giveUp(v.reason);
  const number = v instanceof Alt ? someNumber(v) : undefined;
  if (number !== undefined) return part(c, number);
  if (v instanceof Alt || v instanceof SymBool) return c.giveUp("an index with several possible values");
  if (typeof v === "string" || v instanceof PyBytes) return c.fail("TypeError", `new(): invalid data type '${c.interp.typeName(v)}'`, INDEX);
  if (v instanceof PyList || v instanceof PyTuple || v instanceof PyRange) return { kind: "tensor", tensor: indexTensor(c, v) };
  if (v instanceof Instance || (typeof v === "object" && c.interp.lookupAttr(v, "__index__") !== undefined)) {
    const d = asDim(c.interp, v);
    if (v instanceof Instance && (v.primitive instanceof PyFloat || (typeof v.primitive === "boolean" && v.cls.moduleName === "numpy"))) return refused(c, v);
    return d === undefined ? c.giveUp("an index that is not known") : { kind: "int", index: d };
  }
  return refused(c, v);
}

function refused(c: OpContext, v: Value): never {
  return c.fail("IndexError", `only integers, slices (\`:\`), ellipsis (\`...\`), None and long or byte Variables are valid indices (got ${tpName(c.interp, v)})`, {
    ...INDEX,
    law: () => `a tensor cannot be indexed by a ${c.interp.typeName(v)}`,
  });
}

/** A list of indices as a tensor: of bools a mask, of numbers ints. */
function indexTensor(c: OpContext, v: Value): Tensor {
  const t = tensorOf(c, v, null, null);
  if (t.dtype === BOOL || t.dtype === INT64) return t;
  return new Tensor(t.shapeOrVar, INT64, { data: t.data?.map(Math.trunc) ?? null });
}

/** Ranks told by as many parts, where nothing else tells it. */
const NAMES: Readonly<Record<number, readonly string[]>> = { 3: ["N", "L", "C"], 4: ["N", "C", "H", "W"], 5: ["N", "C", "D", "H", "W"] };

/** What PyTorch takes as a subscript without counting: with ints, bools, None and the ellipsis. */
const OF_ITSELF = [SymInt, SymBool, PySlice, Unknown, Alt, Instance];

/** PyTorch counts the characters of a short text as indices, before it refuses the text. */
function moreOfText(parts: readonly Value[]): number {
  const [only] = parts;
  return parts.length === 1 && typeof only === "string" && only.length < 32 ? Math.max(0, only.length - 1) : 0;
}

function walk(c: OpContext, t: Tensor, parts: readonly Value[]): { view: Tensor; placed: readonly Placed[] } {
  const specified = parts.reduce<number>((n, v) => n + dimsOf(c, v), 0) + moreOfText(parts);
  const isTold = (t.shapeVar?.usual?.length ?? 0) >= specified;
  const names = isTold || parts.includes(ELLIPSIS) ? undefined : NAMES[specified];
  const rank = c.shapeOf(t, names).length;
  const [only] = parts;
  if (parts.length === 1 && rank === 0 && only === 0) {
    c.fail("IndexError", "invalid index of a 0-dim tensor. Use `tensor.item()` in Python or `tensor.item<T>()` in C++ to convert a 0-dim tensor to a number", { rule: "rank", law: () => "a tensor without dimensions cannot be indexed; .item() gives its number" });
  }
  if (parts.length === 1 && rank === 0 && typeof only === "number") c.fail("IndexError", `index ${only} is out of bounds for dimension 0 with size 0`, { rule: "rank" });
  if (parts.length === 1 && rank === 0 && only instanceof PySlice) checkStep(c, sliceBound(c, only.step) ?? 1);
  if (parts.length === 1 && rank === 0 && only instanceof PySlice) c.fail("IndexError", "slice() cannot be applied to a 0-dim tensor.", { rule: "rank" });
  const alone = parts.length === 1 && (typeof only === "number" || typeof only === "boolean" || only === null || only === ELLIPSIS || OF_ITSELF.some((kind) => only instanceof kind));
  if (specified > rank && !alone) {
    // One that is not known may be None, which takes no dimension.
    const open = parts.find((v) => v instanceof Unknown);
    if (open instanceof Unknown && specified - parts.filter((v) => v instanceof Unknown).length <= rank) return c.giveUp(open.reason);
    c.fail("IndexError", `too many indices for tensor of dimension ${rank}`, { rule: "rank", law: () => `${specified} ${specified === 1 ? "index" : "indices"} for ${printShape(c.shapeOf(t))}, which has ${rank} dimension${rank === 1 ? "" : "s"}` });
  }
  let view = t;
  let dim = 0;
  const placed: Placed[] = [];
  parts.forEach((v, i) => {
    const p = part(c, v);
    switch (p.kind) {
      case "int":
        view = intAt(c, view, dim, p.index, i);
        return;
      case "slice":
        view = sliced(c, view, dim, p.slice);
        dim += 1;
        return;
      case "ellipsis":
        dim += rank - specified;
        return;
      case "none":
        view = unsqueeze(c, view, dim);
        dim += 1;
        return;
      case "bool":
        view = unsqueeze(c, view, dim);
        placed.push({ dim, index: truthIndex(p.value) });
        dim += 1;
        return;
      case "tensor": {
        const rankOf = rankOfIndex(c, p.tensor);
        const mask = isMask(p.tensor);
        if (rankOf === 0 && p.tensor.dtype.category <= 1) {
          if (mask) {
            view = unsqueeze(c, view, dim);
            placed.push({ dim, index: truthIndex(p.tensor.data ? p.tensor.data[0] !== 0 : undefined, c) });
            dim += 1;
          } else view = intAt(c, view, dim, p.tensor.data?.[0] ?? c.freshDim(), i);
          return;
        }
        placed.push({ dim, index: p.tensor });
        dim += mask ? rankOf : 1;
        return;
      }
    }
  });
  return { view, placed };
}

/** The dimensions that a part of a subscript takes the place of. */
function dimsOf(c: OpContext, v: Value): number {
  if (v === null || v === ELLIPSIS || typeof v === "boolean") return 0;
  return v instanceof Tensor && isMask(v) ? rankOfIndex(c, v) : 1;
}

function isMask(t: Tensor): boolean {
  return t.dtype.category === 0 || t.dtype.name === "uint8";
}

/** The index tensor that a single truth stands for: 0, or nothing. */
function truthIndex(value: boolean | undefined, c?: OpContext): Tensor {
  if (value === undefined && c) return new Tensor([c.freshDim()], INT64);
  return new Tensor([value ? 1 : 0], INT64, { data: value ? [0] : [] });
}

function intAt(c: OpContext, t: Tensor, dim: number, index: Dim, place: number): Tensor {
  const shape = c.shapeOf(t);
  if (dim >= shape.length) beyond(c, t, shape, dim, index, place);
  const size = shape[dim] as Dim;
  c.check(withinSize(index, size), "IndexError", () => `index ${print(index)} is out of bounds for dimension ${place} with size ${print(size)}`, outOfRange(c, index, size, dim, shape));
  return selectAt(c, t, dim, index);
}

/**
 * After several ellipses an index may stand beyond the last dimension. PyTorch reads on in memory:
 * room for five sizes, zero where there are fewer, and then the strides.
 */
function beyond(c: OpContext, t: Tensor, shape: readonly Dim[], dim: number, index: Dim, place: number): never {
  const rank = shape.length;
  const size = rank <= 5 && dim >= 5 ? ((t.strides ?? contiguousStrides(shape))[dim - 5] ?? 0) : 0;
  if (c.known(withinSize(index, size)) === true) c.fail("IndexError", `Dimension out of range (expected to be in range of [${-rank}, ${rank - 1}], but got ${dim})`, { rule: "rank" });
  return c.fail("IndexError", `index ${print(index)} is out of bounds for dimension ${place} with size ${print(size)}`, { rule: "rank" });
}

function sliced(c: OpContext, t: Tensor, dim: number, s: PySlice): Tensor {
  // A bound that nobody knows leaves a part of some size.
  const [start, stop] = [s.start, s.stop].map((v) => (v === null ? null : (sliceBound(c, v) ?? c.freshDim(Number.NEGATIVE_INFINITY))));
  const by = s.step === null ? 1 : (sliceBound(c, s.step) ?? c.giveUp("a slice's step that is not known"));
  checkStep(c, by);
  if (dim >= c.shapeOf(t).length && s.start === null && s.stop === null && s.step === null) return t;
  wrapDim(c, dim, c.shapeOf(t).length);
  return sliceAt(c, t, dim, start ?? null, stop ?? null, by);
}

function checkStep(c: OpContext, by: Dim): void {
  if (by === 0) c.fail("ValueError", "slice step cannot be zero", INDEX);
  if (isConst(by) && by < 0) c.fail("ValueError", "step must be greater than zero", { ...INDEX, law: () => "a tensor cannot be sliced backwards; torch.flip turns it round" });
}

function sliceBound(c: OpContext, v: Value): Dim | undefined {
  if (v instanceof Tensor) {
    const single = v.shape === null || v.shape.every((d) => d === 1 || !isConst(d));
    if (!single || v.dtype.category > 1) c.fail("TypeError", "only integer tensors of a single element can be converted to an index", INDEX);
    return elementOf(v) ?? c.freshDim();
  }
  const isFraction = v instanceof PyFloat || v instanceof SymFloat || (v instanceof Instance && v.primitive instanceof PyFloat);
  if (isFraction || typeof v === "string" || v instanceof PyList || v instanceof PyTuple) {
    c.fail("TypeError", "slice indices must be integers or None or have an __index__ method", { ...INDEX, law: () => `a slice's bound must be an int, got a ${c.interp.typeName(v)}` });
  }
  return asDim(c.interp, v) ?? undefined;
}

// ---------------------------------------------------------------- assignment

function checkAssigned(c: OpContext, t: Tensor, value: Value): void {
  if (typeof value === "number" || typeof value === "boolean" || value instanceof PyFloat || value instanceof SymInt || value instanceof SymFloat || value instanceof SymBool || value instanceof PyComplex || value instanceof PyBigInt) return;
  const isPlain = value === null || typeof value === "string" || value instanceof PyList || value instanceof PyTuple || value instanceof PyRange;
  if (isPlain) c.fail("TypeError", `can't assign a ${tpName(c.interp, value)} to a ${legacyTypeName(t)}`, { rule: "argument-type", law: () => `a ${c.interp.typeName(value)} cannot be assigned to a part of a tensor; torch.tensor makes one of it` });
}

/** The value without leading dimensions of one; a size that is not known is taken to be one where there are more dimensions than the place has. */
function withoutLeadingOnes(shape: readonly Dim[], rank: number): readonly Dim[] {
  const first = shape.findIndex((d, i) => d !== 1 && (isConst(d) || shape.length - i <= rank));
  return first < 0 ? [] : shape.slice(first);
}

/** `view[...] = value`: the value is expanded to the view. */
function assignTo(c: OpContext, view: Tensor, value: Tensor): void {
  const to = c.shapeOf(view);
  const from = c.shapeOf(value);
  if (from.length === to.length && from.every((d, i) => d === to[i])) return;
  const sliced = c.tensor(withoutLeadingOnes(from, to.length), value.dtype, { device: value.device });
  expand(c, sliced, to, { rule: "broadcast", law: () => `${printShape(from)} is assigned to a part of shape ${printShape(to)}`, subjects: [view, value] });
}

function checkPut(c: OpContext, t: Tensor, value: Value, shape: readonly Dim[], placed: readonly Placed[]): void {
  // One mask with one number fills, whatever the number's type.
  const [only] = placed;
  const single = !(value instanceof Tensor) || c.shapeOf(value).every((d) => d === 1);
  if (single && placed.length === 1 && only && isMask(only.index)) {
    c.check(only.index.dtype.category === 0, "RuntimeError", () => `masked_fill_ only supports boolean masks, but got mask with dtype ${cppTypeName(only.index.dtype)}`, { rule: "dtype", law: () => `a mask must be bool, got ${only.index.dtype.name}` });
    return;
  }
  if (!(value instanceof Tensor)) return;
  const own = withoutLeadingOnes(c.shapeOf(value), shape.length);
  const lead = shape.length - own.length;
  const fits: Cond = lead < 0 ? false : and(...own.map((d, i) => (d === 1 ? true : or(eq(d, shape[i + lead] as Dim), eq(d, 1)))));
  c.check(fits, "RuntimeError", () => `shape mismatch: value tensor of shape ${sizes(own)} cannot be broadcast to indexing result of shape ${sizes(shape)}`, {
    rule: "broadcast",
    law: () => `${printShape(own)} is assigned to a part of shape ${printShape(shape)}`,
    subjects: [t, value],
  });
  c.check(value.dtype === t.dtype, "RuntimeError", () => `Index put requires the source and destination dtypes match, got ${scalarTypeName(t.dtype)} for the destination and ${scalarTypeName(value.dtype)} for the source.`, { rule: "dtype" });
}
