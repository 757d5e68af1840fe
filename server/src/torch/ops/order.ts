/** Sorting, ranking, distinct values, and places in sorted sequences. */
import { type Dim, and, eq, ge, le, print, product } from "../../dims/index.ts";
import { type Value, Alt, PyComplex, PyTuple, SymBool, Unknown } from "../../python/values.ts";
import { type Args, asDim } from "../args.ts";
import { type DType, BOOL, INT64, dtype } from "../dtype.ts";
import { defineOp } from "../define.ts";
import { NATIVE, takes } from "../native.ts";
import { tpName } from "../nativeErrors.ts";
import { type OpContext, sizes, wrapDim } from "../op.ts";
import { Tensor, contiguousStrides } from "../tensor.ts";
import { nativeForms } from "./forms.ts";
import { stridesLike } from "./layout.ts";
import { equalShapes, write } from "./pointwise.ts";
import { checkKernel, numberOf, resultType } from "./promotion.ts";
import { elementCount } from "./reduction.ts";
import { namedResult } from "./returnTypes.ts";
import { scalarTypeName } from "./scalarTypes.ts";

// ---------------------------------------------------------------- sorting

interface Sorted {
  readonly values: Tensor;
  readonly indices: Tensor;
}

function sorted(c: OpContext, x: Tensor, dim: Dim): Sorted {
  const shape = c.shapeOf(x);
  const d = wrapDim(c, dim, shape.length);
  c.check(x.dtype.category !== 3, "RuntimeError", () => " Sort does not support complex dtypes on CPU", { rule: "dtype" });
  const strides = stridesLike(c, shape, [x]);
  const data = x.data && shape.length === 1 && d === 0 ? x.data : null;
  const places = data?.map((_, i) => i).sort((i, j) => (data[i] as number) - (data[j] as number)) ?? null;
  return {
    values: new Tensor(shape, x.dtype, { strides, device: x.device, data: places && data ? places.map((i) => data[i] as number) : null }),
    indices: new Tensor(shape, INT64, { strides, device: x.device, data: places }),
  };
}

/** Reverses the elements of a sort along its only dimension. */
function descending(s: Sorted): Sorted {
  const flip = (t: Tensor): Tensor => (t.data ? new Tensor(t.shapeOrVar, t.dtype, { strides: t.strides, device: t.device, data: t.data.slice().reverse() }) : t);
  return { values: flip(s.values), indices: flip(s.indices) };
}

defineOp({
  name: "sort",
  forms: nativeForms("sort"),
  signature: NATIVE,
  rule: (c, a) => {
    const s = sorted(c, a.tensor("input"), a.int("dim"));
    const result = a.bool("descending") ? descending(s) : s;
    return namedResult("sort", { values: result.values, indices: result.indices });
  },
});

defineOp({
  name: "argsort",
  forms: nativeForms("argsort"),
  signature: NATIVE,
  rule: (c, a) => {
    const s = sorted(c, a.tensor("input"), a.int("dim"));
    return (a.bool("descending") ? descending(s) : s).indices;
  },
});

defineOp({ name: "msort", forms: nativeForms("msort"), signature: NATIVE, rule: (c, a) => sorted(c, a.tensor("input"), 0).values });

defineOp({
  name: "topk",
  forms: nativeForms("topk"),
  signature: NATIVE,
  rule: (c, a) => {
    const x = a.tensor("input");
    const shape = c.shapeOf(x);
    const d = wrapDim(c, a.int("dim"), shape.length);
    const k = a.int("k");
    const size = shape[d] ?? 1;
    c.check(and(ge(k, 0), le(k, size)), "RuntimeError", () => "selected index k out of range", { rule: "argument-value", law: () => `topk: ${print(k)} of the ${print(size)} elements of dim ${d} of ${sizes(shape)}` });
    c.check(x.dtype.category !== 3, "RuntimeError", () => " topk does not support complex dtypes on CPU", { rule: "dtype" });
    c.check(x.dtype.category !== 0, "RuntimeError", () => "topk does not support bool dtypes on CPU", { rule: "dtype" });
    const out = shape.map((s, i) => (i === d ? k : s));
    return namedResult("topk", { values: new Tensor(out, x.dtype, { device: x.device }), indices: new Tensor(out, INT64, { device: x.device }) });
  },
});

// ---------------------------------------------------------------- distinct values

/** As many as there are distinct elements: known for constants only. */
function distinct(c: OpContext, x: Tensor, shape: readonly Dim[], consecutive: boolean): Dim {
  if (x.data) return consecutive ? x.data.filter((v, i, all) => i === 0 || v !== all[i - 1]).length : new Set(x.data).size;
  return c.freshDim(c.known(ge(elementCount(shape), 1)) ? 1 : 0, "unique");
}

