/** Losses computed element by element, as the native functions compose and check them. */
import { type Value, PyFloat } from "../../python/values.ts";
import type { Args } from "../args.ts";
import { INT64 } from "../dtype.ts";
import { defineOp } from "../define.ts";
import { NATIVE, takes } from "../native.ts";
import { type OpContext, sizes } from "../op.ts";
import { Tensor } from "../tensor.ts";
import { checkSub } from "./elementwise.ts";
import { nativeForms } from "./forms.ts";
import { NONE, kernelReduction, nativeReduction, reduceLoss } from "./lossReduction.ts";
import { checkCast, pointwise, write } from "./pointwise.ts";
import { type Kernel, checkKernel, floatOf, numberOf, realOf, resultType } from "./promotion.ts";
import { scalarTypeName } from "./scalarTypes.ts";

// ---------------------------------------------------------------- arithmetic under one context, so that the first failure is the only one

export function combine(c: OpContext, ...inputs: Value[]): Tensor {
  return pointwise(c, { inputs });
}

export function minus(c: OpContext, x: Value, y: Value): Tensor {
  checkSub(c, x, y);
  return combine(c, x, y);
}

export function quotient(c: OpContext, x: Value, y: Value): Tensor {
  return pointwise(c, { inputs: [x, y], type: "float" });
}

/** A function of one tensor that gives floats. */
export function floating(c: OpContext, x: Tensor, kernel?: Kernel): Tensor {
  return pointwise(c, { inputs: [x], type: "float", kernel });
}

/** `self.mul_(other)` and the like: the other operand must not change the shape or type. */
function inPlace(c: OpContext, self: Tensor, other: Value): Tensor {
  return pointwise(c, { inputs: [self, other], self });
}

/** `torch.where(condition on x, a, b)` for a and b of one shape. */
function where(c: OpContext, x: Tensor, a: Tensor, b: Tensor): Tensor {
  return pointwise(c, { inputs: [x, a, b], common: resultType([a, b]) });
}

export function logSigmoid(c: OpContext, x: Tensor): Tensor {
  checkKernel(c, { name: "log_sigmoid_cpu", rejects: "bool int complex" }, x.dtype, x.device);
  return c.like(x);
}

export function sumLast(c: OpContext, x: Tensor): Tensor {
  return new Tensor(c.shapeOf(x).slice(0, -1), x.dtype.category < 2 ? INT64 : x.dtype, { device: x.device });
}

// ---------------------------------------------------------------- one kernel

interface Simple {
  readonly name: string;
  readonly kernel: Kernel;
  readonly check?: (c: OpContext, a: Args) => void;
  /** The result has the input's type, whatever the target's. */
  readonly keepsType?: boolean;
}

function positive(c: OpContext, a: Args, name: string, strictly: boolean, message: string): void {
  const v = numberOf(c.interp, a.value(name));
  c.check(v === undefined || (strictly ? v > 0 : v >= 0), "RuntimeError", () => message, { rule: "argument-value" });
}

const SIMPLE: readonly Simple[] = [
  { name: "mse_loss", kernel: { name: "mse_cpu", rejects: "bool int complex" } },
  { name: "smooth_l1_loss", kernel: { name: "smooth_l1_cpu", rejects: "bool int complex" }, check: (c, a) => positive(c, a, "beta", false, "smooth_l1_loss does not support negative values for beta.") },
  { name: "huber_loss", kernel: { name: "huber_cpu", rejects: "bool int complex" }, keepsType: true, check: (c, a) => positive(c, a, "delta", true, "huber_loss does not support non-positive values for delta.") },
];

for (const s of SIMPLE) {
  defineOp({
    name: s.name,
    forms: [`torch._C._nn.${s.name}`],
    signature: NATIVE,
    rule: (c, a) => {
      const x = a.tensor("input");
      const y = a.tensor("target");
      s.check?.(c, a);
      if (s.keepsType) checkCast(c, resultType([x, y]), x);
      const losses = pointwise(c, { inputs: [x, y], kernel: s.kernel, type: s.keepsType ? () => x.dtype : "same" });
      const reduction = s.keepsType ? nativeReduction(a) : kernelReduction(a);
      return write(c, takes(a, "out") ? a.maybeTensor("out") : null, reduction === NONE ? losses : new Tensor([], losses.dtype, { device: x.device }));
    },
  });
}

