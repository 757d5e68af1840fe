/** Methods and functions that are handed to code that nobody sees: it may call them whenever it runs. */
import type { Call, Node } from "../syntax/ast.ts";
import { walk } from "../syntax/walk.ts";
import type { Interp } from "./interp.ts";
import { BoundMethod, type Env, FunctionValue, Instance, NativeFunction, PyDict, PyList, PyObject, PySet, PyTuple, Unbounded, Unknown, type Value } from "./values.ts";

/** What a function does to an object that it has by some name. */
interface Changes {
  /** Attributes that it assigns, or calls a method on as a statement: `self.outputs.append(o)`. */
  readonly attributes: ReadonlySet<string>;
  /** Methods of the object that it calls. */
  readonly methods: ReadonlySet<string>;
}

const changesBy = new WeakMap<Node, Map<string, Changes>>();

/** What the methods among the values change of their objects, and the functions of the names around them, is not known from here on. */
export function forgetWhatTheyChange(values: readonly Value[], node: Node | null): void {
  for (const v of values) {
    if (v instanceof FunctionValue && v.module.recorded) {
      forgetNamesAround(v, node);
      forgetObjectsAround(v, node);
    }
    if (v instanceof BoundMethod && v.func instanceof FunctionValue && v.self instanceof Instance) forgetChanged(v.self, v.func, ownName(v.func), node, new Set());
  }
}

/**
 * What is handed to code which nobody sees, by itself or among the arguments of a thread: empty collections are there to
 * be filled, objects to be given what they lack, and a method that puts something in may be called.
 */
export function mayFill(values: readonly Value[], node: Node | null): void {
  for (const v of values) {
    if (v instanceof PyTuple || (v instanceof PyList && v.items.length > 0)) {
      for (const item of v.items) fill(item, node);
    } else if (v instanceof PyDict && v.entries.size > 0) {
      for (const { value } of v.entries.values()) fill(value, node);
    } else if (v instanceof BoundMethod) {
      if (v.func instanceof NativeFunction && ADDING.has(v.func.name)) refill(v.self, node);
      else if (v.func instanceof FunctionValue && v.self instanceof Instance) for (const [, held] of v.self.attrs.entries()) if (!(held instanceof Instance)) fill(held, node);
    } else if (v instanceof Instance && v.cls.module?.recorded) furnish(v, node);
    else fill(v, node);
  }
}

/** Methods that put something into a collection or a layer. */
const ADDING: ReadonlySet<string> = new Set(["__setitem__", "add", "add_module", "append", "appendleft", "extend", "extendleft", "insert", "register_buffer", "register_module", "register_parameter", "setdefault", "update"]);

const FILLED = "it may be filled by code that is not known";

/** Objects that can be given a state of another time, once code which nobody sees has them: what `load_state_dict` sets is not known. */
export function mayLoad(values: readonly Value[], node: Node | null): void {
  for (const v of values) {
    if (v instanceof PyTuple || v instanceof PyList) for (const item of v.items) loadInto(item, node);
    else if (v instanceof PyDict) for (const { value } of v.entries.values()) loadInto(value, node);
    else loadInto(v, node);
  }
}

function loadInto(object: Value, node: Node | null): void {
  if (!(object instanceof Instance)) return;
  for (const cls of object.cls.mro) {
    const load = cls.attrs.map.get("load_state_dict");
    if (!(load instanceof FunctionValue) || load.module.path?.startsWith("<")) continue;
    const attributes = setsByName(load.node) ? [...object.attrs.map.keys()] : changesOf(load.node, ownName(load) ?? "").attributes;
    for (const attr of attributes) {
      const v = object.attrs.map.get(attr);
      // Layers stay what they are; their weights have sizes of their own.
      if (v === undefined || v instanceof Instance || v instanceof Unknown) continue;
      object.attrs.set(attr, new Unknown(`'${attr}' is part of a state that code may load which is not known`, node));
    }
  }
}

const byName = new WeakMap<Node, boolean>();

/** Whether a method sets attributes whose names are not in its text. */
function setsByName(definition: Node): boolean {
  let found = byName.get(definition);
  if (found === undefined) {
    found = false;
    walk(definition, (n) => {
      if ((n.kind === "Name" && (n.id === "setattr" || n.id === "vars")) || (n.kind === "Attribute" && n.attr === "__dict__")) found = true;
    });
    byName.set(definition, found);
  }
  return found;
}

