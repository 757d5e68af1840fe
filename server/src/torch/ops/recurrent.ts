/** The recurrent networks as single operators: `torch.lstm`, `gru`, `rnn_tanh`, `rnn_relu`, and one step of each. */
import { type Dim, eq, gt, isConst, lt, mul, print } from "../../dims/index.ts";
import type { Blame } from "../../python/problem.ts";
import { PyList, PyTuple, type Value } from "../../python/values.ts";
import { type Args, sequence } from "../args.ts";
import { defineOp } from "../define.ts";
import { type DType, promoteTypes } from "../dtype.ts";
import { gradientMode } from "../gradient.ts";
import { NATIVE, takes } from "../native.ts";
import { type Explanation, type OpContext, wrapDim } from "../op.ts";
import { Tensor } from "../tensor.ts";
import { broadcastShapes } from "./broadcast.ts";
import { type CellWeights, type Kind, checkOneDnn, checkRows as checkWeightRows, gathered, stack, step } from "./recurrentSteps.ts";

const LINEAR = "torch.nn.functional.linear";

for (const name of ["lstm", "gru", "rnn_tanh", "rnn_relu"] as const) {
  defineOp({ name, forms: [`torch.${name}`], signature: NATIVE, rule: (c, a) => network(c, a, name) });
  defineOp({ name: `${name}_cell`, forms: [`torch.${name}_cell`], signature: NATIVE, rule: (c, a) => cellRule(c, a, name) });
}

/** What a recurrent network computes on, its arguments checked. */
export interface Recurrence {
  readonly kind: "lstm" | "gru" | "rnn_tanh" | "rnn_relu";
  readonly input: Tensor;
  /** (L, N, H_in), (N, L, H_in) with `batchFirst`, or (rows, H_in) of a packed sequence. */
  readonly shape: readonly Dim[];
  /** How many rows of a packed sequence every step has; null: not packed. */
  readonly batchSizes: Tensor | null;
  readonly batchFirst: boolean;
  /** h_0, and c_0 of an LSTM. */
  readonly states: readonly Tensor[];
  /** The first layer's parameters: w_ih, w_hh, and the biases. */
  readonly weights: readonly Tensor[];
  readonly hasBiases: boolean;
  readonly projected: boolean;
  readonly directions: number;
  /** Size of h_n's last dimension. */
  readonly out: Dim;
}

/** (output, h_n) or (output, h_n, c_n), given that the sizes are as the layers checked them. */
export function recur(c: OpContext, r: Recurrence): readonly Tensor[] {
  const { shape, input, batchFirst } = r;
  const steps = shape[batchFirst ? 1 : 0] as Dim;
  // Without a step no state meets a weight.
  if (r.batchSizes || c.known(gt(steps, 0)) !== false) checkStates(c, r);
  if (r.batchSizes) checkRows(c, shape[0] as Dim, r.batchSizes);
  else c.check(gt(steps, 0), "RuntimeError", () => "Expected sequence length to be larger than 0 in RNN", { rule: "rnn-input-size", law: () => `${c.op}: a sequence of no steps`, subjects: [input] });
  const width = mul(r.directions, r.out);
  const size = [...shape.slice(0, -1), width];
  const strides = batchFirst ? [width, mul(shape[0] as Dim, width), 1] : undefined;
  const output = c.tensor(size, input.dtype, { device: input.device, strides });
  return [output, ...r.states.map((s, i) => c.tensor(c.shapeOf(s), i === 1 && isByOneDnn(c, r) ? s.dtype : input.dtype, { device: input.device }))];
}

/** Every step cuts its rows out of the data. */
function checkRows(c: OpContext, rows: Dim, batchSizes: Tensor): void {
  let start = 0;
  for (const n of batchSizes.data ?? []) {
    const from = start;
    start += n;
    if (c.known(lt(rows, start)) !== true) continue;
    c.check(false, "RuntimeError", () => `start (${from}) + length (${n}) exceeds dimension size (${print(rows)}).`, { rule: "pack-lengths", law: () => `${c.op}: the packed sequence has ${print(rows)} rows, fewer than its batch sizes tell` });
    return;
  }
}

