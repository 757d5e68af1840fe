/** The containers in a row: Sequential and ModuleList (https://docs.pytorch.org/docs/stable/nn.html#containers). */
import { isConst } from "../dims/index.ts";
import { type Call, defineMethods } from "../python/builtins/native.ts";
import { forgetWhatMethodsSet } from "../python/callbacks.ts";
import type { Interp } from "../python/interp.ts";
import { forkValues, joinValues } from "../python/join.ts";
import { sliceIndices, sliced } from "../python/operators.ts";
import { orderedDictClass } from "../python/stdlib/collections.ts";
import { Alt, ClassValue, Instance, type Kwargs, NO_KWARGS, PyDict, PyIterator, PyList, PyObject, PySlice, SymInt, Unbounded, Unknown, type Value, NativeFunction } from "../python/values.ts";
import type { Node } from "../syntax/ast.ts";
import { asDim } from "./args.ts";
import { OPEN, moduleClasses, registry } from "./define.ts";
import { isModule, isNoModule, moduleClass, namedModules, registryOf } from "./module.ts";
import { Tensor } from "./tensor.ts";

export function containerClass(name: string): ClassValue {
  const cls = new ClassValue(name, [moduleClass], null, "torch.nn.modules.container");
  moduleClasses.set(name, cls);
  registry.set(`torch.nn.${name}`, cls);
  registry.set(`torch.nn.modules.container.${name}`, cls);
  registry.set(`torch.nn.modules.${name}`, cls);
  return cls;
}

export const sequentialClass = containerClass("Sequential");
export const moduleListClass = containerClass("ModuleList");

export const moduleInit = moduleClass.attrs.get("__init__") as Value;

export function self(v: Value | undefined): Instance {
  if (v instanceof Instance) return v;
  throw new TypeError("a container method without a container");
}

export function children(m: Instance): PyDict {
  return registryOf(m, "_modules") ?? new PyDict();
}

/** What one of the modules looks like, for a container that holds others than we know. */
export function open(m: Instance): Unbounded | null {
  const v = m.attrs.get(OPEN);
  if (v instanceof Unknown) return new Unbounded(v, v.reason);
  if (v instanceof PyList) return v.unbounded;
  // What a loop of unknown length adds is there as often as it runs.
  const added = children(m);
  return added.unsure > 1 ? new Unbounded(joinValues(added.values()), "a loop adds modules, nobody knows how many") : null;
}

export function setOpen(m: Instance, items: Unbounded | Unknown): void {
  const list = new PyList([]);
  list.unbounded = items instanceof Unbounded ? items : new Unbounded(items, items.reason);
  m.attrs.set(OPEN, list);
}

export function native(cls: ClassValue, name: string, run: (interp: Interp, self: Instance, args: readonly Value[], kwargs: Kwargs, node: Node | null) => Value): void {
  cls.attrs.map.set(name, new NativeFunction(name, (interp, [m, ...args], kwargs, node) => run(interp, self(m), args, kwargs, node)));
}

export function add(interp: Interp, m: Instance, name: Value, module: Value, node: Node | null): void {
  interp.callMethod(m, "add_module", [name, module], node);
}

/** A module per item, named "0", "1", …; the indices go on from `from`. */
function addAll(interp: Interp, m: Instance, items: readonly Value[] | Unbounded | Unknown, from: number, node: Node | null): void {
  if (items instanceof Unknown || items instanceof Unbounded) setOpen(m, items);
  else items.forEach((v, i) => add(interp, m, String(from + i), v, node));
}

/** Whether Python can iterate over a value. */
export function isIterable(interp: Interp, v: Value): boolean {
  if (v instanceof Instance) return interp.lookupAttr(v, "__iter__") !== undefined || interp.lookupAttr(v, "__getitem__") !== undefined;
  return typeof v === "string" || (v instanceof PyObject && !NOT_ITERABLE.has(v.kind));
}

const NOT_ITERABLE: ReadonlySet<string> = new Set(["float", "complex", "symint", "symfloat", "symbool", "bigint", "singleton", "function", "native", "method", "property", "class", "module", "slice", "dtype"]);

