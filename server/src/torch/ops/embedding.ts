/** Embedding tables, bags of embeddings and one-hot encoding. */
import { type Dim, eq, gt, isConst, printShape, product, sub } from "../../dims/index.ts";
import { type Value, ClassMethod, NativeFunction, PyList } from "../../python/values.ts";
import { type Args, sequence } from "../args.ts";
import { type ModuleBuilder, defineModule, defineOp, moduleClasses } from "../define.ts";
import { type DType, FLOAT32, INT64, promoteTypes } from "../dtype.ts";
import { NATIVE, matchNative } from "../native.ts";
import { tpName } from "../nativeErrors.ts";
import { type OpContext, sizeRepr, sizes } from "../op.ts";
import { ShapeVar, Tensor } from "../tensor.ts";
import { arithmetic, holds, parameterShape } from "./python.ts";
import { scalarTypeName, tensorTypeName } from "./scalarTypes.ts";

defineOp({ name: "embedding", forms: ["torch.embedding"], signature: NATIVE, rule: embedding });
defineOp({
  name: "embedding",
  forms: ["torch.nn.functional.embedding"],
  signature: "input, weight, padding_idx=None, max_norm=None, norm_type=2.0, scale_grad_by_freq=False, sparse=False",
  rule: functionalEmbedding,
  doc: "torch.nn.functional.embedding",
});
defineOp({ name: "embedding_renorm_", forms: ["torch.embedding_renorm_"], signature: NATIVE, rule: renormalize });
defineOp({ name: "embedding_bag", forms: ["torch.embedding_bag"], signature: NATIVE, rule: (c, a) => nativeBag(c, a) });
defineOp({
  name: "embedding_bag",
  forms: ["torch.nn.functional.embedding_bag"],
  signature: "input, weight, offsets=None, max_norm=None, norm_type=2, scale_grad_by_freq=False, mode='mean', sparse=False, per_sample_weights=None, include_last_offset=False, padding_idx=None",
  rule: functionalBag,
  doc: "torch.nn.functional.embedding_bag",
});
defineOp({ name: "one_hot", forms: ["torch._C._nn.one_hot", "torch.nn.functional.one_hot"], signature: NATIVE, rule: oneHot, doc: "torch.nn.functional.one_hot" });

/** An input that we made up is taken for indices where indices are asked for. */
function takeAsIndices(t: Tensor): void {
  if (t.inputName !== null && t.shapeVar !== null && t.dtype.category >= 2) t.become(new Tensor(t.shapeOrVar, INT64, { strides: t.strides, device: t.device }));
}

function checkScalarTypes(c: OpContext, t: Tensor, argument: number, name: string, allowed: readonly string[], where: string, type: DType = t.dtype): void {
  if (allowed.includes(scalarTypeName(type))) return;
  c.fail("RuntimeError", `Expected tensor for argument #${argument} '${name}' to have one of the following scalar types: ${allowed.join(", ")}; but got ${tensorTypeName(type)} instead (while checking arguments for ${where})`, {
    rule: "dtype",
    law: () => `${where}: ${name} must be ${allowed.join(" or ").toLowerCase()}, got ${type.name}`,
    subjects: [t],
  });
}

function checkRange(c: OpContext, indices: Tensor, rows: Dim, owner: Tensor, message: (bad: number, at: number) => string): void {
  if (!isConst(rows) || !indices.data) return;
  const at = indices.data.findIndex((i) => i < 0 || i >= rows);
  if (at < 0) return;
  const bad = indices.data[at] as number;
  const module = owner.owner?.module;
  c.check(false, "IndexError", () => message(bad, at), {
    rule: "embedding-index",
    law: () => `embedding: index ${bad} is not below the ${rows} rows of the table`,
    ...(module?.attrs.has("num_embeddings") && bad >= 0 && { blame: { kind: "module-argument" as const, module, parameter: "num_embeddings", expected: bad + 1 } }),
  });
}

