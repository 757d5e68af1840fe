/** numpy's data types and scalars. A scalar is an instance of its type's class, with the Python number in it. */
import { type NativeTable, defineMethods } from "../../builtins/native.ts";
import { makeFloat, stringOf } from "../../builtins/numbers.ts";
import { boolClass, complexClass, floatClass, intClass, objectClass, strClass } from "../../builtins/types.ts";
import type { Interp } from "../../interp.ts";
import {
  ClassValue,
  Instance,
  NOT_IMPLEMENTED,
  PyBigInt,
  PyComplex,
  PyFloat,
  PyList,
  PyObject,
  PyRange,
  PyTuple,
  SymInt,
  Unknown,
  type Value,
} from "../../values.ts";

export type Kind = "b" | "u" | "i" | "f" | "c" | "U" | "O";

export class NumpyType extends PyObject {
  readonly kind = "numpydtype";
  readonly name: string;
  readonly category: Kind;
  readonly bits: number;
  /** `np.float32`, the class of its scalars. */
  readonly scalar: ClassValue;
  /** Whether it is only the likeliest type. */
  readonly isUnsure: boolean;
  constructor(name: string, category: Kind, bits: number, scalar: ClassValue, isUnsure = false) {
    super();
    this.isUnsure = isUnsure;
    this.name = name;
    this.category = category;
    this.bits = bits;
    this.scalar = scalar;
  }
  override pyClass(): ClassValue {
    return dtypeClass;
  }
  override pyCompare(_interp: Interp, op: string, other: Value): Value | undefined {
    if (op !== "==" && op !== "!=") return undefined;
    const type = typeFrom(other);
    if (this.isUnsure || type?.isUnsure) return new Unknown("a type that is not known");
    return (type === this) === (op === "==");
  }
  override pyGetattr(_interp: Interp, name: string): Value | undefined {
    if (this.isUnsure) return new Unknown("a type that is not known");
    switch (name) {
      case "name":
        return this.name;
      case "kind":
        return this.category;
      case "itemsize":
        return this.bits / 8;
      case "type":
        return this.scalar;
      case "str":
        return `<${this.category}${this.bits / 8}`;
      case "char":
        return this.category;
    }
    return undefined;
  }
  override pyRepr(): string {
    return this.name;
  }
}

export const dtypeClass = new ClassValue("dtype", [objectClass], null, "numpy");

function subclass(name: string, ...bases: ClassValue[]): ClassValue {
  const made = new ClassValue(name, bases, null, "numpy");
  made.shownName = `numpy.${name}`;
  return made;
}

export const genericClass = subclass("generic", objectClass);
const numberClass = subclass("number", genericClass);
const integerClass = subclass("integer", numberClass);
const signedClass = subclass("signedinteger", integerClass);
const unsignedClass = subclass("unsignedinteger", integerClass);
const inexactClass = subclass("inexact", numberClass);
const floatingClass = subclass("floating", inexactClass);
const complexFloatingClass = subclass("complexfloating", inexactClass);

/** The abstract classes of scalars, by name. */
export const abstractScalars: readonly ClassValue[] = [
  genericClass,
  numberClass,
  integerClass,
  signedClass,
  unsignedClass,
  inexactClass,
  floatingClass,
  complexFloatingClass,
];

function type(name: string, category: Kind, bits: number, ...bases: ClassValue[]): NumpyType {
  return new NumpyType(name, category, bits, subclass(name, ...bases));
}

const list: readonly NumpyType[] = [
  type("bool", "b", 8, genericClass),
  ...[8, 16, 32, 64].map((n) => type(`int${n}`, "i", n, signedClass)),
  ...[8, 16, 32, 64].map((n) => type(`uint${n}`, "u", n, unsignedClass)),
  type("float16", "f", 16, floatingClass),
  type("float32", "f", 32, floatingClass),
  type("float64", "f", 64, floatingClass, floatClass),
  type("complex64", "c", 64, complexFloatingClass),
  type("complex128", "c", 128, complexFloatingClass, complexClass),
  type("str", "U", 32, genericClass),
  type("object", "O", 64, genericClass),
];

export const types: ReadonlyMap<string, NumpyType> = new Map(list.map((t) => [t.name, t]));

export function numpyType(name: string): NumpyType {
  const found = types.get(name);
  if (!found) throw new Error(`numpy has no type ${name}`);
  return found;
}

