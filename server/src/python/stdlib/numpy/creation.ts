/** Functions that make arrays. */
import { type Dim, ceildiv, isConst, maximum, sub } from "../../../dims/index.ts";
import { type Body, type Call, type NativeTable, MISSING } from "../../builtins/native.ts";
import { dimOf, makeFloat, numberOf } from "../../builtins/numbers.ts";
import { PyObject, PyTuple, type Value } from "../../values.ts";
import { MOST_ITEMS, NdArray, constantShape, shapeFrom, toArray, unknownItem } from "./array.ts";
import { FLOAT64, INT64, type NumpyType, bare, convert, promote, typeFrom, typeOfItem } from "./dtypes.ts";
import { arrayOf } from "./shapes.ts";

/** An array with one item everywhere; null: items that are not known. */
export function filled(shape: readonly Dim[], type: NumpyType, item: Value | undefined): NdArray {
  const sizes = constantShape(shape);
  const size = sizes?.reduce((n, d) => n * d, 1) ?? Infinity;
  return new NdArray(
    shape,
    type,
    item !== undefined && size <= MOST_ITEMS ? Array.from({ length: size }, () => convert(item, type)) : null,
  );
}

function typeOr(c: Call, dtype: Value, otherwise: NumpyType): NumpyType {
  if (dtype === null) return otherwise;
  return typeFrom(dtype) ?? c.stuck("a type that is not known");
}

const make =
  (item: Value | undefined): Body =>
  (c, shape, dtype) =>
    filled(shapeFrom(c, shape), typeOr(c, dtype, FLOAT64), item);

const like =
  (item: Value | undefined): Body =>
  (c, v, dtype, shape) => {
    const a = arrayOf(c, v);
    return filled(
      shape === undefined || shape === null || shape === MISSING ? a.shape : shapeFrom(c, shape),
      typeOr(c, dtype, a.type),
      item,
    );
  };

const asArray: Body = (c, v, dtype) => {
  const type = dtype === null ? undefined : typeOr(c, dtype, FLOAT64);
  // A tensor is asked for its array: it may refuse.
  const convertible = v instanceof PyObject && v.kind === "tensor" ? c.interp.lookupAttr(v, "__array__") : undefined;
  const made = convertible === undefined ? v : c.interp.call(convertible, [], new Map(), c.node);
  return toArray(c.interp, made instanceof NdArray ? made : v, type) ?? c.stuck("an array that is not known");
};

function arange(c: Call, a: Value, b: Value, s: Value, dtype: Value): Value {
  const [start, stop] = b === MISSING || b === null ? [0, bare(a)] : [bare(a), bare(b)];
  const step = bare(s);
  const type = typeOr(c, dtype, [start, stop, step].map(typeOfItem).reduce(promote));
  const [from, to, by] = [start, stop, step].map((v) => dimOf(c.interp, v));
  if (from !== undefined && to !== undefined && by !== undefined) {
    if (by === 0) throw c.raise("ZeroDivisionError", "division by zero");
    const length = isConst(by)
      ? maximum(0, by > 0 ? ceildiv(sub(to, from), by) : ceildiv(sub(from, to), -by))
      : c.interp.freshDim("?", 0, c.node);
    const items =
      isConst(length) && isConst(from) && isConst(by) && length <= MOST_ITEMS
        ? Array.from({ length }, (_, i) => convert(from + i * by, type))
        : null;
    return new NdArray([length], type, items);
  }
  const [x, y, z] = [start, stop, step].map(numberOf);
  if (x === undefined || y === undefined || z === undefined)
    return new NdArray([c.interp.freshDim("?", 0, c.node)], type);
  const length = Math.max(0, Math.ceil((y - x) / z));
  return new NdArray(
    [length],
    type,
    length <= MOST_ITEMS ? Array.from({ length }, (_, i) => convert(makeFloat(x + i * z), type)) : null,
  );
}

/** Evenly spaced numbers, the last one exact. */
function spaced(
  c: Call,
  start: Value,
  stop: Value,
  num: Value,
  endpoint: Value,
  dtype: Value,
  f: (x: number) => number,
): { array: NdArray; step: Value } {
  const length = dimOf(c.interp, bare(num)) ?? c.stuck("a length that is not known");
  const type = typeOr(c, dtype, FLOAT64);
  const [x, y] = [numberOf(bare(start)), numberOf(bare(stop))];
  if (x === undefined || y === undefined || !isConst(length) || length > MOST_ITEMS)
    return { array: new NdArray([length], type), step: unknownItem() };
  if (length < 0) throw c.raise("ValueError", `Number of samples, ${length}, must be non-negative.`);
  const last = c.truth(endpoint);
  const parts = last ? length - 1 : length;
  const step = parts > 0 ? (y - x) / parts : Number.NaN;
  const items = Array.from({ length }, (_, i) =>
    convert(makeFloat(f(last && i === parts && i > 0 ? y : parts > 0 ? i * step + x : x)), type),
  );
  return { array: new NdArray([length], type, items), step: makeFloat(step) };
}

