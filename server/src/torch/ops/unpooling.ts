/** Max unpooling and fractional max pooling, as functions. */
import { type Cond, type Dim, add, and, eq, ge, gt, le, lt, print, product, sub } from "../../dims/index.ts";
import { type Value, PyList, PySlice, PyTuple } from "../../python/values.ts";
import type { Args } from "../args.ts";
import { defineOp } from "../define.ts";
import { INT64 } from "../dtype.ts";
import { type OpContext, sizes } from "../op.ts";
import { Tensor } from "../tensor.ts";
import { stridesOf, suggestedFormat } from "./memoryFormat.ts";
import { BATCHED, rankLaw, refuse } from "./poolingWindow.ts";
import { arithmetic, holds, ntuple } from "./python.ts";
import { truncatedProduct } from "./scaledSize.ts";
import { checkImplemented, isCommonFloat, scalarTypeName } from "./scalarTypes.ts";

for (const n of [1, 2, 3]) {
  defineOp({
    name: `max_unpool${n}d`,
    forms: [`torch.nn.functional.max_unpool${n}d`],
    signature: "input, indices, kernel_size, stride=None, padding=0, output_size=None",
    rule: (c, a) => unpool(c, a, n),
    doc: `torch.nn.functional.max_unpool${n}d`,
  });
}
defineOp({ name: "max_unpool2d", forms: ["torch._C._nn.max_unpool2d"], signature: "input, indices, output_size", rule: maxUnpool2d });
defineOp({ name: "max_unpool3d", forms: ["torch._C._nn.max_unpool3d"], signature: "input, indices, output_size, stride, padding", rule: maxUnpool3d });

const FRACTIONAL = "input, kernel_size, output_size=None, output_ratio=None, return_indices=False, _random_samples=None";
for (const n of [2, 3]) {
  defineOp({
    name: `fractional_max_pool${n}d`,
    forms: [`torch.nn.functional.fractional_max_pool${n}d`, `torch.nn.functional.fractional_max_pool${n}d_with_indices`],
    signature: FRACTIONAL,
    rule: (c, a) => fractional(c, a, n),
    doc: `torch.nn.functional.fractional_max_pool${n}d`,
  });
  defineOp({
    name: `fractional_max_pool${n}d`,
    forms: [`torch._C._nn.fractional_max_pool${n}d`],
    signature: "input, kernel_size, output_size, random_samples",
    rule: (c, a) => fractionalMaxPool(c, a, n),
  });
}

function unpool(c: OpContext, a: Args, n: number): Value {
  const { interp, node } = c;
  const input = a.value("input");
  if (input instanceof Tensor) c.shapeOf(input, BATCHED[n]);
  const kernel = ntuple(c, a.value("kernel_size"), n);
  const stride = a.isNone("stride") ? kernel : ntuple(c, a.value("stride"), n);
  const padding = ntuple(c, a.value("padding"), n);
  const size = unpooledSize(c, input, kernel, stride, padding, a.value("output_size"));
  const indices = a.value("indices");
  if (n === 3) return c.call("torch._C._nn.max_unpool3d", [input, indices, size, stride, padding]);
  if (n === 2) return c.call("torch._C._nn.max_unpool2d", [input, indices, size]);
  const more = interp.binary("+", size, size instanceof PyList ? new PyList([1]) : new PyTuple([1]), node);
  const flat = c.call("torch._C._nn.max_unpool2d", [interp.callMethod(input, "unsqueeze", [-1], node), interp.callMethod(indices, "unsqueeze", [-1], node), more]);
  return interp.callMethod(flat, "squeeze", [-1], node);
}

