/** Hashes of tensors (https://docs.pytorch.org/docs/stable/generated/torch.hash_tensor.html). */
import { print } from "../../dims/index.ts";
import { defineOp } from "../define.ts";
import { dtype } from "../dtype.ts";
import { NATIVE } from "../native.ts";
import { wrapDim } from "../op.ts";
import { Tensor } from "../tensor.ts";
import { nativeForms } from "./forms.ts";
import { checkKernel } from "./promotion.ts";
import { isEmpty, nonZeroSize, readReduction, reduced } from "./reduction.ts";

defineOp({
  name: "hash_tensor",
  forms: nativeForms("hash_tensor"),
  signature: NATIVE,
  rule: (c, a) => {
    const x = a.tensor("input");
    const mode = a.int("mode");
    const dims = a.maybeInts("dim") ?? [];
    const shape = dims.length > 0 ? c.shapeOf(x) : [];
    for (const d of dims) nonZeroSize(c, shape, wrapDim(c, d, shape.length), "hash_tensor", d);
    const r = readReduction(c, a, x);
    if (r.all && c.known(isEmpty(r.shape)) === true) c.fail("RuntimeError", "hash_tensor: Expected reduction dim to be specified for input.numel() == 0. Specify the reduction dim with the 'dim' argument.", { rule: "empty-reduction" });
    const out = reduced(c, a, x, r, dtype("uint64"));
    if (mode !== 0) c.fail("RuntimeError", `Unknown hash_tensor mode: ${print(mode)}`, { rule: "argument-value" });
    if (!(out instanceof Tensor && out.shape?.includes(0))) checkKernel(c, { name: "xor_sum_cpu", rejects: "complex float8_e4m3fn float8_e5m2" }, x.dtype, x.device);
    return out;
  },
  doc: "torch.hash_tensor",
});
