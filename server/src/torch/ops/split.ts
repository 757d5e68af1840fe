/** Cutting a tensor into pieces: split, chunk and their relatives, as views. */
import { type Dim, add, ceildiv, divExact, divides, eq, floordiv, ge, isConst, lt, mul, print, printShape, sub, sum } from "../../dims/index.ts";
import { type Value, NO_KWARGS, PyList, PyTuple, SymInt, Unbounded, Unknown } from "../../python/values.ts";
import { asDim, sequence } from "../args.ts";
import { defineOp } from "../define.ts";
import { NATIVE, matchNative, takes } from "../native.ts";
import { type OpContext, sizes, wrapDim } from "../op.ts";
import { type ShapeVar, Tensor } from "../tensor.ts";
import { tailOf, withTail } from "../unknownRank.ts";
import { nativeForms } from "./forms.ts";
import { scalarTypeName } from "./scalarTypes.ts";
import { selectAt, sliceAt } from "./slices.ts";
import { contiguousCopy } from "./strided.ts";

/** A piece of so many items from a place on. */
function piece(c: OpContext, t: Tensor, dim: number, start: Dim, length: Dim): Tensor {
  const part = sliceAt(c, t, dim, start, add(start, length), 1);
  const shape = c.shapeOf(part);
  // The pieces' lengths are what the operator says, also where the slice's clipping could not be decided.
  if (shape[dim] === length) return part;
  return c.tensor(shape.map((d, i) => (i === dim ? length : d)), t.dtype, { strides: part.strides === undefined && dim > 0 ? null : part.strides, device: t.device });
}

/** Pieces of these lengths, one after the other. */
function pieces(c: OpContext, t: Tensor, dim: number, lengths: readonly Dim[]): PyTuple {
  let start: Dim = 0;
  return new PyTuple(
    lengths.map((length) => {
      const part = piece(c, t, dim, start, length);
      start = add(start, length);
      return part;
    }),
  );
}

/** A size of a tensor whose rank is not known, counted from the end. */
function tailSize(c: OpContext, t: Tensor, dim: number): Dim {
  return c.interp.scope.simplify(t.shapeVar?.trailing[-dim - 1] ?? c.freshDim());
}

/** Pieces of these lengths of a tensor whose rank is not known. */
function piecesOfTail(c: OpContext, t: Tensor, dim: number, lengths: readonly Dim[]): PyTuple {
  const v = t.shapeVar as ShapeVar;
  return new PyTuple(lengths.map((length) => c.tensor(withTail(v, dim, length), t.dtype, { strides: null, device: t.device })));
}

/** Pieces of one length, in a number that is not known. */
function manyPieces(c: OpContext, t: Tensor, dim: number, length: Dim, reason: string): PyList {
  const shape = c.shapeOf(t);
  const item = c.tensor(shape.map((d, i) => (i === dim ? length : d)), t.dtype, { strides: null, device: t.device });
  const list = new PyList([]);
  list.unbounded = new Unbounded(item, reason);
  return list;
}

/** A size by its index, where a tensor without dimensions has none. */
export function sizeAt(c: OpContext, dim: Dim, shape: readonly Dim[]): number {
  if (shape.length === 0) return c.fail("IndexError", `Dimension specified as ${print(dim)} but tensor has no dimensions`, { rule: "dim-out-of-range" });
  return wrapDim(c, dim, shape.length);
}

defineOp({
  name: "chunk",
  forms: nativeForms("chunk", "unsafe_chunk"),
  signature: NATIVE,
  rule: (c, a) => {
    const t = a.tensor("input");
    const [count, at] = [a.int("chunks"), a.int("dim")];
    if (isConst(count) && count > 0 && tailOf(t, at)) return piecesOfTail(c, t, at as number, chunkLengths(tailSize(c, t, at as number), count));
    const shape = c.shapeOf(t);
    if (shape.length === 0) c.fail("RuntimeError", "chunk expects at least a 1-dimensional tensor", { rule: "rank" });
    const chunks = a.int("chunks");
    if (c.known(lt(chunks, 1)) === true) c.fail("RuntimeError", `chunk expects \`chunks\` to be greater than 0, got: ${print(chunks)}`, { rule: "argument-value" });
    const dim = sizeAt(c, a.int("dim"), shape);
    const size = shape[dim] as Dim;
    if (!isConst(chunks)) return manyPieces(c, t, dim, c.freshDim(), "the number of chunks is not known");
    const lengths = chunkLengths(size, chunks);
    const last = lengths.at(-1) ?? 1;
    if (!isConst(size) && c.known(ge(last, 1)) === undefined) {
      const enough = c.interp.scope.assume(ge(last, 1), { op: "chunk", node: c.node, site: c.interp.site, recorded: c.interp.recording, message: () => `chunk: fewer than ${chunks} pieces`, why: { subjects: c.subjects } });
      if (enough === "no") return manyPieces(c, t, dim, c.freshDim(), "fewer chunks than asked for");
    }
    return pieces(c, t, dim, lengths);
  },
  doc: "torch.chunk",
});

