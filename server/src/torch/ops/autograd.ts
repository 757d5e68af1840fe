/** Gradients: what autograd adds to a tensor, and `torch.autograd.grad`. */
import { type Dim, and, eq, print, printShape, product } from "../../dims/index.ts";
import { touch } from "../../python/trail.ts";
import { objectClass } from "../../python/builtins/types.ts";
import { type NativeCall, type Value, BoundMethod, ClassValue, FunctionValue, Alt, Instance, NativeFunction, PyDict, PyFloat, PyList, PyObject, PyTuple, Unknown } from "../../python/values.ts";
import { type Args, sequence } from "../args.ts";
import { defineOp, defineTensorProperty, defineValue, registry } from "../define.ts";
import { native } from "../../python/builtins/native.ts";
import { NATIVE } from "../native.ts";
import { DType } from "../dtype.ts";
import { type OpContext, sizeRepr } from "../op.ts";
import { free, freedWithin } from "../freedGraph.ts";
import { type Changed, changedSince, forgetSteps, noteGradients, setHasGrad, takeStep } from "../savedValues.ts";
import { isSurelyUnused } from "../graph.ts";
import { noteOwnCall, runOwnGradients } from "../ownGradients.ts";
import { autocast } from "../unsureType.ts";
import { gradientMode, isLeaf, requiresGradient, requiresGradientAny } from "../gradient.ts";
import { Tensor } from "../tensor.ts";
import { countOf } from "./conversion.ts";
import { iterable } from "./python.ts";
import { legacyTypeName } from "./views.ts";

defineOp({
  name: "requires_grad_",
  forms: ["Tensor.requires_grad_"],
  signature: NATIVE,
  rule: (c, a) => {
    const t = a.tensor("input");
    const on = a.bool("requires_grad");
    if (on && t.dtype.category < 2) c.fail("RuntimeError", "only Tensors of floating point dtype can require gradients", { rule: "dtype" });
    if (!on && requiresGradient(t) && isLeaf(t) === false) c.fail("RuntimeError", LEAVES_ONLY, { rule: "backward-scalar", law: () => "only a tensor that is no result can be told to need no gradient: detach() it" });
    setRequiresGrad(t, on);
    return t;
  },
  inPlace: true,
});

/** What `x.requires_grad` tells; of an input we take it that it does not. */
export function requiresGrad(t: Tensor): boolean | undefined {
  return requiresGradient(t) ?? (t.from === null ? false : undefined);
}

export const LEAVES_ONLY = "you can only change requires_grad flags of leaf variables. If you want to use a computed variable in a subgraph that doesn't require differentiation use var_no_grad = var.detach().";

/** Sets the flag, to be taken back with the heap. */
export function setRequiresGrad(t: Tensor, on: boolean | undefined): void {
  if (t.requiresGrad === on) return;
  touch(t);
  t.requiresGrad = on;
}

for (const name of ["register_hook", "register_post_accumulate_grad_hook"]) {
  defineOp({
    name,
    forms: [`Tensor.${name}`],
    signature: "input, hook",
    rule: (c, a) => {
      const t = a.tensor("input");
      const hook = a.value("hook");
      const why = { rule: "backward-scalar", subjects: [t] };
      if (requiresGradient(t) === false) c.fail("RuntimeError", "cannot register a hook on a tensor that doesn't require gradient", { ...why, law: () => "the tensor requires no gradient" });
      if (name !== "register_hook" && isLeaf(t) === false) c.fail("RuntimeError", "post accumulate grad hooks cannot be registered on non-leaf tensors", { ...why, law: () => "the tensor is computed from others" });
      c.interp.backwardHooks.push(() => c.interp.call(hook, [name === "register_hook" ? new Tensor(t.shapeOrVar, t.dtype, { device: t.device }) : t], undefined, c.node));
      const cls = registry.get("torch.utils.hooks.RemovableHandle");
      if (!(cls instanceof ClassValue)) return c.giveUp("the handle of a hook");
      const handle = new Instance(cls);
      handle.attrs.set("remove", new NativeFunction("remove", () => null, true));
      return handle;
    },
  });
}
defineOp({
  name: "retain_grad",
  forms: ["Tensor.retain_grad"],
  signature: "input",
  rule: (c, a) => {
    const t = a.tensor("input");
    if (requiresGradient(t) === false) c.fail("RuntimeError", "can't retain_grad on Tensor that has requires_grad=False", { rule: "backward-scalar", law: () => "the tensor requires no gradient", subjects: [t] });
    return null;
  },
});
defineOp({ name: "record_stream", forms: ["Tensor.record_stream"], signature: NATIVE, rule: () => null });

