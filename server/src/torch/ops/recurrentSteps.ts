/**
 * Recurrent networks as PyTorch composes them of other operators (aten/src/ATen/native/RNN.cpp). Of the steps two
 * are taken: the state has its final size after the first, and the second meets it.
 */
import { type Dim, eq, gt, mul, print } from "../../dims/index.ts";
import { PyList, type Value } from "../../python/values.ts";
import { sequence } from "../args.ts";
import { type OpContext, sizes } from "../op.ts";
import { Tensor } from "../tensor.ts";

const LINEAR = "torch.nn.functional.linear";

export type Kind = "lstm" | "gru" | "rnn_tanh" | "rnn_relu";

/** Rows of the weights for each size of the hidden state. */
export const GATES: Readonly<Record<Kind, number>> = { lstm: 4, gru: 3, rnn_tanh: 1, rnn_relu: 1 };

/** The parameters of one layer in one direction. */
export interface CellWeights {
  readonly wih: Value;
  readonly whh: Value;
  readonly bih: Value;
  readonly bhh: Value;
  /** The projection of an LSTM. */
  readonly whr?: Value;
}

/** The parameters of all layers, in the order of a flat list. */
export function gathered(c: OpContext, params: readonly Tensor[], hasBiases: boolean, projected: boolean): readonly CellWeights[] {
  const each = (hasBiases ? 4 : 2) + (projected ? 1 : 0);
  if (params.length % each !== 0) c.fail("RuntimeError", "got an incorrect number of RNN parameters", { rule: "rnn-input-size" });
  return Array.from({ length: params.length / each }, (_, i) => {
    const [wih = null, whh = null, ...rest] = params.slice(i * each, (i + 1) * each);
    const [bih = null, bhh = null] = hasBiases ? rest : [];
    return { wih, whh, bih, bhh, ...(projected && { whr: rest.at(-1) ?? null }) };
  });
}

/** The state after one step; `gates`: the input times its weight, or what computes it. */
export function step(c: OpContext, kind: Kind, gates: Value | (() => Value), state: readonly Value[], w: CellWeights): readonly Value[] {
  const { interp, node } = c;
  const method = (v: Value, name: string, ...args: Value[]): Value => interp.callMethod(v, name, args, node);
  const chunks = (v: Value, n: number): readonly Value[] => sequence(method(v, "unsafe_chunk", n, 1)) ?? c.giveUp("the gates are not known");
  const [hidden = null, cell = null] = state;
  // A GRU multiplies the input before its state, and parts the gates at once; the others multiply the state first.
  const given = (): Value => (typeof gates === "function" ? gates() : gates);
  const from = kind === "gru" ? chunks(given(), 3) : [];
  const own = c.call(LINEAR, [hidden, w.whh, w.bhh]);
  if (kind === "gru") {
    const [reset = null, update = null, fresh = null] = chunks(own, 3);
    const r = method(method(reset, "add_", from[0] ?? null), "sigmoid_");
    const z = method(method(update, "add_", from[1] ?? null), "sigmoid_");
    const n = method(method(from[2] ?? null, "add", method(fresh, "mul_", r)), "tanh_");
    return [method(method(interp.binary("-", hidden, n, node), "mul_", z), "add_", n)];
  }
  const sum = method(own, "add_", given());
  if (kind !== "lstm") return [method(sum, kind === "rnn_tanh" ? "tanh" : "relu")];
  const [i = null, f = null, g = null, o = null] = chunks(sum, 4).map((v, at) => method(v, at === 2 ? "tanh_" : "sigmoid_"));
  const next = method(interp.binary("*", f, cell, node), "add_", interp.binary("*", i, g, node));
  const out = interp.binary("*", o, method(next, "tanh"), node);
  return [w.whr === undefined ? out : method(out, "matmul", method(w.whr, "t")), next];
}

interface LayerResult {
  readonly output: Value;
  readonly state: readonly Value[];
}

