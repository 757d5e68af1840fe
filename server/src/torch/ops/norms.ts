/** Norms of vectors and matrices (torch.linalg.norm and its kin). */
import { type Dim, eq, isConst, print, product } from "../../dims/index.ts";
import { type Value, Alt, PyComplex, PyFloat, PyList, SymInt, Unknown } from "../../python/values.ts";
import { type Args, sequence } from "../args.ts";
import type { DType } from "../dtype.ts";
import { defineOp } from "../define.ts";
import { NATIVE, takes } from "../native.ts";
import { type OpContext, wrapDim } from "../op.ts";
import { Tensor } from "../tensor.ts";
import { nativeForms } from "./forms.ts";
import { checkFloating, matrixShape } from "./matrixChecks.ts";
import { write } from "./pointwise.ts";
import { numberOf, realOf } from "./promotion.ts";
import { isEmpty, reducedDims, reduction } from "./reduction.ts";
import { scalarTypeName } from "./scalarTypes.ts";

interface NormOptions {
  readonly order: Value;
  readonly dims: readonly Dim[] | null;
  readonly keepdim: boolean;
  readonly type: DType | null;
  readonly out: Tensor | null;
}

function optionsOf(a: Args, order: Value): NormOptions {
  return { order, dims: a.maybeInts("dim"), keepdim: a.bool("keepdim"), type: a.maybeDtype("dtype"), out: takes(a, "out") ? a.maybeTensor("out") : null };
}

/** The dtype argument must not lose anything. */
function checkNormType(c: OpContext, x: Tensor, type: DType | null, op: string): void {
  if (!type) return;
  c.check(type.category >= 2, "RuntimeError", () => `${op}: dtype should be floating point or complex, but got ${scalarTypeName(type)}`, { rule: "dtype" });
  c.check((x.dtype.category === 3) === (type.category === 3), "RuntimeError", () => `${op}: dtype should be ${x.dtype.category === 3 ? "complex" : "real"} for ${x.dtype.category === 3 ? "complex" : "real"} inputs, but got ${scalarTypeName(type)}`, { rule: "dtype" });
  c.check(type.bits >= x.dtype.bits, "RuntimeError", () => `${op}: the dtype of the input (${scalarTypeName(x.dtype)}) should be convertible without narrowing to the specified dtype (${scalarTypeName(type)})`, { rule: "dtype" });
}

function shownNumber(c: OpContext, v: Value): string {
  return v instanceof PyFloat && Number.isInteger(v.value) ? String(v.value) : c.interp.str(v);
}

function vectorNorm(c: OpContext, x: Tensor, o: NormOptions): Tensor {
  const op = "linalg.vector_norm";
  checkFloating(c, x.dtype, op, true);
  c.check(!(o.order instanceof PyComplex), "RuntimeError", () => `${op}: Expected a non-complex scalar as the order of norm.`, { rule: "argument-value" });
  const order = numberOf(c.interp, o.order);
  const dims = o.dims ?? [];
  if (order !== undefined && (order < 0 || order === Number.POSITIVE_INFINITY) && x.shape !== null && c.known(isEmpty(c.shapeOf(x))) === true) {
    const shown = order === Number.POSITIVE_INFINITY ? "inf" : order === Number.NEGATIVE_INFINITY ? "-inf" : shownNumber(c, o.order);
    const shape = c.shapeOf(x);
    c.check(dims.length > 0, "RuntimeError", () => `${op} cannot compute the ${shown} norm on an empty tensor because the operation does not have an identity`, { rule: "empty-reduction" });
    for (const d of dims) {
      const size = shape[wrapDim(c, d, shape.length)] as Dim;
      c.check(c.known(eq(size, 0)) !== true, "RuntimeError", () => `${op} cannot compute the ${shown} norm on the dimension ${print(d)}because this dimension is empty and the operation does not have an identity`, { rule: "empty-reduction" });
    }
  }
  checkNormType(c, x, o.type, op);
  const r = reduction(c, x, o.dims, o.keepdim);
  return write(c, o.out, new Tensor(reducedDims(r), realOf(o.type ?? x.dtype), { device: x.device }));
}

