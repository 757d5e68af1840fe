/** Products that are no plain matrix product: tensordot, kron, cross, chains; distances between rows; matrices from diagonals. */
import { type Dim, and, eq, floordiv, gt, isConst, lt, mul, or, print, product, sub } from "../../dims/index.ts";
import { type Value, Alt, NO_KWARGS, PyList, Unknown } from "../../python/values.ts";
import { type Args, asDim, sequence } from "../args.ts";
import { INT64 } from "../dtype.ts";
import { defineOp } from "../define.ts";
import { NATIVE, matchNative, takes } from "../native.ts";
import { type OpContext, sizes, wrapDim } from "../op.ts";
import { Tensor, contiguousStrides } from "../tensor.ts";
import { broadcastShapes } from "./broadcast.ts";
import { selfOf } from "./elementwise.ts";
import { nativeForms } from "./forms.ts";
import { type Layout, elementwiseStrides, isContiguous } from "./layout.ts";
import { NO_PRODUCT, sameContractedType } from "./matmul.ts";
import { checkFloating } from "./matrixChecks.ts";
import { checkOverlap, write } from "./pointwise.ts";
import { checkKernel, numberOf, resultType } from "./promotion.ts";
import { cppTypeName, scalarTypeName } from "./scalarTypes.ts";
import { viewStrides } from "./viewSizes.ts";

function output(c: OpContext, a: Args, result: Tensor): Tensor {
  return write(c, takes(a, "out") ? a.maybeTensor("out") : null, result);
}

// ---------------------------------------------------------------- tensordot

/** The dims of `dims=`: an int, a pair of lists, or a tensor of two rows. */
function contracted(c: OpContext, a: Args, rankA: number, rankB: number): readonly [readonly Dim[], readonly Dim[]] {
  const v = a.value("dims");
  const pair = v instanceof Tensor && v.data && v.shape?.length === 2 ? rowsOf(v) : sequence(v);
  if (pair) {
    const [first = null, second = null] = pair;
    matchNative(c, "torch._VF.tensordot", [a.value("a"), a.value("b"), first, second], NO_KWARGS);
    return [dimList(c, first ?? null, "dims_self"), dimList(c, second ?? null, "dims_other")];
  }
  const n = c.interp.scope.simplify(v instanceof Tensor && v.data ? (v.data[0] ?? 0) : a.int("dims"));
  if (!isConst(n)) return c.giveUp("the number of contracted dimensions is not known");
  if (n < 0) c.fail("RuntimeError", `tensordot expects dims >= 0, but got dims=${n}`, { rule: "argument-value" });
  if (n > Math.min(rankA, rankB)) c.fail("RuntimeError", `tensordot expects dims < ndim_a or ndim_b, but got dims=${typeof v === "boolean" ? c.interp.str(v) : n}`, { rule: "argument-value" });
  return [Array.from({ length: n }, (_, i) => i - n), Array.from({ length: n }, (_, i) => i)];
}

/** What Python's part asks of `dims` before it looks at the tensors. */
function checkDims(c: OpContext, v: Value): void {
  if (v instanceof Unknown || v instanceof Alt) return;
  const pair = sequence(v);
  if (pair && pair.length !== 2) c.fail("ValueError", pair.length < 2 ? `not enough values to unpack (expected 2, got ${pair.length})` : "too many values to unpack (expected 2)", { rule: "argument-value" });
  if (!pair && !(v instanceof Tensor) && asDim(c.interp, v) === undefined) c.fail("RuntimeError", `tensordot expects dims to be int or tuple[list[int], list[int]] or list[list[int]] containing two lists, but got dims=${c.interp.str(v)}`, { rule: "argument-type" });
  const [rows] = v instanceof Tensor ? c.shapeOf(v) : [];
  if (rows !== undefined && v instanceof Tensor && c.known(gt(product(c.shapeOf(v)), 1)) === true) c.check(eq(rows, 2), "AssertionError", () => `dims tensor must have size 2 in first dimension, got ${print(rows)}`, { rule: "argument-value" });
  if (c.failure) c.giveUp("the contracted dimensions are not known");
}

