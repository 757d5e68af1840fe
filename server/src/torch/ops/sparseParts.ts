/** Sparse tensors made of their parts: indices and values (ATen's SparseTensor.cpp and SparseCsrTensor.cpp). */
import { type Cond, type Dim, add, and, eq, floordiv, isConst, le, lt, maximum, mod, mul, or, print, printShape } from "../../dims/index.ts";
import type { Args } from "../args.ts";
import { INT64 } from "../dtype.ts";
import type { OpContext } from "../op.ts";
import { sizes } from "../op.ts";
import type { Tensor } from "../tensor.ts";
import { requireFloat } from "./factory.ts";
import { deviceArgument } from "./options.ts";
import { scalarTypeName } from "./scalarTypes.ts";
import { type Sparse, layoutName, sparse } from "./sparseLayout.ts";
import { tensorOf } from "./tensorData.ts";
import { checkNumel } from "./views.ts";

const LAYOUT = { rule: "argument-value" };

/** Coordinates and what stands there. Without a size each dimension reaches as far as its indices. */
export function fromIndices(c: OpContext, indices: Tensor, values: Tensor, size: readonly Dim[] | null, stated: { readonly coalesced: boolean; readonly checked: boolean } = { coalesced: false, checked: false }): Tensor {
  const places = c.shapeOf(indices, ["D", "E"]);
  const given = c.shapeOf(values, ["E"]);
  const stored = given.length === 0 ? [1] : given;
  const dense = stored.slice(1);
  const matrix = (): void => {
    if (places.length !== 2) c.fail("RuntimeError", `indices must be sparse_dim x nnz, but got: ${sizes(places)}`, LAYOUT);
  };
  if (size === null || stated.checked) matrix();
  if (places.length === 0) c.fail("IndexError", "Dimension specified as 0 but tensor has no dimensions", { rule: "rank" });
  const [dims] = places;
  if (dims === undefined || !isConst(dims)) return c.giveUp("the number of sparse dimensions is not known");
  const count = places.at(-1) ?? 1;
  // The largest indices are read off as int64.
  if (size === null && indices.dtype !== INT64 && c.known(or(eq(count, 0), dims === 0)) !== true) c.fail("RuntimeError", `expected scalar type Long but found ${scalarTypeName(indices.dtype)}`, { rule: "dtype" });
  const shape = size ?? [...reached(c, indices, dims, count), ...dense];
  c.check(shape.length === dims + dense.length, "RuntimeError", () => `'len(size) == sparse_dim + dense_dim' is not satisfied: len(size) = ${shape.length}, sparse_dim = ${dims}, dense_dim = ${dense.length}`, {
    ...LAYOUT,
    law: () => `sparse_coo_tensor: ${printShape(shape)} has ${shape.length} dimensions, the indices tell ${dims} and the values ${dense.length}`,
  });
  if (!c.failure && stated.checked) checkReach(c, indices, shape, dims, count);
  if (!c.failure) checkNumel(c, shape);
  if (!c.failure && indices.dtype !== INT64) c.fail("RuntimeError", "indices must be an int64 tensor", { rule: "dtype" });
  if (!c.failure) matrix();
  if (!c.failure) c.check(eq(count, stored[0] as Dim), "RuntimeError", () => `indices and values must have same nnz, but got nnz from indices: ${print(count)}, nnz from values: ${print(stored[0] as Dim)}`, LAYOUT);
  if (!c.failure) c.check(and(...dense.map((d, i) => eq(d, shape[dims + i] as Dim))), "RuntimeError", () => `values has incorrect size, expected ${sizes([count, ...shape.slice(dims)])}, got ${sizes(stored)}`, LAYOUT);
  // One place cannot be stored twice; of several nobody looks whether one is.
  const coalesced = stated.coalesced || c.known(le(count, 1));
  return sparse(c, shape, values, { layout: "sparse_coo", count, dims, ...(coalesced !== undefined && { coalesced }) });
}

/** Where invariants are checked, every index must stand within its dimension. */
function checkReach(c: OpContext, indices: Tensor, shape: readonly Dim[], dims: number, count: Dim): void {
  const { data } = indices;
  if (!data || !isConst(count) || count === 0) return;
  for (let i = 0; i < dims; i++) {
    const row = data.slice(i * count, (i + 1) * count);
    const [least, most] = [Math.min(...row), Math.max(...row)];
    const d = shape[i] as Dim;
    c.check(least >= 0, "RuntimeError", () => `found negative index ${least} for dim ${i}`, LAYOUT);
    c.check(lt(most, d), "RuntimeError", () => `size is inconsistent with indices: for dim ${i}, size is ${print(d)} but found index ${most}`, LAYOUT);
  }
}

