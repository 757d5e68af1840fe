/** Multi-head attention: the functional form and the layer (https://docs.pytorch.org/docs/stable/generated/torch.nn.MultiheadAttention.html). */
import { type Dim, add, eq, floordiv, isConst, lt, mul, not, print, printShape, product, sum } from "../../dims/index.ts";
import { fromDim } from "../../python/interp.ts";
import { type Value, type Instance, NO_KWARGS, PyFloat, PyList, PyTuple, Unknown } from "../../python/values.ts";
import { type Args, asDim, sequence } from "../args.ts";
import { floatDefault } from "../defaultType.ts";
import { type ModuleBuilder, defineModule, defineOp, moduleClasses } from "../define.ts";
import { type DType, FLOAT32, promoteTypes } from "../dtype.ts";
import { matchNative } from "../native.ts";
import { type Explanation, type OpContext, GiveUp, sizeRepr, sizes } from "../op.ts";
import { reordered } from "../mended.ts";
import { checkSequence } from "../suspicion/batch.ts";
import { Tensor } from "../tensor.ts";
import { canonicalMask, noneOrDtype } from "./attention.ts";
import { evenHeads, fusedMasks } from "./fusedAttention.ts";
import { NO_PRODUCT } from "./matmul.ts";
import { arithmetic, holds, parameterShape } from "./python.ts";
import { gradientMode } from "../gradient.ts";
import { pythonTuple } from "./recurrent.ts";
import { checkKernel } from "./promotion.ts";

const F = "torch.nn.functional.";

defineOp({
  name: "multi_head_attention_forward",
  forms: [`${F}multi_head_attention_forward`],
  signature:
    "query, key, value, embed_dim_to_check, num_heads, in_proj_weight, in_proj_bias, bias_k, bias_v, add_zero_attn, dropout_p, out_proj_weight, out_proj_bias, training=True, key_padding_mask=None, need_weights=True, attn_mask=None, use_separate_proj_weight=False, q_proj_weight=None, k_proj_weight=None, v_proj_weight=None, static_k=None, static_v=None, average_attn_weights=True, is_causal=False",
  rule: attend,
  doc: "torch.nn.functional.multi_head_attention_forward",
});

const RULE = "attention-embed-dim";
const MASK = "attention-mask";

/** The sizes of one call: target and source length, batch, embedding. */
interface Sizes {
  readonly batched: boolean;
  readonly target: Dim;
  readonly source: Dim;
  readonly batch: Dim;
  readonly embed: Dim;
}

function attend(c: OpContext, a: Args): Value {
  const [query, key, value] = (["query", "key", "value"] as const).map((n) => a.value(n)) as [Value, Value, Value];
  const batched = checkRanks(c, a);
  const [q, k, v] = [query, key, value].map((t) => asBatched(c.shapeOf(t as Tensor), batched)) as [readonly Dim[], readonly Dim[], readonly Dim[]];
  const type = (query as Tensor).dtype;
  const s: Sizes = { batched, target: q[0] as Dim, source: k[0] as Dim, batch: q[1] as Dim, embed: q[2] as Dim };
  const needWeights = truth(c, a.value("need_weights"));
  const causal = truth(c, a.value("is_causal"));
  noneOrDtype(c, a.value("attn_mask"));
  const padding = maskOf(c, a, "key_padding_mask", type);
  if (causal && a.isNone("attn_mask")) {
    c.fail("RuntimeError", "Need attn_mask if specifying the is_causal hint. You may use the Transformer module method `generate_square_subsequent_mask` to create this mask.", { rule: MASK, law: () => "multi_head_attention: is_causal=True needs attn_mask as well" });
  }
  const mask = causal && padding === null && !needWeights ? null : maskOf(c, a, "attn_mask", type);
  const hint = a.value("is_causal");
  if (!needWeights && padding === null && typeof hint !== "boolean" && !(hint instanceof Unknown)) matchNative(c, `${F}scaled_dot_product_attention`, [query, key, value, mask, 0, hint], NO_KWARGS);
  const heads = checkHeads(c, a, s);
  if (heads === null) return viewHeads(c, a, query as Tensor);
  const separate = truth(c, a.value("use_separate_proj_weight"));
  checkAlike(c, separate, k, v);
  if (separate) checkProjections(c, a, [q, k, v]);
  const projected = project(c, a, separate, [query as Tensor, key as Tensor, value as Tensor], [q, k, v]);
  const more = checkMasks(c, a, s, heads, mask, k, () => {
    if (c.known(lt(heads, 0)) === true) viewHeads(c, a, query as Tensor);
    viewProjections(c, a, projected, s.embed, heads);
  });
  const source = add(s.source, more);
  checkPadding(c, padding, source, s.batch, more, batched);
  if (!needWeights && !c.failure && (padding || (mask && c.shapeOf(mask).length === 3))) checkMaskOfHeads(c, s.batch, heads, source);
  return results(c, a, s, heads, source, needWeights, merged(padding, mask), type);
}

function truth(c: OpContext, v: Value): boolean {
  return c.interp.truth(v) ?? c.giveUp("a condition that is not known");
}

