/** torch.fft: discrete Fourier transforms over one or several dimensions. */
import { type Dim, add, eq, floordiv, ge, gt, lt, mul, print, product, sub, truncdiv } from "../../dims/index.ts";
import type { Args } from "../args.ts";
import { floatDefault } from "../defaultType.ts";
import type { DType } from "../dtype.ts";
import { defineOp } from "../define.ts";
import { NATIVE, takes } from "../native.ts";
import { preservedStrides } from "./layout.ts";
import { type OpContext, wrapDim } from "../op.ts";
import { Tensor, contiguousStrides } from "../tensor.ts";
import { checkSizes } from "./options.ts";
import { checkOverlap, write } from "./pointwise.ts";
import { checkKernel, complexOf, floatOf, realOf } from "./promotion.ts";
import { scalarTypeName } from "./scalarTypes.ts";

/** A signal on its way: its shape, and its strides where they are known. */
interface Signal {
  readonly shape: readonly Dim[];
  readonly strides: readonly Dim[] | null;
}

function signalOf(c: OpContext, x: Tensor): Signal {
  const shape = c.shapeOf(x);
  return { shape, strides: x.strides === null ? null : (x.strides ?? contiguousStrides(shape)) };
}

/** The type computed in; integers become float32. */
function floatType(c: OpContext, x: Tensor): DType {
  const t = floatOf(x.dtype);
  c.check(t.bits > 16 || t.category === 3, "RuntimeError", () => `Unsupported dtype ${scalarTypeName(t)}`, { rule: "dtype" });
  return t;
}

function checkReal(c: OpContext, x: Tensor, op: string, wording: string): void {
  c.check(x.dtype.category !== 3, "RuntimeError", () => `${op} expects a ${wording} input tensor, but got ${scalarTypeName(x.dtype)}`, { rule: "dtype" });
}

function wrapped(c: OpContext, dim: Dim, rank: number): number {
  if (rank === 0) c.fail("IndexError", `Dimension specified as ${print(dim)} but tensor has no dimensions`, { rule: "rank" });
  return wrapDim(c, dim, rank);
}

function checkPoints(c: OpContext, n: Dim): void {
  c.check(ge(n, 1), "RuntimeError", () => `Invalid number of data points (${print(n)}) specified`, { rule: "argument-value" });
}

const NORMS = ["forward", "backward", "ortho"];

function checkNorm(c: OpContext, a: Args): void {
  const norm = a.maybeString("norm");
  c.check(norm === null || NORMS.includes(norm), "RuntimeError", () => `Invalid normalization mode: "${norm}"`, { rule: "argument-value" });
}

/** Pads with zeros (which copies) or trims (which does not). */
function resized(c: OpContext, s: Signal, dims: readonly number[], lengths: readonly Dim[]): Signal {
  let copies: boolean | undefined = false;
  const shape = s.shape.slice();
  dims.forEach((d, i) => {
    const n = lengths[i] as Dim;
    const own = shape[d] as Dim;
    if (own !== n) {
      const longer = c.known(lt(own, n));
      if (longer !== false) copies = longer === undefined || copies === undefined ? undefined : true;
    }
    shape[d] = n;
  });
  return { shape, strides: copies === undefined ? null : copies ? contiguousStrides(shape) : s.strides };
}

/** Transforms over dims: the batch comes first, in the order of its strides, and the last transformed dimension is the fastest. */
function transform(c: OpContext, s: Signal, dims: readonly number[], out: readonly Dim[], keepLast: boolean): Signal {
  if (s.strides === null || s.strides.includes(0)) return { shape: out, strides: null };
  const strides = s.strides;
  const batch = byStride(c, s.shape.map((_, i) => i).filter((i) => !dims.includes(i)), strides);
  const moving = byStride(c, keepLast ? dims.slice(0, -1) : dims, strides);
  if (!batch || !moving) return { shape: out, strides: null };
  const order = [...batch, ...moving, ...(keepLast ? dims.slice(-1) : [])];
  const dense = contiguousStrides(order.map((d) => out[d] as Dim));
  const result: Dim[] = new Array(out.length);
  order.forEach((d, i) => {
    result[d] = dense[i] as Dim;
  });
  return { shape: out, strides: result };
}

/** Dims from the largest stride to the smallest; null where that is not known. */
function byStride(c: OpContext, dims: readonly number[], strides: readonly Dim[]): readonly number[] | null {
  const out: number[] = [];
  for (const d of dims) {
    let at = out.length;
    while (at > 0) {
      const before = strides[out[at - 1] as number] as Dim;
      const own = strides[d] as Dim;
      const larger = before === own ? false : c.known(gt(own, before));
      if (larger === undefined && c.known(ge(before, own)) !== true) return null;
      if (!larger) break;
      at -= 1;
    }
    out.splice(at, 0, d);
  }
  return out;
}

function half(n: Dim): Dim {
  return add(floordiv(n, 2), 1);
}

function finish(c: OpContext, a: Args, x: Tensor, s: Signal, type: DType): Tensor {
  return write(c, takes(a, "out") ? a.maybeTensor("out") : null, new Tensor(s.shape, type, { strides: s.strides, device: x.device }));
}

