/** The softmax family. */
import { gt } from "../../dims/index.ts";
import { type Value, PyFloat } from "../../python/values.ts";
import type { Args } from "../args.ts";
import { defineOp, registry } from "../define.ts";
import { NATIVE } from "../native.ts";
import { type OpContext, wrapDim } from "../op.ts";
import { Tensor } from "../tensor.ts";
import { asOne } from "./activation.ts";
import { outOf, write } from "./pointwise.ts";
import { checkKernel } from "./promotion.ts";
import { arithmetic } from "./python.ts";

for (const name of ["softmax", "log_softmax"]) {
  defineOp({
    name,
    forms: [`torch.${name}`, `Tensor.${name}`],
    signature: NATIVE,
    rule: (c, a) => softmax(c, a, name),
    doc: `torch.nn.functional.${name}`,
  });
  defineOp({ name, forms: [`torch.special.${name}`], signature: "input, dim, *, dtype=None", rule: (c, a) => softmax(c, a, name), doc: `torch.special.${name}` });
}

for (const name of ["softmax", "log_softmax", "softmin"]) {
  defineOp({
    name,
    forms: [`torch.nn.functional.${name}`],
    signature: "input, dim=None, _stacklevel=3, dtype=None",
    rule: (c, a) => {
      const dim = a.isNone("dim") ? implicitDim(c, a, name) : a.value("dim");
      const options = a.isNone("dtype") ? {} : { dtype: a.value("dtype") };
      const x = a.value("input");
      const rank = x instanceof Tensor ? x.shape?.length : undefined;
      if (typeof dim === "number" && rank !== undefined) c.along = [dim < 0 ? dim + rank : dim];
      const input = name === "softmin" ? negated(c, a.value("input")) : a.value("input");
      const method = c.interp.getattr(input, name === "softmin" ? "softmax" : name, c.node);
      return asOne(c, c.interp.call(method, [dim], new Map(Object.entries(options)), c.node));
    },
    doc: `torch.nn.functional.${name}`,
  });
}

defineOp({
  name: "gumbel_softmax",
  forms: ["torch.nn.functional.gumbel_softmax"],
  signature: "logits, tau=1, hard=False, eps=1e-10, dim=-1",
  rule: gumbelSoftmax,
  doc: "torch.nn.functional.gumbel_softmax",
});

function softmax(c: OpContext, a: Args, name: string): Value {
  const x = a.tensor("input");
  const type = a.maybeDtype("dtype") ?? x.dtype;
  const lead = name === "softmax" ? "softmax" : "log_softmax";
  if (!c.hasShape(x)) {
    checkKernel(c, { name: `${lead}_lastdim_kernel_impl`, rejects: "bool int complex" }, type, x.device);
    return c.tensor(x.shapeOrVar, type, { device: x.device });
  }
  const shape = c.shapeOf(x);
  const dim = wrapDim(c, a.int("dim"), shape.length);
  c.along = [dim];
  const last = dim >= shape.length - 1;
  if (shape.every((d) => c.known(gt(d, 0)) !== false)) {
    checkKernel(c, { name: last ? `${lead}_lastdim_kernel_impl` : `${lead}_kernel_impl`, rejects: "bool int complex float8_e4m3fn float8_e5m2" }, type, x.device);
  }
  return write(c, outOf(a), c.tensor(shape, type, { device: x.device }));
}

/** Without `dim` PyTorch guesses it from the rank, and warns. */
function implicitDim(c: OpContext, a: Args, name: string): number {
  const rank = c.interp.callMethod(a.value("input"), "dim", [], c.node);
  const level = a.value("_stacklevel");
  if (typeof level !== "number" && typeof level !== "boolean") c.fail("TypeError", `'${c.interp.typeName(level) === "dtype" ? "torch.dtype" : c.interp.typeName(level)}' object cannot be interpreted as an integer`, { rule: "argument-type" });
  if (typeof rank !== "number") return c.giveUp("the rank of the input is not known");
  c.interp.warnUser(`Implicit dimension choice for ${name} has been deprecated. Change the call to include dim=X as an argument.`, c.node, { rule: "implicit-dim" });
  return rank === 0 || rank === 1 || rank === 3 ? 0 : 1;
}

/** `-x` */
function negated(c: OpContext, v: Value): Value {
  if (v instanceof Tensor) return c.interp.callMethod(v, "neg", [], c.node);
  const type = c.interp.typeName(v);
  if (typeof v === "number" || typeof v === "boolean" || v instanceof PyFloat) return v;
  return c.fail("TypeError", `bad operand type for unary -: '${type}'`, { rule: "argument-type" });
}

function gumbelSoftmax(c: OpContext, a: Args): Value {
  const math = arithmetic(c);
  const method = (v: Value, name: string, ...args: Value[]): Value => c.interp.callMethod(v, name, args, c.node);
  const logits = a.value("logits");
  const dense = { memory_format: registry.get("torch.contiguous_format") ?? null };
  const noise = method(method(c.call("torch.empty_like", [logits], dense), "exponential_"), "log");
  const soft = method(math("/", math("+", logits, noise), a.value("tau")), "softmax", a.value("dim"));
  if (!a.bool("hard")) return asOne(c, soft);
  const largest = c.interp.call(c.interp.getattr(soft, "max", c.node), [a.value("dim")], new Map<string, Value>([["keepdim", true]]), c.node);
  const index = c.interp.getitem(largest, 1, c.node);
  const hard = method(c.call("torch.zeros_like", [logits], dense), "scatter_", a.value("dim"), index, new PyFloat(1));
  return asOne(c, math("+", math("-", hard, soft), soft));
}