/** The size before the pooling: computed from the window, or checked against it. */
function unpooledSize(c: OpContext, input: Value, kernel: PyTuple, stride: PyTuple, padding: PyTuple, given: Value): Value {
  const { interp, node } = c;
  const math = arithmetic(c);
  const own = interp.callMethod(input, "size", [], node);
  const n = kernel.items.length;
  const usual = kernel.items.map((k, d) => {
    const size = math("-", interp.getitem(own, d - n, node), 1);
    const spread = math("+", math("*", size, interp.getitem(stride, d, node)), k);
    return math("-", spread, math("*", 2, interp.getitem(padding, d, node)));
  });
  let result: Value = new PyList(usual);
  if (given !== null) {
    result = given;
    const length = (): number => {
      const l = interp.len(result, node);
      return typeof l === "number" ? l : c.giveUp("output_size is not known");
    };
    if (length() === n + 2) result = interp.getitem(result, new PySlice(2, null, null), node);
    if (length() !== n) c.fail("ValueError", `output_size should be a sequence containing ${n} or ${n + 2} elements, but it has a length of '${length()}'`, { rule: "output-size" });
    for (let d = 0; d < n; d++) {
      const least = math("-", usual[d] ?? null, interp.getitem(stride, d, node));
      const most = math("+", usual[d] ?? null, interp.getitem(stride, d, node));
      const size = interp.getitem(result, d, node);
      const low = holds(c, "<", least, size);
      const fits: Cond = low === false ? false : and(low, holds(c, "<", size, most));
      const message = (): string => `invalid output_size "${interp.str(result)}" (dim ${d} must be between ${interp.str(least)} and ${interp.str(most)})`;
      if (c.known(fits) === false) c.fail("ValueError", message(), { rule: "output-size" });
      c.check(fits, "ValueError", message, { rule: "output-size" });
    }
  }
  for (let d = 0; d < n; d++) {
    const size = interp.getitem(result, d, node);
    const enough = holds(c, ">=", size, 0);
    const message = (): string => `max_unpooling: output_size must contain non-negative spatial dimensions, but got output_size[${d}]=${interp.str(size)}`;
    if (c.known(enough) === false) c.fail("ValueError", message(), { rule: "output-size" });
    c.check(enough, "ValueError", message, { rule: "output-size" });
  }
  return result;
}

function checkIndices(c: OpContext, indices: Tensor, n: number): void {
  if (indices.dtype !== INT64) c.fail("RuntimeError", n === 2 ? `elements in indices should be type int64 but got: ${scalarTypeName(indices.dtype)}` : "elements in indices should be type int64", { rule: "dtype" });
}

function sameShape(c: OpContext, input: Tensor, indices: Tensor, shape: readonly Dim[]): void {
  const other = c.shapeOf(indices, shape.map((_, i) => `d${i}`));
  const message = (): string => `Expected shape of indices to be same as that of the input tensor (${sizes(shape)}) but got indices tensor with shape: ${sizes(other)}`;
  const same = other.length === shape.length && and(...shape.map((d, i) => eq(d, other[i] as Dim)));
  c.check(same, "RuntimeError", message, { rule: "argument-value", subjects: [input, indices] });
}

function maxUnpool2d(c: OpContext, a: Args): Tensor {
  const input = a.tensor("input");
  const indices = a.tensor("indices");
  const shape = c.shapeOf(input, BATCHED[2]);
  const size = pair(a, "output_size", 2);
  checkIndices(c, indices, 2);
  if (size.length !== 2) c.fail("RuntimeError", `There should be exactly two elements (height, width) in output_size, but got ${size.length} elements.`, { rule: "output-size" });
  if (shape.length !== 3 && shape.length !== 4) c.fail("RuntimeError", `Input to max_unpooling2d should be a 3d or 4d Tensor, but got a tensor with ${shape.length} dimensions.`, { rule: "rank", law: () => rankLaw(c, shape, 2) });
  sameShape(c, input, indices, shape);
  for (let i = 1; i < shape.length; i++) {
    refuse(c, gt(shape[i] as Dim, 0), () => `max_unpooling2d_forward_out_cpu(): Expected input to have non-zero size for non-batch dimensions, but got ${sizes(shape)} with dimension ${i} being empty.`, "rank");
  }
  const out = [...shape.slice(0, -2), ...size];
  if (hasElements(c, shape) && hasElements(c, out)) checkImplemented(c, "max_unpool2d", input.dtype, isCommonFloat);
  return c.tensor(out, input.dtype, { strides: stridesOf(suggestedFormat(c, shape, input.strides), out), device: input.device });
}

