/** `getattr` and its like, `vars`, `dir`, `isinstance` and `issubclass`. */
import {
  Alt,
  BoundMethod,
  ClassValue,
  FunctionValue,
  Instance,
  LazyImport,
  ModuleValue,
  Namespace,
  NativeFunction,
  PyDict,
  PyList,
  PyTuple,
  StaticMethod,
  Unknown,
  type Value,
  hashKey,
} from "../values.ts";
import { attempt } from "./iterators.ts";
import { type Call, MISSING, type NativeTable } from "./native.ts";
import { stringOf } from "./numbers.ts";
import { classOf } from "./types.ts";

/** The `__dict__` of an object or module: what is stored in it is stored there. */
export class LiveDict extends PyDict {
  readonly names: Namespace;
  constructor(names: Namespace) {
    super();
    this.names = names;
    for (const [key, value] of names.entries()) this.entries.set(hashKey(key), { key, value });
    if (names.openFor !== null) this.open = new Unknown(names.openFor);
  }
  override get isNamespace(): boolean {
    return true;
  }
  override set(key: Value, value: Value): void {
    super.set(key, value);
    if (typeof key === "string") this.names.set(key, value);
  }
  override delete(key: Value): boolean {
    if (typeof key === "string") this.names.delete(key);
    return super.delete(key);
  }
  override admit(what: Unknown): void {
    this.names.openFor ??= what.reason;
    super.admit(what);
  }
  override clear(): void {
    for (const name of [...this.names.keys()]) this.names.delete(name);
    super.clear();
  }
}

/** The dict that `vars(v)` or `v.__dict__` is; undefined where the object has none. */
export function dictOf(v: Value): PyDict | undefined {
  if (v instanceof Instance || v instanceof FunctionValue) return new LiveDict(v.attrs);
  if (v instanceof ModuleValue) return new LiveDict(v.globals);
  if (v instanceof ClassValue) return PyDict.of([...v.attrs.entries()]);
  if ((v instanceof PyDict || v instanceof PyList || v instanceof PyTuple) && v.cls) {
    v.attrs ??= new Namespace();
    return new LiveDict(v.attrs);
  }
  return undefined;
}

/** `setattr` of a name that is not known: any attribute may be what is set. False: the name is known. */
export function setSomewhere(object: Value, name: Value): boolean {
  if (!(name instanceof Unknown || name instanceof Alt)) return false;
  const reason = name instanceof Unknown ? name : new Unknown("one of several names");
  if (object instanceof ClassValue) object.attrs.openFor ??= reason.reason;
  else dictOf(object)?.admit(reason);
  return true;
}

/** An object that is no class for certain: a list, a function, an instance that does not say what its instances are. */
function isNoClass(v: Value): boolean {
  if (v instanceof Instance) return v.cls.lookup("__instancecheck__") === undefined && v.cls.lookup("__class__") === undefined && v.cls.module?.path?.startsWith("<") !== true && v.cls.mro.every((k) => k.unknownBase === null);
  return v instanceof PyList || v instanceof PyDict || v instanceof FunctionValue;
}

export const attributeFunctions: NativeTable = {
  "?getattr(object, name, default?, /)": (c, object, name, otherwise) => {
    const text = nameOf(c, c.known(name), "getattr(): attribute name must be string");
    if (object instanceof Alt) return c.interp.forkOver(object, (o) => read(c, o, text, otherwise));
    return read(c, object, text, otherwise);
  },
  "?hasattr(object, name, /)": (c, object, name) => {
    const has = hasAttribute(c, object, nameOf(c, c.known(name), "hasattr(): attribute name must be string"));
    return has ?? c.stuck("whether an object has an attribute");
  },
  "?setattr(object, name, value, /)": (c, object, name, value) => {
    if (setSomewhere(object, name)) return null;
    c.interp.setattr(object, nameOf(c, c.known(name), "attribute name must be string, not 'int'"), value, c.node);
    return null;
  },
  "delattr(object, name, /)": (c, object, name) => {
    c.interp.delattr(object, nameOf(c, name, "attribute name must be string"), c.node);
    return null;
  },
  "vars(object?, /)": (c, object) => {
    if (object === MISSING) return c.stuck("the local variables");
    const dict = dictOf(object);
    if (dict) return dict;
    const own = c.interp.lookupAttr(object, "__dict__");
    if (own !== undefined) return own;
    throw c.raise("TypeError", "vars() argument must have __dict__ attribute");
  },
  "dir(object?, /)": (c, object) => {
    if (object === MISSING) return c.stuck("the local names");
    const own = object instanceof Instance ? object.cls.lookup("__dir__") : undefined;
    const names =
      own === undefined
        ? [...new Set(c.interp.attributeNames(object))]
        : c.items(c.call(own, object)).map((v) => stringOf(v) ?? c.stuck("a name that is not known"));
    if (object instanceof ModuleValue && object.lazy)
      for (const [name] of c.interp.publicNames(object)) names.push(name);
    return new PyList([...new Set(names)].sort());
  },
  "?callable(object, /)": (c, object) => isCallable(c, object) ?? c.stuck("whether a value can be called"),
  "?isinstance(object, classinfo, /)": (c, object, classinfo) => {
    for (const one of classinfo instanceof PyTuple ? classinfo.items : [classinfo]) {
      if (typeof one !== "object" || one === null || isNoClass(one))
        throw c.raise("TypeError", "isinstance() arg 2 must be a type, a tuple of types, or a union");
    }
    return c.interp.isinstance(object, classinfo) ?? c.stuck("whether a value is an instance of a class");
  },
  "?issubclass(cls, classinfo, /)": (c, cls, classinfo) => {
    if (cls instanceof Alt)
      return c.interp.forkOver(
        cls,
        (o) => isSubclass(c, o, classinfo) ?? c.unknown("whether a class is a subclass"),
      );
    return isSubclass(c, c.known(cls), classinfo) ?? c.stuck("whether a class is a subclass");
  },
};

