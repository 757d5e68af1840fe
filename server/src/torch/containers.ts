/** Containers: Sequential, ModuleList, ModuleDict, ParameterList, ParameterDict (https://docs.pytorch.org/docs/stable/nn.html#containers). */
import { isConst } from "../dims/index.ts";
import { type Call, defineMethods } from "../python/builtins/native.ts";
import type { Interp } from "../python/interp.ts";
import { sliceIndices, sliced } from "../python/operators.ts";
import { ClassValue, Instance, type Kwargs, NO_KWARGS, PyDict, PyIterator, PyList, PySlice, PyTuple, Unbounded, Unknown, type Value, NativeFunction } from "../python/values.ts";
import type { Node } from "../syntax/ast.ts";
import { asDim } from "./args.ts";
import { OPEN, moduleClasses, registry } from "./define.ts";
import { childrenOf, isModule, moduleClass, registryOf } from "./module.ts";
import { Tensor } from "./tensor.ts";

function container(name: string): ClassValue {
  const cls = new ClassValue(name, [moduleClass], null, "torch.nn.modules.container");
  moduleClasses.set(name, cls);
  registry.set(`torch.nn.${name}`, cls);
  registry.set(`torch.nn.modules.container.${name}`, cls);
  registry.set(`torch.nn.modules.${name}`, cls);
  return cls;
}

export const sequentialClass = container("Sequential");
export const moduleListClass = container("ModuleList");
export const moduleDictClass = container("ModuleDict");
export const parameterListClass = container("ParameterList");
export const parameterDictClass = container("ParameterDict");

const baseInit = moduleClass.attrs.get("__init__") as Value;

function self(v: Value | undefined): Instance {
  if (v instanceof Instance) return v;
  throw new TypeError("a container method without a container");
}

function children(m: Instance): PyDict {
  return registryOf(m, "_modules") ?? new PyDict();
}


function open(m: Instance): Unbounded | null {
  const v = m.attrs.get(OPEN);
  if (v instanceof Unknown) return new Unbounded(v, v.reason);
  return v instanceof PyList ? v.unbounded : null;
}

function setOpen(m: Instance, items: Unbounded | Unknown): void {
  const list = new PyList([]);
  list.unbounded = items instanceof Unbounded ? items : new Unbounded(items, items.reason);
  m.attrs.set(OPEN, list);
}

function native(cls: ClassValue, name: string, run: (interp: Interp, self: Instance, args: readonly Value[], kwargs: Kwargs, node: Node | null) => Value): void {
  cls.attrs.map.set(name, new NativeFunction(name, (interp, [m, ...args], kwargs, node) => run(interp, self(m), args, kwargs, node)));
}

function add(interp: Interp, m: Instance, name: string, module: Value, node: Node | null): void {
  interp.callMethod(m, "add_module", [name, module], node);
}

/** A module per item, named "0", "1", …; the indices go on from `from`. */
function addAll(interp: Interp, m: Instance, items: readonly Value[] | Unbounded | Unknown, from: number, node: Node | null): void {
  if (items instanceof Unknown || items instanceof Unbounded) setOpen(m, items);
  else items.forEach((v, i) => add(interp, m, String(from + i), v, node));
}

/** The value at an index of a container, with Python's negative indices and PyTorch's IndexError. */
function at(c: Call, m: Instance, key: Value): string {
  const n = children(m).size;
  const d = asDim(c.interp, key);
  if (d === undefined || !isConst(d)) return c.stuck("an index that is not a constant");
  if (d < -n || d >= n) throw c.raise("IndexError", `index ${d} is out of range`);
  return String(children(m).keys()[d < 0 ? d + n : d]);
}

/** A slice makes a new container of the same class, with the same modules. */
function slice(c: Call, m: Instance, s: PySlice): Value {
  const entries = Array.from(children(m).entries.values());
  const indices = sliceIndices(c.interp, s, entries.length);
  if (!indices) return c.stuck("a slice whose bounds are not known");
  const part = sliced(entries, indices);
  if (m.cls.isSubclassOf(sequentialClass)) return c.interp.call(m.cls, [PyDict.of(part.map((e) => [e.key, e.value] as const))], NO_KWARGS, c.node);
  return c.interp.call(m.cls, [new PyList(part.map((e) => e.value))], NO_KWARGS, c.node);
}

