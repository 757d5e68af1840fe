/** Batch, instance, layer, group and RMS normalization as functions (https://docs.pytorch.org/docs/stable/nn.functional.html#normalization). */
import { type Dim, divides, eq, floordiv, ge, gt, isConst, mul, ne, or, print, printShape, product } from "../../dims/index.ts";
import type { Blame } from "../../python/problem.ts";
import { type Value, PyFloat, PyList, PySlice, SymInt, Unknown } from "../../python/values.ts";
import { type Args, sequence } from "../args.ts";
import { floatDefault } from "../defaultType.ts";
import { defineOp } from "../define.ts";
import type { DType } from "../dtype.ts";
import { reordered } from "../mended.ts";
import { type Explanation, type OpContext, sizes } from "../op.ts";
import { Tensor } from "../tensor.ts";
import { broadcastShapes } from "./broadcast.ts";
import { isContiguous } from "./layout.ts";
import { channelsLastStrides, isChannelsLast, stridesOf, suggestedFormat } from "./memoryFormat.ts";
import { checkInPlaceShape } from "./pointwise.ts";
import { checkKernel, floatOf } from "./promotion.ts";
import { arithmetic, holds } from "./python.ts";
import { scalarTypeName } from "./scalarTypes.ts";

export const NOT_FLOAT = "bool int complex float8_e4m3fn float8_e5m2";

defineOp({ name: "batch_norm", forms: ["torch.batch_norm"], signature: "input, weight, bias, running_mean, running_var, training, momentum, eps, cudnn_enabled", rule: (c, a) => batchNorm(c, a), formula: batchFormula });
defineOp({
  name: "batch_norm",
  forms: ["torch.nn.functional.batch_norm"],
  signature: "input, running_mean, running_var, weight=None, bias=None, training=False, momentum=0.1, eps=1e-05",
  rule: (c, a) => {
    const input = a.value("input");
    const training = c.interp.truth(a.value("training"));
    if (training && !hasManyItems(c, input)) checkBatchSize(c, c.interp.callMethod(input, "size", [], c.node));
    const eps = a.value("eps");
    if (training && holds(c, "<=", eps, new PyFloat(0)) === true) c.fail("ValueError", `batch_norm eps must be positive during training, but got ${c.interp.str(eps)}`, { rule: "argument-value" });
    if (!training && holds(c, "<", eps, new PyFloat(0)) === true) c.fail("ValueError", `batch_norm eps must be non-negative, but got ${c.interp.str(eps)}`, { rule: "argument-value" });
    return c.call("torch.batch_norm", [input, ...["weight", "bias", "running_mean", "running_var", "training", "momentum"].map((x) => a.value(x)), eps, true]);
  },
  doc: "torch.nn.functional.batch_norm",
});
defineOp({ name: "instance_norm", forms: ["torch.instance_norm"], signature: "input, weight, bias, running_mean, running_var, use_input_stats, momentum, eps, cudnn_enabled", rule: instanceNorm, formula: instanceFormula });
defineOp({
  name: "instance_norm",
  forms: ["torch.nn.functional.instance_norm"],
  signature: "input, running_mean=None, running_var=None, weight=None, bias=None, use_input_stats=True, momentum=0.1, eps=1e-05",
  rule: (c, a) => {
    const input = a.value("input");
    if (c.interp.truth(a.value("use_input_stats")) && !(input instanceof Tensor && !c.hasShape(input))) checkSpatialSize(c, input);
    return c.call("torch.instance_norm", [input, ...["weight", "bias", "running_mean", "running_var", "use_input_stats", "momentum", "eps"].map((x) => a.value(x)), true]);
  },
  doc: "torch.nn.functional.instance_norm",
});
defineOp({ name: "layer_norm", forms: ["torch.layer_norm"], signature: "input, normalized_shape, weight=None, bias=None, eps=1e-05, cudnn_enable=True", rule: layerNorm, formula: (_c, a) => [`(x − E[x])/√(Var[x] + ε)·γ + β, over the last ${lastSizes(a)}`] });
defineOp({
  name: "layer_norm",
  forms: ["torch.nn.functional.layer_norm"],
  signature: "input, normalized_shape, weight=None, bias=None, eps=1e-05",
  rule: (c, a) => c.call("torch.layer_norm", [...["input", "normalized_shape", "weight", "bias", "eps"].map((x) => a.value(x)), true]),
  doc: "torch.nn.functional.layer_norm",
});
defineOp({ name: "rms_norm", forms: ["torch.rms_norm"], signature: "input, normalized_shape, weight=None, eps=None", rule: rmsNorm, formula: (_c, a) => [`x/√(E[x²] + ε)·γ, over the last ${lastSizes(a)}`] });
defineOp({
  name: "rms_norm",
  forms: ["torch.nn.functional.rms_norm"],
  signature: "input, normalized_shape, weight=None, eps=None",
  rule: (c, a) => c.call("torch.rms_norm", ["input", "normalized_shape", "weight", "eps"].map((x) => a.value(x))),
  doc: "torch.nn.functional.rms_norm",
});
defineOp({ name: "group_norm", forms: ["torch.group_norm"], signature: "input, num_groups, weight=None, bias=None, eps=1e-05, cudnn_enabled=True", rule: groupNorm, formula: groupFormula });
defineOp({
  name: "group_norm",
  forms: ["torch.nn.functional.group_norm"],
  signature: "input, num_groups, weight=None, bias=None, eps=1e-05",
  rule: functionalGroupNorm,
  doc: "torch.nn.functional.group_norm",
});