/** As many pieces as asked for, the last one shorter; of a constant size perhaps fewer. */
function chunkLengths(size: Dim, chunks: number): readonly Dim[] {
  const length = divExact(size, chunks) ?? ceildiv(size, chunks);
  if (!isConst(size) || !isConst(length)) return Array.from({ length: chunks }, (_, i) => (i < chunks - 1 ? length : sub(size, mul(length, chunks - 1))));
  if (size === 0) return new Array<Dim>(chunks).fill(0);
  return Array.from({ length: Math.ceil(size / length) }, (_, i) => Math.min(length, size - i * length));
}

// ---------------------------------------------------------------- split

defineOp({
  name: "split",
  forms: [
    { names: ["Tensor.split"], python: true, signature: "input, split_size, dim=0" },
    { names: ["torch.split", "torch.functional.split"], python: true, signature: "tensor, split_size_or_sections, dim=0" },
  ],
  signature: "",
  rule: (c, a) => {
    const isMethod = a.signature.parameters[0]?.name === "input";
    const self = a.value(isMethod ? "input" : "tensor");
    if (!(self instanceof Tensor)) {
      if (self instanceof Unknown) return c.giveUp(self.reason);
      return c.interp.callMethod(self, "split", [a.value(isMethod ? "split_size" : "split_size_or_sections"), a.value("dim")], c.node);
    }
    const by = a.value(isMethod ? "split_size" : "split_size_or_sections");
    if (by instanceof PyList && by.unbounded) return manyPieces(c, self, sizeAt(c, a.int("dim"), c.shapeOf(self)), c.freshDim(), by.unbounded.reason);
    const single = typeof by === "number" || typeof by === "boolean" || by instanceof SymInt || by instanceof Unknown || by instanceof Tensor ? asDim(c.interp, by) : undefined;
    if (single !== undefined) {
      matchNative(c, "torch._VF.split", [self, by instanceof Tensor || by instanceof Unknown ? 1 : by, a.value("dim")], NO_KWARGS);
      return split(c, self, single, a.int("dim"));
    }
    matchNative(c, "torch.split_with_sizes", [self, by, a.value("dim")], NO_KWARGS);
    const lengths = (sequence(by) ?? []).map((v) => asDim(c.interp, v) ?? c.giveUp("a length is not known"));
    return splitWithSizes(c, self, lengths, a.int("dim"));
  },
  doc: "torch.split",
});
defineOp({
  name: "split",
  forms: nativeForms("unsafe_split", "split_copy"),
  signature: NATIVE,
  rule: (c, a) => copies(c, a.signature.name, split(c, a.tensor("input"), a.int("split_size"), a.int("dim"))),
});
defineOp({
  name: "split_with_sizes",
  forms: nativeForms("split_with_sizes", "unsafe_split_with_sizes", "split_with_sizes_copy"),
  signature: NATIVE,
  rule: (c, a) => copies(c, a.signature.name, splitWithSizes(c, a.tensor("input"), a.ints("split_sizes"), a.int("dim"))),
});

/** The pieces in memory of their own, for a `…_copy` form. */
function copies(c: OpContext, name: string, parts: Value): Value {
  if (!name.endsWith("_copy") || !(parts instanceof PyTuple)) return parts;
  return new PyTuple(parts.items.map((t) => (t instanceof Tensor ? contiguousCopy(c, t, c.shapeOf(t), t.data) : t)));
}

