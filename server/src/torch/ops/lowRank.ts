/** Decompositions of low rank: torch.svd_lowrank, pca_lowrank and lobpcg. */
import { type Dim, add, and, eq, ge, maximum, minimum, mul, ne, or, print, product } from "../../dims/index.ts";
import { fromDim } from "../../python/interp.ts";
import { NO_KWARGS, PyFloat, PyTuple, Unknown, type Value } from "../../python/values.ts";
import { type Args, asDim } from "../args.ts";
import { type DType, FLOAT32 } from "../dtype.ts";
import { defineOp } from "../define.ts";
import { matchNative } from "../native.ts";
import { GiveUp, type OpContext, sizeRepr, sizes } from "../op.ts";
import { Tensor } from "../tensor.ts";
import { type Shape, rows } from "./matrixChecks.ts";
import { checkSizes } from "./options.ts";
import { equalShapes } from "./pointwise.ts";
import { arithmetic, holds } from "./python.ts";
import { cppTypeName, scalarTypeName } from "./scalarTypes.ts";
import { checkKernel, realOf } from "./promotion.ts";
import { sparseOf } from "./sparseLayout.ts";

function define(name: string, signature: string, rule: (c: OpContext, a: Args) => Value): void {
  defineOp({ name, forms: [{ names: [`torch.${name}`], python: true }], signature, rule, doc: `torch.${name}` });
}

/** `m, n = A.shape[-2:]` */
function matrixOf(c: OpContext, A: Tensor): Shape {
  const shape = c.shapeOf(A);
  if (shape.length < 2) c.fail("ValueError", `not enough values to unpack (expected 2, got ${shape.length})`, { rule: "rank" });
  return shape;
}

/** Numbers that are no floats are replaced by floats in what is computed beside the matrix. */
function computedType(A: Tensor): DType {
  return A.dtype.category >= 2 && A.dtype.name !== "bfloat16" ? A.dtype : FLOAT32;
}

function lowRank(c: OpContext, A: Tensor, asked: Value, mean: Value, niter: Value): Value {
  const shape = matrixOf(c, A);
  const [m = 1, n = 1] = shape.slice(-2);
  const wide = c.known(ge(m, n)) === false;
  const wholeMean = mean === null ? null : c.interp.callMethod(mean, "broadcast_to", [new PyTuple(shape.map(fromDim))], c.node);
  const narrow = wide ? m : n;
  if (asked instanceof Unknown) throw new GiveUp(asked);
  const q = asDim(c.interp, asked);
  if (q === undefined) matchNative(c, "torch.randn", [fromDim(narrow), asked], NO_KWARGS);
  if (q === undefined) return c.giveUp("a rank that is no number");
  checkSizes(c, [narrow, q]);
  const onto = (matrix: Value): Value => c.call("torch.matmul", [wide ? c.call("torch.transpose", [matrix, -2, -1]) : matrix, rows([narrow, q], computedType(A), A.device)]);
  const basis = onto(A);
  if (wholeMean !== null) onto(wholeMean);
  if (!(basis instanceof Tensor)) return basis;
  // Products of no elements are of any type.
  if (A.dtype.category < 2) c.fail("RuntimeError", `linalg.svd: Expected a floating point or complex tensor as input. Got ${scalarTypeName(A.dtype)}`, { rule: "dtype" });
  checkKernel(c, { name: "geqrf_cpu", rejects: "half bfloat16" }, A.dtype, A.device);
  if (niter !== null && asDim(c.interp, niter) === undefined) c.fail("TypeError", `'${c.interp.typeName(niter)}' object cannot be interpreted as an integer`, { rule: "argument-type" });
  const k = minimum(q, m, n);
  const batch = shape.slice(0, -2);
  const part = (size: Dim): Tensor => rows([...batch, size, k], A.dtype, A.device);
  return new PyTuple([part(m), rows([...batch, k], realOf(A.dtype), A.device), part(n)]);
}

/** `v >= 0` raises for what is no number. */
function compared(c: OpContext, v: Value): void {
  if (v !== null && !(v instanceof Unknown) && asDim(c.interp, v) === undefined) holds(c, ">=", v, 0);
}

/** `t.requires_grad` raises for what is no tensor. */
function asked(c: OpContext, v: Value): void {
  if (v !== null && !(v instanceof Tensor) && !(v instanceof Unknown)) c.interp.getattr(v, "requires_grad", c.node);
}

