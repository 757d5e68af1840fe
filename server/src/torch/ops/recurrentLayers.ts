/** The recurrent layers: RNN, LSTM and GRU, over tensors and packed sequences (https://docs.pytorch.org/docs/stable/nn.html#recurrent-layers). */
import { type Dim, eq, gt, isConst, mul, print, printShape, product, sum } from "../../dims/index.ts";
import { fromDim } from "../../python/interp.ts";
import { type Kwargs, type Value, Alt, Instance, NO_KWARGS, NativeFunction, PyBigInt, PyDict, PyFloat, PyList, PyProperty, PyTuple, SymInt, Unknown } from "../../python/values.ts";
import { type Args, asDim, parseParameters, sequence } from "../args.ts";
import { floatDefault } from "../defaultType.ts";
import { ModuleBuilder, defineModule, moduleClasses } from "../define.ts";
import { matchNative } from "../native.ts";
import { tpName } from "../nativeErrors.ts";
import { reordered } from "../mended.ts";
import { type Explanation, GiveUp, OpContext, sizes } from "../op.ts";
import { checkSequence } from "../suspicion/batch.ts";
import { Tensor } from "../tensor.ts";
import { broadcastShapes } from "./broadcast.ts";
import { batchOf, isPacked } from "./packed.ts";
import { arithmetic, holds, parameterShape } from "./python.ts";
import { type Recurrence, checkFeatures, isOfOneDnn, pythonTuple, recur } from "./recurrent.ts";

const MODULE = "torch.nn.modules.rnn";
const OPTIONS = "input_size, hidden_size, num_layers=1, bias=True, batch_first=False, dropout=0.0, bidirectional=False, proj_size=0, device=None, dtype=None";
const INIT = `mode, ${OPTIONS}`;
const GATES: Readonly<Record<string, number>> = { LSTM: 4, GRU: 3, RNN_TANH: 1, RNN_RELU: 1 };

defineModule({
  name: "RNNBase",
  module: MODULE,
  init: INIT,
  construct,
  methods: {
    flatten_parameters: { signature: "", run: () => null },
    reset_parameters: { signature: "", run: () => null },
    _init_flat_weights: { signature: "", run: () => null },
    _update_flat_weights: { signature: "", run: () => null },
    check_input: { signature: "input, batch_sizes", run: (c, self, a) => (checkInput(c, self, a.tensor("input"), a.isNone("batch_sizes") ? 3 : 2), null) },
    check_hidden_size: { signature: "hx, expected_hidden_size, msg='Expected hidden size {}, got {}'", run: (c, _self, a) => (checkHiddenSize(c, a.tensor("hx"), a.ints("expected_hidden_size"), "Expected hidden size"), null) },
    get_expected_hidden_size: { signature: "input, batch_sizes", run: (c, self, a) => new PyTuple(expectedSize(self, miniBatch(c, self, a), outSize(c, self)).map(fromDim)) },
    permute_hidden: { signature: "hx, permutation", run: (c, _self, a) => permuted(c, a.value("hx"), a.value("permutation")) },
  },
});

/** The parameters, as lists of the layers' and as one list. */
const base = moduleClasses.get("RNNBase");
base?.attrs.map.set("_flat_weights", new PyProperty(method("_flat_weights", (_c, self) => new PyList(flatWeights(self))), method("_flat_weights", () => null)));
base?.attrs.map.set("all_weights", new PyProperty(method("all_weights", (c, self) => new PyList(layerNames(self).map((names) => new PyList(names.map((n) => c.interp.getattr(self.self, n, c.node))))))));
base?.attrs.map.set("extra_repr", method("extra_repr", (c, self) => extraRepr(c, self)));

