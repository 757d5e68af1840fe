/** Random tensors, and tensors filled in place with random numbers. */
import { type Dim, eq, gt, isConst, le, or, print, product } from "../../dims/index.ts";
import type { Value } from "../../python/values.ts";
import type { Args } from "../args.ts";
import { floatDefault } from "../defaultType.ts";
import { defineOp } from "../define.ts";
import { type DType, INT64 } from "../dtype.ts";
import { NATIVE, takes } from "../native.ts";
import type { OpContext } from "../op.ts";
import { Tensor } from "../tensor.ts";
import { broadcastShapes } from "./broadcast.ts";
import { checkLength, createLike } from "./creation.ts";
import { nativeForms } from "./forms.ts";
import { checkSizes, create, deviceArgument } from "./options.ts";
import { checkCast, checkOverlap, outOf, write } from "./pointwise.ts";
import { checkKernel, isCpu, resultType } from "./promotion.ts";
import { cppTypeName, scalarTypeName } from "./scalarTypes.ts";
import { cppNumber, fits, intRange } from "./scalars.ts";
import { contiguousCopy } from "./strided.ts";
import { expand } from "./views.ts";

const VALUE = { rule: "argument-value" };

const KERNELS = { rand: { name: "check_uniform_bounds", rejects: "bool int" }, randn: { name: "normal_kernel_cpu", rejects: "bool int float8_e4m3fn float8_e5m2" } } as const;

for (const name of ["rand", "randn"] as const) {
  defineOp({
    name,
    forms: nativeForms(name),
    signature: NATIVE,
    rule: (c, a) => {
      const shape = checkSizes(c, a.ints("size"));
      const kernel = KERNELS[name];
      const type = a.maybeDtype("dtype") ?? floatDefault();
      if (name === "rand" && isCpu(takes(a, "device") ? (deviceArgument(c, a.value("device")) ?? "cpu") : "cpu")) checkKernel(c, kernel, type, "cpu");
      const made = create(c, a, shape, { dtype: type, kernel });
      if (shape.every((d) => d === 1)) made.drawn = name === "rand" ? [0, 1] : [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY];
      return made;
    },
    doc: `torch.${name}`,
  });
  defineOp({
    name: `${name}_like`,
    forms: nativeForms(`${name}_like`),
    signature: NATIVE,
    rule: (c, a) =>
      createLike(c, a, a.tensor("input"), (type) => {
        if (name === "rand" && isCpu(takes(a, "device") ? (deviceArgument(c, a.value("device")) ?? "cpu") : "cpu")) checkKernel(c, KERNELS.rand, type, "cpu");
        return { kernel: KERNELS[name] };
      }),
    doc: `torch.${name}_like`,
  });
}

/** Raises where the bounds of random ints are the wrong way round or beyond the type. */
function checkBounds(c: OpContext, low: Dim, high: Dim | null, type: DType): void {
  if (isConst(low) && high !== null && isConst(high) && low >= high) c.fail("RuntimeError", `random_ expects 'from' to be less than 'to', but got from=${low} >= to=${high}`, VALUE);
  if (type.category === 3) c.fail("RuntimeError", `${high === null ? "random_from_to_impl" : "check_random_bounds"} handles only integral, floating-point and boolean types`, VALUE);
  const [least, most] = type.category <= 1 ? intRange(type) : type.name === "float16" ? [-65504, 65504] : [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY];
  if (isConst(low)) c.check(low >= least && low <= most, "RuntimeError", () => `from is out of bounds for ${cppTypeName(type)}`, VALUE);
  if (high !== null && isConst(high)) c.check(high - 1 <= most && high - 1 >= least, "RuntimeError", () => `to - 1 is out of bounds for ${cppTypeName(type)}`, VALUE);
}

defineOp({
  name: "randint",
  forms: nativeForms("randint"),
  signature: NATIVE,
  rule: (c, a) => {
    const shape = checkSizes(c, a.ints("size"));
    const type = a.maybeDtype("dtype") ?? INT64;
    const [low, high] = [takes(a, "low") ? a.int("low") : 0, a.int("high")];
    checkBounds(c, low, high, type);
    const made = create(c, a, shape, { dtype: type });
    if (isConst(low) && isConst(high) && type.category === 1) made.reach = { least: low, most: high - 1, drawn: true };
    return made;
  },
  doc: "torch.randint",
});
defineOp({
  name: "randint_like",
  forms: nativeForms("randint_like"),
  signature: NATIVE,
  rule: (c, a) =>
    createLike(c, a, a.tensor("input"), (type) => {
      checkBounds(c, takes(a, "low") ? a.int("low") : 0, a.int("high"), type);
      return {};
    }),
  doc: "torch.randint_like",
});

