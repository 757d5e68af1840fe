/** `collections.abc`: bundled Python classes, with the rule for what belongs to each. */
import { DictView } from "../builtins/dicts.ts";
import { isCallable } from "../builtins/attributes.ts";
import { native } from "../builtins/native.ts";
import { classOf, iteratorClass, generatorClass } from "../builtins/types.ts";
import type { Interp } from "../interp.ts";
import {
  Alt,
  ClassMethod,
  ClassValue,
  ModuleValue,
  type NativeFunction,
  PyBytes,
  PyDict,
  PyIterator,
  PyList,
  PyObject,
  PyRange,
  PySet,
  PyTuple,
  Unknown,
  type Value,
} from "../values.ts";

export function collectionsAbcModule(interp: Interp): Record<string, Value> {
  const source = interp.importModule("_abstract_collections");
  const names: Record<string, Value> = {};
  if (!(source instanceof ModuleValue)) return names;
  for (const [name, value] of source.globals.entries()) {
    if (!(value instanceof ClassValue)) continue;
    value.moduleName = "collections.abc";
    value.attrs.map.set("__instancecheck__", instanceCheck(name));
    value.attrs.map.set(
      "__subclasscheck__",
      native(
        "__subclasscheck__",
        "cls, subclass, /",
        (_c, _cls, subclass) => subclass instanceof ClassValue && classBelongs(name, subclass),
        { isStatic: true },
      ),
    );
    value.attrs.map.set(
      "__class_getitem__",
      new ClassMethod(native("__class_getitem__", "cls, item, /", (_c, cls) => cls, { lenient: true })),
    );
    names[name] = value;
  }
  return names;
}

function instanceCheck(name: string): NativeFunction {
  return native(
    "__instancecheck__",
    "cls, instance, /",
    (c, cls, v) => {
      if (name === "Callable") return isCallable(c, v) ?? c.stuck("whether a value can be called");
      if (v instanceof Unknown || v instanceof Alt) return c.stuck("whether a value is an instance of a class");
      const builtin = valueBelongs(name, v);
      if (builtin !== undefined) return builtin;
      const own = classOf(v, c.interp);
      if (cls instanceof ClassValue && own.isSubclassOf(cls)) return true;
      if (classBelongs(name, own)) return true;
      return own.mro.some((k) => k.unknownBase) ? c.stuck("an object whose class has a base that is not known") : false;
    },
    { lenient: true, isStatic: true },
  );
}

const SEQUENCES = new Set(["Sequence", "Reversible", "Collection", "Sized", "Iterable", "Container", "Hashable"]);

/** For values of builtin kinds; undefined for others. */
function valueBelongs(name: string, v: Value): boolean | undefined {
  if (typeof v === "string" || v instanceof PyTuple || v instanceof PyRange || v instanceof PyBytes)
    return SEQUENCES.has(name) || (name === "ByteString" && v instanceof PyBytes);
  if (v === null || typeof v === "number" || typeof v === "boolean") return name === "Hashable";
  if (v instanceof PyList) return name === "MutableSequence" || (SEQUENCES.has(name) && name !== "Hashable");
  if (v instanceof PyDict)
    return ["Mapping", "MutableMapping", "Reversible", "Collection", "Sized", "Iterable", "Container"].includes(name);
  if (v instanceof PySet)
    return (
      ["Set", "Collection", "Sized", "Iterable", "Container"].includes(name) ||
      (name === "MutableSet" && !v.frozen) ||
      (name === "Hashable" && v.frozen)
    );
  if (v instanceof PyIterator)
    return ["Iterator", "Iterable", "Hashable"].includes(name) || (name === "Generator" && v.name === "generator");
  if (v instanceof DictView)
    return (
      ["MappingView", "Collection", "Sized", "Iterable", "Container", "Reversible"].includes(name) ||
      (v.part !== "values" && name === "Set") ||
      name.toLowerCase() === `${v.part}view`
    );
  if (v instanceof PyObject && v.kind === "tensor")
    return ["Hashable", "Sized", "Iterable", "Container", "Reversible", "Collection"].includes(name);
  return undefined;
}

/** Methods that make a class belong, whatever its bases. */
const NEEDS: Readonly<Record<string, readonly string[]>> = {
  Hashable: [],
  Iterable: ["__iter__"],
  Iterator: ["__iter__", "__next__"],
  Reversible: ["__reversed__", "__iter__"],
  Sized: ["__len__"],
  Container: ["__contains__"],
  Collection: ["__len__", "__iter__", "__contains__"],
  Callable: ["__call__"],
  Awaitable: ["__await__"],
  AsyncIterable: ["__aiter__"],
  AsyncIterator: ["__anext__", "__aiter__"],
};

const BUILTIN_CLASSES: Readonly<Record<string, readonly string[]>> = {
  Sequence: ["list", "tuple", "str", "range", "bytes", "bytearray", "memoryview"],
  MutableSequence: ["list", "deque", "bytearray"],
  Mapping: ["dict", "mappingproxy"],
  MutableMapping: ["dict"],
  Set: ["set", "frozenset", "dict_keys", "dict_items"],
  MutableSet: ["set"],
};

function classBelongs(name: string, cls: ClassValue): boolean {
  const needs = NEEDS[name];
  if (needs?.every((n) => cls.lookup(n) !== undefined)) return true;
  if (name === "Iterator" && cls.isSubclassOf(iteratorClass)) return true;
  if ((name === "Generator" || name === "Iterator") && cls.isSubclassOf(generatorClass)) return true;
  return cls.mro.some((c) => BUILTIN_CLASSES[name]?.includes(c.name) === true && c.node === null);
}