for (const name of ["RNN", "LSTM", "GRU"] as const) {
  defineModule({
    name,
    module: MODULE,
    base: "RNNBase",
    init: OPTIONS,
    construct,
    inputs: "input, hx=None",
    forward,
    macs: multiplyAdds,
    doc: `torch.nn.${name}`,
    ...(name === "LSTM" && {
      methods: { get_expected_cell_size: { signature: "input, batch_sizes", run: (c, self, a) => new PyTuple(expectedSize(self, miniBatch(c, self, a), self.int("hidden_size")).map(fromDim)) } },
    }),
  });
  const init = new NativeFunction("__init__", (interp, args, kwargs, node) => {
    const c = new OpContext(interp, name, node, null);
    const [self, ...rest] = args;
    const given = name === "RNN" ? takeNonlinearity(c, self ?? null, rest, kwargs) : { mode: name, rest, kwargs: withoutProjection(c, kwargs, name) };
    return interp.call(base?.attrs.get("__init__") ?? null, [self ?? null, given.mode, ...given.rest], given.kwargs, node);
  });
  init.parameters = () => parseParameters(OPTIONS);
  moduleClasses.get(name)?.attrs.map.set("__init__", init);
}

function method(name: string, run: (c: OpContext, self: ModuleBuilder) => Value): NativeFunction {
  return new NativeFunction(name, (interp, [self], _kwargs, node) => {
    const c = new OpContext(interp, "RNNBase", node, null);
    return self instanceof Instance ? interp.guard(c, () => run(c, new ModuleBuilder(c, self))) : null;
  });
}

function withoutProjection(c: OpContext, kwargs: Kwargs, name: string): Kwargs {
  if (name !== "LSTM" && kwargs.has("proj_size")) c.fail("ValueError", "proj_size argument is only supported for LSTM, not RNN or GRU", { rule: "argument-name" });
  return kwargs;
}

/** `RNN(input_size, hidden_size, num_layers, nonlinearity, …)`: the fourth argument is taken out. */
function takeNonlinearity(c: OpContext, self: Value, args: readonly Value[], kwargs: Kwargs): { mode: string; rest: readonly Value[]; kwargs: Kwargs } {
  withoutProjection(c, kwargs, "RNN");
  const more = new Map(kwargs);
  const given = more.get("nonlinearity");
  let nonlinearity: Value = given === undefined ? "tanh" : given;
  let rest = args;
  if (args.length > 3) {
    nonlinearity = args[3] ?? null;
    rest = [...args.slice(0, 3), ...args.slice(4)];
  } else more.delete("nonlinearity");
  if (self instanceof Instance) self.attrs.set("nonlinearity", nonlinearity);
  if (!(nonlinearity instanceof Unknown) && nonlinearity !== "tanh" && nonlinearity !== "relu") {
    c.fail("ValueError", `Unknown nonlinearity '${c.interp.str(nonlinearity)}'. Select from 'tanh' or 'relu'.`, { rule: "argument-value" });
  }
  return { mode: nonlinearity === "relu" ? "RNN_RELU" : "RNN_TANH", rest, kwargs: more };
}

// ---------------------------------------------------------------- construction

