/** `reduction=` of losses, with the arguments that it replaced. */
import { type Value, Unknown } from "../../python/values.ts";
import type { Args } from "../args.ts";
import { INT64 } from "../dtype.ts";
import type { OpContext } from "../op.ts";
import { Tensor } from "../tensor.ts";
import { scalarTypeName } from "./scalarTypes.ts";

/** As the native functions take it. */
export const NONE = 0;
export const MEAN = 1;
export const SUM = 2;
export type Reduction = 0 | 1 | 2;

/** The reduction of a function that applies it to the losses it computed: any other number is none. */
export function nativeReduction(a: Args): Reduction {
  const r = a.constInt("reduction");
  return r === MEAN ? MEAN : r === SUM ? SUM : NONE;
}

/** The reduction of a kernel that makes one number of the losses unless it is told not to. */
export function kernelReduction(a: Args): Reduction {
  return a.constInt("reduction") === NONE ? NONE : nativeReduction(a) || MEAN;
}

/** The number that stands for a reduction's name; raises Python's ValueError for another name. */
export function reductionOf(c: OpContext, v: Value): Reduction {
  if (v instanceof Unknown) return c.giveUp("'reduction' is not known");
  if (v === "none") return NONE;
  if (v === "mean" || v === "elementwise_mean") return MEAN;
  if (v === "sum") return SUM;
  return c.fail("ValueError", `${c.interp.str(v)} is not a valid value for reduction`, { rule: "argument-value", law: () => `${c.op}: reduction is one of none, mean, sum` });
}

/** The name that `size_average` and `reduce` stand for, where they are given; else `reduction`. */
export function legacyReduction(c: OpContext, a: Args): Value {
  return legacyName(c, a.value("size_average"), a.value("reduce")) ?? a.value("reduction");
}

export function legacyName(c: OpContext, sizeAverage: Value, reduce: Value): Value | undefined {
  if (sizeAverage === null && reduce === null) return undefined;
  const average = sizeAverage === null ? true : truth(c, sizeAverage);
  const reduces = reduce === null ? true : truth(c, reduce);
  if (average === undefined || reduces === undefined) return new Unknown("whether to average is not known", c.node);
  return average && reduces ? "mean" : reduces ? "sum" : "none";
}

function truth(c: OpContext, v: Value): boolean | undefined {
  if (v instanceof Tensor && v.shape?.includes(0)) c.fail("RuntimeError", "Boolean value of Tensor with no values is ambiguous", { rule: "argument-type" });
  if (v instanceof Tensor && v.shape?.some((d) => typeof d === "number" && d > 1)) c.fail("RuntimeError", "Boolean value of Tensor with more than one value is ambiguous", { rule: "argument-type" });
  return c.interp.truth(v);
}

/** Applies a reduction to the losses of the elements. */
export function reduceLoss(c: OpContext, losses: Tensor, reduction: Reduction): Tensor {
  if (reduction === NONE) return losses;
  if (reduction === SUM) return new Tensor([], losses.dtype.category < 2 ? INT64 : losses.dtype, { device: losses.device });
  c.check(losses.dtype.category >= 2, "RuntimeError", () => `mean(): could not infer output dtype. Input dtype must be either a floating point or complex dtype. Got: ${scalarTypeName(losses.dtype)}`, { rule: "dtype", law: () => `${c.op}: losses of type ${losses.dtype.name} have no mean` });
  return new Tensor([], losses.dtype, { device: losses.device });
}
