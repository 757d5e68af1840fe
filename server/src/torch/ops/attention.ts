/** Scaled dot-product attention (https://docs.pytorch.org/docs/stable/generated/torch.nn.functional.scaled_dot_product_attention.html). */
import { type Cond, type Dim, add, and, eq, mod, mul, or, print, printShape, product } from "../../dims/index.ts";
import { type Value, PyFloat, Unknown } from "../../python/values.ts";
import type { Args } from "../args.ts";
import { defineOp } from "../define.ts";
import { type DType, FLOAT32 } from "../dtype.ts";
import { NATIVE } from "../native.ts";
import { type OpContext, GiveUp, sizes, wrapDim } from "../op.ts";
import { type Strides, Tensor } from "../tensor.ts";
import { broadcastShapes } from "./broadcast.ts";
import { preservedStrides } from "./layout.ts";
import { checkExpands } from "./matmul.ts";
import { cppTypeName, isCommonFloat } from "./scalarTypes.ts";
import { checkKernel } from "./promotion.ts";

defineOp({
  name: "scaled_dot_product_attention",
  forms: ["torch._C._nn.scaled_dot_product_attention", { names: ["torch.nn.functional.scaled_dot_product_attention"], python: false }],
  signature: NATIVE,
  rule: scaledDotProduct,
  formula: (c, a) => {
    const [q, k, v] = ["query", "key", "value"].map((name) => c.shapeOf(a.tensor(name)).slice(-2)) as [Dim[], Dim[], Dim[]];
    const [length, width, source, values] = [q[0], q[1], k[0], v[1]].map((d) => print(d as Dim));
    return [`softmax(Q·Kᵀ/√${width})·V: (${length}, ${width})·(${width}, ${source}) → (${length}, ${source})·(${source}, ${values}) = (${length}, ${values})`];
  },
  doc: "torch.nn.functional.scaled_dot_product_attention",
});

interface Attention {
  readonly query: Tensor;
  readonly key: Tensor;
  readonly value: Tensor;
  readonly mask: Tensor | null;
  readonly causal: boolean;
  readonly dropout: Value;
  readonly grouped: boolean;
}

function scaledDotProduct(c: OpContext, a: Args): Value {
  const x: Attention = {
    query: a.tensor("query"),
    key: a.tensor("key"),
    value: a.tensor("value"),
    mask: a.maybeTensor("attn_mask"),
    causal: c.interp.truth(a.value("is_causal")) === undefined ? false : a.bool("is_causal"),
    dropout: a.value("dropout_p"),
    grouped: a.bool("enable_gqa"),
  };
  checkTypes(c, x);
  const names = ["N", "heads", "L", "E"];
  const [q, k, v] = [c.shapeOf(x.query, names), c.shapeOf(x.key, ["N", "heads", "S", "E"]), c.shapeOf(x.value, ["N", "heads", "S", "E_v"])];
  if (q.length < 2 || k.length < 2 || v.length < 2) {
    c.fail("RuntimeError", `Expected query, key, and value to all be  at least 2 dimensional, but got query.dim: ${q.length} key.dim: ${k.length} and value.dim: ${v.length} instead.`, { rule: "rank", law: () => `scaled_dot_product_attention: query, key and value need at least 2 dimensions, got ${printShape(q)}, ${printShape(k)} and ${printShape(v)}` });
  }
  checkMaskType(c, x.mask, x.query.dtype);
  // Of values without elements and for no queries nothing can come, and nothing more is checked.
  if (c.known(eq(product(v), 0)) === true || c.known(eq(q.at(-2) as Dim, 0)) === true) return result(c, x, q, v);
  const flash = isFlash(c, x, q, k, v);
  if (flash === true) {
    const dropout = constantOf(x.dropout);
    c.check(dropout === null || dropout === 0, "RuntimeError", () => "scaled_dot_product_attention_flash_attention: Currently do not support dropout > 0", { rule: "argument-value" });
    if (x.mask) expandMask(c, x.mask, q[2] as Dim, v[2] as Dim);
    c.count(() => mul(product([...q.slice(0, -1), k.at(-2) as Dim]), add(q.at(-1) as Dim, v.at(-1) as Dim)));
    return c.tensor(q, x.query.dtype, { device: x.query.device, strides: preservedStrides(c, x.query) });
  }
  return composed(c, x, q, k, v, flash);
}

