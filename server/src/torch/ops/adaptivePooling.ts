/** Adaptive pooling as functions: the output size is given, the window follows from it. */
import { type Dim, and, eq, gt, ge, mul, print } from "../../dims/index.ts";
import { type Value, PyList, PyTuple, SymInt, Unknown } from "../../python/values.ts";
import { type Args, sequence } from "../args.ts";
import { defineOp } from "../define.ts";
import { type DType, INT64 } from "../dtype.ts";
import { type OpContext, sizes, wrapDim } from "../op.ts";
import { type Strides, Tensor } from "../tensor.ts";
import { axis } from "./convolution.ts";
import { type MemoryFormat, kernelName, stridesOf, suggestedFormat } from "./memoryFormat.ts";
import { BATCHED, checkRange1d, oneInt, rankLaw, refuse } from "./poolingWindow.ts";
import { checkImplemented, isCommonFloat, scalarTypeName } from "./scalarTypes.ts";

defineOp({
  name: "adaptive_avg_pool1d",
  forms: ["torch.adaptive_avg_pool1d", "torch.nn.functional.adaptive_avg_pool1d"],
  signature: "input, output_size",
  rule: (c, a) => lifted(c, a, (t, shape, size) => [average(c, t, shape, [1, size], "adaptive_avg_pool2d")])[0] ?? null,
  doc: "torch.nn.functional.adaptive_avg_pool1d",
});
defineOp({
  name: "adaptive_max_pool1d",
  forms: ["torch.adaptive_max_pool1d"],
  signature: "input, output_size",
  rule: (c, a) => new PyTuple(lifted(c, a, (t, shape, size) => maximum(c, t, shape, [1, size], "adaptive_max_pool2d"))),
});

for (const n of [2, 3]) {
  defineOp({
    name: `adaptive_avg_pool${n}d`,
    forms: [`torch._C._nn.adaptive_avg_pool${n}d`],
    signature: "input, output_size",
    rule: (c, a) => average(c, a.tensor("input"), c.shapeOf(a.tensor("input"), BATCHED[n]), outputSize(a, n), `adaptive_avg_pool${n}d`),
    formula: (c, a, result) => askedFor(c, a, result, n),
  });
  defineOp({
    name: `adaptive_max_pool${n}d`,
    forms: [`torch._C._nn.adaptive_max_pool${n}d`],
    signature: "input, output_size",
    rule: (c, a) => new PyTuple(maximum(c, a.tensor("input"), c.shapeOf(a.tensor("input"), BATCHED[n]), outputSize(a, n), `adaptive_max_pool${n}d`)),
    formula: (c, a, result) => askedFor(c, a, result, n),
  });
  defineOp({
    name: `adaptive_avg_pool${n}d`,
    forms: [`torch.nn.functional.adaptive_avg_pool${n}d`],
    signature: "input, output_size",
    rule: (c, a) => c.call(`torch._C._nn.adaptive_avg_pool${n}d`, [a.value("input"), withDefaults(c, a, n)]),
    doc: `torch.nn.functional.adaptive_avg_pool${n}d`,
  });
}

for (const n of [1, 2, 3]) {
  defineOp({
    name: `adaptive_max_pool${n}d`,
    forms: [`torch.nn.functional.adaptive_max_pool${n}d`, `torch.nn.functional.adaptive_max_pool${n}d_with_indices`],
    signature: "input, output_size, return_indices=False",
    rule: (c, a) => {
      const path = n === 1 ? "torch.adaptive_max_pool1d" : `torch._C._nn.adaptive_max_pool${n}d`;
      const indices = c.signature?.name.endsWith("with_indices") || a.bool("return_indices");
      const both = c.call(path, [a.value("input"), n === 1 ? a.value("output_size") : withDefaults(c, a, n)]);
      return indices || !(both instanceof PyTuple) ? both : (both.items[0] ?? null);
    },
    doc: `torch.nn.functional.adaptive_max_pool${n}d`,
  });
}

