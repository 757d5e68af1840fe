/** Which kernel computes a convolution on the CPU, what that kernel rejects, and the layout it gives. */
import { type Cond, type Dim, and, eq, ge, gt, isConst, le, lt, ne, or, print, product } from "../../dims/index.ts";
import { type DType, promoteTypes } from "../dtype.ts";
import { type OpContext, sizes } from "../op.ts";
import { type Strides, Tensor } from "../tensor.ts";
import type { Window } from "./convolution.ts";
import { isContiguous } from "./layout.ts";
import { stridesOf, suggestedFormat } from "./memoryFormat.ts";
import { checkCast } from "./pointwise.ts";
import { realOf } from "./promotion.ts";
import { scalarTypeName, tensorTypeName } from "./scalarTypes.ts";
import { inferSize } from "./viewSizes.ts";

interface Call {
  readonly input: Tensor;
  readonly shape: readonly Dim[];
  readonly strides: Strides;
  readonly weight: Tensor;
  readonly weightShape: readonly Dim[];
  readonly bias: Tensor | null;
  readonly groups: Dim;
  readonly transposed: boolean;
  readonly window: Window;
}

type Backend = "empty" | "onednn" | "slow" | "slowDilated";

/** Raises what the chosen kernel raises. */
export function checkBackend(c: OpContext, call: Call, output: readonly Dim[]): void {
  if (isOrdinary(call)) return;
  if (c.known(eq(product(call.shape), 0)) === true && !isEmpty(c, call)) {
    // oneDNN itself pads what is empty.
    if (c.op === "mkldnn_convolution") return;
    c.fail("RuntimeError", `Only zero batch or zero channel inputs are supported, but got input shape: ${sizes(square(call.shape))}`, { rule: "rank" });
  }
  switch (backendOf(c, call)) {
    case "empty":
      return checkEmpty(c, call, output);
    case "onednn":
      return checkOneDnn(c, call, output);
    case "slow":
      return call.transposed ? checkSlowTransposed(c, call, output) : checkSlow(c, call);
    case "slowDilated":
      return checkDilated(c, call);
    case undefined:
      return checkAnyBackend(c, call, output);
  }
}

/** A call that every kernel takes, as nearly all are: which one it would be need not be found out. */
function isOrdinary({ input, weight, shape, weightShape, window, transposed }: Call): boolean {
  const isPositive = (d: Dim): boolean => isConst(d) && d > 0;
  const isFloat = input.dtype.name === "float32" && weight.dtype.name === "float32";
  return isFloat && !transposed && !shape.includes(0) && weightShape.every(isPositive) && window.dilation.every(isPositive);
}

/** What every kernel rejects, in the words of the most usual one. */
function checkAnyBackend(c: OpContext, call: Call, output: readonly Dim[]): void {
  const { kernel, dilation } = call.window;
  if (anyBelow(c, kernel, 1) || (anyBelow(c, dilation, 1) && !call.transposed)) checkOneDnn(c, call, output);
}

/** A complex input is split in two before anything else is looked at. */
export function checkComplex(c: OpContext, input: Tensor, weight: Tensor, bias: Tensor | null): void {
  if (input.dtype.category !== 3) return;
  checkSameType(c, { input, weight });
  if (bias && bias.dtype !== input.dtype) c.fail("RuntimeError", `Input type (${tensorTypeName(input.dtype)}) and bias type (${tensorTypeName(bias.dtype)}) should be the same`, { rule: "dtype" });
}

/** The convolution of the real parts, as which one of complex numbers is computed. */
export function realPart<K extends Pick<Call, "input" | "weight" | "bias">>(k: K): K {
  if (k.input.dtype.category !== 3) return k;
  const part = (t: Tensor): Tensor => new Tensor(t.shapeOrVar, realOf(t.dtype), { strides: t.strides, device: t.device });
  return { ...k, input: part(k.input), weight: part(k.weight), bias: k.bias && part(k.bias) };
}

/** The input's type; an empty result is computed as a product. */
export function resultType(c: OpContext, call: Call): DType {
  const { input, weight } = call;
  if (input.dtype === weight.dtype || isEmpty(c, call) !== true) return input.dtype;
  const noChannels = c.known(eq(call.shape[1] as Dim, 0)) === true;
  return noChannels || weight.dtype.category > input.dtype.category ? promoteTypes(input.dtype, weight.dtype) : input.dtype;
}

