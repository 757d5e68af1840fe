/** `torch.nn.Module` itself: registration of parameters, buffers and submodules, calls with hooks, traversal, state. */
import { misspeltConstructor } from "../python/constructorName.ts";
import { touch } from "../python/trail.ts";
import { product, sum } from "../dims/index.ts";
import { setPlain } from "../python/attributes.ts";
import { setSomewhere } from "../python/builtins/attributes.ts";
import { type Call as NativeCall, defineMethods } from "../python/builtins/native.ts";
import { objectClass } from "../python/builtins/types.ts";
import { PyRaise, Signal } from "../python/errors.ts";
import type { Interp, Why } from "../python/interp.ts";
import { nearest } from "../python/spelling.ts";
import { Alt, ClassValue, FunctionValue, Instance, type Kwargs, NativeFunction, NO_KWARGS, PyDict, PyIterator, PySet, PyTuple, Unbounded, Unknown, type Value } from "../python/values.ts";
import { orderedDictClass } from "../python/stdlib/collections.ts";
import { deepSnapshot } from "../python/trace.ts";
import type { Node } from "../syntax/ast.ts";
import { type DType, DType as DTypeClass, FLOAT32, FLOAT64, dtype } from "./dtype.ts";
import { OPEN, modules, ModuleBuilder, moduleClasses, registry } from "./define.ts";
import { OpContext } from "./op.ts";
import { admitHidden, loadStateDict, stateDict } from "./stateDict.ts";
import { Tensor } from "./tensor.ts";
import { setHasGrad } from "./savedValues.ts";
import { makeTypesUnsure, parametersOf, readUnknownTarget } from "./unsureType.ts";

export const moduleClass = new ClassValue("Module", [objectClass], null, "torch.nn.modules.module");
moduleClasses.set("Module", moduleClass);
registry.set("torch.nn.Module", moduleClass);
registry.set("torch.nn.modules.module.Module", moduleClass);
registry.set("torch.nn.modules.Module", moduleClass);

export function isModule(v: Value): v is Instance {
  return v instanceof Instance && v.cls.isSubclassOf(moduleClass);
}

/** One of a module's registries by name; null before `Module.__init__` ran. */
export function registryOf(m: Instance, name: "_parameters" | "_buffers" | "_modules"): PyDict | null {
  const d = m.attrs.get(name);
  return d instanceof PyDict ? d : null;
}

/** Direct submodules in order, absent ones left out. */
export function childrenOf(m: Instance): readonly (readonly [string, Instance])[] {
  const out: [string, Instance][] = [];
  for (const e of registryOf(m, "_modules")?.entries.values() ?? []) if (e.value instanceof Instance) out.push([String(e.key), e.value]);
  return out;
}

/** `named_modules()`: each module once, by its first path; the module itself is "". */
export function namedModules(m: Instance, prefix = ""): [string, Instance][] {
  const out: [string, Instance][] = [];
  addModules(m, prefix, new Set(), out);
  return out;
}

function addModules(m: Instance, path: string, seen: Set<Instance>, out: [string, Instance][]): void {
  if (seen.has(m)) return;
  seen.add(m);
  out.push([path, m]);
  for (const { key, value } of registryOf(m, "_modules")?.entries.values() ?? []) {
    if (value instanceof Instance) addModules(value, path ? `${path}.${String(key)}` : String(key), seen, out);
  }
}

/** Parameters (or buffers) with their paths, each tensor once. */
export function namedTensors(m: Instance, kind: "_parameters" | "_buffers", prefix = "", recurse = true, seen: Set<Value> = new Set()): [string, Tensor][] {
  const out: [string, Tensor][] = [];
  for (const [path, module] of recurse ? namedModules(m, prefix) : [[prefix, m] as [string, Instance]]) {
    for (const e of registryOf(module, kind)?.entries.values() ?? []) {
      if (!(e.value instanceof Tensor) || seen.has(e.value)) continue;
      seen.add(e.value);
      out.push([path ? `${path}.${String(e.key)}` : String(e.key), e.value]);
    }
  }
  return out;
}

function initialise(self: Instance): void {
  const attrs = self.attrs;
  if (attrs.has("_modules")) return;
  attrs.set("training", true);
  attrs.set("_parameters", new PyDict());
  attrs.set("_buffers", new PyDict());
  attrs.set("_non_persistent_buffers_set", new PySet());
  attrs.set("_modules", new PyDict());
}

/** Where a base class that is not seen may have led to `Module.__init__`, it has. */
function mayBegin(self: Instance): void {
  if (!self.attrs.has("_modules") && mayBeInitialised(self)) initialise(self);
}

/** What is assigned before `Module.__init__` has run fails; it is told once, and the rest goes on as in what had been initialised. */
function assignEarly(interp: Interp, self: Instance, name: string, value: Value, node: Node | null, what: string, words: string): void {
  interp.settle(interp.raise("AttributeError", `cannot assign ${what} before Module.__init__() call`, node, { rule: "module-init", law: () => `${self.cls.name} assigns ${words} before super().__init__() is called` }));
  initialise(self);
  setAttribute(interp, self, name, value, node);
}

