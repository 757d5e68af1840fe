/** Weights that are computed from other parameters: they stand for the layer's own. */
import { Instance, type Value } from "../../python/values.ts";
import { defineOp } from "../define.ts";
import { NATIVE } from "../native.ts";
import type { OpContext } from "../op.ts";
import { Tensor } from "../tensor.ts";
import { checkKernel } from "./promotion.ts";
import { scalarTypeName } from "./scalarTypes.ts";


defineOp({
  name: "_weight_norm",
  forms: ["torch._weight_norm"],
  signature: NATIVE,
  rule: (c, a) => {
    const v = a.tensor("v");
    return ownedAs(v, normalized(c, v, a.tensor("g"), a.constInt("dim")));
  },
});

/** Of `weight_v` or `weight_orig` comes `weight`. */
function ownedAs(from: Tensor, out: Value): Value {
  if (out instanceof Tensor && from.owner) out.owner = { module: from.owner.module, name: from.owner.name.replace(/_(v|orig)$/, "") };
  return out;
}

/** One kernel for the first or the last dimension; the others are written with functions that promote and broadcast. */
function normalized(c: OpContext, v: Tensor, g: Tensor, dim: number): Value {
  if (v.shape === null) return c.like(v);
  const shape = c.shapeOf(v);
  if (dim !== 0 && dim !== shape.length - 1) return c.call("torch.mul", [c.interp.callMethod(v, "contiguous", [], c.node), c.call("torch.div", [g, c.call("torch.norm_except_dim", [v, 2, dim])])]);
  checkKernel(c, { name: "weight_norm_kernel", rejects: "bool int complex" }, v.dtype, v.device);
  if (shape.length === 0) c.fail("IndexError", `Dimension specified as ${dim} but tensor has no dimensions`, { rule: "rank" });
  if (v.dtype !== g.dtype && !c.failure) c.fail("RuntimeError", `expected scalar type ${scalarTypeName(v.dtype)} but found ${scalarTypeName(g.dtype)}`, { rule: "dtype" });
  return c.tensor(shape, v.dtype, { device: v.device });
}

/** A weight divided by a number, or made orthogonal: another of its sizes. */
defineOp({
  name: "reparametrized",
  forms: [{ names: ["torch.nn.utils.parametrize._reparametrized"], python: true }],
  signature: "weight",
  rule: (c, a) => ownedAs(a.tensor("weight"), c.like(a.tensor("weight"))),
});
defineOp({ name: "parametrization", forms: ["torch.nn.utils.parametrize._stand_in"], signature: "value, module, name", rule: (c, a) => standIn(c, a.value("value"), a.value("module"), a.string("name")) });

/** A parametrization's result, to be told from a parameter of the module by nothing but its origin. */
function standIn(c: OpContext, value: Value, module: Value, name: string): Value {
  if (!(value instanceof Tensor) || !(module instanceof Instance)) return value;
  const out = c.like(value);
  out.requiresGrad = true;
  out.from = value.from;
  out.owner = { module, name };
  return out;
}