export const BOOL = numpyType("bool");
export const INT64 = numpyType("int64");
export const FLOAT64 = numpyType("float64");
export const OBJECT = numpyType("object");
/** The type of what a file or a table holds, which nobody states: float64 is the likeliest. */
export const UNSURE = new NumpyType("float64", "f", 64, FLOAT64.scalar, true);

const ALIASES: Readonly<Record<string, string>> = {
  float: "float64",
  double: "float64",
  single: "float32",
  half: "float16",
  int: "int64",
  long: "int64",
  intp: "int64",
  uint: "uint64",
  byte: "int8",
  ubyte: "uint8",
  short: "int16",
  bool_: "bool",
  complex: "complex128",
  cdouble: "complex128",
  csingle: "complex64",
  f: "float32",
  d: "float64",
  e: "float16",
  i: "int32",
  l: "int64",
  q: "int64",
  b: "int8",
  B: "uint8",
  "?": "bool",
  f2: "float16",
  f4: "float32",
  f8: "float64",
  i1: "int8",
  i2: "int16",
  i4: "int32",
  i8: "int64",
  u1: "uint8",
  u2: "uint16",
  u4: "uint32",
  u8: "uint64",
  b1: "bool",
  c8: "complex64",
  c16: "complex128",
  O: "object",
  U: "str",
  str_: "str",
  float_: "float64",
};

/** A dtype from what numpy takes for one; undefined where it is not known. */
export function typeFrom(v: Value): NumpyType | undefined {
  if (v instanceof NumpyType) return v;
  const name = stringOf(v)?.replace(/^[<>=|]/, "");
  if (name !== undefined) return types.get(name) ?? types.get(ALIASES[name] ?? "");
  if (!(v instanceof ClassValue)) return undefined;
  const own = list.find((t) => t.scalar === v);
  if (own) return own;
  return {
    int: INT64,
    float: FLOAT64,
    bool: BOOL,
    complex: types.get("complex128"),
    str: types.get("str"),
    object: OBJECT,
  }[v.moduleName === "builtins" ? v.name : ""];
}

/** The type of an array made of a Python value. */
export function typeOfItem(v: Value): NumpyType {
  if (typeof v === "boolean" || (v instanceof PyObject && v.kind === "symbool")) return BOOL;
  if (v instanceof Instance)
    return list.find((t) => t.scalar === v.cls) ?? (v.primitive !== undefined ? typeOfItem(v.primitive) : OBJECT);
  if (typeof v === "number" || v instanceof SymInt || v instanceof PyBigInt) return INT64;
  if (v instanceof PyFloat || (v instanceof PyObject && (v.kind === "symfloat" || v.kind === "symroot")))
    return FLOAT64;
  if (v instanceof PyComplex) return numpyType("complex128");
  return typeof v === "string" ? numpyType("str") : OBJECT;
}

const RANK: Readonly<Record<Kind, number>> = { b: 0, u: 1, i: 1, f: 2, c: 3, U: 4, O: 5 };

/** The type that both fit in. */
export function promote(a: NumpyType, b: NumpyType): NumpyType {
  if (a === b) return a;
  if (a.isUnsure || b.isUnsure) return a === OBJECT || b === OBJECT ? OBJECT : UNSURE;
  if (RANK[a.category] > RANK[b.category]) return promote(b, a);
  if (a.category === "b" || RANK[b.category] >= 4) return b;
  if (a.category === b.category) return a.bits >= b.bits ? a : b;
  if (b.category === "f")
    return a.bits < b.bits ? b : a.bits === 8 ? numpyType("float16") : a.bits === 16 ? numpyType("float32") : FLOAT64;
  if (b.category === "c") return (a.category === "f" ? a.bits : a.bits <= 16 ? 32 : 64) <= b.bits / 2 ? b : numpyType("complex128");
  const [signed, unsigned] = a.category === "i" ? [a, b] : [b, a];
  if (unsigned.bits < signed.bits) return signed;
  return unsigned.bits >= 64 ? FLOAT64 : numpyType(`int${unsigned.bits * 2}`);
}

