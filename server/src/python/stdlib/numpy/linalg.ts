/** `numpy.linalg`: shapes are exact, numbers unknown. https://numpy.org/doc/stable/reference/routines.linalg.html */
import { type Dim, minimum } from "../../../dims/index.ts";
import { type Call, type NativeTable, natives } from "../../builtins/native.ts";
import { exceptionClass } from "../../builtins/types.ts";
import type { PyRaise } from "../../errors.ts";
import { ClassValue, PyTuple, type Value } from "../../values.ts";
import { NdArray, scalarIfPoint, toArray } from "./array.ts";
import { FLOAT64, INT64, type NumpyType } from "./dtypes.ts";
import { axesOf } from "./reductions.ts";

const linAlgError = new ClassValue("LinAlgError", [exceptionClass("ValueError")], null, "numpy.linalg");

export function numpyLinalgModule(): Record<string, Value> {
  return { ...natives(functions), LinAlgError: linAlgError };
}

interface Matrices {
  readonly batch: readonly Dim[];
  readonly rows: Dim;
  readonly columns: Dim;
  readonly type: NumpyType;
}

function matricesOf(c: Call, v: Value): Matrices {
  const a = toArray(c.interp, v) ?? c.stuck("an array that is not known");
  const [rows, columns] = a.shape.slice(-2);
  if (rows === undefined || columns === undefined) throw failure(c, `${a.shape.length}-dimensional array given. Array must be at least two-dimensional`);
  return { batch: a.shape.slice(0, -2), rows, columns, type: a.type.category === "f" || a.type.category === "c" ? a.type : FLOAT64 };
}

function squareOf(c: Call, v: Value): Matrices {
  const m = matricesOf(c, v);
  if (typeof m.rows === "number" && typeof m.columns === "number" && m.rows !== m.columns) throw failure(c, "Last 2 dimensions of the array must be square");
  return m;
}

function failure(c: Call, message: string): PyRaise {
  const e = c.raise("ValueError", message);
  e.value.cls = linAlgError;
  return e;
}

const square = (c: Call, a: Value): Value => {
  const m = squareOf(c, a);
  return new NdArray([...m.batch, m.rows, m.columns], m.type);
};

const functions: NativeTable = {
  "!inv(a)": square,
  "!cholesky(a, *, upper=False)": square,
  "!matrix_power(a, n)": square,
  "!pinv(a, ...)": (c, a) => {
    const m = matricesOf(c, a);
    return new NdArray([...m.batch, m.columns, m.rows], m.type);
  },
  "!det(a)": (c, a) => {
    const m = squareOf(c, a);
    return scalarIfPoint(new NdArray(m.batch, m.type));
  },
  "!slogdet(a)": (c, a) => {
    const m = squareOf(c, a);
    return new PyTuple([scalarIfPoint(new NdArray(m.batch, m.type)), scalarIfPoint(new NdArray(m.batch, m.type))]);
  },
  "!eigvals(a)": (c, a) => {
    squareOf(c, a);
    return c.unknown("eigenvalues, real or complex");
  },
  "!eigvalsh(a, UPLO='L')": (c, a) => {
    const m = squareOf(c, a);
    return new NdArray([...m.batch, m.rows], m.type);
  },
  "!eigh(a, UPLO='L')": (c, a) => {
    const m = squareOf(c, a);
    return new PyTuple([new NdArray([...m.batch, m.rows], m.type), new NdArray([...m.batch, m.rows, m.columns], m.type)]);
  },
  "!qr(a, mode='reduced')": (c, a, mode) => {
    const m = matricesOf(c, a);
    const k = mode === "reduced" ? minimum(m.rows, m.columns) : mode === "complete" ? m.rows : c.stuck("a form of the decomposition that is not modelled");
    return new PyTuple([new NdArray([...m.batch, m.rows, k], m.type), new NdArray([...m.batch, k, m.columns], m.type)]);
  },
  "!svd(a, full_matrices=True, compute_uv=True, hermitian=False)": (c, a, full, vectors) => {
    const m = matricesOf(c, a);
    const k = minimum(m.rows, m.columns);
    const values = new NdArray([...m.batch, k], m.type);
    if (vectors === false) return values;
    return new PyTuple([new NdArray([...m.batch, m.rows, full === false ? k : m.rows], m.type), values, new NdArray([...m.batch, full === false ? k : m.columns, m.columns], m.type)]);
  },
  "!matrix_rank(A, ...)": (c, a) => {
    const m = matricesOf(c, a);
    return scalarIfPoint(new NdArray(m.batch, INT64));
  },
  "!norm(x, ord=None, axis=None, keepdims=False)": (c, x, _ord, axis, keepdims) => {
    const a = toArray(c.interp, x) ?? c.stuck("an array that is not known");
    const axes = axesOf(c, axis, a.shape.length);
    const keep = c.interp.truth(keepdims) === true;
    const type = a.type.category === "f" ? a.type : FLOAT64;
    return scalarIfPoint(new NdArray(a.shape.flatMap((d, i) => (!axes.includes(i) ? [d] : keep ? [1] : [])), type));
  },
};
