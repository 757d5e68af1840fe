/** Joining tensors: cat, stack and their relatives. */
import { type Cond, type Dim, add, and, eq, isConst, mul, print, printShape, product, sum, symbolsOf } from "../../dims/index.ts";
import { isAnonymous } from "../../python/interp.ts";
import { PyList, Unbounded, Unknown, type Value } from "../../python/values.ts";
import { type Args, sequence } from "../args.ts";
import { defineOp } from "../define.ts";
import { type DType, promoteTypes } from "../dtype.ts";
import { NATIVE } from "../native.ts";
import { type OpContext, sizes, wrapDim } from "../op.ts";
import { ShapeVar, type Strides, Tensor } from "../tensor.ts";
import { tailOf, withTail } from "../unknownRank.ts";
import { nativeForms } from "./forms.ts";
import { type MemoryFormat, stridesOf as stridesOfFormat, suggestedFormat } from "./memoryFormat.ts";
import { outOf, write } from "./pointwise.ts";
import { resultType } from "./promotion.ts";
import { atLeast, tensorsOf } from "./rearrange.ts";
import { reshape } from "./reshape.ts";
import { constantCount } from "./strided.ts";
import { unsqueeze } from "./views.ts";

/** The tensors of a list argument, or what they look like where their number is not known. */
function listed(a: Args, name: string, dimOf: (known: Tensor) => Dim | null, prepare = (t: Tensor): Tensor => t): readonly Tensor[] | Unbounded {
  const v = a.value(name);
  if (v instanceof PyList && v.unbounded) return v.unbounded;
  return withUnseen(a.c, v, dimOf, prepare) ?? a.tensors(name);
}

/** The tensors of a list of which some are not known: they have the sizes of one that is, but along `dim`, or the call raises. Null: all are known, or none. */
function withUnseen(c: OpContext, list: Value, dimOf: (known: Tensor) => Dim | null, prepare: (t: Tensor) => Tensor): readonly Tensor[] | null {
  const items = sequence(list) ?? [];
  // What is not known may come of a failure.
  if (c.interp.trace.failures > 0) return null;
  if (!items.some((v) => v instanceof Unknown) || !items.every((v) => v instanceof Tensor || v instanceof Unknown)) return null;
  const one = items.find((v): v is Tensor => v instanceof Tensor && v.shape !== null);
  const known = one && prepare(one);
  const shape = known && c.shapeOf(known);
  // What is gathered may begin with nothing.
  if (!shape || shape.length === 0 || shape.includes(0)) return null;
  const dim = dimOf(known);
  if (dim !== null && (!isConst(dim) || dim < -shape.length || dim >= shape.length)) return null;
  const at = dim === null ? -1 : (dim + shape.length) % shape.length;
  return items.map((v) => {
    if (v instanceof Tensor) return v;
    const unseen = new Tensor(shape.map((d, i) => (i === at ? c.freshDim(0) : d)), known.dtype, { strides: null, device: known.device });
    unseen.hasUnsureType = true;
    return unseen;
  });
}

/** What an item of a list of unknown length looks like. */
function itemOf(c: OpContext, items: Unbounded): Tensor {
  const { item } = items;
  return item instanceof Tensor ? item : c.giveUp(item instanceof Unknown ? item.reason : items.reason);
}

defineOp({
  name: "cat",
  forms: nativeForms("cat", "concat", "concatenate"),
  signature: NATIVE,
  rule: (c, a) => {
    const dim = a.int("dim");
    const tensors = listed(a, "tensors", () => dim);
    if (!Array.isArray(tensors)) return unboundedCat(c, tensors as Unbounded, dim);
    return write(c, outOf(a), concatenate(c, tensors as readonly Tensor[], dim));
  },
  doc: "torch.cat",
});

/** As many tensors as nobody knows, one after the other. */
function unboundedCat(c: OpContext, items: Unbounded, dim: Dim): Tensor {
  const item = itemOf(c, items);
  const shape = c.shapeOf(item);
  if (shape.length === 0) c.fail("RuntimeError", "zero-dimensional tensor (at position 0) cannot be concatenated", { rule: "rank" });
  const at = wrapDim(c, dim, shape.length);
  return c.tensor(shape.map((d, i) => (i === at ? (items.count === null || !isUniform(d) ? c.freshDim() : mul(items.count, d)) : d)), item.dtype, { device: item.device });
}

