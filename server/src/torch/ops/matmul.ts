/** Matrix products: matmul of all ranks, mm, bmm, mv, dot, and their accumulating forms. */
import { type Dim, and, eq, ge, mul, or, print, printShape, product } from "../../dims/index.ts";
import { PyFloat, type Value } from "../../python/values.ts";
import type { Args } from "../args.ts";
import type { DType } from "../dtype.ts";
import { defineOp } from "../define.ts";
import { NATIVE, takes } from "../native.ts";
import { type Explanation, type OpContext, sizes, sizesX } from "../op.ts";
import { checkAttention } from "../suspicion/loss.ts";
import { ShapeVar, Tensor, contiguousStrides } from "../tensor.ts";
import { tailOf, withTail } from "../unknownRank.ts";
import { broadcastShapes } from "./broadcast.ts";
import { selfOf } from "./elementwise.ts";
import { nativeForms } from "./forms.ts";
import { checkCast, checkOverlap, equalShapes, pointwise, write } from "./pointwise.ts";
import { checkKernel, numberOf, resultType } from "./promotion.ts";
import { cppTypeName, scalarTypeName } from "./scalarTypes.ts";
import { isCoo } from "./sparseLayout.ts";
import { DENSE, cannotRun } from "./backend.ts";
import { checkSparseProduct, denseOf, sparseProductType } from "./sparseProduct.ts";

type Shape = readonly Dim[];

/** Types that no kernel multiplies matrices of. */
export const NO_PRODUCT = "bool complex32";

/** The law of a product: the sizes that must agree. */
function law(c: OpContext, a: Shape, b: Shape, left: Dim, right: Dim): () => string {
  return () => `${c.op}: ${printShape(a)} and ${printShape(b)} cannot be multiplied: ${print(left)} columns against ${print(right)} rows`;
}

/** matmul's own view of its operands, for the law. */
interface Operands {
  readonly a: Shape;
  readonly b: Shape;
}

/** (n, m) × (m, p); the shapes may be foldings of the operands. */
export function mm(c: OpContext, a: Shape, b: Shape, of: Operands = { a, b }): Shape {
  const [n = 1, m = 1] = a;
  const [k = 1, p = 1] = b;
  c.check(eq(m, k), "RuntimeError", () => `mat1 and mat2 shapes cannot be multiplied (${sizesX(a)} and ${sizesX(b)})`, { rule: "matmul-shapes", law: law(c, of.a, of.b, m, k) });
  c.count(() => product([n, m, p]));
  // The other way round they can be multiplied.
  if (c.failure && c.known(eq(m, k)) === false && c.known(eq(n, p)) === true && c.known(eq(m, p)) !== true) return [k, m];
  return [n, columns(c, m, k, p)];
}

/** The columns of a product; of one that failed, those that the second matrix transposed would give. */
function columns(c: OpContext, inner: Dim, rows: Dim, cols: Dim): Dim {
  return c.failure && c.known(eq(inner, cols)) === true ? rows : cols;
}

function bmm(c: OpContext, a: Shape, b: Shape, of: Operands = { a, b }): Shape {
  const [batch = 1, n = 1, m = 1] = a;
  const [batch2 = 1, k = 1, p = 1] = b;
  c.check(and(eq(batch, batch2), eq(m, k)), "RuntimeError", () => `Expected size for first two dimensions of batch2 tensor to be: ${sizes([batch, m])} but got: ${sizes([batch2, k])}.`, { rule: "matmul-shapes", law: law(c, of.a, of.b, m, k) });
  c.count(() => product([batch, n, m, p]));
  return [batch, n, columns(c, m, k, p)];
}

/** (n, m) × (m); `input`: what the product is added to. */
function mv(c: OpContext, mat: Shape, vec: Shape, input: Shape, of: Operands = { a: mat, b: vec }): Shape {
  const [n = 1, m = 1] = mat;
  const [k = 1] = vec;
  const added = input[0] ?? 1;
  if (input.length === 0 && c.known(eq(m, k)) === false) c.fail("IndexError", "Dimension specified as 0 but tensor has no dimensions", { rule: "matmul-shapes", law: law(c, of.a, of.b, m, k) });
  c.check(and(eq(m, k), or(eq(added, n), eq(added, 1))), "RuntimeError", () => `size mismatch, got input (${print(added)}), mat (${sizesX(mat)}), vec (${print(k)})`, { rule: "matmul-shapes", law: law(c, of.a, of.b, m, k) });
  return [n];
}

