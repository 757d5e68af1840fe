import { readFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";
import { adaptiveAxis, type Pooled, type Pooling, pooling, type Reduction, slidingAxis } from "../../client/webview/kernels/pooling.ts";
import { type DataKind, numbers } from "./data.ts";

/** One case that scripts/oracle/pooling.py recorded. Lists have one number a dimension. */
export interface Recorded {
  readonly op: "max" | "average" | "lp" | "adaptive max" | "adaptive average" | "convolution";
  readonly planes: number;
  readonly size: readonly number[];
  readonly kernel?: readonly number[];
  readonly stride?: readonly number[];
  readonly padding?: readonly number[];
  readonly dilation?: readonly number[];
  readonly output?: readonly number[];
  readonly ceil?: boolean;
  readonly countIncludePad?: boolean;
  readonly divisor?: number | null;
  readonly norm?: number;
  readonly data: DataKind;
  readonly seed: number;
  readonly out: readonly number[];
  /** Max pooling: a hash of the values' bits; else the bits, in base64. */
  readonly v: number | string;
  /** A hash of the indices. */
  readonly i?: number;
}

/** From `pooling.jsonl.gz` beside this file. */
export function recorded(file: string | URL): Recorded[] {
  const text = gunzipSync(readFileSync(file)).toString();
  return text.trimEnd().split("\n").map((line): Recorded => JSON.parse(line));
}

export function inputOf({ data, seed, planes, size }: Recorded): Float32Array {
  return numbers(data, seed, size.reduce((n, s) => n * s, planes));
}

export function poolingOf(c: Recorded): Pooling {
  const axes = c.size.map((size, i) =>
    c.output
      ? adaptiveAxis(size, c.output[i] ?? 1)
      : slidingAxis(size, {
          kernel: c.kernel?.[i] ?? 1,
          stride: c.stride?.[i] ?? 1,
          padding: c.padding?.[i] ?? 0,
          dilation: c.dilation?.[i] ?? 1,
          ceil: c.ceil ?? false,
        }),
  );
  return pooling(reductionOf(c), c.planes, axes);
}

function reductionOf(c: Recorded): Reduction {
  switch (c.op) {
    case "max":
    case "adaptive max":
      return { kind: "max" };
    case "average":
      return { kind: "average", countIncludePad: c.countIncludePad ?? true, divisor: c.divisor ?? null };
    case "lp":
      return { kind: "power", norm: c.norm ?? 2 };
    case "adaptive average":
      return { kind: "adaptive average" };
    case "convolution": {
      const taps = (c.kernel ?? []).reduce((n, k) => n * k, 1);
      return { kind: "convolution", weights: numbers("ties", (c.seed ^ 0x5bd1e995) >>> 0, taps) };
    }
  }
}

/** Max pooling: whether every value and index is PyTorch's, bit for bit (a NaN is a NaN). */
export function isExact(c: Recorded, found: Pooled): boolean {
  const bits = Array.from(new Uint32Array(found.values.buffer, found.values.byteOffset, found.values.length), oneNan);
  return fnv(bits) === c.v && fnv([...(found.indices ?? [])]) === c.i;
}

/**
 * The largest distance to PyTorch's values in units in the last place; infinite where only one of two is finite, or NaN.
 * `flushed`: a device may take denormals for zero, those among a power's terms too.
 */
export function distance(c: Recorded, found: Pooled, flushed = false): number {
  const expected = floats(c.v);
  if (expected.length !== found.values.length) return Number.POSITIVE_INFINITY;
  return expected.reduce((worst, e, i) => Math.max(worst, ulps(e, found.values[i] ?? Number.NaN, flushed ? (c.norm ?? 1) : 0)), 0);
}

function ulps(a: number, b: number, flushedPower: number): number {
  if (Object.is(a, b) || a === b) return 0;
  if (!Number.isFinite(a) || !Number.isFinite(b)) return Number.POSITIVE_INFINITY;
  if (flushedPower > 0 && Math.abs(a - b) ** flushedPower <= flushedSum) return 0;
  return Math.abs(ordinal(a) - ordinal(b));
}

/** Above the sum of as many denormals as one window here can hold. */
const flushedSum = 2 ** -119;

/** Floats numbered in order; both zeros are 0. */
function ordinal(x: number): number {
  const [bits = 0] = new Int32Array(new Float32Array([x]).buffer);
  return bits < 0 ? -(bits & 0x7fffffff) : bits;
}

function floats(v: string | number): number[] {
  const bytes = Buffer.from(String(v), "base64");
  return Array.from({ length: bytes.length / 4 }, (_, i) => bytes.readFloatLE(4 * i));
}

function oneNan(bits: number): number {
  return (bits & 0x7fffffff) > 0x7f800000 ? 0x7fc00000 : bits;
}

function fnv(words: readonly number[]): number {
  let h = 0x811c9dc5;
  for (const word of words) h = Math.imul(h ^ word, 0x01000193) >>> 0;
  return h;
}
