/** Functions that rearrange arrays: shapes over dims, items where they are known. */
import { type Dim, add, divExact, eq, isConst, mul, product, sum, symbolsOf } from "../../../dims/index.ts";
import { isAnonymous } from "../../interp.ts";
import type { Call, NativeTable } from "../../builtins/native.ts";
import { readProtocol } from "../../builtins/protocols.ts";
import { dimOf, fromDim, needInt, numberOf } from "../../builtins/numbers.ts";
import { PyList, PyTuple, Unbounded, type Value } from "../../values.ts";
import {
  NdArray,
  broadcast,
  broadcastIndex,
  constantShape,
  scalarIfPoint,
  shapeFrom,
  showShape,
  toArray,
  transposed,
  unknownItem,
} from "./array.ts";
import { BOOL, INT64, bare, convert, promote, typeFrom } from "./dtypes.ts";
import { pick } from "./indexing.ts";
import { here, movedChannels, suspect } from "../../suspicion.ts";
import { axesOf, axisOf, flattened } from "./reductions.ts";

export function arrayOf(c: Call, v: Value): NdArray {
  return toArray(c.interp, v) ?? c.stuck("an array that is not known");
}

/** `a.reshape(shape)`; one size may be -1. */
export function reshape(c: Call, a: NdArray, shape: readonly Dim[]): NdArray {
  const { scope } = c.interp;
  const size = scope.simplify(product(a.shape));
  const open = shape.indexOf(-1);
  if (open >= 0) {
    const rest = scope.simplify(product(shape.filter((_, i) => i !== open)));
    const own = isConst(rest) && rest === 0 ? null : divExact(size, rest);
    if (own === null && isConst(size) && isConst(rest)) return cannot(c, a, shape);
    const length = own ?? c.interp.freshDim("?", 0, c.node);
    return new NdArray(
      shape.map((d, i) => (i === open ? length : d)),
      a.type,
      a.data,
    );
  }
  const total = scope.simplify(product(shape));
  if (isConst(size) && isConst(total) && size !== total) return cannot(c, a, shape);
  if (scope.decide(eq(size, total)) === "no") return cannot(c, a, shape);
  checkChannels(c, a.shape, shape);
  return new NdArray(shape, a.type, a.data);
}

/** Warns of an image whose channels are to be moved by a reshape, which keeps the items in their order. */
function checkChannels(c: Call, from: readonly Dim[], to: readonly Dim[]): void {
  const order = movedChannels(from, to);
  if (!order) return;
  suspect(c.interp, here(c.interp, c.node), {
    rule: "view-swaps-dims",
    law: `reshape: ${showShape(from)} as ${showShape(to)} keeps the items in their order and so mixes pixels and channels`,
    reason: `to move axes use transpose(${order.join(", ")})`,
  });
}

function cannot(c: Call, a: NdArray, shape: readonly Dim[]): never {
  throw c.interp.raise(
    "ValueError",
    `cannot reshape array of size ${String(product(a.shape))} into shape ${showShape(shape)}`,
    c.node,
    { rule: "view-size" },
  );
}

/** Sizes given one by one or as one sequence. */
function sizes(c: Call, values: readonly Value[]): Dim[] {
  const [only] = values;
  return values.length === 1 && only !== undefined ? shapeFrom(c, only) : values.flatMap((v) => shapeFrom(c, v));
}

function axesFrom(c: Call, values: readonly Value[], rank: number): number[] {
  const [only = null] = values;
  if (values.length === 0 || (values.length === 1 && only === null))
    return Array.from({ length: rank }, (_, i) => rank - 1 - i);
  const axes = axesOf(c, values.length === 1 ? only : new PyTuple(values), rank);
  if (axes.length !== rank) throw c.raise("ValueError", "axes don't match array");
  return axes;
}

function moved(a: NdArray, from: number, to: number): NdArray {
  const axes = a.shape.map((_, i) => i).filter((i) => i !== from);
  axes.splice(to, 0, from);
  return transposed(a, axes);
}

