/** `int`, `bool`, `float` and `complex`: construction and methods. */
import { symbol } from "../../dims/index.ts";
import type { Node } from "../../syntax/ast.ts";
import type { Interp } from "../interp.ts";
import {
  NO_KWARGS,
  Alt,
  ClassMethod,
  type ClassValue,
  Fraction,
  PyBytes,
  PyComplex,
  PyFloat,
  PyProperty,
  PyTuple,
  SomeComplex,
  SymBool,
  SymFloat,
  SymInt,
  Unknown,
  type Value,
} from "../values.ts";
import { type Body, Call, Stuck, defineMethods, native } from "./native.ts";
import { fromDim, intOf, isOpaque, makeFloat, makeInt, needInt, numberOf, stringOf } from "./numbers.ts";
import { SymRoot, roundedSomehow, someBool, someFloat, truncOf } from "./symbolic.ts";
import { subclassed } from "./strings.ts";
import { boolClass, complexClass, floatClass, intClass } from "./types.ts";

export function installNumbers(): void {
  intClass.construct = constructing(intClass, (c, args, base) => toInt(c, args, base), "base");
  floatClass.construct = constructing(floatClass, (c, [v, ...more]) => {
    if (more.length > 0) throw c.interp.raise("TypeError", `float expected at most 1 argument, got ${more.length + 1}`, c.node, { rule: "argument-count" });
    return v === undefined ? makeFloat(0) : toFloat(c, v);
  });
  complexClass.construct = constructing(complexClass, toComplex);
  boolClass.construct = constructing(boolClass, (c, [v]) => {
    if (v === undefined) return false;
    const truth = c.interp.truth(v);
    if (truth !== undefined) return truth;
    if (v instanceof SymBool) return v;
    if (v instanceof SymInt) return c.interp.compare("!=", v, 0, c.node);
    return v instanceof Unknown ? v : someBool();
  });
  defineMethods(intClass, intMethods);
  intClass.attrs.map.set(
    "from_bytes",
    new ClassMethod(
      native("from_bytes", "cls, bytes, byteorder='big', *, signed=False", (c) => c.stuck("an int read from bytes")),
    ),
  );
  defineMethods(floatClass, floatMethods);
  floatClass.attrs.map.set(
    "fromhex",
    new ClassMethod(native("fromhex", "cls, string, /", (c) => c.stuck("a float read from hexadecimal text"))),
  );
  defineMethods(complexClass, {
    "conjugate(self)": (_c, self) => (self instanceof PyComplex ? new PyComplex(self.re, -self.im) : self),
  });
  installAttributes();
}

type Make = (c: Call, args: readonly Value[], keyword: Value | undefined) => Value;

/** A constructor that takes alternatives one by one and lets unknown arguments through. */
function constructing(own: ClassValue, make: Make, keyword?: string): ClassValue["construct"] {
  const construct = (
    interp: Interp,
    cls: ClassValue,
    args: readonly Value[],
    kwargs: ReadonlyMap<string, Value>,
    node: Node | null,
  ): Value => {
    for (const a of args) {
      if (a instanceof Unknown) return a;
      if (a instanceof Alt)
        return interp.forkOver(a, (o) =>
          construct(
            interp,
            cls,
            args.map((x) => (x === a ? o : x)),
            kwargs,
            node,
          ),
        );
    }
    const c = new Call(interp, node);
    try {
      return subclassed(cls, own, make(c, args, keyword === undefined ? undefined : kwargs.get(keyword)));
    } catch (e) {
      if (e instanceof Stuck) return e.value;
      throw e;
    }
  };
  return construct;
}

function toInt(c: Call, args: readonly Value[], baseKeyword: Value | undefined): Value {
  const [v] = args;
  const base = args[1] ?? baseKeyword;
  if (v === undefined) return 0;
  const text = v instanceof PyBytes ? v.value : stringOf(v);
  if (text !== undefined) return parseInt_(c, v, text, base === undefined ? 10 : needInt(c, base));
  if (v instanceof PyFloat) return floatToInt(c, v.value);
  const n = intOf(v);
  if (n !== undefined) return makeInt(n);
  const dim = truncOf(c.interp, v);
  if (dim !== undefined) return fromDim(dim);
  if (v instanceof SymFloat) return fromDim(roundedSomehow(c.interp, v, "int"));
  if (v instanceof SymBool) return new SymInt(symbol({ name: "?", min: 0, max: 1, anonymous: true }));
  if (isOpaque(v)) return c.stuck("an int of a number that is not known");
  for (const method of ["__int__", "__index__", "__trunc__"]) {
    const convert = c.interp.lookupAttr(v, method);
    if (convert !== undefined) return c.call(convert);
  }
  throw c.raise(
    "TypeError",
    `int() argument must be a string, a bytes-like object or a real number, not '${c.typeName(v)}'`,
  );
}

