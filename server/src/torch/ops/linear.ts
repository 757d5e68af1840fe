/** `F.linear`, `F.bilinear` and the layers Linear, Bilinear, Identity and LazyLinear. */
import { type Dim, eq, gt, isConst, mul, ne, print, printShape, product } from "../../dims/index.ts";
import type { Blame } from "../../python/problem.ts";
import { type Value, NativeFunction, Unknown, Instance, NO_KWARGS } from "../../python/values.ts";
import type { Args } from "../args.ts";
import { type ModuleBuilder, defineModule, defineOp, moduleClasses } from "../define.ts";
import { flattened, reordered } from "../mended.ts";
import type { Explanation, OpContext } from "../op.ts";
import { ShapeVar, Tensor } from "../tensor.ts";
import { emptyParameter, uninitializedParameter } from "./factory.ts";
import type { DType } from "../dtype.ts";
import { isContiguous } from "./layout.ts";
import { becomeInitialized, isUninitialized } from "./lazy.ts";
import { NO_PRODUCT, checkBatchTypes, checkExpands } from "./matmul.ts";
import { holds, parameterShape } from "./python.ts";
import { cppTypeName, scalarTypeName } from "./scalarTypes.ts";
import { checkKernel } from "./promotion.ts";

defineOp({
  name: "linear",
  forms: ["torch.nn.functional.linear", "torch._C._nn.linear"],
  signature: "input, weight, bias=None",
  rule: linear,
  formula: (c, a, result) => {
    const [out, features] = c.shapeOf(a.tensor("weight")) as [Dim, Dim];
    return [`x·Wᵀ${a.isNone("bias") ? "" : " + b"}: ${printShape(c.shapeOf(a.tensor("input")))}·${printShape([features, out])} = ${printShape(c.shapeOf(result))}`];
  },
  doc: "torch.nn.functional.linear",
});

defineOp({
  name: "bilinear",
  forms: ["torch.bilinear", "torch.nn.functional.bilinear"],
  signature: "input1, input2, weight, bias=None",
  rule: bilinear,
  doc: "torch.nn.functional.bilinear",
});

const MODULE = "torch.nn.modules.linear";

defineModule({ name: "Identity", module: MODULE, init: "*args", construct: () => {}, forward: (_c, _self, a) => a.value("input"), doc: "torch.nn.Identity" });
// Identity takes any keyword as well.
moduleClasses.get("Identity")?.attrs.map.set("__init__", new NativeFunction("__init__", (interp, args, _kwargs, node) => {
  const initialise = moduleClasses.get("Module")?.attrs.get("__init__");
  return initialise ? interp.call(initialise, args.slice(0, 1), NO_KWARGS, node) : null;
}));

const LINEAR = "in_features, out_features, bias=True, device=None, dtype=None";
for (const [name, hidden] of [["Linear", false], ["NonDynamicallyQuantizableLinear", true]] as const) {
  defineModule({
    name,
    module: MODULE,
    hidden,
    ...(hidden && { base: "Linear" }),
    init: LINEAR,
    construct: (c, self, a) => {
      const [inFeatures, outFeatures] = [a.value("in_features"), a.value("out_features")];
      self.set({ in_features: inFeatures, out_features: outFeatures });
      emptyParameter(c, self, a, "weight", [outFeatures, inFeatures]);
      if (a.bool("bias")) emptyParameter(c, self, a, "bias", outFeatures);
      else self.parameter("bias", null);
    },
    forward: (c, self, a) => c.call("torch.nn.functional.linear", [a.value("input"), self.get("weight"), self.get("bias")]),
    macs: linearMacs,
    doc: "torch.nn.Linear",
  });
}

