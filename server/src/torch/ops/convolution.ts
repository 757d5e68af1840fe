/** Convolutions and transposed convolutions: `F.conv2d` and its kin (https://docs.pytorch.org/docs/stable/nn.functional.html#convolution-functions). */
import { type Dim, add, and, divides, eq, floordiv, ge, gt, isConst, mul, ne, print, printShape, product, sub, truncdiv } from "../../dims/index.ts";
import type { Blame } from "../../python/problem.ts";
import type { Instance } from "../../python/values.ts";
import { asDim, type Args } from "../args.ts";
import { defineOp } from "../define.ts";
import { type DType, FLOAT32 } from "../dtype.ts";
import { reordered } from "../mended.ts";
import { type OpContext, sizes } from "../op.ts";
import { ShapeVar, type Strides, Tensor } from "../tensor.ts";
import { checkBackend, checkComplex, convolutionStrides, realPart, resultType } from "./convolutionBackend.ts";
import { cppTypeName, scalarTypeName } from "./scalarTypes.ts";

/** Names of the sizes of a batched input. */
export const BATCHED: Readonly<Record<number, readonly string[]>> = { 1: ["N", "C", "L"], 2: ["N", "C", "H", "W"], 3: ["N", "C", "D", "H", "W"] };

for (const n of [1, 2, 3]) {
  defineOp({
    name: `conv${n}d`,
    forms: [`torch.conv${n}d`, `torch.nn.functional.conv${n}d`],
    signature: "input, weight, bias=None, stride=1, padding=0, dilation=1, groups=1",
    rule: (c, a) => convNd(c, a, n),
    doc: `torch.nn.functional.conv${n}d`,
  });
  defineOp({
    name: `conv_transpose${n}d`,
    forms: [`torch.conv_transpose${n}d`, `torch.nn.functional.conv_transpose${n}d`],
    signature: "input, weight, bias=None, stride=1, padding=0, output_padding=0, groups=1, dilation=1",
    rule: (c, a) => {
      const input = batched(c, a, n, `conv_transpose${n}d`);
      const result = convolution(c, { ...operands(a, n), ...input, inParts: true, padding: spread(a, "padding", n), outputPadding: spread(a, "output_padding", n), transposed: true });
      return input.isBatched ? result : unbatched(c, result);
    },
    doc: `torch.nn.functional.conv_transpose${n}d`,
  });
}

defineOp({
  name: "convolution",
  forms: ["torch.convolution"],
  signature: "input, weight, bias, stride, padding, dilation, transposed, output_padding, groups",
  rule: (c, a) => {
    const input = a.tensor("input");
    const n = (a.tensor("weight").shape?.length ?? 4) - 2;
    return convolution(c, { ...operands(a, n), input, shape: c.shapeOf(input, BATCHED[n]), strides: input.strides, padding: a.ints("padding"), outputPadding: a.ints("output_padding"), transposed: a.bool("transposed") });
  },
});

