/** Data types and type promotion (https://docs.pytorch.org/docs/stable/tensor_attributes.html#type-promotion-doc). */
import { type ClassValue, type Value, PyObject } from "../python/values.ts";

export type DTypeName =
  | "bool" | "uint8" | "int8" | "int16" | "int32" | "int64" | "uint16" | "uint32" | "uint64"
  | "float16" | "bfloat16" | "float32" | "float64"
  | "float8_e4m3fn" | "float8_e5m2" | "float8_e4m3fnuz" | "float8_e5m2fnuz" | "float8_e8m0fnu"
  | "complex32" | "complex64" | "complex128"
  | "qint8" | "quint8" | "qint32" | "quint4x2" | "quint2x4"
  | ShellName;

/** Types that hold bits and compute nothing. */
export type ShellName =
  | "uint1" | "uint2" | "uint3" | "uint4" | "uint5" | "uint6" | "uint7" | "int1" | "int2" | "int3" | "int4" | "int5" | "int6" | "int7"
  | "bits1x8" | "bits2x4" | "bits4x2" | "bits8" | "bits16" | "float4_e2m1fn_x2";

export const SHELLS: readonly ShellName[] = [
  "uint1", "uint2", "uint3", "uint4", "uint5", "uint6", "uint7", "int1", "int2", "int3", "int4", "int5", "int6", "int7",
  "bits1x8", "bits2x4", "bits4x2", "bits8", "bits16", "float4_e2m1fn_x2",
];

export class DType extends PyObject {
  readonly kind = "dtype";
  readonly name: DTypeName;
  /** bool 0, integral 1, floating 2, complex 3 */
  readonly category: 0 | 1 | 2 | 3;
  readonly bits: number;
  constructor(name: DTypeName, category: 0 | 1 | 2 | 3, bits: number) {
    super();
    this.name = name;
    this.category = category;
    this.bits = bits;
  }
  override pyRepr(): string {
    return `torch.${this.name}`;
  }
}

const table: readonly (readonly [DTypeName, 0 | 1 | 2 | 3, number])[] = [
  ["bool", 0, 8], ["uint8", 1, 8], ["int8", 1, 8], ["int16", 1, 16], ["int32", 1, 32], ["int64", 1, 64],
  ["uint16", 1, 16], ["uint32", 1, 32], ["uint64", 1, 64],
  ["float16", 2, 16], ["bfloat16", 2, 16], ["float32", 2, 32], ["float64", 2, 64],
  ["float8_e4m3fn", 2, 8], ["float8_e5m2", 2, 8], ["float8_e4m3fnuz", 2, 8], ["float8_e5m2fnuz", 2, 8], ["float8_e8m0fnu", 2, 8],
  ["complex32", 3, 32], ["complex64", 3, 64], ["complex128", 3, 128],
  ["qint8", 1, 8], ["quint8", 1, 8], ["qint32", 1, 32], ["quint4x2", 1, 8], ["quint2x4", 1, 8],
  ...SHELLS.map((name): readonly [DTypeName, 1 | 2, number] => [name, name.startsWith("float") ? 2 : 1, name === "bits16" ? 16 : 8]),
];

export const DTYPES: ReadonlyMap<DTypeName, DType> = new Map(table.map(([n, c, b]) => [n, new DType(n, c, b)]));

export function dtype(name: DTypeName): DType {
  const d = DTYPES.get(name);
  if (!d) throw new Error(`no dtype ${name}`);
  return d;
}

/** Other names that `torch` gives the same objects. */
export const DTYPE_ALIASES: Readonly<Record<string, DTypeName>> = {
  float: "float32", double: "float64", half: "float16", long: "int64", int: "int32", short: "int16",
  bit: "uint1", cfloat: "complex64", cdouble: "complex128", chalf: "complex32",
};

export const FLOAT32 = dtype("float32");
export const FLOAT64 = dtype("float64");
export const INT64 = dtype("int64");
export const BOOL = dtype("bool");

const SIGNED: Readonly<Record<string, number>> = { int8: 8, int16: 16, int32: 32, int64: 64 };

/** The type that both promote to, for two tensors of the same priority. */
export function promoteTypes(a: DType, b: DType): DType {
  if (a === b) return a;
  if (a.category < b.category) return promoteTypes(b, a);
  if (a.category === 3) {
    if (b.category === 3) return a.bits >= b.bits ? a : b;
    if (b.name === "float64") return dtype("complex128");
    if (a.name === "complex32" && (b.name === "float32" || b.name === "bfloat16")) return dtype("complex64");
    return a;
  }
  if (a.category === 2) {
    if (b.category < 2) return a;
    if (a.bits === b.bits) return FLOAT32; // float16 with bfloat16
    return a.bits > b.bits ? a : b;
  }
  if (a.category > b.category) return a;
  const sa = SIGNED[a.name];
  const sb = SIGNED[b.name];
  if (sa !== undefined && sb !== undefined) return sa >= sb ? a : b;
  if (a.name === "uint8" || b.name === "uint8") {
    const other = a.name === "uint8" ? b : a;
    return other.name === "int8" ? dtype("int16") : other;
  }
  return a.bits >= b.bits ? a : b;
}

export function isFloating(d: DType): boolean {
  return d.category === 2;
}

/** Set by the library: `torch.dtype`, the class of these objects. */
export const dtypeClass: { value: ClassValue | null } = { value: null };
DType.prototype.pyClass = function pyClass(): ClassValue {
  if (!dtypeClass.value) throw new Error("torch.dtype is not registered");
  return dtypeClass.value;
};
DType.prototype.pyGetattr = function pyGetattr(this: DType, _interp, name): Value | undefined {
  if (name === "is_floating_point") return this.category === 2;
  if (name === "is_complex") return this.category === 3;
  if (name === "is_signed") return !this.name.startsWith("uint") && this.name !== "bool";
  if (name === "itemsize") return this.bits / 8;
  return undefined;
};
