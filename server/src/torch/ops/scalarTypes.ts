/** The names that PyTorch's messages give to data types. */
import type { DType, DTypeName, ShellName } from "../dtype.ts";
import type { OpContext } from "../op.ts";

type Computing = Exclude<DTypeName, ShellName>;

const SCALAR_TYPES: Readonly<Record<Computing, string>> = {
  bool: "Bool", uint8: "Byte", int8: "Char", int16: "Short", int32: "Int", int64: "Long", uint16: "UInt16", uint32: "UInt32", uint64: "UInt64",
  float16: "Half", bfloat16: "BFloat16", float32: "Float", float64: "Double",
  float8_e4m3fn: "Float8_e4m3fn", float8_e5m2: "Float8_e5m2", float8_e4m3fnuz: "Float8_e4m3fnuz", float8_e5m2fnuz: "Float8_e5m2fnuz", float8_e8m0fnu: "Float8_e8m0fnu",
  complex32: "ComplexHalf", complex64: "ComplexFloat", complex128: "ComplexDouble",
  qint8: "QInt8", quint8: "QUInt8", qint32: "QInt32", quint4x2: "QUInt4x2", quint2x4: "QUInt2x4",
};

const CPP_TYPES: Readonly<Record<Computing, string>> = {
  bool: "bool", uint8: "unsigned char", int8: "signed char", int16: "short int", int32: "int", int64: "long int",
  uint16: "short unsigned int", uint32: "unsigned int", uint64: "long unsigned int",
  float16: "c10::Half", bfloat16: "c10::BFloat16", float32: "float", float64: "double",
  float8_e4m3fn: "c10::Float8_e4m3fn", float8_e5m2: "c10::Float8_e5m2", float8_e4m3fnuz: "c10::Float8_e4m3fnuz", float8_e5m2fnuz: "c10::Float8_e5m2fnuz", float8_e8m0fnu: "c10::Float8_e8m0fnu",
  complex32: "c10::complex<c10::Half>", complex64: "c10::complex<float>", complex128: "c10::complex<double>",
  qint8: "c10::qint8", quint8: "c10::quint8", qint32: "c10::qint32", quint4x2: "c10::quint4x2", quint2x4: "c10::quint2x4",
};

function isComputing(name: DTypeName): name is Computing {
  return name in SCALAR_TYPES;
}

/** `UInt4`, `Bits8`, `Float4_e2m1fn_x2` */
function shellName(name: string): string {
  return name.replace(/^(u?)(int|bits|float)/, (_, u: string, kind: string) => `${u.toUpperCase()}${kind[0]?.toUpperCase()}${kind.slice(1)}`);
}

/** `Float`, `Long`: the enumerator of ATen. */
export function scalarTypeName(t: DType): string {
  return isComputing(t.name) ? SCALAR_TYPES[t.name] : shellName(t.name);
}

/** `float`, `long int`: the type in C++. */
export function cppTypeName(t: DType): string {
  return isComputing(t.name) ? CPP_TYPES[t.name] : `c10::${t.name}`;
}

const LEGACY = new Set(["Byte", "Char", "Short", "Int", "Long", "Half", "Float", "Double"]);

/** `torch.FloatTensor`, `CPUBFloat16Type`: a tensor's type on the CPU. */
export function tensorTypeName(t: DType): string {
  const name = scalarTypeName(t);
  return LEGACY.has(name) ? `torch.${name}Tensor` : `CPU${name}Type`;
}

/** Raises, as a kernel does that has no code for the type. */
export function checkImplemented(c: OpContext, kernel: string, t: DType, implemented: (t: DType) => boolean): void {
  if (!implemented(t)) c.fail("NotImplementedError", `"${kernel}" not implemented for '${scalarTypeName(t)}'`, { rule: "dtype", law: () => `${c.op}: is not implemented for ${t.name}` });
}

/** float16, bfloat16, float32 and float64. */
export function isCommonFloat(t: DType): boolean {
  return t.category === 2 && !t.name.startsWith("float8");
}

/** The numbers that most kernels are written for: those floats, and the signed integers with uint8. */
export function isCommonNumber(t: DType): boolean {
  return isCommonFloat(t) || (t.category === 1 && !/^(uint16|uint32|uint64|q)/.test(t.name));
}
