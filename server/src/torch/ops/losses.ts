/** torch.nn.functional's losses: what Python checks before the native functions compute. */
import { type Cond, type Dim, add, and, eq, le, not, or, print } from "../../dims/index.ts";
import { fromDim } from "../../python/interp.ts";
import { type Value, Alt, PyFloat, PyTuple, Unknown } from "../../python/values.ts";
import { type Args, sequence } from "../args.ts";
import { FLOAT32, INT64 } from "../dtype.ts";
import { defineOp } from "../define.ts";
import { type OpContext, sizeRepr, sizes } from "../op.ts";
import { checkRows } from "../suspicion/batch.ts";
import { checkLossInput } from "../suspicion/loss.ts";
import { Tensor } from "../tensor.ts";
import { broadcastShapes, broadcastSizes } from "./broadcast.ts";
import { checkSameRank, combine, logSigmoid, minus, quotient } from "./elementwiseLoss.ts";
import { MEAN, NONE, type Reduction, SUM, legacyReduction, reduceLoss, reductionOf } from "./lossReduction.ts";
import { equalShapes, pointwise, sameShape } from "./pointwise.ts";
import { arithmetic } from "./python.ts";
import { floatOf, numberOf } from "./promotion.ts";

const F = "torch.nn.functional.";
const LEGACY = "size_average=None, reduce=None, reduction='mean'";

function define(name: string, signature: string, rule: (c: OpContext, a: Args) => Value): void {
  defineOp({ name, forms: [`${F}${name}`], signature, rule: (c, a) => (a.value("reduction") instanceof Unknown ? checked(c, a, rule) : rule(c, a)), doc: `${F}${name}` });
}

/** Where it is not known how losses are reduced, they are checked all the same. */
function checked(c: OpContext, a: Args, rule: (c: OpContext, a: Args) => Value): Value {
  const losses = rule(c, a.with("reduction", "none"));
  // One loss is itself however it is reduced.
  return c.failure || (losses instanceof Tensor && losses.shape?.length === 0) ? losses : c.giveUp("'reduction' is not known");
}

/** `x.size()`, which only tensors have. */
function sizeOf(c: OpContext, v: Value): readonly Dim[] {
  if (v instanceof Tensor) return c.shapeOf(v);
  if (v instanceof Unknown || v instanceof Alt) return c.giveUp("a tensor is not known");
  return c.fail("AttributeError", `'${c.interp.typeName(v)}' object has no attribute 'size'`, { rule: "argument-type" });
}

// ---------------------------------------------------------------- classes

define("nll_loss", "input, target, weight=None, size_average=None, ignore_index=-100, reduce=None, reduction='mean'", (c, a) => {
  checkLossInput(c, "nll_loss", a.value("input"));
  checkRows(c, a.value("input"), a.value("target"));
  return c.call("torch._C._nn.nll_loss_nd", [a.value("input"), a.value("target"), a.value("weight"), reductionOf(c, legacyReduction(c, a)), a.value("ignore_index")]);
});

define("cross_entropy", "input, target, weight=None, size_average=None, ignore_index=-100, reduce=None, reduction='mean', label_smoothing=0.0", (c, a) => {
  checkLossInput(c, "cross_entropy", a.value("input"));
  checkRows(c, a.value("input"), a.value("target"));
  return c.call("torch._C._nn.cross_entropy_loss", [a.value("input"), a.value("target"), a.value("weight"), reductionOf(c, legacyReduction(c, a)), a.value("ignore_index"), a.value("label_smoothing")]);
});

define("multilabel_margin_loss", `input, target, ${LEGACY}`, (c, a) => c.call("torch._C._nn.multilabel_margin_loss", [a.value("input"), a.value("target"), reductionOf(c, legacyReduction(c, a))]));

