/** Embedding tables and one-hot encoding, as functions. */
import { type Dim, eq, gt, isConst, print, printShape, product } from "../../dims/index.ts";
import { unary } from "../../python/operators.ts";
import type { Value } from "../../python/values.ts";
import type { Args } from "../args.ts";
import { defineOp } from "../define.ts";
import { type DType, INT64 } from "../dtype.ts";
import { NATIVE } from "../native.ts";
import { type OpContext, sizes } from "../op.ts";
import { beyond } from "../reach.ts";
import { ShapeVar, Tensor } from "../tensor.ts";
import { checkOverlap } from "./pointwise.ts";
import { arithmetic, holds } from "./python.ts";
import { scalarTypeName, tensorTypeName } from "./scalarTypes.ts";

defineOp({ name: "embedding", forms: ["torch.embedding"], signature: NATIVE, rule: embedding, formula: (c, a, result) => [`${printShape(c.shapeOf(a.tensor("indices")))} indices into ${c.shapeOf(a.tensor("weight")).map(print).join(" × ")} = ${printShape(c.shapeOf(result))}`] });
defineOp({
  name: "embedding",
  forms: ["torch.nn.functional.embedding"],
  signature: "input, weight, padding_idx=None, max_norm=None, norm_type=2.0, scale_grad_by_freq=False, sparse=False",
  rule: functionalEmbedding,
  doc: "torch.nn.functional.embedding",
});
defineOp({ name: "embedding_renorm_", forms: ["torch.embedding_renorm_"], signature: NATIVE, rule: renormalize });
defineOp({ name: "one_hot", forms: ["torch._C._nn.one_hot", "torch.nn.functional.one_hot"], signature: NATIVE, rule: oneHot, doc: "torch.nn.functional.one_hot" });

/** An input that we made up is taken for indices where indices are asked for. */
export function takeAsIndices(t: Tensor): void {
  if (t.inputName !== null && t.shapeVar !== null && t.dtype.category >= 2) t.become(new Tensor(t.shapeOrVar, INT64, { strides: t.strides, device: t.device }));
}

export function checkScalarTypes(c: OpContext, t: Tensor, argument: number, name: string, allowed: readonly string[], where: string, type: DType = t.dtype): void {
  if (allowed.includes(scalarTypeName(type))) return;
  c.fail("RuntimeError", `Expected tensor for argument #${argument} '${name}' to have one of the following scalar types: ${allowed.join(", ")}; but got ${tensorTypeName(type)} instead (while checking arguments for ${where})`, {
    rule: "dtype",
    law: () => `${where}: ${name} must be ${allowed.join(" or ").toLowerCase()}, got ${type.name}`,
    subjects: [t],
  });
}

function checkRange(c: OpContext, indices: Tensor, rows: Dim, owner: Tensor, message: (bad: number) => string, least = 0, exception = "IndexError"): void {
  const bad = isConst(rows) ? beyond(indices, least, rows) : undefined;
  if (bad === undefined) return;
  const module = owner.owner?.module;
  c.check(false, exception, () => message(bad), {
    rule: "embedding-index",
    law: () => `embedding: index ${bad} is not below the ${print(rows)} rows of the table`,
    ...(module?.attrs.has("num_embeddings") && bad >= 0 && { blame: { kind: "module-argument" as const, module, parameter: "num_embeddings", expected: bad + 1 } }),
  });
}

function embedding(c: OpContext, a: Args): Tensor {
  const weight = a.tensor("weight");
  const indices = a.tensorOr("indices", () => c.unseen({}, INT64));
  const w = c.shapeOf(weight, ["num_embeddings", "embedding_dim"]);
  if (w.length !== 2) c.fail("RuntimeError", "'weight' must be 2-D", { rule: "rank" });
  takeAsIndices(indices);
  checkScalarTypes(c, indices, 1, "indices", ["Long", "Int"], "embedding");
  const [rows, width] = w as [Dim, Dim];
  if (!c.hasShape(indices) && !indices.shapeVar?.asked()) {
    const isUnseen = indices.shapeVar?.isUnseen === true;
    const result = isUnseen ? ShapeVar.unseen({ trailing: [width] }) : new ShapeVar(indices.shapeVar?.name ?? "x");
    if (!isUnseen) c.interp.scope.assume(eq(result.sizeAt(-1), width));
    return c.tensor(result, weight.dtype, { device: weight.device });
  }
  const shape = c.shapeOf(indices);
  const some = c.known(gt(product(shape), 0)) !== false;
  if (rows === 0 && some) c.fail("RuntimeError", "index_select(): self indexing axis dim should be positive", { rule: "embedding-index" });
  // Rows without elements are selected by another kernel.
  if (width === 0) checkRange(c, indices, rows, weight, (bad) => `INDICES element is out of DATA bounds, id=${bad} axis_dim=${print(rows)}`, 0, "RuntimeError");
  else checkRange(c, indices, rows, weight, () => "index out of range in self");
  return c.tensor([...shape, width], weight.dtype, { device: weight.device });
}

/** An index from the end counts from it; the index must be one of the table's. */
export function paddingIndex(c: OpContext, given: Value, rows: () => Value, text: string): Value {
  if (given === null) return null;
  const bad = (): never => c.fail("AssertionError", text, { rule: "embedding-index" });
  if (c.known(holds(c, ">", given, 0)) !== false) {
    if (c.known(holds(c, ">=", given, rows())) === true) bad();
  } else if (c.known(holds(c, "<", given, 0)) === true) {
    const count = rows();
    if (c.known(holds(c, "<", given, unary(c.interp, "-", count, c.node))) === true) bad();
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
  checkRange(c, indices, w[0] as Dim, weight, (bad) => `select(): index ${bad} out of range for tensor of size ${sizes(w)} at dimension 0`, isConst(w[0] as Dim) ? -(w[0] as number) : 0);
  if (weight.dtype.category < 2 && c.hasShape(indices) && c.known(gt(product(c.shapeOf(indices)), 0)) !== false) {
    c.fail("RuntimeError", `norm(): input dtype should be either floating point or complex. Got ${scalarTypeName(weight.dtype)} instead.`, { rule: "dtype" });
  }
  if (weight.strides?.[1] === 0 && surelyScalesRow(weight, indices, a.number("max_norm"), a.number("norm_type"))) checkOverlap(c, c.tensor([w[1] as Dim], weight.dtype, { strides: [0] }));
  return weight;
}

/** Whether a row that is looked up is longer than it may be, as far as the elements are known. */
function surelyScalesRow(weight: Tensor, indices: Tensor, most: number | undefined, power: number | undefined): boolean {
  const { data } = weight;
  const width = weight.shape?.[1];
  if (!data || width === undefined || !isConst(width) || most === undefined || power === undefined) return false;
  const norm = (row: number): number => data.slice(row * width, (row + 1) * width).reduce((sum, x) => sum + Math.abs(x) ** power, 0) ** (1 / power);
  return indices.data?.some((row) => norm(row) > most) === true;
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
  if (isConst(classes) && classes !== -1 && beyond(x, 0, classes) !== undefined) {
    c.check(false, "RuntimeError", () => ((beyond(x, 0, classes) ?? 0) < 0 ? "Class values must be non-negative." : "Class values must be smaller than num_classes."), { rule: "embedding-index" });
  }
  return c.tensor([...shape, classes === -1 ? c.freshDim(1, "num_classes") : classes], INT64, { device: x.device });
}