defineOp({
  name: "l1_loss",
  forms: ["torch._C._nn.l1_loss"],
  signature: NATIVE,
  rule: (c, a) => {
    const difference = minus(c, a.tensor("input"), a.tensor("target"));
    return reduceLoss(c, new Tensor(difference.shapeOrVar, realOf(difference.dtype), { strides: difference.strides as Tensor["strides"], device: difference.device }), nativeReduction(a));
  },
});

defineOp({
  name: "soft_margin_loss",
  forms: ["torch._C._nn.soft_margin_loss"],
  signature: NATIVE,
  rule: (c, a) => {
    const output = c.like(a.tensor("input"));
    c.check(output.dtype.category !== 0, "RuntimeError", () => "Negation, the `-` operator, on a bool tensor is not supported. If you are trying to invert a mask, use the `~` or `logical_not()` operator instead.", { rule: "dtype" });
    inPlace(c, output, a.tensor("target"));
    checkCast(c, floatOf(output.dtype), output);
    return reduceLoss(c, output, kernelReduction(a));
  },
});

// ---------------------------------------------------------------- binary cross entropy

defineOp({
  name: "binary_cross_entropy",
  forms: ["torch._C._nn.binary_cross_entropy"],
  signature: NATIVE,
  rule: (c, a) => {
    const x = a.tensor("input");
    const y = a.tensor("target");
    c.check(x.dtype === y.dtype, "RuntimeError", () => `Found dtype ${scalarTypeName(y.dtype)} but expected ${scalarTypeName(x.dtype)}`, { rule: "dtype", law: () => `binary_cross_entropy: a target of ${y.dtype.name} for probabilities of ${x.dtype.name}` });
    checkKernel(c, { name: "binary_cross_entropy", rejects: "bool int complex" }, x.dtype, x.device);
    const outside = x.data?.some((v) => v < 0 || v > 1) ?? false;
    c.check(!outside, "RuntimeError", () => "all elements of input should be between 0 and 1", { rule: "loss-target" });
    const losses = c.like(x);
    const weight = a.maybeTensor("weight");
    if (weight) inPlace(c, losses, weight);
    return reduceLoss(c, losses, nativeReduction(a));
  },
});

defineOp({
  name: "binary_cross_entropy_with_logits",
  forms: nativeForms("binary_cross_entropy_with_logits"),
  signature: NATIVE,
  rule: (c, a) => {
    const x = a.tensor("input");
    const y = a.tensor("target");
    const weight = a.maybeTensor("weight");
    const positiveWeight = a.maybeTensor("pos_weight");
    const likelihood = logSigmoid(c, x);
    if (positiveWeight) inPlace(c, likelihood, combine(c, minus(c, positiveWeight, 1), y));
    // The native code makes a tensor of the target's type of the 1.
    const losses = minus(c, y.dtype.category === 0 ? new Tensor([], y.dtype) : 1, y);
    inPlace(c, losses, x);
    inPlace(c, losses, likelihood);
    if (weight) inPlace(c, losses, weight);
    return reduceLoss(c, losses, nativeReduction(a));
  },
});

// ---------------------------------------------------------------- compositions

defineOp({
  name: "kl_div",
  forms: nativeForms("kl_div"),
  signature: NATIVE,
  rule: (c, a) => {
    const x = a.tensor("input");
    const y = a.tensor("target");
    c.check(x.dtype.category !== 3 && y.dtype.category !== 3, "RuntimeError", () => "kl_div: Complex inputs not supported.", { rule: "dtype" });
    c.check(x.dtype.category >= 2 && y.dtype.category >= 2, "RuntimeError", () => "kl_div: Integral inputs not supported.", { rule: "dtype" });
    const losses = a.bool("log_target") ? combine(c, floating(c, y), minus(c, y, x)) : minus(c, floating(c, y), combine(c, y, x));
    return reduceLoss(c, losses, nativeReduction(a));
  },
});

defineOp({
  name: "poisson_nll_loss",
  forms: nativeForms("poisson_nll_loss"),
  signature: NATIVE,
  rule: (c, a) => {
    const x = a.tensor("input");
    const y = a.tensor("target");
    const losses = a.bool("log_input") ? minus(c, floating(c, x), combine(c, y, x)) : minus(c, x, combine(c, y, floating(c, combine(c, x, new PyFloat(1)))));
    if (a.bool("full")) checkKernel(c, { name: "le_cpu", rejects: "complex" }, y.dtype, y.device);
    if (a.bool("full")) inPlace(c, losses, minus(c, combine(c, y, floating(c, y)), y));
    return reduceLoss(c, losses, nativeReduction(a));
  },
});