/** Renumbers after an insertion or removal. */
function renumber(m: Instance, modules: readonly Value[]): void {
  const d = children(m);
  d.clear();
  modules.forEach((v, i) => d.set(String(i), v));
}

function item(c: Call, v: Value, key: Value): Value {
  const m = self(v);
  if (open(m)) return open(m)?.item ?? null;
  if (key instanceof PySlice) return slice(c, m, key);
  return children(m).get(at(c, m, key)) ?? null;
}

const shared = {
  "__len__(self)": (c: Call, v: Value): Value => (open(self(v)) ? c.unknown(open(self(v))?.reason ?? "") : children(self(v)).size),
  "__iter__(self)": (_c: Call, v: Value): Value => new PyIterator(open(self(v)) ?? children(self(v)).values()),
  "__getitem__(self, idx)": item,
  "__setitem__(self, idx, module)": (c: Call, v: Value, key: Value, module: Value): Value => {
    const m = self(v);
    c.interp.setattr(m, at(c, m, key), module, c.node);
    return null;
  },
  "__delitem__(self, idx)": (c: Call, v: Value, key: Value): Value => {
    const m = self(v);
    const entries = Array.from(children(m).entries.values());
    let gone: ReadonlySet<unknown>;
    if (key instanceof PySlice) {
      const indices = sliceIndices(c.interp, key, entries.length);
      if (!indices) return c.stuck("a slice whose bounds are not known");
      gone = new Set(sliced(entries, indices));
    } else gone = new Set([entries.find((e) => e.key === at(c, m, key))]);
    renumber(m, entries.filter((e) => !gone.has(e)).map((e) => e.value));
    return null;
  },
  "append(self, module)": (c: Call, v: Value, module: Value): Value => {
    add(c.interp, self(v), String(children(self(v)).size), module, c.node);
    return v;
  },
  "extend(self, modules)": (c: Call, v: Value, modules: Value): Value => {
    const m = self(v);
    if (modules instanceof Instance && isModule(modules)) addAll(c.interp, m, open(modules) ?? childrenOf(modules).map(([, x]) => x), children(m).size, c.node);
    else addAll(c.interp, m, c.interp.iterate(modules, c.node), children(m).size, c.node);
    return v;
  },
  "insert(self, index, module)": (c: Call, v: Value, index: Value, module: Value): Value => {
    const m = self(v);
    const modules = children(m).values();
    const i = asDim(c.interp, index);
    if (i === undefined || !isConst(i)) return c.stuck("an index that is not a constant");
    modules.splice(i < 0 ? i + modules.length : i, 0, module);
    renumber(m, modules);
    return m.cls.isSubclassOf(sequentialClass) ? v : null;
  },
  "pop(self, key)": (c: Call, v: Value, key: Value): Value => {
    const m = self(v);
    const name = at(c, m, key);
    const popped = children(m).get(name) ?? null;
    renumber(m, Array.from(children(m).entries.values()).filter((e) => e.key !== name).map((e) => e.value));
    return popped;
  },
  "__add__(self, other)": (c: Call, v: Value, other: Value): Value => {
    const sum = c.interp.call(self(v).cls, [], NO_KWARGS, c.node);
    for (const part of [v, other]) if (part instanceof Instance) for (const [, m] of childrenOf(part)) add(c.interp, self(sum), String(children(self(sum)).size), m, c.node);
    return sum;
  },
  "__iadd__(self, other)": (c: Call, v: Value, other: Value): Value => c.interp.callMethod(v, "extend", [other], c.node),
};

// ---------------------------------------------------------------- Sequential

