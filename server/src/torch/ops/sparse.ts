/**
 * Sparse tensors. Their shapes follow the rules of dense ones; beside the shape
 * is kept how many elements are stored and over how many dimensions. A result
 * computed from a sparse tensor may be sparse or not: nothing is claimed of it.
 */
import { type Dim, add, and, eq, floordiv, gt, isConst, mod, print, printShape } from "../../dims/index.ts";
import { type Interp, fromDim } from "../../python/interp.ts";
import { type Value, ClassValue, PyList, PyTuple, Unknown } from "../../python/values.ts";
import { objectClass } from "../../python/builtins/types.ts";
import { type Args, asDim } from "../args.ts";
import { defineOp, defineTensorProperty, defineValue, registry } from "../define.ts";
import { floatDefault } from "../defaultType.ts";
import { type DType, FLOAT32, INT64, promoteTypes } from "../dtype.ts";
import { Enumerator } from "../device.ts";
import { NATIVE, isNative, takes } from "../native.ts";
import { type Explanation, type OpContext, sizes, sizesX } from "../op.ts";
import { Tensor } from "../tensor.ts";
import { legacyType } from "./conversion.ts";
import { nativeForms } from "./forms.ts";
import { cannotRun } from "./backend.ts";
import { requireFloat } from "./factory.ts";
import { checkExpands } from "./matmul.ts";
import { checkNumel } from "./views.ts";
import { deviceArgument } from "./options.ts";
import { canCast, resultType } from "./promotion.ts";
import { scalarTypeName } from "./scalarTypes.ts";
import { memoryOf } from "./strided.ts";
import { type Sparse, isCoo, layoutName, sparse, sparseOf } from "./sparseLayout.ts";
import { checkNarrowTypes, checkSparseProduct, checkWideTypes, sparseProductType } from "./sparseProduct.ts";
import { fromCompressed, fromIndices } from "./sparseParts.ts";
import { tensorOf } from "./tensorData.ts";

const isSparse = (t: Tensor): boolean => sparseOf(t) !== undefined;

const LAYOUT = { rule: "argument-value" };

// ---------------------------------------------------------------- construction

defineOp({
  name: "sparse_coo_tensor",
  forms: ["torch.sparse_coo_tensor"],
  signature: NATIVE,
  rule: (c, a) => {
    const type = a.maybeDtype("dtype");
    const device = deviceArgument(c, a.value("device"));
    const made = takes(a, "values") ? ofParts(c, a, type, device) : emptyOf(c, a.ints("size"), type ?? floatDefault(), device);
    if (a.value("requires_grad") === true && !c.failure) requireFloat(c, made.dtype);
    return made;
  },
  doc: "torch.sparse_coo_tensor",
});

function ofParts(c: OpContext, a: Args, type: DType | null, device: string | null): Tensor {
  const values = tensorOf(c, a.value("values"), type, device);
  const indices = tensorOf(c, a.value("indices"), INT64, null);
  return fromIndices(c, indices, values, a.isNone("size") ? null : a.ints("size"), { coalesced: a.value("is_coalesced") === true, checked: a.value("check_invariants") === true });
}

/** A tensor of a size that stores nothing yet. */
function emptyOf(c: OpContext, shape: readonly Dim[], type: DType, device: string | null): Tensor {
  checkNumel(c, shape);
  return sparse(c, shape, new Tensor([], type, { device: device ?? "cpu" }), { layout: "sparse_coo", count: 0, dims: shape.length });
}

for (const layout of ["csr", "csc", "bsr", "bsc"] as const) {
  defineOp({
    name: `sparse_${layout}_tensor`,
    forms: [`torch.sparse_${layout}_tensor`],
    signature: NATIVE,
    rule: (c, a) => fromCompressed(c, a, () => {
      const asked = a.value("layout");
      const name = asked instanceof Enumerator ? asked.name.replace(/^torch\./, "") : `sparse_${layout}`;
      if (name !== `sparse_${layout}`) c.fail("RuntimeError", `sparse_${layout}_tensor: layout must be ${layoutName(`sparse_${layout}`)} but got ${name === "strided" ? "Strided" : layoutName(name as Sparse["layout"])}`, LAYOUT);
      return `sparse_${layout}`;
    }),
  });
}

