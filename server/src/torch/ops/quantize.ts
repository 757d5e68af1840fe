/** Quantized tensors: made by rounding, read back as integers or floats (https://docs.pytorch.org/docs/stable/quantization.html). */
import { and, eq, ge, lt, print } from "../../dims/index.ts";
import type { Args } from "../args.ts";
import { defineOp } from "../define.ts";
import { type DType, type DTypeName, FLOAT32, dtype } from "../dtype.ts";
import { NATIVE, takes } from "../native.ts";
import type { OpContext } from "../op.ts";
import { Tensor } from "../tensor.ts";
import { nativeForms } from "./forms.ts";
import { stridesOf, suggestedFormat } from "./memoryFormat.ts";
import { scalarTypeName } from "./scalarTypes.ts";

/** The integers that a quantized type stores. */
const STORED: Readonly<Partial<Record<DTypeName, DTypeName>>> = { qint8: "int8", quint8: "uint8", qint32: "int32" };

function quantized(c: OpContext, x: Tensor, type: DType): Tensor {
  if (x.dtype !== FLOAT32) c.fail("RuntimeError", `Quantize only works on Float Tensor, got ${scalarTypeName(x.dtype)}`, { rule: "dtype" });
  if (STORED[type.name] === undefined) c.fail("RuntimeError", `ScalarType ${scalarTypeName(type)} is not supported in new_qtensor.`, { rule: "dtype" });
  const strides = x.shape ? stridesOf(suggestedFormat(c, x.shape, x.strides), x.shape) : undefined;
  return new Tensor(x.shapeOrVar, type, { strides, device: x.device });
}

function typeOf(a: Args): DType {
  return a.maybeDtype("dtype") ?? FLOAT32;
}

defineOp({
  name: "quantize_per_tensor",
  forms: ["torch.quantize_per_tensor"],
  signature: NATIVE,
  rule: (c, a) => (takes(a, "tensors") ? c.giveUp("several tensors quantized at once") : quantized(c, a.tensor("input"), typeOf(a))),
  doc: "torch.quantize_per_tensor",
});

defineOp({ name: "quantize_per_tensor_dynamic", forms: ["torch.quantize_per_tensor_dynamic"], signature: NATIVE, rule: (c, a) => quantized(c, a.tensor("input"), typeOf(a)) });

defineOp({
  name: "quantize_per_channel",
  forms: ["torch.quantize_per_channel"],
  signature: NATIVE,
  rule: (c, a) => {
    const x = a.tensor("input");
    const result = quantized(c, x, typeOf(a));
    const shape = c.shapeOf(x);
    const axis = a.int("axis");
    const kind = a.tensor("zero_points").dtype.category === 2 ? "float qparams" : "affine";
    c.check(and(ge(axis, 0), lt(axis, shape.length)), "RuntimeError", () => `Channel axis out of range in per channel ${kind} quantization. Got: ${print(axis)}Expected: [0, ${shape.length})`, { rule: "dim-out-of-range" });
    const channels = typeof axis === "number" ? (shape[axis] ?? 1) : c.giveUp("the channels' dimension is not known");
    const scales = c.shapeOf(a.tensor("scales"), ["channels"])[0] ?? 1;
    c.check(eq(scales, channels), "RuntimeError", () => `length of scales must equal to channel, expected ${print(channels)} got, ${print(scales)}`, { rule: "broadcast" });
    return result;
  },
  doc: "torch.quantize_per_channel",
});

defineOp({
  name: "int_repr",
  forms: nativeForms("int_repr"),
  signature: NATIVE,
  rule: (c, a) => {
    const x = a.tensor("input");
    const stored = STORED[x.dtype.name];
    return stored === undefined ? c.giveUp("the stored integers of a tensor that is not quantized") : c.like(x, dtype(stored));
  },
});

defineOp({
  name: "dequantize",
  forms: nativeForms("dequantize"),
  signature: NATIVE,
  rule: (c, a) => {
    if (takes(a, "tensors")) return c.giveUp("several tensors dequantized at once");
    const x = a.tensor("input");
    return c.like(x, FLOAT32);
  },
  doc: "torch.Tensor.dequantize",
});