function result(c: OpContext, x: Attention, q: readonly Dim[], v: readonly Dim[], strides?: Strides): Tensor {
  return c.tensor([...q.slice(0, -1), v.at(-1) as Dim], x.query.dtype, { device: x.query.device, strides });
}

function checkTypes(c: OpContext, x: Attention): void {
  const [q, k, v] = [x.query.dtype, x.key.dtype, x.value.dtype];
  if (q === k && q === v) return;
  const message = `Expected query, key, and value to have the same dtype, but got query.dtype: ${cppTypeName(q)} key.dtype: ${cppTypeName(k)} and value.dtype: ${cppTypeName(v)} instead.`;
  c.fail("RuntimeError", message, { rule: "dtype", law: () => `scaled_dot_product_attention: query is ${q.name}, key ${k.name}, value ${v.name}` });
}

function checkMaskType(c: OpContext, mask: Tensor | null, query: DType): void {
  if (!mask || mask.dtype.name === "bool" || mask.dtype === FLOAT32 || mask.dtype === query) return;
  const message = `Expected attn_mask dtype to be bool or float or to match query dtype, but got attn_mask.dtype: ${cppTypeName(mask.dtype)} and  query.dtype: ${cppTypeName(query)} instead.`;
  c.fail("RuntimeError", message, { rule: "dtype", law: () => `scaled_dot_product_attention: attn_mask is ${mask.dtype.name}; it must be bool, float32 or of the query's type, ${query.name}` });
}

/** Whether the fused kernel for CPUs takes the call; its result keeps the query's layout. undefined: it depends. */
function isFlash(c: OpContext, x: Attention, q: readonly Dim[], k: readonly Dim[], v: readonly Dim[]): boolean | undefined {
  if (!isCommonFloat(x.query.dtype)) return false;
  if (q.length !== 4 || k.length !== 4 || v.length !== 4) return false;
  const dropout = constantOf(x.dropout);
  if (dropout !== null && dropout > 0) return false;
  const [n, heads, length, width] = q as [Dim, Dim, Dim, Dim];
  const needs: Cond[] = [eq(k[1] as Dim, v[1] as Dim)];
  for (const other of [k, v]) needs.push(eq(n, other[0] as Dim), x.grouped ? divides(other[1] as Dim, heads) : eq(heads, other[1] as Dim));
  const together = c.known(and(...needs));
  // The mask is looked at only where batches and heads fit.
  if (together === false) return false;
  const mask = x.mask === null ? true : maskFits(c, x.mask, together === true, [n, heads, length, k[2] as Dim]);
  if (c.known(eq(k[2] as Dim, 0)) === true) return false;
  const widths = c.known(and(eq(width, k[3] as Dim), eq(width, v[3] as Dim)));
  return all([together, mask, widths, dropout === null ? undefined : true, ...[x.query, x.key, x.value].map((t) => lastStrideIsOne(c, t))]);
}

function constantOf(v: Value): number | null {
  return typeof v === "number" ? v : v instanceof PyFloat ? v.value : null;
}

function all(answers: readonly (boolean | undefined)[]): boolean | undefined {
  if (answers.includes(false)) return false;
  return answers.includes(undefined) ? undefined : true;
}

function lastStrideIsOne(c: OpContext, t: Tensor): boolean | undefined {
  if (t.strides === null) return undefined;
  const last = t.strides?.at(-1) ?? 1;
  return c.known(eq(last, 1));
}

