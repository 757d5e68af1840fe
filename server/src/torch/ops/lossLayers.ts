/** Losses as layers: they keep their options and call the functions. */
import { Tensor } from "../tensor.ts";
import { type Dim, eq, print } from "../../dims/index.ts";
import { fromDim } from "../../python/interp.ts";
import { type Value, PyFloat, PyList, PyTuple, Unknown } from "../../python/values.ts";
import { type Args, asDim } from "../args.ts";
import { holds, iterable } from "./python.ts";
import { type ModuleBuilder, defineModule } from "../define.ts";
import type { OpContext } from "../op.ts";
import { legacyName } from "./lossReduction.ts";
import { tupleText } from "./losses.ts";

const MODULE = "torch.nn.modules.loss";
const F = "torch.nn.functional.";

/** Keeps `reduction`, or what the arguments that it replaced stand for. */
function keepReduction(c: OpContext, self: ModuleBuilder, a: Args): void {
  self.set({ reduction: legacyName(c, a.value("size_average"), a.value("reduce")) ?? a.value("reduction") });
}

function buffer(c: OpContext, self: ModuleBuilder, name: string, value: Value): void {
  c.interp.callMethod(self.self, "register_buffer", [name, value], c.node);
}

defineModule({ name: "_Loss", module: MODULE, hidden: true, init: "size_average=None, reduce=None, reduction='mean'", construct: keepReduction });
defineModule({
  name: "_WeightedLoss",
  module: MODULE,
  base: "_Loss",
  hidden: true,
  init: "weight=None, size_average=None, reduce=None, reduction='mean'",
  construct: (c, self, a) => {
    keepReduction(c, self, a);
    buffer(c, self, "weight", a.value("weight"));
  },
});

interface Loss {
  readonly name: string;
  readonly init: string;
  readonly call: string;
  /** forward's parameters. */
  readonly inputs: string;
  /** Constructor's arguments kept under their own names. */
  readonly keeps?: readonly string[];
  /** Keyword arguments of the call, taken from the attributes of the same name. */
  readonly passes: readonly string[];
  readonly weighted?: boolean;
  readonly extra?: (c: OpContext, self: ModuleBuilder, a: Args) => void;
}

const LEGACY = "size_average=None, reduce=None, reduction='mean'";

