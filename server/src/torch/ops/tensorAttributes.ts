/** What a tensor tells of itself: sizes, strides, types; and torch.Size, torch.device, finfo and their kind. */
import { type Dim, eq, isConst, print, product } from "../../dims/index.ts";
import { makeInt } from "../../python/builtins/numbers.ts";
import { objectClass } from "../../python/builtins/types.ts";
import { type Interp, fromDim } from "../../python/interp.ts";
import { type Kwargs, type Value, Alt, ClassValue, Instance, NativeFunction, PyDict, PyFloat, PyList, PyTuple, SymInt, Unknown } from "../../python/values.ts";
import type { Node } from "../../syntax/ast.ts";
import { defineOp, defineTensorProperty, defineValue } from "../define.ts";
import { Device, Enumerator, Generator, kindClasses } from "../device.ts";
import { defaultType, floatDefault } from "../defaultType.ts";
import { type DType, DType as DTypeObject, FLOAT32, dtype, promoteTypes } from "../dtype.ts";
import { requiresGradient } from "../gradient.ts";
import { LazyShape } from "../lazy-shape.ts";
import { NATIVE } from "../native.ts";
import { tpName } from "../nativeErrors.ts";
import { hasBit } from "./lazyBits.ts";
import { storageFacts } from "./storage.ts";
import { OpContext } from "../op.ts";
import { Tensor, unseenIn, contiguousStrides, detached } from "../tensor.ts";
import { complexPart } from "./conversion.ts";
import { nativeForms } from "./forms.ts";
import { isContiguous, isDense, looseStrides } from "./layout.ts";
import { isChannelsLast } from "./memoryFormat.ts";
import { deviceArgument, formatArgument, parseDevice } from "./options.ts";
import { canCast, resultType } from "./promotion.ts";
import { scalarTypeName } from "./scalarTypes.ts";
import { sizeOf } from "./size.ts";
import { sizeAt } from "./split.ts";
import { isView, memoryOf } from "./strided.ts";
import { legacyTypeName } from "./views.ts";

// ---------------------------------------------------------------- sizes

/** `x.shape` */
export function shapeValue(interp: Interp, t: Tensor): Value {
  if (t.shape !== null) return sizeOf(interp.simplifyShape(t.shape));
  return t.shapeVar ? new LazyShape(t.shapeVar) : new Unknown("the rank of a tensor is not known");
}

defineTensorProperty("shape", shapeValue);

defineOp({
  name: "size",
  forms: ["Tensor.size"],
  signature: NATIVE,
  rule: (c, a) => {
    const t = a.tensor("input");
    if (a.isNone("dim")) return shapeValue(c.interp, t);
    const dim = a.int("dim");
    if (t.shape === null && t.shapeVar && isConst(dim)) return fromDim(t.shapeVar.sizeAt(dim));
    const shape = c.shapeOf(t);
    return fromDim(shape[sizeAt(c, dim, shape)] as Dim);
  },
  doc: "torch.Tensor.size",
});

defineOp({
  name: "stride",
  forms: ["Tensor.stride"],
  signature: NATIVE,
  rule: (c, a) => {
    const t = a.tensor("input");
    const shape = c.shapeOf(t);
    const at = a.isNone("dim") ? null : sizeAt(c, a.int("dim"), shape);
    if (t.strides === null || looseStrides.has(t)) return c.giveUp("the strides are not known");
    const strides = t.strides ?? contiguousStrides(shape);
    return at === null ? new PyTuple(strides.map(fromDim)) : fromDim(strides[at] as Dim);
  },
  doc: "torch.Tensor.stride",
});

// ---------------------------------------------------------------- numbers

/** The rank, or an unknown value. */
function rankOf(t: Tensor): Value {
  return (t.shape ?? t.shapeVar?.asked())?.length ?? new Unknown(`the rank of ${t.shapeVar?.name ?? "a tensor"} is not known`);
}

for (const name of ["dim", "ndimension"]) {
  defineOp({ name, forms: [`Tensor.${name}`], signature: name === "dim" ? NATIVE : "input", rule: (_c, a) => rankOf(a.tensor("input")), doc: `torch.Tensor.${name}` });
}
defineTensorProperty("ndim", (_interp, t) => rankOf(t));

