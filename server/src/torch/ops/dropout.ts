/** Dropout, as functions and layers. */
import { not, or } from "../../dims/index.ts";
import { type Value, PyFloat, PyTuple } from "../../python/values.ts";
import type { Args } from "../args.ts";
import { defineModule, defineOp } from "../define.ts";
import { BOOL, FLOAT32, INT64 } from "../dtype.ts";
import { NATIVE } from "../native.ts";
import type { OpContext } from "../op.ts";
import { Tensor } from "../tensor.ts";
import { selfOf } from "./elementwise.ts";
import { checkCast, pointwise } from "./pointwise.ts";
import { checkKernel, numberOf } from "./promotion.ts";
import { holds } from "./python.ts";

for (const name of ["dropout", "alpha_dropout", "feature_dropout", "feature_alpha_dropout"]) {
  defineOp({ name, forms: [`torch.${name}`, `torch.${name}_`], signature: NATIVE, rule: (c, a) => nativeDropout(c, a, name) });
}

defineOp({
  name: "dropout",
  forms: ["torch.native_dropout"],
  signature: NATIVE,
  rule: (c, a) => {
    const x = a.tensor("input");
    if (x.shape?.includes(0)) return new PyTuple([x, c.like(x)]);
    const mask = c.like(x, BOOL);
    if (!a.isNone("train") && !a.bool("train")) return new PyTuple([c.like(x), new Tensor(x.shapeOrVar, BOOL, { device: x.device })]);
    const kept = 1 - (numberOf(c.interp, a.value("p")) ?? 0.5);
    c.check(kept >= 0 && kept <= 1, "RuntimeError", () => `bernoulli_ expects p to be in [0, 1], but got p=${kept}`, { rule: "argument-value" });
    checkCast(c, FLOAT32, x);
    return new PyTuple([c.like(x), mask]);
  },
});

for (const [name, training] of [["dropout", true], ["alpha_dropout", false], ["feature_alpha_dropout", false]] as const) {
  defineOp({
    name,
    forms: [`torch.nn.functional.${name}`],
    signature: `input, p=0.5, training=${training ? "True" : "False"}, inplace=False`,
    rule: (c, a) => {
      checkProbability(c, a.value("p"), new PyFloat(0), new PyFloat(1));
      return c.call(`torch.${name}${a.bool("inplace") ? "_" : ""}`, [a.value("input"), a.value("p"), a.value("training")]);
    },
    doc: `torch.nn.functional.${name}`,
  });
}

for (const n of [1, 2, 3]) {
  defineOp({
    name: `dropout${n}d`,
    forms: [`torch.nn.functional.dropout${n}d`],
    signature: "input, p=0.5, training=True, inplace=False",
    rule: (c, a) => channelDropout(c, a, n),
    doc: `torch.nn.functional.dropout${n}d`,
  });
}

const MODULE = "torch.nn.modules.dropout";
const construct = (c: OpContext, self: { set(attributes: Readonly<Record<string, Value>>): void }, a: Args): void => {
  checkProbability(c, a.value("p"), 0, 1);
  self.set({ p: a.value("p"), inplace: a.value("inplace") });
};
defineModule({ name: "_DropoutNd", module: MODULE, hidden: true, init: "p=0.5, inplace=False", construct });
for (const [name, functional] of [["Dropout", "dropout"], ["Dropout1d", "dropout1d"], ["Dropout2d", "dropout2d"], ["Dropout3d", "dropout3d"], ["AlphaDropout", "alpha_dropout"], ["FeatureAlphaDropout", "feature_alpha_dropout"]] as const) {
  defineModule({
    name,
    module: MODULE,
    base: "_DropoutNd",
    init: "p=0.5, inplace=False",
    construct,
    forward: (c, self, a) => {
      const args = [a.value("input"), self.get("p"), self.get("training")];
      // The layers of alpha dropout do not pass `inplace` on.
      return c.call(`torch.nn.functional.${functional}`, name.includes("Alpha") ? args : [...args, self.get("inplace")]);
    },
    doc: `torch.nn.${name}`,
  });
}

