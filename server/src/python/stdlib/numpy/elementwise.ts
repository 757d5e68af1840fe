/** Functions of arrays item by item. */
import type { Body, Call, NativeTable } from "../../builtins/native.ts";
import { makeFloat, numberOf, dimOf } from "../../builtins/numbers.ts";
import { halfToEven } from "../../builtins/rounding.ts";
import { SymRoot, ceilOf, floorOf } from "../../builtins/symbolic.ts";
import { maximum, minimum, print } from "../../../dims/index.ts";
import { fromDim } from "../../interp.ts";
import { PyObject, SymFloat, SymInt, type Value } from "../../values.ts";
import {
  MOST_ITEMS,
  NdArray,
  broadcast,
  broadcastIndex,
  constantShape,
  elementwise,
  mapItems,
  matmul,
  scalarIfPoint,
  toArray,
  unknownItem,
  zipItems,
} from "./array.ts";
import { BOOL, FLOAT64, INT64, type NumpyType, bare, convert, promote, promoteWeak, scalarOf } from "./dtypes.ts";

const floating = (t: NumpyType): NumpyType => (t.category === "f" || t.category === "c" ? t : FLOAT64);
const same = (t: NumpyType): NumpyType => t;
const boolean = (): NumpyType => BOOL;

interface Unary {
  readonly f: (x: number) => number | boolean;
  readonly type: (t: NumpyType) => NumpyType;
}
const to = (f: (x: number) => number | boolean, type: (t: NumpyType) => NumpyType = floating): Unary => ({ f, type });

const UNARY: Readonly<Record<string, Unary>> = {
  sqrt: to(Math.sqrt),
  exp: to(Math.exp),
  exp2: to((x) => 2 ** x),
  expm1: to(Math.expm1),
  log: to(Math.log),
  log2: to(Math.log2),
  log10: to(Math.log10),
  log1p: to(Math.log1p),
  cbrt: to(Math.cbrt),
  sin: to(Math.sin),
  cos: to(Math.cos),
  tan: to(Math.tan),
  arcsin: to(Math.asin),
  arccos: to(Math.acos),
  arctan: to(Math.atan),
  sinh: to(Math.sinh),
  cosh: to(Math.cosh),
  tanh: to(Math.tanh),
  arcsinh: to(Math.asinh),
  arccosh: to(Math.acosh),
  arctanh: to(Math.atanh),
  degrees: to((x) => (x * 180) / Math.PI),
  radians: to((x) => (x * Math.PI) / 180),
  rad2deg: to((x) => (x * 180) / Math.PI),
  deg2rad: to((x) => (x * Math.PI) / 180),
  fabs: to(Math.abs),
  floor: to(Math.floor, same),
  ceil: to(Math.ceil, same),
  trunc: to(Math.trunc, same),
  fix: to(Math.trunc, same),
  rint: to(halfToEven),
  sign: to(Math.sign, same),
  square: to((x) => x * x, same),
  negative: to((x) => -x, same),
  positive: to((x) => x, same),
  reciprocal: to((x) => 1 / x, same),
  abs: to(Math.abs, same),
  absolute: to(Math.abs, same),
  isnan: to(Number.isNaN, boolean),
  isinf: to((x) => Math.abs(x) === Infinity, boolean),
  isfinite: to(Number.isFinite, boolean),
  logical_not: to((x) => x === 0, boolean),
  signbit: to((x) => x < 0, boolean),
  nan_to_num: to((x) => (Number.isNaN(x) ? 0 : x), same),
  sinc: to((x) => (x === 0 ? 1 : Math.sin(Math.PI * x) / (Math.PI * x))),
};

/** Rounding and roots of symbolic sizes stay exact. */
function symbolic(c: Call, name: string, v: Value): Value | undefined {
  const dim = name === "floor" ? floorOf(c.interp, v) : name === "ceil" ? ceilOf(c.interp, v) : undefined;
  if (dim !== undefined && (v instanceof SymFloat || v instanceof SymInt))
    return v instanceof SymInt ? scalarOf(v, INT64) : scalarOf(new SymFloat(dim, 1), FLOAT64);
  if (name === "sqrt" && v instanceof SymInt) return new SymRoot(c.interp.scope.simplify(v.dim));
  return undefined;
}

function unary(name: string, how: Unary): Body {
  return (c, v) => {
    const exact = symbolic(c, name, bare(v));
    if (exact !== undefined) return exact;
    const a = toArray(c.interp, v) ?? c.stuck("an array that is not known");
    return scalarIfPoint(
      mapItems(a, how.type(a.type), (x) => {
        const n = numberOf(x);
        if (n === undefined) return unknownItem();
        const y = how.f(n);
        return typeof y === "number" ? makeFloat(y) : y;
      }),
    );
  };
}

