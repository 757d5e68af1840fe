/** `view`, `reshape` and what is made of them. */
import { type Cond, type Dim, and, eq, floordiv, isConst, mod, mul, or, print, printShape, product } from "../../dims/index.ts";
import { Alt, type Value } from "../../python/values.ts";
import { type Args, asDim, sequence } from "../args.ts";
import { defineOp } from "../define.ts";
import { type DType, INT64 } from "../dtype.ts";
import { NATIVE, takes } from "../native.ts";
import { tpName } from "../nativeErrors.ts";
import { type OpContext, sizes, wrapDim } from "../op.ts";
import { checkView } from "../suspicion/views.ts";
import type { Tensor } from "../tensor.ts";
import { nativeForms } from "./forms.ts";
import { complexOf, realOf } from "./promotion.ts";
import { isContiguous } from "./layout.ts";
import { stridesOf as formatted, suggestedFormat } from "./memoryFormat.ts";
import { formatArgument, formatStrides } from "./options.ts";
import { scalarTypeName } from "./scalarTypes.ts";
import { contiguousCopy, memoryOf, normalStrides, shiftMemory, stridesOf } from "./strided.ts";
import { inferSize, viewStrides } from "./viewSizes.ts";
import { checkNumel } from "./views.ts";

const NOT_COMPATIBLE = "view size is not compatible with input tensor's size and stride (at least one dimension spans across two contiguous subspaces). Use .reshape(...) instead.";

defineOp({
  name: "view",
  forms: ["Tensor.view", "torch.view_copy"],
  signature: NATIVE,
  rule: (c, a) => {
    const t = a.tensor("input");
    if (takes(a, "dtype")) return copied(c, a.signature.name, viewAs(c, t, a.maybeDtype("dtype") ?? t.dtype));
    const size = a.ints("size");
    return a.signature.name.endsWith("_copy") ? copied(c, a.signature.name, reshape(c, t, size)) : view(c, t, size);
  },
  formula: (c, a, result) => elementsFormula(c, a.tensor("input"), result),
  doc: "torch.Tensor.view",
});

/** The same elements, counted both ways: `2·3·4 = 24 = 6·4`. */
function elementsFormula(c: OpContext, t: Tensor, result: Tensor): readonly string[] {
  const [from, to] = [c.shapeOf(t), c.shapeOf(result)];
  return from.length === 0 || to.length === 0 ? [] : [`${from.map(print).join("·")} = ${print(product(from))} = ${to.map(print).join("·")}`];
}

/** The result of a `…_copy` form is not a view. */
function copied(c: OpContext, name: string, t: Tensor): Tensor {
  return name.endsWith("_copy") ? contiguousCopy(c, t, c.shapeOf(t)) : t;
}

defineOp({ name: "view_as", forms: ["Tensor.view_as"], signature: NATIVE, rule: (c, a) => view(c, a.tensor("input"), c.shapeOf(a.tensor("other"))), doc: "torch.Tensor.view_as" });

/** The sizes asked for; within vmap they are told with those that are mapped. */
function sizesWithin(c: OpContext, asked: readonly Dim[], shape: readonly Dim[]): readonly Dim[] {
  const { mapped } = c;
  return mapped.length === 0 ? inferSize(c, asked, shape) : inferSize(c, [...mapped, ...asked], [...mapped, ...shape]).slice(mapped.length);
}

/** A view of other sizes; raises where the memory does not allow it. */
export function view(c: OpContext, t: Tensor, asked: readonly Dim[]): Tensor {
  if (t.shape === null) return c.tensor(sizesOfUnknown(c, asked), t.dtype, { device: t.device });
  const shape = c.shapeOf(t);
  const to = sizesWithin(c, asked, shape);
  checkView(c, t, shape, asked, to);
  const strides = c.failure ? undefined : viewStrides(c, shape, t.strides, to);
  if (strides === "copy") {
    c.check(false, "RuntimeError", () => NOT_COMPATIBLE, {
      rule: "view-contiguity",
      law: () => `${c.op}: ${printShape(shape)} is not contiguous (strides ${printShape(t.strides ?? [])}), ${printShape(to)} needs a copy: .contiguous() or reshape`,
    });
    return contiguousCopy(c, t, to);
  }
  return alias(c, t, to, strides);
}

/** The same elements in the same order with other sizes and strides. */
function alias(c: OpContext, t: Tensor, shape: readonly Dim[], strides: readonly Dim[] | null | undefined): Tensor {
  const count = product(shape);
  const out = c.tensor(shape, t.dtype, { strides: strides && normalStrides(shape, strides), device: t.device, data: t.data && t.data.length === count ? t.data : null });
  if (t.hasKnownElements) out.shareMemory(t);
  shiftMemory(c, out, t, 0);
  return out;
}

