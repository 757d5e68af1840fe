/** Quantized tensors: whole numbers with a scale and a zero point (https://docs.pytorch.org/docs/stable/quantization-support.html). */
import { type Dim, eq, floordiv, ge, gt, isConst, le, print, product } from "../../dims/index.ts";
import { PyFloat, PyList, PyTuple, type Value } from "../../python/values.ts";
import { type Args, sequence } from "../args.ts";
import { defineOp, defineTensorProperty, registry } from "../define.ts";
import { type DType, FLOAT32, FLOAT64, INT64, dtype } from "../dtype.ts";
import { NATIVE, takes } from "../native.ts";
import { type OpContext, sizes } from "../op.ts";
import { Tensor } from "../tensor.ts";
import { nativeForms } from "./forms.ts";
import { BATCHED } from "./convolution.ts";
import { stridesOf, suggestedFormat } from "./memoryFormat.ts";
import { cannotRun } from "./backend.ts";
import { pooled1d } from "./pooling.ts";
import { windows } from "./poolingWindow.ts";
import { checkKernel, numberOf } from "./promotion.ts";
import { scalarTypeName } from "./scalarTypes.ts";

interface Quantizer {
  /** null: one scale for the whole tensor. */
  readonly axis: Dim | null;
  readonly channels: Dim;
  /** The one scale and zero point, where they are known. */
  readonly scale?: number | undefined;
  readonly zero?: number | undefined;
  /** Zero points between whole numbers, whose scales keep their type. */
  readonly floats?: boolean;
}

const quantizers = new WeakMap<Tensor, Quantizer>();
const isQuantized = (t: Tensor): boolean => /^q/.test(t.dtype.name);

function quantized(c: OpContext, t: Tensor, type: DType, q: Quantizer): Tensor {
  c.check(t.dtype.name === "float32", "RuntimeError", () => `Quantize only works on Float Tensor, got ${scalarTypeName(t.dtype)}`, { rule: "dtype", law: () => `${c.op}: expected float32, got ${t.dtype.name}` });
  if (!c.failure && !/^q/.test(type.name)) c.fail("RuntimeError", `ScalarType ${scalarTypeName(type)} is not supported in new_qtensor.`, { rule: "dtype" });
  const strides = t.shape ? stridesOf(suggestedFormat(c, t.shape, t.strides), t.shape) : undefined;
  const out = c.tensor(t.shapeOrVar, type, { strides, device: t.device });
  quantizers.set(out, q);
  return out;
}

const WHOLE: Quantizer = { axis: null, channels: 1 };

/** The number that an argument is, or a tensor of one element holds. */
function numberIn(c: OpContext, v: Value): number | undefined {
  return v instanceof Tensor ? v.data?.[0] : numberOf(c.interp, v);
}

/** The whole numbers of a type. */
const BOUNDS: Readonly<Record<string, readonly [number, number]>> = { quint8: [0, 255], qint8: [-128, 127], qint32: [-2147483648, 2147483647] };

/** A tensor that stands for a number. */
export function checkScalar(c: OpContext, v: Value): void {
  if (!(v instanceof Tensor)) return;
  const count = product(c.shapeOf(v, []));
  c.check(eq(count, 1), "RuntimeError", () => `a Tensor with ${print(count)} elements cannot be converted to Scalar`, { rule: "argument-value" });
}

/** A tensor of which one item is taken. */
export function checkSelected(c: OpContext, t: Tensor, index: number): void {
  const shape = c.shapeOf(t, ["N"]);
  c.check(shape.length > 0, "IndexError", () => "select() cannot be applied to a 0-dim tensor.", { rule: "rank" });
  c.check(gt(shape[0] ?? index + 1, index), "IndexError", () => `select(): index ${index} out of range for tensor of size ${sizes(shape)} at dimension 0`, { rule: "index-out-of-range" });
}

function checkZero(c: OpContext, type: DType, zero: number | undefined): void {
  const [low, high] = BOUNDS[type.name] ?? [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY];
  if (zero !== undefined && zero < low) c.check(false, "RuntimeError", () => `quantize_tensor_per_tensor_affine zero_point ${zero} is below lower bound.`, { rule: "argument-value" });
  if (zero !== undefined && zero > high) c.check(false, "RuntimeError", () => `quantize_tensor_per_tensor_affine zero_point ${zero} is above upper bound.`, { rule: "argument-value" });
}