const SIZES_ONLY = "torch.sparse.SparseTensor(sequence) only accepts sizes.  Please use torch.sparse_coo_tensor() or construct a strided tensor and convert it to sparse via to_sparse.";

/** Whether a value is a list or tuple of ints that is no torch.Size. */
function isPlainSequence(interp: Interp, v: Value): boolean {
  if (!(v instanceof PyList && !v.unbounded) && !(v instanceof PyTuple && v.cls?.name !== "Size")) return false;
  const [first = 0] = v.items;
  return typeof first !== "boolean" && !(first instanceof Unknown) && asDim(interp, first) !== undefined;
}

/** `torch.sparse.FloatTensor(indices, values, size)` */
for (const name of ["Float", "Double", "Half", "BFloat16", "Long", "Int", "Short", "Char", "Byte"]) {
  const type = legacyType(`torch.${name}Tensor`) ?? FLOAT32;
  for (const place of ["torch.sparse", "torch.cuda.sparse"]) {
    const cls = new ClassValue(`${name}Tensor`, [objectClass], null, place);
    defineValue(`${place}.${cls.name}`, cls);
    const fn = `${place}.${cls.name}`;
    defineOp({
      name: cls.name,
      forms: [`${fn}.__new__`],
      signature: NATIVE,
      rule: (c, a) => {
        if (takes(a, "indices")) return fromIndices(c, a.tensor("indices"), a.tensor("values"), takes(a, "size") ? a.ints("size") : null);
        if (!takes(a, "size")) return emptyOf(c, [0], type, null);
        return emptyOf(c, a.ints("size"), type, null);
      },
    });
    const construct = registry.get(`${fn}.__new__`);
    registry.delete(`${fn}.__new__`);
    cls.construct = (interp, _cls, args, kwargs, node) => {
      if (args.length === 1 && kwargs.size === 0 && isPlainSequence(interp, args[0] ?? null)) throw interp.raise("TypeError", SIZES_ONLY, node, { rule: "argument-type" });
      return interp.call(construct ?? null, args, kwargs, node);
    };
  }
}

for (const layout of ["coo", "csr", "csc", "bsr", "bsc"] as const) {
  const name = layout === "coo" ? "to_sparse" : `to_sparse_${layout}`;
  defineOp({
    name,
    forms: [`Tensor.${name}`].filter(isNative),
    signature: NATIVE,
    rule: (c, a) => {
      const t = a.tensor("input");
      const shape = c.shapeOf(t);
      if (layout !== "coo") return compress(c, a, t, shape, layout);
      if (takes(a, "layout") && !a.isNone("layout")) return converted(c, a, t);
      const given = takes(a, "sparse_dim") && a.has("sparse_dim") ? a.constInt("sparse_dim") : null;
      const from = sparseOf(t);
      if (from) {
        const kept = from.layout === "sparse_coo" ? from.dims : 2;
        const text = from.layout === "sparse_coo" ? "self.sparse_dim()" : "2";
        if (given !== null && given !== kept) c.fail("RuntimeError", `${converter(from, "to_sparse", "sparse_coo")}: conversion from ${layoutName(from.layout)} to Sparse with sparse_dim argument !=${text} is not supported`, LAYOUT);
      }
      const dims = a.has("sparse_dim") ? a.constInt("sparse_dim") : shape.length;
      if (dims === 0 && shape.length > 0 && a.has("sparse_dim")) c.fail("RuntimeError", "dense_to_sparse: sparse_dim argument must be in >0 when self.dim()>0", LAYOUT);
      if (layout === "coo" && (dims < 0 || dims > shape.length)) c.fail("RuntimeError", `dense_to_sparse: sparse_dim argument must be in [0,${shape.length}] range, but ${dims} is given`, LAYOUT);
      const own = sparseOf(t);
      // Where whole rows are stored, those of nothing but zeros are left out.
      return sparse(c, shape, t, { layout: "sparse_coo", count: dims === shape.length ? (own?.batch ? c.freshDim() : (own?.count ?? countStored(t) ?? c.freshDim())) : c.freshDim(), dims, ...coalescence(own) });
    },
    doc: `torch.Tensor.${name}`,
  });
}

