/** Elementwise functions of one tensor. */
import { isConst } from "../../dims/index.ts";
import { INT64, dtype } from "../dtype.ts";
import { defineOp } from "../define.ts";
import { NATIVE, takes } from "../native.ts";
import { Tensor } from "../tensor.ts";
import { pointwiseOf, selfOf } from "./elementwise.ts";
import { nativeForms } from "./forms.ts";
import { type Pointwise, outOf } from "./pointwise.ts";
import { scalarTypeName } from "./scalarTypes.ts";
import { type Kernel, floatOf, numberOf, realOf } from "./promotion.ts";
import { namedResult } from "./returnTypes.ts";

interface Unary {
  readonly names: readonly string[];
  readonly type?: Pointwise["type"];
  readonly kernel?: Kernel;
  readonly compute?: (x: number) => number;
  /** `out` must be of bools. */
  readonly boolOut?: boolean;
  /** `out` must be of the input's type. */
  readonly sameOut?: boolean;
  /** Types refused with a message of the operator's own. */
  readonly refuse?: { readonly category: 0 | 3; readonly exception?: string; readonly message: string };
}

const complexInputs = (name: string): Unary["refuse"] => ({ category: 3, exception: "NotImplementedError", message: `${name} is not supported for complex inputs` });
const evenRound = (x: number): number => {
  const r = Math.round(x);
  return Math.abs(x % 1) === 0.5 && r % 2 !== 0 ? r - 1 : r;
};
const vml = (name: string): Kernel => ({ name: `${name}_vml_cpu`, rejects: "complex" });

