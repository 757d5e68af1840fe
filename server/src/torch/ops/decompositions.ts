/** torch.linalg: decompositions, inverses, determinants, functions of matrices. */
import { type Dim, and, eq, ge, isConst, minimum, or, print, product } from "../../dims/index.ts";
import { PyTuple, Unknown, type Value } from "../../python/values.ts";
import type { Args } from "../args.ts";
import { type DType, INT64, dtype } from "../dtype.ts";
import { defineOp } from "../define.ts";
import { NATIVE, takes } from "../native.ts";
import { type OpContext, sizes } from "../op.ts";
import { Tensor } from "../tensor.ts";
import { nativeForms } from "./forms.ts";
import { NO_PRODUCT, checkBatchTypes } from "./matmul.ts";
import { type Shape, checkFloating, checkSquare, columnMajor, columns, matrixShape, rows, squareShape, transposed } from "./matrixChecks.ts";
import { equalShapes, write } from "./pointwise.ts";
import { checkKernel, complexOf, realOf } from "./promotion.ts";
import { namedResult } from "./returnTypes.ts";
import { cppTypeName, scalarTypeName } from "./scalarTypes.ts";

const INT32 = dtype("int32");

function inputOf(a: Args): Tensor {
  return a.tensor(takes(a, "A") ? "A" : "input");
}

function output(c: OpContext, a: Args, result: Tensor): Tensor {
  return write(c, takes(a, "out") ? a.maybeTensor("out") : null, result);
}

/** Defines an operator under all native paths of its names. */
function op(names: readonly string[], rule: (c: OpContext, a: Args, x: Tensor) => Value): void {
  defineOp({ name: names[0] as string, forms: names.flatMap((n) => (n.startsWith("linalg.") ? [`torch.${n}`] : nativeForms(n))), signature: NATIVE, rule: (c, a) => rule(c, a, inputOf(a)) });
}

// ---------------------------------------------------------------- square matrices

op(["linalg.inv", "inverse"], (c, a, x) => {
  const shape = squareShape(c, x, "linalg.inv");
  checkFloating(c, x.dtype, "linalg.inv");
  return output(c, a, columns(shape, x.dtype, x.device));
});

op(["linalg.inv_ex"], (c, _a, x) => {
  const shape = squareShape(c, x, "linalg.inv");
  checkFloating(c, x.dtype, "linalg.inv");
  return namedResult("linalg_inv_ex", { inverse: columns(shape, x.dtype, x.device), info: rows(shape.slice(0, -2), INT32, x.device) });
});

op(["linalg.det", "det"], (c, a, x) => {
  const shape = squareShape(c, x, "linalg.det");
  checkFloating(c, x.dtype, "linalg.det", true);
  if (!shape.includes(0)) checkKernel(c, { name: "lu_cpu", rejects: "half bfloat16" }, x.dtype, x.device);
  return output(c, a, rows(shape.slice(0, -2), x.dtype, x.device));
});

op(["logdet"], (c, _a, x) => {
  const shape = squareShape(c, x, "logdet");
  checkFloating(c, x.dtype, "logdet");
  return rows(shape.slice(0, -2), x.dtype, x.device);
});

for (const name of ["linalg.slogdet", "slogdet"]) {
  op([name], (c, _a, x) => {
    const shape = squareShape(c, x, "linalg.slogdet");
    checkFloating(c, x.dtype, "linalg.slogdet");
    return namedResult(name.replace(".", "_"), { sign: rows(shape.slice(0, -2), x.dtype, x.device), logabsdet: rows(shape.slice(0, -2), realOf(x.dtype), x.device) });
  });
}

op(["linalg.cholesky"], (c, a, x) => {
  const shape = squareShape(c, x, "linalg.cholesky");
  checkFloating(c, x.dtype, "linalg.cholesky", true);
  if (!shape.includes(0)) checkKernel(c, { name: "cholesky_cpu", rejects: "half bfloat16" }, x.dtype, x.device);
  return output(c, a, columns(shape, x.dtype, x.device));
});