/** The tensors of an argument that is one tensor or a sequence of them. */
function tensorsOf(c: OpContext, v: Value): readonly Tensor[] {
  if (v instanceof Tensor) return [v];
  const items = iterable(c, v);
  if (!items) return v instanceof Unknown || v instanceof Alt ? c.giveUp("the tensors are not known") : c.fail("TypeError", `'${c.interp.typeName(v)}' object is not iterable`, { rule: "argument-type" });
  return items.map((x) => (x instanceof Tensor ? x : c.giveUp("one of the tensors is not known")));
}

/** The gradients that a call is given: a tensor, or what `tuple()` makes of anything else. */
function gradientsGiven(c: OpContext, given: Value): readonly Value[] | null {
  if (given === null) return null;
  if (given instanceof Tensor) return [given];
  const items = sequence(given) ?? (typeof given === "string" ? [...given] : null);
  if (items) return items;
  if (given instanceof Unknown || given instanceof PyObject) {
    const all = c.interp.iterate(given, c.node);
    return Array.isArray(all) ? (all as readonly Value[]) : c.giveUp("the gradients given are not known");
  }
  return c.fail("TypeError", `'${c.interp.typeName(given)}' object is not iterable`, { rule: "argument-type" });
}

/** Raises where a gradient is missing for what is not a number, or has another shape. */
function checkShapes(c: OpContext, outputs: readonly Tensor[], gradients: readonly Value[] | null): void {
  outputs.forEach((t, i) => {
    const gradient = gradients?.[i] ?? null;
    if (gradients && gradients.length <= i) return;
    if (gradient !== null && !(gradient instanceof Tensor || gradient instanceof Unknown || gradient instanceof Alt)) c.fail("TypeError", `gradients can be either Tensors or None, but got ${c.interp.typeName(gradient)}`, { rule: "argument-type" });
    if (t.shape === null) return;
    const shape = c.shapeOf(t);
    if (gradient === null) {
      if (requiresGradient(t) !== false) c.check(eq(countOf(c, t) ?? 1, 1), "RuntimeError", () => "grad can be implicitly created only for scalar outputs", {
        rule: "backward-scalar",
        law: () => `${c.op}: a single number is expected, got ${printShape(shape)}`,
        subjects: [t],
      });
      if (requiresGradient(t) === true && !c.failure && t.dtype.category === 3) c.fail("RuntimeError", `grad can be implicitly created only for real scalar outputs but got torch.${t.dtype.name}`, { rule: "backward-scalar", law: () => `${c.op}: a real number is expected, got ${t.dtype.name}`, subjects: [t] });
    } else if (gradient instanceof Tensor && gradient.shape !== null) {
      const own: readonly Dim[] = c.shapeOf(gradient);
      c.check(own.length === shape.length && and(...own.map((d, k) => eq(d, shape[k] as Dim))), "RuntimeError", () => `Mismatch in shape: grad_output[${i}] has a shape of ${sizeRepr(own)} and output[${i}] has a shape of ${sizeRepr(shape)}.`, {
        rule: "backward-scalar",
        law: () => `${c.op}: the gradient ${printShape(own)} has another shape than the output ${printShape(shape)}`,
      });
      if (!c.failure && (gradient.dtype.category === 3) !== (t.dtype.category === 3)) {
        c.fail("RuntimeError", `For complex Tensors, both grad_output and output are required to have the same dtype. Mismatch in dtype: grad_output[${i}] has a dtype of torch.${gradient.dtype.name} and output[${i}] has a dtype of torch.${t.dtype.name}.`, { rule: "dtype" });
      }
    }
  });
}

function checkRequired(c: OpContext, outputs: readonly Tensor[]): void {
  outputs.forEach((t, i) => {
    if (requiresGradient(t) === false) c.fail("RuntimeError", `element ${i} of tensors does not require grad and does not have a grad_fn`, { rule: "backward-scalar", law: () => `${c.op}: the tensor does not depend on anything that requires gradients`, subjects: [t] });
  });
}

