/** Sums, means, extremes and the like over dimensions. */
import { and, gt, isConst, le, product } from "../../dims/index.ts";
import { type Value, PyTuple } from "../../python/values.ts";
import { type Args, sequence } from "../args.ts";
import { BOOL, type DType, INT64 } from "../dtype.ts";
import { defineOp } from "../define.ts";
import { NATIVE, takes } from "../native.ts";
import { type OpContext, sizes, wrapDim } from "../op.ts";
import { Tensor } from "../tensor.ts";
import { nativeForms } from "./forms.ts";
import { outOf, pointwise, write, writeExactly } from "./pointwise.ts";
import { type Kernel, cast, checkKernel, floatOf, realOf } from "./promotion.ts";
import { type Reduced, checkNonEmpty, isEmpty, nonZeroSize, readReduction, reduced, reducedDims, reduction, wholeData } from "./reduction.ts";
import { namedResult } from "./returnTypes.ts";
import { scalarTypeName } from "./scalarTypes.ts";
import { MOST_ELEMENTS } from "./strided.ts";

/** Data of a reduction over everything. */
function fold(x: Tensor, r: Reduced, type: DType, f: (xs: readonly number[]) => number): readonly number[] | null {
  const data = wholeData(x, r);
  return data && type.category !== 3 ? [cast(f(data), type)] : null;
}

const total = (xs: readonly number[]): number => xs.reduce((a, b) => a + b, 0);

/** The dtype argument, if the overload has one. */
function dtypeOf(a: Args): DType | null {
  return takes(a, "dtype") ? a.maybeDtype("dtype") : null;
}

// ---------------------------------------------------------------- sums and products

for (const [name, f] of [["sum", total], ["nansum", total], ["prod", (xs: readonly number[]) => xs.reduce((p, x) => p * x, 1)]] as const) {
  defineOp({
    name,
    forms: nativeForms(name),
    signature: NATIVE,
    rule: (c, a) => {
      const x = a.tensor("input");
      const r = readReduction(c, a, x);
      if (name === "nansum") refuseComplexSum(c, x);
      const type = dtypeOf(a) ?? (x.dtype.category < 2 ? INT64 : x.dtype);
      return reduced(c, a, x, r, type, fold(x, r, type, f));
    },
  });
}

function refuseComplexSum(c: OpContext, x: Tensor): void {
  c.check(x.dtype.category !== 3, "RuntimeError", () => "nansum on CPU does not support complex inputs", { rule: "dtype" });
}

defineOp({
  name: "mean",
  forms: nativeForms("mean"),
  signature: NATIVE,
  rule: (c, a) => {
    const x = a.tensor("input");
    const given = dtypeOf(a);
    const type = given ?? x.dtype;
    c.check(type.category >= 2, "RuntimeError", () => `mean(): could not infer output dtype. ${given ? "Optional" : "Input"} dtype must be either a floating point or complex dtype. Got: ${scalarTypeName(type)}`, {
      rule: "dtype",
      law: () => `mean: a tensor of type ${type.name} has no mean without a floating dtype`,
    });
    const r = readReduction(c, a, x);
    const result = floatOf(type);
    return reduced(c, a, x, r, result, fold(x, r, result, (xs) => total(xs) / xs.length));
  },
});

defineOp({
  name: "nanmean",
  forms: nativeForms("nanmean"),
  signature: NATIVE,
  rule: (c, a) => {
    const x = a.tensor("input");
    c.check(x.dtype.category >= 2, "RuntimeError", () => `nanmean(): expected input to have floating point or complex dtype but got ${scalarTypeName(x.dtype)}`, { rule: "dtype" });
    const given = dtypeOf(a);
    const type = given ?? x.dtype;
    c.check(type.category >= 2, "RuntimeError", () => `nanmean(): could not infer output dtype. Optional dtype must be either a floating point or complex dtype. Got: ${scalarTypeName(type)}`, { rule: "dtype" });
    const r = readReduction(c, a, x);
    refuseComplexSum(c, x);
    return reduced(c, a, x, r, floatOf(type));
  },
});