define("multi_margin_loss", `input, target, p=1, margin=1.0, weight=None, ${LEGACY}`, (c, a) => {
  const reduction = reductionOf(c, legacyReduction(c, a));
  const p = a.value("p");
  const power = p instanceof Tensor ? p.data?.[0] : numberOf(c.interp, p);
  if (power === undefined && p instanceof Tensor) return c.giveUp("the elements of a tensor");
  if (power !== 1 && power !== 2 && !(p instanceof Unknown)) c.fail("ValueError", "only p == 1 and p == 2 supported", { rule: "argument-value" });
  const weight = a.value("weight");
  if (weight !== null && !(weight instanceof Tensor) && !(weight instanceof Unknown)) c.interp.getattr(weight, "dim", c.node);
  if (weight instanceof Tensor && c.shapeOf(weight).length !== 1) c.fail("ValueError", "weight must be one-dimensional", { rule: "loss-target" });
  return c.call("torch._C._nn.multi_margin_loss", [a.value("input"), a.value("target"), p, a.value("margin"), weight, reduction]);
});

define("multilabel_soft_margin_loss", `input, target, weight=None, ${LEGACY}`, (c, a) => {
  const x = tensorOf(c, a.value("input"), (v) => `log_sigmoid(): argument 'input' (position 1) must be Tensor, not ${c.interp.typeName(v)}`);
  const y = isNumber(a.value("target")) ? new Tensor([], typeof a.value("target") === "number" ? INT64 : FLOAT32) : tensorOf(c, a.value("target"), (v) => (sequence(v) || typeof v === "string" ? "only integer tensors of a single element can be converted to an index" : `unsupported operand type(s) for *: '${c.interp.typeName(v)}' and 'Tensor'`));
  const factor = a.value("weight");
  const reduction = legacyReduction(c, a);
  const each = combine(c, combine(c, y, logSigmoid(c, x)), combine(c, minus(c, 1, y), logSigmoid(c, x)));
  // Python multiplies by whatever it is given.
  const scaled = factor === null || factor instanceof Tensor || factor instanceof Unknown ? null : arithmetic(c)("*", each, factor);
  const weight = scaled instanceof Tensor ? null : a.maybeTensor("weight");
  const losses = scaled instanceof Tensor ? scaled : weight ? combine(c, each, weight) : each;
  const rank = c.shapeOf(x).length;
  if (rank === 0) c.fail("IndexError", "Dimension specified as -1 but tensor has no dimensions", { rule: "rank" });
  const shape = c.shapeOf(losses);
  const rows = new Tensor(shape.filter((_, i) => i !== rank - 1), floatOf(losses.dtype), { device: x.device });
  return byName(c, rows, reduction, (name) => `${name} is not valid`);
});

function isNumber(v: Value): boolean {
  return typeof v === "number" || v instanceof PyFloat;
}

/** A tensor, or the TypeError that using anything else as one raises. */
function tensorOf(c: OpContext, v: Value, message: (v: Value) => string): Tensor {
  if (v instanceof Tensor) return v;
  if (v instanceof Unknown || v instanceof Alt) return c.giveUp("a tensor is not known");
  return c.fail("TypeError", message(v), { rule: "argument-type" });
}

/** A reduction that Python applies itself. */
function byName(c: OpContext, losses: Tensor, reduction: Value, message: (name: string) => string): Tensor {
  const known: Readonly<Record<string, Reduction>> = { none: NONE, mean: MEAN, sum: SUM };
  const r = typeof reduction === "string" ? known[reduction] : undefined;
  if (r === undefined) {
    if (reduction instanceof Unknown) return c.giveUp("'reduction' is not known");
    if (typeof reduction !== "string") c.interp.binary("+", reduction, " is not a valid value for reduction", c.node);
    return c.fail("ValueError", message(c.interp.str(reduction)), { rule: "argument-value" });
  }
  return reduceLoss(c, losses, r);
}

// ---------------------------------------------------------------- binary cross entropy

