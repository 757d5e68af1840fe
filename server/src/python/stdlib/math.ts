/** `math`: exact on ints, symbolic where rounding makes an int of a quotient or root of sizes. */
import { isqrt as dimIsqrt } from "../../dims/index.ts";
import { floatToInt } from "../builtins/numeric.ts";
import { type Call, type NativeTable, natives } from "../builtins/native.ts";
import { dimOf, fromDim, intOf, makeFloat, makeInt, needInt, needNumber, numberOf } from "../builtins/numbers.ts";
import { SymRoot, ceilOf, floorOf, truncOf } from "../builtins/symbolic.ts";
import { PyTuple, SymInt, Unknown, type Value } from "../values.ts";

export function mathModule(): Record<string, Value> {
  const names: Record<string, Value> = {
    ...natives(functions),
    pi: makeFloat(Math.PI),
    e: makeFloat(Math.E),
    tau: makeFloat(2 * Math.PI),
    inf: makeFloat(Infinity),
    nan: makeFloat(NaN),
  };
  for (const [name, f] of Object.entries(unary))
    Object.assign(names, natives({ [`${name}(x, /)`]: (c, x) => real(c, f, needNumber(c, x)) }));
  return names;
}

/** Functions of one real number. */
const unary: Readonly<Record<string, (x: number) => number>> = {
  acos: Math.acos,
  acosh: Math.acosh,
  asin: Math.asin,
  asinh: Math.asinh,
  atan: Math.atan,
  atanh: (x) => (Math.abs(x) === 1 ? NaN : Math.atanh(x)),
  cbrt: Math.cbrt,
  cos: Math.cos,
  cosh: Math.cosh,
  degrees: (x) => x * (180 / Math.PI),
  exp: Math.exp,
  exp2: (x) => 2 ** x,
  expm1: Math.expm1,
  fabs: Math.abs,
  log1p: (x) => (x <= -1 ? NaN : Math.log1p(x)),
  radians: (x) => x * (Math.PI / 180),
  sin: Math.sin,
  sinh: Math.sinh,
  tan: Math.tan,
  tanh: Math.tanh,
};

function real(c: Call, f: (x: number) => number, x: number): Value {
  const y = f(x);
  if (Number.isNaN(y) && !Number.isNaN(x)) throw c.raise("ValueError", "math domain error");
  if (!Number.isFinite(y) && Number.isFinite(x)) throw c.raise("OverflowError", "math range error");
  return makeFloat(y);
}

/** `log10` of a power of ten is that power, exactly. */
function log10(x: number): number {
  const near = Math.round(Math.log10(x));
  return 10 ** near === x ? near : Math.log10(x);
}

function logarithm(c: Call, v: Value, f: (x: number) => number): number {
  const int = intOf(v);
  const x = int === undefined ? needNumber(c, v) : Number(int);
  if (x <= 0 || Number.isNaN(x)) {
    if (Number.isNaN(x)) return NaN;
    throw c.raise("ValueError", "math domain error");
  }
  if (x === Infinity && int !== undefined) {
    // Beyond a double's range: take the exponent out first.
    const bits = BigInt(int).toString(2).length - 53;
    return f(Number(BigInt(int) >> BigInt(bits))) + bits * f(2);
  }
  return f(x);
}

function big(c: Call, v: Value): bigint {
  const n = intOf(v);
  return BigInt(n ?? needInt(c, v));
}

function natural(c: Call, v: Value, what: string): bigint {
  const n = big(c, v);
  if (n < 0n) throw c.raise("ValueError", what);
  return n;
}

function bigGcd(a: bigint, b: bigint): bigint {
  let [x, y] = [a < 0n ? -a : a, b < 0n ? -b : b];
  while (y !== 0n) [x, y] = [y, x % y];
  return x;
}

function lesser(a: bigint, b: bigint): bigint {
  if (a < b) return a;
  return b;
}

function bigIsqrt(n: bigint): bigint {
  if (n < 2n) return n;
  let x = 1n << BigInt(Math.ceil(n.toString(2).length / 2));
  for (;;) {
    const y = (x + n / x) >> 1n;
    if (y >= x) return x;
    x = y;
  }
}

/** The items, without the last ones that are not finite numbers: vectors for `dist` and `hypot`. */
function numbers(c: Call, v: Value): number[] {
  return c.items(v).map((x) => needNumber(c, x));
}

/** Rounds a symbolic number, or a constant one with `f`; other objects have a method for it. */
function rounded(c: Call, x: Value, symbolic: typeof floorOf, f: (x: number) => number, method: string): Value {
  const dim = symbolic(c.interp, x);
  if (dim !== undefined) return fromDim(dim);
  const int = intOf(x);
  if (int !== undefined) return makeInt(int);
  if (numberOf(x) === undefined) {
    const own = c.interp.lookupAttr(x, method);
    if (own !== undefined) return c.call(own);
  }
  return floatToInt(c, f(needNumber(c, x)));
}

