/** Short-time Fourier transforms: torch.stft and torch.istft. */
import { type Dim, add, and, eq, floordiv, ge, gt, isConst, le, lt, maximum, mul, or, print, sub, truncdiv } from "../../dims/index.ts";
import { type Value, NO_KWARGS, PyList, Unknown } from "../../python/values.ts";
import { type Args, asDim } from "../args.ts";
import { defineOp } from "../define.ts";
import { NATIVE, bindNative, takes } from "../native.ts";
import { type OpContext, sizes } from "../op.ts";
import { Tensor } from "../tensor.ts";
import { equalShapes } from "./pointwise.ts";
import { complexOf, realOf, resultType } from "./promotion.ts";
import { scalarTypeName } from "./scalarTypes.ts";

function tensorName(t: Tensor, prefix = "torch."): string {
  // Bool has no name of the old kind.
  const old = prefix === "torch." && t.dtype.category !== 0;
  return `${old ? prefix : "CPU"}${scalarTypeName(t.dtype)}${old ? "Tensor" : "Type"}`;
}

function optional(v: Value): string {
  return v === null ? "None" : typeof v === "boolean" ? String(Number(v)) : typeof v === "number" ? String(v) : "?";
}

function windowText(c: OpContext, window: Tensor | null): string {
  return window ? `${tensorName(window)}{${sizes(c.shapeOf(window))}}` : "None";
}

// ---------------------------------------------------------------- stft

defineOp({
  name: "stft",
  forms: [{ names: ["torch.stft", "torch.functional.stft", "Tensor.stft"], python: true }],
  signature: "input, n_fft, hop_length=None, win_length=None, window=None, center=True, pad_mode='reflect', normalized=False, onesided=None, return_complex=None, align_to_window=None",
  rule: (c, a) => {
    let input = a.value("input");
    const center = c.interp.truth(a.value("center")) ?? c.giveUp("'center' is not known");
    if (center && !a.isNone("align_to_window")) c.fail("RuntimeError", "stft align_to_window should only be set when center = false", { rule: "argument-value" });
    if (center) input = padded(c, a, input);
    if (!(input instanceof Tensor) && input instanceof Object && input.kind === "unknown") return input;
    const names = ["n_fft", "hop_length", "win_length", "window", "normalized", "onesided", "return_complex", "align_to_window"];
    // Given in order, they mean what the native overload takes there that they fit.
    const native = bindNative(c, "torch._VF.stft", [input, ...names.map((n) => a.value(n))], NO_KWARGS);
    if (!(input instanceof Tensor)) return c.giveUp("the signal is not known");
    checkSignal(c, native, input);
    const signal = takes(native, "center") && native.bool("center") && !c.failure ? padded(c, native, input) : input;
    return signal instanceof Tensor ? frames(c, native, signal) : c.giveUp("the signal is not known");
  },
});

/** The signal padded on both sides by half a window, as Python's part of stft does it. */
function padded(c: OpContext, a: Args, input: Value): Value {
  if (!(input instanceof Tensor)) {
    if (input instanceof Unknown) return input;
    return c.fail("AttributeError", `'${c.interp.typeName(input)}' object has no attribute 'dim'`, { rule: "argument-type" });
  }
  const rank = c.shapeOf(input, ["N", "L"]).length;
  const pad = c.interp.call(c.interp.builtins.get("int") ?? null, [c.interp.binary("//", a.value("n_fft"), 2, c.node)], NO_KWARGS, c.node);
  const extended = rank < 3 ? unsqueezed(c, input, 3 - rank) : input;
  const result = c.call("torch.nn.functional.pad", [extended, new PyList([pad, pad]), a.value("pad_mode")]);
  if (!(result instanceof Tensor)) return result;
  const shape = c.shapeOf(result);
  return new Tensor(rank === 0 ? shape : shape.slice(-rank), result.dtype, { device: result.device });
}

function unsqueezed(c: OpContext, t: Tensor, count: number): Tensor {
  return new Tensor([...Array.from({ length: count }, () => 1), ...c.shapeOf(t)], t.dtype, { strides: t.strides === undefined ? undefined : null, device: t.device });
}

/** Where signals lie within one another, their frames do, too; a window is multiplied by, which sets repeated ones apart. */
function batchStrides(c: OpContext, x: Tensor, hop: Dim, batch: readonly Dim[], [count, frequencies]: readonly [Dim, Dim], isWindowed: boolean): Dim[] | null {
  const [first, second] = x.strides ?? [];
  if (batch.length === 0) return [];
  if (x.strides === null) return null;
  const within = first !== undefined && second !== undefined ? c.known(and(isWindowed ? gt(first, 0) : true, lt(first, mul(hop, second)), gt(batch[0] as Dim, 1))) : false;
  return within === undefined ? null : [within ? frequencies : mul(count, frequencies)];
}

