/** Copies in another order or number: repeat, tile, flip, roll, rot90, and grids made of vectors. */
import { type Dim, add, eq, floordiv, ge, isConst, mul, print, printShape, product, sub } from "../../dims/index.ts";
import { Alt, NO_KWARGS, PyTuple, Unknown, type Value } from "../../python/values.ts";
import { type Args, sequence, standsForTensor } from "../args.ts";
import { INT64 } from "../dtype.ts";
import { defineOp } from "../define.ts";
import { NATIVE, matchNative, takes } from "../native.ts";
import { type OpContext, sizes, wrapDim } from "../op.ts";
import { Tensor, contiguousStrides } from "../tensor.ts";
import { nativeForms } from "./forms.ts";
import { catStrides } from "./join.ts";
import { elementwiseStrides } from "./layout.ts";
import { checkKernel } from "./promotion.ts";
import { reshape } from "./reshape.ts";
import { contiguousCopy, elementsAt } from "./strided.ts";
import { expand, transpose, unsqueeze } from "./views.ts";

defineOp({ name: "repeat", forms: ["Tensor.repeat"], signature: NATIVE, rule: (c, a) => repeat(c, a.tensor("input"), a.ints("repeats")), formula: (c, a, result) => [`${printShape(c.shapeOf(a.tensor("input")))} repeated ${a.ints("repeats").map(print).join(" × ")} = ${printShape(c.shapeOf(result))}`], doc: "torch.Tensor.repeat" });

/** Lays copies of a tensor side by side; there may be more counts than dimensions. */
function repeat(c: OpContext, t: Tensor, counts: readonly Dim[]): Tensor {
  const shape = c.shapeOf(t);
  const lead = counts.length - shape.length;
  if (lead < 0) {
    c.fail("RuntimeError", "Number of dimensions of repeat dims can not be smaller than number of dimensions of tensor", {
      rule: "expand-size",
      law: () => `repeat: ${counts.length} count${counts.length === 1 ? "" : "s"} for ${printShape(shape)}, which has ${shape.length} dimensions`,
    });
  }
  const padded = [...new Array<Dim>(lead).fill(1), ...shape];
  const out = padded.map((d, i) => mul(d, counts[i] as Dim));
  return contiguousCopy(c, t, out, t.data && repeated(t.data, padded, counts));
}

/** The elements of the repeated tensor: a strided walk in which each dimension is split in count and size. */
function repeated(data: readonly number[], shape: readonly Dim[], counts: readonly Dim[]): readonly number[] | null {
  const strides = contiguousStrides(shape);
  return elementsAt(data, shape.flatMap((d, i) => [counts[i] as Dim, d]), strides.flatMap((s) => [0, s]), 0);
}

defineOp({
  name: "tile",
  forms: nativeForms("tile"),
  signature: NATIVE,
  rule: (c, a) => {
    const t = a.tensor("input");
    const counts = a.ints("dims");
    const missing = Math.max(0, c.shapeOf(t).length - counts.length);
    return repeat(c, t, [...new Array<Dim>(missing).fill(1), ...counts]);
  },
  doc: "torch.tile",
});

defineOp({ name: "repeat_interleave", forms: nativeForms("repeat_interleave"), signature: NATIVE, rule: repeatInterleave, doc: "torch.repeat_interleave" });

