/** Sequences of different lengths: padded, and packed for the recurrent layers (torch.nn.utils.rnn). */
import { type Dim, eq, gt, isConst, lt, maximum, minimum, mul, print, product, sum } from "../../dims/index.ts";
import { native } from "../../python/builtins/native.ts";
import { namedTuple } from "../../python/stdlib/namedTuple.ts";
import { ClassValue, type Kwargs, NativeFunction, NO_KWARGS, PyFloat, PyList, PyProperty, PyTuple, Unbounded, Unknown, type Value } from "../../python/values.ts";
import { isIterable } from "../containers.ts";
import { type Args, asDim } from "../args.ts";
import { defineOp, defineValue } from "../define.ts";
import { INT64 } from "../dtype.ts";
import { matchNative } from "../native.ts";
import { tpName } from "../nativeErrors.ts";
import { type Explanation, type OpContext, GiveUp, sizes, wrapDim } from "../op.ts";
import { Tensor } from "../tensor.ts";
import { broadcastShapes } from "./broadcast.ts";
import { holds } from "./python.ts";
import { checkFits } from "./scalars.ts";
import { scalarTypeName } from "./scalarTypes.ts";
import { MOST_ELEMENTS } from "./strided.ts";

const UTILS = "torch.nn.utils.rnn.";
const PACKING: Explanation = { rule: "pack-lengths" };

const fields = ["data", "batch_sizes", "sorted_indices", "unsorted_indices"];
const packedBase = namedTuple("PackedSequence_", fields, [], "torch.nn.utils.rnn");
export const packedSequenceClass = new ClassValue("PackedSequence", [packedBase], null, "torch.nn.utils.rnn");
defineValue(`${UTILS}PackedSequence`, packedSequenceClass);
defineValue("torch.nn.utils.rnn.PackedSequence_", packedBase);

/** The batch that a tensor of batch sizes starts with, where its elements are not known. */
const batches = new WeakMap<Tensor, Dim>();

export function isPacked(v: Value): v is PyTuple {
  return v instanceof PyTuple && v.cls !== null && v.cls.isSubclassOf(packedSequenceClass);
}

/** The number of sequences: `batch_sizes[0]`. */
export function batchOf(c: OpContext, batchSizes: Tensor): Dim {
  return batchSizes.data?.[0] ?? batches.get(batchSizes) ?? c.freshDim(1);
}

packedSequenceClass.construct = (_interp, cls, args, kwargs, node) => {
  const given = fields.map((name, i) => args[i] ?? kwargs.get(name) ?? null);
  if (args.length > fields.length || (args.length === 0 && !kwargs.has("data"))) return new Unknown("a packed sequence made by hand", node);
  let [data, batchSizes, sorted, unsorted] = given as [Value, Value, Value, Value];
  if (batchSizes === null && data instanceof PyTuple && data.items.length === 2) [data, batchSizes] = data.items as [Value, Value];
  if (unsorted === null && sorted instanceof Tensor) unsorted = inverse(sorted);
  return new PyTuple([data, batchSizes, sorted, unsorted], cls);
};

// The tuple that it is made from wants all four parts.
packedSequenceClass.attrs.map.set("__new__", new NativeFunction("__new__", (interp, [cls, ...args], kwargs, node) => (cls instanceof ClassValue ? (packedSequenceClass.construct?.(interp, cls, args, kwargs, node) ?? null) : new Unknown("__new__ of a class that is not known", node)), true));

/** A method that does to the data what the tensor's method of the same name does. */
function onData(name: string): NativeFunction {
  return new NativeFunction(name, (interp, [self, ...args], kwargs: Kwargs, node) => {
    if (!(self instanceof PyTuple)) return new Unknown("a packed sequence that is not known", node);
    const data = interp.call(interp.getattr(self.items[0] ?? null, name, node), args, kwargs, node);
    return data === self.items[0] ? self : new PyTuple([data, ...self.items.slice(1)], self.cls);
  });
}
for (const name of ["to", "cuda", "cpu", "double", "float", "half", "long", "int", "short", "char", "byte", "pin_memory"]) packedSequenceClass.attrs.map.set(name, onData(name));
packedSequenceClass.attrs.map.set("is_cuda", new PyProperty(native("is_cuda", "self", (c, self) => c.getattr(self instanceof PyTuple ? (self.items[0] ?? null) : null, "is_cuda"))));
packedSequenceClass.attrs.map.set("is_pinned", native("is_pinned", "self", () => false));