function dot(c: OpContext, x: Tensor, y: Tensor, kernel = "dot"): Shape {
  const a = c.shapeOf(x);
  const b = c.shapeOf(y);
  if (c.mapped.length > 0) return mappedDot(c, x, y, a, b);
  c.check(a.length === 1 && b.length === 1, "RuntimeError", () => `1D tensors expected, but got ${a.length}D and ${b.length}D tensors`, { rule: "rank" });
  c.check(x.dtype === y.dtype, "RuntimeError", () => `dot : expected both vectors to have same dtype, but found ${scalarTypeName(x.dtype)} and ${scalarTypeName(y.dtype)}`, { rule: "dtype" });
  const [n = 1] = a;
  const [m = 1] = b;
  c.check(eq(n, m), "RuntimeError", () => `inconsistent tensor size, expected tensor ${sizes(a)} and src ${sizes(b)} to have the same number of elements, but got ${print(n)} and ${print(m)} elements respectively`, {
    rule: "matmul-shapes",
    law: () => `${c.op}: vectors of ${print(n)} and ${print(m)} elements have no product`,
  });
  checkKernel(c, { name: kernel, rejects: NO_PRODUCT }, x.dtype, x.device);
  return [];
}

/** Within vmap: a product of matrices. */
function mappedDot(c: OpContext, x: Tensor, y: Tensor, a: Shape, b: Shape): Shape {
  c.check(a.length === 1 && b.length === 1, "RuntimeError", () => "Got wrong shapes for dot", { rule: "rank" });
  if (c.failure) return [];
  const of = { a, b };
  if (x.mapped.length > 0 && y.mapped.length > 0) {
    bmm(c, [product(x.mapped), 1, ...a], [product(y.mapped), ...b, 1], of);
    checkKernel(c, { name: "bmm", rejects: NO_PRODUCT }, x.dtype, x.device);
    c.check(x.dtype === y.dtype, "RuntimeError", () => `expected scalar type ${scalarTypeName(x.dtype)} but found ${scalarTypeName(y.dtype)}`, { rule: "dtype" });
  } else if (x.mapped.length > 0) mv(c, [product(x.mapped), ...a], b, [product(x.mapped)], of);
  else mm(c, [1, ...a], [...b, product(y.mapped)], of);
  return [];
}

/** Within vmap, of two operands that both have at most two dimensions, or more: the product of what the kernel sees. */
function mappedMatmul(c: OpContext, x: Tensor, y: Tensor, a: Shape, b: Shape): Shape {
  const left = new Tensor([...x.mapped, ...(a.length === 1 ? [1] : []), ...a], x.dtype);
  // Many vectors that one matrix is multiplied by are the columns of another.
  if (b.length === 1 && x.mapped.length === 0) return productOf(c, left, new Tensor([...b, product(y.mapped)], y.dtype)).slice(0, -1);
  const right = new Tensor([...y.mapped, ...b, ...(b.length === 1 && y.mapped.length > 0 ? [1] : [])], y.dtype);
  const shape = productOf(c, left, right).slice(c.mapped.length);
  const rows = a.length === 1 ? shape.slice(1) : shape;
  return b.length === 1 && y.mapped.length > 0 ? rows.slice(0, -1) : rows;
}

// ---------------------------------------------------------------- types

/** Nothing to compute: no kernel is asked for. */
function computesNothing(c: OpContext, x: Tensor, y: Tensor): boolean {
  return [x, y].some((t) => t.shape !== null && c.known(or(...c.shapeOf(t).map((d) => eq(d, 0)))) === true);
}

function sameMatrixType(c: OpContext, x: Tensor, y: Tensor): void {
  c.check(x.dtype === y.dtype, "RuntimeError", () => `expected m1 and m2 to have the same dtype, but got: ${cppTypeName(x.dtype)} != ${cppTypeName(y.dtype)}`, { rule: "dtype", law: () => `${c.op}: matrices of ${x.dtype.name} and ${y.dtype.name} cannot be multiplied` });
  if (!computesNothing(c, x, y)) checkKernel(c, { name: "addmm_impl_cpu_", rejects: NO_PRODUCT }, x.dtype, x.device);
}

/** From so many multiplications on, each matrix of a batch is multiplied by itself. */
const MATRIX_BY_MATRIX = 400;