/** What can be said of a view of a tensor whose rank is not known. */
function sizesOfUnknown(c: OpContext, asked: readonly Dim[]): readonly Dim[] {
  return asked.map((d) => (isConst(d) && d < 0 ? c.freshDim() : d));
}

/** `reshape`: a view if the memory allows it, else a copy. */
export function reshape(c: OpContext, t: Tensor, asked: readonly Dim[]): Tensor {
  if (t.shape === null) return c.tensor(sizesOfUnknown(c, asked), t.dtype, { device: t.device });
  const shape = c.shapeOf(t);
  // What is not contiguous is looked at as the mapped function sees it.
  const to = isContiguous(c, shape, t.strides) === false ? inferSize(c, asked, shape) : sizesWithin(c, asked, shape);
  checkView(c, t, shape, asked, to);
  const strides = c.failure ? undefined : viewStrides(c, shape, t.strides, to);
  return strides === "copy" ? contiguousCopy(c, t, to, t.data) : alias(c, t, to, strides);
}

defineOp({ name: "reshape", forms: nativeForms("reshape"), signature: NATIVE, rule: (c, a) => reshape(c, a.tensor("input"), a.ints("shape")), formula: (c, a, result) => elementsFormula(c, a.tensor("input"), result), doc: "torch.reshape" });
defineOp({ name: "reshape_as", forms: ["Tensor.reshape_as"], signature: NATIVE, rule: (c, a) => reshape(c, a.tensor("input"), c.shapeOf(a.tensor("other"))), doc: "torch.Tensor.reshape_as" });
defineOp({ name: "ravel", forms: nativeForms("ravel"), signature: NATIVE, rule: (c, a) => ravel(c, a.tensor("input")), doc: "torch.ravel" });

/** One dimension, of a copy unless the tensor is contiguous. */
function ravel(c: OpContext, t: Tensor): Tensor {
  const shape = c.shapeOf(t);
  const count = [product(shape)];
  const whole = isContiguous(c, shape, t.strides);
  return whole ? reshape(c, t, count) : contiguousCopy(c, t, count, t.data);
}

defineOp({ name: "flatten", forms: nativeForms("flatten"), signature: NATIVE, rule: (c, a) => flatten(c, a.tensor("input"), a.int("start_dim"), a.int("end_dim")), doc: "torch.flatten" });

/** Merges the dimensions from `start` to `end`. */
export function flatten(c: OpContext, t: Tensor, start: Dim, end: Dim): Tensor {
  if (t.shape === null && t.shapeVar && isConst(start) && start >= 0 && end === -1) {
    const leading = Array.from({ length: start }, (_, i) => t.shapeVar?.sizeAt(i) ?? 0);
    return c.tensor([...leading, c.freshDim()], t.dtype, { device: t.device });
  }
  const shape = c.shapeOf(t);
  const rule = { rule: "dim-out-of-range" };
  const from = wrapDim(c, start, shape.length, rule);
  const to = wrapDim(c, end, shape.length, rule);
  if (from > to) c.fail("RuntimeError", "flatten() has invalid args: start_dim cannot come after end_dim", rule);
  if (shape.length === 0) return reshape(c, t, [1]);
  if (from === to) return t;
  const merged = [...shape.slice(0, from), product(shape.slice(from, to + 1)), ...shape.slice(to + 1)];
  const strides = viewStrides(c, shape, t.strides, merged);
  c.explain(() => [`${print(merged[from] as Dim)} = ${shape.slice(from, to + 1).map(print).join("·")}`]);
  return strides === "copy" ? contiguousCopy(c, t, merged, t.data) : alias(c, t, merged, strides);
}

defineOp({ name: "unflatten", forms: ["torch.unflatten"], signature: NATIVE, rule: (c, a) => unflatten(c, a.tensor("input"), a.int("dim"), a.ints("sizes")), doc: "torch.unflatten" });
defineOp({
  name: "unflatten",
  forms: [{ names: ["Tensor.unflatten"], python: true }],
  signature: "input, dim, sizes",
  rule: (c, a) => {
    const given = a.value("sizes");
    const items = sequence(given);
    if (items?.length === 0) c.fail("RuntimeError", "unflatten: sizes must be non-empty", { rule: "view-size" });
    const dim = (typeof a.value("dim") === "boolean" ? undefined : asDim(c.interp, a.value("dim"))) ?? wrongType(c, "dim", 1, "int", a.value("dim"));
    const first = items?.[0] ?? null;
    if (items && (typeof first === "boolean" || (asDim(c.interp, first) === undefined && !(first instanceof Alt)))) {
      c.fail("TypeError", `unflatten(): argument 'sizes' (position 2) must be tuple of ints, but found element of type ${tpName(c.interp, first)} at pos 0`, { rule: "argument-type" });
    }
    const sizesGiven = items?.map((v) => asDim(c.interp, v) ?? c.giveUp("a size is not known")) ?? wrongType(c, "sizes", 2, "tuple of ints", given);
    return unflatten(c, a.tensor("input"), dim, sizesGiven);
  },
});