const functions: NativeTable = {
  "floor(x, /)": (c, x) => rounded(c, x, floorOf, Math.floor, "__floor__"),
  "ceil(x, /)": (c, x) => rounded(c, x, ceilOf, Math.ceil, "__ceil__"),
  "trunc(x, /)": (c, x) => rounded(c, x, truncOf, Math.trunc, "__trunc__"),
  "~sqrt(x, /)": (c, x) => {
    // What was used as an int before is one.
    const dim = x instanceof SymInt ? dimOf(c.interp, x) : x instanceof Unknown && x.isInput && x.symbol !== null ? c.interp.symbolOf(x) : undefined;
    return dim === undefined ? real(c, Math.sqrt, needNumber(c, x)) : new SymRoot(dim);
  },
  "isqrt(n, /)": (c, n) => {
    const dim = n instanceof SymInt ? dimOf(c.interp, n) : undefined;
    if (dim !== undefined) return fromDim(dimIsqrt(dim));
    return makeInt(bigIsqrt(natural(c, n, "isqrt() argument must be nonnegative")));
  },
  "log(x, base?, /)": (c, x, base) => {
    const top = logarithm(c, x, Math.log);
    if (numberOf(base) === undefined && intOf(base) === undefined) return makeFloat(top);
    const bottom = logarithm(c, base, Math.log);
    if (bottom === 0) throw c.raise("ZeroDivisionError", "float division by zero");
    return makeFloat(top / bottom);
  },
  "log2(x, /)": (c, x) => makeFloat(logarithm(c, x, Math.log2)),
  "log10(x, /)": (c, x) => makeFloat(logarithm(c, x, log10)),
  "pow(x, y, /)": (c, x, y) => {
    const [a, b] = [needNumber(c, x), needNumber(c, y)];
    const result = a === 1 ? 1 : a ** b;
    if (Number.isNaN(result) && !Number.isNaN(a) && !Number.isNaN(b)) throw c.raise("ValueError", "math domain error");
    if (!Number.isFinite(result) && Number.isFinite(a) && Number.isFinite(b))
      throw c.raise(a === 0 ? "ValueError" : "OverflowError", a === 0 ? "math domain error" : "math range error");
    return makeFloat(result);
  },
  "atan2(y, x, /)": (c, y, x) => makeFloat(Math.atan2(needNumber(c, y), needNumber(c, x))),
  "copysign(x, y, /)": (c, x, y) => {
    const sign = needNumber(c, y);
    const size = Math.abs(needNumber(c, x));
    return makeFloat(sign < 0 || Object.is(sign, -0) ? -size : size);
  },
  "fmod(x, y, /)": (c, x, y) => {
    const [a, b] = [needNumber(c, x), needNumber(c, y)];
    if (b === 0 || !Number.isFinite(a)) throw c.raise("ValueError", "math domain error");
    return makeFloat(a % b);
  },
  "remainder(x, y, /)": (c, x, y) => {
    const [a, b] = [needNumber(c, x), needNumber(c, y)];
    if (b === 0 || !Number.isFinite(a)) throw c.raise("ValueError", "math domain error");
    const q = a / b;
    const low = Math.floor(q);
    const n = q - low < 0.5 || (q - low === 0.5 && low % 2 === 0) ? low : low + 1;
    return makeFloat(a - n * b);
  },
  "modf(x, /)": (c, x) => {
    const a = needNumber(c, x);
    return new PyTuple([makeFloat(Number.isFinite(a) ? a - Math.trunc(a) : 0), makeFloat(Math.trunc(a))]);
  },
  "frexp(x, /)": (c, x) => {
    const a = needNumber(c, x);
    if (a === 0 || !Number.isFinite(a)) return new PyTuple([makeFloat(a), 0]);
    let exponent = Math.max(-1023, Math.floor(Math.log2(Math.abs(a))) + 1);
    let mantissa = a * 2 ** -exponent;
    while (Math.abs(mantissa) < 0.5) {
      mantissa *= 2;
      exponent--;
    }
    while (Math.abs(mantissa) >= 1) {
      mantissa /= 2;
      exponent++;
    }
    return new PyTuple([makeFloat(mantissa), exponent]);
  },
  "ldexp(x, i, /)": (c, x, i) => makeFloat(needNumber(c, x) * 2 ** needInt(c, i)),
  "ulp(x, /)": (c, x) => {
    const a = Math.abs(needNumber(c, x));
    if (!Number.isFinite(a)) return makeFloat(a);
    return makeFloat(2 ** Math.max(Math.floor(Math.log2(a || Number.MIN_VALUE)) - 52, -1074));
  },
  "nextafter(x, y, /)": (c) => c.stuck("a float's neighbour"),
  "erf(x, /)": (c, x) => real(c, erf, needNumber(c, x)),
  "erfc(x, /)": (c) => c.stuck("a value of the error function"),
  "gamma(x, /)": (c) => c.stuck("a value of the gamma function"),
  "lgamma(x, /)": (c) => c.stuck("a value of the gamma function"),
  "isfinite(x, /)": (c, x) => Number.isFinite(needNumber(c, x)),
  "isinf(x, /)": (c, x) => Math.abs(needNumber(c, x)) === Infinity,
  "isnan(x, /)": (c, x) => Number.isNaN(needNumber(c, x)),
  "isclose(a, b, *, rel_tol=1e-09, abs_tol=0.0)": (c, a, b, relative, absolute) => {
    const [x, y] = [needNumber(c, a), needNumber(c, b)];
    if (x === y) return true;
    if (!Number.isFinite(x) || !Number.isFinite(y)) return false;
    return (
      Math.abs(x - y) <= Math.max(needNumber(c, relative) * Math.max(Math.abs(x), Math.abs(y)), needNumber(c, absolute))
    );
  },
  "gcd(*integers)": (c) => makeInt(c.rest.map((v) => big(c, v)).reduce(bigGcd, 0n)),
  "lcm(*integers)": (c) => {
    const lcm = (a: bigint, b: bigint): bigint => (a === 0n || b === 0n ? 0n : (a / bigGcd(a, b)) * b);
    const all = c.rest.map((v) => big(c, v)).reduce(lcm, 1n);
    return makeInt(all < 0n ? -all : all);
  },
  "factorial(n, /)": (c, n) => {
    const top = natural(c, n, "factorial() not defined for negative values");
    if (top > 2000n) return c.stuck("a very large number");
    let product = 1n;
    for (let i = 2n; i <= top; i++) product *= i;
    return makeInt(product);
  },
  "comb(n, k, /)": (c, n, k) => {
    const top = natural(c, n, "n must be a non-negative integer");
    const take = natural(c, k, "k must be a non-negative integer");
    if (take > top) return 0;
    const few = lesser(take, top - take);
    if (few > 10_000n) return c.stuck("a very large number");
    let result = 1n;
    for (let i = 1n; i <= few; i++) result = (result * (top - few + i)) / i;
    return makeInt(result);
  },
  "perm(n, k=None, /)": (c, n, k) => {
    const top = natural(c, n, "n must be a non-negative integer");
    const take = k === null ? top : natural(c, k, "k must be a non-negative integer");
    if (take > top) return 0;
    if (take > 2000n) return c.stuck("a very large number");
    let product = 1n;
    for (let i = 0n; i < take; i++) product *= top - i;
    return makeInt(product);
  },
  "prod(iterable, /, *, start=1)": (c, iterable, start) =>
    c.items(iterable).reduce<Value>((acc, v) => c.interp.binary("*", acc, v, c.node), start),
  "fsum(seq, /)": (c, seq) => makeFloat(exactSum(numbers(c, seq))),
  "hypot(*coordinates)": (c) => makeFloat(Math.hypot(...c.rest.map((v) => needNumber(c, v)))),
  "dist(p, q, /)": (c, p, q) => {
    const [a, b] = [numbers(c, p), numbers(c, q)];
    if (a.length !== b.length) throw c.raise("ValueError", "both points must have the same number of dimensions");
    return makeFloat(Math.hypot(...a.map((x, i) => x - (b[i] ?? 0))));
  },
};