defineModule({
  name: "LazyLinear",
  module: MODULE,
  base: "Linear",
  init: "out_features, bias=True, device=None, dtype=None",
  construct: (c, self, a) => {
    self.set({ in_features: 0, out_features: a.value("out_features") });
    uninitializedParameter(c, self, a, "weight");
    if (a.bool("bias")) uninitializedParameter(c, self, a, "bias");
    else self.parameter("bias", null);
  },
  forward: (c, self, a) => {
    initialize(c, self, a.value("input"));
    return c.call("torch.nn.functional.linear", [a.value("input"), self.get("weight"), self.get("bias")]);
  },
  macs: linearMacs,
  doc: "torch.nn.LazyLinear",
});

defineModule({
  name: "Bilinear",
  module: MODULE,
  init: "in1_features, in2_features, out_features, bias=True, device=None, dtype=None",
  construct: (c, self, a) => {
    const [first, second, out] = [a.value("in1_features"), a.value("in2_features"), a.value("out_features")];
    self.set({ in1_features: first, in2_features: second, out_features: out });
    emptyParameter(c, self, a, "weight", [out, first, second]);
    if (a.bool("bias")) emptyParameter(c, self, a, "bias", out);
    else self.parameter("bias", null);
    const some = holds(c, ">", first, 0);
    const message = (): string => `in1_features must be > 0, but got (in1_features=${c.interp.str(first)})`;
    if (c.known(some) === false) c.fail("ValueError", message(), { rule: "argument-value" });
    c.check(some, "ValueError", message, { rule: "argument-value" });
  },
  inputs: "input1, input2",
  forward: (c, self, a) => c.call("torch.nn.functional.bilinear", [a.value("input1"), a.value("input2"), self.get("weight"), self.get("bias")]),
  doc: "torch.nn.Bilinear",
});

function linearMacs(self: ModuleBuilder, _input: Tensor, output: Value): Dim | null {
  const weight = self.tensor("weight")?.shape;
  return output instanceof Tensor && output.shape && weight?.length === 2 ? mul(product(output.shape), weight[1] as Dim) : null;
}

function initialize(c: OpContext, self: ModuleBuilder, input: Value): void {
  if (!isUninitialized(self)) return;
  const shape = c.interp.getattr(input, "shape", c.node);
  const features = c.interp.getitem(shape, -1, c.node);
  self.set({ in_features: features });
  const out = self.get("out_features");
  becomeInitialized(self, "Linear", { weight: parameterShape(c, [out, features]), bias: self.get("bias") === null ? null : parameterShape(c, [out]) });
}

function linear(c: OpContext, a: Args): Value {
  const input = a.tensorOr("input", () => unseenRows(c, a.tensor("weight")));
  const weight = a.tensor("weight");
  const bias = a.maybeTensor("bias");
  const w = c.shapeOf(weight, ["out_features", "in_features"]);
  if (input.shapeVar && w.length === 2 && !input.shapeVar.asked()) return ofUnknownRank(c, input, input.shapeVar, weight, w);
  const shape = c.shapeOf(input);
  if (shape.length === 0 || w.length === 0) {
    c.fail("RuntimeError", `both arguments to linear need to be at least 1D, but they are ${shape.length}D and ${w.length}D`, { rule: "rank" });
  }
  const fused = bias !== null && isFused(c, input, shape, bias, weight.dtype);
  if (w.length !== 2) return unusualWeight(c, input, weight, bias, fused);
  const [out, expected] = w as [Dim, Dim];
  const features = shape.at(-1) as Dim;
  const rows = product(shape.slice(0, -1));
  const why = featuresWhy(c, input, shape, weight, features, expected);
  const multiply = (): void => {
    c.check(eq(features, expected), "RuntimeError", () => multiplyMessage(c, input, shape, weight, rows, fused, [expected, out]), why);
  };
  if (fused) {
    checkTypes(c, input, weight, bias);
    multiply();
    c.shapeOf(bias, ["out_features"]);
    checkExpands(c, bias, [rows, out]);
  } else {
    multiply();
    if (!folds(c, input, shape, weight)) checkBatchTypes(c, [shape.at(-2) ?? 1, features, out], input.dtype, weight.dtype, input.device);
    if (input.dtype !== weight.dtype) c.fail("RuntimeError", `expected m1 and m2 to have the same dtype, but got: ${cppTypeName(input.dtype)} != ${cppTypeName(weight.dtype)}`, dtypeWhy(input, weight));
  }
  c.count(() => product([rows, out, expected]));
  const mended = c.failure && mendedInput(input, shape, expected);
  const result = c.tensor([...(mended || shape).slice(0, -1), out], input.dtype, { device: input.device });
  if (c.known(gt(product([...shape, out]), 0)) === true) checkKernel(c, { name: "addmm_impl_cpu_", rejects: NO_PRODUCT }, input.dtype, input.device);
  if (bias !== null && !fused && !c.failure) {
    c.interp.callMethod(result, "add_", [bias], c.node);
    // What it gives comes of the layer, not of its last step.
    result.from = null;
    result.requiresGrad = undefined;
    result.hasHistory = false;
  }
  return result;
}

