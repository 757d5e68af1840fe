/** `inspect`. */
import type { Arg } from "../../syntax/ast.ts";
import { type Call, type NativeTable, native, natives } from "../builtins/native.ts";
import {
  Alt,
  BoundMethod,
  ClassMethod,
  ClassValue,
  FunctionValue,
  Instance,
  ModuleValue,
  NativeFunction,
  PyDict,
  PyList,
  PyIterator,
  PyProperty,
  PyTuple,
  StaticMethod,
  Unknown,
  type Value,
} from "../values.ts";
import { instanceOf, nativeClass } from "./classMaker.ts";
import { partialClass, partsOf } from "./functools.ts";
import { fieldsOf } from "./dataclasses.ts";
import { namedTuple } from "./namedTuple.ts";

export function inspectModule(): Record<string, Value> {
  return {
    ...natives(functions),
    Signature: signatureClass,
    Parameter: parameterClass,
    BoundArguments: boundClass,
    _empty: emptyClass,
  };
}

const emptyClass = nativeClass("_empty", { module: "inspect" });

const KINDS = ["POSITIONAL_ONLY", "POSITIONAL_OR_KEYWORD", "VAR_POSITIONAL", "KEYWORD_ONLY", "VAR_KEYWORD"] as const;
type Kind = 0 | 1 | 2 | 3 | 4;

const parameterClass: ClassValue = nativeClass("Parameter", {
  module: "inspect",
  attributes: { ...Object.fromEntries(KINDS.map((name, i) => [name, i])), empty: emptyClass },
  construct: (_interp, cls, [name, kind], kwargs) => {
    const given = (key: string): Value => (kwargs.has(key) ? (kwargs.get(key) ?? null) : emptyClass);
    return instanceOf(cls, {
      name: name ?? null,
      kind: kind ?? kwargs.get("kind") ?? 1,
      default: given("default"),
      annotation: given("annotation"),
    });
  },
  methods: {
    "?replace(self, **kwargs)": (c, self) => {
      const made = instanceOf(parameterClass, Object.fromEntries((self as Instance).attrs.entries()));
      for (const [k, v] of c.kwargs) made.attrs.map.set(k, v);
      return made;
    },
  },
});

interface Parameter {
  readonly name: string;
  readonly kind: Kind;
  readonly default: Value | undefined;
  readonly annotation: Value;
}

/** The parameters of anything callable whose source is known; undefined for others. */
function parametersOf(c: Call, fn: Value): readonly Parameter[] | undefined {
  if (fn instanceof FunctionValue) {
    const wrapped = fn.attrs.get("__wrapped__");
    return wrapped === undefined ? ownParameters(fn) : parametersOf(c, wrapped);
  }
  if (fn instanceof NativeFunction) {
    const wrapped = fn.attrs.get("__wrapped__");
    const cls = fn.attrs.get("__dataclass__");
    if (cls instanceof ClassValue)
      return [{ name: "self", kind: 1, default: undefined, annotation: emptyClass }, ...dataclassParameters(cls)];
    return wrapped === undefined ? statedParameters(fn) : parametersOf(c, wrapped);
  }
  if (fn instanceof BoundMethod) return parametersOf(c, fn.func)?.slice(1);
  if (fn instanceof StaticMethod) return parametersOf(c, fn.func);
  if (fn instanceof ClassMethod) return parametersOf(c, fn.func)?.slice(1);
  if (fn instanceof ClassValue) {
    if (fn.mro.some((k) => k.unknownBase)) return undefined;
    const init = fn.lookup("__init__") ?? fn.lookup("__new__");
    return init === undefined ? [] : parametersOf(c, init)?.slice(1);
  }
  if (fn instanceof Instance) {
    if (fn.cls === partialClass) return afterPartial(c, fn);
    const call = fn.cls.lookup("__call__");
    return call === undefined ? undefined : parametersOf(c, call)?.slice(1);
  }
  return undefined;
}

/** Those of a method of a layer, `self` first. */
function statedParameters(fn: NativeFunction): readonly Parameter[] | undefined {
  const kinds = { positional: 1, star: 2, keyword: 3 } as const;
  const stated = fn.parameters?.().map((p): Parameter => ({ name: p.name, kind: kinds[p.kind], default: p.kind === "star" ? undefined : p.default, annotation: new Unknown("an annotation") }));
  // A layer without a constructor of its own has that of all modules.
  if (stated?.length === 0 && fn.name === "__init__") stated.push({ name: "args", kind: 2, default: undefined, annotation: emptyClass }, { name: "kwargs", kind: 4, default: undefined, annotation: emptyClass });
  return stated && [{ name: "self", kind: 1, default: undefined, annotation: emptyClass }, ...stated];
}

