/** `cmath`, the part that complex rotations use. */
import { complexArithmetic, complexOf } from "../builtins/complex.ts";
import { type Body, type Call, natives } from "../builtins/native.ts";
import { makeFloat, needNumber } from "../builtins/numbers.ts";
import { PyComplex, PyTuple, type Value } from "../values.ts";

/** Functions of which no value is reckoned. */
const TRANSCENDENTAL = ["acos", "acosh", "asin", "asinh", "atan", "atanh", "cos", "cosh", "log10", "sin", "sinh", "tan", "tanh"];

export function cmathModule(): Record<string, Value> {
  const read = (c: Call, v: Value): PyComplex => complexOf(v) ?? c.stuck("a complex number that is not known");
  return {
    ...natives({
      "!exp(z, /)": (c, z) => {
        const { re, im } = read(c, z);
        return new PyComplex(Math.exp(re) * Math.cos(im), Math.exp(re) * Math.sin(im));
      },
      "!log(z, base?, /)": (c, z) => {
        const { re, im } = read(c, z);
        return new PyComplex(Math.log(Math.hypot(re, im)), Math.atan2(im, re));
      },
      "!sqrt(z, /)": (c, z) => complexArithmetic("**", read(c, z), new PyComplex(0.5, 0)) ?? c.stuck("a complex root"),
      "!phase(z, /)": (c, z) => makeFloat(Math.atan2(read(c, z).im, read(c, z).re)),
      "!polar(z, /)": (c, z) =>
        new PyTuple([
          makeFloat(Math.hypot(read(c, z).re, read(c, z).im)),
          makeFloat(Math.atan2(read(c, z).im, read(c, z).re)),
        ]),
      "!rect(r, phi, /)": (c, r, phi) =>
        new PyComplex(needNumber(c, r) * Math.cos(needNumber(c, phi)), needNumber(c, r) * Math.sin(needNumber(c, phi))),
      ...Object.fromEntries(TRANSCENDENTAL.map((name): [string, Body] => [`!${name}(z, /)`, (c) => c.stuck("a complex number")])),
      "!isclose(a, b, /, ...)": (c) => c.stuck("whether complex numbers are near"),
      "!isfinite(z, /)": (c, z) => Number.isFinite(read(c, z).re) && Number.isFinite(read(c, z).im),
      "!isnan(z, /)": (c, z) => Number.isNaN(read(c, z).re) || Number.isNaN(read(c, z).im),
      "!isinf(z, /)": (c, z) => !Number.isFinite(read(c, z).re) || !Number.isFinite(read(c, z).im),
    }),
    pi: makeFloat(Math.PI),
    e: makeFloat(Math.E),
    tau: makeFloat(2 * Math.PI),
    inf: makeFloat(Infinity),
    nan: makeFloat(NaN),
    infj: new PyComplex(0, Infinity),
    nanj: new PyComplex(0, NaN),
  };
}