/** The number of elements as an int. */
function count(c: OpContext, t: Tensor): Value {
  return fromDim(product(c.shapeOf(t)));
}

defineOp({ name: "numel", forms: ["Tensor.numel"], signature: NATIVE, rule: (c, a) => count(c, a.tensor("input")), doc: "torch.numel" });
defineOp({ name: "nelement", forms: ["Tensor.nelement"], signature: "input", rule: (c, a) => count(c, a.tensor("input")), doc: "torch.Tensor.nelement" });
defineOp({ name: "numel", forms: ["torch.numel"], signature: "input", rule: (c, a) => count(c, a.tensor("input")), doc: "torch.numel" });

/** Why a question for the type has no answer. */
const UNSURE = "the type of the tensor is not known";

defineOp({ name: "element_size", forms: ["Tensor.element_size"], signature: NATIVE, rule: (c, a) => (a.tensor("input").hasUnsureType ? c.giveUp(UNSURE) : a.tensor("input").dtype.bits / 8) });
defineOp({ name: "storage_offset", forms: ["Tensor.storage_offset"], signature: NATIVE, rule: (c, a) => fromDim(memoryOf(c, a.tensor("input"))?.offset ?? c.giveUp("where the elements start is not known")) });
defineOp({ name: "get_device", forms: ["Tensor.get_device", "torch.get_device"], signature: "input", rule: (c, a) => deviceIndex(c, a.tensor("input")) });

function deviceIndex(c: OpContext, t: Tensor): Value {
  const device = Device.parse(t.device);
  if (!device) return c.giveUp("the device is not known");
  return device.type === "cpu" ? -1 : (device.index ?? 0);
}

defineTensorProperty("itemsize", (_interp, t) => (t.hasUnsureType ? new Unknown(UNSURE) : t.dtype.bits / 8));
defineTensorProperty("nbytes", (interp, t) => (t.hasUnsureType ? new Unknown(UNSURE) : t.shape ? fromDim(product([...interp.simplifyShape(t.shape), t.dtype.bits / 8])) : rankOf(t)));

// ---------------------------------------------------------------- layout

defineOp({
  name: "is_contiguous",
  forms: ["Tensor.is_contiguous"],
  signature: NATIVE,
  rule: (c, a) => {
    const t = a.tensor("input");
    const shape = c.shapeOf(t);
    const format = formatArgument(c, a) ?? "contiguous_format";
    const answer = format.startsWith("channels_last")
      ? shape.length === (format === "channels_last" ? 4 : 5) && isChannelsLast(c, shape, t.strides === undefined ? contiguousStrides(shape) : t.strides)
      : isContiguous(c, shape, t.strides);
    return answer ?? c.giveUp("whether the tensor is contiguous depends on sizes that are not known");
  },
  doc: "torch.Tensor.is_contiguous",
});

const isCategory = (category: number) => (t: Tensor): Value => (t.hasUnsureType ? new Unknown(UNSURE) : t.dtype.category === category);
const FLAGS: Readonly<Record<string, (t: Tensor) => Value | undefined>> = {
  is_floating_point: isCategory(2),
  is_complex: isCategory(3),
  is_signed: (t) => !t.dtype.name.startsWith("uint") && t.dtype.name !== "bool",
  is_conj: (t) => hasBit(t, "conj"),
  is_neg: (t) => hasBit(t, "neg"),
  is_inference: () => false,
  is_distributed: () => false,
  is_pinned: () => false,
  is_shared: () => false,
};
for (const [name, answer] of Object.entries(FLAGS)) {
  const natives = nativeForms(name);
  defineOp({ name, forms: natives.length > 0 ? natives : [{ names: [`Tensor.${name}`], python: true }], signature: natives.length > 0 ? NATIVE : "input", rule: (c, a) => answer(a.tensor("input")) ?? c.giveUp("a view whose elements may be read otherwise"), doc: `torch.${name}` });
}

defineOp({
  name: "is_nonzero",
  forms: nativeForms("is_nonzero"),
  signature: NATIVE,
  rule: (c, a) => truthOf(c, a.tensor("input")),
  doc: "torch.is_nonzero",
});