defineOp({
  name: "mkldnn_convolution",
  forms: ["torch.mkldnn_convolution"],
  signature: "input, weight, bias, padding, stride, dilation, groups",
  rule: (c, a) => {
    const [input, weight, bias] = [a.tensor("input"), a.tensor("weight"), a.maybeTensor("bias")];
    const n = Math.max((weight.shape?.length ?? 4) - 2, 0);
    const shape = c.shapeOf(input, BATCHED[n]);
    const window = checkOneDnnWindow(c, a, shape.length - 2);
    const kernel = c.shapeOf(weight);
    if (kernel.length !== shape.length) c.fail("RuntimeError", `Expected ${kernel.length}-dimensional input for ${kernel.length}-dimensional weight ${sizes(kernel)}, but got ${shape.length}-dimensional input of size ${sizes(shape)} instead`, { rule: "rank" });
    const noWindow = kernel.length < 3 || (kernel.slice(2).includes(0) && c.known(eq(shape[1] as Dim, mul(kernel[1] as Dim, a.int("groups")))) === true);
    // A weight of another type is converted.
    const typed = (t: Tensor, type: DType): Tensor => (t.dtype !== type ? new Tensor(t.shapeOrVar, type, { strides: t.strides, device: t.device }) : t);
    const call = { ...operands(a, n), ...window, shape, strides: input.strides, outputPadding: new Array<Dim>(n).fill(0), transposed: false };
    const odd = [weight, input, ...(bias ? [bias] : [])].find((t) => !/^(float32|bfloat16|float16|int8|uint8)$/.test(t.dtype.name));
    if (odd) {
      // Sizes are looked at before types.
      if (!noWindow) convolution(c, { ...call, input: typed(input, FLOAT32), weight: typed(weight, FLOAT32), bias: bias && typed(bias, FLOAT32) });
      c.fail("RuntimeError", `itensor_view_from_dense expects float/bfloat16/half/int8/fp8 tensor input${scalarTypeName(odd.dtype)}`, { rule: "dtype" });
    }
    const isOtherBias = bias !== null && (bias.dtype.category < 2 || (input.dtype.name === "float32" && bias.dtype !== input.dtype));
    if (noWindow || isOtherBias) c.fail("RuntimeError", NO_PRIMITIVE, { rule: "kernel-size" });
    return convolution(c, { ...call, input, weight: typed(weight, input.dtype) });
  },
});

const NO_PRIMITIVE = "could not create a primitive descriptor for the convolution forward propagation primitive. Run workload with environment variable ONEDNN_VERBOSE=all to get additional diagnostic information.";

/** What oneDNN asks of the numbers before it looks at the weight. */
function checkOneDnnWindow(c: OpContext, a: Args, n: number): Pick<Convolution, "padding" | "stride" | "dilation"> {
  const each = (name: string): readonly Dim[] => {
    const given = a.ints(name);
    if (given.length === n) return given;
    if (given.length !== 1) c.fail("RuntimeError", `expected ${name} to be a single integer value or a list of ${n} values to match the convolution dimensions, but got ${name}=${sizes(given)}`, { rule: "argument-value" });
    if (n < 0) c.fail("RuntimeError", "cannot create std::vector larger than max_size()", { rule: "rank" });
    return new Array<Dim>(n).fill(given[0] as Dim);
  };
  const [padding, stride, dilation] = [each("padding"), each("stride"), each("dilation")];
  const why = { rule: "argument-value" };
  for (const p of padding) c.check(ge(p, 0), "RuntimeError", () => "negative padding is not supported", why);
  for (const s of stride) c.check(gt(s, 0), "RuntimeError", () => "non-positive stride is not supported", why);
  for (const d of dilation) c.check(gt(d, 0), "RuntimeError", () => "non-positive dilation is not supported", why);
  c.check(gt(a.int("groups"), 0), "RuntimeError", () => "non-positive groups is not supported", why);
  if (c.failure) return c.giveUp("the call fails");
  return { padding, stride, dilation };
}

defineOp({
  name: "conv_tbc",
  forms: ["torch.conv_tbc", "torch.nn.functional.conv_tbc"],
  signature: "input, weight, bias, pad=0",
  rule: convTbc,
});

/** What a convolution computes with. Sizes and strides are those of the batched input. */
interface Convolution {
  readonly input: Tensor;
  readonly shape: readonly Dim[];
  readonly strides: Strides;
  readonly weight: Tensor;
  readonly bias: Tensor | null;
  readonly stride: readonly Dim[];
  readonly padding: readonly Dim[];
  readonly dilation: readonly Dim[];
  readonly outputPadding: readonly Dim[];
  readonly groups: Dim;
  readonly transposed: boolean;
  /** Complex numbers are computed in real parts; they are no type that a kernel has. */
  readonly inParts?: boolean;
}