// ---------------------------------------------------------------- formulas

function batchFormula(c: OpContext, a: Args): readonly string[] {
  const shape = c.shapeOf(a.tensor("input"));
  const axes = ["N", ...shape.slice(2).map((_, i) => AXES[shape.length]?.[i] ?? `d${i + 2}`)].join(", ");
  return [`(x − E[x])/√(Var[x] + ε)·γ + β, ${a.bool("training") ? `over (${axes})` : "E and Var as they were kept"} for each of ${print(shape[1] as Dim)} channels`];
}

function instanceFormula(c: OpContext, a: Args): readonly string[] {
  const shape = c.shapeOf(a.tensor("input"));
  return [`(x − E[x])/√(Var[x] + ε)·γ + β, over ${printShape(shape.slice(2))} for each of ${print(shape[1] as Dim)} channels of each sample`];
}

function groupFormula(c: OpContext, a: Args): readonly string[] {
  const channels = c.shapeOf(a.tensor("input"))[1] as Dim;
  const groups = a.int("num_groups");
  return [`(x − E[x])/√(Var[x] + ε)·γ + β, for each of ${print(groups)} groups of ${print(channels)}/${print(groups)} = ${print(floordiv(channels, groups))} channels`];
}

/** Names of the dimensions after the channels, by rank. */
const AXES: Readonly<Record<number, readonly string[]>> = { 3: ["L"], 4: ["H", "W"], 5: ["D", "H", "W"] };

function lastSizes(a: Args): string {
  const sizesOf = a.ints("normalized_shape");
  return sizesOf.length === 1 ? `dimension (${print(sizesOf[0] as Dim)})` : `${sizesOf.length} dimensions ${printShape(sizesOf)}`;
}

// ---------------------------------------------------------------- batch and instance

/** Whether a channel has more than one value for sure, or the rank is not known. */
function hasManyItems(c: OpContext, input: Value): boolean {
  if (!(input instanceof Tensor)) return false;
  if (!c.hasShape(input)) return true;
  return c.shapeOf(input).some((d, i) => i !== 1 && isConst(d) && d > 1);
}