/** Whether the one element of a tensor is not 0; raises for none or several. */
export function truthOf(c: OpContext, t: Tensor): Value {
  const n = t.shape === null ? null : product(c.shapeOf(t));
  const message = (): string => (n === 0 ? "Boolean value of Tensor with no values is ambiguous" : "Boolean value of Tensor with more than one value is ambiguous");
  // A size that is not 1 leaves none or several, whatever the batch is.
  const isSeveral = t.shape?.some((d) => isConst(d) && d !== 1) === true;
  if (n !== null && (isConst(n) ? n !== 1 : isSeveral)) {
    c.fail("RuntimeError", message(), {
      rule: "ambiguous-truth",
      law: () => `a tensor of ${print(n)} elements is neither true nor false; use .any(), .all() or a comparison of its shape`,
      subjects: [t],
    });
  }
  const x = t.data?.length === 1 ? t.data[0] : undefined;
  // The chance that 0 is drawn is none.
  if (x === undefined && t.drawn !== null) return true;
  return x === undefined ? c.giveUp("the elements of a tensor are not known") : x !== 0;
}

defineOp({
  name: "is_same_size",
  forms: nativeForms("is_same_size"),
  signature: NATIVE,
  rule: (c, a) => c.interp.equal(sizeOf(c.shapeOf(a.tensor("input"))), sizeOf(c.shapeOf(a.tensor("other")))) ?? c.giveUp("whether the sizes are equal"),
});
defineOp({ name: "is_set_to", forms: ["Tensor.is_set_to"], signature: NATIVE, rule: (c, a) => (a.value("input") === a.value("tensor") ? true : differ(c, a.tensor("input"), a.tensor("tensor")) || (isFresh(a.tensor("input")) && isFresh(a.tensor("tensor")) && ownerOf(a.tensor("input")) !== ownerOf(a.tensor("tensor"))) ? false : c.giveUp("whether two tensors share memory")) });

/** The tensor that a view of views looks at. */
function ownerOf(t: Tensor): Tensor {
  let at = t;
  for (let [of] = at.from?.inputs ?? []; of && isView(at); [of] = at.from?.inputs ?? []) at = of;
  return at;
}

/** Whether a tensor has memory of its own: one that was just made of sizes. */
function isFresh(view: Tensor): boolean {
  const t = ownerOf(view);
  return t.inputName === null && t.from !== null && /^(zeros|ones|empty|full|rand|randn|randint|arange|eye)$/.test(t.from.op);
}

/** Whether two tensors have another type or shape: then they are not one memory seen alike. */
function differ(c: OpContext, x: Tensor, y: Tensor): boolean {
  if (x.dtype !== y.dtype) return true;
  const [a, b] = [c.shapeOf(x), c.shapeOf(y)];
  return a.length !== b.length || a.some((d, i) => c.known(eq(d, b[i] as Dim)) === false);
}

/** Where a tensor's memory begins: a number of which it is only known whether another tensor's is the same. */
class Address extends Unknown {
  readonly of: Tensor;
  constructor(of: Tensor, where: Node | null) {
    super("the address of a tensor's memory", where);
    this.of = of;
  }
  override pyCompare(_interp: Interp, op: string, other: Value): Value | undefined {
    if (!(other instanceof Address) || (op !== "==" && op !== "!=")) return undefined;
    if (this.of === other.of) return op === "==";
    return isFresh(this.of) && isFresh(other.of) && ownerOf(this.of) !== ownerOf(other.of) ? op === "!=" : undefined;
  }
}

defineOp({ name: "data_ptr", forms: ["Tensor.data_ptr"], signature: NATIVE, rule: (c, a) => new Address(a.tensor("input"), c.node) });

// ---------------------------------------------------------------- properties

