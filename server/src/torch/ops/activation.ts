/** Activation functions (https://docs.pytorch.org/docs/stable/nn.functional.html#non-linear-activation-functions). */
import { type Dim, divides, divExact, eq, floordiv, or, print, printShape, product } from "../../dims/index.ts";
import { type Value, PyFloat } from "../../python/values.ts";
import type { Args } from "../args.ts";
import { defineOp } from "../define.ts";
import type { DType } from "../dtype.ts";
import { NATIVE, isNative, takes } from "../native.ts";
import { type OpContext, wrapDim } from "../op.ts";
import { Tensor, contiguousStrides } from "../tensor.ts";
import { selfOf } from "./elementwise.ts";
import { elementwiseStrides } from "./layout.ts";
import { outOf, pointwise } from "./pointwise.ts";
import { refuse } from "./poolingWindow.ts";
import { type Kernel, checkKernel, numberOf } from "./promotion.ts";
import { arithmetic, holds } from "./python.ts";
import { scalarTypeName } from "./scalarTypes.ts";
import { checkFits } from "./scalars.ts";

const NOT_FLOAT = "bool int complex float8_e4m3fn float8_e5m2 float8_e4m3fnuz float8_e5m2fnuz";

interface Activation {
  readonly name: string;
  readonly kernel: Kernel | ((a: Args) => Kernel);
  readonly check?: (c: OpContext, a: Args, x: Tensor) => void;
  /** A new result is contiguous, whatever the input's layout. */
  readonly contiguous?: boolean;
  /** In place, elements that share memory are not minded. */
  readonly overlaps?: boolean;
}

const floatOnly = (name: string): Kernel => ({ name, rejects: NOT_FLOAT });
const NOISY_RRELU: Kernel = { name: "rrelu_with_noise_out_cpu", rejects: `half ${NOT_FLOAT}` };
const noComplex = (c: OpContext, t: DType): void => c.check(t.category !== 3, "NotImplementedError", () => "clamp is not supported for complex types", { rule: "dtype" });

const ACTIVATIONS: readonly Activation[] = [
  {
    name: "relu",
    kernel: { name: "clamp_min_scalar_cpu", rejects: "unsigned float8_e4m3fn float8_e5m2" },
    check: (c, _a, x) => {
      c.check(x.dtype.category !== 0, "RuntimeError", () => "Boolean inputs not supported for relu", { rule: "dtype" });
      noComplex(c, x.dtype);
    },
  },
  { name: "relu6", kernel: { name: "clamp_scalar_cpu", rejects: "unsigned float8_e4m3fn float8_e5m2" }, check: checkHardtanh },
  { name: "hardtanh", kernel: { name: "clamp_scalar_cpu", rejects: "unsigned float8_e4m3fn float8_e5m2" }, check: checkHardtanh },
  { name: "elu", kernel: floatOnly("elu_cpu") },
  { name: "selu", kernel: floatOnly("elu_cpu") },
  {
    name: "celu",
    kernel: floatOnly("elu_cpu"),
    check: (c, a) => c.check(numberOf(c.interp, a.value("alpha")) !== 0, "RuntimeError", () => "ZeroDivisionError: alpha cannot be 0 for CELU", { rule: "argument-value" }),
  },
  { name: "leaky_relu", kernel: floatOnly("leaky_relu_cpu") },
  { name: "silu", kernel: { name: "silu_cpu", rejects: "bool int float8_e4m3fn float8_e5m2" } },
  { name: "mish", kernel: floatOnly("mish_cpu") },
  { name: "hardswish", kernel: floatOnly("hardswish_cpu") },
  { name: "hardsigmoid", kernel: floatOnly("hardsigmoid_cpu") },
  {
    name: "gelu",
    kernel: floatOnly("GeluKernelImpl"),
    check: (c, a) => c.check(["none", "tanh"].includes(a.string("approximate")), "RuntimeError", () => "approximate argument must be either none or tanh.", { rule: "argument-value" }),
  },
  { name: "softplus", kernel: floatOnly("softplus_cpu") },
  { name: "softshrink", kernel: floatOnly("softshrink_check"), check: checkLambda },
  { name: "hardshrink", kernel: floatOnly("hardshrink_cpu"), check: (c, a, x) => x.dtype.category === 2 && checkFits(c, a.value("lambd"), x.dtype) },
  { name: "log_sigmoid", kernel: floatOnly("log_sigmoid_cpu"), contiguous: true },
  { name: "threshold", kernel: { name: "threshold_cpu", rejects: "bool complex unsigned float8_e4m3fn float8_e5m2" }, overlaps: true, check: checkThreshold },
  {
    name: "rrelu",
    contiguous: true,
    kernel: (a) => (a.bool("training") ? NOISY_RRELU : floatOnly("leaky_relu_cpu")),
    check: (c, a, x) => {
      const [low, high] = [numberOf(c.interp, a.value("lower")), numberOf(c.interp, a.value("upper"))];
      c.check(low === undefined || high === undefined || low <= high, "RuntimeError", () => "Lower bound should be less than or equal to the upper bound", { rule: "argument-value" });
      // Noise is drawn before anything is written.
      if (a.bool("training")) checkKernel(c, NOISY_RRELU, x.dtype, x.device);
    },
  },
];

