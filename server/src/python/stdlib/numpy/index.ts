/** `numpy`: shape arithmetic and small arrays of known items. Anything else of it is unknown. */
import { native, type NativeTable, defineMethods, natives } from "../../builtins/native.ts";
import { makeFloat } from "../../builtins/numbers.ts";
import type { Interp } from "../../interp.ts";
import { ClassValue, NativeFunction, PyBigInt, PyTuple, Unknown, type Value } from "../../values.ts";
import { instanceOf, nativeClass } from "../classMaker.ts";
import { NdArray, ndarrayClass, shapeFrom, toArray } from "./array.ts";
import { creationFunctions } from "./creation.ts";
import {
  abstractScalars,
  asArray,
  dtypeClass,
  FLOAT64,
  genericClass,
  installScalars,
  promote,
  scalarOf,
  typeFrom,
  types,
} from "./dtypes.ts";
import { grids } from "./grids.ts";
import { elementwiseFunctions, elementwiseMethods } from "./elementwise.ts";
import {
  axisErrorClass,
  reductionFunctions,
  reductionMethods,
  runningFunctions,
  runningMethods,
} from "./reductions.ts";
import { arrayOf, shapeFunctions, shapeMethods } from "./shapes.ts";

/** What a function of items has besides: `np.add.accumulate` is `np.cumsum`. */
function ufuncs(names: Readonly<Record<string, Value>>): void {
  const like: Readonly<Record<string, readonly [string, string]>> = { add: ["cumsum", "sum"], multiply: ["cumprod", "prod"], maximum: ["", "max"], minimum: ["", "min"], logical_and: ["", "all"], logical_or: ["", "any"] };
  for (const name of Object.keys(elementwiseFunctions).map((signature) => /\w+/.exec(signature)?.[0] ?? "")) {
    const fn = names[name];
    if (!(fn instanceof NativeFunction)) continue;
    const [accumulate = "", reduce = ""] = like[name] ?? [];
    for (const part of ["accumulate", "reduce", "reduceat", "outer", "at", "nin", "nout", "identity"]) fn.attrs.map.set(part, new Unknown(`numpy.${name}.${part} is not modelled`));
    for (const [part, whole] of [["accumulate", names[accumulate]], ["reduce", names[reduce]]] as const) {
      if (whole !== undefined) fn.attrs.map.set(part, native(part, "array, axis=0, *rest, **kwargs", (c, array, axis) => c.interp.call(whole, [array ?? null, axis ?? null, ...c.rest], c.kwargs, c.node), { lenient: true }));
    }
  }
}

/** What they make takes a step an item. */
function counted(functions: NativeTable): NativeTable {
  const count = (make: NativeTable[string]): NativeTable[string] => (c, ...args) => {
    const made = make(c, ...args);
    if (made instanceof NdArray && made.data) c.interp.steps += made.data.length;
    return made;
  };
  return Object.fromEntries(Object.entries(functions).map(([signature, make]) => [signature, count(make)]));
}

export function numpyModule(interp: Interp): Record<string, Value> {
  installNumpy();
  const names: Record<string, Value> = natives({
    ...counted(creationFunctions),
    ...elementwiseFunctions,
    ...reductionFunctions,
    ...runningFunctions,
    ...shapeFunctions,
    ...otherFunctions,
  });
  ufuncs(names);
  for (const [name, type] of types) if (!["str", "object", "bool"].includes(name)) names[name] = type.scalar;
  const alias: Readonly<Record<string, string>> = {
    bool: "bool",
    bool_: "bool",
    int_: "int64",
    intp: "int64",
    uint: "uint64",
    long: "int64",
    longlong: "int64",
    double: "float64",
    single: "float32",
    half: "float16",
    byte: "int8",
    ubyte: "uint8",
    short: "int16",
    ushort: "uint16",
    intc: "int32",
    uintc: "uint32",
    cdouble: "complex128",
    csingle: "complex64",
    str_: "str",
    object_: "object",
  };
  for (const [name, of] of Object.entries(alias)) names[name] = types.get(of)?.scalar ?? null;
  for (const cls of abstractScalars) names[cls.name] = cls;
  return {
    ...names,
    ...grids(names),
    ndarray: ndarrayClass,
    dtype: dtypeClass,
    random: interp.importModule("numpy.random"),
    newaxis: null,
    pi: makeFloat(Math.PI),
    e: makeFloat(Math.E),
    euler_gamma: makeFloat(0.5772156649015329),
    inf: makeFloat(Infinity),
    nan: makeFloat(NaN),
    AxisError: axisErrorClass,
    __version__: "2.4.6",
    True_: true,
    False_: false,
  };
}

let installed = false;

