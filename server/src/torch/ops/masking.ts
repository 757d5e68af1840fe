/** Masks: masked_fill, masked_select, masked_scatter, where, nonzero. */
import { type Dim, and, eq, isConst, lt, print, printShape, product } from "../../dims/index.ts";
import { type Value, PyTuple } from "../../python/values.ts";
import type { Args } from "../args.ts";
import { defineOp } from "../define.ts";
import { INT64 } from "../dtype.ts";
import { NATIVE, takes } from "../native.ts";
import { type OpContext, sizes } from "../op.ts";
import { Tensor, contiguousStrides } from "../tensor.ts";
import { broadcastShapes } from "./broadcast.ts";
import { nativeForms } from "./forms.ts";
import { checkOverlap, converted, outOf, pointwise, write } from "./pointwise.ts";
import { numberOf, resultType } from "./promotion.ts";
import { cppTypeName, scalarTypeName } from "./scalarTypes.ts";
import { checkFits } from "./scalars.ts";
import { elementsAt, normalStrides } from "./strided.ts";
import { expand } from "./views.ts";

defineOp({ name: "masked_fill", forms: nativeForms("masked_fill"), signature: NATIVE, rule: maskedFill, doc: "torch.Tensor.masked_fill_" });

function maskedFill(c: OpContext, a: Args): Tensor {
  const t = a.tensor("input");
  const mask = a.tensor("mask");
  const value = a.value("value");
  const inPlace = a.signature.name.endsWith("_");
  const rank = value instanceof Tensor ? (value.shape?.length ?? 0) : 0;
  const isBool = (): void => c.check(mask.dtype.category === 0, "RuntimeError", () => `masked_fill_ only supports boolean masks, but got mask with dtype ${cppTypeName(mask.dtype)}`, { rule: "dtype", law: () => `masked_fill: the mask must be bool, got ${mask.dtype.name}` });
  if (inPlace && rank === 0) isBool();
  const shape = maskedShape(c, t, mask, inPlace);
  c.check(rank === 0, "RuntimeError", () => `masked_fill_ only supports a 0-dimensional value tensor, but got tensor with ${rank} dimension(s).`, { rule: "rank" });
  isBool();
  checkFits(c, value, t.dtype);
  const imaginary = value instanceof Tensor && value.dtype.category === 3 && t.dtype.category > 0 && t.dtype.category < 3;
  c.check(!imaginary, "RuntimeError", () => `value cannot be converted to type ${t.dtype.category === 1 ? `${t.dtype.name}_t` : cppTypeName(t.dtype)} without overflow`, { rule: "dtype" });
  if (inPlace || shape === null) {
    if (!inPlace) return c.like(t);
    t.forgetData();
    return t;
  }
  return c.tensor(shape, t.dtype, { device: t.device, data: filled(c, t, mask, value, shape) });
}

/** The shape of a tensor with a mask broadcast; null: the rank is not known. */
function maskedShape(c: OpContext, t: Tensor, mask: Tensor, inPlace: boolean): readonly Dim[] | null {
  if (t.shape === null && (mask.shape === null || mask.shape.length === 0)) return null;
  const own = c.shapeOf(t);
  const other = c.shapeOf(mask);
  const shape = broadcastShapes(c, inPlace ? [own, other] : [other, own], { law: (m, x, dim) => `${c.op}: the mask ${printShape(m)} does not broadcast with ${printShape(x)} (dim ${dim})` });
  if (inPlace) {
    const fits = own.length === shape.length ? and(...own.map((d, i) => eq(d, shape[i] as Dim))) : false;
    c.check(fits, "RuntimeError", () => `output with shape ${sizes(own)} doesn't match the broadcast shape ${sizes(shape)}`, { rule: "broadcast", law: () => `${c.op}: the mask ${printShape(other)} is larger than the tensor ${printShape(own)} that is changed in place` });
  }
  return shape;
}

/** Row-major elements of a tensor expanded to a shape. */
function spread(t: Tensor, shape: readonly Dim[]): readonly number[] | null {
  if (!t.data || t.shape === null) return null;
  const own = t.shape;
  const dense = contiguousStrides(own);
  const lead = shape.length - own.length;
  return elementsAt(t.data, shape, shape.map((_, i) => (i < lead || own[i - lead] === 1 ? 0 : (dense[i - lead] as Dim))), 0);
}

function filled(c: OpContext, t: Tensor, mask: Tensor, value: Value, shape: readonly Dim[]): readonly number[] | null {
  if (c.failure) return null;
  const x = value instanceof Tensor ? value.data?.[0] : numberOf(c.interp, value);
  const elements = spread(t, shape);
  const hits = spread(mask, shape);
  return x === undefined || !elements || !hits ? null : elements.map((e, i) => (hits[i] !== 0 ? x : e));
}

defineOp({
  name: "masked_select",
  forms: nativeForms("masked_select"),
  signature: NATIVE,
  rule: (c, a) => {
    const t = a.tensor("input");
    const mask = a.tensor("mask");
    c.check(mask.dtype.category === 0, "RuntimeError", () => "masked_select: expected BoolTensor for mask", { rule: "dtype" });
    const shape = maskedShape(c, t, mask, false);
    const hits = shape && !c.failure ? spread(mask, shape) : null;
    const count: Dim = hits ? hits.filter((x) => x !== 0).length : c.freshDim();
    const elements = shape && hits ? spread(t, shape) : null;
    return write(c, outOf(a), c.tensor([count], t.dtype, { device: t.device, data: elements && hits ? elements.filter((_, i) => hits[i] !== 0) : null }));
  },
  doc: "torch.masked_select",
});