/** Whether a size is the same in every item of a list of which one stands for all: not if it is one that nobody knows. */
function isUniform(d: Dim): boolean {
  return isConst(d) || ![...symbolsOf(d)].some(isAnonymous);
}

/** `torch.cat` */
export function concatenate(c: OpContext, tensors: readonly Tensor[], dim: Dim): Tensor {
  if (tensors.length === 0) c.fail("ValueError", "torch.cat(): expected a non-empty list of Tensors", { rule: "argument-value" });
  const { mapped } = c;
  const tails = mapped.length === 0 && tensors.every((t) => t.shape === null) ? tensors.map((t) => tailOf(t, dim)) : [];
  const [tail] = tails;
  if (tail && tails.every((v) => v !== null)) {
    const known = tails.map((v) => v.trailing[-(dim as number) - 1]);
    const whole = known.every((d) => d !== undefined) ? c.interp.scope.simplify(sum(known)) : null;
    return c.tensor(withTail(ShapeVar.unseen({}), dim as number, whole), resultType(tensors), { strides: null, device: (tensors[0] as Tensor).device });
  }
  const shapes = mapped.length === 0 ? shapesOf(c, tensors) : tensors.map((t) => [...mapped, ...c.shapeOf(t)]);
  shapes.forEach((s, i) => {
    if (s.length === 0) c.fail("RuntimeError", `zero-dimensional tensor (at position ${i}) cannot be concatenated`, { rule: "rank", law: () => `${c.op}: tensor ${i} has no dimensions; stack joins such tensors` });
  });
  // A vector without elements is left out, whatever the others' rank.
  const isSkipped = (s: readonly Dim[]): boolean => s.length === 1 && s[0] === 0;
  const type = resultType(tensors);
  const first = shapes.findIndex((s) => !isSkipped(s));
  const lead = shapes[first];
  const device = (tensors[0] as Tensor).device;
  if (!lead) return c.tensor([0], type, { device });
  const at = wrapDim(c, mapped.length > 0 && isConst(dim) && dim >= 0 ? dim + mapped.length : dim, lead.length);
  shapes.forEach((s, i) => {
    if (i > first && !isSkipped(s)) checkAlike(c, lead, s, at, i);
  });
  const joined = shapes.filter((s) => !isSkipped(s));
  const size = sum(joined.map((s) => (s.length === lead.length ? (s[at] as Dim) : c.freshDim(0))));
  // Tensors that differ in one other dimension only may as well be meant to be joined along that one.
  const isOtherMeant = c.failure !== null && joined.every((s) => s[at] === lead[at]) && lead.filter((d, i) => i !== at && joined.some((s) => s[i] !== d)).length === 1;
  const shape = lead.map((d, i) => (i === at ? (isOtherMeant ? c.freshDim(0) : size) : c.failure && joined.some((s) => s[i] !== d) ? c.freshDim(0) : common(c, joined, i, d)));
  if (mapped.length > 0) return c.tensor(shape.slice(mapped.length), type, { strides: null, device });
  c.explain(() => [`${print(size)} = ${joined.map((s) => print(s[at] ?? 0)).join(" + ")}`]);
  return c.tensor(shape, type, { strides: catStrides(c, tensors, shape), device, data: joinedData(tensors, shapes, shape, at) });
}

/** The tensors' shapes; one of unknown rank has the rank of the others. */
function shapesOf(c: OpContext, tensors: readonly Tensor[]): readonly (readonly Dim[])[] {
  const known = tensors.find((t) => t.shape !== null);
  const rank = known?.shape?.length;
  return tensors.map((t) => c.shapeOf(t, rank === undefined || t.shape !== null ? undefined : namesOf(t, rank)));
}