/** More than one value a channel: `size` is a torch.Size or list. */
function checkBatchSize(c: OpContext, size: Value): void {
  if (size instanceof Unknown) return;
  const items = sequence(size) ?? [];
  checkCount(c, [c.interp.getitem(size, 0, c.node), ...items.slice(2)], () => `Expected more than 1 value per channel when training, got input size ${c.interp.str(size)}`, {
    rule: "norm-batch-size",
    law: () => `${c.op}: in training a channel needs more than one value, ${c.interp.str(size)} has one`,
  });
}

/** Raises if the product of the counts is one; where that is open, one of them has to be another number. */
function checkCount(c: OpContext, counts: readonly Value[], message: () => string, why: Explanation): void {
  const math = arithmetic(c);
  const count = counts.reduce<Value>((n, d) => math("*", n, d), 1);
  if (c.interp.truth(c.interp.compare("==", count, 1, c.node)) === true) c.fail("ValueError", message(), why);
  const dims = counts.map((v) => (typeof v === "number" ? v : v instanceof SymInt ? v.dim : null));
  if (dims.every((d) => d !== null)) c.check(or(...dims.map((d) => (c.interp.scope.bounds(d).lo >= 1 ? ge(d, 2) : ne(d, 1)))), "ValueError", message, why);
}

function checkSpatialSize(c: OpContext, input: Value): void {
  const size = c.interp.callMethod(input, "size", [], c.node);
  if (size instanceof Unknown) return;
  const spatial = sequence(c.interp.getitem(size, new PySlice(2, null, null), c.node)) ?? [];
  checkCount(c, spatial, () => `Expected more than 1 spatial element when training, got input size ${c.interp.str(size)}`, { rule: "norm-batch-size" });
}

/** The parameters by PyTorch's names; `repeats`: they stand for a batch of so many. */
function checkFeatures(c: OpContext, x: Tensor, shape: readonly Dim[], a: Args, training: boolean, features: Dim, repeats: Dim): void {
  for (const name of ["running_mean", "running_var", "weight", "bias"]) {
    const t = a.maybeTensor(name);
    if (!t) {
      if (!training && name.startsWith("running")) c.fail("RuntimeError", `${name} must be defined in evaluation mode`);
      continue;
    }
    const own = c.shapeOf(t, ["num_features"]);
    const count = mul(product(own), repeats);
    c.check(eq(features, count), "RuntimeError", () => `${name} should contain ${print(features)} elements not ${print(count)}`, featuresWhy(c, x, shape, t, count, features));
  }
}

function featuresWhy(c: OpContext, x: Tensor, shape: readonly Dim[], t: Tensor, count: Dim, features: Dim): Explanation {
  const module = t.owner?.module;
  const blame: Blame | undefined = module?.attrs.has("num_features") ? { kind: "module-argument", module, parameter: "num_features", expected: reordered(x, shape, 1, count) ? null : features } : undefined;
  return {
    rule: "norm-num-features",
    law: () => `${c.op}: expected ${print(count)} channels (dim 1), got ${print(features)} from ${x.inputName ? `${x.inputName}: ` : ""}${printShape(shape)}`,
    subjects: [x],
    ...(blame && { blame }),
  };
}

/** Parameters may be float32 where the input is a 16-bit float; otherwise all have the input's type. */
export function checkMixed(c: OpContext, x: Tensor, parameters: readonly (Tensor | null)[]): void {
  const given = parameters.filter((t) => t !== null);
  const [first] = given;
  if (!first || first.dtype === x.dtype) return;
  if (given.some((t) => t.dtype.name !== "float32")) c.fail("RuntimeError", "mixed dtype (CPU): expect parameter to have scalar type of Float", { rule: "dtype", law: () => `${c.op}: a parameter is not of float32` });
  if (x.dtype.category !== 2 || x.dtype.bits !== 16) {
    c.fail("RuntimeError", "mixed dtype (CPU): all inputs must share same datatype.", { rule: "dtype", law: () => `${c.op}: input is ${x.dtype.name}, parameters are float32` });
  }
}