const LOSSES: readonly Loss[] = [
  { name: "L1Loss", init: LEGACY, call: "l1_loss", inputs: "input, target", passes: ["reduction"] },
  { name: "NLLLoss", init: "weight=None, size_average=None, ignore_index=-100, reduce=None, reduction='mean'", call: "nll_loss", inputs: "input, target", weighted: true, keeps: ["ignore_index"], passes: ["weight", "ignore_index", "reduction"] },
  { name: "PoissonNLLLoss", init: "log_input=True, full=False, size_average=None, eps=1e-8, reduce=None, reduction='mean'", call: "poisson_nll_loss", inputs: "log_input, target", keeps: ["log_input", "full", "eps"], passes: ["log_input", "full", "eps", "reduction"] },
  { name: "GaussianNLLLoss", init: "*, full=False, eps=1e-6, reduction='mean'", call: "gaussian_nll_loss", inputs: "input, target, var", keeps: ["full", "eps"], passes: ["full", "eps", "reduction"] },
  { name: "KLDivLoss", init: `${LEGACY}, log_target=False`, call: "kl_div", inputs: "input, target", keeps: ["log_target"], passes: ["reduction", "log_target"] },
  { name: "MSELoss", init: LEGACY, call: "mse_loss", inputs: "input, target", passes: ["reduction"] },
  { name: "BCELoss", init: `weight=None, ${LEGACY}`, call: "binary_cross_entropy", inputs: "input, target", weighted: true, passes: ["weight", "reduction"] },
  {
    name: "BCEWithLogitsLoss", init: `weight=None, ${LEGACY}, pos_weight=None`, call: "binary_cross_entropy_with_logits", inputs: "input, target", passes: ["weight", "reduction", "pos_weight"],
    extra: (c, self, a) => {
      buffer(c, self, "weight", a.value("weight"));
      buffer(c, self, "pos_weight", a.value("pos_weight"));
    },
  },
  { name: "HingeEmbeddingLoss", init: `margin=1.0, ${LEGACY}`, call: "hinge_embedding_loss", inputs: "input, target", keeps: ["margin"], passes: ["margin", "reduction"] },
  { name: "MultiLabelMarginLoss", init: LEGACY, call: "multilabel_margin_loss", inputs: "input, target", passes: ["reduction"] },
  { name: "SmoothL1Loss", init: `${LEGACY}, beta=1.0`, call: "smooth_l1_loss", inputs: "input, target", keeps: ["beta"], passes: ["reduction", "beta"] },
  {
    name: "HuberLoss", init: "reduction='mean', delta=1.0", call: "huber_loss", inputs: "input, target", keeps: ["delta"], passes: ["reduction", "delta"],
    extra: (c, _self, a) => {
      if (a.number("delta") === undefined && !(a.value("delta") instanceof Unknown)) c.fail("TypeError", `delta must be a float or int, got: <class '${c.interp.typeName(a.value("delta"))}'>`, { rule: "argument-type" });
    },
  },
  { name: "SoftMarginLoss", init: LEGACY, call: "soft_margin_loss", inputs: "input, target", passes: ["reduction"] },
  { name: "CrossEntropyLoss", init: "weight=None, size_average=None, ignore_index=-100, reduce=None, reduction='mean', label_smoothing=0.0", call: "cross_entropy", inputs: "input, target", weighted: true, keeps: ["ignore_index", "label_smoothing"], passes: ["weight", "ignore_index", "reduction", "label_smoothing"] },
  { name: "MultiLabelSoftMarginLoss", init: `weight=None, ${LEGACY}`, call: "multilabel_soft_margin_loss", inputs: "input, target", weighted: true, passes: ["weight", "reduction"] },
  { name: "CosineEmbeddingLoss", init: `margin=0.0, ${LEGACY}`, call: "cosine_embedding_loss", inputs: "input1, input2, target", keeps: ["margin"], passes: ["margin", "reduction"] },
  { name: "MarginRankingLoss", init: `margin=0.0, ${LEGACY}`, call: "margin_ranking_loss", inputs: "input1, input2, target", keeps: ["margin"], passes: ["margin", "reduction"] },
  {
    name: "MultiMarginLoss", init: `p=1, margin=1.0, weight=None, ${LEGACY}`, call: "multi_margin_loss", inputs: "input, target", weighted: true, keeps: ["p", "margin"], passes: ["p", "margin", "weight", "reduction"],
    extra: (c, _self, a) => {
      const power = a.value("p");
      const p = power instanceof Tensor ? power.data?.[0] : a.number("p");
      if (p !== 1 && p !== 2 && !(power instanceof Unknown || (power instanceof Tensor && p === undefined))) c.fail("ValueError", "only p == 1 and p == 2 supported", { rule: "argument-value" });
      const weight = a.maybeTensor("weight");
      const rank = weight ? c.shapeOf(weight).length : 1;
      if (rank !== 1) c.fail("ValueError", `MultiMarginLoss: expected weight to be None or 1D tensor, got ${rank}D instead`, { rule: "loss-target" });
    },
  },
  {
    name: "TripletMarginLoss", init: `margin=1.0, p=2.0, eps=1e-6, swap=False, ${LEGACY}`, call: "triplet_margin_loss", inputs: "anchor, positive, negative", keeps: ["margin", "p", "eps", "swap"], passes: ["margin", "p", "eps", "swap", "reduction"],
    extra: checkMargin,
  },
  {
    name: "TripletMarginWithDistanceLoss", init: "*, distance_function=None, margin=1.0, swap=False, reduction='mean'", call: "triplet_margin_with_distance_loss", inputs: "anchor, positive, negative", keeps: ["margin", "swap"], passes: ["distance_function", "margin", "swap", "reduction"],
    extra: (c, self, a) => {
      checkMargin(c, self, a);
      // Kept as a submodule where it is one.
      const distance = a.value("distance_function") ?? c.call("torch.nn.PairwiseDistance", []);
      c.interp.setattr(self.self, "distance_function", distance, c.node);
    },
  },
  { name: "CTCLoss", init: "blank=0, reduction='mean', zero_infinity=False", call: "ctc_loss", inputs: "log_probs, targets, input_lengths, target_lengths", keeps: ["blank", "zero_infinity"], passes: ["blank", "reduction", "zero_infinity"] },
];

function checkMargin(c: OpContext, _self: ModuleBuilder, a: Args): void {
  const margin = a.number("margin");
  if (margin !== undefined && margin <= 0) c.fail("ValueError", `${c.op}: expected margin to be greater than 0, got ${c.interp.str(a.value("margin"))} instead`, { rule: "argument-value" });
}

