/** `dict` and its views: construction and methods. */
import type { Interp } from "../interp.ts";
import { joinValues } from "../join.ts";
import {
  Instance,
  Alt,
  BoundMethod,
  ClassMethod,
  ClassValue,
  type Kwargs,
  PyDict,
  PyFloat,
  PyIterator,
  PyList,
  PyObject,
  PySet,
  PyTuple,
  SymBool,
  SymInt,
  Unbounded,
  Unknown,
  type Value,
} from "../values.ts";
import { type Body, Call, MISSING, defineMethods, native } from "./native.ts";
import { readProtocol, writeProtocol } from "./protocols.ts";
import { dictClass, objectClass } from "./types.ts";

export function installDicts(): void {
  dictClass.construct = (interp, cls, args, kwargs, node) => {
    // A subclass's object is filled by `dict.__init__`, which is called next.
    if (cls !== dictClass) return new PyDict(cls);
    const d = new PyDict();
    update(new Call(interp, node), d, args[0], kwargs);
    return d;
  };
  defineMethods(dictClass, { ...dictMethods, ...readProtocol, ...writeProtocol });
  const fromKeys = native("fromkeys", "cls, iterable, value=None, /", (c, cls, iterable, value) => {
    const d = cls === dictClass || !(cls instanceof ClassValue) ? new PyDict() : c.call(cls);
    const items = c.interp.iterate(iterable, c.node);
    if (!(d instanceof PyDict)) return d;
    if (items instanceof Unknown || items instanceof Unbounded) d.open = new Unknown(items.reason);
    else for (const k of items) put(d, k, value);
    return d;
  });
  dictClass.attrs.map.set("fromkeys", new ClassMethod(fromKeys));
  dictClass.attrs.map.set(
    "__class_getitem__",
    new ClassMethod(native("__class_getitem__", "cls, item, /", (_c, cls) => cls as Value, { lenient: true })),
  );
}

/** Whether a dict or set can tell the value from others: no part of it is symbolic or unknown. */
export function isKey(v: Value): boolean {
  if (!(v instanceof PyObject)) return true;
  if (v instanceof Unknown || v instanceof Alt || v instanceof SymInt || v instanceof SymBool) return false;
  if (v instanceof PyTuple) return v.items.every(isKey);
  if (v instanceof Instance && v.primitive !== undefined) return isKey(v.primitive);
  return true;
}

export function isUnhashable(interp: Interp, v: Value): boolean {
  if (v instanceof PyTuple) return v.items.some((x) => isUnhashable(interp, x));
  if (v instanceof PyList || v instanceof PyDict)
    return (
      v.cls === null ||
      v.cls.lookup("__hash__") === undefined ||
      v.cls.mro.find((k) => k.attrs.has("__hash__"))?.moduleName === "builtins"
    );
  return v instanceof PySet && !v.frozen;
}

export function checkHashable(c: Call, v: Value): void {
  if (isUnhashable(c.interp, v)) throw c.raise("TypeError", unhashable(c.interp, v));
}

/** Python's message for a value that has no hash. */
export function unhashable(interp: Interp, v: Value): string {
  const odd = v instanceof PyTuple ? v.items.find((x) => isUnhashable(interp, x)) : undefined;
  return odd === undefined ? `unhashable type: '${interp.typeName(v)}'` : unhashable(interp, odd);
}

/** Stores an item; under a key that is not known, the dict may hold anything besides, and any value of its kind may be replaced. */
export function put(d: PyDict, key: Value, value: Value): void {
  if (isKey(key)) d.set(key, value);
  else open(d, value instanceof Unknown ? value : new Unknown("stored under a key that is not known"), value);
}

/** From now on it may hold anything besides, and what it holds may be replaced by the like of a value: settings, not functions and layers, which tables are filled with once. */
export function open(d: PyDict, what: Unknown, value: Value = what): void {
  d.admit(what);
  if (d.isNamespace) {
    // Numbers that hold the place of what a table gives.
    for (const e of [...d.entries.values()]) if (e.value === null || typeof e.value === "number" || e.value instanceof PyFloat) d.set(e.key, joinValues([e.value, value]));
    return;
  }
  for (const [hash, e] of d.entries) {
    if (isSetting(e.value) && (value instanceof Unknown || kindOf(value) === kindOf(e.value))) d.entries.set(hash, { ...e, value: joinValues([e.value, value]) });
  }
}

/** A number, text or tensor, or what holds such. */
function isSetting(v: Value): boolean {
  return !(v instanceof PyObject) || v instanceof PyFloat || v instanceof PyTuple || v instanceof PyList || v instanceof PyDict || v instanceof SymInt || v.kind === "tensor";
}

function kindOf(v: Value): string {
  return v instanceof PyObject ? v.kind : typeof v;
}

/** `d.update(other, **kwargs)`. */
export function update(c: Call, d: PyDict, other: Value | undefined, kwargs: Kwargs): void {
  const { openKwargs } = c.interp;
  c.interp.openKwargs = null;
  if (other !== undefined && other !== MISSING) merge(c, d, other);
  for (const [k, v] of kwargs) d.set(k, v);
  if (openKwargs) open(d, openKwargs);
}

