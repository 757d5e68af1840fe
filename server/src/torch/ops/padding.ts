/** `F.pad` in all its modes, and the padding layers (https://docs.pytorch.org/docs/stable/generated/torch.nn.functional.pad.html). */
import { type Dim, add, ge, gt, isConst, le, lt, or, print, printShape } from "../../dims/index.ts";
import { type Value, PyFloat } from "../../python/values.ts";
import type { Args } from "../args.ts";
import { type ModuleBuilder, defineModule, defineOp } from "../define.ts";
import { FLOAT32 } from "../dtype.ts";
import { NATIVE } from "../native.ts";
import { type OpContext, sizes } from "../op.ts";
import { Tensor, contiguousStrides } from "../tensor.ts";
import { broadcastShapes } from "./broadcast.ts";
import { BATCHED } from "./convolution.ts";
import { elementwiseStrides } from "./layout.ts";
import { kernelName, stridesOf, suggestedFormat } from "./memoryFormat.ts";
import { checkInPlaceShape } from "./pointwise.ts";
import { refuse } from "./poolingWindow.ts";
import { checkKernel } from "./promotion.ts";
import { ntuple } from "./python.ts";
import { checkFits } from "./scalars.ts";

type Mode = "constant" | "reflect" | "replicate" | "circular";

defineOp({ name: "pad", forms: ["torch._C._nn.pad"], signature: NATIVE, rule: pad });
defineOp({
  name: "pad",
  forms: ["torch.nn.functional.pad"],
  signature: "input, pad, mode='constant', value=None",
  rule: (c, a) => c.call("torch._C._nn.pad", ["input", "pad", "mode", "value"].map((x) => a.value(x))),
  doc: "torch.nn.functional.pad",
});
defineOp({
  name: "constant_pad_nd",
  forms: ["torch.constant_pad_nd"],
  signature: NATIVE,
  rule: (c, a) => {
    const x = a.tensor("input");
    const shape = c.shapeOf(x);
    const by = a.ints("pad");
    if (by.length % 2 !== 0) c.fail("RuntimeError", `Length of pad must be even but instead it equals ${by.length}`, { rule: "padding-size" });
    if (by.length > 2 * shape.length) {
      c.fail("RuntimeError", `Length of pad should be no more than twice the number of dimensions of the input. Pad length is ${by.length}while the input has ${shape.length}dimensions.`, { rule: "padding-size" });
    }
    return constantPad(c, x, shape, by, a.value("value"));
  },
});
for (const [name, mode] of [["reflection_pad", "reflect"], ["replication_pad", "replicate"]] as const) {
  for (const n of [1, 2, 3]) {
    defineOp({
      name: `${name}${n}d`,
      forms: [`torch._C._nn.${name}${n}d`],
      signature: NATIVE,
      rule: (c, a) => {
        const x = a.tensor("input");
        const shape = c.shapeOf(x, BATCHED[n]);
        const by = a.isSequence("padding") ? a.ints("padding") : new Array<Dim>(2 * n).fill(a.int("padding"));
        if (by.length !== 2 * n) c.fail("RuntimeError", `padding size is expected to be ${2 * n}${mode === "reflect" ? `, but got: ${by.length}` : ""}`, { rule: "padding-size" });
        if (shape.length !== n + 1 && shape.length !== n + 2) c.fail("RuntimeError", wrongInput(n, shape), { rule: "rank" });
        return spatialPad(c, x, shape, by, mode);
      },
    });
  }
}

