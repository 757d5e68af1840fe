/** The type that an operator computes in, and which results may be written where (c10/core/ScalarType.h, TensorIterator). */
import { SymRoot } from "../../python/builtins/symbolic.ts";
import type { Interp } from "../../python/interp.ts";
import { type Value, Instance, PyComplex, PyFloat, SymBool, SymFloat, SymInt, Unknown } from "../../python/values.ts";
import { floatDefault } from "../defaultType.ts";
import { BOOL, type DType, FLOAT32, INT64, dtype, promoteTypes } from "../dtype.ts";
import type { OpContext } from "../op.ts";
import { Tensor } from "../tensor.ts";
import { scalarTypeName } from "./scalarTypes.ts";

/** The type of a Python number as an operand; undefined for what is none. */
export function numberType(v: Value): DType | undefined {
  if (typeof v === "number" || v instanceof SymInt) return INT64;
  if (typeof v === "boolean" || v instanceof SymBool) return BOOL;
  if (v instanceof PyFloat || v instanceof SymFloat || v instanceof SymRoot) return floatDefault();
  if (v instanceof PyComplex) return complexOf(floatDefault());
  // An unknown value that has been used as an int is one.
  if (v instanceof Unknown && v.symbol !== null) return INT64;
  return undefined;
}

/**
 * The common type of operands: tensors with dimensions outweigh those without,
 * which outweigh Python numbers, within a category of types.
 */
export function resultType(operands: readonly Value[]): DType {
  let dimensioned: DType | null = null;
  let zero: DType | null = null;
  let wrapped: DType | null = null;
  for (const v of operands) {
    if (v instanceof Tensor) {
      if (v.shape?.length === 0) zero = join(zero, v.dtype);
      else dimensioned = join(dimensioned, v.dtype);
    } else {
      const t = numberType(v);
      if (t) wrapped = join(wrapped, t);
    }
  }
  return combine(dimensioned, combine(zero, wrapped)) ?? floatDefault();
}

const UNSIGNED = /^uint(16|32|64)$/;
const SMALL = /^float8_/;

/** Raises where operands have no common type: unsigned ints of more than 8 bits have none with other ints, floats of 8 bits with any other type. */
export function checkPromotion(c: OpContext, operands: readonly Value[]): void {
  if (!operands.some((v) => v instanceof Tensor && (UNSIGNED.test(v.dtype.name) || SMALL.test(v.dtype.name)))) return;
  let dimensioned: DType | null = null;
  let zero: DType | null = null;
  let wrapped: DType | null = null;
  for (const v of operands) {
    const type = v instanceof Tensor ? v.dtype : numberType(v);
    if (!type) continue;
    if (!(v instanceof Tensor)) wrapped = joinChecked(c, wrapped, type);
    else if (v.shape?.length === 0) zero = joinChecked(c, zero, type);
    else dimensioned = joinChecked(c, dimensioned, type);
  }
  const low = combineChecked(c, zero, wrapped);
  combineChecked(c, dimensioned, low);
}

function joinChecked(c: OpContext, a: DType | null, b: DType): DType {
  if (!a || a === b) return b;
  const types = SMALL.test(a.name) || SMALL.test(b.name) ? "Float8 Types" : (UNSIGNED.test(a.name) || UNSIGNED.test(b.name)) && a.category !== 2 && b.category !== 2 ? "uint16, uint32, uint64 types" : null;
  c.check(types === null, "RuntimeError", () => `Promotion for ${types} is not supported, attempted to promote ${scalarTypeName(a)} and ${scalarTypeName(b)}`, { rule: "dtype" });
  return promoteTypes(a, b);
}

function combineChecked(c: OpContext, higher: DType | null, lower: DType | null): DType | null {
  if (higher && lower && higher.category < 2 && (higher.category === 0 || lower.category === 2)) return joinChecked(c, higher, lower);
  return combine(higher, lower);
}

function join(a: DType | null, b: DType): DType {
  return a ? promoteTypes(a, b) : b;
}

