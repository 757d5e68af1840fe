/** What the Transformer modules check before their layers do; the modules themselves are bundled Python. */
import { type Dim, and, eq, not, print, printShape, product } from "../../dims/index.ts";
import { fromDim } from "../../python/interp.ts";
import { type Value, Instance, NO_KWARGS, PyTuple, Unknown } from "../../python/values.ts";
import { type Args, asDim } from "../args.ts";
import { defineOp, moduleClasses } from "../define.ts";
import { BOOL } from "../dtype.ts";
import { gradientMode } from "../gradient.ts";
import { childrenOf, hooksOf } from "../module.ts";
import { matchNative } from "../native.ts";
import { GiveUp, type OpContext, sizes } from "../op.ts";
import { reordered } from "../mended.ts";
import { Tensor } from "../tensor.ts";
import { canonicalMask } from "./attention.ts";
import { evenHeads, fusedMasks } from "./fusedAttention.ts";
import { isSurelyFused as isAttentionFused } from "./multiheadAttention.ts";
import { holds } from "./python.ts";
import { cppTypeName } from "./scalarTypes.ts";

const MODULE = "torch.nn.modules.transformer.";

defineOp({ name: "Transformer", forms: [`${MODULE}_check_inputs`], signature: "module, src, tgt", rule: checkInputs });
defineOp({ name: "TransformerEncoderLayer", forms: [`${MODULE}_fit`], signature: "layer, x, mask, key_padding_mask", rule: fit });
defineOp({ name: "TransformerEncoderLayer", forms: [`${MODULE}_fitted`], signature: "given, x", rule: fitted });
defineOp({ name: "_get_seq_len", forms: [`${MODULE}_get_seq_len`], signature: "src, batch_first", rule: sequenceLength });
defineOp({ name: "_detect_is_causal_mask", forms: [`${MODULE}_detect_is_causal_mask`], signature: "mask, is_causal=None, size=None", rule: (c, a) => detectCausal(c, a) });
defineOp({ name: "TransformerEncoder", forms: [`${MODULE}_uses_nested_tensor`], signature: "encoder_layer", rule: usesNestedTensor });
defineOp({ name: "TransformerEncoderLayer", forms: [`${MODULE}_may_be_fused`], signature: "layer, src", rule: mayBeFused });
defineOp({ name: "TransformerEncoderLayer", forms: [`${MODULE}_any_layout`], signature: "x", rule: anyLayout });
defineOp({ name: "TransformerEncoderLayer", forms: [`${MODULE}_checked_as_fused`], signature: "layer, src, mask, key_padding_mask", rule: checkedAsFused });
defineOp({ name: "TransformerEncoder", forms: [`${MODULE}_check_left_aligned`], signature: "src, mask", rule: checkLeftAligned });
defineOp({ name: "TransformerEncoder", forms: [`${MODULE}_checked_as_nested`], signature: "layer, src, mask, given", rule: checkedAsNested });

function tensorOf(c: OpContext, v: Value, attribute: string): Tensor {
  if (v instanceof Tensor) return v;
  if (v instanceof Unknown) throw new GiveUp(v);
  c.interp.getattr(v, attribute, c.node);
  return c.giveUp("an input is no tensor");
}

/** Batch and features of source and target. */
function checkInputs(c: OpContext, a: Args): Value {
  const { interp, node } = c;
  const module = a.value("module");
  const batchFirst = interp.truth(interp.getattr(module, "batch_first", node)) === true;
  const at = batchFirst ? 0 : 1;
  const names = (length: string): readonly string[] => (batchFirst ? ["N", length, "E"] : [length, "N", "E"]);
  const [src, tgt] = [tensorOf(c, a.value("src"), "dim"), tensorOf(c, a.value("tgt"), "size")];
  const [s, t] = [c.shapeOf(src, names("S")), c.shapeOf(tgt, names("T"))];
  const size = (x: Tensor, i: number): Dim => asDim(interp, interp.callMethod(x, "size", [i], node)) ?? c.giveUp("a size is not known");
  const why = (text: string): string => `Transformer: src ${printShape(s)} and tgt ${printShape(t)} ${text}`;
  const [x, y] = [size(src, at), size(tgt, at)];
  const isLaidOut = interp.truth(interp.getattr(module, "batch_first", node)) !== undefined;
  if (s.length === 3 && isLaidOut) {
    c.check(eq(x, y), "RuntimeError", () => "the batch number of src and tgt must be equal", { rule: "attention-batch", law: () => why(`differ in the batch (dim ${at}): ${print(x)} and ${print(y)}`), subjects: [src, tgt] });
  }
  const model = interp.getattr(module, "d_model", node);
  const want = asDim(interp, model);
  for (const input of [src, tgt]) {
    const got = size(input, -1);
    c.check(want === undefined ? true : eq(got, want), "RuntimeError", () => "the feature number of src and tgt must be equal to d_model", {
      rule: "attention-embed-dim",
      law: () => why(`must have d_model = ${interp.str(model)} features (last dim)`),
      ...(module instanceof Instance && { blame: { kind: "module-argument" as const, module, parameter: "d_model", expected: got } }),
      subjects: [input],
    });
  }
  if (!c.failure || want === undefined) return new PyTuple([src, tgt]);
  const sameBatch = s.length === 3 && t.length === 3 ? (t as readonly Dim[]).with(at, x) : t;
  return new PyTuple([ofFeatures(c, src, s, want), ofFeatures(c, tgt, sameBatch, want)]);
}