/** Python asks for `dim()` where `dims` is an int; else the native function complains. */
function checkOperands(c: OpContext, a: Args): void {
  checkDims(c, a.value("dims"));
  const whole = asDim(c.interp, a.value("dims")) !== undefined && !(a.value("dims") instanceof Tensor);
  for (const [i, name, native] of [[1, "a", "input"], [2, "b", "other"]] as const) {
    const v = a.value(name);
    if (v instanceof Tensor || v instanceof Unknown || v instanceof Alt) continue;
    const type = c.interp.typeName(v);
    if (whole && c.known(lt(a.int("dims"), 0)) === true) c.fail("RuntimeError", `tensordot expects dims >= 0, but got dims=${c.interp.str(a.value("dims"))}`, { rule: "argument-value" });
    if (whole) c.fail("AttributeError", `'${type}' object has no attribute 'dim'`, { rule: "argument-type" });
    c.fail("TypeError", `tensordot(): argument '${native}' (position ${i}) must be Tensor, not ${type}`, { rule: "argument-type" });
  }
}

function wrapped(c: OpContext, dim: Dim, rank: number): number {
  if (rank === 0) c.fail("IndexError", `Dimension specified as ${print(dim)} but tensor has no dimensions`, { rule: "rank" });
  return wrapDim(c, dim, rank);
}

function rowsOf(t: Tensor): readonly Value[] {
  const data = t.data ?? [];
  const half = data.length / 2;
  return [new PyList([...data.slice(0, half)]), new PyList([...data.slice(half)])];
}

function dimList(c: OpContext, v: Value, name: string): readonly Dim[] {
  const items = sequence(v);
  if (!items) return c.fail("TypeError", `tensordot(): argument '${name}' (position ${name === "dims_self" ? 3 : 4}) must be tuple of ints, not ${c.interp.typeName(v)}`, { rule: "argument-type" });
  return items.map((x) => asDim(c.interp, x) ?? c.giveUp("a contracted dimension is not known"));
}

defineOp({
  name: "tensordot",
  forms: [{ names: ["torch.tensordot", "torch.functional.tensordot"], python: true }],
  signature: "a, b, dims=2, out=None",
  rule: (c, a) => {
    checkOperands(c, a);
    const x = a.tensor("a");
    const y = a.tensor("b");
    const s = c.shapeOf(x);
    const t = c.shapeOf(y);
    const [left, right] = contracted(c, a, s.length, t.length);
    c.check(left.length === right.length, "RuntimeError", () => "both dimension lists should have same length", { rule: "argument-value" });
    c.check(x.dtype === y.dtype, "RuntimeError", () => "both inputs should have same dtype", { rule: "dtype" });
    const goneLeft = new Set<number>();
    const goneRight = new Set<number>();
    left.forEach((d, i) => {
      const other = right[i];
      if (other === undefined) return;
      const p = wrapped(c, d, s.length);
      const q = wrapped(c, other, t.length);
      const m = s[p] ?? 1;
      const n = t[q] ?? 1;
      c.check(or(eq(m, n), eq(m, 1), eq(n, 1)), "RuntimeError", () => `contracted dimensions need to match, but first has size ${print(m)} in dim ${print(d)} and second has size ${print(n)} in dim ${print(other)}`, {
        rule: "matmul-shapes",
        law: () => `tensordot: dim ${print(d)} of ${sizes(s)} and dim ${print(other)} of ${sizes(t)} differ: ${print(m)} and ${print(n)}`,
      });
      if (goneLeft.has(p)) c.fail("RuntimeError", `dim ${p} appears multiple times in the list of dims`, { rule: "dim-out-of-range" });
      if (goneRight.has(q)) c.fail("RuntimeError", `dim ${q} appears multiple times in the list of dims`, { rule: "dim-out-of-range" });
      goneLeft.add(p);
      goneRight.add(q);
    });
    const keptLeft = s.filter((_, i) => !goneLeft.has(i));
    const keptRight = t.filter((_, i) => !goneRight.has(i));
    // Numbers are summed as they lie where they do not lie in the order of the contraction.
    const inOrder = [[x, goneLeft] as const, [y, goneRight] as const].every(([v, gone]) => liesAs(c, v, [...gone]));
    if (inOrder || ![...keptLeft, ...keptRight].every((d) => d === 1)) sameContractedType(c, x, y, keptLeft, keptRight);
    return output(c, a, new Tensor([...keptLeft, ...keptRight], x.dtype, { device: x.device }));
  },
});