/** What nobody knows, but that has the features that a weight takes. */
function unseenRows(c: OpContext, weight: Tensor): Tensor {
  return c.unseen({ trailing: c.shapeOf(weight).slice(1) }, weight.dtype);
}

/** The result has no rank either; its last size is known. */
function ofUnknownRank(c: OpContext, input: Tensor, v: ShapeVar, weight: Tensor, w: readonly Dim[]): Tensor {
  const [out, expected] = w as [Dim, Dim];
  const features = c.interp.scope.simplify(v.sizeAt(-1));
  const why = featuresWhy(c, input, [features], weight, features, expected);
  const law = (): string => `${c.op}: expected ${print(expected)} input features (last dim), got ${print(features)} from (…, ${print(features)})`;
  c.check(eq(features, expected), "RuntimeError", () => `mat1 and mat2 shapes cannot be multiplied (?x${print(features)} and ${print(expected)}x${print(out)})`, { ...why, law });
  const result = v.isUnseen ? ShapeVar.unseen({ trailing: [out] }) : new ShapeVar(v.name);
  if (!v.isUnseen) c.interp.scope.assume(eq(result.sizeAt(-1), out));
  return c.tensor(result, input.dtype, { device: input.device });
}

function featuresWhy(c: OpContext, input: Tensor, shape: readonly Dim[], weight: Tensor, features: Dim, expected: Dim): Explanation {
  const owner = weight.owner;
  const isLayer = owner?.name === "weight" && owner.module instanceof Instance && owner.module.attrs.has("in_features");
  const blame: Blame | undefined = isLayer && !isWholeSample(input, shape, expected) ? { kind: "module-argument", module: owner.module, parameter: "in_features", expected: mendedInput(input, shape, expected) ? null : features } : undefined;
  return {
    rule: "linear-in-features",
    law: () => `${c.op}: expected ${print(expected)} input features (last dim), got ${print(features)} from ${input.inputName ? `${input.inputName}: ` : ""}${printShape(shape)}`,
    ...(blame && { blame }),
    subjects: [input],
    sides: [features, expected],
    features: [features, expected],
  };
}

/** The input's shape, if it is the input that is at fault: not flattened, its features elsewhere, or a row where a column is expected. */
function mendedInput(input: Tensor, shape: readonly Dim[], expected: Dim): readonly Dim[] | null {
  if (shape.length === 1) return expected === 1 && shape[0] !== 1 ? [shape[0] as Dim, 1] : flattenedTogether(input, shape[0] as Dim, expected);
  return flattened(shape, expected) ?? reordered(input, shape, shape.length - 1, expected);
}

/** `x.view(-1)`: the items of a batch in one row, of which each has the features that are expected. */
function flattenedTogether(input: Tensor, size: Dim, expected: Dim): readonly Dim[] | null {
  const { from } = input;
  const rank = from?.inputs[0]?.shape?.length ?? 0;
  if (!from || !/^(view|reshape|flatten|ravel)$/.test(from.op) || rank < 2) return null;
  return isConst(size) && isConst(expected) && expected > 1 && size > expected && size % expected === 0 ? [size / expected, expected] : null;
}