function nameOf(c: Call, v: Value, message: string): string {
  const text = stringOf(v);
  if (text === undefined) throw c.raise("TypeError", message);
  return text;
}

function read(c: Call, object: Value, name: string, otherwise: Value): Value {
  if (otherwise === MISSING) return c.getattr(object, name);
  const v = attempt(c, "AttributeError", () => c.interp.lookupAttr(object, name));
  return v === undefined ? otherwise : v;
}

/** undefined: not known. */
export function hasAttribute(c: Call, object: Value, name: string): boolean | undefined {
  if (object instanceof Unknown) return undefined;
  if (object instanceof Alt) {
    const answers = new Set(object.options.map((o) => hasAttribute(c, o, name)));
    return answers.size === 1 ? [...answers][0] : undefined;
  }
  const own =
    object instanceof ModuleValue
      ? object.globals
      : object instanceof Instance || object instanceof FunctionValue
        ? object.attrs
        : undefined;
  if (own?.has(name)) return true;
  if (object instanceof Instance && object.cls.lookup("__getattr__") === undefined) {
    const found = object.cls.lookup(name);
    if (found instanceof FunctionValue || found instanceof NativeFunction || found instanceof StaticMethod) return true;
  }
  const v = attempt(c, "AttributeError", () => c.interp.lookupAttr(object, name));
  if (v === undefined) return false;
  const cls = object instanceof ClassValue ? object : classOf(object, c.interp);
  const guessed = v instanceof Unknown && cls.lookup(name) === undefined && cls.mro.some((k) => k.unknownBase);
  return guessed ? undefined : true;
}

/** undefined: not known. */
export function isCallable(c: Call, v: Value): boolean | undefined {
  if (v instanceof LazyImport) return isCallable(c, v.resolve());
  if (v instanceof Unknown) return undefined;
  if (v instanceof Alt) {
    const answers = new Set(v.options.map((o) => isCallable(c, o)));
    return answers.size === 1 ? [...answers][0] : undefined;
  }
  if (v instanceof FunctionValue || v instanceof NativeFunction || v instanceof BoundMethod || v instanceof ClassValue)
    return true;
  if (v instanceof Instance) {
    if (v.cls.lookup("__call__") !== undefined) return true;
    return v.cls.mro.some((k) => k.unknownBase) ? undefined : false;
  }
  return v !== null && typeof v === "object" && v.pyCall !== undefined;
}

/** undefined: not known. */
function isSubclass(c: Call, cls: Value, of: Value): boolean | undefined {
  if (of instanceof Unknown || of instanceof Alt) return undefined;
  if (of instanceof PyTuple) {
    const answers = of.items.map((o) => isSubclass(c, cls, o));
    if (answers.includes(true)) return true;
    return answers.includes(undefined) ? undefined : false;
  }
  if (!(cls instanceof ClassValue)) throw c.raise("TypeError", "issubclass() arg 1 must be a class");
  if (!(of instanceof ClassValue)) return undefined;
  if (cls.isSubclassOf(of)) return true;
  const check = of.metaclass?.lookup("__subclasscheck__") ?? of.attrs.get("__subclasscheck__");
  if (
    check instanceof FunctionValue ||
    (check instanceof NativeFunction && of.attrs.get("__subclasscheck__") === check)
  )
    return c.interp.truth(c.call(check, of, cls));
  return cls.mro.some((k) => k.unknownBase) ? undefined : false;
}
