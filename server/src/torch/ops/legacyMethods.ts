/** Methods that tensors kept from PyTorch's first years. */
import { type Dim, eq, ge, print, product } from "../../dims/index.ts";
import { fromDim } from "../../python/interp.ts";
import { type Value, PyFloat } from "../../python/values.ts";
import { asDim, sequence } from "../args.ts";
import { defineOp, defineTensorProperty } from "../define.ts";
import { NATIVE } from "../native.ts";
import { type OpContext, sizesX } from "../op.ts";
import type { Tensor } from "../tensor.ts";
import { DENSE, cannotRun } from "./backend.ts";
import { arithmetic } from "./python.ts";
import { checkFits } from "./scalars.ts";
import { sparseOf } from "./sparseLayout.ts";
import { expand, declaredTypeName } from "./views.ts";

/** The copying `resize`: it keeps the number of elements. What is given is reckoned with as Python does. */
function resized(c: OpContext, t: Tensor, given: readonly Value[]): Value {
  const { interp, node } = c;
  const shape = c.shapeOf(t);
  const have = product(shape);
  const count = given.reduce((n, v) => arithmetic(c)("*", n, v), 1);
  const want = asDim(interp, count);
  const text = given.map((v) => interp.str(v)).join("x");
  const message = (): string => `requested resize to ${text} (${interp.str(count)} elements in total), but the given tensor has a size of ${sizesX(shape)} (${print(have)} elements). autograd's resize can only change the shape of a given tensor, while preserving the number of elements. `;
  c.check(want === undefined ? interp.equal(count, fromDim(have)) === true : eq(want, have), "RuntimeError", message, {
    rule: "view-size",
    law: () => `${c.op}: ${sizesX(shape)} has ${print(have)} elements, ${text} has ${interp.str(count)}`,
  });
  if (c.failure) return c.tensor(given.map((v) => asDim(interp, v) ?? c.giveUp("a size that is no int")), t.dtype, { device: t.device });
  return interp.callMethod(interp.callMethod(t, "contiguous", [], node), "view", given, node);
}

defineOp({ name: "resize", forms: [{ names: ["Tensor.resize"], python: true }], signature: "input, *sizes", rule: (c, a) => resized(c, a.tensor("input"), sequence(a.value("sizes")) ?? []) });
defineOp({
  name: "resize_as",
  forms: [{ names: ["Tensor.resize_as"], python: true }],
  signature: "input, tensor",
  rule: (c, a) => resized(c, a.tensor("input"), sequence(c.interp.callMethod(a.value("tensor"), "size", [], c.node)) ?? c.giveUp("sizes that are not known")),
});

defineOp({
  name: "map2_",
  forms: ["Tensor.map2_"],
  signature: NATIVE,
  rule: (c, a) => {
    const t = a.tensor("input");
    for (const name of ["x", "y"]) {
      const other = a.tensor(name);
      if (other.dtype !== t.dtype) c.fail("TypeError", `map2_: expected ${declaredTypeName(t)} for argument '${name}' (got ${declaredTypeName(other)})`, { rule: "dtype" });
    }
    for (const name of ["y", "x"]) expand(c, a.tensor(name), c.shapeOf(t));
    t.forgetData();
    return t;
  },
  inPlace: true,
});