defineOp({ name: "pack_padded_sequence", forms: [{ names: [`${UTILS}pack_padded_sequence`], python: true }], signature: "input, lengths, batch_first=False, enforce_sorted=True", rule: (c, a) => pack(c, a.value("input"), a.value("lengths"), a.value("batch_first"), a.value("enforce_sorted")), doc: "torch.nn.utils.rnn.pack_padded_sequence" });
defineOp({ name: "pad_packed_sequence", forms: [{ names: [`${UTILS}pad_packed_sequence`], python: true }], signature: "sequence, batch_first=False, padding_value=0.0, total_length=None", rule: (c, a) => {
  return unpack(c, a.value("sequence"), a.value("batch_first"), a.value("padding_value"), a.value("total_length"));
}, doc: "torch.nn.utils.rnn.pad_packed_sequence" });
defineOp({ name: "pad_sequence", forms: [{ names: [`${UTILS}pad_sequence`], python: true }], signature: "sequences, batch_first=False, padding_value=0.0, padding_side='right'", rule: padSequence, doc: "torch.nn.utils.rnn.pad_sequence" });
defineOp({ name: "pack_sequence", forms: [{ names: [`${UTILS}pack_sequence`], python: true }], signature: "sequences, enforce_sorted=True", rule: packSequence, doc: "torch.nn.utils.rnn.pack_sequence" });
defineOp({ name: "unpad_sequence", forms: [{ names: [`${UTILS}unpad_sequence`], python: true }], signature: "padded_sequences, lengths, batch_first=False", rule: (c, a) => unpad(c, a.value("padded_sequences"), a.value("lengths"), a.bool("batch_first")), doc: "torch.nn.utils.rnn.unpad_sequence" });
defineOp({ name: "unpack_sequence", forms: [{ names: [`${UTILS}unpack_sequence`], python: true }], signature: "packed_sequences", rule: unpackSequence, doc: "torch.nn.utils.rnn.unpack_sequence" });
defineOp({ name: "invert_permutation", forms: [{ names: [`${UTILS}invert_permutation`], python: true }], signature: "permutation", rule: invertPermutation });

/** `output = torch.empty_like(p); output.scatter_(0, p, torch.arange(0, p.numel()))` */
function invertPermutation(c: OpContext, a: Args): Value {
  const given = a.value("permutation");
  if (given === null) return null;
  const output = c.call("torch.empty_like", [given]);
  if (!(given instanceof Tensor) || !(output instanceof Tensor)) return output;
  const count = product(c.shapeOf(given));
  c.interp.callMethod(output, "scatter_", [0, given, new Tensor([count], INT64, { device: given.device })], c.node);
  return inverse(given);
}

function inverse(permutation: Tensor): Tensor {
  const out = new Tensor(permutation.shapeOrVar, permutation.dtype, { device: permutation.device });
  if (!permutation.data) return out;
  const data = new Array<number>(permutation.data.length).fill(0);
  permutation.data.forEach((to, i) => {
    data[to] = i;
  });
  return new Tensor(permutation.shapeOrVar, permutation.dtype, { device: permutation.device, data });
}

// ---------------------------------------------------------------- packing

function pack(c: OpContext, given: Value, lengthsGiven: Value, batchFirst: Value, enforceSorted: Value): Value {
  let input = given;
  let lengths = lengthsTensor(c, lengthsGiven);
  let sorted: Tensor | null = null;
  if (c.interp.truth(enforceSorted) !== true) {
    [lengths, sorted] = sortDescending(lengths);
    c.interp.getattr(input, "device", c.node);
    const selected = c.interp.callMethod(input, "index_select", [c.interp.truth(batchFirst) === true ? 0 : 1, sorted], c.node);
    if (selected instanceof Tensor) input = selected;
  }
  const [data, batchSizes] = packNative(c, input, lengths, batchFirst);
  return new PyTuple([data, batchSizes, sorted, sorted && inverse(sorted)], packedSequenceClass);
}

