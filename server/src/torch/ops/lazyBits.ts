/** Complex tensors that are conjugated, and real ones that are negated, only when somebody reads them: views with a bit set. */
import type { Tensor } from "../tensor.ts";

const conjugated = new WeakSet<Tensor>();
const negated = new WeakSet<Tensor>();

export type Bit = "conj" | "neg";

const tensorsWith: Readonly<Record<Bit, WeakSet<Tensor>>> = { conj: conjugated, neg: negated };

export function setBit(t: Tensor, bit: Bit): Tensor {
  tensorsWith[bit].add(t);
  return t;
}

/** undefined: a view of a tensor that has it may have it as well. */
export function hasBit(t: Tensor, bit: Bit): boolean | undefined {
  if (tensorsWith[bit].has(t)) return true;
  return t.from !== null && !FRESH.has(t.from.op) && t.from.inputs.some((x) => conjugated.has(x) || negated.has(x)) ? undefined : false;
}

/** Operators whose results are read out, or whose bits are set where they are made. */
const FRESH: ReadonlySet<string> = new Set(["conj", "real", "imag", "clone", "resolve_conj", "resolve_neg", "add", "sub", "mul", "div"]);