function embedding(c: OpContext, a: Args): Tensor {
  const weight = a.tensor("weight");
  const indices = a.tensor("indices");
  const w = c.shapeOf(weight, ["num_embeddings", "embedding_dim"]);
  if (w.length !== 2) c.fail("RuntimeError", "'weight' must be 2-D", { rule: "rank" });
  takeAsIndices(indices);
  checkScalarTypes(c, indices, 1, "indices", ["Long", "Int"], "embedding");
  const [rows, width] = w as [Dim, Dim];
  if (!c.hasShape(indices)) {
    const result = new ShapeVar(indices.shapeVar?.name ?? "x");
    c.interp.scope.assume(eq(result.sizeAt(-1), width));
    return c.tensor(result, weight.dtype, { device: weight.device });
  }
  const shape = c.shapeOf(indices);
  const some = c.known(gt(product(shape), 0)) !== false;
  if (rows === 0 && some) c.fail("RuntimeError", "index_select(): self indexing axis dim should be positive", { rule: "embedding-index" });
  checkRange(c, indices, rows, weight, () => "index out of range in self");
  return c.tensor([...shape, width], weight.dtype, { device: weight.device });
}

/** An index from the end counts from it; the index must be one of the table's. */
function paddingIndex(c: OpContext, given: Value, rows: () => Value, text: string): Value {
  if (given === null) return null;
  const bad = (): never => c.fail("AssertionError", text, { rule: "embedding-index" });
  if (c.known(holds(c, ">", given, 0)) !== false) {
    if (c.known(holds(c, ">=", given, rows())) === true) bad();
  } else if (c.known(holds(c, "<", given, 0)) === true) {
    const count = rows();
    if (typeof count === "object" && (count === null || sequence(count))) c.fail("TypeError", `bad operand type for unary -: '${c.interp.typeName(count)}'`, { rule: "argument-type" });
    if (c.known(holds(c, "<", given, arithmetic(c)("*", count, -1))) === true) bad();
    return arithmetic(c)("+", count, given);
  }
  return given;
}

function functionalEmbedding(c: OpContext, a: Args): Value {
  const { interp, node } = c;
  let input = a.value("input");
  const weight = a.value("weight");
  const padding = paddingIndex(c, a.value("padding_idx"), () => interp.callMethod(weight, "size", [0], node), "Padding_idx must be within num_embeddings") ?? -1;
  if (!a.isNone("max_norm")) {
    input = interp.callMethod(input, "contiguous", [], node);
    c.call("torch.embedding_renorm_", [interp.callMethod(weight, "detach", [], node), input, a.value("max_norm"), a.value("norm_type")]);
  }
  return c.call("torch.embedding", [weight, input, padding, a.value("scale_grad_by_freq"), a.value("sparse")]);
}

function renormalize(c: OpContext, a: Args): Value {
  const weight = a.tensor("input");
  const indices = a.tensor("indices");
  const w = c.shapeOf(weight);
  if (w.length !== 2) c.fail("RuntimeError", `Expected 2-dimensional tensor, but got ${w.length}-dimensional tensor for argument #1 'self' (while checking arguments for embedding_renorm_)`, { rule: "rank" });
  takeAsIndices(indices);
  checkScalarTypes(c, indices, 2, "indices", ["Long", "Int"], "embedding_renorm_");
  checkRange(c, indices, w[0] as Dim, weight, (bad) => `select(): index ${bad} out of range for tensor of size ${sizes(w)} at dimension 0`);
  if (weight.dtype.category < 2 && c.hasShape(indices) && c.known(gt(product(c.shapeOf(indices)), 0)) !== false) {
    c.fail("RuntimeError", `norm(): input dtype should be either floating point or complex. Got ${scalarTypeName(weight.dtype)} instead.`, { rule: "dtype" });
  }
  return weight;
}

function oneHot(c: OpContext, a: Args): Tensor {
  const x = a.tensor("input");
  takeAsIndices(x);
  c.check(x.dtype === INT64, "RuntimeError", () => "one_hot is only applicable to index tensor of type LongTensor.", { rule: "dtype" });
  const shape = c.shapeOf(x);
  const classes = a.int("num_classes");
  if (c.known(eq(product(shape), 0)) === true) {
    if (c.known(gt(classes, 0)) === false) c.fail("RuntimeError", "Can not infer total number of classes from empty tensor.", { rule: "argument-value" });
    return c.tensor([...shape, classes], INT64, { device: x.device });
  }
  const data = x.data;
  if (data) {
    c.check(Math.min(...data) >= 0, "RuntimeError", () => "Class values must be non-negative.", { rule: "embedding-index" });
    const most = Math.max(...data);
    if (classes !== -1) c.check(gt(classes, most), "RuntimeError", () => "Class values must be smaller than num_classes.", { rule: "embedding-index" });
    return c.tensor([...shape, classes === -1 ? most + 1 : classes], INT64, { device: x.device });
  }
  return c.tensor([...shape, classes === -1 ? c.freshDim(1, "num_classes") : classes], INT64, { device: x.device });
}