/** Rows come out in order. */
function coalescence(own: Sparse | undefined): Pick<Sparse, "coalesced"> {
  if (own?.layout === "sparse_coo") return own.coalesced === undefined ? {} : { coalesced: own.coalesced };
  return { coalesced: own === undefined || own.layout === "sparse_csr" };
}

/** The function that a message says converts to a layout. */
function converter(own: Sparse | undefined, method: string, to: Sparse["layout"] | "strided"): string {
  if (!own) return `dense_${method}`;
  if (own.layout === to) return method;
  return `${own.layout !== "sparse_coo" ? "sparse_compressed" : method === "to_sparse" ? "sparse_coo" : "coo"}_${method}`;
}

function checkDense(c: OpContext, a: Args, own: Sparse | undefined, method: string, to: Sparse["layout"] | "strided"): void {
  if (!own || !takes(a, "dense_dim") || a.isNone("dense_dim")) return;
  c.fail("RuntimeError", `${converter(own, method, to)}: conversion from ${layoutName(own.layout)} to ${to === "strided" ? "Strided" : layoutName(to)} with dense_dim argument given is not supported`, LAYOUT);
}

/** `x.to_sparse(layout=torch.sparse_csr)` */
function converted(c: OpContext, a: Args, t: Tensor): Value {
  const v = a.value("layout");
  const name = v instanceof Enumerator ? v.name.replace(/^torch\./, "") : c.giveUp("the layout is not known");
  const blocks = a.isNone("blocksize") ? [] : [a.value("blocksize")];
  const own = sparseOf(t);
  checkDense(c, a, own, "to_sparse", name as Sparse["layout"] | "strided");
  if (name === "sparse_coo") return c.interp.callMethod(t, "to_sparse", [], c.node);
  if (name === "strided") return own ? c.interp.callMethod(t, "to_dense", [], c.node) : t;
  if (/^sparse_bs/.test(name) && blocks.length === 0) c.fail("RuntimeError", `dense_to_sparse: conversion from Strided to ${layoutName(name as Sparse["layout"])} without blocksize argument given is not supported`, LAYOUT);
  if (/^sparse_bs/.test(name)) blocksOf(c, a, c.shapeOf(t), converter(own, "to_sparse", name as Sparse["layout"]));
  return c.interp.callMethod(t, `to_${name}`, /^sparse_bs/.test(name) ? blocks : [], c.node);
}

