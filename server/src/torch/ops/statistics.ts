/** Quantiles, histograms, covariance, and norms that are no linear algebra. */
import { type Dim, add, and, asSymbol, eq, ge, isConst, mul, ne, print, product, sub } from "../../dims/index.ts";
import { type Value, PyFloat, PyTuple } from "../../python/values.ts";
import { type Args, asDim, sequence } from "../args.ts";
import { defineOp } from "../define.ts";
import { NATIVE, takes } from "../native.ts";
import { type OpContext, sizes, wrapDim } from "../op.ts";
import { Tensor } from "../tensor.ts";
import { broadcastShapes } from "./broadcast.ts";
import { selfOf } from "./elementwise.ts";
import { nativeForms } from "./forms.ts";
import { checkOverlap, write } from "./pointwise.ts";
import { checkKernel, floatOf, numberOf, realOf, resultType } from "./promotion.ts";
import { elementCount } from "./reduction.ts";
import { namedResult } from "./returnTypes.ts";
import { cppTypeName, scalarTypeName } from "./scalarTypes.ts";
import { checkFits, cppNumber } from "./scalars.ts";

// ---------------------------------------------------------------- quantiles

const INTERPOLATIONS = ["linear", "lower", "higher", "midpoint", "nearest"];

for (const name of ["quantile", "nanquantile"]) {
  defineOp({
    name,
    forms: nativeForms(name),
    signature: NATIVE,
    rule: (c, a) => {
      const x = a.tensor("input");
      const q = a.value("q");
      const levels = q instanceof Tensor ? q : null;
      const level = levels ? undefined : numberOf(c.interp, q);
      const interpolation = a.string("interpolation");
      const inside = (v: number): boolean => v >= 0 && v <= 1;
      c.check(level === undefined || inside(level), "RuntimeError", () => `quantile() q must be in the range [0, 1] but got ${level}`, { rule: "argument-value" });
      c.check(INTERPOLATIONS.includes(interpolation), "RuntimeError", () => `quantile() interpolation must be one of linear, lower, higher, midpoint or nearest, but got ${interpolation}`, { rule: "argument-value" });
      const shape = c.shapeOf(x);
      c.check(ne(elementCount(shape), 0), "RuntimeError", () => "quantile() input tensor must be non-empty", { rule: "empty-reduction" });
      const many = levels ? c.shapeOf(levels) : [];
      c.check(many.length <= 1, "RuntimeError", () => "quantile() q must be a scalar or 1D tensor", { rule: "rank" });
      c.check(x.dtype.name === "float32" || x.dtype.name === "float64", "RuntimeError", () => "quantile() input tensor must be either float or double dtype", { rule: "dtype" });
      c.check(!levels || levels.dtype === x.dtype, "RuntimeError", () => "quantile() q tensor must be same dtype as the input tensor", { rule: "dtype" });
      c.check(levels?.data?.every(inside) ?? true, "RuntimeError", () => "quantile() q values must be in the range [0, 1]", { rule: "argument-value" });
      const dim = a.maybeInt("dim");
      const d = dim === null ? null : wrapDim(c, dim, shape.length);
      const keepdim = a.bool("keepdim");
      const rest = keepdim ? shape.map((s, i) => (d === null || i === d ? 1 : s)) : d === null ? [] : shape.filter((_, i) => i !== d);
      const out = takes(a, "out") ? a.maybeTensor("out") : null;
      if (out) c.check(out.dtype === x.dtype, "RuntimeError", () => "quantile() out tensor must be same dtype as the input tensor", { rule: "dtype" });
      const result = new Tensor([...many, ...rest], x.dtype, { strides: many.length > 0 ? lastMovedFirst(many[0] as Dim, rest) : undefined, device: x.device });
      return write(c, out, result);
    },
  });
}

/** The levels are computed as the last dimension and then moved to the front. */
function lastMovedFirst(levels: Dim, rest: readonly Dim[]): readonly Dim[] | undefined {
  if (rest.length === 0) return undefined;
  const strides: Dim[] = [];
  let next = levels;
  for (const d of [...rest].reverse()) {
    strides.unshift(next);
    next = mul(next, d);
  }
  return [1, ...strides];
}