function split(c: OpContext, t: Tensor, length: Dim, dimGiven: Dim): Value {
  const known = tailOf(t, dimGiven) ? tailSize(c, t, dimGiven as number) : null;
  if (isConst(length) && length > 0 && known !== null && isConst(known)) {
    return piecesOfTail(c, t, dimGiven as number, Array.from({ length: Math.max(1, Math.ceil(known / length)) }, (_, i) => Math.min(length, known - i * length)));
  }
  const shape = c.shapeOf(t);
  if (shape.length === 0) c.fail("RuntimeError", "split expects at least a 1-dimensional tensor", { rule: "rank" });
  if (c.known(lt(length, 0)) === true && isConst(length)) c.fail("RuntimeError", `split expects split_size be non-negative, but got split_size=${print(length)}`, { rule: "split-sizes" });
  const dim = wrapDim(c, dimGiven, shape.length);
  const size = shape[dim] as Dim;
  if (length === 0) {
    c.check(eq(size, 0), "RuntimeError", () => `split_size can only be 0 if dimension size is 0, but got dimension size of ${print(size)}`, { rule: "split-sizes" });
    return pieces(c, t, dim, [size]);
  }
  if (isConst(size) && isConst(length)) {
    return pieces(c, t, dim, Array.from({ length: Math.max(1, Math.ceil(size / length)) }, (_, i) => Math.min(length, size - i * length)));
  }
  const count = divExact(size, length);
  if (count !== null && isConst(count) && count > 0) return pieces(c, t, dim, new Array<Dim>(count).fill(length));
  const whole = c.known(divides(length, size)) === true;
  return manyPieces(c, t, dim, whole ? length : c.freshDim(1), `the number of pieces of ${print(length)} in ${print(size)} is not known`);
}

function splitWithSizes(c: OpContext, t: Tensor, lengths: readonly Dim[], dimGiven: Dim): PyTuple {
  if (tailOf(t, dimGiven)) {
    const size = tailSize(c, t, dimGiven as number);
    c.check(eq(sum(lengths), size), "RuntimeError", () => `split_with_sizes expects split_sizes to sum exactly to ${print(size)} (input tensor's size at dimension ${print(dimGiven)}), but got split_sizes=${sizes(lengths)}`, { rule: "split-sizes" });
    return piecesOfTail(c, t, dimGiven as number, lengths);
  }
  const shape = c.shapeOf(t);
  if (shape.length === 0) c.fail("RuntimeError", "split expects at least a 1-dimensional tensor", { rule: "rank" });
  const dim = wrapDim(c, dimGiven, shape.length);
  const size = shape[dim] as Dim;
  if (lengths.some((d) => isConst(d) && d < 0)) {
    c.fail("RuntimeError", `split_with_sizes expects split_sizes have only non-negative entries, but got split_sizes=${sizes(lengths)}`, { rule: "split-sizes" });
  }
  const total = sum(lengths);
  c.check(eq(total, size), "RuntimeError", () => `split_with_sizes expects split_sizes to sum exactly to ${print(size)} (input tensor's size at dimension ${print(dimGiven)}), but got split_sizes=${sizes(lengths)}`, {
    rule: "split-sizes",
    law: () => `split: ${lengths.map(print).join(" + ")} = ${print(total)}, but dim ${dim} of ${printShape(shape)} is ${print(size)}`,
  });
  return pieces(c, t, dim, lengths);
}

// ---------------------------------------------------------------- tensor_split

defineOp({
  name: "tensor_split",
  forms: nativeForms("tensor_split"),
  signature: NATIVE,
  rule: (c, a) => {
    const t = a.tensor("input");
    const shape = c.shapeOf(t);
    if (shape.length === 0) c.fail("RuntimeError", "tensor_split expected at least a 1-dimensional tensor, but got a tensor with 0 dims", { rule: "rank" });
    if (!takes(a, "tensor_indices_or_sections")) {
      const dim = wrapDim(c, a.int("dim"), shape.length);
      return takes(a, "sections") ? sections(c, t, dim, a.int("sections")) : atIndices(c, t, dim, a.ints("indices"));
    }
    const by = a.tensor("tensor_indices_or_sections");
    if (by.dtype.name !== "int64") c.fail("RuntimeError", `tensor_split expected tensor_indices_or_sections to have dtype of long, but got ${scalarTypeName(by.dtype)}`, { rule: "dtype" });
    const rank = c.shapeOf(by).length;
    if (rank > 1) c.fail("RuntimeError", `tensor_split expected tensor_indices_or_sections to be a zero-dimensional or one-dimensional tensor, but got a tensor with ${rank} dims`, { rule: "rank" });
    const dim = wrapDim(c, a.int("dim"), shape.length);
    if (!by.data) return manyPieces(c, t, dim, c.freshDim(), "where the tensor is cut is not known");
    return rank === 0 ? sections(c, t, dim, by.data[0] ?? 1) : atIndices(c, t, dim, by.data);
  },
  doc: "torch.tensor_split",
});