function construct(c: OpContext, self: ModuleBuilder, a: Args): void {
  const { interp } = c;
  const [mode, inputSize, hiddenSize, layers, projection] = ["mode", "input_size", "hidden_size", "num_layers", "proj_size"].map((n) => a.value(n)) as [Value, Value, Value, Value, Value];
  const dropout = a.value("dropout");
  const rate = interp.call(interp.builtins.get("float") ?? null, [dropout], NO_KWARGS, c.node);
  self.set({ mode, input_size: inputSize, hidden_size: hiddenSize, num_layers: layers, bias: a.value("bias"), batch_first: a.value("batch_first"), dropout: rate, bidirectional: a.value("bidirectional"), proj_size: projection });
  const range = { rule: "argument-value" };
  const inRange = holds(c, "<=", 0, dropout) === false || holds(c, "<=", dropout, 1) === false || typeof dropout === "boolean" || dropout instanceof Tensor;
  if (inRange) c.fail("ValueError", "dropout should be a number in range [0, 1] representing the probability of an element being zeroed", range);
  if (rate instanceof PyFloat && rate.value > 0 && layers === 1) {
    interp.warnUser(`dropout option adds dropout after all but last recurrent layer, so non-zero dropout expects num_layers greater than 1, but got dropout=${interp.str(dropout)} and num_layers=1`, c.node, { rule: "rnn-dropout" });
  }
  for (const name of ["bias", "batch_first"]) checkType(c, a, name, "bool");
  checkType(c, a, "input_size", "int");
  checkPositive(c, inputSize, "input_size must be greater than zero");
  checkType(c, a, "hidden_size", "int");
  checkPositive(c, hiddenSize, "hidden_size must be greater than zero");
  checkPositive(c, layers, "num_layers must be greater than zero");
  refuse(c, c.interp.truth(c.interp.compare("<", projection, 0, c.node)) === true, "proj_size should be a positive integer or zero to disable projections");
  refuse(c, c.interp.truth(c.interp.compare(">=", projection, hiddenSize, c.node)) === true, "proj_size has to be smaller than hidden_size");
  const gates = GATES[typeof mode === "string" ? mode : ""];
  if (gates === undefined) c.fail("ValueError", `Unrecognized RNN mode: ${interp.str(mode)}`, range);
  registerParameters(c, self, a, gates);
}

function checkType(c: OpContext, a: Args, name: string, type: "bool" | "int"): void {
  const v = a.value(name);
  if (v instanceof Unknown || v instanceof Alt || typeof v === "boolean") return;
  if (type === "int" && (typeof v === "number" || v instanceof SymInt || v instanceof PyBigInt || (v instanceof Instance && typeof v.primitive === "number" && v.cls.moduleName !== "numpy"))) return;
  c.fail("TypeError", `${name} should be of type ${type}, got: ${c.interp.typeName(v).replace(/^.*\./, "")}`, { rule: "argument-type" });
}

function checkPositive(c: OpContext, v: Value, message: string): void {
  refuse(c, c.known(holds(c, "<=", v, 0)) === true, message);
}

function refuse(c: OpContext, condition: boolean, message: string): void {
  if (condition) c.fail("ValueError", message, { rule: "argument-value" });
}

function registerParameters(c: OpContext, self: ModuleBuilder, a: Args, gates: number): void {
  const compute = arithmetic(c);
  const [inputSize, hidden, projection] = [a.value("input_size"), a.value("hidden_size"), a.value("proj_size")];
  const hasBias = a.bool("bias");
  const directions = c.interp.truth(a.value("bidirectional")) === true ? 2 : 1;
  const layers = layerCount(c, a.value("num_layers"));
  const type = a.maybeDtype("dtype") ?? floatDefault();
  const gateSize = gates === 1 ? hidden : compute("*", gates, hidden);
  const projected = c.interp.truth(c.interp.compare(">", projection, 0, c.node)) === true;
  const real = projected ? projection : hidden;
  const names: string[][] = [];
  for (let layer = 0; layer < (layers ?? 1); layer++) {
    for (let direction = 0; direction < directions; direction++) {
      const suffix = `l${layer}${direction === 1 ? "_reverse" : ""}`;
      const input = layer === 0 ? inputSize : compute("*", real, directions);
      const shapes: [string, readonly Dim[]][] = [[`weight_ih_${suffix}`, parameterShape(c, [gateSize, input])], [`weight_hh_${suffix}`, parameterShape(c, [gateSize, real])]];
      const bias = parameterShape(c, gateSize);
      if (hasBias) shapes.push([`bias_ih_${suffix}`, bias], [`bias_hh_${suffix}`, bias]);
      if (projected) shapes.push([`weight_hr_${suffix}`, parameterShape(c, [projection, hidden])]);
      for (const [name, shape] of shapes) self.parameter(name, shape, type);
      names.push(shapes.map(([name]) => name));
    }
  }
  self.set({ _all_weights: new PyList(names.map((n) => new PyList(n))), _flat_weights_names: new PyList(names.flat()) });
  const parameters = self.self.attrs.get("_parameters");
  if (layers === null && parameters instanceof PyDict) parameters.open = new Unknown("the number of recurrent layers is not known", c.node);
}