for (const { name, kernel, check, contiguous, overlaps } of ACTIVATIONS) {
  const functional = name === "log_sigmoid" ? "logsigmoid" : name;
  const forms = ["torch.", "Tensor.", "torch._C._nn."].flatMap((space) => [`${space}${name}`, `${space}${name}_`]);
  forms.push(`torch.nn.functional.${functional}`, `torch.nn.functional.${functional}_`);
  defineOp({
    name,
    forms: forms.filter(isNative),
    signature: NATIVE,
    rule: (c, a) => {
      const x = a.tensor("input");
      check?.(c, a, x);
      const self = selfOf(a);
      const k = typeof kernel === "function" ? kernel(a) : kernel;
      if (self && overlaps) {
        checkKernel(c, k, x.dtype, x.device);
        x.forgetData();
        return x;
      }
      const result = pointwise(c, { inputs: [x], self, out: self ? null : outOf(a), kernel: k });
      return contiguous && !self ? c.tensor(result.shapeOrVar, result.dtype, { device: result.device }) : result;
    },
    doc: `torch.nn.functional.${functional}`,
  });
}

/** The functions that PyTorch writes in Python: with `inplace` they call the native one's in-place form. */
const INPLACE: Readonly<Record<string, { readonly space: string; readonly signature: string }>> = {
  relu: { space: "torch.", signature: "" },
  relu6: { space: "torch._C._nn.", signature: "" },
  elu: { space: "torch._C._nn.", signature: "alpha=1.0" },
  selu: { space: "torch.", signature: "" },
  celu: { space: "torch.", signature: "alpha=1.0" },
  leaky_relu: { space: "torch._C._nn.", signature: "negative_slope=0.01" },
  silu: { space: "torch._C._nn.", signature: "" },
  mish: { space: "torch._C._nn.", signature: "" },
  hardswish: { space: "torch._C._nn.", signature: "" },
  hardsigmoid: { space: "torch._C._nn.", signature: "" },
  threshold: { space: "torch.", signature: "threshold, value" },
  rrelu: { space: "torch.", signature: "lower=0.125, upper=0.3333333333333333, training=False" },
  hardtanh: { space: "torch._C._nn.", signature: "min_val=-1.0, max_val=1.0" },
};