/** What a batch of (n, m) times (m, p) asks of the types; `small`: what the kernel is called where the matrices are small. */
export function checkBatchTypes(c: OpContext, sides: readonly [Dim, Dim, Dim], x: DType, y: DType, device: string, small = "bmm"): void {
  const why = { rule: "dtype", law: (): string => `${c.op}: matrices of ${x.name} and ${y.name} cannot be multiplied` };
  const large = c.known(ge(product(sides), MATRIX_BY_MATRIX)) === true;
  if (!large) {
    checkKernel(c, { name: small, rejects: NO_PRODUCT }, x, device);
    c.check(x === y, "RuntimeError", () => `expected scalar type ${scalarTypeName(x)} but found ${scalarTypeName(y)}`, why);
  } else if (y.category === 3 || (y.category === 2 && y.bits > 16)) {
    checkKernel(c, { name: "baddbmm_with_gemm", rejects: NO_PRODUCT }, y, device);
    c.check(x === y, "RuntimeError", () => `expected scalar type ${scalarTypeName(y)} but found ${scalarTypeName(x)}`, why);
  } else {
    c.check(x === y, "RuntimeError", () => `expected m1 and m2 to have the same dtype, but got: ${cppTypeName(x)} != ${cppTypeName(y)}`, why);
    checkKernel(c, { name: "addmm_impl_cpu_", rejects: NO_PRODUCT }, x, device);
  }
}

function sameBatchType(c: OpContext, x: Tensor, y: Tensor, sides: readonly [Dim, Dim, Dim], kernel = "bmm"): void {
  if (!computesNothing(c, x, y)) checkBatchTypes(c, sides, x.dtype, y.dtype, x.device, kernel);
}

function sameVectorType(c: OpContext, self: DType, mat: Tensor, vec: Tensor): void {
  c.check(self === mat.dtype && mat.dtype === vec.dtype, "RuntimeError", () => `addmv input tensors must have the same dtype, but got ${scalarTypeName(self)}, ${scalarTypeName(mat.dtype)}, and ${scalarTypeName(vec.dtype)}`, { rule: "dtype" });
  checkKernel(c, { name: "addmv_impl_cpu", rejects: NO_PRODUCT }, mat.dtype, mat.device);
}

// ---------------------------------------------------------------- matmul

/** The product's shape, checked as PyTorch would compute it: with mm where the batch can be folded into rows, else with bmm. */
/** The product of what has no rank with a matrix has none either; its last size is known. */
function ofUnknownRank(c: OpContext, x: Tensor, v: ShapeVar, matrix: Shape): Tensor {
  const [rows, columns] = matrix as [Dim, Dim];
  const features = c.interp.scope.simplify(v.isUnseen ? (v.trailing[0] ?? rows) : v.sizeAt(-1));
  c.check(eq(features, rows), "RuntimeError", () => `mat1 and mat2 shapes cannot be multiplied (?x${print(features)} and ${sizesX(matrix)})`, { rule: "matmul-shapes", law: () => `${c.op}: (…, ${print(features)}) and ${printShape(matrix)} cannot be multiplied: ${print(features)} columns against ${print(rows)} rows` });
  return c.tensor(withTail(ShapeVar.unseen({}), -1, columns), x.dtype, { device: x.device });
}

function matmul(c: OpContext, x: Tensor, y: Tensor): Shape {
  const a = c.shapeOf(x);
  const b = c.shapeOf(y);
  c.check(a.length > 0 && b.length > 0, "RuntimeError", () => `both arguments to matmul need to be at least 1D, but they are ${a.length}D and ${b.length}D`, { rule: "rank" });
  if (a.length === 0 || b.length === 0) return a.length === 0 ? b : a;
  checkSparseProduct(c, x, y);
  if (a.length === 1 && b.length === 1 && (isCoo(x) || isCoo(y))) cannotRun(c, "dot", DENSE, "SparseCPU");
  if (a.length === 1 && b.length === 1) return dot(c, x, y);
  if (c.mapped.length > 0 && a.length <= 2 === b.length <= 2) return mappedMatmul(c, x, y, a, b);
  return productOf(c, x, y);
}

/** The product of two operands of which one at least is a matrix. */
function productOf(c: OpContext, x: Tensor, y: Tensor): Shape {
  const a = c.shapeOf(x);
  const b = c.shapeOf(y);
  const of = { a, b };
  if (a.length === 2 && b.length === 1) {
    const shape = mv(c, a, b, [a[0] as Dim]);
    if (sparseProductType(c, x, y) === null) sameVectorType(c, y.dtype, x, y);
    return shape;
  }
  if (a.length <= 2 && b.length === 2) {
    const shape = mm(c, a.length === 1 ? [1, ...a] : a, b, of);
    if (sparseProductType(c, x, y) === null) sameMatrixType(c, x, y);
    return a.length === 1 ? shape.slice(1) : shape;
  }
  return folds(c, x, y, a, b) ? folded(c, x, y, a, b, of) : batched(c, x, y, a, b, of);
}

