/** Max and average pooling, and power-average pooling, as functions (https://docs.pytorch.org/docs/stable/nn.functional.html#pooling-functions). */
import { type Dim, floordiv, gt, le, mul, ne, print, printShape } from "../../dims/index.ts";
import { type Value, PyFloat, PyList, PyTuple } from "../../python/values.ts";
import type { Args } from "../args.ts";
import { defineOp } from "../define.ts";
import { type DType, INT64 } from "../dtype.ts";
import { type OpContext, sizes, wrapDim } from "../op.ts";
import { type Strides, Tensor } from "../tensor.ts";
import { kernelName, stridesOf, suggestedFormat } from "./memoryFormat.ts";
import { BATCHED, type PoolWindow, checkPool2d, checkPool3d, checkRange1d, formula, oneInt, pooledSizes, rankLaw, readWindow, refuse, refusePadding, repaired } from "./poolingWindow.ts";
import { arithmetic, ntuple } from "./python.ts";
import { checkImplemented, isCommonFloat, isCommonNumber } from "./scalarTypes.ts";

const MAX = "input, kernel_size, stride=None, padding=0, dilation=1, ceil_mode=False";

defineOp({ name: "max_pool1d", forms: ["torch.max_pool1d"], signature: MAX, rule: (c, a) => maxPool1d(c, a) });
defineOp({ name: "max_pool1d", forms: ["torch.max_pool1d_with_indices"], signature: MAX, rule: (c, a) => maxPool1dWithIndices(c, a) });
defineOp({ name: "max_pool2d", forms: ["torch.max_pool2d"], signature: MAX, rule: (c, a) => maxPool(c, a, 2)[0] });
defineOp({ name: "max_pool2d", forms: ["torch._C._nn.max_pool2d_with_indices"], signature: MAX, rule: (c, a) => new PyTuple(maxPool(c, a, 2)) });
defineOp({ name: "max_pool3d", forms: ["torch.max_pool3d"], signature: MAX, rule: (c, a) => maxPool(c, a, 3)[0] });
defineOp({ name: "max_pool3d", forms: ["torch._C._nn.max_pool3d_with_indices"], signature: MAX, rule: (c, a) => new PyTuple(maxPool(c, a, 3)) });

for (const n of [1, 2, 3]) {
  const plain = `torch.max_pool${n}d`;
  const withIndices = n === 1 ? "torch.max_pool1d_with_indices" : `torch._C._nn.max_pool${n}d_with_indices`;
  defineOp({
    name: `max_pool${n}d`,
    forms: [`torch.nn.functional.max_pool${n}d`, `torch.nn.functional.max_pool${n}d_with_indices`],
    signature: `${MAX}, return_indices=False`,
    rule: (c, a) => {
      const indices = c.signature?.name.endsWith("with_indices") || a.bool("return_indices");
      if (indices && n === 3) c.interp.getattr(a.value("input"), "is_cuda", c.node);
      const stride = a.isNone("stride") ? new PyList([]) : a.value("stride");
      return c.call(indices ? withIndices : plain, [a.value("input"), a.value("kernel_size"), stride, a.value("padding"), a.value("dilation"), a.value("ceil_mode")]);
    },
    doc: `torch.nn.functional.max_pool${n}d`,
  });
  defineOp({
    name: `lp_pool${n}d`,
    forms: [`torch.nn.functional.lp_pool${n}d`],
    signature: "input, norm_type, kernel_size, stride=None, ceil_mode=False",
    rule: (c, a) => powerPool(c, a, n),
    doc: `torch.nn.functional.lp_pool${n}d`,
  });
}

const AVERAGE = "input, kernel_size, stride=None, padding=0, ceil_mode=False, count_include_pad=True";

