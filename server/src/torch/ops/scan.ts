/** Running sums, products and extremes; differences and integrals along a dimension. */
import { type Dim, add, eq, ge, maximum, print, sub } from "../../dims/index.ts";
import { PyComplex, PyTuple } from "../../python/values.ts";
import { type Args, sequence } from "../args.ts";
import { type DType, INT64, promoteTypes } from "../dtype.ts";
import { defineOp } from "../define.ts";
import { NATIVE, takes } from "../native.ts";
import { type OpContext, wrapDim } from "../op.ts";
import { Tensor, contiguousStrides } from "../tensor.ts";
import { broadcastShapes } from "./broadcast.ts";
import { checkSub, selfOf } from "./elementwise.ts";
import { nativeForms } from "./forms.ts";
import { elementwiseStrides } from "./layout.ts";
import { checkOverlap, write } from "./pointwise.ts";
import { cast, checkKernel, floatOf, resultType } from "./promotion.ts";
import { isEmpty } from "./reduction.ts";
import { namedResult } from "./returnTypes.ts";
import { cppTypeName } from "./scalarTypes.ts";

for (const [name, f] of [["cumsum", (x: number, y: number) => x + y], ["cumprod", (x: number, y: number) => x * y]] as const) {
  defineOp({
    name,
    forms: nativeForms(name),
    signature: NATIVE,
    rule: (c, a) => {
      const x = a.tensor("input");
      const shape = c.shapeOf(x);
      wrapDim(c, a.int("dim"), shape.length);
      const self = selfOf(a);
      const type = a.maybeDtype("dtype") ?? (self ? self.dtype : x.dtype.category < 2 ? INT64 : x.dtype);
      if (self) c.check(type === self.dtype, "RuntimeError", () => `Bad in-place call: input tensor dtype ${cppTypeName(self.dtype)} and output tensor dtype ${cppTypeName(type)} should match`, { rule: "dtype" });
      if (shape.length > 0 && c.known(isEmpty(shape)) !== true) checkKernel(c, { name: `${name}_out_cpu`, rejects: "bool complex32" }, type, x.device);
      if (self) {
        checkOverlap(c, self);
        self.forgetData();
        return self;
      }
      let running = name === "cumsum" ? 0 : 1;
      const data = x.data && shape.length === 1 && type.category !== 3 ? x.data.map((v) => (running = cast(f(running, v), type))) : null;
      return write(c, takes(a, "out") ? a.maybeTensor("out") : null, new Tensor(shape, type, { device: x.device, data }));
    },
  });
}

for (const name of ["cummax", "cummin"]) {
  defineOp({
    name,
    forms: nativeForms(name),
    signature: NATIVE,
    rule: (c, a) => {
      const x = a.tensor("input");
      const shape = c.shapeOf(x);
      const dim = a.int("dim");
      if (shape.length === 0) c.check(dim === 0 || dim === -1, "IndexError", () => `${name}(): Expected reduction dim -1 or 0 for scalar but got ${print(dim)}`, { rule: "dim-out-of-range" });
      else if (c.known(isEmpty(shape)) !== true) wrapDim(c, dim, shape.length);
      if (shape.length > 0 && c.known(isEmpty(shape)) !== true) checkKernel(c, { name: `${name}_cpu`, rejects: "complex" }, x.dtype, x.device);
      return namedResult(name, { values: new Tensor(shape, x.dtype, { device: x.device }), indices: new Tensor(shape, INT64, { device: x.device }) });
    },
  });
}

defineOp({
  name: "logcumsumexp",
  forms: nativeForms("logcumsumexp"),
  signature: NATIVE,
  rule: (c, a) => {
    const x = a.tensor("input");
    const shape = c.shapeOf(x);
    wrapDim(c, a.int("dim"), shape.length);
    checkKernel(c, { name: "logcumsumexp_out_cpu", rejects: "bool int" }, x.dtype, x.device);
    return write(c, takes(a, "out") ? a.maybeTensor("out") : null, new Tensor(shape, x.dtype, { device: x.device }));
  },
});

// ---------------------------------------------------------------- differences

