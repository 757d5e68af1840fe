/**
 * Elementwise operators: what TensorIterator does for all of them. Shapes
 * broadcast, types promote, the layout follows the operands; results go to a
 * new tensor, to `out`, or in place.
 */
import { type Cond, type Dim, and, eq, gt, isConst } from "../../dims/index.ts";
import { type Value, Unknown } from "../../python/values.ts";
import type { Args } from "../args.ts";
import { BOOL, type DType } from "../dtype.ts";
import { GiveUp, type OpContext, sizes } from "../op.ts";
import { ShapeVar, type Strides, Tensor, contiguousStrides } from "../tensor.ts";
import { broadcastShapes } from "./broadcast.ts";
import { preservedStrides, stridesLike } from "./layout.ts";
import { type Kernel, canCast, cast, checkKernel, checkPromotion, floatOf, numberOf, numberType, resultType } from "./promotion.ts";
import { cppTypeName, scalarTypeName } from "./scalarTypes.ts";

export interface Pointwise {
  /** Tensors and Python numbers, in PyTorch's order. */
  readonly inputs: readonly Value[];
  /** The result's type: the common one, its floating form, bool, or what a function makes of the common one. Default: the common one. */
  readonly type?: "same" | "float" | "bool" | ((common: DType) => DType);
  /** Checks on the common type, made when shapes have been compared. */
  readonly check?: (common: DType) => void;
  /** Checked last, on the type computed in. */
  readonly kernel?: Kernel | undefined;
  /** Written in place. */
  readonly self?: Tensor | null;
  readonly out?: Tensor | null;
  /** The elements' function, for small constants. */
  readonly compute?: ((...xs: number[]) => number) | undefined;
  /** The type computed in where it is not the promoted one. */
  readonly common?: DType;
  /** Operands are read as they lie, of whatever type (the condition of `where`). */
  readonly asTheyAre?: boolean;
}

/** Largest number of elements that is computed. */
const MAX_DATA = 4096;

export function pointwise(c: OpContext, p: Pointwise): Tensor {
  const tensors = operands(c, p.inputs);
  const written = p.self ?? p.out ?? null;
  if (written && (p.self || c.outPolicy(written).expanded === "refused")) checkOverlap(c, written);
  const shape = commonShape(c, tensors);
  const kept = p.self ?? (p.out && p.inputs.includes(p.out) ? p.out : null);
  if (kept) checkInPlaceShape(c, kept, shape instanceof ShapeVar ? null : shape);
  if (c.mapped.length > 0 && p.inputs.length === 2) checkMappedScalar(c, p.inputs);
  if (!p.common) checkPromotion(c, p.inputs);
  const common = p.common ?? resultType(p.inputs);
  const computed = p.type === "float" ? floatOf(common) : common;
  const result = p.type === "bool" ? BOOL : typeof p.type === "function" ? p.type(common) : computed;
  const target = p.self ?? p.out ?? null;
  const type = p.type === "bool" && target ? target.dtype : result;
  if (p.out && !p.self && c.outPolicy(p.out).type) checkTargetType(c, p.out, type);
  else if (target) checkCast(c, type, target);
  p.check?.(common);
  const device = deviceOf(tensors);
  if (p.kernel) checkKernel(c, p.kernel, computed, device);
  if (p.self) {
    p.self.forgetData();
    return p.self;
  }
  const lead = tensors[0] as Tensor;
  if (shape instanceof ShapeVar) return write(c, p.out ?? null, new Tensor(shape, type, { strides: null, device }));
  if (shape === null) return write(c, p.out ?? null, new Tensor(lead.shapeOrVar, type, { strides: lead.strides as Strides, device }));
  const data = p.compute ? compute(c, shape, p.inputs, p.compute, computed, type) : null;
  return write(c, p.out ?? null, new Tensor(shape, type, { strides: stridesLike(c, shape, p.asTheyAre ? p.inputs : p.inputs.map((v) => converted(c, v, computed))), device, data }));
}

/** An operand as it lies once it is of the type computed in: what was not dense is then. */
export function converted(c: OpContext, v: Value, type: DType): Value {
  return v instanceof Tensor && v.dtype !== type && v.shape !== null && v.strides ? new Tensor(v.shape, type, { strides: preservedStrides(c, v), device: v.device }) : v;
}

/** The tensors among the operands, numbers alone counting as ones; gives up on an operand that may be a tensor. */
export function operands(c: OpContext, inputs: readonly Value[]): readonly Tensor[] {
  const tensors: Tensor[] = [];
  for (const v of inputs) {
    if (v instanceof Tensor) tensors.push(v);
    else if (v instanceof Unknown && numberType(v) === undefined) throw new GiveUp(v);
  }
  return tensors.length > 0 ? tensors : inputs.map((v) => new Tensor([], numberType(v) ?? c.giveUp("no operand is a tensor")));
}

