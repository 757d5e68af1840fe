/** Reading, setting and deleting attributes, by Python's descriptor protocol. */
import type { Node } from "../syntax/ast.ts";
import { bindsOnDevice } from "./binding.ts";
import { dictOf, LiveDict } from "./builtins/attributes.ts";
import { codeAttribute } from "./builtins/code.ts";
import { objectMethods } from "./builtins/classes.ts";
import { classOf, typeClass } from "./builtins/types.ts";
import { callValue, hasUnknownBase, objectNew } from "./calls.ts";
import { misspeltConstructor } from "./constructorName.ts";
import { question } from "./spelling.ts";
import { PyRaise } from "./errors.ts";
import { resolveLazy } from "./evaluate.ts";
import { type Frame, type Interp, fromDim } from "./interp.ts";
import { ownAttribute } from "./ownAttributes.ts";
import { noteName } from "./reads.ts";
import { touch } from "./trail.ts";
import { forgetWhatTheyChange, mayFill } from "./callbacks.ts";
import { Alt, BoundMethod, ClassMethod, ClassValue, FunctionValue, Inherited, Instance, LazyImport, ModuleValue, type Namespace, NativeFunction, NO_KWARGS, NotYet, PyDict, PyFloat, PyList, PyObject, PyProperty, PyTuple, SomeComplex, StaticMethod, SuperValue, SymBool, SymInt, Unknown, type Value } from "./values.ts";

/** `obj.name`; raises AttributeError. */
export function getattr(interp: Interp, obj: Value, name: string, node: Node | null): Value {
  if (obj instanceof Alt) return interp.forkOver(obj, (o) => getattr(interp, o, name, node));
  const v = lookupAttr(interp, obj, name, node);
  if (v !== undefined) return v;
  if (isBundled(obj) && !isAskedFor(interp, obj, node)) return new Unknown(`'${name}' of ${describe(interp, obj)} is not modelled`, node);
  const openFor = openness(obj);
  if (openFor !== null && !/^__\w+__$/.test(name)) return new Unknown(`'${name}' may come from ${openFor}`, node);
  if ((obj instanceof Instance || obj instanceof ClassValue) && OF_EVERY_OBJECT.has(name)) return new Unknown(`'${name}' of ${describe(interp, obj)} is not modelled`, node);
  throw missing(interp, obj instanceof Unknown ? fromDim(interp.symbolOf(obj)) : obj, name, node);
}

/** What every object and class has, and nothing here asks for. */
const OF_EVERY_OBJECT: ReadonlySet<string> = new Set(["__annotations__", "__doc__", "__ge__", "__getstate__", "__gt__", "__le__", "__lt__", "__new__", "__subclasshook__", "__weakref__"]);

/** Why a function, a class, or an object of one may have attributes that its text does not give it. */
function openness(obj: Value): string | null {
  if (obj instanceof BoundMethod) return openness(obj.func);
  if (obj instanceof FunctionValue) return obj.attrs.openFor;
  const cls = obj instanceof Instance ? obj.cls : obj instanceof ClassValue ? obj : null;
  return cls?.mro.find((c) => c.attrs.openFor !== null)?.attrs.openFor ?? null;
}

/** What is bundled stands for more than it says, but a class that says `__closed__`: an attribute that it lacks is not known. */
function isBundled(obj: Value): boolean {
  if (obj instanceof ModuleValue) return obj.path?.startsWith("<") === true;
  if (obj instanceof SuperValue) return obj.self instanceof Instance && isBundledClass(obj.self.cls);
  const cls = obj instanceof Instance ? obj.cls : obj instanceof ClassValue ? obj : null;
  return cls !== null && isBundledClass(cls);
}

/** Whether code finds out whether a bundled class's object (`threading.local()`) has an attribute by catching that it has none. */
function isAskedFor(interp: Interp, obj: Value, node: Node | null): boolean {
  return obj instanceof Instance && obj.cls.lookup("__asked__") === true && interp.isHandled(interp.raise("AttributeError", "", node));
}

function isBundledClass(cls: ClassValue): boolean {
  return !cls.moduleName.startsWith("torch.nn") && cls.attrs.get("__closed__") === undefined && cls.mro.some((c) => c.module?.path?.startsWith("<") === true);
}