// ---------------------------------------------------------------- deviations

for (const name of ["std", "var", "std_mean", "var_mean"]) {
  defineOp({
    name,
    forms: nativeForms(name),
    signature: NATIVE,
    rule: (c, a) => {
      const x = a.tensor("input");
      const pair = name.endsWith("_mean");
      c.check(x.dtype.category >= 2, "RuntimeError", () => `${pair ? name : "std and var"} only support floating point and complex dtypes`, { rule: "dtype" });
      const r = readReduction(c, a, x);
      const type = realOf(floatOf(x.dtype));
      const spread = reduced(c, a, x, r, type);
      return pair ? new PyTuple([spread, new Tensor(reducedDims(r), floatOf(x.dtype), { device: x.device })]) : spread;
    },
  });
}

// ---------------------------------------------------------------- extremes

for (const name of ["max", "min"] as const) {
  const pick = name === "max" ? Math.max : Math.min;
  defineOp({
    name,
    forms: nativeForms(name),
    signature: NATIVE,
    rule: (c, a) => {
      const x = a.tensor("input");
      if (takes(a, "other")) {
        const y = a.tensor("other");
        c.check(x.dtype.category !== 3 && y.dtype.category !== 3, "RuntimeError", () => `${name}imum not implemented for complex tensors.`, { rule: "dtype" });
        return pointwise(c, { inputs: [x, y], out: takes(a, "out") ? a.maybeTensor("out") : null, compute: pick });
      }
      if (!takes(a, "dim")) {
        const r = reduction(c, x, null, false);
        if (x.shape !== null && (!takes(a, "out") || a.isNone("out"))) checkNonEmpty(c, { ...r, shape: c.shapeOf(x) }, name, c.mapped.length > 0 ? { exception: "IndexError", message: `${name}(): Expected reduction dim 1 to have non-zero size.` } : { exception: "RuntimeError", message: `${name}(): Expected reduction dim to be specified for input.numel() == 0. Specify the reduction dim with the 'dim' argument.` });
        // What is mapped is reduced along a dimension.
        if (c.mapped.length > 0) c.check(x.dtype.category !== 3, "RuntimeError", () => `${name}(): does not support complex input`, { rule: "dtype" });
        checkKernel(c, { name: `${name}_all`, rejects: "complex" }, x.dtype, x.device);
        return reduced(c, a, x, r, x.dtype, fold(x, r, x.dtype, (xs) => pick(...xs)));
      }
      return valuesAndIndices(c, a, x, name, () => {
        c.check(x.dtype.category !== 3, "RuntimeError", () => `${name}(): does not support complex input`, { rule: "dtype" });
      });
    },
  });

  defineOp({
    name: `a${name}`,
    forms: nativeForms(`a${name}`),
    signature: NATIVE,
    rule: (c, a) => {
      const x = a.tensor("input");
      const out = takes(a, "out") ? a.maybeTensor("out") : null;
      if (out) c.check(out.dtype === x.dtype, "RuntimeError", () => `Expected the dtype for input and out to match, but got ${scalarTypeName(x.dtype)} for input's dtype and ${scalarTypeName(out.dtype)} for out's dtype.`, { rule: "dtype" });
      const given = a.maybeInts("dim") ?? [];
      // Empty dimensions are looked for before repeated ones.
      if (x.shape !== null) checkNonEmpty(c, { shape: c.shapeOf(x), given, mask: [], all: given.length === 0, keepdim: false }, `a${name}`, { exception: "RuntimeError", message: `a${name}(): Expected reduction dim to be specified for input.numel() == 0. Specify the reduction dim with the 'dim' argument.` });
      const r = readReduction(c, a, x);
      checkKernel(c, { name: `${name}_values_cpu`, rejects: "complex" }, x.dtype, x.device);
      return reduced(c, a, x, r, x.dtype, fold(x, r, x.dtype, (xs) => pick(...xs)));
    },
  });

  defineOp({
    name: `arg${name}`,
    forms: nativeForms(`arg${name}`),
    signature: NATIVE,
    rule: (c, a) => {
      const x = a.tensor("input");
      c.check(x.dtype.category !== 3, "RuntimeError", () => `arg${name}(): does not support complex input`, { rule: "dtype" });
      c.check(x.dtype.category !== 0, "RuntimeError", () => `arg${name}(): does not support bool input`, { rule: "dtype" });
      const r = readReduction(c, a, x);
      checkNonEmpty(c, r, `arg${name}`, { exception: "IndexError", message: `arg${name}(): Expected reduction dim to be specified for input.numel() == 0.` });
      const indices = reduced(c, a, x, r, INT64, fold(x, r, INT64, (xs) => xs.indexOf(pick(...xs))));
      const data = firstPlaces(x, r);
      return indices.data === null && data !== null && !(takes(a, "out") && !a.isNone("out")) ? c.tensor(reducedDims(r), INT64, { device: x.device, data }) : indices;
    },
  });
}