/** The distinct elements, in order or where each run begins, how often each stands there, and the place of every element among them. */
function runsOf(data: readonly number[], consecutive: boolean): { values: number[]; counts: number[]; places: number[] } | null {
  if (data.some(Number.isNaN)) return null;
  const values = consecutive ? data.filter((v, i) => i === 0 || v !== data[i - 1]) : [...new Set(data)].sort((a, b) => a - b);
  const counts = values.map(() => 0);
  const byValue = new Map(values.map((v, i) => [v, i]));
  let run = -1;
  const places = data.map((v, i) => {
    if (i === 0 || v !== data[i - 1]) run += 1;
    const place = consecutive ? run : (byValue.get(v) ?? 0);
    counts[place] = (counts[place] ?? 0) + 1;
    return place;
  });
  return { values, counts, places };
}

/** How many distinct slices there are along a dimension. */
function distinctSlices(c: OpContext, x: Tensor, shape: readonly Dim[], d: number, consecutive: boolean): Dim {
  const strides = contiguousStrides(shape);
  const step = strides[d];
  const size = shape[d];
  if (!x.data || typeof step !== "number" || typeof size !== "number") return c.freshDim(c.known(ge(size ?? 0, 1)) ? 1 : 0, "unique");
  const slices: string[] = Array.from({ length: size }, () => "");
  x.data.forEach((v, i) => {
    slices[Math.floor(i / step) % size] += ` ${v}`;
  });
  return consecutive ? slices.filter((v, i) => i === 0 || v !== slices[i - 1]).length : new Set(slices).size;
}

function uniqueRule(consecutive: boolean) {
  return (c: OpContext, a: Args): Value => {
    const given = a.value("input");
    if (!(given instanceof Tensor || given instanceof Unknown || given instanceof Alt)) {
      c.fail("TypeError", `${consecutive ? "unique_consecutive" : a.isNone("dim") ? "_unique2" : "unique_dim"}(): argument 'input' (position 1) must be Tensor, not ${tpName(c.interp, given)}`, { rule: "argument-type" });
    }
    const native = consecutive ? "unique_consecutive" : a.isNone("dim") ? "_unique2" : "unique_dim";
    const along = a.value("dim");
    const noDim = along !== null && !(along instanceof Alt) && (typeof along === "boolean" || asDim(c.interp, along) === undefined);
    if (noDim && !consecutive) c.fail("TypeError", `unique_dim(): argument 'dim' (position 2) must be int, not ${tpName(c.interp, along)}`, { rule: "argument-type" });
    for (const option of consecutive ? ["return_inverse", "return_counts"] : ["sorted", "return_inverse", "return_counts"]) {
      const v = a.value(option);
      if (!(typeof v === "boolean" || v instanceof Unknown || v instanceof Alt || v instanceof SymBool)) c.fail("TypeError", `${native}(): argument '${option}' must be bool, not ${tpName(c.interp, v)}`, { rule: "argument-type" });
    }
    if (noDim) c.fail("TypeError", `unique_consecutive(): argument 'dim' must be int, not ${tpName(c.interp, along)}`, { rule: "argument-type" });
    const x = a.tensor("input");
    const dim = a.maybeInt("dim");
    const inverse = a.bool("return_inverse");
    const counts = a.bool("return_counts");
    if (dim === null) {
      checkKernel(c, { name: "unique", rejects: "complex" }, x.dtype, x.device);
      const shape = c.shapeOf(x);
      const n = distinct(c, x, shape, consecutive);
      const runs = x.data && (consecutive || c.interp.truth(a.value("sorted")) === true) ? runsOf(x.data, consecutive) : null;
      const values = new Tensor([n], x.dtype, { device: x.device, data: runs && runs.values });
      return pack(values, inverse ? new Tensor(shape, INT64, { device: x.device, data: runs && runs.places }) : null, counts ? new Tensor([n], INT64, { device: x.device, data: runs && runs.counts }) : null);
    }
    const shape = c.shapeOf(x);
    checkKernel(c, { name: "unique_dim", rejects: "complex" }, x.dtype, x.device);
    if (shape.length === 0) c.fail("IndexError", `Dimension specified as ${print(dim)} but tensor has no dimensions`, { rule: "rank" });
    const d = wrapDim(c, dim, shape.length);
    const size = shape[d] ?? 1;
    const empty = shape.filter((s) => s === 0).length;
    if (size === 0) c.check(empty === 1, "RuntimeError", () => "Number of zero sized dimensions is more than one, so unique cannot be applied ", { rule: "empty-reduction" });
    else c.check(empty === 0, "RuntimeError", () => "There are 0 sized dimensions, and they aren't selected, so unique cannot be applied", { rule: "empty-reduction" });
    const n = size === 1 || size === 0 ? size : distinctSlices(c, x, shape, d, consecutive);
    const values = new Tensor(shape.map((s, i) => (i === d ? n : s)), x.dtype, { strides: d === 0 ? undefined : null, device: x.device });
    return pack(values, inverse ? new Tensor([size], INT64, { device: x.device }) : null, counts ? new Tensor([n], INT64, { device: x.device }) : null);
  };
}

