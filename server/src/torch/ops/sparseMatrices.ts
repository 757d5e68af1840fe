/** Sparse matrices made, multiplied and resized (https://docs.pytorch.org/docs/stable/sparse.html). */
import { type Dim, and, eq, ge, gt, isConst, print, printShape } from "../../dims/index.ts";
import { Enumerator } from "../device.ts";
import { defineOp } from "../define.ts";
import { NATIVE, takes } from "../native.ts";
import { type Explanation, type OpContext, sizes, sizesX } from "../op.ts";
import type { Tensor } from "../tensor.ts";
import { cannotRun } from "./backend.ts";
import { nativeForms } from "./forms.ts";
import { checkCast } from "./pointwise.ts";
import { resultType } from "./promotion.ts";
import { scalarTypeName } from "./scalarTypes.ts";
import { type Sparse, isCoo, layoutName, sparse, sparseOf } from "./sparseLayout.ts";
import { checkCompressed, fromCompressed } from "./sparseParts.ts";
import { checkNarrowTypes } from "./sparseProduct.ts";
import { checkNumel } from "./views.ts";

const LAYOUT: Explanation = { rule: "argument-value" };
const LAYOUTS: readonly Sparse["layout"][] = ["sparse_coo", "sparse_csr", "sparse_csc", "sparse_bsr", "sparse_bsc"];

/** The layout that diagonals are put into. */
function diagonalLayout(c: OpContext, v: unknown): Sparse["layout"] {
  if (!(v instanceof Enumerator)) return c.giveUp("the layout is not known");
  const name = v.name.replace(/^torch\./, "");
  const found = LAYOUTS.find((l) => l === name);
  if (found === undefined || found.startsWith("sparse_bs")) c.fail("RuntimeError", `Only output layouts (Sparse, SparseCsc, SparseCsr) are supported, got ${found === undefined ? "Strided" : layoutName(found)}`, LAYOUT);
  return found ?? "sparse_coo";
}

defineOp({
  name: "sparse_compressed_tensor",
  forms: ["torch.sparse_compressed_tensor"],
  signature: NATIVE,
  rule: (c, a) => {
    const layout = a.value("layout");
    const name = layout === null ? "none" : layout instanceof Enumerator ? layout.name.replace(/^torch\./, "") : c.giveUp("the layout is not known");
    return fromCompressed(c, a, () => checkCompressed(c, name));
  },
  doc: "torch.sparse_compressed_tensor",
});

defineOp({
  name: "to_sparse_coo",
  forms: [{ names: ["Tensor.to_sparse_coo"], python: true }],
  signature: "input",
  rule: (c, a) => c.interp.callMethod(a.tensor("input"), "to_sparse", [], c.node),
  doc: "torch.Tensor.to_sparse_coo",
});

