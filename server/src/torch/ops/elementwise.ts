/** Arithmetic on two tensors or a tensor and a number, and what is built like it. */
import { gt } from "../../dims/index.ts";
import { type Value, PyComplex, PyFloat } from "../../python/values.ts";
import type { Args } from "../args.ts";
import { type DType, FLOAT32, FLOAT64, dtype } from "../dtype.ts";
import { defineOp } from "../define.ts";
import { NATIVE, takes } from "../native.ts";
import type { OpContext } from "../op.ts";
import { checkAverage } from "../suspicion/average.ts";
import { checkOuter, checkOuterProduct } from "../suspicion/batch.ts";
import { Tensor } from "../tensor.ts";
import { nativeForms } from "./forms.ts";
import { type Pointwise, outOf, pointwise } from "./pointwise.ts";
import { type Kernel, canCast, checkKernel, floatOf, numberOf, numberType, resultType } from "./promotion.ts";
import { cppTypeName, scalarTypeName } from "./scalarTypes.ts";
import { checkFits } from "./scalars.ts";

/** The tensor that is changed, in an in-place form. */
export function selfOf(a: Args): Tensor | null {
  return a.signature.name.endsWith("_") && !a.signature.name.startsWith("__") ? a.tensor("input") : null;
}

/** Runs {@link pointwise} on the arguments of these names, to `out` or in place as the form says. */
export function pointwiseOf(c: OpContext, a: Args, names: readonly string[], p: Omit<Pointwise, "inputs">): Tensor {
  const self = selfOf(a);
  return pointwise(c, { inputs: names.map((n) => operand(a, n)), self, out: self ? null : outOf(a), ...p });
}

/** An operand as it is given. What is mostly called `input` is `self` where it is a number, and `x` in some special functions. */
function operand(a: Args, name: string): Value {
  return a.value(name === "input" && !takes(a, "input") ? (takes(a, "x") ? "x" : "self") : name);
}

interface Binary {
  readonly names: readonly string[];
  readonly type?: Pointwise["type"];
  readonly kernel?: Kernel;
  readonly compute?: (x: number, y: number) => number;
  readonly check?: (c: OpContext, a: Args, common: DType) => void;
  /** The parameters' names where they are not input and other. */
  readonly operands?: readonly string[];
  /** Checks before anything else. */
  readonly before?: (c: OpContext, a: Args) => void;
  /** Checks that depend on elements. */
  readonly after?: (c: OpContext, a: Args, result: Tensor) => void;
}

const NOT_FLOAT = "half bfloat16 float complex";
const floorMod = (x: number, y: number): number => x - Math.floor(x / y) * y;