/** `Module.__setattr__`: where a value goes depends on what it is and on what is already there. */
function setAttribute(interp: Interp, self: Instance, name: string, value: Value, node: Node | null): void {
  // A call of a base class's `__init__` that failed would have made it a module.
  if (self.attrs.openFor !== null || (!self.attrs.has("_modules") && (isModule(value) || value instanceof Tensor) && mayHaveUnseenBase(self))) initialise(self);
  const parameters = registryOf(self, "_parameters");
  if (value instanceof Tensor && value.isParameter) {
    if (!parameters) return assignEarly(interp, self, name, value, node, "parameters", "parameters");
    self.attrs.delete(name);
    registryOf(self, "_buffers")?.delete(name);
    registryOf(self, "_modules")?.delete(name);
    parameters.set(name, value);
    value.owner ??= { module: self, name };
    return;
  }
  if (parameters?.has(name) && !(value instanceof Unknown)) {
    if (mayStand(value, (v) => v instanceof Tensor && v.isParameter)) {
      parameters.set(name, new Unknown(`'${name}' is one of several values`, node));
      return;
    }
    if (value !== null) throw interp.raise("TypeError", `cannot assign '${typeText(interp, value)}' as parameter '${name}' (torch.nn.Parameter or None expected)`, node, { rule: "module-assignment" });
    parameters.set(name, null);
    return;
  }
  const children = registryOf(self, "_modules");
  if (isModule(value)) {
    if (!children) return assignEarly(interp, self, name, value, node, "module", "layers");
    self.attrs.delete(name);
    parameters?.delete(name);
    registryOf(self, "_buffers")?.delete(name);
    children.set(name, value);
    return;
  }
  if (value instanceof Alt && children && value.options.some(isModule)) {
    // One of several modules: which one is a child is not known.
    children.delete(name);
    self.attrs.set(OPEN, new Unknown(`'${name}' is one of several modules`, node));
  } else if (children?.has(name) && !(value instanceof Unknown)) {
    if (value instanceof Instance && !isNoModule(value)) {
      children.set(name, unseenModule(value));
      return;
    }
    if (mayStand(value, (v) => !isNoModule(v))) {
      children.set(name, new Unknown(`'${name}' is one of several values`, node));
      return;
    }
    if (value !== null) throw interp.raise("TypeError", `cannot assign '${typeText(interp, value)}' as child module '${name}' (torch.nn.Module or None expected)`, node, { rule: "module-assignment" });
    children.set(name, null);
    return;
  }
  const buffers = registryOf(self, "_buffers");
  if (buffers?.has(name) && !(value instanceof Unknown)) {
    if (mayStand(value, (v) => v instanceof Tensor)) {
      buffers.set(name, new Unknown(`'${name}' is one of several values`, node));
      return;
    }
    if (value !== null && !(value instanceof Tensor)) throw interp.raise("TypeError", `cannot assign '${typeText(interp, value)}' as buffer '${name}' (torch.nn.Buffer, torch.Tensor or None expected)`, node, { rule: "module-assignment" });
    registerBuffer(self, buffers, name, value);
    return;
  }
  // Whatever it is, it takes the place of what is registered under the name.
  const place = value instanceof Unknown ? [parameters, children, buffers].find((registered) => registered?.has(name)) : undefined;
  if (place) {
    place.set(name, value);
    return;
  }
  if (isBuffer(value)) {
    if (!buffers) return assignEarly(interp, self, name, value, node, "buffer", "buffers");
    registerBuffer(self, buffers, name, value);
    return;
  }
  setPlain(interp, self, name, value, node);
}

/** Whether it is one of several values of which some may be registered, as None may. */
function mayStand(value: Value, fits: (v: Value) => boolean): boolean {
  return value instanceof Alt && value.options.some((v) => v === null || v instanceof Unknown || fits(v));
}

/** A buffer is part of the state unless it was made otherwise (`nn.Buffer(t, persistent=False)`); a tensor that takes a buffer's place is what that was. */
function registerBuffer(self: Instance, buffers: PyDict, name: string, value: Value): void {
  buffers.set(name, value);
  const hidden = self.attrs.get("_non_persistent_buffers_set");
  if (!(hidden instanceof PySet) || !isBuffer(value)) return;
  if (value.attrs?.get("persistent") === false) hidden.add(name);
  else hidden.delete(name);
}

function isBuffer(value: Value): value is Tensor {
  return value instanceof Tensor && value.cls?.name === "Buffer";
}

/** What a module's methods read first of what `Module.__init__` makes. */
const READ_FIRST: Readonly<Record<string, string>> = {
  __call__: "_backward_hooks", __repr__: "_modules", __dir__: "_parameters", __delattr__: "_parameters",
  children: "_modules", named_children: "_modules", modules: "_modules", named_modules: "_modules", parameters: "_parameters", named_parameters: "_parameters", buffers: "_buffers", named_buffers: "_buffers",
  apply: "_modules", train: "_modules", requires_grad_: "_parameters", zero_grad: "_parameters", load_state_dict: "_load_state_dict_pre_hooks",
  to: "_modules", cuda: "_modules", xpu: "_modules", ipu: "_modules", cpu: "_modules", float: "_modules", double: "_modules", half: "_modules", bfloat16: "_modules", type: "_modules", to_empty: "_modules", share_memory: "_modules",
  register_forward_hook: "_forward_hooks", register_forward_pre_hook: "_forward_pre_hooks", register_full_backward_hook: "_is_full_backward_hook", register_load_state_dict_pre_hook: "_load_state_dict_pre_hooks",
};