function squeeze(c: Call, a: NdArray, axis: Value): Value {
  // A size that nobody knows may be the 1 that is squeezed out.
  if (axis === null && a.shape.some((d) => [...symbolsOf(d)].some(isAnonymous))) return c.unknown("an array that may have lost axes of size 1");
  const axes = axis === null ? a.shape.flatMap((d, i) => (d === 1 ? [i] : [])) : axesOf(c, axis, a.shape.length);
  for (const i of axes) {
    const d = a.shape[i] as Dim;
    if (isConst(d) && d !== 1)
      throw c.raise("ValueError", "cannot select an axis to squeeze out which has size not equal to one");
  }
  return new NdArray(
    a.shape.filter((_, i) => !axes.includes(i)),
    a.type,
    a.data,
  );
}

/** Arrays one after the other along an axis. */
function concatenate(c: Call, arrays: readonly NdArray[], axis: number): NdArray {
  const [first] = arrays;
  if (!first) throw c.raise("ValueError", "need at least one array to concatenate");
  arrays.forEach((a, i) => {
    if (a.shape.length !== first.shape.length)
      throw c.interp.raise(
        "ValueError",
        `all the input array dimensions except for the concatenation axis must match exactly, but along dimension 0, the array at index 0 has ${first.shape.length} dimension(s) and the array at index ${i} has ${a.shape.length} dimension(s)`,
        c.node,
        { rule: "cat-sizes" },
      );
    a.shape.forEach((d, k) => {
      const own = first.shape[k] as Dim;
      if (k !== axis && isConst(d) && isConst(own) && d !== own)
        throw c.interp.raise(
          "ValueError",
          `all the input array dimensions except for the concatenation axis must match exactly, but along dimension ${k}, the array at index 0 has size ${own} and the array at index ${i} has size ${d}`,
          c.node,
          { rule: "cat-sizes" },
        );
    });
  });
  const type = arrays.map((a) => a.type).reduce(promote);
  const shape = first.shape.map((d, k) => (k === axis ? sum(arrays.map((a) => a.shape[k] as Dim)) : d));
  const fronts = arrays.map((a) => moved(a, axis, 0));
  const data = fronts.every((a) => a.data) ? fronts.flatMap((a) => a.data ?? []).map((v) => convert(v, type)) : null;
  const front = new NdArray([shape[axis] as Dim, ...shape.filter((_, k) => k !== axis)], type, data);
  return moved(front, 0, axis);
}

function arraysOf(c: Call, v: Value): NdArray[] {
  return c.items(v).map((x) => arrayOf(c, x));
}

function stack(c: Call, arrays: readonly NdArray[], axis: Value): NdArray {
  const [first] = arrays;
  if (!first) throw c.raise("ValueError", "need at least one array to stack");
  for (const a of arrays) {
    const different =
      a.shape.length !== first.shape.length ||
      a.shape.some((d, i) => isConst(d) && isConst(first.shape[i] as Dim) && d !== first.shape[i]);
    if (different)
      throw c.interp.raise("ValueError", "all input arrays must have the same shape", c.node, { rule: "cat-sizes" });
  }
  const at = axisOf(c, axis, first.shape.length + 1);
  return concatenate(
    c,
    arrays.map((a) => new NdArray([...a.shape.slice(0, at), 1, ...a.shape.slice(at)], a.type, a.data)),
    at,
  );
}

/** With ones in front until it has so many dimensions. */
function atLeast(a: NdArray, rank: number): NdArray {
  return a.shape.length >= rank
    ? a
    : new NdArray([...Array<Dim>(rank - a.shape.length).fill(1), ...a.shape], a.type, a.data);
}

