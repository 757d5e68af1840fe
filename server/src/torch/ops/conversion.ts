/** Copies and conversions: to, type, clone, contiguous, detach, item, tolist; and what autograd adds to a tensor. */
import { elementOf } from "../reach.ts";
import { someFloat } from "../../python/builtins/symbolic.ts";
import { NdArray } from "../../python/stdlib/numpy/array.ts";
import { arrayFromTensor, tensorFromArray } from "./numpyArrays.ts";
import { type Dim, add, and, eq, floordiv, ge, isConst, le, mul, print, printShape, product, symbol } from "../../dims/index.ts";
import { type Value, Alt, ClassValue, Instance, PyComplex, PyFloat, PyList, PyTuple, SomeComplex, SymFloat, SymInt, Unbounded, Unknown } from "../../python/values.ts";
import { floatDefault } from "../defaultType.ts";
import { defineOp } from "../define.ts";
import type { Args } from "../args.ts";
import { type DType, dtype } from "../dtype.ts";
import { NATIVE, takes } from "../native.ts";
import { gradientMode, requiresGradient } from "../gradient.ts";
import { type OpContext, sizes } from "../op.ts";
import { Tensor, contiguousStrides } from "../tensor.ts";
import { readUnknownTarget } from "../unsureType.ts";
import { broadcastShapes } from "./broadcast.ts";
import { nativeForms } from "./forms.ts";
import { isContiguous, looseStrides, preservedStrides } from "./layout.ts";
import { isChannelsLast, suggestedFormat } from "./memoryFormat.ts";
import { hasBit, setBit } from "./lazyBits.ts";
import { checkSizes, deviceArgument, formatArgument, formatStrides } from "./options.ts";
import { checkInPlaceShape, checkOverlap, outOf, writeExactly } from "./pointwise.ts";
import { cast, realOf } from "./promotion.ts";
import { viewAsReal } from "./reshape.ts";
import { cppTypeName, scalarTypeName } from "./scalarTypes.ts";
import { checkFits, elementType } from "./scalars.ts";
import { selectAt } from "./slices.ts";
import { storageFacts } from "./storage.ts";
import { contiguousCopy, isView, memoryOf, stridesOf } from "./strided.ts";
import { checkNumel, declaredTypeName, expand, legacyTypeName } from "./views.ts";

// ---------------------------------------------------------------- type, device, memory format

/** A copy of another type, on another device or in another memory format; the tensor itself where nothing changes. */
export function convert(c: OpContext, t: Tensor, type: DType | null, device: string | null, format: string | null = null, copy = false): Tensor {
  const to = type ?? t.dtype;
  const at = device ?? t.device;
  const isSure = type === null || !t.hasUnsureType;
  if (to === t.dtype && isSure && at === t.device && !copy && (format === null || format === "preserve_format" || suggests(c, t, format))) return t;
  const data = t.data && to.category < 3 ? t.data.map((x) => cast(x, to)) : null;
  if (t.shape === null) return c.tensor(t.shapeOrVar, to, { device: at, strides: t.strides });
  const shape = c.shapeOf(t);
  return c.tensor(shape, to, { strides: formatStrides(c, shape, format, () => preservedStrides(c, t)), device: at, data });
}

/** Whether the strides suggest the format, which is enough for a conversion to leave the tensor alone. */
function suggests(c: OpContext, t: Tensor, format: string): boolean {
  if (t.shape === null) return format === "contiguous_format" && t.strides === undefined;
  const shape = c.shapeOf(t);
  if (format.startsWith("channels_last") && shape.length !== (format === "channels_last" ? 4 : 5)) return false;
  return suggestedFormat(c, shape, t.strides) === (format === "contiguous_format" ? "contiguous" : "channels_last");
}

/** Whether the tensor's memory is in a format already. */
function hasFormat(c: OpContext, t: Tensor, format: string): boolean | undefined {
  if (t.shape === null) return format === "contiguous_format" && t.strides === undefined ? true : undefined;
  const shape = c.shapeOf(t);
  if (!format.startsWith("channels_last")) return isContiguous(c, shape, t.strides);
  if (shape.length !== (format === "channels_last" ? 4 : 5)) return false;
  return isChannelsLast(c, shape, t.strides === undefined ? contiguousStrides(shape) : t.strides);
}