function missing(interp: Interp, obj: Value, name: string, node: Node | null): PyRaise {
  let message: string;
  if (obj instanceof ModuleValue) message = `module '${obj.name}' has no attribute '${name}'`;
  else if (obj instanceof ClassValue) message = `type object '${obj.name}' has no attribute '${name}'`;
  else if (obj instanceof SuperValue) message = `'super' object has no attribute '${name}'`;
  else message = `'${interp.typeName(obj)}' object has no attribute '${name}'`;
  const meantInit = obj instanceof Instance ? misspeltConstructor(interp, obj.cls, name) : null;
  if (meantInit) return interp.raise("AttributeError", message, node, { rule: "unknown-attribute", law: () => `${describe(interp, obj)} has no attribute '${name}': ${meantInit.name} would set it, but is no constructor`, cause: meantInit, subjects: [obj] });
  const surely = interp.meantAttribute(obj, name);
  const meant = surely ? [surely] : interp.suggestions("AttributeError", name, () => interp.attributeNames(obj));
  return interp.raise("AttributeError", message, node, {
    rule: "unknown-attribute",
    law: () => `${describe(interp, obj)} has no attribute '${name}'${question(meant)}`,
    meant,
    subjects: [obj],
    boundElsewhere: node?.kind === "Attribute" && node.value.kind === "Name" && bindsOnMachine(interp.frames.at(-1), node.value.id) ? "device" : false,
  });
}

/** Whether the code that runs gives a name another value where a condition about the machine holds: `if torch.cuda.is_available(): model = DataParallel(model)`. */
function bindsOnMachine(frame: Frame | undefined, name: string): boolean {
  if (frame === undefined) return false;
  const { func } = frame;
  return func?.node.kind === "FunctionDef" && func.node.body.some((s) => bindsOnDevice(s, name)) ? true : frame.module.mayBind(name) === "device";
}

function describe(interp: Interp, obj: Value): string {
  if (obj instanceof ModuleValue) return `module ${obj.name}`;
  if (obj instanceof ClassValue) return `class ${obj.name}`;
  const name = interp.typeName(obj);
  return `${/^[aeiou]/i.test(name) ? "an" : "a"} ${name}`;
}

/** The attribute, or undefined if there is none. */
export function lookupAttr(interp: Interp, obj: Value, name: string, node: Node | null = null): Value | undefined {
  if (obj instanceof Instance) {
    const v = instanceAttr(interp, obj, name, node);
    if (v !== undefined) return v;
    return obj.attrs.openFor !== null && !/^__\w+__$/.test(name) ? new Unknown(`'${name}' may come from ${obj.attrs.openFor}`, node) : ownAttribute(interp, obj, name);
  }
  if (obj instanceof ModuleValue || obj instanceof ClassValue) {
    const v = obj instanceof ModuleValue ? moduleAttr(interp, obj, name) : classAttr(interp, obj, name);
    return v === undefined ? ownAttribute(interp, obj, name) : v;
  }
  if (obj instanceof Unknown && isNumber(interp, obj, name)) return lookupAttr(interp, fromDim(interp.symbolOf(obj)), name, node);
  if (obj instanceof Unknown) return name === "__class__" && obj instanceof SomeComplex ? classOf(obj, interp) : new Unknown(obj.reason, obj.where ?? node);
  if (obj instanceof Alt) return interp.forkOver(obj, (o) => getattr(interp, o, name, node));
  if (obj instanceof SuperValue) return superAttr(interp, obj, name);
  if (obj instanceof LazyImport) return lookupAttr(interp, obj.resolve(), name, node);
  if (obj instanceof PyObject) {
    const own = obj.pyGetattr?.(interp, name);
    if (own !== undefined) return own;
    if (obj instanceof PyDict && obj.itemsAreAttributes) {
      const item = obj.get(name);
      if (item !== undefined) return item;
    }
    const attrs = (obj as { attrs?: Namespace | null }).attrs;
    const v = attrs?.get(name);
    if (v !== undefined) return v;
    const special = specialAttr(interp, obj, name);
    if (special !== undefined) return special;
  }
  if (name === "__class__") return classOf(obj, interp);
  const dict = name === "__dict__" ? dictOf(obj) : undefined;
  if (dict) return dict;
  const cls = classOf(obj, interp);
  const v = cls.lookup(name);
  if (v !== undefined) return bindTo(interp, obj, cls, v);
  const hook = cls.lookup("__getattr__");
  if (hook !== undefined && obj !== null) return tryGetattr(interp, hook, obj, name);
  if (obj instanceof PyDict && obj.itemsAreAttributes && obj.open && !/^__\w+__$/.test(name)) return new Unknown(obj.open.reason, node);
  return hasUnknownBase(cls) ? new Unknown(`${cls.name} has a base class that is not known`, node) : (ofObject(obj, name) ?? ownAttribute(interp, obj, name));
}

