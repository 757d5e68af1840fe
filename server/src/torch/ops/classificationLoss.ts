/** Cross entropy, negative log likelihood and the margin losses over classes, as the native functions check them. */
import { type Dim, eq, gt, isConst, ne, or, print, printShape, product } from "../../dims/index.ts";
import type { Args } from "../args.ts";
import { type DType, INT64 } from "../dtype.ts";
import { defineOp } from "../define.ts";
import { NATIVE, takes } from "../native.ts";
import { type OpContext, sizes } from "../op.ts";
import { beyond } from "../reach.ts";
import { Tensor } from "../tensor.ts";
import { broadcastShapes } from "./broadcast.ts";
import { MEAN, NONE, type Reduction, kernelReduction } from "./lossReduction.ts";
import { equalShapes, pointwise, write } from "./pointwise.ts";
import { checkKernel, numberOf, resultType } from "./promotion.ts";
import { scalarTypeName } from "./scalarTypes.ts";

type Shape = readonly Dim[];

/** The law of a target that does not fit. */
function targetLaw(c: OpContext, input: Shape, target: Shape): () => string {
  return () => `${c.op}: input ${printShape(input)} and target ${printShape(target)} do not fit: expected a class for each of ${printShape([input[0] ?? 1, ...input.slice(2)])}`;
}

interface Likelihood {
  readonly input: Shape;
  readonly target: Tensor;
  readonly weight: Tensor | null;
  readonly type: DType;
  readonly device: string;
  readonly reduction: Reduction;
  readonly ignored: number | undefined;
}

// ---------------------------------------------------------------- negative log likelihood

/** nll_loss over any number of dimensions. */
function nllLossNd(c: OpContext, l: Likelihood): Tensor {
  const { input } = l;
  const target = c.shapeOf(l.target);
  if (input.length === 0) c.fail("ValueError", "Expected 1 or more dimensions (got 0)", { rule: "loss-target" });
  if (input.length !== 1) {
    // A target without dimensions is read as if its batch were empty.
    const [n, m] = [input[0] as Dim, target[0] ?? 0];
    c.check(eq(n, m), "ValueError", () => `Expected input batch_size (${print(n)}) to match target batch_size (${print(m)}).`, { rule: "loss-target", law: targetLaw(c, input, target) });
    if (c.failure) return result(l, lossShape(input, l.reduction));
  }
  if (input.length <= 2) return nllLoss(c, l, target);
  if (input.length === 4) return nllLoss2d(c, l, input, target);
  const wanted = [input[0] as Dim, ...input.slice(2)];
  if (target.length === 0) c.fail("RuntimeError", "ArrayRef: invalid slice, N = 1; size = 0", { rule: "loss-target" });
  c.check(equalShapes(target.slice(1), wanted.slice(1)), "RuntimeError", () => `Expected target size ${sizes(wanted)}, got ${sizes(target)}`, { rule: "loss-target", law: targetLaw(c, input, target) });
  // What has no elements has none in either of the two dimensions that stand for all.
  const rest = (shape: Shape, from: number): Shape => (c.known(eq(product(shape), 0)) === true ? [0, 0] : [1, product(shape.slice(from))]);
  nllLoss2d(c, l, [input[0] as Dim, input[1] as Dim, ...rest(input, 2)], [target[0] as Dim, ...rest(target, 1)]);
  return result(l, l.reduction === NONE ? wanted : []);
}

function lossShape(input: Shape, reduction: Reduction): Shape {
  return reduction === NONE && input.length > 1 ? [input[0] as Dim, ...input.slice(2)] : [];
}

function result(l: Likelihood, shape: Shape): Tensor {
  return new Tensor(shape, l.type, { device: l.device });
}