function split(c: Call, v: Value, parts: Value, axis: Value, even: boolean): Value {
  const a = arrayOf(c, v);
  const at = axisOf(c, axis, a.shape.length);
  const size = a.shape[at] as Dim;
  const n = dimOf(c.interp, bare(parts));
  if (!isConst(size)) return c.stuck("parts of an array of unknown length");
  let bounds: number[];
  if (typeof n === "number") {
    if (even && size % n !== 0) throw c.raise("ValueError", "array split does not result in an equal division");
    const each = Math.floor(size / n);
    bounds = Array.from({ length: n + 1 }, (_, i) => i * each + Math.min(i, size % n));
  } else {
    const cuts = shapeFrom(c, parts).map((d) => (isConst(d) ? d : c.stuck("a place to split at")));
    bounds = [0, ...cuts.map((d) => Math.max(0, Math.min(d < 0 ? d + size : d, size))), size];
  }
  const front = moved(a, at, 0);
  const inner = front.shape.slice(1);
  const row = constantShape(inner)?.reduce((p, d) => p * d, 1);
  return new PyList(
    bounds.slice(1).map((end, i) => {
      const start = bounds[i] ?? 0;
      const length = Math.max(0, end - start);
      return moved(
        new NdArray(
          [length, ...inner],
          a.type,
          row !== undefined && front.data ? front.data.slice(start * row, (start + length) * row) : null,
        ),
        0,
        at,
      );
    }),
  );
}

function tile(c: Call, v: Value, reps: Value): Value {
  const counts = shapeFrom(c, reps);
  const a = atLeast(arrayOf(c, v), counts.length);
  const times = [...Array<Dim>(a.shape.length - counts.length).fill(1), ...counts];
  const shape = a.shape.map((d, i) => mul(d, times[i] as Dim));
  const [from, to] = [constantShape(a.shape), constantShape(shape)];
  const size = to?.reduce((n, d) => n * d, 1) ?? Infinity;
  if (!from || !to || !a.data || size > 4096) return new NdArray(shape, a.type);
  const { data } = a;
  return new NdArray(
    shape,
    a.type,
    Array.from({ length: size }, (_, place) => {
      let rest = place;
      let index = 0;
      let stride = 1;
      for (let i = to.length - 1; i >= 0; i--) {
        index += ((rest % (to[i] ?? 1)) % (from[i] ?? 1)) * stride;
        stride *= from[i] ?? 1;
        rest = Math.floor(rest / (to[i] ?? 1));
      }
      return data[index] as Value;
    }),
  );
}

function repeat(c: Call, v: Value, repeats: Value, axis: Value): Value {
  const given = arrayOf(c, v);
  const a = axis === null ? flattened(given) : given;
  const at = axis === null ? 0 : axisOf(c, axis, a.shape.length);
  const n = dimOf(c.interp, bare(repeats));
  if (n === undefined) {
    const counts = shapeFrom(c, repeats);
    return new NdArray(
      a.shape.map((d, i) => (i === at ? sum(counts) : d)),
      a.type,
    );
  }
  const front = moved(a, at, 0);
  const row = constantShape(front.shape.slice(1))?.reduce((p, d) => p * d, 1);
  const length = mul(front.shape[0] as Dim, n);
  const { data } = front;
  const items =
    data && row !== undefined && isConst(n) && isConst(length) && length * row <= 4096
      ? Array.from({ length: length * row }, (_, i) => data[Math.floor(i / row / n) * row + (i % row)] as Value)
      : null;
  return moved(new NdArray([length, ...front.shape.slice(1)], a.type, items), 0, at);
}

function flip(c: Call, v: Value, axis: Value): Value {
  const a = arrayOf(c, v);
  const axes = axesOf(c, axis, a.shape.length);
  const shape = constantShape(a.shape);
  if (!a.data || !shape) return new NdArray(a.shape, a.type);
  const { data } = a;
  return new NdArray(
    a.shape,
    a.type,
    data.map((_, place) => {
      let rest = place;
      let index = 0;
      let stride = 1;
      for (let i = shape.length - 1; i >= 0; i--) {
        const size = shape[i] ?? 1;
        const at = rest % size;
        index += (axes.includes(i) ? size - 1 - at : at) * stride;
        stride *= size;
        rest = Math.floor(rest / size);
      }
      return data[index] as Value;
    }),
  );
}

