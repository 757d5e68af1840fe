/** The standard library's modules that are written here; others are bundled as Python. */
import { symbol } from "../../dims/index.ts";
import { type Call, native } from "../builtins/native.ts";
import { stringOf } from "../builtins/numbers.ts";
import { someBool } from "../builtins/symbolic.ts";
import { setClass } from "../builtins/types.ts";
import type { NativeLibrary } from "../imports.ts";
import type { Interp } from "../interp.ts";
import { ModuleValue, NoneUnlessGiven, PyFloat, PyIterator, PyObject, PyTuple, Samples, SymInt, Unbounded, Unknown, Unmodelled, type Value } from "../values.ts";
import { cmathModule } from "./cmath.ts";
import { collectionsModule, orderedDictClass } from "./collections.ts";
import { collectionsAbcModule } from "./collectionsAbc.ts";
import { contextlibModule } from "./contextlib.ts";
import { copyModule } from "./copy.ts";
import { dataclassesModule } from "./dataclasses.ts";
import { enumModule } from "./enum.ts";
import { functoolsModule } from "./functools.ts";
import { importlibMetadataModule, importlibModule, importlibUtilModule } from "./importlib.ts";
import { inspectModule } from "./inspect.ts";
import { itertoolsModule } from "./itertools.ts";
import { jsonModule } from "./json.ts";
import { mathModule } from "./math.ts";
import { UNSURE } from "./numpy/dtypes.ts";
import { numpyModule } from "./numpy/index.ts";
import { numpyLinalgModule } from "./numpy/linalg.ts";
import { numpyRandomModule } from "./numpy/random.ts";
import { opaqueModules } from "./opaque.ts";
import { operatorModule } from "./operator.ts";
import { osModule, osPathModule, sysModule } from "./os.ts";
import {
  atexitModule,
  builtinsModule,
  errnoModule,
  futureModule,
  gcModule,
  loggingModule,
  queueModule,
  timeModule,
  tracebackModule,
  warningsModule,
  weakrefModule,
} from "./quiet.ts";
import { randomModule } from "./random.ts";
import { reModule } from "./re.ts";
import { abcModule, numbersModule, typesModule } from "./types.ts";
import { typingModule } from "./typing.ts";
import { yamlModule } from "./yaml.ts";

/** Makes a module's members, on its first import. */
export type ModuleMaker = (interp: Interp) => Readonly<Record<string, Value>> | ReadonlyMap<string, Value>;

/** An iterator of a class, over some items or over samples of what there is. */
function iteratorOf(c: Call, items: Value, kind: Value, standsForMore: boolean, times: Value = null): Value {
  const all = c.interp.iterate(items, c.node);
  if (all instanceof Unknown) return all;
  const counts = times === null ? null : c.interp.iterate(times, c.node);
  const often = Array.isArray(counts) && counts.every((n) => typeof n === "number") ? (counts as readonly number[]) : null;
  const iterator = new PyIterator(standsForMore && !(all instanceof Unbounded) ? new Samples(all, often) : all, stringOf(kind));
  iterator.standsForMore = standsForMore;
  return iterator;
}