function nllLoss(c: OpContext, l: Likelihood, target: Shape): Tensor {
  const { input } = l;
  c.check(target.length <= 1, "RuntimeError", () => "0D or 1D target tensor expected, multi-target not supported", { rule: "loss-target", law: targetLaw(c, input, target) });
  checkTargetType(c, l);
  if (input.length === 1 && target.length === 1) {
    c.check(eq(target[0] as Dim, 1), "ValueError", () => `For 1D input, 1D target must have size 1, but got target size: ${print(target[0] as Dim)}`, { rule: "loss-target" });
  }
  if (!(input.length === 1 && target.length === 0)) {
    if (target.length === 0) c.fail("IndexError", "Dimension specified as 0 but tensor has no dimensions", { rule: "loss-target" });
    if (input.length === 2) c.check(eq(input[0] as Dim, target[0] ?? 1), "RuntimeError", () => `size mismatch (got input: ${sizes(input)}, target: ${sizes(target)})`, { rule: "loss-target", law: targetLaw(c, input, target) });
  }
  const classes = input.at(-1) as Dim;
  checkWeight(c, l, classes, () => `weight tensor should be defined either for all ${print(classes)} classes or no classes but got weight tensor of shape: ${sizes(l.weight ? c.shapeOf(l.weight) : [])}`, true);
  checkKernel(c, { name: "nll_loss_out_frame", rejects: "bool int complex" }, l.type, l.device);
  checkWeightType(c, l);
  checkClasses(c, l, classes);
  return result(l, l.reduction === NONE && input.length === 2 ? [input[0] as Dim] : []);
}

function checkWeight(c: OpContext, l: Likelihood, classes: Dim, message: () => string, ranked: boolean): void {
  if (!l.weight) return;
  const w = c.shapeOf(l.weight);
  c.check(!ranked || w.length === 1 ? eq(product(w), classes) : false, "RuntimeError", message, { rule: "loss-target", law: () => `${c.op}: ${print(product(w))} class weights for ${print(classes)} classes` });
}

function checkTargetType(c: OpContext, l: Likelihood): void {
  const t = l.target.dtype;
  c.check(t === INT64 || t.name === "uint8", "RuntimeError", () => `expected target dtype to be Long or Byte, but got ${scalarTypeName(t)}`, { rule: "dtype", law: () => `${c.op}: class indices must be int64, got ${t.name}` });
}

function checkWeightType(c: OpContext, l: Likelihood): void {
  if (l.weight) c.check(l.weight.dtype === l.type, "RuntimeError", () => `expected scalar type ${scalarTypeName(l.type)} but found ${scalarTypeName(l.weight?.dtype ?? l.type)}`, { rule: "dtype" });
}

/** Targets that are known are looked at one by one, others for what they reach. */
function checkClasses(c: OpContext, l: Likelihood, classes: Dim): void {
  if (!isConst(classes)) return;
  const wrong = beyond(l.target, 0, classes, (v) => v === l.ignored);
  if (wrong === undefined) {
    // Whatever they are, none is a class.
    const none = classes === 0 && arePlaces(l.target) && !(l.ignored !== undefined && l.ignored >= 0) && c.known(gt(product(c.shapeOf(l.target)), 0)) === true;
    c.check(!none, "IndexError", () => "Target ? is out of bounds.", { rule: "loss-target", law: () => `${c.op}: there are no classes` });
    return;
  }
  // Where each loss is kept, a byte is told as a character.
  const [kind, message] = l.reduction === NONE && l.target.dtype.name === "uint8" && l.input.length === 2 ? byteOutOfBounds(wrong) : ["IndexError", `Target ${wrong} is out of bounds.`];
  c.check(false, kind, () => message, { rule: "loss-target", law: () => `${c.op}: class ${wrong} of ${classes} classes` });
}

/** Places of elements, which are never negative. */
function arePlaces(t: Tensor): boolean {
  const { from } = t;
  if (from === null || t.dtype !== INT64) return false;
  return /^arg(max|min|sort|where)$/.test(from.op) || (/^(max|min|sort|topk|kthvalue|median|mode|cummax|cummin)$/.test(from.op) && from.inputs[0]?.dtype !== INT64);
}

/** A zero ends the message, and what is no character cannot be read. */
function byteOutOfBounds(byte: number): [kind: string, message: string] {
  if (byte < 0x80) return ["IndexError", byte === 0 ? "Target " : `Target ${String.fromCharCode(byte)} is out of bounds.`];
  return ["UnicodeDecodeError", `'utf-8' codec can't decode byte 0x${byte.toString(16)} in position 7: invalid ${byte >= 0xc2 && byte < 0xf5 ? "continuation" : "start"} byte`];
}

function checkSpatial(c: OpContext, input: Shape, target: Shape): void {
  c.check(target.length === 3, "RuntimeError", () => `only batches of spatial targets supported (3D tensors) but got targets of dimension: ${target.length}`, { rule: "loss-target", law: targetLaw(c, input, target) });
}