function batchNorm(c: OpContext, a: Args): Tensor {
  const x = a.tensorOr("input", () => unseenChannels(c, parametersOf(a)));
  const training = a.bool("training");
  if (!c.hasShape(x) && x.shapeVar) {
    checkFeatures(c, x, [x.shapeVar.sizeAt(0), x.shapeVar.sizeAt(1)], a, training, x.shapeVar.sizeAt(1), 1);
    return c.tensor(x.shapeOrVar, x.dtype, { device: x.device });
  }
  return normalizeBatch(c, a, x, c.shapeOf(x), training, 1, parametersOf(a));
}

/** Of what nobody knows, but that is normalized with such parameters, the channels. */
function unseenChannels(c: OpContext, parameters: Parameters): Tensor {
  const given = parameters.find((t) => t !== null);
  const channels = given?.shape?.length === 1 ? given.shape[0] : undefined;
  if (!given || channels === undefined) return c.giveUp("a tensor that is not known");
  const made = c.unseen({}, given.dtype);
  if (made.shapeVar) made.shapeVar.leading = [made.shapeVar.someSize(), channels];
  return made;
}

/** Of what nobody knows, but whose last dimensions are normalized, their sizes. */
function unseenFeatures(c: OpContext, a: Args): Tensor {
  if (a.value("normalized_shape") instanceof Unknown) return c.giveUp("a tensor that is not known");
  return c.unseen({ trailing: a.ints("normalized_shape") }, a.maybeTensor("weight")?.dtype ?? floatDefault());
}

export type Parameters = readonly (Tensor | null)[];

export function parametersOf(a: Args): Parameters {
  return ["weight", "bias", "running_mean", "running_var"].map((name) => a.maybeTensor(name));
}

function normalizeBatch(c: OpContext, a: Args, x: Tensor, shape: readonly Dim[], training: boolean, repeats: Dim, parameters: Parameters): Tensor {
  if (shape.length < 2) {
    if (shape.length === 1 && shape[0] === 0) return emptyBatch(c, x, parameters, repeats, c.tensor(shape, x.dtype, { device: x.device }));
    checkFeatures(c, x, shape, a, training, 0, repeats);
    c.fail("IndexError", shape.length === 0 ? "tuple index out of range" : "Dimension out of range (expected to be in range of [-1, 0], but got 1)", { rule: "rank" });
  }
  if (shape.some((d) => c.known(eq(d, 0)) === true)) return emptyBatch(c, x, parameters, repeats, c.tensor(shape, x.dtype, { device: x.device }));
  checkFeatures(c, x, shape, a, training, shape[1] as Dim, repeats);
  c.check((parameters[2] === null) === (parameters[3] === null), "ValueError", () => "running_mean and running_var must either both be None or neither be None", { rule: "argument-value" });
  return batchKernel(c, x, shape, training, parameters);
}

/** What the kernel itself asks, and its result. */
export function batchKernel(c: OpContext, x: Tensor, shape: readonly Dim[], training: boolean, parameters: Parameters): Tensor {
  const last = isContiguous(c, shape, x.strides) === true ? false : isChannelsLast(c, shape, x.strides);
  const result = c.tensor(shape, x.dtype, { strides: last === undefined ? null : last ? channelsLastStrides(shape) : undefined, device: x.device });
  if (x.dtype.category < 2 && training && parameters.every((t) => t === null) && last === false && isContiguous(c, shape, x.strides) === false) {
    c.fail("RuntimeError", `mean(): could not infer output dtype. Input dtype must be either a floating point or complex dtype. Got: ${scalarTypeName(x.dtype)}`, { rule: "dtype" });
  }
  checkKernel(c, { name: "batch_norm", rejects: NOT_FLOAT }, x.dtype, x.device);
  checkMixed(c, x, parameters);
  const stats = parameters.slice(2);
  const wanted = parameters.find((t) => t !== null)?.dtype ?? x.dtype;
  // Nothing is read where there is nothing to compute.
  if (c.known(eq(product(shape), 0)) === true) {
    c.check(!training, "RuntimeError", () => `input tensor must have at least one element, but got input_sizes = ${sizes(shape)}`, { rule: "rank" });
    return result;
  }
  if (training) for (const t of stats) checkAccessor(c, t, wanted);
  const laidOut = [{ shape, strides: x.strides }, ...parameters].map((t) => (t?.shape ? isContiguous(c, t.shape, t.strides) : true));
  const scattered = last === false && laidOut.includes(false);
  // Which kernel it is, and with it which types it takes, the memory decides.
  if (!scattered && (last === undefined || (last === false && laidOut.includes(undefined)))) return result;
  if (scattered) checkBroadcast(c, training ? parameters : [...stats.map((t, i) => (i === 1 ? deviation(c, t) : t)), ...parameters.slice(0, 2)], wanted);
  else {
    for (const t of parameters.slice(0, 2)) checkElements(c, t, wanted);
    for (const t of stats) checkAccessor(c, t, wanted);
  }
  return result;
}

