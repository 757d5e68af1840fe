/** The containers by name, and those of parameters: ModuleDict, ParameterList and ParameterDict. */
import { type Call, defineMethods } from "../python/builtins/native.ts";
import type { Interp } from "../python/interp.ts";
import { DictView } from "../python/builtins/dicts.ts";
import { joinValues } from "../python/join.ts";
import { sliceIndices, sliced } from "../python/operators.ts";
import { orderedDictClass } from "../python/stdlib/collections.ts";
import { Instance, NO_KWARGS, PyDict, PyIterator, PyList, PySlice, PyTuple, Unbounded, Unknown, type Value } from "../python/values.ts";
import { sequence } from "./args.ts";
import { add, checkOne, children, containerClass, isIterable, moduleInit, native, open, placeOf, self, setOpen } from "./containers.ts";
import { Tensor } from "./tensor.ts";

const moduleDictClass = containerClass("ModuleDict");
const parameterListClass = containerClass("ParameterList");
const parameterDictClass = containerClass("ParameterDict");

/** Calls `set` for each pair of a mapping or of an iterable of pairs. */
function eachPair(c: Call, v: Value, name: string, set: (key: Value, value: Value) => void): Unbounded | Unknown | null {
  const { interp, node } = c;
  if (v instanceof PyDict) {
    const plain = name === "ParameterDict" && !v.cls?.isSubclassOf(orderedDictClass);
    const entries = Array.from(v.entries.values());
    if (plain && entries.every((e) => typeof e.key === "string")) entries.sort((a, b) => (String(a.key) < String(b.key) ? -1 : 1));
    for (const e of entries) set(e.key, e.value);
    return v.open;
  }
  if (!isIterable(interp, v)) {
    const method = name === "ModuleDict" ? "ModuleDict.update" : "ParametersDict.update";
    throw c.raise("TypeError", `${method} should be called with an iterable of key/value pairs, but got ${c.typeName(v)}`);
  }
  const isMapping = v instanceof Instance && interp.lookupAttr(v, "items") !== undefined && interp.lookupAttr(v, "keys") !== undefined;
  const pairs = interp.iterate(isMapping ? interp.callMethod(v, "items", [], node) : v, node);
  if (pairs instanceof Unbounded || pairs instanceof Unknown) return pairs;
  pairs.forEach((p, i) => {
    if (!isIterable(interp, p)) throw c.raise("TypeError", `${name} update sequence element #${i} should be Iterable; is${c.typeName(p)}`);
    const items = sequence(p) ?? c.items(p);
    if (items.length !== 2) throw c.raise("ValueError", `${name} update sequence element #${i} has length ${items.length}; 2 is required`);
    set(items[0] ?? null, items[1] ?? null);
  });
  return null;
}

// ---------------------------------------------------------------- ModuleDict

native(moduleDictClass, "__init__", (interp, m, args, kwargs, node) => {
  checkOne(interp, "ModuleDict", "dict of modules", args, node);
  interp.call(moduleInit, [m], NO_KWARGS, node);
  const modules = args[0] ?? kwargs.get("modules") ?? null;
  if (modules !== null) interp.callMethod(m, "update", [modules], node);
  return null;
});

/** The module of that name, which may be None. */
function named(c: Call, v: Value, key: Value): Value {
  const m = children(self(v)).get(key);
  return m === undefined ? missing(c, v, key) : m;
}

function missing(c: Call, v: Value, key: Value): Value {
  const unbounded = open(self(v));
  if (unbounded) return unbounded.item;
  throw c.raise("KeyError", c.interp.repr(key));
}

defineMethods(moduleDictClass, {
  "__len__(self)": (c, v) => (open(self(v)) ? c.unknown(open(self(v))?.reason ?? "") : children(self(v)).size),
  "__iter__(self)": (_c, v) => new PyIterator(openKeys(v) ?? children(self(v)).keys()),
  "__contains__(self, key)": (c, v, key) => (children(self(v)).has(key) ? true : open(self(v)) ? c.unknown("the names of the modules are not known") : false),
  "__getitem__(self, key)": named,
  "?__setitem__(self, key, module)": (c, v, key, module) => (add(c.interp, self(v), key, module, c.node), null),
  "__delitem__(self, key)": (c, v, key) => (children(self(v)).has(key) ? (children(self(v)).delete(key), null) : (missing(c, v, key), null)),
  "clear(self)": (_c, v) => (children(self(v)).clear(), null),
  "pop(self, key)": (c, v, key) => {
    const m = named(c, v, key);
    children(self(v)).delete(key);
    return m;
  },
  "keys(self)": (_c, v) => view(v, "keys", openKeys(v)),
  "values(self)": (_c, v) => view(v, "values", open(self(v))),
  "items(self)": (_c, v) => view(v, "items", openItems(v)),
  "?update(self, modules)": (c, v, modules) => {
    const rest = eachPair(c, modules, "ModuleDict", (key, module) => c.interp.setitem(v, key, module, c.node));
    if (rest) setOpen(self(v), rest);
    return null;
  },
});