/** Whether an argument that nobody gave is an int for sure, as far as an attribute goes. */
function isNumber(interp: Interp, { isInt }: Unknown, name: string): boolean {
  return isInt && !interp.isOfTensors(name);
}

function specialAttr(interp: Interp, obj: PyObject, name: string): Value | undefined {
  if (obj instanceof FunctionValue) {
    const code = codeAttribute(obj, name);
    if (code !== undefined) return code;
    switch (name) {
      case "__name__": return obj.name;
      case "__qualname__": return obj.qualname;
      case "__module__": return runningName(obj.module) ?? obj.module.name;
      case "__doc__": return obj.node.kind === "FunctionDef" ? obj.node.docstring : null;
      case "__dict__": return new LiveDict(obj.attrs);
      case "__defaults__": return obj.attrs.get(name) ?? (obj.attrs.has(name) || obj.defaults.length === 0 ? null : new PyTuple(obj.defaults));
      case "__kwdefaults__": return obj.kwDefaults.size > 0 ? PyDict.of([...obj.kwDefaults]) : null;
      case "__annotations__": return new PyDict();
      case "__globals__": return PyDict.of([...obj.module.globals.entries()]);
      case "__call__": return obj;
      case "__get__": return new NativeFunction("__get__", (_i, [self]) => (self === null || self === undefined ? obj : new BoundMethod(self, obj)), true);
    }
  }
  if (obj instanceof NativeFunction) {
    if (name === "__name__" || name === "__qualname__") return obj.name;
    if (name === "__doc__") return null;
    if (name === "__module__") return new Unknown("the module of a builtin function");
    if (name === "__call__") return obj;
  }
  if (obj instanceof BoundMethod) {
    if (name === "__self__") return obj.self;
    if (name === "__func__") return obj.func;
    return lookupAttr(interp, obj.func, name);
  }
  if (obj instanceof PyProperty) {
    if (name === "fget") return obj.fget;
    if (name === "fset") return obj.fset;
  }
  if ((obj instanceof StaticMethod || obj instanceof ClassMethod) && name === "__func__") return obj.func;
  return undefined;
}

function instanceAttr(interp: Interp, obj: Instance, name: string, node: Node | null): Value | undefined {
  const reader = readerOf(obj.cls);
  if (reader === null) return plainAttr(interp, obj, name, node);
  const v = tryHook(interp, reader, [obj, name]);
  if (v !== undefined) return v;
  const hook = obj.cls.lookup("__getattr__");
  return hook === undefined ? undefined : tryGetattr(interp, hook, obj, name);
}

/** The name of the module that a class was defined in, `__main__` in a program. */
function definedIn(cls: ClassValue): string {
  return (cls.node && cls.module ? runningName(cls.module) : null) ?? cls.moduleName;
}

function runningName(module: ModuleValue): string | null {
  const name = module.globals.get("__name__");
  return typeof name === "string" ? name : null;
}

const readers = new WeakMap<ClassValue, Value | null>();

/** A `__getattribute__` that a class defines in place of `object`'s. */
function readerOf(cls: ClassValue): Value | null {
  let reader = readers.get(cls);
  if (reader === undefined) {
    const own = cls.lookup("__getattribute__");
    reader = own instanceof FunctionValue ? own : null;
    readers.set(cls, reader);
  }
  return reader;
}

/** `object.__getattribute__(obj, name)`. */
export function objectGetattr(interp: Interp, obj: Value, name: string, node: Node | null): Value {
  const v = obj instanceof Instance ? plainAttr(interp, obj, name, node) : lookupAttr(interp, obj, name, node);
  if (v !== undefined) return v;
  throw missing(interp, obj, name, node);
}