function ownParameters(fn: FunctionValue): readonly Parameter[] {
  const a = fn.node.args;
  const positional = [...a.posonly, ...a.args];
  const from = positional.length - fn.defaults.length;
  const parameter = (p: Arg, kind: Kind, otherwise: Value | undefined): Parameter => ({
    name: p.name,
    kind,
    default: otherwise,
    annotation: annotationOf(fn, p),
  });
  return [
    ...positional.map((p, i) => parameter(p, i < a.posonly.length ? 0 : 1, fn.defaults[i - from])),
    ...(a.vararg ? [parameter(a.vararg, 2, undefined)] : []),
    ...a.kwonly.map((p) => parameter(p, 3, fn.kwDefaults.get(p.name))),
    ...(a.kwarg ? [parameter(a.kwarg, 4, undefined)] : []),
  ];
}

/** Annotations are read where they are a plain name; others are not known. */
function annotationOf(fn: FunctionValue, p: Arg): Value {
  if (p.annotation === null) return emptyClass;
  if (p.annotation.kind === "Name") return fn.module.globals.get(p.annotation.id) ?? new Unknown("an annotation", p);
  return new Unknown("an annotation", p);
}

function dataclassParameters(cls: ClassValue): readonly Parameter[] {
  return (fieldsOf(cls) ?? [])
    .filter((f) => f.object.attrs.get("init") !== false)
    .map((f) => {
      const value = f.object.attrs.get("default") ?? null;
      const factory = f.object.attrs.get("default_factory") ?? null;
      const missing = (v: Value): boolean => v !== null && typeof v === "object" && v.kind === "singleton";
      return {
        name: f.name,
        kind: f.object.attrs.get("kw_only") === true ? 3 : 1,
        default: missing(value) ? (missing(factory) ? undefined : factory) : value,
        annotation: f.object.attrs.get("type") ?? emptyClass,
      };
    });
}

function afterPartial(c: Call, fn: Instance): readonly Parameter[] | undefined {
  const { func, args, keywords } = partsOf(fn);
  const all = parametersOf(c, func);
  if (!all) return undefined;
  let skip = args.length;
  return all.flatMap((p): Parameter[] => {
    if (p.kind <= 1 && skip > 0) {
      skip--;
      return [];
    }
    const bound = keywords.get(p.name);
    return bound === undefined ? [p] : [{ ...p, kind: 3, default: bound }];
  });
}

function signatureOf(c: Call, fn: Value): Value {
  const target = c.known(fn);
  const parameters = parametersOf(c, target);
  if (!parameters) return c.stuck("the signature of a function whose source is not known");
  const dict = PyDict.of(
    parameters.map(
      (p) =>
        [
          p.name,
          instanceOf(parameterClass, {
            name: p.name,
            kind: p.kind,
            default: p.default === undefined ? emptyClass : p.default,
            annotation: p.annotation,
          }),
        ] as const,
    ),
  );
  return instanceOf(signatureClass, { parameters: dict, return_annotation: emptyClass });
}

const signatureClass: ClassValue = nativeClass("Signature", {
  module: "inspect",
  attributes: { empty: emptyClass },
  construct: (interp, cls, [parameters], kwargs, node) => {
    const items = parameters === undefined || parameters === null ? [] : interp.iterate(parameters, node);
    if (!Array.isArray(items)) return new Unknown("a signature of unknown parameters", node);
    const dict = PyDict.of(
      (items as readonly Value[]).map((p) => [interp.getattr(p, "name", node), p] as const),
      null,
    );
    return instanceOf(cls, { parameters: dict, return_annotation: kwargs.get("return_annotation") ?? emptyClass });
  },
  methods: {
    "?bind(self, /, *args, **kwargs)": (c, self) => bindArguments(c, self, false),
    "?bind_partial(self, /, *args, **kwargs)": (c, self) => bindArguments(c, self, true),
    "?replace(self, **kwargs)": (c, self) => {
      const parameters = c.kwargs.get("parameters");
      return parameters === undefined ? self : c.call(signatureClass, parameters);
    },
  },
});

