/** Similarities and distances along a dimension, normalized vectors, and their layers. */
import type { Value } from "../../python/values.ts";
import type { Args } from "../args.ts";
import { defineModule, defineOp } from "../define.ts";
import { NATIVE } from "../native.ts";
import { type OpContext, wrapDim } from "../op.ts";
import { asOne } from "./activation.ts";
import { broadcastShapes } from "./broadcast.ts";
import { stridesLike } from "./layout.ts";
import { promoteTypes } from "../dtype.ts";
import { numberOf } from "./promotion.ts";
import { arithmetic } from "./python.ts";
import { scalarTypeName } from "./scalarTypes.ts";

defineOp({ name: "cosine_similarity", forms: ["torch.cosine_similarity", "torch.nn.functional.cosine_similarity"], signature: NATIVE, rule: cosineSimilarity, doc: "torch.nn.functional.cosine_similarity" });
defineOp({ name: "pairwise_distance", forms: ["torch.pairwise_distance", "torch.nn.functional.pairwise_distance"], signature: NATIVE, rule: pairwiseDistance, doc: "torch.nn.functional.pairwise_distance" });
defineOp({ name: "normalize", forms: ["torch.nn.functional.normalize"], signature: "input, p=2.0, dim=1, eps=1e-12, out=None", rule: normalize, doc: "torch.nn.functional.normalize" });

const MODULE = "torch.nn.modules.distance";

defineModule({
  name: "CosineSimilarity",
  module: MODULE,
  init: "dim=1, eps=1e-08",
  construct: (_c, self, a) => self.set({ dim: a.value("dim"), eps: a.value("eps") }),
  inputs: "x1, x2",
  forward: (c, self, a) => c.call("torch.nn.functional.cosine_similarity", [a.value("x1"), a.value("x2"), self.get("dim"), self.get("eps")]),
  doc: "torch.nn.CosineSimilarity",
});
defineModule({
  name: "PairwiseDistance",
  module: MODULE,
  init: "p=2.0, eps=1e-06, keepdim=False",
  construct: (_c, self, a) => self.set({ norm: a.value("p"), eps: a.value("eps"), keepdim: a.value("keepdim") }),
  inputs: "x1, x2",
  forward: (c, self, a) => c.call("torch.nn.functional.pairwise_distance", [a.value("x1"), a.value("x2"), self.get("norm"), self.get("eps"), self.get("keepdim")]),
  doc: "torch.nn.PairwiseDistance",
});

function cosineSimilarity(c: OpContext, a: Args): Value {
  const [x, y] = [a.tensor("x1"), a.tensor("x2")];
  const type = promoteTypes(x.dtype, y.dtype);
  c.check(type.category === 2, "RuntimeError", () => `expected common dtype to be floating point, yet common dtype is ${scalarTypeName(type)}`, { rule: "dtype" });
  const eps = numberOf(c.interp, a.value("eps"));
  c.check(eps === undefined || eps >= 0, "RuntimeError", () => `eps must be non-negative, got: ${c.interp.str(a.value("eps"))}`, { rule: "argument-value" });
  const shape = broadcastShapes(c, [c.shapeOf(x), c.shapeOf(y)]);
  if (c.failure) return c.tensor(shape.slice(1), type, { device: x.device });
  const dim = wrapDim(c, a.int("dim"), shape.length);
  return asOne(c, c.call("torch.sum", [c.tensor(shape, type, { strides: stridesLike(c, shape, [x, y]), device: x.device }), dim]));
}

function pairwiseDistance(c: OpContext, a: Args): Value {
  const math = arithmetic(c);
  const [x, y] = [a.tensor("x1"), a.tensor("x2")];
  const difference = math("+", math("-", x, y), a.value("eps"));
  const last = Math.max(c.shapeOf(x).length, c.shapeOf(y).length) - 1;
  return asOne(c, c.call("torch.norm", [difference, a.value("p"), last, a.value("keepdim")]));
}

function normalize(c: OpContext, a: Args): Value {
  const { interp, node } = c;
  const input = a.value("input");
  const keep = new Map<string, Value>([["keepdim", true]]);
  const length = interp.call(interp.getattr(input, "norm", node), [a.value("p"), a.value("dim")], keep, node);
  const clamped = interp.callMethod(length, a.isNone("out") ? "clamp_min" : "clamp_min_", [a.value("eps")], node);
  const divisor = interp.callMethod(clamped, "expand_as", [input], node);
  if (!a.isNone("out")) return c.call("torch.div", [input, divisor], { out: a.value("out") });
  return asOne(c, arithmetic(c)("/", input, divisor));
}