/** What a transform is called with, and whether its result is complex. */
function readCall(c: OpContext, a: Args, x: Tensor) {
  const shape = c.shapeOf(x);
  const n = a.int("n_fft");
  const hop = a.maybeInt("hop_length") ?? floordiv(n, 4);
  const length = a.maybeInt("win_length") ?? n;
  const window = a.maybeTensor("window");
  const flag = a.value("return_complex");
  const complexInput = x.dtype.category === 3 || window?.dtype.category === 3;
  const complexOutput = flag === null ? complexInput : a.bool("return_complex");
  const call = (): string =>
    `stft(${tensorName(x)}${sizes(shape)}, n_fft=${print(n)}, hop_length=${print(hop)}, win_length=${print(length)}, window=${windowText(c, window)}, normalized=${Number(a.bool("normalized"))}, onesided=${optional(a.value("onesided"))}, return_complex=${optional(flag)}, align_to_window=${optional(a.value("align_to_window"))}) `;
  return { shape, n, hop, length, window, flag, complexInput, complexOutput, call };
}

/** What is asked of the signal before it is padded. */
function checkSignal(c: OpContext, a: Args, x: Tensor): void {
  const { shape, flag, complexOutput, call } = readCall(c, a, x);
  c.check(complexOutput || flag !== null, "RuntimeError", () => "stft requires the return_complex parameter be given for real inputs, and will further require that return_complex=True in a future PyTorch release.", { rule: "argument-value" });
  c.check(x.dtype.category >= 2, "RuntimeError", () => `${call()}: expected a tensor of floating point or complex values`, { rule: "dtype" });
  if (shape.length < 1 || shape.length > 2) c.fail("RuntimeError", `${call()}: expected a 1D or 2D tensor`, { rule: "rank" });
}

function frames(c: OpContext, a: Args, x: Tensor): Tensor {
  const { shape, n, hop, length, window, complexInput, complexOutput, call } = readCall(c, a, x);
  const len = shape.at(-1) as Dim;
  // The message gives win_length for n_fft.
  c.check(ge(n, 1), "RuntimeError", () => `${call()}: expected 0 < n_fft < ${print(len)}, but got n_fft=${print(length)}`, { rule: "argument-value" });
  c.check(le(n, len), "RuntimeError", () => `${call()}: expected 0 < n_fft < ${print(len)}, but got n_fft=${print(length)}`, { rule: "argument-value", law: () => `stft: a signal of ${print(len)} samples is shorter than n_fft = ${print(n)}` });
  c.check(ge(hop, 1), "RuntimeError", () => `${call()}: expected hop_length > 0, but got hop_length=${print(hop)}`, { rule: "argument-value" });
  for (const fits of [ge(length, 1), le(length, n)]) c.check(fits, "RuntimeError", () => `${call()}: expected 0 < win_length <= n_fft, but got win_length=${print(length)}`, { rule: "argument-value" });
  if (window) {
    const w = c.shapeOf(window);
    c.check(w.length === 1 ? eq(w[0] as Dim, length) : false, "RuntimeError", () => `${call()}: expected a 1D window tensor of size equal to win_length=${print(length)}, but got window with size ${sizes(w)}`, { rule: "argument-value" });
  }
  const oneSided = a.isNone("onesided") ? !complexInput : a.bool("onesided");
  c.check(!(oneSided && complexInput), "RuntimeError", () => "Cannot have onesided output if window or input is complex", { rule: "argument-value" });
  const frequencies = oneSided ? add(floordiv(n, 2), 1) : n;
  const count = isConst(hop) && hop < 1 ? 1 : add(floordiv(sub(len, n), hop), 1);
  const batch = shape.slice(0, -1);
  // Computed frame by frame, so that the frequencies move fastest.
  const outer = batchStrides(c, x, hop, batch, [count, frequencies], window !== null || c.known(eq(length, n)) !== true);
  const strides = [...(outer ?? []), 1];
  strides.push(strides.length === 2 && batch.length > 0 && strides[0] === frequencies ? mul(frequencies, batch[0] as Dim) : frequencies);
  const type = complexOf(window ? resultType([x, window]) : x.dtype);
  const out = [...batch, frequencies, count];
  if (complexOutput) return new Tensor(out, type, { strides: outer && strides, device: x.device });
  return new Tensor([...out, 2], realOf(type), { strides: outer && [...strides.map((s) => mul(s, 2)), 1], device: x.device });
}