op(["cholesky"], (c, a, x) => {
  const own = c.shapeOf(x);
  if (c.known(or(...own.map((d) => eq(d, 0)))) === true) return output(c, a, rows(own, x.dtype, x.device));
  const shape = squareShape(c, x, "cholesky");
  checkKernel(c, { name: "cholesky_cpu", rejects: "bool int half bfloat16" }, x.dtype, x.device);
  return output(c, a, columns(shape, x.dtype, x.device));
});

op(["linalg.cholesky_ex"], (c, _a, x) => {
  const shape = squareShape(c, x, "linalg.cholesky");
  checkFloating(c, x.dtype, "linalg.cholesky", true);
  if (!shape.includes(0)) checkKernel(c, { name: "cholesky_cpu", rejects: "half bfloat16" }, x.dtype, x.device);
  return namedResult("linalg_cholesky_ex", { L: columns(shape, x.dtype, x.device), info: rows(shape.slice(0, -2), INT32, x.device) });
});

op(["cholesky_inverse"], (c, a, x) => {
  const shape = squareShape(c, x, "cholesky_inverse");
  checkKernel(c, { name: "cholesky_inverse_out_cpu", rejects: "bool int half bfloat16" }, x.dtype, x.device);
  return output(c, a, columns(shape, x.dtype, x.device));
});

// ---------------------------------------------------------------- eigenvalues

/** The complex type of the eigenvalues of a general matrix. */
function eigenType(c: OpContext, t: DType): DType {
  c.check(t.category >= 2, "RuntimeError", () => `Unknown Complex ScalarType for ${scalarTypeName(t)}`, { rule: "dtype" });
  return complexOf(t);
}

op(["linalg.eig"], (c, _a, x) => {
  const type = eigenType(c, x.dtype);
  const shape = squareShape(c, x, "linalg.eig");
  checkKernel(c, { name: "linalg_eig_out_cpu", rejects: "half bfloat16" }, x.dtype, x.device);
  return namedResult("linalg_eig", { eigenvalues: rows(shape.slice(0, -1), type, x.device), eigenvectors: columns(shape, type, x.device) });
});

op(["linalg.eigvals"], (c, a, x) => {
  const type = eigenType(c, x.dtype);
  const shape = squareShape(c, x, "linalg.eigvals");
  checkKernel(c, { name: "linalg_eig_out_cpu", rejects: "half bfloat16" }, x.dtype, x.device);
  return output(c, a, rows(shape.slice(0, -1), type, x.device));
});

function eighChecks(c: OpContext, a: Args, x: Tensor): Shape {
  const shape = squareShape(c, x, "linalg.eigh");
  const side = a.string("UPLO");
  c.check(["L", "U"].includes(side.charAt(0).toUpperCase()) && side.length === 1, "RuntimeError", () => `Expected UPLO argument to be 'L' or 'U', but got ${side}`, { rule: "argument-value" });
  if (!shape.includes(0)) checkKernel(c, { name: "linalg_eigh_cpu", rejects: "bool int half bfloat16" }, x.dtype, x.device);
  return shape;
}

op(["linalg.eigh"], (c, a, x) => {
  const shape = eighChecks(c, a, x);
  return namedResult("linalg_eigh", { eigenvalues: rows(shape.slice(0, -1), realOf(x.dtype), x.device), eigenvectors: columns(shape, x.dtype, x.device) });
});

op(["linalg.eigvalsh"], (c, a, x) => output(c, a, rows(eighChecks(c, a, x).slice(0, -1), realOf(x.dtype), x.device)));

// ---------------------------------------------------------------- any matrices

interface Factors {
  readonly shape: Shape;
  readonly m: Dim;
  readonly n: Dim;
  readonly k: Dim;
  readonly batch: Shape;
}