/** The engine reads a flag as an int, of which a bool is one. */
function checkFlag(c: OpContext, v: Value): void {
  if (typeof v === "number" && (v < 0 || v > 255)) c.fail("OverflowError", `unsigned byte integer is ${v < 0 ? "less than minimum" : "greater than maximum"}`, { rule: "argument-value" });
  if (v instanceof Tensor && !(v.dtype.category < 2 && (v.shape === null || c.known(eq(product(v.shape), 1)) !== false))) c.fail("TypeError", "only integer tensors of a single element can be converted to an index", { rule: "argument-type" });
  if (v === null || typeof v === "string" || v instanceof PyFloat || v instanceof PyTuple || v instanceof PyList || v instanceof PyDict || v instanceof DType) c.fail("TypeError", `'${c.interp.typeName(v)}' object cannot be interpreted as an integer`, { rule: "argument-type" });
}

/** What `backward` asks of its outputs, and of the gradients given for them. */
function checkGradients(c: OpContext, a: Args, outputs: readonly Tensor[], given: Value): void {
  const gradients = gradientsGiven(c, given);
  checkShapes(c, outputs, gradients);
  for (const flag of [a.isNone("retain_graph") ? "create_graph" : "retain_graph", "create_graph"]) checkFlag(c, a.value(flag));
  if (gradients && gradients.length < outputs.length) c.fail("RuntimeError", `got ${outputs.length} tensors and ${gradients.length} gradients`, { rule: "argument-value" });
  checkRequired(c, outputs);
}

const SECOND_TIME = "Trying to backward through the graph a second time (or directly access saved tensors after they have already been freed). Saved intermediate values of the graph are freed when you call .backward() or autograd.grad(). Specify retain_graph=True if you need to backward through the graph a second time or if you need to access saved tensors after calling backward.";

/** Steps of the graph whose name is the operator's. */
const TOLD: ReadonlySet<string> = new Set("sigmoid tanh relu exp sqrt rsqrt softmax log_softmax add sub mul div".split(" "));

/** What PyTorch says of a saved tensor that was written to. */
function changedInPlace({ tensor, writes, memory, isResult, op }: Changed): string {
  // A linear layer keeps its weight transposed, which was written to once when it was made.
  const isWeight = op === "linear" && tensor.isParameter;
  const last = (isResult ? op : (tensor.step?.op ?? "")).replace(/^__i(\w+)__$/, "$1");
  const name = isWeight ? "AsStrided" : TOLD.has(last) ? last.split("_").map((part) => part.charAt(0).toUpperCase() + part.slice(1)).join("") : null;
  const shape = tensor.shape?.map((d) => print(d)) ?? ["?"];
  const made = isWeight ? 1 : 0;
  return `one of the variables needed for gradient computation has been modified by an inplace operation: [${legacyTypeName(tensor)} [${(isWeight ? shape.toReversed() : shape).join(", ")}]]${name ? `, which is output 0 of ${name},` : ""} is at version ${(memory.writes ?? 0) + made}; expected version ${writes + made} instead. Hint: enable anomaly detection to find the operation that failed to compute its gradient, with torch.autograd.set_detect_anomaly(True, check_nan=False).`;
}

/** Goes through the graph of what is differentiated, and frees it unless it is to be kept. */
function goThrough(c: OpContext, a: Args, outputs: readonly Tensor[]): void {
  const freed = freedWithin(outputs);
  c.check(freed === null, "RuntimeError", () => SECOND_TIME, { rule: "graph-freed", law: () => `backward: what ${freed?.from?.op ?? "an operator"} saved is gone since the backward before`, subjects: freed ? [freed] : [] });
  const changed = a.isNone("inputs") ? changedSince(outputs) : null;
  c.check(changed === null, "RuntimeError", () => (changed ? changedInPlace(changed) : ""), { rule: "saved-changed", law: () => `backward: what ${changed?.op} saved for its gradient was changed in place since`, subjects: changed ? [changed.tensor] : [] });
  const keep = [a.value("retain_graph"), a.value("create_graph")].map((v) => (v === null ? false : c.interp.truth(v)));
  if (a.isNone("inputs")) runOwnGradients(c, outputs, keep[1]);
  if (a.isNone("inputs") && keep.every((k) => k === false)) free(outputs);
  if (a.isNone("inputs") && changed === null) noteGradients(outputs);
}

