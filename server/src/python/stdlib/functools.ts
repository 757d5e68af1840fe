/** `functools`. */
import { type Call, type NativeTable, MISSING, native, natives } from "../builtins/native.ts";
import { attempt } from "../builtins/iterators.ts";
import { classOf } from "../builtins/types.ts";
import {
  type ClassValue,
  BoundMethod,
  FunctionValue,
  Instance,
  type Kwargs,
  NativeFunction,
  PyDict,
  PyProperty,
  PyTuple,
  type Unknown,
  type Value,
} from "../values.ts";
import { instanceOf, nativeClass } from "./classMaker.ts";

export function functoolsModule(): Record<string, Value> {
  return {
    ...natives(functions),
    partial: partialClass,
    partialmethod: partialmethodClass,
    singledispatchmethod: native("singledispatchmethod", "func", (c, func) => singleDispatch(c, func, 1)),
    WRAPPER_ASSIGNMENTS: new PyTuple(["__module__", "__name__", "__qualname__", "__doc__", "__annotations__"]),
    WRAPPER_UPDATES: new PyTuple(["__dict__"]),
  };
}

/** `functools.partial`: its attributes are those of Python's. */
export const partialClass: ClassValue = nativeClass("partial", {
  module: "functools",
  construct: (interp, cls, args, kwargs, node) => {
    const [func, ...rest] = args;
    if (func === undefined) throw interp.raise("TypeError", "type 'partial' takes at least one argument", node);
    const open = interp.openKwargs;
    interp.openKwargs = null;
    if (func instanceof Instance && func.cls === cls && cls === partialClass) {
      const inner = partsOf(func);
      const keywords = new Map([...inner.keywords, ...kwargs]);
      return makePartial(cls, inner.func, [...inner.args, ...rest], keywords, open ?? inner.open);
    }
    return makePartial(cls, func, rest, kwargs, open);
  },
  methods: {
    "?__call__(self, *args, **kwargs)": (c, self) => {
      const { func, args, keywords, open } = partsOf(self as Instance);
      c.interp.openKwargs ??= open;
      return c.interp.call(func, [...args, ...c.rest], mergeKeywords(keywords, c.kwargs), c.node);
    },
    "?__repr__(self)": (c, self) => {
      const { func, args, keywords } = partsOf(self as Instance);
      const shown = [func, ...args].map((v) => c.interp.repr(v));
      return `functools.partial(${[...shown, ...Array.from(keywords, ([k, v]) => `${k}=${c.interp.repr(v)}`)].join(", ")})`;
    },
  },
});

function makePartial(
  cls: ClassValue,
  func: Value,
  args: readonly Value[],
  named: Kwargs,
  open: Unknown | null = null,
): Instance {
  const keywords = PyDict.of([...named]);
  keywords.open = open;
  return instanceOf(cls, { func, args: new PyTuple(args), keywords });
}

/** The function and bound arguments of a `partial`. */
export function partsOf(self: Instance): {
  func: Value;
  args: readonly Value[];
  keywords: Kwargs;
  /** Set when other keywords may be bound. */
  open: Unknown | null;
} {
  const args = self.attrs.get("args");
  const keywords = self.attrs.get("keywords");
  const named = new Map<string, Value>();
  if (keywords instanceof PyDict)
    for (const { key, value } of keywords.entries.values()) if (typeof key === "string") named.set(key, value);
  const open = keywords instanceof PyDict ? keywords.open : null;
  return { func: self.attrs.get("func") ?? null, args: args instanceof PyTuple ? args.items : [], keywords: named, open };
}

function mergeKeywords(bound: Kwargs, given: Kwargs): Kwargs {
  if (given.size === 0) return bound;
  return bound.size === 0 ? given : new Map([...bound, ...given]);
}

/** A descriptor: read through an instance it is a partial with the instance first. */
const partialmethodClass = nativeClass("partialmethod", {
  module: "functools",
  construct: (_interp, cls, [func, ...rest], kwargs) => makePartial(cls, func ?? null, rest, kwargs),
  methods: {
    "?__get__(self, instance, owner=None, /)": (_c, self, instance) => {
      const { func, args, keywords } = partsOf(self as Instance);
      if (instance === null) return makePartial(partialClass, func, args, keywords);
      return native(
        "partialmethod",
        "*rest, **kwargs",
        (d) => d.interp.call(func, [instance, ...args, ...d.rest], mergeKeywords(keywords, d.kwargs), d.node),
        { lenient: true, isStatic: true },
      );
    },
  },
});