/** The result's strides, with a batch dimension. */
export function convolutionStrides(c: OpContext, call: Call, output: readonly Dim[]): Strides {
  const rank = call.shape.length;
  if (call.strides === undefined && call.weight.strides === undefined) return undefined;
  const backend = backendOf(c, call);
  if (backend === "empty") return undefined;
  if (call.input.dtype.name === "float64" || call.weight.dtype.name === "float64") return undefined;
  if (rank === 5 && backend !== "onednn") return backend === undefined ? null : undefined;
  const format = resultFormat(c, call);
  if (format !== "channels_last") return format === undefined ? null : undefined;
  const strides = stridesOf("channels_last", square(output));
  return rank === 3 && strides ? [strides[0] as Dim, strides[1] as Dim, strides[3] as Dim] : strides;
}

/** Channels last if the input or the weight is; undefined: not known. */
function resultFormat(c: OpContext, call: Call): "channels_last" | "contiguous" | undefined {
  const weight = suggestedFormat(c, square(call.weightShape), squareStrides(call.weightShape, call.weight.strides));
  const input = call.shape.length === 3 && isContiguous(c, call.shape, call.strides) !== true ? "contiguous" : suggestedFormat(c, square(call.shape), squareStrides(call.shape, call.strides));
  if (input === "channels_last" || weight === "channels_last") return "channels_last";
  return input === undefined || weight === undefined ? undefined : "contiguous";
}

/** One spatial dimension is computed as two, the first of size 1. */
function square(shape: readonly Dim[]): readonly Dim[] {
  return shape.length === 3 ? [shape[0] as Dim, shape[1] as Dim, 1, shape[2] as Dim] : shape;
}

function squareStrides(shape: readonly Dim[], strides: Strides): Strides {
  if (!strides || shape.length !== 3) return strides;
  const [n, ch, l] = strides as [Dim, Dim, Dim];
  return [n, ch, product([shape[2] as Dim, l]), l];
}

function isEmpty(c: OpContext, call: Call): boolean | undefined {
  return c.known(or(eq(call.shape[0] as Dim, 0), eq(call.shape[1] as Dim, 0)));
}

function backendOf(c: OpContext, call: Call): Backend | undefined {
  const empty = isEmpty(c, call);
  if (empty !== false) return empty === undefined ? undefined : "empty";
  const fast = usesOneDnn(c, call);
  if (fast !== false) return fast === undefined ? undefined : "onednn";
  if (call.transposed) return "slow";
  const dilated = c.known(or(...call.window.dilation.map((d) => or(gt(d, 1), lt(d, 1)))));
  return dilated === undefined ? undefined : dilated ? "slowDilated" : "slow";
}

function usesOneDnn(c: OpContext, call: Call): boolean | undefined {
  const { window, shape, weightShape } = call;
  if (call.transposed) {
    const big = c.known(or(...window.outputPadding.map((p, i) => ge(p, window.stride[i] as Dim))));
    if (big !== false) return big === undefined ? undefined : false;
  }
  // Half precision only on processors that reckon in it (AVX512-FP16, AMX), which few are.
  if (call.input.dtype.name === "bfloat16") return true;
  if (call.input.dtype.name !== "float32" || call.weight.dtype.name !== "float32") return false;
  const four = square(shape);
  // With one thread, a filter of size 1 is left to the plain kernel.
  const small = and(...window.stride.map((d) => eq(d, 1)), ...window.dilation.map((d) => eq(d, 1)), lt(shape[0] as Dim, 16), ...weightShape.slice(-Math.min(2, weightShape.length - 2)).map((d) => eq(d, 1)));
  const plain = c.known(small);
  if (plain !== false) return plain === undefined ? undefined : false;
  const large: Cond[] = [gt(call.groups, 1), gt(shape[0] as Dim, 1), gt(product(four.slice(0, 4)), 20480)];
  if (weightShape.length > 3) large.push(and(gt(weightShape.at(-1) as Dim, 3), gt(weightShape.at(-2) as Dim, 3)));
  return c.known(or(...large));
}

function checkSameType(c: OpContext, call: Pick<Call, "input" | "weight">, more = ""): void {
  if (call.input.dtype === call.weight.dtype) return;
  c.fail("RuntimeError", `Input type (${tensorTypeName(call.input.dtype)}) and weight type (${tensorTypeName(call.weight.dtype)}) should be the same${more}`, { rule: "dtype" });
}