function lengthsTensor(c: OpContext, v: Value): Tensor {
  if (v instanceof Tensor) return new Tensor(v.shapeOrVar, INT64, { device: v.device, data: v.data?.map(Math.trunc) ?? null });
  const made = c.call("torch.as_tensor", [v], { dtype: INT64, device: "cpu" });
  if (made instanceof Tensor) return made;
  throw new GiveUp(made instanceof Unknown ? made : new Unknown("the lengths are not known", c.node));
}

/** The lengths from the longest to the shortest, and the order that makes them so. */
function sortDescending(lengths: Tensor): [Tensor, Tensor] {
  const { data } = lengths;
  const order = data?.map((_, i) => i).sort((i, j) => (data[j] ?? 0) - (data[i] ?? 0)) ?? null;
  const make = (values: readonly number[] | null): Tensor => new Tensor(lengths.shapeOrVar, INT64, { device: lengths.device, data: values });
  return [make(order && data ? order.map((i) => data[i] ?? 0) : null), make(order)];
}

const NOT_SORTED = "`lengths` array must be sorted in decreasing order when `enforce_sorted` is True. You can pass `enforce_sorted=False` to pack_padded_sequence and/or pack_sequence to sidestep this requirement if you do not need ONNX exportability.";

/** `torch._VF._pack_padded_sequence`: (data, batch_sizes). */
function packNative(c: OpContext, input: Value, lengths: Tensor, batchFirst: Value): readonly [Tensor, Tensor] {
  const first = parsed(c, "_pack_padded_sequence", input, batchFirst, 3);
  const shape = c.shapeOf(input as Tensor, first ? ["N", "L", "H_in"] : ["L", "N", "H_in"]);
  c.check(gt(product(shape), 0), "RuntimeError", () => "Cannot pack empty tensors.", PACKING);
  if (first) wrapDim(c, 1, shape.length);
  const lens = c.shapeOf(lengths, ["N"]);
  if (lens.length !== 1 || lengths.device.startsWith("cuda")) {
    c.fail("RuntimeError", `'lengths' argument should be a 1D CPU int64 tensor, but got ${lens.length}D ${lengths.device === "cuda" ? "cuda:0" : lengths.device} ${scalarTypeName(lengths.dtype)} tensor`, { ...PACKING, law: () => `${c.op}: lengths must be a one-dimensional tensor on the CPU` });
  }
  if (shape.length < 2) {
    if (shape.length === 0) c.fail("IndexError", "Dimension specified as 1 but tensor has no dimensions", { rule: "dim-out-of-range" });
    wrapDim(c, 1, shape.length);
  }
  const [steps, batch] = first ? [shape[1] as Dim, shape[0] as Dim] : [shape[0] as Dim, shape[1] as Dim];
  const count = lens[0] as Dim;
  c.check(eq(count, batch), "RuntimeError", () => `Expected \`len(lengths)\` to be equal to batch_size, but got ${print(count)} (batch_size=${print(batch)})`, {
    ...PACKING,
    law: () => `${c.op}: ${print(count)} lengths for a batch of ${print(batch)} sequences`,
  });
  const tail = shape.slice(2);
  const { data } = lengths;
  const make = (rows: Dim, sizesOf: Tensor): readonly [Tensor, Tensor] => [c.tensor([rows, ...tail], (input as Tensor).dtype, { device: (input as Tensor).device }), sizesOf];
  if (!data || c.failure) {
    const batchSizes = c.tensor([c.freshDim(1)], INT64);
    batches.set(batchSizes, batch);
    return make(c.freshDim(1), batchSizes);
  }
  c.check((data.at(-1) ?? 1) > 0, "RuntimeError", () => "Length of all samples has to be greater than 0, but found an element in 'lengths' that is <= 0", PACKING);
  c.check(data.every((n, i) => i === 0 || n <= (data[i - 1] ?? n)), "RuntimeError", () => NOT_SORTED, { ...PACKING, law: () => `${c.op}: the lengths [${data.join(", ")}] do not decrease; pass enforce_sorted=False` });
  const longest = data[0] ?? 0;
  const perStep = longest <= MOST_ELEMENTS ? Array.from({ length: Math.max(longest, 0) }, (_, t) => data.filter((n) => n > t).length) : null;
  const batchSizes = c.tensor([longest], INT64, { data: perStep });
  batches.set(batchSizes, batch);
  return make(sum(data.map((n) => minimum(n, steps))), batchSizes);
}