function repeatInterleave(c: OpContext, a: Args): Tensor {
  const counts = a.value("repeats");
  const outputSize = a.maybeInt("output_size");
  if (!takes(a, "input")) return countedIndices(c, a.tensor("repeats"), outputSize);
  const self = a.tensor("input");
  const given = a.maybeInt("dim");
  const input = given === null ? flat(c, self) : self;
  const shape = c.shapeOf(input);
  const dim = counts instanceof Tensor && shape.length === 0 ? 0 : wrapDim(c, given ?? 0, shape.length);
  if (!(counts instanceof Tensor)) {
    const n = a.int("repeats");
    c.check(ge(n, 0), "RuntimeError", () => "Repeats must be non-negative", { rule: "argument-value" });
    if (shape.length === 0) unsqueeze(c, input, 1);
    const size = mul(shape[dim] as Dim, n);
    if (outputSize !== null) c.check(eq(outputSize, size), "RuntimeError", () => `repeat_interleave: Invalid output_size, expected ${print(size)} but got ${print(outputSize)}`, { rule: "argument-value" });
    const strides = contiguousStrides(shape);
    const data = input.data && elementsAt(input.data, shape.flatMap((d, i) => (i === dim ? [d, n] : [d])), strides.flatMap((s, i) => (i === dim ? [s, 0] : [s])), 0);
    return contiguousCopy(c, input, shape.map((d, i) => (i === dim ? size : d)), data);
  }
  const own = c.shapeOf(counts, ["N"]);
  if (shape.length === 0) c.fail("IndexError", `Dimension specified as ${print(given ?? 0)} but tensor has no dimensions`, { rule: "dim-out-of-range" });
  const size = shape[dim] as Dim;
  const single = own.length === 0 || (own.length === 1 && own[0] === 1);
  if (!single && own.length !== 1) c.fail("RuntimeError", "repeats must be 0-dim or 1-dim tensor", { rule: "rank" });
  if (!single) {
    c.check(eq(own[0] as Dim, size), "RuntimeError", () => `repeats must have the same size as input along dim, but got repeats.size(0) = ${print(own[0] as Dim)} and input.size(${print(given ?? 0)}) = ${print(size)}`, {
      rule: "argument-value",
      law: () => `repeat_interleave: ${print(own[0] as Dim)} counts for ${print(size)} items (dim ${dim} of ${printShape(shape)})`,
    });
  }
  checkCounts(c, counts);
  if (c.known(eq(size, 0)) === true) return contiguousCopy(c, input, shape);
  const total = counts.data ? (single ? mul(size, counts.data[0] ?? 0) : counts.data.reduce((n, x) => n + x, 0)) : (outputSize ?? c.freshDim());
  checkOutputSize(c, outputSize, total);
  return contiguousCopy(c, input, shape.map((d, i) => (i === dim ? total : d)));
}

function flat(c: OpContext, t: Tensor): Tensor {
  return reshape(c, t, [product(c.shapeOf(t))]);
}

/** `repeat_interleave(repeats)`: the indices 0, 1, …, each as often as its count says. */
function countedIndices(c: OpContext, counts: Tensor, outputSize: Dim | null): Tensor {
  const shape = c.shapeOf(counts, ["N"]);
  if (shape.length !== 1) c.fail("RuntimeError", "repeat_interleave only accept 1D vector as repeat", { rule: "rank" });
  checkCounts(c, counts);
  if (c.known(eq(shape[0] as Dim, 0)) === true) return c.tensor([0], counts.dtype, { device: counts.device });
  const total = counts.data ? counts.data.reduce((n, x) => n + x, 0) : (outputSize ?? c.freshDim());
  checkOutputSize(c, outputSize, total);
  return c.tensor([total], counts.dtype, { device: counts.device });
}

function checkCounts(c: OpContext, counts: Tensor): void {
  const { name } = counts.dtype;
  if (name !== "int32" && name !== "int64") checkKernel(c, { name: "repeat_interleave_cpu", rejects: name }, counts.dtype, counts.device);
  if (counts.data?.some((x) => x < 0)) c.check(false, "RuntimeError", () => "repeats can not be negative", { rule: "argument-value" });
}

function checkOutputSize(c: OpContext, outputSize: Dim | null, total: Dim): void {
  if (outputSize !== null && isConst(outputSize) && outputSize < 0) c.fail("RuntimeError", `Trying to create tensor with negative dimension ${outputSize}: [${outputSize}]`, { rule: "argument-value" });
  if (outputSize !== null) c.check(eq(outputSize, total), "RuntimeError", () => "allocated size does not match required size", { rule: "argument-value" });
}