/** Whether a tensor's dimensions of this order, the others being of one element, lie in one piece. */
function liesAs(c: OpContext, t: Tensor, order: readonly number[]): boolean {
  const shape = c.shapeOf(t);
  const strides = t.strides === undefined ? contiguousStrides(shape) : t.strides;
  return strides !== null && isContiguous(c, order.map((d) => shape[d] as Dim), order.map((d) => strides[d] as Dim)) === true;
}

// ---------------------------------------------------------------- Kronecker and cross products

defineOp({
  name: "kron",
  forms: nativeForms("kron"),
  signature: NATIVE,
  rule: (c, a) => {
    const x = a.tensor("input");
    const y = a.tensor("other");
    const s = c.shapeOf(x);
    const t = c.shapeOf(y);
    const rank = Math.max(s.length, t.length);
    const pad = (d: readonly Dim[]): readonly Dim[] => [...Array.from({ length: rank - d.length }, () => 1), ...d];
    const u = pad(s);
    const v = pad(t);
    const shape = u.map((d, i) => mul(d, v[i] as Dim));
    checkKronView(c, spread(c, x, u, true), spread(c, y, v, false), shape);
    return output(c, a, new Tensor(shape, resultType([x, y]), { device: x.device }));
  },
});

/** A tensor with a dimension of size 1 beside each of its own. */
function spread(c: OpContext, t: Tensor, shape: readonly Dim[], before: boolean): Layout {
  const wide = shape.flatMap((d) => (before ? [d, 1] : [1, d]));
  const view = viewStrides(c, c.shapeOf(t), t.strides, wide);
  return { shape: wide, strides: view === "copy" ? null : view };
}

/** The products are computed with twice as many dimensions; they can be seen as fewer only if they lie side by side. */
function checkKronView(c: OpContext, x: Layout, y: Layout, shape: readonly Dim[]): void {
  const whole = x.shape.map((d, i) => mul(d, y.shape[i] as Dim));
  const view = viewStrides(c, whole, elementwiseStrides(c, whole, [x, y]), shape);
  c.check(view !== "copy", "RuntimeError", () => "view size is not compatible with input tensor's size and stride (at least one dimension spans across two contiguous subspaces). Use .reshape(...) instead.", { rule: "view-contiguity" });
}

function cross(c: OpContext, a: Args, x: Tensor, y: Tensor, dim: Dim): Tensor {
  const s = c.shapeOf(x);
  const t = c.shapeOf(y);
  c.check(s.length === t.length, "RuntimeError", () => "linalg.cross: inputs must have the same number of dimensions.", { rule: "rank" });
  const d = wrapDim(c, dim, s.length);
  if (s.length === 0 && !c.failure) c.fail("IndexError", `Dimension specified as ${print(dim)} but tensor has no dimensions`, { rule: "rank" });
  const m = s[d] ?? 1;
  const n = t[d] ?? 1;
  c.check(and(eq(m, 3), eq(n, 3)), "RuntimeError", () => `linalg.cross: inputs dimension ${print(dim)} must have length 3. Got ${print(m)} and ${print(n)}`, { rule: "matmul-shapes", law: () => `cross: dim ${d} must have 3 elements, got ${print(m)} and ${print(n)}` });
  const shape = broadcastShapes(c, [s, t]);
  checkKernel(c, { name: "cross", rejects: NO_PRODUCT }, x.dtype, x.device);
  c.check(x.dtype === y.dtype, "RuntimeError", () => `expected scalar type ${scalarTypeName(x.dtype)} but found ${scalarTypeName(y.dtype)}`, { rule: "dtype" });
  return output(c, a, new Tensor(shape, x.dtype, { device: x.device }));
}