/** A dense or sparse tensor in a layout of compressed rows or columns. */
function compress(c: OpContext, a: Args, t: Tensor, shape: readonly Dim[], layout: "csr" | "csc" | "bsr" | "bsc"): Value {
  const own = sparseOf(t);
  const name = `sparse_${layout}` as const;
  const blocked = layout === "bsr" || layout === "bsc";
  if (own?.layout === "sparse_coo") {
    if (own.dims !== 2) c.fail("RuntimeError", `coo_to_${name}: conversion from Sparse to ${layoutName(name)} for input tensors with sparse_dim()!=2 is not supported`, LAYOUT);
  }
  const block = blocked ? blocksOf(c, a, shape, converter(own, `to_${name}`, name)) : null;
  checkDense(c, a, own, `to_${name}`, name);
  if (own?.block && block && !block.every((d, i) => d === own.block?.[i])) {
    c.fail("RuntimeError", `${converter(own, `to_${name}`, name)}: conversion from ${layoutName(own.layout)} to ${layoutName(name)} with blocksize changed from ${sizes(own.block)} to ${sizes(block)} is not supported`, LAYOUT);
  }
  if (own?.block && !blocked) c.fail("RuntimeError", `sparse_compressed_to_${name}: expected SparseCsr or SparseCsc layout but got ${layoutName(own.layout)}`, LAYOUT);
  if (!own && takes(a, "dense_dim") && !a.isNone("dense_dim")) {
    const most = shape.length - 2;
    const given = a.constInt("dense_dim");
    if (given < 0 || given > most) c.fail("RuntimeError", `dense_to_${name}: dense_dim argument must be in [0,${most}] range, but ${given} is given`, LAYOUT);
    if (given > 0) {
      if (blocked) return c.giveUp("blocks of dense elements");
      const lead = shape.length - 2 - given;
      if (shape.slice(0, lead).includes(0)) c.fail("RuntimeError", `to_${name}: Expected product of batch dimensions to be non-zero.`, LAYOUT);
      return sparse(c, shape, t, { layout: name, count: c.freshDim(), dims: 2, batch: lead });
    }
  }
  checkMatrices(c, t, own, shape, layout);
  const batch = shape.length - 2;
  if (batch > 0 && shape.slice(0, batch).includes(0)) c.fail("RuntimeError", `to_${name}: Expected product of batch dimensions to be non-zero.`, LAYOUT);
  const all = own?.count ?? countStored(t);
  const single = batch === 0 ? all : all === null || all === undefined || !isConst(all) ? null : sharedBy(all, shape.slice(0, batch));
  return sparse(c, shape, t, { layout: name, count: (blocked ? null : single) ?? c.freshDim(), dims: 2, batch, ...(block && { block }) });
}

function checkMatrices(c: OpContext, t: Tensor, own: Sparse | undefined, shape: readonly Dim[], layout: string): void {
  if (shape.length >= 2 || layout.startsWith("b")) return;
  const why = { rule: "dim-out-of-range" };
  const stored = own?.count ?? countStored(t);
  if (layout === "csc") c.fail("IndexError", "Dimension out of range (expected to be in range of [-1, 0], but got 1)", why);
  c.fail("IndexError", stored === null || stored === undefined ? "select(): index 1 out of range" : `select(): index 1 out of range for tensor of size ${sizes([stored, shape.length])} at dimension 1`, why);
}

/** How many elements each matrix of a batch stores. */
function sharedBy(count: number, batch: readonly Dim[]): number | null {
  const n = batch.reduce<number | null>((m, d) => (m === null || !isConst(d) ? null : m * d), 1);
  return n === null || n === 0 || count % n !== 0 ? null : count / n;
}

/** The size of blocks, which must divide the matrices; one int stands for both. */
function blocksOf(c: OpContext, a: Args, shape: readonly Dim[], converts: string): readonly Dim[] {
  const given = a.ints("blocksize");
  const block = a.isSequence("blocksize") ? given : [given[0] as Dim, given[0] as Dim];
  if (block.length !== 2) c.fail("RuntimeError", `${converts}: blocksize needs to be a tuple of size 2, but got ${block.length}`, LAYOUT);
  if (block.some((d) => isConst(d) && d <= 0)) c.fail("RuntimeError", `${converts}: blocksize needs to be positive, but got ${sizes(block)}`, LAYOUT);
  if (shape.length < 2) c.fail("IndexError", shape.length === 0 ? "Dimension specified as -2 but tensor has no dimensions" : "Dimension out of range (expected to be in range of [-1, 0], but got -2)", { rule: "dim-out-of-range" });
  const [n, m] = shape.slice(-2) as [Dim, Dim];
  c.check(and(eq(mod(n, block[0] as Dim), 0), eq(mod(m, block[1] as Dim), 0)), "RuntimeError", () => `${converts}: tensor sparse size (${print(n)},${print(m)}) must be divisible by given blocksize (${print(block[0] as Dim)},${print(block[1] as Dim)})`, LAYOUT);
  if (c.failure) c.giveUp("the call fails");
  return block;
}

