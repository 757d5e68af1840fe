/**
 * The dimension that `torch.vmap` maps: the mapped function sees tensors without it, PyTorch's kernels see it in front.
 * Only what a call's failure tells depends on it (`OpContext.mapped`), and the place where it stands in the result.
 */
import type { Dim } from "../../dims/index.ts";
import type { Value } from "../../python/values.ts";
import { defineOp } from "../define.ts";
import { wrapDim } from "../op.ts";
import { Tensor, contiguousStrides } from "../tensor.ts";

defineOp({
  name: "_add_batch_dim",
  forms: ["torch._functorch.vmap._add_batch_dim"],
  signature: "input, batch_dim, level",
  rule: (c, a) => {
    const input = a.tensor("input");
    const shape = c.shapeOf(input);
    const at = wrapDim(c, a.int("batch_dim"), shape.length);
    const without = <T>(items: readonly T[]): readonly T[] => items.filter((_, i) => i !== at);
    const out = c.tensor(without(shape), input.dtype, { strides: input.strides === null ? null : without(input.strides ?? contiguousStrides(shape)), device: input.device });
    out.mapped = [...input.mapped, shape[at] as Dim];
    return out;
  },
});

defineOp({
  name: "_maybe_remove_batch_dim",
  forms: ["torch._functorch.vmap._maybe_remove_batch_dim"],
  signature: "name, input, level, batch_size, out_dim",
  rule: (c, a): Value => {
    const input = a.value("input");
    const to = a.value("out_dim");
    if (!(input instanceof Tensor)) return input;
    const within = a.value("level");
    const isMapped = within instanceof Tensor && input.mapped.length >= within.mapped.length;
    if (to === null) {
      c.check(!isMapped, "ValueError", () => `vmap(${a.string("name")}, ...): \`${a.string("name")}\` can not return a BatchedTensor when out_dim is None`, { rule: "argument-value" });
      return input;
    }
    const shape = c.shapeOf(input);
    const at = wrapDim(c, a.int("out_dim"), shape.length + 1);
    const out = c.tensor([...shape.slice(0, at), a.int("batch_size"), ...shape.slice(at)], input.dtype, { strides: null, device: input.device });
    out.mapped = isMapped ? input.mapped.slice(0, -1) : input.mapped;
    return out;
  },
});