/** One image without its batch dimension was flattened: its channels are taken for a batch. */
function isWholeSample(input: Tensor, shape: readonly Dim[], expected: Dim): boolean {
  const before = /^(flatten|Flatten|view|reshape)$/.test(input.from?.op ?? "") ? input.from?.inputs[0]?.shape : undefined;
  return before?.length === 3 && shape.length === 2 && isConst(product(shape)) && product(shape) === expected;
}

/** What one step of product and sum asks of the types. */
function checkTypes(c: OpContext, input: Tensor, weight: Tensor, bias: Tensor): void {
  if (bias.dtype !== weight.dtype) c.fail("RuntimeError", `self and mat2 must have the same dtype, but got ${scalarTypeName(bias.dtype)} and ${scalarTypeName(weight.dtype)}`, { rule: "dtype" });
  if (input.dtype !== weight.dtype) c.fail("RuntimeError", `mat1 and mat2 must have the same dtype, but got ${scalarTypeName(input.dtype)} and ${scalarTypeName(weight.dtype)}`, dtypeWhy(input, weight));
}

function dtypeWhy(input: Tensor, weight: Tensor): Explanation {
  return { rule: "dtype", law: () => `linear: input is ${input.dtype.name}, weight is ${weight.dtype.name}` };
}

/** Whether PyTorch computes `bias + input @ weight.T` in one step. */
function isFused(c: OpContext, input: Tensor, shape: readonly Dim[], bias: Tensor, type: DType): boolean {
  if (shape.length === 2) return true;
  const b = c.shapeOf(bias, ["out_features"]);
  const isVector = b.length === 1 || b.filter((d) => c.known(eq(d, 1)) !== true).length === 1;
  const pieces = [isContiguous(c, shape, input.strides), isContiguous(c, b, bias.strides)];
  if (!isVector || pieces.includes(false)) return false;
  // Two steps take a bias of another type.
  if (pieces.includes(undefined) && bias.dtype !== type && input.dtype === type) c.giveUp("whether the input lies in one piece, which decides what type the bias may have");
  return true;
}

function multiplyMessage(c: OpContext, input: Tensor, shape: readonly Dim[], weight: Tensor, rows: Dim, fused: boolean, [expected, out]: readonly [Dim, Dim]): string {
  const features = shape.at(-1) as Dim;
  if (!fused && !folds(c, input, shape, weight)) {
    const batch = print(product(shape.slice(0, -2)));
    return `Expected size for first two dimensions of batch2 tensor to be: [${batch}, ${print(features)}] but got: [${batch}, ${print(expected)}].`;
  }
  return `mat1 and mat2 shapes cannot be multiplied (${print(rows)}x${print(features)} and ${print(expected)}x${print(out)})`;
}

/** Whether the leading dimensions become the rows of one matrix, rather than a batch of matrices. */
function folds(c: OpContext, input: Tensor, shape: readonly Dim[], weight: Tensor): boolean {
  if (shape.length < 3 || weight.requiresGrad || !input.strides) return true;
  if (shape.some((d) => isConst(d) && d === 0)) return true;
  const s = input.strides;
  return shape.slice(0, -2).every((_, i) => c.known(eq(s[i] as Dim, mul(s[i + 1] as Dim, shape[i + 1] as Dim))) !== false);
}

/** A weight that is no matrix: a product with its transpose, then the sum. */
function unusualWeight(c: OpContext, input: Tensor, weight: Tensor, bias: Tensor | null, fused: boolean): Value {
  const { interp, node } = c;
  const transposed = interp.callMethod(weight, "t", [], node);
  if (bias && fused && (weight.shape?.length ?? 0) < 2) {
    checkTypes(c, input, weight, bias);
    c.fail("RuntimeError", `mat2 must be a matrix, got ${weight.shape?.length}-D tensor`, { rule: "rank" });
  }
  if (transposed instanceof Unknown) return transposed;
  const out = c.call("torch.matmul", [input, transposed]);
  return bias === null || out instanceof Unknown ? out : interp.callMethod(out, "add_", [bias], node);
}