/** `range(num_layers)`; null: the number is not known. */
function layerCount(c: OpContext, v: Value): number | null {
  if (!(v instanceof Unknown) && asDim(c.interp, v) === undefined) c.fail("TypeError", `'${c.interp.typeName(v)}' object cannot be interpreted as an integer`, { rule: "argument-type" });
  const d = asDim(c.interp, v);
  return d !== undefined && isConst(d) ? d : null;
}

function layerNames(self: ModuleBuilder): readonly (readonly string[])[] {
  const all = sequence(self.self.attrs.get("_all_weights") ?? null) ?? [];
  return all.map((names) => (sequence(names) ?? []).map(String));
}

function flatWeights(self: ModuleBuilder): Value[] {
  return layerNames(self).flat().map((n) => self.c.interp.lookupAttr(self.self, n) ?? null);
}

function extraRepr(c: OpContext, self: ModuleBuilder): string {
  const show = (n: string): string => c.interp.str(self.get(n));
  const extra = ([["proj_size", 0], ["num_layers", 1], ["bias", true], ["batch_first", false], ["dropout", 0], ["bidirectional", false]] as const).filter(([n, usual]) => {
    const v = self.get(n);
    return (v instanceof PyFloat ? v.value : v) !== usual;
  });
  return [show("input_size"), show("hidden_size"), ...extra.map(([n]) => `${n}=${show(n)}`)].join(", ");
}

/** Multiply-adds of all steps: every weight once a row of the input. */
function multiplyAdds(self: ModuleBuilder, input: Tensor): Dim | null {
  const rows = input.shape ? product(input.shape.slice(0, -1)) : null;
  const weights = layerNames(self).flat().filter((n) => n.startsWith("weight")).map((n) => self.get(n));
  return rows === null ? null : mul(rows, sum(weights.map((w) => (w instanceof Tensor && w.shape ? product(w.shape) : 0))));
}

// ---------------------------------------------------------------- forward

function forward(c: OpContext, self: ModuleBuilder, a: Args): Value {
  const input = a.value("input");
  return isPacked(input) ? forwardPacked(c, self, input, a.value("hx")) : forwardTensor(c, self, input, a.value("hx"));
}

function forwardTensor(c: OpContext, self: ModuleBuilder, input: Value, hx: Value): Value {
  if (typeof self.get("mode") !== "string") return c.giveUp("a layer that could not be built");
  const lstm = self.get("mode") === "LSTM";
  const batchFirst = c.interp.truth(self.get("batch_first")) === true;
  const names = batchFirst ? ["N", "L", "H_in"] : ["L", "N", "H_in"];
  const rank = rankOf(c, input, names);
  const who = String(lstm ? "LSTM" : self.get("mode")).replace(/_.*/, "");
  if (rank !== 2 && rank !== 3) {
    c.fail("ValueError", `${who}: Expected input to be 2D or 3D, got ${rank}D ${who === "RNN" ? "tensor " : ""}instead`, { rule: "rank", law: () => `${who}: expected (${names.join(", ")}) or an unbatched (L, H_in), got ${rank} dimensions` });
  }
  const x = input as Tensor;
  const batched = rank === 3;
  const states = statesOf(c, hx, lstm, batched);
  let shape = c.shapeOf(x);
  if (!batched) shape = batchFirst ? [1, ...shape] : [shape[0] as Dim, 1, shape[1] as Dim];
  checkInput(c, self, x, 3, shape);
  if (batched && !batchFirst && hx === null) checkSequence(c, x, who, "(L, N, H_in)");
  const mini = shape[batchFirst ? 0 : 1] as Dim;
  const results = run(c, self, { input: x, shape, batchSizes: null, batchFirst }, checkedStates(c, self, states, mini, lstm, x, batched));
  if (results === null) return new Unknown("the recurrent layer cannot be called so", c.node);
  return pair(batched ? results : results.map((t, i) => unbatched(c, t, i === 0 && batchFirst ? 0 : 1)), lstm);
}