/** A state of another type than the input's. */
function checkStates(c: OpContext, r: Recurrence): void {
  const [wih, whh, , bhh] = r.weights;
  const isOdd = (t: Tensor): boolean => t.dtype !== r.input.dtype;
  const odd = r.states.find(isOdd);
  if (!wih || !whh || c.failure || (!odd && !r.weights.some(isOdd))) return;
  if (isByOneDnn(c, r)) checkOneDnnTypes(c, r);
  if (!odd || c.failure || isByOneDnn(c, r)) return;
  const [hidden] = r.states;
  if (hidden && hidden.dtype !== r.input.dtype) {
    const rows = c.shapeOf(hidden).slice(1);
    c.call(LINEAR, [c.tensor(rows, hidden.dtype), whh, r.hasBiases ? (bhh ?? null) : null]);
  } else if (r.projected && promoteTypes(r.input.dtype, odd.dtype) !== r.input.dtype) {
    c.call(LINEAR, [c.tensor([1, 1, whh.shape?.[1] ?? 1], promoteTypes(r.input.dtype, odd.dtype)), c.tensor([1, whh.shape?.[1] ?? 1], r.input.dtype)]);
  }
}

/** What decides who computes a network. */
type Operands = Pick<Recurrence, "kind" | "input" | "shape" | "states" | "weights" | "hasBiases" | "projected">;

/** Whether oneDNN computes LSTMs over a type: float32, bfloat16, and float16 only while no gradients are recorded. */
export function isOfOneDnn(t: DType): boolean | undefined {
  if (t.name === "float16") return gradientMode.enabled === undefined ? undefined : !gradientMode.enabled;
  return t.name === "float32" || t.name === "bfloat16";
}

/** Whether oneDNN computes the network. */
function isByOneDnn(c: OpContext, r: Operands): boolean {
  if (r.kind !== "lstm" || r.projected || r.shape.includes(0)) return false;
  const computed = isOfOneDnn(r.input.dtype);
  if (computed !== undefined) return computed;
  if ([...r.states, ...r.weights].some((t) => t.dtype !== r.input.dtype)) c.giveUp("whether gradients are recorded, which decides what computes an LSTM over float16");
  return false;
}

/** The types that oneDNN has, and those that its LSTM takes together: the input's own, and float32 for the state of the cell and the bias. */
function checkOneDnnTypes(c: OpContext, r: Operands): void {
  const [hidden, cell] = r.states;
  const [wih, whh, bih, bhh] = r.weights;
  const own = r.input.dtype;
  // It takes the sum of both biases.
  const bias = r.hasBiases && bih && bhh ? promoteTypes(bih.dtype, bhh.dtype) : own;
  const has = (t: DType): boolean => /^(float32|bfloat16|float16)$/.test(t.name);
  const taken = [hidden, cell, bias, wih, whh].map((x) => ({ subjects: x instanceof Tensor ? [x] : [], type: x instanceof Tensor ? x.dtype : (x ?? own) }));
  const why = (odd: (typeof taken)[number]): Explanation => ({ rule: "dtype", law: () => `${c.op}: a state or weight is ${odd.type.name}, the input ${own.name}`, subjects: odd.subjects });
  const foreign = taken.find(({ type }) => !has(type));
  if (foreign) c.check(false, "RuntimeError", () => (/^u?int8$/.test(foreign.type.name) ? "itensor_view_from_dense expects float, bfloat16 or half tensor input" : "get_mkldnn_dtype: unsupported data type"), why(foreign));
  const odd = taken.find(({ type }, i) => type !== own && !((i === 1 || i === 2) && type.name === "float32"));
  if (odd && !foreign) c.check(false, "RuntimeError", () => "could not create a primitive descriptor for the LSTM forward propagation primitive. Run workload with environment variable ONEDNN_VERBOSE=all to get additional diagnostic information.", why(odd));
}

