/** Arithmetic of complex numbers. */
import { PyComplex, type Value } from "../values.ts";
import { numberOf } from "./numbers.ts";

/** A number as a complex one; undefined for anything else. */
export function complexOf(v: Value): PyComplex | undefined {
  if (v instanceof PyComplex) return v;
  const n = numberOf(v);
  return n === undefined ? undefined : new PyComplex(n, 0);
}

/** The result of an operator; undefined for one that complex numbers do not have. */
export function complexArithmetic(op: string, a: PyComplex, b: PyComplex): PyComplex | undefined {
  switch (op) {
    case "+":
      return new PyComplex(a.re + b.re, a.im + b.im);
    case "-":
      return new PyComplex(a.re - b.re, a.im - b.im);
    case "*":
      return new PyComplex(a.re * b.re - a.im * b.im, a.re * b.im + a.im * b.re);
    case "/": {
      const size = b.re * b.re + b.im * b.im;
      return new PyComplex((a.re * b.re + a.im * b.im) / size, (a.im * b.re - a.re * b.im) / size);
    }
    case "**":
      return power(a, b);
  }
  return undefined;
}

function power(a: PyComplex, b: PyComplex): PyComplex {
  if (b.im === 0 && Number.isInteger(b.re) && b.re >= 0 && b.re <= 100) {
    let result = new PyComplex(1, 0);
    for (let i = 0; i < b.re; i++) result = complexArithmetic("*", result, a) ?? result;
    return result;
  }
  const size = Math.hypot(a.re, a.im);
  if (size === 0) return new PyComplex(0, 0);
  const angle = Math.atan2(a.im, a.re);
  const radius = size ** b.re * Math.exp(-b.im * angle);
  const turn = b.re * angle + b.im * Math.log(size);
  return new PyComplex(radius * Math.cos(turn), radius * Math.sin(turn));
}