function maxUnpool3d(c: OpContext, a: Args): Tensor {
  const input = a.tensor("input");
  const indices = a.tensor("indices");
  const shape = c.shapeOf(input, BATCHED[3]);
  const size = pair(a, "output_size", 3);
  const stride = pair(a, "stride", 3);
  const padding = pair(a, "padding", 3);
  checkIndices(c, indices, 3);
  if (shape.length !== 4 && shape.length !== 5) c.fail("RuntimeError", `Input to max_unpooling3d should be a 4d or 5d Tensor, but got a tensor with ${shape.length} dimensions.`, { rule: "rank", law: () => rankLaw(c, shape, 3) });
  if (size.length !== 3) c.fail("RuntimeError", `There should be exactly three elements (depth, height, width) in output_size, but got ${size.length} elements.`, { rule: "output-size" });
  if (stride.length !== 3) c.fail("RuntimeError", `There should be exactly three elements (depth, height, width) in stride, but got: ${stride.length} elements.`, { rule: "argument-value" });
  if (padding.length !== 3) c.fail("RuntimeError", `There should be exactly three elements (depth, height, width) in padding, but got: ${padding.length} elements.`, { rule: "argument-value" });
  sameShape(c, input, indices, shape);
  for (let i = 1; i < shape.length; i++) {
    refuse(c, gt(shape[i] as Dim, 0), () => `max_unpooling3d_forward_out_cpu(): Expected input to have non-zero size for non-batch dimensions, but got ${sizes(shape)} with dimension ${i} being empty.`, "rank");
  }
  for (const s of stride) refuse(c, gt(s, 0), () => `strides should be greater than zero, but got stride: ${sizes(stride)}`, "argument-value");
  if (hasElements(c, shape) && hasElements(c, size)) checkImplemented(c, "max_unpool3d", input.dtype, isCommonFloat);
  return c.tensor([...shape.slice(0, -3), ...size], input.dtype, { device: input.device });
}

function pair(a: Args, name: string, n: number): readonly Dim[] {
  const ds = a.ints(name);
  return a.isSequence(name) ? ds : new Array<Dim>(n).fill(ds[0] as Dim);
}

function fractional(c: OpContext, a: Args, n: number): Value {
  const { interp, node } = c;
  const input = a.value("input");
  const name = `fractional_max_pool${n}d`;
  // Which of two functions is meant is asked first.
  const indices = c.signature?.name.endsWith("with_indices") || a.bool("return_indices");
  if (input instanceof Tensor) c.shapeOf(input, BATCHED[n]);
  let size = a.value("output_size");
  if (size === null) {
    const given = a.value("output_ratio");
    if (given === null) c.fail("ValueError", `${name} requires specifying either an output_size or an output_ratio`, { rule: "argument-value" });
    if (n === 2) {
      const length = interp.len(given, node);
      if (typeof length === "number" && length > 2) c.fail("ValueError", "fractional_max_pool2d requires output_ratio to either be a single Int or tuple of Ints.", { rule: "argument-value" });
    }
    const ratio = ntuple(c, given, n);
    size = new PyList(Array.from({ length: n }, (_, i) => truncatedProduct(c, interp.callMethod(input, "size", [i - n], node), interp.getitem(ratio, i, node))));
  }
  let samples = a.value("_random_samples");
  if (samples === null) {
    const rank = interp.callMethod(input, "dim", [], node);
    const batch = rank === n + 1 ? 1 : interp.callMethod(input, "size", [0], node);
    const options = { dtype: interp.getattr(input, "dtype", node), device: interp.getattr(input, "device", node) };
    samples = c.call("torch.rand", [batch, interp.callMethod(input, "size", [-(n + 1)], node), n], options);
  }
  const both = c.call(`torch._C._nn.${name}`, [input, a.value("kernel_size"), size, samples]);
  return indices || !(both instanceof PyTuple) ? both : (both.items[0] ?? null);
}

