/** Reductions and running totals over axes. */
import { type Dim, isConst, product } from "../../../dims/index.ts";
import type { Body, Call, NativeTable } from "../../builtins/native.ts";
import { dimOf, makeFloat, numberOf } from "../../builtins/numbers.ts";
import { exceptionClass } from "../../builtins/types.ts";
import { ClassValue, PyIterator, PyList, PyTuple, type Value } from "../../values.ts";
import { NdArray, constantShape, scalarIfPoint, toArray, transposed } from "./array.ts";
import { BOOL, FLOAT64, INT64, type NumpyType, bare, convert, promote, typeFrom } from "./dtypes.ts";

/** What a reduction makes of the items along the reduced axes. */
type Fold = (c: Call, items: readonly Value[]) => Value;

interface Reduction {
  readonly fold: Fold;
  readonly type: (t: NumpyType) => NumpyType;
  /** Raises for no items at all. */
  readonly empty?: string;
}

const widen = (t: NumpyType): NumpyType =>
  t.category === "b" || t.category === "i" ? INT64 : t.category === "u" ? promote(t, INT64) : t;
const floating = (t: NumpyType): NumpyType => (t.category === "f" || t.category === "c" ? t : FLOAT64);
const same = (t: NumpyType): NumpyType => t;

const total =
  (op: string, start: Value): Fold =>
  (c, items) =>
    items.reduce<Value>((acc, v) => c.interp.binary(op, acc, v, c.node), start);
const numbers = (c: Call, items: readonly Value[]): number[] =>
  items.map((v) => numberOf(v) ?? c.stuck("an array's item"));
const ofNumbers =
  (f: (xs: readonly number[]) => number): Fold =>
  (c, items) =>
    makeFloat(f(numbers(c, items)));

const mean = (xs: readonly number[]): number => xs.reduce((a, b) => a + b, 0) / xs.length;
const variance = (xs: readonly number[]): number => mean(xs.map((x) => (x - mean(xs)) ** 2));
const sorted = (xs: readonly number[]): number[] => [...xs].sort((a, b) => a - b);
const median = (xs: readonly number[]): number => {
  const s = sorted(xs);
  const middle = s.length >> 1;
  return s.length % 2 === 1 ? (s[middle] ?? NaN) : ((s[middle - 1] ?? NaN) + (s[middle] ?? NaN)) / 2;
};

function extremum(name: "min" | "max"): Fold {
  return (c, items) => c.call(c.interp.builtins.get(name) ?? null, new PyList(items.slice()));
}

function place(name: "min" | "max"): Fold {
  return (c, items) => {
    const xs = numbers(c, items);
    return xs.indexOf(name === "min" ? Math.min(...xs) : Math.max(...xs));
  };
}

const anyOf: Fold = (c, items) => c.call(c.interp.builtins.get("any") ?? null, new PyList(items.slice()));
const allOf: Fold = (c, items) => c.call(c.interp.builtins.get("all") ?? null, new PyList(items.slice()));
const extremumEmpty = (name: string): string => `zero-size array to reduction operation ${name} which has no identity`;

const REDUCTIONS: Readonly<Record<string, Reduction>> = {
  sum: { fold: total("+", 0), type: widen },
  prod: { fold: total("*", 1), type: widen },
  mean: { fold: ofNumbers(mean), type: floating },
  var: { fold: ofNumbers(variance), type: floating },
  std: { fold: ofNumbers((xs) => Math.sqrt(variance(xs))), type: floating },
  median: { fold: ofNumbers(median), type: floating },
  min: { fold: extremum("min"), type: same, empty: extremumEmpty("minimum") },
  max: { fold: extremum("max"), type: same, empty: extremumEmpty("maximum") },
  ptp: { fold: ofNumbers((xs) => Math.max(...xs) - Math.min(...xs)), type: same },
  argmin: { fold: place("min"), type: () => INT64, empty: "attempt to get argmin of an empty sequence" },
  argmax: { fold: place("max"), type: () => INT64, empty: "attempt to get argmax of an empty sequence" },
  any: { fold: anyOf, type: () => BOOL },
  all: { fold: allOf, type: () => BOOL },
  count_nonzero: { fold: (c, items) => items.filter((v) => c.truth(v)).length, type: () => INT64 },
};
const ALIASES: Readonly<Record<string, string>> = {
  amin: "min",
  amax: "max",
  nansum: "sum",
  nanmean: "mean",
  nanmin: "min",
  nanmax: "max",
  nanstd: "std",
  nanmedian: "median",
  average: "mean",
  product: "prod",
  alltrue: "all",
  sometrue: "any",
};

export const reductionFunctions: NativeTable = Object.fromEntries(
  [...Object.keys(REDUCTIONS), ...Object.keys(ALIASES)].map((name) => [
    `!${name}(a, axis=None, dtype=None, out=None, keepdims=False, ...)`,
    reduction(ALIASES[name] ?? name),
  ]),
);

/** Methods of arrays: `a.sum(axis=0)`. */
export const reductionMethods: NativeTable = Object.fromEntries(
  ["sum", "prod", "mean", "var", "std", "min", "max", "argmin", "argmax", "any", "all", "ptp"].map((name) => [
    `${name}(self, axis=None, dtype=None, out=None, keepdims=False, ...)`,
    reduction(name),
  ]),
);