function fill(v: Value, node: Node | null): void {
  const item = new Unknown(FILLED, node);
  if (v instanceof PyList) {
    if (v.items.length === 0 && !v.unbounded) v.replace([], new Unbounded(item, FILLED));
  } else if (v instanceof PyDict) {
    if (v.entries.size === 0 && !v.open && !v.isNamespace) v.admit(item);
  } else if (v instanceof PySet) {
    if (v.items.size === 0 && !v.open && !v.frozen) v.admit(item);
  }
}

/** Gives an object of the user's what it lacks: what is None may have been set, by itself or in its class. A module that is watched or measured is left as it is. */
function furnish(object: Instance, node: Node | null): void {
  if (object.attrs.has("_modules")) return;
  const unset = new Set<string>();
  for (const names of [object.attrs, ...object.cls.mro.filter((c) => c.module?.recorded).map((c) => c.attrs)])
    for (const [name, v] of names.entries()) if (v === null && (names === object.attrs || !object.attrs.has(name))) unset.add(name);
  for (const name of unset) object.attrs.set(name, new Unknown(`'${name}' may be set by code that is not known`, node));
}

/** What a collection or layer holds after one of its methods that put something in was handed over. */
function refill(v: Value, node: Node | null): void {
  const item = new Unknown(FILLED, node);
  if (v instanceof PyList) v.replace([], new Unbounded(item, FILLED));
  else if (v instanceof PyDict) {
    for (const { key } of [...v.entries.values()]) v.set(key, item);
    v.admit(item);
  } else if (v instanceof PySet) v.admit(item);
  else if (v instanceof Instance) v.attrs.openFor ??= "code that is not known";
}

/** Forgets what a function, and the object's own methods that it calls, change of an object that it has by some name. */
function forgetChanged(object: Instance, fn: FunctionValue, name: string | undefined, node: Node | null, seen: Set<Node>): void {
  if (name === undefined || seen.has(fn.node)) return;
  seen.add(fn.node);
  const { attributes, methods } = changesOf(fn.node, name);
  for (const attr of attributes) object.attrs.neverKnown(attr, new Unknown(`'${attr}' is set by ${fn.name}, which is called from code that is not known`, node));
  for (const called of methods) {
    const method = object.cls.lookup(called);
    if (method instanceof FunctionValue && method.module.recorded) forgetChanged(object, method, ownName(method), node, seen);
  }
}

/** The objects that a function has from around it: `lambda trial: self.objective(trial)`. */
function forgetObjectsAround(fn: FunctionValue, node: Node | null): void {
  const names = new Set<string>();
  walk(fn.node, (n) => {
    if (n.kind === "Attribute" && n.value.kind === "Name") names.add(n.value.id);
    if (n.kind === "Call" && n.func.kind === "Name") names.add(n.func.id);
    return true;
  });
  for (const name of names) {
    const object = scopeOf(fn.env, name)?.map.get(name);
    if (object instanceof Instance && object.cls.module?.recorded) forgetChanged(object, fn, name, node, new Set());
  }
}

/** A method's name for its object. */
function ownName({ node }: FunctionValue): string | undefined {
  return [...node.args.posonly, ...node.args.args][0]?.name;
}

/** What an object's methods may have changed of it, where nobody sees which of them ran: all that they set, or what `which` says of it. */
export function forgetWhatMethodsSet(interp: Interp, object: Instance, node: Node | null, which: (v: Value) => boolean = () => true): void {
  for (const cls of object.cls.mro) {
    if (!cls.module?.recorded) continue;
    for (const [name, method] of cls.attrs.map) {
      if (name === "__init__" || !(method instanceof FunctionValue)) continue;
      for (const changed of changesOf(method.node, ownName(method) ?? "").attributes) {
        const value = object.attrs.map.get(changed);
        if (value !== undefined && which(value)) interp.setattr(object, changed, new Unknown(`'${changed}' is set by ${method.qualname}`, node), null);
      }
    }
  }
}

/** What an attribute holds before a method gives it what it is for: None, a flag, a count, a collection. */
export function isPlaceholder(v: Value): boolean {
  return !(v instanceof PyObject) || v instanceof PyList || v instanceof PyDict || v instanceof PySet;
}