/** The parameters with one value a spatial dimension. */
export interface Window {
  readonly kernel: readonly Dim[];
  readonly stride: readonly Dim[];
  readonly padding: readonly Dim[];
  readonly dilation: readonly Dim[];
  readonly outputPadding: readonly Dim[];
}

function operands(a: Args, n: number): Pick<Convolution, "weight" | "bias" | "stride" | "dilation" | "groups"> {
  return { weight: a.tensor("weight"), bias: a.maybeTensor("bias"), stride: spread(a, "stride", n), dilation: spread(a, "dilation", n), groups: a.int("groups") };
}

/** One int stands for all dimensions of the function, whatever those of the weight. */
function spread(a: Args, name: string, n: number): readonly Dim[] {
  const ds = a.ints(name);
  return a.isSequence(name) ? ds : new Array<Dim>(n).fill(ds[0] as Dim);
}

function convNd(c: OpContext, a: Args, n: number): Tensor {
  const mode = a.value("padding");
  const input = batched(c, a, n, `conv${n}d`);
  const start = { ...operands(a, n), ...input, outputPadding: new Array<Dim>(n).fill(0), transposed: false, inParts: true };
  const result = typeof mode === "string" ? withPaddingMode(c, start, n, mode) : convolution(c, { ...start, padding: spread(a, "padding", n) });
  if (c.failure && lacksChannel(input.input, c.shapeOf(start.weight))) return c.tensor([input.shape[1] as Dim, ...c.shapeOf(result).slice(1)], result.dtype, { device: result.device });
  return input.isBatched ? result : unbatched(c, result);
}

/** Whether grey images come without their channel: what should be the batch is taken for the channels. */
function lacksChannel(input: Tensor, weight: readonly Dim[]): boolean {
  return weight[1] === 1 && input.shape?.length === weight.length - 1 && input.shape[0] !== 1;
}

/** The input with a batch dimension, added where it has none. */
function batched(c: OpContext, a: Args, n: number, name: string): { input: Tensor; shape: readonly Dim[]; strides: Strides; isBatched: boolean } {
  const input = a.tensorOr("input", () => batchOfUnseen(c, a, n, name));
  const bias = a.maybeTensor("bias");
  if (bias && bias.dtype !== input.dtype && !name.startsWith("conv_transpose") && typeof a.value("padding") !== "string") {
    c.fail("RuntimeError", `Input type (${cppTypeName(input.dtype)}) and bias type (${cppTypeName(bias.dtype)}) should be the same`, { rule: "dtype" });
  }
  const shape = c.shapeOf(input, BATCHED[n]);
  if (shape.length !== n + 1 && shape.length !== n + 2) {
    c.fail("RuntimeError", `Expected ${n + 1}D (unbatched) or ${n + 2}D (batched) input to ${name}, but got input of size: ${sizes(shape)}`, {
      rule: "rank",
      law: () => `${name}: expected ${n + 1} or ${n + 2} dimensions, got ${shape.length} in ${printShape(shape)}`,
    });
  }
  checkComplex(c, input, a.tensor("weight"), bias);
  if (shape.length === n + 2) return { input, shape, strides: input.strides, isBatched: true };
  const strides = input.strides && ([mul(shape[0] as Dim, input.strides[0] as Dim), ...input.strides] as Strides);
  return { input, shape: [1, ...shape], strides, isBatched: false };
}

/** A batch that nobody knows, of the channels that the weight takes. */
function batchOfUnseen(c: OpContext, a: Args, n: number, name: string): Tensor {
  const weight = a.tensor("weight");
  const [first, second, ...kernel] = c.shapeOf(weight);
  const channels = name.startsWith("conv_transpose") ? first : second && mul(second, a.int("groups"));
  if (channels === undefined || kernel.length !== n) return c.giveUp("a tensor that is not known");
  const shape = ShapeVar.unseen({});
  const size = (): Dim => shape.someSize();
  return new Tensor([size(), channels, ...kernel.map(size)], weight.dtype, { strides: null });
}

