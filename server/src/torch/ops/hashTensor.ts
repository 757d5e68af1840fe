/** A checksum of a tensor's bits, over all or some of its dimensions. */
import { defineOp } from "../define.ts";
import { dtype } from "../dtype.ts";
import { NATIVE } from "../native.ts";
import { nativeForms } from "./forms.ts";
import { checkKernel } from "./promotion.ts";
import { readReduction, reduced } from "./reduction.ts";

defineOp({
  name: "hash_tensor",
  forms: nativeForms("hash_tensor"),
  signature: NATIVE,
  rule: (c, a) => {
    const x = a.tensor("input");
    const r = readReduction(c, a, x);
    c.check(a.int("mode") === 0, "RuntimeError", () => `Unknown hash_tensor mode: ${a.number("mode")}`, { rule: "argument-value" });
    checkKernel(c, { name: "xor_sum_cpu", rejects: "complex" }, x.dtype, x.device);
    return reduced(c, a, x, r, dtype("uint64"));
  },
  doc: "torch.hash_tensor",
});