defineOp({
  name: "randperm",
  forms: nativeForms("randperm"),
  signature: NATIVE,
  rule: (c, a) => {
    const n = a.int("n");
    const type = a.maybeDtype("dtype") ?? INT64;
    if (takes(a, "out") && !a.isNone("out")) checkLength(c, n, `n must be non-negative, got${print(n)}`);
    checkSizes(c, [n]);
    if (type.category <= 1 && isConst(n) && n - 1 > intRange(type)[1] && type.category === 1) c.fail("RuntimeError", `value cannot be converted to type ${type.name}_t without overflow`, VALUE);
    if (type.category === 0 || type.category === 3) checkKernel(c, { name: "randperm", rejects: "bool complex" }, type, "cpu");
    return create(c, a, [n], { dtype: type });
  },
  doc: "torch.randperm",
});

// ---------------------------------------------------------------- distributions

function checkDeviation(c: OpContext, v: Value, a: Args, name: string): void {
  if (v instanceof Tensor) {
    if (v.data?.some((x) => x < 0)) c.check(false, "RuntimeError", () => "normal expects all elements of std >= 0.0", VALUE);
    return;
  }
  const x = a.number(name);
  c.check(x === undefined || x >= 0, "RuntimeError", () => `normal expects std >= 0.0, but found std ${cppNumber(x ?? 0)}`, VALUE);
}

defineOp({
  name: "normal",
  forms: nativeForms("normal"),
  signature: NATIVE,
  rule: (c, a) => {
    const mean = a.value("mean");
    const std = a.value("std");
    if (takes(a, "size")) {
      const shape = checkSizes(c, a.ints("size"));
      checkDeviation(c, std, a, "std");
      const type = a.maybeDtype("dtype") ?? floatDefault();
      if (!shape.includes(0)) checkKernel(c, KERNELS.randn, type, "cpu");
      return create(c, a, shape, { dtype: type });
    }
    const tensors = [mean, std].filter((v) => v instanceof Tensor);
    const [lead] = tensors;
    if (!lead) return c.giveUp("neither the mean nor the standard deviation is known");
    checkDeviation(c, std, a, "std");
    if (std instanceof Tensor) c.check(std.dtype.category !== 3, "RuntimeError", () => "normal expects standard deviation to be non-complex", { rule: "dtype" });
    const shape = broadcastShapes(c, tensors.map((t) => c.shapeOf(t)));
    // Where there is something to draw, the kernel comes first; then it is scaled and moved in place.
    if (!shape.includes(0)) checkKernel(c, KERNELS.randn, lead.dtype, lead.device);
    for (const t of [std, mean]) if (t instanceof Tensor && t !== lead) checkCast(c, resultType([c.tensor(shape, lead.dtype), t]), lead);
    return write(c, outOf(a), c.tensor(shape, lead.dtype, { device: lead.device }));
  },
  doc: "torch.normal",
});

function checkProbability(c: OpContext, a: Args, name: string): void {
  const p = a.number("p");
  c.check(p === undefined || (p >= 0 && p <= 1), "RuntimeError", () => `${name} expects p to be in [0, 1], but got p=${cppNumber(p ?? 0)}`, VALUE);
}

defineOp({
  name: "bernoulli",
  forms: nativeForms("bernoulli").filter((n) => !n.endsWith("_")),
  signature: NATIVE,
  rule: (c, a) => {
    const t = a.tensor("input");
    if (takes(a, "p") && a.has("p")) checkProbability(c, a, "bernoulli_");
    if (takes(a, "p") && a.has("p") && !t.shape?.includes(0)) checkKernel(c, { name: "bernoulli_scalar_cpu_", rejects: "complex" }, t.dtype, t.device);
    else if (!takes(a, "p") || !a.has("p")) {
      const kernel = t.dtype.category === 3 ? "bernoulli_tensor_cpu_self_" : "bernoulli_tensor_cpu_p_";
      if (t.dtype.category !== 2 && !t.shape?.includes(0)) checkKernel(c, { name: kernel, rejects: t.dtype.name }, t.dtype, t.device);
      if (t.data?.some((x) => !(x >= 0 && x <= 1))) {
        c.check(false, "RuntimeError", () => "Expected p_in >= 0 && p_in <= 1 to be true, but got false.  (Could this error message be improved?  If so, please report an enhancement request to PyTorch.)", VALUE);
      }
    }
    if (t.shape === null) return c.like(t);
    return write(c, takes(a, "out") ? outOf(a) : null, contiguousCopy(c, t, c.shapeOf(t)));
  },
  doc: "torch.bernoulli",
});