/** Whether the larger operand is multiplied as one matrix, its batch folded into the rows. */
function folds(c: OpContext, x: Tensor, y: Tensor, a: Shape, b: Shape): boolean {
  const leftLarger = a.length >= b.length;
  const [large, small] = leftLarger ? [x, y] : [y, x];
  const [shape, other] = leftLarger ? [a, b] : [b, a];
  if (shape.length < 3 || other.length > 2) return false;
  if (small.requiresGrad) return true;
  if (a.length === 2) return false;
  if (c.known(or(...shape.map((d) => eq(d, 0)))) === true) return true;
  if (large.strides === null) return true;
  const strides = (large.strides ?? contiguousStrides(shape)).slice();
  const own = shape.slice();
  if (!leftLarger) for (const list of [strides, own]) list.push(...list.splice(-2).reverse());
  for (let i = 0; i < own.length - 2; i++) {
    if (c.known(eq(strides[i] as Dim, mul(strides[i + 1] as Dim, own[i + 1] as Dim))) === false) return false;
  }
  return true;
}

function folded(c: OpContext, x: Tensor, y: Tensor, a: Shape, b: Shape, of: Operands): Shape {
  const transposed = b.length > a.length;
  const large = transposed ? [...b.slice(0, -2), b.at(-1) as Dim, b.at(-2) as Dim] : a;
  const small = !transposed ? b : a.length === 2 ? [...a].reverse() : a;
  const rows = large.slice(0, -1);
  // Rows of many that are mapped are rows of one.
  const matrix = [product(transposed || y.mapped.length > 0 ? rows : [...x.mapped, ...rows]), large.at(-1) as Dim];
  if (small.length === 2) {
    // Within vmap, what is multiplied by many matrices is so one by one.
    const many = transposed || y.mapped.length === 0 ? null : product(y.mapped);
    const columns = (many === null ? mm(c, matrix, small, of) : bmm(c, [many, ...matrix], [many, ...small], of)).at(-1) ?? 1;
    sameMatrixType(c, transposed ? y : x, transposed ? x : y);
    const shape = [...rows, columns];
    return transposed ? [...shape.slice(0, -2), shape.at(-1) as Dim, shape.at(-2) as Dim] : shape;
  }
  if (!transposed && y.mapped.length > 0 && x.mapped.length === 0) mm(c, matrix, [...small, product(y.mapped)], of);
  else mv(c, matrix, small, [matrix[0] as Dim], of);
  sameVectorType(c, (transposed ? x : y).dtype, transposed ? y : x, transposed ? x : y);
  return rows;
}

function batched(c: OpContext, x: Tensor, y: Tensor, a: Shape, b: Shape, of: Operands): Shape {
  const n = a.length > 1 ? (a.at(-2) as Dim) : 1;
  const m = a.at(-1) as Dim;
  const k = b.length > 1 ? (b.at(-2) as Dim) : (b[0] as Dim);
  const p = b.length > 1 ? (b.at(-1) as Dim) : 1;
  const batch = broadcastShapes(c, [a.slice(0, -2), b.slice(0, -2)], { rule: "matmul-shapes" });
  const count = product([...(x.mapped.length > 0 ? x : y).mapped, ...batch]);
  // Both their batches and their inner sizes differ: one of them has its dimensions in another order.
  const unlike = c.failure !== null && c.known(eq(m, k)) === false;
  bmm(c, [count, n, m], [count, k, p], of);
  sameBatchType(c, x, y, [n, m, p]);
  return [...batch, ...(a.length > 1 ? [n] : []), ...(b.length > 1 ? [unlike ? c.freshDim(0) : columns(c, m, k, p)] : [])];
}

defineOp({
  name: "matmul",
  forms: ["torch.matmul", "Tensor.matmul", "torch.linalg.matmul"],
  signature: NATIVE,
  rule: (c, a) => {
    const x = a.tensor("input");
    const y = a.tensor("other");
    checkAttention(c, x);
    const rows = tailOf(x, -1);
    const matrix = y.shape;
    if (rows && matrix?.length === 2 && c.mapped.length === 0) return ofUnknownRank(c, x, rows, c.interp.simplifyShape(matrix));
    return finish(c, a, x, matmul(c, x, y), (computesNothing(c, x, y) ? y : denseOf(x, y) ?? x).dtype);
  },
  formula: (c, a, result) => productFormula(c, a.tensor("input"), a.tensor("other"), result),
});

/** `(2, 7, 16)·(2, 16, 5) = (2, 7, 5)` */
function productFormula(c: OpContext, x: Tensor, y: Tensor, result: Tensor): readonly string[] {
  return [`${printShape(c.shapeOf(x))}·${printShape(c.shapeOf(y))} = ${printShape(c.shapeOf(result))}`];
}

/** A product is contiguous. */
function finish(c: OpContext, a: Args, x: Tensor, shape: Shape, type: DType): Tensor {
  return write(c, takes(a, "out") ? a.maybeTensor("out") : null, new Tensor(shape, type, { device: x.device }));
}