const BINARY: readonly Binary[] = [
  { names: ["add"], before: (c, a) => checkOuter(c, operand(a, "input"), a.value("other")), check: checkAlpha, compute: (x, y) => x + y },
  { names: ["mul", "multiply"], before: (c, a) => checkOuterProduct(c, operand(a, "input"), a.value("other")), compute: (x, y) => x * y },
  { names: ["floor_divide"], after: checkDivision, kernel: { name: "div_floor_cpu", rejects: "bool complex" }, compute: (x, y) => Math.floor(x / y) },
  { names: ["remainder"], after: checkDivision, kernel: { name: "remainder_cpu", rejects: "bool complex" }, compute: floorMod },
  { names: ["fmod"], after: checkDivision, kernel: { name: "fmod_cpu", rejects: "bool complex" }, compute: (x, y) => x % y },
  { names: ["atan2", "arctan2"], type: "float", kernel: { name: "atan2_cpu", rejects: "complex" }, compute: Math.atan2 },
  { names: ["hypot"], kernel: { name: "hypot_cpu", rejects: "bool int complex" } },
  { names: ["copysign"], type: "float", kernel: { name: "copysign_cpu", rejects: "complex" } },
  { names: ["nextafter"], kernel: { name: "nextafter_cpu", rejects: "bool int complex" } },
  { names: ["maximum"], before: noComplex("maximum"), compute: Math.max },
  { names: ["minimum"], before: noComplex("minimum"), compute: Math.min },
  { names: ["fmax"], before: noComplex("fmax"), compute: Math.max },
  { names: ["fmin"], before: noComplex("fmin"), compute: Math.min },
  { names: ["logaddexp"], kernel: { name: "logaddexp_cpu", rejects: "bool int complex32" } },
  { names: ["logaddexp2"], kernel: { name: "logaddexp2_cpu", rejects: "bool int complex" } },
  { names: ["xlogy"], type: "float", kernel: { name: "xlogy_cpu", rejects: "complex" } },
  { names: ["xlog1py"], type: "float", kernel: { name: "xlog1py_cpu", rejects: "complex" } },
  { names: ["gcd"], kernel: { name: "gcd_cpu", rejects: `bool ${NOT_FLOAT}` } },
  { names: ["lcm"], kernel: { name: "lcm_cpu", rejects: `bool ${NOT_FLOAT}` } },
  { names: ["igamma", "gammainc"], kernel: { name: "igamma_cpu", rejects: "bool int complex" } },
  { names: ["igammac", "gammaincc"], kernel: { name: "igammac_cpu", rejects: "bool int complex" } },
  { names: ["heaviside"], before: checkHeaviside, operands: ["input", "values"] },
  { names: ["bitwise_and", "__and__", "__iand__"], kernel: { name: "bitwise_and_cpu", rejects: NOT_FLOAT }, compute: (x, y) => x & y },
  { names: ["bitwise_or", "__or__", "__ior__"], kernel: { name: "bitwise_or_cpu", rejects: NOT_FLOAT }, compute: (x, y) => x | y },
  { names: ["bitwise_xor", "__xor__", "__ixor__"], kernel: { name: "bitwise_xor_cpu", rejects: NOT_FLOAT }, compute: (x, y) => x ^ y },
  { names: ["bitwise_left_shift", "__lshift__", "__ilshift__"], kernel: { name: "lshift_cpu", rejects: `bool ${NOT_FLOAT}` } },
  { names: ["bitwise_right_shift", "__rshift__", "__irshift__"], kernel: { name: "rshift_cpu", rejects: `bool ${NOT_FLOAT}` } },
  { names: ["zeta"], type: "float", kernel: { name: "zeta_cpu", rejects: "half bfloat16 complex" } },
  ...["chebyshev_polynomial_t", "chebyshev_polynomial_u", "chebyshev_polynomial_v", "chebyshev_polynomial_w", "hermite_polynomial_h", "hermite_polynomial_he", "laguerre_polynomial_l", "legendre_polynomial_p",
    "shifted_chebyshev_polynomial_t", "shifted_chebyshev_polynomial_u", "shifted_chebyshev_polynomial_v", "shifted_chebyshev_polynomial_w"].map((name): Binary => (
    { names: [name], type: "float", kernel: { name: `${name}_cpu`, rejects: "half bfloat16 complex" }, operands: ["x", "n"] })),
];

for (const b of BINARY) {
  defineOp({
    name: b.names[0] as string,
    forms: nativeForms(...b.names),
    signature: NATIVE,
    rule: (c, a) => {
      b.before?.(c, a);
      const self = a.signature.name.startsWith("__i") ? a.tensor("input") : selfOf(a);
      const result = pointwiseOf(c, a, b.operands ?? ["input", "other"], { type: b.type ?? "same", kernel: b.kernel, compute: b.compute as Pointwise["compute"], check: (common) => b.check?.(c, a, common), self });
      b.after?.(c, a, result);
      return result;
    },
  });
}

defineOp({
  name: "sub",
  forms: nativeForms("sub", "subtract"),
  signature: NATIVE,
  rule: (c, a) => {
    checkSub(c, operand(a, "input"), a.value("other"));
    checkOuter(c, operand(a, "input"), a.value("other"));
    return pointwiseOf(c, a, ["input", "other"], { check: (common) => checkAlpha(c, a, common), compute: takesAlpha(c, a) ? undefined : (x: number, y: number) => x - y });
  },
});

defineOp({
  name: "rsub",
  forms: nativeForms("rsub"),
  signature: NATIVE,
  rule: (c, a) => {
    checkSub(c, a.value("other"), operand(a, "input"));
    return pointwiseOf(c, a, ["other", "input"], { check: (common) => checkAlpha(c, a, common), compute: takesAlpha(c, a) ? undefined : (x: number, y: number) => x - y });
  },
});

defineOp({
  name: "div",
  forms: nativeForms("div", "divide", "true_divide"),
  signature: NATIVE,
  rule: (c, a) => {
    const mode = takes(a, "rounding_mode") ? a.maybeString("rounding_mode") : null;
    if (mode === null) checkAverage(c, a.value("input"));
    if (mode === null) return pointwiseOf(c, a, ["input", "other"], { type: "float", compute: (x: number, y: number) => x / y, kernel: { name: "div_cpu", rejects: "complex32" } });
    c.check(mode === "trunc" || mode === "floor", "RuntimeError", () => `div expected rounding_mode to be one of None, 'trunc', or 'floor' but found '${mode}'`, { rule: "argument-value" });
    const result = pointwiseOf(c, a, ["input", "other"], { kernel: { name: `div_${mode}_cpu`, rejects: "bool complex" }, compute: (x: number, y: number) => (mode === "floor" ? Math.floor(x / y) : Math.trunc(x / y)) });
    checkDivision(c, a, result);
    return result;
  },
});