/** Pieces as equal as can be, the longer ones first. */
function sections(c: OpContext, t: Tensor, dim: number, count: Dim): Value {
  if (c.known(lt(count, 1)) === true) c.fail("RuntimeError", `number of sections must be larger than 0, got ${print(count)}`, { rule: "argument-value" });
  const size = c.shapeOf(t)[dim] as Dim;
  if (!isConst(count)) return manyPieces(c, t, dim, c.freshDim(), "the number of sections is not known");
  return pieces(c, t, dim, Array.from({ length: count }, (_, i) => divExact(size, count) ?? floordiv(add(size, count - 1 - i), count)));
}

function atIndices(c: OpContext, t: Tensor, dim: number, indices: readonly Dim[]): PyTuple {
  const bounds: readonly (Dim | null)[] = [0, ...indices, null];
  return new PyTuple(Array.from({ length: indices.length + 1 }, (_, i) => sliceAt(c, t, dim, bounds[i] ?? 0, bounds[i + 1] ?? null, 1)));
}

for (const [name, least] of [["hsplit", 1], ["vsplit", 2], ["dsplit", 3]] as const) {
  defineOp({
    name,
    forms: nativeForms(name),
    signature: NATIVE,
    rule: (c, a) => {
      const t = a.tensor("input");
      const shape = c.shapeOf(t);
      if (shape.length < least) c.fail("RuntimeError", `torch.${name} requires a tensor with at least ${least} dimension, but got a tensor with ${shape.length} dimensions!`, { rule: "rank" });
      const dim = name === "hsplit" ? Math.min(1, shape.length - 1) : name === "vsplit" ? 0 : 2;
      if (!takes(a, "sections")) return atIndices(c, t, dim, a.ints("indices"));
      const count = a.int("sections");
      const size = shape[dim] as Dim;
      c.check(count === 0 ? false : divides(count, size), "RuntimeError", () => `torch.${name} attempted to split along dimension ${dim}, but the size of the dimension ${print(size)} is not divisible by the split_size ${print(count)}!`, {
        rule: "split-sizes",
        law: () => `${name}: ${print(size)} (dim ${dim} of ${printShape(shape)}) is not divisible by ${print(count)}`,
      });
      return c.failure ? c.giveUp("the call fails") : sections(c, t, dim, count);
    },
    doc: `torch.${name}`,
  });
}

// ---------------------------------------------------------------- unbind

defineOp({
  name: "unbind",
  forms: nativeForms("unbind", "unbind_copy"),
  signature: NATIVE,
  rule: (c, a) => copies(c, a.signature.name, unbind(c, a.tensor("input"), a.int("dim"))),
  doc: "torch.unbind",
});

/** More items than this are told by one. */
const MOST_ITEMS = 1000;

/** The items along a dimension. */
export function unbind(c: OpContext, t: Tensor, dimGiven: Dim): Value {
  const shape = c.shapeOf(t);
  const dim = wrapDim(c, dimGiven, shape.length);
  const size = shape[sizeAt(c, dim, shape)] as Dim;
  if (isConst(size) && size <= MOST_ITEMS) return new PyTuple(Array.from({ length: size }, (_, i) => selectAt(c, t, dim, i)));
  const any = selectAt(c, t, dim, 0);
  const list = new PyList([]);
  list.unbounded = new Unbounded(c.tensor(c.shapeOf(any), t.dtype, { strides: any.strides, device: t.device }), `${print(size)} items`, size);
  return list;
}