defineOp({
  name: "to",
  forms: ["Tensor.to"],
  signature: NATIVE,
  read: readUnknownTarget,
  rule: (c, a) => {
    const t = a.tensor("input");
    const copy = a.value("copy") === true;
    const format = formatArgument(c, a);
    if (takes(a, "tensor")) {
      const other = a.value("tensor");
      // A number is taken for a tensor of its own type.
      const type = other instanceof Tensor ? null : wrappedType(other);
      if (type) return convert(c, t, given(c, type), "cpu", format, copy);
      return convertLike(c, t, a.tensor("tensor"), format, copy);
    }
    const type = a.maybeDtype("dtype");
    return convert(c, t, type, takes(a, "device") ? deviceArgument(c, a.value("device")) : null, format, copy || c.type === "open");
  },
  doc: "torch.Tensor.to",
});

// What `nn.Module.to` reads of its arguments.
defineOp({
  name: "to",
  forms: ["torch._C._nn._parse_to"],
  signature: NATIVE,
  read: (args, kwargs, node) => {
    const read = readUnknownTarget([null, ...args], kwargs, node);
    return { args: read.args.slice(1), kwargs: read.kwargs };
  },
  rule: (c, a) => {
    if (a.value("copy") === true) c.fail("RuntimeError", ".to() does not accept copy argument", { rule: "argument-value" });
    const device = takes(a, "device") ? deviceArgument(c, a.value("device")) : null;
    const like = takes(a, "tensor") ? a.value("tensor") : null;
    const type = takes(a, "tensor") ? (like instanceof Tensor ? like.dtype : wrappedType(like)) : a.value("dtype");
    return new PyTuple([device, type, a.value("non_blocking"), a.value("memory_format")]);
  },
  doc: "torch.nn.Module",
});

/** A type that the call tells. */
function given(c: OpContext, type: DType): DType {
  c.type = "given";
  return type;
}

/** A copy of another tensor's type, on its device: as sure as that is. */
function convertLike(c: OpContext, t: Tensor, like: Tensor, format: string | null = null, copy = false): Tensor {
  c.type = like.hasUnsureType ? "open" : "given";
  return convert(c, t, like.dtype, like.device, format, copy || like.hasUnsureType);
}

/** A copy of a type that is not known. */
function withOpenType(c: OpContext, t: Tensor): Tensor {
  c.type = "open";
  return convert(c, t, null, null, null, true);
}

/** The type of the tensor that a Python number is wrapped into. */
function wrappedType(v: Value): DType | null {
  const names = ["bool", "int64", "float64", "complex128"] as const;
  const type = elementType(v);
  return type ? dtype(names[type.category] ?? "float64") : null;
}

const CONVERSIONS: Readonly<Record<string, string>> = {
  float: "float32", double: "float64", half: "float16", bfloat16: "bfloat16", long: "int64", int: "int32", short: "int16", char: "int8", byte: "uint8", bool: "bool",
  cfloat: "complex64", cdouble: "complex128", chalf: "complex32",
};

for (const [name, type] of Object.entries(CONVERSIONS)) {
  defineOp({
    name,
    forms: nativeForms(name),
    signature: NATIVE,
    rule: (c, a) => convert(c, a.tensor("input"), given(c, dtype(type as never)), null, formatArgument(c, a)),
    doc: `torch.Tensor.${name}`,
  });
}

for (const name of ["cpu", "cuda", "xpu"]) {
  defineOp({
    name,
    forms: nativeForms(name),
    signature: NATIVE,
    rule: (c, a) => convert(c, a.tensor("input"), null, (takes(a, "device") ? deviceArgument(c, a.value("device")) : null) ?? name, formatArgument(c, a)),
    doc: `torch.Tensor.${name}`,
  });
}

defineOp({
  name: "type",
  forms: ["Tensor.type"],
  signature: NATIVE,
  rule: (c, a) => {
    const t = a.tensor("input");
    const v = a.value("dtype");
    if (v === null) return legacyTypeName(t);
    if (typeof v === "string") {
      const type = legacyType(v);
      return type ? convert(c, t, given(c, type), v.includes("cuda") ? "cuda" : null) : c.fail("ValueError", `invalid type: '${v}'`, { rule: "argument-value" });
    }
    if (v instanceof Unknown || v instanceof Alt) return withOpenType(c, t);
    if (v instanceof ClassValue) {
      const type = legacyType(`${v.moduleName}.${v.name}`);
      return type ? convert(c, t, given(c, type), null) : c.fail("ValueError", `invalid type: '${v.name}'`, { rule: "argument-value" });
    }
    if (typeof v === "number" || typeof v === "boolean" || v instanceof PyFloat || v instanceof Instance || v instanceof PyList || v instanceof PyTuple) return c.fail("TypeError", "dtype must be a type, str, or dtype object", { rule: "argument-type" });
    return convert(c, t, a.maybeDtype("dtype"), null);
  },
  doc: "torch.Tensor.type",
});