function matrixNorm(c: OpContext, x: Tensor, o: NormOptions): Tensor {
  const op = "linalg.matrix_norm";
  const order = typeof o.order === "string" ? o.order : Math.abs(numberOf(c.interp, o.order) ?? 1);
  const supported = typeof order === "string" ? order === "fro" || order === "nuc" : order === 1 || order === 2 || order === Number.POSITIVE_INFINITY;
  if (typeof order === "string") c.check(supported, "RuntimeError", () => `${op}: Order ${order} not supported.`, { rule: "argument-value" });
  if (typeof order !== "string") c.check(supported, "RuntimeError", () => `${op}: Order ${shownNumber(c, o.order)} not supported.`, { rule: "argument-value" });
  const shape = matrixShape(c, x, op);
  const simple = order === "fro" || order === 1 || order === Number.POSITIVE_INFINITY;
  checkFloating(c, x.dtype, op, simple);
  const dims = o.dims ?? [-2, -1];
  c.check(dims.length === 2, "RuntimeError", () => `${op}: dim must be a 2-tuple. Got ${dims.map((d) => (isConst(d) ? d : "?")).join(" ")}`, { rule: "dim-out-of-range" });
  const [i, j] = dims.map((d) => wrapDim(c, d, shape.length));
  c.check(i !== j, "RuntimeError", () => `${op}: dims must be different. Got (${i}, ${j})`, { rule: "dim-out-of-range" });
  checkNormType(c, x, o.type, op);
  const rest = o.keepdim ? shape.map((d, k) => (k === i || k === j ? 1 : d)) : shape.filter((_, k) => k !== i && k !== j);
  return write(c, o.out, new Tensor(rest, realOf(o.type ?? x.dtype), { device: x.device }));
}

defineOp({ name: "linalg.vector_norm", forms: ["torch.linalg.vector_norm"], signature: NATIVE, rule: (c, a) => vectorNorm(c, a.tensor("input"), optionsOf(a, a.value("ord"))) });
defineOp({ name: "linalg.matrix_norm", forms: ["torch.linalg.matrix_norm"], signature: NATIVE, rule: (c, a) => matrixNorm(c, a.tensor("input"), optionsOf(a, a.value("ord"))) });

defineOp({
  name: "linalg.norm",
  forms: ["torch.linalg.norm"],
  signature: NATIVE,
  rule: (c, a) => {
    const x = a.tensor("input");
    const o = optionsOf(a, a.value("ord"));
    if (o.dims) {
      const dims = o.dims;
      c.check(dims.length === 1 || dims.length === 2, "RuntimeError", () => `linalg.norm: If dim is specified, it must be of length 1 or 2. Got [${dims.map((d) => (isConst(d) ? d : "?")).join(", ")}]`, { rule: "dim-out-of-range" });
    }
    if (o.order === null) return vectorNorm(c, x, { ...o, order: 2 });
    if (!o.dims) {
      const rank = c.shapeOf(x).length;
      c.check(rank === 1 || rank === 2, "RuntimeError", () => `linalg.norm: If dim is not specified but ord is, the input must be 1D or 2D. Got ${rank}D.`, { rule: "rank" });
    }
    if (typeof o.order === "string") return matrixNorm(c, x, { ...o, dims: o.dims ?? [0, 1] });
    const matrix = o.dims ? o.dims.length === 2 : c.shapeOf(x).length === 2;
    return matrix ? matrixNorm(c, x, { ...o, dims: o.dims ?? [0, 1] }) : vectorNorm(c, x, o);
  },
});