// ---------------------------------------------------------------- order

defineOp({ name: "flip", forms: nativeForms("flip"), signature: NATIVE, rule: (c, a) => flip(c, a.tensor("input"), a.ints("dims")), doc: "torch.flip" });

function flip(c: OpContext, t: Tensor, dims: readonly Dim[]): Tensor {
  const shape = c.shapeOf(t);
  const seen = new Set<number>();
  for (const d of dims) {
    const at = wrapDim(c, d, shape.length);
    if (seen.has(at)) c.fail("RuntimeError", `dim ${at} appears multiple times in the list of dims`, { rule: "argument-value" });
    seen.add(at);
  }
  return c.tensor(shape, t.dtype, { strides: elementwiseStrides(c, shape, [{ shape, strides: t.strides }]), device: t.device, data: t.data && flipped(t.data, shape, seen) });
}

function flipped(data: readonly number[], shape: readonly Dim[], dims: ReadonlySet<number>): readonly number[] | null {
  const strides = contiguousStrides(shape);
  let start: Dim = 0;
  const steps = strides.map((s, i) => {
    if (!dims.has(i)) return s;
    start = add(start, mul(sub(shape[i] as Dim, 1), s));
    return mul(-1, s);
  });
  return data.length === 0 ? [] : elementsAt(data, shape, steps, start);
}

for (const [name, least] of [["fliplr", 2], ["flipud", 1]] as const) {
  defineOp({
    name,
    forms: nativeForms(name),
    signature: NATIVE,
    rule: (c, a) => {
      const t = a.tensor("input");
      if (c.shapeOf(t).length < least) c.fail("RuntimeError", `Input must be >= ${least}-d.`, { rule: "rank" });
      return flip(c, t, [least - 1]);
    },
    doc: `torch.${name}`,
  });
}

defineOp({
  name: "roll",
  forms: nativeForms("roll"),
  signature: NATIVE,
  rule: (c, a) => {
    const t = a.tensor("input");
    const shifts = a.ints("shifts");
    const dims = a.maybeInts("dims") ?? [];
    const shape = c.shapeOf(t);
    if (shifts.length === 1 && dims.length === 1) {
      if (!shape.includes(0)) {
        if (shape.length === 0) c.fail("IndexError", `Dimension specified as ${print(dims[0] as Dim)} but tensor has no dimensions`, { rule: "dim-out-of-range" });
        wrapDim(c, dims[0] as Dim, shape.length);
      }
      return c.tensor(shape, t.dtype, { strides: catStrides(c, [t], shape), device: t.device });
    }
    if (shifts.length === 0) c.fail("RuntimeError", "`shifts` required", { rule: "argument-value" });
    if (!(dims.length === 0 && shifts.length === 1)) {
      if (dims.length !== shifts.length) c.fail("RuntimeError", `shifts and dimensions must align. shifts: ${shifts.length}, dims:${dims.length}`, { rule: "argument-value" });
      for (const d of shape.includes(0) ? [] : dims) {
        if (shape.length === 0) c.fail("IndexError", `Dimension specified as ${print(d)} but tensor has no dimensions`, { rule: "dim-out-of-range" });
        wrapDim(c, d, shape.length);
      }
      return c.tensor(shape, t.dtype, { strides: catStrides(c, [t], shape), device: t.device });
    }
    return contiguousCopy(c, t, shape);
  },
  doc: "torch.roll",
});

