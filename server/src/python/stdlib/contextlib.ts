/** `contextlib`; `ExitStack` and its like are bundled Python. */
import { type Call, type NativeTable, native, natives } from "../builtins/native.ts";
import { objectClass } from "../builtins/types.ts";
import { catchesAtYield, yieldsOnce } from "../generatorLoop.ts";
import type { Interp } from "../interp.ts";
import {
  ClassValue,
  FunctionValue,
  type Instance,
  type Kwargs,
  NativeFunction,
  PyIterator,
  PyTuple,
  Unbounded,
  Unknown,
  type Value,
} from "../values.ts";
import { instanceOf, nativeClass } from "./classMaker.ts";

export function contextlibModule(interp: Interp): Record<string, Value> {
  const source = interp.importModule("_contextlib_source");
  const names: Record<string, Value> = { ...natives(functions), suppress: suppressClass };
  for (const name of [
    "ExitStack",
    "AsyncExitStack",
    "nullcontext",
    "closing",
    "redirect_stdout",
    "redirect_stderr",
    "chdir",
    "ContextDecorator",
  ])
    names[name] = interp.lookupAttr(source, name) ?? new Unknown(`contextlib.${name}`);
  const plain = nativeClass("AbstractContextManager", {
    module: "contextlib",
    bases: [objectClass],
    methods: { "?__enter__(self)": (_c, self) => self, "?__exit__(self, *exc)": () => null },
  });
  return { ...names, AbstractContextManager: plain, AbstractAsyncContextManager: plain };
}

/** A generator used as a context manager; also a decorator that changes nothing about the function. */
const generatorManager = nativeClass("_GeneratorContextManager", {
  module: "contextlib",
  methods: {
    "?__enter__(self)": (c, self) => {
      const generator = (self as Instance).attrs.get("gen") ?? null;
      if (!(generator instanceof PyIterator)) return c.unknown("what a context manager gives is not known");
      const all = generator.all();
      return all instanceof Unbounded ? all.item : (generator.next() ?? null);
    },
    "?__exit__(self, *exc)": (c, self) => {
      const exc = c.rest;
      const generator = (self as Instance).attrs.get("gen") ?? null;
      if (generator instanceof PyIterator) generator.drain();
      const mayEnd = (self as Instance).attrs.get("swallows") === true && exc[0] !== null && exc[0] !== undefined;
      return mayEnd ? c.unknown("whether a context manager ends what is raised") : false;
    },
    "?__call__(self, func, /)": (_c, _self, func) => func,
  },
});

function manager(c: Call, func: Value): Value {
  const body = func instanceof FunctionValue && func.node.kind === "FunctionDef" ? func.node.body : [];
  const once = yieldsOnce(body);
  const swallows = catchesAtYield(body);
  const make = (args: readonly Value[], kwargs: Kwargs, d: Call): Value =>
    instanceOf(generatorManager, { gen: d.interp.call(func, args, kwargs, d.node), once, swallows });
  const made = native("contextmanager", "*args, **kwargs", (d) => make(d.rest, d.kwargs, d), { lenient: true });
  made.attrs.map.set("__wrapped__", func);
  const name = func instanceof FunctionValue || func instanceof NativeFunction ? func.name : "contextmanager";
  for (const key of ["__name__", "__qualname__"]) made.attrs.map.set(key, name);
  made.attrs.map.set("__doc__", c.interp.lookupAttr(func, "__doc__") ?? null);
  return made;
}

/** What its body raises of the classes given ends there. */
const suppressClass = nativeClass("suppress", {
  module: "contextlib",
  attributes: { __suppresses__: true },
  construct: (_interp, cls, args) => instanceOf(cls, { exceptions: new PyTuple(args) }),
  methods: {
    "?__enter__(self)": () => null,
    "?__exit__(self, *exc)": (c, self) => {
      const [raised] = c.rest;
      const exceptions = (self as Instance).attrs.get("exceptions") ?? null;
      if (!(raised instanceof ClassValue) || !(exceptions instanceof PyTuple)) return false;
      return exceptions.items.some((e) => !(e instanceof ClassValue) || raised.isSubclassOf(e));
    },
  },
});

const functions: NativeTable = {
  "?contextmanager(func)": (c, func) => manager(c, func),
  "?asynccontextmanager(func)": (c, func) => manager(c, func),
};
