/** Quantization as training sees it: values rounded to a grid, in the type they came in. */
import { type Dim, and, eq, ge, gt, isConst, le, lt, print, product } from "../../dims/index.ts";
import { PyTuple } from "../../python/values.ts";
import type { Args } from "../args.ts";
import { defineOp } from "../define.ts";
import { FLOAT32 } from "../dtype.ts";
import { NATIVE } from "../native.ts";
import { type OpContext, wrapDim } from "../op.ts";
import type { Tensor } from "../tensor.ts";
import { nativeForms } from "./forms.ts";
import { checkKernel, numberOf } from "./promotion.ts";
import { checkScalar, checkSelected } from "./quantize.ts";
import { scalarTypeName } from "./scalarTypes.ts";
import { memoryOf } from "./strided.ts";

const DISORDER = "`quant_min` should be less than or         equal to `quant_max`.";

/** The grid's bounds, and the zero point between them. */
function checkGrid(c: OpContext, a: Args): void {
  const low = a.int("quant_min");
  const high = a.int("quant_max");
  c.check(le(low, high), "RuntimeError", () => DISORDER, { rule: "argument-value" });
  const zero = numberOf(c.interp, a.value("zero_point"));
  if (zero !== undefined) c.check(and(ge(zero, low), le(zero, high)), "RuntimeError", () => "`zero_point` must be between `quant_min` and `quant_max`.", { rule: "argument-value" });
}

defineOp({
  name: "fake_quantize_per_tensor_affine",
  forms: nativeForms("fake_quantize_per_tensor_affine"),
  signature: NATIVE,
  rule: (c, a) => {
    const x = a.tensor("input");
    checkGrid(c, a);
    checkKernel(c, { name: "fake_quantize_tensor_cachemask_kernel_type_handling", rejects: "bool int complex" }, x.dtype, x.device);
    return c.like(x);
  },
});

defineOp({
  name: "fake_quantize_per_channel_affine",
  forms: nativeForms("fake_quantize_per_channel_affine"),
  signature: NATIVE,
  rule: (c, a) => {
    const x = a.tensor("input");
    const scale = c.shapeOf(a.tensor("scale"));
    const zero = c.shapeOf(a.tensor("zero_point"));
    const zeroType = a.tensor("zero_point").dtype;
    const scaleType = a.tensor("scale").dtype;
    c.check(/^(b?float(32|16))$/.test(scaleType.name) && scaleType.name !== "float16", "RuntimeError", () => `Scale must be Float or BFloat16, found ${scalarTypeName(scaleType)}`, { rule: "dtype" });
    c.check(/^(int32|float32|float16)$/.test(zeroType.name), "RuntimeError", () => `Zero-point must be Int32, Float or Half, found ${scalarTypeName(zeroType)}`, { rule: "dtype" });
    c.check(scale.length === 1, "RuntimeError", () => "scale should be a 1-D tensor", { rule: "rank" });
    c.check(zero.length === 1, "RuntimeError", () => "zero point should be a 1-D tensor", { rule: "rank" });
    c.check(eq(scale[0] ?? 1, zero[0] ?? 1), "RuntimeError", () => "scale and zero-point need to have the same dimensions", { rule: "broadcast" });
    const shape = c.shapeOf(x);
    if (shape.length === 0) c.fail("IndexError", `Dimension specified as ${print(a.int("axis"))} but tensor has no dimensions`, { rule: "dim-out-of-range" });
    const axis = wrapDim(c, a.int("axis"), shape.length);
    const channels = shape[axis] ?? 1;
    c.check(eq(scale[0] ?? 1, channels), "RuntimeError", () => "dimensions of scale and zero-point are not consistent with input tensor", { rule: "broadcast", law: () => `${c.op}: ${print(scale[0] ?? 1)} scales for ${print(channels)} channels` });
    checkGrid(c, a);
    if (zeroType.name === "int32") {
      c.check(gt(channels, 0), "RuntimeError", () => "min(): Expected reduction dim to be specified for input.numel() == 0. Specify the reduction dim with the 'dim' argument.", { rule: "empty-reduction" });
      const [low, high] = [a.int("quant_min"), a.int("quant_max")];
      const fits = (a.tensor("zero_point").data ?? []).every((z) => c.known(and(ge(z, low), le(z, high))) !== false);
      c.check(fits, "RuntimeError", () => "`zero_point` must be between `quant_min` and `quant_max`.", { rule: "argument-value" });
    }
    c.check(ge(a.int("axis"), 0), "RuntimeError", () => "`axis` must be between 0 and number of dimensions of input", { rule: "dim-out-of-range" });
    checkKernel(c, { name: "fake_quantize_channel_cachemask_cpu_type_handling", rejects: "bool int complex" }, x.dtype, x.device);
    return c.like(x);
  },
});

/** The rows are put first, and the rest in one piece behind them. */
function checkRowsFirst(c: OpContext, axis: Dim, rank: number): void {
  if (rank === 1) c.fail("IndexError", "Dimension out of range (expected to be in range of [-1, 0], but got 1)", { rule: "dim-out-of-range" });
  if (isConst(axis) && axis < 0 && axis > -rank) c.fail("RuntimeError", "permute(): duplicate dims are not allowed.", { rule: "dim-out-of-range" });
}