/** Whether a module may have what we did not see it get: `Module.__init__` may have run, or a base class's. */
function mayBeInitialised(self: Instance): boolean {
  return self.unfinished || self.attrs.has(OPEN) || self.attrs.openFor !== null || mayHaveUnseenBase(self);
}

/** Whether one of the bases is not seen, whose constructor may lead to `Module.__init__`. */
function mayHaveUnseenBase(self: Instance): boolean {
  return self.cls.mro.some((k) => k.unknownBase !== null || k.attrs.openFor !== null);
}

/** Whether it is known to be no layer: one of a class with a base that is not seen may be one. */
export function isNoModule(v: Value): boolean {
  return !(isModule(v) || (v instanceof Unknown && !v.isInt) || v instanceof Alt || (v instanceof Instance && mayHaveUnseenBase(v)));
}

function unseenModule({ cls }: Instance): Unknown {
  return new Unknown(`${cls.name} has a base class that is not known`);
}

/** Raises where a method is used of a module whose class never calls `Module.__init__`. */
function mustBeInitialised(interp: Interp, self: Instance, method: string, node: Node | null): void {
  const read = READ_FIRST[method];
  if (read === undefined || self.attrs.has("_modules") || mayBeInitialised(self)) return;
  const init = node === null ? self.cls.lookup("__init__") : undefined;
  throw interp.raise("AttributeError", `'${self.cls.name}' object has no attribute '${read}'`, node, {
    rule: "module-init",
    ...(init instanceof FunctionValue && { cause: init.node }),
    law: () => `${self.cls.name} is used, but its __init__ does not call super().__init__()`,
    subjects: [self],
  });
}

function typeText(interp: Interp, v: Value): string {
  return v instanceof Tensor ? "torch.FloatTensor" : v instanceof Instance ? `${v.cls.moduleName}.${v.cls.name}` : interp.typeName(v);
}

function getAttribute(self: Instance, name: string): Value | undefined {
  for (const kind of ["_parameters", "_buffers", "_modules"] as const) {
    const v = registryOf(self, kind)?.get(name);
    if (v !== undefined) return v;
  }
  if (!HOOKS.has(name) || !self.attrs.has("_modules")) return undefined;
  const hooks = new PyDict(orderedDictClass);
  self.attrs.set(name, hooks);
  return hooks;
}

/** Dicts that every module has; made when they are asked for. */
const HOOKS: ReadonlySet<string> = new Set(["_forward_hooks", "_forward_pre_hooks", "_forward_hooks_with_kwargs", "_forward_pre_hooks_with_kwargs", "_forward_hooks_always_called", "_backward_hooks", "_backward_pre_hooks", "_state_dict_hooks", "_state_dict_pre_hooks", "_load_state_dict_pre_hooks", "_load_state_dict_post_hooks"]);

/** Calls a module: forward-pre hooks, forward, forward hooks; and notes the call. */
function callModule(interp: Interp, self: Instance, args: readonly Value[], kwargs: Kwargs, node: Node | null): Value {
  let inputs = args;
  const counted = interp.trace.products.length;
  const before = interp.trace.failures;
  const failedInside = interp.failedCalls;
  const { openKwargs } = interp;
  interp.openKwargs = null;
  for (const hook of hooksOf(self, "_forward_pre_hooks")) {
    const r = interp.call(hook, [self, new PyTuple(inputs)], NO_KWARGS, node);
    if (r instanceof PyTuple) inputs = r.items;
    else if (r !== null && !(r instanceof Unknown)) inputs = [r];
  }
  const forward = interp.getattr(self, "forward", node);
  let output: Value;
  const outer = interp.activeModule;
  interp.activeModule = self;
  try {
    interp.openKwargs = openKwargs;
    output = interp.call(forward, inputs, kwargs, node);
  } catch (e) {
    if (e instanceof PyRaise) note(interp, self, inputs, kwargs, new Unknown("the call fails", node), node, "failed", counted);
    throw e;
  } finally {
    interp.activeModule = outer;
  }
  for (const hook of hooksOf(self, "_forward_hooks")) {
    const r = interp.call(hook, [self, new PyTuple(inputs), output], NO_KWARGS, node);
    if (r !== null && !(r instanceof Unknown)) output = r;
  }
  for (const hook of hooksOf(self, "_backward_hooks")) {
    interp.backwardHooks.push(() => {
      const gradients = (v: Value): PyTuple => new PyTuple((v instanceof PyTuple ? v.items : [v]).map((t) => (t instanceof Tensor ? new Tensor(t.shapeOrVar, t.dtype, { device: t.device }) : t instanceof Unknown ? t : null)));
      interp.call(hook, [self, gradients(new PyTuple(inputs)), gradients(output)], NO_KWARGS, node);
    });
  }
  const failures = interp.trace.failures - before;
  const own = failures > interp.failedCalls - failedInside;
  if (own) interp.failedCalls += failures - (interp.failedCalls - failedInside);
  note(interp, self, inputs, kwargs, output, node, own ? (output instanceof Unknown ? "failed" : "repaired") : "ok", counted);
  return output;
}