/** The tensor as it would be with other features, for what comes after a failure. */
function ofFeatures(c: OpContext, t: Tensor, shape: readonly Dim[], features: Dim): Tensor {
  const out = c.tensor([...shape.slice(0, -1), features], t.dtype, { device: t.device });
  out.from = t.from;
  return out;
}

/** A layer's input, told once for all that the layer is made of that it has other features than d_model. */
function fit(c: OpContext, a: Args): Value {
  const { interp, node } = c;
  const [layer, x] = [a.value("layer"), a.value("x")];
  const attention = interp.lookupAttr(layer, "self_attn");
  if (!(x instanceof Tensor) || !(layer instanceof Instance) || !(attention instanceof Instance) || !attention.cls.isSubclassOf(moduleClasses.get("MultiheadAttention") ?? attention.cls)) return x;
  const batchFirst = interp.truth(interp.getattr(attention, "batch_first", node)) === true;
  const shape = c.shapeOf(x, batchFirst ? ["N", "L", "E"] : ["L", "N", "E"]);
  const want = asDim(interp, interp.getattr(attention, "embed_dim", node));
  const got = shape.at(-1);
  if (want === undefined || got === undefined || (shape.length !== 2 && shape.length !== 3)) return x;
  const first = interp.truth(interp.getattr(layer, "norm_first", node)) === true;
  // The attention looks at its masks' types and ranks before it looks at sizes.
  const isOdd = (name: string): boolean => a.value(name) instanceof Tensor && ![0, 2].includes(a.tensor(name).dtype.category);
  const rankOf = (name: string): number | null => (a.value(name) instanceof Tensor ? (a.tensor(name).shape?.length ?? null) : null);
  const [mask, padding] = [rankOf("mask"), rankOf("key_padding_mask")];
  if (!first && (isOdd("mask") || isOdd("key_padding_mask") || (padding !== null && padding !== shape.length - 1) || (mask !== null && mask !== 2 && (mask !== 3 || shape.length === 2)))) return x;
  const misplaced = reordered(x, shape, shape.length - 1, want);
  const masks = ["mask", "key_padding_mask"].map((name) => a.value(name)).filter((v) => v !== null);
  const fused = !first && shape.length === 3 && isAttentionFused(c, attention) && !masks.some((v) => v instanceof Tensor && v.dtype.category === 2);
  if (fused && masks.length > 0) return x;
  const message = (): string => (fused ? `passed-in embed_dim ${print(want)} didn't match last dim of query ${print(got)}` : first ? `Given normalized_shape=[${print(want)}], expected input with shape [*, ${print(want)}], but got input of size${sizes(shape)}` : `was expecting embedding dimension of ${print(want)}, but got ${print(got)}`);
  c.check(eq(got, want), first || fused ? "RuntimeError" : "AssertionError", message, {
    rule: "attention-embed-dim",
    law: () => `${layer.cls.name}: expected d_model = ${print(want)} features (last dim), got ${print(got)} from ${printShape(shape)}`,
    blame: { kind: "module-argument", module: layer, parameter: "d_model", expected: misplaced ? null : got },
    subjects: [x],
  });
  return c.failure ? ofFeatures(c, x, misplaced ?? shape, want) : x;
}