defineOp({
  name: "sspaddmm",
  forms: nativeForms("sspaddmm"),
  signature: NATIVE,
  rule: (c, a) => {
    const [input, mat1, mat2] = [a.tensor("input"), a.tensor("mat1"), a.tensor("mat2")];
    if (!sparseOf(mat1) && mat1.from !== null && mat1.strides !== null) c.fail("RuntimeError", "sspaddmm: expected 'mat1' to have sparse layout, got 'mat1' with layout Strided", LAYOUT);
    const [x, y] = [c.shapeOf(mat1, ["N", "M"]), c.shapeOf(mat2, ["M", "P"])];
    for (const [i, d] of [x, y].entries()) if (d.length !== 2) c.fail("RuntimeError", `sspaddmm: Argument #${i + 2}: matrices expected, got ${d.length}D tensor`, { rule: "rank" });
    c.check(eq(x[1] as Dim, y[0] as Dim), "RuntimeError", () => `sspaddmm: Argument #3: Expected dim 0 size ${print(x[1] as Dim)}, got ${print(y[0] as Dim)}`, { rule: "matmul-shapes", law: () => `sspaddmm: ${printShape(x)} and ${printShape(y)} cannot be multiplied` });
    checkAdded(c, c.shapeOf(input), [x[0] as Dim, y[1] as Dim]);
    const own = sparseOf(input);
    if (!c.failure && own && own.dims > 2 && c.known(gt(own.count, 0)) === true) {
      c.fail("RuntimeError", `The size of tensor a (2) must match the size of tensor b (${own.dims}) at non-singleton dimension 0`, { rule: "rank", law: () => `sspaddmm: what is added has ${own.dims} dimensions, the product has two` });
    }
    // What is added is copied before the product's own elements, and all are scaled in the type of the product.
    if (!c.failure && own && c.known(gt(own.count, 0)) === true) checkCast(c, resultType([c.tensor([1], mat1.dtype), a.value("beta")]), c.tensor([1], mat1.dtype));
    if (!c.failure) checkNarrowTypes(c, mat1, mat2);
    if (!c.failure && mat1.dtype !== input.dtype) c.fail("RuntimeError", `dtype of values (${scalarTypeName(mat1.dtype)}) must match dtype of sparse tensor (${scalarTypeName(input.dtype)})`, { rule: "dtype" });
    return sparse(c, [x[0] as Dim, y[1] as Dim], input, { layout: "sparse_coo", count: c.freshDim(), dims: 2 });
  },
});

/** What is added to a product has its two sizes, and is asked for them one after the other. */
function checkAdded(c: OpContext, shape: readonly Dim[], product: readonly Dim[]): void {
  for (const [i, d] of product.entries()) {
    if (shape.length === 0) c.fail("IndexError", `Dimension specified as ${i} but tensor has no dimensions`, { rule: "rank" });
    if (i >= shape.length) c.fail("IndexError", `Dimension out of range (expected to be in range of [${-shape.length}, ${shape.length - 1}], but got ${i})`, { rule: "rank" });
    if (!c.failure) c.check(eq(shape[i] as Dim, d), "RuntimeError", () => `sspaddmm: Argument #1: Expected dim ${i} size ${print(d)}, got ${print(shape[i] as Dim)}`, { rule: "matmul-shapes" });
  }
}

defineOp({
  name: "sparse_sampled_addmm",
  forms: ["torch.sparse.sampled_addmm"],
  signature: NATIVE,
  rule: (c, a) => {
    const input = a.tensor("input");
    const [t, u] = [a.tensor("mat1"), a.tensor("mat2")];
    const [own, x, y] = [c.shapeOf(input), c.shapeOf(t), c.shapeOf(u)];
    const rule = { rule: "matmul-shapes" };
    const out = takes(a, "out") ? a.maybeTensor("out") : null;
    if (out && !isCoo(input)) c.check(sparseOf(out) !== undefined, "RuntimeError", () => "sampled_addmm: Expected result to have sparse csr layout, but got Strided", LAYOUT);
    if (isCoo(input)) cannotRun(c, "sparse_sampled_addmm", "SparseCsrCPU", "SparseCPU");
    if (sparseOf(input)?.layout === "sparse_csr") {
      for (const [names, one, other] of [["mat1 and mat2", t, u], ["mat1 and self", t, input]] as const) c.check(one.dtype === other.dtype, "RuntimeError", () => `sampled_addmm: Expected ${names} to have the same dtype, but got ${scalarTypeName(one.dtype)} and ${scalarTypeName(other.dtype)}`, { rule: "dtype" });
    }
    for (const [name, d] of [["mat1", x], ["mat2", y]] as const) if (d.length < 2) c.fail("RuntimeError", `sampled_addmm: Expected ${name} to be a matrix, got ${d.length}-D tensor`, { rule: "rank" });
    if (own.length < 2) return c.giveUp("the product of tensors that are no matrices");
    const batch = (d: readonly Dim[]): readonly Dim[] => d.slice(0, -2);
    const sameBatch = (names: string, one: readonly Dim[], other: readonly Dim[]): void => c.check(one.length === other.length && and(...batch(one).map((d, i) => eq(d, other[i] as Dim))), "RuntimeError", () => `sampled_addmm: Expected ${names} to have the same batch size, but got ${sizes(batch(one))} and ${sizes(batch(other))}`, rule);
    sameBatch("mat1 and mat2", x, y);
    // A single matrix is taken for each of a batch.
    const s = own.length === 2 ? [...batch(x), ...own] : own;
    sameBatch("self and mat1", s, x);
    c.check(eq(x.at(-1) as Dim, y.at(-2) as Dim), "RuntimeError", () => `sampled_addmm: mat1 and mat2 shapes cannot be multiplied (${sizesX(x.slice(-2))} and ${sizesX(y.slice(-2))})`, rule);
    c.check(eq(s.at(-2) as Dim, x.at(-2) as Dim), "RuntimeError", () => "sampled_addmm: self.shape[-2] must match mat1.shape[-2]", rule);
    c.check(eq(s.at(-1) as Dim, y.at(-1) as Dim), "RuntimeError", () => "sampled_addmm: self.shape[-1] must match mat2.shape[-1]", rule);
    return sparse(c, s, input, sparseOf(input) ?? { layout: "sparse_csr", count: c.freshDim(), dims: 2 });
  },
  doc: "torch.sparse.sampled_addmm",
});