defineOp({ name: "module_load", forms: [{ names: ["Tensor.module_load"], python: true }], signature: "input, other, assign=False", rule: (c, a) => c.interp.callMethod(a.bool("assign") ? a.value("other") : c.interp.callMethod(a.value("input"), "copy_", [a.value("other")], c.node), "detach", [], c.node) });
defineOp({ name: "const_data_ptr", forms: ["Tensor.const_data_ptr"], signature: "input", rule: (c) => c.giveUp("an address in memory") });
defineOp({ name: "cudnn_is_acceptable", forms: ["torch.cudnn_is_acceptable"], signature: NATIVE, rule: () => false });
defineOp({
  name: "to_mkldnn",
  forms: ["Tensor.to_mkldnn"],
  signature: NATIVE,
  rule: (c, a) => {
    const t = a.tensor("input");
    const layout = sparseOf(t)?.layout;
    if (layout !== undefined) cannotRun(c, c.op, DENSE, layout === "sparse_coo" ? "SparseCPU" : "SparseCsrCPU");
    if (/^q/.test(t.dtype.name)) cannotRun(c, c.op, DENSE, "QuantizedCPU");
    const fits = /^(float32|bfloat16|float16|uint8|int8)$/;
    const asked = a.maybeDtype("dtype");
    c.check(fits.test(t.dtype.name), "RuntimeError", () => "dense_to_mkldnn expects float, bfloat16, half, uint8, int8 tensor input", { rule: "dtype" });
    c.check((t.shape?.length ?? 0) <= 5, "RuntimeError", () => "Can't convert cpu tensor with the number of dimensions > 5", { rule: "rank" });
    if (fits.test(t.dtype.name) && !/^u?int8$/.test(t.dtype.name) && asked !== null && !fits.test(asked.name)) c.fail("RuntimeError", "cpu tensor only can be converted to be a float, bfloat16, half, uint8, int8 mkldnn tensor", { rule: "dtype" });
    if (asked !== null && asked !== t.dtype && /^u?int8$/.test(t.dtype.name)) c.fail("RuntimeError", "For int8, uint8 cpu_tensor input, we should not change the data type.", { rule: "dtype" });
    c.check(t.shape?.length !== 0, "RuntimeError", () => "could not create a primitive descriptor for the reorder primitive. Run workload with environment variable ONEDNN_VERBOSE=all to get additional diagnostic information.", { rule: "rank", law: () => "to_mkldnn: a tensor without dimensions has no layout of oneDNN's" });
    return c.tensor(t.shapeOrVar, asked ?? t.dtype, { strides: null, device: t.device });
  },
});

defineTensorProperty("grad_dtype", (_interp, t) => t.dtype);

/** Of a nested tensor, whose ragged sizes are known by name only; the padded one has the longest. */
defineOp({
  name: "to_padded_tensor",
  forms: ["Tensor.to_padded_tensor"],
  signature: NATIVE,
  rule: (c, a) => {
    const t = a.tensor("input");
    const shape = c.shapeOf(t);
    const longest = sequence(t.attrs?.map.get("_padded") ?? null);
    const padded = longest ? longest.map((v, i) => asDim(c.interp, v) ?? (shape[i] as Dim)) : shape;
    if (t.attrs?.map.get("_empty") === true) c.fail("RuntimeError", "to_padded_tensor: at least one constituent tensor should have non-zero numel", { rule: "argument-value" });
    // What is filled up is filled with a float.
    const fill = (to: readonly Dim[]): Tensor => {
      const number = a.number("padding");
      if (number !== undefined && !c.failure && to.some((d, i) => c.known(eq(d, shape[i] as Dim)) !== true)) checkFits(c, new PyFloat(number), t.dtype);
      return c.tensor(to, t.dtype, { device: t.device });
    };
    if (a.isNone("output_size")) return fill(padded);
    const asked = a.ints("output_size");
    if (asked.length !== padded.length) c.fail("RuntimeError", "Length of output_size does not match NestedTensor dims. Broadcasting is not supported.", { rule: "argument-value" });
    const isRagged = padded.some((d, i) => c.known(eq(d, shape[i] as Dim)) !== true);
    const filled = isRagged ? fill(asked) : null;
    for (const [i, d] of padded.entries()) if (!c.failure) c.check(ge(asked[i] as Dim, d), "RuntimeError", () => "Value in output_size is less than NestedTensor padded size. Truncation is not supported.", { rule: "argument-value" });
    return filled ?? fill(asked);
  },
});