function pair(results: readonly Tensor[], lstm: boolean): PyTuple {
  const [output, ...states] = results as [Tensor, ...Tensor[]];
  return new PyTuple([output, lstm ? new PyTuple(states) : (states[0] ?? null)]);
}

function unbatched(c: OpContext, t: Tensor, at: number): Tensor {
  const shape = c.shapeOf(t);
  return c.tensor(shape.filter((_, i) => i !== at), t.dtype, { device: t.device });
}

/** h_0 (and c_0) as given, their ranks checked; null: zeros. */
function statesOf(c: OpContext, hx: Value, lstm: boolean, batched: boolean): readonly Tensor[] | null {
  if (hx === null) return null;
  if (hx instanceof Unknown) return null;
  const wanted = batched ? 3 : 2;
  const names = batched ? ["D·layers", "N", "H_out"] : ["D·layers", "H_out"];
  const kind = batched ? "batched 3-D" : "unbatched 2-D";
  const why = (got: string): Explanation => ({ rule: "rnn-hidden-size", law: () => `${c.op}: ${batched ? "a batched" : "an unbatched"} input needs a hidden state of ${wanted} dimensions (${names.join(", ")}), got ${got}` });
  if (lstm) {
    const both = [c.interp.getitem(hx, 0, c.node), c.interp.getitem(hx, 1, c.node)];
    const [first, second] = both.map((s) => rankOf(c, s, names)) as [number, number];
    if (first !== wanted || second !== wanted) {
      c.fail("RuntimeError", `For ${kind} input, hx and cx should also be ${wanted}-D but got (${first}-D, ${second}-D) tensors`, why(`${first} and ${second}`));
    }
    const items = sequence(hx);
    return ((batched && items && items.length > 2 ? items : both) as Tensor[]).map((t) => (t instanceof Tensor ? asBatched(c, t, batched) : t));
  }
  const rank = rankOf(c, hx, names);
  if (rank !== wanted) c.fail("RuntimeError", `For ${kind} input, hx should also be ${wanted}-D but got ${rank}-D tensor`, why(String(rank)));
  return [asBatched(c, hx as Tensor, batched)];
}

function asBatched(c: OpContext, t: Tensor, batched: boolean): Tensor {
  if (batched) return t;
  const [first = 1, ...rest] = c.shapeOf(t);
  return c.tensor([first, 1, ...rest], t.dtype, { device: t.device });
}

function rankOf(c: OpContext, v: Value, names: readonly string[]): number {
  if (v instanceof Tensor) return c.shapeOf(v, names).length;
  if (v instanceof Unknown) throw new GiveUp(v);
  c.interp.getattr(v, "dim", c.node);
  return c.giveUp("the input of a recurrent layer is no tensor");
}

function checkInput(c: OpContext, self: ModuleBuilder, input: Tensor, rank: number, given?: readonly Dim[]): void {
  const first = flatWeights(self).find((w) => w instanceof Tensor);
  if (first instanceof Tensor && first.dtype !== input.dtype) {
    const [t, w] = [`torch.${input.dtype.name}`, `torch.${first.dtype.name}`];
    c.check(false, "ValueError", () => `RNN input dtype (${t}) does not match weight dtype (${w}). Convert input: input.to(${w}), or convert model: model.to(${t})`, { rule: "dtype", law: () => `${c.op}: input is ${input.dtype.name}, weights are ${first.dtype.name}`, subjects: [input] });
  }
  const shape = given ?? c.shapeOf(input, rank === 2 ? ["rows", "H_in"] : ["L", "N", "H_in"]);
  if (shape.length !== rank) c.fail("RuntimeError", `input must have ${rank} dimensions, got ${shape.length}`, { rule: "rank" });
  const expected = self.get("input_size");
  const got = shape.at(-1) as Dim;
  const misplaced = reordered(input, shape, shape.length - 1, asDim(c.interp, expected) ?? got) !== null;
  c.check(eq(asDim(c.interp, expected) ?? got, got), "RuntimeError", () => `input.size(-1) must be equal to input_size. Expected ${c.interp.str(expected)}, got ${print(got)}`, {
    rule: "rnn-input-size",
    law: () => `${c.op.toLowerCase()}: expected ${c.interp.str(expected)} input features (last dim), got ${print(got)} from ${printShape(c.shapeOf(input))}`,
    blame: { kind: "module-argument", module: self.self, parameter: "input_size", expected: misplaced ? null : got },
    subjects: [input],
  });
}