defineTensorProperty("dtype", (_interp, t) => (t.hasUnsureType ? new Unknown(UNSURE) : t.dtype));
defineTensorProperty("device", (_interp, t) => Device.parse(t.device) ?? new Unknown("the device is not known"));
defineTensorProperty("data", (_interp, t) => detached(t));
defineTensorProperty("real", (interp, t) => quietly(interp, t, "real", (c) => complexPart(c, t, "real")));
defineTensorProperty("imag", (interp, t) => quietly(interp, t, "imag", (c) => complexPart(c, t, "imag")));
defineTensorProperty("grad", (interp, t) => gradOf(new OpContext(interp, "grad", null, null), t));
defineTensorProperty("_version", () => 0);
defineTensorProperty("name", () => null);
defineTensorProperty("output_nr", () => 0);
defineTensorProperty("retains_grad", () => false);
defineTensorProperty("volatile", () => false);
defineTensorProperty("_base", () => null);
defineTensorProperty("_backward_hooks", () => null);
for (const [name, answer] of [["is_nested", false], ["is_mkldnn", false], ["is_vulkan", false], ["is_ipu", false], ["is_maia", false]] as const) {
  defineTensorProperty(name, () => answer);
}
for (const type of ["cpu", "cuda", "mps", "xpu", "xla", "meta", "mtia"]) {
  defineTensorProperty(`is_${type}`, (_interp, t) => (t.device === "?" || unseenIn(t) ? new Unknown("the device is not known") : t.device.split(":")[0] === type));
}

function quietly(interp: Interp, t: Tensor, name: string, run: (c: OpContext) => Value): Value {
  const c = new OpContext(interp, name, null, null);
  return interp.guard(c, () => (t.dtype.category < 3 && name === "real" ? t : run(c)));
}

/** `x.grad`: nobody knows whether there is one yet; if there is, it looks like the tensor. Of what was reckoned from others it is None, unless it was asked to be kept. */
function gradOf(c: OpContext, t: Tensor): Value {
  const set = t.attrs?.get("grad");
  const requires = t.isParameter || requiresGradient(t);
  // Where it was set to None, gradients may have been computed since.
  if (set !== undefined) return set === null && requires !== false ? new Unknown("whether there is a gradient is not known") : set;
  if (requires === undefined) return new Unknown("whether there is a gradient is not known");
  if (!requires) return null;
  // A gradient lies as its tensor does, unless that has gaps.
  const dense = t.strides && t.shape ? isDense(c, c.shapeOf(t), t.strides) : true;
  return new Tensor(t.shapeOrVar, t.dtype, { strides: dense === true ? t.strides : dense === false ? undefined : null, device: t.device });
}

// ---------------------------------------------------------------- types

defineOp({
  name: "is_tensor",
  forms: [{ names: ["torch.is_tensor"], python: true }],
  signature: "obj",
  rule: (c, a) => {
    const v = a.value("obj");
    return v instanceof Unknown ? c.giveUp(v.reason) : v instanceof Tensor;
  },
  doc: "torch.is_tensor",
});
defineOp({ name: "is_storage", forms: [{ names: ["torch.is_storage"], python: true }], signature: "obj", rule: (_c, a) => storageFacts(a.value("obj")) !== undefined });
defineOp({
  name: "result_type",
  forms: nativeForms("result_type"),
  signature: NATIVE,
  rule: (_c, a) => resultType(a.signature.parameters.map((p) => a.value(p.name))),
  doc: "torch.result_type",
});
defineOp({
  name: "can_cast",
  forms: nativeForms("can_cast"),
  signature: NATIVE,
  rule: (_c, a) => canCast(a.maybeDtype("from_") ?? FLOAT32, a.maybeDtype("to") ?? FLOAT32),
  doc: "torch.can_cast",
});
defineOp({
  name: "promote_types",
  forms: nativeForms("promote_types"),
  signature: NATIVE,
  rule: (c, a) => {
    const x = a.maybeDtype("type1") ?? FLOAT32;
    const y = a.maybeDtype("type2") ?? FLOAT32;
    const wide = (t: DType): boolean => /^uint(16|32|64)$/.test(t.name);
    if (x !== y && (wide(x) || wide(y)) && x.category !== 2 && y.category !== 2) {
      c.fail("RuntimeError", `Promotion for uint16, uint32, uint64 types is not supported, attempted to promote ${scalarTypeName(x)} and ${scalarTypeName(y)}`, { rule: "dtype" });
    }
    return promoteTypes(x, y);
  },
  doc: "torch.promote_types",
});
defineOp({ name: "get_default_dtype", forms: [{ names: ["torch.get_default_dtype"], builtin: true }], signature: "", rule: () => floatDefault() });
defineOp({ name: "set_default_dtype", forms: [{ names: ["torch.set_default_dtype"], python: true }], signature: "d", rule: (c, a) => {
  const v = a.value("d");
  if (v instanceof Unknown || v instanceof Alt) defaultType.set(undefined);
  else if (!(v instanceof DTypeObject)) c.fail("TypeError", "invalid dtype object: only floating-point types are supported as the default type", { rule: "argument-type" });
  else {
    c.check(v.category === 2, "TypeError", () => "only floating-point types are supported as the default type", { rule: "dtype" });
    if (!c.failure) defaultType.set(v);
  }
  return null;
} });
defineOp({ name: "typename", forms: [{ names: ["torch.typename"], python: true }], signature: "obj", rule: (c, a) => typename(c, a.value("obj")) });