/** `torch.lstm(input, hx, params, …)` and its form on packed data. */
function network(c: OpContext, a: Args, kind: Recurrence["kind"]): Value {
  const packed = takes(a, "batch_sizes");
  const input = a.tensor(packed ? "data" : "input");
  const batchFirst = !packed && a.bool("batch_first");
  const shape = c.shapeOf(input);
  const states = kind === "lstm" ? a.tensors("hx") : [a.tensor("hx")];
  if (kind === "lstm" && states.length !== 2) c.fail("RuntimeError", "lstm expects two hidden states", { rule: "rnn-input-size" });
  const weights = a.tensors("params");
  const hasBiases = a.bool("has_biases");
  const projected = kind === "lstm" && c.known(eq(sizeAt(c, c.shapeOf(states[0] as Tensor), 2), sizeAt(c, c.shapeOf(states[1] as Tensor), 2))) === false;
  const layers = a.int("num_layers");
  const both = a.bool("bidirectional");
  const operands: Operands = { kind, input, shape, states, weights, hasBiases, projected };
  const fused = isByOneDnn(c, operands);
  if (!packed && !fused && isConst(layers) && [input, ...states, ...weights].every((t) => c.shapeOf(t).every(isConst))) return composed(c, { kind, input, states, weights: gathered(c, weights, hasBiases, projected), layers, both, batchFirst, dropout: a.bool("train") && a.number("dropout") !== 0 ? a.value("dropout") : null });
  if (fused && isConst(layers)) checkOneDnn(c, states, weights.length, hasBiases, layers * (both ? 2 : 1), () => checkOneDnnTypes(c, operands));
  const [wih, whh, bih, bhh] = weights;
  if (fused && weights.length === 0) c.fail("RuntimeError", `ArrayRef: invalid slice, N = 0; M = ${hasBiases ? 4 : 2}; size = 0`, { rule: "argument-value" });
  if (!wih || !whh) return c.giveUp("a recurrent network without parameters");
  if (!packed && fused) for (const at of [0, 1, 2]) sizeAt(c, shape, at);
  if (fused) checkOneDnnTypes(c, operands);
  if (fused && hasBiases && bih && bhh && !c.failure) broadcastShapes(c, [c.shapeOf(bih), c.shapeOf(bhh)], { rule: "rnn-hidden-size" });
  if (!packed && !fused && !isRegular(c, shape, states, weights, { kind, cells: mul(layers, both ? 2 : 1), each: (hasBiases ? 4 : 2) + (projected ? 1 : 0), batch: shape[batchFirst ? 0 : 1] })) return c.giveUp("a recurrent network whose sizes may not fit");
  // oneDNN looks at three sizes; of what has more, and of the weights, it reads as many elements as those tell.
  const seen = fused && !packed ? shape.slice(0, 3) : shape;
  if (!fused || packed) checkFeatures(c, input, shape, wih, hasBiases, null);
  if (fused && !c.failure && isConst(layers) && layers > 1 && a.bool("train")) c.call("torch.dropout", [c.tensor([1], input.dtype), a.value("dropout"), true]);
  const results = recur(c, { kind, input, shape: seen, batchSizes: packed ? a.tensor("batch_sizes") : null, batchFirst, states, weights, hasBiases, projected, directions: both ? 2 : 1, out: (fused ? c.shapeOf(states[0] as Tensor)[2] : c.shapeOf(whh)[1]) ?? 1 });
  // oneDNN takes a state for each of its cells, and gives as many.
  const cells = mul(layers, both ? 2 : 1);
  return new PyTuple(fused ? results.map((t, i) => (i === 0 ? t : c.tensor([cells, ...c.shapeOf(t).slice(1)], t.dtype, { device: t.device }))) : results);
}