const LEGACY: Readonly<Record<string, string>> = { Float: "float32", Double: "float64", Half: "float16", BFloat16: "bfloat16", Long: "int64", Int: "int32", Short: "int16", Char: "int8", Byte: "uint8", Bool: "bool" };

/** `torch.LongTensor` → int64; `torch.Tensor` → what floats are by default */
export function legacyType(text: string): DType | null {
  if (text === "torch.Tensor") return floatDefault();
  const [, name = ""] = /^torch\.(?:cuda\.)?(\w+)Tensor$/.exec(text) ?? [];
  const found = LEGACY[name];
  return found ? dtype(found as never) : null;
}

defineOp({ name: "type_as", forms: ["Tensor.type_as"], signature: NATIVE, rule: (c, a) => (a.value("other") instanceof Unknown ? withOpenType(c, a.tensor("input")) : convertLike(c, a.tensor("input"), a.tensor("other"))), doc: "torch.Tensor.type_as" });

defineOp({
  name: "contiguous",
  forms: ["Tensor.contiguous"],
  signature: NATIVE,
  rule: (c, a) => {
    const t = a.tensor("input");
    const format = formatArgument(c, a) ?? "contiguous_format";
    if (t.shape === null) return t;
    const shape = c.shapeOf(t);
    const has = hasFormat(c, t, format === "preserve_format" ? "contiguous_format" : format);
    if (has === true) return t;
    if (format === "preserve_format" && has === undefined) return c.tensor(shape, t.dtype, { device: t.device, data: t.data });
    if (format === "preserve_format") c.fail("RuntimeError", "preserve memory format is unsupported by the contiguous operator", { rule: "argument-value" });
    const strides = formatStrides(c, shape, format, () => undefined);
    const out = c.tensor(shape, t.dtype, { strides, device: t.device, data: t.data });
    if (has === undefined) looseStrides.add(out);
    return out;
  },
  doc: "torch.Tensor.contiguous",
});

defineOp({
  name: "clone",
  forms: nativeForms("clone"),
  signature: NATIVE,
  rule: (c, a) => {
    const t = a.tensor("input");
    if (t.shape === null) return c.like(t);
    const shape = c.shapeOf(t);
    checkSizes(c, shape);
    return c.tensor(shape, t.dtype, { strides: formatStrides(c, shape, formatArgument(c, a), () => preservedStrides(c, t)), device: t.device, data: t.data });
  },
  doc: "torch.clone",
});

/** Another tensor over the same memory. */
export function aliasOf(c: OpContext, t: Tensor): Tensor {
  const out = c.tensor(t.shapeOrVar, t.dtype, { strides: t.strides, device: t.device, data: t.data });
  if (t.hasKnownElements) out.shareMemory(t);
  return out;
}

for (const name of ["detach", "alias_copy", "detach_copy", "resolve_conj", "resolve_neg", "conj", "pin_memory", "share_memory_"]) {
  defineOp({
    name,
    forms: [...nativeForms(name).filter((f) => !f.endsWith("detach_")), ...(name === "share_memory_" ? [{ names: ["Tensor.share_memory_"], python: true }] : [])],
    signature: name === "share_memory_" ? "input" : NATIVE,
    rule: (c, a) => {
      const t = a.tensor("input");
      if (name === "detach") return aliasOf(c, t);
      if (name === "conj" && t.dtype.category === 3) return hasBit(t, "conj") ? aliasOf(c, t) : setBit(aliasOf(c, t), "conj");
      if ((name === "resolve_conj" && hasBit(t, "conj")) || (name === "resolve_neg" && hasBit(t, "neg"))) return c.like(t);
      return name.endsWith("_copy") ? writeExactly(c, outOf(a), contiguousCopy(c, t, c.shapeOf(t), t.data)) : t;
    },
    doc: `torch.Tensor.${name}`,
  });
}
defineOp({ name: "detach_", forms: nativeForms("detach").filter((f) => f.endsWith("_")), signature: NATIVE, rule: detachInPlace, inPlace: true });