function unbatched(c: OpContext, t: Tensor): Tensor {
  const shape = c.shapeOf(t);
  return c.tensor(shape.slice(1), t.dtype, { strides: t.strides && t.strides.slice(1), device: t.device });
}

/** `padding="same"` and `"valid"`. */
function withPaddingMode(c: OpContext, k: Omit<Convolution, "padding">, n: number, mode: string): Tensor {
  const none = { ...k, padding: new Array<Dim>(n).fill(0) };
  if (mode === "valid") return convolution(c, none);
  if (mode !== "same") c.fail("RuntimeError", `Invalid padding string: '${mode}'`, { rule: "argument-value" });
  const weight = c.shapeOf(k.weight);
  const rank = weight.length;
  if (rank <= 2) c.fail("RuntimeError", "weight should have at least three dimensions", { rule: "rank" });
  positive(c, k.groups, 1, "non-positive groups is not supported", "groups");
  if (rank !== k.shape.length) {
    c.fail("RuntimeError", `Expected ${rank}-dimensional input for ${rank}-dimensional weight${sizes(weight)}, but got ${k.shape.length}-dimensional input of size ${sizes(k.shape)} instead`, { rule: "rank" });
  }
  const dims = rank - 2;
  for (const [name, values] of [["stride", k.stride], ["dilation", k.dilation]] as const) {
    if (values.length !== dims && values.length !== 1) c.fail("RuntimeError", `${name} cannot broadcast to ${dims} dimensions`, { rule: "argument-value" });
  }
  for (const s of k.stride) c.check(eq(s, 1), "RuntimeError", () => "padding='same' is not supported for strided convolutions", { rule: "argument-value" });
  const left: Dim[] = [];
  const padded = k.shape.slice();
  for (let i = 0; i < dims; i++) {
    const total = mul(each(k.dilation, i), sub(weight[i + 2] as Dim, 1));
    const half = truncdiv(total, 2);
    left.push(half);
    padded[i + 2] = add(padded[i + 2] as Dim, sub(total, mul(2, half)));
  }
  const isPadded = padded.some((d, i) => d !== k.shape[i]);
  // A kernel without elements is padded by less than nothing: the input is cut.
  for (const d of padded.slice(2)) if (isPadded) c.check(ge(d, 0), "RuntimeError", () => "narrow(): length must be non-negative.", { rule: "kernel-size" });
  return convolution(c, { ...k, shape: padded, strides: isPadded ? undefined : k.strides, padding: left });
}

/** One value stands for all dimensions. */
function each(values: readonly Dim[], i: number): Dim {
  return (values.length === 1 ? values[0] : values[i]) ?? 1;
}

function expand(c: OpContext, values: readonly Dim[], name: string, dims: number): readonly Dim[] {
  if (values.length === dims) return values;
  if (values.length === 1) return new Array<Dim>(dims).fill(values[0] as Dim);
  return c.fail("RuntimeError", `expected ${name} to be a single integer value or a list of ${dims} values to match the convolution dimensions, but got ${name}=${sizes(values)}`, { rule: "argument-value" });
}