function maskFits(c: OpContext, mask: Tensor, isAsked: boolean, [n, heads, length, source]: readonly [Dim, Dim, Dim, Dim]): boolean | undefined {
  const m = c.shapeOf(mask, ["L", "S"]);
  if (mask.requiresGrad) return false;
  if (m.length < 2 && !isAsked) return undefined;
  if (m.length === 0) c.fail("IndexError", "Dimension specified as -2 but tensor has no dimensions", { rule: "dim-out-of-range" });
  if (m.length < 2) wrapDim(c, -2, m.length);
  const fits = (d: Dim, want: Dim): boolean | undefined => c.known(or(eq(d, want), eq(d, 1)));
  const last = [fits(m.at(-2) as Dim, length), fits(m.at(-1) as Dim, source)];
  if (m.length === 2) return all(last);
  return m.length === 4 ? all([...last, fits(m[0] as Dim, n), fits(m[1] as Dim, heads)]) : false;
}

/** The fused kernel's own view of the mask: its last sizes must expand to the queries' and the values' lengths. */
function expandMask(c: OpContext, mask: Tensor, target: Dim, source: Dim): void {
  const m = c.shapeOf(mask);
  const lead: readonly Dim[] = m.length === 4 ? m.slice(0, 2) : [1, 1];
  const wanted = [...lead, target, source];
  const own = [...lead, ...m.slice(-2)];
  checkExpands(c, c.tensor(own, mask.dtype), wanted, {
    rule: "attention-mask",
    law: () => `scaled_dot_product_attention: attn_mask ${printShape(m)} does not fit ${print(target)} queries and ${print(source)} values`,
  });
}

/** The products and sums that the operator stands for. */
function composed(c: OpContext, x: Attention, q: readonly Dim[], k: readonly Dim[], v: readonly Dim[], flash: boolean | undefined): Value {
  if (x.causal && x.mask && flash === false) {
    c.check(false, "RuntimeError", () => "_scaled_dot_product_attention: Explicit attn_mask should not be set when is_causal=True", { rule: "argument-value", law: () => "scaled_dot_product_attention: attn_mask and is_causal=True exclude each other" });
  }
  // The fused kernel does not ask for as many values as keys.
  if (flash === undefined && c.known(eq(k.at(-2) as Dim, v.at(-2) as Dim)) !== true) {
    const lead = x.grouped ? q.slice(0, -2) : broadcastShapes(c, [q, k, v].map((shape) => shape.slice(0, -2)));
    return result(c, x, [...lead, ...q.slice(-2)], v, null);
  }
  const [keys, values] = x.grouped && !c.failure ? grouped(c, q, k, v) : [k, v];
  if (c.failure) return result(c, x, q, v);
  const type = x.query.dtype.category < 2 ? FLOAT32 : x.query.dtype;
  const make = (shape: readonly Dim[], of: DType): Tensor => c.tensor(shape, of, { device: x.query.device });
  const turned = [...keys.slice(0, -2), keys.at(-1) as Dim, keys.at(-2) as Dim];
  const weights = c.call("torch.matmul", [make(q, type), make(turned, type)]);
  if (!(weights instanceof Tensor)) throw new GiveUp(weights instanceof Unknown ? weights : new Unknown("the attention weights are not known", c.node));
  const scores = c.shapeOf(weights);
  if (x.mask) checkMask(c, x.mask, scores);
  checkKernel(c, { name: "softmax_lastdim_kernel_impl", rejects: "complex" }, weights.dtype, weights.device);
  checkDropout(c, x.dropout);
  if (c.failure) return result(c, x, q, v);
  const out = c.call("torch.matmul", [weights, make(values, x.value.dtype)]);
  if (!(out instanceof Tensor)) return out;
  const strides: Strides = flash === undefined ? null : undefined;
  return c.tensor(c.shapeOf(out), x.query.dtype, { device: x.query.device, strides });
}

/** Several query heads share one of the keys' and values'. */
function grouped(c: OpContext, q: readonly Dim[], k: readonly Dim[], v: readonly Dim[]): readonly [readonly Dim[], readonly Dim[]] {
  const heads = [q, k, v].map((s) => {
    const d = s.at(-3);
    return d ?? s[wrapDim(c, -3, s.length)] ?? 1;
  });
  const [hq, hk, hv] = heads as [Dim, Dim, Dim];
  const fits = or(and(eq(hq, hk), eq(hk, hv)), and(divides(hk, hq), divides(hv, hq)));
  c.check(fits, "RuntimeError", () => "Number of heads in key and value must divide the number of heads in ", { rule: "attention-heads", law: () => `scaled_dot_product_attention: ${print(hk)} heads in key and ${print(hv)} in value must divide the ${print(hq)} in query` });
  const spread = (s: readonly Dim[]): readonly Dim[] => s.map((d, i) => (i === s.length - 3 ? hq : d));
  return [spread(k), spread(v)];
}