function countStored(t: Tensor): number | null {
  return t.data && t.data.filter((x) => x !== 0).length;
}

// ---------------------------------------------------------------- what they tell

/** Defines a question to sparse tensors, which raises for one that is surely dense. */
function ask(name: string, layout: string, fits: (l: Sparse["layout"]) => boolean, answer: (c: OpContext, t: Tensor, s: Sparse, raw: boolean) => Value): void {
  const forms = [...nativeForms(name), ...nativeForms(`${name}_copy`), `Tensor._${name}`].filter((f) => isNative(f) || f.startsWith("Tensor._"));
  for (const form of forms) {
    defineOp({
      name,
      forms: [form],
      signature: isNative(form) ? NATIVE : "input",
      rule: (c, a) => {
        const t = a.tensor("input");
        const own = sparseOf(t);
        if (!own && memoryOf(c, t) !== null) c.fail("RuntimeError", `${name} expected ${layout} layout but got Strided`, LAYOUT);
        if (own && !fits(own.layout)) c.fail("RuntimeError", `${name} expected ${layout} layout but got ${layoutName(own.layout)}`, LAYOUT);
        return answer(c, t, own ?? { layout: "sparse_coo", count: c.freshDim(), dims: c.shapeOf(t).length }, form.startsWith("Tensor._"));
      },
    });
  }
}

/** What a place has stored twice is not shown by the methods without an underscore. */
function checkCoalesced(c: OpContext, s: Sparse, what: string, raw: boolean): true {
  if (s.layout === "sparse_coo" && s.coalesced === false && !raw) c.fail("RuntimeError", `Cannot get ${what} on an uncoalesced tensor, please call .coalesce() first`, { ...LAYOUT, law: () => `${what}: the tensor has not been coalesced; .coalesce() gives one that has` });
  return true;
}

const COO = (l: Sparse["layout"]): boolean => l === "sparse_coo";
const BY_ROWS = (l: Sparse["layout"]): boolean => l === "sparse_csr" || l === "sparse_bsr";
const BY_COLUMNS = (l: Sparse["layout"]): boolean => l === "sparse_csc" || l === "sparse_bsc";
const batchOf = (c: OpContext, t: Tensor, s: Sparse): readonly Dim[] => c.shapeOf(t).slice(0, s.batch ?? 0);
/** A compressed dimension has one more mark than lines. */
const marks = (c: OpContext, t: Tensor, s: Sparse, at: 0 | 1): Tensor => {
  const lines = c.shapeOf(t)[(s.batch ?? 0) + at];
  const count = lines === undefined ? c.freshDim(1) : add(s.block ? floordiv(lines, s.block[at] as Dim) : lines, 1);
  return c.tensor([...batchOf(c, t, s), count], INT64);
};

ask("coalesce", "sparse coordinate tensor", COO, (c, t, s) => (s.coalesced ? t : sparse(c, c.shapeOf(t), t, { ...s, count: c.freshDim(), coalesced: true })));
ask("is_coalesced", "sparse coordinate tensor", COO, (c, _t, s) => s.coalesced ?? c.giveUp("whether the tensor is coalesced"));
ask("indices", "sparse coordinate tensor", COO, (c, t, s, raw) => checkCoalesced(c, s, "indices", raw) && c.tensor([s.dims, s.count], INT64, { strides: null, device: t.device }));
ask("values", "sparse tensor", () => true, (c, t, s, raw) => checkCoalesced(c, s, "values", raw) && c.tensor([...batchOf(c, t, s), s.count, ...(s.layout === "sparse_coo" ? c.shapeOf(t).slice(s.dims) : (s.block ?? []))], t.dtype, { strides: null, device: t.device }));
ask("crow_indices", "sparse row compressed tensor", BY_ROWS, (c, t, s) => marks(c, t, s, 0));
ask("col_indices", "sparse row compressed tensor", BY_ROWS, (c, t, s) => c.tensor([...batchOf(c, t, s), s.count], INT64));
ask("ccol_indices", "sparse column compressed tensor", BY_COLUMNS, (c, t, s) => marks(c, t, s, 1));
ask("row_indices", "sparse column compressed tensor", BY_COLUMNS, (c, t, s) => c.tensor([...batchOf(c, t, s), s.count], INT64));