// ---------------------------------------------------------------- bags

function functionalBag(c: OpContext, a: Args): Value {
  const { interp, node } = c;
  let [input, weight] = [a.value("input"), a.value("weight")];
  let offsets = a.value("offsets");
  let perSample = a.value("per_sample_weights");
  let includeLast = a.value("include_last_offset");
  const size = (v: Value): Value => interp.callMethod(v, "size", [], node);
  const rank = (v: Value): Value => interp.callMethod(v, "dim", [], node);
  const weightType = interp.getattr(weight, "dtype", node);
  if (weightType === INT64 && interp.truth(interp.callMethod(input, "is_floating_point", [], node))) [weight, input] = [input, weight];
  if (perSample !== null && interp.equal(size(input), size(perSample)) === false) {
    const text = (v: Value): string => (v instanceof Tensor ? sizeRepr(c.shapeOf(v)) : interp.str(interp.getattr(v, "shape", node)));
    c.fail("ValueError", `embedding_bag: If per_sample_weights (${text(perSample)}) is not None, then it must have the same shape as the input (${text(input)})`, { rule: "argument-value" });
  }
  if (rank(weight) !== 2) c.fail("ValueError", `weight has to be a 2D Tensor, but got Tensor of dimension ${interp.str(rank(weight))}`, { rule: "rank" });
  if (input instanceof Tensor && !c.hasShape(input)) c.shapeOf(input, offsets === null ? ["B", "N"] : ["N"]);
  const inputRank = rank(input);
  if (inputRank === 2) {
    if (offsets !== null) {
      const type = offsets instanceof Tensor ? (offsets.isParameter ? "torch.nn.parameter.Parameter" : "torch.Tensor") : tpName(interp, offsets);
      c.fail("ValueError", `if input is 2D, then offsets has to be None, as input is treated is a mini-batch of fixed length sequences. However, found offsets of type <class '${type}'>`, { rule: "argument-value" });
    }
    const count = interp.callMethod(input, "numel", [], node);
    if (input instanceof Tensor) takeAsIndices(input);
    if (input instanceof Tensor && input.dtype.category === 0) c.fail("NotImplementedError", "\"arange_cpu\" not implemented for 'Bool'", { rule: "dtype" });
    const width = interp.callMethod(input, "size", [1], node);
    if (width === 0) c.fail("RuntimeError", "step must be nonzero", { rule: "argument-value" });
    offsets = c.call("torch.arange", [0, count, width], { dtype: interp.getattr(input, "dtype", node) });
    includeLast = false;
    input = interp.callMethod(input, "reshape", [-1], node);
    if (perSample !== null) perSample = interp.callMethod(perSample, "reshape", [-1], node);
  } else if (inputRank === 1) {
    if (offsets === null) c.fail("ValueError", "offsets has to be a 1D Tensor but got None", { rule: "argument-value" });
    if (rank(offsets) !== 1) c.fail("ValueError", "offsets has to be a 1D Tensor", { rule: "rank" });
  } else c.fail("ValueError", `input has to be 1D or 2D Tensor, but got Tensor of dimension ${interp.str(inputRank)}`, { rule: "rank" });
  const mode = a.value("mode");
  const number = ["sum", "mean", "max"].indexOf(typeof mode === "string" ? mode : "");
  if (number < 0) c.fail("ValueError", "mode has to be one of sum, mean or max", { rule: "argument-value" });
  if (mode === "max") {
    if (interp.truth(a.value("scale_grad_by_freq"))) c.fail("ValueError", "max mode does not support scaling the gradient by the frequency", { rule: "argument-value" });
    if (interp.truth(a.value("sparse"))) c.fail("ValueError", "max mode does not support sparse weights", { rule: "argument-value" });
  }
  if (!a.isNone("max_norm")) c.call("torch.embedding_renorm_", [interp.callMethod(weight, "detach", [], node), input, a.value("max_norm"), a.value("norm_type")]);
  if (perSample !== null && mode !== "sum") {
    c.fail("NotImplementedError", `embedding_bag: per_sample_weights was not None. per_sample_weights is only supported for mode='sum' (got mode='${interp.str(mode)}'). Please open a feature request on GitHub.`, { rule: "argument-value" });
  }
  const all = c.call("torch.embedding_bag", [weight, input, offsets, a.value("scale_grad_by_freq"), number, a.value("sparse"), perSample, includeLast, a.value("padding_idx")]);
  return sequence(all)?.[0] ?? all;
}