// ---------------------------------------------------------------- one dimension

for (const name of ["fft", "ifft"]) {
  defineOp({
    name,
    forms: [`torch.fft.${name}`],
    signature: NATIVE,
    rule: (c, a) => {
      const x = a.tensor("input");
      const type = complexOf(floatType(c, x));
      const s = signalOf(c, x);
      const d = wrapped(c, a.int("dim"), s.shape.length);
      const n = a.maybeInt("n") ?? (s.shape[d] as Dim);
      checkPoints(c, n);
      checkNorm(c, a);
      const input = resized(c, s, [d], [n]);
      return finish(c, a, x, transform(c, input, [d], input.shape, true), type);
    },
  });
}

for (const name of ["rfft", "ihfft"]) {
  defineOp({
    name,
    forms: [`torch.fft.${name}`],
    signature: NATIVE,
    rule: (c, a) => {
      const x = a.tensor("input");
      checkReal(c, x, name, "real");
      const type = complexOf(floatType(c, x));
      const s = signalOf(c, x);
      const d = wrapped(c, a.int("dim"), s.shape.length);
      const n = a.maybeInt("n") ?? (s.shape[d] as Dim);
      checkPoints(c, n);
      checkNorm(c, a);
      const input = resized(c, s, [d], [n]);
      return finish(c, a, x, transform(c, input, [d], input.shape.map((v, i) => (i === d ? half(n) : v)), true), type);
    },
  });
}

for (const name of ["irfft", "hfft"]) {
  defineOp({
    name,
    forms: [`torch.fft.${name}`],
    signature: NATIVE,
    rule: (c, a) => {
      const x = a.tensor("input");
      const type = realOf(complexOf(floatType(c, x)));
      const s = signalOf(c, x);
      const d = wrapped(c, a.int("dim"), s.shape.length);
      const given = a.maybeInt("n");
      const n = given ?? mul(2, sub(s.shape[d] as Dim, 1));
      checkPoints(c, n);
      checkNorm(c, a);
      const input = given === null ? s : resized(c, s, [d], [half(n)]);
      return finish(c, a, x, transform(c, input, [d], input.shape.map((v, i) => (i === d ? n : v)), true), type);
    },
  });
}

// ---------------------------------------------------------------- several dimensions

interface Axes {
  readonly dims: readonly number[];
  readonly lengths: readonly Dim[];
  /** The last length as it was given; null: not given. */
  readonly last: Dim | null;
}

/** `s` and `dim` as PyTorch reads them: each may stand for the other. */
function axesOf(c: OpContext, a: Args, shape: readonly Dim[]): Axes {
  const given = a.maybeInts("s");
  const dimArgument = a.maybeInts("dim");
  const dims = dimArgument?.map((d) => wrapped(c, d, shape.length));
  if (dims) c.check(new Set(dims).size === dims.length, "RuntimeError", () => "FFT dims must be unique", { rule: "dim-out-of-range" });
  if (given) {
    c.check(!dims || dims.length === given.length, "RuntimeError", () => "When given, dim and shape arguments must have the same length", { rule: "argument-value" });
    if (given.length > shape.length) c.fail("RuntimeError", `Got shape with ${given.length} values but input tensor only has ${shape.length} dimensions.`, { rule: "rank" });
  }
  const count = given?.length ?? shape.length;
  const axes = dims ?? Array.from({ length: count }, (_, i) => Math.max(shape.length - count, 0) + i);
  const lengths = axes.map((d, i) => {
    const n = given?.[i];
    return n === undefined || n === -1 ? (shape[d] ?? 1) : n;
  });
  const last = given?.at(-1) ?? null;
  return { dims: axes, lengths, last: last === -1 ? null : last };
}

function checkAll(c: OpContext, lengths: readonly Dim[]): void {
  for (const n of lengths) c.check(ge(n, 1), "RuntimeError", () => `Invalid number of data points (${print(n)}) specified`, { rule: "argument-value" });
}

/** The signal itself, copied where nothing is transformed. */
function cloned(c: OpContext, input: Signal, type: DType): Signal {
  const strides = preservedStrides(c, c.tensor(input.shape, type, { strides: input.strides }));
  return { ...input, strides: strides === undefined ? contiguousStrides(input.shape) : strides };
}

for (const name of ["fft2", "ifft2", "fftn", "ifftn"]) {
  defineOp({
    name,
    forms: [`torch.fft.${name}`],
    signature: NATIVE,
    rule: (c, a) => {
      const x = a.tensor("input");
      const s = signalOf(c, x);
      const axes = axesOf(c, a, s.shape);
      checkAll(c, axes.lengths);
      const type = complexOf(floatType(c, x));
      checkNorm(c, a);
      const input = resized(c, s, axes.dims, axes.lengths);
      return finish(c, a, x, axes.dims.length === 0 ? cloned(c, input, type) : transform(c, input, axes.dims, input.shape, false), type);
    },
  });
}