function factors(shape: Shape): Factors {
  const [m = 1, n = 1] = shape.slice(-2);
  return { shape, m, n, k: minimum(m, n), batch: shape.slice(0, -2) };
}

function svdInput(c: OpContext, x: Tensor): Factors {
  const f = factors(matrixShape(c, x, "linalg.svd"));
  checkFloating(c, x.dtype, "linalg.svd", true);
  if (!f.shape.includes(0)) checkKernel(c, { name: "linalg_svd_cpu", rejects: "half bfloat16" }, x.dtype, x.device);
  return f;
}

op(["linalg.svd"], (c, a, x) => {
  const f = svdInput(c, x);
  c.check(a.isNone("driver"), "RuntimeError", () => "torch.linalg.svd: keyword argument `driver=` is only supported on CUDA inputs with cuSOLVER backend.", { rule: "argument-value" });
  const full = a.bool("full_matrices");
  return namedResult("linalg_svd", {
    U: columns([...f.batch, f.m, full ? f.m : f.k], x.dtype, x.device),
    S: rows([...f.batch, f.k], realOf(x.dtype), x.device),
    Vh: columns([...f.batch, full ? f.n : f.k, f.n], x.dtype, x.device),
  });
});

op(["linalg.svdvals"], (c, a, x) => {
  const f = svdInput(c, x);
  return output(c, a, rows([...f.batch, f.k], realOf(x.dtype), x.device));
});

op(["svd"], (c, a, x) => {
  const shape = c.shapeOf(x);
  c.check(shape.length >= 2, "RuntimeError", () => `linalg.svd: input should have at least 2 dimensions, but has ${shape.length} dimensions instead`, { rule: "rank" });
  const f = svdInput(c, x);
  const real = realOf(x.dtype);
  if (!a.bool("compute_uv")) return namedResult("svd", { U: rows([...f.batch, f.m, f.m], x.dtype, x.device), S: rows([...f.batch, f.k], real, x.device), V: columns([...f.batch, f.n, f.n], x.dtype, x.device) });
  const some = a.bool("some");
  const v = [...f.batch, f.n, some ? f.k : f.n];
  return namedResult("svd", { U: columns([...f.batch, f.m, some ? f.k : f.m], x.dtype, x.device), S: rows([...f.batch, f.k], real, x.device), V: rows(v, x.dtype, x.device) });
});

function qr(c: OpContext, x: Tensor, mode: string): readonly [Tensor, Tensor] {
  const f = factors(matrixShape(c, x, "linalg.qr"));
  checkFloating(c, x.dtype, "linalg.qr", true);
  c.check(["reduced", "complete", "r"].includes(mode), "RuntimeError", () => `qr received unrecognized mode '${mode}' but expected one of 'reduced' (default), 'r', or 'complete'`, { rule: "argument-value" });
  checkKernel(c, { name: "geqrf_cpu", rejects: "half bfloat16" }, x.dtype, x.device);
  const inner = mode === "complete" ? f.m : f.k;
  const q = mode === "r" ? rows([0], x.dtype, x.device) : columns([...f.batch, f.m, inner], x.dtype, x.device);
  return [q, columns([...f.batch, inner, f.n], x.dtype, x.device)];
}

op(["linalg.qr"], (c, a, x) => {
  const [Q, R] = qr(c, x, a.string("mode"));
  return namedResult("linalg_qr", { Q, R });
});

op(["qr"], (c, a, x) => {
  const [Q, R] = qr(c, x, a.bool("some") ? "reduced" : "complete");
  return namedResult("qr", { Q, R });
});

// ---------------------------------------------------------------- triangular factors

/** Nothing is computed of nothing. */
function checkLu(c: OpContext, a: Args, x: Tensor): void {
  if (c.known(or(...c.shapeOf(x).map((d) => eq(d, 0)))) === true) return;
  checkKernel(c, { name: "lu_cpu", rejects: "bool int half bfloat16" }, x.dtype, x.device);
  c.check(a.bool("pivot"), "RuntimeError", () => "linalg.lu_factor: LU without pivoting is not implemented on the CPU", { rule: "argument-value" });
}