defineOp({ name: "_nnz", forms: ["Tensor._nnz"], signature: "input", rule: (c, a) => fromDim(sparseOf(a.tensor("input"))?.count ?? (memoryOf(c, a.tensor("input")) !== null ? cannotRun(c, "_nnz", "SparseCPU, SparseMeta, SparseCsrCPU, SparseCsrMeta") : c.giveUp("the number of stored elements"))) });
defineOp({ name: "sparse_dim", forms: ["Tensor.sparse_dim"], signature: "input", rule: (c, a) => sparseDims(c, a.tensor("input")) });
defineOp({ name: "dense_dim", forms: ["Tensor.dense_dim"], signature: NATIVE, rule: (c, a) => c.shapeOf(a.tensor("input")).length - (sparseOf(a.tensor("input"))?.batch ?? 0) - sparseDims(c, a.tensor("input")) });

function sparseDims(c: OpContext, t: Tensor): number {
  const s = sparseOf(t);
  if (s) return s.dims;
  return memoryOf(c, t) !== null ? 0 : c.giveUp("whether the tensor is sparse");
}

defineOp({
  name: "to_dense",
  forms: nativeForms("to_dense"),
  signature: NATIVE,
  rule: (c, a) => {
    const t = a.tensor("input");
    const own = sparseOf(t);
    const type = a.maybeDtype("dtype");
    if (!own) return type && memoryOf(c, t) !== null ? c.interp.callMethod(t, "to", [type], c.node) : t;
    if (type) c.fail("RuntimeError", `dtype argument is not supported by ${own.layout === "sparse_coo" ? "sparse_to_dense" : "sparse_csr_to_dense"}`, LAYOUT);
    if (own.layout !== "sparse_coo" && c.shapeOf(t).length === 1) c.fail("IndexError", "Dimension out of range (expected to be in range of [-1, 0], but got 1)", { rule: "rank" });
    checkPlaces(c, c.shapeOf(t), own);
    return c.tensor(c.shapeOf(t), t.dtype, { device: t.device });
  },
});

/** What a compressed matrix stores is put to its place in a row of all its elements, or blocks. */
function checkPlaces(c: OpContext, shape: readonly Dim[], own: Sparse): void {
  const [rows, columns] = shape.slice(0, 2).map((d, i) => {
    const block = own.block?.[i] ?? 1;
    return isConst(d) && isConst(block) && block > 0 ? Math.floor(d / block) : undefined;
  });
  if (!own.places || !rows || !columns) return;
  const count = rows * columns;
  const byColumn = own.layout === "sparse_csc" || own.layout === "sparse_bsc";
  // Columns beyond the size are read from memory that nobody wrote.
  if (byColumn && own.places.some(([line]) => line >= columns)) return;
  const wrong = own.places.map(([line, at]) => (byColumn ? at * columns + line : line * columns + at)).find((i) => i < 0 || i >= count);
  const single = own.block === undefined && shape.length === 2;
  c.check(wrong === undefined, single ? "IndexError" : "RuntimeError", () => (single ? "index out of range in self" : `index ${wrong} is out of bounds for dimension 0 with size ${count}`), LAYOUT);
}