defineOp({
  name: "diff",
  forms: nativeForms("diff"),
  signature: NATIVE,
  rule: (c, a) => {
    const x = a.tensor("input");
    const shape = c.shapeOf(x);
    const n = a.constInt("n");
    c.check(shape.length >= 1, "RuntimeError", () => "diff expects input to be at least one-dimensional", { rule: "rank" });
    c.check(n >= 0, "RuntimeError", () => `order must be non-negative but got ${n}`, { rule: "argument-value" });
    const ends = [a.maybeTensor("prepend"), a.maybeTensor("append")].filter((t) => t !== null);
    if (n === 0 && ends.length === 0) return c.like(x);
    const d = wrapDim(c, a.int("dim"), shape.length);
    const size = ends.reduce((sum, t) => add(sum, endShape(c, t, shape, d)[d] ?? 1), shape[d] ?? 1);
    if (n === 0) return c.like(x);
    const left = sub(size, n);
    const rest = c.known(ge(left, 0)) ? left : maximum(left, 0);
    const out = shape.map((s, i) => (i === d ? rest : s));
    const strides = ends.length > 0 || x.strides === null ? (x.strides === undefined ? undefined : null) : elementwiseStrides(c, out, [{ shape: out, strides: x.strides ?? contiguousStrides(shape) }]);
    return write(c, takes(a, "out") ? a.maybeTensor("out") : null, new Tensor(out, ends.length > 0 ? resultType([x, ...ends]) : x.dtype, { strides, device: x.device, data: ends.length === 0 && shape.length === 1 && x.data && x.dtype.category > 0 ? differences(x.data, n) : null }));
  },
});

/** The nth differences of neighbours. */
function differences(data: readonly number[], n: number): readonly number[] {
  let out = data;
  for (let i = 0; i < n; i++) out = out.slice(1).map((v, j) => v - (out[j] as number));
  return out;
}

function endShape(c: OpContext, t: Tensor, shape: readonly Dim[], d: number): readonly Dim[] {
  const own = c.shapeOf(t);
  if (own.length !== shape.length) c.fail("RuntimeError", "diff expects prepend or append to be the same dimension as input", { rule: "rank" });
  own.forEach((s, i) => {
    if (i !== d) {
      c.check(eq(s, shape[i] as Dim), "RuntimeError", () => `diff expects the shape of tensor to prepend or append to match that of input except along the differencing dimension; input.size(${i}) = ${print(shape[i] as Dim)}, but got tensor.size(${i}) = ${print(s)}`, { rule: "cat-sizes" });
    }
  });
  return own;
}

defineOp({
  name: "gradient",
  forms: nativeForms("gradient"),
  signature: NATIVE,
  rule: (c, a) => {
    const x = a.tensor("input");
    const shape = c.shapeOf(x);
    const wanted = takes(a, "dim") && !a.isNone("dim") ? a.ints("dim") : null;
    c.check(x.dtype.name !== "uint8", "RuntimeError", () => "torch.gradient does not support uint8 input.", { rule: "dtype" });
    const spacing = takes(a, "spacing") ? sequence(a.value("spacing")) : null;
    if (spacing && !wanted) c.check(spacing.length === shape.length, "RuntimeError", () => `torch.gradient expected spacing to be unspecified, a scalar, or a list of length equal to 'self.dim() = ${shape.length}', since dim argument was not given, but got a list of length ${spacing.length}`, { rule: "argument-value" });
    if (spacing && wanted) c.check(spacing.length === wanted.length, "RuntimeError", () => `torch.gradient expected spacing to be unspecified, a scalar or it's spacing and dim arguments to have the same length, but got a spacing argument of length ${spacing.length} and a dim argument of length ${wanted.length}.`, { rule: "argument-value" });
    const order = a.constInt("edge_order");
    c.check(order === 1 || order === 2, "RuntimeError", () => "torch.gradient only supports edge_order=1 and edge_order=2.", { rule: "argument-value" });
    const dims = wanted ? wanted.map((d) => wrapDim(c, d, shape.length)) : shape.map((_, i) => i);
    const twice = dims.find((d, i) => dims.indexOf(d) !== i);
    c.check(twice === undefined, "RuntimeError", () => `dim ${twice} appears multiple times in the list of dims`, { rule: "dim-out-of-range" });
    if (wanted && wanted.length > 0 && shape.length === 0) c.fail("IndexError", `Dimension specified as ${print(wanted[0] as Dim)} but tensor has no dimensions`, { rule: "rank" });
    for (const d of dims) c.check(ge(shape[d] ?? 1, order + 1), "RuntimeError", () => "torch.gradient expected each dimension size to be at least edge_order+1", { rule: "argument-value" });
    checkSub(c, x, x);
    return new PyTuple(dims.map(() => new Tensor(shape, floatOf(x.dtype), { strides: x.strides === undefined ? undefined : null, device: x.device })));
  },
});