function asBatched(shape: readonly Dim[], batched: boolean): readonly Dim[] {
  return batched ? shape : [shape[0] as Dim, 1, shape[1] as Dim];
}

/** The rank that `x.dim()` gives; raises Python's error for what has no such method. */
function rankOf(c: OpContext, v: Value, names: readonly string[]): number {
  if (v instanceof Unknown) throw new GiveUp(v);
  if (v instanceof Tensor) return c.shapeOf(v, names).length;
  c.interp.getattr(v, "dim", c.node);
  return c.giveUp("an argument is no tensor");
}

/** Whether the input is batched; the ranks of all others follow from it. */
function checkRanks(c: OpContext, a: Args): boolean {
  // A query whose rank nobody knows has that of the others.
  const others = ["key", "value"].map((n) => a.value(n)).map((v) => (v instanceof Tensor ? v.shape?.length : undefined));
  const rank = rankOf(c, a.value("query"), others.includes(2) ? ["L", "E"] : ["L", "N", "E"]);
  if (rank !== 2 && rank !== 3) {
    c.fail("AssertionError", `query should be unbatched 2D or batched 3D tensor but received ${rank}-D query tensor`, { rule: "rank", law: () => `multi_head_attention: query must have 3 dimensions (or 2, unbatched), got ${rank}` });
  }
  const batched = rank === 3;
  const kind = `For ${batched ? "batched" : "unbatched"} (${rank}-D) \`query\`, expected`;
  const why: Explanation = { rule: "rank" };
  const [key, value] = ["key", "value"].map((n) => rankOf(c, a.value(n), batched ? ["S", "N", "E"] : ["S", "E"])) as [number, number];
  if (key !== rank || value !== rank) c.fail("AssertionError", `${kind} \`key\` and \`value\` to be ${rank}-D but found ${key}-D and ${value}-D tensors respectively`, why);
  const padding = a.value("key_padding_mask");
  const expected = rank - 1;
  if (padding !== null && !(padding instanceof Unknown)) {
    const got = rankOf(c, padding, batched ? ["N", "S"] : ["S"]);
    if (got !== expected) c.fail("AssertionError", `${kind} \`key_padding_mask\` to be \`None\` or ${expected}-D but found ${got}-D tensor instead`, { ...why, rule: MASK });
  }
  const mask = a.value("attn_mask");
  if (mask === null || mask instanceof Unknown) return batched;
  const got = rankOf(c, mask, ["L", "S"]);
  if (got !== 2 && got !== 3) c.fail("AssertionError", `${kind} \`attn_mask\` to be \`None\`, 2-D or 3-D but found ${got}-D tensor instead`, { ...why, rule: MASK });
  if (!batched && got === 3) {
    const heads = asDim(c.interp, a.value("num_heads")) ?? 1;
    const want = [heads, c.shapeOf(a.tensor("query"))[0] as Dim, c.shapeOf(a.tensor("key"))[0] as Dim];
    const shape = c.shapeOf(mask as Tensor);
    checkShape(c, shape, want, "AssertionError", () => `Expected \`attn_mask\` shape to be ${pythonTuple(want)} but got ${sizeRepr(shape)}`);
  }
  return batched;
}

function checkShape(c: OpContext, got: readonly Dim[], want: readonly Dim[], exception: string, message: () => string): void {
  const law = (): string => `multi_head_attention: expected attn_mask ${printShape(want)}, got ${printShape(got)}`;
  want.forEach((d, i) => c.check(eq(got[i] as Dim, d), exception, message, { rule: MASK, law }));
}

function maskOf(c: OpContext, a: Args, name: string, type: DType): Tensor | null {
  const v = a.value(name);
  if (v === null || v instanceof Unknown) return null;
  const mask = canonicalMask(c, v, name, type);
  return mask instanceof Tensor ? mask : null;
}

/** The layer that owns the projections, to be told what is wrong in its construction. */
function layerOf(a: Args): { readonly module: Instance } | null {
  for (const name of ["in_proj_weight", "q_proj_weight", "out_proj_weight"]) {
    const w = a.value(name);
    if (w instanceof Tensor && w.owner && w.owner.module.attrs.has("embed_dim")) return { module: w.owner.module };
  }
  return null;
}

/** Whether one kernel computes the layer where one input has all three roles, for sure: without gradients, with batches first and pairs of heads. */
export function isSurelyFused(c: OpContext, layer: Instance): boolean {
  const own = (name: string): Value => c.interp.lookupAttr(layer, name) ?? null;
  const isTrue = (name: string): boolean | undefined => c.interp.truth(own(name));
  return (
    gradientMode.enabled === false && own("training") === false && isTrue("batch_first") === true && own("in_proj_bias") instanceof Tensor && own("bias_k") === null && isTrue("add_zero_attn") === false &&
    own("_qkv_same_embed_dim") === true && evenHeads(c, own("num_heads")) !== null
  );
}

