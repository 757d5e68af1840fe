/** `types`, `abc` and `numbers`: the classes of things. */
import { LiveDict } from "../builtins/attributes.ts";
import { update } from "../builtins/dicts.ts";
import { defineMethods, native, type NativeTable, natives } from "../builtins/native.ts";
import { TypeForm } from "../builtins/typeForms.ts";
import {
  boolClass,
  builtinFunctionClass,
  classOf,
  complexClass,
  ellipsisClass,
  floatClass,
  functionClass,
  generatorClass,
  intClass,
  methodClass,
  moduleClass,
  noneClass,
  notImplementedClass,
  objectClass,
  propertyClass,
  typeClass,
} from "../builtins/types.ts";
import { buildClass } from "../calls.ts";
import {
  BoundMethod,
  ClassMethod,
  ClassValue,
  FunctionValue,
  Instance,
  ModuleValue,
  NOT_IMPLEMENTED,
  PyDict,
  PyProperty,
  PyTuple,
  StaticMethod,
  type Value,
} from "../values.ts";
import { nativeClass } from "./classMaker.ts";

// ---------------------------------------------------------------- types

const namespaceClass = nativeClass("SimpleNamespace", {
  module: "types",
  construct: (_interp, cls) => new Instance(cls),
  methods: {
    "?__init__(self, /, **kwargs)": (c, self) => {
      update(c, new LiveDict((self as Instance).attrs), undefined, c.kwargs);
      return null;
    },
    "?__repr__(self)": (c, self) =>
      `namespace(${Array.from((self as Instance).attrs.entries(), ([k, v]) => `${k}=${c.interp.repr(v)}`).join(", ")})`,
    "?__eq__(self, other, /)": (c, self, other) => {
      if (!(self instanceof Instance) || !(other instanceof Instance) || other.cls !== self.cls) return NOT_IMPLEMENTED;
      return c.interp.compare(
        "==",
        PyDict.of([...self.attrs.entries()]),
        PyDict.of([...other.attrs.entries()]),
        c.node,
      );
    },
  },
});

export function typesModule(): Record<string, Value> {
  methodClass.construct = (_interp, _cls, [func, self]) => new BoundMethod(self ?? null, func ?? null);
  moduleClass.construct = (interp, cls, [name]) => (cls === moduleClass ? new ModuleValue(String(name), null, interp.builtins) : new Instance(cls));
  const union = new TypeForm("|").pyClass();
  return {
    ...natives(typesFunctions),
    SimpleNamespace: namespaceClass,
    MethodType: methodClass,
    FunctionType: functionClass,
    LambdaType: functionClass,
    ModuleType: moduleClass,
    BuiltinFunctionType: builtinFunctionClass,
    BuiltinMethodType: builtinFunctionClass,
    GeneratorType: generatorClass,
    NoneType: noneClass,
    EllipsisType: ellipsisClass,
    NotImplementedType: notImplementedClass,
    UnionType: union,
    GenericAlias: new TypeForm("List").pyClass(),
    DynamicClassAttribute: propertyClass,
    MappingProxyType: nativeClass("mappingproxy", {
      module: "types",
      construct: (_interp, _cls, [d]) => d ?? new PyDict(),
    }),
  };
}

/** What an object of a class derived from `ModuleType` has: a lazy loader's `__getattr__` finds the rest. */
defineMethods(moduleClass, {
  "?__init__(self, name, doc=None)": (_c, self, name, doc) => {
    if (!(self instanceof Instance)) return null;
    for (const [k, v] of Object.entries({ __name__: name, __doc__: doc, __package__: null, __loader__: null, __spec__: null })) self.attrs.set(k, v ?? null);
    return null;
  },
});

const typesFunctions: NativeTable = {
  "?new_class(name, bases=(), kwds=None, exec_body=None)": (c, name, bases, kwds, body) => {
    const members = new PyDict();
    if (body !== null) c.call(body, members);
    const parents = c.items(bases).filter((b) => b instanceof ClassValue);
    const keywords = new Map<string, Value>();
    if (kwds instanceof PyDict) for (const { key, value } of kwds.entries.values()) keywords.set(String(key), value);
    const metaclass = keywords.get("metaclass");
    keywords.delete("metaclass");
    const namespace = new Map(Array.from(members.entries.values(), (e) => [String(e.key), e.value] as const));
    return buildClass(c.interp, String(name), parents.length > 0 ? parents : [objectClass], namespace, {
      node: null,
      module: c.interp.site?.callee?.module ?? null,
      metaclass: metaclass instanceof ClassValue ? metaclass : null,
      unknownBase: null,
      keywords,
      qualname: String(name),
      scope: null,
    });
  },
  "?coroutine(func)": (_c, func) => func,
  "?get_original_bases(cls)": (_c, cls) => new PyTuple(cls instanceof ClassValue ? cls.bases : []),
};

