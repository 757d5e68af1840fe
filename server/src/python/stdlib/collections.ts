/** `collections`. */
import type { Interp } from "../interp.ts";
import { type Call, type NativeTable, MISSING, defineMethods, native } from "../builtins/native.ts";
import { copyDict, isKey, put, update } from "../builtins/dicts.ts";
import { needInt, stringOf } from "../builtins/numbers.ts";
import { loosen } from "../builtins/sequences.ts";
import { dictClass, listClass, objectClass } from "../builtins/types.ts";
import { touch } from "../trail.ts";
import { ClassMethod, ClassValue, PyDict, PyList, PyTuple, Unbounded, Unknown, type Value } from "../values.ts";
import { nativeClass } from "./classMaker.ts";
import { namedTuple } from "./namedTuple.ts";

export function collectionsModule(interp: Interp): Record<string, Value> {
  shareListMethods();
  const source = interp.importModule("_collections_source");
  const fromSource = (name: string): Value => interp.lookupAttr(source, name) ?? null;
  return {
    OrderedDict: orderedDictClass,
    defaultdict: defaultdictClass,
    Counter: counterClass,
    deque: dequeClass,
    namedtuple: native(
      "namedtuple",
      "typename, field_names, *, rename=False, defaults=None, module=None",
      (c, name, fields, _rename, defaults, module) => {
        const names = fieldNames(c, fields);
        const values = defaults === null ? [] : c.items(defaults);
        const from =
          module === null ? (c.interp.site?.callee?.module.name ?? "__main__") : (stringOf(module) ?? "__main__");
        return namedTuple(stringOf(name) ?? "namedtuple", names, values, from);
      },
    ),
    ChainMap: fromSource("ChainMap"),
    UserDict: fromSource("UserDict"),
    UserList: fromSource("UserList"),
    UserString: fromSource("UserString"),
    abc: interp.importModule("collections.abc"),
  };
}

function fieldNames(c: Call, fields: Value): string[] {
  const text = stringOf(fields);
  if (text !== undefined)
    return text
      .replaceAll(",", " ")
      .split(/\s+/)
      .filter((n) => n !== "");
  return c.items(fields).map((v) => stringOf(v) ?? c.stuck("a field whose name is not known"));
}

// ---------------------------------------------------------------- dicts

/** A dict whose `repr` names its class. */
class NamedDict extends PyDict {
  override pyGetattr(_interp: Interp, name: string): Value | undefined {
    return name === "default_factory" && this.cls?.isSubclassOf(defaultdictClass)
      ? (this.defaultFactory ?? null)
      : undefined;
  }
  override pyRepr(interp: Interp): string {
    const name = this.cls?.name ?? "dict";
    const plain = interp.repr(copyDict(this, null));
    if (this.cls?.isSubclassOf(defaultdictClass))
      return `${name}(${interp.repr(this.defaultFactory ?? null)}, ${plain})`;
    if (this.size === 0) return `${name}()`;
    if (this.cls?.isSubclassOf(orderedDictClass)) return `${name}(${interp.repr(new PyList(this.items()))})`;
    return `${name}(${plain})`;
  }
}

export const orderedDictClass = nativeClass("OrderedDict", {
  module: "collections",
  bases: [dictClass],
  construct: (_interp, cls) => new NamedDict(cls),
  methods: {
    "?__init__(self, *args, **kwargs)": (c, self) => {
      if (c.rest.length > 1) throw c.raise("TypeError", `expected at most 1 arguments, got ${c.rest.length}`);
      update(c, self as PyDict, c.rest[0], c.kwargs);
      return null;
    },
    "?move_to_end(self, key, last=True)": (c, self, key, last) => {
      const d = self as PyDict;
      const entry = isKey(key) ? [...d.entries].find(([, e]) => c.interp.equal(e.key, key) === true) : undefined;
      if (!entry) {
        if (d.open || !isKey(key)) return null;
        throw c.raise("KeyError", c.interp.repr(key));
      }
      touch(d);
      const rest = [...d.entries].filter(([hash]) => hash !== entry[0]);
      d.entries = new Map(c.truth(last) ? [...rest, entry] : [entry, ...rest]);
      return null;
    },
    "popitem(self, last=True)": (c, self, last) => {
      const d = self as PyDict;
      if (d.open) return c.stuck(d.open.reason);
      const all = [...d.entries.values()];
      const entry = c.truth(last) ? all.at(-1) : all[0];
      if (!entry) throw c.raise("KeyError", "'dictionary is empty'");
      d.delete(entry.key);
      return new PyTuple([entry.key, entry.value]);
    },
    "copy(self)": (_c, self) => copyNamed(self as PyDict),
    "?__or__(self, other, /)": (c, self, other) => merged(c, self as PyDict, self, other),
    "?__ror__(self, other, /)": (c, self, other) => merged(c, self as PyDict, other, self),
  },
});

