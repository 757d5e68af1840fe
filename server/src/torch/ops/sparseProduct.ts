/** What products with sparse tensors say of sizes that do not fit. */
import { type Dim, eq, gt, print, printShape } from "../../dims/index.ts";
import type { Explanation, OpContext } from "../op.ts";
import type { DType } from "../dtype.ts";
import type { Tensor } from "../tensor.ts";
import { DENSE, cannotRun } from "./backend.ts";
import { checkKernel } from "./promotion.ts";
import { cppTypeName, scalarTypeName } from "./scalarTypes.ts";
import { isCoo, sparseOf } from "./sparseLayout.ts";

/** The kernel of a product whose result is sparse reads both parts as the first one's type. */
export function checkNarrowTypes(c: OpContext, mat1: Tensor, mat2: Tensor): void {
  checkKernel(c, { name: "sspmm", rejects: "bool half bfloat16 unsigned complex32" }, mat1.dtype, mat1.device);
  c.check(mat1.dtype === mat2.dtype, "RuntimeError", () => `expected scalar type ${scalarTypeName(mat1.dtype)} but found ${scalarTypeName(mat2.dtype)}`, { rule: "dtype" });
}

/** A product whose result is dense reads both parts as they are. */
export function checkWideTypes(c: OpContext, mat1: Tensor, mat2: Tensor): void {
  const [x, y] = [mat1.dtype, mat2.dtype];
  const message = (): string => (sparseOf(mat1) ?? sparseOf(mat2) ? `expected scalar type ${scalarTypeName(x)} but found ${scalarTypeName(y)}` : `expected m1 and m2 to have the same dtype, but got: ${cppTypeName(x)} != ${cppTypeName(y)}`);
  c.check(x === y, "RuntimeError", message, { rule: "dtype", law: () => `${c.op}: matrices of ${x.name} and ${y.name} cannot be multiplied` });
}

/** The dense one of two operands of which the other is a tensor of coordinates. */
export function denseOf(x: Tensor, y: Tensor): Tensor | undefined {
  return isCoo(x) && !sparseOf(y) ? y : isCoo(y) && !sparseOf(x) ? x : undefined;
}

/**
 * The type of a product with a sparse tensor, whose kernel reads all as the type of what is stored: where nothing is, the
 * types may differ. `added`: what the product is added to. Null: the product of two dense ones, or one that is not followed.
 */
export function sparseProductType(c: OpContext, x: Tensor, y: Tensor, added?: Tensor): DType | null {
  if (isCoo(x) && isCoo(y)) {
    c.check(x.dtype === y.dtype, "RuntimeError", () => `mat1 dtype ${scalarTypeName(x.dtype)} does not match mat2 dtype ${scalarTypeName(y.dtype)}`, { rule: "dtype" });
    checkKernel(c, { name: "sparse_matmul", rejects: "bool" }, x.dtype, x.device);
    return x.dtype;
  }
  const [s, t] = [sparseOf(x), sparseOf(y)];
  const stored = s ?? t;
  if (stored === undefined || (s && t)) return null;
  const [own, dense] = s ? [x, y] : [y, x];
  const isCompressed = stored.layout === "sparse_csr";
  const certain = c.known(gt(stored.count, 0)) === true;
  const isVector = c.shapeOf(y).length < 2;
  // They have kernels of their own.
  if (isCompressed && certain && (!isVector || x.dtype === y.dtype)) checkKernel(c, { name: `${isVector ? "addmv" : "addmm"}_out_sparse_csr_impl_mkl`, rejects: "bool int half bfloat16" }, x.dtype, x.device);
  if (stored.layout !== "sparse_coo" && (!isCompressed || added || isVector)) return null;
  const first = isCompressed ? x : own;
  const type = isCompressed ? x.dtype : (added ?? dense).dtype;
  if (c.known(eq(stored.count, 0)) === true) return type;
  if (!isCompressed) checkKernel(c, { name: "addmm_sparse_dense", rejects: "bool" }, own.dtype, own.device);
  for (const other of certain ? [...(added ? [added] : []), first === x ? y : x] : []) {
    c.check(first.dtype === other.dtype, "RuntimeError", () => `expected scalar type ${scalarTypeName(first.dtype)} but found ${scalarTypeName(other.dtype)}`, { rule: "dtype" });
  }
  return type;
}

/** What the product of a tensor of coordinates and a dense one says of sizes that do not fit. */
export function checkSparseProduct(c: OpContext, mat1: Tensor, mat2: Tensor): void {
  if (isCoo(mat1) === isCoo(mat2) || (sparseOf(mat1) && sparseOf(mat2))) return;
  const [x, y] = [c.shapeOf(mat1), c.shapeOf(mat2)];
  if (x.length === 0 || y.length === 0) return;
  const [own, other] = isCoo(mat1) ? [x, y] : [y, x];
  const [rows, columns] = [y.at(y.length > 1 ? -2 : 0) as Dim, x.at(-1) as Dim];
  const why: Explanation = { rule: "matmul-shapes", law: () => `${c.op}: ${printShape(x)} and ${printShape(y)} cannot be multiplied, ${print(columns)} and ${print(rows)} differ` };
  if (own.length > 2 && other.length <= (own === x ? 2 : 1)) c.fail("RuntimeError", "reshape is not implemented for sparse tensors", { ...why, rule: "rank" });
  if (own.length > 2 || (other.length > 2 && own === x)) {
    if (own.length <= 2 || other.length <= 2 || (own[0] === other[0] && own.length === other.length)) c.fail("RuntimeError", "expand is unsupported for Sparse tensors", { ...why, rule: "rank" });
    if (own.length === 3 && own[0] === 1) cannotRun(c, "as_strided", `${DENSE}, QuantizedCPU`, "SparseCPU");
    return;
  }
  if (x.length === 1 && y.length === 1) return;
  const vector = y.length === 1;
  const [wanted, got] = own === x ? [columns, rows] : [rows, columns];
  c.check(eq(wanted, got), "RuntimeError", () => (vector ? "mv: expected self.size(-1) == vec.size(-1)" : `addmm: Argument #3 (dense): Expected dim 0 size ${print(wanted)}, got ${print(got)}`), why);
}