/** The operator that all of them become. */
function convolution(c: OpContext, k: Convolution): Tensor {
  const weight = c.shapeOf(k.weight);
  const dims = weight.length - 2;
  if (dims <= 0) c.fail("RuntimeError", "weight should have at least three dimensions", { rule: "rank" });
  positive(c, k.groups, 1, "non-positive groups is not supported", "groups");
  const stride = expand(c, k.stride, "stride", dims);
  const padding = expand(c, k.padding, "padding", dims);
  const dilation = expand(c, k.dilation, "dilation", dims);
  const outputPadding = expand(c, k.outputPadding, "output_padding", dims);
  const window: Window = { kernel: weight.slice(2), stride, padding, dilation, outputPadding };
  for (const p of padding) positive(c, p, 0, "negative padding is not supported", "argument-value");
  for (const p of outputPadding) positive(c, p, 0, "negative output_padding is not supported", "argument-value");
  for (const s of stride) positive(c, s, 1, "non-positive stride is not supported", "argument-value");
  for (const d of dilation) positive(c, d, 0, "dilation should be greater than zero", "argument-value");
  if (k.shape.length !== weight.length) {
    c.fail("RuntimeError", `Expected ${weight.length}-dimensional input for ${weight.length}-dimensional weight ${sizes(weight)}, but got ${k.shape.length}-dimensional input of size ${sizes(k.shape)} instead`, { rule: "rank" });
  }
  checkChannels(c, k, weight);
  const mended = c.failure && reordered(k.input, k.shape, 1, k.transposed ? (weight[0] as Dim) : mul(weight[1] as Dim, k.groups));
  const sized = mended ? { ...k, shape: mended } : k;
  const spatial = k.transposed ? transposedSizes(c, sized, window) : slidingSizes(c, sized, window);
  // Without input channels PyTorch gives none in the result either.
  const noChannels = c.known(eq(k.shape[1] as Dim, 0)) === true;
  const channels = noChannels ? 0 : k.transposed ? mul(weight[1] as Dim, k.groups) : (weight[0] as Dim);
  const shape = [k.shape[0] as Dim, channels, ...spatial];
  const call = { ...(k.inParts ? realPart(k) : k), weightShape: weight, window };
  checkBackend(c, call, shape);
  c.count(() => product([shape[0] as Dim, ...(k.transposed ? k.shape.slice(2) : spatial), ...weight]));
  return c.tensor(shape, k.inParts && k.input.dtype.category === 3 ? k.input.dtype : resultType(c, call), { strides: convolutionStrides(c, call, shape), device: k.input.device });
}

/** No result can be given for a value below `least`; one that is not known must not be. */
function positive(c: OpContext, d: Dim, least: number, message: string, rule: string): void {
  const ok = ge(d, least);
  if (c.known(ok) === false) c.fail("RuntimeError", message, { rule });
  c.check(ok, "RuntimeError", () => message, { rule });
}

function checkChannels(c: OpContext, k: Convolution, weight: readonly Dim[]): void {
  const [first = 0, second = 0] = weight;
  const got = k.shape[1] as Dim;
  const groups = print(k.groups);
  c.check(ge(first, k.groups), "RuntimeError", () => `Given groups=${groups}, expected weight to be at least ${groups} at dimension 0, but got weight of size ${sizes(weight)} instead`, { rule: "groups" });
  c.check(divides(k.groups, first), "RuntimeError", () => `Given groups=${groups}, expected weight to be divisible by ${groups} at dimension 0, but got weight of size [${sizes(weight)}] instead`, { rule: "groups" });
  const expected = k.transposed ? first : mul(second, k.groups);
  const given = k.transposed ? "transposed=1" : `groups=${groups}`;
  const why = {
    rule: "conv-in-channels",
    law: () => `${c.op}: expected ${print(expected)} input channels (dim ${k.input.shape?.length === k.shape.length ? 1 : 0}), got ${print(got)} in ${printShape(k.input.shape ?? k.shape)}`,
    blame: blameChannels(c, k, got, reordered(k.input, k.shape, 1, expected) !== null || (!k.transposed && lacksChannel(k.input, weight))),
    subjects: [k.input],
  };
  c.check(eq(got, expected), "RuntimeError", () => `Given ${given}, weight of size ${sizes(weight)}, expected input${sizes(k.shape)} to have ${print(expected)} channels, but got ${print(got)} channels instead`, why);
  // What is taken for one item is a batch for a convolution of fewer dimensions: no result is likelier than another.
  const asGiven = k.input.shape;
  if (c.failure && asGiven && asGiven.length < k.shape.length && asGiven[1] === expected) c.giveUp("a batch was meant, or one item");
  if (k.bias) {
    const bias = c.shapeOf(k.bias, ["C"]);
    const count = k.transposed ? mul(second, k.groups) : first;
    const start = k.transposed ? "Given transposed=1, weight" : "Given weight";
    const message = (): string => `${start} of size ${sizes(weight)}, expected bias to be 1-dimensional with ${print(count)} elements, but got bias of size ${sizes(bias)} instead`;
    c.check(bias.length === 1 && eq(bias[0] as Dim, count), "RuntimeError", message, { rule: "argument-value" });
  }
}