function merge(c: Call, d: PyDict, other: Value): void {
  if (other instanceof PyDict && (other.cls === null || other.cls.lookup("keys") === dictClass.attrs.get("keys"))) {
    for (const e of other.entries.values()) d.set(e.key, e.value);
    if (other.open) open(d, other.open);
  } else if (other instanceof Unknown) open(d, other);
  else if (other instanceof Alt) open(d, c.unknown("items of one of several dicts"));
  else {
    const keys = c.interp.lookupAttr(other, "keys");
    if (keys === undefined) mergePairs(c, d, other);
    else mergeKeys(c, d, other, c.call(keys));
  }
}

function mergeKeys(c: Call, d: PyDict, other: Value, keys: Value): void {
  const names = c.interp.iterate(keys, c.node);
  if (names instanceof Unknown || names instanceof Unbounded) open(d, c.unknown(names.reason));
  else for (const k of names) put(d, k, c.interp.getitem(other, k, c.node));
}

function mergePairs(c: Call, d: PyDict, other: Value): void {
  const pairs = c.interp.iterate(other, c.node);
  if (pairs instanceof Unknown || pairs instanceof Unbounded) open(d, c.unknown(pairs.reason));
  else for (const [i, p] of pairs.entries()) mergePair(c, d, p, i);
}

function mergePair(c: Call, d: PyDict, p: Value, i: number): void {
  const isPlain = !isOrdered(d);
  if (isPlain && !(p instanceof PyObject) && typeof p !== "string")
    throw c.raise("TypeError", `cannot convert dictionary update sequence element #${i} to a sequence`);
  const pair = c.interp.iterate(p, c.node);
  if (pair instanceof Unknown || pair instanceof Unbounded) {
    open(d, c.unknown(pair.reason));
    return;
  }
  const [key, value] = pair;
  if (pair.length !== 2 || key === undefined || value === undefined)
    throw c.raise("ValueError", isPlain ? `dictionary update sequence element #${i} has length ${pair.length}; 2 is required` : unpacked(pair.length));
  checkHashable(c, key);
  put(d, key, value);
}

/** An `OrderedDict` takes pairs as `MutableMapping` does. */
function isOrdered(d: PyDict): boolean {
  return d.cls?.mro.some((k) => k.name === "OrderedDict" && k.moduleName === "collections") === true;
}

/** What it says of a pair of so many. */
function unpacked(count: number): string {
  return count > 2 ? "too many values to unpack (expected 2)" : `need more than ${count} value${count === 1 ? "" : "s"} to unpack`;
}

function dictOf(c: Call, self: Value): PyDict {
  if (self instanceof PyDict) return self;
  c.known(self);
  throw c.raise("TypeError", `descriptor requires a 'dict' object but received a '${c.typeName(self)}'`);
}

/** The value under a key; `absent` where there is none, and what is known where that is open. */
function lookup(c: Call, d: PyDict, key: Value, absent: () => Value, otherwise: Value = MISSING): Value {
  if (key instanceof Alt) return c.interp.forkOver(key, (k) => lookup(c, d, k, absent, otherwise));
  if (!isKey(key)) {
    const found = key instanceof SymInt ? d.get(key) : undefined;
    if (found !== undefined) return found;
    return d.size === 0 && !d.open ? absent() : new Unknown("looked up under a key that is not known", c.node);
  }
  checkHashable(c, key);
  const found = d.entry(key);
  if (found !== undefined) return found.maybe && otherwise !== MISSING ? joinValues([found.value, otherwise]) : found.value;
  return d.open ? new Unknown(d.open.reason, d.open.where) : absent();
}

const dictMethods: Record<string, Body> = {
  "?__init__(self, iterable?, /, **kwargs)": (c, self, iterable) => {
    const d = dictOf(c, self);
    if (d.cls !== null) update(c, d, iterable, c.kwargs);
    return null;
  },
  "?get(self, key, default=None, /)": (c, self, key, otherwise) => lookup(c, dictOf(c, self), key, () => otherwise, otherwise),
  "?setdefault(self, key, default=None, /)": (c, self, key, otherwise) => {
    const d = dictOf(c, self);
    const value = lookup(c, d, key, () => {
      put(d, key, otherwise);
      return otherwise;
    }, otherwise);
    if (d.entry(key)?.maybe) d.set(key, value);
    return value;
  },
  "?pop(self, key, default?, /)": (c, self, key, otherwise) => {
    const d = dictOf(c, self);
    const value = lookup(c, d, key, () => {
      if (otherwise === MISSING) throw c.raise("KeyError", c.interp.repr(key));
      return otherwise;
    }, otherwise);
    if (isKey(key)) d.delete(key);
    else d.mayLack(new Unknown("an item was removed that is not known"));
    return value;
  },
  "popitem(self)": (c, self) => {
    const d = dictOf(c, self);
    if (d.open) return c.stuck(d.open.reason);
    const last = [...d.entries.values()].at(-1);
    if (!last) throw c.raise("KeyError", "'popitem(): dictionary is empty'");
    d.delete(last.key);
    return new PyTuple([last.key, last.value]);
  },
  "?update(self, other?, /, **kwargs)": (c, self, other) => {
    update(c, dictOf(c, self), other, c.kwargs);
    return null;
  },
  "clear(self)": (c, self) => {
    const d = dictOf(c, self);
    d.clear();
    d.open = null;
    return null;
  },
  "copy(self)": (c, self) => copyDict(dictOf(c, self), null),
  "keys(self)": (c, self) => new DictView(dictOf(c, self), "keys"),
  "values(self)": (c, self) => new DictView(dictOf(c, self), "values"),
  "items(self)": (c, self) => new DictView(dictOf(c, self), "items"),
  "?__delitem__(self, key, /)": (c, self, key) => {
    const d = dictOf(c, self);
    if (!isKey(key)) d.mayLack(new Unknown("an item was removed that is not known"));
    else if (!d.delete(key) && !d.open) throw c.raise("KeyError", c.interp.repr(key));
    return null;
  },
  "?__or__(self, other, /)": (c, self, other) => c.interp.binary("|", copyDict(dictOf(c, self), null), other, c.node),
};