define("binary_cross_entropy", `input, target, weight=None, ${LEGACY}`, (c, a) => {
  checkLossInput(c, "binary_cross_entropy", a.value("input"));
  const reduction = reductionOf(c, legacyReduction(c, a));
  const target = sizeOf(c, a.value("target"));
  const input = sizeOf(c, a.value("input"));
  c.check(equalShapes(target, input), "ValueError", () => `Using a target size (${sizeRepr(target)}) that is different to the input size (${sizeRepr(input)}) is deprecated. Please ensure they have the same size.`, {
    rule: "loss-target",
    law: () => `binary_cross_entropy: input ${sizes(input)} and target ${sizes(target)} must have one size`,
  });
  if (c.failure) return reduction === NONE ? a.tensor("input") : new Tensor([], a.tensor("input").dtype);
  let weight = a.value("weight");
  if (weight !== null && !(weight instanceof Tensor) && !(weight instanceof Unknown)) sizeOf(c, weight);
  if (weight instanceof Tensor && c.failure === null) weight = expanded(c, weight, broadcastShape(c, [target, c.shapeOf(weight)]));
  if (c.failure) return reduction === NONE ? a.tensor("input") : new Tensor([], a.tensor("input").dtype);
  return c.call("torch._C._nn.binary_cross_entropy", [a.value("input"), a.value("target"), weight, reduction]);
});

/** torch.broadcast_shapes, with its own message. */
function broadcastShape(c: OpContext, shapes: readonly (readonly Dim[])[]): readonly Dim[] {
  const common: Dim[] = Array.from({ length: Math.max(...shapes.map((s) => s.length)) }, () => 1);
  shapes.forEach((shape, argument) => {
    for (let back = 1; back <= shape.length; back++) {
      const d = shape[shape.length - back] as Dim;
      const at = common.length - back;
      const seen = common[at] as Dim;
      common[at] = broadcastSizes(c, seen, d, (fits) => {
        c.check(fits, "RuntimeError", () => `Attempting to broadcast a dimension of length ${print(d)} at ${-back}! Mismatching argument at index ${argument} had ${sizeRepr(shape)}; but expected shape should be broadcastable to ${sizes(common)}`, { rule: "broadcast" });
      });
    }
  });
  return common;
}

function expanded(c: OpContext, t: Tensor, shape: readonly Dim[]): Tensor {
  return sameShape(c, c.shapeOf(t), shape) ? t : new Tensor(shape, t.dtype, { strides: null, device: t.device });
}

define("binary_cross_entropy_with_logits", `input, target, weight=None, ${LEGACY}, pos_weight=None`, (c, a) => {
  checkLossInput(c, "binary_cross_entropy_with_logits", a.value("input"));
  const reduction = reductionOf(c, legacyReduction(c, a));
  const target = sizeOf(c, a.value("target"));
  const input = sizeOf(c, a.value("input"));
  c.check(equalShapes(target, input), "ValueError", () => `Target size (${sizeRepr(target)}) must be the same as input size (${sizeRepr(input)})`, {
    rule: "loss-target",
    law: () => `binary_cross_entropy_with_logits: input ${sizes(input)} and target ${sizes(target)} must have one size`,
  });
  if (c.failure) return reduction === NONE ? a.tensor("input") : new Tensor([], a.tensor("input").dtype);
  return c.call("torch.binary_cross_entropy_with_logits", [a.value("input"), a.value("target"), a.value("weight"), a.value("pos_weight"), reduction]);
});

// ---------------------------------------------------------------- differences

/** Differing sizes are broadcast, with a warning; those that cannot be are an error, told by the difference itself. */
function warnSizes(c: OpContext, a: Args): void {
  const target = sizeOf(c, a.value("target"));
  const input = sizeOf(c, a.value("input"));
  if (c.known(not(equalShapes(target, input))) !== true || !broadcasts(c, input, target)) return;
  c.interp.warnUser(`Using a target size (${sizeRepr(target)}) that is different to the input size (${sizeRepr(input)}). This will likely lead to incorrect results due to broadcasting. Please ensure they have the same size.`, c.node, {
    rule: "loss-broadcast",
    law: () => `${c.op}: input ${sizes(input)} and target ${sizes(target)} are broadcast to ${sizes(broadcastQuietly(c, input, target))} before they are compared`,
    subjects: [a.value("input"), a.value("target")],
  });
}

/** False where two sizes certainly neither agree nor are 1. */
function broadcasts(c: OpContext, x: readonly Dim[], y: readonly Dim[]): boolean {
  return Array.from({ length: Math.min(x.length, y.length) }, (_, i) => [x.at(-1 - i) ?? 1, y.at(-1 - i) ?? 1] as const).every(([p, q]) => c.known(or(eq(p, q), or(eq(p, 1), eq(q, 1)))) !== false);
}