const boundClass = nativeClass("BoundArguments", {
  module: "inspect",
  attributes: {
    args: new PyProperty(native("args", "self", (c, self) => new PyTuple(asCall(c, self).positional))),
    kwargs: new PyProperty(native("kwargs", "self", (c, self) => PyDict.of([...asCall(c, self).keywords]))),
  },
  methods: {
    "?apply_defaults(self)": (c, self) => {
      const parameters = c.getattr(c.getattr(self, "signature"), "parameters");
      const given = c.getattr(self, "arguments");
      if (!(parameters instanceof PyDict) || !(given instanceof PyDict)) return null;
      const all = parameters.keys().flatMap((name): (readonly [Value, Value])[] => {
        const own = given.get(name);
        if (own !== undefined) return [[name, own]];
        const p = parameters.get(name) as Instance;
        const kind = p.attrs.get("kind");
        const otherwise = kind === 2 ? new PyTuple([]) : kind === 4 ? new PyDict() : (p.attrs.get("default") ?? null);
        return otherwise === emptyClass ? [] : [[name, otherwise]];
      });
      c.interp.setattr(self, "arguments", PyDict.of(all), c.node);
      return null;
    },
  },
});

/** The bound arguments as a call takes them: by position, then by name. */
function asCall(c: Call, self: Value): { positional: Value[]; keywords: Map<string, Value> } {
  const parameters = c.getattr(c.getattr(self, "signature"), "parameters");
  const given = c.getattr(self, "arguments");
  const positional: Value[] = [];
  const keywords = new Map<string, Value>();
  if (!(parameters instanceof PyDict) || !(given instanceof PyDict)) return { positional, keywords };
  for (const { key, value } of given.entries.values()) {
    const parameter = parameters.get(key);
    const kind = parameter instanceof Instance ? parameter.attrs.get("kind") : 1;
    if (kind === 2 && value instanceof PyTuple) positional.push(...value.items);
    else if (kind === 4 && value instanceof PyDict)
      for (const e of value.entries.values()) keywords.set(String(e.key), e.value);
    else if (kind === 3) keywords.set(String(key), value);
    else positional.push(value);
  }
  return { positional, keywords };
}

function bindArguments(c: Call, self: Value, partial: boolean): Value {
  const parameters = c.getattr(self, "parameters");
  if (!(parameters instanceof PyDict)) return c.stuck("parameters that are not known");
  const given = new PyDict();
  const args = [...c.rest];
  const kwargs = new Map(c.kwargs);
  let extra: PyDict | null = null;
  for (const p of parameters.values() as Instance[]) {
    const name = String(p.attrs.get("name"));
    const kind = p.attrs.get("kind");
    if (kind === 2) {
      if (args.length > 0) given.set(name, new PyTuple(args.splice(0)));
    } else if (kind === 4) {
      extra = new PyDict();
      given.set(name, extra);
    } else {
      const positional = kind === 3 ? undefined : args.shift();
      const value = positional === undefined ? kwargs.get(name) : positional;
      kwargs.delete(name);
      if (value !== undefined) given.set(name, value);
      else if (!partial && p.attrs.get("default") === emptyClass)
        throw c.raise("TypeError", `missing a required argument: '${name}'`);
    }
  }
  if (args.length > 0) throw c.raise("TypeError", "too many positional arguments");
  const [unexpected] = kwargs.keys();
  if (unexpected !== undefined && !extra)
    throw c.raise("TypeError", `got an unexpected keyword argument '${unexpected}'`);
  for (const [k, v] of kwargs) extra?.set(k, v);
  if (extra?.size === 0) given.delete(given.keys().at(-1) ?? null);
  return instanceOf(boundClass, { arguments: given, signature: self });
}

/** The members of a module, class or object that a test lets through, by name. */
function members(c: Call, object: Value, predicate: Value): Value {
  const names = c.items(c.call(c.interp.builtins.get("dir") ?? null, object)).map(String);
  const out: Value[] = [];
  for (const name of names) {
    const value = c.interp.lookupAttr(object, name);
    if (value === undefined) continue;
    const wanted = predicate === null ? true : c.interp.truth(c.call(predicate, value));
    if (wanted === undefined) continue;
    if (wanted) out.push(new PyTuple([name, value]));
  }
  return new PyList(out);
}

const test = (c: Call, v: Value, holds: (v: Value) => boolean): Value =>
  v instanceof Alt || v instanceof Unknown ? c.stuck("what kind of object a value is") : holds(v);