/** `misplaced`: the input is at fault, not the layer's number. */
function blameChannels(c: OpContext, k: Convolution, got: Dim, misplaced: boolean): Blame | undefined {
  const owner = k.weight.owner;
  if (owner?.name !== "weight" || !owner.module.attrs.has("in_channels")) return undefined;
  return { kind: "module-argument", module: owner.module, parameter: "in_channels", expected: !misplaced && fits(c, owner.module, got) ? got : null };
}

/** Whether the number of channels can be the module's: its groups divide it. */
function fits(c: OpContext, module: Instance, channels: Dim): boolean {
  const groups = asDim(c.interp, module.attrs.get("groups") ?? null);
  return groups === 1 || (groups !== undefined && groups !== 0 && c.known(divides(groups, channels)) === true);
}

function slidingSizes(c: OpContext, k: Convolution, w: Window): readonly Dim[] {
  const padded = w.kernel.map((_, i) => add(k.shape[i + 2] as Dim, mul(2, w.padding[i] as Dim)));
  const extent = w.kernel.map((size, i) => add(mul(w.dilation[i] as Dim, sub(size, 1)), 1));
  const list = (ds: readonly Dim[]): string => `(${ds.map(print).join(" x ")})`;
  padded.forEach((size, i) => {
    c.check(ge(size, extent[i] as Dim), "RuntimeError", () => `Calculated padded input size per channel: ${list(padded)}. Kernel size: ${list(extent)}. Kernel size can't be greater than actual input size`, {
      rule: "kernel-size",
      law: () => `${c.op}: the kernel covers ${print(extent[i] as Dim)}, more than the padded input's ${print(size)} (dim ${i + 2}) of ${printShape(k.shape)}`,
      subjects: [k.input],
    });
  });
  const out = padded.map((size, i) => {
    if (c.known(ge(size, extent[i] as Dim)) === false) return c.freshDim(1);
    return add(floordiv(sub(size, extent[i] as Dim), w.stride[i] as Dim), 1);
  });
  c.explain(() =>
    out.map((size, i) => {
      const [h, p, d, ks, s] = [k.shape[i + 2], w.padding[i], w.dilation[i], w.kernel[i], w.stride[i]].map((x) => print(x ?? 0));
      return `${axis(out.length, i)}_out = ⌊(${h} + 2·${p} − ${d}·(${ks}−1) − 1)/${s} + 1⌋ = ${print(size)}`;
    }),
  );
  return out;
}

function transposedSizes(c: OpContext, k: Convolution, w: Window): readonly Dim[] {
  const out = w.kernel.map((size, i) => {
    const spread = sub(mul(sub(k.shape[i + 2] as Dim, 1), w.stride[i] as Dim), mul(2, w.padding[i] as Dim));
    return add(add(spread, mul(w.dilation[i] as Dim, sub(size, 1))), add(w.outputPadding[i] as Dim, 1));
  });
  c.explain(() =>
    out.map((size, i) => {
      const [h, s, p, d, ks, o] = [k.shape[i + 2], w.stride[i], w.padding[i], w.dilation[i], w.kernel[i], w.outputPadding[i]].map((x) => print(x ?? 0));
      return `${axis(out.length, i)}_out = (${h}−1)·${s} − 2·${p} + ${d}·(${ks}−1) + ${o} + 1 = ${print(size)}`;
    }),
  );
  return out;
}