function checkProbability(c: OpContext, p: Value, zero: Value, one: Value): void {
  const low = holds(c, "<", p, zero);
  const outside = low === true ? true : or(low, holds(c, ">", p, one));
  // An unknown probability is taken for one: `holds` cannot tell.
  if (numberOf(c.interp, p) === undefined) return;
  if (c.known(outside) === true) c.fail("ValueError", `dropout probability has to be between 0 and 1, but got ${c.interp.str(p)}`, { rule: "argument-value" });
  c.check(not(outside), "ValueError", () => `dropout probability has to be between 0 and 1, but got ${c.interp.str(p)}`, { rule: "argument-value" });
}

function nativeDropout(c: OpContext, a: Args, name: string): Value {
  const x = a.tensor("input");
  const p = numberOf(c.interp, a.value("p"));
  if (p !== undefined && !(p >= 0 && p <= 1)) c.fail("RuntimeError", `dropout probability has to be between 0 and 1, but got ${Number.isFinite(p) ? p : String(p).toLowerCase().replace("infinity", "inf")}`, { rule: "argument-value" });
  if (!a.bool("train") || p === 0 || x.shape?.includes(0)) return x;
  const self = selfOf(a);
  if (p === 1) return pointwise(c, { inputs: [x], self, kernel: { name: "mul_cpu_reduced_float", rejects: "float8_e4m3fn float8_e5m2" } });
  if (name.startsWith("feature") && c.hasShape(x) && c.shapeOf(x).length < 2) c.fail("RuntimeError", "Feature dropout requires at least 2 dimensions in the input", { rule: "rank" });
  checkKernel(c, { name: "bernoulli_scalar_cpu_", rejects: "unsigned complex float8_e4m3fn float8_e5m2" }, x.dtype, x.device);
  if (x.dtype.category < 2) {
    const noise = name.includes("alpha") && x.dtype.category === 0 ? INT64 : x.dtype;
    checkCast(c, FLOAT32, new Tensor([], noise));
  }
  return pointwise(c, { inputs: [x], self });
}

function channelDropout(c: OpContext, a: Args, n: number): Value {
  const { interp, node } = c;
  checkProbability(c, a.value("p"), new PyFloat(0), new PyFloat(1));
  const input = a.value("input");
  if (input instanceof Tensor && !c.hasShape(input)) return c.call(`torch.feature_dropout${a.bool("inplace") ? "_" : ""}`, [input, a.value("p"), a.value("training")]);
  const rank = interp.callMethod(input, "dim", [], node);
  if (typeof rank !== "number") return c.giveUp("the rank of the input is not known");
  if (n === 1 && rank !== 2 && rank !== 3) {
    c.fail(
      "RuntimeError",
      `dropout1d: Expected 2D or 3D input, but received a ${rank}D input. Note that dropout1d exists to provide channel-wise dropout on inputs with 1 spatial dimension, a channel dimension, and an optional batch dimension (i.e. 2D or 3D inputs).`,
      { rule: "rank" },
    );
  }
  if (n > 1 && rank !== n + 1 && rank !== n + 2) {
    const message = `dropout${n}d: Received a ${rank}-D input to dropout${n}d, which is deprecated and will result in an error in a future release. To retain the behavior and silence this warning, please use dropout instead. Note that dropout${n}d exists to provide channel-wise dropout on inputs with ${n} spatial dimensions, a channel dimension, and an optional batch dimension (i.e. ${n + 1}D or ${n + 2}D inputs).`;
    interp.warnUser(message, node, { rule: "rank" });
  }
  if (n === 2 && rank === 3) {
    interp.warnUser("dropout2d: Received a 3D input to dropout2d and assuming that channel-wise 1D dropout behavior is desired - input is interpreted as shape (N, C, L), where C is the channel dim. This behavior will change in a future release to interpret the input as one without a batch dimension, i.e. shape (C, H, W). To maintain the 1D channel-wise dropout behavior, please switch to using dropout1d instead.", node, { rule: "rank" });
  }
  const suffix = a.bool("inplace") ? "_" : "";
  const isBatched = n === 2 || rank === n + 2;
  const x = isBatched ? input : interp.callMethod(input, `unsqueeze${suffix}`, [0], node);
  const result = c.call(`torch.feature_dropout${suffix}`, [x, a.value("p"), a.value("training")]);
  return isBatched || !(result instanceof Tensor) ? result : interp.callMethod(result, `squeeze${suffix}`, [0], node);
}