function ordered(c: Call, v: Value, axis: Value, places: boolean): Value {
  const given = arrayOf(c, v);
  const a = axis === null ? flattened(given) : given;
  const at = axis === null ? 0 : axisOf(c, axis, a.shape.length);
  const type = places ? INT64 : a.type;
  const last = moved(a, at, a.shape.length - 1);
  const length = last.shape.at(-1);
  const numbers = last.data?.map(numberOf);
  if (!numbers || numbers.some((n) => n === undefined) || !isConst(length ?? 0)) return new NdArray(a.shape, type);
  const n = length as number;
  const out: Value[] = [];
  for (let row = 0; row < numbers.length; row += n) {
    const order = Array.from({ length: n }, (_, i) => i).sort(
      (x, y) => (numbers[row + x] as number) - (numbers[row + y] as number) || x - y,
    );
    out.push(...order.map((i) => (places ? i : (last.data?.[row + i] as Value))));
  }
  return moved(new NdArray(last.shape, type, out), a.shape.length - 1, at);
}

function unique(c: Call, v: Value, index: Value, inverse: Value, counts: Value): Value {
  const a = flattened(arrayOf(c, v));
  const extra = [index, inverse, counts].filter((x) => c.truth(x)).length;
  const numbers = a.data?.map(numberOf);
  const known = numbers?.every((n) => n !== undefined)
    ? [...new Set(numbers)].sort((x, y) => (x ?? 0) - (y ?? 0))
    : undefined;
  const size = known?.length ?? c.interp.freshDim("?", 0, c.node);
  const values = new NdArray(
    [size],
    a.type,
    known?.map((n) => (a.data ?? []).find((x) => numberOf(x) === n) as Value) ?? null,
  );
  if (extra === 0) return values;
  const others = [index, inverse, counts].flatMap((x, i) =>
    c.truth(x)
      ? [
          new NdArray(
            i === 1 ? a.shape : [size],
            INT64,
            i === 2 && known ? known.map((n) => numbers?.filter((m) => m === n).length ?? 0) : null,
          ),
        ]
      : [],
  );
  return new PyTuple([values, ...others]);
}

function nested(a: NdArray): Value {
  const shape = constantShape(a.shape);
  if (a.shape.length === 0) return a.data?.[0] ?? null;
  const [first, ...rest] = shape ?? [];
  if (first === undefined || !a.data) return unknownList(a);
  const row = rest.reduce((n, d) => n * d, 1);
  return new PyList(
    Array.from({ length: first }, (_, i) =>
      nested(new NdArray(rest, a.type, a.data?.slice(i * row, (i + 1) * row) ?? null)),
    ),
  );
}

function unknownList(a: NdArray): Value {
  const [first, ...rest] = a.shape;
  const item = rest.length > 0 ? unknownList(new NdArray(rest, a.type)) : unknownItem();
  if (typeof first === "number" && first <= 4096) return new PyList(Array.from({ length: first }, () => item));
  const list = new PyList([]);
  list.unbounded = new Unbounded(item, "an array of unknown length");
  return list;
}