op(["linalg.lu"], (c, a, x) => {
  const shape = c.shapeOf(x);
  if (shape.length < 2) c.fail("RuntimeError", `linalg.lu: Expected tensor with 2 or more dimensions. Got size: ${sizes(shape)} instead`, { rule: "rank" });
  const f = factors(shape);
  checkLu(c, a, x);
  return namedResult("linalg_lu", { P: rows([...f.batch, f.m, f.m], x.dtype, x.device), L: rows([...f.batch, f.m, f.k], x.dtype, x.device), U: rows([...f.batch, f.k, f.n], x.dtype, x.device) });
});

for (const name of ["linalg.lu_factor", "linalg.lu_factor_ex"]) {
  op([name], (c, a, x) => {
    const shape = c.shapeOf(x);
    c.check(shape.length >= 2, "RuntimeError", () => `torch.lu_factor: Expected tensor with 2 or more dimensions. Got size: ${sizes(shape)} instead`, { rule: "rank" });
    const f = factors(shape.length >= 2 ? shape : [1, 1]);
    checkLu(c, a, x);
    const parts = { LU: columns(f.shape, x.dtype, x.device), pivots: rows([...f.batch, f.k], INT32, x.device) };
    return namedResult(name.replace(".", "_"), name.endsWith("_ex") ? { ...parts, info: rows(f.batch, INT32, x.device) } : parts);
  });
}

for (const name of ["linalg.ldl_factor", "linalg.ldl_factor_ex"]) {
  op([name], (c, _a, x) => {
    const shape = squareShape(c, x, "torch.linalg.ldl_factor_ex");
    checkFloating(c, x.dtype, "torch.linalg.ldl_factor_ex", true);
    if (!shape.includes(0)) checkKernel(c, { name: "ldl_factor_kernel_cpu", rejects: "half bfloat16" }, x.dtype, x.device);
    const parts = { LD: columns(shape, x.dtype, x.device), pivots: rows(shape.slice(0, -1), INT32, x.device) };
    return namedResult(name.replace(".", "_"), name.endsWith("_ex") ? { ...parts, info: rows(shape.slice(0, -2), INT32, x.device) } : parts);
  });
}

defineOp({
  name: "lu",
  forms: [{ names: ["torch.lu", "Tensor.lu"], python: true }],
  signature: "input, pivot=True, get_infos=False, out=None",
  rule: (c, a) => {
    const x = a.value("input");
    if (!(x instanceof Tensor) && !(x instanceof Unknown)) c.fail("TypeError", `_lu_with_info(): argument 'input' (position 1) must be Tensor, not ${c.interp.typeName(x)}`, { rule: "argument-type" });
    if (!(x instanceof Tensor)) return c.giveUp("a matrix that is not known");
    const pivot = a.value("pivot");
    if (pivot !== true && pivot !== false && !(pivot instanceof Unknown)) c.fail("TypeError", `_lu_with_info(): argument 'pivot' must be bool, not ${c.interp.typeName(pivot)}`, { rule: "argument-type" });
    const own = c.shapeOf(x);
    if (own.length < 2) c.fail("RuntimeError", `torch.lu_factor: Expected tensor with 2 or more dimensions. Got size: ${sizes(own)} instead`, { rule: "rank" });
    const f = factors(own);
    checkLu(c, a, x);
    const LU = columns(f.shape, x.dtype, x.device);
    const pivots = rows([...f.batch, f.k], INT32, x.device);
    return new PyTuple(a.bool("get_infos") ? [LU, pivots, rows(f.batch, INT32, x.device)] : [LU, pivots]);
  },
});

