/** Sizes times floats, cut down to integers: `int(size * 0.3)`. */
import { type Dim, floordiv, isConst, mul, neg } from "../../dims/index.ts";
import { fromDim } from "../../python/interp.ts";
import { type Value, NO_KWARGS, PyFloat, SymFloat, SymInt, Unknown } from "../../python/values.ts";
import { asDim } from "../args.ts";
import type { OpContext } from "../op.ts";
import { numberOf } from "./promotion.ts";

/** `int(size * factor)`; a fresh size where the rounding of the product decides. */
export function scaledSize(c: OpContext, size: Dim, factor: Value): Dim {
  if (factor instanceof SymFloat) return floordiv(mul(size, factor.numerator), factor.denominator);
  const f = numberOf(c.interp, factor);
  if (f === undefined) {
    const d = asDim(c.interp, factor);
    return d === undefined ? c.freshDim(0) : mul(size, d);
  }
  if (isConst(size)) return Math.trunc(size * f);
  if (f === 0) return 0;
  const fraction = steadyFraction(Math.abs(f));
  const towardsZero = fraction && floordiv(mul(size, fraction.p), fraction.q);
  return towardsZero !== undefined ? (f < 0 ? neg(towardsZero) : towardsZero) : c.freshDim(0);
}

/** `int(size * factor)` as Python computes it, with its errors. */
export function truncatedProduct(c: OpContext, size: Value, factor: Value): Value {
  if (size instanceof SymInt && factor instanceof PyFloat) return fromDim(scaledSize(c, size.dim, factor));
  const v = c.interp.binary("*", size, factor, c.node);
  const whole = v instanceof Unknown ? v : c.interp.call(c.interp.builtins.get("int") ?? null, [v], NO_KWARGS, c.node);
  return whole instanceof Unknown ? fromDim(asDim(c.interp, v) ?? c.freshDim(0)) : whole;
}

const LARGEST_DENOMINATOR = 1024;

/**
 * The fraction p/q that a float x stands for, if for every integer n the rounded product of n and x, cut down, is ⌊n·p/q⌋.
 *
 * It is where x is exactly p/q or above it; where x is below, an n·p/q that is an integer must still be what the product is
 * rounded to, which it is where x misses p/q by at most its 2⁻⁵⁴th part (half the spacing of floats below a power of two).
 */
export function steadyFraction(x: number): { readonly p: number; readonly q: number } | undefined {
  if (!(x > 0) || !Number.isFinite(x)) return undefined;
  const found = simplestFraction(x);
  if (!found) return undefined;
  const { m, k } = binary(x);
  // x − p/q, times q·2^k
  const excess = m * BigInt(found.q) - (BigInt(found.p) << k);
  return excess >= 0n || -excess << 54n <= BigInt(found.p) << k ? found : undefined;
}

/** The fraction with the smallest denominator that is rounded to x. */
function simplestFraction(x: number): { readonly p: number; readonly q: number } | undefined {
  for (let q = 1; q <= LARGEST_DENOMINATOR; q++) {
    const p = Math.round(x * q);
    if (p / q === x && Number.isSafeInteger(p * LARGEST_DENOMINATOR)) return { p, q };
  }
  return undefined;
}

/** x as m / 2^k, both integers. */
function binary(x: number): { readonly m: bigint; readonly k: bigint } {
  let k = 0;
  let m = x;
  while (!Number.isInteger(m)) {
    m *= 2;
    k += 1;
  }
  return { m: BigInt(m), k: BigInt(k) };
}
