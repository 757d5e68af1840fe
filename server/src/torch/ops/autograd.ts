/** Gradients: what autograd adds to a tensor, and `torch.autograd.grad`. */
import { type Dim, and, eq, printShape } from "../../dims/index.ts";
import { touch } from "../../python/trail.ts";
import { type Value, ClassValue, Instance, NativeFunction, PyTuple, Unknown } from "../../python/values.ts";
import { sequence } from "../args.ts";
import { defineOp, registry } from "../define.ts";
import { NATIVE } from "../native.ts";
import { type OpContext, sizeRepr } from "../op.ts";
import { Tensor } from "../tensor.ts";
import { countOf } from "./conversion.ts";

defineOp({
  name: "requires_grad_",
  forms: ["Tensor.requires_grad_"],
  signature: NATIVE,
  rule: (c, a) => {
    const t = a.tensor("input");
    const on = a.bool("requires_grad");
    if (on && t.dtype.category < 2) c.fail("RuntimeError", "only Tensors of floating point dtype can require gradients", { rule: "dtype" });
    setRequiresGrad(t, on);
    return t;
  },
  inPlace: true,
});

/** Whether a tensor requires gradients; undefined: it depends. A tensor whose elements are still known was not changed in place. */
export function requiresGrad(t: Tensor): boolean | undefined {
  if (t.requiresGrad) return true;
  if (t.from === null) return false;
  // A constant that nothing was written to; a write in place may have brought gradients with it.
  return t.from.inputs.length === 0 && t.data !== null ? false : undefined;
}

/** Sets the flag, to be taken back with the heap. */
export function setRequiresGrad(t: Tensor, on: boolean): void {
  if (t.requiresGrad === on) return;
  touch(t);
  t.requiresGrad = on;
}

for (const name of ["register_hook", "register_post_accumulate_grad_hook"]) {
  defineOp({
    name,
    forms: [`Tensor.${name}`],
    signature: "input, hook",
    rule: (c) => {
      const cls = registry.get("torch.utils.hooks.RemovableHandle");
      if (!(cls instanceof ClassValue)) return c.giveUp("the handle of a hook");
      const handle = new Instance(cls);
      handle.attrs.set("remove", new NativeFunction("remove", () => null, true));
      return handle;
    },
  });
}
for (const name of ["retain_grad", "record_stream"]) {
  defineOp({ name, forms: [`Tensor.${name}`], signature: name === "retain_grad" ? "input" : NATIVE, rule: () => null });
}

/** The tensors of an argument that is one tensor or a sequence of them. */
function tensorsOf(c: OpContext, v: Value): readonly Tensor[] {
  if (v instanceof Tensor) return [v];
  const items = sequence(v);
  if (!items) return v instanceof Unknown ? c.giveUp(v.reason) : c.fail("TypeError", `'${c.interp.typeName(v)}' object is not iterable`, { rule: "argument-type" });
  return items.map((x) => (x instanceof Tensor ? x : c.giveUp("one of the tensors is not known")));
}

/** Raises where a gradient is missing for what is not a number, or has another shape. */
function checkGradients(c: OpContext, outputs: readonly Tensor[], given: Value): void {
  const gradients = given === null ? [] : given instanceof Tensor ? [given] : sequence(given);
  if (!gradients) c.fail("TypeError", `'${c.interp.typeName(given)}' object is not iterable`, { rule: "argument-type" });
  outputs.forEach((t, i) => {
    const gradient = gradients?.[i] ?? null;
    if (t.shape === null) return;
    const shape = c.shapeOf(t);
    if (gradient === null) {
      if (requiresGrad(t) === false && t.data !== null) {
        c.fail("RuntimeError", `element ${i} of tensors does not require grad and does not have a grad_fn`, { rule: "backward-scalar", law: () => `${c.op}: the tensor does not depend on anything that requires gradients`, subjects: [t] });
      }
      c.check(eq(countOf(c, t) ?? 1, 1), "RuntimeError", () => "grad can be implicitly created only for scalar outputs", {
        rule: "backward-scalar",
        law: () => `${c.op}: a single number is expected, got ${printShape(shape)}`,
        subjects: [t],
      });
    } else if (gradient instanceof Tensor && gradient.shape !== null) {
      const own: readonly Dim[] = c.shapeOf(gradient);
      c.check(own.length === shape.length && and(...own.map((d, k) => eq(d, shape[k] as Dim))), "RuntimeError", () => `Mismatch in shape: grad_output[${i}] has a shape of ${sizeRepr(own)} and output[${i}] has a shape of ${sizeRepr(shape)}.`, {
        rule: "backward-scalar",
        law: () => `${c.op}: the gradient ${printShape(own)} has another shape than the output ${printShape(shape)}`,
      });
    }
  });
}

defineOp({
  name: "backward",
  forms: ["Tensor.backward"],
  signature: "input, gradient=None, retain_graph=None, create_graph=False, inputs=None",
  rule: (c, a) => {
    checkGradients(c, [a.tensor("input")], a.value("gradient"));
    return null;
  },
  doc: "torch.Tensor.backward",
});
defineOp({
  name: "backward",
  forms: [{ names: ["torch.autograd.backward"], python: true }],
  signature: "tensors, grad_tensors=None, retain_graph=None, create_graph=False, grad_variables=None, inputs=None",
  rule: (c, a) => {
    checkGradients(c, tensorsOf(c, a.value("tensors")), a.value("grad_tensors"));
    return null;
  },
});

defineOp({
  name: "grad",
  forms: [{ names: ["torch.autograd.grad"], python: true }],
  signature: "outputs, inputs, grad_outputs=None, retain_graph=None, create_graph=False, only_inputs=True, allow_unused=None, is_grads_batched=False, materialize_grads=False",
  rule: (c, a) => {
    const inputs = tensorsOf(c, a.value("inputs"));
    if (a.bool("is_grads_batched")) return c.giveUp("a batch of gradients");
    checkGradients(c, tensorsOf(c, a.value("outputs")), a.value("grad_outputs"));
    return new PyTuple(inputs.map((t) => c.like(t)));
  },
  doc: "torch.autograd.grad",
});