/** `a | b`, of the class of `like`. */
function merged(c: Call, like: PyDict, a: Value, b: Value): Value {
  const out = copyNamed(like);
  out.entries = new Map();
  out.open = null;
  update(c, out, a, new Map());
  update(c, out, b, new Map());
  return out;
}

function copyNamed(d: PyDict): PyDict {
  const copy = new NamedDict(d.cls);
  copy.entries = new Map(d.entries);
  copy.open = d.open;
  copy.defaultFactory = d.defaultFactory;
  return copy;
}

const defaultdictClass = nativeClass("defaultdict", {
  module: "collections",
  bases: [dictClass],
  construct: (_interp, cls) => new NamedDict(cls),
  methods: {
    "?__init__(self, default_factory=None, iterable?, /, **kwargs)": (c, self, factory, iterable) => {
      const d = self as PyDict;
      d.defaultFactory = factory;
      update(c, d, iterable, c.kwargs);
      return null;
    },
    "?__missing__(self, key, /)": (c, self, key) => {
      const d = self as PyDict;
      if (d.defaultFactory === undefined || d.defaultFactory === null) throw c.raise("KeyError", c.interp.repr(key));
      const made = c.call(d.defaultFactory);
      put(d, key, made);
      return made;
    },
    "copy(self)": (_c, self) => copyNamed(self as PyDict),
    "?__or__(self, other, /)": (c, self, other) => merged(c, self as PyDict, self, other),
    "?__ror__(self, other, /)": (c, self, other) => merged(c, self as PyDict, other, self),
  },
});

const counterClass: ClassValue = nativeClass("Counter", {
  module: "collections",
  bases: [dictClass],
  construct: (_interp, cls) => new NamedDict(cls),
  methods: {
    "?__init__(self, iterable?, /, **kwargs)": (c, self, iterable) => {
      count(c, self as PyDict, iterable, 1);
      return null;
    },
    "?__missing__(self, key, /)": () => 0,
    "?update(self, iterable?, /, **kwargs)": (c, self, iterable) => {
      count(c, self as PyDict, iterable, 1);
      return null;
    },
    "?subtract(self, iterable?, /, **kwargs)": (c, self, iterable) => {
      count(c, self as PyDict, iterable, -1);
      return null;
    },
    "most_common(self, n=None)": (c, self, n) => {
      const d = self as PyDict;
      if (d.open) return c.stuck(d.open.reason);
      const pairs = [...d.entries.values()].map((e, i) => ({
        e,
        i,
        n: typeof e.value === "number" ? e.value : c.stuck("a count that is not known"),
      }));
      pairs.sort((a, b) => b.n - a.n || a.i - b.i);
      return new PyList(
        pairs.slice(0, n === null ? undefined : needInt(c, n)).map(({ e }) => new PyTuple([e.key, e.value])),
      );
    },
    "elements(self)": (c, self) =>
      new PyList(
        [...(self as PyDict).entries.values()].flatMap((e) =>
          Array.from({ length: Math.max(needInt(c, e.value), 0) }, () => e.key),
        ),
      ),
    "total(self)": (c, self) =>
      (self as PyDict).values().reduce<Value>((a, b) => c.interp.binary("+", a, b, c.node), 0),
    "copy(self)": (_c, self) => copyNamed(self as PyDict),
    "__add__(self, other, /)": (c, self, other) => combined(c, self, other, (a, b) => a + b),
    "__sub__(self, other, /)": (c, self, other) => combined(c, self, other, (a, b) => a - b),
    "__or__(self, other, /)": (c, self, other) => combined(c, self, other, Math.max),
    "__and__(self, other, /)": (c, self, other) => combined(c, self, other, Math.min),
  },
});

function count(c: Call, d: PyDict, iterable: Value, sign: number): void {
  const add = (key: Value, n: Value): void => {
    const step = sign < 0 ? c.interp.binary("-", 0, n, c.node) : n;
    if (isKey(key)) d.set(key, c.interp.binary("+", d.get(key) ?? 0, step, c.node));
    else put(d, key, c.unknown("a count"));
  };
  if (iterable instanceof PyDict) {
    for (const e of iterable.entries.values()) add(e.key, e.value);
    if (iterable.open) put(d, iterable.open, iterable.open);
  } else if (iterable !== MISSING && iterable !== null) {
    const items = c.interp.iterate(iterable, c.node);
    if (items instanceof Unknown || items instanceof Unbounded)
      put(d, c.unknown(items.reason), c.unknown(items.reason));
    else for (const v of items) add(v, 1);
  }
  for (const [k, v] of c.kwargs) add(k, v);
}