defineOp({
  name: "lu_unpack",
  forms: nativeForms("lu_unpack"),
  signature: NATIVE,
  rule: (c, a) => {
    const x = a.tensor("LU_data");
    const shape = c.shapeOf(x);
    if (shape.length < 2) c.fail("RuntimeError", `torch.lu_unpack: Expected tensor with 2 or more dimensions. Got size: ${sizes(shape)} instead`, { rule: "rank" });
    const f = factors(shape);
    const pivots = a.tensor("LU_pivots");
    if (a.bool("unpack_pivots")) c.check(pivots.dtype === INT32, "RuntimeError", () => "torch.lu_unpack: LU_pivots is expected to be a contiguous tensor of torch.int32 dtype.\nNote: this function is intended to be used with the output produced by torch.linalg.lu_factor", { rule: "dtype" });
    const none = (): Tensor => rows([0], x.dtype, x.device);
    const data = a.bool("unpack_data");
    return namedResult("lu_unpack", {
      P: a.bool("unpack_pivots") ? rows([...f.batch, f.m, f.m], x.dtype, x.device) : none(),
      L: data ? rows([...f.batch, f.m, f.k], x.dtype, x.device) : none(),
      U: data ? rows([...f.batch, f.k, f.n], x.dtype, x.device) : none(),
    });
  },
});

op(["geqrf"], (c, _a, x) => {
  const shape = c.shapeOf(x);
  c.check(shape.length >= 2, "RuntimeError", () => "torch.geqrf: input must have at least 2 dimensions.", { rule: "rank" });
  const f = factors(shape.length >= 2 ? shape : [1, 1]);
  checkKernel(c, { name: "geqrf_cpu", rejects: "bool int half bfloat16" }, x.dtype, x.device);
  return namedResult("geqrf", { a: columns(f.shape, x.dtype, x.device), tau: rows([...f.batch, f.k], x.dtype, x.device) });
});

op(["linalg.householder_product", "orgqr"], (c, a, x) => {
  const shape = c.shapeOf(x);
  c.check(shape.length >= 2, "RuntimeError", () => "torch.linalg.householder_product: input must have at least 2 dimensions.", { rule: "rank" });
  const [m = 1, n = 1] = shape.slice(-2);
  const reflectors = a.tensor(takes(a, "tau") ? "tau" : "input2");
  const tau = c.shapeOf(reflectors);
  const wide = isConst(m) && isConst(n) && m < n;
  c.check(!wide, "RuntimeError", () => "torch.linalg.householder_product: input.shape[-2] must be greater than or equal to input.shape[-1]", { rule: "matmul-shapes" });
  if (tau.length === 0) c.fail("IndexError", "Dimension specified as -1 but tensor has no dimensions", { rule: "rank" });
  c.check(ge(n, tau.at(-1) ?? 1), "RuntimeError", () => "torch.linalg.householder_product: input.shape[-1] must be greater than or equal to tau.shape[-1]", { rule: "matmul-shapes" });
  c.check(tau.length === shape.length - 1, "RuntimeError", () => `torch.linalg.householder_product: Expected tau to have one dimension less than input, but got tau.ndim equal to ${tau.length} and input.ndim is equal to ${shape.length}`, { rule: "rank" });
  c.check(equalShapes(tau.slice(0, -1), shape.slice(0, -2)), "RuntimeError", () => `torch.linalg.householder_product: Expected batch dimensions of tau to be equal to input.shape[:-2], but got ${sizes(tau.slice(0, -1))}`, { rule: "broadcast" });
  c.check(reflectors.dtype === x.dtype, "RuntimeError", () => `torch.linalg.householder_product: tau dtype ${scalarTypeName(reflectors.dtype)} does not match input dtype ${scalarTypeName(x.dtype)}`, { rule: "dtype" });
  if (!shape.includes(0)) checkKernel(c, { name: "orgqr_cpu", rejects: "bool int half bfloat16" }, x.dtype, x.device);
  return output(c, a, columns(shape, x.dtype, x.device));
});

