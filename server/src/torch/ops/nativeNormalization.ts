/** The normalizations under their native names, which also give the means and deviations that they computed. */
import { type Cond, type Dim, eq, mul, ne, product } from "../../dims/index.ts";
import { PyTuple } from "../../python/values.ts";
import type { Args } from "../args.ts";
import { defineOp } from "../define.ts";
import { type DType, FLOAT32 } from "../dtype.ts";
import { NATIVE } from "../native.ts";
import { type OpContext, sizes, wrapDim } from "../op.ts";
import { Tensor } from "../tensor.ts";
import { broadcastShapes } from "./broadcast.ts";
import { elementwiseStrides, isContiguous } from "./layout.ts";
import { stridesOf, suggestedFormat } from "./memoryFormat.ts";
import { NOT_FLOAT, type Parameters, batchKernel, checkGroups, checkMixed, checkSame, layerNorm, parametersOf } from "./normalization.ts";
import { checkSizes } from "./options.ts";
import { checkKernel } from "./promotion.ts";
import { scalarTypeName } from "./scalarTypes.ts";

/** Statistics are of float32 where the parameters are and the input is a 16-bit float. */
function statisticsType(x: Tensor, parameters: Parameters): DType {
  const first = parameters.find((t) => t !== null);
  return first && first.dtype !== x.dtype ? FLOAT32 : x.dtype;
}

defineOp({
  name: "layer_norm",
  forms: ["torch.native_layer_norm"],
  signature: NATIVE,
  rule: (c, a) => {
    const result = layerNorm(c, a);
    const x = a.tensor("input");
    const shape = c.shapeOf(x);
    const normalized = a.ints("normalized_shape").length;
    const type = statisticsType(x, [a.maybeTensor("weight"), a.maybeTensor("bias")]);
    const statistics = (): Tensor => new Tensor(shape.map((d, i) => (i < shape.length - normalized ? d : 1)), type, { device: x.device });
    return new PyTuple([result, statistics(), statistics()]);
  },
});

defineOp({
  name: "batch_norm",
  forms: ["torch.native_batch_norm"],
  signature: NATIVE,
  rule: (c, a) => {
    const x = a.tensor("input");
    const training = a.bool("training");
    const shape = c.shapeOf(x);
    if (shape.length === 0) c.fail("RuntimeError", "SmallVector unable to grow. Requested capacity (18446744073709551615) is larger than maximum value for size type (4294967295)", { rule: "rank" });
    if (shape.length === 1) c.fail("IndexError", "Dimension out of range (expected to be in range of [-1, 0], but got 1)", { rule: "rank" });
    const parameters = parametersOf(a);
    c.check(a.isNone("running_mean") === a.isNone("running_var"), "ValueError", () => "running_mean and running_var must either both be None or neither be None", { rule: "argument-value" });
    const result = batchKernel(c, x, shape, training, parameters);
    if (training) c.check(ne(product(shape), 0), "RuntimeError", () => `input tensor must have at least one element, but got input_sizes = ${sizes(shape)}`, { rule: "rank" });
    const statistics = (): Tensor => new Tensor([training ? (shape[1] as Dim) : 0], statisticsType(x, parameters), { device: x.device });
    return new PyTuple([spread(c, a, x, shape, training) ?? result, statistics(), statistics()]);
  },
});

defineOp({
  name: "group_norm",
  forms: ["torch.native_group_norm"],
  signature: NATIVE,
  rule: (c, a) => {
    const x = a.tensor("input");
    const shape = c.shapeOf(x);
    const [batch, channels, groups] = [a.int("N"), a.int("C"), a.int("group")];
    const parameters = [a.maybeTensor("weight"), a.maybeTensor("bias")];
    checkGroups(c, x, shape, channels, groups, parameters);
    const format = suggestedFormat(c, shape, x.strides);
    expect(c, format !== "contiguous" || isContiguous(c, shape, x.strides) !== false, "X.is_contiguous(memory_format)");
    checkMixed(c, x, parameters);
    checkSizes(c, [batch, groups]);
    checkKernel(c, { name: "GroupNormKernelImpl", rejects: NOT_FLOAT }, x.dtype, x.device);
    expect(c, eq(product(shape), mul(mul(batch, channels), a.int("HxW"))), "X.numel() == N * C * HxW");
    checkSame(c, x, parameters);
    const statistics = (): Tensor => new Tensor([batch, groups], statisticsType(x, parameters), { device: x.device });
    return new PyTuple([new Tensor(shape, x.dtype, { strides: stridesOf(format, shape), device: x.device }), statistics(), statistics()]);
  },
});