function checkFloats(c: OpContext, t: Tensor): void {
  c.check(t.dtype === FLOAT32, "RuntimeError", () => `expected scalar type Float but found ${scalarTypeName(t.dtype)}`, { rule: "dtype" });
}

/** An observer, which takes floats alone, and a rounding; each may be off. */
defineOp({
  name: "fused_moving_avg_obs_fake_quant",
  forms: ["torch.fused_moving_avg_obs_fake_quant"],
  signature: NATIVE,
  rule: (c, a) => {
    const x = a.tensor("input");
    const rows = a.bool("per_row_fake_quant");
    const axis = a.int("ch_axis");
    const shape = c.shapeOf(x);
    // What has no elements is given back before anything is looked at.
    if (c.known(eq(product(shape), 0)) === true) return c.like(x);
    c.check(lt(axis, shape.length), "RuntimeError", () => "Error in fused_moving_avg_obs_fake_quant_cpu: ch_axis must be < self.dim()", { rule: "dim-out-of-range" });
    const on = (name: string): boolean => {
      checkScalar(c, a.tensor(name));
      return !c.failure && Math.trunc(a.tensor(name).data?.[0] ?? 0) !== 0;
    };
    const observes = on("observer_on");
    if (rows && shape.length !== 2 && !c.failure) checkRowsFirst(c, axis, shape.length);
    const [least, most, scale, zero] = [a.tensor("running_min"), a.tensor("running_max"), a.tensor("scale"), a.tensor("zero_point")];
    // What is empty gets a place for each row.
    const isMade = rows && c.known(eq(product(c.shapeOf(least)), 0)) === true;
    if (observes) {
      if (rows) c.check(eq(axis, 0), "RuntimeError", () => "Per-channel FakeQuant in fused_moving_avg_obs_fake_quant is only supported on axis == 0", { rule: "argument-value" });
      if (!c.failure) checkKernel(c, { name: "aminmax_cpu", rejects: "complex" }, x.dtype, x.device);
      c.check(x.dtype === FLOAT32, "RuntimeError", () => `expected scalar type Float but found ${scalarTypeName(x.dtype)}`, { rule: "dtype" });
    }
    if (observes) for (const t of [least, most]) checkFloats(c, t);
    if (on("fake_quant_on")) {
      if (rows) {
        for (const t of [least, most]) checkFloats(c, t);
        const count = product(c.shapeOf(least));
        for (let i = 0; !isMade && isConst(count) && i < count && !c.failure; i++) for (const t of [scale, zero]) checkSelected(c, t, i);
        const low = a.int("quant_min");
        // Scales and zero points are computed of what was observed, and fit; those of which nothing was keep what they hold.
        const computed = (t: Tensor): Tensor => c.tensor(c.shapeOf(t), t.dtype, { device: t.device, data: isConst(count) && t.data && t.data.length > count ? t.data.map((z, i) => (i < count && isConst(low) ? low : z)) : null });
        const perRow = (t: Tensor): Tensor => (isMade ? c.tensor([isConst(axis) ? (shape.at(axis) ?? 1) : c.giveUp("'ch_axis' is not known")], t.dtype, { device: t.device }) : computed(t));
        if (!c.failure) c.call("torch.fake_quantize_per_channel_affine", [c.tensor(shape, x.dtype, { device: x.device }), perRow(scale), perRow(zero), ...["ch_axis", "quant_min", "quant_max"].map((name) => a.value(name))]);
      } else {
        for (const t of [most, least]) checkScalar(c, t);
        for (const t of [scale, zero]) checkSelected(c, t, 0);
        checkScalar(c, scale);
        checkScalar(c, zero);
        c.check(le(a.int("quant_min"), a.int("quant_max")), "RuntimeError", () => DISORDER, { rule: "argument-value" });
        checkKernel(c, { name: "fake_quantize_tensor_cachemask_kernel_type_handling", rejects: "bool int complex" }, x.dtype, x.device);
      }
    }
    return c.like(x);
  },
});

defineOp({
  name: "choose_qparams_optimized",
  forms: ["torch.choose_qparams_optimized"],
  signature: NATIVE,
  rule: (c, a) => {
    c.check(a.tensor("input").dtype === FLOAT32, "RuntimeError", () => `expected scalar type Float but found ${scalarTypeName(a.tensor("input").dtype)}`, { rule: "dtype" });
    // What lies in no memory at all has no data; an empty view has.
    const memory = memoryOf(c, a.tensor("input"));
    if (memory) c.check(gt(memory.count, 0), "ValueError", () => "input tensor is empty and has no data", { rule: "argument-value" });
    c.check(and(ge(a.int("numel"), 0), le(a.int("numel"), product(c.shapeOf(a.tensor("input"))))), "RuntimeError", () => "numel is out of the bound of input tensor", { rule: "argument-value" });
    return new PyTuple([c.tensor([1], FLOAT32), c.tensor([1], FLOAT32)]);
  },
});