/** The number of heads; null where it is not an int. */
function checkHeads(c: OpContext, a: Args, s: Sizes): Dim | null {
  const expected = a.value("embed_dim_to_check");
  const want = expected instanceof PyFloat && Number.isInteger(expected.value) ? expected.value : asDim(c.interp, expected);
  if (want === undefined && !(expected instanceof Unknown)) c.fail("AssertionError", `was expecting embedding dimension of ${c.interp.str(expected)}, but got ${print(s.embed)}`, { rule: RULE });
  const layer = layerOf(a);
  const embed = a.tensor("query");
  if (want !== undefined) {
    const told = (): string => `was expecting embedding dimension of ${expected instanceof PyFloat || typeof expected === "boolean" ? c.interp.str(expected) : print(want)}, but got ${print(s.embed)}`;
    c.check(eq(s.embed, want), "AssertionError", told, {
      rule: RULE,
      law: () => `multi_head_attention: expected embed_dim ${print(want)} (last dim of query), got ${print(s.embed)} from ${embed.inputName ? `${embed.inputName}: ` : ""}${printShape(c.shapeOf(embed))}`,
      ...(layer && { blame: { kind: "module-argument" as const, module: layer.module, parameter: "embed_dim", expected: reordered(embed, c.shapeOf(embed), c.shapeOf(embed).length - 1, want) ? null : s.embed } }),
      subjects: [embed],
    });
  }
  const given = a.value("num_heads");
  if (given instanceof PyFloat) {
    const whole = given.value === 0 || !isConst(s.embed) || Math.floor(s.embed / given.value) * given.value === s.embed;
    if (!whole) c.fail("AssertionError", `embed_dim ${print(s.embed)} not divisible by num_heads ${c.interp.str(given)}`, { rule: RULE });
    return null;
  }
  const heads = asDim(c.interp, given);
  if (heads === undefined && !(given instanceof Unknown)) arithmetic(c)("//", fromDim(s.embed), given);
  if (heads === undefined) return c.giveUp("the number of heads is not known");
  if (heads === 0) c.fail("ZeroDivisionError", "integer division or modulo by zero", { rule: RULE });
  // A layer that was built so was told of it then.
  const told = layer && asDim(c.interp, layer.module.attrs.get("embed_dim") ?? null) === s.embed && asDim(c.interp, layer.module.attrs.get("num_heads") ?? null) === heads;
  if (!c.failure && !told) c.check(eq(mul(floordiv(s.embed, heads), heads), s.embed), "AssertionError", () => `embed_dim ${print(s.embed)} not divisible by num_heads ${print(heads)}`, { rule: RULE, law: () => `multi_head_attention: embed_dim ${print(s.embed)} is no multiple of num_heads ${print(heads)}` });
  return heads;
}

/** A float as the number of heads: the view into heads refuses it. */
function viewHeads(c: OpContext, a: Args, query: Tensor): Value {
  const compute = arithmetic(c);
  const shape = c.shapeOf(query);
  const heads = a.value("num_heads");
  const [length, batch, embed] = [shape[0] as Dim, shape.length === 3 ? (shape[1] as Dim) : 1, shape.at(-1) as Dim].map((d) => fromDim(d)) as [Value, Value, Value];
  if (a.value("in_proj_weight") instanceof Tensor) c.call(`${F}linear`, [query, a.value("in_proj_weight"), a.value("in_proj_bias")]);
  return c.interp.callMethod(query, "view", [length, compute("*", batch, heads), compute("//", embed, heads)], c.node) instanceof Unknown ? new Unknown("the call fails", c.node) : c.giveUp("a number of heads that is no int");
}

function checkAlike(c: OpContext, separate: boolean, k: readonly Dim[], v: readonly Dim[]): void {
  const [x, y] = separate ? [k.slice(0, 2), v.slice(0, 2)] : [k, v];
  const message = (): string => (separate ? `key's sequence and batch dims ${sizeRepr(x)} do not match value's ${sizeRepr(y)}` : `key shape ${sizeRepr(x)} does not match value shape ${sizeRepr(y)}`);
  x.forEach((d, i) => c.check(eq(d, y[i] as Dim), "AssertionError", message, { rule: RULE, law: () => `multi_head_attention: key ${printShape(k)} and value ${printShape(v)} must ${separate ? "agree in length and batch" : "be alike (kdim and vdim allow other features)"}` }));
}

/** The weights' shapes where query, key and value have features of their own. */
function checkProjections(c: OpContext, a: Args, shapes: readonly [readonly Dim[], readonly Dim[], readonly Dim[]]): void {
  const embed = shapes[0][2] as Dim;
  const layer = layerOf(a);
  const bias = a.maybeTensor("in_proj_bias");
  (["q", "k", "v"] as const).forEach((n) => {
    if (a.isNone(`${n}_proj_weight`)) c.fail("AssertionError", `use_separate_proj_weight is True but ${n}_proj_weight is None`, { rule: "argument-value" });
  });
  (["query", "key", "value"] as const).forEach((name, i) => {
    const features = shapes[i]?.[2] as Dim;
    const weight = c.shapeOf(a.tensor(`${name[0]}_proj_weight`));
    const want = [embed, features];
    const parameter = `${name[0]}dim`;
    const message = (): string => `expecting ${name} weights shape of ${pythonTuple(want)}, but got ${sizeRepr(weight)}`;
    const why: Explanation = {
      rule: RULE,
      law: () => `multi_head_attention: expected ${print(weight[1] ?? 1)} features in ${name} (last dim), got ${print(features)}`,
      ...(layer && i > 0 && { blame: { kind: "module-argument" as const, module: layer.module, parameter, expected: features } }),
      subjects: [a.tensor(name)],
    };
    if (weight.length !== 2) c.fail("AssertionError", message(), why);
    want.forEach((d, j) => c.check(eq(d, weight[j] as Dim), "AssertionError", message, why));
  });
  if (bias) c.check(eq(c.shapeOf(bias)[0] ?? 1, mul(3, embed)), "AssertionError", () => `expecting query bias shape of ${pythonTuple([embed])}, but got ${sizeRepr([floordiv(c.shapeOf(bias)[0] ?? 1, 3)])}`, { rule: RULE });
}