const functions: NativeTable = {
  "?signature(obj, **kwargs)": (c, fn) => signatureOf(c, fn),
  "?getfullargspec(func)": (c, fn) => {
    const parameters = parametersOf(c, c.known(fn)) ?? c.stuck("the signature of a function whose source is not known");
    const all =
      fn instanceof BoundMethod
        ? (parametersOf(c, fn.func) ?? parameters)
        : fn instanceof ClassValue
          ? [{ name: "self", kind: 1 as const, default: undefined, annotation: emptyClass }, ...parameters]
          : parameters;
    const positional = all.filter((p) => p.kind <= 1);
    const defaults = positional.filter((p) => p.default !== undefined).map((p) => p.default as Value);
    const keywordOnly = all.filter((p) => p.kind === 3);
    const names = (kind: Kind): Value => all.find((p) => p.kind === kind)?.name ?? null;
    return new PyTuple(
      [
        new PyList(positional.map((p) => p.name)),
        names(2),
        names(4),
        defaults.length > 0 ? new PyTuple(defaults) : null,
        new PyList(keywordOnly.map((p) => p.name)),
        keywordOnly.some((p) => p.default !== undefined)
          ? PyDict.of(keywordOnly.flatMap((p) => (p.default === undefined ? [] : [[p.name, p.default] as const])))
          : null,
        PyDict.of(all.filter((p) => p.annotation !== emptyClass).map((p) => [p.name, p.annotation] as const)),
      ],
      argSpecClass,
    );
  },
  "?isclass(object)": (c, v) => test(c, v, (x) => x instanceof ClassValue),
  "?isfunction(object)": (c, v) => test(c, v, (x) => x instanceof FunctionValue),
  "?ismethod(object)": (c, v) => test(c, v, (x) => x instanceof BoundMethod && !(x.func instanceof NativeFunction)),
  "?isbuiltin(object)": (c, v) =>
    test(c, v, (x) => x instanceof NativeFunction || (x instanceof BoundMethod && x.func instanceof NativeFunction)),
  "?isroutine(object)": (c, v) =>
    test(c, v, (x) => x instanceof FunctionValue || x instanceof NativeFunction || x instanceof BoundMethod),
  "?ismodule(object)": (c, v) => test(c, v, (x) => x instanceof ModuleValue),
  "?isgenerator(object)": (c, v) => test(c, v, (x) => x instanceof PyIterator && x.name === "generator"),
  "?isgeneratorfunction(object)": (c, v) =>
    test(
      c,
      v,
      (x) =>
        (x instanceof BoundMethod ? x.func : x) instanceof FunctionValue &&
        ((x instanceof BoundMethod ? x.func : x) as FunctionValue).node.kind === "FunctionDef" &&
        (((x instanceof BoundMethod ? x.func : x) as FunctionValue).node as { isGenerator?: boolean }).isGenerator ===
          true,
    ),
  "?iscoroutinefunction(object)": (c, v) =>
    test(c, v, (x) => x instanceof FunctionValue && x.node.kind === "FunctionDef" && x.node.isAsync),
  "?isabstract(object)": (c, v) =>
    test(
      c,
      v,
      (x) =>
        x instanceof ClassValue &&
        x.mro
          .flatMap((k) => [...k.attrs.entries()])
          .some(
            ([name, m]) =>
              x.lookup(name) === m && m instanceof FunctionValue && m.attrs.get("__isabstractmethod__") === true,
          ),
    ),
  "?isdatadescriptor(object)": (c, v) => test(c, v, (x) => x instanceof PyProperty),
  "?getmembers(object, predicate=None)": (c, object, predicate) => members(c, c.known(object), predicate),
  "?get_annotations(obj, *, globals=None, locals=None, eval_str=False)": (c, obj) => {
    const own = obj instanceof ClassValue ? obj.attrs.get("__annotations__") : c.interp.lookupAttr(obj, "__annotations__");
    return own instanceof PyDict ? PyDict.of(Array.from(own.entries.values(), ({ key, value }) => [key, value] as const)) : new PyDict();
  },
  "?getmro(cls)": (c, cls) => (cls instanceof ClassValue ? new PyTuple(cls.mro) : c.stuck("a class that is not known")),
  "?getdoc(object)": (c, object) => c.interp.lookupAttr(object, "__doc__") ?? null,
  "?getmodule(object, ...)": (c, object) => {
    if (object instanceof ModuleValue) return object;
    if (object instanceof FunctionValue) return object.module;
    return object instanceof ClassValue && object.module ? object.module : c.stuck("a module that is not known");
  },
  "?unwrap(func, *, stop=None)": (c, func) => {
    let f = func;
    for (let i = 0; i < 50; i++) {
      const inner = f instanceof FunctionValue || f instanceof NativeFunction ? f.attrs.get("__wrapped__") : undefined;
      if (inner === undefined) return f;
      f = inner;
    }
    return c.unknown("a function wrapped many times");
  },
  "?cleandoc(doc)": (_c, doc) => (typeof doc === "string" ? doc.trim() : doc),
  "?currentframe()": (c) => c.stuck("a frame of the running program"),
  "?stack(context=1)": (c) => c.stuck("the stack of the running program"),
};

const argSpecClass = namedTuple(
  "FullArgSpec",
  ["args", "varargs", "varkw", "defaults", "kwonlyargs", "kwonlydefaults", "annotations"],
  [],
  "inspect",
);