function wrongType(c: OpContext, name: string, position: number, expected: string, got: Value): never {
  return c.fail("TypeError", `unflatten(): argument '${name}' (position ${position}) must be ${expected}, not ${tpName(c.interp, got)}`, { rule: "argument-type" });
}

/** Splits one dimension into several. */
export function unflatten(c: OpContext, t: Tensor, dim: Dim, asked: readonly Dim[]): Tensor {
  const shape = c.shapeOf(t);
  const at = wrapDim(c, dim, shape.length);
  if (asked.length === 0) c.fail("RuntimeError", "unflatten: sizes must be non-empty", { rule: "view-size" });
  const size = shape[at] ?? 1;
  const free = asked.indexOf(-1);
  const given = product(asked.filter((_, i) => i !== free));
  const fits: Cond = free < 0 ? eq(given, size) : given === 0 ? false : eq(mod(size, given), 0);
  c.check(fits, "RuntimeError", () => `unflatten: Provided sizes ${sizes(asked)} don't multiply up to the size of dim ${at} (${print(size)}) in the input tensor`, {
    rule: "view-size",
    law: () => `unflatten: ${printShape(asked)} does not make up ${print(size)} (dim ${at} of ${printShape(shape)})`,
  });
  const parts = c.failure ? asked.map((d) => (d === -1 ? c.freshDim() : d)) : inferSize(c, asked, [size]);
  const to = shape.length === 0 ? parts : [...shape.slice(0, at), ...parts, ...shape.slice(at + 1)];
  if (c.failure) return contiguousCopy(c, t, to);
  const strides = viewStrides(c, shape, t.strides, to);
  return strides === "copy" ? contiguousCopy(c, t, to) : alias(c, t, to, strides);
}

/** `view(dtype)`: the same bytes read as another type. */
function viewAs(c: OpContext, t: Tensor, to: DType): Tensor {
  const from = t.dtype;
  if (from.bits === to.bits) return c.tensor(t.shapeOrVar, to, { strides: t.strides, device: t.device });
  const shape = c.shapeOf(t);
  const strides = stridesOf(t, shape);
  const end = `${scalarTypeName(from)} as ${scalarTypeName(to)} (different element sizes)`;
  const why = { rule: "dtype" };
  if (shape.length === 0) c.fail("RuntimeError", `self.dim() cannot be 0 to view ${end}`, why);
  const last = shape.at(-1) as Dim;
  const lastStride = strides?.at(-1);
  if (to.bits > from.bits) {
    const ratio = to.bits / from.bits;
    const offset = memoryOf(c, t)?.offset;
    if (offset !== undefined && c.known(eq(mod(last, ratio), 0)) === true && lastStride === 1) c.check(eq(mod(offset, ratio), 0), "RuntimeError", () => `self.storage_offset() must be divisible by ${ratio} to view ${end}, but got ${print(offset)}`, why);
    c.check(eq(mod(last, ratio), 0), "RuntimeError", () => `self.size(-1) must be divisible by ${ratio} to view ${end}, but got ${print(last)}`, why);
  }
  if (lastStride !== undefined) c.check(eq(lastStride, 1), "RuntimeError", () => `self.stride(-1) must be 1 to view ${end}, but got ${print(lastStride)}`, why);
  if (to.bits > from.bits) {
    const ratio = to.bits / from.bits;
    strides?.slice(0, -1).forEach((s, i) => {
      c.check(eq(mod(s, ratio), 0), "RuntimeError", () => `self.stride(${i}) must be divisible by ${ratio} to view ${end}, but got ${print(s)}`, why);
    });
  }
  const scale = (d: Dim): Dim => (to.bits > from.bits ? floordiv(d, to.bits / from.bits) : mul(d, from.bits / to.bits));
  const size = [...shape.slice(0, -1), scale(last)];
  return c.tensor(size, to, { strides: strides && normalStrides(size, [...strides.slice(0, -1).map(scale), 1]), device: t.device });
}

defineOp({ name: "view_as_real", forms: nativeForms("view_as_real", "view_as_real_copy"), signature: NATIVE, rule: (c, a) => copied(c, a.signature.name, viewAsReal(c, a.tensor("input"))), doc: "torch.view_as_real" });

/** A complex tensor as a real one with a last dimension of two; other types raise. */
export function viewAsReal(c: OpContext, t: Tensor): Tensor {
  if (t.dtype.category !== 3) c.fail("RuntimeError", "view_as_real is only supported for complex tensors", { rule: "dtype" });
  const shape = c.shapeOf(t);
  const strides = stridesOf(t, shape);
  const size = [...shape, 2];
  return c.tensor(size, realOf(t.dtype), { strides: strides && normalStrides(size, [...strides.map((s) => mul(s, 2)), 1]), device: t.device });
}