/** The products that make queries, keys and values; they fail on features and types that the weights do not have. */
function project(c: OpContext, a: Args, separate: boolean, tensors: readonly [Tensor, Tensor, Tensor], shapes: readonly [readonly Dim[], readonly Dim[], readonly Dim[]]): readonly Tensor[] {
  if (c.failure) return [];
  const [query, key, value] = tensors;
  const embed = shapes[0][2] as Dim;
  if (!separate && layerOf(a) === null) {
    if (a.isNone("in_proj_weight")) c.fail("AssertionError", "use_separate_proj_weight is False but in_proj_weight is None", { rule: "argument-value" });
    return projectPacked(c, a, tensors, embed);
  }
  const bias = a.maybeTensor("in_proj_bias");
  const part = (rows: Dim, of: Tensor, columns: Dim = embed): readonly [Tensor, Tensor | null] => {
    const weight = c.tensor([rows, columns], of.dtype, { requiresGrad: of.requiresGrad });
    weight.owner = of.owner;
    return [weight, bias && c.tensor([rows], bias.dtype, { requiresGrad: bias.requiresGrad })];
  };
  const apply = (t: Tensor, shape: readonly Dim[], [weight, b]: readonly [Tensor, Tensor | null]): void => {
    const fits = c.known(eq(shape[2] as Dim, c.shapeOf(weight)[1] as Dim));
    if (t.dtype === weight.dtype && fits === true) return;
    const x = c.shapeOf(t).length === 3 ? t : c.interp.callMethod(t, "unsqueeze", [1], c.node);
    c.call(`${F}linear`, [x, weight, b]);
  };
  if (separate) {
    tensors.forEach((t, i) => apply(t, shapes[i] as readonly Dim[], part(embed, a.tensor(`${"qkv"[i]}_proj_weight`), shapes[i]?.[2] as Dim)));
    return [];
  }
  const packed = a.tensor("in_proj_weight");
  // Unbatched inputs are unsqueezed one by one, and are no longer the same tensor.
  const shared = key === value && c.shapeOf(query).length === 3;
  if (shared && query === key) apply(query, shapes[0], part(mul(3, embed), packed));
  else if (shared) {
    apply(query, shapes[0], part(embed, packed));
    apply(key, shapes[1], part(mul(2, embed), packed));
  } else tensors.forEach((t, i) => apply(t, shapes[i] as readonly Dim[], part(embed, packed)));
  return [];
}

/** The products with a weight that no layer made, step by step as `_in_projection_packed` does them; those of query, key and value where some have other features than they should have. */
function projectPacked(c: OpContext, a: Args, tensors: readonly [Tensor, Tensor, Tensor], embed: Dim): readonly Tensor[] {
  const run = (t: Value, name: string, args: readonly Value[]): Value => c.interp.callMethod(t, name, args, c.node);
  const must = (v: Value): Tensor => (v instanceof Tensor ? v : c.giveUp("the call fails"));
  const batched = c.shapeOf(tensors[0]).length === 3;
  const [q, k, v] = tensors.map((t) => (batched ? t : must(run(t, "unsqueeze", [1])))) as [Tensor, Tensor, Tensor];
  const [weight, bias] = [a.value("in_proj_weight"), a.value("in_proj_bias")];
  const linear = (x: Tensor, w: Value, b: Value): Tensor => must(c.call(`${F}linear`, [x, w, b]));
  const parts = (of: Value, name: string, args: readonly Value[], count: number): readonly Value[] => {
    const items = sequence(run(of, name, args)) ?? c.giveUp("the call fails");
    if (items.length < count) c.fail("ValueError", `not enough values to unpack (expected ${count}, got ${items.length})`, { rule: "argument-value" });
    if (items.length > count) c.fail("ValueError", `too many values to unpack (expected ${count})`, { rule: "argument-value" });
    return items;
  };
  const pieces = (x: Tensor, count: number): void => {
    must(run(x, "unflatten", [-1, new PyTuple([count, fromDim(embed)])]));
  };
  const shared = k === v;
  if (shared && q === k) pieces(linear(q, weight, bias), 3);
  else if (shared) {
    const halves = new PyTuple([fromDim(embed), fromDim(mul(2, embed))]);
    const [wq, wkv] = parts(weight, "split", [halves], 2) as [Value, Value];
    const [bq, bkv] = bias === null ? [null, null] : (parts(bias, "split", [halves], 2) as [Value, Value]);
    linear(q, wq, bq);
    pieces(linear(k, wkv, bkv), 2);
  } else {
    const ws = parts(weight, "chunk", [3], 3);
    const bs = bias === null ? [null, null, null] : parts(bias, "chunk", [3], 3);
    const projected = [q, k, v].map((x, i) => linear(x, ws[i] as Value, bs[i] as Value));
    if (!projected.every((x) => c.known(eq(c.shapeOf(x).at(-1) as Dim, embed)) === true)) return projected;
  }
  return [];
}