defineOp({
  name: "sparse_mask",
  forms: ["Tensor.sparse_mask"],
  signature: NATIVE,
  rule: (c, a) => {
    const t = a.tensor("input");
    const mask = a.tensor("mask");
    const [x, m] = [c.shapeOf(t), c.shapeOf(mask)];
    const told = (): string => `sparse_mask(): operands have incompatible sizes; self has size ${sizes(x)} but mask has size ${sizes(m)}`;
    if (x.length !== m.length) c.fail("RuntimeError", told(), LAYOUT);
    c.check(and(...x.map((d, i) => eq(d, m[i] as Dim))), "RuntimeError", told, { ...LAYOUT, law: () => `sparse_mask: ${printShape(x)} and the mask's ${printShape(m)} differ` });
    const [own, kept] = [sparseOf(t), sparseOf(mask)];
    // Two sparse tensors are multiplied place by place, if both store something.
    const common = promoteTypes(t.dtype, mask.dtype);
    if (!c.failure && own && kept && t !== mask && !canCast(common, t.dtype) && c.known(and(gt(own.count, 0), gt(kept.count, 0))) === true) {
      c.fail("RuntimeError", `Can't convert result type ${scalarTypeName(common)} to output ${scalarTypeName(t.dtype)}`, { rule: "dtype" });
    }
    return sparse(c, x, t, sparseOf(mask) ?? { layout: "sparse_coo", count: c.freshDim(), dims: c.shapeOf(t).length });
  },
});

for (const [name, layouts] of [["is_sparse", ["sparse_coo"]], ["is_sparse_csr", ["sparse_csr"]]] as const) {
  defineTensorProperty(name, (_interp, t) => layouts.some((l) => l === sparseOf(t)?.layout));
}
defineTensorProperty("layout", (_interp, t) => registry.get(`torch.${sparseOf(t)?.layout ?? "strided"}`) ?? null);

// ---------------------------------------------------------------- products and sums

/** What the product says of a tensor of coordinates and a dense one of which one is no matrix. */
function checkTwoMatrices(c: OpContext, x: readonly Dim[], y: readonly Dim[]): void {
  const why: Explanation = { rule: "rank", law: () => `${c.op}: ${printShape(x)} and ${printShape(y)} are no two matrices` };
  const range = (shape: readonly Dim[], at: number): string => (shape.length === 0 ? `Dimension specified as ${at} but tensor has no dimensions` : `Dimension out of range (expected to be in range of [${-shape.length}, ${shape.length - 1}], but got ${at})`);
  if (x.length < 2) c.fail("IndexError", range(x, -2), why);
  if (y.length < 2) c.fail("IndexError", range(y, y.length === 0 ? -1 : 1), why);
  checkExpands(c, c.tensor([x.at(-2) as Dim, y.at(-1) as Dim], FLOAT32), [x[0] as Dim, y[1] as Dim]);
  for (const shape of [x, y]) if (shape.length !== 2) c.fail("RuntimeError", `addmm: matrices expected, got ${shape.length}D tensor`, why);
}

/** The product of a sparse and a dense matrix. */
function multiply(c: OpContext, mat1: Tensor, mat2: Tensor): Tensor {
  const x = c.shapeOf(mat1, ["N", "M"]);
  const y = c.shapeOf(mat2, ["M", "C"]);
  const narrow = c.op === "smm";
  for (const [i, shape] of [x, y].entries()) if (narrow && isCoo(mat1) && shape.length !== 2) c.fail("RuntimeError", `sspaddmm: Argument #${i + 2}: matrices expected, got ${shape.length}D tensor`, { rule: "rank" });
  if (isCoo(mat1) && !isSparse(mat2)) checkTwoMatrices(c, x, y);
  if (x.length !== 2 || y.length !== 2) {
    if (isSparse(mat1) || isSparse(mat2)) return c.giveUp("the product of sparse tensors that are no matrices");
    c.fail("RuntimeError", x.length !== 2 ? "self must be a matrix" : "mat2 must be a matrix", { rule: "rank", law: () => `${c.op}: expected two matrices, got ${printShape(x)} and ${printShape(y)}` });
  }
  if (!narrow) checkSparseProduct(c, mat1, mat2);
  c.check(eq(x[1] as Dim, y[0] as Dim), "RuntimeError", () => (narrow ? `sspaddmm: Argument #3: Expected dim 0 size ${print(x[1] as Dim)}, got ${print(y[0] as Dim)}` : `mat1 and mat2 shapes cannot be multiplied (${sizesX(x)} and ${sizesX(y)})`), {
    rule: "matmul-shapes",
    law: () => `${c.op}: ${printShape(x)} and ${printShape(y)} cannot be multiplied, ${print(x[1] as Dim)} and ${print(y[0] as Dim)} differ`,
  });
  if (narrow && !c.failure) checkNarrowTypes(c, mat1, mat2);
  const type = narrow || c.failure ? null : sparseProductType(c, mat1, mat2);
  if (!narrow && !c.failure && type === null) checkWideTypes(c, mat1, mat2);
  // The other way round they can be multiplied, as a graph's neighbours are.
  const isExchanged = c.failure !== null && c.known(eq(x[0] as Dim, y[1] as Dim)) === true;
  const shape = isExchanged ? [y[0] as Dim, x[1] as Dim] : [x[0] as Dim, y[1] as Dim];
  if (isSparse(mat1) && isSparse(mat2)) return sparse(c, shape, mat1, { layout: "sparse_coo", count: c.freshDim(), dims: 2 });
  return c.tensor(shape, type ?? resultType([mat1, mat2]), { strides: null, device: mat1.device });
}