export function copyDict(d: PyDict, cls: ClassValue | null): PyDict {
  const copy = new PyDict(cls);
  copy.entries = new Map(d.entries);
  copy.open = d.open;
  copy.defaultFactory = d.defaultFactory;
  return copy;
}

/** `d.keys()`, `d.values()` or `d.items()`: a live view. */
export class DictView extends PyObject {
  readonly kind = "dictview";
  readonly dict: PyDict;
  readonly part: "keys" | "values" | "items";
  constructor(dict: PyDict, part: "keys" | "values" | "items") {
    super();
    this.dict = dict;
    this.part = part;
  }
  override pyClass(): ClassValue {
    return viewClass(this.part);
  }
  private list(): Value[] {
    return this.part === "keys" ? this.dict.keys() : this.part === "values" ? this.dict.values() : this.dict.items();
  }
  override pyIterate(): readonly Value[] | Unbounded {
    const { open: rest } = this.dict;
    if (!rest) return this.list();
    const unknown = (): Unknown => new Unknown(rest.reason, rest.where);
    return new Unbounded(this.part === "items" ? new PyTuple([unknown(), unknown()]) : unknown(), rest.reason);
  }
  override pyLen(): Value {
    return this.dict.open || this.dict.lacksSome ? new Unknown(this.dict.open?.reason ?? "keys that may not be there") : this.dict.size;
  }
  override pyTruth(): Value {
    return this.dict.open && this.dict.size === 0 ? new Unknown(this.dict.open.reason) : this.dict.size > 0;
  }
  override pyContains(interp: Interp, item: Value): Value {
    if (this.part === "keys") return interp.compare("in", item, this.dict, null);
    return interp.compare("in", item, new PyList(this.list()), null);
  }
  override pyBinary(interp: Interp, op: string, other: Value, reflected: boolean): Value | undefined {
    if (!["&", "|", "-", "^"].includes(op) || this.part === "values") return undefined;
    if (this.dict.open) return new Unknown(this.dict.open.reason);
    const items = interp.iterate(other, null);
    if (items instanceof Unknown) return items;
    if (items instanceof Unbounded) return new Unknown(items.reason);
    const [a, b] = [new PySet(this.list()), new PySet(items)];
    return interp.binary(op, reflected ? b : a, reflected ? a : b, null);
  }
  override pyCompare(interp: Interp, op: string, other: Value, reflected: boolean): Value | undefined {
    if (this.part === "values") return undefined;
    if (this.dict.open) return new Unknown(this.dict.open.reason);
    const set = other instanceof DictView ? new PySet(other.list()) : other;
    if (!(set instanceof PySet)) return undefined;
    const own = new PySet(this.list());
    return interp.compare(op, reflected ? set : own, reflected ? own : set, null);
  }
  override pyRepr(interp: Interp): string {
    return `dict_${this.part}(${interp.repr(new PyList(this.list()))})`;
  }
  override pyGetattr(interp: Interp, name: string): Value | undefined {
    if (name === "mapping") return this.dict;
    if (name === "isdisjoint")
      return new BoundMethod(
        this,
        native(
          "isdisjoint",
          "self, other, /",
          (c, _self, other) =>
            !c.items(other).some((v) => c.interp.truth(c.interp.compare("in", v, this, c.node)) === true),
        ),
      );
    if (name === "__len__") return native("__len__", "", () => this.pyLen());
    if (name === "__iter__") return native("__iter__", "", () => new PyIterator(() => this.pyIterate()));
    if (name === "__contains__") return native("__contains__", "item, /", (_c, item) => this.pyContains(interp, item));
    return undefined;
  }
  override sameAs(other: PyObject): boolean {
    return other instanceof DictView && other.dict === this.dict && other.part === this.part;
  }
}

const viewClasses = new Map<string, ClassValue>();
function viewClass(part: string): ClassValue {
  let cls = viewClasses.get(part);
  if (!cls) {
    cls = new ClassValue(`dict_${part}`, [objectClass]);
    viewClasses.set(part, cls);
  }
  return cls;
}