/** Projections of which some have other features than they should have, on their way to the heads. */
function viewProjections(c: OpContext, a: Args, [q, ...others]: readonly Tensor[], embed: Dim, heads: Dim): void {
  const run = (t: Value, name: string, args: readonly Value[]): Tensor => {
    const result = c.interp.callMethod(t, name, args, c.node);
    return result instanceof Tensor ? result : c.giveUp("the call fails");
  };
  if (!q) return;
  const batch = c.shapeOf(q)[1] as Dim;
  const toHeads = (x: Tensor): Tensor => run(x, "view", [c.shapeOf(x)[0] as Dim, mul(batch, heads), floordiv(embed, heads)].map(fromDim));
  const longer = others.map((x, i) => {
    const bias = a.value(i === 0 ? "bias_k" : "bias_v");
    return bias instanceof Tensor ? c.call("torch.cat", [new PyList([x, run(bias, "repeat", [1, fromDim(batch), 1])])]) : x;
  });
  toHeads(q);
  longer.forEach((x, i) => {
    if (a.isNone(i === 0 ? "static_k" : "static_v") && x instanceof Tensor) toHeads(x);
  });
}

/** attn_mask and the keys' batch; gives how many positions the keys get more. */
function checkMasks(c: OpContext, a: Args, s: Sizes, heads: Dim, mask: Tensor | null, k: readonly Dim[], view: () => void): Dim {
  if (mask) {
    const shape = c.shapeOf(mask);
    const want = shape.length === 2 ? [s.target, s.source] : [mul(s.batch, heads), s.target, s.source];
    checkShape(c, shape, want, "RuntimeError", () => `The shape of the ${shape.length}D attn_mask is ${sizeRepr(shape)}, but should be ${pythonTuple(want)}.`);
  }
  let more = 0;
  const [biasK, biasV] = [!a.isNone("bias_k"), !a.isNone("bias_v")];
  const keyBatch = k[1] as Dim;
  if (biasK && biasV) {
    if (!a.isNone("static_k")) c.fail("AssertionError", "bias cannot be added to static key.", { rule: "argument-value" });
    if (!a.isNone("static_v")) c.fail("AssertionError", "bias cannot be added to static value.", { rule: "argument-value" });
    view();
    c.check(eq(keyBatch, s.batch), "RuntimeError", () => `Sizes of tensors must match except in dimension 0. Expected size ${print(keyBatch)} but got size ${print(s.batch)} for tensor number 1 in the list.`, batchWhy(s, keyBatch));
    more += 1;
  } else if (biasK || biasV) c.fail("AssertionError", `bias_${biasK ? "k" : "v"} is set but bias_${biasK ? "v" : "k"} is None`, { rule: "argument-value" });
  if (!biasK && !c.failure) view();
  const head = floordiv(s.embed, heads);
  const fixed = (["static_k", "static_v"] as const).map((n) => a.maybeTensor(n));
  if (!fixed[0]) {
    const view = [add(s.source, more), mul(s.batch, heads), head];
    c.check(eq(keyBatch, s.batch), "RuntimeError", () => `shape '${sizes(view)}' is invalid for input of size ${print(product([s.source, keyBatch, s.embed]))}`, batchWhy(s, keyBatch));
  }
  fixed.forEach((t, i) => {
    if (!t) return;
    const shape = c.shapeOf(t);
    const want: readonly (readonly [number, Dim])[] = [[0, mul(s.batch, heads)], [2, head]];
    for (const [at, d] of want) c.check(eq(shape[at] ?? 1, d), "AssertionError", () => `expecting static_${"kv"[i]}.size(${at}) of ${print(d)}, but got ${print(shape[at] ?? 1)}`, { rule: RULE });
  });
  if (truth(c, a.value("add_zero_attn"))) more += 1;
  return more;
}

function batchWhy(s: Sizes, batch: Dim): Explanation {
  return { rule: RULE, law: () => `multi_head_attention: query has a batch of ${print(s.batch)}, key one of ${print(batch)} (is batch_first as you mean it?)` };
}

function checkPadding(c: OpContext, padding: Tensor | null, source: Dim, batch: Dim, more: Dim, batched: boolean): void {
  if (!padding) return;
  const own = c.shapeOf(padding);
  const shape = [batched ? (own[0] as Dim) : 1, add(own.at(-1) as Dim, more)];
  [batch, source].forEach((want, i) => {
    const got = shape[i] as Dim;
    c.check(eq(got, want), "AssertionError", () => `Expected key_padded_mask.shape[${i}] to be ${print(want)}, but got ${print(got)}`, { rule: MASK, law: () => `multi_head_attention: expected key_padding_mask ${printShape([batch, source])} (batch, source length), got ${printShape(shape)}` });
  });
}