function pack(values: Tensor, inverse: Tensor | null, counts: Tensor | null): Value {
  return inverse || counts ? new PyTuple([values, inverse, counts].filter((t) => t !== null)) : values;
}

defineOp({
  name: "unique",
  forms: [{ names: ["torch.unique", "torch.functional.unique"], python: true }, { names: ["Tensor.unique"], python: true }],
  signature: "input, sorted=True, return_inverse=False, return_counts=False, dim=None",
  rule: uniqueRule(false),
});
defineOp({
  name: "unique_consecutive",
  forms: [{ names: ["torch.unique_consecutive", "Tensor.unique_consecutive"], python: true }],
  signature: "input, return_inverse=False, return_counts=False, dim=None",
  rule: uniqueRule(true),
});

// ---------------------------------------------------------------- places in sorted sequences

function indexType(a: Args): typeof INT64 {
  return a.bool("out_int32") ? dtype("int32") : INT64;
}

/** Nothing is searched for where there is nothing to find. */
function checkSearch(c: OpContext, boundaries: Tensor, x: Value): void {
  if (x instanceof Tensor && x.shape?.includes(0)) return;
  checkKernel(c, { name: "searchsorted_out_cpu", rejects: "bool complex" }, resultType([boundaries, x]), boundaries.device);
}

function placed(c: OpContext, a: Args, shape: readonly Dim[], boundaries: Tensor): Tensor {
  const type = indexType(a);
  const out = takes(a, "out") ? a.maybeTensor("out") : null;
  if (out) {
    c.check(out.dtype === type, "RuntimeError", () => `torch.searchsorted(): output tensor's dtype is wrong, it can only be Int(int32) or Long(int64) depending on whether out_int32 flag is True, but we got output tensor's dtype ${scalarTypeName(out.dtype)} and out_int32 flag is ${a.bool("out_int32") ? "True" : "False"}`, { rule: "dtype" });
  }
  return write(c, out, new Tensor(shape, type, { device: boundaries.device }));
}

defineOp({
  name: "searchsorted",
  forms: nativeForms("searchsorted"),
  signature: NATIVE,
  rule: (c, a) => {
    const boundaries = a.tensor("sorted_sequence");
    const b = c.shapeOf(boundaries);
    const x = takes(a, "input") ? a.tensor("input") : null;
    const shape = x ? c.shapeOf(x) : [];
    const side = a.maybeString("side");
    c.check(side === null || side === "left" || side === "right", "RuntimeError", () => `torch.searchsorted(): side can only be 'left' or 'right' but got ${side}`, { rule: "argument-value" });
    c.check(!(side === "left" && a.bool("right")), "RuntimeError", () => "torch.searchsorted(): side and right can't be set to opposites, got side of left while right was True", { rule: "argument-value" });
    c.check(shape.length > 0 || b.length === 1, "RuntimeError", () => `torch.searchsorted(): input value can be a scalar only when boundaries tensor dimension is 1, but we got boundaries tensor dim(${b.length}) and input value's dim(${shape.length}) numel(1)`, { rule: "rank" });
    c.check(b.length > 0, "RuntimeError", () => "torch.searchsorted(): boundaries tensor should have positive dimension, but got 0 dimension", { rule: "rank" });
    if (b.length !== 1) {
      const fits = b.length === shape.length ? and(...b.slice(0, -1).map((d, i) => eq(d, shape[i] as Dim))) : false;
      c.check(fits, "RuntimeError", () => `torch.searchsorted(): boundaries tensor should be 1 dimension or the first N-1 dimensions of boundaries tensor and input value tensor must match, but we got boundaries tensor ${sizes(b)} and input value tensor ${sizes(shape)}`, { rule: "broadcast" });
    }
    const sorter = a.maybeTensor("sorter");
    if (sorter) {
      const own = c.shapeOf(sorter);
      c.check(equalShapes(own, b), "RuntimeError", () => `torch.searchsorted(): boundary and sorter must have the same size, but got boundary tensor ${sizes(b)}and got sorter tensor ${sizes(own)}`, { rule: "broadcast" });
      c.check(sorter.dtype === INT64, "RuntimeError", () => `torch.searchsorted(): sorter must be a tensor of long dtype but got dtype ${scalarTypeName(sorter.dtype)}`, { rule: "dtype" });
    }
    checkSearch(c, boundaries, a.value(takes(a, "input") ? "input" : "self"));
    return placed(c, a, shape, boundaries);
  },
});