function reduction(name: string): Body {
  const how = REDUCTIONS[name];
  return (c, v, axis, dtype, _out, keepdims) => {
    // numpy up to 2.3 gives it to Python's own sum.
    if (name === "sum" && v instanceof PyIterator) return c.call(c.interp.builtins.get("sum") ?? null, v);
    const a = toArray(c.interp, v) ?? c.stuck("an array that is not known");
    if (!how) return c.stuck(`a ${name} of an array`);
    const axes = axesOf(c, axis, a.shape.length);
    const type = typeFrom(dtype) ?? how.type(a.type);
    return scalarIfPoint(reduce(c, a, axes, type, how, keepdims !== false && c.interp.truth(keepdims) === true));
  };
}

/** `numpy.exceptions.AxisError`. */
export const axisErrorClass = new ClassValue(
  "AxisError",
  [exceptionClass("ValueError"), exceptionClass("IndexError")],
  null,
  "numpy.exceptions",
);

/** Axes as numbers from 0; all of them for None. Raises numpy's AxisError. */
export function axesOf(c: Call, axis: Value, rank: number): number[] {
  if (axis === null) return Array.from({ length: rank }, (_, i) => i);
  const given = axis instanceof PyTuple || axis instanceof PyList ? c.items(axis) : [axis];
  return given.map((v) => axisOf(c, v, rank));
}

export function axisOf(c: Call, v: Value, rank: number): number {
  const i = dimOf(c.interp, bare(v));
  if (typeof i !== "number") return c.stuck("an axis that is not known");
  if (i >= rank || i < -rank) {
    const e = c.interp.raise("IndexError", `axis ${i} is out of bounds for array of dimension ${rank}`, c.node, {
      rule: "dim-out-of-range",
    });
    e.value.cls = axisErrorClass;
    throw e;
  }
  return i < 0 ? i + rank : i;
}

function reduce(
  c: Call,
  a: NdArray,
  axes: readonly number[],
  type: NumpyType,
  how: Reduction,
  keepdims: boolean,
): NdArray {
  const kept = a.shape.map((_, i) => i).filter((i) => !axes.includes(i));
  const shape = keepdims ? a.shape.map((d, i) => (axes.includes(i) ? 1 : d)) : kept.map((i) => a.shape[i] as Dim);
  const inner = product(axes.map((i) => a.shape[i] as Dim));
  if (inner === 0 && how.empty !== undefined) throw c.raise("ValueError", how.empty);
  const rows = transposed(a, [...kept, ...axes]);
  if (!rows.data || !isConst(inner) || !constantShape(shape)) return new NdArray(shape, type);
  const { data } = rows;
  const count = shape.reduce<number>((n, d) => n * (d as number), 1);
  return new NdArray(
    shape,
    type,
    Array.from({ length: count }, (_, i) => convert(how.fold(c, data.slice(i * inner, (i + 1) * inner)), type)),
  );
}

// ---------------------------------------------------------------- running totals

function running(op: string): Body {
  return (c, v, axis, dtype) => {
    const given = toArray(c.interp, v) ?? c.stuck("an array that is not known");
    const a = axis === null ? flattened(given) : given;
    const type = typeFrom(dtype) ?? widen(a.type);
    const along = axis === null ? 0 : axisOf(c, axis, a.shape.length);
    const shape = constantShape(a.shape);
    if (!a.data || !shape) return new NdArray(a.shape, type);
    const step = shape.slice(along + 1).reduce((n, d) => n * d, 1);
    const length = shape[along] ?? 1;
    const out: Value[] = [];
    a.data.forEach((item, i) => {
      const first = Math.floor(i / step) % length === 0;
      out.push(first ? item : c.interp.binary(op, out[i - step] as Value, item, c.node));
    });
    return new NdArray(
      a.shape,
      type,
      out.map((x) => convert(x, type)),
    );
  };
}

export const runningFunctions: NativeTable = {
  "!bincount(x, /, weights=None, minlength=0)": (c, v, weights, minlength) => {
    const type = weights === null ? INT64 : FLOAT64;
    const items = toArray(c.interp, v)?.data?.map((x) => numberOf(x));
    const least = dimOf(c.interp, bare(minlength)) ?? 0;
    if (weights !== null || !isConst(least) || !items?.every((x): x is number => x !== undefined && x >= 0)) return new NdArray([c.interp.freshDim("?", isConst(least) ? least : 0, c.node)], type);
    const counts = Array.from({ length: Math.max(least, ...items.map((x) => x + 1)) }, () => 0);
    for (const x of items) counts[x] = (counts[x] ?? 0) + 1;
    return new NdArray([counts.length], type, counts);
  },
  "!cumsum(a, axis=None, dtype=None, out=None)": running("+"),
  "!cumprod(a, axis=None, dtype=None, out=None)": running("*"),
};
export const runningMethods: NativeTable = {
  "cumsum(self, axis=None, dtype=None, out=None)": running("+"),
  "cumprod(self, axis=None, dtype=None, out=None)": running("*"),
};

/** The items in one row. */
export function flattened(a: NdArray): NdArray {
  return new NdArray([product(a.shape)], a.type, a.data);
}