function fractionalMaxPool(c: OpContext, a: Args, n: number): Value {
  const input = a.tensor("input");
  const samples = a.tensor("random_samples");
  const shape = c.shapeOf(input, BATCHED[n]);
  const kernel = spread(c, a, "kernel_size", n);
  const size = spread(c, a, "output_size", n);
  const name = n === 2 ? "fractional_max_pool2d()" : "fractional_max_pool3d_out()";
  if (shape.length !== n + 1 && shape.length !== n + 2) c.fail("RuntimeError", `${name}: Expected ${n + 1}D or ${n + 2}D tensor, but got: ${sizes(shape)}`, { rule: "rank", law: () => rankLaw(c, shape, n) });
  for (let i = 1; i < shape.length; i++) {
    refuse(c, gt(shape[i] as Dim, 0), () => `${name}: Expected input to have non-zero size for non-batch dimensions, but got${sizes(shape)} with dimension ${i} being empty.`, "rank");
  }
  const axes: readonly (readonly [string, number])[] = n === 2 ? [["height", 0], ["width", 1]] : [["time", 0], ["width", 2], ["height", 1]];
  axes.forEach(([axis, i]) => {
    const most = shape[shape.length - n + i] as Dim;
    const k = kernel[i] as Dim;
    c.check((n === 2 ? le : lt)(sub(add(size[i] as Dim, k), 1), most), "RuntimeError", () => `${name}: pool ${axis} ${print(k)} too large relative to input ${axis} ${print(most)}`, { rule: "kernel-size" });
  });
  const out = [...shape.slice(0, -n), ...size];
  for (const d of size) if (c.known(lt(d, 0)) === true) c.fail("RuntimeError", `Trying to create tensor with negative dimension ${print(d)}: ${sizes(out)}`, { rule: "output-size" });
  if (samples.dtype !== input.dtype) c.fail("RuntimeError", "Expect _random_samples to have the same dtype as input", { rule: "dtype" });
  checkSamples(c, samples, shape, n);
  if (hasElements(c, out)) checkImplemented(c, `fractional_max_pool${n}d_out_frame`, input.dtype, isCommonFloat);
  return new PyTuple([c.tensor(out, input.dtype, { device: input.device }), c.tensor(out, INT64, { device: input.device })]);
}

function spread(c: OpContext, a: Args, name: string, n: number): readonly Dim[] {
  const ds = a.ints(name);
  if (ds.length === n) return ds;
  if (ds.length === 1 && !a.isSequence(name)) return new Array<Dim>(n).fill(ds[0] as Dim);
  return c.fail("RuntimeError", `fractional_max_pool${n}d: ${name} must either be a single Int or tuple of ${n === 3 ? "three " : ""}Ints`, { rule: "argument-value" });
}

function checkSamples(c: OpContext, samples: Tensor, shape: readonly Dim[], n: number): void {
  const s = c.shapeOf(samples);
  if (s.length !== 3) c.fail("RuntimeError", `Expect _random_samples to have 3 dimensions, got ${s.length}`, { rule: "argument-value" });
  const batch = shape.length === n + 2 ? (shape[0] as Dim) : 1;
  const [b, channels, last] = s as [Dim, Dim, Dim];
  c.check(ge(b, batch), "RuntimeError", () => "Expect _random_samples.size(0) no less then input batch size.", { rule: "argument-value" });
  c.check(eq(channels, shape[shape.length - n - 1] as Dim), "RuntimeError", () => "Expect _random_samples.size(1) equals to input channel size.", { rule: "argument-value" });
  c.check(eq(last, n), "RuntimeError", () => `Expect _random_samples.size(2) equals to ${n}; got ${print(last)}.`, { rule: "argument-value" });
}

/** For sure: without any, no kernel is looked for. */
function hasElements(c: OpContext, shape: readonly Dim[]): boolean {
  return c.known(gt(product(shape), 0)) === true;
}