export const shapeFunctions: NativeTable = {
  "!reshape(a, /, shape=None, *, newshape=None, ...)": (c, v, shape, newshape) =>
    reshape(c, arrayOf(c, v), shapeFrom(c, shape ?? newshape)),
  "!ravel(a, ...)": (c, v) => flattened(arrayOf(c, v)),
  "!transpose(a, axes=None)": (c, v, axes) => {
    const a = arrayOf(c, v);
    return transposed(a, axesFrom(c, [axes], a.shape.length));
  },
  "!permute_dims(a, axes=None)": (c, v, axes) => {
    const a = arrayOf(c, v);
    return transposed(a, axesFrom(c, [axes], a.shape.length));
  },
  "!swapaxes(a, axis1, axis2)": (c, v, x, y) => {
    const a = arrayOf(c, v);
    const [i, j] = [axisOf(c, x, a.shape.length), axisOf(c, y, a.shape.length)];
    return transposed(
      a,
      a.shape.map((_, k) => (k === i ? j : k === j ? i : k)),
    );
  },
  "!moveaxis(a, source, destination)": (c, v, from, to) => {
    const a = arrayOf(c, v);
    const [sources, targets] = [axesOf(c, from, a.shape.length), axesOf(c, to, a.shape.length)];
    const axes = a.shape.map((_, i) => i).filter((i) => !sources.includes(i));
    const pairs = sources.map((s, i) => [targets[i] ?? 0, s] as const).sort((p, q) => p[0] - q[0]);
    for (const [target, source] of pairs) axes.splice(target, 0, source);
    return transposed(a, axes);
  },
  "!rollaxis(a, axis, start=0)": (c, v, axis, start) => {
    const a = arrayOf(c, v);
    const from = axisOf(c, axis, a.shape.length);
    const to = needInt(c, start);
    return moved(a, from, to > from ? to - 1 : to);
  },
  "!expand_dims(a, axis)": (c, v, axis) => {
    const a = arrayOf(c, v);
    const count = axis instanceof PyTuple || axis instanceof PyList ? c.items(axis).length : 1;
    const places = axesOf(c, axis, a.shape.length + count).sort((x, y) => x - y);
    const shape = a.shape.slice();
    for (const i of places) shape.splice(i, 0, 1);
    return new NdArray(shape, a.type, a.data);
  },
  "!squeeze(a, axis=None)": (c, v, axis) => scalarIfPoint(squeeze(c, arrayOf(c, v), axis)),
  "!concatenate(arrays, axis=0, ...)": (c, arrays, axis) => {
    const all = arraysOf(c, arrays);
    if (axis === null) return concatenate(c, all.map(flattened), 0);
    if (all.some((a) => a.shape.length === 0))
      throw c.raise("ValueError", "zero-dimensional arrays cannot be concatenated");
    return concatenate(c, all, axisOf(c, axis, all[0]?.shape.length ?? 1));
  },
  "!concat(arrays, axis=0, ...)": (c, arrays, axis) =>
    concatenate(c, arraysOf(c, arrays), axisOf(c, axis, arraysOf(c, arrays)[0]?.shape.length ?? 1)),
  "!stack(arrays, axis=0, ...)": (c, arrays, axis) => stack(c, arraysOf(c, arrays), axis),
  "!vstack(tup, ...)": (c, arrays) =>
    concatenate(
      c,
      arraysOf(c, arrays).map((a) => atLeast(a, 2)),
      0,
    ),
  "!hstack(tup, ...)": (c, arrays) => {
    const all = arraysOf(c, arrays).map((a) => atLeast(a, 1));
    return concatenate(c, all, all[0]?.shape.length === 1 ? 0 : 1);
  },
  "!dstack(tup)": (c, arrays) =>
    concatenate(
      c,
      arraysOf(c, arrays).map((a) =>
        a.shape.length < 3 ? new NdArray([...atLeast(a, 2).shape, 1], a.type, a.data) : a,
      ),
      2,
    ),
  "!column_stack(tup)": (c, arrays) =>
    concatenate(
      c,
      arraysOf(c, arrays).map((a) => (a.shape.length === 1 ? new NdArray([...a.shape, 1], a.type, a.data) : a)),
      1,
    ),
  "!append(arr, values, axis=None)": (c, v, values, axis) => {
    const [a, b] = [arrayOf(c, v), arrayOf(c, values)];
    return axis === null
      ? concatenate(c, [flattened(a), flattened(b)], 0)
      : concatenate(c, [a, b], axisOf(c, axis, a.shape.length));
  },
  "!split(ary, indices_or_sections, axis=0)": (c, v, parts, axis) => split(c, v, parts, axis, true),
  "!array_split(ary, indices_or_sections, axis=0)": (c, v, parts, axis) => split(c, v, parts, axis, false),
  "!hsplit(ary, indices_or_sections)": (c, v, parts) =>
    split(c, v, parts, arrayOf(c, v).shape.length === 1 ? 0 : 1, true),
  "!vsplit(ary, indices_or_sections)": (c, v, parts) => split(c, v, parts, 0, true),
  "!tile(A, reps)": tile,
  "!repeat(a, repeats, axis=None)": repeat,
  "!flip(m, axis=None)": flip,
  "!flipud(m)": (c, v) => flip(c, v, 0),
  "!fliplr(m)": (c, v) => flip(c, v, 1),
  "!roll(a, shift, axis=None)": (c, v) => {
    const a = arrayOf(c, v);
    return new NdArray(a.shape, a.type);
  },
  "!rot90(m, k=1, axes=None)": (c, v, k) => {
    const a = arrayOf(c, v);
    const [h, w, ...rest] = a.shape;
    if (h === undefined || w === undefined)
      throw c.raise("ValueError", "Axes=(0, 1) out of range for array of ndim=1.");
    return new NdArray(needInt(c, k) % 2 === 0 ? a.shape : [w, h, ...rest], a.type);
  },
  "!broadcast_to(array, shape, ...)": (c, v, shape) => {
    const a = arrayOf(c, v);
    const to = shapeFrom(c, shape);
    broadcast(c.interp, a.shape, to, c.node);
    const [from, target] = [constantShape(a.shape), constantShape(to)];
    const size = target?.reduce((n, d) => n * d, 1) ?? Infinity;
    const { data } = a;
    return new NdArray(
      to,
      a.type,
      data && from && target && size <= 4096
        ? Array.from({ length: size }, (_, i) => data[broadcastIndex(i, target, from)] as Value)
        : null,
    );
  },
  "!broadcast_shapes(*shapes)": (c) =>
    new PyTuple(
      c.rest
        .map((s) => shapeFrom(c, s))
        .reduce<readonly Dim[]>((x, y) => broadcast(c.interp, x, y, c.node), [])
        .map(fromDim),
    ),
  "!atleast_1d(a)": (c, v) => atLeast(arrayOf(c, v), 1),
  "!atleast_2d(a)": (c, v) => atLeast(arrayOf(c, v), 2),
  "!sort(a, axis=-1, ...)": (c, v, axis) => ordered(c, v, axis, false),
  "!argsort(a, axis=-1, ...)": (c, v, axis) => ordered(c, v, axis, true),
  "!unique(ar, return_index=False, return_inverse=False, return_counts=False, ...)": unique,
  "!pad(array, pad_width, mode='constant', ...)": (c, v, width) => {
    const a = arrayOf(c, v);
    const widths = arrayOf(c, width);
    const both = (i: number): Dim => {
      const flat =
        widths.data?.map((x) => dimOf(c.interp, x) ?? c.stuck("a width of padding")) ?? c.stuck("a width of padding");
      const [x = 0, y = x] =
        flat.length === 1
          ? [flat[0], flat[0]]
          : flat.length === 2 && widths.shape.length === 1
            ? flat
            : widths.shape[0] === 1
              ? flat
              : [flat[2 * i], flat[2 * i + 1]];
      return add(x as Dim, y as Dim);
    };
    return new NdArray(
      a.shape.map((d, i) => add(d, both(i))),
      a.type,
    );
  },
  "!diff(a, n=1, axis=-1, ...)": (c, v, n, axis) => {
    const a = arrayOf(c, v);
    const at = axisOf(c, axis, a.shape.length);
    const count = needInt(c, n);
    const shape = a.shape.map((d, i) => (i === at ? add(d, -count) : d));
    if (count !== 1 || a.shape.length !== 1 || !a.data) return new NdArray(shape, a.type);
    const { data } = a;
    return new NdArray(
      shape,
      a.type,
      data.slice(1).map((x, i) => c.interp.binary("-", x, data[i] as Value, c.node)),
    );
  },
  "!outer(a, b, ...)": (c, x, y) => {
    const [a, b] = [flattened(arrayOf(c, x)), flattened(arrayOf(c, y))];
    return c.interp.binary("*", new NdArray([a.shape[0] as Dim, 1], a.type, a.data), b, c.node);
  },
  "!meshgrid(*xi, indexing='xy', ...)": (c, indexing) => {
    const axes = c.rest.map((x) => flattened(arrayOf(c, x)));
    const swap = indexing !== "ij" && axes.length >= 2;
    const order = swap ? [1, 0, ...axes.slice(2).map((_, i) => i + 2)] : axes.map((_, i) => i);
    const shape = order.map((i) => axes[i]?.shape[0] as Dim);
    const to = constantShape(shape);
    return new PyList(
      axes.map((a, i) => {
        const own = shape.map((d, k) => (order[k] === i ? d : 1));
        const from = constantShape(own);
        const size = to?.reduce((n, d) => n * d, 1) ?? Infinity;
        const { data } = a;
        return new NdArray(
          shape,
          a.type,
          data && to && from && size <= 4096
            ? Array.from({ length: size }, (_, p) => data[broadcastIndex(p, to, from)] as Value)
            : null,
        );
      }),
    );
  },
  "!diag(v, k=0)": (c, v, k) => {
    const a = arrayOf(c, v);
    const off = Math.abs(needInt(c, k));
    if (a.shape.length === 1) return new NdArray([add(a.shape[0] as Dim, off), add(a.shape[0] as Dim, off)], a.type);
    return new NdArray(
      [
        isConst(a.shape[0] as Dim) && isConst(a.shape[1] as Dim)
          ? Math.max(0, Math.min(a.shape[0] as number, a.shape[1] as number) - off)
          : c.interp.freshDim("?", 0, c.node),
      ],
      a.type,
    );
  },
  "!tril(m, k=0)": (c, v) => sameShaped(c, v),
  "!triu(m, k=0)": (c, v) => sameShaped(c, v),
  "!take(a, indices, axis=None, ...)": (c, v, indices, axis) => {
    const a = arrayOf(c, v);
    if (axis === null) return pick(c.interp, flattened(a), indices);
    const at = axisOf(c, axis, a.shape.length);
    const front = pick(c.interp, moved(a, at, 0), indices);
    return front instanceof NdArray && front.shape.length === a.shape.length ? moved(front, 0, at) : front;
  },
  "!copy(a, ...)": (c, v) => {
    const a = arrayOf(c, v);
    return new NdArray(a.shape, a.type, a.data);
  },
  "!shape(a)": (c, v) => new PyTuple(arrayOf(c, v).shape.map(fromDim)),
  "!ndim(a)": (c, v) => arrayOf(c, v).shape.length,
  "!size(a, axis=None)": (c, v, axis) => {
    const a = arrayOf(c, v);
    return fromDim(axis === null ? product(a.shape) : (a.shape[axisOf(c, axis, a.shape.length)] as Dim));
  },
  "!isscalar(element)": (_c, v) =>
    typeof v === "number" ||
    typeof v === "boolean" ||
    typeof v === "string" ||
    (v !== null && (v.kind === "float" || v.kind === "instance")),
  "!isin(element, test_elements, ...)": (c, v) => new NdArray(arrayOf(c, v).shape, BOOL),
  "!searchsorted(a, v, ...)": (c, _a, v) => scalarIfPoint(new NdArray(arrayOf(c, v).shape, INT64)),
  "!nonzero(a)": (c, v) => {
    const a = arrayOf(c, v);
    const count = c.interp.freshDim("?", 0, c.node);
    return new PyTuple(a.shape.map(() => new NdArray([count], INT64)));
  },
};