/** The type's name with that of its module, a built-in one's alone. */
function typename(c: OpContext, v: Value): Value {
  if (v instanceof Tensor) return legacyTypeName(v);
  if (v === null || typeof v !== "object") return c.interp.typeName(v);
  if (v instanceof Instance && v.cls.moduleName) return `${v.cls.moduleName}.${v.cls.name}`;
  if (v instanceof PyFloat || v instanceof PyList || v instanceof PyDict) return c.interp.typeName(v);
  return v instanceof PyTuple || v instanceof DTypeObject ? tpName(c.interp, v) : c.giveUp("the name of a type");
}

// ---------------------------------------------------------------- classes beside tensors

function classOf(kind: string, name: string, construct: (interp: Interp, args: readonly Value[], kwargs: Kwargs, node: Node | null) => Value): ClassValue {
  const cls = new ClassValue(name, [objectClass], null, "torch");
  cls.construct = (interp, _cls, args, kwargs, node) => construct(interp, args, kwargs, node);
  cls.shownName = `torch.${name}`;
  kindClasses.set(kind, cls);
  defineValue(`torch.${name}`, cls);
  return cls;
}

classOf("device", "device", (interp, args, kwargs, node) => {
  const type = args[0] ?? kwargs.get("type") ?? kwargs.get("device") ?? null;
  const index = args[1] ?? kwargs.get("index") ?? null;
  if (type instanceof Alt) return interp.forkOver(type, (v) => interp.call(kindClasses.get("device") ?? null, [v, index], new Map(), node));
  if (type instanceof Device) return type;
  if (type instanceof Unknown || type instanceof SymInt) return new Unknown("the device is not known", node);
  if (typeof type === "number") return Device.of("cuda", type);
  const c = new OpContext(interp, "device", node, null);
  if (typeof type !== "string") {
    throw interp.raise("TypeError", `device() received an invalid combination of arguments - got (${[...args].map((v) => tpName(interp, v)).join(", ")}), but expected one of:\n * (torch.device device)\n * (str type, int index = -1)\n`, node, { rule: "argument-type" });
  }
  const device = parseDevice(c, type);
  return typeof index === "number" && index >= 0 ? Device.of(device.type, index) : device;
});
classOf("generator", "Generator", (interp, args, kwargs, node) => {
  const c = new OpContext(interp, "Generator", node, null);
  return new Generator(deviceArgument(c, args[0] ?? kwargs.get("device") ?? null) ?? "cpu");
});
const generator = kindClasses.get("generator");
for (const name of ["manual_seed", "set_state"]) generator?.attrs.map.set(name, new NativeFunction(name, (_interp, [self]) => self ?? null));
for (const name of ["seed", "initial_seed", "get_state"]) generator?.attrs.map.set(name, new NativeFunction(name, (_interp, _args, _kwargs, node) => new Unknown("the state of a random number generator", node)));
defineValue("torch.default_generator", new Generator());