// ---------------------------------------------------------------- abc

export const abcMetaClass: ClassValue = nativeClass("ABCMeta", {
  module: "abc",
  bases: [typeClass],
  methods: {
    "?register(cls, subclass, /)": (_c, cls, subclass) => {
      const own = cls as ClassValue;
      const known = own.attrs.get("_abc_registered");
      own.attrs.set("_abc_registered", new PyTuple([...(known instanceof PyTuple ? known.items : []), subclass]));
      return subclass;
    },
    "?__instancecheck__(cls, instance, /)": (c, cls, instance) => {
      const own = cls as ClassValue;
      const check = own.attrs.get("__instancecheck__");
      if (check !== undefined) return c.call(check, own, instance);
      const type = classOf(c.known(instance), c.interp);
      const registered = own.attrs.get("_abc_registered");
      if (
        registered instanceof PyTuple &&
        registered.items.some((k) => k instanceof ClassValue && type.isSubclassOf(k))
      )
        return true;
      const hook = own.lookup("__subclasshook__");
      if (hook !== undefined) {
        const answer = c.call(hook instanceof ClassMethod ? hook.func : hook, own, type);
        if (typeof answer === "boolean") return answer;
      }
      return type.mro.some((k) => k.unknownBase)
        ? c.stuck("an object whose class has a base that is not known")
        : false;
    },
  },
});

export function abcModule(): Record<string, Value> {
  const base = nativeClass("ABC", { module: "abc" });
  base.metaclass = abcMetaClass;
  return { ...natives(abcFunctions), ABC: base, ABCMeta: abcMetaClass };
}

function markAbstract(v: Value): Value {
  const func = v instanceof StaticMethod || v instanceof ClassMethod ? v.func : v instanceof PyProperty ? v.fget : v;
  if (func instanceof FunctionValue) func.attrs.set("__isabstractmethod__", true);
  return v;
}

const abcFunctions: NativeTable = {
  "?abstractmethod(funcobj)": (_c, func) => markAbstract(func),
  "?abstractproperty(fget=None, fset=None, ...)": (_c, fget, fset) => new PyProperty(markAbstract(fget), fset),
  "?abstractclassmethod(callable)": (_c, func) => new ClassMethod(markAbstract(func)),
  "?abstractstaticmethod(callable)": (_c, func) => new StaticMethod(markAbstract(func)),
  "?update_abstractmethods(cls)": (_c, cls) => cls,
  "?get_cache_token()": () => 0,
};

// ---------------------------------------------------------------- numbers

export function numbersModule(): Record<string, Value> {
  const kinds: readonly (readonly [string, readonly ClassValue[]])[] = [
    ["Number", [intClass, floatClass, complexClass]],
    ["Complex", [intClass, floatClass, complexClass]],
    ["Real", [intClass, floatClass]],
    ["Rational", [intClass]],
    ["Integral", [intClass]],
  ];
  const names: Record<string, Value> = {};
  let base: ClassValue = objectClass;
  for (const [name, classes] of kinds) {
    const holds = (cls: ClassValue): boolean =>
      classes.some((k) => cls.isSubclassOf(k)) || cls === boolClass || isArrayScalar(name, cls);
    const made: ClassValue = nativeClass(name, {
      module: "numbers",
      bases: [base],
      attributes: {
        __instancecheck__: native(
          "__instancecheck__",
          "cls, instance, /",
          (c, _cls, v) => holds(classOf(c.known(v), c.interp)),
          { isStatic: true },
        ),
        __subclasscheck__: native(
          "__subclasscheck__",
          "cls, subclass, /",
          (_c, _cls, v) => v instanceof ClassValue && holds(v),
          { isStatic: true },
        ),
      },
    });
    names[name] = made;
    base = made;
  }
  return names;
}

/** numpy registers its scalar types. */
function isArrayScalar(name: string, cls: ClassValue): boolean {
  if (cls.moduleName !== "numpy") return false;
  if (/^u?int\d+$/.test(cls.name)) return true;
  return /^float\d+$/.test(cls.name) && name !== "Integral" && name !== "Rational";
}
