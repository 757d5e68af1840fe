/** RNNCell, LSTMCell and GRUCell: one step of a recurrent layer. */
import { fromDim } from "../../python/interp.ts";
import { NativeFunction, PyTuple, type Value, Instance, Unbounded, Unknown } from "../../python/values.ts";
import { type Args, sequence } from "../args.ts";
import { floatDefault } from "../defaultType.ts";
import { ModuleBuilder, defineModule, moduleClasses } from "../define.ts";
import { GiveUp, OpContext } from "../op.ts";
import { Tensor } from "../tensor.ts";
import { arithmetic, parameterShape } from "./python.ts";

const MODULE = "torch.nn.modules.rnn";

defineModule({
  name: "RNNCellBase",
  module: MODULE,
  init: "input_size, hidden_size, bias, num_chunks, device=None, dtype=None",
  construct: (c, self, a) => construct(c, self, a, a.value("num_chunks")),
  methods: { reset_parameters: { signature: "", run: () => null } },
});
moduleClasses.get("RNNCellBase")?.attrs.map.set("extra_repr", new NativeFunction("extra_repr", (interp, [self], _k, node) => {
  if (!(self instanceof Instance)) return "";
  const c = new OpContext(interp, "RNNCellBase", node, null);
  return interp.guard(c, () => extraRepr(new ModuleBuilder(c, self)));
}));

const CELLS: readonly (readonly [string, number, string])[] = [["RNNCell", 1, "bias=True, nonlinearity='tanh'"], ["LSTMCell", 4, "bias=True"], ["GRUCell", 3, "bias=True"]];
for (const [name, chunks, options] of CELLS) {
  defineModule({
    name,
    module: MODULE,
    base: "RNNCellBase",
    init: `input_size, hidden_size, ${options}, device=None, dtype=None`,
    construct: (c, self, a) => {
      construct(c, self, a, chunks);
      if (name === "RNNCell") self.set({ nonlinearity: a.value("nonlinearity") });
    },
    inputs: "input, hx=None",
    forward: (c, self, a) => (name === "LSTMCell" ? forwardPair(c, self, a) : forward(c, self, a, name)),
    doc: `torch.nn.${name}`,
  });
}

function construct(c: OpContext, self: ModuleBuilder, a: Args, chunks: Value): void {
  const [inputSize, hiddenSize] = [a.value("input_size"), a.value("hidden_size")];
  self.set({ input_size: inputSize, hidden_size: hiddenSize, bias: a.value("bias") });
  const gates = arithmetic(c)("*", chunks, hiddenSize);
  const type = a.maybeDtype("dtype") ?? floatDefault();
  self.parameter("weight_ih", parameterShape(c, [gates, inputSize]), type);
  self.parameter("weight_hh", parameterShape(c, [gates, hiddenSize]), type);
  for (const name of ["bias_ih", "bias_hh"]) self.parameter(name, a.bool("bias") ? parameterShape(c, gates) : null, type);
}

function extraRepr(self: ModuleBuilder): string {
  const show = (n: string): string => self.c.interp.str(self.get(n));
  const parts = [show("input_size"), show("hidden_size")];
  if (self.get("bias") !== true) parts.push(`bias=${show("bias")}`);
  const nonlinearity = self.self.attrs.get("nonlinearity");
  if (nonlinearity !== undefined && nonlinearity !== "tanh") parts.push(`nonlinearity=${show("nonlinearity")}`);
  return parts.join(", ");
}

/** The rank of what must have one or two dimensions. */
function rankOf(c: OpContext, v: Value, who: string, what: string, names: readonly string[]): number {
  if (v instanceof Unknown) throw new GiveUp(v);
  if (!(v instanceof Tensor)) {
    c.interp.getattr(v, "dim", c.node);
    return c.giveUp(`${what} is no tensor`);
  }
  const rank = c.shapeOf(v, names).length;
  if (rank !== 1 && rank !== 2) c.fail("ValueError", `${who}: Expected ${what} to be 1D or 2D, got ${rank}D instead`, { rule: "rank", law: () => `${who}: expected (${names.join(", ")}) or one sample, got ${rank} dimensions` });
  return rank;
}

function unsqueezed(c: OpContext, v: Value): Value {
  return c.interp.callMethod(v, "unsqueeze", [0], c.node);
}

function weights(self: ModuleBuilder): readonly Value[] {
  return ["weight_ih", "weight_hh", "bias_ih", "bias_hh"].map((n) => self.get(n));
}

function forward(c: OpContext, self: ModuleBuilder, a: Args, who: string): Value {
  let input = a.value("input");
  let hx = a.value("hx");
  const batched = rankOf(c, input, who, "input", ["N", "H_in"]) === 2;
  if (hx !== null) rankOf(c, hx, who, "hidden", ["N", "H_out"]);
  if (!batched) input = unsqueezed(c, input);
  if (hx === null) hx = zeros(c, self, input);
  else if (!batched) hx = unsqueezed(c, hx);
  let op = "gru_cell";
  if (who === "RNNCell") {
    const nonlinearity = self.get("nonlinearity");
    if (nonlinearity !== "tanh" && nonlinearity !== "relu" && !(nonlinearity instanceof Unknown)) c.fail("RuntimeError", `Unknown nonlinearity: ${c.interp.str(nonlinearity)}`, { rule: "argument-value" });
    op = nonlinearity === "relu" ? "rnn_relu_cell" : "rnn_tanh_cell";
  }
  const out = c.call(`torch.${op}`, [input, hx, ...weights(self)]);
  return batched || out instanceof Unknown ? out : c.interp.callMethod(out, "squeeze", [0], c.node);
}

function zeros(c: OpContext, self: ModuleBuilder, input: Value): Value {
  if (!(input instanceof Tensor)) return c.giveUp("the input is not known");
  return c.tensor([c.shapeOf(input)[0] ?? 1, self.int("hidden_size")], input.dtype, { device: input.device });
}

function forwardPair(c: OpContext, self: ModuleBuilder, a: Args): Value {
  const { interp, node } = c;
  let input = a.value("input");
  let hx = a.value("hx");
  const batched = rankOf(c, input, "LSTMCell", "input", ["N", "H_in"]) === 2;
  if (hx !== null) {
    const states = interp.iterate(hx, node);
    if (states instanceof Unknown) throw new GiveUp(states);
    if (states instanceof Unbounded) return c.giveUp(states.reason);
    states.forEach((s, i) => rankOf(c, s, "LSTMCell", `hx[${i}]`, ["N", "H_out"]));
  }
  if (!batched) input = unsqueezed(c, input);
  if (hx === null) {
    const state = zeros(c, self, input);
    hx = new PyTuple([state, state]);
  } else if (!batched) hx = new PyTuple([0, 1].map((i) => unsqueezed(c, interp.getitem(hx, fromDim(i), node))));
  const out = c.call("torch.lstm_cell", [input, hx, ...weights(self)]);
  const pair = sequence(out);
  return batched || !pair ? out : new PyTuple(pair.map((t) => interp.callMethod(t, "squeeze", [0], node)));
}