export function hooksOf(self: Instance, name: string): readonly Value[] {
  const d = self.attrs.get(name);
  return d instanceof PyDict ? d.values() : [];
}

function note(interp: Interp, self: Instance, inputs: readonly Value[], kwargs: Kwargs, output: Value, node: Node | null, status: "ok" | "failed" | "repaired", counted: number): void {
  // What the modules within counted is theirs: it is taken away by their own calls.
  const products = interp.trace.products.splice(counted);
  const own = macsOf(interp, self, inputs, output);
  interp.trace.calls.push({
    module: self,
    type: self.cls.name,
    inputs: inputs.map((v) => deepSnapshot(v)),
    kwargs,
    output: deepSnapshot(output),
    node,
    site: interp.site,
    get macs() {
      return own ?? (products.length === 0 ? null : sum(products.map((p) => p())));
    },
    status,
  });
}

function macsOf(interp: Interp, self: Instance, inputs: readonly Value[], output: Value): ReturnType<NonNullable<import("./define.ts").ModuleDef["macs"]>> {
  for (const c of self.cls.mro) {
    const def = c.node === null ? modules.get(c.name) : undefined;
    if (!def) continue;
    const [input] = inputs;
    if (!def.macs || !(input instanceof Tensor)) return null;
    const calls = interp.trace.calls.length;
    try {
      return def.macs(new ModuleBuilder(new OpContext(interp, def.name, null, null), self), input, output, inputs);
    } catch (e) {
      if (e instanceof Signal && "value" in e) return null; // a size that is not known
      throw e;
    } finally {
      // Reading a parameter that a parametrization computes is no call of the model's.
      interp.trace.calls.length = calls;
    }
  }
  return null;
}

/** Registers a hook and gives its handle. */
function addHook(self: Instance, name: string, hook: Value): Value {
  let d = self.attrs.get(name);
  if (!(d instanceof PyDict)) {
    d = new PyDict();
    self.attrs.set(name, d);
  }
  const hooks: PyDict = d as PyDict;
  const key = hooks.size;
  hooks.set(key, hook);
  const handle = new Instance(handleClass);
  handle.attrs.set("id", key);
  handle.attrs.set("remove", new NativeFunction("remove", () => (hooks.delete(key), null), true));
  return handle;
}

const handleClass = new ClassValue("RemovableHandle", [objectClass], null, "torch.utils.hooks");
registry.set("torch.utils.hooks.RemovableHandle", handleClass);

const isFloating = (t: DType): boolean => t.category === 2;

/** Converts parameters and buffers in place: `half()` those that are floating, `to(dtype)` complex ones as well, `type(dtype)` all. */
function convert(self: Instance, type: DType, picks: (t: DType) => boolean): void {
  for (const [, m] of namedModules(self)) {
    for (const kind of ["_parameters", "_buffers"] as const) {
      for (const v of registryOf(m, kind)?.values() ?? []) {
        if (v instanceof Tensor && picks(v.dtype)) {
          const changed = new Tensor(v.shapeOrVar, type, { strides: v.strides });
          v.become(changed);
        }
      }
    }
  }
}

function pairs(items: readonly (readonly [Value, Value])[]): PyIterator {
  return new PyIterator(items.map(([k, v]) => new PyTuple([k, v])), "generator");
}

function only(items: readonly (readonly [Value, Value])[]): PyIterator {
  return new PyIterator(items.map(([, v]) => v), "generator");
}

/** What stands for the parts of a module that are not known; null if all are. */
function hiddenPart(m: Instance): Unknown | null {
  for (const [, part] of namedModules(m)) {
    for (const v of registryOf(part, "_modules")?.values() ?? []) if (v instanceof Unknown) return new Unknown(v.reason, v.where);
    for (const [name, v] of part.attrs.entries()) {
      if (v instanceof Unknown && !v.isInt) return new Unknown(v.reason, v.where);
      if (name === OPEN) return new Unknown("a module of those that are not known");
      if (v instanceof Alt && v.options.some(isModule)) return new Unknown("a part of one of several modules");
    }
  }
  return null;
}

/** The parameters or buffers of a module of which none is known, though it holds what may have some. */
function noneKnown(m: Instance, kind: "_parameters" | "_buffers", named: boolean): PyIterator | null {
  if (namedTensors(m, kind, "", true).length > 0) return null;
  const hidden = hiddenPart(m);
  if (hidden === null) return null;
  const item = new Unknown(hidden.reason);
  return new PyIterator(new Unbounded(named ? new PyTuple([item, item]) : item, "parameters that are not known"));
}

/** The modules with their paths, and what stands for those that are not known. */
function modulesOf(m: Instance, prefix = ""): readonly (readonly [Value, Value])[] {
  const hidden = hiddenPart(m);
  return hidden ? [...namedModules(m, prefix), [new Unknown("the path of a module that is not known"), hidden]] : namedModules(m, prefix);
}