const OPERATORS: Readonly<Record<string, string>> = {
  add: "+",
  subtract: "-",
  multiply: "*",
  divide: "/",
  true_divide: "/",
  floor_divide: "//",
  mod: "%",
  remainder: "%",
  power: "**",
  float_power: "**",
  bitwise_and: "&",
  bitwise_or: "|",
  bitwise_xor: "^",
  left_shift: "<<",
  right_shift: ">>",
};
const COMPARISONS: Readonly<Record<string, string>> = {
  equal: "==",
  not_equal: "!=",
  less: "<",
  less_equal: "<=",
  greater: ">",
  greater_equal: ">=",
};
const PAIRS: Readonly<Record<string, (x: number, y: number) => number>> = {
  arctan2: Math.atan2,
  hypot: Math.hypot,
  fmod: (x, y) => x % y,
  copysign: (x, y) => (y < 0 ? -Math.abs(x) : Math.abs(x)),
  logaddexp: (x, y) => Math.log(Math.exp(x) + Math.exp(y)),
};
const LOGIC: Readonly<Record<string, (x: boolean, y: boolean) => boolean>> = {
  logical_and: (x, y) => x && y,
  logical_or: (x, y) => x || y,
  logical_xor: (x, y) => x !== y,
};

/** Both arguments as arrays; a Python number counts with its kind alone. */
function both(c: Call, x: Value, y: Value): { a: NdArray; b: NdArray; type: NumpyType } {
  const a = toArray(c.interp, x) ?? c.stuck("an array that is not known");
  const b = toArray(c.interp, y) ?? c.stuck("an array that is not known");
  const isPlain = (v: Value): boolean => !(v instanceof PyObject) || v.kind === "float" || v instanceof SymInt;
  const type =
    isPlain(y) && !isPlain(x)
      ? promoteWeak(a.type, y)
      : isPlain(x) && !isPlain(y)
        ? promoteWeak(b.type, x)
        : promote(a.type, b.type);
  return { a, b, type };
}

const viaOperator =
  (op: string): Body =>
  (c, x, y) => {
    if (x instanceof NdArray || y instanceof NdArray) return c.interp.binary(op, x, y, c.node);
    const { a, b } = both(c, x, y);
    return scalarIfPoint(elementwise(c.interp, op, a, b, c.node));
  };

function extremum(name: "min" | "max"): Body {
  return (c, x, y) => {
    const [d, e] = [dimOf(c.interp, bare(x)), dimOf(c.interp, bare(y))];
    if (d !== undefined && e !== undefined && (typeof d !== "number" || typeof e !== "number"))
      return fromDim(name === "min" ? minimum(d, e) : maximum(d, e));
    const { a, b, type } = both(c, x, y);
    return scalarIfPoint(
      zipItems(
        c.interp,
        a,
        b,
        type,
        (p, q) => {
          const less = c.interp.truth(c.interp.compare("<", p, q, c.node));
          return less === undefined ? unknownItem() : less === (name === "min") ? p : q;
        },
        c.node,
      ),
    );
  };
}

function clip(c: Call, v: Value, low: Value, high: Value): Value {
  const below = low === null ? v : extremum("max")(c, v, low);
  return high === null ? below : extremum("min")(c, below, high);
}

function rounded(c: Call, v: Value, decimals: Value): Value {
  const a = toArray(c.interp, v) ?? c.stuck("an array that is not known");
  const scale = 10 ** (numberOf(decimals) ?? 0);
  return scalarIfPoint(
    mapItems(a, a.type, (x) => {
      const n = numberOf(x);
      return n === undefined
        ? unknownItem()
        : typeof x === "number" && scale >= 1
          ? x
          : makeFloat(halfToEven(n * scale) / scale);
    }),
  );
}

/** Over the last dimension of one and the last but one of the other; the other dimensions stand side by side. */
const dot: Body = (c, x, y) => {
  const { a, b } = both(c, x, y);
  if (a.shape.length === 0 || b.shape.length === 0) return c.interp.binary("*", x, y, c.node);
  if (a.shape.length <= 2 && b.shape.length <= 2) return scalarIfPoint(matmul(c.interp, a, b, c.node));
  const at = Math.max(0, b.shape.length - 2);
  const [inner, other] = [a.shape.at(-1), b.shape[at]];
  if (typeof inner === "number" && typeof other === "number" && inner !== other) {
    const sizes = (v: NdArray): string => `(${v.shape.map((d) => print(d)).join(",")}${v.shape.length === 1 ? "," : ""})`;
    throw c.interp.raise("ValueError", `shapes ${sizes(a)} and ${sizes(b)} not aligned: ${inner} (dim ${a.shape.length - 1}) != ${other} (dim ${at})`, c.node, { rule: "matmul-shapes" });
  }
  return new NdArray([...a.shape.slice(0, -1), ...b.shape.filter((_, i) => i !== at)], promote(a.type, b.type));
};

/** Items of one array where a condition holds, of another elsewhere. */
function choose(c: Call, test: NdArray, a: NdArray, b: NdArray, type: NumpyType): NdArray {
  const shape = broadcast(c.interp, broadcast(c.interp, test.shape, a.shape, c.node), b.shape, c.node);
  const [to, ...from] = [shape, test.shape, a.shape, b.shape].map(constantShape);
  const data = [test, a, b].map((x) => x.data);
  const size = to?.reduce((n, d) => n * d, 1) ?? MOST_ITEMS + 1;
  if (!to || size > MOST_ITEMS || from.some((s) => s === undefined) || data.some((d) => d === null))
    return new NdArray(shape, type);
  const at = (k: number, i: number): Value => data[k]?.[broadcastIndex(i, to, from[k] ?? [])] ?? null;
  return new NdArray(
    shape,
    type,
    Array.from({ length: size }, (_, i) => {
      const t = c.interp.truth(at(0, i));
      return t === undefined ? unknownItem() : convert(at(t ? 1 : 2, i), type);
    }),
  );
}