/** What a dictionary of modules gives as a dictionary's view. */
function view(v: Value, part: "keys" | "values" | "items", rest: Unbounded | null): Value {
  if (rest === null) return new DictView(children(self(v)), part);
  const list = new PyList([]);
  list.unbounded = rest;
  return list;
}

function openKeys(v: Value): Unbounded | null {
  const unbounded = open(self(v));
  return unbounded && new Unbounded(new Unknown(unbounded.reason), unbounded.reason);
}

function openItems(v: Value): Unbounded | null {
  const unbounded = open(self(v));
  return unbounded && new Unbounded(new PyTuple([new Unknown(unbounded.reason), unbounded.item]), unbounded.reason);
}

// ---------------------------------------------------------------- ParameterList, ParameterDict

/** What is put in becomes a parameter if it is a tensor. */
function asParameter(v: Value): Value {
  if (!(v instanceof Tensor) || v.isParameter) return v;
  return new Tensor(v.shapeOrVar, v.dtype, { isParameter: true, requiresGrad: true, strides: v.strides });
}

function put(interp: Interp, m: Instance, name: string, v: Value): void {
  interp.setattr(m, name, asParameter(v), null);
}

function listSize(m: Instance): number {
  const n = m.attrs.get("_size");
  return typeof n === "number" ? n : 0;
}

function listItems(c: Call, v: Value): Value[] {
  return Array.from({ length: listSize(self(v)) }, (_, i) => c.getattr(v, String(i)));
}

native(parameterListClass, "__init__", (interp, m, args, kwargs, node) => {
  checkOne(interp, "ParameterList", "list of parameters", args, node);
  interp.call(moduleInit, [m], NO_KWARGS, node);
  m.attrs.set("_size", 0);
  const values = args[0] ?? kwargs.get("values") ?? null;
  if (values !== null) interp.callMethod(m, "extend", [values], node);
  return null;
});
native(parameterListClass, "__call__", (interp, _m, _a, _k, node) => {
  throw interp.raise("RuntimeError", "ParameterList should not be called.", node);
});
defineMethods(parameterListClass, {
  "__len__(self)": (c, v) => (open(self(v)) ? c.unknown(open(self(v))?.reason ?? "") : listSize(self(v))),
  "__iter__(self)": (c, v) => new PyIterator(open(self(v)) ?? listItems(c, v)),
  "__getitem__(self, idx)": (c, v, key) => {
    const unbounded = open(self(v));
    if (unbounded) return asParameter(unbounded.item);
    const n = listSize(self(v));
    if (!(key instanceof PySlice)) return c.getattr(v, String(placeOf(c, key, n)));
    const indices = sliceIndices(c.interp, key, n);
    if (!indices) return c.stuck("a slice whose bounds are not known");
    return c.interp.call(self(v).cls, [new PyList(sliced(listItems(c, v), indices))], NO_KWARGS, c.node);
  },
  "?__setitem__(self, idx, param)": (c, v, key, param) => (open(self(v)) ? null : (put(c.interp, self(v), String(placeOf(c, key, listSize(self(v)))), param), null)),
  "?append(self, value)": (c, v, value) => {
    const n = listSize(self(v));
    self(v).attrs.set("_size", n + 1);
    put(c.interp, self(v), String(n), value);
    return v;
  },
  "?extend(self, values)": (c, v, values) => {
    if (values instanceof Tensor || !isIterable(c.interp, values)) throw c.raise("TypeError", `ParameterList.extend should be called with an iterable, but got ${c.typeName(values)}`);
    const items = c.interp.iterate(values, c.node);
    if (items instanceof Unbounded || items instanceof Unknown) setOpen(self(v), items);
    else for (const x of items) c.interp.callMethod(v, "append", [x], c.node);
    return v;
  },
  "?__iadd__(self, values)": (c, v, values) => c.interp.callMethod(v, "extend", [values], c.node),
});

native(parameterDictClass, "__init__", (interp, m, args, kwargs, node) => {
  checkOne(interp, "ParameterDict", "dict of parameters", args, node);
  interp.call(moduleInit, [m], NO_KWARGS, node);
  m.attrs.set("_keys", new PyDict());
  const values = args[0] ?? kwargs.get("parameters") ?? null;
  if (values !== null) interp.callMethod(m, "update", [values], node);
  return null;
});
native(parameterDictClass, "__call__", (interp, _m, args, kwargs, node) => {
  if (args.length === 0 && !kwargs.has("input")) throw interp.raise("TypeError", "ParameterDict.__call__() missing 1 required positional argument: 'input'", node, { rule: "argument-count" });
  throw interp.raise("RuntimeError", "ParameterDict should not be called.", node);
});

function keysOf(v: Value): PyDict {
  const d = self(v).attrs.get("_keys");
  return d instanceof PyDict ? d : new PyDict();
}