/** Whether all sizes are such as a layer has them, for sure; those of the first product are checked later. */
function isRegular(c: OpContext, shape: readonly Dim[], states: readonly Tensor[], weights: readonly Tensor[], n: { readonly kind: Recurrence["kind"]; readonly cells: Dim; readonly each: number; readonly batch: Dim | undefined }): boolean {
  const same = (a: Dim | undefined, b: Dim | undefined): boolean => a !== undefined && b !== undefined && c.known(eq(a, b)) === true;
  const all = states.map((s) => c.shapeOf(s));
  const ranks = weights.map((w) => c.shapeOf(w).length);
  const rows = mul(n.kind === "lstm" ? 4 : n.kind === "gru" ? 3 : 1, c.shapeOf(weights[1] as Tensor)[1] ?? 1);
  return (
    shape.length === 3 &&
    same(mul(n.cells, n.each), weights.length) &&
    ranks.every((r, i) => r === (i % n.each < 2 || (n.each % 2 === 1 && i % n.each === n.each - 1) ? 2 : 1)) &&
    (n.each % 2 === 1 || weights.every((w) => same(c.shapeOf(w)[0], rows))) &&
    all.every((s) => s.length === 3 && same(s[0], n.cells) && same(s[1], n.batch)) &&
    (n.each % 2 === 1 || all.every((s) => same(s[2], c.shapeOf(weights[1] as Tensor)[1])))
  );
}

interface Network {
  readonly kind: Kind;
  readonly input: Tensor;
  readonly states: readonly Tensor[];
  readonly weights: readonly CellWeights[];
  readonly layers: number;
  readonly both: boolean;
  readonly batchFirst: boolean;
  readonly dropout: Value;
}

/** A network whose sizes are all known: what its operators make of them. */
function composed(c: OpContext, n: Network): Value {
  const { interp, node } = c;
  return uncounted(c, () => {
    const input = n.batchFirst ? c.call("torch.transpose", [n.input, 0, 1]) : n.input;
    const unbound = n.states.map((s) => sequence(interp.callMethod(s, "unbind", [0], node)) ?? []);
    const each = (unbound[0] ?? []).map((h, i) => [h, ...unbound.slice(1).map((list) => list[i] ?? c.fail("IndexError", "vector::_M_range_check", { rule: "rnn-hidden-size" }))]);
    const result = stack(c, n.kind, input, each, n.weights, n.layers, n.both, n.dropout);
    const output = n.batchFirst ? c.call("torch.transpose", [result.output, 0, 1]) : result.output;
    const final = n.states.map((_, i) => c.call("torch.stack", [new PyList(result.states.map((s) => s[i] ?? null)), 0]));
    return new PyTuple([output, ...final].map((t) => (t instanceof Tensor ? c.tensor(t.shapeOrVar, t.dtype, { strides: t.strides, device: t.device }) : t)));
  });
}

/** What is computed on the way costs nothing beyond the operator itself. */
function uncounted<T>(c: OpContext, run: () => T): T {
  const { products } = c.interp.trace;
  const before = products.length;
  try {
    return run();
  } finally {
    products.length = before;
  }
}

/** The first layer multiplies the input by its weight. */
export function checkFeatures(c: OpContext, input: Tensor, shape: readonly Dim[], wih: Tensor, bias: boolean, blame: Blame | null): void {
  const [gates = 1, expected = 1] = c.shapeOf(wih);
  const got = shape.at(-1) ?? 1;
  const rows = shape.slice(0, -1).reduce((n, d) => mul(n, d), 1);
  if (input.dtype !== wih.dtype) c.call(LINEAR, [c.tensor([rows, got], input.dtype), wih, bias ? c.tensor([gates], wih.dtype) : null]);
  c.check(eq(got, expected), "RuntimeError", () => `mat1 and mat2 shapes cannot be multiplied (${print(rows)}x${print(got)} and ${print(expected)}x${print(gates)})`, {
    rule: "rnn-input-size",
    law: () => `${c.op}: expected ${print(expected)} input features (last dim), got ${print(got)}`,
    ...(blame && { blame }),
    subjects: [input],
  });
}

// ---------------------------------------------------------------- one step