/** The type of an array's result with a plain Python number, which takes part with its kind alone. */
export function promoteWeak(array: NumpyType, v: Value): NumpyType {
  const own = typeOfItem(v);
  if (v instanceof Instance && v.cls.isSubclassOf(genericClass)) return promote(array, own);
  if (RANK[own.category] <= RANK[array.category]) return array;
  if (own.category === "f" && RANK[array.category] < 2) return FLOAT64;
  if (own.category === "c")
    return array.bits <= 32 && array.category === "f" ? numpyType("complex64") : numpyType("complex128");
  return own;
}

/** A number as it is in an array of the type. */
export function convert(v: Value, to: NumpyType): Value {
  const plain = v instanceof Instance && v.primitive !== undefined ? v.primitive : v;
  const n =
    typeof plain === "number"
      ? plain
      : typeof plain === "boolean"
        ? Number(plain)
        : plain instanceof PyFloat
          ? plain.value
          : undefined;
  if (n === undefined)
    return plain instanceof SymInt && (to.category === "i" || to.category === "u")
      ? plain
      : plain instanceof PyObject && plain.kind === "symfloat" && to.category === "f"
        ? plain
        : to === OBJECT || typeof plain === "string" || plain instanceof PyComplex
          ? plain
          : new Unknown("an array's item");
  switch (to.category) {
    case "b":
      return n !== 0;
    case "i":
    case "u":
      return Number.isFinite(n) ? Math.trunc(n) + 0 : new Unknown("an integer from a number that is none");
    case "f":
      return makeFloat(to.bits === 32 ? Math.fround(n) : n);
    case "c":
      return new PyComplex(n, 0);
    default:
      return plain;
  }
}

/** A scalar of a type. */
export function scalarOf(v: Value, of: NumpyType): Value {
  if (of.isUnsure) return new Unknown("an array's item");
  if (v instanceof Unknown || of === OBJECT || of.category === "U") return v;
  const made = new Instance(of.scalar);
  made.primitive = convert(v, of);
  return made.primitive instanceof Unknown ? made.primitive : made;
}

/** Whether an object says by `__array__` what array it is. */
function isArrayLike(interp: Interp, v: Value): boolean {
  return v instanceof Instance && v.primitive === undefined && interp.lookupAttr(v, "__array__") !== undefined;
}

const ARITHMETIC: Readonly<Record<string, string>> = {
  add: "+",
  sub: "-",
  mul: "*",
  truediv: "/",
  floordiv: "//",
  mod: "%",
  pow: "**",
};

/** A scalar as an array without dimensions, whose methods it has, and a sequence as the array that `np.float32` makes of it; set by the arrays' file. */
export const asArray: {
  make: ((v: Value, of: NumpyType) => Value) | null;
  of: ((interp: Interp, v: Value, type?: NumpyType) => Value | undefined) | null;
} = { make: null, of: null };