/** Python asks the matrix for its shape first. */
function matrixArgument(c: OpContext, a: Args): Tensor {
  const v = a.value("A");
  if (!(v instanceof Tensor) && !(v instanceof Unknown)) c.interp.getattr(v, "shape", c.node);
  return a.tensor("A");
}

define("svd_lowrank", "A, q=6, niter=2, M=None", (c, a) => {
  const A = matrixArgument(c, a);
  matrixOf(c, A);
  return lowRank(c, A, a.isNone("q") ? 6 : a.value("q"), a.value("M"), a.value("niter"));
});

define("pca_lowrank", "A, q=None, center=True, niter=2", (c, a) => {
  const A = matrixArgument(c, a);
  const [m = 1, n = 1] = matrixOf(c, A).slice(-2);
  const least = minimum(m, n);
  compared(c, a.value("q"));
  const rank = a.value("q");
  if (rank instanceof PyFloat && (rank.value < 0 || c.known(ge(Math.ceil(rank.value), add(least, 1))) === true)) c.fail("ValueError", `q(=${c.interp.str(rank)}) must be non-negative integer and not greater than min(m, n)=${print(least)}`, { rule: "argument-value" });
  const isOdd = rank !== null && !(rank instanceof Unknown) && asDim(c.interp, rank) === undefined;
  const q = isOdd ? null : (a.maybeInt("q") ?? minimum(6, m, n));
  c.check(q === null || and(ge(q, 0), ge(least, q)), "ValueError", () => `q(=${print(q ?? 0)}) must be non-negative integer and not greater than min(m, n)=${print(least)}`, { rule: "argument-value" });
  if (c.failure) return c.giveUp("a decomposition of no rank");
  compared(c, a.value("niter"));
  const niter = a.value("niter");
  c.check(holds(c, ">=", niter, 0), "ValueError", () => `niter(=${c.interp.str(niter)}) must be non-negative integer`, { rule: "argument-value" });
  if (c.failure) return c.giveUp("a decomposition in less than no steps");
  if (a.bool("center") && !sparseOf(A)) c.call("torch.mean", [A, -2, true]);
  return lowRank(c, A, q === null ? rank : fromDim(q), null, a.value("niter"));
});

/** The first guess is measured, then multiplied by the matrices. */
function checkTypes(c: OpContext, matrices: readonly (Tensor | null)[], start: DType): void {
  c.check(start.category >= 2, "RuntimeError", () => `linalg.vector_norm: Expected a floating point or complex tensor as input. Got ${scalarTypeName(start)}`, { rule: "dtype" });
  for (const t of matrices) {
    if (t && t.dtype !== start) c.fail("RuntimeError", `expected m1 and m2 to have the same dtype, but got: ${cppTypeName(t.dtype)} != ${cppTypeName(start)}`, { rule: "dtype" });
  }
}