/** `add(…, alpha=…)` with an alpha other than 1. */
function takesAlpha(c: OpContext, a: Args): boolean {
  return takes(a, "alpha") && numberOf(c.interp, a.value("alpha")) !== 1;
}

function checkAlpha(c: OpContext, a: Args, common: DType): void {
  if (!takes(a, "alpha")) return;
  const alpha = a.value("alpha");
  c.check(!(typeof alpha === "boolean" && common.category !== 0), "RuntimeError", () => "Boolean alpha only supported for Boolean results.", { rule: "dtype" });
  c.check(common.category >= 2 || !(alpha instanceof PyFloat || alpha instanceof PyComplex), "RuntimeError", () => "For integral input tensors, argument alpha must not be a floating point number.", { rule: "dtype" });
  c.check(common.category === 3 || !(alpha instanceof PyComplex), "RuntimeError", () => "For non-complex input tensors, argument alpha must not be a complex number.", { rule: "dtype" });
}

function isBool(v: Value): boolean {
  return typeof v === "boolean" || (v instanceof Tensor && v.dtype.category === 0);
}

/** Bools are not subtracted. */
export function checkSub(c: OpContext, x: Value, y: Value): void {
  c.check(!(isBool(x) && isBool(y)), "RuntimeError", () => "Subtraction, the `-` operator, with two bool tensors is not supported. Use the `^` or `logical_xor()` operator instead.", { rule: "dtype" });
  c.check(!(isBool(x) || isBool(y)), "RuntimeError", () => "Subtraction, the `-` operator, with a bool tensor is not supported. If you are trying to invert a mask, use the `~` or `logical_not()` operator instead.", { rule: "dtype" });
}

function noComplex(name: string) {
  return (c: OpContext, a: Args): void => {
    const real = [a.tensor("input"), a.tensor("other")].every((t) => t.dtype.category !== 3);
    c.check(real, "RuntimeError", () => `${name} not implemented for complex tensors.`, { rule: "dtype" });
  };
}

/** Integers divided by a constant that holds a zero. */
function checkDivision(c: OpContext, a: Args, result: Tensor): void {
  const divisor = a.value("other");
  const zero = divisor instanceof Tensor ? divisor.data?.includes(0) === true : numberOf(c.interp, divisor) === 0;
  const empty = result.shape?.some((d) => c.known(gt(d, 0)) !== true) ?? true;
  c.check(!(zero && result.dtype.category === 1 && !empty), "RuntimeError", () => "ZeroDivisionError", { rule: "arithmetic", law: () => `${c.op}: an integer is divided by zero` });
}

function checkHeaviside(c: OpContext, a: Args): void {
  const x = a.tensor("input");
  const y = a.tensor("values");
  c.check(x.dtype.category !== 3 && y.dtype.category !== 3, "RuntimeError", () => "heaviside is not yet implemented for complex tensors.", { rule: "dtype" });
  c.check(x.dtype === y.dtype, "RuntimeError", () => "heaviside is not yet implemented for tensors with different dtypes.", { rule: "dtype" });
}

// ---------------------------------------------------------------- powers

defineOp({
  name: "pow",
  forms: nativeForms("pow"),
  signature: NATIVE,
  rule: (c, a) => {
    const base = operand(a, "input");
    const exponent = a.value("exponent");
    const power = numberOf(c.interp, exponent);
    if (base instanceof Tensor && !(exponent instanceof Tensor)) {
      c.check(!(base.dtype.category < 2 && !(exponent instanceof PyFloat) && power !== undefined && power < 0), "RuntimeError", () => "Integers to negative integer powers are not allowed.", { rule: "dtype" });
    }
    const unary = base instanceof Tensor && !(exponent instanceof Tensor);
    const kernel = !unary ? { name: "pow", rejects: "bool complex32" } : { name: "pow", rejects: "complex32" };
    const result = pointwiseOf(c, a, ["input", "exponent"], { kernel, compute: (x: number, y: number) => x ** y });
    // With a number for a base the result is allocated before anything is looked at.
    return base instanceof Tensor || outOf(a) ? result : inOrder(result);
  },
});

