/** What products with sparse tensors say of sizes that do not fit. */
import { type Dim, eq, print, printShape } from "../../dims/index.ts";
import type { Explanation, OpContext } from "../op.ts";
import type { Tensor } from "../tensor.ts";
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
    if (own.length <= 2 || other.length <= 2) c.fail("RuntimeError", "expand is unsupported for Sparse tensors", { ...why, rule: "rank" });
    return;
  }
  if (x.length === 1 && y.length === 1) return;
  const vector = y.length === 1;
  const [wanted, got] = own === x ? [columns, rows] : [rows, columns];
  c.check(eq(wanted, got), "RuntimeError", () => (vector ? "mv: expected self.size(-1) == vec.size(-1)" : `addmm: Argument #3 (dense): Expected dim 0 size ${print(wanted)}, got ${print(got)}`), why);
}