function detachInPlace(c: OpContext, a: Args): Tensor {
  const t = a.tensor("input");
  if (isView(t)) {
    c.fail("RuntimeError", "Can't detach views in-place. Use detach() instead. If you are using DistributedDataParallel (DDP) for training, and gradient_as_bucket_view is set as True, gradients are views of DDP buckets, and hence detach_() cannot be called on these gradients. To fix this error, please refer to the Optimizer.zero_grad() function in torch/optim/optimizer.py as the solution.", { rule: "in-place" });
  }
  return t;
}

for (const name of ["real", "imag"]) {
  defineOp({
    name,
    forms: nativeForms(name),
    signature: NATIVE,
    rule: (c, a) => complexPart(c, a.tensor("input"), name),
    doc: `torch.${name}`,
  });
}

/** The real or imaginary part: a view for complex tensors. */
export function complexPart(c: OpContext, t: Tensor, name: string): Tensor {
  if (t.dtype.category < 3) {
    if (name === "imag") c.fail("RuntimeError", "imag is not implemented for tensors with non-complex dtypes.", { rule: "dtype" });
    return t;
  }
  if (t.shape === null) return c.tensor(t.shapeOrVar, realOf(t.dtype), { strides: null, device: t.device });
  const pairs = viewAsReal(c, t);
  const part = selectAt(c, pairs, c.shapeOf(pairs).length - 1, name === "real" ? 0 : 1);
  return name === "imag" && hasBit(t, "conj") ? setBit(part, "neg") : part;
}

// ---------------------------------------------------------------- writing whole tensors

defineOp({
  name: "copy_",
  forms: nativeForms("copy").filter((f) => f.endsWith("copy_")),
  signature: NATIVE,
  rule: (c, a) => {
    const t = a.tensor("input");
    const other = a.value("other");
    t.forgetData();
    if (t.shape !== null) checkOverlap(c, t);
    if (!(other instanceof Tensor) || t.shape === null || other.shape === null) return t;
    const to = c.shapeOf(t);
    const shape = broadcastShapes(c, [to, c.shapeOf(other)], { law: (x, y, dim) => `copy_: ${printShape(y)} does not fit into ${printShape(x)} (dim ${dim})` });
    checkInPlaceShape(c, t, shape);
    return t;
  },
  inPlace: true,
});

for (const name of ["fill", "zero"]) {
  defineOp({
    name: `${name}_`,
    forms: nativeForms(name),
    signature: NATIVE,
    rule: (c, a) => {
      const self = a.tensor("input");
      const value = name === "zero" ? 0 : a.value("value");
      if (value instanceof Tensor && value.shape !== null && value.shape.length > 0) {
        c.fail("RuntimeError", `fill_ only supports 0-dimension value tensor but got tensor with ${value.shape.length} dimensions.`, { rule: "rank" });
      }
      // One element of 16 bits is written without a check.
      if (self.dtype.bits !== 16 || self.dtype.category < 2 || !self.shape?.every((d) => d === 1)) checkFits(c, value, self.dtype);
      if (value instanceof Tensor && a.signature.name.endsWith("_")) checkOverlap(c, self);
      if (!a.signature.name.endsWith("_")) return self.shape === null ? c.like(self) : c.tensor(c.shapeOf(self), self.dtype, { strides: preservedStrides(c, self), device: self.device });
      self.forgetData();
      return self;
    },
  });
}

defineOp({
  name: "fill_diagonal_",
  forms: ["Tensor.fill_diagonal_"],
  signature: NATIVE,
  rule: (c, a) => {
    const t = a.tensor("input");
    const shape = c.shapeOf(t);
    if (shape.length < 2) c.fail("RuntimeError", "dimensions must larger than 1", { rule: "rank" });
    if (shape.length > 2) c.check(and(...shape.slice(1).map((d) => eq(d, shape[0] as Dim))), "RuntimeError", () => "all dimensions of input must be of equal length", { rule: "argument-value" });
    t.forgetData();
    return t;
  },
  inPlace: true,
});