/** The submodules of a module that may have others than we know. */
function openChildren(m: Instance): PyIterator | null {
  const why = m.attrs.get(OPEN);
  return why instanceof Unknown ? new PyIterator(new Unbounded(why, why.reason)) : null;
}

function must(v: Value): Instance {
  if (v instanceof Instance) return v;
  throw new TypeError("a method of Module without a module");
}

function unsureName(name: Unknown | Alt): Unknown {
  return name instanceof Unknown ? name : new Unknown("one of several names");
}

function noExtraState(c: NativeCall, word: "get" | "set"): never {
  throw c.raise("RuntimeError", `Reached a code path in Module.${word}_extra_state() that should never be called. Please file an issue at https://github.com/pytorch/pytorch/issues/new?template=bug-report.yml to report this bug.`);
}

/** Whether an attribute is there for sure, whatever it holds. */
function hasForSure(c: { readonly interp: Interp }, self: Value, name: string): boolean {
  const v = c.interp.lookupAttr(self, name);
  return v !== undefined && (!(v instanceof Unknown) || must(self).attrs.has(name));
}

function setMode(interp: Interp, self: Instance, mode: Value): void {
  interp.setattr(self, "training", mode, null);
  for (const child of registryOf(self, "_modules")?.values() ?? []) {
    // Whichever of several modules it is, that one takes the mode.
    for (const m of child instanceof Alt ? child.options : [child]) {
      const train = m instanceof Instance ? interp.lookupAttr(m, "train") : undefined;
      if (train !== undefined) interp.call(train, [mode]);
    }
  }
}

function path(interp: Interp, self: Instance, target: string, node: Node | null): Value {
  let at: Value = self;
  if (target === "") return at;
  for (const part of target.split(".")) {
    const next = interp.lookupAttr(at, part);
    if (next === undefined) throw interp.raise("AttributeError", `${interp.typeName(at)} has no attribute \`${part}\``, node, { rule: "unknown-attribute" });
    at = next;
  }
  return at;
}

const method = (name: string, run: (interp: Interp, self: Instance, args: readonly Value[], kwargs: Kwargs, node: Node | null) => Value): void => {
  moduleClass.attrs.map.set(name, new NativeFunction(name, (interp, args, kwargs, node) => {
    const [self, ...rest] = args;
    if (!(self instanceof Instance)) return new Unknown(`${name} of a module that is not known`, node);
    return run(interp, self, rest, kwargs, node);
  }));
};

method("__init__", (interp, self, args, kwargs, node) => {
  checkNoArguments(interp, self, args, kwargs, node);
  initialise(self);
  return null;
});

/** `Module.__init__` takes nothing, unless a class says that another base is to have it. */
function checkNoArguments(interp: Interp, self: Instance, args: readonly Value[], kwargs: Kwargs, node: Node | null): void {
  const passesOn = self.cls.lookup("call_super_init");
  const [given] = kwargs.keys();
  if ((args.length === 0 && given === undefined) || (passesOn !== undefined && passesOn !== false)) return;
  const words = given !== undefined ? `got an unexpected keyword argument '${given}'` : `takes 1 positional argument but ${args.length + 1} were given`;
  throw interp.raise("TypeError", `${self.cls.name}.__init__() ${words}`, node, { rule: given !== undefined ? "argument-name" : "argument-count", cause: misspeltConstructor(interp, self.cls) });
}
method("__call__", callModule);
method("__setattr__", (interp, self, [name, value], _k, node) => {
  if (typeof name === "string" && value !== undefined) setAttribute(interp, self, name, value, node);
  else if (name !== undefined) setSomewhere(self, name);
  return null;
});
const getattr = new NativeFunction("__getattr__", (interp, [self = null, name = null], _k, node) => {
  const v = typeof name === "string" ? foundAttribute(self, name, node) : undefined;
  if (v !== undefined) return v;
  throw interp.raise("AttributeError", `'${interp.typeName(self)}' object has no attribute '${String(name)}'`, node, { rule: "unknown-attribute" });
});
getattr.find = (_interp, self, name) => foundAttribute(self, name, null);
moduleClass.attrs.map.set("__getattr__", getattr);

function foundAttribute(self: Value, name: string, node: Node | null): Value | undefined {
  if (!(self instanceof Instance)) return undefined;
  const v = getAttribute(self, name);
  if (v !== undefined || name.startsWith("__")) return v;
  const open = self.attrs.get(OPEN);
  if (name === "training" && mayBeInitialised(self)) return true;
  return open instanceof Unknown ? new Unknown(open.reason, node) : undefined;
}
method("forward", (interp, self, _a, _k, node) => {
  throw interp.raise("NotImplementedError", `Module [${self.cls.name}] is missing the required "forward" function`, node, { rule: "missing-forward", ...meantForward(self) });
});
/** The class's methods that are spelt nearly so. */
function meantForward(self: Instance): Pick<Why, "law" | "meant"> {
  const meant = nearest("forward", self.cls.attrs.keys());
  return { law: () => `${self.cls.name} has no method 'forward'${meant[0] === undefined ? "" : ` (is '${meant[0]}' meant to be it?)`}`, meant };
}