/** A mask for each head is viewed with a size that is left open, which has to follow from the others. */
function checkMaskOfHeads(c: OpContext, batch: Dim, heads: Dim, source: Dim): void {
  const view = [batch, heads, -1, source];
  const isOne = c.known(eq(mul(batch, heads), 1)) === true;
  c.check(isOne || not(eq(product([batch, source]), 0)), "RuntimeError", () => `cannot reshape tensor of 0 elements into shape ${sizes(view)} because the unspecified dimension size -1 can be any value and is ambiguous`, { rule: MASK });
}

/** The type of what is added to the scores; null: nothing is. */
function merged(padding: Tensor | null, mask: Tensor | null): DType | null {
  if (padding && mask) return promoteTypes(padding.dtype, mask.dtype);
  return padding?.dtype ?? mask?.dtype ?? null;
}

function results(c: OpContext, a: Args, s: Sizes, heads: Dim, source: Dim, needWeights: boolean, mask: DType | null, type: DType): Value {
  const { target, batch, embed } = s;
  const head = floordiv(embed, heads);
  const make = (shape: readonly Dim[], of: DType = type): Tensor => c.tensor(shape, of, { device: a.tensor("query").device });
  const rate = truth(c, a.value("training")) ? a.value("dropout_p") : new PyFloat(0);
  const high = rate instanceof PyFloat ? rate.value : typeof rate === "number" || typeof rate === "boolean" ? Number(rate) : rate instanceof Unknown || rate instanceof Tensor ? 0 : Number.NaN;
  if (!c.failure) checkKernel(c, { name: "addmm_impl_cpu_", rejects: NO_PRODUCT }, type, "cpu");
  if (!c.failure) {
    if (needWeights) {
      // The queries are scaled by a float, the keys are not.
      if (type.category < 2) c.call("torch.bmm", [make([1, 1, 1], FLOAT32), make([1, 1, 1])]);
      checkKernel(c, { name: "softmax_lastdim_kernel_impl", rejects: "complex" }, type, "cpu");
      if (!c.failure && mask && mask !== type) c.call("torch.baddbmm", [make([mul(batch, heads), target, source], mask), make([mul(batch, heads), target, head]), make([mul(batch, heads), head, source])]);
      if (!c.failure && Number.isNaN(high)) c.fail("TypeError", `'>' not supported between instances of '${c.interp.typeName(rate)}' and 'float'`, { rule: "argument-type" });
      if (!c.failure && !(high <= 0)) c.call(`${F}dropout`, [make([1])], { p: rate });
    } else if ((mask && mask !== FLOAT32 && mask !== type) || !(high >= 0 && high <= 1)) {
      c.call(`${F}scaled_dot_product_attention`, [make([batch, heads, target, head]), make([batch, heads, source, head]), make([batch, heads, source, head]), mask && make([batch, heads, target, source], mask), rate]);
    }
  }
  const own = layerOf(a) !== null;
  const projected = own || c.failure ? null : c.call(`${F}linear`, [make([mul(target, batch), embed]), a.value("out_proj_weight"), a.value("out_proj_bias")]);
  if (projected !== null && !(projected instanceof Tensor)) return c.giveUp("the call fails");
  const weight = c.shapeOf(a.tensor("out_proj_weight"));
  const made = projected && c.shapeOf(projected);
  if (made && made.length < 2) c.fail("IndexError", `Dimension out of range (expected to be in range of [-1, 0], but got 1)`, { rule: "rank" });
  const out = (made ? made[1] : weight[0]) ?? embed;
  if (own && !c.failure && (a.tensor("out_proj_weight").dtype !== type || c.known(eq(weight[1] ?? 1, embed)) !== true)) c.call(`${F}linear`, [make([mul(target, batch), embed]), a.value("out_proj_weight"), a.value("out_proj_bias")]);
  const output = make(s.batched ? [target, batch, out] : [target, out]);
  if (!needWeights) return new PyTuple([output, null]);
  const average = truth(c, a.value("average_attn_weights"));
  const each = average ? [target, source] : [heads, target, source];
  return new PyTuple([output, make(s.batched ? [batch, ...each] : each)]);
}

// ---------------------------------------------------------------- the layer

defineModule({
  name: "MultiheadAttention",
  module: "torch.nn.modules.activation",
  init: "embed_dim, num_heads, dropout=0.0, bias=True, add_bias_kv=False, add_zero_attn=False, kdim=None, vdim=None, batch_first=False, device=None, dtype=None",
  construct,
  inputs: "query, key, value, key_padding_mask=None, need_weights=True, attn_mask=None, average_attn_weights=True, is_causal=False",
  forward,
  methods: { _reset_parameters: { signature: "", run: () => null } },
  macs: attentionMacs,
  doc: "torch.nn.MultiheadAttention",
});