function broadcastQuietly(c: OpContext, x: readonly Dim[], y: readonly Dim[]): readonly Dim[] {
  const rank = Math.max(x.length, y.length);
  return Array.from({ length: rank }, (_, i) => {
    const p = x[i - rank + x.length] ?? 1;
    const q = y[i - rank + y.length] ?? 1;
    return c.known(eq(p, 1)) === true ? q : p;
  });
}

/** Both broadcast to one shape, as views. */
function broadcastBoth(c: OpContext, x: Tensor, y: Tensor): readonly [Tensor, Tensor] {
  const shape = broadcastShapes(c, [c.shapeOf(x), c.shapeOf(y)]);
  return [expanded(c, x, shape), expanded(c, y, shape)];
}

/** The weighted mean, as Python computes it. */
function weighted(c: OpContext, a: Args, losses: Tensor, weight: Tensor, reduction: Value, ratio: boolean): Tensor {
  const w = c.shapeOf(weight);
  const input = sizeOf(c, a.value("input"));
  c.check(equalShapes(w, input), "ValueError", () => "Weights and input must have the same size.", { rule: "loss-target" });
  const each = combine(c, losses, weight);
  const total = byName(c, each, reduction, (name) => `Invalid reduction mode: ${name}. Expected one of 'none', 'mean', 'sum'.`);
  return ratio && reduction === "mean" ? quotient(c, new Tensor([], each.dtype), new Tensor([], weight.dtype)) : total;
}

for (const [name, native] of [["l1_loss", "l1_loss"], ["mse_loss", "mse_loss"]] as const) {
  define(name, `input, target, ${LEGACY}, weight=None`, (c, a) => {
    warnSizes(c, a);
    const reduction = legacyReduction(c, a);
    const [x, y] = broadcastBoth(c, a.tensor("input"), a.tensor("target"));
    const weight = a.maybeTensor("weight");
    if (weight) return weighted(c, a, minus(c, x, y), weight, reduction, true);
    if (c.failure) return new Tensor([], x.dtype);
    return c.call(`torch._C._nn.${native}`, [x, y, reductionOf(c, reduction)]);
  });
}

define("smooth_l1_loss", `input, target, ${LEGACY}, beta=1.0`, (c, a) => {
  warnSizes(c, a);
  const reduction = legacyReduction(c, a);
  const [x, y] = broadcastBoth(c, a.tensor("input"), a.tensor("target"));
  if (c.failure) return new Tensor([], x.dtype);
  if (numberOf(c.interp, a.value("beta")) === 0) return c.call("torch._C._nn.l1_loss", [x, y, reductionOf(c, reduction)]);
  return c.call("torch._C._nn.smooth_l1_loss", [x, y, reductionOf(c, reduction), a.value("beta")]);
});

define("huber_loss", "input, target, reduction='mean', delta=1.0, weight=None", (c, a) => {
  warnSizes(c, a);
  const [x, y] = broadcastBoth(c, a.tensor("input"), a.tensor("target"));
  const weight = a.maybeTensor("weight");
  if (c.failure) return new Tensor([], x.dtype);
  if (!weight) return c.call("torch._C._nn.huber_loss", [x, y, reductionOf(c, a.value("reduction")), a.value("delta")]);
  const each = c.call("torch._C._nn.huber_loss", [x, y, NONE, a.value("delta")]);
  return each instanceof Tensor ? weighted(c, a, each, weight, a.value("reduction"), false) : each;
});

// ---------------------------------------------------------------- likelihoods

define("kl_div", `input, target, ${LEGACY}, log_target=False`, (c, a) => {
  checkLossInput(c, "kl_div", a.value("input"));
  const name = legacyReduction(c, a);
  if (name === "mean" && a.isNone("size_average") && a.isNone("reduce")) {
    c.interp.warnUser("reduction: 'mean' divides the total loss by both the batch size and the support size.'batchmean' divides only by the batch size, and aligns with the KL div math definition.'mean' will be changed to behave the same as 'batchmean' in the next major release.", c.node, {
      rule: "kl-div-mean",
      law: () => "kl_div: reduction='mean' also divides by the number of classes; 'batchmean' is the divergence",
    });
  }
  const reduced = c.call("torch.kl_div", [a.value("input"), a.value("target"), name === "batchmean" ? SUM : reductionOf(c, name)], { log_target: a.value("log_target") });
  const x = a.value("input");
  return name === "batchmean" && reduced instanceof Tensor && x instanceof Tensor && (x.shape === null || x.shape.length > 0) ? quotient(c, reduced, 1) : reduced;
});