const FLOATS = ["Half", "BFloat16", "Float", "Double"];

function nativeBag(c: OpContext, a: Args): Value {
  const [weight, indices, offsets] = [a.tensor("weight"), a.tensor("indices"), a.tensor("offsets")];
  const common = promoteTypes(indices.dtype, offsets.dtype);
  checkScalarTypes(c, indices, 1, "indices", ["Long", "Int"], "embedding_bag", common);
  checkScalarTypes(c, weight, 1, "weight", FLOATS, "embedding_bag");
  const w = c.shapeOf(weight, ["num_embeddings", "embedding_dim"]);
  const count = c.shapeOf(indices, ["N"]);
  const bags = c.shapeOf(offsets, ["B"]);
  const includeLast = a.bool("include_last_offset");
  if (includeLast) c.check(gt(bags[0] as Dim, 0), "RuntimeError", () => "include_last_offset: number of offset should be at least 1", { rule: "argument-value" });
  if (offsets.data && isConst(count[0] ?? 0)) {
    const [first, last] = [offsets.data[0], offsets.data.at(-1)];
    const total = count[0] as number;
    if (first !== undefined) c.check(first === 0, "RuntimeError", () => `offsets[0] has to be 0, i.e., the first sequence in the mini-batch has to start from position 0. However, got ${first}`, { rule: "argument-value" });
    if (last !== undefined) c.check(last <= total, "RuntimeError", () => `offsets[-1] can not be greater than input's length ${total} but got offsets[-1] of ${last}`, { rule: "argument-value" });
  }
  const rows = w[0] as Dim;
  const isMax = a.constInt("mode") === 2;
  if (isConst(rows) && indices.data) {
    const at = indices.data.findIndex((i) => i < 0 || i >= rows);
    const bad = indices.data[at];
    const message = (): string => (isMax ? `embedding_bag: Expected idx >= 0 && idx < num_embeddings but found idx to be ${bad}` : `Index ${at} of input takes value ${bad} which is not in the valid range [0, ${rows})`);
    c.check(at < 0, "RuntimeError", message, { rule: "embedding-index", law: () => `embedding_bag: index ${bad} is not below the ${rows} rows of the table` });
  }
  const out = [includeLast ? sub(bags[0] as Dim, 1) : (bags[0] as Dim), w[1] as Dim];
  const result = c.tensor(out, weight.dtype, { device: weight.device });
  const extra = (shape: readonly Dim[]): Tensor => c.tensor(shape, common, { device: weight.device });
  return new PyList([result, extra(count), extra(bags), extra(bags)]);
}

// ---------------------------------------------------------------- layers

const MODULE = "torch.nn.modules.sparse";

defineModule({
  name: "Embedding",
  module: MODULE,
  init: "num_embeddings, embedding_dim, padding_idx=None, max_norm=None, norm_type=2.0, scale_grad_by_freq=False, sparse=False, _weight=None, _freeze=False, device=None, dtype=None",
  construct: (c, self, a) => {
    const padding = paddingIndex(c, a.value("padding_idx"), () => a.value("num_embeddings"), "Padding_idx must be within num_embeddings");
    self.set({ ...attributes(a, ["num_embeddings", "embedding_dim"]), padding_idx: padding, ...attributes(a, ["max_norm", "norm_type", "scale_grad_by_freq"]) });
    table(c, self, a, padding);
    self.set({ sparse: a.value("sparse") });
    const weight = self.tensor("weight");
    if (weight && c.interp.truth(a.value("_freeze"))) weight.requiresGrad = false;
  },
  forward: (c, self, a) => c.call("torch.nn.functional.embedding", [a.value("input"), ...["weight", "padding_idx", "max_norm", "norm_type", "scale_grad_by_freq", "sparse"].map((x) => self.get(x))]),
  doc: "torch.nn.Embedding",
});

