/** Weights that are computed from other parameters: they stand for the layer's own. */
import { Instance, type Value } from "../../python/values.ts";
import { defineOp } from "../define.ts";
import type { OpContext } from "../op.ts";
import { Tensor } from "../tensor.ts";
import { scalarTypeName } from "./scalarTypes.ts";

defineOp({
  name: "_weight_norm",
  forms: [{ names: ["torch._weight_norm"], python: false }],
  signature: "v, g, dim=0",
  rule: (c, a) => {
    const v = a.tensor("v");
    const g = a.tensor("g");
    const dim = a.constInt("dim");
    // One kernel for the first or the last dimension; the others are written with functions that promote.
    if ((dim === 0 || dim === (v.shape?.length ?? 0) - 1) && v.dtype !== g.dtype) c.fail("RuntimeError", `expected scalar type ${scalarTypeName(v.dtype)} but found ${scalarTypeName(g.dtype)}`, { rule: "dtype" });
    const out = c.like(v);
    // Of `weight_v` or `weight_orig` comes `weight`.
    if (v.owner) out.owner = { module: v.owner.module, name: v.owner.name.replace(/_(v|orig)$/, "") };
    return out;
  },
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
