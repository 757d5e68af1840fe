/** Python's numbers as JavaScript's, and back. */
import { type Dim, isConst } from "../../dims/index.ts";
import { type Interp, fromDim } from "../interp.ts";
import {
  Alt,
  Instance,
  PyBigInt,
  PyComplex,
  PyDict,
  PyFloat,
  PyList,
  PyTuple,
  SymBool,
  SymFloat,
  SymInt,
  Unknown,
  type Value,
} from "../values.ts";
import type { Call } from "./native.ts";
import { SymRoot } from "./symbolic.ts";

/** The int that a JavaScript integer is: a number where that is exact. */
export function makeInt(n: number | bigint): Value {
  if (typeof n === "number") return Number.isSafeInteger(n) ? n : new PyBigInt(BigInt(n));
  return n >= BigInt(Number.MIN_SAFE_INTEGER) && n <= BigInt(Number.MAX_SAFE_INTEGER) ? Number(n) : new PyBigInt(n);
}

export function makeFloat(n: number): PyFloat {
  return new PyFloat(n);
}

/** A constant int (or bool) as a number or bigint; undefined for anything else. */
export function intOf(v: Value): number | bigint | undefined {
  if (typeof v === "number") return v;
  if (typeof v === "boolean") return v ? 1 : 0;
  if (v instanceof PyBigInt) return v.value;
  if (v instanceof Instance && v.primitive !== undefined) return intOf(v.primitive);
  return undefined;
}

/** A constant int, bool or float as a number; undefined for anything else. */
export function numberOf(v: Value): number | undefined {
  if (v instanceof PyFloat) return v.value;
  if (v instanceof Instance && v.primitive instanceof PyFloat) return v.primitive.value;
  const n = intOf(v);
  return n === undefined ? undefined : Number(n);
}

/** An int, constant within a double's reach or symbolic, as a dim; undefined for anything else. */
export function dimOf(interp: Interp, v: Value): Dim | undefined {
  if (typeof v === "number") return v;
  if (typeof v === "boolean") return v ? 1 : 0;
  if (v instanceof SymInt) return interp.scope.simplify(v.dim);
  if (v instanceof Instance && v.primitive !== undefined) return dimOf(interp, v.primitive);
  return undefined;
}

/** A string, an instance of a subclass of `str` included; undefined for anything else. */
export function stringOf(v: Value): string | undefined {
  if (typeof v === "string") return v;
  if (v instanceof Instance && typeof v.primitive === "string") return v.primitive;
  return undefined;
}

/** A value that stands for some number that is not known: symbolic, or of a kind that the library does not read. */
export function isOpaque(v: Value): boolean {
  return (
    v instanceof Unknown ||
    v instanceof Alt ||
    v instanceof SymInt ||
    v instanceof SymBool ||
    v instanceof SymFloat ||
    v instanceof SymRoot
  );
}

/** The int that an argument must be, through `__index__`: gives up on symbolic ones. */
export function needInt(c: Call, v: Value): number {
  const dim = dimOf(c.interp, c.known(v));
  if (dim !== undefined) return isConst(dim) ? dim : c.stuck("a symbolic int where a constant is needed");
  if (v instanceof PyBigInt) return Number(v.value);
  if (v instanceof SymBool) return c.stuck("a symbolic bool where a constant is needed");
  const index = c.interp.lookupAttr(v, "__index__");
  if (index !== undefined && !(v instanceof PyFloat)) return needInt(c, c.call(index));
  throw c.raise("TypeError", `'${c.typeName(v)}' object cannot be interpreted as an integer`);
}

/** The float that an argument must be; gives up on what is not constant. */
export function needNumber(c: Call, v: Value): number {
  const n = numberOf(c.known(v));
  if (n !== undefined) return n;
  if (isOpaque(v)) return c.stuck("a symbolic number where a constant is needed");
  for (const method of ["__float__", "__index__"]) {
    const convert = c.interp.lookupAttr(v, method);
    if (convert !== undefined) return needNumber(c, c.call(convert));
  }
  if (v instanceof Instance || typeof v !== "object" || v === null || v instanceof PyComplex || v instanceof PyTuple || v instanceof PyList || v instanceof PyDict)
    throw c.raise("TypeError", `must be real number, not ${c.typeName(v)}`);
  return c.stuck(`a ${c.typeName(v)} where a number is needed`);
}

export function needString(c: Call, v: Value, message?: string): string {
  const s = stringOf(c.known(v));
  if (s !== undefined) return s;
  throw c.raise("TypeError", message ?? `expected str instance, ${c.typeName(v)} found`);
}

export { fromDim };