/** Copies what `wraps` copies; functions of this library have no attributes of their own to copy. */
function updateWrapper(c: Call, wrapper: Value, wrapped: Value): Value {
  if (!(wrapper instanceof FunctionValue || wrapper instanceof NativeFunction || wrapper instanceof Instance))
    return wrapper;
  for (const name of ["__module__", "__name__", "__qualname__", "__doc__"]) {
    const v = attempt(c, "AttributeError", () => c.interp.lookupAttr(wrapped, name));
    if (v !== undefined) wrapper.attrs.set(name, v);
  }
  if (wrapped instanceof FunctionValue)
    for (const [k, v] of wrapped.attrs.entries()) if (k !== "__wrapped__") wrapper.attrs.set(k, v);
  wrapper.attrs.set("__wrapped__", wrapped);
  return wrapper;
}

/** `lru_cache` and `cache` change no result: the function is given back with the cache's methods. */
function cached(fn: Value): Value {
  const target = fn instanceof FunctionValue || fn instanceof NativeFunction ? fn : undefined;
  target?.attrs.set(
    "cache_clear",
    native("cache_clear", "", () => null, { isStatic: true }),
  );
  target?.attrs.set(
    "cache_info",
    native("cache_info", "", (c) => c.stuck("the state of a cache"), { isStatic: true }),
  );
  return fn;
}

const functions: NativeTable = {
  "?update_wrapper(wrapper, wrapped, assigned=None, updated=None)": (c, wrapper, wrapped) =>
    updateWrapper(c, wrapper, wrapped),
  "?wraps(wrapped, assigned=None, updated=None)": (_c, wrapped) =>
    native("wraps", "wrapper, /", (d, wrapper) => updateWrapper(d, wrapper, wrapped), {
      lenient: true,
      isStatic: true,
    }),
  "?reduce(function, iterable, initial?, /)": (c, fn, iterable, initial) => {
    const items = c.items(iterable);
    const [first, ...rest] = initial === MISSING ? items : [initial, ...items];
    if (first === undefined) throw c.raise("TypeError", "reduce() of empty iterable with no initial value");
    return rest.reduce<Value>((acc, v) => c.call(fn, acc, v), first);
  },
  "?lru_cache(maxsize=128, typed=False)": (_c, maxsize) =>
    typeof maxsize === "object" && maxsize !== null
      ? cached(maxsize)
      : native("lru_cache", "fn, /", (_d, fn) => cached(fn), { isStatic: true }),
  "?cache(fn, /)": (_c, fn) => cached(fn),
  "?cached_property(func)": (_c, func) =>
    new PyProperty(func, null, func instanceof FunctionValue ? func.name : "cached"),
  "?singledispatch(func)": (c, func) => singleDispatch(c, func, 0),
  "?total_ordering(cls)": (_c, cls) => {
    const known = cls as ClassValue;
    const root = ["__lt__", "__gt__", "__le__", "__ge__"].find((name) => known.lookup(name) !== undefined);
    if (root)
      for (const [name, body] of Object.entries(orderFrom[root] ?? {}))
        if (known.lookup(name) === undefined) known.attrs.set(name, native(name, "self, other, /", body));
    return cls;
  },
  "?cmp_to_key(mycmp)": (_c, compare) => {
    const key = nativeClass("K", { module: "functools" });
    key.construct = (_interp, cls, [obj]) => instanceOf(cls, { obj: obj ?? null });
    for (const [name, op] of [
      ["__lt__", "<"],
      ["__gt__", ">"],
      ["__eq__", "=="],
      ["__le__", "<="],
      ["__ge__", ">="],
    ] as const) {
      key.attrs.map.set(
        name,
        native(name, "self, other, /", (d, self, other) =>
          d.interp.compare(op, d.call(compare, d.getattr(self, "obj"), d.getattr(other, "obj")), 0, d.node),
        ),
      );
    }
    return key;
  },
};

