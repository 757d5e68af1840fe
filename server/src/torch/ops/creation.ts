/** New tensors of a given size or like another: zeros, ones, full, empty, `…_like`, `new_…`; and tensors of given elements. */
import { type Dim, eq, isConst, lt, product } from "../../dims/index.ts";
import { Alt, Unknown, type Value } from "../../python/values.ts";
import type { Args } from "../args.ts";
import { floatDefault } from "../defaultType.ts";
import { defineOp } from "../define.ts";
import type { DType } from "../dtype.ts";
import { NATIVE } from "../native.ts";
import type { OpContext } from "../op.ts";
import { Tensor } from "../tensor.ts";
import { nativeForms } from "./forms.ts";
import { type Creation, checkSizes, create, deviceArgument, finish, formatArgument, formatStrides } from "./options.ts";
import { orderedStrides, preservedStrides, stridesLike } from "./layout.ts";
import { broadcastShapes } from "./broadcast.ts";
import { cast, checkKernel, complexOf, numberOf } from "./promotion.ts";
import { scalarTypeName } from "./scalarTypes.ts";
import { checkFits, elementType, scalarType } from "./scalars.ts";
import { filled, normalStrides } from "./strided.ts";
import { tensorOf } from "./tensorData.ts";
import { outOf } from "./pointwise.ts";

// ---------------------------------------------------------------- of a size

for (const [name, value] of [["zeros", 0], ["ones", 1]] as const) {
  defineOp({
    name,
    forms: nativeForms(name),
    signature: NATIVE,
    rule: (c, a) => {
      const shape = a.ints("size");
      if (name === "zeros" && shape.some((d) => isConst(d) && d < 0)) c.fail("RuntimeError", "zeros: Dimension size must be non-negative.", { rule: "argument-value" });
      return create(c, a, checkSizes(c, shape), { dtype: a.maybeDtype("dtype") ?? floatDefault(), data: filled(shape, value) });
    },
    doc: `torch.${name}`,
  });
}

defineOp({
  name: "empty",
  forms: nativeForms("empty", "empty_quantized"),
  signature: NATIVE,
  rule: (c, a) => {
    const shape = checkSizes(c, a.ints("size"));
    const format = formatArgument(c, a);
    if (format === "preserve_format") c.fail("RuntimeError", "unsupported memory format Preserve", { rule: "argument-value" });
    return create(c, a, shape, { dtype: a.maybeDtype("dtype") ?? floatDefault(), strides: formatStrides(c, shape, format, () => undefined) });
  },
  doc: "torch.empty",
});

defineOp({
  name: "full",
  forms: nativeForms("full"),
  signature: NATIVE,
  rule: (c, a) => {
    const shape = checkSizes(c, a.ints("size"));
    const value = a.value("fill_value");
    const type = a.maybeDtype("dtype") ?? typeOfFill(value);
    if ((value instanceof Unknown || value instanceof Alt) && a.isNone("dtype")) c.type = "open";
    checkFits(c, value, type, c.known(eq(product(shape), 1)) === true);
    return create(c, a, shape, { dtype: type, data: fill(c, shape, value, type) });
  },
  doc: "torch.full",
});

function typeOfFill(value: Value): DType {
  return value instanceof Tensor ? scalarType(value.dtype) : (elementType(value) ?? floatDefault());
}

/** The elements of a tensor filled with a number. */
function fill(c: OpContext, shape: readonly Dim[], value: Value, type: DType): readonly number[] | null {
  const x = value instanceof Tensor ? value.data?.[0] : numberOf(c.interp, value);
  return filled(shape, x === undefined || type.category === 3 ? undefined : cast(x, type));
}

defineOp({
  name: "empty_strided",
  forms: nativeForms("empty_strided"),
  signature: NATIVE,
  rule: (c, a) => {
    const shape = checkSizes(c, a.ints("size"));
    const strides = a.ints("stride");
    if (shape.length !== strides.length) c.fail("RuntimeError", `dimensionality of sizes (${shape.length}) must match dimensionality of strides (${strides.length})`, { rule: "argument-value" });
    return create(c, a, shape, { dtype: a.maybeDtype("dtype") ?? floatDefault(), strides: normalStrides(shape, strides) });
  },
});