function pad(c: OpContext, a: Args): Value {
  const x = a.tensor("input");
  const by = a.ints("pad");
  const mode = a.string("mode");
  if (!["constant", "reflect", "replicate", "circular"].includes(mode)) c.fail("NotImplementedError", `Unrecognised padding mode ${mode}`, { rule: "argument-value" });
  const n = by.length / 2;
  const shape = c.shapeOf(x, mode === "constant" ? undefined : BATCHED[n]);
  c.check(by.length % 2 === 0, "RuntimeError", () => "Padding length must be divisible by 2", { rule: "padding-size" });
  if (by.length > 2 * shape.length) {
    c.fail("RuntimeError", `Padding length should be less than or equal to two times the input dimension but got padding length ${by.length} and input of dimension ${shape.length}`, {
      rule: "padding-size",
      law: () => `pad: ${by.length} numbers pad ${n} dimensions, and ${printShape(shape)} has ${shape.length}`,
    });
  }
  if (c.failure) c.fail("RuntimeError", "Padding length must be divisible by 2");
  const value = a.value("value");
  if (mode === "constant") return constantPad(c, x, shape, by, typeof value === "number" ? new PyFloat(value) : value);
  const zero = value === null || value === 0 || value === false || (value instanceof PyFloat && value.value === 0);
  c.check(zero, "RuntimeError", () => `Padding mode "${mode}" doesn't take in value argument`, { rule: "argument-value" });
  if (n < 1 || n > 3 || (shape.length !== n + 1 && shape.length !== n + 2)) {
    c.fail(
      "NotImplementedError",
      `Padding size ${by.length} is not supported for ${shape.length}D input tensor.\nSupported combinations for non-constant padding:\n  - 2D or 3D input: padding size = 2 (pads last dimension)\n  - 3D or 4D input: padding size = 4 (pads last 2 dimensions)\n  - 4D or 5D input: padding size = 6 (pads last 3 dimensions)`,
      { rule: "padding-size", law: () => `pad: ${mode} padding with ${by.length} numbers takes ${n + 1} or ${n + 2} dimensions, got ${printShape(shape)}` },
    );
  }
  return mode === "circular" ? circularPad(c, x, shape, by) : spatialPad(c, x, shape, by, mode as Mode);
}

/** The two numbers that pad a dimension: the last dimension's come first. */
function sides(by: readonly Dim[], rank: number, dim: number): readonly [Dim, Dim] {
  const at = 2 * (rank - 1 - dim);
  return [by[at] ?? 0, by[at + 1] ?? 0];
}

function padded(shape: readonly Dim[], by: readonly Dim[]): readonly Dim[] {
  return shape.map((d, i) => {
    const [left, right] = sides(by, shape.length, i);
    return add(add(d, left), right);
  });
}

/** `value`: None stands for 0. */
function constantPad(c: OpContext, x: Tensor, shape: readonly Dim[], by: readonly Dim[], value: Value): Tensor {
  const out = padded(shape, by);
  let cutsOnly = true;
  shape.forEach((d, i) => {
    const [left, right] = sides(by, shape.length, i);
    let size = d;
    for (const p of [left, right]) {
      if (c.known(lt(p, 0)) === true) {
        size = add(size, p);
        refuse(c, ge(size, 0), () => "narrow(): length must be non-negative.", "padding-size");
      } else if (c.known(le(p, 0)) !== true) cutsOnly = false;
    }
    const message = (): string => `The input size ${print(d)}, plus negative padding ${print(left)} and ${print(right)} resulted in a negative output size, which is invalid. Check dimension ${i} of your input.`;
    if (c.known(ge(out[i] as Dim, 0)) === false) c.fail("RuntimeError", message(), { rule: "padding-size" });
  });
  explain(c, shape, by, out);
  if (!cutsOnly && value !== null) checkFits(c, value, x.dtype);
  if (!cutsOnly) return c.tensor(out, x.dtype, { strides: stridesOf(suggestedFormat(c, shape, x.strides), out), device: x.device });
  const isCut = out.some((d, i) => d !== shape[i]);
  const strides = x.strides === undefined && isCut ? contiguousStrides(shape) : x.strides;
  return c.tensor(out, x.dtype, { strides: elementwiseStrides(c, out, [{ shape: out, strides }]), device: x.device });
}

function explain(c: OpContext, shape: readonly Dim[], by: readonly Dim[], out: readonly Dim[]): void {
  c.explain(() =>
    out.flatMap((size, i) => {
      const [left, right] = sides(by, shape.length, i);
      return left === 0 && right === 0 ? [] : [`dim ${i}: ${print(left)} + ${print(shape[i] as Dim)} + ${print(right)} = ${print(size)}`];
    }),
  );
}

const AXES = ["W", "H", "D"];

function wrongInput(n: number, shape: readonly Dim[]): string {
  return `Expected ${n + 1}D or ${n + 2}D (batch mode) tensor with possibly 0 batch size and other non-zero dimensions for input, but got: ${sizes(shape)}`;
}