defineOp({
  name: "multinomial",
  forms: nativeForms("multinomial"),
  signature: NATIVE,
  rule: (c, a) => {
    const t = a.tensor("input");
    const shape = c.shapeOf(t);
    const count = a.int("num_samples");
    if (shape.length !== 1 && shape.length !== 2) c.fail("RuntimeError", "prob_dist must be 1 or 2 dim", { rule: "rank" });
    c.check(t.dtype.category === 2, "RuntimeError", () => `multinomial only supports floating-point dtypes for input, got: ${scalarTypeName(t.dtype)}`, { rule: "dtype" });
    c.check(gt(count, 0), "RuntimeError", () => "cannot sample n_sample <= 0 samples", VALUE);
    const categories = shape.at(-1) as Dim;
    if (!a.bool("replacement")) {
      c.check(le(count, categories), "RuntimeError", () => "cannot sample n_sample > prob_dist.size(-1) samples without replacement", {
        ...VALUE,
        law: () => `multinomial: ${print(count)} samples of ${print(categories)} without replacement`,
      });
    }
    c.check(le(categories, 2 ** 24), "RuntimeError", () => "number of categories cannot exceed 2^24", VALUE);
    c.check(or(eq(product(shape.slice(0, -1)), 0), gt(categories, 0)), "RuntimeError", () => "aminmax(): cannot compute aminmax over an empty dimension as the operation has no identity.", VALUE);
    const out = takes(a, "out") ? outOf(a) : null;
    if (out) c.check(out.dtype === INT64, "RuntimeError", () => `multinomial expects Long tensor out, got: ${scalarTypeName(out.dtype)}`, { rule: "dtype" });
    if (t.data && t.data.length > 0) {
      c.check(t.data.every((x) => x >= 0 && Number.isFinite(x)), "RuntimeError", () => "probability tensor contains either `inf`, `nan` or element < 0", VALUE);
      c.check(shape.length > 1 || t.data.some((x) => x > 0), "RuntimeError", () => "invalid multinomial distribution (sum of probabilities <= 0)", VALUE);
    }
    return c.tensor([...shape.slice(0, -1), count], INT64, { device: t.device });
  },
  doc: "torch.multinomial",
});

defineOp({
  name: "poisson",
  forms: nativeForms("poisson"),
  signature: NATIVE,
  rule: (c, a) => {
    const t = a.tensor("input");
    checkKernel(c, { name: "poisson_cpu", rejects: "bool int complex" }, t.dtype, t.device);
    if (t.data?.some((x) => x < 0)) c.check(false, "RuntimeError", () => "invalid Poisson rate, expected rate to be non-negative", VALUE);
    return t.shape === null ? c.like(t) : contiguousCopy(c, t, c.shapeOf(t));
  },
});
defineOp({
  name: "binomial",
  forms: nativeForms("binomial"),
  signature: NATIVE,
  rule: (c, a) => {
    const count = a.tensor("count");
    const p = a.tensor("prob");
    for (const [name, t] of [["count", count], ["prob", p]] as const) {
      c.check(t.dtype.category === 2, "ValueError", () => `binomial only supports floating-point dtypes for ${name}, got: ${scalarTypeName(t.dtype)}`, { rule: "dtype" });
    }
    const shape = broadcastShapes(c, [c.shapeOf(count), c.shapeOf(p)]);
    c.check(count.dtype === p.dtype, "RuntimeError", () => `Found dtype ${scalarTypeName(p.dtype)} but expected ${scalarTypeName(count.dtype)}`, { rule: "dtype" });
    return c.tensor(shape, count.dtype, { device: count.device });
  },
});

// ---------------------------------------------------------------- in place

/** Defines a method that overwrites a tensor with random numbers. */
function defineFill(name: string, check: (c: OpContext, a: Args, t: Tensor, empty: boolean) => void): void {
  defineOp({
    name,
    forms: nativeForms(name.slice(0, -1)).filter((n) => n.endsWith("_")),
    signature: NATIVE,
    rule: (c, a) => {
      const t = a.tensor("input");
      if (name === "random_") checkOverlap(c, t);
      check(c, a, t, t.shape?.includes(0) === true);
      checkOverlap(c, t);
      t.forgetData();
      return t;
    },
    inPlace: true,
  });
}