function nllLoss2d(c: OpContext, l: Likelihood, input: Shape, target: Shape): Tensor {
  checkSpatial(c, input, target);
  checkTargetType(c, l);
  const classes = input[1] as Dim;
  checkWeight(c, l, classes, () => "weight tensor should be defined either for all or no classes", false);
  c.check(equalShapes([input[0] as Dim, input[2] as Dim, input[3] as Dim], target), "RuntimeError", () => `size mismatch (got input: ${sizes(input)} , target: ${sizes(target)}`, { rule: "loss-target", law: targetLaw(c, input, target) });
  checkKernel(c, { name: "nll_loss2d_forward_out_frame", rejects: "bool int complex" }, l.type, l.device);
  checkWeightType(c, l);
  if (l.reduction === NONE || c.known(or(...input.map((d) => eq(d, 0)))) !== true) c.check(l.target.dtype === INT64, "RuntimeError", () => `expected scalar type Long but found ${scalarTypeName(l.target.dtype)}`, { rule: "dtype" });
  checkClasses(c, l, classes);
  return result(l, l.reduction === NONE ? [input[0] as Dim, input[2] as Dim, input[3] as Dim] : []);
}

function likelihood(c: OpContext, a: Args): Likelihood {
  const x = a.tensor("input");
  return { input: c.shapeOf(x), target: a.tensor("target"), weight: a.maybeTensor("weight"), type: x.dtype, device: x.device, reduction: kernelReduction(a), ignored: numberOf(c.interp, a.value("ignore_index")) };
}

defineOp({ name: "nll_loss", forms: ["torch._C._nn.nll_loss_nd"], signature: NATIVE, rule: (c, a) => nllLossNd(c, likelihood(c, a)) });

defineOp({
  name: "nll_loss",
  forms: ["torch._C._nn.nll_loss"],
  signature: NATIVE,
  rule: (c, a) => {
    const l = likelihood(c, a);
    c.check(l.input.length === 1 || l.input.length === 2, "RuntimeError", () => "input tensor should be 1D or 2D", { rule: "rank" });
    return nllLoss(c, l, c.shapeOf(l.target));
  },
});

defineOp({
  name: "nll_loss2d",
  forms: ["torch._C._nn.nll_loss2d"],
  signature: NATIVE,
  rule: (c, a) => {
    const l = likelihood(c, a);
    const target = c.shapeOf(l.target);
    checkSpatial(c, l.input, target);
    if (l.input.length !== 4) c.fail("RuntimeError", `only batches of spatial inputs supported (4D tensors), but got input of dimension: ${l.input.length}`, { rule: "rank" });
    return nllLoss2d(c, l, l.input, target);
  },
});

// ---------------------------------------------------------------- cross entropy

defineOp({
  name: "cross_entropy",
  forms: ["torch._C._nn.cross_entropy_loss"],
  signature: NATIVE,
  rule: (c, a) => {
    const x = a.tensor("input");
    const target = a.tensor("target");
    const input = x.shape === null && target.shape !== null && target.shape.length === 1 ? c.shapeOf(x, ["N", "C"]) : c.shapeOf(x);
    const goal = c.shapeOf(target);
    const ignored = numberOf(c.interp, a.value("ignore_index"));
    const smoothing = numberOf(c.interp, a.value("label_smoothing"));
    const reduction = kernelReduction(a);
    if (input.length === goal.length && c.known(equalShapes(input, goal)) !== false) {
      if (c.known(equalShapes(input, goal)) !== true) return reduction === NONE ? c.giveUp("whether the target holds classes or probabilities is not known") : new Tensor([], target.dtype.category === 2 ? resultType([x, target]) : x.dtype, { device: x.device });
      c.check(target.dtype.category === 2, "RuntimeError", () => `Expected floating point type for target with class probabilities, got ${scalarTypeName(target.dtype)}`, { rule: "dtype", law: () => `cross_entropy: a target of the input's shape ${printShape(input)} holds probabilities, got ${target.dtype.name}` });
      c.check(ignored === undefined || ignored < 0, "RuntimeError", () => "ignore_index is not supported for floating point target", { rule: "argument-value" });
      return probabilities(c, a, x, target, input, smoothing, reduction);
    }
    if (smoothing !== undefined && smoothing > 0) checkSmoothing(c, smoothing);
    logSoftmax(c, x, input);
    const l: Likelihood = { input, target, weight: a.maybeTensor("weight"), type: x.dtype, device: x.device, reduction, ignored };
    const loss = nllLossNd(c, l);
    if (smoothing !== undefined && smoothing > 0) {
      if (l.weight && input.length > 1 && c.shapeOf(l.weight).length === 0 && !c.failure) c.fail("IndexError", "Dimension specified as 0 but tensor has no dimensions", { rule: "rank" });
      smoothed(c, target, input);
      if (l.weight && input.length > 1) {
        const own = c.shapeOf(l.weight);
        c.check(eq(product(own), own[0] ?? 1), "RuntimeError", () => `shape '${sizes(input.map((_, i) => (i === 1 ? (own[0] ?? 1) : 1)))}' is invalid for input of size ${print(product(own))}`, { rule: "loss-target" });
      }
      if (l.weight && reduction === MEAN && target.dtype !== INT64 && target.dtype.name !== "int32") {
        // Where every class is ignored, no weight is looked up.
        const unused = areAllIgnored(target, ignored);
        if (unused === undefined) return c.giveUp("whether every class is ignored is not known");
        c.check(unused, "RuntimeError", () => "gather(): Expected dtype int32/int64 for index", { rule: "dtype" });
      }
      if (l.weight && reduction === MEAN) c.check(c.shapeOf(l.weight).length === 1, "RuntimeError", () => "Index tensor must have the same number of dimensions as input tensor", { rule: "rank" });
    }
    return loss;
  },
});

