/** `Module.state_dict` and `load_state_dict`: the names and shapes of what is saved, and what does not fit. */
import { type Dim, eq } from "../dims/index.ts";
import { type Interp, fromDim } from "../python/interp.ts";
import { namedTuple } from "../python/stdlib/namedTuple.ts";
import { orderedDictClass } from "../python/stdlib/collections.ts";
import { ClassValue, Instance, NativeFunction, PyDict, PyList, PySet, PyTuple, Unknown, type Value } from "../python/values.ts";
import type { Node } from "../syntax/ast.ts";
import { OPEN, registry } from "./define.ts";
import { childrenOf, registryOf } from "./module.ts";
import { Tensor, detached } from "./tensor.ts";

const incompatibleKeys = namedTuple("_IncompatibleKeys", ["missing_keys", "unexpected_keys"], [], "torch.nn.modules.module");

/** Parameters and persistent buffers by path: their elements alone, unless the variables themselves are asked for. */
export function stateDict(module: Instance, prefix: string, keepVars: boolean): PyDict {
  const d = new PyDict(orderedDictClass);
  const add = (m: Instance, at: string): void => {
    for (const [name, t] of localState(m)) d.set(at + name, keepVars ? t : detached(t));
    for (const [name, child] of childrenOf(m)) add(child, `${at}${name}.`);
  };
  add(module, prefix);
  return d;
}

function localState(m: Instance): readonly (readonly [string, Tensor])[] {
  const out: [string, Tensor][] = [];
  const hidden = m.attrs.get("_non_persistent_buffers_set");
  for (const kind of ["_parameters", "_buffers"] as const) {
    for (const e of registryOf(m, kind)?.entries.values() ?? []) {
      if (e.value instanceof Tensor && !(kind === "_buffers" && hidden instanceof PySet && hidden.has(e.key))) out.push([String(e.key), e.value]);
    }
  }
  return out;
}

/** What stands in a state dict for the parts of a module that are not known: all else in it is certain. */
const ofHiddenParts = new WeakSet<Unknown>();

export function admitHidden(state: PyDict, { reason }: Unknown): void {
  const what = new Unknown(reason);
  ofHiddenParts.add(what);
  state.admit(what);
}

interface Findings {
  readonly missing: string[];
  readonly unexpected: string[];
  readonly errors: string[];
}

/** Loads a state dict whose keys and shapes are known; PyTorch's one message lists all that does not fit. */
export function loadStateDict(interp: Interp, module: Instance, state: Value, strict: boolean, node: Node | null): Value {
  const unknown = new Unknown("what loading a checkpoint gives", node);
  if (!(state instanceof PyDict)) {
    if (!(state instanceof Instance) || state.cls.lookup("__getitem__") !== undefined && state.cls.lookup("keys") !== undefined) return unknown;
    throw interp.raise("TypeError", `Expected state_dict to be dict-like, got ${interp.str(state.cls)}.`, node, { rule: "state-dict" });
  }
  if ((state.open && !ofHiddenParts.has(state.open)) || state.lacksSome || !isPlain(module)) return unknown;
  const found: Findings = { missing: [], unexpected: [], errors: [] };
  compare(interp, module, state, "", found);
  // What the parts that nobody sees have is there besides.
  if (state.open) found.missing.length = 0;
  const { missing, unexpected, errors } = found;
  if (strict) {
    const quoted = (names: readonly string[]): string => names.map((n) => `"${n}"`).join(", ");
    if (unexpected.length > 0) errors.unshift(`Unexpected key(s) in state_dict: ${quoted(unexpected)}. `);
    if (missing.length > 0) errors.unshift(`Missing key(s) in state_dict: ${quoted(missing)}. `);
  }
  if (errors.length > 0) throw interp.raise("RuntimeError", `Error(s) in loading state_dict for ${module.cls.name}:\n\t${errors.join("\n\t")}`, node, { rule: "state-dict" });
  return state.open ? unknown : new PyTuple([new PyList(missing), new PyList(unexpected)], incompatibleKeys);
}

/** Whether all that loading does is PyTorch's own: no hooks, no method overridden, nothing about the module that is not known. */
function isPlain(m: Instance): boolean {
  if (m.attrs.has(OPEN) || registryOf(m, "_parameters")?.open) return false;
  if (!(m.cls.lookup("_load_from_state_dict") instanceof NativeFunction)) return false;
  for (const hooks of ["_load_state_dict_pre_hooks", "_load_state_dict_post_hooks"]) {
    const d = m.attrs.get(hooks);
    if (d instanceof PyDict && d.size > 0) return false;
  }
  return childrenOf(m).every(([, child]) => isPlain(child));
}

function compare(interp: Interp, m: Instance, state: PyDict, prefix: string, found: Findings): void {
  const local = new Map(localState(m));
  for (const [name, own] of local) {
    const key = prefix + name;
    const given = state.get(key);
    if (given === undefined) {
      // A checkpoint of before this buffer was added has none, and need not.
      if (name !== "num_batches_tracked") found.missing.push(key);
    } else if (!(given instanceof Unknown)) checkEntry(interp, key, own, given, found);
  }
  const children = new Map(childrenOf(m));
  for (const k of state.keys()) {
    const key = String(k);
    if (!key.startsWith(prefix)) continue;
    const name = key.slice(prefix.length);
    const first = name.split(".", 1)[0] ?? "";
    if (name === "_extra_state") continue;
    if (name.includes(".") ? !children.has(first) : !local.has(name)) found.unexpected.push(key);
  }
  for (const [name, child] of children) compare(interp, child, state, `${prefix}${name}.`, found);
}

function checkEntry(interp: Interp, key: string, own: Tensor, given: Value, found: Findings): void {
  if (!(given instanceof Tensor)) {
    if (given === null || typeof given !== "object") found.errors.push(`While copying the parameter named "${key}", expected torch.Tensor or Tensor-like object from checkpoint but received ${interp.str(interp.getattr(given, "__class__", null))}`);
    return;
  }
  const [a, b] = [given.shape, own.shape];
  if (!a || !b || (b.length === 0 && a.length === 1)) return;
  if (a.length !== b.length || a.some((d, i) => differs(interp, d, b[i] as Dim))) {
    found.errors.push(`size mismatch for ${key}: copying a param with shape ${interp.repr(sizeTuple(a))} from checkpoint, the shape in current model is ${interp.repr(sizeTuple(b))}.`);
  }
}

function differs(interp: Interp, a: Dim, b: Dim): boolean {
  const same = eq(a, b);
  return typeof same === "boolean" ? !same : interp.scope.decide(same) === "no";
}

function sizeTuple(shape: readonly Dim[]): Value {
  const size = registry.get("torch.Size");
  return new PyTuple(shape.map(fromDim), size instanceof ClassValue ? size : null);
}