// ---------------------------------------------------------------- histograms

defineOp({
  name: "histc",
  forms: nativeForms("histc"),
  signature: NATIVE,
  rule: (c, a) => {
    const x = a.tensor("input");
    const bins = a.int("bins");
    const low = numberOf(c.interp, a.value("min"));
    const high = numberOf(c.interp, a.value("max"));
    c.check(ge(bins, 1), "RuntimeError", () => `torch.histogram(): bins must be > 0, but got ${print(bins)} for dimension 0`, { rule: "argument-value" });
    c.check(low === undefined || high === undefined || low <= high, "RuntimeError", () => "torch.histc: max must be larger than min", { rule: "argument-value" });
    if (low === 0 && high === 0 && c.known(ne(elementCount(c.shapeOf(x)), 0)) === true) checkKernel(c, { name: "aminmax_cpu", rejects: "complex" }, x.dtype, x.device);
    checkKernel(c, { name: "linspace_cpu", rejects: "bool" }, x.dtype, x.device);
    // Where all elements are equal, bins reach from one less to one more.
    const only = low !== high ? undefined : low !== 0 ? low : x.data?.every((v) => v === x.data?.[0]) || c.known(eq(elementCount(c.shapeOf(x)), 0)) === true ? (x.data?.[0] ?? 0) : undefined;
    if (only !== undefined) checkFits(c, new PyFloat(only - 1), x.dtype);
    checkKernel(c, { name: "histogram_cpu", rejects: "int complex" }, x.dtype, x.device);
    return write(c, takes(a, "out") ? a.maybeTensor("out") : null, new Tensor([bins], x.dtype, { device: x.device }));
  },
});

/** A dimension's bins: how many, and their edges. */
function binsOf(c: OpContext, v: Value, dim: number, x: Tensor): { readonly count: Dim; readonly edges: Tensor } {
  if (v instanceof Tensor) {
    const edges = c.shapeOf(v);
    c.check(v.dtype === x.dtype, "RuntimeError", () => `torch.histogramdd: input tensor and bins tensors should have the same dtype, but got input with dtype ${cppTypeName(x.dtype)} and bins for dimension ${dim} with dtype ${cppTypeName(v.dtype)}`, { rule: "dtype" });
    c.check(edges.length === 1, "RuntimeError", () => `torch.histogramdd: bins tensor should have one dimension, but got ${edges.length} dimensions in the bins tensor for dimension ${dim}`, { rule: "rank" });
    return { count: sub(edges[0] ?? 1, 1), edges: v };
  }
  const n = asDim(c.interp, v) ?? c.giveUp("the number of bins is not known");
  c.check(ge(n, 1), "RuntimeError", () => `torch.histogram(): bins must be > 0, but got ${print(n)} for dimension ${dim}`, { rule: "argument-value" });
  return { count: n, edges: new Tensor([add(n, 1)], x.dtype, { device: x.device }) };
}

/** Bins of equal width lie between the least and the greatest element, unless a range is given or there is no element. */
function checkOuterEdges(c: OpContext, a: Args, x: Tensor): void {
  const range = a.isNone("range") ? null : (sequence(a.value("range")) ?? []);
  const [low, high] = (range ?? []).map((v) => numberOf(c.interp, v));
  if (low !== undefined && high !== undefined) c.check(low <= high, "RuntimeError", () => `torch.histogramdd: min should not exceed max, but got min ${cppNumber(low)} max ${cppNumber(high)} for dimension 0`, { rule: "argument-value" });
  if (!range && c.known(eq(product(c.shapeOf(x)), 0)) !== true) checkKernel(c, { name: "histogramdd", rejects: "bool int half bfloat16 complex" }, x.dtype, x.device);
}

function checkBins(c: OpContext, a: Args, x: Tensor, edges: boolean): void {
  if (!edges) {
    checkOuterEdges(c, a, x);
    checkKernel(c, { name: "linspace_cpu", rejects: "bool" }, x.dtype, x.device);
  }
  checkKernel(c, { name: "histogram_cpu", rejects: "bool int complex" }, x.dtype, x.device);
}

