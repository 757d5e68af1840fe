/** The window of a pooling: its parameters, how many places it has, and what PyTorch rejects. */
import { type Dim, add, floordiv, ge, gt, le, minimum, mul, ne, print, printShape, sub, truncdiv } from "../../dims/index.ts";
import type { Blame } from "../../python/problem.ts";
import type { Args } from "../args.ts";
import { type OpContext, sizes } from "../op.ts";
import { BATCHED, axis } from "./convolution.ts";

export interface PoolWindow {
  readonly kernel: readonly Dim[];
  readonly stride: readonly Dim[];
  readonly padding: readonly Dim[];
  readonly dilation: readonly Dim[];
  readonly ceil: boolean;
}

const COUNT: Readonly<Record<number, string>> = { 2: "two", 3: "three" };

/** The parameters, one value a dimension; PyTorch words the same rule differently from operator to operator. */
export function readWindow(c: OpContext, a: Args, n: number, dilated: boolean): PoolWindow {
  const must = c.op === "avg_pool3d" ? "must" : "must either";
  const ints = `a single int, or a tuple of ${COUNT[n]} ints`;
  const be = must === "must" ? "must be" : "must either be";
  const kernel = expand(c, a.ints("kernel_size"), n, `kernel_size ${be} ${ints}`);
  const given = a.isNone("stride") ? [] : a.ints("stride");
  const stride = given.length === 0 ? kernel : expand(c, given, n, `stride ${be} omitted, ${ints}`);
  const padding = expand(c, a.ints("padding"), n, `padding ${be} ${ints}`);
  const dilation = dilated ? expand(c, a.ints("dilation"), n, `dilation must be either a single int, or a tuple of ${COUNT[n]} ints`) : new Array<Dim>(n).fill(1);
  return { kernel, stride, padding, dilation, ceil: a.bool("ceil_mode") };
}

function expand(c: OpContext, ds: readonly Dim[], n: number, message: string): readonly Dim[] {
  if (ds.length === n) return ds;
  if (ds.length === 1) return new Array<Dim>(n).fill(ds[0] as Dim);
  return c.fail("RuntimeError", `${c.op}: ${message}`, { rule: "argument-value" });
}

/** The output sizes, the parameters checked as PyTorch does while computing them. */
export function pooledSizes(c: OpContext, spatial: readonly Dim[], w: PoolWindow): readonly Dim[] {
  const out = spatial.map((size, i) => pooledSize(c, size, w, i));
  c.explain(() => spatial.map((size, i) => formula(axis(spatial.length, i), size, w, i, out[i] as Dim)));
  return out;
}

export function pooledSize(c: OpContext, size: Dim, w: PoolWindow, i: number): Dim {
  const [k, s, p, d] = [w.kernel[i], w.stride[i], w.padding[i], w.dilation[i]] as [Dim, Dim, Dim, Dim];
  if (c.known(ne(s, 0)) === false) c.fail("RuntimeError", "stride should not be zero", { rule: "argument-value" });
  refuse(c, ge(p, 0), () => `pad must be non-negative, but got pad: ${print(p)}`, "pool-padding");
  const extent = add(mul(sub(k, 1), d), 1);
  const half = truncdiv(extent, 2);
  refusePadding(c, p, half, () => `pad should be at most half of effective kernel size, but got pad=${print(p)}, kernel_size=${print(k)} and dilation=${print(d)}`);
  return windows(size, w, i);
}

/** How many windows a size has room for. */
export function windows(size: Dim, w: PoolWindow, i: number): Dim {
  const [k, s, p, d] = [w.kernel[i], w.stride[i], w.padding[i], w.dilation[i]] as [Dim, Dim, Dim, Dim];
  const extent = add(mul(sub(k, 1), d), 1);
  if (!w.ceil) return add(floordiv(sub(add(size, mul(2, p)), extent), s), 1);
  // With ceil_mode, a window that would start in the right padding is left out: the last start
  // is at most size + p - 1, and at most where the window rounded up to begins.
  const slack = minimum(0, add(sub(p, extent), s));
  return add(floordiv(add(sub(add(size, p), 1), slack), s), 1);
}