defineModule({
  name: "EmbeddingBag",
  module: MODULE,
  init: "num_embeddings, embedding_dim, max_norm=None, norm_type=2.0, scale_grad_by_freq=False, mode='mean', sparse=False, _weight=None, include_last_offset=False, padding_idx=None, device=None, dtype=None",
  construct: (c, self, a) => {
    self.set(attributes(a, ["num_embeddings", "embedding_dim", "max_norm", "norm_type", "scale_grad_by_freq"]));
    const padding = paddingIndex(c, a.value("padding_idx"), () => a.value("num_embeddings"), "padding_idx must be within num_embeddings");
    self.set({ padding_idx: padding });
    table(c, self, a, padding);
    self.set(attributes(a, ["mode", "sparse", "include_last_offset"]));
  },
  inputs: "input, offsets=None, per_sample_weights=None",
  forward: (c, self, a) => {
    const get = (...names: readonly string[]): readonly Value[] => names.map((x) => self.get(x));
    return c.call("torch.nn.functional.embedding_bag", [a.value("input"), self.get("weight"), a.value("offsets"), ...get("max_norm", "norm_type", "scale_grad_by_freq", "mode", "sparse"), a.value("per_sample_weights"), ...get("include_last_offset", "padding_idx")]);
  },
  doc: "torch.nn.EmbeddingBag",
});

for (const name of ["Embedding", "EmbeddingBag"]) {
  moduleClasses.get(name)?.attrs.map.set(
    "from_pretrained",
    new ClassMethod(
      new NativeFunction("from_pretrained", (interp, args, kwargs, node) => {
        const [cls = null, given, ...rest] = args;
        const embeddings = given ?? kwargs.get("embeddings") ?? null;
        if (interp.callMethod(embeddings, "dim", [], node) !== 2) throw interp.failure("AssertionError", "Embeddings parameter is expected to be 2-dimensional", node, { rule: "rank" });
        const size = (i: number): Value => interp.callMethod(embeddings, "size", [i], node);
        const order = name === "Embedding" ? ["freeze", "padding_idx", "max_norm", "norm_type", "scale_grad_by_freq", "sparse"] : ["freeze", "max_norm", "norm_type", "scale_grad_by_freq", "mode", "sparse", "include_last_offset", "padding_idx"];
        const options = new Map<string, Value>([...rest.map((v, i): [string, Value] => [order[i] ?? "", v]), ...kwargs]);
        const freeze = options.get("freeze") ?? true;
        options.delete("freeze");
        options.delete("embeddings");
        options.set("_weight", embeddings);
        const made = interp.call(cls, [size(0), size(1)], options, node);
        const weight = interp.lookupAttr(made, "weight");
        if (weight instanceof Tensor) weight.requiresGrad = !(interp.truth(freeze) ?? true);
        return made;
      }),
    ),
  );
}

function attributes(a: Args, names: readonly string[]): Readonly<Record<string, Value>> {
  return Object.fromEntries(names.map((x): [string, Value] => [x, a.value(x)]));
}

function table(c: OpContext, self: ModuleBuilder, a: Args, padding: Value): void {
  const size = [a.value("num_embeddings"), a.value("embedding_dim")];
  const given = a.value("_weight");
  const type: DType = a.maybeDtype("dtype") ?? FLOAT32;
  if (!(given instanceof Tensor)) {
    const shape = parameterShape(c, size);
    self.parameter("weight", shape, type);
    const weight = self.get("weight");
    if (padding !== null) matchRow(c, weight, padding);
    return;
  }
  const shape = c.shapeOf(given);
  const same = shape.length === 2 && shape.every((d, i) => c.interp.equal(size[i] ?? null, isConst(d) ? d : (size[i] ?? null)) !== false);
  c.check(same, "AssertionError", () => "Shape of weight does not match num_embeddings and embedding_dim", { rule: "argument-value", law: () => `embedding: the table is ${printShape(shape)}` });
  self.parameter("weight", shape, given.dtype);
}

/** The row for padding is zeroed: `weight[padding_idx].fill_(0)`. */
function matchRow(c: OpContext, weight: Value, padding: Value): void {
  const row = c.interp.getitem(weight, padding, c.node);
  if (row instanceof Tensor) matchNative(c, "Tensor.fill_", [0], new Map());
}