defineOp({
  name: "histogram",
  forms: nativeForms("histogram"),
  signature: NATIVE,
  rule: (c, a) => {
    const x = a.tensor("input");
    const shape = c.shapeOf(x);
    const b = binsOf(c, a.value("bins"), 0, x);
    checkWeight(c, a, [product(shape), 1], (w) => [product(w)]);
    checkBins(c, a, x, a.value("bins") instanceof Tensor);
    return namedResult("histogram", { hist: new Tensor([b.count], x.dtype, { device: x.device }), bin_edges: b.edges });
  },
});

defineOp({
  name: "histogramdd",
  forms: nativeForms("histogramdd"),
  signature: NATIVE,
  rule: (c, a) => {
    const x = a.tensor("input");
    const shape = c.shapeOf(x);
    if (shape.length === 0 && !sequence(a.value("bins"))) c.fail("IndexError", "Dimension specified as -1 but tensor has no dimensions", { rule: "rank" });
    c.check(shape.length >= 2, "RuntimeError", () => "torch.histogramdd: input tensor should have at least 2 dimensions", { rule: "rank" });
    const dims = c.interp.scope.simplify(shape.at(-1) ?? 0);
    if (typeof dims !== "number") return c.giveUp("the number of dimensions of a histogram is not known");
    const given = sequence(a.value("bins")) ?? Array.from({ length: dims }, () => a.value("bins"));
    if (!given.some((v) => v instanceof Tensor)) checkOuterEdges(c, a, x);
    if (given.length !== dims) c.fail("RuntimeError", "histogramdd: The size of bins must be equal to the innermost dimension of the input.", { rule: "argument-value" });
    checkWidths(c, a, given, x);
    const bins = given.map((v, i) => binsOf(c, v, i, x));
    checkWeight(c, a, shape, (w) => w);
    checkBins(c, a, x, given.some((v) => v instanceof Tensor));
    return namedResult("histogramdd", { hist: new Tensor(bins.map((b) => b.count), x.dtype, { device: x.device }), bin_edges: new PyTuple(bins.map((b) => b.edges)) });
  },
});

/** Edges of bins of equal width are made before the bins are counted. */
function checkWidths(c: OpContext, a: Args, bins: readonly Value[], x: Tensor): void {
  const counts = bins.map((v) => (v instanceof Tensor ? undefined : asDim(c.interp, v)));
  if (counts.every((n) => n === undefined)) return;
  checkBins(c, a, x, false);
  for (const n of counts) if (n !== undefined) c.check(ge(n, -1), "RuntimeError", () => "number of steps must be non-negative", { rule: "argument-value" });
  counts.forEach((n, i) => {
    if (n === -1) c.check(false, "RuntimeError", () => `torch.histogramdd: bins tensor should have at least 1 element, but got 0 elements in the bins tensor for dimension ${i}`, { rule: "argument-value" });
  });
}

function checkWeight(c: OpContext, a: Args, shape: readonly Dim[], seen: (w: readonly Dim[]) => readonly Dim[]): void {
  const weight = a.maybeTensor("weight");
  if (!weight) return;
  const w = seen(c.shapeOf(weight));
  const points = shape.slice(0, -1);
  const fits = w.length === points.length ? and(...w.map((d, i) => eq(d, points[i] as Dim))) : false;
  c.check(fits, "RuntimeError", () => `torch.histogramdd: if weight tensor is provided it should have the same shape as the input tensor excluding its innermost dimension, but got input with shape ${sizes(shape)} and weight with shape ${sizes(w)}`, { rule: "broadcast" });
}

// ---------------------------------------------------------------- covariance

function covariance(c: OpContext, x: Tensor, op: string): Tensor {
  const shape = c.shapeOf(x);
  c.check(shape.length <= 2, "RuntimeError", () => `${op}(): expected input to have two or fewer dimensions but got an input with ${shape.length} dimensions`, { rule: "rank" });
  c.check(x.dtype.category !== 0, "RuntimeError", () => "cov(): bool dtype is not supported for input", { rule: "dtype" });
  const [variables = 1] = shape;
  if (shape.length === 2 && !isConst(variables) && asSymbol(variables) === undefined && c.known(eq(variables, 1)) === undefined) return c.giveUp("whether there is one variable");
  return new Tensor(shape.length < 2 || variables === 1 ? [] : [variables, variables], floatOf(x.dtype), { device: x.device });
}