// ---------------------------------------------------------------- products of a rank

defineOp({
  name: "mm",
  forms: nativeForms("mm"),
  signature: NATIVE,
  rule: (c, a) => {
    const x = a.tensor("input");
    const y = a.tensor("mat2");
    const m1 = c.shapeOf(x, ["N", "C"]);
    const m2 = c.shapeOf(y);
    c.check(m1.length === 2, "RuntimeError", () => "self must be a matrix", { rule: "rank" });
    c.check(m2.length === 2, "RuntimeError", () => "mat2 must be a matrix", { rule: "rank" });
    if (m1.length === 2 && m2.length === 2) checkSparseProduct(c, x, y);
    const shape = mm(c, m1, m2);
    const out = a.maybeTensor("out");
    if (out) c.check(out.dtype === x.dtype, "RuntimeError", () => `Expected out tensor to have dtype ${cppTypeName(x.dtype)}, but got ${cppTypeName(out.dtype)} instead`, { rule: "dtype" });
    if (sparseProductType(c, x, y) === null) sameMatrixType(c, x, y);
    const type = (denseOf(x, y) ?? x).dtype;
    return finish(c, a, x, shape, takes(a, "out_dtype") ? (a.maybeDtype("out_dtype") ?? type) : type);
  },
  formula: (c, a, result) => productFormula(c, a.tensor("input"), a.tensor("mat2"), result),
});

defineOp({
  name: "bmm",
  forms: nativeForms("bmm"),
  signature: NATIVE,
  rule: (c, a) => {
    const x = a.tensor("input");
    const y = a.tensor("mat2");
    const b1 = c.shapeOf(x, ["N", "L", "C"]);
    const b2 = c.shapeOf(y, ["N", "C", "S"]);
    c.check(b1.length === 3, "RuntimeError", () => "batch1 must be a 3D tensor", { rule: "rank", law: () => `bmm: expected three dimensions, got ${printShape(b1)}` });
    c.check(b2.length === 3, "RuntimeError", () => "batch2 must be a 3D tensor", { rule: "rank", law: () => `bmm: expected three dimensions, got ${printShape(b2)}` });
    checkAttention(c, x);
    const shape = bmm(c, b1, b2);
    sameBatchType(c, x, y, [b1[1] ?? 1, b1[2] ?? 1, b2[2] ?? 1]);
    return finish(c, a, x, shape, computesNothing(c, x, y) ? y.dtype : x.dtype);
  },
  formula: (c, a, result) => productFormula(c, a.tensor("input"), a.tensor("mat2"), result),
});

defineOp({
  name: "mv",
  forms: nativeForms("mv"),
  signature: NATIVE,
  rule: (c, a) => {
    const mat = a.tensor("input");
    const vec = a.tensor("vec");
    const m = c.shapeOf(mat);
    const v = c.shapeOf(vec);
    sizeAt(c, m, 0);
    c.check(m.length === 2 && v.length === 1, "RuntimeError", () => `vector + matrix @ vector expected, got 1, ${m.length}, ${v.length}`, { rule: "rank" });
    const shape = mv(c, m, v, [m[0] ?? 1]);
    if (sparseProductType(c, mat, vec) === null) sameVectorType(c, vec.dtype, mat, vec);
    return finish(c, a, mat, shape, (denseOf(mat, vec) ?? mat).dtype);
  },
});

for (const name of ["dot", "vdot"]) {
  defineOp({
    name,
    forms: nativeForms(name),
    signature: NATIVE,
    rule: (c, a) => {
      const x = a.tensor("input");
      const y = a.tensor(takes(a, "tensor") ? "tensor" : "other");
      return finish(c, a, x, dot(c, x, y, x.dtype.category === 3 ? name : "dot"), x.dtype);
    },
  });
}

defineOp({
  name: "inner",
  forms: nativeForms("inner"),
  signature: NATIVE,
  rule: (c, a) => {
    const x = a.tensor("input");
    const y = a.tensor("other");
    const s = c.shapeOf(x);
    const t = c.shapeOf(y);
    if (s.length === 0 || t.length === 0) return c.call("torch.mul", [x, y]);
    c.check(eq(s.at(-1) as Dim, t.at(-1) as Dim), "RuntimeError", () => `inner() the last dimension must match on both input tensors but got shapes ${sizes(s)} and ${sizes(t)}`, { rule: "matmul-shapes", law: law(c, s, t, s.at(-1) as Dim, t.at(-1) as Dim) });
    sameContractedType(c, x, y, s.slice(0, -1), t.slice(0, -1));
    return finish(c, a, x, [...s.slice(0, -1), ...t.slice(0, -1)], x.dtype);
  },
});