function plainAttr(interp: Interp, obj: Instance, name: string, node: Node | null): Value | undefined {
  const own = obj.attrs.map.get(name);
  const fromClass = obj.cls.lookup(name);
  if (fromClass instanceof PyProperty && (own === undefined || fromClass.cachedAs === null)) {
    try {
      return bindTo(interp, obj, obj.cls, fromClass, node);
    } catch (e) {
      const hook = e instanceof PyRaise && e.value.cls.name === "AttributeError" ? obj.cls.lookup("__getattr__") : undefined;
      if (hook === undefined) throw e;
      return tryGetattr(interp, hook, obj, name);
    }
  }
  if (fromClass instanceof Instance) {
    const get = fromClass.cls.lookup("__get__");
    if (get !== undefined && (own === undefined || fromClass.cls.lookup("__set__") !== undefined)) return callValue(interp, get, [fromClass, obj, obj.cls], NO_KWARGS, node);
  }
  if (own !== undefined) return own instanceof LazyImport ? own.resolve() : own;
  if (fromClass !== undefined) return bindTo(interp, obj, obj.cls, fromClass, node);
  switch (name) {
    case "__class__": return obj.cls;
    case "__dict__": return interp.instanceDict(obj);
    case "__module__": return definedIn(obj.cls);
  }
  if (obj.primitive !== undefined) {
    const v = lookupAttr(interp, obj.primitive, name, node);
    if (v !== undefined) return v;
  }
  const hook = obj.cls.lookup("__getattr__");
  if (hook !== undefined) {
    const v = tryGetattr(interp, hook, obj, name);
    if (v !== undefined) return v;
  }
  if (hasUnknownBase(obj.cls)) return new Inherited(obj, node);
  return ofObject(obj, name);
}

/** A method that every object has. */
function ofObject(obj: Value, name: string): Value | undefined {
  const method = name.startsWith("__") ? objectMethods.get(name) : undefined;
  return method === undefined ? undefined : new BoundMethod(obj, method);
}

/** Calls `__getattr__`; its own AttributeError means that there is no such attribute. */
function tryGetattr(interp: Interp, hook: Value, obj: Value, name: string): Value | undefined {
  if (hook instanceof NativeFunction && hook.find) {
    interp.step();
    return hook.find(interp, obj, name);
  }
  return tryHook(interp, hook, [obj, name]);
}

function tryHook(interp: Interp, hook: Value, args: readonly Value[]): Value | undefined {
  const attributeError = interp.exceptionClass("AttributeError");
  interp.handlers.push([attributeError]);
  try {
    return callValue(interp, hook, args, NO_KWARGS, null);
  } catch (e) {
    if (e instanceof PyRaise && e.value.cls.isSubclassOf(attributeError)) return undefined;
    throw e;
  } finally {
    interp.handlers.pop();
  }
}

/** What a value found in a class is for one of its instances. */
function bindTo(interp: Interp, obj: Value, cls: ClassValue, v: Value, node: Node | null = null): Value {
  if (v instanceof FunctionValue) return new BoundMethod(obj, v);
  if (v instanceof NativeFunction) return v.isStatic ? v : new BoundMethod(obj, v);
  if (v instanceof PyProperty) {
    const value = callValue(interp, v.fget, [obj], NO_KWARGS, node);
    if (v.cachedAs !== null && obj instanceof Instance) obj.attrs.set(v.cachedAs, value);
    return value;
  }
  if (v instanceof StaticMethod) return v.func;
  if (v instanceof ClassMethod) return new BoundMethod(cls, v.func);
  if (v instanceof LazyImport) return v.resolve();
  if (v instanceof Instance) {
    const get = v.cls.lookup("__get__");
    if (get !== undefined) return callValue(interp, get, [v, obj, cls], NO_KWARGS, node);
  }
  return v;
}

function classAttr(interp: Interp, cls: ClassValue, name: string): Value | undefined {
  const v = cls.lookup(name);
  if (v !== undefined) {
    if (v instanceof StaticMethod) return v.func;
    if (v instanceof ClassMethod) return new BoundMethod(cls, v.func);
    if (v instanceof LazyImport) return v.resolve();
    if (v instanceof Instance) {
      const get = v.cls.lookup("__get__");
      if (get !== undefined) return callValue(interp, get, [v, null, cls], NO_KWARGS, null);
    }
    return v;
  }
  switch (name) {
    case "__name__": return cls.name;
    case "__qualname__": return cls.qualname;
    case "__module__": return definedIn(cls);
    case "__mro__": return new PyTuple(cls.mro);
    case "__bases__": return new PyTuple(cls.bases);
    case "__base__": return cls.bases[0] ?? null;
    case "__class__": return cls.metaclass ?? typeClass;
    case "__doc__": return null;
    case "__dict__": return PyDict.of([...cls.attrs.entries()]);
    case "__new__": return objectNew;
    case "__annotations__": return new PyDict();
    case "__subclasses__": return new NativeFunction("__subclasses__", () => new Unknown("the subclasses are not known"), true);
    case "mro": return new NativeFunction("mro", () => new PyTuple(cls.mro), true);
  }
  const meta = cls.metaclass?.lookup(name);
  if (meta !== undefined) return bindTo(interp, cls, cls.metaclass as ClassValue, meta);
  if (hasUnknownBase(cls)) return new Unknown(`${cls.name} has a base class that is not known`);
  const hook = cls.metaclass?.lookup("__getattr__");
  if (hook !== undefined) return tryGetattr(interp, hook, cls, name);
  const ofType = typeClass.lookup(name);
  return ofType === undefined ? objectMethods.get(name) : bindTo(interp, cls, typeClass, ofType);
}