/** `H` for the first of two spatial dimensions. */
export function axis(dims: number, i: number): string {
  return BATCHED[dims]?.[i + 2] ?? `dim${i + 2}`;
}

function convTbc(c: OpContext, a: Args): Tensor {
  const input = a.tensor("input");
  const x = c.shapeOf(input, ["T", "B", "C"]);
  const w = c.shapeOf(a.tensor("weight"));
  const b = c.shapeOf(a.tensor("bias"), ["C"]);
  const pad = a.int("pad");
  if (x.length !== 3) c.fail("RuntimeError", "Input must have 3 dims: time, batch, in_channel", { rule: "rank" });
  if (w.length !== 3) c.fail("RuntimeError", "Weight tensor must have 3 dims: kernel_width, in_channels, out_channels.", { rule: "rank" });
  if (b.length !== 1) c.fail("RuntimeError", "Bias must be 1-D", { rule: "rank" });
  const [time, batch, channels] = x as [Dim, Dim, Dim];
  const [width, inChannels, outChannels] = w as [Dim, Dim, Dim];
  const out = add(sub(add(time, mul(2, pad)), width), 1);
  c.check(eq(channels, inChannels), "RuntimeError", () => "Input dim 2 (input channels) is not == dim 1 in the weight tensor", { rule: "conv-in-channels" });
  c.check(eq(outChannels, b[0] as Dim), "RuntimeError", () => "Bias size must equal dim 2 in the weight tensor (output channels).", { rule: "argument-value" });
  const shape = [out, batch, outChannels];
  c.check(ge(out, 0), "RuntimeError", () => `Trying to create tensor with negative dimension ${print(out)}: ${sizes(shape)}`, { rule: "kernel-size" });
  const run = longestRun(time, width, pad);
  if (run > 0 && c.known(gt(out, 0)) === true) checkRows(c, input, a.tensor("weight"), [run, batch]);
  return c.tensor(shape, input.dtype, { device: input.device });
}

/** The most places in time that one column of the kernel is multiplied with; none without columns. */
function longestRun(time: Dim, width: Dim, pad: Dim): number {
  if (width === 0) return 0;
  if (!isConst(time) || !isConst(width) || !isConst(pad)) return 1;
  const out = time + 2 * pad - width + 1;
  return Math.max(...Array.from({ length: width }, (_, k) => Math.min(time + pad - k, out) - Math.max(pad - k, 0)));
}

/** Time and batch become the rows of one matrix product. */
function checkRows(c: OpContext, input: Tensor, weight: Tensor, [time, batch]: readonly Dim[]): void {
  const s = input.strides;
  if (s && c.known(and(gt(time as Dim, 1), gt(batch as Dim, 1), ne(s[0] as Dim, mul(batch as Dim, s[1] as Dim)))) === true) {
    c.fail("RuntimeError", "view size is not compatible with input tensor's size and stride (at least one dimension spans across two contiguous subspaces). Use .reshape(...) instead.", { rule: "view-contiguity" });
  }
  if (input.dtype !== weight.dtype) c.fail("RuntimeError", `self and mat2 must have the same dtype, but got ${scalarTypeName(input.dtype)} and ${scalarTypeName(weight.dtype)}`, { rule: "dtype" });
}

/** Multiply-adds: one for each output element (input element, if transposed) and weight of its group. */
export function convolutionMacs(weight: Tensor | null, input: Tensor, output: Tensor, transposed: boolean, dims: number): Dim | null {
  const w = weight?.shape;
  const moving = transposed ? input.shape : output.shape;
  if (!w || !moving) return null;
  const batch = moving.length === dims + 2 ? (moving[0] as Dim) : 1;
  return product([batch, ...moving.slice(-dims), ...w]);
}

