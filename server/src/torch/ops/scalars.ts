/** Python numbers as elements: whether a type can hold them. */
import { SymRoot } from "../../python/builtins/symbolic.ts";
import { type Value, Instance, PyBigInt, PyComplex, PyFloat, SymBool, SymFloat, SymInt } from "../../python/values.ts";
import { floatDefault } from "../defaultType.ts";
import { BOOL, type DType, type DTypeName, FLOAT64, INT64, dtype } from "../dtype.ts";
import type { OpContext } from "../op.ts";
import { Tensor } from "../tensor.ts";
import { numberOf } from "./promotion.ts";

/** How messages about conversion call the types. */
const NAMES: Partial<Record<DTypeName, string>> = {
  uint8: "uint8_t", int8: "int8_t", int16: "int16_t", int32: "int", int64: "int64_t", uint16: "uint16_t", uint32: "uint32_t", uint64: "uint64_t",
  float16: "c10::Half", bfloat16: "c10::BFloat16", float32: "float", float64: "double", complex64: "c10::complex<float>",
};

const LARGEST: Partial<Record<DTypeName, number>> = { float16: 65504, bfloat16: 3.3895313892515355e38, float32: 3.4028234663852886e38, complex64: 3.4028234663852886e38 };

/** The smallest and the largest int of an integral type. */
export function intRange(t: DType): readonly [number, number] {
  if (t.category === 0) return [0, 1];
  return t.name.startsWith("uint") ? [0, 2 ** t.bits - 1] : [-(2 ** (t.bits - 1)), 2 ** (t.bits - 1) - 1];
}

/** Whether a type can hold a number, as c10's checked conversion sees it. */
export function fits(x: number, t: DType): boolean {
  if (t.category === 0) return true;
  if (t.category >= 2) return !Number.isFinite(x) || Math.abs(x) <= (LARGEST[t.name] ?? Number.POSITIVE_INFINITY);
  if (!Number.isFinite(x)) return false;
  const [low, high] = intRange(t);
  // A negative number wraps around in an unsigned type.
  return x <= high && x >= (low === 0 ? -high : low);
}

/** Raises where a number does not go into a type; `single`: a tensor of one element, which PyTorch fills by way of a double. */
export function checkFits(c: OpContext, v: Value, t: DType, single = false): void {
  if (single && t.category === 2 && t.bits === 16) return checkFits(c, v, FLOAT64);
  const value = v instanceof Tensor ? null : v;
  const complex = value instanceof PyComplex && value.im !== 0;
  const x = value === null ? undefined : value instanceof PyBigInt ? Number(value.value) : numberOf(c.interp, value);
  const unsigned = t.name.startsWith("uint");
  const ok = complex ? t.category === 3 || t.category === 0 : x === undefined || (fits(x, t) && !(unsigned && value instanceof PyFloat && x < 0));
  c.check(ok, "RuntimeError", () => `value cannot be converted to type ${NAMES[t.name] ?? t.name} without overflow`, {
    rule: "dtype",
    law: () => `${c.op}: ${c.interp.repr(v)} is beyond ${t.name}`,
  });
}

/** The type that a Python number has as an element; undefined for what is none or is not known. */
export function elementType(v: Value): DType | undefined {
  if (typeof v === "boolean" || v instanceof SymBool) return BOOL;
  if (typeof v === "number" || v instanceof SymInt || v instanceof PyBigInt) return INT64;
  if (v instanceof PyFloat || v instanceof SymFloat || v instanceof SymRoot) return floatDefault();
  if (v instanceof PyComplex) return dtype("complex64");
  if (v instanceof Instance && v.primitive !== undefined) return elementType(v.primitive);
  return undefined;
}

/** The type that a tensor without dimensions has as a number: it keeps its category only. */
export function scalarType(t: DType): DType {
  return ([BOOL, INT64, floatDefault(), dtype("complex64")] as const)[t.category];
}

/** A number as a C++ stream prints it: six significant digits. */
export function cppNumber(x: number): string {
  if (Number.isNaN(x)) return "nan";
  if (!Number.isFinite(x)) return x < 0 ? "-inf" : "inf";
  if (x === 0) return Object.is(x, -0) ? "-0" : "0";
  const [digits = "0", exponent = "0"] = x.toExponential(5).split("e");
  const power = Number(exponent);
  if (power >= -4 && power < 6) return String(Number(x.toPrecision(6)));
  const sign = power < 0 ? "-" : "+";
  return `${digits.replace(/\.?0+$/, "")}e${sign}${String(Math.abs(power)).padStart(2, "0")}`;
}