defineOp({
  name: "set_",
  forms: ["Tensor.set_"],
  signature: NATIVE,
  rule: (c, a) => {
    const t = a.tensor("input");
    const source = takes(a, "source") ? a.value("source") : null;
    if (source instanceof Tensor && !takes(a, "size")) c.check(source.dtype === t.dtype, "RuntimeError", () => `Could not set tensor of type ${cppTypeName(source.dtype)} to a tensor of type ${cppTypeName(t.dtype)}`, { rule: "dtype" });
    const storage = storageFacts(source);
    if (storage?.dtype) c.check(storage.dtype === t.dtype, "RuntimeError", () => `Expected a Storage of type ${cppTypeName(t.dtype)} or an UntypedStorage, but got type ${scalarTypeName(storage.dtype ?? t.dtype)} for argument 1 'storage'`, { rule: "dtype" });
    if (c.failure) return t;
    if (takes(a, "size")) {
      const size = a.ints("size");
      const stride = a.isNone("stride") ? [] : a.ints("stride");
      checkNumel(c, size);
      if (stride.length > 0) c.check(size.length === stride.length, "RuntimeError", () => `unequal size length (${size.length}) and stride length (${stride.length})`, { rule: "argument-value" });
      const offset = takes(a, "storage_offset") ? a.int("storage_offset") : 0;
      if (!c.failure) c.check(ge(offset, 0), "RuntimeError", () => `Tensor: invalid storage offset ${print(offset)}`, { rule: "argument-value" });
      const memory = source instanceof Tensor ? memoryOf(c, source) : null;
      const have = storage?.bytes ?? (memory && mul(memory.count, t.dtype.bits / 8));
      if (!c.failure && have !== null) checkHeld(c, t, size, stride, offset, have);
    }
    if (c.failure) return t;
    if (takes(a, "size")) t.become(c.tensor(a.ints("size"), t.dtype, { strides: a.isNone("stride") || a.ints("stride").length === 0 ? undefined : a.ints("stride"), device: t.device }));
    else if (source instanceof Tensor) t.become(aliasOf(c, source));
    else t.become(c.tensor([source === null ? 0 : storage ? floordiv(storage.bytes, t.dtype.bits / 8) : c.freshDim()], t.dtype, { device: t.device }));
    return t;
  },
  inPlace: true,
});

/** A tensor that has the size and the strides already is not resized, and so its storage must be large enough. */
function checkHeld(c: OpContext, t: Tensor, size: readonly Dim[], asked: readonly Dim[], offset: Dim, have: Dim): void {
  const shape = c.shapeOf(t);
  const strides = stridesOf(t, shape);
  if (strides === null || size.length !== shape.length || size.includes(0) || !size.every((d, i) => d === shape[i]) || !asked.every((d, i) => d === strides[i])) return;
  const bytes = t.dtype.bits / 8;
  const needed = mul(size.reduce((n, d, i) => add(n, mul(add(d, -1), strides[i] as Dim)), add(offset, 1)), bytes);
  c.check(le(needed, have), "RuntimeError", () => `setStorage: sizes ${sizes(size)}, strides ${sizes(asked)}, storage offset ${print(offset)}, and itemsize ${bytes} requiring a storage size of ${print(needed)} are out of bounds for storage of size ${print(have)}`, { rule: "index-out-of-range" });
}

// ---------------------------------------------------------------- to Python

/** The number of elements; null where the rank is not known. */
export function countOf(c: OpContext, t: Tensor): Dim | null {
  return t.shape === null ? null : product(c.shapeOf(t));
}

/** An element as a Python number. */
export function numberFrom(x: number, t: DType): Value {
  if (t.category === 0) return x !== 0;
  if (t.category === 1) return x;
  return t.category === 3 ? new PyComplex(x, 0) : new PyFloat(x);
}

/** The one element as a Python number: an unknown number if it is not known. */
export function itemOf(c: OpContext, t: Tensor, exception = "RuntimeError", message?: string): Value {
  const count = countOf(c, t);
  if (count !== null) {
    c.check(eq(count, 1), exception, () => message ?? `a Tensor with ${print(count)} elements cannot be converted to Scalar`, {
      rule: "item",
      law: () => `${c.op}: one element is expected, got ${printShape(t.shape ?? [])}`,
      subjects: [t],
    });
  }
  const x = t.data?.length === 1 ? t.data[0] : undefined;
  if (x !== undefined) return numberFrom(x, t.dtype);
  const element = elementOf(t);
  return element === undefined ? someElement(c, t.dtype) : typeof element === "number" ? element : new SymInt(element);
}

/** An element that is not known: of integers, some integer; of floats, some float. */
function someElement(c: OpContext, dtype: DType): Value {
  if (dtype.category === 2) return someFloat();
  if (dtype.category === 3) return new SomeComplex();
  if (dtype.category !== 1) return new Unknown("the elements of a tensor are not known", c.node);
  return new SymInt(symbol({ name: "?", min: dtype.name.startsWith("u") ? 0 : Number.NEGATIVE_INFINITY, anonymous: true }));
}