function changesOf(definition: Node, self: string): Changes {
  const byName = changesBy.get(definition) ?? new Map<string, Changes>();
  changesBy.set(definition, byName);
  const known = byName.get(self);
  if (known) return known;
  const attributes = new Set<string>();
  const methods = new Set<string>();
  const note = (e: Node): void => {
    if (e.kind === "Subscript") note(e.value);
    else if (e.kind === "Attribute" && e.value.kind === "Name" && e.value.id === self) attributes.add(e.attr);
    else if (e.kind === "Tuple" || e.kind === "List") e.elts.forEach(note);
  };
  walk(definition, (n) => {
    if (n.kind === "Assign") n.targets.forEach(note);
    else if (n.kind === "AugAssign" || n.kind === "AnnAssign") note(n.target);
    else if (n.kind === "Expr" && n.value.kind === "Call" && n.value.func.kind === "Attribute") note(n.value.func.value);
    else if (n.kind === "Call" && n.func.kind === "Attribute" && n.func.value.kind === "Name" && n.func.value.id === self) methods.add(n.func.attr);
    else if (n.kind === "Call" && n.func.kind === "Name" && n.func.id === self) methods.add("__call__");
    return true;
  });
  const changes = { attributes, methods };
  byName.set(self, changes);
  return changes;
}

interface Outer {
  /** Names that it declares to be those of a scope around it. */
  readonly set: ReadonlySet<string>;
  /** Names of collections that it fills: `found.append(x)`, `table[key] = x`. */
  readonly filled: ReadonlySet<string>;
}

const outerNames = new WeakMap<Node, Outer>();

function forgetNamesAround({ name, node: definition, env }: FunctionValue, node: Node | null): void {
  const { set, filled } = outerOf(definition);
  for (const around of [...set, ...filled]) {
    const scope = scopeOf(env, around);
    const value = scope?.map.get(around);
    if (scope === null || value === undefined) continue;
    const changed = new Unknown(`'${around}' is changed by ${name}, which is called from code that is not known`, node);
    const isFilled = filled.has(around) && mayHoldAnything(value, changed);
    if (set.has(around) || isFilled) scope.set(around, changed);
  }
}

/** A collection that has other names as well holds what nobody knows under them too; false: it is none. */
function mayHoldAnything(v: Value, changed: Unknown): boolean {
  if (v instanceof PyList) v.replace([], new Unbounded(changed, changed.reason));
  else if (v instanceof PyDict) v.mayLack(changed);
  else if (v instanceof PySet) v.admit(changed);
  else return false;
  return true;
}

function scopeOf(env: Env, name: string): Env | null {
  for (let e: Env | null = env; e; e = e.parent) if (!e.isClass && e.map.has(name)) return e;
  return null;
}

function outerOf(definition: FunctionValue["node"]): Outer {
  const known = outerNames.get(definition);
  if (known) return known;
  const set = new Set<string>();
  const filled = new Set<string>();
  const own = new Set([...definition.args.posonly, ...definition.args.args, ...definition.args.kwonly].map((a) => a.name));
  walk(definition, (n) => {
    if (n.kind === "Global" || n.kind === "Nonlocal") for (const x of n.names) set.add(x);
    else if (n.kind === "Assign") n.targets.forEach(note);
    else if (n.kind === "AugAssign" || n.kind === "AnnAssign" || n.kind === "For") note(n.target);
    else if (n.kind === "Expr" && n.value.kind === "Call") call(n.value);
    return true;
  });
  if (definition.kind === "Lambda" && definition.body.kind === "Call") call(definition.body);
  function call({ func }: Call): void {
    if (func.kind === "Attribute" && func.value.kind === "Name") filled.add(func.value.id);
  }
  function note(target: Node): void {
    if (target.kind === "Name") own.add(target.id);
    else if (target.kind === "Subscript" && target.value.kind === "Name") filled.add(target.value.id);
    else if (target.kind === "Tuple" || target.kind === "List") target.elts.forEach(note);
  }
  for (const x of own) if (!set.has(x)) filled.delete(x);
  const out = { set, filled };
  outerNames.set(definition, out);
  return out;
}