define("poisson_nll_loss", "input, target, log_input=True, full=False, size_average=None, eps=1e-8, reduce=None, reduction='mean'", (c, a) => {
  const name = legacyReduction(c, a);
  if (typeof name !== "string" && !(name instanceof Unknown)) c.interp.binary("+", name, " is not a valid value for reduction", c.node);
  const reduction = reductionOf(c, name);
  return c.call("torch.poisson_nll_loss", [a.value("input"), a.value("target"), a.value("log_input"), a.value("full"), a.value("eps"), reduction]);
});

define("gaussian_nll_loss", "input, target, var, full=False, eps=1e-6, reduction='mean'", (c, a) => {
  const input = a.value("input");
  if (!(a.value("var") instanceof PyFloat)) sizeOf(c, input);
  const x = a.tensor("input");
  const variance = varianceOf(c, a.value("var"), x);
  const shape = c.shapeOf(x);
  const own = c.shapeOf(variance);
  c.check(varianceFits(c, own, shape), "ValueError", () => "var is of incorrect size", { rule: "loss-target", law: () => `gaussian_nll_loss: variances ${sizes(own)} for inputs ${sizes(shape)}` });
  if (c.failure) return new Tensor(a.value("reduction") === "none" ? shape : [], x.dtype);
  const v = own.length < shape.length ? new Tensor([...own, 1], variance.dtype, { device: variance.device }) : variance;
  const reduction = a.value("reduction");
  if (reduction !== "none" && reduction !== "mean" && reduction !== "sum") {
    if (reduction instanceof Unknown) return c.giveUp("'reduction' is not known");
    const message = arithmetic(c)("+", reduction, " is not valid");
    c.fail("ValueError", typeof message === "string" ? message : `${c.interp.str(reduction)} is not valid`, { rule: "argument-value" });
  }
  const copy = new Tensor(v.shapeOrVar, v.dtype, { device: v.device });
  c.interp.call(c.interp.getattr(copy, "clamp_", c.node), [], new Map([["min", a.value("eps")]]), c.node);
  const target = a.value("target");
  if (target === null || target instanceof PyTuple || typeof target === "string") arithmetic(c)("-", input, target);
  const difference = minus(c, input, target);
  const losses = pointwise(c, { inputs: [pointwise(c, { inputs: [v], type: "float" }), quotient(c, difference, v)] });
  return byName(c, losses, reduction, (name) => `${name} is not valid`);
});

/** One variance for each element, or one for all elements along a dimension. */
function varianceFits(c: OpContext, own: readonly Dim[], shape: readonly Dim[]): Cond {
  if (own.length === shape.length - 1) return equalShapes(own, shape.slice(0, -1));
  if (own.length !== shape.length) return false;
  const equal = own.map((d, i) => eq(d, shape[i] as Dim));
  const differing = own.filter((_, i) => c.known(equal[i] as Cond) === false).reduce<Dim>((n, d) => add(n, d), 0);
  if (equal.every((e) => c.known(e) !== undefined)) return or(and(...equal), eq(differing, 1));
  return and(le(differing, 1), ...own.map((d, i) => or(equal[i] as Cond, le(d, 1))));
}

/** A float stands for as many variances as there are inputs; a tensor must hold no negative ones. */
function varianceOf(c: OpContext, v: Value, x: Tensor): Tensor {
  if (v instanceof PyFloat) {
    if (v.value < 0) c.fail("ValueError", "var has negative entry/entries", { rule: "argument-value" });
    return new Tensor(x.shapeOrVar, floatOf(x.dtype), { device: x.device });
  }
  const negative = c.interp.compare("<", v, 0, c.node);
  c.call("torch.any", [negative]);
  if (!(v instanceof Tensor)) return c.giveUp("the variance is not known");
  if (v.data?.some((n) => n < 0)) c.fail("ValueError", "var has negative entry/entries", { rule: "argument-value" });
  return v;
}