function checkEmpty(c: OpContext, call: Call, output: readonly Dim[]): void {
  if (c.known(eq(product(call.weightShape), 0)) === true && c.known(eq(call.shape[1] as Dim, 0)) === false) {
    c.fail("IndexError", "select(): index 0 out of range for tensor of size [0] at dimension 0");
  }
  if (call.bias) checkCast(c, call.bias.dtype, new Tensor([], resultType(c, call)));
  inferSize(c, square(output), [0]);
}

const ONEDNN = "primitive. Run workload with environment variable ONEDNN_VERBOSE=all to get additional diagnostic information.";

function checkOneDnn(c: OpContext, call: Call, output: readonly Dim[]): void {
  checkSameType(c, call, " or input should be a MKLDNN tensor and weight is a dense tensor");
  const { kernel, dilation } = call.window;
  // A kernel of one element is not dilated, nor is its dilation looked at unless another dimension is dilated.
  const dilated = dilation.some((d, i) => kernel[i] !== 1 && c.known(ne(d, 1)) === true);
  const noDilation = dilation.some((d, i) => c.known(le(d, 0)) === true && !(call.transposed && kernel.length < 3 && kernel[i] === 1 && !dilated));
  const noWeight = c.known(eq(product(call.weightShape), 0)) === true;
  if (call.transposed && kernel.length === 1 && isTakenForOne(c, call)) return;
  if (call.transposed) {
    const small = output.slice(2).some((d) => c.known(lt(d, 0)) === true);
    if (small) c.fail("RuntimeError", resultFormat(c, call) === "channels_last" ? "numel: integer multiplication overflow" : "could not construct a memory descriptor using a format tag", { rule: "output-size" });
    if (noDilation && kernel.length === 3) c.fail("RuntimeError", "dimensions are invalid", { rule: "argument-value" });
    if (noDilation || noWeight) c.fail("RuntimeError", `could not create a primitive descriptor for the deconvolution forward propagation ${ONEDNN}`, { rule: "argument-value" });
    return;
  }
  if (noDilation) c.fail("RuntimeError", "non-positive dilation is not supported", { rule: "argument-value" });
  if (noWeight) c.fail("RuntimeError", `could not create a primitive descriptor for the convolution forward propagation ${ONEDNN}`, { rule: kernel.includes(0) ? "kernel-size" : "argument-value" });
}

/** A single column to whose kernel a dilation of 0 leaves one element: oneDNN reckons with the whole kernel, which fits in a step. */
function isTakenForOne(c: OpContext, { window, shape, weightShape }: Call): boolean {
  const [kernel, dilation, stride] = [window.kernel[0] as Dim, window.dilation[0] as Dim, window.stride[0] as Dim];
  return c.known(and(eq(dilation, 0), eq(shape[2] as Dim, 1), le(kernel, stride), eq(window.padding[0] as Dim, 0))) === true && c.known(eq(product(weightShape), 0)) === false;
}

/** The parameters as the kernels name them; one spatial dimension counts as two. */
function named(ds: readonly Dim[], filler: Dim): readonly Dim[] {
  return ds.length === 1 ? [filler, ds[0] as Dim] : ds;
}

function anyBelow(c: OpContext, ds: readonly Dim[], least: number): boolean {
  return ds.some((d) => c.known(lt(d, least)) === true);
}

function checkSlow(c: OpContext, call: Call): void {
  const kernel = named(call.window.kernel, 1);
  if (anyBelow(c, kernel, 1)) {
    const [a, b, d] = kernel.map(print);
    const got = kernel.length === 3 ? `: ${a} x ${b} x ${d} (TxHxW)` : ` kernel_height: ${a} kernel_width: ${b}`;
    c.fail("RuntimeError", `kernel size should be greater than zero, but got${got}`, { rule: "kernel-size" });
  }
  const columns = kernel.length === 3 && !(call.groups === 1 && isPointwise(call.window));
  checkElementType(c, call, columns ? "compute_columns3d" : `slow_conv${kernel.length}d_cpu`, (t) => t.category > 0 && t.category < 3 && !t.name.startsWith("uint1") && !/^uint(32|64)|float8/.test(t.name));
}

function isPointwise({ kernel, stride, padding }: Window): boolean {
  return [...kernel, ...stride].every((d) => d === 1) && padding.every((p) => p === 0);
}