/** What bundled Python may ask of the analysis: a value that is not known, a size that has only a name, and such a size in place of a value that is not known. */
const shapelintModule: ModuleMaker = () => {
  const size = (name: string, min: number): Value => new SymInt(symbol({ name, min, anonymous: true }));
  return {
    unknown: native(
      "unknown",
      "reason, like?, /",
      (c, reason, like) => (typeof like === "number" ? size("?", 0) : c.unknown(stringOf(reason) ?? "not known")),
      { isStatic: true },
    ),
    ungiven: native("ungiven", "reason, /", (_c, reason) => new NoneUnlessGiven(stringOf(reason) ?? "not given"), { isStatic: true }),
    samples: native("samples", "items, kind='iterator', times=None, /", (c, items, kind, times) => iteratorOf(c, items, kind, true, times), { isStatic: true }),
    iterator: native("iterator", "items, kind, /", (c, items, kind) => iteratorOf(c, items, kind, false), { isStatic: true }),
    some_bool: native("some_bool", "", () => someBool(), { isStatic: true }),
    are_equal: native("are_equal", "a, b, /", (_c, a, b) => a === b || (a instanceof SymInt && b instanceof SymInt && a.dim === b.dim), { isStatic: true }),
    are_known: native("are_known", "*sizes", (c) => c.rest.every((size) => typeof size === "number" || typeof size === "boolean" || size instanceof PyFloat), { isStatic: true }),
    sized: native(
      "sized",
      "value, name, /",
      (_c, value, name) => (value instanceof Unknown && !(value instanceof NoneUnlessGiven) ? size(stringOf(name) ?? "?", 1) : (value ?? null)),
      { isStatic: true, takesUnknown: true },
    ),
    other_arguments: native("other_arguments", "", (c) => c.interp.otherArguments, { isStatic: true }),
    /** As many sizes as a pattern names: what has no known rank is taken to have them. None: its sizes are known, or it cannot have so many. */
    sizes_for: native("sizes_for", "shape, count, /", (c, shape, count) => {
      const sizes = shape instanceof PyObject && typeof count === "number" ? shape.pyUnpack?.(c.interp, count) : undefined;
      return sizes ? new PyTuple([...sizes]) : null;
    }, { isStatic: true }),
    is_known: native("is_known", "value, /", (_c, value) => !(value instanceof Unknown), { isStatic: true, takesUnknown: true }),
    unsure_type: UNSURE,
    symbol: native("symbol", "name, /", (_c, name) => size(stringOf(name) ?? "?", 1), { isStatic: true }),
  };
};

export const stdlibModules: ReadonlyMap<string, ModuleMaker> = new Map<string, ModuleMaker>([
  ["_shapelint", shapelintModule],
  ["__future__", futureModule],
  ["abc", abcModule],
  ["atexit", atexitModule],
  ["builtins", (interp) => builtinsModule(interp.builtins.entries())],
  ["cmath", cmathModule],
  ["collections", collectionsModule],
  ["collections.abc", collectionsAbcModule],
  ["contextlib", contextlibModule],
  ["copy", copyModule],
  ["dataclasses", dataclassesModule],
  ["enum", enumModule],
  ["errno", errnoModule],
  ["functools", functoolsModule],
  ["gc", gcModule],
  ["importlib", importlibModule],
  ["importlib.metadata", importlibMetadataModule],
  ["importlib.util", importlibUtilModule],
  ["inspect", inspectModule],
  ["itertools", itertoolsModule],
  ["json", jsonModule],
  ["logging", loggingModule],
  ["math", mathModule],
  ["numbers", numbersModule],
  ["numpy", numpyModule],
  ["numpy.linalg", numpyLinalgModule],
  ["numpy.random", numpyRandomModule],
  ["operator", operatorModule],
  ["os", osModule],
  ["os.path", osPathModule],
  ["queue", queueModule],
  ["random", randomModule],
  ["re", reModule],
  ["sys", sysModule],
  ["time", timeModule],
  ["traceback", tracebackModule],
  ["types", typesModule],
  ["typing", typingModule],
  ["typing_extensions", typingModule],
  ["warnings", warningsModule],
  ["weakref", () => weakrefModule(orderedDictClass, setClass)],
  ["yaml", yamlModule],
]);

/** Modules of which every public name is here; of the others a name may be missing for want of a model. */
const completeModules: ReadonlySet<string> = new Set([
  "math",
  "cmath",
  "operator",
  "itertools",
  "functools",
  "copy",
  "builtins",
]);

/** The modules above, as the importer asks for them. */
export const stdlibLibrary: NativeLibrary = (interp, name) => {
  const make = stdlibModules.get(name);
  if (!make && !opaqueModules.has(name)) return undefined;
  const module = new ModuleValue(name, null, null);
  module.isPackage = true;
  const members = make?.(interp) ?? {};
  for (const [key, value] of members instanceof Map ? members : Object.entries(members))
    module.globals.map.set(key, value);
  if (!completeModules.has(name)) module.lazy = (member) => unmodelled(interp, name, member);
  return module;
};

function unmodelled(interp: Interp, module: string, member: string): Value | undefined {
  const full = `${module}.${member}`;
  if (stdlibModules.has(full) || opaqueModules.has(full)) return interp.importModule(full);
  return /^__\w+__$/.test(member) ? undefined : new Unmodelled(full);
}