/** The attribute that a key names. */
function attributeOf(c: Call, key: Value): string {
  if (typeof key === "string") return key;
  throw c.raise("TypeError", `Index given to ParameterDict cannot be used as a key as it is not a string (type is '${c.typeName(key)}'). Open an issue on github if you need non-string keys.`);
}

function remove(c: Call, v: Value, key: Value): void {
  if (!keysOf(v).delete(key)) {
    if (open(self(v))) return;
    throw c.raise("KeyError", c.interp.repr(key));
  }
  c.interp.delattr(v, attributeOf(c, key), c.node);
}

function valueAt(c: Call, v: Value, key: Value): Value {
  const unbounded = keysOf(v).has(key) ? null : open(self(v));
  return unbounded ? unbounded.item : c.getattr(v, attributeOf(c, key));
}

/** Under a key that is not known: from now on there may be others besides. */
function putSomewhere(v: Value, value: Value): void {
  const others = open(self(v));
  setOpen(self(v), new Unbounded(others ? joinValues([others.item, asParameter(value)]) : asParameter(value), "parameters under keys that are not known"));
}

function hasKey(c: Call, v: Value, key: Value): Value {
  return keysOf(v).has(key) || (open(self(v)) ? c.unknown("the names of the parameters are not known") : false);
}

defineMethods(parameterDictClass, {
  "__len__(self)": (c, v) => (open(self(v)) ? c.unknown(open(self(v))?.reason ?? "") : keysOf(v).size),
  "__iter__(self)": (_c, v) => new PyIterator(openKeys(v) ?? keysOf(v).keys()),
  "__reversed__(self)": (_c, v) => new PyIterator(openKeys(v) ?? keysOf(v).keys().reverse()),
  "__contains__(self, key)": hasKey,
  "__getitem__(self, key)": valueAt,
  "?__setitem__(self, key, value)": (c, v, key, value) => {
    if (key instanceof Unknown) {
      putSomewhere(v, value);
      return null;
    }
    keysOf(v).set(key, null);
    put(c.interp, self(v), attributeOf(c, key), value);
    return null;
  },
  "__delitem__(self, key)": (c, v, key) => (remove(c, v, key), null),
  "keys(self)": (_c, v) => new PyIterator(openKeys(v) ?? keysOf(v).keys()),
  "values(self)": (c, v) => new PyIterator(open(self(v)) ?? keysOf(v).keys().map((k) => valueAt(c, v, k))),
  "items(self)": (c, v) => new PyIterator(openItems(v) ?? keysOf(v).keys().map((k) => new PyTuple([k, valueAt(c, v, k)]))),
  "get(self, key, default=None)": (c, v, key, otherwise) => (keysOf(v).has(key) ? valueAt(c, v, key) : open(self(v)) ? c.unknown("the names of the parameters are not known") : otherwise),
  "setdefault(self, key, default=None)": (c, v, key, otherwise) => {
    if (!keysOf(v).has(key)) c.interp.setitem(v, key, otherwise, c.node);
    return valueAt(c, v, key);
  },
  "copy(self)": (c, v) => {
    const copied = c.interp.call(parameterDictClass, [PyDict.of(keysOf(v).keys().map((k) => [k, valueAt(c, v, k)] as const), orderedDictClass)], NO_KWARGS, c.node);
    const others = open(self(v));
    if (others) setOpen(self(copied), others);
    return copied;
  },
  "clear(self)": (c, v) => {
    for (const k of keysOf(v).keys()) remove(c, v, k);
    return null;
  },
  "pop(self, key)": (c, v, key) => {
    const popped = valueAt(c, v, key);
    remove(c, v, key);
    return popped;
  },
  "popitem(self)": (c, v) => {
    const last = keysOf(v).keys().at(-1);
    if (open(self(v))) return c.unknown("which of the parameters is the last");
    if (last === undefined) throw c.raise("KeyError", "'dictionary is empty'");
    const popped = new PyTuple([last, valueAt(c, v, last)]);
    remove(c, v, last);
    return popped;
  },
  "?fromkeys(self, keys, default=None)": (c, _v, keys, otherwise) => c.interp.call(parameterDictClass, [new PyList(c.items(keys).map((k) => new PyTuple([k, otherwise])))], NO_KWARGS, c.node),
  "?update(self, parameters)": (c, v, parameters) => {
    const rest = eachPair(c, parameters, "ParameterDict", (key, value) => c.interp.setitem(v, key, value, c.node));
    if (rest) setOpen(self(v), rest);
    return null;
  },
  "__or__(self, other)": (c, v, other) => {
    const sum = c.interp.callMethod(v, "copy", [], c.node);
    c.interp.callMethod(sum, "update", [other], c.node);
    return sum;
  },
  "__ior__(self, other)": (c, v, other) => (c.interp.callMethod(v, "update", [other], c.node), v),
});