defineOp({ name: "avg_pool1d", forms: ["torch.avg_pool1d", "torch.nn.functional.avg_pool1d"], signature: AVERAGE, rule: averagePool1d, doc: "torch.nn.functional.avg_pool1d" });
for (const n of [2, 3]) {
  defineOp({
    name: `avg_pool${n}d`,
    forms: [`torch._C._nn.avg_pool${n}d`, `torch.nn.functional.avg_pool${n}d`],
    signature: `${AVERAGE}, divisor_override=None`,
    rule: (c, a) => averagePool(c, a, n),
    doc: `torch.nn.functional.avg_pool${n}d`,
  });
}

/** The kernel without indices; with gradients the one with indices runs after the same checks. */
function maxPool1d(c: OpContext, a: Args): Value {
  const input = a.tensor("input");
  const shape = c.shapeOf(input, BATCHED[1]);
  const positive = shape.length === 2 ? shape : shape.slice(1);
  const rankMessage = (): string => `max_pool1d: Expected 2D or 3D (batch mode) tensor with optional 0 dim batch size for input, but got:${sizes(shape)}`;
  if (shape.length !== 2 && shape.length !== 3) c.fail("RuntimeError", rankMessage(), { rule: "rank", law: () => rankLaw(c, shape, 1) });
  for (const d of positive) refuse(c, gt(d, 0), rankMessage, "rank");
  const out = pooled1d(c, a, shape);
  checkImplemented(c, "max_pool1d_impl", input.dtype, isCommonFloat);
  return c.tensor([...shape.slice(0, -1), ...repaired(c, out)], input.dtype, { device: input.device });
}

/** The length that is left, once the window is known to fit. */
export function pooled1d(c: OpContext, a: Args, shape: readonly Dim[]): readonly Dim[] {
  const one = (name: string, ds: readonly Dim[], text: string): Dim => {
    if (ds.length !== 1) c.fail("RuntimeError", `max_pool1d() ${name} must be ${text} of size 1 but got size ${ds.length}`, { rule: "argument-value" });
    return ds[0] as Dim;
  };
  const k = one("kernel_size", a.ints("kernel_size"), "an int, list of ints or tuple of ints");
  const given = a.isNone("stride") ? [] : a.ints("stride");
  const s = given.length === 0 ? k : one("stride", given, "None, an int, list of ints, or tuple of ints");
  const p = one("padding", a.ints("padding"), "an int, list of ints, or tuple of ints");
  const d = one("dilation", a.ints("dilation"), "an int, list of ints or tuple of ints");
  refuse(c, gt(k, 0), () => `max_pool1d() kernel_size must be greater than zero, but got ${print(k)}`, "kernel-size");
  refuse(c, gt(s, 0), () => `max_pool1d() stride must be greater than zero, but got ${print(s)}`, "argument-value");
  refuse(c, le(0, p), () => `max_pool1d() padding must be non-negative, but got ${print(p)}`, "pool-padding");
  refusePadding(c, p, floordiv(k, 2), () => `max_pool1d() padding should be at most half of kernel size, but got padding=${print(p)} and kernel_size=${print(k)}`);
  refuse(c, gt(d, 0), () => `max_pool1d() dilation must be greater than zero, but got ${print(d)}`, "argument-value");
  const window: PoolWindow = { kernel: [k], stride: [s], padding: [p], dilation: [d], ceil: a.bool("ceil_mode") };
  const length = shape.at(-1) as Dim;
  const out = pooledSizes(c, [length], window);
  c.check(gt(out[0] as Dim, 0), "RuntimeError", () => `max_pool1d() Invalid computed output size: ${print(out[0] as Dim)}`, {
    rule: "kernel-size",
    law: () => `max_pool1d: the window does not fit ${print(length)} (L) of ${printShape(shape)}: the output would be ${print(out[0] as Dim)}`,
  });
  return out;
}