function checkDilated(c: OpContext, call: Call): void {
  const kernel = named(call.window.kernel, 1);
  const dilation = named(call.window.dilation, 1);
  if (anyBelow(c, kernel, 1)) c.fail("RuntimeError", `kernel size should be greater than zero, but got ${sizes(kernel)}`, { rule: "kernel-size" });
  if (anyBelow(c, dilation, 1)) c.fail("RuntimeError", `dilation should be greater than zero, but got ${sizes(dilation)}`, { rule: "argument-value" });
  checkElementType(c, call, "slow_conv_dilated<>", isFloatOrLong);
}

function checkSlowTransposed(c: OpContext, call: Call, output: readonly Dim[]): void {
  const axes = output.length === 5 ? ["depth", "height", "width"] : ["height", "width"];
  const show = (name: string, ds: readonly Dim[], separator: string): string => ds.map((d, i) => `${name}_${axes[i]}: ${print(d)}`).join(separator);
  const kernel = named(call.window.kernel, 1);
  const stride = named(call.window.stride, 1);
  const dilation = named(call.window.dilation, 1);
  const extra = named(call.window.outputPadding, 0);
  if (axes.length === 2 && anyBelow(c, kernel, 1)) c.fail("RuntimeError", `kernel size should be greater than zero, but got ${show("kernel", kernel, " ")}`, { rule: "kernel-size" });
  if (anyBelow(c, dilation, 1)) c.fail("RuntimeError", `dilation should be greater than zero, but got ${show("dilation", dilation, ", ")}`, { rule: "argument-value" });
  const fits = and(...extra.map((p, i) => or(lt(p, stride[i] as Dim), lt(p, dilation[i] as Dim))));
  c.check(
    fits,
    "RuntimeError",
    () => `output padding must be smaller than either stride or dilation, but got ${show("output_padding", extra, " ")} ${show("stride", stride, " ")} ${show("dilation", dilation, " ")}`,
    { rule: "argument-value" },
  );
  checkWeight(c, call);
  const sizesOut = square(output).slice(2);
  if (anyBelow(c, sizesOut, 1)) {
    const list = (ds: readonly Dim[]): string => `(${ds.map(print).join(" x ")})`;
    c.fail("RuntimeError", `Given input size per channel: ${list(square(call.shape).slice(2))}. Calculated output size per channel: ${list(sizesOut)}. Output size is too small`, { rule: "output-size" });
  }
  checkElementType(c, call, `slow_conv_transpose${kernel.length}d_out_cpu`, isFloatOrLong);
  if (!call.bias) return;
  if (axes.length === 2) checkCast(c, call.bias.dtype, call.input);
  else if (call.bias.dtype !== call.input.dtype) {
    c.fail("RuntimeError", `expected scalar type ${scalarTypeName(call.input.dtype)} but found ${scalarTypeName(call.bias.dtype)}`, { rule: "dtype" });
  }
}

function checkWeight(c: OpContext, call: Call): void {
  if (c.known(eq(product(call.weightShape), 0)) !== true) return;
  const shape = square(groupWeight(call));
  const kind = shape.length === 5 ? "non-empty 5D (n_output_plane x n_input_plane x kernel_depth x kernel_height x kernel_width) tensor expected for weight" : "non-empty 2D or 4D weight tensor expected";
  c.fail("RuntimeError", `${kind}, but got: ${sizes(shape)}`);
}

/** The slow kernels run once a group, on that group's part of the weight. */
function groupWeight(call: Call): readonly Dim[] {
  const [first = 0, ...rest] = call.weightShape;
  return isConst(first) && isConst(call.groups) && call.groups > 0 ? [first / call.groups, ...rest] : call.weightShape;
}

function isFloatOrLong(t: DType): boolean {
  return t.category === 2 ? !t.name.startsWith("float8") : t.name === "int64";
}

function checkElementType(c: OpContext, call: Call, kernel: string, implemented: (t: DType) => boolean): void {
  const { input, weight } = call;
  if (!implemented(input.dtype)) c.fail("NotImplementedError", `"${kernel}" not implemented for '${scalarTypeName(input.dtype)}'`, { rule: "dtype" });
  if (input.dtype !== weight.dtype) {
    c.fail("RuntimeError", `expected scalar type ${scalarTypeName(input.dtype)} but found ${scalarTypeName(weight.dtype)}`, {
      rule: "dtype",
      law: () => `${c.op}: input is ${input.dtype.name}, weight is ${weight.dtype.name}`,
    });
  }
}