function moduleAttr(interp: Interp, m: ModuleValue, name: string): Value | undefined {
  noteName(m, name);
  const v = resolveLazy(m.globals, name);
  if (v !== undefined) return v;
  if (name === "__dict__") return new LiveDict(m.globals);
  if (name === "__name__") return m.name;
  if (name === "__file__") return m.path;
  if (m.lazy) {
    const made = m.lazy(name);
    if (made !== undefined) {
      m.globals.map.set(name, made);
      return made;
    }
  }
  const hook = m.globals.get("__getattr__");
  if (hook !== undefined) return tryHook(interp, hook, [name]);
  if (m.isPackage) {
    const sub = interp.importModule(`${m.name}.${name}`);
    if (sub instanceof ModuleValue) return sub;
  }
  if (m.globals.openFor !== null && !/^__\w+__$/.test(name)) return new Unknown(`'${name}' may come from ${m.globals.openFor}`);
  return m.loaded ? undefined : new NotYet(`'${name}' of ${m.name} is read while the module is being loaded`);
}

function superAttr(interp: Interp, s: SuperValue, name: string): Value | undefined {
  const self = s.self;
  // In a metaclass's method `self` is a class, and its methods are the metaclass's.
  const asInstance = !(self instanceof ClassValue) || (!self.isSubclassOf(s.after) && self.metaclass !== null);
  const own = asInstance ? classOf(self, interp) : (self as ClassValue);
  const from = own.mro.indexOf(s.after);
  if (name === "__class__") return own;
  if (s.after.unknownFirst) return new Unknown(`${s.after.name} has a base class that is not known`);
  for (const c of own.mro.slice(from + 1)) {
    const v = c.attrs.map.get(name);
    if (v === undefined) {
      if (c.unknownBase) return new Unknown(`${c.name} has a base class that is not known`);
      continue;
    }
    if (!asInstance) {
      if (v instanceof ClassMethod) return new BoundMethod(self, v.func);
      return v instanceof StaticMethod ? v.func : v;
    }
    return bindTo(interp, self, own, v);
  }
  if (hasUnknownBase(own)) return new Unknown(`${own.name} has a base class that is not known`);
  if (name === "__init__" || name === "__init_subclass__" || name === "__post_init__") return name === "__post_init__" ? undefined : new NativeFunction(name, () => null, true);
  if (name === "__new__") return objectNew;
  // A base class's descriptor gives the object's own dictionary.
  if (name === "__dict__" && asInstance && self !== null && own.mro.slice(from + 1).some((c) => c.name !== "object")) return lookupAttr(interp, self, name);
  const ofObject = objectMethods.get(name);
  return ofObject === undefined ? undefined : asInstance ? new BoundMethod(self, ofObject) : ofObject;
}

/** `obj.name = value`, through `__setattr__`, properties and descriptors. */
export function setattr(interp: Interp, obj: Value, name: string, value: Value, node: Node | null): void {
  if (obj instanceof Alt) {
    interp.forkOver(obj, (o) => (setattr(interp, o, name, value, node), null));
    return;
  }
  const hook = ownClass(obj)?.lookup("__setattr__");
  if (hook !== undefined) callValue(interp, hook, [obj, name, value], NO_KWARGS, node);
  else setPlain(interp, obj, name, value, node);
}