defineOp({
  name: "hinge_embedding_loss",
  forms: nativeForms("hinge_embedding_loss"),
  signature: NATIVE,
  rule: (c, a) => {
    const x = a.tensor("input");
    const y = a.tensor("target");
    const own = new Tensor(x.shapeOrVar, x.dtype, { strides: x.strides === null ? null : undefined, device: x.device });
    if (x.dtype.category === 0) checkSub(c, own, own);
    c.check(x.dtype.category !== 3, "NotImplementedError", () => "clamp is not supported for complex types", { rule: "dtype" });
    return reduceLoss(c, where(c, y, own, own), nativeReduction(a));
  },
});

defineOp({
  name: "margin_ranking_loss",
  forms: nativeForms("margin_ranking_loss"),
  signature: NATIVE,
  rule: (c, a) => {
    const y = a.tensor("target");
    checkSub(c, a.value("input1"), a.value("input2"));
    c.check(y.dtype.category !== 0, "RuntimeError", () => "Negation, the `-` operator, on a bool tensor is not supported. If you are trying to invert a mask, use the `~` or `logical_not()` operator instead.", { rule: "dtype" });
    const difference = minus(c, a.tensor("input1"), a.tensor("input2"));
    const losses = combine(c, combine(c, y, difference), new PyFloat(0));
    c.check(losses.dtype.category !== 3, "NotImplementedError", () => "clamp is not supported for complex types", { rule: "dtype" });
    return reduceLoss(c, losses, nativeReduction(a));
  },
});

defineOp({
  name: "cosine_embedding_loss",
  forms: nativeForms("cosine_embedding_loss"),
  signature: NATIVE,
  rule: (c, a) => {
    const x = a.tensor("input1");
    const y = a.tensor("input2");
    const target = a.tensor("target");
    const [s, t, goal] = [c.shapeOf(x), c.shapeOf(y), c.shapeOf(target)];
    c.check(goal.length <= 1, "RuntimeError", () => "0D or 1D target tensor expected, multi-target not supported", { rule: "loss-target" });
    const rank = goal.length + 1;
    const fits = s.length === rank && t.length === rank;
    if (goal.length <= 1 && !fits) c.fail("RuntimeError", `${goal.length}D target tensor expects ${rank}D input tensors, but found inputs with sizes ${sizes(s)} and ${sizes(t)}.`, { rule: "loss-target" });
    const similarity = floating(c, sumLast(c, combine(c, x, y)));
    c.check(similarity.dtype.category !== 3, "NotImplementedError", () => "clamp is not supported for complex types", { rule: "dtype" });
    return reduceLoss(c, where(c, target, similarity, similarity), nativeReduction(a));
  },
});

/** The distance between rows, as pairwise_distance computes it. */
function distance(c: OpContext, x: Tensor, y: Tensor): Tensor {
  const difference = combine(c, minus(c, x, y), new PyFloat(0));
  const shape = c.shapeOf(difference);
  return new Tensor(shape.slice(0, -1), realOf(difference.dtype), { device: x.device });
}

export function checkSameRank(c: OpContext, anchor: Tensor, positive: Tensor, negative: Tensor): void {
  const [p, q, r] = [c.shapeOf(anchor).length, c.shapeOf(positive).length, c.shapeOf(negative).length];
  if (p !== q || q !== r) c.fail("RuntimeError", `The anchor, positive, and negative tensors are expected to have the same number of dimensions, but got: anchor ${p}D, positive ${q}D, and negative ${r}D inputs`, { rule: "rank" });
}

defineOp({
  name: "triplet_margin_loss",
  forms: nativeForms("triplet_margin_loss"),
  signature: NATIVE,
  rule: (c, a) => {
    const [anchor, positive, negative] = ["anchor", "positive", "negative"].map((n) => a.tensor(n)) as [Tensor, Tensor, Tensor];
    checkSameRank(c, anchor, positive, negative);
    const near = distance(c, anchor, positive);
    const far = distance(c, anchor, negative);
    const farthest = a.bool("swap") ? combine(c, far, distance(c, positive, negative)) : far;
    return reduceLoss(c, minus(c, near, farthest), nativeReduction(a));
  },
});