export const elementwiseFunctions: NativeTable = {
  ...Object.fromEntries(Object.entries(UNARY).map(([name, how]) => [`!${name}(x, /, ...)`, unary(name, how)])),
  ...Object.fromEntries(Object.entries(OPERATORS).map(([name, op]) => [`!${name}(x1, x2, /, ...)`, viaOperator(op)])),
  ...Object.fromEntries(
    Object.entries(COMPARISONS).map(([name, op]) => [
      `!${name}(x1, x2, /, ...)`,
      ((c, x, y) => {
        const { a, b } = both(c, x, y);
        return scalarIfPoint(zipItems(c.interp, a, b, BOOL, (p, q) => c.interp.compare(op, p, q, c.node), c.node));
      }) satisfies Body,
    ]),
  ),
  ...Object.fromEntries(
    Object.entries(PAIRS).map(([name, f]) => [
      `!${name}(x1, x2, /, ...)`,
      ((c, x, y) => {
        const { a, b, type } = both(c, x, y);
        return scalarIfPoint(
          zipItems(
            c.interp,
            a,
            b,
            floating(type),
            (p, q) => {
              const [m, n] = [numberOf(p), numberOf(q)];
              return m === undefined || n === undefined ? unknownItem() : makeFloat(f(m, n));
            },
            c.node,
          ),
        );
      }) satisfies Body,
    ]),
  ),
  ...Object.fromEntries(
    Object.entries(LOGIC).map(([name, f]) => [
      `!${name}(x1, x2, /, ...)`,
      ((c, x, y) => {
        const { a, b } = both(c, x, y);
        return scalarIfPoint(zipItems(c.interp, a, b, BOOL, (p, q) => f(c.truth(p), c.truth(q)), c.node));
      }) satisfies Body,
    ]),
  ),
  "!maximum(x1, x2, /, ...)": extremum("max"),
  "!minimum(x1, x2, /, ...)": extremum("min"),
  "!fmax(x1, x2, /, ...)": extremum("max"),
  "!fmin(x1, x2, /, ...)": extremum("min"),
  "!clip(a, a_min=None, a_max=None, ...)": clip,
  "!round(a, decimals=0, ...)": rounded,
  "!around(a, decimals=0, ...)": rounded,
  "!matmul(x1, x2, /, ...)": (c, x, y) =>
    matmul(
      c.interp,
      toArray(c.interp, x) ?? c.stuck("an array that is not known"),
      toArray(c.interp, y) ?? c.stuck("an array that is not known"),
      c.node,
    ),
  "!dot(a, b, out=None)": dot,
  "!where(condition, x?, y?, /)": (c, condition, x, y) => {
    const test = toArray(c.interp, condition, BOOL) ?? c.stuck("an array that is not known");
    if (x instanceof PyObject && x.kind === "singleton") return c.stuck("the places where a condition holds");
    const { a, b, type } = both(c, x, y);
    return scalarIfPoint(choose(c, test, a, b, type));
  },
  "!allclose(a, b, rtol=1e-05, atol=1e-08, ...)": (c, x, y, relative, absolute) => {
    const { a, b } = both(c, x, y);
    const [r, t] = [numberOf(relative) ?? 0, numberOf(absolute) ?? 0];
    const near = zipItems(
      c.interp,
      a,
      b,
      BOOL,
      (p, q) => {
        const [m, n] = [numberOf(p), numberOf(q)];
        return m === undefined || n === undefined ? unknownItem() : Math.abs(m - n) <= t + r * Math.abs(n);
      },
      c.node,
    );
    return near.data ? near.data.every((v) => c.truth(v)) : c.stuck("whether arrays are close");
  },
  "!array_equal(a1, a2, ...)": (c, x, y) => {
    const { a, b } = both(c, x, y);
    if (a.shape.length !== b.shape.length) return false;
    if (a.shape.some((d, i) => typeof d === "number" && typeof b.shape[i] === "number" && d !== b.shape[i]))
      return false;
    if (!a.data || !b.data) return c.stuck("whether arrays are equal");
    return a.data.every((v, i) => c.interp.equal(v, b.data?.[i] ?? null) ?? c.stuck("whether arrays are equal"));
  },
};

/** Methods of arrays that are functions of their items. */
export const elementwiseMethods: NativeTable = {
  "clip(self, min=None, max=None, ...)": clip,
  "round(self, decimals=0, ...)": rounded,
  "conj(self)": (_c, self) => self,
  "__abs__(self)": (c, self) => unary("abs", to(Math.abs, same))(c, self),
  "dot(self, other, ...)": dot,
};