defineOp({
  name: "rot90",
  forms: nativeForms("rot90"),
  signature: NATIVE,
  rule: (c, a) => {
    const t = a.tensor("input");
    const dims = a.ints("dims");
    const shape = c.shapeOf(t);
    if (dims.length !== 2) c.fail("RuntimeError", `expected total rotation dims == 2, but got dims = ${dims.length}`, { rule: "argument-value" });
    if (shape.length < 2) c.fail("RuntimeError", `expected total dims >= 2, but got total dims = ${shape.length}`, { rule: "rank" });
    const [first, second] = dims as [Dim, Dim];
    const i = wrapDim(c, first, shape.length);
    const j = wrapDim(c, second, shape.length);
    if (i === j) c.fail("RuntimeError", `expected rotation dims to be different, but got dim0 = ${print(first)} and dim1 = ${print(second)}`, { rule: "argument-value" });
    const turns = ((a.constInt("k") % 4) + 4) % 4;
    if (turns === 0) return contiguousCopy(c, t, shape, t.data);
    if (turns === 2) return flip(c, t, dims);
    return transpose(c, flip(c, t, [turns === 1 ? second : first]), i, j);
  },
  doc: "torch.rot90",
});

// ---------------------------------------------------------------- grids

/** `torch.meshgrid(x, y)` and `torch.meshgrid([x, y])`. */
defineOp({
  name: "meshgrid",
  forms: [{ names: ["torch.meshgrid", "torch.functional.meshgrid"], python: true }],
  signature: "*tensors, indexing=None",
  rule: (c, a) => {
    const given = sequence(a.value("tensors")) ?? [];
    const list = given.length === 1 ? sequence(given[0] as Value) : null;
    const tensors = tensorsOf(c, list ?? given);
    const indexing = a.value("indexing");
    if (indexing !== null && typeof indexing !== "string" && !(indexing instanceof Unknown) && !(indexing instanceof Alt)) c.fail("TypeError", `meshgrid(): argument 'indexing' must be str, not ${c.interp.typeName(indexing)}`, { rule: "argument-type" });
    return new PyTuple(meshgrid(c, tensors, a.maybeString("indexing") ?? "ij"));
  },
  doc: "torch.meshgrid",
});

/** The items as tensors; another raises what the argument parser does. */
export function tensorsOf(c: OpContext, items: readonly Value[]): readonly Tensor[] {
  return items.map((v, i) => {
    if (v instanceof Tensor) return v;
    if (typeof v === "object" && v !== null && (v.kind === "unknown" || v.kind === "alt")) return c.giveUp("one of the tensors is not known");
    if (standsForTensor(v)) return c.giveUp("what an object that stands for a tensor makes of the call");
    return c.fail("TypeError", `expected Tensor as element ${i} in argument 0, but got ${c.interp.typeName(v)}`, { rule: "argument-type" });
  });
}

function meshgrid(c: OpContext, tensors: readonly Tensor[], indexing: string): readonly Tensor[] {
  const [lead] = tensors;
  if (!lead) return c.fail("RuntimeError", "meshgrid expects a non-empty TensorList", { rule: "argument-value" });
  if (tensors.some((t) => t.dtype !== lead.dtype)) c.fail("RuntimeError", "meshgrid expects all tensors to have the same dtype", { rule: "dtype" });
  if (indexing !== "ij" && indexing !== "xy") c.fail("RuntimeError", `torch.meshgrid: indexing must be one of "xy" or "ij", but received: ${indexing}`, { rule: "argument-value" });
  const swap = indexing === "xy" && tensors.length >= 2;
  const order = swap ? [tensors[1] as Tensor, lead, ...tensors.slice(2)] : tensors;
  const shape = order.map((t) => {
    const own = c.shapeOf(t, ["N"]);
    if (own.length > 1) c.fail("RuntimeError", `torch.meshgrid: Expected 0D or 1D tensor in the tensor list but got: …`, { rule: "rank", law: () => `meshgrid: vectors are expected, got ${printShape(own)}` });
    return own[0] ?? 1;
  });
  const grids = order.map((t, i) => expand(c, reshape(c, t, shape.map((d, k) => (k === i ? d : 1))), shape));
  return swap ? [grids[1] as Tensor, grids[0] as Tensor, ...grids.slice(2)] : grids;
}