define(
  "lobpcg",
  "A, k=None, B=None, X=None, n=None, iK=None, niter=None, tol=None, largest=None, method=None, tracker=None, ortho_iparams=None, ortho_fparams=None, ortho_bparams=None",
  (c, a) => {
    if (a.isNone("A")) c.interp.getattr(null, "requires_grad", c.node);
    for (const name of ["A", "B"]) asked(c, a.value(name));
    const A = a.tensor("A");
    const B = a.maybeTensor("B");
    const shape = c.shapeOf(A);
    if (shape.length < 2) c.fail("IndexError", "tuple index out of range", { rule: "rank" });
    const m = shape.at(-1) as Dim;
    c.check(equalShapes(shape.slice(-2, -1), [m]), "AssertionError", () => `A must be square, got shape ${sizeRepr(shape)}`, { rule: "square-matrix" });
    if (B) c.check(equalShapes(shape, c.shapeOf(B)), "AssertionError", () => `A and B must have same shape, got ${sizeRepr(shape)} vs ${sizeRepr(c.shapeOf(B))}`, { rule: "square-matrix" });
    // The default of the tolerance is known of two types.
    const type = A.dtype.category === 2 && A.dtype.name !== "bfloat16" ? A.dtype : FLOAT32;
    if (a.isNone("tol") && type.bits === 16) c.fail("KeyError", `torch.${type.name}`, { rule: "dtype" });
    const given = a.value("X");
    if (given !== null && !(given instanceof Tensor) && !(given instanceof Unknown)) c.interp.getattr(given, "shape", c.node);
    const X = a.maybeTensor("X");
    const guess = X && c.shapeOf(X);
    if (guess?.length === 0) c.fail("IndexError", "tuple index out of range", { rule: "rank" });
    const wanted = a.value("k");
    const asks = guess ? null : (a.value("n") ?? wanted);
    if (asks !== null && !(asks instanceof Unknown) && asDim(c.interp, asks) === undefined && holds(c, "<", fromDim(m), arithmetic(c)("*", 3, asks)) === true) {
      c.fail("ValueError", `LOBPCG algorithm is not applicable when the number of A rows (=${print(m)}) is smaller than 3 x the number of requested eigenpairs (=${c.interp.str(asks)})`, { rule: "argument-value" });
    }
    // A number of pairs of another type is met where the result is cut, or made.
    const uncut = wanted !== null && !(wanted instanceof Unknown) && asDim(c.interp, wanted) === undefined;
    const k = (uncut ? null : a.maybeInt("k")) ?? guess?.at(-1) ?? 1;
    const n = guess ? (guess.at(-1) ?? 1) : (a.maybeInt("n") ?? k);
    c.check(ge(m, mul(3, n)), "ValueError", () => `LOBPCG algorithm is not applicable when the number of A rows (=${print(m)}) is smaller than 3 x the number of requested eigenpairs (=${print(n)})`, { rule: "argument-value" });
    const batch = shape.slice(0, -2);
    const count = product(batch);
    const single = batch.length === 0;
    if (!single) {
      if (X && guess && !c.failure) c.interp.callMethod(X, "reshape", [new PyTuple([count, ...guess.slice(-2)].map(fromDim))], c.node);
      if (uncut) matchNative(c, "torch.empty", [new PyTuple([fromDim(count), wanted])], NO_KWARGS);
      checkSizes(c, [count, k]);
    }
    if (!batch.includes(0) && !c.failure) {
      const own = single ? guess : (guess?.slice(-2) ?? null);
      if (own) c.check(equalShapes(own, [m, n]), "AssertionError", () => `${single ? "X" : "X_"} shape mismatch: got ${sizeRepr(own)}, expected (${print(m)}, ${print(n)})`, { rule: "square-matrix" });
      else checkSizes(c, [m, n]);
      if (!guess && typeof (a.value("n") ?? wanted) === "boolean") c.fail("TypeError", "zeros(): argument 'size' (position 1) must be tuple of ints, but found element of type bool at pos 0", { rule: "argument-type" });
      const start = X?.dtype ?? type;
      c.check(start.category < 2 || ne(n, 0), "ZeroDivisionError", () => "0.0 cannot be raised to a negative power", { rule: "argument-value", law: () => "lobpcg: the norm of a first guess without columns is 0" });
      checkTypes(c, [A, B], start);
      checkKernel(c, { name: "cholesky_cpu", rejects: "half" }, start, A.device);
    }
    const niter = a.value("niter");
    if (!batch.includes(0) && !c.failure && niter !== null && !(niter instanceof Unknown) && asDim(c.interp, niter) === undefined) arithmetic(c)("-", niter, 1);
    if (uncut && !batch.includes(0) && !c.failure && niter !== 1) holds(c, ">=", 0, wanted);
    if (uncut && !c.failure) c.fail("TypeError", "slice indices must be integers or None or have an __index__ method", { rule: "argument-type" });
    const found = c.known(ge(k, 0)) === false ? maximum(add(n, k), 0) : minimum(k, n);
    if (!single) {
      if (!batch.includes(0) && !c.failure) c.check(or(eq(found, k), eq(found, 1)), "RuntimeError", () => `The expanded size of the tensor (${print(k)}) must match the existing size (${print(found)}) at non-singleton dimension 0.  Target sizes: ${sizes([k])}.  Tensor sizes: ${sizes([found])}`, { rule: "broadcast" });
      return new PyTuple([rows([...batch, k], type, A.device), rows([...batch, m, k], type, A.device)]);
    }
    return new PyTuple([rows([found], type, A.device), new Tensor([m, found], type, { strides: c.known(ge(k, n)) ? undefined : null, device: A.device })]);
  },
);