/** The projections of query, key and value, both products of the attention, and the projection of its result. */
function attentionMacs(self: ModuleBuilder, query: Tensor, _output: Value, [, key = query, value = key]: readonly Value[]): Dim | null {
  if (!(key instanceof Tensor) || !(value instanceof Tensor) || !query.shape || !key.shape || !value.shape) return null;
  const embed = self.int("embed_dim");
  const [queries, keys, values] = [query.shape, key.shape, value.shape].map((shape) => product(shape)) as [Dim, Dim, Dim];
  const length = key.shape[self.c.interp.truth(self.get("batch_first")) === true && key.shape.length === 3 ? 1 : 0] ?? 1;
  const extra = (self.get("bias_k") === null ? 0 : 1) + (self.c.interp.truth(self.get("add_zero_attn")) === true ? 1 : 0);
  return sum([mul(embed, sum([queries, keys, values, queries])), mul(2, mul(queries, sum([length, extra])))]);
}

function construct(c: OpContext, self: ModuleBuilder, a: Args): void {
  const [embed, heads] = [a.value("embed_dim"), a.value("num_heads")];
  for (const v of [embed, heads]) {
    if (c.known(holds(c, "<=", v, 0)) === true) c.fail("ValueError", `embed_dim and num_heads must be greater than 0, got embed_dim=${c.interp.str(embed)} and num_heads=${c.interp.str(heads)} instead`, { rule: "argument-value" });
  }
  const [kdim, vdim] = ["kdim", "vdim"].map((n) => (a.isNone(n) ? embed : a.value(n))) as [Value, Value];
  const same = [kdim, vdim].every((d) => d === embed || c.known(holds(c, "==", d, embed)) === true);
  const compute = arithmetic(c);
  const head = compute("//", embed, heads);
  self.set({
    embed_dim: embed, kdim, vdim, _qkv_same_embed_dim: same, num_heads: heads, dropout: a.value("dropout"), batch_first: a.value("batch_first"), head_dim: head, add_zero_attn: a.value("add_zero_attn"), bias_k: null, bias_v: null,
  });
  const whole = holds(c, "==", compute("*", head, heads), embed);
  const why: Explanation = { rule: RULE, law: () => `MultiheadAttention: embed_dim ${c.interp.str(embed)} is no multiple of num_heads ${c.interp.str(heads)}` };
  c.check(whole, "AssertionError", () => "embed_dim must be divisible by num_heads", why);
  if (c.failure && typeof embed === "boolean") return;
  const type = a.maybeDtype("dtype") ?? floatDefault();
  const weight = (name: string, shape: readonly Value[] | null): void => self.parameter(name, shape && parameterShape(c, shape), type);
  const triple = compute("*", 3, embed);
  if (same) weight("in_proj_weight", [triple, embed]);
  weight("q_proj_weight", same ? null : [embed, embed]);
  weight("k_proj_weight", same ? null : [embed, kdim]);
  weight("v_proj_weight", same ? null : [embed, vdim]);
  if (!same) weight("in_proj_weight", null);
  const bias = a.bool("bias");
  self.parameter("in_proj_bias", bias ? parameterShape(c, triple) : null, type);
  const linear = moduleClasses.get("NonDynamicallyQuantizableLinear") ?? null;
  self.submodule("out_proj", c.interp.call(linear, [embed, embed], new Map<string, Value>([["bias", bias], ["dtype", a.value("dtype")]]), c.node));
  if (!a.bool("add_bias_kv")) return;
  for (const name of ["bias_k", "bias_v"]) {
    self.self.attrs.delete(name);
    weight(name, [1, 1, embed]);
  }
}