defineOp({
  name: "empty_permuted",
  forms: nativeForms("empty_permuted"),
  signature: NATIVE,
  rule: (c, a) => {
    const shape = a.ints("size");
    const order = a.ints("physical_layout");
    if (order.length !== shape.length) {
      c.fail("RuntimeError", `Number of dimensions in size does not match the length of the physical_layout; i.e. len(size) = ${shape.length} is not equal to len(physical_layout) = ${order.length}`, { rule: "argument-value" });
    }
    const seen = new Set<number>();
    const slowestFirst = order.map((d, i) => {
      if (!isConst(d)) return c.giveUp("the layout is not known");
      if (d < 0 || d >= shape.length) {
        c.fail("RuntimeError", `Dimension out of range (expected to be between 0 and ${shape.length - 1}, but got ${d} at index ${i}).  NB: negative dims not currently supported; file an issue if you want it.`, { rule: "dim-out-of-range" });
      }
      if (seen.has(d)) c.fail("RuntimeError", "Duplicate dim not allowed", { rule: "argument-value" });
      seen.add(d);
      return d;
    });
    checkSizes(c, slowestFirst.map((d) => shape[d] as Dim));
    return create(c, a, shape, { dtype: a.maybeDtype("dtype") ?? floatDefault(), strides: orderedStrides(shape, slowestFirst.reverse()) });
  },
});

defineOp({
  name: "scalar_tensor",
  forms: nativeForms("scalar_tensor"),
  signature: NATIVE,
  rule: (c, a) => {
    const type = a.maybeDtype("dtype") ?? floatDefault();
    checkFits(c, a.value("s"), type);
    return create(c, a, [], { dtype: type, data: fill(c, [], a.value("s"), type) });
  },
});

// ---------------------------------------------------------------- like another

/** A tensor of another's shape: its type, device and order of dimensions unless told otherwise. */
export function createLike(c: OpContext, a: Args, t: Tensor, made: (type: DType, shape: readonly Dim[] | null) => Partial<Creation> = () => ({})): Tensor {
  const type = a.maybeDtype("dtype") ?? t.dtype;
  if (t.shape === null) {
    const device = deviceArgument(c, a.value("device")) ?? t.device;
    made(type, null);
    return finish(c, a, c.tensor(t.shapeOrVar, type, { device, strides: t.strides }));
  }
  const shape = c.shapeOf(t);
  const strides = formatStrides(c, shape, formatArgument(c, a), () => preservedStrides(c, t));
  return create(c, a, shape, { dtype: type, device: t.device, strides, ...made(type, shape) });
}

for (const [name, value] of [["zeros_like", 0], ["ones_like", 1], ["empty_like", undefined]] as const) {
  defineOp({
    name,
    forms: nativeForms(name),
    signature: NATIVE,
    rule: (c, a) => createLike(c, a, a.tensor("input"), (_type, shape) => ({ data: shape && filled(shape, value) })),
    doc: `torch.${name}`,
  });
}

defineOp({
  name: "full_like",
  forms: nativeForms("full_like"),
  signature: NATIVE,
  rule: (c, a) => {
    const value = a.value("fill_value");
    return createLike(c, a, a.tensor("input"), (type, shape) => {
      checkFits(c, value, type);
      return { data: shape && fill(c, shape, value, type) };
    });
  },
  doc: "torch.full_like",
});

for (const [name, value] of [["new_zeros", 0], ["new_ones", 1], ["new_empty", undefined]] as const) {
  defineOp({
    name,
    forms: nativeForms(name),
    signature: NATIVE,
    rule: (c, a) => {
      const t = a.tensor("input");
      const shape = checkSizes(c, a.ints("size"));
      return create(c, a, shape, { dtype: a.maybeDtype("dtype") ?? t.dtype, device: t.device, data: filled(shape, value) });
    },
    doc: `torch.Tensor.${name}`,
  });
}

defineOp({
  name: "new_full",
  forms: nativeForms("new_full"),
  signature: NATIVE,
  rule: (c, a) => {
    const t = a.tensor("input");
    const shape = checkSizes(c, a.ints("size"));
    const value = a.value("fill_value");
    const type = a.maybeDtype("dtype") ?? t.dtype;
    checkFits(c, value, type, c.known(eq(product(shape), 1)) === true);
    return create(c, a, shape, { dtype: type, device: t.device, data: fill(c, shape, value, type) });
  },
  doc: "torch.Tensor.new_full",
});

