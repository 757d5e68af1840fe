/** `object`, `type`, `property`, `staticmethod` and `classmethod`. */
import { buildClass, construct, typeNewFrom } from "../calls.ts";
import type { Interp } from "../interp.ts";
import { objectGetattr, setPlain } from "../attributes.ts";
import {
  Alt,
  ClassMethod,
  ClassValue,
  Instance,
  NO_KWARGS,
  NOT_IMPLEMENTED,
  type NativeFunction,
  PyDict,
  PyProperty,
  PyTuple,
  StaticMethod,
  Unknown,
  type Value,
  objectId,
} from "../values.ts";
import { defineMethods, native, natives } from "./native.ts";
import { setSomewhere } from "./attributes.ts";
import { classOf, classmethodClass, objectClass, propertyClass, staticmethodClass, typeClass } from "./types.ts";

/**
 * `object`'s methods. They stand beside the class, not in it: whether a class has an `__eq__` or
 * `__setattr__` of its own is asked by looking it up.
 */
export const objectMethods: ReadonlyMap<string, NativeFunction> = new Map(
  Object.entries(
    natives({
      "?__init__(self, *args, **kwargs)": () => null,
      "?__setattr__(self, name, value, /)": (c, self, name, value) => {
        if (typeof name === "string") setPlain(c.interp, self, name, value);
        else setSomewhere(self, name);
        return null;
      },
      "?__getattribute__(self, name, /)": (c, self, name) =>
        typeof name === "string" ? objectGetattr(c.interp, self, name, c.node) : c.stuck("an attribute whose name is not known"),
      "?__delattr__(self, name, /)": (_c, self, name) => {
        if (self instanceof Instance && typeof name === "string") self.attrs.delete(name);
        return null;
      },
      "?__repr__(self)": (c, self) => plainRepr(c.known(self)),
      "?__str__(self)": (c, self) => c.interp.repr(c.known(self)),
      "?__format__(self, spec, /)": (c, self) => c.interp.str(c.known(self)),
      "?__eq__(self, other, /)": (c, self, other) => (c.known(self) === c.known(other) ? true : NOT_IMPLEMENTED),
      "?__ne__(self, other, /)": (c, self, other) => (c.known(self) === c.known(other) ? false : NOT_IMPLEMENTED),
      "?__hash__(self)": (c) => c.stuck("a hash"),
      "?__dir__(self)": (c, self) => c.call(c.interp.builtins.get("dir") ?? null, self),
      "?__sizeof__(self)": (c) => c.stuck("a size in memory"),
      "?__reduce__(self)": (c) => c.stuck("an object's pickled form"),
      "?__reduce_ex__(self, protocol, /)": (c) => c.stuck("an object's pickled form"),
      "?__init_subclass__(cls?, *args, **kwargs)": () => null,
    }),
  ),
);

function plainRepr(v: Value): string {
  const cls = classOf(v);
  return `<${cls.moduleName}.${cls.qualname} object at 0x${objectId(v).toString(16).padStart(12, "0")}>`;
}

export function installClasses(): void {
  typeClass.construct = (interp, cls, args, kwargs, node) => {
    const [first, bases, namespace] = args;
    if (args.length === 1 && first !== undefined) return typeOf(interp, first);
    if (args.length !== 3) throw interp.raise("TypeError", "type() takes 1 or 3 arguments", node);
    const name = first;
    if (typeof name !== "string" || !(bases instanceof PyTuple) || !(namespace instanceof PyDict))
      return new Unknown("a class made of parts that are not known", node);
    const known = bases.items.filter((b) => b instanceof ClassValue);
    const members = new Map<string, Value>();
    for (const { key, value } of namespace.entries.values()) if (typeof key === "string") members.set(key, value);
    const ancestors = known.length > 0 ? known : [objectClass];
    if (cls !== typeClass) return typeNewFrom(interp, cls, name, ancestors, members, kwargs);
    const unknownBase = known.length < bases.items.length ? new Unknown("a base class that is not known", node) : null;
    return buildClass(interp, name, ancestors, members, {
      node: null,
      module: interp.site?.callee?.module ?? null,
      metaclass: null,
      unknownBase,
      keywords: kwargs,
      qualname: name,
      scope: null,
    });
  };
  defineMethods(typeClass, {
    "?__call__(cls, *args, **kwargs)": (c, cls) =>
      cls instanceof ClassValue ? construct(c.interp, cls, c.rest, c.kwargs, c.node) : c.call(cls, ...c.rest),
    "?__subclasscheck__(cls, subclass, /)": (_c, cls, subclass) =>
      subclass instanceof ClassValue && cls instanceof ClassValue && subclass.isSubclassOf(cls),
    "?mro(cls)": (_c, cls) => new PyTuple(cls instanceof ClassValue ? cls.mro : []),
  });
  installProperty();
  installWrappers();
}