defineFill("uniform_", (c, a, t, empty) => {
  if (empty && t.dtype.category === 3) return;
  if (t.dtype.category < 2) checkKernel(c, KERNELS.rand, t.dtype, t.device);
  const from = a.number("from");
  const to = a.number("to");
  if (from === undefined || to === undefined) return;
  for (const [name, bound] of [["from", from], ["to", to]] as const) c.check(fits(bound, t.dtype) && Number.isFinite(bound), "RuntimeError", () => `${name} is out of bounds for ${cppTypeName(t.dtype)}`, VALUE);
  c.check(from <= to, "RuntimeError", () => `uniform_ expects to return a [from, to) range, but found from=${cppNumber(from)} > to=${cppNumber(to)}`, VALUE);
});
defineFill("normal_", (c, a, t, empty) => {
  checkDeviation(c, a.value("std"), a, "std");
  if (!empty) checkKernel(c, KERNELS.randn, t.dtype, t.device);
});
defineFill("random_", (c, a, t) => {
  if (takes(a, "from") && !a.isNone("to")) checkBounds(c, a.int("from"), a.int("to"), t.dtype);
  else if (takes(a, "from")) checkBounds(c, a.int("from"), null, t.dtype);
  else if (!takes(a, "from") && takes(a, "to")) checkBounds(c, 0, a.int("to"), t.dtype);
  else if (!t.shape?.includes(0)) checkKernel(c, { name: "random_kernel_cpu", rejects: "complex" }, t.dtype, t.device);
});
defineFill("bernoulli_", (c, a, t, empty) => {
  const p = a.value("p");
  if (!(p instanceof Tensor)) {
    checkProbability(c, a, "bernoulli_");
    checkOverlap(c, t);
    if (!empty) checkKernel(c, { name: "bernoulli_scalar_cpu_", rejects: "complex" }, t.dtype, t.device);
    return;
  }
  if (empty) return;
  checkOverlap(c, t);
  checkKernel(c, { name: "bernoulli_tensor_cpu_self_", rejects: "complex" }, t.dtype, t.device);
  if (p.shape !== null && t.shape !== null) expand(c, p, c.shapeOf(t));
  if (p.dtype.category !== 2) checkKernel(c, { name: "bernoulli_tensor_cpu_p_", rejects: p.dtype.name }, p.dtype, p.device);
});
defineFill("exponential_", (c, a, t) => {
  const given = a.value("lambd");
  const rate = given instanceof Tensor ? given.data?.[0] : a.number("lambd");
  c.check(rate === undefined || rate > 0, "RuntimeError", () => `exponential_ expects lambda > 0.0, but found lambda=${cppNumber(rate ?? 0)}`, VALUE);
  if (t.shape?.includes(0)) return;
  checkOverlap(c, t);
  c.check(t.dtype.category === 2 || !isCpu(t.device), "RuntimeError", () => `Exponential distribution is a continuous probability distribution. dtype must be a floating point but you specified ${scalarTypeName(t.dtype)}`, { rule: "dtype" });
});
defineFill("geometric_", (c, a, t, empty) => {
  const p = a.number("p");
  c.check(p === undefined || (p > 0 && p < 1), "RuntimeError", () => `geometric_ expects p to be in (0, 1), but got p=${cppNumber(p ?? 0)}`, VALUE);
  if (!empty) checkOverlap(c, t);
  if (!empty) checkKernel(c, { name: "geometric_cpu", rejects: "bool complex" }, t.dtype, t.device);
});
defineFill("cauchy_", (c, a, t) => {
  const sigma = a.number("sigma");
  c.check(sigma === undefined || sigma > 0, "RuntimeError", () => `cauchy_ expects sigma > 0.0, but found sigma=${cppNumber(sigma ?? 0)}`, VALUE);
  c.check(t.dtype.category === 2, "RuntimeError", () => `Cauchy distribution is a continuous probability distribution. dtype must be a floating point but you specified ${cppTypeName(t.dtype)}`, { rule: "dtype" });
});
defineFill("log_normal_", (c, a, t, empty) => {
  const std = a.number("std");
  c.check(std === undefined || std > 0, "RuntimeError", () => `log_normal_ expects std > 0.0, but found std=${cppNumber(std ?? 0)}`, VALUE);
  if (!empty) checkOverlap(c, t);
  if (!empty) checkKernel(c, { name: "log_normal_cpu", rejects: "bool int complex" }, t.dtype, t.device);
});