/** Fails for good where the condition certainly does not hold; else it must. */
export function refuse(c: OpContext, cond: ReturnType<typeof ge>, message: () => string, rule: string, law?: () => string): void {
  if (c.known(cond) === false) c.fail("RuntimeError", message(), { rule, ...(law && { law }) });
  c.check(cond, "RuntimeError", message, { rule, ...(law && { law }) });
}

/** The padding may cover at most half of the window; the layer's argument is to blame, if a layer was called. */
export function refusePadding(c: OpContext, padding: Dim, half: Dim, message: () => string): void {
  const fits = le(padding, half);
  if (c.known(fits) === true) return;
  const layer = c.interp.activeModule;
  const parameter = "padding";
  const blame: Blame = layer && layer.cls.node === null && layer.attrs.has(parameter) ? { kind: "module-argument", module: layer, parameter, expected: half } : { kind: "call-argument", parameter, expected: half };
  const why = { rule: "pool-padding", law: () => paddingLaw(c.op, padding, half), blame };
  if (c.known(fits) === false) c.fail("RuntimeError", message(), why);
  c.check(fits, "RuntimeError", message, why);
}

export function paddingLaw(op: string, padding: Dim, half: Dim): string {
  return `${op}: a padding of ${print(padding)} is more than half of the window (at most ${print(half)})`;
}

/** PyTorch's formula for one dimension with the numbers in. */
export function formula(name: string, size: Dim, w: PoolWindow, i: number, out: Dim): string {
  const [h, k, s, p, d] = [size, w.kernel[i], w.stride[i], w.padding[i], w.dilation[i]].map((x) => print(x ?? 0));
  const [open, close] = w.ceil ? ["⌈", "⌉"] : ["⌊", "⌋"];
  const text = `${name}_out = ${open}(${h} + 2·${p} − ${d}·(${k}−1) − 1)/${s} + 1${close}`;
  return `${text}${dropped(size, w, i, out) ? " − 1 (the last window would start in the padding)" : ""} = ${print(out)}`;
}

function dropped(size: Dim, w: PoolWindow, i: number, out: Dim): boolean {
  const [k, s, p, d] = [w.kernel[i], w.stride[i], w.padding[i], w.dilation[i]];
  if (!w.ceil || ![size, k, s, p, d, out].every((x) => typeof x === "number")) return false;
  const full = Math.ceil(((size as number) + 2 * (p as number) - (d as number) * ((k as number) - 1) - 1) / (s as number)) + 1;
  return full !== out;
}

/** The rules that all two-dimensional poolings share. `shape` is the input's. */
export function checkPool2d(c: OpContext, shape: readonly Dim[], w: PoolWindow, out: readonly Dim[], shown = shape): void {
  const [kH, kW, dH, dW, padH, padW, dilationH, dilationW] = [...w.kernel, ...w.stride, ...w.padding, ...w.dilation].map(print);
  each(c, w.kernel, () => `kernel size should be greater than zero, but got kH: ${kH} kW: ${kW}`, "kernel-size");
  each(c, w.stride, () => `stride should be greater than zero, but got dH: ${dH} dW: ${dW}`, "argument-value");
  each(c, w.dilation, () => `dilation should be greater than zero, but got dilationH: ${dilationH} dilationW: ${dilationW}`, "argument-value");
  const rankMessage = (): string => `Expected 3D or 4D (batch mode) tensor with optional 0 dim batch size for input, but got:${sizes(shape)}`;
  if (shape.length !== 3 && shape.length !== 4) c.fail("RuntimeError", rankMessage(), { rule: "rank", law: () => rankLaw(c, shown, 2) });
  for (const d of shape.slice(shape.length - 3)) refuse(c, gt(d, 0), rankMessage, "rank");
  const halves = (): string => `pad should be smaller than or equal to half of kernel size, but got padW = ${padW}, padH = ${padH}, kW = ${kW}, kH = ${kH}`;
  w.kernel.forEach((k, i) => refusePadding(c, w.padding[i] as Dim, floordiv(k, 2), halves));
  checkOutput(c, shape.slice(-3), out);
}