defineOp({
  name: "cov",
  forms: nativeForms("cov"),
  signature: NATIVE,
  rule: (c, a) => {
    const x = a.tensor("input");
    const result = covariance(c, x, "cov");
    const shape = c.shapeOf(x);
    const observations = shape.at(-1) ?? 1;
    for (const name of ["fweights", "aweights"]) {
      const w = a.maybeTensor(name);
      if (!w) continue;
      const own = c.shapeOf(w);
      c.check(own.length <= 1, "RuntimeError", () => `cov(): expected ${name} to have one or fewer dimensions but got ${name} with ${own.length} dimensions`, { rule: "rank" });
      c.check(w.dtype.category === (name === "fweights" ? 1 : 2), "RuntimeError", () => `cov(): expected ${name} to have ${name === "fweights" ? "integral" : "floating point"} dtype but got ${name} with ${scalarTypeName(w.dtype)} dtype`, { rule: "dtype" });
      const count = product(own);
      c.check(eq(count, observations), "RuntimeError", () => `cov(): expected ${name} to have the same numel as there are observations in the input but got ${print(count)} != ${print(observations)}`, { rule: "broadcast" });
      c.check(w.data?.every((n) => n >= 0) ?? true, "RuntimeError", () => `cov(): ${name} cannot be negative`, { rule: "argument-value" });
    }
    return result;
  },
});

defineOp({ name: "corrcoef", forms: nativeForms("corrcoef"), signature: NATIVE, rule: (c, a) => covariance(c, a.tensor("input"), "corrcoef") });

// ---------------------------------------------------------------- distances and norms

defineOp({
  name: "dist",
  forms: nativeForms("dist"),
  signature: NATIVE,
  rule: (c, a) => {
    const x = a.tensor("input");
    const y = a.tensor("other");
    const type = resultType([x, y]);
    c.check(!(x.dtype.category === 0 && y.dtype.category === 0), "RuntimeError", () => "Subtraction, the `-` operator, with two bool tensors is not supported. Use the `^` or `logical_xor()` operator instead.", { rule: "dtype" });
    c.check(x.dtype.category !== 0 && y.dtype.category !== 0, "RuntimeError", () => "Subtraction, the `-` operator, with a bool tensor is not supported. If you are trying to invert a mask, use the `~` or `logical_not()` operator instead.", { rule: "dtype" });
    const shape = broadcastShapes(c, [c.shapeOf(x), c.shapeOf(y)]);
    c.check(type.category >= 2, "RuntimeError", () => `norm(): input dtype should be either floating point or complex. Got ${scalarTypeName(type)} instead.`, { rule: "dtype" });
    if (c.failure) return new Tensor([], realOf(type), { device: x.device });
    return c.call("torch.linalg.vector_norm", [c.tensor(shape, type, { device: x.device }), a.value("p")]);
  },
});

defineOp({
  name: "renorm",
  forms: nativeForms("renorm"),
  signature: NATIVE,
  rule: (c, a) => {
    const x = a.tensor("input");
    const shape = c.shapeOf(x);
    const p = numberOf(c.interp, a.value("p"));
    const most = numberOf(c.interp, a.value("maxnorm"));
    c.check(p === undefined || p > 0, "RuntimeError", () => "renorm: non-positive-norm not supported", { rule: "argument-value" });
    c.check(most === undefined || most >= 0, "RuntimeError", () => `renorm: expected maxnorm to be >= 0 but got ${most}`, { rule: "argument-value" });
    c.check(shape.length > 1, "RuntimeError", () => `renorm: input needs at least 2 dimensions, got ${shape.length} dimensions`, { rule: "rank" });
    wrapDim(c, a.int("dim"), shape.length);
    c.check(x.dtype.category >= 2, "RuntimeError", () => `linalg.vector_norm: Expected a floating point or complex tensor as input. Got ${scalarTypeName(x.dtype)}`, { rule: "dtype" });
    const self = selfOf(a);
    if (self) checkOverlap(c, self);
    return self ?? new Tensor(shape, x.dtype, { device: x.device });
  },
});