defineOp({
  name: "view_as_complex",
  forms: nativeForms("view_as_complex", "view_as_complex_copy"),
  signature: NATIVE,
  rule: (c, a) => {
    const t = a.tensor("input");
    const type = t.dtype.name;
    if (type !== "float32" && type !== "float64" && type !== "float16") {
      c.fail("RuntimeError", `view_as_complex is only supported for half, float and double tensors, but got a tensor of scalar type: ${scalarTypeName(t.dtype)}`, { rule: "dtype" });
    }
    const shape = c.shapeOf(t);
    if (shape.length === 0) c.fail("RuntimeError", "Input tensor must have one or more dimensions", { rule: "rank" });
    c.check(eq(shape.at(-1) as Dim, 2), "RuntimeError", () => "Tensor must have a last dimension of size 2", {
      rule: "view-size",
      law: () => `view_as_complex: the last dimension must be 2 (real and imaginary part), got ${print(shape.at(-1) as Dim)} in ${printShape(shape)}`,
    });
    const strides = stridesOf(t, shape);
    if (strides) {
      c.check(eq(strides.at(-1) as Dim, 1), "RuntimeError", () => "Tensor must have a last dimension with stride 1", { rule: "view-contiguity" });
      strides.slice(0, -1).forEach((s, i) => {
        if (shape[i] !== 1) c.check(eq(mod(s, 2), 0), "RuntimeError", () => "Tensor must have a stride divisible by 2 for all but last dimension", { rule: "view-contiguity" });
      });
      const offset = memoryOf(c, t)?.offset;
      if (isConst(offset ?? 0) && ((offset ?? 0) as number) % 2 !== 0) c.check(false, "RuntimeError", () => "Tensor must have a storage_offset divisible by 2", { rule: "view-contiguity" });
    }
    const offset = memoryOf(c, t)?.offset;
    if (offset !== undefined) c.check(eq(mod(offset, 2), 0), "RuntimeError", () => "Tensor must have a storage_offset divisible by 2", { rule: "view-contiguity" });
    const size = shape.slice(0, -1);
    const out = c.tensor(size, complexOf(t.dtype), { strides: strides && normalStrides(size, strides.slice(0, -1).map((s) => floordiv(s, 2))), device: t.device });
    return copied(c, a.signature.name, out);
  },
  doc: "torch.view_as_complex",
});

defineOp({
  name: "resize_",
  forms: ["Tensor.resize_"],
  signature: NATIVE,
  rule: (c, a) => resize(c, a, a.ints("size")),
  inPlace: true,
});
defineOp({
  name: "resize_as_",
  forms: nativeForms("resize_as"),
  signature: NATIVE,
  rule: (c, a) => resize(c, a, c.shapeOf(a.tensor("the_template"))),
  inPlace: true,
});

function resize(c: OpContext, a: Args, shape: readonly Dim[]): Tensor {
  const t = a.tensor("input");
  const format = formatArgument(c, a);
  checkNumel(c, shape);
  const template = takes(a, "the_template") ? a.tensor("the_template") : null;
  // A template's format is kept.
  const preserved = format === "preserve_format" && template;
  c.check(format !== "preserve_format" || preserved !== null, "RuntimeError", () => "Unsupported memory formatPreserve", { rule: "argument-value" });
  const same = t.shape !== null && t.shape.length === shape.length && t.shape.every((d, i) => d === shape[i]);
  if (same && format === null) return t;
  const strides = preserved ? formatted(suggestedFormat(c, shape, preserved.strides), shape) : formatStrides(c, shape, format, () => undefined);
  t.become(c.tensor(shape, t.dtype, { strides, device: t.device }));
  return t;
}

defineOp({
  name: "sum_to_size",
  forms: ["Tensor.sum_to_size"],
  signature: NATIVE,
  rule: (c, a) => {
    const t = a.tensor("input");
    const shape = c.shapeOf(t);
    const to = a.ints("size");
    const lead = shape.length - to.length;
    const fits: Cond = lead < 0 ? false : and(...to.map((d, i) => or(eq(d, shape[i + lead] as Dim), eq(d, 1))));
    c.check(fits, "RuntimeError", () => `size {${sizes(to)}} is not expandable to size {${sizes(shape)}}.`, { rule: "expand-size" });
    const reduces = to.length === 0 || to.length !== shape.length || to.some((d, i) => c.known(eq(d, shape[i] as Dim)) !== true);
    return c.tensor(to, reduces && t.dtype.category < 2 ? INT64 : t.dtype, { device: t.device });
  },
});