// ---------------------------------------------------------------- integrals

interface Samples {
  readonly y: Tensor;
  /** Shape of the strips between neighbouring samples. */
  readonly strips: readonly Dim[];
  readonly dim: number;
  readonly type: DType;
}

function samples(c: OpContext, a: Args, op: string): Samples {
  const y = a.tensor("y");
  const own = c.shapeOf(y);
  const step = takes(a, "x") ? a.tensor("x") : null;
  const evenly = op === "cumulative_trapezoid" && step === null;
  if (evenly && y.dtype.category === 0) c.fail("RuntimeError", `${op}: received a bool input for \`y\`, but bool is not supported`, { rule: "dtype" });
  const real = (): void => {
    const dx = takes(a, "dx") ? a.value("dx") : null;
    if (typeof dx === "boolean" || dx instanceof PyComplex) c.fail("RuntimeError", `${op}: Currently, we only support dx as a real number.`, { rule: "argument-type" });
  };
  if (evenly) real();
  const dim = step || own.length > 0 ? wrapDim(c, a.int("dim"), own.length) : 0;
  const sized = (asked: Dim): void => {
    if (own.length === 0) c.fail("IndexError", `Dimension specified as ${print(asked)} but tensor has no dimensions`, { rule: "rank" });
  };
  if (op === "trapezoid") sized(step ? dim : a.int("dim"));
  if (own[dim] === 0 && op === "trapezoid") return { y, strips: own, dim, type: y.dtype };
  const bools = y.dtype.category === 0 || step?.dtype.category === 0;
  c.check(!bools, "RuntimeError", () => `${op}: received a bool input for ${step ? "`x` or " : ""}\`y\`, but bool is not supported`, { rule: "dtype" });
  if (!c.failure) real();
  if (step?.shape?.length === 1) sized(dim);
  if (own.length === 0) c.fail("IndexError", "slice() cannot be applied to a 0-dim tensor.", { rule: "rank" });
  const left = slice(c, own, dim);
  if (!step) return { y, strips: left, dim, type: floatOf(y.dtype) };
  const x = c.shapeOf(step);
  if (x.length === 1) c.check(eq(x[0] as Dim, own[dim] ?? 1), "RuntimeError", () => `${op}: There must be one \`x\` value for each sample point`, { rule: "broadcast" });
  const viewed = x.length === 1 ? own.map((_, i) => (i === dim ? (x[0] as Dim) : 1)) : [...own.slice(x.length).map(() => 1), ...x];
  return { y, strips: broadcastShapes(c, [left, slice(c, viewed, dim)]), dim, type: floatOf(promoteTypes(y.dtype, step.dtype)) };
}

/** All but one along a dimension. */
function slice(c: OpContext, shape: readonly Dim[], dim: number): readonly Dim[] {
  return shape.map((d, i) => (i !== dim ? d : c.known(ge(d, 1)) ? sub(d, 1) : maximum(sub(d, 1), 0)));
}

for (const name of ["trapezoid", "trapz"]) {
  defineOp({
    name: "trapezoid",
    forms: nativeForms(name),
    signature: NATIVE,
    rule: (c, a) => {
      const s = samples(c, a, "trapezoid");
      return new Tensor(s.strips.filter((_, i) => i !== s.dim), s.type, { device: s.y.device });
    },
  });
}

defineOp({
  name: "cumulative_trapezoid",
  forms: nativeForms("cumulative_trapezoid"),
  signature: NATIVE,
  rule: (c, a) => {
    const s = samples(c, a, "cumulative_trapezoid");
    return new Tensor(s.strips, s.type, { device: s.y.device });
  },
});