/** An index as Python's `operator.index` reads it. */
export function indexOf(c: Call, key: Value): number {
  if (key instanceof Unknown) return c.stuck(key.reason);
  const d = asDim(c.interp, key);
  if (d === undefined) throw c.raise("TypeError", `'${c.typeName(key)}' object cannot be interpreted as an integer`);
  return isConst(d) ? d : c.stuck("an index that is not a constant");
}

/** An index from 0 on, negative ones counted from the end; PyTorch's IndexError. */
export function placeOf(c: Call, key: Value, n: number): number {
  const d = indexOf(c, key);
  if (d < -n || d >= n) throw c.raise("IndexError", `index ${d} is out of range`);
  return d < 0 ? d + n : d;
}

/** The name of the module at an index: Sequential counts, ModuleList spells the index. */
function nameAt(c: Call, m: Instance, key: Value): Value {
  const at = placeOf(c, key, children(m).size);
  return m.cls.isSubclassOf(sequentialClass) ? (children(m).keys()[at] ?? null) : String(at);
}

/** A slice makes a new container of the same class, with the same modules. */
function slice(c: Call, m: Instance, s: PySlice): Value {
  const entries = Array.from(children(m).entries.values());
  const indices = sliceIndices(c.interp, s, entries.length);
  if (!indices) return c.stuck("a slice whose bounds are not known");
  const part = sliced(entries, indices);
  if (m.cls.isSubclassOf(sequentialClass)) return c.interp.call(m.cls, [PyDict.of(part.map((e) => [e.key, e.value] as const), orderedDictClass)], NO_KWARGS, c.node);
  return c.interp.call(m.cls, [new PyList(part.map((e) => e.value))], NO_KWARGS, c.node);
}

/** A slice of modules of which nobody knows how many there are has some of them. */
function openSlice(c: Call, m: Instance, modules: Unbounded): Value {
  if (m.cls !== sequentialClass && m.cls !== moduleListClass) return c.stuck("a slice of modules, nobody knows how many");
  const part = c.interp.call(m.cls, [], NO_KWARGS, c.node);
  if (part instanceof Instance) setOpen(part, new Unbounded(modules.item, modules.reason));
  return part;
}

/** `_modules[key]` */
function moduleAt(c: Call, m: Instance, key: Value): Value {
  const found = children(m).get(key);
  if (found === undefined) throw c.raise("KeyError", c.interp.repr(key));
  return found;
}

/** Makes room at an index by moving the modules behind it up, each under its number. */
function insert(c: Call, m: Instance, index: number, module: Value): void {
  const all = children(m);
  for (let i = all.size; i > index; i--) all.set(String(i), moduleAt(c, m, String(i - 1)));
  all.set(String(index), module);
}

const shared = {
  "__len__(self)": (c: Call, v: Value): Value => (open(self(v)) ? c.unknown(open(self(v))?.reason ?? "") : children(self(v)).size),
  "__iter__(self)": (_c: Call, v: Value): Value => new PyIterator(open(self(v)) ?? children(self(v)).values()),
  "__getitem__(self, idx)": (c: Call, v: Value, key: Value): Value => {
    const m = self(v);
    const unbounded = open(m);
    if (unbounded) return key instanceof PySlice ? openSlice(c, m, unbounded) : unbounded.item;
    return key instanceof PySlice ? slice(c, m, key) : moduleAt(c, m, nameAt(c, m, key));
  },
  "~__setitem__(self, idx, module)": (c: Call, v: Value, key: Value, module: Value): Value => {
    const m = self(v);
    if (key instanceof Unknown) setOpen(m, key);
    if (!open(m)) c.interp.setattr(m, String(nameAt(c, m, key)), module, c.node);
    return null;
  },
  "__delitem__(self, idx)": (c: Call, v: Value, key: Value): Value => {
    const m = self(v);
    if (open(m)) return null;
    const all = children(m);
    if (key instanceof PySlice) {
      const indices = sliceIndices(c.interp, key, all.size);
      if (!indices) return c.stuck("a slice whose bounds are not known");
      for (const name of sliced(all.keys(), indices)) all.delete(name);
    } else all.delete(nameAt(c, m, key));
    const left = all.values();
    all.clear();
    left.forEach((x, i) => all.set(String(i), x));
    return null;
  },
  "~append(self, module)": (c: Call, v: Value, module: Value): Value => {
    add(c.interp, self(v), String(children(self(v)).size), module, c.node);
    return v;
  },
  "pop(self, key)": (c: Call, v: Value, key: Value): Value => {
    const popped = c.interp.getitem(v, key, c.node);
    c.interp.callMethod(v, "__delitem__", [key], c.node);
    return popped;
  },
};