function typeOf(interp: Interp, v: Value): Value {
  if (v instanceof Unknown) return v;
  if (v instanceof Alt) return interp.forkOver(v, (o) => typeOf(interp, o));
  return classOf(v, interp);
}

function installProperty(): void {
  propertyClass.construct = (_interp, cls, args, kwargs) => {
    const fget = args[0] ?? kwargs.get("fget") ?? null;
    const fset = args[1] ?? kwargs.get("fset") ?? null;
    if (cls === propertyClass) return new PyProperty(fget, fset);
    const made = new Instance(cls);
    made.attrs.map.set("fget", fget);
    made.attrs.map.set("fset", fset);
    made.attrs.map.set("__doc__", null);
    return made;
  };
  const remade = (self: Value, fget: Value, fset: Value): Value =>
    self instanceof PyProperty ? new PyProperty(fget, fset, self.cachedAs) : new PyProperty(fget, fset);
  const part = (self: Value, name: "fget" | "fset"): Value =>
    self instanceof PyProperty ? self[name] : self instanceof Instance ? (self.attrs.get(name) ?? null) : null;
  defineMethods(propertyClass, {
    "?getter(self, fget, /)": (_c, self, fget) => remade(self, fget, part(self, "fset")),
    "?setter(self, fset, /)": (_c, self, fset) => remade(self, part(self, "fget"), fset),
    "?deleter(self, fdel, /)": (_c, self) => self,
    "?__init__(self, fget=None, fset=None, fdel=None, doc=None)": (_c, self, fget, fset) => {
      if (self instanceof Instance) {
        self.attrs.set("fget", fget);
        self.attrs.set("fset", fset);
      }
      return null;
    },
    "?__get__(self, instance, owner=None, /)": (c, self, instance) =>
      instance === null ? self : c.call(part(self, "fget"), instance),
    "?__set__(self, instance, value, /)": (c, self, instance, value) => {
      const fset = part(self, "fset");
      if (fset === null) throw c.raise("AttributeError", "can't set attribute");
      return c.call(fset, instance, value);
    },
  });
}

function installWrappers(): void {
  staticmethodClass.construct = (_interp, cls, args) =>
    wrapper(cls, staticmethodClass, args[0] ?? null, (f) => new StaticMethod(f));
  classmethodClass.construct = (_interp, cls, args) =>
    wrapper(cls, classmethodClass, args[0] ?? null, (f) => new ClassMethod(f));
  defineMethods(staticmethodClass, {
    "?__get__(self, instance, owner=None, /)": (_c, self) =>
      self instanceof Instance ? (self.attrs.get("__func__") ?? null) : self,
  });
  defineMethods(classmethodClass, {
    "?__get__(self, instance, owner=None, /)": (c, self, instance, owner) => {
      const func = self instanceof Instance ? (self.attrs.get("__func__") ?? null) : self;
      const cls = owner instanceof ClassValue ? owner : classOf(instance, c.interp);
      return native(
        "bound",
        "*args, **kwargs",
        (d) => d.interp.call(func, [cls, ...d.rest], d.kwargs.size > 0 ? d.kwargs : NO_KWARGS, d.node),
        { lenient: true, isStatic: true },
      );
    },
  });
}

/** A subclass of `staticmethod` or `classmethod` is an object with a `__get__`. */
function wrapper(cls: ClassValue, own: ClassValue, func: Value, make: (func: Value) => Value): Value {
  if (cls === own) return make(func);
  const made = new Instance(cls);
  made.attrs.map.set("__func__", func);
  made.attrs.map.set("__wrapped__", func);
  return made;
}