/** One more than the largest index of each dimension, where the indices are known. */
function reached(c: OpContext, indices: Tensor, dims: number, count: Dim): Dim[] {
  if (count === 0) return Array.from({ length: dims }, () => 0);
  const { data } = indices;
  return Array.from({ length: dims }, (_, i) => (data && isConst(count) ? Math.max(...data.slice(i * count, (i + 1) * count)) + 1 : c.freshDim()));
}

type Compressed = Exclude<Sparse["layout"], "sparse_coo">;

/** What messages call the parts of a layout. */
function words(layout: Compressed): { compressed: string; plain: string; lines: string; columns: boolean; block: boolean } {
  const columns = layout === "sparse_csc" || layout === "sparse_bsc";
  const block = layout === "sparse_bsr" || layout === "sparse_bsc";
  return { compressed: columns ? "ccol_indices" : "crow_indices", plain: columns ? "row_indices" : "col_indices", lines: `${columns ? "column" : "row"}${block ? " block" : ""}s`, columns, block };
}

/** A compressed matrix, or a batch of them, of an operator's arguments. Sizes are held against the parts only if invariants are checked. */
export function fromCompressed(c: OpContext, a: Args, layoutOf: () => Compressed): Tensor {
  const device = deviceArgument(c, a.value("device"));
  const values = tensorOf(c, a.value("values"), a.maybeDtype("dtype"), device);
  const index = (name: string): Tensor => tensorOf(c, a.value(name), null, device);
  // The parts are looked at before the layout is.
  const [ends, places] = a.signature.parameters.slice(0, 2).map((p) => index(p.name)) as [Tensor, Tensor];
  const layout = layoutOf();
  const w = words(layout);
  const [e, p, v] = [c.shapeOf(ends, ["E"]), c.shapeOf(places, ["E"]), c.shapeOf(values, ["E"])];
  const batch = Math.max(e.length - 1, 0);
  const parts: Parts = { e, p, v, batch, dense: v.length - batch - (w.block ? 2 : 0) - 1, w };
  const size = a.isNone("size") ? null : a.ints("size");
  if (size === null || a.value("check_invariants") === true) checkRanks(c, parts);
  const shape = size ?? estimated(c, parts, places);
  if (a.value("check_invariants") === true && !c.failure) checkInvariants(c, parts, shape, ends, places);
  checkNumel(c, shape);
  if (a.value("requires_grad") === true && !c.failure) requireFloat(c, values.dtype);
  const stored = batch === 0 && ends.data && places.data ? ends.data.slice(1).flatMap((end, i) => (places.data ?? []).slice(ends.data?.[i], end).map((at) => [i, at] as const)) : undefined;
  return sparse(c, shape, values, { layout, count: v[batch] ?? 1, dims: 2, ...(batch > 0 && { batch }), ...(w.block && { block: v.slice(batch + 1, batch + 3) }), ...(stored && { places: stored }) });
}

interface Parts {
  readonly e: readonly Dim[];
  readonly p: readonly Dim[];
  readonly v: readonly Dim[];
  readonly batch: number;
  readonly dense: number;
  readonly w: ReturnType<typeof words>;
}

function checkRanks(c: OpContext, { e, p, v, batch, dense, w }: Parts): void {
  if (e.length < 1) c.fail("RuntimeError", `${w.compressed} must have dimensionality >= 1 but got ${e.length}`, LAYOUT);
  if (e.length !== p.length) c.fail("RuntimeError", `${w.compressed} and ${w.plain} dimensionalities must be equal but got ${e.length} and ${p.length}, respectively`, LAYOUT);
  if (dense < 0) c.fail("RuntimeError", `values must have dimensionality > sum of batch and block dimensionalities (=${batch} + ${w.block ? 2 : 0}) but got ${v.length}`, LAYOUT);
}

/** The sizes that the parts tell: as many lines as there are ends, and as long as the largest index. */
function estimated(c: OpContext, { e, p, v, batch, dense, w }: Parts, places: Tensor): readonly Dim[] {
  if (places.dtype.category !== 1) c.fail("NotImplementedError", `"estimate_sparse_compressed_tensor_size" not implemented for '${scalarTypeName(places.dtype)}'`, { rule: "dtype" });
  const block = (i: number): Dim => (w.block ? maximum(1, v[batch + 1 + i] as Dim) : 1);
  const lines = e.at(-1) === 0 ? 0 : add(e.at(-1) as Dim, -1);
  const length = p.includes(0) ? 0 : places.data ? Math.max(...places.data) + 1 : c.freshDim();
  const matrix = w.columns ? [length, lines] : [lines, length];
  return [...e.slice(0, batch), ...matrix.map((d, i) => mul(d, block(i))), ...v.slice(v.length - dense)];
}

