/** Quantized tensors: whole numbers with a scale and a zero point (https://docs.pytorch.org/docs/stable/quantization-support.html). */
import { type Dim, eq, floordiv, le, print } from "../../dims/index.ts";
import { PyFloat, PyList, PyTuple, type Value } from "../../python/values.ts";
import { type Args, sequence } from "../args.ts";
import { defineOp, defineTensorProperty } from "../define.ts";
import { type DType, FLOAT32, FLOAT64, INT64, dtype } from "../dtype.ts";
import { NATIVE, takes } from "../native.ts";
import { type OpContext, sizes } from "../op.ts";
import { Tensor } from "../tensor.ts";
import { nativeForms } from "./forms.ts";
import { BATCHED } from "./convolution.ts";
import { stridesOf, suggestedFormat } from "./memoryFormat.ts";
import { cannotRun } from "./backend.ts";
import { scalarTypeName } from "./scalarTypes.ts";

interface Quantizer {
  /** null: one scale for the whole tensor. */
  readonly axis: Dim | null;
  readonly channels: Dim;
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

defineOp({
  name: "quantize_per_tensor",
  forms: ["torch.quantize_per_tensor"],
  signature: NATIVE,
  rule: (c, a) => {
    const type = a.maybeDtype("dtype") ?? dtype("quint8");
    if (!takes(a, "tensors")) return quantized(c, a.tensor("input"), type, WHOLE);
    const given = sequence(a.value("tensors")) ?? c.giveUp("the list of tensors is not known");
    return new PyTuple(given.map((t) => (t instanceof Tensor ? quantized(c, t, type, WHOLE) : c.giveUp("a tensor is not known"))));
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
    if (!/^(quint8|qint8|float16)$/.test(type.name)) c.fail("RuntimeError", `dtype ${scalarTypeName(type)} not supported`, { rule: "dtype" });
    return type.name === "float16" ? c.like(t, type) : quantized(c, t, type, WHOLE);
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
    const scales = c.shapeOf(a.tensor("scales"))[0] ?? 1;
    if (t.dtype.name !== "float32") c.fail("RuntimeError", a.tensor("zero_points").dtype.category === 2 ? `Quantize only works on Float Tensor, got ${scalarTypeName(t.dtype)}` : `quantize_tensor_per_channel_affine expects a Float Tensor, got ${scalarTypeName(t.dtype)}`, { rule: "dtype" });
    if (axis < 0 || axis >= shape.length) c.fail("RuntimeError", `Channel axis out of range in per channel ${a.tensor("zero_points").dtype.category === 2 ? "float qparams" : "affine"} quantization. Got: ${axis}Expected: [0, ${shape.length})`, { rule: "dim-out-of-range" });
    const channels = shape[axis] as Dim;
    c.check(eq(scales, channels), "RuntimeError", () => `length of scales must equal to channel, expected ${print(channels)} got, ${print(scales)}`, { rule: "broadcast", law: () => `${c.op}: ${print(scales)} scales for ${print(channels)} channels (dim ${axis})` });
    return quantized(c, t, type, { axis, channels });
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
ask("q_scale", true, (c) => c.giveUp("the scale of a quantized tensor"));
ask("q_zero_point", true, (c) => c.giveUp("the zero point of a quantized tensor"));
ask("q_per_channel_scales", false, (c, _t, q) => c.tensor([q.channels], FLOAT64));
ask("q_per_channel_zero_points", false, (c, _t, q) => c.tensor([q.channels], INT64));
ask("q_per_channel_axis", false, (c, _t, q) => (typeof q.axis === "number" ? q.axis : c.giveUp("the axis is not known")));
ask("qscheme", null, (c) => c.giveUp("how the tensor was quantized"));

for (const n of [1, 2, 3]) {
  defineOp({
    name: `quantized_max_pool${n}d`,
    forms: [`torch.quantized_max_pool${n}d`],
    signature: NATIVE,
    rule: (c, a) => {
      const t = a.tensor("input");
      if (!isQuantized(t)) cannotRun(c, c.op);
      checkPooling(c, c.shapeOf(t, BATCHED[n]).length, a, n);
      const plain = c.tensor(t.shapeOrVar, dtype("float32"), { strides: t.strides });
      const args = ["kernel_size", "stride", "padding", "dilation", "ceil_mode"].map((name): Value => (name === "stride" && (a.isNone(name) || sequence(a.value(name))?.length === 0) ? new PyList([]) : a.value(name)));
      const out = c.call(`torch.max_pool${n}d`, [plain, ...args]);
      return out instanceof Tensor ? quantizedLike(c, out, t) : out;
    },
  });
}

/** What the quantized kernels ask beyond the plain ones, in their own words. */
function checkPooling(c: OpContext, rank: number, a: Args, n: number): void {
  const rankWhy = { rule: "rank" };
  if (n === 1 && rank !== 2 && rank !== 3) c.fail("RuntimeError", `max_pool1d() Expected 2D or 3D input tensor, but got ${sizes(c.shapeOf(a.tensor("input")))}`, rankWhy);
  if (n === 3) {
    const stride = a.isNone("stride") ? 0 : a.ints("stride").length;
    if (stride > 1 && stride !== 3) c.fail("RuntimeError", `Expected no strides or 3d strides, got${stride}`, { rule: "argument-value" });
  }
  if (n === 1) return;
  if (a.ints("kernel_size").some((k) => typeof k === "number" && k <= 0)) c.fail("RuntimeError", "kernel_size should be greater than zero.", { rule: "kernel-size" });
  if (n === 3 && rank !== 5) c.fail("RuntimeError", "Expecting the input tensor of rank 5.", rankWhy);
  if (n === 2 && rank !== 3 && rank !== 4) c.fail("RuntimeError", "Expecting the input tensor of rank 3 or 4.", rankWhy);
  const [kernel, padding] = [a.ints("kernel_size"), a.ints("padding")];
  padding.forEach((p, i) => c.check(le(p, floordiv(kernel[i] ?? kernel[0] ?? 1, 2)), "RuntimeError", () => "padding should be smaller than half of kernel_size.", { rule: "pool-padding" }));
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
    const args = [c.tensor(t.shapeOrVar, dtype("float32")), a.value("weight"), a.value("bias"), a.value("mean"), a.value("var"), false, new PyFloat(0.1), a.value("eps"), false];
    const out = c.call("torch.batch_norm", args);
    return out instanceof Tensor ? quantizedLike(c, out, t) : out;
  },
});