const UNARY: readonly Unary[] = [
  { names: ["acos", "arccos"], type: "float", compute: Math.acos },
  { names: ["acosh", "arccosh"], type: "float", compute: Math.acosh },
  { names: ["asin", "arcsin"], type: "float", compute: Math.asin },
  { names: ["asinh", "arcsinh"], type: "float", compute: Math.asinh },
  { names: ["atan", "arctan"], type: "float", compute: Math.atan },
  { names: ["atanh", "arctanh"], type: "float", compute: Math.atanh },
  { names: ["cos"], type: "float", compute: Math.cos },
  { names: ["cosh"], type: "float", compute: Math.cosh },
  { names: ["deg2rad"], type: "float", refuse: { category: 3, message: "deg2rad is not supported for complex tensors." } },
  { names: ["rad2deg"], type: "float", refuse: { category: 3, message: "rad2deg is not supported for complex tensors." } },
  { names: ["digamma", "psi"], type: "float", kernel: { name: "digamma", rejects: "complex" } },
  { names: ["erf"], type: "float", kernel: vml("erf") },
  { names: ["erfc"], type: "float", kernel: vml("erfc") },
  { names: ["erfinv"], type: "float", kernel: vml("erfinv") },
  { names: ["ndtr"], type: "float", kernel: vml("erf") },
  { names: ["exp"], type: "float", compute: Math.exp },
  { names: ["exp2"], type: "float", compute: (x) => 2 ** x },
  { names: ["expm1"], type: "float", compute: Math.expm1 },
  { names: ["i0"], type: "float", kernel: vml("i0") },
  { names: ["lgamma", "gammaln"], type: "float", kernel: vml("lgamma") },
  { names: ["log"], type: "float", compute: Math.log },
  { names: ["log10"], type: "float", compute: Math.log10 },
  { names: ["log1p"], type: "float", compute: Math.log1p },
  { names: ["log2"], type: "float", compute: Math.log2 },
  { names: ["logit"], type: "float", kernel: { name: "logit_cpu", rejects: "complex" } },
  { names: ["reciprocal"], type: "float", compute: (x) => 1 / x },
  { names: ["rsqrt"], type: "float", compute: (x) => 1 / Math.sqrt(x) },
  { names: ["sigmoid", "expit"], type: "float", compute: (x) => 1 / (1 + Math.exp(-x)) },
  { names: ["sin"], type: "float", compute: Math.sin },
  { names: ["sinc"], type: "float" },
  { names: ["sinh"], type: "float", compute: Math.sinh },
  { names: ["sqrt"], type: "float", compute: Math.sqrt },
  { names: ["tan"], type: "float", compute: Math.tan },
  { names: ["tanh"], type: "float", compute: Math.tanh },
  ...["entr", "i0e", "i1", "i1e"].map((name): Unary => ({ names: [name], type: "float", kernel: { name: `${name}_cpu`, rejects: "complex" } })),
  ...["airy_ai", "bessel_j0", "bessel_j1", "bessel_y0", "bessel_y1", "erfcx", "log_ndtr", "modified_bessel_i0", "modified_bessel_i1", "modified_bessel_k0", "modified_bessel_k1", "ndtri",
    "scaled_modified_bessel_k0", "scaled_modified_bessel_k1", "spherical_bessel_j0"].map((name): Unary => ({ names: [name], type: "float", kernel: { name: `${name}_cpu`, rejects: "half bfloat16 complex" } })),
  { names: ["ceil"], kernel: { name: "ceil_vml_cpu", rejects: "bool" }, refuse: complexInputs("ceil"), compute: Math.ceil },
  { names: ["floor"], kernel: { name: "floor_vml_cpu", rejects: "bool" }, refuse: complexInputs("floor"), compute: Math.floor },
  { names: ["trunc", "fix"], kernel: { name: "trunc_vml_cpu", rejects: "bool" }, refuse: complexInputs("trunc"), compute: Math.trunc },
  { names: ["frac"], kernel: { name: "frac_cpu", rejects: "bool int complex" }, compute: (x) => x - Math.trunc(x) },
  { names: ["neg", "negative"], refuse: { category: 0, message: "Negation, the `-` operator, on a bool tensor is not supported. If you are trying to invert a mask, use the `~` or `logical_not()` operator instead." }, compute: (x) => -x },
  { names: ["sgn"], compute: Math.sign },
  { names: ["sign"], refuse: { category: 3, exception: "NotImplementedError", message: "Unlike NumPy, torch.sign is not intended to support complex numbers. Please use torch.sgn instead." }, compute: Math.sign },
  { names: ["signbit"], type: "bool", boolOut: true, refuse: { category: 3, exception: "NotImplementedError", message: "signbit is not implemented for complex tensors." } },
  { names: ["square"], type: (t) => (t.category === 0 ? INT64 : t), compute: (x) => x * x },
  { names: ["conj_physical"] },
  { names: ["nan_to_num"], sameOut: true },
  { names: ["bitwise_not"], kernel: { name: "bitwise_not_cpu", rejects: "half bfloat16 float complex" } },
  { names: ["logical_not"], kernel: { name: "logical_not_cpu", rejects: "complex32" }, type: "bool", compute: (x) => (x === 0 ? 1 : 0) },
  { names: ["isfinite", "isinf", "isnan", "isreal"], type: "bool" },
  { names: ["isneginf"], type: "bool", boolOut: true, refuse: { category: 3, message: "isneginf does not support complex inputs." } },
  { names: ["isposinf"], type: "bool", boolOut: true, refuse: { category: 3, message: "isposinf does not support complex inputs." } },
];

for (const u of UNARY) {
  defineOp({
    name: u.names[0] as string,
    forms: nativeForms(...u.names),
    signature: NATIVE,
    rule: (c, a) => {
      const x = a.tensor(takes(a, "input") ? "input" : "x");
      const refuse = u.refuse;
      if (refuse) c.check(x.dtype.category !== refuse.category, refuse.exception ?? "RuntimeError", () => refuse.message, { rule: "dtype" });
      // A real tensor is its own conjugate, and ints are numbers.
      if (selfOf(a) && ((u.names[0] === "conj_physical" && x.dtype.category !== 3) || (u.names[0] === "nan_to_num" && x.dtype.category < 2))) return x;
      const given = u.sameOut && !selfOf(a) ? outOf(a) : null;
      if (given) c.check(given.dtype === x.dtype, "RuntimeError", () => `${u.names[0]}: dtype of out: ${scalarTypeName(given.dtype)} should be same as input: ${scalarTypeName(x.dtype)}`, { rule: "dtype" });
      const out = u.boolOut && !selfOf(a) ? outOf(a) : null;
      if (out) c.check(out.dtype.category === 0, "RuntimeError", () => `${u.names[0]} does not support non-boolean outputs.`, { rule: "dtype" });
      return pointwiseOf(c, a, ["input"], { type: u.type ?? "same", kernel: u.kernel, compute: u.compute });
    },
  });
}

