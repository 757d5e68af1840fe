/** nn.AdaptiveLogSoftmaxWithLoss: a head for the frequent classes and a small network for each cluster of the others. */
import { type Dim, eq } from "../../dims/index.ts";
import { type Value, Alt, NO_KWARGS, PyFloat, PyList, PySlice, PyTuple, Unknown } from "../../python/values.ts";
import type { Args } from "../args.ts";
import { INT64 } from "../dtype.ts";
import { type ModuleBuilder, defineModule } from "../define.ts";
import { type OpContext, sizeRepr } from "../op.ts";
import { Tensor } from "../tensor.ts";
import { iterable } from "./python.ts";
import { checkKernel, numberOf } from "./promotion.ts";
import { namedTupleClass } from "./returnTypes.ts";

const MODULE = "torch.nn.modules.adaptive";
const result = namedTupleClass("_ASMoutput", ["output", "loss"], MODULE);

defineModule({
  name: "AdaptiveLogSoftmaxWithLoss",
  module: MODULE,
  init: "in_features, n_classes, cutoffs, div_value=4.0, head_bias=False, device=None, dtype=None",
  construct,
  inputs: "input_, target_",
  forward,
  methods: {
    log_prob: { signature: "input", run: (c, self, a) => logProbabilities(c, self, head(c, self, a.value("input"))) },
    predict: { signature: "input", run: predict },
  },
  doc: "torch.nn.AdaptiveLogSoftmaxWithLoss",
});

/** Whether Python finds a comparison true; an unknown one counts as false. */
function holds(c: OpContext, op: string, a: Value, b: Value): boolean {
  return c.interp.truth(c.interp.compare(op, a, b, c.node)) === true;
}

function construct(c: OpContext, self: ModuleBuilder, a: Args): void {
  const { interp, node } = c;
  const given = a.value("cutoffs");
  if (given instanceof Unknown) c.giveUp("the cutoffs are not known");
  const cutoffs = iterable(c, given) ?? c.fail("TypeError", `'${interp.typeName(given)}' object is not iterable`, { rule: "argument-type" });
  if (cutoffs.length === 0) c.fail("ValueError", "cutoffs should be a sequence of length larger than 0", { rule: "argument-value" });
  const classes = a.value("n_classes");
  const last = cutoffs[cutoffs.length - 1] ?? null;
  const unsorted = cutoffs.some((v, i) => i > 0 && (holds(c, "<", v, cutoffs[i - 1] ?? null) || interp.equal(v, cutoffs[i - 1] ?? null) === true));
  const wrong = unsorted || holds(c, "<=", cutoffs[0] ?? null, 0) || holds(c, ">", last, interp.binary("-", classes, 1, node)) || cutoffs.some((v) => v instanceof PyFloat && !Number.isInteger(v.value));
  if (wrong) c.fail("ValueError", "cutoffs should be a sequence of unique, positive integers sorted in an increasing order, where each value is between 1 and n_classes-1", { rule: "argument-value" });
  const all = [...cutoffs, classes];
  const clusters = cutoffs.length;
  const size = interp.binary("+", all[0] ?? null, clusters, node);
  const options = { device: a.value("device"), dtype: a.value("dtype") };
  const features = a.value("in_features");
  self.set({ in_features: features, n_classes: classes, cutoffs: new PyList(all), div_value: a.value("div_value"), head_bias: a.value("head_bias"), shortlist_size: all[0] ?? null, n_clusters: clusters, head_size: size });
  interp.setattr(self.self, "head", c.call("torch.nn.Linear", [features, size], { bias: a.value("head_bias"), ...options }), node);
  const tail: Value[] = [];
  for (let i = 0; i < clusters; i++) {
    const hidden = interp.call(interp.builtins.get("int") ?? null, [interp.binary("//", features, interp.binary("**", a.value("div_value"), i + 1, node), node)], NO_KWARGS, node);
    const outputs = interp.binary("-", all[i + 1] ?? null, all[i] ?? null, node);
    tail.push(c.call("torch.nn.Sequential", [c.call("torch.nn.Linear", [features, hidden], { bias: false, ...options }), c.call("torch.nn.Linear", [hidden, outputs], { bias: false, ...options })]));
  }
  interp.setattr(self.self, "tail", c.call("torch.nn.ModuleList", [new PyList(tail)]), node);
}

function attribute(c: OpContext, v: Value, name: string): Tensor {
  if (v instanceof Tensor) return v;
  if (v instanceof Unknown || v instanceof Alt) return c.giveUp("a tensor is not known");
  return c.fail("AttributeError", `'${c.interp.typeName(v)}' object has no attribute '${name}'`, { rule: "argument-type" });
}