defineOp({
  name: "quantize_per_tensor",
  forms: ["torch.quantize_per_tensor"],
  signature: NATIVE,
  rule: (c, a) => {
    const type = a.maybeDtype("dtype") ?? dtype("quint8");
    if (!takes(a, "tensors")) {
      for (const name of ["scale", "zero_point"]) checkScalar(c, a.value(name));
      if (c.failure) return c.giveUp("the call fails");
      const [scale, zero] = [numberIn(c, a.value("scale")), numberIn(c, a.value("zero_point"))];
      const out = quantized(c, a.tensor("input"), type, { ...WHOLE, scale, zero });
      if (!c.failure) checkZero(c, type, zero);
      return out;
    }
    const given = sequence(a.value("tensors")) ?? c.giveUp("the list of tensors is not known");
    return new PyTuple(given.map((t, i) => {
      for (const name of ["scales", "zero_points"]) checkSelected(c, a.tensor(name), i);
      return t instanceof Tensor ? quantized(c, t, type, WHOLE) : c.giveUp("a tensor is not known");
    }));
  },
  doc: "torch.quantize_per_tensor",
});

defineOp({
  name: "quantize_per_tensor_dynamic",
  forms: ["torch.quantize_per_tensor_dynamic"],
  signature: NATIVE,
  rule: (c, a) => {
    const t = a.tensor("input");
    const type = a.maybeDtype("dtype") ?? dtype("quint8");
    if (!/^(quint8|qint8|float16)$/.test(type.name)) c.fail("RuntimeError", `dtype ${scalarTypeName(type)}not supported`, { rule: "dtype" });
    if (type.name !== "float16") c.check(gt(product(c.shapeOf(t)), 0), "RuntimeError", () => "min(): Expected reduction dim to be specified for input.numel() == 0. Specify the reduction dim with the 'dim' argument.", { rule: "empty-reduction" });
    if (type.name !== "float16") checkKernel(c, { name: "min_all", rejects: "complex" }, t.dtype, t.device);
    return type.name === "float16" ? c.tensor(t.shapeOrVar, type, { device: t.device }) : quantized(c, t, type, WHOLE);
  },
});

defineOp({
  name: "quantize_per_channel",
  forms: ["torch.quantize_per_channel"],
  signature: NATIVE,
  rule: (c, a) => {
    const t = a.tensor("input");
    const shape = c.shapeOf(t);
    const axis = a.constInt("axis");
    const type = a.maybeDtype("dtype") ?? dtype("quint8");
    const [given, zeros] = [c.shapeOf(a.tensor("scales")), c.shapeOf(a.tensor("zero_points"))];
    const scales = given[0] ?? 1;
    if (given.length !== 1) c.fail("RuntimeError", "scale tensor must have dimension 1", { rule: "rank" });
    if (zeros.length !== 1) c.fail("RuntimeError", "zero_points tensor must have dimension 1", { rule: "rank" });
    c.check(eq(scales, zeros[0] as Dim), "RuntimeError", () => "number of elements in scales and zero_points must match", { rule: "broadcast", law: () => `${c.op}: ${print(scales)} scales and ${print(zeros[0] as Dim)} zero points` });
    if (c.failure) return c.giveUp("the call fails");
    const floats = a.tensor("zero_points").dtype.category === 2;
    c.check(a.tensor("scales").dtype.category === 2, "RuntimeError", () => "scale tensor must be floating point", { rule: "dtype" });
    if (c.failure) return c.giveUp("the call fails");
    if (floats && t.dtype.name !== "float32") c.fail("RuntimeError", `Quantize only works on Float Tensor, got ${scalarTypeName(t.dtype)}`, { rule: "dtype" });
    if (!/^q/.test(type.name)) c.fail("RuntimeError", `ScalarType ${scalarTypeName(type)} is not supported in new_qtensor.`, { rule: "dtype" });
    if (t.dtype.name !== "float32") c.fail("RuntimeError", a.tensor("zero_points").dtype.category === 2 ? `Quantize only works on Float Tensor, got ${scalarTypeName(t.dtype)}` : `quantize_tensor_per_channel_affine expects a Float Tensor, got ${scalarTypeName(t.dtype)}`, { rule: "dtype" });
    if (axis < 0 || axis >= shape.length) c.fail("RuntimeError", `Channel axis out of range in per channel ${a.tensor("zero_points").dtype.category === 2 ? "float qparams" : "affine"} quantization. Got: ${axis}Expected: [0, ${shape.length})`, { rule: "dim-out-of-range" });
    const channels = shape[axis] as Dim;
    c.check(eq(scales, channels), "RuntimeError", () => `length of scales must equal to channel, expected ${print(channels)} got, ${print(scales)}`, { rule: "broadcast", law: () => `${c.op}: ${print(scales)} scales for ${print(channels)} channels (dim ${axis})` });
    return quantized(c, t, type, { axis, channels, floats });
  },
  doc: "torch.quantize_per_channel",
});