function directionsOf(self: ModuleBuilder): number {
  return self.c.interp.truth(self.get("bidirectional")) === true ? 2 : 1;
}

function outSize(c: OpContext, self: ModuleBuilder): Dim {
  if (self.get("proj_size") instanceof Unknown) return c.freshDim();
  return holds(c, ">", self.get("proj_size"), 0) === true ? self.int("proj_size") : self.int("hidden_size");
}

function expectedSize(self: ModuleBuilder, mini: Dim, last: Dim): readonly Dim[] {
  return [mul(self.int("num_layers"), directionsOf(self)), mini, last];
}

function miniBatch(c: OpContext, self: ModuleBuilder, a: Args): Dim {
  const sizesOf = a.value("batch_sizes");
  if (sizesOf instanceof Tensor) return batchOf(c, sizesOf);
  const shape = c.shapeOf(a.tensor("input"));
  return shape[c.interp.truth(self.get("batch_first")) === true ? 0 : 1] as Dim;
}

/** The states as the layer needs them, zeros where none are given; their sizes checked. */
function checkedStates(c: OpContext, self: ModuleBuilder, states: readonly Tensor[] | null, mini: Dim, lstm: boolean, input: Tensor, batched: boolean): readonly Tensor[] {
  const wanted = [expectedSize(self, mini, outSize(c, self)), ...(lstm ? [expectedSize(self, mini, self.int("hidden_size"))] : [])];
  const isBool = self.get("hidden_size") === true;
  if (states === null) return wanted.map((s) => c.tensor(s, input.dtype, { device: input.device }));
  return states.map((t, i) => {
    const want = wanted[i];
    if (!want || !(t instanceof Tensor)) return t;
    checkHiddenSize(c, t, want, lstm ? `Expected hidden[${i}] size` : "Expected hidden size", batched ? [input] : [], pythonTuple(want, isBool ? "True" : undefined));
    // The state's batch is where the input has its steps: the input is laid out otherwise than the layer takes it.
    if (c.failure && batched && t.shape?.[1] === input.shape?.[self.get("batch_first") === true ? 1 : 0]) c.giveUp("the input is laid out otherwise than the layer takes it");
    return c.failure ? c.tensor(want, t.dtype, { device: t.device }) : t;
  });
}

function checkHiddenSize(c: OpContext, hx: Tensor, want: readonly Dim[], text: string, more: readonly Value[] = [], wantText = pythonTuple(want)): void {
  const got = c.shapeOf(hx, ["D·layers", "N", "H_out"]);
  const message = (): string => `${text} ${wantText}, got ${sizes(got)}`;
  const why: Explanation = { rule: "rnn-hidden-size", law: () => `${c.op.toLowerCase()}: expected a hidden state of ${pythonTuple(want)} (directions · layers, batch, hidden size), got ${pythonTuple(got)}`, subjects: [hx, ...more] };
  if (got.length !== want.length) c.fail("RuntimeError", message(), why);
  want.forEach((d, i) => c.check(eq(d, got[i] as Dim), "RuntimeError", message, why));
}