/** The rules that all three-dimensional poolings share. */
export function checkPool3d(c: OpContext, shape: readonly Dim[], w: PoolWindow, out: readonly Dim[], name: string, fitsKernel: boolean): void {
  const text = (prefix: string, ds: readonly Dim[]): string => ["T", "H", "W"].map((x, i) => `${prefix}${x}: ${print(ds[i] ?? 0)}`).join(" ");
  each(c, w.kernel, () => `kernel size should be greater than zero, but got ${text("k", w.kernel)}`, "kernel-size");
  each(c, w.stride, () => `stride should be greater than zero, but got ${text("d", w.stride)}`, "argument-value");
  each(c, w.dilation, () => `dilation should be greater than zero, but got ${text("dilation", w.dilation)}`, "argument-value");
  shape.forEach((d, i) => {
    if (shape.length === 5 && i === 0) return;
    refuse(c, gt(d, 0), () => `${name}: Expected input's non-batch dimensions to have positive length, but input has a shape of ${sizes(shape)} and non-batch dimension ${print(d)} has length zero!`, "rank");
  });
  const spatial = shape.slice(-3);
  if (fitsKernel) {
    w.kernel.forEach((k, i) => {
      const size = spatial[i] as Dim;
      c.check(ge(size, k), "RuntimeError", () => `input image (${text("", spatial)}) smaller than kernel size (${text("k", w.kernel)})`, { rule: "kernel-size", law: () => `${c.op}: the kernel of ${print(k)} does not fit ${print(size)} (dim ${shape.length - 3 + i}) of ${printShape(shape)}` });
    });
  }
  const [pT, pH, pW] = w.padding.map(print);
  const [kT, kH, kW] = w.kernel.map(print);
  const halves = (): string => `pad should be smaller than or equal to half of kernel size, but got kT: ${kT} kW: ${kW} kH: ${kH} padT: ${pT} padW: ${pW} padH: ${pH}`;
  w.kernel.forEach((k, i) => refusePadding(c, w.padding[i] as Dim, floordiv(k, 2), halves));
  checkOutput(c, shape.slice(-4), out);
}

function each(c: OpContext, ds: readonly Dim[], message: () => string, rule: string): void {
  for (const d of ds) refuse(c, gt(d, 0), message, rule);
}

/** `input`: channels and spatial sizes. */
function checkOutput(c: OpContext, input: readonly Dim[], out: readonly Dim[]): void {
  const text = (ds: readonly Dim[]): string => `(${ds.map(print).join("x")})`;
  out.forEach((size, i) => {
    const message = (): string => `Given input size: ${text(input)}. Calculated output size: ${text([input[0] as Dim, ...out])}. Output size is too small`;
    c.check(ge(size, 1), "RuntimeError", message, { rule: "kernel-size", law: () => `${c.op}: the window does not fit ${print(input[i + 1] as Dim)} (${axis(out.length, i)}) of ${printShape(input)}: the output would be ${print(size)}` });
  });
}

export function rankLaw(c: OpContext, shape: readonly Dim[], n: number): string {
  return `${c.op}: expected ${n + 1} or ${n + 2} dimensions, got ${shape.length} in ${printShape(shape)}`;
}

/** The sizes of the result; one that is too small for any input is not known once mended. */
export function repaired(c: OpContext, out: readonly Dim[]): readonly Dim[] {
  return out.map((d) => (c.known(ge(d, 1)) === false ? c.freshDim(1) : d));
}

/** `avg_pool1d() argument 'kernel_size' should contain one int (got 2)` */
export function oneInt(c: OpContext, ds: readonly Dim[], name: string): Dim {
  const [only] = ds;
  if (ds.length !== 1 || only === undefined) return c.fail("RuntimeError", `${c.op}() argument '${name}' should contain one int (got ${ds.length})`, { rule: "argument-value" });
  return only;
}

/** An input of two or three dimensions, as the one-dimensional poolings ask for. */
export function checkRange1d(c: OpContext, shape: readonly Dim[]): void {
  if (shape.length === 2 || shape.length === 3) return;
  c.fail("RuntimeError", `Expected 2 to 3 dimensions, but got ${shape.length}-dimensional tensor for argument #1 'self' (while checking arguments for ${c.op})`, { rule: "rank", law: () => rankLaw(c, shape, 1) });
}

export { BATCHED };