/** `object.__setattr__` */
export function setPlain(interp: Interp, obj: Value, name: string, value: Value, node: Node | null = null): void {
  if (obj instanceof Instance) {
    if (setThroughDescriptor(interp, obj, name, value, node)) return;
    if (name === "__class__" && value instanceof ClassValue) {
      touch(obj);
      obj.cls = value;
    } else if (name === "__dict__" && value instanceof PyDict) for (const e of value.entries.values()) obj.attrs.set(String(e.key), e.value);
    else obj.attrs.set(name, value);
  } else if (name === "__dict__" && obj === value && obj instanceof PyDict && obj.cls !== null) {
    // `self.__dict__ = self`: the attributes are the items, from now on.
    touch(obj);
    obj.itemsAreAttributes = true;
  } else if (obj instanceof ClassValue) {
    if (name === "__bases__") setBases(obj, value);
    else if (!rename(obj, name, value)) obj.attrs.set(name, value);
  } else if (obj instanceof ModuleValue) obj.globals.set(name, value);
  else if (obj instanceof Unknown && isNumber(interp, obj, name)) throw missing(interp, fromDim(interp.symbolOf(obj)), name, node);
  else if (obj instanceof Unknown) {
    // Whoever has the object may call what is set on it.
    interp.handOver([value]);
    forgetWhatTheyChange([value], node);
    mayFill([value], node);
  } else if (isPlainBuiltin(obj)) throw missing(interp, obj, name, node);
  else if (obj instanceof PyObject) {
    if (obj.pySetattr?.(interp, name, value, node)) return;
    if (obj instanceof BoundMethod) return setPlain(interp, obj.func, name, value, node);
    if (obj instanceof PyDict && obj.itemsAreAttributes) return obj.set(name, value);
    interp.attrsOf(obj)?.set(name, value);
  }
}

/** Gives a class other bases; where they are not known, it may have any attribute. */
function setBases(cls: ClassValue, bases: Value): void {
  touch(cls);
  if (bases instanceof PyTuple && bases.items.length > 0 && bases.items.every((b) => b instanceof ClassValue)) cls.derive(bases.items as readonly ClassValue[]);
  else cls.attrs.openFor ??= "base classes that are not known";
}

/** What a class is called from now on: a decorator gives the class that it makes the name of its own. */
function rename(cls: ClassValue, name: string, value: Value): boolean {
  if (typeof value !== "string") return false;
  const key = name === "__name__" ? "name" : name === "__qualname__" ? "qualname" : name === "__module__" ? "moduleName" : null;
  if (key === null) return false;
  touch(cls);
  cls[key] = value;
  // The class's text names itself in its namespace.
  return !cls.attrs.has(name);
}

/** A value of a builtin's own class, which has no room for attributes. */
function isPlainBuiltin(obj: Value): boolean {
  if (obj === null || typeof obj !== "object") return true;
  if (obj instanceof PyDict || obj instanceof PyList || obj instanceof PyTuple) return obj.cls === null;
  return obj instanceof PyFloat || obj instanceof SymInt || obj instanceof SymBool;
}

/** Whether the class has a property or another descriptor of the name, which takes the value. */
function setThroughDescriptor(interp: Interp, obj: Instance, name: string, value: Value, node: Node | null): boolean {
  const fromClass = obj.cls.lookup(name);
  if (fromClass instanceof PyProperty && fromClass.cachedAs === null) {
    if (fromClass.fset === null) throw interp.raise("AttributeError", `property '${name}' of '${obj.cls.name}' object has no setter`, node, { rule: "unknown-attribute" });
    callValue(interp, fromClass.fset, [obj, value], NO_KWARGS, node);
    return true;
  }
  const set = fromClass instanceof Instance ? fromClass.cls.lookup("__set__") : undefined;
  if (set === undefined) return false;
  callValue(interp, set, [fromClass as Instance, obj, value], NO_KWARGS, node);
  return true;
}

/** The class of an instance, also of a subclass of a builtin container. */
function ownClass(obj: Value): ClassValue | null {
  if (obj instanceof Instance) return obj.cls;
  return obj instanceof PyDict || obj instanceof PyList || obj instanceof PyTuple ? obj.cls : null;
}

export function delattr(interp: Interp, obj: Value, name: string, node: Node | null): void {
  const hook = ownClass(obj)?.lookup("__delattr__");
  if (hook !== undefined) {
    callValue(interp, hook, [obj, name], NO_KWARGS, node);
    return;
  }
  if (obj instanceof Instance) {
    if (!obj.attrs.delete(name) && obj.attrs.openFor === null && !hasUnknownBase(obj.cls)) throw missing(interp, obj, name, node);
  } else if (obj instanceof ClassValue) obj.attrs.delete(name);
  else if (obj instanceof ModuleValue) obj.globals.delete(name);
}
