/** Calls that write to tensors which they are given, `out=`. */
import { type Kwargs, type Value, PyTuple } from "../python/values.ts";
import { sequence } from "./args.ts";
import { refusedOut } from "./gradient.ts";
import type { OpContext } from "./op.ts";
import { gradientsRefusedAs } from "./outPolicy.ts";
import { write } from "./ops/pointwise.ts";
import { Tensor } from "./tensor.ts";

/** Nothing that a call which writes to `out` is given may require gradients, unless the operator has none to give. */
export function checkOutGradients(c: OpContext, path: string | null, name: string, args: readonly Value[], kwargs: Kwargs): void {
  if (!refusedOut(args, kwargs)) return;
  const operator = (path === null ? undefined : gradientsRefusedAs(path)) ?? name;
  if (operator === "") return;
  c.check(false, "RuntimeError", () => `${operator}(): functions with out=... arguments don't support automatic differentiation, but one of the arguments requires grad.`, { rule: "leaf-in-place", law: () => `${c.op}: with out= nothing given may require gradients` });
}

/** Puts what a rule that does not look at `out` gave into what stands there. */
export function intoOut(c: OpContext, result: Value, out: Value): Value {
  if (out instanceof Tensor) return result instanceof Tensor && result !== out ? write(c, out, result) : result;
  const targets = sequence(out);
  if (!targets || !(result instanceof PyTuple) || targets.length !== result.items.length) return result;
  const items = result.items.map((item, i) => intoOut(c, item, targets[i] ?? null));
  return items.every((item, i) => item === result.items[i]) ? result : new PyTuple(items, result.cls);
}