/** Reflection and replication: of the last one to three dimensions. */
function spatialPad(c: OpContext, x: Tensor, shape: readonly Dim[], by: readonly Dim[], mode: Mode): Tensor {
  const n = by.length / 2;
  const rank = shape.length;
  const start = rank === n + 2 ? 1 : 0;
  for (const d of shape.slice(start)) refuse(c, gt(d, 0), () => wrongInput(n, shape), "rank");
  const out = padded(shape, by);
  if (mode === "reflect") {
    for (let k = 0; k < n; k++) {
      const dim = rank - 1 - k;
      const [left, right] = sides(by, rank, dim);
      const size = shape[dim] as Dim;
      const message = (): string => `Argument #${4 + 2 * k}: Padding size should be less than the corresponding input dimension, but got: padding (${print(left)}, ${print(right)}) at dimension ${dim} of input ${sizes(shape)}`;
      for (const p of [left, right]) c.check(lt(p, size), "RuntimeError", message, { rule: "padding-size", law: () => `pad: reflecting ${print(p)} needs a size above it, dim ${dim} of ${printShape(shape)} is ${print(size)}` });
    }
  }
  const spatial = out.slice(-n);
  refuse(c, or(...spatial.map((d) => ge(d, 1))), () => tooSmall(shape.slice(-n), spatial, mode), "padding-size");
  for (const d of c.failure ? [] : spatial) {
    refuse(c, ge(d, 0), () => (mode === "reflect" && n === 2 ? "numel: integer multiplication overflow" : `Trying to create tensor with negative dimension ${print(d)}: ${sizes(out)}`), "padding-size");
  }
  const format = n === 1 ? "contiguous" : suggestedFormat(c, shape, x.strides);
  checkKernel(c, { name: kernelName(`${mode === "reflect" ? "reflection" : "replication"}_pad${n}d`, shape.length === n + 2 ? format : "contiguous"), rejects: "bool unsigned float8_e4m3fn float8_e5m2" }, x.dtype, x.device);
  explain(c, shape, by, out);
  return c.tensor(out, x.dtype, { strides: stridesOf(format, out), device: x.device });
}

function tooSmall(input: readonly Dim[], out: readonly Dim[], mode: Mode): string {
  const n = input.length;
  const names = AXES.slice(0, n).reverse();
  const size = names.map((name, i) => `${name}: ${print(input[i] as Dim)}`);
  // The two-dimensional replication has a space too many, the three-dimensional ones a comma too few.
  const inside = n === 3 ? `${size[0]} ${size[1]}, ${size[2]}` : size.join(", ");
  const close = mode === "replicate" && n === 2 ? " )" : ")";
  return `input (${inside}${close} is too small. Calculated output ${names.map((name, i) => `${name}: ${print(out[i] as Dim)}`).join(" ")}`;
}

function circularPad(c: OpContext, x: Tensor, shape: readonly Dim[], by: readonly Dim[]): Tensor {
  const n = by.length / 2;
  const out = padded(shape, by);
  for (let dim = shape.length - n; dim < shape.length; dim++) {
    const size = shape[dim] as Dim;
    for (const p of sides(by, shape.length, dim)) {
      refuse(c, le(p, size), () => "Padding value causes wrapping around more than once.", "padding-size", () => `pad: circular padding of ${print(p)} is more than dim ${dim} of ${printShape(shape)}`);
    }
    refuse(c, ge(out[dim] as Dim, 0), () => "Negative padding value is resulting in an empty dimension", "padding-size");
  }
  if (!c.failure) checkCopies(c, shape, by, out);
  explain(c, shape, by, out);
  return c.tensor(out, x.dtype, { device: x.device });
}

/**
 * PyTorch copies the input, then for each dimension the margins, between slices
 * whose sizes differ where one side is cut off by more than the other leaves.
 */
