/**
 * The dimension that `torch.vmap` maps: the mapped function sees tensors without it, PyTorch's kernels see it in front.
 * Only what a call's failure tells depends on it (`OpContext.mapped`), and the place where it stands in the result.
 */
import { type Dim, eq, or, print } from "../../dims/index.ts";
import type { Value } from "../../python/values.ts";
import { defineOp } from "../define.ts";
import { type OpContext, sizes, wrapDim } from "../op.ts";
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
    const dim = a.int("out_dim");
    // The sizes of what is not mapped take one more at that place, which PyTorch does not check.
    if (!isMapped && !(typeof dim === "number" && dim >= 0 && dim <= shape.length)) return c.giveUp("the batch of an output that is not mapped would stand outside its sizes");
    const at = wrapDim(c, dim, shape.length + 1);
    const sized = [...shape.slice(0, at), a.int("batch_size"), ...shape.slice(at)];
    if (!isMapped) checkExpands(c, input.mapped, shape, sized);
    const out = c.tensor(sized, input.dtype, { strides: null, device: input.device });
    out.mapped = isMapped ? input.mapped.slice(0, -1) : input.mapped;
    return out;
  },
});

/** An output that is not mapped is expanded to the sizes with the batch among them, the last ones aligned. */
function checkExpands(c: OpContext, outer: readonly Dim[], shape: readonly Dim[], sized: readonly Dim[]): void {
  const own = [...outer, ...(outer.length > 0 ? [1] : []), ...shape];
  const message = (i: number): string => `The expanded size of the tensor (${print(sized[i] as Dim)}) must match the existing size (${print(shape[i - 1] as Dim)}) at non-singleton dimension ${i + outer.length}.  Target sizes: ${sizes([...outer, ...sized])}.  Tensor sizes: ${sizes(own)}`;
  for (let i = sized.length - 1; i > 0; i--) {
    const have = shape[i - 1] as Dim;
    c.check(or(eq(have, 1), eq(have, sized[i] as Dim)), "RuntimeError", () => message(i), { rule: "broadcast", law: () => `vmap: an output of sizes ${sizes(shape)} does not depend on what is mapped, and does not expand to ${sizes(sized)}` });
  }
}