defineOp({ name: "item", forms: ["Tensor.item"], signature: NATIVE, rule: (c, a) => itemOf(c, a.tensor("input")), doc: "torch.Tensor.item" });

defineOp({
  name: "tolist",
  forms: ["Tensor.tolist"],
  signature: NATIVE,
  rule: (c, a) => {
    const t = a.tensor("input");
    const shape = c.shapeOf(t);
    const count = product(shape);
    if (!isConst(count) || count > 4096 || !shape.every(isConst)) return someNested(c, shape, t.dtype);
    const elements = Array.from({ length: count }, (_, i): Value => (t.data ? numberFrom(t.data[i] as number, t.dtype) : someElement(c, t.dtype)));
    return nested(elements, shape as readonly number[]);
  },
  doc: "torch.Tensor.tolist",
});

/** Lists of numbers of which only the kind is known, in numbers that are sizes. */
function someNested(c: OpContext, shape: readonly Dim[], type: DType): Value {
  const [size, ...rest] = shape;
  if (size === undefined) return someElement(c, type);
  if (isConst(size) && size <= 64) return new PyList(Array.from({ length: size }, () => someNested(c, rest, type)));
  const list = new PyList([]);
  list.unbounded = new Unbounded(someNested(c, rest, type), "the elements of a tensor are not known", size);
  return list;
}

function nested(elements: readonly Value[], shape: readonly number[]): Value {
  const [size, ...rest] = shape;
  if (size === undefined) return elements[0] ?? null;
  const step = rest.reduce((n, d) => n * d, 1);
  return new PyList(Array.from({ length: size }, (_, i) => nested(elements.slice(i * step, (i + 1) * step), rest)));
}

defineOp({
  name: "numpy",
  forms: ["Tensor.numpy"],
  signature: NATIVE,
  rule: (c, a) => {
    const t = a.tensor("input");
    if (!a.bool("force")) c.check(gradientMode.enabled === false || requiresGradient(t) !== true, "RuntimeError", () => "Can't call numpy() on Tensor that requires grad. Use tensor.detach().numpy() instead.", { rule: "numpy-grad" });
    return arrayFromTensor(c, t);
  },
  doc: "torch.Tensor.numpy",
});
defineOp({
  name: "from_numpy",
  forms: ["torch.from_numpy"],
  signature: "ndarray",
  rule: (c, a) => {
    const v = a.value("ndarray");
    if (v instanceof PyList || v instanceof PyTuple || v instanceof PyFloat || v instanceof PyComplex || v instanceof SomeComplex || v instanceof SymFloat || v instanceof SymInt || v instanceof Tensor || ["number", "string", "boolean"].includes(typeof v) || v === null) c.fail("TypeError", `expected np.ndarray (got ${c.interp.typeName(v)})`, { rule: "argument-type" });
    return v instanceof NdArray ? tensorFromArray(c, v) : c.giveUp("an array of numpy");
  },
  doc: "torch.from_numpy",
});

// ---------------------------------------------------------------- elements by a Python function

defineOp({
  name: "apply_",
  forms: ["Tensor.apply_"],
  signature: "input, callable",
  rule: (c, a) => {
    if (!c.shapeOf(a.tensor("input")).includes(0)) checkCallable(c, a.value("callable"));
    a.tensor("input").forgetData();
    return a.value("input");
  },
  inPlace: true,
});
defineOp({
  name: "map_",
  forms: ["Tensor.map_"],
  signature: NATIVE,
  rule: (c, a) => {
    const t = a.tensor("input");
    const other = a.tensor("other");
    if (other.dtype !== t.dtype) c.fail("TypeError", `map_: expected ${declaredTypeName(t)} for 'other' (got ${declaredTypeName(other)})`, { rule: "dtype" });
    expand(c, other, c.shapeOf(t));
    if (!c.shapeOf(t).includes(0)) checkCallable(c, a.value("callable"));
    t.forgetData();
    return t;
  },
  inPlace: true,
});

function checkCallable(c: OpContext, v: Value): void {
  if (v === null || ["number", "string", "boolean"].includes(typeof v) || v instanceof PyTuple || v instanceof PyList || v instanceof PyFloat || v instanceof Tensor) c.fail("TypeError", `'${c.interp.typeName(v)}' object is not callable`, { rule: "not-callable" });
}