/** The same in memory that was allocated row by row. */
function inOrder(t: Tensor): Tensor {
  return new Tensor(t.shapeOrVar, t.dtype, { device: t.device, data: t.data });
}

defineOp({
  name: "float_power",
  forms: nativeForms("float_power"),
  signature: NATIVE,
  rule: (c, a) => {
    const values = [operand(a, "input"), a.value("exponent")];
    const type = values.some((v) => v instanceof PyComplex || (v instanceof Tensor && v.dtype.category === 3)) ? dtype("complex128") : FLOAT64;
    const self = selfOf(a);
    if (self) c.check(self.dtype === type, "RuntimeError", () => `the base given to float_power_ has dtype ${scalarTypeName(self.dtype)} but the operation's result requires dtype ${scalarTypeName(type)}`, { rule: "dtype" });
    const out = outOf(a);
    if (out && !self) c.check(out.dtype === type, "RuntimeError", () => `the output given to float_power has dtype ${scalarTypeName(out.dtype)} but the operation's result requires dtype ${scalarTypeName(type)}`, { rule: "dtype" });
    const result = pointwiseOf(c, a, ["input", "exponent"], { common: type, compute: (x: number, y: number) => x ** y });
    return values[0] instanceof Tensor || out ? result : inOrder(result);
  },
});

defineOp({
  name: "ldexp",
  forms: nativeForms("ldexp"),
  signature: NATIVE,
  rule: (c, a) => {
    const x = a.tensor("input");
    const y = a.tensor("other");
    const type = floatOf(resultType([x, y]));
    const self = selfOf(a);
    const out = self ? null : outOf(a);
    const target = self ?? out;
    if (target && target.dtype.category < 2) c.check(canCast(type, target.dtype), "RuntimeError", () => `ldexp can't be cast to the desired output type ${scalarTypeName(target.dtype)}`, { rule: "dtype" });
    if (y.dtype.name === "complex32" || (x.dtype.category === 3 && y.dtype.name === "float16" && y.shape?.length !== 0)) c.fail("NotImplementedError", "\"pow\" not implemented for 'ComplexHalf'", { rule: "dtype" });
    // The power of a floating exponent, or for ints, comes first, in memory of its own.
    const power = y.dtype.category >= 2 || x.dtype.category < 2 ? new Tensor(y.shapeOrVar, y.dtype, { device: y.device, data: y.data }) : y;
    const check = (): void => {
      if (x.dtype.category === 2) checkKernel(c, { name: "ldexp_cpu_exp", rejects: "bool" }, y.dtype, x.device);
    };
    const base = !self && x.strides?.includes(0) ? c.like(x) : x;
    return pointwise(c, { inputs: [base, power], common: type, check, self, out });
  },
});

// ---------------------------------------------------------------- three operands

defineOp({
  name: "lerp",
  forms: nativeForms("lerp"),
  signature: NATIVE,
  rule: (c, a) => {
    const x = a.tensor("input");
    const same = (name: string, t: Tensor): void => c.check(t.dtype === x.dtype, "RuntimeError", () => `expected dtype ${cppTypeName(x.dtype)} for \`${name}\` but got dtype ${cppTypeName(t.dtype)}`, { rule: "dtype" });
    const weight = a.value("weight");
    const tensorWeight = weight instanceof Tensor && a.signature.parameters.some((p) => p.name === "weight");
    same("end", a.tensor("end"));
    if (tensorWeight && weight.shape?.length !== 0) same("weight", weight);
    const kernel = { name: tensorWeight ? "lerp_kernel_tensor" : "lerp_kernel_scalar", rejects: "bool int complex32" };
    if (tensorWeight) return pointwiseOf(c, a, ["input", "end", "weight"], { kernel });
    const check = (): void => {
      if (x.dtype.category === 2 && weight instanceof PyComplex) checkFits(c, weight, x.dtype.bits === 16 ? FLOAT32 : x.dtype);
    };
    return pointwiseOf(c, a, ["input", "end"], { common: x.dtype, kernel, check });
  },
});