function cellRule(c: OpContext, a: Args, kind: Kind): Value {
  const [input, wih, whh] = [a.tensor("input"), a.tensor("w_ih"), a.tensor("w_hh")];
  const states = kind === "lstm" ? a.tensors("hx") : [a.tensor("hx")];
  if (kind === "lstm" && states.length !== 2) c.fail("RuntimeError", "lstm_cell expects two hidden states", { rule: "rnn-input-size" });
  const rows = (): void => checkWeightRows(c, kind, wih, whh, sizeAt(c, c.shapeOf(whh), 1));
  // Each cell has an order of its own.
  if (kind !== "lstm" && kind !== "gru") rows();
  if (kind === "lstm") sizeAt(c, c.shapeOf(whh), 1);
  if (!c.failure) checkCellInput(c, input, wih);
  if (kind === "lstm") rows();
  const hidden = sizeAt(c, c.shapeOf(whh), 1);
  if (!c.failure) states.forEach((s, i) => checkCellHidden(c, input, s, hidden, i));
  if (kind === "gru") rows();
  const biases = [a.maybeTensor("b_ih"), a.maybeTensor("b_hh")];
  const made = (): Tensor => c.tensor([c.shapeOf(input)[0] as Dim, hidden], input.dtype, { device: input.device });
  const regular = [input, ...states].every((t) => c.shapeOf(t).length === 2);
  if (c.failure || ![input, wih, whh, ...states, ...biases].every((t) => t === null || c.shapeOf(t).every(isConst))) {
    if (!regular && !c.failure) return c.giveUp("a step over tensors that are no matrices");
    return kind === "lstm" ? new PyTuple([made(), made()]) : made();
  }
  const [bih = null, bhh = null] = biases;
  const next = uncounted(c, () => step(c, kind, () => c.call(LINEAR, [input, wih, bih]), states, { wih, whh, bih, bhh }));
  const results = next.map((t) => (t instanceof Tensor ? c.tensor(t.shapeOrVar, t.dtype, { strides: t.strides, device: t.device }) : t));
  return kind === "lstm" ? new PyTuple(results) : (results[0] ?? null);
}

function checkCellInput(c: OpContext, input: Tensor, wih: Tensor): void {
  const shape = c.shapeOf(input, ["N", "H_in"]);
  const expected = sizeAt(c, c.shapeOf(wih), 1);
  const got = sizeAt(c, shape, 1);
  const owner = wih.owner;
  const isLayer = owner?.name === "weight_ih" && owner.module.attrs.has("input_size");
  c.check(eq(got, expected), "RuntimeError", () => `input has inconsistent input_size: got ${print(got)} expected ${print(expected)}`, {
    rule: "rnn-input-size",
    law: () => `${c.op}: expected ${print(expected)} input features (last dim), got ${print(got)}`,
    ...(isLayer && { blame: { kind: "module-argument" as const, module: owner.module, parameter: "input_size", expected: got } }),
    subjects: [input],
  });
}

function checkCellHidden(c: OpContext, input: Tensor, hx: Tensor, hidden: Dim, label: number): void {
  const batch = c.shapeOf(input)[0] as Dim;
  const shape = c.shapeOf(hx, ["N", "H_out"]);
  const got = sizeAt(c, shape, 0);
  c.check(eq(batch, got), "RuntimeError", () => `Input batch size ${print(batch)} doesn't match hidden${label} batch size ${print(got)}`, {
    rule: "rnn-hidden-size",
    law: () => `${c.op}: the input has a batch of ${print(batch)}, the hidden state one of ${print(got)}`,
    subjects: [input, hx],
  });
  const width = sizeAt(c, shape, 1);
  c.check(eq(width, hidden), "RuntimeError", () => `hidden${label} has inconsistent hidden_size: got ${print(width)}, expected ${print(hidden)}`, {
    rule: "rnn-hidden-size",
    law: () => `${c.op}: expected a hidden state of size ${print(hidden)} (last dim), got ${print(width)}`,
    subjects: [hx],
  });
}

function sizeAt(c: OpContext, shape: readonly Dim[], i: number): Dim {
  const d = shape[i];
  if (d !== undefined) return d;
  if (shape.length === 0) c.fail("IndexError", `Dimension specified as ${i} but tensor has no dimensions`, { rule: "dim-out-of-range" });
  return shape[wrapDim(c, i, shape.length)] as Dim;
}

/** A constant as a number, for messages that Python formats as a tuple. */
/** `last`: how the last is written if not as a number. */
export function pythonTuple(sizes: readonly Dim[], last?: string): string {
  return sizes.length === 1 ? `(${print(sizes[0] as Dim)},)` : `(${sizes.map((d, i) => (last !== undefined && i === sizes.length - 1 ? last : isConst(d) ? String(d) : print(d))).join(", ")})`;
}
