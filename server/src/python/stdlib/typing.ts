/** `typing` and `typing_extensions` as they act at run time. */
import { hasAttribute } from "../builtins/attributes.ts";
import { type Call, native, type NativeTable, natives } from "../builtins/native.ts";
import { stringOf } from "../builtins/numbers.ts";
import { TypeForm } from "../builtins/typeForms.ts";
import { dictClass, frozensetClass, listClass, setClass, strClass, tupleClass, typeClass } from "../builtins/types.ts";
import type { Interp } from "../interp.ts";
import { ClassMethod, ClassValue, FunctionValue, Instance, ModuleValue, PyDict, PyTuple, type Value } from "../values.ts";
import { nativeClass } from "./classMaker.ts";
import { makeNamed, namedTuple } from "./namedTuple.ts";

export function typingModule(interp: Interp): Record<string, Value> {
  const names: Record<string, Value> = { ...natives(functions), TYPE_CHECKING: false, Text: strClass };
  for (const name of FORMS) names[name] = new TypeForm(name);
  const collections = interp.importModule("collections");
  const abstract = interp.importModule("collections.abc");
  const aliases: Record<string, Value | undefined> = {
    List: listClass,
    Dict: dictClass,
    Tuple: tupleClass,
    Set: setClass,
    FrozenSet: frozensetClass,
    Type: typeClass,
    DefaultDict: interp.lookupAttr(collections, "defaultdict"),
    OrderedDict: interp.lookupAttr(collections, "OrderedDict"),
    Counter: interp.lookupAttr(collections, "Counter"),
    ChainMap: interp.lookupAttr(collections, "ChainMap"),
    Deque: interp.lookupAttr(collections, "deque"),
    AbstractSet: interp.lookupAttr(abstract, "Set"),
  };
  for (const [name, origin] of Object.entries(aliases)) names[name] = new TypeForm(name, origin ?? null);
  if (abstract instanceof ModuleValue)
    for (const [name, cls] of abstract.globals.entries())
      if (cls instanceof ClassValue && name !== "Set") names[name] = cls;
  return {
    ...names,
    Generic: genericClass,
    Protocol: protocolClass,
    NamedTuple: namedTupleClass,
    TypedDict: typedDictClass,
    SupportsFloat: protocolOf("SupportsFloat", "__float__"),
    SupportsInt: protocolOf("SupportsInt", "__int__"),
    SupportsIndex: protocolOf("SupportsIndex", "__index__"),
    SupportsAbs: protocolOf("SupportsAbs", "__abs__"),
    SupportsRound: protocolOf("SupportsRound", "__round__"),
  };
}

const FORMS = [
  "Any",
  "Union",
  "Optional",
  "Literal",
  "ClassVar",
  "Final",
  "Annotated",
  "NoReturn",
  "Never",
  "Self",
  "LiteralString",
  "Concatenate",
  "TypeAlias",
  "TypeGuard",
  "TypeIs",
  "Required",
  "NotRequired",
  "ReadOnly",
  "Unpack",
  "AnyStr",
  "IO",
  "TextIO",
  "BinaryIO",
  "Pattern",
  "Match",
  "ContextManager",
  "AsyncContextManager",
  "ForwardRef",
];

/** Subscribing a class gives the class: its parameters change nothing at run time. */
const classGetitem = new ClassMethod(native("__class_getitem__", "cls, item, /", (_c, cls) => cls, { lenient: true }));

const genericClass = nativeClass("Generic", { module: "typing", attributes: { __class_getitem__: classGetitem } });

/** Whether a value has all members of a protocol. */
function follows(c: Call, cls: ClassValue, v: Value): Value {
  if (v instanceof Instance && (v.attrs.openFor !== null || v.cls.mro.some((k) => k.unknownBase !== null || k.attrs.openFor !== null))) return c.stuck("whether a value follows a protocol");
  const names = cls.mro.filter((k) => k.bases.includes(protocolClass)).flatMap((k) => [...k.attrs.keys(), ...annotated(k)]);
  const answers = names.filter((name) => !OF_EVERY_CLASS.has(name)).map((name) => hasAttribute(c, v, name));
  if (answers.includes(false)) return false;
  return answers.includes(undefined) ? c.stuck("whether a value follows a protocol") : true;
}

function annotated(cls: ClassValue): string[] {
  const all = cls.attrs.get("__annotations__");
  return all instanceof PyDict ? all.keys().filter((k): k is string => typeof k === "string") : [];
}

/** Names in a class that are no members of a protocol. */
const OF_EVERY_CLASS: ReadonlySet<string> = new Set(["__annotations__", "__class_getitem__", "__doc__", "__init__", "__init_subclass__", "__instancecheck__", "__module__", "__new__", "__orig_bases__", "__parameters__", "__qualname__", "__slots__"]);

const protocolClass = nativeClass("Protocol", {
  module: "typing",
  attributes: { __class_getitem__: classGetitem },
  methods: {
    "?__init_subclass__(cls, **kwargs)": (_c, cls) => {
      const direct = (cls as ClassValue).bases.some((b) => b === protocolClass);
      if (direct)
        (cls as ClassValue).attrs.map.set(
          "__instancecheck__",
          native("__instancecheck__", "cls, instance, /", (c, _cls, v) => follows(c, cls as ClassValue, v), { isStatic: true }),
        );
      return null;
    },
  },
});