defineOp({
  name: "int_repr",
  forms: nativeForms("int_repr"),
  signature: NATIVE,
  rule: (c, a) => {
    const t = a.tensor("input");
    if (!isQuantized(t)) cannotRun(c, "int_repr");
    return c.like(t, dtype(t.dtype.name === "qint8" ? "int8" : t.dtype.name === "qint32" ? "int32" : "uint8"));
  },
  doc: "torch.Tensor.int_repr",
});

defineOp({
  name: "dequantize",
  forms: nativeForms("dequantize"),
  signature: NATIVE,
  rule: (c, a) => {
    if (!takes(a, "tensors")) return dequantized(c, a.tensor("input"));
    const given = sequence(a.value("tensors")) ?? c.giveUp("the list of tensors is not known");
    return new PyTuple(given.map((t) => (t instanceof Tensor ? dequantized(c, t) : c.giveUp("a tensor is not known"))));
  },
  doc: "torch.dequantize",
});

function dequantized(c: OpContext, t: Tensor): Tensor {
  return t.dtype === FLOAT32 ? t : c.like(t, FLOAT32);
}

/** What a quantized tensor tells of its scales; `whole` asks for one scale, else there must be one a channel. */
function ask(name: string, whole: boolean | null, answer: (c: OpContext, t: Tensor, q: Quantizer) => Value): void {
  defineOp({
    name,
    forms: nativeForms(name),
    signature: NATIVE,
    rule: (c, a) => {
      const t = a.tensor("input");
      if (!isQuantized(t)) cannotRun(c, name);
      const q = quantizers.get(t) ?? c.giveUp("how the tensor was quantized");
      if (whole === true && q.axis !== null) c.fail("RuntimeError", assertion("kPerTensorAffine"), { rule: "argument-value" });
      if (whole === false && q.axis === null) c.fail("RuntimeError", assertion("kPerChannelAffine"), { rule: "argument-value" });
      return answer(c, t, q);
    },
  });
}

function assertion(scheme: string): string {
  const test = scheme === "kPerTensorAffine" ? "quantizer->qscheme() == kPerTensorAffine" : "quantizer->qscheme() == kPerChannelAffine || quantizer->qscheme() == kPerChannelAffineFloatQParams";
  return `Expected ${test} to be true, but got false.  (Could this error message be improved?  If so, please report an enhancement request to PyTorch.)`;
}

defineTensorProperty("is_quantized", (_interp, t) => isQuantized(t));
ask("q_scale", true, (c, _t, q) => (q.scale === undefined ? c.giveUp("the scale of a quantized tensor") : new PyFloat(q.scale)));
ask("q_zero_point", true, (c, _t, q) => q.zero ?? c.giveUp("the zero point of a quantized tensor"));
ask("q_per_channel_scales", false, (c, _t, q) => c.tensor([q.channels], q.floats ? FLOAT32 : FLOAT64));
ask("q_per_channel_zero_points", false, (c, _t, q) => c.tensor([q.channels], q.floats ? FLOAT32 : INT64));
ask("q_per_channel_axis", false, (c, _t, q) => (typeof q.axis === "number" ? q.axis : c.giveUp("the axis is not known")));
ask("qscheme", null, (c, _t, q) => registry.get(`torch.${q.axis === null ? "per_tensor_affine" : q.floats ? "per_channel_affine_float_qparams" : "per_channel_affine"}`) ?? c.giveUp("how the tensor was quantized"));