// ---------------------------------------------------------------- istft

defineOp({
  name: "istft",
  forms: [
    "torch.istft",
    { names: ["Tensor.istft"], signature: "input, n_fft, hop_length=None, win_length=None, window=None, center=True, normalized=False, onesided=None, length=None, return_complex=False", python: true },
  ],
  signature: NATIVE,
  rule: (c, a) => {
    const x = a.tensor("input");
    const shape = c.shapeOf(x);
    const n = a.int("n_fft");
    const hop = a.maybeInt("hop_length") ?? floordiv(n, 4);
    const length = a.maybeInt("win_length") ?? n;
    const window = a.maybeTensor("window");
    const wanted = a.value("length");
    c.check(x.dtype.category === 3, "RuntimeError", () => "istft requires a complex-valued input tensor matching the output from stft with return_complex=True.", { rule: "dtype" });
    const call = (): string =>
      `istft(${tensorName(x, "CPU")}${sizes(shape)}, n_fft=${print(n)}, hop_length=${print(hop)}, win_length=${print(length)}, window=${windowText(c, window)}, center=${optional(a.value("center"))}, normalized=${optional(a.value("normalized"))}, onesided=${optional(a.value("onesided"))}, length=${optional(wanted)}, return_complex=${optional(a.value("return_complex"))}) `;
    c.check(!shape.includes(0), "RuntimeError", () => `${call()}: input tensor cannot be empty.`, { rule: "empty-reduction" });
    const rank = shape.length;
    if (rank < 2) c.fail("IndexError", `Dimension out of range (expected to be in range of [${-rank - 1}, ${rank}], but got ${-rank - 2})`, { rule: "rank" });
    if (shape.length > 3) c.fail("RuntimeError", `${call()}: expected a tensor with 3 or 4 dimensions, but got ${shape.length + 1}`, { rule: "rank" });
    const count = shape.at(-1) as Dim;
    const frequencies = shape.at(-2) as Dim;
    const oneSided = a.isNone("onesided") ? c.known(eq(frequencies, n)) !== true : a.bool("onesided");
    const expected = oneSided ? add(truncdiv(n, 2), 1) : n;
    // Unless it is said, all frequencies are taken for both sides.
    const fits = a.isNone("onesided") ? or(eq(frequencies, expected), eq(frequencies, n)) : eq(frequencies, expected);
    c.check(fits, "RuntimeError", () => `${call()}: expected the frequency dimension (3rd to the last) of the input tensor to match ${oneSided ? "n_fft / 2 + 1 when onesided=True" : "n_fft when onesided=False"}, but got ${print(frequencies)}`, {
      rule: "argument-value",
      law: () => `istft: expected ${print(expected)} frequencies, got ${print(frequencies)} from ${sizes(shape)}`,
    });
    for (const fits of [lt(0, hop), le(hop, length)]) c.check(fits, "RuntimeError", () => `${call()}: expected 0 < hop_length <= win_length`, { rule: "argument-value" });
    for (const fits of [lt(0, length), le(length, n)]) c.check(fits, "RuntimeError", () => `${call()}: expected 0 < win_length <= n_fft`, { rule: "argument-value" });
    if (window) c.check(equalShapes(c.shapeOf(window), [length]), "RuntimeError", () => `${call()}: Invalid window shape. window has to be 1D and length of \`win_length\``, { rule: "argument-value" });
    const whole = add(n, mul(hop, sub(count, 1)));
    const given = wanted === null ? null : (asDim(c.interp, wanted) ?? c.giveUp("'length' is not known"));
    const start = a.bool("center") ? floordiv(n, 2) : 0;
    // The signal is cut as a slice is: an end below 0 counts from the signal's.
    const end = given === null ? sub(whole, start) : add(start, given);
    const samples = given === null || c.known(ge(given, 0)) !== false ? (given ?? sub(end, start)) : maximum(sub(c.known(lt(end, 0)) === true ? add(end, whole) : end, start), 0);
    c.check(!isConst(samples) || samples > 0, "RuntimeError", () => "min(): Expected reduction dim to be specified for input.numel() == 0. Specify the reduction dim with the 'dim' argument.", { rule: "empty-reduction" });
    return new Tensor([...shape.slice(0, -2), samples], a.bool("return_complex") ? x.dtype : realOf(x.dtype), { strides: null, device: x.device });
  },
});