// ---------------------------------------------------------------- embeddings

define("soft_margin_loss", `input, target, ${LEGACY}`, (c, a) => c.call("torch._C._nn.soft_margin_loss", [a.value("input"), a.value("target"), reductionOf(c, legacyReduction(c, a))]));

define("hinge_embedding_loss", `input, target, margin=1.0, ${LEGACY}`, (c, a) => c.call("torch.hinge_embedding_loss", [a.value("input"), a.value("target"), a.value("margin"), reductionOf(c, legacyReduction(c, a))]));

define("margin_ranking_loss", `input1, input2, target, margin=0, ${LEGACY}`, (c, a) => {
  const reduction = reductionOf(c, legacyReduction(c, a));
  const x = dimsOf(c, a.value("input1"));
  const y = dimsOf(c, a.value("input2"));
  const t = x.length === y.length ? dimsOf(c, a.value("target")) : sizeOf(c, a.value("target"));
  c.check(x.length === y.length && x.length === t.length, "RuntimeError", () => `margin_ranking_loss : All input tensors should have same dimension but got sizes: input1: ${sizeRepr(x)}, input2: ${sizeRepr(y)}, target: ${sizeRepr(t)} `, { rule: "rank" });
  if (c.failure) return new Tensor([], a.tensor("input1").dtype);
  return c.call("torch.margin_ranking_loss", [a.value("input1"), a.value("input2"), a.value("target"), a.value("margin"), reduction]);
});

/** `x.dim()` of something that may be no tensor. */
function dimsOf(c: OpContext, v: Value): readonly Dim[] {
  if (v instanceof Tensor) return c.shapeOf(v);
  if (v instanceof Unknown || v instanceof Alt) return c.giveUp("a tensor is not known");
  return c.fail("AttributeError", `'${c.interp.typeName(v)}' object has no attribute 'dim'`, { rule: "argument-type" });
}

define("cosine_embedding_loss", `input1, input2, target, margin=0, ${LEGACY}`, (c, a) => c.call("torch.cosine_embedding_loss", [a.value("input1"), a.value("input2"), a.value("target"), a.value("margin"), reductionOf(c, legacyReduction(c, a))]));

function checkMargin(c: OpContext, v: Value): void {
  const margin = numberOf(c.interp, v);
  if (margin === undefined) c.interp.compare("<=", v, 0, c.node);
  if (margin !== undefined && margin <= 0) c.fail("ValueError", `margin must be greater than 0, got ${c.interp.str(v)}`, { rule: "argument-value" });
}

define("triplet_margin_loss", `anchor, positive, negative, margin=1.0, p=2, eps=1e-6, swap=False, ${LEGACY}`, (c, a) => {
  const reduction = reductionOf(c, legacyReduction(c, a));
  checkMargin(c, a.value("margin"));
  return c.call("torch.triplet_margin_loss", [...["anchor", "positive", "negative", "margin", "p", "eps", "swap"].map((n) => a.value(n)), reduction]);
});

define("triplet_margin_with_distance_loss", "anchor, positive, negative, *, distance_function=None, margin=1.0, swap=False, reduction='mean'", (c, a) => {
  const reduction = a.value("reduction");
  if (reduction !== "mean" && reduction !== "sum" && reduction !== "none") c.fail("ValueError", `${c.interp.str(reduction)} is not a valid value for reduction`, { rule: "argument-value" });
  checkMargin(c, a.value("margin"));
  const [anchor, positive, negative] = ["anchor", "positive", "negative"].map((n) => {
    const v = a.value(n);
    if (v instanceof Tensor) return v;
    if (v instanceof Unknown || v instanceof Alt) return c.giveUp("a tensor is not known");
    return c.fail("AttributeError", `'${c.interp.typeName(v)}' object has no attribute 'ndim'`, { rule: "argument-type" });
  }) as [Tensor, Tensor, Tensor];
  checkSameRank(c, anchor, positive, negative);
  const given = a.value("distance_function");
  const distance = (x: Tensor, y: Tensor): Value => (given === null ? c.call("torch.pairwise_distance", [x, y]) : c.interp.call(given, [x, y], new Map(), c.node));
  const near = distance(anchor, positive);
  let far = distance(anchor, negative);
  if (a.bool("swap")) far = c.call("torch.minimum", [far, distance(positive, negative)]);
  if (!(near instanceof Tensor) || !(far instanceof Tensor)) return c.giveUp("the distance is not known");
  return reduceLoss(c, minus(c, near, far), reductionOf(c, reduction));
});