function maxPool1dWithIndices(c: OpContext, a: Args): Value {
  const input = a.tensor("input");
  const shape = c.shapeOf(input, BATCHED[1]);
  checkRange1d(c, shape);
  const k = oneInt(c, a.ints("kernel_size"), "kernel_size");
  const given = a.isNone("stride") ? [] : a.ints("stride");
  const s = given.length === 0 ? k : oneInt(c, given, "stride");
  const p = oneInt(c, a.ints("padding"), "padding");
  const d = oneInt(c, a.ints("dilation"), "dilation");
  const window: PoolWindow = { kernel: [1, k], stride: [1, s], padding: [0, p], dilation: [1, d], ceil: a.bool("ceil_mode") };
  const results = lifted(c, input, shape, window, (t, x) => maxOf(c, t, x, window));
  return new PyTuple(results);
}

/** Runs a two-dimensional pooling on an input with a dimension of 1 before the last, and takes that away again. */
function lifted(c: OpContext, input: Tensor, shape: readonly Dim[], window: PoolWindow, run: (t: Tensor, shape: readonly Dim[]) => readonly Tensor[]): readonly Tensor[] {
  const rank = shape.length;
  const flat = [...shape.slice(0, -1), 1, shape[rank - 1] as Dim];
  const s = input.strides;
  const strides: Strides = s ? [...s.slice(0, -1), mul(shape[rank - 1] as Dim, s[rank - 1] as Dim), s[rank - 1] as Dim] : s;
  const results = run(new Tensor(flat, input.dtype, { strides, device: input.device }), flat);
  c.explain(() => [formula("L", shape[rank - 1] as Dim, window, 1, results[0]?.shape?.at(-1) ?? 0)]);
  return results.map((t) => {
    const full = t.shape ?? [];
    const last = t.strides;
    return c.tensor([...full.slice(0, -2), full.at(-1) as Dim], t.dtype, { strides: last ? [...last.slice(0, -2), last.at(-1) as Dim] : last, device: t.device });
  });
}

function maxPool(c: OpContext, a: Args, n: number): readonly [Tensor, Tensor] {
  const input = a.tensor("input");
  const window = readWindow(c, a, n, true);
  const shape = c.shapeOf(input, BATCHED[n]);
  return maxOf(c, input, shape, window);
}

function maxOf(c: OpContext, input: Tensor, shape: readonly Dim[], w: PoolWindow): readonly [Tensor, Tensor] {
  const n = w.kernel.length;
  if (shape.length !== n + 1 && shape.length !== n + 2) {
    c.fail("RuntimeError", `non-empty ${n + 1}D or ${n + 2}D (batch mode) tensor expected for input`, { rule: "rank", law: () => rankLaw(c, shape, n) });
  }
  const format = suggestedFormat(c, shape, input.strides);
  if (n === 3 && shape.length === 4 && format === "channels_last") c.fail("RuntimeError", "Unsupported memory format. Supports only ChannelsLast3d, Contiguous");
  const out = pooledSizes(c, shape.slice(-n), w);
  if (n === 2) checkPool2d(c, shape, w, out);
  else checkPool3d(c, shape, w, out, "max_pool3d_with_indices_out_cpu_template()", false);
  checkImplemented(c, kernelName(`max_pool${n}d`, format), input.dtype, isCommonNumber);
  const result = [...shape.slice(0, -n), ...repaired(c, out)];
  const strides = stridesOf(format, result);
  return [c.tensor(result, input.dtype, { strides, device: input.device }), c.tensor(result, INT64, { strides, device: input.device })];
}

function averagePool1d(c: OpContext, a: Args): Value {
  const input = a.tensor("input");
  const shape = c.shapeOf(input, BATCHED[1]);
  checkRange1d(c, shape);
  const k = oneInt(c, a.ints("kernel_size"), "kernel_size");
  const given = a.isNone("stride") ? [] : a.ints("stride");
  const s = given.length === 0 ? k : oneInt(c, given, "stride");
  const p = oneInt(c, a.ints("padding"), "padding");
  const window: PoolWindow = { kernel: [1, k], stride: [1, s], padding: [0, p], dilation: [1, 1], ceil: a.bool("ceil_mode") };
  return lifted(c, input, shape, window, (t, x) => [averageOf(c, t, x, window)])[0] ?? null;
}