/** As the kernel reads a parameter: its elements are of the type that it reckons in. */
function checkElements(c: OpContext, t: Tensor | null, wanted: DType): void {
  if (t && t.dtype !== wanted) c.fail("RuntimeError", `expected scalar type ${scalarTypeName(wanted)} but found ${scalarTypeName(t.dtype)}`, { rule: "dtype" });
}

function checkAccessor(c: OpContext, t: Tensor | null, wanted: DType): void {
  if (!isVector(t)) c.fail("RuntimeError", `TensorAccessor expected 1 dims but tensor has ${t?.shape?.length}`);
  checkElements(c, t, wanted);
}

function isVector(t: Tensor | null): boolean {
  return (t?.shape?.length ?? 1) === 1;
}

/** `1 / sqrt(variance + eps)`, which is of floats whatever the variance. */
function deviation(c: OpContext, variance: Tensor | null): Tensor | null {
  return variance && c.tensor(variance.shapeOrVar, floatOf(variance.dtype), { device: variance.device });
}

/** Where the memory is not in one piece the parameters are broadcast, and PyTorch only asserts that they can be; in training the statistics were looked at before. */
function checkBroadcast(c: OpContext, parameters: Parameters, wanted: DType): void {
  if (!parameters.every(isVector)) {
    c.fail("RuntimeError", 't.defined() && t.dim() == 1 INTERNAL ASSERT FAILED at "/__w/pytorch/pytorch/aten/src/ATen/native/Normalization.cpp":162, please report a bug to PyTorch. ');
  }
  if (parameters.some((t) => t !== null && t.dtype !== wanted)) {
    c.fail("RuntimeError", '!needs_dynamic_casting<func_t>::check(iter) INTERNAL ASSERT FAILED at "/__w/pytorch/pytorch/aten/src/ATen/native/cpu/Loops.h":311, please report a bug to PyTorch. ', { rule: "dtype" });
  }
}

/** Nothing to normalize: the first elements of weight and bias are still used. */
function emptyBatch(c: OpContext, x: Tensor, [weight, bias]: Parameters, repeats: Dim, result: Tensor): Tensor {
  let out: Value = c.tensor(c.shapeOf(x), x.dtype, { strides: x.strides, device: x.device });
  for (const [op, t] of [["*", weight], ["+", bias]] as const) {
    if (!t) continue;
    if (t.shape?.length === 0 && repeats === 1) c.fail("IndexError", "select() cannot be applied to a 0-dim tensor.");
    const first = t.shape?.[0] ?? 1;
    if (isConst(first) && (first === 0 || repeats === 0)) c.fail("IndexError", "select(): index 0 out of range for tensor of size [0] at dimension 0");
    out = c.interp.binary(op, out, c.interp.getitem(t, 0, c.node), c.node);
  }
  return out instanceof Tensor ? out : result;
}