/** The shape that the tensors broadcast to; null: that of them all, which have one unknown rank. */
export function commonShape(c: OpContext, tensors: readonly Tensor[]): readonly Dim[] | ShapeVar | null {
  const unsettled = tensors.filter((t) => t.shape === null);
  const [first] = unsettled;
  if (first) {
    const known = tensors.filter((t) => t.shape !== null);
    if (unsettled.every((t) => t.shapeVar === first.shapeVar)) {
      if (known.every((t) => t.shape?.length === 0)) return null;
      settleOn(c, first, known);
      if (first.shape === null && first.shapeVar?.isUnseen) return unseenShape(c, tensors);
    } else if (!unsettled.every((t) => t.shapeVar?.asked())) return unseenShape(c, tensors);
  }
  return broadcastShapes(c, tensors.map((t) => c.shapeOf(t)));
}

/** The last sizes of what tensors broadcast to of which nobody knows the rank of some: as far as they are known. */
function unseenShape(c: OpContext, tensors: readonly Tensor[]): ShapeVar {
  // Of a tensor that is known, what it lacks counts as 1.
  const tails = tensors.map((t) => (t.shape ? { sizes: c.shapeOf(t).toReversed(), rest: 1 } : { sizes: c.interp.simplifyShape(t.shapeVar?.trailing ?? []), rest: null }));
  const result = ShapeVar.unseen({});
  result.trailing = Array.from({ length: Math.max(...tails.map(({ sizes }) => sizes.length)) }, (_, i) => {
    const given = tails.map(({ sizes, rest }) => sizes[i] ?? rest);
    const large = given.filter((d): d is number => typeof d === "number" && d !== 1);
    const [first] = large;
    if (first !== undefined) return large.reduce((a, b) => broadcastShapes(c, [[a], [b]])[0] as number, first);
    const others = new Set(given.filter((d) => d !== 1));
    const [other] = others;
    return others.size === 0 ? 1 : others.size === 1 && other !== undefined && other !== null ? other : result.someSize();
  });
  return result;
}

/** Names of an input's sizes by its rank. */
const NAMES: Readonly<Record<number, readonly string[]>> = { 2: ["N", "C"], 3: ["N", "L", "C"], 4: ["N", "C", "H", "W"], 5: ["N", "C", "D", "H", "W"] };

/** A constant whose first size is 1 stands for every item of a batch: the other operand, of unknown rank, has as many dimensions. */
function settleOn(c: OpContext, t: Tensor, known: readonly Tensor[]): void {
  const longest = known.reduce<readonly Dim[]>((a, k) => ((k.shape?.length ?? 0) > a.length ? (k.shape ?? a) : a), []);
  const names = longest[0] === 1 ? NAMES[longest.length] : undefined;
  if (names) c.shapeOf(t, names);
}

/** To `out` of a structured operator, which must have the result's type and memory of its own for each element. */
export function writeExactly(c: OpContext, out: Tensor | null, result: Tensor): Tensor {
  if (out) {
    c.check(out.dtype === result.dtype, "RuntimeError", () => `Expected out tensor to have dtype ${cppTypeName(result.dtype)}, but got ${cppTypeName(out.dtype)} instead`, { rule: "dtype" });
  }
  return write(c, out, result);
}

/** Where the result goes; `out` is resized to it. */
export function write(c: OpContext, out: Tensor | null, result: Tensor): Tensor {
  if (!out) return result;
  const fits = out.shape !== null && result.shape !== null && sameShape(c, out.shape, result.shape);
  const { expanded, dense } = c.outPolicy(out);
  if (expanded === "refused") checkOverlap(c, out);
  checkTarget(c, out, result);
  if (fits) {
    if (expanded !== "taken") checkOverlap(c, out);
    out.forgetData();
    return out;
  }
  out.become(new Tensor(result.shapeOrVar, out.dtype, { strides: dense ? undefined : result.strides, device: out.device }));
  return out;
}

/** That a result may be written to a tensor of that type on that device, in the words of the function that is called. */
function checkTarget(c: OpContext, out: Tensor, result: Tensor): void {
  checkTargetType(c, out, result.dtype);
  const { device } = c.outPolicy(out);
  // Which of several accelerators a tensor is on is not known.
  if ((out.device === "meta") === (result.device === "meta") || out.device === "?" || result.device === "?") return;
  if (device === "expected") c.check(false, "RuntimeError", () => `Expected out tensor to have device ${result.device}, but got ${out.device} instead`, { rule: "argument-value" });
  else if (device === "copied" && out.device === "meta" && result.shape?.length !== 0) c.check(false, "RuntimeError", () => `Attempting to copy from device ${result.device} to device meta, but cross-device copies are not allowed!`, { rule: "argument-value" });
}

/** That a result may be written to a tensor of that type. */
function checkTargetType(c: OpContext, out: Tensor, result: DType): void {
  const { type } = c.outPolicy(out);
  if (!type) return;
  const fits = type.unless === "cast" ? canCast(result, out.dtype) : type.unless === "kind" ? result.category === out.dtype.category : result === out.dtype;
  c.check(fits, "RuntimeError", () => refusal(type.words, result, out.dtype), { rule: "dtype", law: () => `${c.op}: a result of type ${result.name} cannot be written to a tensor of type ${out.dtype.name}` });
}