// ---------------------------------------------------------------- Sequential

native(sequentialClass, "__init__", (interp, m, args, _k, node) => {
  interp.call(moduleInit, [m], NO_KWARGS, node);
  const [first] = args;
  if (args.length === 1 && first instanceof PyDict && first.cls?.isSubclassOf(orderedDictClass)) {
    for (const e of first.entries.values()) add(interp, m, e.key, e.value, node);
    if (first.open) setOpen(m, first.open);
  } else addAll(interp, m, args, 0, node);
  return null;
});
defineMethods(sequentialClass, shared);
defineMethods(sequentialClass, {
  "~extend(self, sequential)": (c, v, layers) => {
    const items = c.interp.iterate(layers, c.node);
    if (items instanceof Unbounded || items instanceof Unknown) setOpen(self(v), items);
    else for (const layer of items) c.interp.callMethod(v, "append", [layer], c.node);
    return v;
  },
  "~insert(self, index, module)": (c, v, index, module) => {
    if (isNoModule(module)) throw c.raise("AssertionError", "module should be of type: <class 'torch.nn.modules.module.Module'>");
    const n = children(self(v)).size;
    const at = indexOf(c, index);
    if (at < -n || at > n) throw c.raise("IndexError", `Index out of range: ${at}`);
    insert(c, self(v), at < 0 ? at + n : at, module);
    return v;
  },
  "__add__(self, other)": (c, v, other) => {
    const sum = c.interp.call(sequentialClass, [], NO_KWARGS, c.node);
    for (const part of [v, sequential(c, other)]) c.interp.callMethod(sum, "extend", [part], c.node);
    return sum;
  },
  "__iadd__(self, other)": (c, v, other) => {
    const layers = children(sequential(c, other)).values();
    addAll(c.interp, self(v), layers, children(self(v)).size, c.node);
    return v;
  },
  "__mul__(self, other)": (c, v, other) => repeated(c, v, other),
  "__rmul__(self, other)": (c, v, other) => repeated(c, v, other),
  "__imul__(self, other)": (c, v, other) => {
    const layers = children(self(v)).values();
    for (let i = 1; i < factor(c, v, other); i++) addAll(c.interp, self(v), layers, i * layers.length, c.node);
    return v;
  },
});
native(sequentialClass, "forward", (interp, m, args, kwargs, node) => {
  let x = args.length > 0 ? args[0] : kwargs.get("input");
  const unexpected = [...kwargs.keys()].find((k) => k !== "input");
  if (unexpected !== undefined) throw interp.raise("TypeError", `Sequential.forward() got an unexpected keyword argument '${unexpected}'`, node, { rule: "argument-name" });
  if (args.length > 1) throw interp.raise("TypeError", `Sequential.forward() takes 2 positional arguments but ${args.length + 1} were given`, node, { rule: "argument-count" });
  if (x === undefined) throw interp.raise("TypeError", "Sequential.forward() missing 1 required positional argument: 'input'", node, { rule: "argument-count" });
  const rest = open(m);
  if (rest) {
    // Its layers ran, which changes those that keep something of a call.
    for (const layer of rest.item instanceof Alt ? rest.item.options : [rest.item]) if (isModule(layer)) for (const [, part] of namedModules(layer)) forgetWhatMethodsSet(interp, part, node);
    return throughAlike(interp, m, rest, x, node) ?? new Unknown(`a Sequential of unknown length: ${rest.reason}`, node);
  }
  for (const module of children(m).values()) x = interp.call(module, [x], NO_KWARGS, node);
  return x;
});