/** What a checkpoint gives. */
defineValue("torch._recomputed", native("_recomputed", "value, /", (_c, value) => {
  for (const t of [value, ...(sequence(value ?? null) ?? [])]) if (t instanceof Tensor) forgetSteps(t);
  return value ?? null;
}, { isStatic: true, takesUnknown: true }));

/** What bundled optimizers tell of a step, and of gradients that are taken away. */
defineValue("torch._written", native("_written", "parameters, /", (_c, parameters) => {
  takeStep(sequence(parameters ?? null) ?? []);
  return null;
}, { isStatic: true }));
defineValue("torch._cleared", native("_cleared", "parameters, /", (_c, parameters) => {
  for (const p of sequence(parameters ?? null) ?? []) if (p instanceof Tensor) setHasGrad(p, false);
  return null;
}, { isStatic: true }));

defineOp({
  name: "backward",
  forms: ["Tensor.backward"],
  signature: "input, gradient=None, retain_graph=None, create_graph=False, inputs=None",
  rule: (c, a) => {
    checkGradients(c, a, [a.tensor("input")], a.value("gradient"));
    goThrough(c, a, [a.tensor("input")]);
    c.interp.runBackwardHooks();
    return null;
  },
  doc: "torch.Tensor.backward",
});
defineOp({
  name: "backward",
  forms: [{ names: ["torch.autograd.backward"], python: true }],
  signature: "tensors, grad_tensors=None, retain_graph=None, create_graph=False, grad_variables=None, inputs=None",
  rule: (c, a) => {
    const outputs = tensorsOf(c, a.value("tensors"));
    checkGradients(c, a, outputs, a.value("grad_tensors"));
    goThrough(c, a, outputs);
    c.interp.runBackwardHooks();
    return null;
  },
});

defineOp({
  name: "grad",
  forms: [{ names: ["torch.autograd.grad"], python: true }],
  signature: "outputs, inputs, grad_outputs=None, retain_graph=None, create_graph=False, only_inputs=True, allow_unused=None, is_grads_batched=False, materialize_grads=False",
  rule: (c, a) => {
    if (a.bool("materialize_grads") && a.value("allow_unused") === false) c.fail("ValueError", "Expected allow_unused to be True or not passed when materialize_grads=True, but got: allow_unused=False.", { rule: "argument-value" });
    const outputs = tensorsOf(c, a.value("outputs"));
    const inputs = tensorsOf(c, a.value("inputs"));
    if (inputs.length === 0) c.fail("RuntimeError", "`inputs` argument to `grad()` cannot be empty.", { rule: "argument-value" });
    if (a.bool("is_grads_batched")) return c.giveUp("a batch of gradients");
    const given = gradientsGiven(c, a.value("grad_outputs"));
    checkShapes(c, outputs, given);
    const materializes = a.bool("materialize_grads");
    for (const flag of [a.isNone("retain_graph") ? "create_graph" : "retain_graph", "create_graph", a.isNone("allow_unused") ? "materialize_grads" : "allow_unused"]) checkFlag(c, a.value(flag));
    if (given !== null && given.length < outputs.length) c.fail("RuntimeError", `got ${outputs.length} tensors and ${given.length} gradients`, { rule: "argument-value" });
    checkRequired(c, outputs);
    for (const t of inputs) {
      if (requiresGradient(t) === false) c.fail("RuntimeError", "One of the differentiated Tensors does not require grad", { rule: "backward-scalar", law: () => `${c.op}: a tensor to differentiate by requires no gradient`, subjects: [t] });
    }
    const unused = inputs.map((t) => isSurelyUnused(t, outputs));
    const at = unused.indexOf(true);
    if (at >= 0 && !materializes && a.bool("allow_unused") === false) {
      c.fail("RuntimeError", `The differentiated Tensor at index ${at} appears to not have been used in the graph. Set allow_unused=True if this is the desired behavior.`, { rule: "backward-scalar", law: () => `${c.op}: nothing of what is differentiated was computed from tensor ${at}`, subjects: [inputs[at] as Tensor] });
    }
    const create = a.value("create_graph");
    if (at >= 0 && materializes && typeof create === "number") c.fail("TypeError", "zeros_like(): argument 'requires_grad' must be bool, not int", { rule: "argument-type" });
    return new PyTuple(inputs.map((t, i) => (unused[i] && !materializes ? null : c.like(t))));
  },
  doc: "torch.autograd.grad",
});