const cannotCreate = (name: string) => (interp: Interp, _args: readonly Value[], _kwargs: Kwargs, node: Node | null): Value => {
  throw interp.raise("TypeError", `cannot create 'torch.${name}' instances`, node, { rule: "argument-type" });
};
for (const [kind, names] of [
  ["layout", ["strided", "sparse_coo", "sparse_csr", "sparse_csc", "sparse_bsr", "sparse_bsc", "jagged"]],
  ["memory_format", ["contiguous_format", "preserve_format", "channels_last", "channels_last_3d"]],
  ["qscheme", ["per_tensor_affine", "per_channel_affine", "per_tensor_symmetric", "per_channel_symmetric", "per_channel_affine_float_qparams"]],
] as const) {
  classOf(kind, kind, cannotCreate(kind));
  for (const name of names) defineValue(`torch.${name}`, new Enumerator(kind, name));
}

for (const [name, value] of [["inf", Number.POSITIVE_INFINITY], ["nan", Number.NaN], ["pi", Math.PI], ["e", Math.E]] as const) defineValue(`torch.${name}`, new PyFloat(value));
defineValue("torch.newaxis", null);

// ---------------------------------------------------------------- finfo and iinfo

const FLOAT_LIMITS: Readonly<Record<string, readonly [eps: number, max: number, tiny: number, resolution: number]>> = {
  float16: [0.0009765625, 65504, 6.103515625e-5, 0.001],
  bfloat16: [0.0078125, 3.3895313892515355e38, 1.1754943508222875e-38, 0.01],
  float32: [1.1920928955078125e-7, 3.4028234663852886e38, 1.1754943508222875e-38, 1e-6],
  float64: [2.220446049250313e-16, 1.7976931348623157e308, 2.2250738585072014e-308, 1e-15],
  float8_e4m3fn: [0.125, 448, 0.015625, 1],
  float8_e5m2: [0.25, 57344, 6.103515625e-5, 1],
};

limits("finfo", FLOAT32, (t) => {
  const own = t.category === 3 ? dtype(t.name === "complex128" ? "float64" : t.name === "complex32" ? "float16" : "float32") : t;
  const found = FLOAT_LIMITS[own.name];
  if (!found) return null;
  const [eps, max, tiny, resolution] = found;
  return { bits: own.bits, eps: new PyFloat(eps), max: new PyFloat(max), min: new PyFloat(-max), tiny: new PyFloat(tiny), smallest_normal: new PyFloat(tiny), resolution: new PyFloat(resolution), dtype: own.name };
});
limits("iinfo", null, (t) => {
  if (t.category !== 1) return null;
  const unsigned = t.name.startsWith("uint");
  const bits = BigInt(t.bits);
  return { bits: t.bits, max: makeInt(unsigned ? 2n ** bits - 1n : 2n ** (bits - 1n) - 1n), min: makeInt(unsigned ? 0n : -(2n ** (bits - 1n))), dtype: t.name };
});

/** Defines `torch.finfo` or `torch.iinfo`. */
function limits(name: "finfo" | "iinfo", standard: DType | null, of: (t: DType) => Readonly<Record<string, Value>> | null): void {
  const cls = new ClassValue(name, [objectClass], null, "torch");
  defineValue(`torch.${name}`, cls);
  cls.construct = (interp, _cls, args, kwargs, node) => {
    const given = args[0] ?? kwargs.get("type") ?? null;
    const type = given === null ? standard : given instanceof DTypeObject ? given : interp.dtypeOf(given);
    if (given instanceof Unknown || given instanceof Alt) return new Unknown("the limits of a type that is not known", node);
    if (!(type instanceof DTypeObject)) throw interp.raise("TypeError", `${name}(): argument 'type' (position 1) must be torch.dtype, not ${tpName(interp, given)}`, node, { rule: "argument-type" });
    const found = of(type);
    if (!found && type.category === (name === "finfo" ? 2 : 1)) return new Unknown(`the limits of ${type.name}`, node);
    if (!found) {
      const [kind, other] = name === "finfo" ? ["a floating point", "iinfo"] : ["an integer", "finfo"];
      throw interp.raise("TypeError", `torch.${name}() requires ${kind} input type. Use torch.${other} to handle 'torch.${name}'`, node, { rule: "dtype" });
    }
    const info = new Instance(cls);
    for (const [k, v] of Object.entries(found)) info.attrs.set(k, v);
    return info;
  };
}
