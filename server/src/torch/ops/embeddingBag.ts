/** Bags of embeddings, as functions. */
import { type Dim, and, eq, ge, gt, isConst, lt, neg, print, sub } from "../../dims/index.ts";
import { type Value, PyList } from "../../python/values.ts";
import { type Args, sequence } from "../args.ts";
import { defineOp } from "../define.ts";
import { INT64, promoteTypes } from "../dtype.ts";
import { NATIVE } from "../native.ts";
import { tpName } from "../nativeErrors.ts";
import { type OpContext, sizeRepr } from "../op.ts";
import { beyond } from "../reach.ts";
import { Tensor } from "../tensor.ts";
import { checkScalarTypes, takeAsIndices } from "./embedding.ts";
import { tensorTypeName } from "./scalarTypes.ts";

defineOp({ name: "embedding_bag", forms: ["torch.embedding_bag"], signature: NATIVE, rule: nativeBag });
defineOp({
  name: "embedding_bag",
  forms: ["torch.nn.functional.embedding_bag"],
  signature: "input, weight, offsets=None, max_norm=None, norm_type=2, scale_grad_by_freq=False, mode='mean', sparse=False, per_sample_weights=None, include_last_offset=False, padding_idx=None",
  rule: functionalBag,
  doc: "torch.nn.functional.embedding_bag",
});

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

/** The sums, means or maxima of the rows of each bag; with them what the backward pass needs. */
function nativeBag(c: OpContext, a: Args): Value {
  const [weight, indices, offsets] = [a.tensor("weight"), a.tensor("indices"), a.tensor("offsets")];
  const perSample = a.maybeTensor("per_sample_weights");
  const table = c.shapeOf(weight, ["num_embeddings", "embedding_dim"]);
  const [rows = 1, width = 1] = table;
  const hasPadding = !a.isNone("padding_idx");
  if (hasPadding) {
    const padding = a.int("padding_idx");
    const message = (): string => `padding_idx must be within the number of embeddings, -${print(rows)} through ${print(sub(rows, 1))}, but got ${print(padding)}`;
    c.check(and(ge(padding, neg(rows)), lt(padding, rows)), "RuntimeError", message, { rule: "embedding-index" });
  }
  const size = c.shapeOf(indices, ["N"]);
  if (size.length !== 1 && size.length !== 2) c.fail("RuntimeError", `input has to be a 1D or 2D Tensor, but got Tensor of dimension ${size.length}`, { rule: "rank" });
  if (table.length !== 2) c.fail("RuntimeError", `weight has to be a 2D Tensor, but got Tensor of dimension ${table.length}`, { rule: "rank" });
  const common = promoteTypes(indices.dtype, offsets.dtype);
  checkScalarTypes(c, indices, 1, "indices", ["Long", "Int"], "embedding_bag", common);
  checkScalarTypes(c, weight, 1, "weight", FLOATS, "embedding_bag");
  const [count, bags = 1] = [size[0] as Dim, ...c.shapeOf(offsets, ["B"])];
  const includeLast = a.bool("include_last_offset");
  checkOffsets(c, offsets, bags, count, includeLast);
  if (perSample) checkWeights(c, a, perSample, weight, count);
  c.check([0, 1, 2].includes(a.constInt("mode")), "RuntimeError", () => "`mode` must be sum, mean, or max.", { rule: "argument-value" });
  const isFast = a.constInt("mode") !== 2 && !hasPadding && FAST.includes(weight.dtype.name) && (!weight.strides || c.known(eq(weight.strides[1] as Dim, 1)) !== false);
  // The quick kernel reads what lies in bags, the other one every index.
  const read = isFast && includeLast ? (bags === 1 ? 0 : (offsets.data?.at(-1) ?? 0)) : Number.POSITIVE_INFINITY;
  const isWrong = (i: number, k: number): boolean => k < read && isConst(rows) && (i < 0 || i >= rows);
  const bad = indices.data ? indices.data.find(isWrong) : isConst(rows) && read === Number.POSITIVE_INFINITY ? beyond(indices, 0, rows) : undefined;
  if (bad !== undefined) {
    const at = Math.max(0, indices.data?.findIndex(isWrong) ?? 0);
    const message = (): string => (isFast ? `Index ${at} of input takes value ${bad} which is not in the valid range [0, ${print(rows)})` : `embedding_bag: Expected idx >= 0 && idx < num_embeddings but found idx to be ${bad}`);
    c.check(false, "RuntimeError", message, { rule: "embedding-index", law: () => `embedding_bag: index ${bad} is not below the ${print(rows)} rows of the table` });
  }
  const result = c.tensor([includeLast ? sub(bags, 1) : bags, width], weight.dtype, { device: weight.device });
  const mode = a.constInt("mode");
  const made = c.shapeOf(result)[0] as Dim;
  const extra = (...shape: readonly Dim[]): Tensor => c.tensor(shape, common, { device: weight.device });
  // A sum by the quick kernel needs no map from offsets to bags.
  const [sized, largest] = mode === 0 ? [bags, [bags]] : mode === 1 ? [made, [made]] : [made, [made, width]];
  return new PyList([result, extra(mode === 0 && isFast ? 0 : count), extra(sized), extra(...largest)]);
}

/** The kernel of these types reads rows of memory. */
const FAST = ["float32", "float16", "bfloat16"];

function checkOffsets(c: OpContext, offsets: Tensor, bags: Dim, total: Dim, includeLast: boolean): void {
  if (includeLast) c.check(gt(bags, 0), "RuntimeError", () => "include_last_offset: number of offset should be at least 1", { rule: "argument-value" });
  const [first, last] = [offsets.data?.[0], offsets.data?.at(-1)];
  if (first === undefined || last === undefined) return;
  c.check(first === 0, "RuntimeError", () => `offsets[0] has to be 0, i.e., the first sequence in the mini-batch has to start from position 0. However, got ${first}`, { rule: "argument-value" });
  c.check(ge(total, last), "RuntimeError", () => `offsets[-1] can not be greater than input's length ${print(total)} but got offsets[-1] of ${last}`, { rule: "argument-value" });
}

function checkWeights(c: OpContext, a: Args, perSample: Tensor, weight: Tensor, count: Dim): void {
  if (a.constInt("mode") !== 0) c.fail("RuntimeError", "embedding_bag: per_sample_weights only supported with mode='sum'", { rule: "argument-value" });
  if (perSample.dtype !== weight.dtype) {
    const message = `Expected tensor for argument #1 'weight' to have the same type as tensor for argument #1 'per_sample_weights'; but type ${tensorTypeName(weight.dtype)} does not equal ${tensorTypeName(perSample.dtype)} (while checking arguments for embedding_bag)`;
    c.fail("RuntimeError", message, { rule: "dtype" });
  }
  const shape = c.shapeOf(perSample, ["N"]);
  const fails = (what: string): string => `Expected per_sample_weights.value().${what} to be true, but got false.  (Could this error message be improved?  If so, please report an enhancement request to PyTorch.)`;
  if (shape.length !== 1) c.fail("RuntimeError", fails("dim() == 1"), { rule: "rank" });
  c.check(eq(shape[0] as Dim, count), "RuntimeError", () => fails("numel() == indices.numel()"), { rule: "argument-value" });
}