moduleClass.attrs.map.set("dump_patches", false);
moduleClass.attrs.map.set("call_super_init", false);
moduleClass.attrs.map.set("_version", 1);
// What scripting reads of a layer.
moduleClass.attrs.map.set("__constants__", new Unknown("the constants of a layer"));
moduleClass.attrs.map.set("_compiled_call_impl", null);
// What PyTorch's own code calls, and who overrides or copies it.
for (const name of "T_destination __setstate__ _get_backward_hooks _get_backward_pre_hooks _maybe_warn_non_full_backward_hook _replicate_for_data_parallel _save_to_state_dict _slow_forward _wrapped_call_impl".split(" ")) {
  if (!moduleClass.attrs.map.has(name)) moduleClass.attrs.map.set(name, new Unknown(`Module.${name}`));
}

defineMethods(moduleClass, {
  "__delattr__(self, name)": (c, self, name) => {
    const m = must(self);
    for (const kind of ["_parameters", "_buffers", "_modules"] as const) if (registryOf(m, kind)?.delete(name)) return null;
    if (!m.attrs.delete(String(name)) && !mayBeInitialised(m)) throw c.raise("AttributeError", `'${m.cls.name}' object has no attribute '${String(name)}'`);
    return null;
  },
  "__dir__(self)": (c, self) => c.stuck(`the names of ${c.typeName(self)}`),
  "?add_module(self, name, module)": (c, self, name, module) => {
    if (module !== null && isNoModule(module)) throw c.raise("TypeError", `${typeText(c.interp, module)} is not a Module subclass`);
    if (typeof name !== "string") {
      if (name instanceof Unknown || name instanceof Alt) {
        must(self).attrs.set(OPEN, unsureName(name));
        return null;
      }
      throw c.raise("TypeError", `module name should be a string. Got ${c.typeName(name)}`);
    }
    mayBegin(must(self));
    const children = registryOf(must(self), "_modules");
    if (children && !children.has(name) && hasForSure(c, self, name)) throw c.raise("KeyError", `"attribute '${name}' already exists"`);
    if (name.includes(".")) throw c.raise("KeyError", `'module name can\\'t contain ".", got: ${name}'`);
    if (name === "") throw c.raise("KeyError", `'module name can\\'t be empty string ""'`);
    if (!children) throw c.raise("AttributeError", `'${c.typeName(self)}' object has no attribute '_modules'`);
    children.set(name, module instanceof Instance && !isModule(module) ? unseenModule(module) : module);
    return null;
  },
  "?register_buffer(self, name, tensor, persistent=True)": (c, self, name, tensor, persistent) => {
    const m = must(self);
    mayBegin(m);
    const buffers = registryOf(m, "_buffers");
    if (!buffers) throw c.raise("AttributeError", "cannot assign buffer before Module.__init__() call");
    if (name instanceof Unknown || name instanceof Alt) m.attrs.set(OPEN, unsureName(name));
    if (typeof name !== "string") return null;
    if (name.includes(".")) throw c.raise("KeyError", `'buffer name can\\'t contain "."'`);
    if (name === "") throw c.raise("KeyError", `'buffer name can\\'t be empty string ""'`);
    if (!buffers.has(name) && hasForSure(c, self, name)) throw c.raise("KeyError", `"attribute '${name}' already exists"`);
    if (tensor !== null && !(tensor instanceof Tensor || tensor instanceof Unknown || tensor instanceof Alt)) throw c.raise("TypeError", `cannot assign '${typeText(c.interp, tensor)}' object to buffer '${name}' (torch Tensor or None required)`);
    buffers.set(name, tensor);
    if (tensor instanceof Tensor) tensor.owner ??= { module: m, name };
    const hidden = m.attrs.get("_non_persistent_buffers_set");
    if (hidden instanceof PySet) persistent === false ? hidden.add(name) : hidden.delete(name);
    return null;
  },
  "?register_parameter(self, name, param)": (c, self, name, param) => {
    const m = must(self);
    mayBegin(m);
    const parameters = registryOf(m, "_parameters");
    if (!parameters) throw c.raise("AttributeError", "cannot assign parameter before Module.__init__() call");
    if (name instanceof Unknown || name instanceof Alt) m.attrs.set(OPEN, unsureName(name));
    if (typeof name !== "string") return null;
    if (name.includes(".")) throw c.raise("KeyError", `'parameter name can\\'t contain "."'`);
    if (name === "") throw c.raise("KeyError", `'parameter name can\\'t be empty string ""'`);
    if (!parameters.has(name) && hasForSure(c, self, name)) throw c.raise("KeyError", `"attribute '${name}' already exists"`);
    if (param !== null && !(param instanceof Unknown || param instanceof Alt) && !(param instanceof Tensor && param.isParameter)) throw c.raise("TypeError", `cannot assign '${typeText(c.interp, param)}' object to parameter '${name}' (torch.nn.Parameter or None required)`);
    parameters.set(name, param);
    if (param instanceof Tensor) param.owner ??= { module: m, name };
    return null;
  },
  "children(self)": (_c, self) => openChildren(must(self)) ?? only(unique(childrenOf(must(self)))),
  "named_children(self)": (_c, self) => openChildren(must(self)) ?? pairs(unique(childrenOf(must(self)))),
  "modules(self, remove_duplicate=True)": (_c, self) => only(modulesOf(must(self))),
  "named_modules(self, memo=None, prefix='', remove_duplicate=True)": (_c, self, _memo, prefix) => pairs(modulesOf(must(self), String(prefix))),
  "parameters(self, recurse=True)": (_c, self, recurse) => noneKnown(must(self), "_parameters", false) ?? only(namedTensors(must(self), "_parameters", "", recurse !== false)),
  "named_parameters(self, prefix='', recurse=True, remove_duplicate=True)": (_c, self, prefix, recurse) => noneKnown(must(self), "_parameters", true) ?? pairs(namedTensors(must(self), "_parameters", String(prefix), recurse !== false)),
  "buffers(self, recurse=True)": (_c, self, recurse) => noneKnown(must(self), "_buffers", false) ?? only(namedTensors(must(self), "_buffers", "", recurse !== false)),
  "named_buffers(self, prefix='', recurse=True, remove_duplicate=True)": (_c, self, prefix, recurse) => noneKnown(must(self), "_buffers", true) ?? pairs(namedTensors(must(self), "_buffers", String(prefix), recurse !== false)),
  "apply(self, fn)": (c, self, fn) => {
    for (const [, child] of childrenOf(must(self))) c.interp.callMethod(child, "apply", [fn], c.node);
    c.call(fn, self);
    return self;
  },
  "?train(self, mode=True)": (c, self, mode) => {
    if (mode !== true && mode !== false && !(mode instanceof Unknown)) throw c.raise("ValueError", "training mode is expected to be boolean");
    setMode(c.interp, must(self), mode);
    return self;
  },
  "eval(self)": (c, self) => c.interp.callMethod(self, "train", [false], c.node),
  "?requires_grad_(self, requires_grad=True)": (c, self, on) => {
    for (const [, p] of namedTensors(must(self), "_parameters", "", true)) {
      touch(p);
      p.requiresGrad = c.interp.truth(on);
    }
    return self;
  },
  "?zero_grad(self, set_to_none=True)": (_c, self) => {
    for (const [, p] of namedTensors(must(self), "_parameters", "", true)) setHasGrad(p, false);
    return null;
  },
  "?to(self, *args, **kwargs)": (c, self) => {
    const read = c.interp.callPath("torch._C._nn._parse_to", c.rest, c.kwargs, c.node);
    const type = read instanceof PyTuple ? read.items[1] : readUnknownTarget([self, ...c.rest], c.kwargs, c.node).kwargs.get("dtype");
    if (type instanceof DTypeClass) {
      if (type.category < 2) throw c.interp.raise("TypeError", `nn.Module.to only accepts floating point or complex dtypes, but got desired dtype=torch.${type.name}`, c.node, { rule: "dtype" });
      convert(must(self), type, (t) => t.category >= 2);
    }
    if (type instanceof Unknown) for (const [, m] of namedModules(must(self))) makeTypesUnsure(parametersOf(m));
    return self;
  },
  "?cuda(self, device=None)": (_c, self) => self,
  "?xpu(self, device=None)": (_c, self) => self,
  "?mtia(self, device=None)": (_c, self) => self,
  "get_extra_state(self)": (c) => noExtraState(c, "get"),
  "set_extra_state(self, state)": (c) => noExtraState(c, "set"),
  "?ipu(self, device=None)": (_c, self) => self,
  "cpu(self)": (_c, self) => self,
  "float(self)": (_c, self) => (convert(must(self), FLOAT32, isFloating), self),
  "double(self)": (_c, self) => (convert(must(self), FLOAT64, isFloating), self),
  "half(self)": (_c, self) => (convert(must(self), dtype("float16"), isFloating), self),
  "bfloat16(self)": (_c, self) => (convert(must(self), dtype("bfloat16"), isFloating), self),
  "?type(self, dst_type)": (c, self, type) => {
    const [first] = [...namedTensors(must(self), "_parameters"), ...namedTensors(must(self), "_buffers")];
    const made = type instanceof DTypeClass || !first ? type : c.interp.callMethod(first[1], "type", [type], c.node);
    if (made instanceof DTypeClass || made instanceof Tensor) convert(must(self), made instanceof Tensor ? made.dtype : made, () => true);
    return self;
  },
  "?to_empty(self, *, device=None, recurse=True)": (c, self, device) => {
    c.interp.callPath("torch._C._nn._parse_to", [device], new Map(), c.node);
    return self;
  },
  "share_memory(self)": (_c, self) => self,
  "?compile(self, *args, **kwargs)": () => null,
  "?state_dict(self, *args, **kwargs)": (c, self) => {
    if (!registryOf(must(self), "_modules")) c.interp.getattr(self, "_state_dict_pre_hooks", c.node);
    const prefix = c.kwargs.get("prefix") ?? c.rest[1] ?? "";
    const d = stateDict(must(self), typeof prefix === "string" ? prefix : "", (c.kwargs.get("keep_vars") ?? c.rest[2]) === true);
    const hidden = hiddenPart(must(self));
    if (hidden) admitHidden(d, hidden);
    return d;
  },
  "?load_state_dict(self, state_dict, strict=True, assign=False)": (c, self, state, strict) => loadStateDict(c.interp, must(self), state, c.interp.truth(strict) === true, c.node),
  "get_submodule(self, target)": (c, self, target) => path(c.interp, must(self), String(target), c.node),
  "get_parameter(self, target)": (c, self, target) => path(c.interp, must(self), String(target), c.node),
  "get_buffer(self, target)": (c, self, target) => path(c.interp, must(self), String(target), c.node),
  "set_submodule(self, target, module, strict=False)": (c, self, target, module) => {
    const parts = String(target).split(".");
    const owner = path(c.interp, must(self), parts.slice(0, -1).join("."), c.node);
    c.interp.setattr(owner, parts.at(-1) ?? "", module, c.node);
    return null;
  },
  "extra_repr(self)": () => "",
  "_get_name(self)": (c, self) => c.typeName(self),
  "__repr__(self)": (c, self) => moduleRepr(c.interp, must(self)),
  "?register_forward_hook(self, hook, *, prepend=False, with_kwargs=False, always_call=False)": (_c, self, hook, _p, withKwargs) => addHook(must(self), withKwargs === true ? "_forward_hooks_with_kwargs" : "_forward_hooks", hook),
  "?register_forward_pre_hook(self, hook, *, prepend=False, with_kwargs=False)": (_c, self, hook, _p, withKwargs) => addHook(must(self), withKwargs === true ? "_forward_pre_hooks_with_kwargs" : "_forward_pre_hooks", hook),
  "?register_full_backward_hook(self, hook, prepend=False)": (_c, self, hook) => addHook(must(self), "_backward_hooks", hook),
  "?register_full_backward_pre_hook(self, hook, prepend=False)": (_c, self, hook) => addHook(must(self), "_backward_pre_hooks", hook),
  "?register_backward_hook(self, hook)": (_c, self, hook) => addHook(must(self), "_backward_hooks", hook),
  "?register_state_dict_pre_hook(self, hook)": (_c, self, hook) => addHook(must(self), "_state_dict_pre_hooks", hook),
  "?register_state_dict_post_hook(self, hook)": (_c, self, hook) => addHook(must(self), "_state_dict_hooks", hook),
  "?_register_state_dict_hook(self, hook)": (_c, self, hook) => addHook(must(self), "_state_dict_hooks", hook),
  "?register_load_state_dict_pre_hook(self, hook)": (_c, self, hook) => addHook(must(self), "_load_state_dict_pre_hooks", hook),
  "?_register_load_state_dict_pre_hook(self, hook, with_module=False)": (_c, self, hook) => addHook(must(self), "_load_state_dict_pre_hooks", hook),
  "?register_load_state_dict_post_hook(self, hook)": (_c, self, hook) => addHook(must(self), "_load_state_dict_post_hooks", hook),
  "?_load_from_state_dict(self, *args, **kwargs)": () => null,
  "?_apply(self, fn, recurse=True)": (_c, self) => self,
  "_named_members(self, get_members_fn, prefix='', recurse=True, remove_duplicate=True)": (c) => c.stuck("named members"),
});
for (const name of Object.keys(READ_FIRST)) {
  const inner = moduleClass.attrs.map.get(name);
  if (!(inner instanceof NativeFunction)) throw new Error(`Module.${name} is not defined`);
  moduleClass.attrs.map.set(name, new NativeFunction(name, (interp, args, kwargs, node) => {
    if (args[0] instanceof Instance) mustBeInitialised(interp, args[0], name, node);
    return inner.invoke(interp, args, kwargs, node);
  }));
}
moduleClass.attrs.map.set("_call_impl", moduleClass.attrs.map.get("__call__") as Value);
moduleClass.attrs.map.set("register_module", moduleClass.attrs.map.get("add_module") as Value);

function unique(items: readonly (readonly [string, Instance])[]): readonly (readonly [string, Instance])[] {
  const seen = new Set<Instance>();
  return items.filter(([, m]) => !seen.has(m) && seen.add(m));
}

function moduleRepr(interp: Interp, self: Instance): string {
  const extra = interp.callMethod(self, "extra_repr", []);
  const lines = childrenOf(self).map(([name, m]) => `(${name}): ${interp.repr(m).replaceAll("\n", "\n  ")}`);
  const text = typeof extra === "string" ? extra : "";
  if (lines.length === 0) return `${self.cls.name}(${text})`;
  return `${self.cls.name}(${text ? `\n  ${text}` : ""}\n  ${lines.join("\n  ")}\n)`;
}

/** Number of elements of the parameters, shared ones once; a Dim since sizes may be symbols. */
export function countParameters(m: Instance): import("../dims/index.ts").Dim[] {
  return namedTensors(m, "_parameters").map(([, t]) => product(t.shape ?? []));
}