defineOp({
  name: "new_empty_strided",
  forms: nativeForms("new_empty_strided"),
  signature: NATIVE,
  rule: (c, a) => {
    const t = a.tensor("input");
    const shape = checkSizes(c, a.ints("size"));
    const strides = a.ints("stride");
    if (shape.length !== strides.length) c.fail("RuntimeError", `dimensionality of sizes (${shape.length}) must match dimensionality of strides (${strides.length})`, { rule: "argument-value" });
    return create(c, a, shape, { dtype: a.maybeDtype("dtype") ?? t.dtype, device: t.device, strides: normalStrides(shape, strides) });
  },
});

// ---------------------------------------------------------------- of elements

defineOp({
  name: "tensor",
  forms: ["torch.tensor"],
  signature: NATIVE,
  rule: (c, a) => finish(c, a, tensorOf(c, a.value("data"), a.maybeDtype("dtype"), deviceArgument(c, a.value("device")))),
  doc: "torch.tensor",
});

defineOp({
  name: "as_tensor",
  forms: ["torch.as_tensor", "torch.asarray"],
  signature: NATIVE,
  rule: (c, a) => {
    const data = a.value(a.signature.name === "asarray" ? "obj" : "data");
    const type = a.maybeDtype("dtype");
    const device = deviceArgument(c, a.value("device"));
    if (data instanceof Tensor && (type === null || type === data.dtype) && (device === null || device === data.device) && a.value("copy") !== true) return data;
    return finish(c, a, tensorOf(c, data, type, device));
  },
  doc: "torch.as_tensor",
});

defineOp({
  name: "new_tensor",
  forms: ["Tensor.new_tensor"],
  signature: NATIVE,
  rule: (c, a) => {
    const t = a.tensor("input");
    return finish(c, a, tensorOf(c, a.value("data"), a.maybeDtype("dtype") ?? t.dtype, deviceArgument(c, a.value("device")) ?? t.device));
  },
  doc: "torch.Tensor.new_tensor",
});

// ---------------------------------------------------------------- complex

for (const name of ["complex", "polar"] as const) {
  defineOp({
    name,
    forms: nativeForms(name),
    signature: NATIVE,
    rule: (c, a) => {
      const [first, second] = name === "complex" ? (["real", "imag"] as const) : (["abs", "angle"] as const);
      const x = a.tensor(first);
      const y = a.tensor(second);
      const isFloat = (t: Tensor): boolean => t.dtype.name === "float16" || t.dtype.name === "float32" || t.dtype.name === "float64";
      c.check(isFloat(x) && isFloat(y), "RuntimeError", () => `Expected both inputs to be Half, Float or Double tensors but got ${scalarTypeName(x.dtype)} and ${scalarTypeName(y.dtype)}`, { rule: "dtype" });
      c.check(x.dtype === y.dtype, "RuntimeError", () => `Expected object of scalar type ${scalarTypeName(x.dtype)} but got scalar type ${scalarTypeName(y.dtype)} for second argument`, { rule: "dtype" });
      const shape = broadcastShapes(c, [c.shapeOf(x), c.shapeOf(y)]);
      if (name === "polar") checkKernel(c, { name: "polar_cpu", rejects: "half" }, x.dtype, x.device);
      const out = outOf(a);
      if (out) c.check(out.dtype === complexOf(x.dtype), "RuntimeError", () => `Expected object of scalar type ${scalarTypeName(complexOf(x.dtype))} but got scalar type ${scalarTypeName(out.dtype)} for argument 'out'`, { rule: "dtype" });
      return finish(c, a, c.tensor(shape, complexOf(x.dtype), { strides: stridesLike(c, shape, [x, y]), device: x.device }));
    },
    doc: `torch.${name}`,
  });
}

/** Raises unless a length is 0 or more. */
export function checkLength(c: OpContext, length: Dim, message: string): void {
  if (c.known(lt(length, 0)) === true) c.fail("RuntimeError", message, { rule: "argument-value" });
}