/** The places of what is picked along dimensions of one element, or of equal ones: the first of each. */
function firstPlaces(x: Tensor, r: ReturnType<typeof readReduction>): readonly number[] | null {
  const [count, along] = [product(reducedDims(r)), product(r.shape.filter((_, i) => r.mask[i]))];
  const areEqual = x.data !== null && x.data.length > 0 && x.data.every((v) => v === x.data?.[0]);
  return (along === 1 || areEqual) && isConst(count) && count <= MOST_ELEMENTS ? new Array<number>(count).fill(0) : null;
}

/** Values and their places along one dimension, as max(dim), median, mode and kthvalue give them. */
function valuesAndIndices(c: OpContext, a: Args, x: Tensor, name: string, check: () => void, operation = `${name}()`): Value {
  const r = readReduction(c, a, x);
  nonZeroSize(c, r.shape, Math.max(r.mask.indexOf(true), 0), operation);
  check();
  const shape = reducedDims(r);
  const out = takes(a, "out") && !a.isNone("out") ? a.tensors("out") : null;
  return namedResult(name, { values: write(c, out?.[0] ?? null, new Tensor(shape, x.dtype, { device: x.device })), indices: write(c, out?.[1] ?? null, new Tensor(shape, INT64, { device: x.device, data: out ? null : firstPlaces(name === "max" || name === "min" ? x : new Tensor(r.shape, x.dtype), r) })) });
}

defineOp({
  name: "aminmax",
  forms: nativeForms("aminmax"),
  signature: NATIVE,
  rule: (c, a) => {
    const x = a.tensor("input");
    const r = readReduction(c, a, x);
    if (r.all) checkNonEmpty(c, r, "aminmax", { exception: "RuntimeError", message: "aminmax(): cannot compute aminmax over an empty dimension as the operation has no identity." });
    else nonZeroSize(c, r.shape, Math.max(r.mask.indexOf(true), 0), "aminmax");
    if (!r.all && r.shape.length === 0 && x.dtype.category === 3) c.fail("RuntimeError", `aminmax not implemented for ${scalarTypeName(x.dtype)}`, { rule: "dtype" });
    checkKernel(c, { name: "aminmax_cpu", rejects: "complex" }, x.dtype, x.device);
    const shape = reducedDims(r);
    const [low = null, high = null] = takes(a, "out") ? (sequence(a.value("out")) ?? []) : [];
    const result = (out: Value): Tensor => writeExactly(c, out instanceof Tensor ? out : null, new Tensor(shape, x.dtype, { device: x.device }));
    return namedResult("aminmax", { min: result(low), max: result(high) });
  },
});