type Order = (c: Call, ...args: Value[]) => Value;
const lt: Order = (c, a, b) => c.truth(c.interp.compare("<", a as Value, b as Value, c.node));
const gt: Order = (c, a, b) => c.truth(c.interp.compare(">", a as Value, b as Value, c.node));
const le: Order = (c, a, b) => c.truth(c.interp.compare("<=", a as Value, b as Value, c.node));
const ge: Order = (c, a, b) => c.truth(c.interp.compare(">=", a as Value, b as Value, c.node));
const eq: Order = (c, a, b) => c.truth(c.interp.compare("==", a as Value, b as Value, c.node));

/** The other comparisons by the one that a class defines. */
const orderFrom: Readonly<Record<string, Readonly<Record<string, Order>>>> = {
  __lt__: {
    __gt__: (c, a, b) => !lt(c, a, b) && !eq(c, a, b),
    __le__: (c, a, b) => lt(c, a, b) || eq(c, a, b),
    __ge__: (c, a, b) => !lt(c, a, b),
  },
  __le__: {
    __ge__: (c, a, b) => !le(c, a, b) || eq(c, a, b),
    __lt__: (c, a, b) => le(c, a, b) && !eq(c, a, b),
    __gt__: (c, a, b) => !le(c, a, b),
  },
  __gt__: {
    __lt__: (c, a, b) => !gt(c, a, b) && !eq(c, a, b),
    __ge__: (c, a, b) => gt(c, a, b) || eq(c, a, b),
    __le__: (c, a, b) => !gt(c, a, b),
  },
  __ge__: {
    __le__: (c, a, b) => !ge(c, a, b) || eq(c, a, b),
    __gt__: (c, a, b) => ge(c, a, b) && !eq(c, a, b),
    __lt__: (c, a, b) => !ge(c, a, b),
  },
};

const dispatchClass = nativeClass("singledispatch", {
  module: "functools",
  methods: {
    "?__call__(self, *args, **kwargs)": (c, self) => {
      const { registry, position, func } = dispatchOf(self);
      const key = c.rest[position];
      if (key === undefined)
        throw c.raise(
          "TypeError",
          `${c.interp.str(c.getattr(func, "__name__"))} requires at least 1 positional argument`,
        );
      return c.interp.call(choose(registry, classOf(c.known(key), c.interp), func), c.rest, c.kwargs, c.node);
    },
    "?register(self, cls, func=None)": (c, self, cls, func) => {
      const { registry } = dispatchOf(self);
      if (func !== null) {
        registry.set(cls, func);
        return func;
      }
      if (cls instanceof FunctionValue) {
        const annotation = cls.node.args.args[0]?.annotation ?? null;
        const type =
          annotation?.kind === "Name"
            ? (cls.module.globals.get(annotation.id) ?? c.interp.builtins.get(annotation.id))
            : undefined;
        if (type !== undefined) registry.set(type, cls);
        return cls;
      }
      return native(
        "register",
        "func, /",
        (_d, fn) => {
          registry.set(cls, fn);
          return fn;
        },
        { lenient: true, isStatic: true },
      );
    },
    "?dispatch(self, cls)": (_c, self, cls) =>
      choose(dispatchOf(self).registry, cls as ClassValue, dispatchOf(self).func),
    "?__get__(self, instance, owner=None, /)": (_c, self, instance) =>
      instance === null ? self : new BoundMethod(instance, self),
  },
});

function singleDispatch(c: Call, func: Value, position: number): Value {
  const made = instanceOf(dispatchClass, { registry: new PyDict(), __wrapped__: func, position });
  return updateWrapper(c, made, func);
}

function dispatchOf(self: Value): { registry: PyDict; position: number; func: Value } {
  const attrs = (self as Instance).attrs;
  return {
    registry: attrs.get("registry") as PyDict,
    position: attrs.get("position") as number,
    func: attrs.get("__wrapped__") ?? null,
  };
}

function choose(registry: PyDict, cls: ClassValue, otherwise: Value): Value {
  for (const c of cls.mro) {
    const found = registry.get(c);
    if (found !== undefined) return found;
  }
  return otherwise;
}