define("ctc_loss", "log_probs, targets, input_lengths, target_lengths, blank=0, reduction='mean', zero_infinity=False", (c, a) =>
  c.call("torch.ctc_loss", [...["log_probs", "targets", "input_lengths", "target_lengths", "blank"].map((n) => a.value(n)), reductionOf(c, a.value("reduction")), a.value("zero_infinity")]));

define("linear_cross_entropy", "input, linear_weight, target, *, linear_bias=None, weight=None, reduction='mean', ignore_index=None, label_smoothing=0.0, options=None", (c, a) => {
  const input = dimsOf(c, a.value("input"));
  const matrix = dimsOf(c, a.value("linear_weight"));
  c.check(input.length === 1 || input.length === 2, "RuntimeError", () => `expected input with dimensionality 1 or 2, got ${input.length}`, { rule: "rank" });
  c.check(matrix.length >= 2, "RuntimeError", () => `expected linear_weight with dimensionality at least 2, got ${matrix.length}`, { rule: "rank" });
  const [features, own] = [input.at(-1) ?? 1, matrix.at(-1) ?? 1];
  c.check(eq(features, own), "RuntimeError", () => `expected equal input and linear_weight last dimensions (in_features), got ${print(features)} and ${print(own)}, respectively`, { rule: "linear-in-features" });
  const outputs = matrix.slice(0, -1);
  const bias = a.maybeTensor("linear_bias");
  if (bias) {
    const b = c.shapeOf(bias);
    c.check(equalShapes(b, outputs), "RuntimeError", () => `expected linear_bias shape ${tupleText(outputs)}, got ${tupleText(b)}`, { rule: "linear-in-features" });
  }
  c.check(outputs.length === 1 || input.length === 2, "RuntimeError", () => `K-dimensional loss defined by linear_weight shape ${tupleText(matrix)} requires batched input, (N, ${print(features)}), got unbatched input with shape ${tupleText(input)}`, { rule: "rank" });
  const x = a.tensor("input");
  if (c.failure) return new Tensor([], x.dtype);
  const shape = [...input.slice(0, -1), ...outputs];
  const target = a.value("target");
  if (!(target instanceof Tensor) && !(target instanceof Unknown)) c.interp.getattr(target, "shape", c.node);
  const soft = sameShape(c, sizeOf(c, target), shape);
  if (soft && !a.isNone("ignore_index")) c.fail("RuntimeError", "ignore_index cannot be specified when target contains probabilities", { rule: "argument-value" });
  const flatten = outputs.length > 1;
  const weight = flatten ? c.call("torch.reshape", [a.value("linear_weight"), new PyTuple([-1, fromDim(own)])]) : a.value("linear_weight");
  const flatBias = flatten && bias ? c.call("torch.reshape", [bias, new PyTuple([-1])]) : a.value("linear_bias");
  const logits = c.call(`${F}linear`, [x, weight, flatBias]);
  const grouped = flatten ? c.call("torch.reshape", [logits, new PyTuple(shape.map(fromDim))]) : logits;
  return c.call(`${F}cross_entropy`, [grouped, a.value("target")], { weight: a.value("weight"), reduction: a.value("reduction"), ignore_index: a.value("ignore_index") ?? -100, label_smoothing: a.value("label_smoothing") });
});

/** A shape as Python prints a tuple: `(5,)`. */
export function tupleText(shape: readonly Dim[]): string {
  return shape.length === 1 ? `(${print(shape[0] as Dim)},)` : `(${shape.map(print).join(", ")})`;
}