export const creationFunctions: NativeTable = {
  "!array(object, dtype=None, ...)": asArray,
  "!asarray(a, dtype=None, ...)": asArray,
  "!asanyarray(a, dtype=None, ...)": asArray,
  "!ascontiguousarray(a, dtype=None, ...)": asArray,
  "!asfarray(a, dtype=None, ...)": asArray,
  "!require(a, dtype=None, ...)": asArray,
  "!zeros(shape, dtype=None, ...)": make(0),
  "!ones(shape, dtype=None, ...)": make(1),
  "!empty(shape, dtype=None, ...)": make(undefined),
  "!full(shape, fill_value, dtype=None, ...)": (c, shape, value, dtype) =>
    filled(shapeFrom(c, shape), typeOr(c, dtype, typeOfItem(value)), value),
  "!zeros_like(a, dtype=None, order=None, subok=True, shape=None, ...)": (c, a, dtype, _order, _subok, shape) =>
    like(0)(c, a, dtype, shape),
  "!ones_like(a, dtype=None, order=None, subok=True, shape=None, ...)": (c, a, dtype, _order, _subok, shape) =>
    like(1)(c, a, dtype, shape),
  "!empty_like(a, dtype=None, order=None, subok=True, shape=None, ...)": (c, a, dtype, _order, _subok, shape) =>
    like(undefined)(c, a, dtype, shape),
  "!full_like(a, fill_value, dtype=None, order=None, subok=True, shape=None, ...)": (
    c,
    a,
    value,
    dtype,
    _order,
    _subok,
    shape,
  ) => like(value)(c, a, dtype, shape),
  "!arange(start, stop?, step=1, dtype=None, ...)": arange,
  "!linspace(start, stop, num=50, endpoint=True, retstep=False, dtype=None, axis=0, ...)": (
    c,
    start,
    stop,
    num,
    endpoint,
    retstep,
    dtype,
  ) => {
    const { array, step } = spaced(c, start, stop, num, endpoint, dtype, (x) => x);
    return c.truth(retstep) ? new PyTuple([array, step]) : array;
  },
  "!logspace(start, stop, num=50, endpoint=True, base=10.0, dtype=None, axis=0)": (
    c,
    start,
    stop,
    num,
    endpoint,
    base,
    dtype,
  ) => spaced(c, start, stop, num, endpoint, dtype, (x) => (numberOf(base) ?? 10) ** x).array,
  "!geomspace(start, stop, num=50, endpoint=True, dtype=None, axis=0)": (c, start, stop, num, endpoint, dtype) => {
    const [x, y] = [numberOf(bare(start)), numberOf(bare(stop))];
    if (x === undefined || y === undefined) return new NdArray(shapeFrom(c, num), FLOAT64);
    return spaced(c, makeFloat(Math.log10(x)), makeFloat(Math.log10(y)), num, endpoint, dtype, (e) => 10 ** e).array;
  },
  "!eye(N, M=None, k=0, dtype=None, ...)": (c, n, m, k, dtype) => {
    const rows = dimOf(c.interp, bare(n)) ?? c.stuck("a size that is not known");
    const columns = m === null ? rows : (dimOf(c.interp, bare(m)) ?? c.stuck("a size that is not known"));
    const off = dimOf(c.interp, bare(k));
    const type = typeOr(c, dtype, FLOAT64);
    const known = isConst(rows) && isConst(columns) && typeof off === "number" && rows * columns <= MOST_ITEMS;
    return new NdArray(
      [rows, columns],
      type,
      known
        ? Array.from({ length: rows * columns }, (_, i) =>
            convert((i % columns) - Math.floor(i / columns) === off ? 1 : 0, type),
          )
        : null,
    );
  },
  "!identity(n, dtype=None, ...)": (c, n, dtype) => {
    const size = dimOf(c.interp, bare(n)) ?? c.stuck("a size that is not known");
    return new NdArray(
      [size, size],
      typeOr(c, dtype, FLOAT64),
      isConst(size) && size * size <= MOST_ITEMS
        ? Array.from({ length: size * size }, (_, i) =>
            convert(i % (size + 1) === 0 ? 1 : 0, typeOr(c, dtype, FLOAT64)),
          )
        : null,
    );
  },
  "!tri(N, M=None, k=0, dtype=None, ...)": (c, n, m, _k, dtype) =>
    new NdArray([...shapeFrom(c, n), ...shapeFrom(c, m ?? n)], typeOr(c, dtype, FLOAT64)),
  "!indices(dimensions, dtype=None, ...)": (c, sizes) => {
    const shape = shapeFrom(c, sizes);
    return new NdArray([shape.length, ...shape], INT64);
  },
  "!frombuffer(buffer, dtype=None, ...)": (c, _buffer, dtype) =>
    new NdArray([c.interp.freshDim("?", 0, c.node)], typeOr(c, dtype, FLOAT64)),
  "!fromiter(iter, dtype, ...)": (c, iter, dtype) =>
    toArray(c.interp, c.call(c.interp.builtins.get("list") ?? null, iter), typeOr(c, dtype, FLOAT64)) ??
    c.stuck("an array that is not known"),
};