function bilinear(c: OpContext, a: Args): Tensor {
  const [x, y, weight, bias] = [a.tensor("input1"), a.tensor("input2"), a.tensor("weight"), a.maybeTensor("bias")];
  const named: readonly (readonly [string, Tensor])[] = [["input1", x], ["input2", y], ["weight", weight], ...(bias ? ([["bias", bias]] as const) : [])];
  if (named.some(([, t]) => t.dtype !== x.dtype)) {
    c.fail("RuntimeError", `All tensors must have the same dtype, got ${named.map(([name, t]) => `${name}: ${cppTypeName(t.dtype)}`).join(", ")}`, { rule: "dtype" });
  }
  const first = c.shapeOf(x);
  const second = c.shapeOf(y, first.map((_, i) => `d${i}`));
  const w = c.shapeOf(weight, ["out_features", "in1_features", "in2_features"]);
  if (first.length !== second.length) c.fail("RuntimeError", `bilinear(): input dimensions do not match: got ${first.length} and ${second.length}`, { rule: "rank" });
  first.slice(0, -1).forEach((d, i) => {
    const e = second[i] as Dim;
    c.check(eq(d, e), "RuntimeError", () => `bilinear(): input batch dimensions do not match at dim ${i}: got ${print(d)} and ${print(e)}`, { rule: "broadcast", subjects: [x, y] });
  });
  if (first.length === 0) c.fail("IndexError", "Dimension specified as -1 but tensor has no dimensions", { rule: "rank" });
  [first, second].forEach((shape, i) => {
    const got = shape.at(-1) as Dim;
    const want = sizeAt(c, w, i + 1);
    const owner = weight.owner;
    const isLayer = owner?.name === "weight" && owner.module.attrs.has(`in${i + 1}_features`);
    c.check(eq(got, want), "RuntimeError", () => `bilinear(): input${i + 1} size does not match weight size: got ${print(got)} but expected ${print(want)}`, {
      rule: "linear-in-features",
      law: () => `bilinear: expected ${print(want)} features in input${i + 1} (last dim), got ${print(got)} from ${printShape(shape)}`,
      ...(isLayer && { blame: { kind: "module-argument" as const, module: owner.module, parameter: `in${i + 1}_features`, expected: got } }),
    });
  });
  if (bias) {
    const b = c.shapeOf(bias, ["out_features"]);
    const got = sizeAt(c, b, 0);
    const want = sizeAt(c, w, 0);
    c.check(eq(got, want), "RuntimeError", () => `bilinear(): bias size does not match weight size: got ${print(got)} but expected ${print(want)}`, { rule: "argument-value" });
  }
  for (const shape of [first, second]) {
    c.check(ne(shape.at(-1) as Dim, 0), "RuntimeError", () => "cannot reshape tensor of 0 elements into shape [-1, 0] because the unspecified dimension size -1 can be any value and is ambiguous", { rule: "linear-in-features" });
  }
  if (w.length !== 3) c.fail("RuntimeError", "number of dimensions must match", { rule: "rank" });
  const shape = [...first.slice(0, -1), w[0] as Dim];
  if (c.known(gt(product([...shape, ...w]), 0)) === true) checkBatchTypes(c, [product(first.slice(0, -1)), w[1] as Dim, w[2] as Dim], x.dtype, x.dtype, x.device);
  const result = c.tensor(shape, x.dtype, { device: x.device });
  if (!bias || c.failure || bias.shape?.length === 1) return result;
  const sum = c.interp.binary("+", result, bias, c.node);
  return sum instanceof Tensor ? sum : result;
}

function sizeAt(c: OpContext, shape: readonly Dim[], i: number): Dim {
  if (shape.length === 0) return c.fail("IndexError", `Dimension specified as ${i} but tensor has no dimensions`, { rule: "dim-out-of-range" });
  const d = shape[i];
  return d ?? c.fail("IndexError", `Dimension out of range (expected to be in range of [${-shape.length}, ${shape.length - 1}], but got ${i})`, { rule: "dim-out-of-range" });
}