defineOp({
  name: "mm",
  forms: [{ names: ["torch.sparse.mm"], signature: NATIVE }, { names: ["torch.sspmm"], signature: "mat1, mat2, reduce='sum'" }, { names: ["torch.spmm", "torch.dsmm", "torch.hsmm"], signature: "input, mat2" }, { names: ["torch.hspmm"], signature: "mat1, mat2, *, out=None" }],
  signature: "",
  rule: (c, a) => {
    const [first, second] = a.signature.parameters;
    return multiply(c, a.tensor(first?.name ?? "mat1"), a.tensor(second?.name ?? "mat2"));
  },
  doc: "torch.sparse.mm",
});
defineOp({ name: "smm", forms: ["torch.smm", "Tensor.smm"], signature: NATIVE, rule: (c, a) => multiply(c, a.tensor("input"), a.tensor("mat2")), doc: "torch.smm" });

for (const form of ["torch.sparse.addmm", "torch.saddmm"]) {
  defineOp({ name: "addmm", forms: [form], signature: isNative(form) ? NATIVE : "mat, mat1, mat2, *, beta=1, alpha=1", rule: (c, a) => multiply(c, a.tensor("mat1"), a.tensor("mat2")) });
}

defineOp({
  name: "sum",
  forms: [{ names: ["torch.sparse.sum"], python: true }],
  signature: "input, dim=None, dtype=None",
  rule: (c, a) => {
    const t = a.tensor("input");
    const dims = a.isNone("dim") ? null : a.isSequence("dim") ? a.ints("dim") : [a.int("dim")];
    const out = dims?.length === 0 ? t : c.call("torch.sum", [t, a.value("dim")]);
    // A dimension is taken off none.
    if (dims && dims.length > 0 && !c.failure) c.check(c.shapeOf(t).length > 0, "RuntimeError", () => `Trying to create tensor with negative dimension -1: [-1, ${print(sparseOf(t)?.count ?? 1)}]`, { rule: "dim-out-of-range" });
    if (!(out instanceof Tensor) || out.shape === null || out.shape.length === 0) return out;
    return sparse(c, c.shapeOf(out), out, { layout: "sparse_coo", count: c.freshDim(), dims: out.shape.length });
  },
  doc: "torch.sparse.sum",
});
for (const name of ["softmax", "log_softmax"]) {
  defineOp({
    name,
    forms: [`torch.sparse.${name}`],
    signature: NATIVE,
    rule: (c, a) => {
      const t = a.tensor("input");
      return sparse(c, c.shapeOf(t), t, sparseOf(t) ?? { layout: "sparse_coo", count: c.freshDim(), dims: c.shapeOf(t).length });
    },
  });
}