/** tensordot's check, which inner goes through as well. */
export function sameContractedType(c: OpContext, x: Tensor, y: Tensor, left: Shape, right: Shape): void {
  c.check(x.dtype === y.dtype, "RuntimeError", () => "both inputs should have same dtype", { rule: "dtype", law: () => `${c.op}: ${x.dtype.name} and ${y.dtype.name} cannot be multiplied` });
  const vectors = [...left, ...right].every((d) => d === 1);
  checkKernel(c, { name: vectors ? "dot" : "addmm_impl_cpu_", rejects: NO_PRODUCT }, x.dtype, x.device);
}

// ---------------------------------------------------------------- products added to a tensor

/** The tensor that a product is added to must expand to the product's shape; looked at from the last dimension on. */
export function checkExpands(c: OpContext, t: Tensor, target: Shape, why: Explanation = {}): void {
  const own = c.shapeOf(t);
  if (own.length > target.length) {
    c.check(false, "RuntimeError", () => `expand(torch.${scalarTypeName(t.dtype)}Tensor{${sizes(own)}}, size=${sizes(target)}): the number of sizes provided (${target.length}) must be greater or equal to the number of dimensions in the tensor (${own.length})`, { rule: "expand-size" });
    return;
  }
  const offset = target.length - own.length;
  for (let i = own.length - 1; i >= 0; i--) {
    const d = own[i] as Dim;
    const wanted = target[i + offset] as Dim;
    c.check(or(eq(d, wanted), eq(d, 1)), "RuntimeError", () => `The expanded size of the tensor (${print(wanted)}) must match the existing size (${print(d)}) at non-singleton dimension ${i + offset}.  Target sizes: ${sizes(target)}.  Tensor sizes: ${sizes(own)}`, {
      rule: "expand-size",
      law: () => `${c.op}: ${printShape(own)} cannot be expanded to ${printShape(target)} (dim ${i + offset})`,
      ...why,
    });
  }
}

/** In place, or a new tensor; `written`: the part of it that is written as one, whose elements must not share memory. */
function accumulated(c: OpContext, a: Args, input: Tensor, shape: Shape, message: boolean, written: Tensor | null = selfOf(a)): Value {
  const self = selfOf(a);
  if (!self) return finish(c, a, input, shape, input.dtype);
  const own = c.shapeOf(self);
  if (message) c.check(equalShapes(own, shape), "RuntimeError", () => `Bad in-place call: input tensor size ${sizes(own)} and output tensor size ${sizes(shape)} should match`, { rule: "broadcast" });
  if (written) checkOverlap(c, written);
  if (!message) self.become(new Tensor(shape, self.dtype, { device: self.device }));
  self.forgetData();
  return self;
}

defineOp({
  name: "addmm",
  forms: nativeForms("addmm"),
  signature: NATIVE,
  rule: (c, a) => {
    const input = a.tensor("input");
    const x = a.tensor("mat1");
    const y = a.tensor("mat2");
    const m1 = c.shapeOf(x);
    const m2 = c.shapeOf(y);
    const isSparse = m1.length === 2 && m2.length === 2 && denseOf(x, y) !== undefined;
    if (!isSparse) {
      c.check(input.dtype === y.dtype, "RuntimeError", () => `self and mat2 must have the same dtype, but got ${scalarTypeName(input.dtype)} and ${scalarTypeName(y.dtype)}`, { rule: "dtype" });
      c.check(x.dtype === y.dtype, "RuntimeError", () => `mat1 and mat2 must have the same dtype, but got ${scalarTypeName(x.dtype)} and ${scalarTypeName(y.dtype)}`, { rule: "dtype" });
    }
    c.check(m1.length === 2, "RuntimeError", () => `mat1 must be a matrix, got ${m1.length}-D tensor`, { rule: "rank" });
    c.check(m2.length === 2, "RuntimeError", () => `mat2 must be a matrix, got ${m2.length}-D tensor`, { rule: "rank" });
    const shape = mm(c, m1, m2);
    if (!selfOf(a)) checkExpands(c, input, shape);
    if (isSparse) sparseProductType(c, x, y, input);
    else if (!computesNothing(c, x, y)) checkKernel(c, { name: "addmm_impl_cpu_", rejects: NO_PRODUCT }, x.dtype, x.device);
    return accumulated(c, a, input, shape, true, replaced(c, a, m2[0]) ? null : undefined);
  },
});

/** Whether nothing is added to no tensor, so that it is filled with zeros. */
function replaced(c: OpContext, a: Args, inner: Dim | undefined): boolean {
  return isEmpty(c, inner) && numberOf(c.interp, a.value("beta")) === 0;
}