defineOp({
  name: "cartesian_prod",
  forms: [{ names: ["torch.cartesian_prod", "torch.functional.cartesian_prod"], python: true }],
  signature: "*tensors",
  rule: (c, a) => {
    const tensors = tensorsOf(c, sequence(a.value("tensors")) ?? []);
    for (const t of tensors) {
      const own = c.shapeOf(t, ["N"]);
      if (own.length !== 1) c.fail("RuntimeError", `Expect a 1D vector, but got shape ${sizes(own)}`, { rule: "rank" });
    }
    if (tensors.length === 1) return tensors[0] as Tensor;
    const grids = meshgrid(c, tensors, "ij");
    const count = product(c.shapeOf(grids[0] as Tensor));
    return contiguousCopy(c, grids[0] as Tensor, [count, tensors.length]);
  },
  doc: "torch.cartesian_prod",
});

defineOp({
  name: "combinations",
  forms: nativeForms("combinations"),
  signature: NATIVE,
  rule: (c, a) => {
    const t = a.tensor("input");
    const own = c.shapeOf(t, ["N"]);
    if (own.length !== 1) c.fail("RuntimeError", `Expect a 1D vector, but got shape ${sizes(own)}`, { rule: "rank" });
    const r = a.constInt("r");
    if (r < 0) c.fail("RuntimeError", `Expect a non-negative number, but got ${r}`, { rule: "argument-value" });
    if (r === 0) return contiguousCopy(c, t, [0]);
    const n = a.bool("with_replacement") ? add(own[0] as Dim, r - 1) : (own[0] as Dim);
    return contiguousCopy(c, t, [choose(c, n, r), r]);
  },
  doc: "torch.combinations",
});

/** n over r */
function choose(c: OpContext, n: Dim, r: number): Dim {
  if (!isConst(n) && r > 2) return c.freshDim();
  if (isConst(n) && n < r) return 0;
  let out: Dim = 1;
  for (let i = 0; i < r; i++) out = floordiv(mul(out, sub(n, i)), i + 1);
  return out;
}

// ---------------------------------------------------------------- at least so many dimensions

/** Adds dimensions of one as `atleast_nd` does. */
export function atLeast(c: OpContext, t: Tensor, rank: number): Tensor {
  const own = c.shapeOf(t).length;
  if (own >= rank) return t;
  if (own === 0) return reshape(c, t, new Array<Dim>(rank).fill(1));
  if (rank === 2) return unsqueeze(c, t, 0);
  return own === 1 ? unsqueeze(c, unsqueeze(c, t, 0), 2) : unsqueeze(c, t, 2);
}

for (const rank of [1, 2, 3]) {
  const name = `atleast_${rank}d`;
  defineOp({
    name,
    forms: [{ names: [`torch.${name}`, `torch.functional.${name}`], python: true }],
    signature: "*tensors",
    rule: (c, a) => {
      const given = sequence(a.value("tensors")) ?? [];
      const [first] = given;
      if (given.length === 1 && first instanceof Tensor) return atLeast(c, first, rank);
      const list = given.length === 1 ? sequence(first ?? null) : null;
      if (given.length === 1 && !list) {
        matchNative(c, `torch._VF.${name}`, given, NO_KWARGS);
        return c.giveUp("what is given is not known");
      }
      return new PyTuple(tensorsOf(c, list ?? given).map((t) => atLeast(c, t, rank)));
    },
    doc: `torch.${name}`,
  });
}

defineOp({
  name: "vander",
  forms: nativeForms("vander"),
  signature: NATIVE,
  rule: (c, a) => {
    const t = a.tensor("x");
    const own = c.shapeOf(t, ["N"]);
    if (own.length !== 1) c.fail("RuntimeError", "x must be a one-dimensional tensor.", { rule: "rank" });
    const n = a.maybeInt("N") ?? (own[0] as Dim);
    c.check(ge(n, 0), "RuntimeError", () => "N must be non-negative.", { rule: "argument-value" });
    return c.tensor([own[0] as Dim, n], t.dtype.category < 2 ? INT64 : t.dtype, { device: t.device });
  },
  doc: "torch.vander",
});

