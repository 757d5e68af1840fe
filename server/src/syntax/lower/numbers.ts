import type { ConstantValue } from "../ast.ts";

/** CPython refuses to read longer decimal literals (sys.int_info.default_max_str_digits). */
const MAX_DIGITS = 4300;

/** The value of a numeric literal, or a message saying why Python rejects it. */
export function numberValue(literal: string): ConstantValue | string {
  const text = literal.includes("_") ? literal.replaceAll("_", "") : literal;
  const last = text.charCodeAt(text.length - 1) | 32;
  const radix = text.charCodeAt(0) === 48 ? text.charCodeAt(1) | 32 : 0;
  if (radix === 120 || radix === 111 || radix === 98) {
    return last === 108 ? "invalid number literal" : integer(text);
  }
  if (last === 106) return { type: "complex", value: Number(text.slice(0, -1)) };
  if (last === 108) return "invalid decimal literal";
  if (/[.eE]/.test(text)) return { type: "float", value: Number(text) };
  if (text.length > 1 && text.charCodeAt(0) === 48) {
    if (/^0+$/.test(text)) return { type: "int", value: 0 };
    return "leading zeros in decimal integer literals are not permitted; use an 0o prefix for octal integers";
  }
  return text.length > MAX_DIGITS ? "decimal integer literal is too long" : integer(text);
}

function integer(text: string): ConstantValue {
  const value = Number(text);
  return value <= 2 ** 53 && text.length <= 300 ? exact(text, value) : { type: "bigint", value: BigInt(text) };
}

/** 2**53 + 1 rounds to 2**53, so the border itself is settled by its digits. */
function exact(text: string, value: number): ConstantValue {
  if (value < 2 ** 53) return { type: "int", value };
  const big = BigInt(text);
  return big === 2n ** 53n ? { type: "int", value } : { type: "bigint", value: big };
}
