/** `round`, `abs`, `divmod` and `pow`, over constants and dims. */
import { ge, le, neg } from "../../dims/index.ts";
import { mayHaveMore } from "../calls.ts";
import { fromDim } from "../interp.ts";
import { Instance, PyComplex, PyFloat, PyObject, PyTuple, SymBool, SymFloat, SymInt, type Value } from "../values.ts";
import { fixed } from "./format.ts";
import type { Call, NativeTable } from "./native.ts";
import { floatToInt } from "./numeric.ts";
import { dimOf, intOf, isOpaque, makeFloat, makeInt, needInt, numberOf } from "./numbers.ts";
import { roundOf, roundedSomehow } from "./symbolic.ts";

export const roundingFunctions: NativeTable = {
  "abs(x, /)": (c, x) => {
    if (x instanceof PyFloat) return makeFloat(Math.abs(x.value));
    if (x instanceof PyComplex) return makeFloat(Math.hypot(x.re, x.im));
    const n = intOf(x);
    if (n !== undefined) return makeInt(n < 0 ? -n : n);
    const d = dimOf(c.interp, x);
    if (d !== undefined) {
      if (c.interp.scope.decide(ge(d, 0)) === "yes") return fromDim(d);
      if (c.interp.scope.decide(le(d, 0)) === "yes") return fromDim(neg(d));
      return c.stuck("the size of an int whose sign is not known");
    }
    const method = c.interp.lookupAttr(x, "__abs__");
    if (method !== undefined) return c.call(method);
    if (x instanceof SymBool || x instanceof SymFloat) return c.stuck(`a ${c.typeName(x)} that is not known`);
    if (x instanceof Instance && mayHaveMore(x.cls)) return c.stuck(`what ${x.cls.name} has is not all known`);
    throw c.raise("TypeError", `bad operand type for abs(): '${c.typeName(x)}'`);
  },
  "round(number, ndigits=None)": (c, x, ndigits) => {
    const dim = ndigits === null || x instanceof SymInt ? roundOf(c.interp, x) : undefined;
    if (dim !== undefined) return fromDim(dim);
    if (ndigits === null && x instanceof SymFloat) return fromDim(roundedSomehow(c.interp, x, "round"));
    if (isOpaque(x)) return c.stuck("a rounded number that is not known");
    const n = intOf(x);
    if (n !== undefined) return roundInt(c, n, ndigits);
    const value =
      x instanceof Instance && x.primitive !== undefined ? numberOf(x) : x instanceof PyFloat ? x.value : undefined;
    if (value === undefined) {
      const method = c.interp.lookupAttr(x, "__round__");
      if (method !== undefined) return ndigits === null ? c.call(method) : c.call(method, ndigits);
      if (x instanceof Instance && mayHaveMore(x.cls)) return c.stuck(`what ${x.cls.name} has is not all known`);
      throw c.raise("TypeError", `type ${c.typeName(x)} doesn't define __round__ method`);
    }
    return ndigits === null ? floatToInt(c, halfToEven(value)) : makeFloat(roundTo(value, needInt(c, ndigits)));
  },
  "divmod(x, y, /)": (c, x, y) => {
    // Tensors divide, and leave a remainder, but not both at once.
    if ([x, y].some((v) => v instanceof PyObject && v.kind === "tensor")) throw c.raise("TypeError", `unsupported operand type(s) for divmod(): '${c.typeName(x)}' and '${c.typeName(y)}'`);
    return new PyTuple([c.interp.binary("//", x, y, c.node), c.interp.binary("%", x, y, c.node)]);
  },
  "pow(base, exp, mod=None)": (c, base, exp, mod) => {
    if (mod === null) return c.interp.binary("**", base, exp, c.node);
    const [b, e, m] = [base, exp, mod].map((v) => BigInt(intOf(v) ?? c.stuck("a power of a symbolic int")));
    if (b === undefined || e === undefined || m === undefined || m === 0n)
      throw c.raise("ValueError", "pow() 3rd argument cannot be 0");
    let result = 1n;
    let square = ((b % m) + m) % m;
    for (let k = e; k > 0n; k >>= 1n) {
      if (k & 1n) result = (result * square) % m;
      square = (square * square) % m;
    }
    return makeInt(result % m);
  },
};

/** To the nearest integer; of two equally near ones to the even. */
export function halfToEven(x: number): number {
  if (!Number.isFinite(x)) return x;
  const below = Math.floor(x);
  const rest = x - below;
  if (rest < 0.5) return below;
  if (rest > 0.5) return below + 1;
  return below % 2 === 0 ? below : below + 1;
}

function roundTo(x: number, digits: number): number {
  if (!Number.isFinite(x)) return x;
  if (digits >= 0) return digits > 22 ? x : Number(x < 0 ? `-${fixed(-x, digits)}` : fixed(x, digits));
  const unit = 10 ** -digits;
  return halfToEven(x / unit) * unit;
}

function roundInt(c: Call, n: number | bigint, ndigits: Value): Value {
  if (ndigits === null) return makeInt(n);
  const digits = needInt(c, ndigits);
  if (digits >= 0) return makeInt(n);
  const unit = 10n ** BigInt(-digits);
  const value = BigInt(n);
  const below = value >= 0n ? value / unit : -((-value + unit - 1n) / unit);
  const rest = value - below * unit;
  const up = rest * 2n > unit || (rest * 2n === unit && below % 2n !== 0n);
  return makeInt((up ? below + 1n : below) * unit);
}