/** Fills numpy's classes, once for all interpreters. */
export function installNumpy(): void {
  if (installed) return;
  installed = true;
  installScalars();
  asArray.make = (v, of) => new NdArray([], of, [v]);
  asArray.of = toArray;
  defineMethods(ndarrayClass, { ...elementwiseMethods, ...reductionMethods, ...runningMethods, ...shapeMethods });
  ndarrayClass.construct = (interp, _cls, args, kwargs, node) =>
    interp.call(
      native(
        "ndarray",
        "shape, dtype=None, ...",
        (c, shape, dtype) => new NdArray(shapeFrom(c, shape), typeFrom(dtype) ?? FLOAT64),
      ),
      args,
      kwargs,
      node,
    );
}

const finfoClass = nativeClass("finfo", { module: "numpy" });
const iinfoClass = nativeClass("iinfo", { module: "numpy" });

const otherFunctions: NativeTable = {
  "!finfo(dtype)": (c, dtype) => {
    const type = typeFrom(dtype) ?? (dtype instanceof NdArray ? dtype.type : c.stuck("a type that is not known"));
    const [max, min, eps, tiny] =
      {
        16: [65504, -65504, 2 ** -10, 2 ** -14],
        32: [3.4028234663852886e38, -3.4028234663852886e38, 2 ** -23, 2 ** -126],
        64: [Number.MAX_VALUE, -Number.MAX_VALUE, 2 ** -52, 2 ** -1022],
      }[type.bits] ?? [];
    const float = (x: number | undefined): Value => (x === undefined ? c.unknown("a limit of a type") : scalarOf(makeFloat(x), type));
    const [mantissa, exponent, precision] = { 16: [10, 5, 3], 32: [23, 8, 6], 64: [52, 11, 15] }[type.bits] ?? [];
    const int = (n: number | undefined): Value => n ?? c.unknown("a limit of a type");
    const powerOf2 = (n: number): number | undefined => (mantissa === undefined ? undefined : 2 ** n);
    return instanceOf(finfoClass, {
      max: float(max),
      min: float(min),
      eps: float(eps),
      epsneg: float(powerOf2(-(mantissa ?? 0) - 1)),
      tiny: float(tiny),
      smallest_normal: float(tiny),
      smallest_subnormal: float(tiny !== undefined && mantissa !== undefined ? tiny * 2 ** -mantissa : undefined),
      resolution: float(precision === undefined ? undefined : 10 ** -precision),
      precision: int(precision),
      nmant: int(mantissa),
      machep: int(mantissa && -mantissa),
      negep: int(mantissa && -mantissa - 1),
      nexp: int(exponent),
      iexp: int(exponent),
      maxexp: int(exponent && 2 ** (exponent - 1)),
      minexp: int(exponent && 2 - 2 ** (exponent - 1)),
      bits: type.bits,
      dtype: type,
    });
  },
  "!iinfo(int_type)": (c, dtype) => {
    const type = typeFrom(dtype) ?? c.stuck("a type that is not known");
    const signed = type.category === "i";
    const limit = 2n ** BigInt(signed ? type.bits - 1 : type.bits);
    const int = (n: bigint): Value =>
      n <= BigInt(Number.MAX_SAFE_INTEGER) && n >= BigInt(Number.MIN_SAFE_INTEGER) ? Number(n) : new PyBigInt(n);
    return instanceOf(iinfoClass, {
      max: int(limit - 1n),
      min: int(signed ? -limit : 0n),
      bits: type.bits,
      kind: type.category,
      key: `${type.category}${type.bits}`,
      dtype: type,
    });
  },
  "!issubdtype(arg1, arg2)": (c, a, b) => {
    const own = typeFrom(a)?.scalar ?? (a instanceof ClassValue ? a : c.stuck("a type that is not known"));
    const of =
      b instanceof ClassValue && b.isSubclassOf(genericClass)
        ? b
        : (typeFrom(b)?.scalar ?? c.stuck("a type that is not known"));
    return own.isSubclassOf(of);
  },
  "!result_type(*arrays_and_dtypes)": (c) => c.rest.map((v) => typeFrom(v) ?? arrayOf(c, v).type).reduce(promote),
  "!promote_types(type1, type2)": (c, a, b) =>
    promote(typeFrom(a) ?? c.stuck("a type that is not known"), typeFrom(b) ?? c.stuck("a type that is not known")),
  "?!set_printoptions(**kwargs)": () => null,
  "?!seterr(**kwargs)": () => null,
  "?!save(file, arr, ...)": () => null,
  "?!savez(file, *args, **kwargs)": () => null,
  "?!savetxt(fname, X, ...)": () => null,
  "!load(file, ...)": (c) => c.stuck("a file's content"),
  "!loadtxt(fname, ...)": (c) => c.stuck("a file's content"),
  "!unravel_index(indices, shape, ...)": (c, index, shape) => {
    const sizes = shapeFrom(c, shape);
    let rest = typeof index === "number" ? index : c.stuck("an index that is not known");
    const out: Value[] = [];
    for (const d of sizes.slice().reverse()) {
      const size = typeof d === "number" ? d : c.stuck("a size that is not known");
      out.unshift(rest % size);
      rest = Math.floor(rest / size);
    }
    return new PyTuple(out);
  },
};