function kindOf(self: ModuleBuilder): Recurrence["kind"] {
  const mode = String(self.get("mode"));
  return (mode === "LSTM" || mode === "GRU" ? mode : mode.replace("RNN_", "rnn_")).toLowerCase() as Recurrence["kind"];
}

/** What the operator's argument parser rejects. */
function checkParsed(c: OpContext, self: ModuleBuilder, x: Pick<Recurrence, "input" | "batchSizes" | "batchFirst">, states: readonly Value[]): void {
  const kind = kindOf(self);
  const weights = flatWeights(self);
  const lstm = kind === "lstm";
  const hx = lstm ? new PyTuple(states) : (states[0] ?? null);
  const options = ["num_layers", "dropout", "training", "bidirectional"].map((n) => self.get(n));
  const rest = [new PyList(weights), self.get("bias"), ...options];
  const [layers, both, bias] = [self.get("num_layers"), self.get("bidirectional"), self.get("bias")];
  const usual = typeof layers !== "boolean" && typeof both === "boolean" && typeof bias === "boolean";
  if (!usual && ![layers, both, bias].some((v) => v instanceof Unknown)) matchNative(c, `torch.${kind}`, x.batchSizes ? [x.input, x.batchSizes, hx, ...rest] : [x.input, hx, ...rest, x.batchFirst], NO_KWARGS);
}

/** Calls the operator; null where its argument parser cannot be passed. */
function run(c: OpContext, self: ModuleBuilder, x: Pick<Recurrence, "input" | "shape" | "batchSizes" | "batchFirst">, states: readonly Tensor[]): readonly Tensor[] | null {
  const kind = kindOf(self);
  const lstm = kind === "lstm";
  checkParsed(c, self, x, states);
  const odd = lstm ? states.findIndex((t) => !(t instanceof Tensor)) : -1;
  if (odd >= 0) c.fail("TypeError", `expected Tensor as element ${odd} in argument 1, but got ${tpName(c.interp, (states as readonly Value[])[odd] ?? null)}`, { rule: "argument-type" });
  if (lstm && states.length !== 2) c.fail("RuntimeError", "lstm expects two hidden states", { rule: "rnn-hidden-size", law: () => `lstm: expected the pair (h_0, c_0), got ${states.length} states` });
  const tensors = flatWeights(self).filter((w) => w instanceof Tensor);
  return recur(c, { ...x, kind, states, weights: tensors, hasBiases: self.get("bias") === true, projected: holds(c, ">", self.get("proj_size"), 0) === true, directions: directionsOf(self), out: outSize(c, self) });
}

function forwardPacked(c: OpContext, self: ModuleBuilder, packed: PyTuple, hx: Value): Value {
  const [data, batchSizes, sorted, unsorted] = packed.items as [Value, Value, Value, Value];
  if (!(data instanceof Tensor) || !(batchSizes instanceof Tensor)) return c.giveUp("the packed sequence's data are not known");
  const lstm = self.get("mode") === "LSTM";
  const mini = batchOf(c, batchSizes);
  const given = hx === null || hx instanceof Unknown ? null : lstm ? [c.interp.getitem(hx, 0, c.node), c.interp.getitem(hx, 1, c.node)] : [hx];
  const states = given?.map((h) => permuted(c, h, sorted)) ?? null;
  let shape = c.shapeOf(data, ["rows", "H_in"]);
  if (!lstm) checkInput(c, self, data, 2, shape);
  const unknown = states?.find((s) => !(s instanceof Tensor));
  if (unknown !== undefined) return unknown instanceof Unknown ? c.giveUp(unknown.reason) : c.giveUp("the hidden state is no tensor");
  const first = flatWeights(self).find((w) => w instanceof Tensor);
  if (lstm) checkParsed(c, self, { input: data, batchSizes, batchFirst: false }, states ?? [data, data]);
  // An LSTM does not check what it is given packed: the product with its weights fails.
  if (lstm && first instanceof Tensor && isUniform(c, self, data, shape, batchSizes)) {
    checkUniform(c, self, data, shape, batchSizes);
    shape = [product(shape.slice(0, -1)), shape.at(-1) as Dim];
  } else if (lstm && first instanceof Tensor) {
    checkFeatures(c, data, shape, first, self.get("bias") === true, { kind: "module-argument", module: self.self, parameter: "input_size", expected: shape.at(-1) as Dim });
    if (shape.length !== 2 && !c.failure) {
      const gates = mul(4, self.int("hidden_size"));
      const [hidden] = states ?? [];
      addGates(c, shape, [(hidden instanceof Tensor ? c.shapeOf(hidden)[1] : null) ?? mini, gates], shape.length === 1 ? [mini] : [mini, ...shape.slice(1, -1), gates]);
      c.giveUp("packed data of other than two dimensions");
    }
  }
  shape = [shape[0] as Dim, self.int("input_size")];
  const results = run(c, self, { input: data, shape, batchFirst: false, batchSizes }, checkedStates(c, self, states as readonly Tensor[] | null, mini, lstm, data, true));
  if (results === null) return new Unknown("the recurrent layer cannot be called so", c.node);
  const [output, ...last] = results as [Tensor, ...Tensor[]];
  return new PyTuple([new PyTuple([output, batchSizes, sorted, unsorted], packed.cls), lstm ? new PyTuple(last) : (last[0] ?? null)]);
}