/** A layer gives what it is given: once its d_model is mended, these features. */
function fitted(c: OpContext, a: Args): Value {
  const [given, x] = [a.value("given"), a.value("x")];
  if (!(given instanceof Tensor) || !(x instanceof Tensor)) return x;
  const [want, have] = [given.shape?.at(-1), x.shape?.at(-1)];
  // What stood in another dimension was at fault itself.
  if (have !== undefined && given.shape && reordered(given, given.shape, given.shape.length - 1, have)) return x;
  return want !== undefined && have !== undefined && c.known(eq(want, have)) === false ? ofFeatures(c, x, c.shapeOf(x), want) : x;
}

function sequenceLength(c: OpContext, a: Args): Value {
  const batchFirst = c.interp.truth(a.value("batch_first")) === true;
  const src = tensorOf(c, a.value("src"), "is_nested");
  const shape = c.shapeOf(src, batchFirst ? ["N", "L", "E"] : ["L", "N", "E"]);
  const d = shape[shape.length !== 2 && batchFirst ? 1 : 0];
  return d === undefined ? c.fail("IndexError", "tuple index out of range", { rule: "rank", law: () => `${c.op}: expected 3 dimensions (or 2, unbatched), got ${shape.length}` }) : fromDim(d);
}

/**
 * Whether a mask is the causal one. A mask whose elements are not known is taken
 * for another if that makes no difference, and for the causal one if it does.
 */
function detectCausal(c: OpContext, a: Args): Value {
  if (!a.isNone("is_causal") || a.isNone("mask")) return a.value("is_causal") === true;
  const mask = tensorOf(c, a.value("mask"), "device");
  if (mask.dtype.category === 1) canonicalMask(c, new Tensor([], BOOL), "mask", mask.dtype);
  const n = asDim(c.interp, a.value("size"));
  const shape = mask.shape;
  if (n === undefined || !shape || shape.length !== 2 || shape.some((d) => c.known(eq(d, n)) !== true)) return false;
  const { data } = mask;
  if (!data || typeof n !== "number") return mask.dtype.name !== "float32" && mask.dtype.name !== "bool";
  const hidden = mask.dtype.category === 0 ? 1 : Number.NEGATIVE_INFINITY;
  return data.every((x, i) => x === (i % n > Math.floor(i / n) ? hidden : 0));
}

/** Whether an encoder of such layers would pack padded inputs: it checks the padding mask itself then. */
function usesNestedTensor(c: OpContext, a: Args): Value {
  const { interp, node } = c;
  const layer = a.value("encoder_layer");
  const expected = interp.getattr(interp.importModule("torch.nn"), "TransformerEncoderLayer", node);
  if (interp.isinstance(layer, expected) !== true) return false;
  const own = (name: string): Value => interp.getattr(layer, name, node);
  const attention = own("self_attn");
  const of = (name: string): Value => interp.getattr(attention, name, node);
  if (!(attention instanceof Instance) || !attention.cls.isSubclassOf(moduleClasses.get("MultiheadAttention") ?? attention.cls)) return false;
  if (interp.truth(own("norm_first")) !== false || interp.truth(of("batch_first")) !== true || of("_qkv_same_embed_dim") !== true || of("in_proj_bias") === null || own("activation_relu_or_gelu") === 0) return false;
  const heads = asDim(interp, of("num_heads"));
  return typeof heads === "number" && heads % 2 === 0;
}

/** Whether PyTorch would compute a layer in one kernel if gradients are off. */
function mayBeFused(c: OpContext, a: Args): Value {
  const { interp, node } = c;
  const own = (name: string): Value => interp.getattr(a.value("layer"), name, node);
  const attention = own("self_attn");
  const of = (name: string): Value => interp.lookupAttr(attention, name) ?? new Unknown(`self_attn.${name} is not known`, node);
  const src = a.value("src");
  if (src instanceof Tensor && src.shape !== null && src.shape.length !== 3) return false;
  const heads = asDim(interp, of("num_heads"));
  const batchFirst = interp.truth(of("batch_first"));
  return own("training") !== true && batchFirst !== false && of("in_proj_bias") !== null && of("_qkv_same_embed_dim") !== false && own("activation_relu_or_gelu") !== 0 && !(typeof heads === "number" && heads % 2 === 1);
}