/** An integral JavaScript number, however large, as a Python int; raises for nan and infinity. */
export function floatToInt(c: Call, x: number): Value {
  if (Number.isNaN(x)) throw c.raise("ValueError", "cannot convert float NaN to integer");
  if (!Number.isFinite(x)) throw c.raise("OverflowError", "cannot convert float infinity to integer");
  const whole = Math.trunc(x) + 0;
  return Number.isSafeInteger(whole) ? whole : makeInt(BigInt(whole));
}

function parseInt_(c: Call, v: Value, text: string, base: number): Value {
  const [, sign = "", prefix = "", digits = ""] = /^\s*([+-]?)(0[xXoObB])?((?:[0-9a-zA-Z]+_?)*)\s*$/.exec(text) ?? [];
  const wanted = { x: 16, o: 8, b: 2 }[prefix.slice(1).toLowerCase()];
  const radix = base === 0 ? (wanted ?? 10) : base;
  const clean = (wanted !== undefined && wanted !== radix ? prefix + digits : digits).replaceAll("_", "");
  const valid = clean !== "" && !digits.endsWith("_") && [...clean.toLowerCase()].every((ch) => digitOf(ch) < radix);
  if (!valid) throw c.raise("ValueError", `invalid literal for int() with base ${base}: ${c.interp.repr(v)}`);
  let n = 0n;
  for (const ch of clean.toLowerCase()) n = n * BigInt(radix) + BigInt(digitOf(ch));
  return makeInt(sign === "-" ? -n : n);
}

function digitOf(ch: string): number {
  const code = ch.charCodeAt(0);
  return code <= 57 ? code - 48 : code - 87;
}

export function toFloat(c: Call, v: Value): Value {
  const text = v instanceof PyBytes ? v.value : stringOf(v);
  if (text !== undefined) {
    const clean = text.trim().replaceAll("_", "").toLowerCase();
    if (/^[+-]?(inf|infinity)$/.test(clean)) return makeFloat(clean.startsWith("-") ? -Infinity : Infinity);
    if (/^[+-]?nan$/.test(clean)) return makeFloat(NaN);
    if (!/^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/.test(clean))
      throw c.raise("ValueError", `could not convert string to float: ${c.interp.repr(v)}`);
    return makeFloat(Number(clean));
  }
  const n = numberOf(v);
  if (n !== undefined) return makeFloat(n);
  if (v instanceof SymInt) return new SymFloat(c.interp.scope.simplify(v.dim), 1);
  if (v instanceof SymFloat || v instanceof SymRoot) return v;
  if (v instanceof SymBool) return someFloat();
  if (isOpaque(v)) return c.stuck("a float of a number that is not known");
  for (const method of ["__float__", "__index__"]) {
    const convert = c.interp.lookupAttr(v, method);
    if (convert !== undefined) {
      const made = c.known(c.call(convert));
      return typeof made === "number" ? makeFloat(made) : made;
    }
  }
  throw c.raise("TypeError", `float() argument must be a string or a real number, not '${c.typeName(v)}'`);
}

const REAL = String.raw`(?:(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?|inf(?:inity)?|nan)`;
const COMPLEX = new RegExp(`^(?:([+-]?${REAL})(?![\\d.a-z]))?(?:([+-]?)(${REAL})?j)?$`);

/** `complex("1+2j")` */
function complexFrom(c: Call, text: string): Value {
  const trimmed = text.trim().toLowerCase();
  const clean = /^\(.*\)$/.test(trimmed) ? trimmed.slice(1, -1).trim() : trimmed;
  const found = COMPLEX.exec(clean);
  if (!found || clean === "" || (found[1] !== undefined && found[3] !== undefined && found[2] === "")) throw c.raise("ValueError", "complex() arg is a malformed string");
  const real = (s: string): number => (s.includes("inf") ? (s.startsWith("-") ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY) : s.includes("nan") ? Number.NaN : Number(s));
  const imaginary = clean.endsWith("j") ? real(`${found[2] ?? ""}${found[3] ?? "1"}`) : 0;
  return new PyComplex(found[1] === undefined ? 0 : real(found[1]), imaginary);
}