function forward(c: OpContext, self: ModuleBuilder, a: Args): Value {
  const { interp, node } = c;
  let [query, key, value] = ["query", "key", "value"].map((n) => a.value(n)) as [Value, Value, Value];
  const [padding, mask] = [a.value("key_padding_mask"), a.value("attn_mask")];
  if (mask !== null) matchNative(c, "torch.is_floating_point", [mask], NO_KWARGS);
  if (padding !== null && !(mask instanceof Tensor && mask.dtype.category === 2)) matchNative(c, "torch.is_floating_point", [padding], NO_KWARGS);
  const batchFirst = truth(c, self.get("batch_first"));
  const batched = rankOf(c, query, batchFirst ? ["N", "L", "E"] : ["L", "N", "E"]) === 3;
  if (batched && !batchFirst) checkSequence(c, query as Tensor, "MultiheadAttention", "(L, N, E)");
  const type = (query as Tensor).dtype;
  noneOrDtype(c, mask);
  const masks = [padding, mask].map((m, i) => (m === null ? null : canonicalMask(c, m, i === 0 ? "key_padding_mask" : "attn_mask", type)));
  const fused = batched && batchFirst && query === key && key === value && mayBeFused(c, self, type, [padding, mask]);
  for (const t of [key, value]) if (!(t instanceof Tensor) && !(t instanceof Unknown)) interp.getattr(t, "is_nested", node);
  const taken = fused ? checkedAsFused(c, self, query as Tensor, masks, [a.value("need_weights"), a.value("average_attn_weights")]) : null;
  if (taken) {
    const shape = c.shapeOf(taken);
    // Of nothing the kernel makes nothing, and no weights.
    if (c.known(eq(product(shape), 0)) === true) return new PyTuple([c.tensor(shape, taken.dtype, { device: taken.device, strides: null }), null]);
    masks.fill(null);
    query = key = value = taken;
  }
  if (batchFirst && batched) {
    const turn = new Map<Value, Value>();
    for (const t of [query, key, value]) {
      if (t instanceof Tensor) c.shapeOf(t, ["N", "S", "E"]);
      if (!turn.has(t)) turn.set(t, interp.callMethod(t, "transpose", [1, 0], node));
    }
    [query, key, value] = [query, key, value].map((t) => turn.get(t) ?? null) as [Value, Value, Value];
  }
  // The fused kernel, which runs if gradients are off, takes the hint alone.
  const hint = taken || (fused && mask === null) ? false : a.value("is_causal");
  const projected = self.get("_qkv_same_embed_dim") !== true;
  const out = self.get("out_proj");
  const result = c.call(
    `${F}multi_head_attention_forward`,
    [query, key, value, ...["embed_dim", "num_heads", "in_proj_weight", "in_proj_bias", "bias_k", "bias_v", "add_zero_attn", "dropout"].map((n) => self.get(n)), interp.getattr(out, "weight", node), interp.getattr(out, "bias", node)],
    {
      training: self.get("training"), key_padding_mask: masks[0] ?? null, need_weights: a.value("need_weights"), attn_mask: masks[1] ?? null, average_attn_weights: a.value("average_attn_weights"), is_causal: hint,
      ...(projected && { use_separate_proj_weight: true, q_proj_weight: self.get("q_proj_weight"), k_proj_weight: self.get("k_proj_weight"), v_proj_weight: self.get("v_proj_weight") }),
    },
  );
  if (!(result instanceof PyTuple)) return result;
  const [output, weights = null] = result.items;
  if (!(output instanceof Tensor) || !batchFirst || !batched) return result;
  const [length = 1, batch = 1, width = 1] = c.shapeOf(output);
  // The fused kernel gives another layout; whether it runs depends on the gradient mode.
  const strides = fused ? null : [width, mul(batch, width), 1];
  return new PyTuple([c.tensor([batch, length, width], output.dtype, { device: output.device, strides }), weights]);
}

/** What the fused kernel says of features, masks and options, where gradients are off for sure; what it takes, as it would be mended. */
function checkedAsFused(c: OpContext, self: ModuleBuilder, src: Tensor, [padding, mask]: readonly Value[], options: readonly Value[]): Tensor | null {
  const { interp } = c;
  const [batch, length, features] = c.shapeOf(src) as [Dim, Dim, Dim];
  const embed = asDim(interp, self.get("embed_dim"));
  const heads = evenHeads(c, self.get("num_heads"));
  if (gradientMode.enabled !== false || self.get("training") !== false || self.get("_qkv_same_embed_dim") !== true || embed === undefined || heads === null) return null;
  const given = (v: Value | undefined): Tensor | null => (v instanceof Tensor ? v : null);
  const masks = fusedMasks(c, { layer: self.self.cls.name, names: ["attn_mask", "key_padding_mask"], mask: given(mask), padding: given(padding), batch, length, heads, given: self.get("num_heads"), src });
  masks.merge();
  const out = self.get("out_proj");
  const weights = [self.get("in_proj_weight"), self.get("in_proj_bias"), interp.getattr(out, "weight", c.node), interp.getattr(out, "bias", c.node)];
  if (!c.failure) matchNative(c, "torch._native_multi_head_attention", [src, src, src, fromDim(embed), self.get("num_heads"), ...weights, null, ...options], NO_KWARGS);
  const shape = c.shapeOf(src);
  const misplaced = reordered(src, shape, 2, embed);
  c.check(eq(features, embed), "RuntimeError", () => `passed-in embed_dim ${print(embed)} didn't match last dim of query ${print(features)}`, {
    rule: RULE,
    law: () => `multi_head_attention: expected embed_dim ${print(embed)} (last dim of query), got ${print(features)} from ${src.inputName ? `${src.inputName}: ` : ""}${printShape(shape)}`,
    blame: { kind: "module-argument", module: self.self, parameter: "embed_dim", expected: misplaced ? null : features },
    subjects: [src],
  });
  if (c.known(eq(features, embed)) === true && c.known(eq(product([batch, length]), 0)) !== true) masks.apply();
  if (c.known(eq(features, embed)) !== false) return src;
  const mended = c.tensor(misplaced ?? [batch, length, embed], src.dtype, { device: src.device });
  mended.from = src.from;
  return mended;
}

/** Whether PyTorch would run its fused kernel if gradients are off. */
function mayBeFused(c: OpContext, self: ModuleBuilder, type: DType, masks: readonly Value[]): boolean {
  const weight = self.get("in_proj_weight");
  const bias = self.get("in_proj_bias");
  if (self.get("training") === true || masks.some((m) => m instanceof Tensor && m.dtype.category === 2)) return false;
  if (!(weight instanceof Tensor) || weight.dtype !== type || !(bias instanceof Tensor) || self.get("bias_k") !== null || c.interp.truth(self.get("add_zero_attn")) === true) return false;
  const heads = self.get("num_heads");
  return evenHeads(c, heads) !== null || !(heads instanceof PyFloat || typeof asDim(c.interp, heads) === "number");
}