/** What the operator's argument parser insists on; gives batch_first. */
function parsed(c: OpContext, name: string, input: Value, batchFirst: Value, position: number): boolean {
  const wrong = (what: string, at: number, type: string, v: Value): never => c.fail("TypeError", `${name}(): argument '${what}' (position ${at}) must be ${type}, not ${tpName(c.interp, v)}`, { rule: "argument-type" });
  if (input instanceof Unknown) throw new GiveUp(input);
  if (!(input instanceof Tensor)) wrong("input", 1, "Tensor", input);
  if (batchFirst instanceof Unknown) throw new GiveUp(batchFirst);
  return typeof batchFirst === "boolean" ? batchFirst : wrong("batch_first", position, "bool", batchFirst);
}

// ---------------------------------------------------------------- unpacking

/** Whether a value is surely no number. */
function isOther(v: Value): boolean {
  return v === null || typeof v === "string" || v instanceof PyTuple || v instanceof PyList;
}

function unpack(c: OpContext, sequence: Value, batchFirst: Value, paddingValue: Value, totalLength: Value): Value {
  const { interp, node } = c;
  const batchSizes = interp.getattr(sequence, "batch_sizes", node);
  if (!(batchSizes instanceof Tensor)) return c.giveUp("a packed sequence that is not known");
  const longest = c.shapeOf(batchSizes)[0] as Dim;
  let steps = longest;
  if (totalLength !== null) {
    const total = asDim(interp, totalLength);
    const message = (): string => `Expected total_length to be at least the length of the longest sequence in input, but got total_length=${interp.str(totalLength)} and max sequence length being ${print(longest)}`;
    if (c.known(holds(c, "<", totalLength, interp.getitem(interp.getattr(batchSizes, "shape", node), 0, node))) === true) c.check(false, "ValueError", message, { ...PACKING, law: () => `${c.op}: total_length ${interp.str(totalLength)} is less than the longest sequence, ${print(longest)}` });
    steps = total ?? c.freshDim(1);
  }
  const data = interp.getattr(sequence, "data", node);
  const first = parsed(c, "_pad_packed_sequence", data, batchFirst, 3);
  if (isOther(paddingValue)) c.fail("TypeError", `_pad_packed_sequence(): argument 'padding_value' (position 4) must be Number, not ${tpName(interp, paddingValue)}`, { rule: "argument-type" });
  if (totalLength instanceof PyFloat || typeof totalLength === "boolean") c.fail("TypeError", `_pad_packed_sequence(): argument 'total_length' (position 5) must be int, not ${tpName(interp, totalLength)}`, { rule: "argument-type" });
  const shape = c.shapeOf(data as Tensor);
  const tail = shape.slice(1);
  const batch = batchOf(c, batchSizes);
  // What is not filled by the sequences is filled first.
  if (!c.failure) checkFits(c, paddingValue, (data as Tensor).dtype);
  if (batchSizes.data && !c.failure) checkRows(c, shape, batchSizes.data);
  const lengths = lengthsOf(c, batchSizes, batch);
  const unsorted = interp.getattr(sequence, "unsorted_indices", node);
  const row = product(tail);
  const strides = first && unsorted === null ? [row, mul(batch, row), ...tail.map((_, i) => product(tail.slice(i + 1)))] : undefined;
  const padded = c.tensor([...(first ? [batch, steps] : [steps, batch]), ...tail], (data as Tensor).dtype, { device: (data as Tensor).device, strides });
  if (!(unsorted instanceof Tensor)) return new PyTuple([padded, lengths]);
  return new PyTuple([padded, reordered(lengths, unsorted)]);
}