for (const name of ["addcmul", "addcdiv"]) {
  defineOp({
    name,
    forms: nativeForms(name),
    signature: NATIVE,
    rule: (c, a) => {
      const t1 = a.tensor("tensor1");
      const t2 = a.tensor("tensor2");
      if (name === "addcdiv") {
        c.check(t1.dtype.category >= 2 || t2.dtype.category >= 2, "RuntimeError", () => "Integer division with addcdiv is no longer supported, and in a future  release addcdiv will perform a true division of tensor1 and tensor2. The historic addcdiv behavior can be implemented as (input + value * torch.trunc(tensor1 / tensor2)).to(input.dtype) for integer inputs and as (input + value * tensor1 / tensor2) for float inputs. The future addcdiv behavior is just the latter implementation: (input + value * tensor1 / tensor2), for all dtypes.", { rule: "dtype" });
      }
      return pointwiseOf(c, a, ["input", "tensor1", "tensor2"], { kernel: { name: `${name}_cpu_out`, rejects: "bool" } });
    },
  });
}

// ---------------------------------------------------------------- clamp

defineOp({
  name: "clamp",
  forms: nativeForms("clamp", "clip", "clamp_min", "clamp_max"),
  signature: NATIVE,
  rule: (c, a) => {
    const x = a.tensor("input");
    const low = takes(a, "min") ? a.value("min") : null;
    const high = takes(a, "max") ? a.value("max") : null;
    const both = takes(a, "min") && takes(a, "max");
    if (both) c.check(low !== null || high !== null, "RuntimeError", () => "torch.clamp: At least one of 'min' or 'max' must not be None", { rule: "argument-value" });
    const bounds = [low, high].filter((v) => v !== null);
    // A number and a tensor without dimensions are both numbers to the overload that takes numbers.
    const tensors = bounds.some((v) => v instanceof Tensor) && bounds.every((v) => numberType(v) === undefined);
    const self = selfOf(a);
    const kernel = clampKernel(tensors, low !== null, high !== null);
    const notComplex = (is: boolean): void => c.check(!is, "NotImplementedError", () => "clamp is not supported for complex types", { rule: "dtype" });
    const clamped = (v: number, ...rest: number[]): number => {
      const [lo, hi] = low !== null ? [rest[0], rest[1]] : [undefined, rest[0]];
      const raised = lo === undefined ? v : Math.max(v, lo);
      return hi === undefined ? raised : Math.min(raised, hi);
    };
    if (tensors) {
      if (both) notComplex(x.dtype.category === 3);
      const inputs = [x, ...bounds];
      const common = resultType(inputs);
      if (self) checkClampCast(c, common, self, scalarTypeName);
      // What is recorded of `out` is of bounds that are numbers.
      c.outs = null;
      return pointwise(c, { inputs, common, self, out: self ? null : outOf(a), kernel, compute: clamped });
    }
    notComplex(x.dtype.category === 3 || (!both && bounds.some((v) => v instanceof PyComplex)));
    const floats = x.dtype.category === 2;
    const common = floats ? x.dtype : resultType([x, ...bounds.map(asNumber)]);
    if (self && !floats) checkClampCast(c, common, self, cppTypeName);
    notComplex(common.category === 3);
    const out = self ? null : outOf(a);
    if (out) c.check(out.dtype === common, "RuntimeError", () => `Found dtype ${scalarTypeName(out.dtype)} but expected ${scalarTypeName(common)}`, { rule: "dtype" });
    if (both) for (const v of bounds) checkFits(c, v, FLOAT64);
    const numbers = bounds.map((v) => (v instanceof Tensor ? v.data?.[0] : numberOf(c.interp, v)));
    const known = numbers.filter((n) => n !== undefined);
    return pointwise(c, { inputs: [x], common, self, out, kernel, compute: known.length === numbers.length ? (v: number) => clamped(v, ...known) : undefined });
  },
});

/** Bounds that are numbers are told in C++'s names. */
function checkClampCast(c: OpContext, common: DType, self: Tensor, nameOf: (t: DType) => string): void {
  c.check(canCast(common, self.dtype), "RuntimeError", () => `result type ${scalarTypeName(common)} can't be cast to the desired output type ${nameOf(self.dtype)}`, { rule: "dtype" });
}

/** A Python number of the kind that a tensor without dimensions holds. */
function asNumber(v: Value): Value {
  if (!(v instanceof Tensor)) return v;
  const kinds: readonly Value[] = [false, 0, new PyFloat(0), new PyComplex(0, 0)];
  return kinds[v.dtype.category] ?? v;
}

function clampKernel(tensors: boolean, low: boolean, high: boolean): Kernel {
  if (tensors) return { name: low && high ? "clamp_cpu" : low ? "maximum_cpu" : "minimum_cpu", rejects: low && high ? "bool complex" : "complex" };
  return { name: low && high ? "clamp_scalar_cpu" : low ? "clamp_min_scalar_cpu" : "clamp_max_scalar_cpu", rejects: "bool complex" };
}