defineOp({ name: "linalg.cross", forms: ["torch.linalg.cross"], signature: NATIVE, rule: (c, a) => cross(c, a, a.tensor("input"), a.tensor("other"), a.int("dim")) });

defineOp({
  name: "cross",
  forms: nativeForms("cross"),
  signature: NATIVE,
  rule: (c, a) => {
    const x = a.tensor("input");
    const given = a.maybeInt("dim");
    if (given !== null) return cross(c, a, x, a.tensor("other"), given);
    const shape = c.shapeOf(x);
    // The first dimension of three elements.
    for (let i = 0; i < shape.length; i++) {
      const three = c.known(eq(shape[i] as Dim, 3));
      if (three === undefined) return c.giveUp("which dimension has three elements is not known");
      if (three) return cross(c, a, x, a.tensor("other"), i);
    }
    return c.fail("RuntimeError", "no dimension of size 3 in input", { rule: "matmul-shapes", law: () => `cross: no dimension of ${sizes(shape)} has 3 elements` });
  },
});

defineOp({
  name: "linalg.vecdot",
  forms: ["torch.linalg.vecdot"],
  signature: NATIVE,
  rule: (c, a) => {
    const x = a.tensor("x");
    const y = a.tensor("y");
    checkFloating(c, x.dtype, "linalg.vecdot", true);
    c.check(x.dtype === y.dtype, "RuntimeError", () => `linalg.vecdot: Expected x and y to have the same dtype, but found x of type ${scalarTypeName(x.dtype)} and y of type ${scalarTypeName(y.dtype)} instead`, { rule: "dtype" });
    if (c.failure === null && c.shapeOf(x).length === 1 && c.shapeOf(y).length === 1) return c.call("torch.vdot", [x, y]);
    const shape = broadcastShapes(c, [c.shapeOf(x), c.shapeOf(y)]);
    const d = wrapDim(c, a.int("dim"), shape.length);
    return output(c, a, new Tensor(shape.filter((_, i) => i !== d), x.dtype, { device: x.device }));
  },
});

// ---------------------------------------------------------------- chains

defineOp({
  name: "linalg.multi_dot",
  forms: ["torch.linalg.multi_dot"],
  signature: NATIVE,
  rule: (c, a) => {
    const tensors = a.tensors("tensors");
    if (tensors.length < 2) c.fail("RuntimeError", `multi_dot(): expected at least 2 tensors but got ${tensors.length}`, { rule: "argument-count" });
    return output(c, a, chain(c, tensors));
  },
});

function chain(c: OpContext, tensors: readonly Tensor[]): Tensor {
  const shapes = tensors.map((t) => c.shapeOf(t));
  const last = shapes.length - 1;
  const first = shapes[0] ?? [];
  const end = shapes[last] ?? [];
  const fits = (rank: number): boolean => rank === 1 || rank === 2;
  c.check(fits(first.length), "RuntimeError", () => `multi_dot(): the first tensor must be 1D or 2D but got ${first.length}D`, { rule: "rank" });
  c.check(fits(end.length), "RuntimeError", () => `multi_dot(): the last tensor must be 1D or 2D but got ${end.length}D`, { rule: "rank" });
  const matrices = shapes.map((s, i) => (s.length !== 1 ? s : i === 0 ? [1, ...s] : [...s, 1]));
  shapes.forEach((s, i) => {
    if (i > 0 && i < last) c.check(s.length === 2, "RuntimeError", () => `multi_dot(): tensor ${i} must be 2D but got ${s.length}D`, { rule: "rank" });
  });
  const [head] = tensors as readonly [Tensor];
  tensors.forEach((t, i) => {
    if (i > 0) c.check(t.dtype === head.dtype, "RuntimeError", () => `multi_dot(): all tensors must have be the same dtype but tensor 0 is ${cppTypeName(head.dtype)} and tensor ${i} ${cppTypeName(t.dtype)}`, { rule: "dtype" });
    if (i === 0) return;
    const p = matrices[i - 1] as readonly Dim[];
    const q = matrices[i] as readonly Dim[];
    c.check(eq(p.at(-1) ?? 1, q[0] ?? 1), "RuntimeError", () => `multi_dot(): tensors ${i - 1} and ${i} with shapes ${sizes(shapes[i - 1] ?? [])} and ${sizes(shapes[i] ?? [])} cannot be multiplied`, { rule: "matmul-shapes" });
  });
  const shape = [...(first.length === 2 ? [first[0] as Dim] : []), ...(end.length === 2 ? [end[1] as Dim] : [])];
  if (!shapes.flat().includes(0)) checkKernel(c, { name: "addmm_impl_cpu_", rejects: NO_PRODUCT }, head.dtype, head.device);
  return new Tensor(shape, head.dtype, { device: head.device });
}