/** Shewchuk's sum: partial sums that do not overlap, so that nothing is lost. */
function exactSum(xs: readonly number[]): number {
  const partials: number[] = [];
  for (const start of xs) {
    let x = start;
    let kept = 0;
    for (const p of partials) {
      const [large, small] = Math.abs(x) < Math.abs(p) ? [p, x] : [x, p];
      const high = large + small;
      const low = small - (high - large);
      if (low !== 0) partials[kept++] = low;
      x = high;
    }
    partials.length = kept;
    partials.push(x);
  }
  return partials.reduceRight((a, b) => a + b, 0);
}

/** The error function: its series near 0, the continued fraction of its complement further out. */
function erf(x: number): number {
  const size = Math.abs(x);
  if (!(size < 6)) return Math.sign(x);
  if (size < 2.5) {
    let term = x;
    let sum = x;
    for (let n = 1; Math.abs(term) > 1e-17; n++) {
      term *= (-x * x) / n;
      sum += term / (2 * n + 1);
    }
    return (2 / Math.sqrt(Math.PI)) * sum;
  }
  let fraction = size;
  for (let k = 60; k >= 1; k--) fraction = size + k / 2 / fraction;
  return Math.sign(x) * (1 - Math.exp(-size * size) / (Math.sqrt(Math.PI) * fraction));
}