/** Arithmetic of scalars gives scalars. */
export function installScalars(): void {
  const table: Record<string, NativeTable[string]> = {};
  for (const [name, op] of Object.entries(ARITHMETIC)) {
    for (const reflected of [false, true]) {
      table[`__${reflected ? "r" : ""}${name}__(self, other, /)`] = (c, self, other) => {
        if (other instanceof PyObject && !(other instanceof Instance) && other.pyBinary) return NOT_IMPLEMENTED;
        // Beside a sequence a scalar makes an array of both; but a list is repeated.
        if (other instanceof PyRange || ((other instanceof PyList || other instanceof PyTuple) && op !== "*")) {
          const [a, b] = [asArray.make?.(bare(self), typeOfItem(self)) ?? NOT_IMPLEMENTED, asArray.of?.(c.interp, other) ?? c.stuck("an array that is not known")];
          return reflected ? c.interp.binary(op, b, a, c.node) : c.interp.binary(op, a, b, c.node);
        }
        const [a, b] = [bare(self), bare(other)];
        const result = reflected ? c.interp.binary(op, b, a, c.node) : c.interp.binary(op, a, b, c.node);
        const own = typeOfItem(self);
        const common =
          other instanceof Instance && other.cls.isSubclassOf(genericClass)
            ? promote(own, typeOfItem(other))
            : promoteWeak(own, other);
        const floating = typeOfItem(result).category === "f" && RANK[common.category] < 2;
        return typeof result === "number" || result instanceof PyFloat || result instanceof SymInt
          ? scalarOf(result, floating ? FLOAT64 : common)
          : result;
      };
    }
  }
  defineMethods(genericClass, {
    ...table,
    "item(self, *args)": (_c, self) => bare(self),
    "tolist(self)": (_c, self) => bare(self),
    "astype(self, dtype, ...)": (c, self, dtype) =>
      scalarOf(bare(self), typeFrom(dtype) ?? c.stuck("a type that is not known")),
    "__int__(self)": (c, self) => c.call(intClass, bare(self)),
    "__float__(self)": (c, self) => c.call(floatClass, bare(self)),
    "__index__(self)": (_c, self) => bare(self),
    "__bool__(self)": (c, self) => c.truth(bare(self)),
    "__str__(self)": (c, self) => c.interp.str(bare(self)),
    "__repr__(self)": (c, self) => `np.${(self as Instance).cls.name}(${c.interp.repr(bare(self))})`,
    "__neg__(self)": (c, self) => scalarOf(c.interp.binary("-", 0, bare(self), c.node), typeOfItem(self)),
    "__invert__(self)": (c, self) => {
      const v = bare(self);
      if (typeof v === "boolean") return scalarOf(!v, BOOL);
      if (v instanceof PyFloat) throw c.raise("TypeError", "ufunc 'invert' not supported for the input types, and the inputs could not be safely coerced to any supported types according to the casting rule ''safe''");
      return scalarOf(c.interp.binary("-", -1, v, c.node), typeOfItem(self));
    },
    "__abs__(self)": (c, self) => scalarOf(c.call(c.interp.builtins.get("abs") ?? null, bare(self)), typeOfItem(self)),
    "__round__(self, ndigits=None)": (c, self, digits) =>
      c.call(c.interp.builtins.get("round") ?? null, bare(self), digits),
    "__getattr__(self, name)": (c, self, name) => {
      if (name === "dtype") return typeOfItem(self);
      if (name === "shape") return new PyTuple([]);
      if (name === "ndim") return 0;
      if (name === "size") return 1;
      if (name === "T" || name === "real") return self;
      const method = asArray.make?.(bare(self), typeOfItem(self));
      const found = method === undefined ? undefined : c.interp.lookupAttr(method, String(name));
      if (found !== undefined) return found;
      throw c.raise(
        "AttributeError",
        `'numpy.${(self as Instance).cls.name}' object has no attribute '${String(name)}'`,
      );
    },
  });
  for (const t of list) {
    t.scalar.construct = (interp, _cls, args, _kwargs, node) => {
      const [v = 0] = args;
      if (v instanceof Unknown) return v;
      if (t.category === "U") return interp.call(strClass, args, undefined, node);
      if (t === BOOL) {
        const truth = interp.call(boolClass, [v], undefined, node);
        return typeof truth === "boolean" ? scalarOf(truth, BOOL) : truth;
      }
      if (v instanceof PyObject && v.kind === "ndarray")
        return interp.call(interp.getattr(v, "astype", node), [t], undefined, node);
      if (v instanceof PyObject && v.kind === "tensor") return pointOf(asArray.of?.(interp, interp.call(interp.getattr(v, "numpy", node), [], undefined, node), t) ?? new Unknown("an array that is not known", node));
      if (v instanceof PyList || v instanceof PyTuple || v instanceof PyRange || isArrayLike(interp, v))
        return pointOf(asArray.of?.(interp, v, t) ?? new Unknown("an array that is not known", node));
      const number =
        t.category === "f"
          ? interp.call(floatClass, [v], undefined, node)
          : t.category === "i" || t.category === "u"
            ? interp.call(intClass, [v], undefined, node)
            : v;
      return scalarOf(number, t);
    };
  }
  dtypeClass.construct = (_interp, _cls, [v], _kwargs, node) =>
    (v === undefined ? undefined : typeFrom(v)) ?? new Unknown("a type that is not known", node);
}

/** An array without dimensions as the scalar that it is. */
function pointOf(v: Value): Value {
  if (!(v instanceof PyObject) || v.kind !== "ndarray") return v;
  const { shape, type, data } = v as PyObject & { readonly shape: readonly unknown[]; readonly type: NumpyType; readonly data: readonly Value[] | null };
  return shape.length > 0 ? v : data ? scalarOf(data[0] ?? null, type) : new Unknown("an array's item");
}

/** The Python number of a scalar. */
export function bare(v: Value): Value {
  return v instanceof Instance && v.primitive !== undefined && v.cls.isSubclassOf(genericClass) ? v.primitive : v;
}