function checkInvariants(c: OpContext, { e, p, v, batch, dense, w }: Parts, shape: readonly Dim[], ends: Tensor, places: Tensor): void {
  if (shape.length !== batch + 2 + dense) c.fail("RuntimeError", `tensor dimensionality must be sum of batch, base, and dense dimensionalities (=${batch} + 2 + ${dense}) but got ${shape.length}`, LAYOUT);
  const block = [0, 1].map((i): Dim => (w.block ? maximum(1, v[batch + 1 + i] as Dim) : 1));
  for (const [i, b] of w.block ? block.entries() : []) {
    const d = shape[batch + i] as Dim;
    c.check(eq(mod(d, b), 0), "RuntimeError", () => `tensor shape[${batch + i}] (=${print(d)}) must be divisible with blocksize[${i}] (=${print(b)}) as defined by values shape`, LAYOUT);
    if (c.failure) return;
  }
  const at = w.columns ? 1 : 0;
  const wanted = add(floordiv(shape[batch + at] as Dim, block[at] as Dim), 1);
  c.check(eq(e.at(-1) as Dim, wanted), "RuntimeError", () => `${w.compressed}.shape[-1] must be equal to the number of ${w.lines} + 1 (=${print(wanted)}), but got ${print(e.at(-1) as Dim)}`, LAYOUT);
  if (c.failure) return;
  const count = v[batch] as Dim;
  c.check(eq(p.at(-1) as Dim, count), "RuntimeError", () => `${w.plain}.shape[-1] must be equal to nnz (=${print(count)}) as defined by values.shape[${batch}], but got ${print(p.at(-1) as Dim)}`, LAYOUT);
  if (c.failure) return;
  if (ends.dtype !== places.dtype) c.fail("RuntimeError", `${w.compressed} and ${w.plain} must have the same dtype, bot got ${scalarTypeName(ends.dtype)} and ${scalarTypeName(places.dtype)}, respectively`, { rule: "dtype" });
  if (ends.dtype.name !== "int32" && ends.dtype.name !== "int64") c.fail("RuntimeError", `${w.compressed} and ${w.plain} dtype must be Int or Long, but got ${scalarTypeName(ends.dtype)}`, { rule: "dtype" });
  const along = floordiv(shape[batch + 1 - at] as Dim, block[1 - at] as Dim);
  if (batch === 0 && places.data && ends.data) checkElements(c, w, ends.data, places.data, along);
}

/** What the indices of one compressed matrix say of each other. */
function checkElements(c: OpContext, w: ReturnType<typeof words>, ends: readonly number[], places: readonly number[], along: Dim): void {
  const [lines, across] = w.columns ? ["ncols", "nrows"] : ["nrows", "ncols"];
  const must = (cond: Cond, what: string): void => c.check(cond, "RuntimeError", () => `\`${what}\` is not satisfied.`, LAYOUT);
  const e = w.compressed;
  must(and(...places.map((at) => (at < 0 ? false : lt(at, along)))), `0 <= ${w.plain} < ${across}`);
  // Without lines nothing of the ends is looked at.
  if (ends.length < 2) return;
  must(ends[0] === 0, `${e}[..., 0] == 0`);
  must(ends.at(-1) === places.length, `${e}[..., -1] == nnz`);
  const steps = ends.slice(1).map((end, i) => end - (ends[i] as number));
  must(and(...steps.map((n) => (n < 0 ? false : le(n, along)))), `0 <= ${e}[..., 1:] - ${e}[..., :-1] <= ${across}`);
  const rises = ends.slice(1).every((end, i) => places.slice(ends[i], end).every((at, k, row) => k === 0 || at > (row[k - 1] as number)));
  must(rises, `${w.plain}[..., ${e}[..., i - 1]:${e}[..., i]] for all i = 1, ..., ${lines} are sorted and distinct along the last dimension values`);
}

/** Of the layouts that compress, the one that an operator is given. */
export function checkCompressed(c: OpContext, name: string): Compressed {
  const found = (["sparse_csr", "sparse_csc", "sparse_bsr", "sparse_bsc"] as const).find((l) => l === name);
  if (found) return found;
  return c.fail("RuntimeError", `sparse_compressed_tensor expected sparse compressed tensor layout but got ${name === "none" ? "none" : name === "sparse_coo" ? layoutName("sparse_coo") : "Strided"}`, LAYOUT);
}