/** What the one kernel says of masks and features that do not fit, where gradients are off for sure. It rejects nothing that the layers take. The source, as it would be mended (None: it has no elements, and the kernel gives it back), and whether it has looked at the masks. */
function checkedAsFused(c: OpContext, a: Args): Value {
  const { interp, node } = c;
  const [layer, src] = [a.value("layer"), a.value("src")];
  if (!(layer instanceof Instance) || !(src instanceof Tensor) || src.shape?.length !== 3 || !isSurelyFused(c, layer)) return new PyTuple([src, false]);
  const attention = interp.getattr(layer, "self_attn", node);
  const want = asDim(interp, interp.lookupAttr(attention, "embed_dim") ?? null);
  const given = interp.lookupAttr(attention, "num_heads") ?? null;
  const heads = evenHeads(c, given);
  if (want === undefined || heads === null) return new PyTuple([src, false]);
  const [batch, length, features] = c.shapeOf(src) as [Dim, Dim, Dim];
  const [mask, padding] = ["mask", "key_padding_mask"].map((name) => (a.value(name) instanceof Tensor ? a.tensor(name) : null)) as [Tensor | null, Tensor | null];
  const masks = fusedMasks(c, { layer: layer.cls.name, names: ["src_mask", "src_key_padding_mask"], mask, padding, batch, length, heads, given, src });
  masks.merge();
  if (!c.failure) checkOptions(c, layer, attention, src);
  if (!c.failure && c.known(eq(product([batch, length, features]), 0)) === true) return new PyTuple([null, true]);
  const misplaced = reordered(src, c.shapeOf(src), 2, want);
  const normFirst = interp.truth(interp.getattr(layer, "norm_first", node));
  if (normFirst !== undefined) {
    const message = (): string => (normFirst ? `Given normalized_shape=[${print(want)}], expected input with shape [*, ${print(want)}], but got input of size${sizes(c.shapeOf(src))}` : `passed-in embed_dim ${print(want)} didn't match last dim of query ${print(features)}`);
    c.check(eq(features, want), "RuntimeError", message, {
      rule: "attention-embed-dim",
      law: () => `${layer.cls.name}: expected d_model = ${print(want)} features (last dim), got ${print(features)} from ${printShape(c.shapeOf(src))}`,
      blame: { kind: "module-argument", module: layer, parameter: "d_model", expected: misplaced ? null : features },
      subjects: [src],
    });
    const weight = interp.getattr(attention, "in_proj_weight", node);
    if (!normFirst && !c.failure && weight instanceof Tensor && weight.dtype !== src.dtype) c.call("torch.matmul", [src, interp.callMethod(weight, "t", [], node)]);
  }
  masks.apply();
  return new PyTuple([c.failure ? ofFeatures(c, src, misplaced ?? c.shapeOf(src), want) : src, true]);
}

/** The kernel is stricter about the layer's options than Python is. */
function checkOptions(c: OpContext, layer: Instance, attention: Value, src: Tensor): void {
  const part = (of: Value, ...names: readonly string[]): Value[] => names.map((name) => c.interp.getattr(of, name, c.node));
  const own = (name: string): Value => c.interp.getattr(layer, name, c.node);
  const pair = (name: string): Value[] => part(own(name), "weight", "bias");
  const [embed = null, heads = null, out = null] = part(attention, "embed_dim", "num_heads", "out_proj");
  const weights = [...part(attention, "in_proj_weight", "in_proj_bias"), ...part(out, "weight", "bias")];
  const later = [...pair("norm1"), ...pair("norm2"), ...pair("linear1"), ...pair("linear2")];
  if (![...weights, ...later].every((w) => w instanceof Tensor)) return;
  matchNative(c, "torch._transformer_encoder_layer_fwd", [src, embed, heads, ...weights, own("activation_relu_or_gelu") === 2, own("norm_first"), ...part(own("norm1"), "eps"), ...later], NO_KWARGS);
}