for (const name of ["rfft2", "rfftn", "ihfft2", "ihfftn"]) {
  defineOp({
    name,
    forms: [`torch.fft.${name}`],
    signature: NATIVE,
    rule: (c, a) => {
      const x = a.tensor("input");
      const op = name.startsWith("r") ? "rfftn" : "ihfftn";
      if (op === "rfftn") checkReal(c, x, op, "real-valued");
      const s = signalOf(c, x);
      const axes = axesOf(c, a, s.shape);
      checkAll(c, axes.lengths);
      const [last] = axes.dims.slice(-1);
      if (last === undefined) return c.fail("RuntimeError", `${op} must transform at least one axis`, { rule: "argument-value" });
      const type = complexOf(floatType(c, x));
      checkNorm(c, a);
      c.check(x.dtype.category !== 3, "RuntimeError", () => `Only supports floating-point dtypes, but found: ${scalarTypeName(x.dtype)}`, { rule: "dtype" });
      const input = resized(c, s, axes.dims, axes.lengths);
      const out = input.shape.map((v, i) => (i === last ? half(axes.lengths.at(-1) ?? v) : v));
      if (op === "rfftn") return finish(c, a, x, transform(c, input, axes.dims, out, true), type);
      const first = transform(c, input, [last], out, true);
      return finish(c, a, x, axes.dims.length > 1 ? transform(c, first, axes.dims.slice(0, -1), out, false) : first, type);
    },
  });
}

for (const name of ["irfft2", "irfftn", "hfft2", "hfftn"]) {
  defineOp({
    name,
    forms: [`torch.fft.${name}`],
    signature: NATIVE,
    rule: (c, a) => {
      const x = a.tensor("input");
      const op = name.startsWith("irf") ? "irfftn" : "hfftn";
      const s = signalOf(c, x);
      const axes = axesOf(c, a, s.shape);
      const [last] = axes.dims.slice(-1);
      if (last === undefined) return c.fail("RuntimeError", `${op} must transform at least one axis`, { rule: "argument-value" });
      checkAll(c, axes.lengths);
      const n = axes.last ?? mul(2, sub(s.shape[last] ?? 1, 1));
      checkPoints(c, n);
      const type = realOf(complexOf(floatType(c, x)));
      checkNorm(c, a);
      const lengths = axes.lengths.map((v, i) => (i === axes.lengths.length - 1 ? half(n) : v));
      const input = resized(c, s, axes.dims, lengths);
      const rest = axes.dims.slice(0, -1);
      const first = rest.length > 0 ? transform(c, input, rest, input.shape, false) : input;
      return finish(c, a, x, transform(c, first, [last], input.shape.map((v, i) => (i === last ? n : v)), true), type);
    },
  });
}

// ---------------------------------------------------------------- frequencies and shifts

for (const name of ["fftfreq", "rfftfreq"]) {
  defineOp({
    name,
    forms: [`torch.fft.${name}`],
    signature: NATIVE,
    rule: (c, a) => {
      const n = a.int("n");
      const out = takes(a, "out") ? a.maybeTensor("out") : null;
      const type = a.maybeDtype("dtype") ?? out?.dtype ?? floatDefault();
      const count = name === "fftfreq" ? n : add(truncdiv(n, 2), 1);
      if (out) c.check(type === out.dtype, "RuntimeError", () => `dtype ${scalarTypeName(type)} does not match dtype of out parameter (${scalarTypeName(out.dtype)})`, { rule: "dtype" });
      if (!out) checkSizes(c, [count]);
      c.check(type.category >= 2, "RuntimeError", () => `${name} requires a floating point or complex dtype`, { rule: "dtype" });
      if (out) c.check(ge(count, 0), "RuntimeError", () => "upper bound and lower bound inconsistent with step sign", { rule: "argument-value" });
      checkKernel(c, { name: "arange_cpu", rejects: "complex" }, type, out?.device ?? "cpu");
      // A tensor of as many elements is filled as it is.
      if (out?.shape && c.known(eq(product(c.shapeOf(out)), count)) === true) {
        checkOverlap(c, out);
        // Its second half is a slice, which then counts up to zero.
        if (name === "fftfreq" && out.shape.length === 0) c.fail("IndexError", "slice() cannot be applied to a 0-dim tensor.", { rule: "rank" });
        return out;
      }
      if (out?.shape && c.known(eq(product(c.shapeOf(out)), count)) === undefined) return c.giveUp("whether a tensor has as many elements is not known");
      return write(c, out, new Tensor([count], type));
    },
  });
}

for (const name of ["fftshift", "ifftshift"]) {
  defineOp({
    name,
    forms: [`torch.fft.${name}`],
    signature: NATIVE,
    rule: (c, a) => {
      const x = a.tensor("input");
      const shape = c.shapeOf(x);
      const dims = a.maybeInts("dim") ?? shape.map((_, i) => i);
      for (const d of dims) wrapped(c, d, shape.length);
      c.check(dims.length > 0, "RuntimeError", () => "`shifts` required", { rule: "argument-value" });
      return new Tensor(shape, x.dtype, { strides: x.strides === undefined ? undefined : null, device: x.device });
    },
  });
}