function checkSmoothing(c: OpContext, smoothing: number): void {
  c.check(smoothing <= 1, "RuntimeError", () => `label_smoothing must be between 0.0 and 1.0. Got: ${smoothing}`, { rule: "argument-value" });
}

/** Whether a target holds nothing but the index that is ignored; undefined: it depends on its elements. */
function areAllIgnored({ data }: Tensor, ignored: number | undefined): boolean | undefined {
  if (ignored !== undefined && data) return data.every((v) => v === ignored);
  return ignored !== undefined && ignored < 0 ? false : undefined;
}

/** Where targets are ignored, the smoothed loss is masked by them, and so takes the target's shape. */
function smoothed(c: OpContext, target: Tensor, input: Shape): void {
  const own = input.length === 1 ? [] : [input[0] as Dim, ...input.slice(2)];
  const shape = broadcastShapes(c, [own, c.shapeOf(target)]);
  c.check(equalShapes(own, shape), "RuntimeError", () => `output with shape ${sizes(own)} doesn't match the broadcast shape ${sizes(shape)}`, { rule: "loss-target" });
}

/** The class dimension, as log_softmax is asked for it. */
function logSoftmax(c: OpContext, x: Tensor, input: Shape): void {
  if (input.length === 0) c.fail("IndexError", "Dimension out of range (expected to be in range of [-1, 0], but got 1)", { rule: "loss-target" });
  if (input.includes(0)) return;
  const last = input.length <= 2;
  checkKernel(c, { name: last ? "log_softmax_lastdim_kernel_impl" : "log_softmax_kernel_impl", rejects: "bool int complex" }, x.dtype, x.device);
}

function probabilities(c: OpContext, a: Args, x: Tensor, target: Tensor, input: Shape, smoothing: number | undefined, reduction: Reduction): Tensor {
  const dim = input.length === 1 ? 0 : 1;
  const classes = input[dim] ?? c.fail("IndexError", "Dimension specified as 1 but tensor has no dimensions", { rule: "loss-target" });
  const weight = a.maybeTensor("weight");
  if (weight) {
    const w = c.shapeOf(weight);
    c.check(w.length === 1 ? eq(w[0] as Dim, classes) : false, "RuntimeError", () => `cross_entropy: weight tensor should be defined either for all ${print(classes)} classes or no classes but got weight tensor of shape: ${sizes(w)}`, { rule: "loss-target" });
  }
  logSoftmax(c, x, input);
  if (smoothing !== undefined && smoothing > 0) checkSmoothing(c, smoothing);
  const product = pointwise(c, { inputs: weight ? [x, target, new Tensor(input, weight.dtype)] : [x, target] });
  return new Tensor(reduction === NONE ? input.filter((_, i) => i !== dim) : [], product.dtype, { device: x.device });
}

// ---------------------------------------------------------------- margins over classes