function namesOf(t: Tensor, rank: number): readonly string[] {
  if (rank === 4) return ["N", "C", "H", "W"];
  return Array.from({ length: rank }, (_, i) => (i === 0 ? "N" : `${t.shapeVar?.name ?? "x"}_${i}`));
}

/** A size that all have: a constant where one of them has one. */
function common(c: OpContext, shapes: readonly (readonly Dim[])[], i: number, lead: Dim): Dim {
  if (isConst(lead)) return lead;
  const constant = shapes.map((s) => s[i] as Dim).find((d) => isConst(d));
  return constant !== undefined && c.known(eq(lead, constant)) === true ? constant : lead;
}

function checkAlike(c: OpContext, a: readonly Dim[], b: readonly Dim[], dim: number, index: number): void {
  if (a.length !== b.length) {
    c.check(false, "RuntimeError", () => `Tensors must have same number of dimensions: got ${a.length} and ${b.length}`, {
      rule: "cat-sizes",
      law: () => `${c.op}: ${printShape(a)} and ${printShape(b)} (tensor ${index}) differ in rank`,
    });
    return;
  }
  a.forEach((d, i) => {
    if (i === dim) return;
    c.check(eq(d, b[i] as Dim), "RuntimeError", () => `Sizes of tensors must match except in dimension ${dim}. Expected size ${print(d)} but got size ${print(b[i] as Dim)} for tensor number ${index} in the list.`, {
      rule: "cat-sizes",
      law: () => `${c.op}: ${print(d)} and ${print(b[i] as Dim)} differ at dim ${i} of ${printShape(a)} and ${printShape(b)}, joined along dim ${dim}`,
      sides: [d, b[i] as Dim],
    });
  });
}

/** Channels last if all tensors are, else row-major. */
export function catStrides(c: OpContext, tensors: readonly Tensor[], shape: readonly Dim[]): Strides {
  let format: MemoryFormat | undefined;
  for (const [i, t] of tensors.entries()) {
    const own = suggestedFormat(c, c.shapeOf(t), t.strides);
    if (own === "contiguous") return undefined;
    if (own === undefined) return null;
    if (i > 0 && own !== format) return undefined;
    format = own;
  }
  return stridesOfFormat(format, shape);
}

function joinedData(tensors: readonly Tensor[], shapes: readonly (readonly Dim[])[], shape: readonly Dim[], dim: number): readonly number[] | null {
  const count = constantCount(shape);
  if (count === null || tensors.some((t) => t.data === null)) return null;
  const rows = product(shape.slice(0, dim)) as number;
  const widths = shapes.map((s) => (s.length === 1 && s[0] === 0 ? 0 : (product(s.slice(dim)) as number)));
  const out: number[] = [];
  for (let r = 0; r < rows; r++) tensors.forEach((t, i) => out.push(...(t.data ?? []).slice(r * (widths[i] as number), (r + 1) * (widths[i] as number))));
  return out.length === count ? out : null;
}

// ---------------------------------------------------------------- stack

defineOp({
  name: "stack",
  forms: nativeForms("stack"),
  signature: NATIVE,
  rule: (c, a) => {
    const tensors = listed(a, "tensors", () => null);
    const dim = a.int("dim");
    if (Array.isArray(tensors)) return write(c, outOf(a), stack(c, tensors as readonly Tensor[], dim));
    const items = tensors as Unbounded;
    const item = itemOf(c, items);
    const shape = c.shapeOf(item);
    const at = wrapDim(c, dim, shape.length + 1);
    return c.tensor([...shape.slice(0, at), items.count ?? c.freshDim(1), ...shape.slice(at)], item.dtype, { device: item.device });
  },
  doc: "torch.stack",
});