function checkCopies(c: OpContext, shape: readonly Dim[], by: readonly Dim[], out: readonly Dim[]): void {
  const rank = shape.length;
  const dims = shape.map((_, i) => i).slice(rank - by.length / 2).reverse();
  if (!by.some((p) => isConst(p) && p < 0)) return;
  const copy = (to: readonly Dim[], from: readonly Dim[]): void => checkInPlaceShape(c, new Tensor(to, FLOAT32), broadcastShapes(c, [to, from]));
  const target = [...out];
  const source = [...shape];
  for (const d of dims) {
    const [left, right] = sides(by, rank, d);
    const [from, to] = [shape[d] as Dim, out[d] as Dim];
    if (!isConst(left) || !isConst(right) || !isConst(from) || !isConst(to)) return;
    target[d] = sliced(to, Math.max(left, 0), to - Math.max(right, 0));
    source[d] = sliced(from, Math.max(-left, 0), from - Math.max(-right, 0));
  }
  copy(target, source);
  for (const d of dims) {
    const [left, right] = sides(by, rank, d) as readonly [number, number];
    const size = out[d] as number;
    const [before, after] = [Math.max(left, 0), Math.max(right, 0)];
    // Slices that lie in one piece are compared: those of the first dimension that is longer than one.
    const apart = (to: readonly [number, number], from: readonly [number, number]): void => {
      const [a, b] = [Math.max(to[0], 0), Math.max(from[0], 0)];
      const overlap = a < Math.min(from[1], size) && b < Math.min(to[1], size) && a !== b && out.slice(0, d).every((n) => n === 1);
      c.check(!overlap, "RuntimeError", () => "unsupported operation: some elements of the input tensor and the written-to tensor refer to a single memory location. Please clone() the tensor before performing the operation.", { rule: "padding-size" });
    };
    if (left > 0) {
      copy(out.with(d, sliced(size, 0, left)), out.with(d, sliced(size, size - left - after, size - after)));
      apart([0, left], [size - left - after, size - after]);
    }
    if (right > 0) {
      copy(out.with(d, sliced(size, size - right, size)), out.with(d, sliced(size, before, before + right)));
      apart([size - right, size], [before, before + right]);
    }
  }
}

/** The length of `x[start:end]`. */
function sliced(size: number, start: number, end: number): number {
  const [first, last] = [start, end].map((i) => Math.min(Math.max(i < 0 ? i + size : i, 0), size)) as [number, number];
  return Math.max(last - first, 0);
}

// ---------------------------------------------------------------- layers

const MODULE = "torch.nn.modules.padding";

for (const [kind, mode] of [["Reflection", "reflect"], ["Replication", "replicate"], ["Constant", "constant"], ["Circular", "circular"]] as const) {
  const base = `_${kind}PadNd`;
  const forward = (c: OpContext, self: ModuleBuilder, a: Args): Value => {
    if (mode === "circular") c.interp.callMethod(self.self, "_check_input_dim", [a.value("input")], c.node);
    return c.call("torch.nn.functional.pad", [a.value("input"), self.get("padding"), mode, ...(mode === "constant" ? [self.get("value")] : [])]);
  };
  defineModule({ name: base, module: MODULE, hidden: true, init: mode === "constant" ? "value" : "", construct: (_c, self, a) => (mode === "constant" ? self.set({ value: a.value("value") }) : undefined), forward });
  for (const n of [1, 2, 3]) {
    defineModule({
      name: `${kind}Pad${n}d`,
      module: MODULE,
      base,
      init: mode === "constant" ? "padding, value" : "padding",
      construct: (c, self, a) => self.set({ ...(mode === "constant" && { value: a.value("value") }), padding: ntuple(c, a.value("padding"), 2 * n) }),
      ...(mode === "circular" && { methods: { _check_input_dim: { signature: "input", run: (c: OpContext, _s: ModuleBuilder, a: Args) => checkRank(c, a.value("input"), n) } } }),
      doc: `torch.nn.${kind}Pad${n}d`,
    });
  }
}

for (const n of [1, 2, 3]) {
  defineModule({
    name: `ZeroPad${n}d`,
    module: MODULE,
    base: `ConstantPad${n}d`,
    init: "padding",
    construct: (c, self, a) => self.set({ value: new PyFloat(0), padding: ntuple(c, a.value("padding"), 2 * n) }),
    doc: `torch.nn.ZeroPad${n}d`,
  });
}

function checkRank(c: OpContext, input: Value, n: number): Value {
  const rank = c.interp.callMethod(input, "dim", [], c.node);
  if (typeof rank === "number" && rank !== n + 1 && rank !== n + 2) c.fail("ValueError", `expected ${n + 1}D or ${n + 2}D input (got ${rank}D input)`, { rule: "rank" });
  return null;
}