/** Each step adds what comes of its rows of the data to what comes of the states, in place. */
function addGates(c: OpContext, shape: readonly Dim[], own: readonly Dim[], added: readonly Dim[]): void {
  const law = (): string => `lstm: packed data have two dimensions, got ${printShape(shape)}`;
  const whole = broadcastShapes(c, [own, added], { rule: "rank", law });
  if (whole.length !== own.length) c.check(false, "RuntimeError", () => `output with shape ${sizes(own)} doesn't match the broadcast shape ${sizes(whole)}`, { rule: "rank", law });
}

/** Packed sequences of one length go to oneDNN in one piece, which checks no features. */
function isUniform(c: OpContext, self: ModuleBuilder, data: Tensor, shape: readonly Dim[], batchSizes: Tensor): boolean {
  const sizesOf = batchSizes.data;
  return sizesOf !== null && sizesOf.every((n) => n === sizesOf[0]) && isOfOneDnn(data.dtype) === true && holds(c, ">", self.get("proj_size"), 0) !== true && c.known(gt(product(shape), 0)) === true;
}

function checkUniform(c: OpContext, self: ModuleBuilder, data: Tensor, shape: readonly Dim[], batchSizes: Tensor): void {
  const width = shape.at(-1) as Dim;
  const view = [c.shapeOf(batchSizes)[0] as Dim, batchSizes.data?.[0] ?? 1, width];
  c.check(eq(product(view), product(shape)), "RuntimeError", () => `shape '${sizes(view)}' is invalid for input of size ${print(product(shape))}`, { rule: "pack-lengths", law: () => `lstm: the packed sequence has ${print(shape[0] as Dim)} rows, its batch sizes tell ${print(mul(view[0] as Dim, view[1] as Dim))}` });
  const expected = self.int("input_size");
  if (c.failure || c.known(eq(width, expected)) !== false) return;
  const text = `lstm: expected ${print(expected)} input features (last dim), got ${print(width)}; PyTorch does not check packed sequences of equal length, and the result means nothing`;
  c.interp.warnUser(text, c.node, { rule: "rnn-input-size", law: () => text, blame: { kind: "module-argument", module: self.self, parameter: "input_size", expected: width }, subjects: [data] });
}

/** `tensor.index_select(1, permutation)`, also on each of a pair. */
function permuted(c: OpContext, hx: Value, permutation: Value): Value {
  if (permutation === null) return hx;
  const items = sequence(hx);
  if (items) return new PyTuple(items.map((x) => permuted(c, x, permutation)));
  return c.interp.callMethod(hx, "index_select", [1, permutation], c.node);
}