defineOp({
  name: "chain_matmul",
  forms: [{ names: ["torch.chain_matmul", "torch.functional.chain_matmul"], python: true }],
  signature: "*matrices, out=None",
  rule: (c, a) => {
    const tensors = a.tensors("matrices");
    if (tensors.length === 0) c.fail("RuntimeError", "chain_matmul(): Expected one or more matrices", { rule: "argument-count" });
    for (const t of tensors) {
      const rank = c.shapeOf(t).length;
      c.check(rank === 2, "RuntimeError", () => `Tensor dimension is ${rank}, expected 2 instead.`, { rule: "rank" });
    }
    return tensors.length === 1 ? c.interp.callMethod(tensors[0] as Tensor, "clone", [], c.node) : output(c, a, chain(c, tensors));
  },
});

// ---------------------------------------------------------------- distances between rows

const MODES = ["use_mm_for_euclid_dist_if_necessary", "use_mm_for_euclid_dist", "donot_use_mm_for_euclid_dist"];

defineOp({
  name: "cdist",
  forms: [{ names: ["torch.cdist", "torch.functional.cdist"], python: true }],
  signature: "x1, x2, p=2.0, compute_mode='use_mm_for_euclid_dist_if_necessary'",
  rule: (c, a) => {
    const x = a.tensor("x1");
    const y = a.tensor("x2");
    const mode = a.string("compute_mode");
    if (!MODES.includes(mode)) c.fail("ValueError", `${mode} is not a valid value for compute_mode`, { rule: "argument-value" });
    matchNative(c, "torch._VF.cdist", [x, y, a.value("p"), MODES.indexOf(mode)], NO_KWARGS);
    const s = c.shapeOf(x);
    const t = c.shapeOf(y);
    c.check(s.length >= 2, "RuntimeError", () => `cdist only supports at least 2D tensors, X1 got: ${s.length}D`, { rule: "rank" });
    c.check(t.length >= 2, "RuntimeError", () => `cdist only supports at least 2D tensors, X2 got: ${t.length}D`, { rule: "rank" });
    const [m, n] = [s.at(-1) ?? 1, t.at(-1) ?? 1];
    c.check(eq(m, n), "RuntimeError", () => `X1 and X2 must have the same number of columns. X1: ${print(m)} X2: ${print(n)}`, { rule: "matmul-shapes", law: () => `cdist: rows of ${print(m)} and ${print(n)} elements have no distance` });
    for (const [name, v] of [["X1", x], ["X2", y]] as const) c.check(v.dtype.category === 2, "RuntimeError", () => `cdist only supports floating-point dtypes, ${name} got: ${scalarTypeName(v.dtype)}`, { rule: "dtype" });
    const p = numberOf(c.interp, a.value("p"));
    c.check(p === undefined || p >= 0, "RuntimeError", () => "cdist only supports non-negative p values", { rule: "argument-value" });
    const batch = broadcastShapes(c, [s.slice(0, -2), t.slice(0, -2)]);
    const shape = [...batch, s.at(-2) ?? 1, t.at(-2) ?? 1];
    // Without rows or columns nothing is computed.
    if (!shape.includes(0) && m !== 0) {
      checkKernel(c, { name: "cdist", rejects: "half bfloat16" }, x.dtype, x.device);
      c.check(x.dtype === y.dtype, "RuntimeError", () => `expected scalar type ${scalarTypeName(x.dtype)} but found ${scalarTypeName(y.dtype)}`, { rule: "dtype" });
    }
    return new Tensor(shape, x.dtype, { device: x.device });
  },
});