function isEmpty(c: OpContext, inner: Dim | undefined): boolean {
  return inner !== undefined && c.known(eq(inner, 0)) === true;
}

defineOp({
  name: "addmv",
  forms: nativeForms("addmv"),
  signature: NATIVE,
  rule: (c, a) => {
    const input = a.tensor("input");
    const mat = a.tensor("mat");
    const vec = a.tensor("vec");
    const s = c.shapeOf(input);
    const m = c.shapeOf(mat);
    const v = c.shapeOf(vec);
    c.check(m.length === 2 && v.length === 1 && s.length <= 1, "RuntimeError", () => `vector + matrix @ vector expected, got ${s.length}, ${m.length}, ${v.length}`, { rule: "rank" });
    const shape = mv(c, m, v, s);
    sameVectorType(c, input.dtype, mat, vec);
    // Without a product the tensor is scaled as it is, not expanded.
    const empty = c.known(or(...m.map((d) => eq(d, 0)))) === true;
    return accumulated(c, a, input, empty && !selfOf(a) ? s : shape, true, isEmpty(c, m[1]) && !replaced(c, a, m[1]) ? undefined : null);
  },
});

defineOp({
  name: "baddbmm",
  forms: nativeForms("baddbmm"),
  signature: NATIVE,
  rule: (c, a) => {
    const input = a.tensor("input");
    const x = a.tensor("batch1");
    const y = a.tensor("batch2");
    const b1 = c.shapeOf(x);
    const b2 = c.shapeOf(y);
    checkExpands(c, input, [sizeAt(c, b1, 0), sizeAt(c, b1, 1), sizeAt(c, b2, 2)]);
    c.check(input.dtype === x.dtype, "RuntimeError", () => `Input dtypes must be the same, got: input ${cppTypeName(input.dtype)}, batch1: ${cppTypeName(x.dtype)}, batch2: ${cppTypeName(y.dtype)}`, { rule: "dtype" });
    c.check(b1.length === 3, "RuntimeError", () => "batch1 must be a 3D tensor", { rule: "rank" });
    c.check(b2.length === 3, "RuntimeError", () => "batch2 must be a 3D tensor", { rule: "rank" });
    const shape = bmm(c, b1, b2);
    if (selfOf(a)) {
      const own = c.shapeOf(input);
      if (x.dtype === y.dtype) c.check(input.dtype === x.dtype, "RuntimeError", () => `Input dtypes must be the same, got: input ${cppTypeName(input.dtype)}, batch1: ${cppTypeName(x.dtype)}, batch2: ${cppTypeName(y.dtype)}`, { rule: "dtype" });
      c.check(input.dtype === y.dtype, "RuntimeError", () => `Bad in-place call: input tensor dtype ${cppTypeName(input.dtype)} and output tensor dtype ${cppTypeName(y.dtype)} should match`, { rule: "dtype" });
      c.check(equalShapes(own, shape), "RuntimeError", () => `Bad in-place call: input tensor size ${sizes(own)} and output tensor size ${sizes(shape)} should match`, { rule: "broadcast" });
    }
    sameBatchType(c, x, y, [b1[1] ?? 1, b1[2] ?? 1, b2[2] ?? 1], "baddbmm");
    if (!selfOf(a) && computesNothing(c, x, y)) return finish(c, a, x, shape, y.dtype);
    return accumulated(c, a, input, shape, true, isEmpty(c, b1[2]) ? (replaced(c, a, b1[2]) ? null : undefined) : c.known(ge(product([b1[1] ?? 1, b1[2] ?? 1, b2[2] ?? 1]), MATRIX_BY_MATRIX)) === true ? oneOf(input) : null);
  },
});

/** A matrix of a batch. */
function oneOf(t: Tensor): Tensor {
  return new Tensor(t.shape?.slice(1) ?? t.shapeOrVar, t.dtype, { strides: t.strides?.slice(1), device: t.device });
}