for (const loss of LOSSES) {
  defineModule({
    name: loss.name,
    module: MODULE,
    base: loss.weighted ? "_WeightedLoss" : "_Loss",
    init: loss.init,
    construct: (c, self, a) => {
      keepReduction(c, self, a);
      if (loss.weighted) buffer(c, self, "weight", a.value("weight"));
      loss.extra?.(c, self, a);
      for (const name of loss.keeps ?? []) self.set({ [name]: a.value(name) });
    },
    inputs: loss.inputs,
    forward: (c, self, a) => c.call(`${F}${loss.call}`, loss.inputs.split(", ").map((n) => a.value(n)), Object.fromEntries(loss.passes.map((n) => [n, self.get(n)]))),
    doc: `torch.nn.${loss.name}`,
  });
}

defineModule({ name: "NLLLoss2d", module: MODULE, base: "NLLLoss", init: "weight=None, size_average=None, ignore_index=-100, reduce=None, reduction='mean'", construct: (c, self, a) => {
  keepReduction(c, self, a);
  buffer(c, self, "weight", a.value("weight"));
  self.set({ ignore_index: a.value("ignore_index") });
} });


defineModule({
  name: "LinearCrossEntropyLoss",
  module: MODULE,
  base: "_WeightedLoss",
  init: "in_features, num_classes, *, out_features=None, bias=False, device=None, dtype=None, reduction='mean', weight=None, ignore_index=None, label_smoothing=0.0, options=None",
  construct: (c, self, a) => {
    const count = a.value("num_classes");
    const isInt = !(count === null || typeof count === "boolean" || typeof count === "string" || count instanceof PyTuple || count instanceof PyList || count instanceof PyFloat);
    const classes = isInt ? a.int("num_classes") : null;
    const smoothing = a.number("label_smoothing");
    const rescaling = a.maybeTensor("weight");
    const given = rescaling ? c.shapeOf(rescaling, ["C"]) : null;
    const told = (): string => (classes === null ? c.interp.repr(count) : print(classes));
    if (given) c.check(given.length === 1 && classes !== null && eq(given[0] as Dim, classes), "RuntimeError", () => `expected weight shape to be (${told()},), got ${tupleText(given)}`, { rule: "linear-in-features" });
    const isOther = smoothing === undefined && !(a.value("label_smoothing") instanceof Unknown);
    if (isOther) holds(c, "<", a.value("label_smoothing"), 0);
    if (smoothing !== undefined && (smoothing < 0 || smoothing > 1)) c.fail("RuntimeError", `expected label_smoothing to be in range [0, 1], got ${c.interp.str(a.value("label_smoothing"))}`, { rule: "argument-value" });
    self.set({ reduction: a.value("reduction") });
    buffer(c, self, "weight", a.value("weight"));
    const more = a.isNone("out_features") ? [] : (iterable(c, a.value("out_features")) ?? c.fail("TypeError", `'${c.interp.typeName(a.value("out_features"))}' object is not iterable`, { rule: "argument-type" }));
    const outputs = more.reduce((x: Value, y) => c.interp.binary("*", x, y, c.node), count);
    if (classes === null && typeof outputs !== "number") c.fail("TypeError", `empty(): argument 'size' (position 1) must be tuple of ints, but found element of type ${c.interp.typeName(outputs)} at pos 0`, { rule: "argument-type" });
    self.set({ num_classes: a.value("num_classes"), out_features: a.isNone("out_features") ? new PyTuple([]) : a.value("out_features"), ignore_index: a.value("ignore_index"), label_smoothing: a.value("label_smoothing") });
    c.interp.setattr(self.self, "linear", c.call("torch.nn.Linear", [a.value("in_features"), outputs], { bias: a.value("bias"), device: a.value("device"), dtype: a.value("dtype") }), c.node);
  },
  inputs: "input, target",
  forward: (c, self, a) => {
    const linear = self.get("linear");
    const outputs = [self.get("num_classes"), ...(iterable(c, self.get("out_features")) ?? [])];
    const features = asDim(c.interp, c.interp.getattr(linear, "in_features", c.node)) ?? c.giveUp("in_features is not an int");
    const reshaped = (name: string, shape: readonly Value[]): Value => {
      const t = c.interp.getattr(linear, name, c.node);
      return t === null || outputs.length === 1 ? t : c.interp.callMethod(t, "reshape", [new PyTuple(shape)], c.node);
    };
    return c.call(`${F}linear_cross_entropy`, [a.value("input"), reshaped("weight", [...outputs, fromDim(features)]), a.value("target")], {
      linear_bias: reshaped("bias", outputs),
      ...Object.fromEntries(["weight", "reduction", "ignore_index", "label_smoothing"].map((n) => [n, self.get(n)])),
    });
  },
});