defineOp({
  name: "spdiags",
  forms: ["torch.sparse.spdiags"],
  signature: NATIVE,
  rule: (c, a) => {
    const [diagonals, offsets] = [a.tensor("diagonals"), a.tensor("offsets")];
    const [d, o] = [c.shapeOf(diagonals), c.shapeOf(offsets)];
    const rows = d.length === 2 ? (d[0] as Dim) : 1;
    const given = o.length === 0 ? 1 : (o[0] as Dim);
    if (!a.isSequence("shape")) c.fail("TypeError", `_spdiags(): argument 'shape' (position 3) must be tuple of ints, not ${c.interp.typeName(a.value("shape"))}`, { rule: "argument-type" });
    if (d.length !== 1 && d.length !== 2) c.fail("RuntimeError", "Diagonals must be vector or matrix", LAYOUT);
    if (a.ints("shape").length !== 2) c.fail("RuntimeError", "Output shape must be 2d", LAYOUT);
    if (o.length > 1) c.fail("RuntimeError", "Offsets must be scalar or vector", LAYOUT);
    c.check(eq(rows, given), "RuntimeError", () => `Number of diagonals (${print(rows)}) does not match the number of offsets (${print(given)})`, LAYOUT);
    const layout = a.isNone("layout") ? "sparse_coo" : diagonalLayout(c, a.value("layout"));
    if (offsets.dtype.name !== "int64") c.fail("RuntimeError", `Offset Tensor must have dtype Long but got ${scalarTypeName(offsets.dtype)}`, { rule: "dtype" });
    if (offsets.data && new Set(offsets.data).size < offsets.data.length) c.fail("RuntimeError", "Offset tensor contains duplicate values", LAYOUT);
    const shape = a.ints("shape");
    const count = stored(offsets, shape, d.at(-1) as Dim);
    if (count !== null && count < 0) c.fail("RuntimeError", `Trying to create tensor with negative dimension ${count}: [2, ${count}]`, LAYOUT);
    checkNumel(c, shape);
    return sparse(c, shape, diagonals, { layout, count: count ?? c.freshDim(), dims: 2 });
  },
  doc: "torch.sparse.spdiags",
});

/** How many elements of diagonals PyTorch stores: one far from the middle counts as less than none. null: not known. */
function stored(offsets: Tensor, shape: readonly Dim[], length: Dim): number | null {
  const [rows, columns] = shape;
  if (offsets.data === null || rows === undefined || columns === undefined || !isConst(rows) || !isConst(columns) || !isConst(length) || rows === 0 || columns === 0) return null;
  return offsets.data.reduce((n, o) => n + (o <= 0 ? Math.min(rows + o, length) : Math.min(columns, length) - o), 0);
}