for (const [name, { space, signature }] of Object.entries(INPLACE)) {
  const names = signature.split(", ").map((p) => p.split("=")[0] as string).filter((p) => p !== "");
  defineOp({
    name,
    forms: [`torch.nn.functional.${name}`],
    signature: ["input", ...(signature === "" ? [] : [signature]), "inplace=False"].join(", "),
    rule: (c, a) => {
      if (name === "hardtanh") {
        const ordered = holds(c, ">", a.value("min_val"), a.value("max_val"));
        if (ordered === true) c.fail("ValueError", "min_val cannot be greater than max_val", { rule: "argument-value" });
      }
      return c.call(`${space}${name}${a.bool("inplace") ? "_" : ""}`, [a.value("input"), ...names.map((n) => a.value(n))]);
    },
    doc: `torch.nn.functional.${name}`,
  });
}

for (const name of ["sigmoid", "tanh"]) {
  defineOp({ name, forms: [`torch.nn.functional.${name}`], signature: "input", rule: (c, a) => c.interp.callMethod(a.value("input"), name, [], c.node), doc: `torch.nn.functional.${name}` });
}
defineOp({
  name: "softsign",
  forms: ["torch.nn.functional.softsign"],
  signature: "input",
  rule: (c, a) => {
    const math = arithmetic(c);
    return asOne(c, math("/", a.value("input"), math("+", c.interp.callMethod(a.value("input"), "abs", [], c.node), 1)));
  },
  doc: "torch.nn.functional.softsign",
});
defineOp({
  name: "tanhshrink",
  forms: ["torch.nn.functional.tanhshrink"],
  signature: "input",
  rule: (c, a) => asOne(c, arithmetic(c)("-", a.value("input"), c.interp.callMethod(a.value("input"), "tanh", [], c.node))),
  doc: "torch.nn.functional.tanhshrink",
});

/** The result of several operators as that of one. */
export function asOne(c: OpContext, v: Value): Value {
  return v instanceof Tensor ? c.tensor(v.shapeOrVar, v.dtype, { strides: v.strides, device: v.device, data: v.data }) : v;
}

/** A bound as the elements' type takes it. */
function truncated(v: Value, t: DType): Value {
  return v instanceof PyFloat && t.category === 1 && Math.abs(v.value) < 1 ? 0 : v;
}

function checkHardtanh(c: OpContext, a: Args, x: Tensor): void {
  c.check(x.dtype.category !== 0, "RuntimeError", () => "Bool inputs not supported for hardtanh", { rule: "dtype" });
  const bounds = a.signature.parameters.some((p) => p.name === "min_val") ? [a.value("min_val"), a.value("max_val")].map((v) => numberOf(c.interp, v)) : [0, 6];
  const negative = bounds.some((b) => b !== undefined && Math.trunc(b) < 0);
  c.check(!(x.dtype.name === "uint8" && negative), "RuntimeError", () => "cannot do hardtanh on an unsigned type with negative limits", { rule: "dtype" });
  noComplex(c, x.dtype);
  if (x.dtype.category < 3) for (const name of ["min_val", "max_val"]) if (takes(a, name)) checkFits(c, truncated(a.value(name), x.dtype), x.dtype);
}

/** In floating types the threshold is compared as a float. */
function checkThreshold(c: OpContext, a: Args, x: Tensor): void {
  if (x.dtype.category === 0 || x.dtype.category === 3) return;
  if (x.dtype.category === 1) checkFits(c, a.value("threshold"), x.dtype);
  checkFits(c, a.value("value"), x.dtype);
}

const LARGEST: Readonly<Record<string, string>> = { float32: "3.40282e+38", float64: "1.79769e+308", float16: "65504", bfloat16: "3.38953e+38" };

function checkLambda(c: OpContext, a: Args, x: Tensor): void {
  checkKernel(c, floatOnly("softshrink_check"), x.dtype, x.device);
  const v = a.value("lambd");
  const lambda = numberOf(c.interp, v);
  const most = LARGEST[x.dtype.name];
  const fits = lambda === undefined || most === undefined || (lambda >= 0 && lambda <= Number(most) * 1.00001);
  c.check(fits, "RuntimeError", () => `lambda must be in range [0, ${most}] for input dtype ${scalarTypeName(x.dtype)}, but found ${v instanceof PyFloat ? v.value : c.interp.str(v)}`, { rule: "argument-value" });
}