defineOp({
  name: "masked_scatter",
  forms: nativeForms("masked_scatter"),
  signature: NATIVE,
  rule: (c, a) => {
    const t = a.tensor("input");
    const mask = a.tensor("mask");
    const source = a.tensor("source");
    const inPlace = a.signature.name.endsWith("_");
    const own = c.shapeOf(t);
    if (inPlace) {
      checkOverlap(c, t);
      c.check(t.dtype === source.dtype, "RuntimeError", () => `masked_scatter: expected self and source to have same dtypes but got${scalarTypeName(t.dtype)} and ${scalarTypeName(source.dtype)}`, { rule: "dtype" });
      expand(c, mask, own);
    }
    const shape = inPlace ? own : broadcastShapes(c, [c.shapeOf(mask), own]);
    c.check(t.dtype === source.dtype, "RuntimeError", () => `masked_scatter: expected self and source to have same dtypes but got${scalarTypeName(t.dtype)} and ${scalarTypeName(source.dtype)}`, { rule: "dtype" });
    c.check(mask.dtype.category === 0, "RuntimeError", () => `masked_scatter_ only supports boolean masks, but got mask with dtype ${scalarTypeName(mask.dtype)}`, { rule: "dtype" });
    const hits = c.failure ? null : spread(mask, shape);
    const count = product(c.shapeOf(source));
    if (hits && isConst(count)) {
      const wanted = hits.filter((x) => x !== 0).length;
      c.check(count >= wanted, "RuntimeError", () => "Number of elements of source < number of ones in mask", { rule: "broadcast", law: () => `masked_scatter: ${wanted} places are filled from ${print(count)} elements` });
    }
    if (!inPlace) return c.tensor(shape, t.dtype, { device: t.device });
    t.forgetData();
    return t;
  },
  doc: "torch.Tensor.masked_scatter_",
});

// ---------------------------------------------------------------- where

defineOp({
  name: "where",
  forms: nativeForms("where"),
  signature: NATIVE,
  rule: (c, a) => {
    const condition = a.tensor("condition");
    if (!takes(a, "other")) return places(c, condition);
    const isMethod = takes(a, "input");
    const x = isMethod ? a.value("input") : a.value("self");
    const y = a.value("other");
    c.check(condition.dtype.category === 0 || condition.dtype.name === "uint8", "RuntimeError", () => `where expected condition to be a boolean tensor, but got a tensor with dtype ${scalarTypeName(condition.dtype)}`, {
      rule: "dtype",
      law: () => `where: the condition must be bool, got ${condition.dtype.name}`,
    });
    const common = resultType([x, y]);
    const out = takes(a, "out") ? outOf(a) : null;
    if (out) c.check(out.dtype === common, "RuntimeError", () => `Expected out type to be ${scalarTypeName(common)} but got ${scalarTypeName(out.dtype)}`, { rule: "dtype" });
    return pointwise(c, { inputs: [condition, converted(c, x, common), converted(c, y, common)], common, asTheyAre: true, out, compute: (m: number, p: number, q: number) => (m !== 0 ? p : q) });
  },
  doc: "torch.where",
});

/** One index vector for each dimension of the places that are not 0. */
function places(c: OpContext, t: Tensor): PyTuple {
  const shape = c.shapeOf(t);
  const rank = Math.max(1, shape.length);
  const hits = t.data?.flatMap((x, i) => (x !== 0 ? [i] : []));
  const count: Dim = hits ? hits.length : c.freshDim();
  const strides = contiguousStrides(shape);
  return new PyTuple(
    Array.from({ length: rank }, (_, k) => {
      const size = shape[k] ?? 1;
      const data = hits && isConst(size) && strides.every(isConst) ? hits.map((i) => (shape.length === 0 ? 0 : Math.floor(i / (strides[k] as number)) % size)) : null;
      return c.tensor([count], INT64, { device: t.device, data });
    }),
  );
}

/** The places that are not 0, one a row; in memory one a column. */
function nonzero(c: OpContext, t: Tensor): Tensor {
  const rank = c.shapeOf(t).length;
  const count = t.data ? t.data.filter((x) => x !== 0).length : c.freshDim();
  const shape = [count, rank];
  return c.tensor(shape, INT64, { strides: normalStrides(shape, [1, isConst(count) ? Math.max(1, count) : count]), device: t.device });
}

defineOp({
  name: "nonzero",
  forms: nativeForms("nonzero"),
  signature: NATIVE,
  rule: (c, a) => {
    const t = a.tensor("input");
    if (a.bool("as_tuple")) return places(c, t);
    return takes(a, "out") ? write(c, outOf(a), nonzero(c, t)) : nonzero(c, t);
  },
  doc: "torch.nonzero",
});
defineOp({ name: "argwhere", forms: nativeForms("argwhere"), signature: NATIVE, rule: (c, a) => nonzero(c, a.tensor("input")), doc: "torch.argwhere" });
defineOp({
  name: "nonzero_static",
  forms: nativeForms("nonzero_static"),
  signature: NATIVE,
  rule: (c, a) => {
    const t = a.tensor("input");
    const size = a.int("size");
    if (c.known(lt(size, 0)) === true) c.fail("RuntimeError", "nonzero_static: 'size' must be an non-negative integer", { rule: "argument-value" });
    return c.tensor([size, c.shapeOf(t).length], INT64, { device: t.device });
  },
});