/** Every group of steps with one batch size is cut out of the rows; there must be enough of them. */
function checkRows(c: OpContext, shape: readonly Dim[], perStep: readonly number[]): void {
  const rows = shape[0] as Dim;
  if (!isConst(rows)) return;
  let used = 0;
  for (let from = 0; from < perStep.length; ) {
    const batch = perStep[from] as number;
    let to = from;
    while (to < perStep.length && perStep[to] === batch) to += 1;
    const need = batch * (to - from);
    const have = Math.min(need, Math.max(rows - used, 0));
    if (have < need) {
      const view = [to - from, batch, ...shape.slice(1)];
      c.check(false, "RuntimeError", () => `shape '${sizes(view)}' is invalid for input of size ${print(mul(have, product(shape.slice(1))))}`, { ...PACKING, law: () => `${c.op}: ${rows} rows, but the batch sizes need ${perStep.reduce((n, b) => n + b, 0)}` });
      return;
    }
    used += need;
    from = to;
  }
}

function lengthsOf(c: OpContext, batchSizes: Tensor, batch: Dim): Tensor {
  const { data } = batchSizes;
  const known = data && isConst(batch) && batch <= MOST_ELEMENTS ? Array.from({ length: batch }, (_, i) => data.filter((n) => n > i).length) : null;
  return c.tensor([batch], INT64, { data: known });
}

function reordered(lengths: Tensor, order: Tensor): Tensor {
  const { data } = lengths;
  return new Tensor(lengths.shapeOrVar, lengths.dtype, { data: data && order.data ? order.data.map((i) => data[i] ?? 0) : null });
}

// ---------------------------------------------------------------- padding

function padSequence(c: OpContext, a: Args): Value {
  const { interp, node } = c;
  const given = a.value("sequences");
  if (given instanceof Unknown) throw new GiveUp(given);
  if (!isIterable(interp, given)) {
    c.fail("RuntimeError", `pad_sequence: Expected iterable for input sequences, but got arg of type: <class '${interp.typeName(given)}'>`, { rule: "argument-type" });
  }
  const items = interp.iterate(given, node);
  if (items instanceof Unknown) throw new GiveUp(items);
  const batchFirst = a.value("batch_first");
  if (items instanceof Unbounded) return paddedUnbounded(c, items, batchFirst);
  matchNative(c, "torch._C._nn.pad_sequence", [new PyTuple(items), batchFirst, a.value("padding_value"), a.value("padding_side")], NO_KWARGS);
  const tensors = items.map((t) => (t instanceof Tensor ? t : c.giveUp("a sequence that is not known")));
  const [first] = tensors;
  if (!first) return c.fail("RuntimeError", "received an empty list of sequences", { rule: "argument-value" });
  const side = a.string("padding_side");
  if (side !== "left" && side !== "right") c.fail("RuntimeError", `Expected padding_side to be one of left or right, but got ${side}.`, { rule: "argument-value" });
  const shapes = tensors.map((t) => c.shapeOf(t));
  const [own] = shapes as [readonly Dim[]];
  if (own.length === 0) c.fail("RuntimeError", "ArrayRef: invalid slice, N = 1; size = 0", { rule: "rank" });
  if (shapes.some((s) => s.length === 0)) c.fail("IndexError", "Dimension specified as 0 but tensor has no dimensions", { rule: "rank" });
  // The parser makes a double of it.
  const padding = a.value("padding_value");
  checkFits(c, typeof padding === "number" ? new PyFloat(padding) : padding, first.dtype);
  const longest = shapes.reduce<Dim>((n, s) => (s[0] === undefined ? n : maximum(n, s[0])), 0);
  const tail = own.slice(1);
  for (const s of shapes) copied(c, [s[0] ?? 1, ...tail], s);
  return c.tensor([...(batchFirst === true ? [tensors.length, longest] : [longest, tensors.length]), ...tail], first.dtype, { device: first.device });
}