function forward(c: OpContext, self: ModuleBuilder, a: Args): Value {
  const target = attribute(c, a.value("target_"), "dim");
  const goal = c.shapeOf(target);
  const input = attribute(c, a.value("input_"), goal.length === 1 ? "size" : "dim");
  const shape = c.shapeOf(input);
  if (goal.length > 1) c.fail("RuntimeError", "0D or 1D target tensor expected, multi-target not supported", { rule: "loss-target" });
  if (goal.length === 1) {
    if (shape.length === 0) c.fail("IndexError", "Dimension specified as 0 but tensor has no dimensions", { rule: "rank" });
    c.check(eq(shape[0] as Dim, goal[0] as Dim), "RuntimeError", () => "Input and target should have the same size in the batch dimension.", { rule: "loss-target" });
  }
  const rank = goal.length + 1;
  c.check(shape.length === rank, "RuntimeError", () => `${goal.length}D target tensor expects ${rank}D input tensors, but found inputs with size ${sizeRepr(shape)}`, { rule: "rank" });
  const output = new Tensor(goal, input.dtype, { device: input.device });
  const answer = new PyTuple([output, new Tensor([], input.dtype, { device: input.device })], result);
  if (c.failure) return answer;
  const batch = goal.length === 1 ? input : new Tensor([1, ...shape], input.dtype, { device: input.device });
  checkKernel(c, { name: "ge_cpu", rejects: "complex" }, target.dtype, target.device);
  clusters(c, self, target, batch);
  if (c.failure) return answer;
  head(c, self, batch);
  c.check(target.dtype === INT64 || target.dtype.name === "int32", "RuntimeError", () => "gather(): Expected dtype int32/int64 for index", { rule: "dtype" });
  return answer;
}

/** Runs the networks of the clusters that constant targets fall into. */
function clusters(c: OpContext, self: ModuleBuilder, target: Tensor, batch: Tensor): void {
  const data = target.data;
  if (!data) return;
  const cutoffs = iterable(c, self.get("cutoffs")) ?? [];
  const ends = cutoffs.map((v) => numberOf(c.interp, v) ?? Number.NaN);
  const classes = numberOf(c.interp, self.get("n_classes")) ?? Number.NaN;
  const [, features = 1] = c.shapeOf(batch);
  const tail = iterable(c, self.get("tail")) ?? [];
  tail.forEach((network, i) => {
    const count = data.filter((v) => v >= (ends[i] ?? 0) && v < (ends[i + 1] ?? 0)).length;
    if (count === 0 || c.failure) return;
    if (typeof cutoffs[i] === "boolean" || target.dtype.name === "bool") c.fail("RuntimeError", "Subtraction, the `-` operator, with a bool tensor is not supported. If you are trying to invert a mask, use the `~` or `logical_not()` operator instead.", { rule: "argument-value" });
    c.interp.call(network, [new Tensor([count, features], batch.dtype, { device: batch.device })], NO_KWARGS, c.node);
  });
  const outside = data.some((v) => v < 0 || v >= classes);
  const told = (v: number): string => c.interp.str(target.dtype.category === 2 ? new PyFloat(v) : v);
  c.check(!outside, "RuntimeError", () => `Target values should be in [0, ${classes - 1}], but values in range [${told(Math.min(...data))}, ${told(Math.max(...data))}] were found. `, { rule: "loss-target", law: () => `AdaptiveLogSoftmaxWithLoss: a class outside of ${classes} classes` });
}

function head(c: OpContext, self: ModuleBuilder, input: Value): Tensor {
  const v = c.interp.call(self.get("head"), [input], NO_KWARGS, c.node);
  return v instanceof Tensor ? v : c.giveUp("the head's output is not known");
}

function logProbabilities(c: OpContext, self: ModuleBuilder, output: Tensor): Tensor {
  const shape = c.shapeOf(output);
  if (shape.length === 0) c.fail("IndexError", "Dimension specified as 0 but tensor has no dimensions", { rule: "rank" });
  if (shape.length === 1) c.fail("IndexError", "Dimension out of range (expected to be in range of [-1, 0], but got 1)", { rule: "rank" });
  const result = new Tensor([shape[0] as Dim, self.int("n_classes")], output.dtype, { device: output.device });
  if (shape.length === 2) return result;
  const columns = new PyTuple([new PySlice(null, null, null), new PySlice(null, self.get("shortlist_size"), null)]);
  c.interp.setitem(result, columns, c.interp.getitem(output, columns, c.node), c.node);
  return c.giveUp("log_prob of more than two dimensions");
}

/** Of more than a matrix the elements decide whether clusters are asked, which mostly fails; where it goes well, it gives the largest of the head's. */
function predict(c: OpContext, self: ModuleBuilder, a: Args): Value {
  const output = head(c, self, a.value("input"));
  if (c.shapeOf(output).length < 2) c.fail("IndexError", "Dimension out of range (expected to be in range of [-1, 0], but got 1)", { rule: "rank" });
  return c.call("torch.argmax", [output, 1]);
}