function averagePool(c: OpContext, a: Args, n: number): Tensor {
  const input = a.tensor("input");
  const window = readWindow(c, a, n, false);
  const divisor = a.maybeInt("divisor_override");
  const shape = c.shapeOf(input, BATCHED[n]);
  if (n === 3 && shape.length !== 4 && shape.length !== 5) c.fail("RuntimeError", "non-empty 4D or 5D (batch mode) tensor expected for input", { rule: "rank", law: () => rankLaw(c, shape, n) });
  if (divisor !== null) refuse(c, ne(divisor, 0), () => "divisor must be not zero", "argument-value");
  return averageOf(c, input, shape, window);
}

function averageOf(c: OpContext, input: Tensor, shape: readonly Dim[], w: PoolWindow): Tensor {
  const n = w.kernel.length;
  if (shape.length === 0) c.fail("IndexError", `Dimension specified as -${n + 1} but tensor has no dimensions`, { rule: "rank" });
  wrapDim(c, -(n + 1), shape.length, { law: () => rankLaw(c, shape, n) });
  const out = pooledSizes(c, shape.slice(-n), w);
  if (n === 2) checkPool2d(c, shape, w, out);
  else checkPool3d(c, shape, w, out, "avg_pool3d()", true);
  const format = suggestedFormat(c, shape, input.strides);
  if (n === 2) checkImplemented(c, kernelName("avg_pool2d", format), input.dtype, isFloatOrLong);
  else checkImplemented(c, "avg_pool3d_out_frame", input.dtype, (t) => isFloatOrLong(t) && t.bits >= 32);
  const result = [...shape.slice(0, -n), ...repaired(c, out)];
  return c.tensor(result, input.dtype, { strides: stridesOf(format, result), device: input.device });
}

function isFloatOrLong(t: DType): boolean {
  return isCommonFloat(t) || t.name === "int64";
}

function powerPool(c: OpContext, a: Args, n: number): Value {
  const { interp, node } = c;
  const math = arithmetic(c);
  const method = (t: Value, name: string, ...args: Value[]): Value => interp.callMethod(t, name, args, node);
  const [input, norm, kernel, stride, ceil] = ["input", "norm_type", "kernel_size", "stride", "ceil_mode"].map((name) => a.value(name)) as [Value, Value, Value, Value, Value];
  let parts: readonly Value[] = [kernel];
  if (n > 1) {
    parts = ntuple(c, kernel, n).items;
    if (parts.length > n) c.fail("ValueError", `too many values to unpack (expected ${n})`);
    if (parts.length < n) c.fail("ValueError", `not enough values to unpack (expected ${n}, got ${parts.length})`);
  }
  if (norm instanceof PyFloat && !Number.isFinite(norm.value) && !Number.isNaN(norm.value)) {
    const of = norm.value > 0 ? method(input, "abs") : method(method(input, "abs"), "neg");
    const pooled = c.call(`torch.nn.functional.max_pool${n}d`, [of, kernel, stride, 0, 1, ceil]);
    return norm.value > 0 ? pooled : method(pooled, "neg");
  }
  const powered = method(input, "pow", norm);
  const average = `torch.nn.functional.avg_pool${n}d`;
  const out = stride === null ? c.call(average, [powered, kernel], { padding: 0, ceil_mode: ceil }) : c.call(average, [powered, kernel, stride, 0, ceil]);
  const signed = math("*", c.call("torch.sign", [out]), c.call("torch.nn.functional.relu", [c.call("torch.abs", [out])]));
  const count = parts.slice(1).reduce<Value>((product, p) => interp.binary("*", product, p, node), parts[0] ?? null);
  const scaled = method(signed, "mul", count);
  const result = method(scaled, "pow", math("/", new PyFloat(1), norm));
  if (!(result instanceof Tensor)) return result;
  return c.tensor(result.shapeOrVar, result.dtype, { strides: result.strides, device: result.device });
}