native(sequentialClass, "__init__", (interp, m, args, _k, node) => {
  interp.call(baseInit, [m], NO_KWARGS, node);
  const [first] = args;
  if (args.length === 1 && first instanceof PyDict) {
    for (const e of first.entries.values()) add(interp, m, String(e.key), e.value, node);
    if (first.open) setOpen(m, first.open);
  } else addAll(interp, m, args, 0, node);
  return null;
});
defineMethods(sequentialClass, shared);
native(sequentialClass, "forward", (interp, m, args, kwargs, node) => {
  let x = args[0] ?? kwargs.get("input");
  if (x === undefined) throw interp.raise("TypeError", "Sequential.forward() missing 1 required positional argument: 'input'", node, { rule: "argument-count" });
  if (args.length > 1) throw interp.raise("TypeError", `Sequential.forward() takes 2 positional arguments but ${args.length + 1} were given`, node, { rule: "argument-count" });
  const rest = open(m);
  if (rest) return new Unknown(`a Sequential of unknown length: ${rest.reason}`, node);
  for (const module of children(m).values()) x = interp.call(module, [x], NO_KWARGS, node);
  return x;
});

// ---------------------------------------------------------------- ModuleList, ModuleDict

native(moduleListClass, "__init__", (interp, m, args, kwargs, node) => {
  interp.call(baseInit, [m], NO_KWARGS, node);
  const modules = args[0] ?? kwargs.get("modules") ?? null;
  if (modules !== null) addAll(interp, m, interp.iterate(modules, node), 0, node);
  return null;
});
defineMethods(moduleListClass, shared);

native(moduleDictClass, "__init__", (interp, m, args, kwargs, node) => {
  interp.call(baseInit, [m], NO_KWARGS, node);
  const modules = args[0] ?? kwargs.get("modules") ?? null;
  if (modules !== null) interp.callMethod(m, "update", [modules], node);
  return null;
});
defineMethods(moduleDictClass, {
  "__len__(self)": (_c, v) => children(self(v)).size,
  "__iter__(self)": (_c, v) => new PyIterator(children(self(v)).keys()),
  "__contains__(self, key)": (_c, v, key) => children(self(v)).has(key),
  "__getitem__(self, key)": (c, v, key) => {
    const m = children(self(v)).get(key);
    if (m === undefined) throw c.raise("KeyError", c.interp.repr(key));
    return m;
  },
  "__setitem__(self, key, module)": (c, v, key, module) => (add(c.interp, self(v), String(key), module, c.node), null),
  "__delitem__(self, key)": (_c, v, key) => (children(self(v)).delete(key), null),
  "clear(self)": (_c, v) => (children(self(v)).clear(), null),
  "pop(self, key)": (c, v, key) => {
    const m = children(self(v)).get(key);
    if (m === undefined) throw c.raise("KeyError", c.interp.repr(key));
    children(self(v)).delete(key);
    return m;
  },
  "keys(self)": (_c, v) => new PyIterator(children(self(v)).keys()),
  "values(self)": (_c, v) => new PyIterator(children(self(v)).values()),
  "items(self)": (_c, v) => new PyIterator(children(self(v)).items()),
  "update(self, modules)": (c, v, modules) => {
    const m = self(v);
    if (modules instanceof PyDict) for (const e of modules.entries.values()) add(c.interp, m, String(e.key), e.value, c.node);
    else if (modules instanceof Instance) for (const [k, x] of childrenOf(modules)) add(c.interp, m, k, x, c.node);
    else for (const p of c.items(modules)) if (p instanceof PyTuple) add(c.interp, m, String(p.items[0]), p.items[1] ?? null, c.node);
    return null;
  },
});

// ---------------------------------------------------------------- ParameterList, ParameterDict

/** What is put in becomes a parameter if it is a tensor. */
function asParameter(v: Value): Value {
  if (!(v instanceof Tensor) || v.isParameter) return v;
  return new Tensor(v.shapeOrVar, v.dtype, { isParameter: true, requiresGrad: true });
}

function put(interp: Interp, m: Instance, name: string, v: Value): void {
  interp.setattr(m, name, asParameter(v), null);
}

function listSize(m: Instance): number {
  const n = m.attrs.get("_size");
  return typeof n === "number" ? n : 0;
}