function protocolOf(name: string, method: string): ClassValue {
  const check = native(
    "__instancecheck__",
    "cls, instance, /",
    (c, _cls, v) => c.interp.lookupAttr(v, method) !== undefined,
    { isStatic: true },
  );
  return nativeClass(name, {
    module: "typing",
    attributes: { __instancecheck__: check, __class_getitem__: classGetitem },
  });
}

// ---------------------------------------------------------------- NamedTuple and TypedDict

const namedTupleClass: ClassValue = nativeClass("NamedTuple", {
  module: "typing",
  bases: [tupleClass],
  construct: (interp, _cls, args, kwargs, node) => {
    const [name, fields] = args;
    const pairs = fields === undefined ? [...kwargs.keys()] : fieldsOf(interp.iterate(fields, node));
    return namedTuple(stringOf(name ?? "") ?? "NamedTuple", pairs, [], "__main__");
  },
  methods: {
    "?__init_subclass__(cls, **kwargs)": (_c, cls) => {
      const made = cls as ClassValue;
      if (!made.bases.includes(namedTupleClass)) return null;
      const annotations = made.attrs.get("__annotations__");
      const fields = annotations instanceof PyDict ? annotations.keys().filter((k) => typeof k === "string") : [];
      const defaults = fields.flatMap((f) => {
        const v = made.attrs.get(f);
        return v === undefined ? [] : [v];
      });
      makeNamed(made, fields, defaults);
      return null;
    },
  },
});

function fieldsOf(items: unknown): string[] {
  if (!Array.isArray(items)) return [];
  return (items as readonly Value[]).map((p) =>
    p instanceof PyTuple ? (stringOf(p.items[0] ?? "") ?? "") : (stringOf(p) ?? ""),
  );
}

/** Its instances are plain dicts. */
const typedDictClass: ClassValue = nativeClass("TypedDict", {
  module: "typing",
  bases: [dictClass],
  construct: (interp, cls, args, kwargs, node) => {
    if (cls === typedDictClass)
      return new ClassValue(stringOf(args[0] ?? "") ?? "TypedDict", [typedDictClass], null, "__main__");
    return interp.call(dictClass, args, kwargs, node);
  },
  attributes: { __total__: true },
});

// ---------------------------------------------------------------- functions

const functions: NativeTable = {
  "?TypeVar(name, ...)": (_c, name) => new TypeForm(String(name)),
  "?ParamSpec(name, ...)": (_c, name) => new TypeForm(String(name)),
  "?TypeVarTuple(name, ...)": (_c, name) => new TypeForm(String(name)),
  "?TypeAliasType(name, value, ...)": (_c, _name, value) => value,
  "?NewType(name, tp)": (_c, name) =>
    native(String(name), "value, /", (_d, value) => value, { lenient: true, isStatic: true }),
  "?cast(typ, val)": (_c, _type, value) => value,
  "?overload(func)": (_c, func) => func,
  "?final(f)": (_c, f) => f,
  "?override(f)": (_c, f) => f,
  "?no_type_check(arg)": (_c, arg) => arg,
  "?runtime_checkable(cls)": (_c, cls) => cls,
  "?runtime(cls)": (_c, cls) => cls,
  "?dataclass_transform(**kwargs)": () =>
    native("dataclass_transform", "cls, /", (_d, cls) => cls, { lenient: true, isStatic: true }),
  "?deprecated(message, ...)": () =>
    native("deprecated", "arg, /", (_d, arg) => arg, { lenient: true, isStatic: true }),
  "?assert_type(val, typ, /)": (_c, val) => val,
  "?reveal_type(obj, /)": (_c, obj) => obj,
  "?assert_never(arg, /)": (c) => {
    throw c.raise("AssertionError", "Expected code to be unreachable");
  },
  "?get_type_hints(obj, globalns=None, localns=None, include_extras=False)": (c, obj) => {
    if (obj instanceof ClassValue) {
      const all = new PyDict();
      for (const cls of [...obj.mro].reverse()) {
        const own = cls.attrs.get("__annotations__");
        if (own instanceof PyDict) for (const { key, value } of own.entries.values()) all.set(key, value);
      }
      return all;
    }
    return obj instanceof FunctionValue ? c.getattr(obj, "__annotations__") : c.stuck("annotations that are not known");
  },
  "?get_origin(tp)": (_c, form) => {
    if (!(form instanceof TypeForm) || form.args.length === 0) return null;
    return form.origin ?? (form.name === "|" ? unionForm : new TypeForm(form.name));
  },
  "?get_args(tp)": (c, form) =>
    form instanceof TypeForm ? (c.interp.lookupAttr(form, "__args__") ?? new PyTuple([])) : new PyTuple([]),
  "?is_typeddict(tp)": (_c, cls) =>
    cls instanceof ClassValue && cls.mro.includes(typedDictClass) && cls !== typedDictClass,
};

const unionForm = new TypeForm("Union");