function paddedUnbounded(c: OpContext, items: Unbounded, batchFirst: Value): Value {
  const { item } = items;
  if (!(item instanceof Tensor) || typeof batchFirst !== "boolean") return c.giveUp(items.reason);
  const [, ...tail] = c.shapeOf(item);
  const [count, longest] = [c.freshDim(1), c.freshDim(0)];
  return c.tensor([...(batchFirst ? [count, longest] : [longest, count]), ...tail], item.dtype, { device: item.device });
}

/** `target.copy_(source)`: the source must broadcast to the target. */
function copied(c: OpContext, target: readonly Dim[], source: readonly Dim[]): void {
  if (c.failure) return;
  const whole = broadcastShapes(c, [target, source], { law: (x, y) => `${c.op}: the sequences differ in more than their length: ${sizes(x)} and ${sizes(y)}` });
  if (c.failure) return;
  const message = (): string => `output with shape ${sizes(target)} doesn't match the broadcast shape ${sizes(whole)}`;
  if (whole.length !== target.length) c.check(false, "RuntimeError", message, { rule: "broadcast" });
  else target.forEach((d, i) => c.check(eq(d, whole[i] as Dim), "RuntimeError", message, { rule: "broadcast" }));
}

function packSequence(c: OpContext, a: Args): Value {
  const { interp, node } = c;
  const items = interp.iterate(a.value("sequences"), node);
  if (items instanceof Unknown) throw new GiveUp(items);
  if (items instanceof Unbounded) return c.giveUp(items.reason);
  const lengths = c.call("torch.as_tensor", [new PyList(items.map((t) => interp.callMethod(t, "size", [0], node)))]);
  const padded = c.call(`${UTILS}pad_sequence`, [a.value("sequences")]);
  if (padded instanceof Unknown) return padded;
  return c.call(`${UTILS}pack_padded_sequence`, [padded, lengths], { enforce_sorted: a.value("enforce_sorted") });
}

function unpackSequence(c: OpContext, a: Args): Value {
  const made = c.call(`${UTILS}pad_packed_sequence`, [a.value("packed_sequences")], { batch_first: true });
  if (!(made instanceof PyTuple)) return made;
  return unpad(c, made.items[0] ?? null, made.items[1] ?? null, true);
}

function unpad(c: OpContext, padded: Value, lengths: Value, batchFirst: boolean): Value {
  const { interp, node } = c;
  if (!batchFirst) interp.callMethod(padded, "transpose_", [0, 1], node);
  const steps = asDim(interp, interp.getitem(interp.getattr(padded, "shape", node), 1, node)) ?? c.freshDim(0);
  interp.getattr(lengths, "device", node);
  if (!(padded instanceof Tensor) || !(lengths instanceof Tensor)) return c.giveUp("sequences that are not known");
  const [batch, , ...tail] = c.shapeOf(padded);
  const lens = c.shapeOf(lengths, ["N"]);
  if (lens.length === 0) c.fail("TypeError", "iteration over a 0-d tensor", { rule: "rank" });
  const [have, count] = [batch as Dim, lens[0] as Dim];
  const shorter = c.known(lt(count, have));
  c.check(eq(have, count), "ValueError", () => `zip() argument 2 is ${shorter ? "shorter" : "longer"} than argument 1`, { ...PACKING, law: () => `${c.op}: ${print(count)} lengths for a batch of ${print(have)} sequences` });
  const one = (length: Dim): Tensor => c.tensor([length, ...tail], padded.dtype, { device: padded.device });
  if (lengths.data && lens.length === 1) return new PyList(lengths.data.map((n) => one(minimum(Math.max(n, 0), steps))));
  if (isConst(have)) return new PyList(Array.from({ length: have }, () => one(c.freshDim(0))));
  const list = new PyList([]);
  list.unbounded = new Unbounded(one(c.freshDim(0)), "the number of sequences is not known");
  return list;
}