for (const n of [1, 2, 3]) {
  defineOp({
    name: `quantized_max_pool${n}d`,
    forms: [`torch.quantized_max_pool${n}d`],
    signature: NATIVE,
    rule: (c, a) => {
      const t = a.tensor("input");
      if (!isQuantized(t)) cannotRun(c, c.op);
      checkPooling(c, c.shapeOf(t, BATCHED[n]), a, n);
      const plain = c.tensor(t.shapeOrVar, dtype("float32"), { strides: t.strides });
      const args = ["kernel_size", "stride", "padding", "dilation", "ceil_mode"].map((name): Value => (name === "stride" && (a.isNone(name) || sequence(a.value(name))?.length === 0) ? new PyList([]) : a.value(name)));
      const out = c.call(`torch.max_pool${n}d`, [plain, ...args]);
      return out instanceof Tensor ? quantizedLike(c, out, t) : out;
    },
  });
}

/** What the quantized kernels ask beyond the plain ones, in their own words. */
function checkPooling(c: OpContext, shape: readonly Dim[], a: Args, n: number): void {
  const rank = shape.length;
  const rankWhy = { rule: "rank" };
  if (n === 1 && rank !== 2 && rank !== 3) c.fail("RuntimeError", `max_pool1d() Expected 2D or 3D input tensor, but got ${sizes(c.shapeOf(a.tensor("input")))}`, rankWhy);
  if (n === 1) {
    pooled1d(c, a, shape);
    if (c.failure) return c.giveUp("the call fails");
    for (const d of shape.slice(-2)) c.check(ge(d, 1), "RuntimeError", () => "input dimensions must be non-zero.", rankWhy);
    if (c.failure) return c.giveUp("the call fails");
    return;
  }
  const count = (name: string): number => (a.isSequence(name) ? a.ints(name).length : a.isNone(name) ? 0 : n);
  const why = { rule: "argument-value" };
  // A list of one passes in two dimensions, of which the second is then read from the memory behind it; in three each must be given, but for the dilation.
  const either = (name: string, told: string): void => {
    const own = count(name);
    const single = own === 1 && (n === 2 || (name === "dilation" && !a.isSequence(name)));
    if (own !== n && !single) c.fail("RuntimeError", `Expected ${n === 2 || name === "dilation" ? `1d or ${n}d` : `${n}d`} ${told}, got ${own}`, why);
  };
  either("kernel_size", "kernel size");
  const stride = count("stride");
  if (stride !== 0 && stride !== n) c.fail("RuntimeError", `Expected no strides or ${n}d strides, got${stride}`, why);
  either("padding", "padding");
  either("dilation", "dilation");
  if (n === 3) for (const d of a.isNone("dilation") ? [] : a.ints("dilation")) c.check(ge(d, 1), "RuntimeError", () => "Expected dilation >= 1", why);
  if (c.failure) return c.giveUp("the call fails");
  const isCut = (name: string): boolean => n === 2 && a.isSequence(name) && a.ints(name).length === 1;
  if (a.ints("kernel_size").some((k) => typeof k === "number" && k <= 0)) c.fail("RuntimeError", "kernel_size should be greater than zero.", { rule: "kernel-size" });
  if (isCut("kernel_size")) return c.giveUp("a kernel's second size, which is read from the memory behind the list");
  if (n === 2) for (const d of a.isNone("dilation") ? [] : a.ints("dilation")) c.check(ge(d, 1), "RuntimeError", () => "Expected dilation >= 1", why);
  for (const s of stride === 0 ? [] : a.ints("stride")) c.check(ge(s, 1), "RuntimeError", () => "strides should be greater than zero.", why);
  if (c.failure) return c.giveUp("the call fails");
  if (n === 3 && rank !== 5) c.fail("RuntimeError", "Expecting the input tensor of rank 5.", rankWhy);
  if (n === 2 && rank !== 3 && rank !== 4) c.fail("RuntimeError", "Expecting the input tensor of rank 3 or 4.", rankWhy);
  if (isCut("padding") || isCut("dilation")) return c.giveUp("a second number, which is read from the memory behind the list");
  const each = (name: string): readonly Dim[] => {
    const given = a.isNone(name) ? [] : a.ints(name);
    const own = given.length === 0 ? a.ints("kernel_size") : given;
    return Array.from({ length: n }, (_, i) => own[i] ?? own[0] ?? 1);
  };
  const [kernel, stride2, padding, dilation] = ["kernel_size", "stride", "padding", "dilation"].map(each) as [readonly Dim[], readonly Dim[], readonly Dim[], readonly Dim[]];
  for (const d of dilation) c.check(ge(d, 1), "RuntimeError", () => "Expected dilation >= 1", why);
  for (const s of stride2) c.check(ge(s, 1), "RuntimeError", () => "strides should be greater than zero.", why);
  const input = shape.slice(n === 3 ? 1 : -3);
  for (const d of input) c.check(ge(d, 1), "RuntimeError", () => "input dimensions must be non-zero.", rankWhy);
  padding.forEach((p, i) => c.check(le(p, floordiv(kernel[i] as Dim, 2)), "RuntimeError", () => "padding should be smaller than half of kernel_size.", { rule: "pool-padding" }));
  if (c.failure) return c.giveUp("the call fails");
  if (padding.some((p) => isConst(p) && p < 0)) return;
  const out = input.slice(1).map((d, i) => {
    const [k, s, p, dil] = [kernel[i], stride2[i], padding[i], dilation[i]] as [Dim, Dim, Dim, Dim];
    return windows(d, { kernel: [k], stride: [s], padding: [p], dilation: [dil], ceil: a.bool("ceil_mode") }, 0);
  });
  const told = (sizes: readonly Dim[]): string => `${print(input[0] as Dim)}${n === 3 ? "t" : "x"}${sizes.map(print).join("x")}`;
  for (const d of out) c.check(ge(d, 1), "RuntimeError", () => `Given input size: (${told(input.slice(1))}). Calculated output size: (${told(out)}). Output size is too small.`, { rule: "output-size" });
  if (c.failure) return c.giveUp("the call fails");
}