// ---------------------------------------------------------------- GLU and PReLU

defineOp({ name: "glu", forms: ["torch._C._nn.glu"], signature: NATIVE, rule: glu });
defineOp({ name: "glu", forms: ["torch.nn.functional.glu"], signature: "input, dim=-1", rule: functionalGlu, doc: "torch.nn.functional.glu" });
defineOp({ name: "prelu", forms: ["torch.prelu", "Tensor.prelu", "torch.nn.functional.prelu"], signature: NATIVE, rule: prelu, doc: "torch.nn.functional.prelu" });

function functionalGlu(c: OpContext, a: Args): Value {
  const input = a.value("input");
  if (!(input instanceof Tensor) || c.hasShape(input)) {
    const rank = c.interp.callMethod(input, "dim", [], c.node);
    if (rank === 0) c.fail("RuntimeError", "glu does not support scalars because halving size must be even", { rule: "rank" });
  }
  return c.call("torch._C._nn.glu", [input, a.value("dim")]);
}

function glu(c: OpContext, a: Args): Tensor {
  const x = a.tensor("input");
  const shape = c.shapeOf(x);
  if (shape.length === 0) c.fail("RuntimeError", "glu does not support 0-dimensional tensors", { rule: "rank" });
  const dim = wrapDim(c, a.int("dim"), shape.length);
  const size = shape[dim] as Dim;
  c.check(divides(2, size), "RuntimeError", () => `Halving dimension must be even, but dimension ${dim} is size ${print(size)}`, {
    rule: "split-sizes",
    law: () => `glu: dim ${dim} of ${printShape(shape)} is halved, and ${print(size)} is odd`,
  });
  const half = shape.slice();
  half[dim] = divExact(size, 2) ?? floordiv(size, 2);
  checkKernel(c, floatOnly("glu_cpu"), x.dtype, x.device);
  const part = { shape: half, strides: x.strides === undefined ? contiguousStrides(shape) : x.strides };
  return c.tensor(half, x.dtype, { strides: elementwiseStrides(c, half, [part, part]), device: x.device });
}

function prelu(c: OpContext, a: Args): Tensor {
  const x = a.tensor("input");
  const weight = a.tensor("weight");
  c.check(x.dtype === weight.dtype, "RuntimeError", () => `prelu: Type promoting not supported. Got ${scalarTypeName(x.dtype)} and ${scalarTypeName(weight.dtype)}`, { rule: "dtype" });
  const w = c.shapeOf(weight, ["num_parameters"]);
  const count = product(w);
  if (c.hasShape(x)) checkChannels(c, x, weight, count);
  if (w.length > 1) c.fail("RuntimeError", `prelu: Expected \`weight\` to be a scalar or 1D tensor, but got: ndim = ${w.length}`, { rule: "rank" });
  return pointwise(c, { inputs: [x], kernel: floatOnly("prelu_cpu") });
}

function checkChannels(c: OpContext, x: Tensor, weight: Tensor, count: Dim): void {
  const shape = c.shapeOf(x);
  const single = eq(count, 1);
  if (shape.length === 0) return refuse(c, single, () => "Not allow zero-dim input tensor.", "rank");
  const channels: Dim = shape.length > 1 ? (shape[1] as Dim) : 1;
  const owner = weight.owner;
  const isLayer = owner?.name === "weight" && owner.module.attrs.has("num_parameters");
  c.check(or(single, eq(channels, count)), "RuntimeError", () => `Mismatch of parameter numbers and input channel size. Found parameter numbers = ${print(count)} and channel size = ${print(channels)}.`, {
    rule: "norm-num-features",
    law: () => `prelu: expected ${print(count)} channels (dim 1), got ${print(channels)} from ${printShape(shape)}`,
    subjects: [x],
    ...(isLayer && { blame: { kind: "module-argument" as const, module: owner.module, parameter: "num_parameters", expected: channels } }),
  });
}