/** `H_out = 1 (asked for): cell i covers rows ⌊i·7/1⌋ to ⌈(i+1)·7/1⌉` */
function askedFor(c: OpContext, a: Args, result: Tensor, n: number): readonly string[] {
  const from = c.shapeOf(a.tensor("input")).slice(-n);
  return c.shapeOf(result).slice(-n).map((size, i) => `${axis(n, i)}_out = ${print(size)} (asked for): cell i covers ⌊i·${print(from[i] as Dim)}/${print(size)}⌋ to ⌈(i+1)·${print(from[i] as Dim)}/${print(size)}⌉`);
}

/** An int stands for all dimensions. */
function outputSize(a: Args, n: number): readonly Dim[] {
  const ds = a.ints("output_size");
  return a.isSequence("output_size") ? ds : new Array<Dim>(n).fill(ds[0] as Dim);
}

/** None in the output size: the input's. */
function withDefaults(c: OpContext, a: Args, n: number): Value {
  const size = a.value("output_size");
  const input = a.value("input");
  if (input instanceof Tensor) c.shapeOf(input, BATCHED[n]);
  const own = c.interp.callMethod(input, "size", [], c.node);
  if (typeof size === "number" || typeof size === "boolean" || size instanceof SymInt || size instanceof Unknown) return size;
  const count = c.interp.len(size, c.node);
  const sizesOf = sequence(own);
  if (typeof count !== "number" || !sizesOf) return c.giveUp("the output size is not known");
  if (sizesOf.length <= count) c.fail("ValueError", `Input dimension should be at least ${count + 1}`, { rule: "rank", law: () => rankLaw(c, a.tensor("input").shape ?? [], n) });
  const items = c.interp.iterate(size, c.node);
  if (!Array.isArray(items)) return c.giveUp("the output size is not known");
  const defaults = count === 0 ? sizesOf : sizesOf.slice(-count);
  return new PyList((items as readonly Value[]).map((v, i) => v ?? defaults[i] ?? null));
}

/** One dimension is pooled as two, the first of size 1. */
function lifted(c: OpContext, a: Args, run: (t: Tensor, shape: readonly Dim[], size: Dim) => readonly Tensor[]): readonly Tensor[] {
  const input = a.tensor("input");
  const shape = c.shapeOf(input, BATCHED[1]);
  checkRange1d(c, shape);
  const size = oneInt(c, a.ints("output_size"), "output_size");
  if (c.op === "adaptive_max_pool1d") for (let i = 1; i < shape.length; i++) nonEmpty(c, shape, i, c.op);
  const last = shape.at(-1) as Dim;
  const flat = [...shape.slice(0, -1), 1, last];
  const s = input.strides;
  const strides: Strides = s ? [...s.slice(0, -1), mul(last, s.at(-1) as Dim), s.at(-1) as Dim] : s;
  return run(new Tensor(flat, input.dtype, { strides, device: input.device }), flat, size).map((t) => {
    const out = t.shape ?? [];
    return c.tensor([...out.slice(0, -2), out.at(-1) as Dim], t.dtype, { strides: t.strides ? [...t.strides.slice(0, -2), t.strides.at(-1) as Dim] : t.strides, device: t.device });
  });
}

function average(c: OpContext, input: Tensor, shape: readonly Dim[], size: readonly Dim[], name: string): Tensor {
  const n = name.endsWith("2d") ? 2 : 3;
  if (size.length !== n) c.fail("RuntimeError", `${name}: output_size must be ${n}`, { rule: "argument-value" });
  const list = n === 2 ? size.map(print).join(", ") : `${size.slice(0, 2).map(print).join(", ")},${print(size[2] as Dim)}`;
  for (const d of size) refuse(c, ge(d, 0), () => `${name}: elements of output_size must be greater than or equal to 0 but received {${list}}`, "output-size");
  const rankMessage = (): string => `${name}(): Expected ${n + 1}D or ${n + 2}D tensor, but got ${sizes(shape)}`;
  const rankWhy = { rule: "rank", law: () => rankLaw(c, shape, n) };
  const ones = and(...size.map((d) => eq(d, 1)));
  const isMean = c.known(ones);
  if (isMean === true) return mean(c, input, shape, n);
  if (n === 3) for (let i = 1; i < shape.length; i++) nonEmpty(c, shape, i, name);
  if (shape.length !== n + 1 && shape.length !== n + 2) {
    if (isMean === false) c.fail("RuntimeError", rankMessage(), rankWhy);
    c.check(ones, "RuntimeError", rankMessage, rankWhy);
    return mean(c, input, shape, n);
  }
  if (n === 2) for (let i = shape.length - 2; i < shape.length; i++) nonEmpty(c, shape, i, name);
  const format = suggestedFormat(c, shape, input.strides);
  const kernel = n === 2 ? kernelName("adaptive_avg_pool2d", format) : "adaptive_avg_pool3d_cpu";
  const isEmptyResult = n === 2 && c.known(and(...size.map((d) => gt(d, 0)), ...shape.map((d) => gt(d, 0)))) === false;
  if (!isEmptyResult) checkImplemented(c, kernel, input.dtype, isCommonFloat);
  return pooled(c, input, input.dtype, shape, size, n === 3 ? "contiguous" : format);
}