function toComplex(c: Call, [re = 0, im = 0]: readonly Value[]): Value {
  if (re instanceof PyComplex && im === 0) return re;
  if (im === 0 && typeof re === "object" && re !== null && numberOf(re) === undefined) {
    const own = c.interp.lookupAttr(re, "__complex__");
    if (own !== undefined) return c.interp.call(own, [], NO_KWARGS, c.node);
  }
  for (const [i, v] of [re, im].entries()) {
    if (numberOf(v) !== undefined || isOpaque(v) || v instanceof PyComplex || v instanceof SymInt || v instanceof SymFloat || v instanceof SymRoot || typeof v === "string") continue;
    if (v === null || ["__complex__", "__float__", "__index__"].every((name) => c.interp.lookupAttr(v, name) === undefined)) {
      throw c.raise("TypeError", `complex() ${i === 0 ? "first" : "second"} argument must be a ${i === 0 ? "string or a " : ""}number, not '${c.typeName(v)}'`);
    }
  }
  if (typeof re === "string") return complexFrom(c, re);
  const parts = [re, im].map(numberOf);
  if (parts.every((x): x is number => x !== undefined)) return new PyComplex(parts[0] ?? 0, parts[1] ?? 0);
  const isSomeNumber = (v: Value): boolean => numberOf(v) !== undefined || v instanceof SymInt || v instanceof SymFloat || v instanceof SymRoot || v instanceof SomeComplex || v instanceof Fraction;
  return [re, im].every(isSomeNumber) ? new SomeComplex() : c.stuck("a complex number that is not known");
}

const intMethods: Record<string, Body> = {
  "bit_length(self)": (c, self) => {
    const n = intOf(self) ?? c.stuck("the number of bits of a symbolic int");
    const size = BigInt(n) < 0n ? -BigInt(n) : BigInt(n);
    return size === 0n ? 0 : size.toString(2).length;
  },
  "bit_count(self)": (c, self) => {
    const n = BigInt(intOf(self) ?? c.stuck("the bits of a symbolic int"));
    return (n < 0n ? -n : n).toString(2).replaceAll("0", "").length;
  },
  "conjugate(self)": (_c, self) => self,
  "as_integer_ratio(self)": (_c, self) => new PyTuple([self, 1]),
  "to_bytes(self, length=1, byteorder='big', *, signed=False)": (c) => c.stuck("the bytes of an int"),
  "__index__(self)": (_c, self) => self,
  "__int__(self)": (_c, self) => self,
  "__float__(self)": (c, self) => toFloat(c, self),
  "__floordiv__(self, other, /)": (c, self, other) => c.interp.binary("//", self, other, c.node),
};

const floatMethods: Record<string, Body> = {
  "is_integer(self)": (c, self) => Number.isInteger(numberOf(self) ?? c.stuck("a float that is not known")),
  "conjugate(self)": (_c, self) => self,
  "hex(self)": (c) => c.stuck("a float as hexadecimal text"),
  "as_integer_ratio(self)": (c, self) => {
    let x = numberOf(self) ?? c.stuck("a float that is not known");
    if (!Number.isFinite(x))
      throw c.raise(
        Number.isNaN(x) ? "ValueError" : "OverflowError",
        `cannot convert ${Number.isNaN(x) ? "NaN" : "Infinity"} to integer ratio`,
      );
    let denominator = 1n;
    while (!Number.isInteger(x)) {
      x *= 2;
      denominator *= 2n;
    }
    return new PyTuple([makeInt(BigInt(x)), makeInt(denominator)]);
  },
  "__int__(self)": (c, self) => floatToInt(c, numberOf(self) ?? c.stuck("a float that is not known")),
  "__float__(self)": (_c, self) => self,
};

/** `real`, `imag`, `numerator` and `denominator` are properties in Python. */
function installAttributes(): void {
  const property = (cls: ClassValue, name: string, get: (v: Value) => Value): void => {
    cls.attrs.map.set(name, new PyProperty(native(name, "self", (_c, self) => get(self))));
  };
  property(intClass, "real", (v) => v);
  property(intClass, "imag", () => 0);
  property(intClass, "numerator", (v) => v);
  property(intClass, "denominator", () => 1);
  property(floatClass, "real", (v) => v);
  property(floatClass, "imag", () => makeFloat(0));
  property(complexClass, "real", (v) => (v instanceof PyComplex ? makeFloat(v.re) : v));
  property(complexClass, "imag", (v) => (v instanceof PyComplex ? makeFloat(v.im) : v));
}