function sameShaped(c: Call, v: Value): NdArray {
  const a = arrayOf(c, v);
  return new NdArray(a.shape, a.type);
}

/** Methods of arrays that rearrange them. */
export const shapeMethods: NativeTable = {
  "reshape(self, *shape, order='C')": (c, self) => reshape(c, self as NdArray, sizes(c, c.rest)),
  "ravel(self, ...)": (_c, self) => flattened(self as NdArray),
  "flatten(self, ...)": (_c, self) => flattened(self as NdArray),
  "transpose(self, *axes)": (c, self) =>
    transposed(self as NdArray, axesFrom(c, c.rest, (self as NdArray).shape.length)),
  "swapaxes(self, axis1, axis2)": (c, self, x, y) =>
    shapeFunctions["!swapaxes(a, axis1, axis2)"]?.(c, self, x, y) ?? null,
  "squeeze(self, axis=None)": (c, self, axis) => scalarIfPoint(squeeze(c, self as NdArray, axis)),
  "repeat(self, repeats, axis=None)": repeat,
  "copy(self, ...)": (_c, self) => new NdArray((self as NdArray).shape, (self as NdArray).type, (self as NdArray).data),
  "astype(self, dtype, ...)": (c, self, dtype) => {
    const a = self as NdArray;
    const type = typeFrom(dtype) ?? c.stuck("a type that is not known");
    return new NdArray(a.shape, type, a.data?.map((v) => convert(v, type)) ?? null);
  },
  "view(self, dtype=None, ...)": (_c, self) => self,
  "tolist(self)": (_c, self) => nested(self as NdArray),
  "item(self, *args)": (c, self) => {
    const a = self as NdArray;
    if (c.rest.length === 0) {
      if (a.data && a.data.length !== 1)
        throw c.raise("ValueError", "can only convert an array of size 1 to a Python scalar");
      return a.data?.[0] ?? c.stuck("an array's item");
    }
    return bare(pick(c.interp, a, c.rest.length === 1 ? (c.rest[0] as Value) : new PyTuple(c.rest)));
  },
  "fill(self, value)": (c, self, value) => {
    const a = self as NdArray;
    const shape = constantShape(a.shape);
    const size = shape?.reduce((n, d) => n * d, 1) ?? Infinity;
    a.setData(size <= 4096 ? Array.from({ length: size }, () => convert(c.known(value), a.type)) : null);
    return null;
  },
  "sort(self, axis=-1, ...)": (c, self, axis) => {
    const sorted = ordered(c, self, axis, false);
    if (sorted instanceof NdArray) (self as NdArray).setData(sorted.data);
    return null;
  },
  "argsort(self, axis=-1, ...)": (c, self, axis) => ordered(c, self, axis, true),
  "nonzero(self)": (c, self) => shapeFunctions["!nonzero(a)"]?.(c, self) ?? null,
  "take(self, indices, axis=None, ...)": (c, self, indices, axis) =>
    shapeFunctions["!take(a, indices, axis=None, ...)"]?.(c, self, indices, axis) ?? null,
  "tobytes(self, ...)": (c) => c.stuck("an array's bytes"),
  "setflags(self, ...)": () => null,
  ...readProtocol,
  "?__setitem__(self, key, value, /)": (c, self, key, value) => {
    c.interp.setitem(self, key, value, c.node);
    return null;
  },
  "__array__(self, ...)": (_c, self) => self,
  "__index__(self)": (c, self) => {
    const { shape, type, data } = self as NdArray;
    if (shape.length > 0 || (type.category !== "i" && type.category !== "u" && !type.isUnsure)) throw c.raise("TypeError", "only integer scalar arrays can be converted to a scalar index");
    return data?.[0] ?? c.stuck("an array's item");
  },
  "__int__(self)": (c, self) => c.call(c.interp.builtins.get("int") ?? null, one(c, self as NdArray)),
  "__float__(self)": (c, self) => c.call(c.interp.builtins.get("float") ?? null, one(c, self as NdArray)),
};

/** The only item, for a conversion to a number. */
function one(c: Call, a: NdArray): Value {
  const size = product(a.shape);
  if (isConst(size) && size !== 1)
    throw c.raise("TypeError", "only 0-dimensional arrays can be converted to Python scalars");
  return a.data?.[0] ?? c.stuck("an array's item");
}