function combine(higher: DType | null, lower: DType | null): DType | null {
  if (!higher || !lower) return higher ?? lower;
  if (higher.category === 3) return higher;
  if (higher.category === 2) return lower.category === 3 ? complexOf(higher) : higher;
  if (higher.category === 0 || lower.category >= 2) return promoteTypes(higher, lower);
  return higher;
}

/** `float32` → `complex64` */
export function complexOf(t: DType): DType {
  if (t.category === 3) return t;
  if (t.name === "float64") return dtype("complex128");
  return t.name === "float16" ? dtype("complex32") : dtype("complex64");
}

/** `complex64` → `float32`; any other type itself. */
export function realOf(t: DType): DType {
  if (t.category !== 3) return t;
  return t.name === "complex128" ? dtype("float64") : t.name === "complex32" ? dtype("float16") : FLOAT32;
}

/** An integral type's default floating type; others themselves. */
export function floatOf(t: DType): DType {
  return t.category < 2 ? floatDefault() : t;
}

/** Whether a result of one type may be written to a tensor of another without losing its category. */
export function canCast(from: DType, to: DType): boolean {
  if (from.category === 3 && to.category !== 3) return false;
  if (from.category === 2 && to.category < 2) return false;
  return !(from.category !== 0 && to.category === 0);
}

/** Which types a kernel has no code for, in words: `bool`, `int` (bool excluded), `half`, `bfloat16`, `float` (32 and 64 bits), `complex`, `complex32`. */
export type Rejects = string;

export interface Kernel {
  /** As PyTorch's message calls it: `erf_vml_cpu`. */
  readonly name: string;
  readonly rejects: Rejects;
}

export function rejects(words: Rejects, t: DType): boolean {
  return words.split(" ").some((word) => {
    switch (word) {
      case "bool": return t.category === 0;
      case "int": return t.category === 1;
      case "unsigned": return t.name === "uint16" || t.name === "uint32" || t.name === "uint64";
      case "half": return t.name === "float16";
      case "bfloat16": return t.name === "bfloat16";
      case "float": return t.name === "float32" || t.name === "float64";
      case "complex": return t.category === 3;
      case "complex32": return t.name === "complex32";
      default: return t.name === word;
    }
  });
}

/** Raises where the CPU's kernel has no code for a type; other devices have other kernels. */
export function checkKernel(c: OpContext, kernel: Kernel, t: DType, device: string): void {
  if (!isCpu(device)) return;
  c.check(!rejects(kernel.rejects, t), "NotImplementedError", () => `"${kernel.name}" not implemented for '${scalarTypeName(t)}'`, {
    rule: "dtype",
    law: () => `${c.op}: no kernel for ${t.name}`,
  });
}

export function isCpu(device: string): boolean {
  return device === "cpu";
}

/** A number that is exact enough to compute with; undefined if it is not known. */
export function numberOf(interp: Interp, v: Value): number | undefined {
  if (typeof v === "number") return v;
  if (typeof v === "boolean") return v ? 1 : 0;
  if (v instanceof PyFloat) return v.value;
  if (v instanceof Instance && v.primitive !== undefined) return numberOf(interp, v.primitive);
  if (v instanceof SymInt) {
    const d = interp.scope.simplify(v.dim);
    return typeof d === "number" ? d : undefined;
  }
  return undefined;
}

/** A whole number as the bits of a type hold it. */
function wrapped(x: number, t: DType): number {
  const least = t.name.startsWith("uint") ? 0 : -(2 ** (t.bits - 1));
  if (t.bits > 32 || !Number.isFinite(x) || (x >= least && x < least + 2 ** t.bits)) return x;
  const span = 2 ** t.bits;
  return ((((x - least) % span) + span) % span) + least;
}

/** A number as an element of a tensor of a type. */
export function cast(x: number, t: DType): number {
  if (t.category === 0) return x === 0 ? 0 : 1;
  if (t.category === 1) return wrapped(Math.trunc(x), t);
  return t.name === "float32" ? Math.fround(x) : x;
}