function divides(a: Dim, b: Dim): Cond {
  return a === 0 ? false : eq(mod(b, a), 0);
}

/** `weights.add_(attn_mask)` */
function checkMask(c: OpContext, mask: Tensor, scores: readonly Dim[]): void {
  if (c.failure) return;
  const m = c.shapeOf(mask, ["L", "S"]);
  const law = (): string => `scaled_dot_product_attention: attn_mask ${printShape(m)} does not fit the attention weights ${printShape(scores)}`;
  const whole = broadcastShapes(c, [scores, m], { rule: "attention-mask", law });
  if (c.failure) return;
  const message = (): string => `output with shape ${sizes(scores)} doesn't match the broadcast shape ${sizes(whole)}`;
  if (whole.length !== scores.length) c.check(false, "RuntimeError", message, { rule: "attention-mask", law });
  scores.forEach((d, i) => c.check(eq(d, whole[i] ?? 1), "RuntimeError", message, { rule: "attention-mask", law }));
}

function checkDropout(c: OpContext, p: Value): void {
  const n = typeof p === "number" ? p : p instanceof PyFloat ? p.value : null;
  if (n !== null && n > 1) c.check(false, "RuntimeError", () => `dropout probability has to be between 0 and 1, but got ${n}`, { rule: "argument-value" });
}

// ---------------------------------------------------------------- masks of the attention layers

defineOp({
  name: "_canonical_mask",
  forms: ["torch.nn.functional._canonical_mask"],
  signature: "mask, mask_name, other_type, other_name, target_type, check_other=True",
  rule: (c, a) => (a.isNone("mask") ? null : canonicalMask(c, a.value("mask"), a.string("mask_name"), a.maybeDtype("target_type") ?? FLOAT32)),
});
defineOp({
  name: "_none_or_dtype",
  forms: ["torch.nn.functional._none_or_dtype"],
  signature: "input",
  rule: (c, a) => noneOrDtype(c, a.value("input")),
});

export function noneOrDtype(c: OpContext, v: Value): Value {
  if (v === null || v instanceof Unknown) return v;
  if (v instanceof Tensor) return v.dtype;
  return c.fail("RuntimeError", "input to _none_or_dtype() must be None or torch.Tensor", { rule: "argument-type" });
}

/** A mask as floats: -inf where a bool mask is true. */
export function canonicalMask(c: OpContext, v: Value, name: string, target: DType): Tensor | Unknown {
  if (v instanceof Unknown) return v;
  if (!(v instanceof Tensor)) {
    c.interp.getattr(v, "dtype", c.node);
    return c.giveUp("the mask is no tensor");
  }
  if (v.dtype.name !== "bool" && v.dtype.category !== 2) {
    c.fail("AssertionError", `only bool and floating types of ${name} are supported`, { rule: "dtype", law: () => `${c.op}: ${name} must be bool or floating, got ${v.dtype.name}` });
  }
  if (v.dtype.category === 2) return v;
  if (target.category === 1) c.fail("RuntimeError", `value cannot be converted to type ${CPP_INTEGERS[target.name] ?? `${target.name}_t`} without overflow`, { rule: "dtype", law: () => `${c.op}: a query of ${target.name} has no -inf to mask with` });
  return c.tensor(v.shapeOrVar, target, { device: v.device, data: v.data && v.data.map((x) => (x ? Number.NEGATIVE_INFINITY : 0)) });
}

/** The C++ names of integers, as a failed conversion of a number tells them. */
const CPP_INTEGERS: Readonly<Record<string, string>> = { int32: "int" };

