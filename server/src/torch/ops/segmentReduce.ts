/** Reductions of consecutive runs along a dimension. */
import { type Dim, sub } from "../../dims/index.ts";
import { defineOp } from "../define.ts";
import { NATIVE } from "../native.ts";
import { wrapDim } from "../op.ts";
import { Tensor } from "../tensor.ts";
import { checkKernel } from "./promotion.ts";

const REDUCTIONS: ReadonlySet<string> = new Set(["sum", "prod", "mean", "max", "min", "amax", "amin"]);

defineOp({
  name: "segment_reduce",
  forms: ["torch.segment_reduce"],
  signature: NATIVE,
  rule: (c, a) => {
    const x = a.tensor("data");
    const shape = c.shapeOf(x);
    const axis = wrapDim(c, a.int("axis"), shape.length);
    const reduce = a.string("reduce");
    c.check(REDUCTIONS.has(reduce), "RuntimeError", () => `reduce argument must be either sum, prod, mean, amax or amin, got ${reduce}`, { rule: "argument-value" });
    const lengths = a.maybeTensor("lengths");
    const offsets = a.maybeTensor("offsets");
    const runs = lengths ?? offsets;
    const name = lengths ? "lengths" : "offsets";
    if (!runs) return c.fail("RuntimeError", "segment_reduce(): Either lengths or offsets must be defined.", { rule: "argument-value" });
    const own = c.shapeOf(runs);
    c.check(shape.length >= own.length, "RuntimeError", () => `Expected data.dim() >= ${name}_value.dim() to be true, but got false.  (Could this error message be improved?  If so, please report an enhancement request to PyTorch.)`, { rule: "rank" });
    c.check(axis === own.length - 1, "RuntimeError", () => `segment_reduce(): Expected axis to be the last dimension of ${name} but got ${axis}.`, { rule: "dim-out-of-range" });
    if (lengths && !a.bool("unsafe")) {
      const row = own.at(-1);
      const size = shape[axis];
      const sums = lengths.data && typeof row === "number" && typeof size === "number" ? rowSums(lengths.data, row) : [];
      c.check(lengths.data?.every((n) => n >= 0) ?? true, "RuntimeError", () => "lengths contains negative value!", { rule: "argument-value" });
      c.check(sums.every((n) => n === size), "RuntimeError", () => "segment_reduce(): Expected all rows of lengths along axis to sum to data.size(lengths.dim()-1) when !unsafe.", { rule: "split-sizes" });
    }
    checkKernel(c, { name: "_segment_reduce_cpu", rejects: "bool int complex" }, x.dtype, x.device);
    const count = own.at(-1) ?? 1;
    const segments: Dim = lengths ? count : sub(count, 1);
    return new Tensor(shape.map((d, i) => (i === axis ? segments : d)), x.dtype, { device: x.device });
  },
});

function rowSums(data: readonly number[], row: number): number[] {
  const sums: number[] = [];
  for (let i = 0; i < data.length; i += row) sums.push(data.slice(i, i + row).reduce((a, b) => a + b, 0));
  return sums;
}