defineOp({
  name: "addbmm",
  forms: nativeForms("addbmm"),
  signature: NATIVE,
  rule: (c, a) => {
    const input = a.tensor("input");
    const x = a.tensor("batch1");
    const y = a.tensor("batch2");
    const b1 = c.shapeOf(x);
    const b2 = c.shapeOf(y);
    const target = [sizeAt(c, b1, 1), sizeAt(c, b2, 2)];
    checkExpands(c, input, target);
    c.check(b1.length === 3, "RuntimeError", () => "batch1 must be a 3D tensor", { rule: "rank" });
    c.check(b2.length === 3, "RuntimeError", () => "batch2 must be a 3D tensor", { rule: "rank" });
    c.check(eq(b1[0] as Dim, b2[0] as Dim), "RuntimeError", () => `batch1 and batch2 must have same number of batches, got ${print(b1[0] as Dim)} and ${print(b2[0] as Dim)}`, { rule: "matmul-shapes" });
    c.check(eq(b1[2] ?? 1, b2[1] ?? 1), "RuntimeError", () => `Incompatible matrix sizes for bmm (${print(b1[1] ?? 1)}x${print(b1[2] ?? 1)} and ${print(b2[1] ?? 1)}x${print(b2[2] ?? 1)})`, { rule: "matmul-shapes", law: law(c, b1, b2, b1[2] ?? 1, b2[1] ?? 1) });
    c.check(input.dtype === y.dtype, "RuntimeError", () => `self and mat2 must have the same dtype, but got ${scalarTypeName(input.dtype)} and ${scalarTypeName(y.dtype)}`, { rule: "dtype" });
    c.check(x.dtype === y.dtype, "RuntimeError", () => `mat1 and mat2 must have the same dtype, but got ${scalarTypeName(x.dtype)} and ${scalarTypeName(y.dtype)}`, { rule: "dtype" });
    if (!computesNothing(c, x, y)) checkKernel(c, { name: "addmm_impl_cpu_", rejects: NO_PRODUCT }, x.dtype, x.device);
    return accumulated(c, a, input, target, false);
  },
});

/** `t.size(i)` as PyTorch asks for it, with its complaint. */
function sizeAt(c: OpContext, shape: Shape, i: number): Dim {
  if (shape.length === 0) c.fail("IndexError", `Dimension specified as ${i} but tensor has no dimensions`, { rule: "rank" });
  return shape[i] ?? c.fail("IndexError", `Dimension out of range (expected to be in range of [${-Math.max(shape.length, 1)}, ${Math.max(shape.length, 1) - 1}], but got ${i})`, { rule: "rank" });
}

/** Numbers of another kind than the result do not scale it. */
function checkFactors(c: OpContext, a: Args, type: DType): void {
  for (const name of ["beta", "alpha"]) {
    const v = a.value(name);
    c.check(!(typeof v === "boolean" && type.category !== 0), "RuntimeError", () => `Boolean ${name} only supported for Boolean results.`, { rule: "dtype" });
    c.check(!(v instanceof PyFloat && type.category < 2), "RuntimeError", () => `For integral input tensors, argument ${name} must not be a floating point number.`, { rule: "dtype" });
  }
}

defineOp({
  name: "addr",
  forms: nativeForms("addr"),
  signature: NATIVE,
  rule: (c, a) => {
    const input = a.tensor("input");
    const x = a.tensor("vec1");
    const y = a.tensor("vec2");
    const u = c.shapeOf(x);
    const v = c.shapeOf(y);
    c.check(u.length === 1, "RuntimeError", () => `addr: Expected 1-D argument vec1, but got ${u.length}-D`, { rule: "rank" });
    c.check(v.length === 1, "RuntimeError", () => `addr: Expected 1-D argument vec2, but got ${v.length}-D`, { rule: "rank" });
    const shape = [u[0] ?? 1, v[0] ?? 1];
    const self = selfOf(a);
    if (self) {
      const own = c.shapeOf(self);
      c.check(own.length === 2, "RuntimeError", () => `2D tensor expected, got ${own.length}D tensor for input`, { rule: "rank" });
      c.check(equalShapes(own, shape), "RuntimeError", () => `size mismatch, input: ${sizes(own)}, v1: ${sizes(u)}, v2: ${sizes(v)}`, { rule: "matmul-shapes" });
      checkOverlap(c, self);
      checkCast(c, resultType([self, x, y]), self);
      if (!c.failure) checkFactors(c, a, resultType([self, x, y]));
      return self;
    }
    checkExpands(c, input, shape);
    if (!c.failure) checkFactors(c, a, resultType([input, x, y]));
    return pointwise(c, { inputs: [input, new Tensor(shape, resultType([x, y]), { device: x.device })], kernel: { name: "addr_cpu", rejects: "complex32" } });
  },
});

defineOp({
  name: "outer",
  forms: nativeForms("outer", "ger"),
  signature: NATIVE,
  rule: (c, a) => {
    const x = a.tensor("input");
    const y = a.tensor("vec2");
    const u = c.shapeOf(x);
    const v = c.shapeOf(y);
    c.check(u.length === 1, "RuntimeError", () => `outer: Expected 1-D argument self, but got ${u.length}-D`, { rule: "rank" });
    c.check(v.length === 1, "RuntimeError", () => `outer: Expected 1-D argument vec2, but got ${v.length}-D`, { rule: "rank" });
    return finish(c, a, x, [u[0] ?? 1, v[0] ?? 1], resultType([x, y]));
  },
});