/** A vector, a matrix, or no dimensions at all. */
function checkRows(c: OpContext, input: Shape): { readonly frames: Dim; readonly classes: Dim } {
  const nonEmpty = input.length === 0 || (input.length <= 2 && c.known(ne(input.at(-1) as Dim, 0)) !== false);
  c.check(nonEmpty, "RuntimeError", () => `Expected non-empty vector or matrix with optional 0-dim batch size, but got: ${sizes(input)}`, { rule: "rank" });
  return input.length <= 1 ? { frames: 1, classes: input[0] ?? 1 } : { frames: input[0] as Dim, classes: input[1] as Dim };
}

defineOp({
  name: "multilabel_margin_loss",
  forms: ["torch._C._nn.multilabel_margin_loss"],
  signature: NATIVE,
  rule: (c, a) => {
    const x = a.tensor("input");
    const target = a.tensor("target");
    const input = c.shapeOf(x);
    const goal = c.shapeOf(target);
    const { frames, classes } = checkRows(c, input);
    const fits = input.length <= 1 ? (goal.length <= 1 ? eq(product(goal), classes) : false) : equalShapes(goal, [frames, classes]);
    c.check(fits, "RuntimeError", () => `inconsistent target size: ${sizes(goal)} for input of size: ${sizes(input)}`, { rule: "loss-target" });
    if (goal.every((d) => c.known(ne(d, 0)) === true)) {
      checkKernel(c, { name: "min_all", rejects: "complex" }, target.dtype, target.device);
      const outside = isConst(classes) && (target.data?.some((v) => v < -1 || v >= classes) ?? false);
      c.check(!outside, "RuntimeError", () => "argument #2 'target' is out of range", { rule: "loss-target" });
      checkKernel(c, { name: "multilabel_margin_loss_forward_out_frame", rejects: "bool int half bfloat16 complex" }, x.dtype, x.device);
      c.check(target.dtype === INT64, "RuntimeError", () => `expected scalar type Long but found ${scalarTypeName(target.dtype)}`, { rule: "dtype" });
    }
    const result = new Tensor(kernelReduction(a) === NONE && goal.length > 1 ? [frames] : [], x.dtype, { device: x.device });
    return write(c, takes(a, "out") ? a.maybeTensor("out") : null, result);
  },
});

defineOp({
  name: "multi_margin_loss",
  forms: ["torch._C._nn.multi_margin_loss"],
  signature: NATIVE,
  rule: (c, a) => {
    const x = a.tensor("input");
    const target = a.tensor("target");
    const weight = a.maybeTensor("weight");
    const input = c.shapeOf(x);
    const goal = c.shapeOf(target);
    const { frames, classes } = checkRows(c, input);
    c.check(goal.length <= 1 ? eq(product(goal), frames) : false, "RuntimeError", () => `multi_margin_loss: target tensor should be 1-D with size equal to the number of input samples (batch size). Expected target size [${print(frames)}], but got ${sizes(goal)}. Input has shape ${sizes(input)}.`, {
      rule: "loss-target",
      law: targetLaw(c, input, goal),
    });
    if (weight) {
      const w = c.shapeOf(weight);
      c.check(w.length <= 1 ? eq(product(w), classes) : false, "RuntimeError", () => `inconsistent weight size, expected ${print(classes)} but got ${sizes(w)}`, { rule: "loss-target" });
    }
    checkKernel(c, { name: "multi_margin_loss_cpu_kernel", rejects: "bool int half bfloat16 complex" }, x.dtype, x.device);
    c.check(target.dtype === INT64, "RuntimeError", () => `expected scalar type Long but found ${scalarTypeName(target.dtype)}`, { rule: "dtype" });
    if (weight) c.check(weight.dtype === x.dtype, "RuntimeError", () => `expected scalar type ${scalarTypeName(x.dtype)} but found ${scalarTypeName(weight.dtype)}`, { rule: "dtype" });
    const outside = isConst(classes) && (target.data?.some((v) => v < 0 || v >= classes) ?? false);
    c.check(!outside, "RuntimeError", () => "target out of range", { rule: "loss-target" });
    const result = new Tensor(kernelReduction(a) === NONE && goal.length > 0 ? [frames] : [], x.dtype, { device: x.device });
    return write(c, takes(a, "out") ? a.maybeTensor("out") : null, result);
  },
});
