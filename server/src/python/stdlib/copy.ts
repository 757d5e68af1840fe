/** `copy`. */
import { type Call, type NativeTable, natives } from "../builtins/native.ts";
import { copyDict } from "../builtins/dicts.ts";
import { copySet } from "../builtins/sets.ts";
import { exceptionClass } from "../builtins/types.ts";
import { BoundMethod, Instance, PyDict, PyList, PyObject, PySet, PyTuple, type Value } from "../values.ts";

export function copyModule(): Record<string, Value> {
  return { ...natives(functions), Error: exceptionClass("Exception"), error: exceptionClass("Exception") };
}

const functions: NativeTable = {
  "copy(x)": (c, x) => shallowCopy(c, x),
  "deepcopy(x, memo=None, _nil=None)": (c, x, memo) =>
    deepCopy(c, x, new Map(), memo instanceof PyDict ? memo : new PyDict()),
};

function shallowCopy(c: Call, v: Value): Value {
  if (!(v instanceof PyObject)) return v;
  if (v instanceof Instance) {
    const own = v.cls.lookup("__copy__");
    if (own !== undefined) return c.call(own, v);
    if (isShared(v)) return v;
    const made = sameKind(v);
    for (const [name, value] of v.attrs.entries()) made.attrs.map.set(name, value);
    return made;
  }
  if (v instanceof PyList || v instanceof PySet || v instanceof PyDict) return copyContainer(c, v);
  return v.pyCopy?.(c.interp, false) ?? v;
}

/** The container itself anew, with the same items. */
function copyContainer(c: Call, v: PyList | PySet | PyDict): Value {
  const own = v.cls?.lookup("__copy__");
  if (own !== undefined) return c.call(own, v);
  // A library's own kind of dict or list copies itself.
  const method =
    v.cls?.node === null && v.cls.lookup("copy") !== undefined ? c.interp.lookupAttr(v, "copy") : undefined;
  let made: Value;
  if (method !== undefined) made = c.call(method);
  else if (v instanceof PySet) made = copySet(v);
  else if (v instanceof PyDict) made = copyDict(v, v.cls);
  else {
    const list = new PyList(v.items.slice(), v.cls);
    list.unbounded = v.unbounded;
    made = list;
  }
  if ("attrs" in v && v.attrs && made instanceof PyObject)
    for (const [name, value] of v.attrs.entries()) c.interp.setattr(made, name, value, c.node);
  return made;
}

function sameKind(v: Instance): Instance {
  const made = new Instance(v.cls);
  made.primitive = v.primitive;
  made.site = v.site;
  made.native = v.native;
  return made;
}

/** Copies everything that is reached, each object once; functions, classes and modules are shared. */
export function deepCopy(c: Call, v: Value, done: Map<PyObject, Value>, memo: PyDict = new PyDict()): Value {
  if (!(v instanceof PyObject)) return v;
  const known = done.get(v);
  if (known !== undefined) return known;
  const copy = (x: Value): Value => deepCopy(c, x, done, memo);
  if (v instanceof Instance) {
    const own = v.cls.lookup("__deepcopy__");
    if (own !== undefined) {
      const made = c.call(own, v, memo);
      done.set(v, made);
      return made;
    }
    if (isShared(v)) return v;
    const made = sameKind(v);
    done.set(v, made);
    for (const [name, value] of v.attrs.entries()) made.attrs.map.set(name, copy(value));
    return made;
  }
  if (v instanceof PyTuple) {
    const items = v.items.map(copy);
    const made = items.every((x, i) => x === v.items[i]) ? v : new PyTuple(items, v.cls);
    done.set(v, made);
    return made;
  }
  if (v instanceof PyList) {
    const made = copyContainer(c, v);
    done.set(v, made);
    if (made instanceof PyList) made.replace(made.items.map(copy), made.unbounded);
    return made;
  }
  if (v instanceof PyDict) {
    const made = copyContainer(c, v);
    done.set(v, made);
    if (made instanceof PyDict) {
      const entries = [...made.entries.values()];
      made.entries.clear();
      for (const e of entries) made.set(copy(e.key), copy(e.value));
    }
    return made;
  }
  if (v instanceof PySet) {
    const made = copySet(v);
    done.set(v, made);
    return made;
  }
  if (v instanceof BoundMethod) return new BoundMethod(copy(v.self), v.func);
  const made = v.pyCopy?.(c.interp, true) ?? v;
  done.set(v, made);
  return made;
}

/** Members of an enum are never copied. */
function isShared(v: Instance): boolean {
  return v.cls.lookup("__members__") !== undefined;
}