// torch.norm is Python code that picks one of the above.
defineOp({
  name: "norm",
  forms: [
    { names: ["torch.norm", "torch.functional.norm"], signature: "input, p='fro', dim=None, keepdim=False, out=None, dtype=None", python: true },
    { names: ["Tensor.norm"], signature: "input, p='fro', dim=None, keepdim=False, dtype=None", python: true },
  ],
  signature: "input, p='fro', dim=None, keepdim=False, out=None, dtype=None",
  rule: (c, a) => {
    const input = a.value("input");
    if (!(input instanceof Tensor || input instanceof Unknown || input instanceof Alt)) c.interp.getattr(input, "layout", c.node);
    const x = a.tensor("input");
    const p = a.value("p") ?? new PyFloat(2);
    const dim = a.value("dim");
    const given = sequence(dim);
    const dims = dim === null ? null : typeof dim === "number" || typeof dim === "boolean" || dim instanceof SymInt || dim instanceof Unknown ? new PyList([dim]) : dim;
    const kwargs: Record<string, Value> = { dtype: a.value("dtype") };
    if (a.value("out") !== null) kwargs.out = a.value("out");
    if (typeof p !== "string") return c.call("torch.linalg.vector_norm", [x, p, dims, a.value("keepdim")], kwargs);
    const isInt = dim === null || dims !== dim;
    const count = given?.length ?? (isInt || p !== "fro" ? 0 : c.interp.len(dim, c.node));
    if (p === "fro" && (typeof count !== "number" || count <= 2)) return c.call("torch.linalg.vector_norm", [x, 2, dims, a.value("keepdim")], kwargs);
    const all = dims ?? new PyList(c.shapeOf(x).map((_, i) => i));
    return c.call("torch.linalg.matrix_norm", [x, p, all, a.value("keepdim")], kwargs);
  },
});

defineOp({
  name: "frobenius_norm",
  forms: nativeForms("frobenius_norm"),
  signature: NATIVE,
  rule: (c, a) => {
    const x = a.tensor("input");
    const dims = a.ints("dim");
    c.check(dims.length <= 2, "RuntimeError", () => `Expected at most 2 dimensions, but got ${dims.length} dimensions instead.`, { rule: "dim-out-of-range" });
    c.check(x.dtype.category >= 2, "RuntimeError", () => `norm(): input dtype should be either floating point or complex. Got ${scalarTypeName(x.dtype)} instead.`, { rule: "dtype" });
    return write(c, a.maybeTensor("out"), new Tensor(reducedDims(reduction(c, x, dims, a.bool("keepdim"))), realOf(x.dtype), { device: x.device }));
  },
});

/** One int stands for both dimensions. */
function pairOf(a: Args): readonly Dim[] {
  const given = a.ints("dim");
  return a.isSequence("dim") ? given : [given[0] as Dim, given[0] as Dim];
}

defineOp({
  name: "nuclear_norm",
  forms: nativeForms("nuclear_norm"),
  signature: NATIVE,
  rule: (c, a) => matrixNorm(c, a.tensor("input"), { order: "nuc", dims: takes(a, "dim") ? pairOf(a) : null, keepdim: a.bool("keepdim"), type: null, out: a.maybeTensor("out") }),
});

defineOp({
  name: "norm_except_dim",
  forms: nativeForms("norm_except_dim"),
  signature: NATIVE,
  rule: (c, a) => {
    const x = a.tensor("v");
    const shape = c.shapeOf(x);
    const dim = a.constInt("dim");
    const kept = dim === -1 ? null : dim < 0 && dim >= -shape.length ? dim + shape.length : dim;
    // A dimension but the first is moved to the front before anything else.
    const size = kept === null ? 1 : shape.length === 0 && kept === 0 ? c.fail("IndexError", "Dimension specified as 0 but tensor has no dimensions", { rule: "rank" }) : (shape[wrapDim(c, kept, shape.length)] ?? 1);
    if (kept !== null && c.known(eq(product(shape), 0)) === true && size === 0) {
      c.fail("RuntimeError", `cannot reshape tensor of 0 elements into shape ${kept !== 0 && kept === shape.length - 1 ? "[-1, 0]" : "[0, -1]"} because the unspecified dimension size -1 can be any value and is ambiguous`, { rule: "view-size" });
    }
    c.check(x.dtype.category >= 2, "RuntimeError", () => `norm(): input dtype should be either floating point or complex. Got ${scalarTypeName(x.dtype)} instead.`, { rule: "dtype" });
    return new Tensor(kept === null ? [] : shape.map((d, i) => (i === kept ? d : 1)), realOf(x.dtype), { device: x.device });
  },
});