/** An output size of 1: the mean, which takes any rank. */
function mean(c: OpContext, input: Tensor, shape: readonly Dim[], n: number): Tensor {
  if (input.dtype.category < 2) {
    c.fail("RuntimeError", `mean(): could not infer output dtype. Input dtype must be either a floating point or complex dtype. Got: ${scalarTypeName(input.dtype)}`, { rule: "dtype" });
  }
  for (let i = 1; i <= n; i++) wrapDim(c, -i, shape.length, { law: () => rankLaw(c, shape, n) });
  const lead = shape.slice(0, Math.max(0, shape.length - n));
  const out = [...lead, ...shape.slice(lead.length).map((): Dim => 1)];
  if (suggestedFormat(c, shape, input.strides) === "channels_last") {
    const channels = shape[1] as Dim;
    return c.tensor(out, input.dtype, { strides: [channels, 1, ...new Array<Dim>(n).fill(channels)], device: input.device });
  }
  const strides = c.call("torch.mean", [new Tensor(shape, input.dtype, { strides: input.strides }), new PyList(Array.from({ length: n }, (_, i) => -1 - i))], { keepdim: true });
  return c.tensor(out, input.dtype, { strides: strides instanceof Tensor ? strides.strides : input.strides === undefined ? undefined : null, device: input.device });
}

function maximum(c: OpContext, input: Tensor, shape: readonly Dim[], size: readonly Dim[], name: string): readonly Tensor[] {
  const n = name.endsWith("2d") ? 2 : 3;
  if (shape.length !== n + 1 && shape.length !== n + 2) {
    c.fail("RuntimeError", `${name}(): Expected ${n + 1}D or ${n + 2}D tensor, but got: ${sizes(shape)}`, { rule: "rank", law: () => rankLaw(c, shape, n) });
  }
  for (let i = 1; i < shape.length; i++) nonEmpty(c, shape, i, name);
  if (size.length !== n) c.fail("RuntimeError", `${name}(): internal error: output_size.size() must be ${n}`, { rule: "argument-value" });
  for (const d of size) refuse(c, ge(d, 0), () => `Trying to create tensor with negative dimension ${print(d)}: ${sizes([...shape.slice(0, -n), ...size])}`, "output-size");
  const format = n === 2 ? suggestedFormat(c, shape, input.strides) : "contiguous";
  checkImplemented(c, n === 2 ? kernelName("adaptive_max_pool2d", format) : "adaptive_max_pool3d_cpu", input.dtype, isCommonFloat);
  return [pooled(c, input, input.dtype, shape, size, format), pooled(c, input, INT64, shape, size, format)];
}

function nonEmpty(c: OpContext, shape: readonly Dim[], i: number, name: string): void {
  refuse(c, gt(shape[i] as Dim, 0), () => `${name}(): Expected input to have non-zero size for non-batch dimensions, but input has sizes ${sizes(shape)} with dimension ${i} being empty`, "rank");
}

function pooled(c: OpContext, input: Tensor, type: DType, shape: readonly Dim[], size: readonly Dim[], format: MemoryFormat | undefined): Tensor {
  const out = [...shape.slice(0, -size.length), ...size];
  return c.tensor(out, type, { strides: stridesOf(format, out), device: input.device });
}