defineOp({
  name: "bucketize",
  forms: nativeForms("bucketize"),
  signature: NATIVE,
  rule: (c, a) => {
    const boundaries = a.tensor("boundaries");
    const b = c.shapeOf(boundaries);
    c.check(b.length === 1, "RuntimeError", () => `boundaries tensor must be 1 dimension, but got dim(${b.length})`, { rule: "rank" });
    const x = takes(a, "input") ? a.tensor("input") : null;
    const shape = x ? c.shapeOf(x) : [];
    checkSearch(c, boundaries, a.value(takes(a, "input") ? "input" : "self"));
    return placed(c, a, shape, boundaries);
  },
});

defineOp({
  name: "isin",
  forms: nativeForms("isin"),
  signature: NATIVE,
  rule: (c, a) => {
    const x = takes(a, "elements") ? a.tensor("elements") : null;
    for (const t of [x, takes(a, "test_elements") ? a.tensor("test_elements") : null]) {
      if (t) c.check(t.dtype.category !== 0 && t.dtype.category !== 3, "RuntimeError", () => `Unsupported input type encountered for isin(): ${scalarTypeName(t.dtype)}`, { rule: "dtype" });
    }
    // Few test elements are compared one by one, and are viewed as one row for it.
    const test = takes(a, "test_elements") ? a.tensor("test_elements") : null;
    if (x && test && isFew(c, x, test)) c.interp.callMethod(test, "view", [-1], c.node);
    const element = takes(a, "test_element") ? refusedType(a.value("test_element")) : null;
    if (element && (element.category === 0 || element.category === 3)) c.check(false, "RuntimeError", () => `Unsupported input type encountered for isin(): ${scalarTypeName(element)}`, { rule: "dtype" });
    return new Tensor(x ? x.shapeOrVar : [], dtype("bool"), { device: x?.device ?? "cpu" });
  },
});

/** The type of a Python number where the kernels refuse it. */
function refusedType(v: Value): DType | null {
  return typeof v === "boolean" ? BOOL : v instanceof PyComplex ? dtype("complex128") : null;
}

function isFew(c: OpContext, x: Tensor, test: Tensor): boolean {
  const [n, m] = [product(c.shapeOf(x)), product(c.shapeOf(test))];
  return typeof n === "number" && typeof m === "number" && m < Math.trunc(10 * n ** 0.145);
}

// ---------------------------------------------------------------- counting

defineOp({
  name: "bincount",
  forms: nativeForms("bincount"),
  signature: NATIVE,
  rule: (c, a) => {
    const x = a.tensor("input");
    const shape = c.shapeOf(x);
    const weights = a.maybeTensor("weights");
    const least = numberOf(c.interp, a.value("minlength"));
    checkKernel(c, { name: "bincount_cpu", rejects: "bool half bfloat16 float complex" }, x.dtype, x.device);
    c.check(least === undefined || least >= 0, "RuntimeError", () => "minlength should be >= 0", { rule: "argument-value" });
    const negative = x.data?.some((v) => v < 0) ?? false;
    c.check(shape.length === 1 && !negative, "RuntimeError", () => "bincount only supports 1-d non-negative integral inputs.", { rule: "rank" });
    if (weights && shape[0] !== 0) {
      const w = c.shapeOf(weights);
      c.check(w.length === 1 ? eq(w[0] as Dim, shape[0] ?? 0) : false, "RuntimeError", () => "weights should be 1-d and have the same length as input", { rule: "broadcast" });
    }
    const empty = shape[0] === 0;
    const type = !weights || empty ? INT64 : weights.dtype.name === "float32" ? weights.dtype : dtype("float64");
    const bins = x.data && least !== undefined ? Math.max(least, ...x.data.map((v) => v + 1)) : c.freshDim(least ?? 0, "bins");
    return new Tensor([bins], type, { device: x.device });
  },
});