/** Whether gradients are off, and nothing else stands against the one kernel. */
function isSurelyFused(c: OpContext, layer: Instance): boolean {
  const { interp, node } = c;
  const own = (name: string): Value => interp.getattr(layer, name, node);
  const attention = own("self_attn");
  const of = (name: string): Value => interp.lookupAttr(attention, name) ?? null;
  const [first, second] = ["norm1", "norm2"].map((name) => interp.lookupAttr(own(name), "eps"));
  const heads = evenHeads(c, of("num_heads"));
  const hasHooks = [layer, ...childrenOf(layer).map(([, m]) => m)].some((m) => hooksOf(m, "_forward_hooks").length > 0 || hooksOf(m, "_forward_pre_hooks").length > 0);
  return (
    gradientMode.enabled === false && own("training") === false && interp.truth(of("batch_first")) === true && of("in_proj_bias") instanceof Tensor && of("_qkv_same_embed_dim") === true &&
    own("activation_relu_or_gelu") !== 0 && first !== undefined && second !== undefined && c.known(holds(c, "==", first, second)) === true && heads !== null && !hasHooks
  );
}

/** A result whose layout depends on the kernel. */
function anyLayout(c: OpContext, a: Args): Value {
  const x = a.value("x");
  if (!(x instanceof Tensor)) return x;
  const out = c.tensor(x.shapeOrVar, x.dtype, { device: x.device, strides: null });
  out.from = x.from;
  return out;
}

function checkLeftAligned(c: OpContext, a: Args): Value {
  const [src, mask] = [a.tensor("src"), a.tensor("mask")];
  const m = c.shapeOf(mask, ["N", "L"]);
  if (m.length !== 2) c.fail("RuntimeError", "Padding mask should be 2D", { rule: "attention-mask" });
  const s = c.shapeOf(src, ["N", "L", "E"]);
  m.forEach((d, i) => c.check(eq(d, s[i] as Dim), "RuntimeError", () => "Mask size should match input size", { rule: "attention-mask", law: () => `TransformerEncoder: src_key_padding_mask ${printShape(m)} does not fit src ${printShape(s)}` }));
  return null;
}

/** What the kernels say where the layers run on the parts that padding leaves, as they do for sure where gradients are off. The source, as it would be mended. */
function checkedAsNested(c: OpContext, a: Args): Value {
  const { interp, node } = c;
  const [layer, src, mask] = [a.value("layer"), a.value("src"), a.value("mask")];
  if (!(layer instanceof Instance) || !(src instanceof Tensor) || !(mask instanceof Tensor) || !isSurelyFused(c, layer)) return src;
  checkLeftAligned(c, a);
  if (c.failure) return src;
  const shape = c.shapeOf(src);
  const [batch, length, features] = shape as [Dim, Dim, Dim];
  const attention = interp.getattr(layer, "self_attn", node);
  const want = asDim(interp, interp.lookupAttr(attention, "embed_dim") ?? null);
  const weight = interp.getattr(attention, "in_proj_weight", node);
  if (want === undefined || !(weight instanceof Tensor)) return src;
  c.check(not(eq(batch, 0)), "RuntimeError", () => "stack expects a non-empty TensorList", { rule: "argument-value" });
  c.check(not(eq(length, 0)), "IndexError", () => `select(): index -1 out of range for tensor of size ${sizes([batch, length])} at dimension 1`, { rule: "index-out-of-range" });
  const given = a.value("given");
  const isAllHidden = given instanceof Tensor && given.data !== null && given.data.length > 0 && given.data.every((hidden) => hidden !== 0);
  c.check(and(not(eq(features, 0)), !isAllHidden), "RuntimeError", () => "to_padded_tensor: at least one constituent tensor should have non-zero numel", {
    rule: "attention-mask",
    law: () => (isAllHidden ? "TransformerEncoder: src_key_padding_mask hides every element" : "TransformerEncoder: src has no features"),
  });
  const misplaced = reordered(src, shape, 2, want);
  c.check(eq(features, want), "RuntimeError", () => `Shape mismatch for NestedTensor Matmul: Expected input's (a nested tensor) 'last_dim' to equal 'weight.size(0), but got: last_dim = ${print(features)}, and weight.size(0) = ${print(want)}`, {
    rule: "attention-embed-dim",
    law: () => `${layer.cls.name}: expected d_model = ${print(want)} features (last dim), got ${print(features)} from ${printShape(shape)}`,
    blame: { kind: "module-argument", module: layer, parameter: "d_model", expected: misplaced ? null : features },
    subjects: [src],
  });
  c.check(src.dtype === weight.dtype, "RuntimeError", () => `expected m1 and m2 to have the same dtype, but got: ${cppTypeName(src.dtype)} != ${cppTypeName(weight.dtype)}`, { rule: "dtype", subjects: [src] });
  return c.failure ? ofFeatures(c, src, misplaced ?? shape, want) : src;
}