/** One layer in one direction, over (L, N, H). */
function layer(c: OpContext, kind: Kind, input: Value, state: readonly Value[], w: CellWeights): LayerResult {
  const gates = c.call(LINEAR, [input, w.wih, w.bih]);
  if (!(gates instanceof Tensor)) return c.giveUp("the product of the input and its weight is not known");
  const shape = c.shapeOf(gates);
  const [steps] = shape;
  if (steps === undefined) c.fail("IndexError", "Dimension specified as 0 but tensor has no dimensions", { rule: "rank" });
  if (steps === 0) c.fail("RuntimeError", "Expected sequence length to be larger than 0 in RNN", { rule: "rnn-input-size", law: () => `${c.op}: a sequence of no steps` });
  const at = (): Tensor => c.tensor(shape.slice(1), gates.dtype, { device: gates.device });
  const first = step(c, kind, at(), state, w);
  const last = c.known(eq(steps, 1)) === true ? first : step(c, kind, at(), first, w);
  const [a = null, b = null] = [first[0], last[0]];
  if (!(a instanceof Tensor) || !(b instanceof Tensor)) return c.giveUp("the state of a recurrent network is not known");
  const [one, two] = [c.shapeOf(a), c.shapeOf(b)];
  const same = one.length === two.length && one.every((d, i) => c.known(eq(d, two[i] as Dim)) !== false);
  c.check(same, "RuntimeError", () => `stack expects each tensor to be equal size, but got ${sizes(one)} at entry 0 and ${sizes(two)} at entry 1`, { rule: "rnn-hidden-size" });
  return { output: c.tensor([steps, ...one], a.dtype, { device: a.device }), state: last };
}

/** All layers: the output and each layer's final state. `dropout`: its probability between layers, None without. */
export function stack(c: OpContext, kind: Kind, input: Value, states: readonly (readonly Value[])[], weights: readonly CellWeights[], layers: number, both: boolean, dropout: Value): LayerResult & { readonly states: readonly (readonly Value[])[] } {
  const width = both ? 2 : 1;
  for (const list of [states, weights]) if (both && list.length % 2 !== 0) c.fail("RuntimeError", "Odd number of params or hiddens given to a bidirectional RNN", { rule: "rnn-hidden-size" });
  if (layers !== states.length / width) c.fail("RuntimeError", "Expected more hidden states in stacked_rnn", { rule: "rnn-hidden-size" });
  if (layers !== weights.length / width) c.fail("RuntimeError", "Expected more weights in stacked_rnn", { rule: "rnn-hidden-size" });
  let x = input;
  const final: (readonly Value[])[] = [];
  for (let l = 0; l < layers; l++) {
    const results = Array.from({ length: width }, (_, d) => layer(c, kind, x, states[l * width + d] ?? [], weights[l * width + d] as CellWeights));
    final.push(...results.map((r) => r.state));
    const [one, two] = results.map((r) => r.output);
    const joined = two instanceof Tensor && one instanceof Tensor ? c.call("torch.cat", [new PyList([one, two]), c.shapeOf(one).length - 1]) : (one ?? null);
    x = dropout !== null && l < layers - 1 ? c.call("torch.dropout", [joined, dropout, true]) : joined;
  }
  return { output: x, state: final.at(-1) ?? [], states: final };
}

/** What oneDNN, which computes an LSTM, looks at before it multiplies; the first cell is computed before the states of the second are taken. */
export function checkOneDnn(c: OpContext, states: readonly Tensor[], params: number, hasBiases: boolean, cells: number, checkFirst: () => void): void {
  const each = hasBiases ? 4 : 2;
  if (params % each !== 0) c.fail("RuntimeError", `MatrixRef: ArrayRef size ${params} not divisible by stride ${each}`, { rule: "rnn-input-size" });
  for (let i = 0; i < cells; i++) {
    if ((i + 1) * each > params) c.fail("RuntimeError", `ArrayRef: invalid slice, N = ${i * each}; M = ${each}; size = ${params}`, { rule: "rnn-input-size" });
    for (const s of states) {
      const shape = c.shapeOf(s);
      const [count] = shape;
      if (count !== undefined) c.check(gt(count, i), "IndexError", () => `select(): index ${i} out of range for tensor of size ${sizes(shape)} at dimension 0`, { rule: "rnn-hidden-size" });
    }
    if (i === 0) checkFirst();
  }
}

/** The weights' rows are counted before anything else, since a kernel might read past them. */
export function checkRows(c: OpContext, kind: Kind, wih: Tensor, whh: Tensor, hidden: Dim): void {
  for (const [name, w] of [["weight_ih", wih], ["weight_hh", whh]] as const) {
    const rows = c.shapeOf(w)[0] ?? c.fail("IndexError", "Dimension specified as 0 but tensor has no dimensions", { rule: "rank" });
    const expected = mul(GATES[kind], hidden);
    c.check(eq(rows, expected), "RuntimeError", () => `${name} first dim must be ${GATES[kind]} * hidden_size = ${print(expected)}, but got ${print(rows)}`, {
      rule: "rnn-hidden-size",
      law: () => `${c.op}: ${name} has ${print(rows)} rows, a hidden state of ${print(hidden)} needs ${print(expected)}`,
    });
  }
}