function instanceNorm(c: OpContext, a: Args): Value {
  const x = a.tensor("input");
  const useInput = a.bool("use_input_stats");
  const [mean, variance] = [a.maybeTensor("running_mean"), a.maybeTensor("running_var")];
  c.check(useInput || (mean !== null && variance !== null), "RuntimeError", () => "Expected running_mean and running_var to be defined when use_input_stats is false", { rule: "argument-value" });
  if (!c.hasShape(x) && x.shapeVar) return c.tensor(x.shapeOrVar, x.dtype, { device: x.device });
  const shape = c.shapeOf(x);
  if (shape.length < 2) c.fail("IndexError", shape.length === 0 ? "Dimension specified as 0 but tensor has no dimensions" : "Dimension out of range (expected to be in range of [-1, 0], but got 1)", { rule: "rank" });
  const [batch, channels] = shape as [Dim, Dim];
  for (const name of ["weight", "bias", "running_mean", "running_var"]) {
    const t = a.maybeTensor(name);
    if (t && (t.shape?.length ?? 1) > 1) c.fail("RuntimeError", "Number of dimensions of repeat dims can not be smaller than number of dimensions of tensor");
  }
  const flat = [1, mul(batch, channels), ...shape.slice(2)];
  const reshaped = new Tensor(flat, x.dtype, { device: x.device });
  const parameters = repeated(c, x, batch, parametersOf(a));
  const out = normalizeBatch(c, a, reshaped, flat, useInput, batch, parameters);
  if (useInput) for (const [i, t] of [mean, variance].entries()) if (t) checkUpdate(c, t, parameters[i + 2]?.dtype ?? t.dtype, batch, channels);
  return c.tensor(shape, out.dtype, { device: x.device });
}

/** The running statistics are the mean of the samples' own; `type`: those were computed in. */
function checkUpdate(c: OpContext, t: Tensor, type: DType, batch: Dim, channels: Dim): void {
  if (!t.shape) return;
  const count = mul(product(t.shape), batch);
  if (c.known(eq(count, mul(batch, channels))) === false) {
    c.fail("RuntimeError", `shape '${sizes([batch, channels])}' is invalid for input of size ${print(count)}`, { rule: "view-size" });
  }
  if (type.category < 2) c.fail("RuntimeError", `mean(): could not infer output dtype. Input dtype must be either a floating point or complex dtype. Got: ${scalarTypeName(type)}`, { rule: "dtype" });
  if (t.shape.length === 0 || batch === 0) checkInPlaceShape(c, t, broadcastShapes(c, [t.shape, [channels]]));
}

/** The parameters once for each sample; where the running mean has another type than the weight or the input, it is converted, and the variance with it. */
function repeated(c: OpContext, x: Tensor, batch: Dim, [weight = null, bias = null, mean = null, variance = null]: Parameters): Parameters {
  const type = (weight ?? x).dtype;
  const converts = mean !== null && mean.dtype !== type;
  if (converts && !variance) c.fail("RuntimeError", "Expected a proper Tensor but got None (or an undefined Tensor in C++) for argument #0 'self'", { rule: "argument-value" });
  return [weight, bias, mean, variance].map((t, i) => t && new Tensor(t.shape ? [mul(product(t.shape), batch)] : t.shapeOrVar, converts && i > 1 ? type : t.dtype, { device: t.device }));
}

/** Certainly without elements: kernels are not even looked for. */
function isEmpty(c: OpContext, x: Tensor): boolean {
  return x.shape !== null && c.known(eq(product(x.shape), 0)) === true;
}

// ---------------------------------------------------------------- layer and RMS