/** What layers that are all alike give, however many there are: what they are given, if one of them gives its like. */
function throughAlike(interp: Interp, m: Instance, { item }: Unbounded, x: Value, node: Node | null): Value | null {
  if (!(x instanceof Tensor) || x.shape === null || !isModule(item) || children(m).size > 0) return null;
  const sides = [() => interp.call(item, [x], NO_KWARGS, node), () => x];
  const made = forkValues(interp, sides.map((run) => ({ assume: null, run })));
  return made instanceof Tensor && made.looksLike(x) ? made : null;
}

function sequential(c: Call, v: Value): Instance {
  if (v instanceof Instance && v.cls.isSubclassOf(sequentialClass)) return v;
  throw c.raise("ValueError", `add operator supports only objects of Sequential class, but ${c.interp.str(c.interp.getattr(v, "__class__", c.node))} is given.`);
}

/** How often a Sequential is to be repeated. */
function factor(c: Call, v: Value, times: Value): number {
  const type = (x: Value): string => c.interp.str(c.interp.getattr(x, "__class__", c.node));
  if (typeof times !== "number" && typeof times !== "boolean" && !(times instanceof SymInt)) throw c.raise("TypeError", `unsupported operand type(s) for *: ${type(v)} and ${type(times)}`);
  const n = indexOf(c, times);
  if (n <= 0) throw c.raise("ValueError", `Non-positive multiplication factor ${c.interp.str(times)} for ${type(v)}`);
  return n;
}

function repeated(c: Call, v: Value, times: Value): Value {
  const n = factor(c, v, times);
  const layers = children(self(v)).values();
  const made = self(c.interp.call(sequentialClass, [], NO_KWARGS, c.node));
  for (let i = 0; i < n; i++) addAll(c.interp, made, layers, i * layers.length, c.node);
  return made;
}

// ---------------------------------------------------------------- ModuleList

/** A container is made of one collection, not of what is in it one by one. */
export function checkOne(interp: Interp, name: string, what: string, args: readonly Value[], node: Node | null): void {
  if (args.length > 1) throw interp.raise("TypeError", `${name}.__init__() takes from 1 to 2 positional arguments but ${args.length + 1} were given`, node, { rule: "argument-count", law: () => `${name} takes one ${what}, got ${args.length} arguments` });
}

native(moduleListClass, "__init__", (interp, m, args, kwargs, node) => {
  checkOne(interp, "ModuleList", "list of modules", args, node);
  interp.call(moduleInit, [m], NO_KWARGS, node);
  const modules = args[0] ?? kwargs.get("modules") ?? null;
  if (modules !== null) interp.callMethod(m, "extend", [modules], node);
  return null;
});
defineMethods(moduleListClass, shared);
defineMethods(moduleListClass, {
  "?extend(self, modules)": (c, v, modules) => {
    const m = self(v);
    if (!isIterable(c.interp, modules)) throw c.raise("TypeError", `ModuleList.extend should be called with an iterable, but got ${c.typeName(modules)}`);
    addAll(c.interp, m, c.interp.iterate(modules, c.node), children(m).size, c.node);
    return v;
  },
  "~insert(self, index, module)": (c, v, index, module) => {
    insert(c, self(v), indexOf(c, index), module);
    return null;
  },
  "__add__(self, other)": (c, v, other) => {
    const sum = c.interp.call(moduleListClass, [], NO_KWARGS, c.node);
    for (const part of [v, other]) addAll(c.interp, self(sum), c.interp.iterate(part, c.node), children(self(sum)).size, c.node);
    return sum;
  },
  "?__iadd__(self, other)": (c, v, other) => c.interp.callMethod(v, "extend", [other], c.node),
});

/** `Sequential(*layers)` with layers of unknown number: a Sequential all the same. */
export function spreadUnbounded(interp: Interp, fn: Value, items: Unknown | Unbounded, node: Node): Value | undefined {
  if (!(fn instanceof ClassValue) || !fn.isSubclassOf(sequentialClass)) return undefined;
  const m = interp.call(fn, [], NO_KWARGS, node);
  if (m instanceof Instance) setOpen(m, items);
  return m;
}

