/** Reading and writing items of arrays. */
import { type Dim, add, floordiv, isConst, maximum, minimum, product, sub } from "../../../dims/index.ts";
import { Call } from "../../builtins/native.ts";
import { dimOf } from "../../builtins/numbers.ts";
import { rangeList } from "../../builtins/ranges.ts";
import type { Interp } from "../../interp.ts";
import { someNumber } from "../../join.ts";
import { Alt, ELLIPSIS, PyList, PyObject, PyRange, PySlice, PyTuple, Unknown, type Value } from "../../values.ts";
import { NdArray, broadcast, broadcastIndex, constantShape, scalarIfPoint, showShape, toArray } from "./array.ts";
import { bare, BOOL, convert } from "./dtypes.ts";

/** What an index does with one axis, or that it makes a new one. */
type Step =
  | { readonly kind: "new" }
  | { readonly kind: "point"; readonly at: Dim }
  | { readonly kind: "slice"; readonly length: Dim; readonly places: readonly number[] | undefined }
  | { readonly kind: "array"; readonly index: NdArray };

/** `a[key]`. */
export function pick(interp: Interp, a: NdArray, key: Value): Value {
  const mask = maskOf(key);
  if (mask) return masked(interp, a, mask);
  const steps = stepsOf(interp, a, key);
  const shape = shapeOf(interp, steps);
  const places = a.data ? placesOf(a, steps, shape) : undefined;
  const { data } = a;
  return scalarIfPoint(new NdArray(shape, a.type, places && data ? places.map((i) => data[i] as Value) : null));
}

/** `a[key] = value`. */
export function assignItems(interp: Interp, a: NdArray, key: Value, value: Value): void {
  a.setData(assigned(interp, a, key, value) ?? null);
}

/** The items after an assignment; undefined where they are not known. */
function assigned(interp: Interp, a: NdArray, key: Value, value: Value): Value[] | undefined {
  const given = toArray(interp, value);
  if (maskOf(key) || !given) return undefined;
  const steps = stepsOf(interp, a, key);
  const shape = shapeOf(interp, steps);
  checkFits(interp, given.shape, shape);
  const places = a.data ? placesOf(a, steps, shape) : undefined;
  const [to, from] = [constantShape(shape), constantShape(given.shape)];
  const items = given.data;
  if (!places || !to || !from || !a.data || !items) return undefined;
  const data = a.data.slice();
  for (const [i, place] of places.entries()) data[place] = convert(items[broadcastIndex(i, to, from)] as Value, a.type);
  return data;
}

function checkFits(interp: Interp, from: readonly Dim[], to: readonly Dim[]): void {
  for (let i = 1; i <= Math.min(from.length, to.length); i++) {
    const [x, y] = [from[from.length - i] as Dim, to[to.length - i] as Dim];
    if (isConst(x) && isConst(y) && x !== 1 && x !== y) {
      throw interp.raise(
        "ValueError",
        `could not broadcast input array from shape ${showShape(from)} into shape ${showShape(to)}`,
        null,
        { rule: "broadcast" },
      );
    }
  }
}

function maskOf(key: Value): NdArray | undefined {
  return key instanceof NdArray && key.type === BOOL ? key : undefined;
}

/** The items where a mask is true: as many as there are. */
function masked(interp: Interp, a: NdArray, mask: NdArray): Value {
  const rest = a.shape.slice(mask.shape.length);
  const { data } = a;
  if (mask.data && data && rest.length === 0 && mask.data.every((v) => typeof v === "boolean")) {
    const kept = data.filter((_, i) => mask.data?.[i] === true);
    return new NdArray([kept.length], a.type, kept);
  }
  const count = mask.data?.every((v) => typeof v === "boolean")
    ? mask.data.filter((v) => v === true).length
    : interp.freshDim("?", 0, null);
  return new NdArray([count, ...rest], a.type);
}

function stepsOf(interp: Interp, a: NdArray, key: Value): Step[] {
  const keys = key instanceof PyTuple ? key.items : [key];
  const c = new Call(interp, null);
  const taken = keys.filter((k) => k !== null && k !== ELLIPSIS).length;
  if (taken > a.shape.length)
    throw interp.raise(
      "IndexError",
      `too many indices for array: array is ${a.shape.length}-dimensional, but ${taken} were indexed`,
      null,
      { rule: "index-out-of-range" },
    );
  const rest = a.shape.length - taken;
  const steps: Step[] = [];
  let axis = 0;
  const whole = (): void => {
    steps.push(everything(a.shape[axis] as Dim));
    axis++;
  };
  for (const k of keys) {
    if (k === null) steps.push({ kind: "new" });
    else if (k === ELLIPSIS) for (let i = 0; i < rest; i++) whole();
    else {
      steps.push(stepOf(c, k instanceof Alt ? (someNumber(k) ?? k) : k, a.shape[axis] as Dim, axis));
      axis++;
    }
  }
  while (axis < a.shape.length) whole();
  return steps;
}