/** The words in which a type is refused, with the types in. */
function refusal(words: string, result: DType, out: DType): string {
  const types: Readonly<Record<string, string>> = { R: scalarTypeName(result), r: cppTypeName(result), n: result.name, O: scalarTypeName(out), o: cppTypeName(out), m: out.name };
  return words.replace(/\{(\w)\}/g, (_, hole: string) => types[hole] ?? "");
}

/** The `out` argument, if there is one. */
export function outOf(a: Args): Tensor | null {
  return a.maybeTensor("out");
}

/** That two shapes are equal: what an operator may require of them. */
export function equalShapes(a: readonly Dim[], b: readonly Dim[]): Cond {
  if (a.length !== b.length) return false;
  // Equal sizes are the same object, nearly always.
  return a === b || a.every((d, i) => d === b[i]) || and(...a.map((d, i) => eq(d, b[i] as Dim)));
}

/** Whether two shapes are known to be equal. */
export function sameShape(c: OpContext, a: readonly Dim[], b: readonly Dim[]): boolean {
  return c.known(equalShapes(a, b)) === true;
}

/** Of one number beside what is more, or is not mapped, vmap asks the first of the batch for its type. */
function checkMappedScalar(c: OpContext, inputs: readonly Value[]): void {
  const alone = inputs.map((v) => v instanceof Tensor && v.mapped.length > 0 && v.shape?.length === 0);
  const size = c.mapped.at(-1);
  if (alone[0] === alone[1] || size === undefined || c.known(eq(size, 0)) !== true) return;
  c.check(false, "IndexError", () => "select(): index 0 out of range for tensor of size [0] at dimension 0", { rule: "argument-value" });
}

/** An in-place operator must not change the shape. */
export function checkInPlaceShape(c: OpContext, self: Tensor, shape: readonly Dim[] | null): void {
  if (shape === null) return;
  const own = c.shapeOf(self);
  c.check(equalShapes(own, shape), "RuntimeError", () => `output with shape ${sizes(own)} doesn't match the broadcast shape ${sizes(shape)}`, {
    rule: "broadcast",
    law: () => `${c.op}: the result ${sizes(shape)} does not fit into the tensor ${sizes(own)} that is changed in place`,
  });
}

/** A tensor that was expanded has elements which share memory: it cannot be written. */
export function checkOverlap(c: OpContext, t: Tensor): void {
  if (!t.strides || t.shape === null) return;
  const shape = c.shapeOf(t);
  if (t.strides.some((s, i) => s === 0 && c.known(gt(shape[i] as Dim, 1)) === true) && shape.every((d) => c.known(gt(d, 0)) === true)) {
    c.check(false, "RuntimeError", () => "unsupported operation: more than one element of the written-to tensor refers to a single memory location. Please clone() the tensor before performing the operation.", {
      rule: "in-place",
      law: () => `${c.op}: an expanded tensor cannot be changed in place`,
    });
  }
}

export function checkCast(c: OpContext, from: DType, to: Tensor): void {
  c.check(canCast(from, to.dtype), "RuntimeError", () => `result type ${scalarTypeName(from)} can't be cast to the desired output type ${scalarTypeName(to.dtype)}`, {
    rule: "dtype",
    law: () => `${c.op}: a result of type ${from.name} cannot be written to a tensor of type ${to.dtype.name}`,
  });
}

/** A tensor without dimensions goes wherever the others are. */
export function deviceOf(tensors: readonly Tensor[]): string {
  return (tensors.find((t) => t.shape?.length !== 0) ?? tensors[0])?.device ?? "cpu";
}

/** The elements, where all operands' are known. */
function compute(c: OpContext, shape: readonly Dim[], inputs: readonly Value[], f: (...xs: number[]) => number, computed: DType, result: DType): readonly number[] | null {
  let count = 1;
  for (const d of shape) {
    if (!isConst(d)) return null;
    count *= d;
  }
  if (count > MAX_DATA || computed.category === 3) return null;
  const sources: { readonly data: readonly number[]; readonly steps: readonly number[] }[] = [];
  for (const v of inputs) {
    if (v instanceof Tensor) {
      if (!v.data || !v.shape) return null;
      const own = v.shape;
      const strides = contiguousStrides(own);
      const offset = shape.length - own.length;
      const steps = shape.map((_, i) => (i < offset || own[i - offset] === 1 ? 0 : (strides[i - offset] as number)));
      sources.push({ data: v.data, steps });
    } else {
      const x = numberOf(c.interp, v);
      if (x === undefined) return null;
      sources.push({ data: [x], steps: shape.map(() => 0) });
    }
  }
  const out: number[] = new Array(count);
  const index = shape.map(() => 0);
  for (let n = 0; n < count; n++) {
    const xs = sources.map((s) => cast(s.data[index.reduce((at, i, k) => at + i * (s.steps[k] as number), 0)] ?? Number.NaN, computed));
    out[n] = cast(f(...xs), result);
    for (let k = shape.length - 1; k >= 0; k--) {
      index[k] = (index[k] as number) + 1;
      if ((index[k] as number) < (shape[k] as number)) break;
      index[k] = 0;
    }
  }
  return out;
}