function checkNormalizedShape(c: OpContext, a: Args, x: Tensor, normalized: readonly Dim[], separator: string): void {
  c.check(normalized.length >= 1, "RuntimeError", () => `Expected normalized_shape to be at least 1-dimensional, i.e., containing at least one element, but got normalized_shape = ${sizes(normalized)}`, { rule: "normalized-shape" });
  for (const name of ["weight", "bias"]) {
    const t = a.signature.parameters.some((p) => p.name === name) ? a.maybeTensor(name) : null;
    if (!t) continue;
    const own = c.shapeOf(t, normalized.map((_, i) => `n${i}`));
    const same = own.length === normalized.length && own.every((d, i) => d === normalized[i] || c.known(eq(d, normalized[i] as Dim)) !== false);
    c.check(same, "RuntimeError", () => `Expected ${name} to be of same shape as normalized_shape, but got ${name} of shape ${sizes(own)} and normalized_shape = ${sizes(normalized)}`, { rule: "normalized-shape" });
  }
  const n = normalized.length;
  const v = c.hasShape(x) ? null : x.shapeVar;
  const shape = v ? normalized.map((_, i) => v.sizeAt(i - n)) : c.shapeOf(x);
  const message = (): string => `Given normalized_shape=${sizes(normalized)}, expected input with shape [*${separator}${normalized.map(print).join(", ")}], but got input of size${sizes(shape)}`;
  const module = a.maybeTensor("weight")?.owner?.module;
  const tail = shape.slice(Math.max(0, shape.length - n));
  const why: Explanation = {
    rule: "normalized-shape",
    law: () => `${c.op}: expected the last ${n === 1 ? "dim" : `${n} dims`} to be ${n === 1 ? print(normalized[0] as Dim) : printShape(normalized)}, got ${printShape(shape)}`,
    subjects: [x],
    ...(module?.attrs.has("normalized_shape") && { blame: { kind: "module-argument" as const, module, parameter: "normalized_shape", expected: n === 1 && !reordered(x, shape, shape.length - 1, normalized[0] as Dim) ? (tail[0] ?? null) : null } }),
  };
  if (shape.length < n && c.op === "rms_norm") c.fail("ValueError", `Input tensor must have at least ${n} dimensions, but got ${shape.length}`, { rule: "rank" });
  if (shape.length < n) c.fail("RuntimeError", message(), why);
  normalized.forEach((d, i) => c.check(eq(d, tail[i] as Dim), "RuntimeError", message, why));
}

export function layerNorm(c: OpContext, a: Args): Tensor {
  const x = a.tensorOr("input", () => unseenFeatures(c, a));
  const parameters = [a.maybeTensor("weight"), a.maybeTensor("bias")];
  checkMixed(c, x, parameters);
  if (!(a.value("normalized_shape") instanceof Unknown)) checkNormalizedShape(c, a, x, a.ints("normalized_shape"), ", ");
  checkKernel(c, { name: "LayerNormKernelImpl", rejects: NOT_FLOAT }, x.dtype, x.device);
  if (!isEmpty(c, x)) checkSame(c, x, parameters);
  return c.tensor(x.shapeOrVar, x.dtype, { device: x.device });
}

/** The kernel reads all parameters as what the first of them is. */
export function checkSame(c: OpContext, x: Tensor, parameters: Parameters): void {
  const given = parameters.filter((t) => t !== null);
  const wanted = given[0]?.dtype ?? x.dtype;
  const other = given.find((t) => t.dtype !== wanted);
  if (other) c.fail("RuntimeError", `expected scalar type ${scalarTypeName(wanted)} but found ${scalarTypeName(other.dtype)}`, { rule: "dtype" });
}

function rmsNorm(c: OpContext, a: Args): Tensor {
  const x = a.tensorOr("input", () => unseenFeatures(c, a));
  const isKnown = !(a.value("normalized_shape") instanceof Unknown);
  const normalized = isKnown ? a.ints("normalized_shape") : [];
  if (isKnown) checkNormalizedShape(c, a, x, normalized, "");
  checkKernel(c, { name: "rms_norm", rejects: "bool int" }, x.dtype, x.device);
  return c.tensor(x.shapeOrVar, x.dtype, { device: x.device });
}

// ---------------------------------------------------------------- group