for (const names of [["abs", "absolute"], ["angle"]]) {
  defineOp({
    name: names[0] as string,
    forms: nativeForms(...names),
    signature: NATIVE,
    rule: (c, a) => {
      const x = a.tensor("input");
      const isAbs = names[0] === "abs";
      if (isAbs && selfOf(a)) c.check(x.dtype.category !== 3, "RuntimeError", () => "In-place abs is not supported for complex tensors.", { rule: "dtype" });
      // The angles of complex numbers go to memory that is allocated row by row.
      if (!isAbs && x.dtype.category === 3 && !outOf(a)) return c.tensor(x.shapeOrVar, realOf(x.dtype), { device: x.device });
      return pointwiseOf(c, a, ["input"], { type: (t) => (isAbs ? realOf(t) : realOf(floatOf(t))), kernel: isAbs ? { name: "abs_cpu", rejects: "bool" } : undefined, compute: isAbs ? Math.abs : undefined });
    },
  });
}

defineOp({
  name: "round",
  forms: nativeForms("round"),
  signature: NATIVE,
  rule: (c, a) => {
    const decimals = takes(a, "decimals") ? numberOf(c.interp, a.value("decimals")) : 0;
    const explicit = takes(a, "decimals");
    const kernel: Kernel = { name: decimals === 0 ? "round_vml_cpu" : "round_cpu", rejects: explicit ? "bool int complex" : "bool complex" };
    return pointwiseOf(c, a, ["input"], { kernel, compute: decimals === 0 ? evenRound : undefined });
  },
});

defineOp({
  name: "positive",
  forms: nativeForms("positive"),
  signature: NATIVE,
  rule: (c, a) => {
    const x = a.tensor("input");
    c.check(x.dtype.category !== 0, "RuntimeError", () => "The `+` operator, on a bool tensor is not supported.", { rule: "dtype" });
    return x;
  },
});

defineOp({
  name: "frexp",
  forms: nativeForms("frexp"),
  signature: NATIVE,
  rule: (c, a) => {
    const x = a.tensor("input");
    c.check(x.dtype.category === 2, "RuntimeError", () => "torch.frexp() only supports floating-point dtypes", { rule: "dtype" });
    return namedResult("frexp", { mantissa: c.like(x), exponent: c.like(x, dtype("int32")) });
  },
});

defineOp({
  name: "polygamma",
  forms: nativeForms("polygamma"),
  signature: NATIVE,
  rule: (c, a) => {
    const n = numberOf(c.interp, a.value("n"));
    c.check(n === undefined || n >= 0, "RuntimeError", () => "polygamma(n, x) does not support negative n.", { rule: "argument-value" });
    const name = n === 0 ? "digamma" : n === 1 ? "trigamma" : "polygamma";
    return pointwiseOf(c, a, ["input"], { type: "float", kernel: { name, rejects: "complex" } });
  },
});

defineOp({
  name: "mvlgamma",
  forms: nativeForms("mvlgamma", "multigammaln"),
  signature: NATIVE,
  rule: (c, a) => {
    const p = a.int("p");
    c.check(a.tensor("input").dtype.category !== 0, "RuntimeError", () => "The input tensor may not be a boolean tensor.", { rule: "dtype" });
    c.check(!isConst(p) || p >= 1, "RuntimeError", () => "p has to be greater than or equal to 1", { rule: "argument-value" });
    const self = selfOf(a);
    if (self) c.check(self.dtype.category >= 2, "RuntimeError", () => `mvlgamma: result type ${scalarTypeName(self.dtype)} can't be cast to the desired output type Float`, { rule: "dtype" });
    const result = pointwiseOf(c, a, ["input"], { type: "float", kernel: { name: "arange_cpu", rejects: "complex" } });
    return self ?? new Tensor(result.shapeOrVar, result.dtype, { strides: result.shape === null ? null : undefined, device: result.device });
  },
});