op(["ormqr"], (c, a, x) => {
  const other = a.tensor("input3");
  const tau = a.tensor("input2");
  const [shape, into, reflectors] = [c.shapeOf(x), c.shapeOf(other), c.shapeOf(tau)];
  const why = { rule: "matmul-shapes" };
  c.check(shape.length >= 2, "RuntimeError", () => "torch.ormqr: input must have at least 2 dimensions.", { rule: "rank" });
  c.check(into.length >= 2, "RuntimeError", () => "torch.ormqr: other must have at least 2 dimensions.", { rule: "rank" });
  const side = a.bool("left") ? -2 : -1;
  const [rows2, count] = [into.at(side) ?? 1, reflectors.at(-1) ?? 1];
  if (reflectors.length === 0) c.fail("IndexError", "Dimension specified as -1 but tensor has no dimensions", { rule: "rank" });
  c.check(eq(rows2, shape.at(-2) ?? 1), "RuntimeError", () => `torch.ormqr: other.shape[${side}] must be equal to input.shape[-2]`, why);
  c.check(ge(rows2, count), "RuntimeError", () => `torch.ormqr: other.shape[${side}] must be greater than or equal to tau.shape[-1]`, why);
  c.check(eq(count, minimum(rows2, shape.at(-1) ?? 1)), "RuntimeError", () => `torch.ormqr: tau.shape[-1] must be equal to min(other.shape[${side}], input.shape[-1])`, why);
  c.check(reflectors.length === shape.length - 1, "RuntimeError", () => `torch.ormqr: Expected tau to have one dimension less than input, but got tau.ndim equal to ${reflectors.length} and input.ndim is equal to ${shape.length}`, { rule: "rank" });
  c.check(into.length === shape.length, "RuntimeError", () => `torch.ormqr: Expected other to have the same number of dimensions as input, but got other.ndim equal to ${into.length} and input.ndim is equal to ${shape.length}`, { rule: "rank" });
  for (const [name, own] of [["tau", reflectors.slice(0, -1)], ["other", into.slice(0, -2)]] as const) {
    const batch = shape.slice(0, -2);
    if (own.length === batch.length) c.check(and(...own.map((d, i) => eq(d, batch[i] as Dim))), "RuntimeError", () => `torch.ormqr: Expected batch dimensions of ${name} to be equal to input.shape[:-2], but got ${sizes(own)}`, why);
  }
  c.check(tau.dtype === x.dtype, "RuntimeError", () => `torch.ormqr: Expected input and tau to have the same dtype, but input has dtype ${cppTypeName(x.dtype)} and tau has dtype ${cppTypeName(tau.dtype)}`, { rule: "dtype" });
  c.check(other.dtype === x.dtype, "RuntimeError", () => `torch.ormqr: Expected input and other to have the same dtype, but input has dtype${scalarTypeName(x.dtype)} and other has dtype ${scalarTypeName(other.dtype)}`, { rule: "dtype" });
  if (![...shape, ...into].includes(0)) checkKernel(c, { name: "ormqr_cpu", rejects: "bool int half bfloat16" }, x.dtype, x.device);
  return output(c, a, columns(c.shapeOf(other), other.dtype, other.device));
});

// ---------------------------------------------------------------- functions of matrices

op(["linalg.matrix_power", "matrix_power"], (c, a, x) => {
  const shape = squareShape(c, x, "linalg.matrix_power");
  const n = c.interp.scope.simplify(a.int("n"));
  if (n === 1) return c.like(x);
  if (isConst(n) && n < 0) checkFloating(c, x.dtype, "linalg.inv");
  if (isConst(n) && n > 1 && !shape.includes(0)) {
    const size = shape.at(-1) as Dim;
    if (shape.length === 2) checkKernel(c, { name: "addmm_impl_cpu_", rejects: NO_PRODUCT }, x.dtype, x.device);
    else checkBatchTypes(c, [size, size, size], x.dtype, x.dtype, x.device);
  }
  // Only the inverse is by columns; a product of inverses is by rows again.
  return output(c, a, new Tensor(shape, x.dtype, { strides: n === -1 ? columnMajor(shape) : undefined, device: x.device }));
});