function everything(length: Dim): Step {
  return {
    kind: "slice",
    length,
    places: isConst(length) ? Array.from({ length: Math.min(length, 4097) }, (_, i) => i) : undefined,
  };
}

function stepOf(c: Call, k: Value, size: Dim, axis: number): Step {
  if (k instanceof PySlice) return sliceStep(c, k, size);
  const at = dimOf(c.interp, bare(k));
  if (at !== undefined && typeof k !== "boolean") {
    if (isConst(at) && isConst(size) && (at >= size || at < -size))
      throw c.interp.raise("IndexError", `index ${at} is out of bounds for axis ${axis} with size ${size}`, null, {
        rule: "index-out-of-range",
      });
    return { kind: "point", at };
  }
  if (k instanceof Unknown || k instanceof Alt) return c.stuck("an index that is not known");
  if (k instanceof PyList || k instanceof NdArray || k instanceof PyTuple || k instanceof PyRange) {
    const index = toArray(c.interp, k);
    if (!index || index.type.isUnsure) return c.stuck("an index that is not known");
    if (index.type === BOOL)
      return {
        kind: "slice",
        length: index.data ? index.data.filter((v) => v === true).length : c.interp.freshDim("?", 0, null),
        places: index.data?.flatMap((v, i) => (v === true ? [i] : [])),
      };
    if (index.data && isConst(size)) {
      for (const v of index.data) {
        if (typeof v === "number" && (v >= size || v < -size))
          throw c.interp.raise("IndexError", `index ${v} is out of bounds for axis ${axis} with size ${size}`, null, {
            rule: "index-out-of-range",
          });
      }
    }
    return { kind: "array", index };
  }
  if (k instanceof PyObject && k.kind === "tensor") return c.stuck("a tensor used as an index of an array");
  throw c.interp.raise(
    "IndexError",
    "only integers, slices (`:`), ellipsis (`...`), numpy.newaxis (`None`) and integer or boolean arrays are valid indices",
    null,
  );
}

function sliceStep(c: Call, s: PySlice, size: Dim): Step {
  if (isConst(size)) {
    const places = rangeList(c, s, size);
    if (places) return { kind: "slice", length: places.length, places };
  }
  const [start, stop, step] = [s.start, s.stop, s.step].map((v) => (v === null ? null : dimOf(c.interp, bare(v))));
  if (
    start === undefined ||
    stop === undefined ||
    step === undefined ||
    (step !== null && (!isConst(step) || step <= 0))
  )
    return { kind: "slice", length: c.interp.freshDim("?", 0, null), places: undefined };
  const clip = (d: Dim | null, otherwise: Dim): Dim => {
    if (d === null) return otherwise;
    const at = isConst(d) && d < 0 ? maximum(0, add(size, d)) : d;
    return minimum(at, size);
  };
  const length = maximum(0, sub(clip(stop ?? null, size), clip(start ?? null, 0)));
  const by = step ?? 1;
  return { kind: "slice", length: c.interp.scope.simplify(floordiv(add(length, sub(by, 1)), by)), places: undefined };
}

/** Index arrays broadcast together; their shape stands where the first of them does. */
function shapeOf(interp: Interp, steps: readonly Step[]): readonly Dim[] {
  const arrays = steps.filter((s) => s.kind === "array");
  const common = arrays.reduce<readonly Dim[]>((shape, s) => broadcast(interp, shape, s.index.shape, null), []);
  const shape: Dim[] = [];
  let placed = false;
  for (const s of steps) {
    if (s.kind === "new") shape.push(1);
    else if (s.kind === "slice") shape.push(s.length);
    else if (s.kind === "array" && !placed) {
      shape.push(...common);
      placed = true;
    }
  }
  return shape;
}

/** The places of the items picked, in order; undefined where they are not known. */
function placesOf(a: NdArray, steps: readonly Step[], shape: readonly Dim[]): number[] | undefined {
  const from = constantShape(a.shape);
  const to = constantShape(shape);
  const arrays = steps.filter((s) => s.kind === "array");
  if (!from || !to || arrays.length > 1) return undefined;
  const size = product(to);
  if (!isConst(size) || size > 4096) return undefined;
  const strides = from.map((_, i) => from.slice(i + 1).reduce((n, d) => n * d, 1));
  let places: number[] = [0];
  let axis = 0;
  for (const s of steps) {
    if (s.kind === "new") continue;
    const stride = strides[axis] ?? 1;
    const length = from[axis] ?? 1;
    axis++;
    const own =
      s.kind === "point"
        ? isConst(s.at)
          ? [s.at]
          : undefined
        : s.kind === "slice"
          ? s.places
          : s.index.data?.map((v) => (typeof v === "number" ? v : Number.NaN));
    if (!own || own.some((i) => Number.isNaN(i))) return undefined;
    places = places.flatMap((p) => own.map((i) => p + (i < 0 ? i + length : i) * stride));
  }
  return places;
}