function functionalGroupNorm(c: OpContext, a: Args): Value {
  const { interp, node } = c;
  const math = arithmetic(c);
  const input = a.value("input");
  const groups = a.value("num_groups");
  if (!(input instanceof Tensor && !c.hasShape(input))) {
    const rank = interp.callMethod(input, "dim", [], node);
    if (typeof rank === "number" && rank < 2) c.fail("RuntimeError", `Expected at least 2 dimensions for input tensor but received ${rank}`, { rule: "rank" });
    const size = (i: number): Value => interp.callMethod(input, "size", [i], node);
    const rest = sequence(interp.callMethod(input, "size", [], node)) ?? [];
    checkBatchSize(c, new PyList([math("//", math("*", size(0), size(1)), groups), groups, ...rest.slice(2)]));
  }
  return c.call("torch.group_norm", [input, groups, a.value("weight"), a.value("bias"), a.value("eps"), true]);
}

function groupNorm(c: OpContext, a: Args): Tensor {
  const x = a.tensorOr("input", () => unseenChannels(c, [a.maybeTensor("weight"), a.maybeTensor("bias")]));
  const v = c.hasShape(x) ? null : x.shapeVar;
  const shape = v ? [v.sizeAt(0), v.sizeAt(1)] : c.shapeOf(x);
  if (shape.length === 0) c.fail("IndexError", "Dimension specified as 0 but tensor has no dimensions", { rule: "rank" });
  if (shape.length < 2) c.fail("IndexError", "Dimension out of range (expected to be in range of [-1, 0], but got 1)", { rule: "rank" });
  const parameters = [a.maybeTensor("weight"), a.maybeTensor("bias")];
  checkGroups(c, x, shape, shape[1] as Dim, a.int("num_groups"), parameters);
  checkMixed(c, x, parameters);
  checkKernel(c, { name: "GroupNormKernelImpl", rejects: NOT_FLOAT }, x.dtype, x.device);
  if (!isEmpty(c, x)) checkSame(c, x, parameters);
  const strides = v ? undefined : stridesOf(suggestedFormat(c, shape, x.strides), shape);
  return c.tensor(x.shapeOrVar, x.dtype, { strides, device: x.device });
}

export function checkGroups(c: OpContext, x: Tensor, shape: readonly Dim[], channels: Dim, groups: Dim, [weight = null, bias = null]: Parameters): void {
  if (c.known(gt(groups, 0)) === false) c.fail("RuntimeError", `Expected num groups to be greater than 0, got ${print(groups)}`, { rule: "groups" });
  const module = weight?.owner?.module;
  const blame = module?.attrs.has("num_channels") ? { blame: { kind: "module-argument" as const, module, parameter: "num_channels", expected: channels } } : {};
  const why: Explanation = { rule: "norm-num-features", subjects: [x], ...blame };
  c.check(divides(groups, channels), "RuntimeError", () => `Expected number of channels in input to be divisible by num_groups, but got input of shape ${sizes(shape)} and num_groups=${print(groups)}`, {
    ...why,
    law: () => `group_norm: ${print(channels)} channels (dim 1) of ${printShape(shape)} cannot be divided into ${print(groups)} groups`,
  });
  for (const [name, t] of [["weight", weight], ["bias", bias]] as const) {
    if (!t) continue;
    const own = c.shapeOf(t, ["num_channels"]);
    // PyTorch shows the weight's shape for the bias as well.
    const shown = weight ? (weight.shape ?? own) : [0];
    c.check(own.length === 1 && eq(own[0] as Dim, channels), "RuntimeError", () => `Expected ${name} to be a vector of size equal to the number of channels in input, but got ${name} of shape ${sizes(shown)} and input of shape ${sizes(shape)}`, {
      ...why,
      law: () => `group_norm: expected ${print(own[0] ?? 0)} channels (dim 1), got ${print(channels)} from ${printShape(shape)}`,
    });
  }
}