/** `torch.stack`: tensors of one shape along a new dimension. */
export function stack(c: OpContext, tensors: readonly Tensor[], dim: Dim): Tensor {
  if (tensors.length === 0) c.fail("RuntimeError", "stack expects a non-empty TensorList", { rule: "argument-value" });
  const shapes = shapesOf(c, tensors);
  const lead = shapes[0] as readonly Dim[];
  const at = wrapDim(c, dim, lead.length + 1);
  shapes.forEach((s, i) => {
    const same: Cond = s.length === lead.length ? and(...s.map((d, k) => eq(d, lead[k] as Dim))) : false;
    c.check(same, "RuntimeError", () => `stack expects each tensor to be equal size, but got ${sizes(lead)} at entry 0 and ${sizes(s)} at entry ${i}`, {
      rule: "stack-sizes",
      law: () => `${c.op}: tensors of one shape are expected, got ${printShape(lead)} and ${printShape(s)} (tensor ${i})`,
    });
  });
  const shape = [...lead.slice(0, at), tensors.length, ...lead.slice(at)];
  const widened = c.failure ? tensors.slice(0, 1) : tensors;
  const strides = at === lead.length ? catStrides(c, widened.map((t) => unsqueeze(c, t, at)), shape) : undefined;
  const first = tensors[0] as Tensor;
  const ones = shapes.map((s) => [...s.slice(0, at), 1, ...s.slice(at)]);
  return c.tensor(shape, commonType(tensors), { strides, device: first.device, data: c.failure ? null : joinedData(tensors, ones, shape, at) });
}

function commonType(tensors: readonly Tensor[]): DType {
  return tensors.map((t) => t.dtype).reduce(promoteTypes);
}

// ---------------------------------------------------------------- relatives

/** Defines one of the functions that join along a fixed dimension, of tensors with enough dimensions. */
function defineStack(name: string, prepare: (c: OpContext, t: Tensor) => Tensor, dim: (first: Tensor) => number, called = name): void {
  defineOp({
    name,
    forms: nativeForms(name),
    signature: NATIVE,
    rule: (c, a) => {
      const given = listed(a, "tensors", dim, (t) => prepare(c, t));
      if (!Array.isArray(given)) {
        const item = prepare(c, itemOf(c, given as Unbounded));
        return unboundedCat(c, new Unbounded(item, "a list of unknown length", (given as Unbounded).count), dim(item));
      }
      if (given.length === 0) c.fail("RuntimeError", `${called} expects a non-empty TensorList`, { rule: "argument-value" });
      // One whose rank nobody knows has the rank of the others.
      const isOther = (t: Tensor): boolean => t.shape === null && (given as readonly Tensor[]).some((o) => o.shape !== null);
      const tensors = (given as readonly Tensor[]).map((t) => (isOther(t) ? t : prepare(c, t)));
      return write(c, outOf(a), concatenate(c, tensors, dim(tensors[0] as Tensor)));
    },
    doc: `torch.${name}`,
  });
}

defineStack("hstack", (c, t) => atLeast(c, t, 1), (t) => (t.shape?.length === 1 ? 0 : 1));
defineStack("vstack", (c, t) => atLeast(c, t, 2), () => 0);
defineStack("row_stack", (c, t) => atLeast(c, t, 2), () => 0, "vstack");
defineStack("dstack", (c, t) => atLeast(c, t, 3), () => 2);
defineStack("column_stack", (c, t) => (c.shapeOf(t).length <= 1 ? reshape(c, t, [product(c.shapeOf(t)), 1]) : t), () => 1);

defineOp({
  name: "block_diag",
  forms: [{ names: ["torch.block_diag", "torch.functional.block_diag"], python: true }],
  signature: "*tensors",
  rule: (c, a) => {
    const tensors = tensorsOf(c, sequence(a.value("tensors")) ?? []);
    let rows: Dim = tensors.length === 0 ? 1 : 0;
    let columns: Dim = 0;
    tensors.forEach((t, i) => {
      const own = c.shapeOf(t);
      if (own.length > 2) c.fail("RuntimeError", `torch.block_diag: Input tensors must have 2 or fewer dimensions. Input ${i} has ${own.length} dimensions`, { rule: "rank" });
      rows = add(rows, own.length === 2 ? (own[0] as Dim) : 1);
      columns = add(columns, own.at(-1) ?? 1);
    });
    const [first] = tensors;
    return c.tensor([rows, columns], resultType(tensors), { device: first?.device ?? "cpu" });
  },
  doc: "torch.block_diag",
});