const INSTEAD = `on a non-empty sparse tensor is not supported.
You could try the following options:
1. If you need an empty sparse tensor of this size, call \`x = torch.sparse_coo_tensor(size)\`.
2. If you need to resize this tensor, you have the following options:
    1. For both sparse and dense dimensions, keep the number of them constant and the size of them non-shrinking, and then try the same call again.
    2. Or, create a new sparse tensor with the correct indices and values from this sparse tensor.`;

/** A tensor that stores something keeps its numbers of dimensions, and loses no place. */
function checkGrows(c: OpContext, t: Tensor, shape: readonly Dim[], dims: number): void {
  const own = sparseOf(t);
  if (!own || c.known(gt(own.count, 0)) !== true) return;
  const from = c.shapeOf(t);
  const numbers = [["sparse", own.dims, dims], ["dense", from.length - own.dims, shape.length - dims]] as const;
  for (const [kind, a, b] of numbers) c.check(a === b, "RuntimeError", () => `changing the number of ${kind} dimensions (from ${a} to ${b}) ${INSTEAD}`, LAYOUT);
  const parts = [["sparse", from.slice(0, own.dims), shape.slice(0, dims)], ["dense", from.slice(own.dims), shape.slice(dims)]] as const;
  for (const [kind, a, b] of c.failure ? [] : parts) c.check(and(...a.map((d, i) => ge(b[i] as Dim, d))), "RuntimeError", () => `shrinking the size of ${kind} dimensions (from ${sizes(a)} to ${sizes(b)}) ${INSTEAD}`, LAYOUT);
}

/** Takes another size in place, and the layout stays. */
function resized(c: OpContext, t: Tensor, shape: readonly Dim[], dims: number): Tensor {
  t.become(sparse(c, shape, t, { layout: "sparse_coo", count: sparseOf(t)?.count ?? c.freshDim(), dims }));
  return t;
}

for (const name of ["sparse_resize_", "sparse_resize_and_clear_"]) {
  defineOp({
    name,
    forms: [`Tensor.${name}`],
    signature: NATIVE,
    rule: (c, a) => {
      const size = a.ints("size");
      const [kept, whole] = [a.constInt("sparse_dim"), a.constInt("dense_dim")];
      c.check(and(eq(kept + whole, size.length)), "RuntimeError", () => `'len(size) == sparse_dim + dense_dim' is not satisfied: len(size) = ${size.length}, sparse_dim = ${kept}, dense_dim = ${whole}`, LAYOUT);
      if (name === "sparse_resize_" && !c.failure) checkGrows(c, a.tensor("input"), size, kept);
      if (kept < 0 && name === "sparse_resize_and_clear_") c.check(false, "RuntimeError", () => `Trying to create tensor with negative dimension ${kept}: ${sizes([kept, 0])}`, LAYOUT);
      c.check(kept >= 0 && kept <= size.length, "RuntimeError", () => `ArrayRef: invalid slice, N = ${BigInt.asUintN(64, BigInt(kept))}; size = ${size.length}`, LAYOUT);
      checkNumel(c, size);
      return resized(c, a.tensor("input"), size, kept);
    },
    inPlace: true,
  });
}

defineOp({
  name: "resize_as_sparse_",
  forms: nativeForms("resize_as_sparse"),
  signature: NATIVE,
  rule: (c, a) => {
    const template = a.tensor("the_template");
    const shape = c.shapeOf(template);
    const dims = sparseOf(template)?.dims ?? shape.length;
    checkGrows(c, a.tensor("input"), shape, dims);
    return resized(c, a.tensor("input"), shape, dims);
  },
  inPlace: true,
});
