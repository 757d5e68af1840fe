/** What the linear algebra functions check first, and how LAPACK's results lie in memory. */
import { type Dim, eq, print } from "../../dims/index.ts";
import type { DType } from "../dtype.ts";
import type { OpContext } from "../op.ts";
import { type Strides, Tensor, contiguousStrides } from "../tensor.ts";
import { scalarTypeName } from "./scalarTypes.ts";

export type Shape = readonly Dim[];

/** At least two dimensions. Gives the shape, made up of ones where it has too few. */
export function matrixShape(c: OpContext, x: Tensor, op: string, argument = "A"): Shape {
  const shape = c.shapeOf(x);
  c.check(shape.length >= 2, "RuntimeError", () => `${op}: The input tensor ${argument} must have at least 2 dimensions.`, { rule: "rank", law: () => `${op}: expected a matrix, got ${shape.length} dimensions` });
  return shape.length >= 2 ? shape : [1, ...shape, 1].slice(-2);
}

export function squareShape(c: OpContext, x: Tensor, op: string, argument = "A"): Shape {
  const shape = matrixShape(c, x, op, argument);
  checkSquare(c, shape, `${op}: ${argument}`);
  return shape;
}

/** `linalg.inv: A must be batches of square matrices, but they are 3 by 4 matrices` */
export function checkSquare(c: OpContext, shape: Shape, subject: string): void {
  const [m = 1, n = 1] = shape.slice(-2);
  c.check(eq(m, n), "RuntimeError", () => `${subject} must be batches of square matrices, but they are ${print(m)} by ${print(n)} matrices`, { rule: "square-matrix", law: () => `${c.op}: a matrix of ${print(m)} by ${print(n)} is not square` });
}

/** A floating point or complex type, and not one of 16 bits unless `low`. */
export function checkFloating(c: OpContext, t: DType, op: string, low = false): void {
  c.check(t.category >= 2, "RuntimeError", () => `${op}: Expected a floating point or complex tensor as input. Got ${scalarTypeName(t)}`, { rule: "dtype", law: () => `${op}: no result for ${t.name}` });
  if (!low) c.check(t.category < 2 || t.bits > 16 || t.name === "complex32", "RuntimeError", () => `${op}: Low precision dtypes not supported. Got ${scalarTypeName(t)}`, { rule: "dtype" });
}

/** Each matrix of a batch by columns; the batch row-major. */
export function columnMajor(shape: Shape): Strides {
  if (shape.length < 2) return undefined;
  const strides = contiguousStrides(shape);
  const rows = shape.at(-2) as Dim;
  const batch = strides.slice(0, -2);
  // Sizes of 0 count as 1 in a batch's strides.
  return [...batch, 1, rows === 0 ? 1 : rows];
}

export function columns(shape: Shape, type: DType, device: string): Tensor {
  return new Tensor(shape, type, { strides: columnMajor(shape), device });
}

export function rows(shape: Shape, type: DType, device: string): Tensor {
  return new Tensor(shape, type, { device });
}

/** The last two dims exchanged. */
export function transposed(shape: Shape): Shape {
  return [...shape.slice(0, -2), shape.at(-1) as Dim, shape.at(-2) as Dim];
}