for (const name of ["median", "nanmedian"]) {
  defineOp({
    name,
    forms: nativeForms(name),
    signature: NATIVE,
    rule: (c, a) => {
      const x = a.tensor("input");
      const kernel = (suffix: string): Kernel => ({ name: `median_${suffix}`, rejects: "bool complex" });
      if (!takes(a, "dim")) {
        if (x.shape === null || c.known(isEmpty(c.shapeOf(x))) !== true) checkKernel(c, kernel("cpu"), x.dtype, x.device);
        return new Tensor([], x.dtype, { device: x.device });
      }
      return valuesAndIndices(c, a, x, name, () => checkKernel(c, kernel("out"), x.dtype, x.device), "median()");
    },
  });
}

defineOp({
  name: "mode",
  forms: nativeForms("mode"),
  signature: NATIVE,
  rule: (c, a) => {
    const x = a.tensor("input");
    return valuesAndIndices(c, a, x, "mode", () => {
      if (c.shapeOf(x).length > 0 && c.known(isEmpty(c.shapeOf(x))) !== true) checkKernel(c, { name: "mode_cpu", rejects: "complex" }, x.dtype, x.device);
    });
  },
});

defineOp({
  name: "kthvalue",
  forms: nativeForms("kthvalue"),
  signature: NATIVE,
  rule: (c, a) => {
    const x = a.tensor("input");
    return valuesAndIndices(c, a, x, "kthvalue", () => {
      const shape = c.shapeOf(x);
      const dim = wrapDim(c, a.int("dim"), shape.length);
      const k = a.int("k");
      c.check(and(gt(k, 0), le(k, shape[dim] ?? 1)), "RuntimeError", () => `kthvalue(): selected number k out of range for dimension ${dim}`, { rule: "argument-value" });
      if (shape.length > 0) checkKernel(c, { name: "kthvalue_cpu", rejects: "bool complex" }, x.dtype, x.device);
    });
  },
});

// ---------------------------------------------------------------- truth and counts

for (const name of ["any", "all"]) {
  defineOp({
    name,
    forms: nativeForms(name),
    signature: NATIVE,
    rule: (c, a) => {
      const x = a.tensor("input");
      const type = x.dtype.name === "uint8" ? x.dtype : BOOL;
      const dims = takes(a, "dim") ? a.maybeInts("dim") : null;
      const out = takes(a, "out") ? outOf(a) : null;
      if (out) c.check(out.dtype.category === 0 || out.dtype.name === "uint8", "RuntimeError", () => `${name} only supports bool tensor for result, got: ${scalarTypeName(out.dtype)}`, { rule: "dtype" });
      // An empty list reduces nothing here.
      if (dims?.length === 0) return write(c, out, c.tensor(x.shapeOrVar, type, { device: x.device }));
      const r = readReduction(c, a, x);
      return reduced(c, a, x, r, type, fold(x, r, type, (xs) => Number(name === "any" ? xs.some((v) => v !== 0) : xs.every((v) => v !== 0))));
    },
  });
}

defineOp({
  name: "count_nonzero",
  forms: nativeForms("count_nonzero"),
  signature: NATIVE,
  rule: (c, a) => {
    const x = a.tensor("input");
    const r = readReduction(c, a, x);
    return reduced(c, a, x, r, INT64, fold(x, r, INT64, (xs) => xs.filter((v) => v !== 0).length));
  },
});

defineOp({
  name: "logsumexp",
  forms: nativeForms("logsumexp"),
  signature: NATIVE,
  rule: (c, a) => {
    const x = a.tensor("input");
    const r = readReduction(c, a, x);
    const rank = r.shape.length;
    c.check(!(a.ints("dim").length === 0 && rank > 0 && !r.keepdim && c.known(isEmpty(r.shape)) === false), "RuntimeError", () => `output with shape [] doesn't match the broadcast shape ${sizes(r.shape.map(() => 1))}`, { rule: "dim-out-of-range" });
    return reduced(c, a, x, r, floatOf(x.dtype));
  },
});