function quantizedLike(c: OpContext, out: Tensor, t: Tensor): Tensor {
  const result = c.tensor(out.shapeOrVar, t.dtype, { strides: out.strides, device: t.device });
  const q = quantizers.get(t);
  if (q) quantizers.set(result, q);
  return result;
}

defineOp({
  name: "quantized_batch_norm",
  forms: ["torch.quantized_batch_norm"],
  signature: NATIVE,
  rule: (c, a) => {
    const t = a.tensor("input");
    if (!isQuantized(t)) cannotRun(c, "quantized_batch_norm");
    const shape = c.shapeOf(t, ["N", "C", "H", "W"]);
    if (shape.length < 2 || shape.length > 5) c.fail("RuntimeError", "quantized::batch_norm only support 2d, 3d, 4d or 5d inputs.", { rule: "rank" });
    if (a.isNone("weight")) c.fail("RuntimeError", "Weight must be provided", { rule: "argument-value" });
    if (a.isNone("bias")) c.fail("RuntimeError", "Bias must be provided", { rule: "argument-value" });
    if (shape.includes(0)) return c.like(t);
    const channels = shape[1] as Dim;
    const sized = (name: string, message: string): void =>
      c.check(eq(product(c.shapeOf(a.tensor(name))), channels), "RuntimeError", () => message, { rule: "broadcast", law: () => `${c.op}: ${name} has ${print(product(c.shapeOf(a.tensor(name))))} elements for ${print(channels)} channels` });
    const read = (name: string): void => c.check(a.tensor(name).dtype === FLOAT32, "RuntimeError", () => `expected scalar type Float but found ${scalarTypeName(a.tensor(name).dtype)}`, { rule: "dtype" });
    for (const name of ["weight", "bias"]) sized(name, "Expect weight size to match C");
    for (const name of ["weight", "bias"]) read(name);
    sized("mean", "Mean size must match channel dimension");
    sized("var", "Variance size must match channel dimension");
    for (const name of ["mean", "var"]) read(name);
    if (c.failure) return c.giveUp("the call fails");
    const out = c.like(t);
    return out instanceof Tensor ? quantizedLike(c, out, t) : out;
  },
});