defineOp({
  name: "pdist",
  forms: nativeForms("pdist").concat("torch.nn.functional.pdist"),
  signature: NATIVE,
  rule: (c, a) => {
    const x = a.tensor("input");
    const shape = c.shapeOf(x);
    c.check(shape.length === 2, "RuntimeError", () => `pdist only supports 2D tensors, got: ${shape.length}D`, { rule: "rank" });
    c.check(x.dtype.category === 2, "RuntimeError", () => "pdist only supports floating-point dtypes", { rule: "dtype" });
    const p = numberOf(c.interp, a.value("p"));
    c.check(p === undefined || p >= 0, "RuntimeError", () => "pdist only supports non-negative p values", { rule: "argument-value" });
    const n = shape[0] ?? 1;
    if (c.known(and(gt(n, 1), gt(shape[1] ?? 1, 0))) === true) checkKernel(c, { name: "pdist", rejects: "half bfloat16 float8_e4m3fn float8_e5m2" }, x.dtype, x.device);
    return new Tensor([floordiv(mul(n, sub(n, 1)), 2)], x.dtype, { device: x.device });
  },
});

// ---------------------------------------------------------------- triangles and diagonals

/** Whether a tensor is written to matrix by matrix where it lies, its first dimension being repeated or not; else a copy is written back. */
function liesInMatrices(t: Tensor, shape: readonly Dim[]): boolean {
  if (!t.strides || shape.length <= 3) return true;
  let expected = mul(shape.at(-1) as Dim, shape.at(-2) as Dim);
  for (let i = shape.length - 3; i >= 0; i--) {
    if (i === 0 && (t.strides[0] === 0 || shape[0] === 1)) continue;
    if (t.strides[i] !== expected) return false;
    expected = mul(expected, shape[i] as Dim);
  }
  return true;
}

for (const name of ["triu", "tril"]) {
  defineOp({
    name,
    forms: nativeForms(name),
    signature: NATIVE,
    rule: (c, a) => {
      const x = a.tensor("input");
      const shape = c.shapeOf(x);
      c.check(shape.length >= 2, "RuntimeError", () => `${name}: input tensor must have at least 2 dimensions`, { rule: "rank" });
      a.int("diagonal");
      const self = selfOf(a);
      if (self) {
        if (!liesInMatrices(self, shape)) checkOverlap(c, self);
        self.forgetData();
        return self;
      }
      return output(c, a, new Tensor(shape, x.dtype, { device: x.device }));
    },
  });
}

defineOp({
  name: "trace",
  forms: nativeForms("trace"),
  signature: NATIVE,
  rule: (c, a) => {
    const x = a.tensor("input");
    const shape = c.shapeOf(x);
    checkKernel(c, { name: "trace", rejects: "bool" }, x.dtype, x.device);
    c.check(shape.length === 2, "RuntimeError", () => `trace: expected a matrix, but got tensor with dim ${shape.length}`, { rule: "rank" });
    return new Tensor([], x.dtype.category === 1 ? INT64 : x.dtype, { device: x.device });
  },
});

// ---------------------------------------------------------------- matrices from vectors



defineOp({
  name: "linalg.vander",
  forms: ["torch.linalg.vander"],
  signature: NATIVE,
  rule: (c, a) => {
    const x = a.tensor("x");
    const shape = c.shapeOf(x);
    c.check(x.dtype.category !== 0 && !(x.dtype.category === 2 && x.dtype.bits <= 16), "RuntimeError", () => `linalg.vander supports floating point, complex, and integer tensors, but got ${scalarTypeName(x.dtype)}`, { rule: "dtype" });
    const n = a.maybeInt("N") ?? shape.at(-1) ?? 1;
    c.check(!isConst(n) || n > 1, "RuntimeError", () => "N must be greater than 1.", { rule: "argument-value" });
    return new Tensor([...(shape.length === 0 ? [1] : shape), n], x.dtype.category < 2 ? INT64 : x.dtype, { device: x.device });
  },
});