function combined(c: Call, a: Value, b: Value, f: (x: number, y: number) => number): Value {
  if (!(a instanceof PyDict) || !(b instanceof PyDict) || a.open || b.open) return c.stuck("counts that are not known");
  const out = new NamedDict(counterClass);
  const read = (d: PyDict, k: Value): number => {
    const n = d.get(k) ?? 0;
    return typeof n === "number" ? n : c.stuck("a count that is not known");
  };
  for (const k of [...a.keys(), ...b.keys()]) {
    const n = f(read(a, k), read(b, k));
    if (n > 0) out.set(k, n);
  }
  return out;
}

// ---------------------------------------------------------------- deque

class Deque extends PyList {
  maxlen: Value = null;
  override pyGetattr(_interp: Interp, name: string): Value | undefined {
    return name === "maxlen" ? this.maxlen : undefined;
  }
  override pyRepr(interp: Interp): string {
    const items = interp.repr(new PyList(this.items));
    return `deque(${items}${this.maxlen === null ? "" : `, maxlen=${interp.repr(this.maxlen)}`})`;
  }
}

/** Drops what a bounded deque has no room for, from the other end. */
function trim(c: Call, d: Deque, from: "left" | "right"): void {
  if (d.maxlen === null || d.unbounded) return;
  if (typeof d.maxlen !== "number") return loosen(d, [], "a deque whose length is not known");
  const excess = d.items.length - needInt(c, d.maxlen);
  if (excess > 0) d.edit().splice(from === "left" ? 0 : d.items.length - excess, excess);
}

const dequeMethods: NativeTable = {
  "?__init__(self, iterable?, maxlen=None)": (c, self, iterable, maxlen) => {
    const d = self as Deque;
    d.maxlen = maxlen;
    d.replace([]);
    if (iterable !== MISSING) c.call(c.getattr(d, "extend"), iterable);
    return null;
  },
  "?append(self, x, /)": (c, self, x) => {
    const d = self as Deque;
    if (d.unbounded) loosen(d, [x], d.unbounded.reason);
    else d.edit().push(x);
    trim(c, d, "left");
    return null;
  },
  "?appendleft(self, x, /)": (c, self, x) => {
    const d = self as Deque;
    if (d.unbounded) loosen(d, [x], d.unbounded.reason);
    else d.edit().unshift(x);
    trim(c, d, "right");
    return null;
  },
  "?extend(self, iterable, /)": (c, self, iterable) => {
    c.call(listClass.lookup("extend") ?? null, self, iterable);
    trim(c, self as Deque, "left");
    return null;
  },
  "?extendleft(self, iterable, /)": (c, self, iterable) => {
    for (const v of c.items(iterable)) c.call(c.getattr(self, "appendleft"), v);
    return null;
  },
  "pop(self)": (c, self) => takeEnd(c, self as Deque, "right"),
  "popleft(self)": (c, self) => takeEnd(c, self as Deque, "left"),
  "rotate(self, n=1, /)": (c, self, n) => {
    const d = self as Deque;
    const size = d.items.length;
    if (d.unbounded || size === 0) return null;
    const by = ((needInt(c, n) % size) + size) % size;
    d.replace([...d.items.slice(size - by), ...d.items.slice(0, size - by)]);
    return null;
  },
  "copy(self)": (_c, self) => {
    const d = self as Deque;
    const copy = new Deque(d.items.slice(), d.cls);
    copy.unbounded = d.unbounded;
    copy.maxlen = d.maxlen;
    return copy;
  },
};

function takeEnd(c: Call, d: Deque, end: "left" | "right"): Value {
  if (d.unbounded) {
    const { item } = d.unbounded;
    d.replace([], d.unbounded.uncounted);
    return item;
  }
  const v = end === "left" ? d.edit().shift() : d.edit().pop();
  if (v === undefined) throw c.raise("IndexError", "pop from an empty deque");
  return v;
}

const dequeClass: ClassValue = makeDequeClass();

/** What a deque shares with a list. */
const listsOwn = [
  "insert",
  "remove",
  "clear",
  "reverse",
  "index",
  "count",
  "__len__",
  "__getitem__",
  "__setitem__",
  "__delitem__",
  "__iter__",
  "__contains__",
  "__reversed__",
];

/** Not done when this file is loaded: the list's methods may be defined after it. */
function shareListMethods(): void {
  for (const name of listsOwn) {
    const method = listClass.attrs.get(name);
    if (method !== undefined && !dequeClass.attrs.has(name)) dequeClass.attrs.map.set(name, method);
  }
}

function makeDequeClass(): ClassValue {
  const cls = new ClassValue("deque", [objectClass], null, "collections");
  cls.construct = (_interp, own) => new Deque([], own);
  defineMethods(cls, dequeMethods);
  cls.attrs.map.set(
    "__class_getitem__",
    new ClassMethod(native("__class_getitem__", "cls, item, /", (_c, own) => own, { lenient: true })),
  );
  return cls;
}