op(["linalg.matrix_exp", "matrix_exp"], (c, _a, x) => {
  const shape = squareShape(c, x, "linalg.matrix_exp");
  checkFloating(c, x.dtype, "linalg.matrix_exp", true);
  return rows(shape, x.dtype, x.device);
});

op(["linalg.pinv", "pinverse"], (c, a, x) => {
  const shape = c.shapeOf(x);
  c.check(shape.length >= 2 && x.dtype.category >= 2 && x.dtype.bits > 16, "RuntimeError", () => `linalg.pinv(${scalarTypeName(x.dtype)}{${sizes(shape)}}): expected a tensor with 2 or more dimensions of float, double, cfloat or cdouble types`, { rule: "rank" });
  return output(c, a, rows(shape.length >= 2 ? transposed(shape) : shape, x.dtype, x.device));
});

op(["linalg.matrix_rank"], (c, a, x) => {
  const shape = matrixShape(c, x, "torch.linalg.matrix_rank", "input");
  c.check(x.dtype.category >= 2 && x.dtype.bits > 16, "RuntimeError", () => "This function doesn't handle types other than float and double", { rule: "dtype" });
  return output(c, a, rows(shape.slice(0, -2), INT64, x.device));
});

/** The norms of which a matrix has a condition number. */
const CONDITIONS: ReadonlySet<number | string> = new Set([2, -2, 1, -1, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, "fro", "nuc"]);

op(["linalg.cond"], (c, a, x) => {
  const p = a.value("p");
  const order = p === null ? 2 : typeof p === "string" ? p : a.number("p");
  const told = `linalg.cond(ord=${typeof p === "boolean" ? Number(p) : c.interp.str(p)})`;
  if (c.shapeOf(x).length < 2) c.fail("RuntimeError", typeof p === "string" ? `${told}: The input tensor A must have at least 2 dimensions.` : "linalg.cond: The input tensor must have at least 2 dimensions.", { rule: "rank" });
  const shape = c.shapeOf(x);
  if (typeof p === "string") checkSquare(c, shape, `${told}: A`);
  if (order !== undefined) c.check(CONDITIONS.has(order), "RuntimeError", () => `linalg.cond got an invalid norm type: ${order}`, { rule: "argument-value" });
  if (c.known(or(...shape.map((d) => eq(d, 0)))) !== true) {
    if (order === 2 || order === -2 || order === "nuc") svdInput(c, x);
    else if (order !== undefined) {
      checkSquare(c, shape, `${told}: A`);
      checkFloating(c, x.dtype, "linalg.inv");
    }
  }
  return output(c, a, rows(shape.slice(0, -2), realOf(x.dtype), x.device));
});

op(["linalg.tensorinv"], (c, a, x) => {
  const shape = c.shapeOf(x);
  const ind = a.constInt("ind");
  c.check(ind > 0, "RuntimeError", () => `Expected a strictly positive integer for 'ind', but got ${ind}`, { rule: "argument-value" });
  if (ind > shape.length) c.fail("RuntimeError", `ArrayRef: invalid slice, N = ${ind}; size = ${shape.length}`, { rule: "rank" });
  const before = shape.slice(0, ind);
  const after = shape.slice(ind);
  c.check(eq(product(before), product(after)), "RuntimeError", () => `Expected self to satisfy the requirement prod(self.shape[ind:]) == prod(self.shape[:ind]), but got ${print(product(after))} != ${print(product(before))}`, { rule: "square-matrix" });
  checkFloating(c, x.dtype, "linalg.inv");
  return output(c, a, new Tensor([...after, ...before], x.dtype, { strides: null, device: x.device }));
});