defineTensorProperty("requires_grad", (_interp, t) => requiresGrad(t) ?? new Unknown("whether a result requires gradients"));
defineTensorProperty("is_leaf", (_interp, t) => isLeaf(t) ?? new Unknown("whether a result is a leaf"));

/** What a result was computed by: a node of the graph, of which nothing is known. */
const nodeClass = new ClassValue("Node", [objectClass], null, "torch.autograd.graph");
nodeClass.unknownBase = new Unknown("a node of autograd's graph");

defineTensorProperty("grad_fn", (_interp, t) => {
  const leaf = isLeaf(t);
  return leaf === undefined ? new Unknown("the gradient function") : leaf ? null : new Instance(nodeClass);
});

// ---------------------------------------------------------------- the mode

function defineMode(name: string, run: NativeCall): void {
  defineValue(`torch._C.${name}`, new NativeFunction(name, run, true));
}

defineMode("_set_grad_enabled", (interp, [mode = null]) => {
  gradientMode.set(mode === null ? undefined : interp.truth(mode));
  return null;
});
/** The mode, or None where it is not known. */
defineMode("_grad_mode", () => gradientMode.enabled ?? null);
/** A function that runs in a mode. */
defineMode("_in_grad_mode", (interp, [fn = null, mode = null]) => {
  const enabled = mode === null ? undefined : interp.truth(mode);
  if (fn instanceof FunctionValue) return fn.within((run) => gradientMode.within(enabled, run));
  if (fn instanceof NativeFunction || fn instanceof BoundMethod) return new NativeFunction("wrapper", (i, args, kwargs, node) => gradientMode.within(enabled, () => i.call(fn, args, kwargs, node)), true);
  return fn;
});
defineMode("_set_autocast", (interp, [mode = null]) => {
  autocast.set(interp.truth(mode) !== false);
  return null;
});
/** Whether a value is a function for sure. */
defineMode("_is_function", (_interp, [v = null]) => v instanceof FunctionValue || v instanceof NativeFunction || v instanceof BoundMethod);
defineMode("_autocast_may_be_on", () => autocast.mayBeOn);
/** A function that runs under autocast. */
defineMode("_in_autocast", (interp, [fn = null, mode = null]) => {
  const mayBeOn = interp.truth(mode) !== false;
  if (fn instanceof FunctionValue) return fn.within((run) => autocast.within(mayBeOn, run));
  if (fn instanceof NativeFunction || fn instanceof BoundMethod) return new NativeFunction("wrapper", (i, args, kwargs, node) => autocast.within(mayBeOn, () => i.call(fn, args, kwargs, node)), true);
  return fn;
});
/** What a function with a gradient of its own gives: some of it may be marked as not differentiable. */
defineMode("_differentiable", (_interp, [out = null, args = null, cls = null, ctx = null, constant = null]) => {
  const outputs = out instanceof PyTuple ? out.items : [out];
  if (cls instanceof ClassValue && ctx instanceof Instance && args instanceof PyTuple) noteOwnCall({ cls, ctx, args: args.items, outputs }, sequence(constant) ?? []);
  for (const t of outputs) {
    if (!(t instanceof Tensor) || t.dtype.category < 2) continue;
    touch(t);
    t.requiresGrad = requiresGradientAny(args) === false ? false : undefined;
  }
  return out;
});
/** `Variable(data)`: the data without its history. */
defineMode("_variable", (interp, [data = null, on = null], _kwargs, node) => {
  if (!(data instanceof Tensor)) return data;
  const made = interp.callMethod(data, "detach", [], node);
  if (!(made instanceof Tensor)) return data;
  setRequiresGrad(made, false);
  return interp.truth(on) === false ? made : interp.callMethod(made, "requires_grad_", [on], node);
});
defineOp({ name: "is_grad_enabled", forms: [{ names: ["torch.is_grad_enabled"], builtin: true }], signature: "", rule: () => gradientMode.enabled ?? true });