native(parameterListClass, "__init__", (interp, m, args, kwargs, node) => {
  interp.call(baseInit, [m], NO_KWARGS, node);
  m.attrs.set("_size", 0);
  const values = args[0] ?? kwargs.get("values") ?? null;
  if (values !== null) interp.callMethod(m, "extend", [values], node);
  return null;
});
defineMethods(parameterListClass, {
  "__len__(self)": (_c, v) => listSize(self(v)),
  "__iter__(self)": (c, v) => new PyIterator(Array.from({ length: listSize(self(v)) }, (_, i) => c.getattr(v, String(i)))),
  "__getitem__(self, idx)": (c, v, key) => {
    const n = listSize(self(v));
    if (key instanceof PySlice) {
      const indices = sliceIndices(c.interp, key, n);
      if (!indices) return c.stuck("a slice whose bounds are not known");
      return c.interp.call(parameterListClass, [new PyList(sliced(Array.from({ length: n }, (_, i) => c.getattr(v, String(i))), indices))], NO_KWARGS, c.node);
    }
    const d = asDim(c.interp, key);
    if (d === undefined || !isConst(d)) return c.stuck("an index that is not a constant");
    if (d < -n || d >= n) throw c.raise("IndexError", `index ${d} is out of range`);
    return c.getattr(v, String(d < 0 ? d + n : d));
  },
  "__setitem__(self, idx, param)": (c, v, key, param) => (put(c.interp, self(v), c.interp.str(key), param), null),
  "append(self, value)": (c, v, value) => {
    const n = listSize(self(v));
    self(v).attrs.set("_size", n + 1);
    put(c.interp, self(v), String(n), value);
    return v;
  },
  "extend(self, values)": (c, v, values) => {
    for (const x of c.items(values)) c.interp.callMethod(v, "append", [x], c.node);
    return v;
  },
});

native(parameterDictClass, "__init__", (interp, m, args, kwargs, node) => {
  interp.call(baseInit, [m], NO_KWARGS, node);
  m.attrs.set("_keys", new PyDict());
  const values = args[0] ?? kwargs.get("parameters") ?? null;
  if (values !== null) interp.callMethod(m, "update", [values], node);
  return null;
});
function keysOf(v: Value): PyDict {
  const d = self(v).attrs.get("_keys");
  return d instanceof PyDict ? d : new PyDict();
}
defineMethods(parameterDictClass, {
  "__len__(self)": (_c, v) => keysOf(v).size,
  "__iter__(self)": (_c, v) => new PyIterator(keysOf(v).keys()),
  "__contains__(self, key)": (_c, v, key) => keysOf(v).has(key),
  "__getitem__(self, key)": (c, v, key) => {
    if (!keysOf(v).has(key)) throw c.raise("KeyError", c.interp.repr(key));
    return c.getattr(v, c.interp.str(key));
  },
  "__setitem__(self, key, value)": (c, v, key, value) => (keysOf(v).set(key, null), put(c.interp, self(v), c.interp.str(key), value), null),
  "keys(self)": (_c, v) => new PyIterator(keysOf(v).keys()),
  "values(self)": (c, v) => new PyIterator(keysOf(v).keys().map((k) => c.getattr(v, c.interp.str(k)))),
  "items(self)": (c, v) => new PyIterator(keysOf(v).keys().map((k) => new PyTuple([k, c.getattr(v, c.interp.str(k))]))),
  "get(self, key, default=None)": (c, v, key, otherwise) => (keysOf(v).has(key) ? c.getattr(v, c.interp.str(key)) : otherwise),
  "update(self, parameters)": (c, v, parameters) => {
    if (parameters instanceof PyDict) for (const e of parameters.entries.values()) c.interp.callMethod(v, "__setitem__", [e.key, e.value], c.node);
    else for (const p of c.items(parameters)) if (p instanceof PyTuple) c.interp.callMethod(v, "__setitem__", [p.items[0] ?? null, p.items[1] ?? null], c.node);
    return null;
  },
});

/** `Sequential(*layers)` with layers of unknown number: a Sequential all the same. */
export function spreadUnbounded(interp: Interp, fn: Value, items: Unknown | Unbounded, node: Node): Value | undefined {
  if (!(fn instanceof ClassValue) || !fn.isSubclassOf(sequentialClass)) return undefined;
  const m = interp.call(fn, [], NO_KWARGS, node);
  if (m instanceof Instance) setOpen(m, items);
  return m;
}