/** What is not in one piece is normalized by an elementwise kernel, with the parameters spread over the input: one channel becomes as many as they have. */
function spread(c: OpContext, a: Args, x: Tensor, shape: readonly Dim[], training: boolean): Tensor | null {
  const format = suggestedFormat(c, shape, x.strides);
  const whole = isContiguous(c, shape, x.strides);
  if (whole === true || (format !== undefined && format !== "contiguous")) return null;
  const [batch, channels, ...places] = shape as readonly [Dim, Dim, ...Dim[]];
  let wide = channels;
  const isFitted = (size: Dim): boolean => c.known(eq(size, channels)) === true;
  for (const name of [...(training ? [] : ["running_mean", "running_var"]), "weight", "bias"]) {
    const size = a.maybeTensor(name)?.shape;
    if (size?.length !== 1) continue;
    if ((whole === undefined || format === undefined) && !isFitted(size[0] as Dim)) return c.giveUp("whether the input lies in one piece");
    wide = broadcastShapes(c, [[batch, wide], [size[0] as Dim]])[1] as Dim;
  }
  if (isFitted(wide) || c.failure) return null;
  const to = [batch, wide, ...places];
  const operands = [{ shape, strides: x.strides }, { shape: [wide, ...places.map(() => 1)], strides: [1, ...places.map(() => 0)] }];
  return new Tensor(to, x.dtype, { strides: elementwiseStrides(c, to, operands), device: x.device });
}

/** A check that PyTorch states without a message. */
function expect(c: OpContext, condition: Cond, text: string): void {
  c.check(condition, "RuntimeError", () => `Expected ${text} to be true, but got false.  (Could this error message be improved?  If so, please report an enhancement request to PyTorch.)`);
}

defineOp({
  name: "batch_norm_update_stats",
  forms: ["torch.batch_norm_update_stats"],
  signature: NATIVE,
  rule: (c, a) => {
    const x = a.tensor("input");
    const shape = c.shapeOf(x);
    checkKernel(c, { name: "batch_norm_update_stats_cpu", rejects: NOT_FLOAT }, x.dtype, x.device);
    if (c.failure) return c.giveUp("the call fails");
    checkMixed(c, x, [a.maybeTensor("running_mean"), a.maybeTensor("running_var")]);
    if (shape.length === 0) c.fail("IndexError", "Dimension specified as 1 but tensor has no dimensions", { rule: "rank" });
    const channels = shape[wrapDim(c, 1, shape.length)] as Dim;
    const isMixed = (a.maybeTensor("running_mean") ?? a.maybeTensor("running_var") ?? x).dtype !== x.dtype;
    c.check(ne(product(shape), 0), "RuntimeError", () => `input tensor must have at least one element, but got input_sizes = ${sizes(shape)}`, { rule: "argument-value" });
    for (const name of ["running_mean", "running_var"]) {
      const t = a.maybeTensor(name);
      if (t && c.shapeOf(t).length !== 1) c.fail("RuntimeError", `TensorAccessor expected 1 dims but tensor has ${c.shapeOf(t).length}`, { rule: "rank" });
      if (t && t.dtype !== x.dtype && !isMixed) c.fail("RuntimeError", `expected scalar type ${scalarTypeName(x.dtype)} but found ${scalarTypeName(t.dtype)}`, { rule: "dtype" });
    }
    const type = statisticsType(x, [a.maybeTensor("running_mean"), a.maybeTensor("running_var")]);
    return new PyTuple([c.tensor([channels], type), c.tensor([channels], type)]);
  },
});
