import type { Rule } from "./rule.ts";

export const backwardScalar: Rule = {
  code: "backward-scalar",
  title: "backward() of what is no scalar",
  severity: "error",
  what: "`loss.backward()` on a tensor of several elements without a gradient.",
  why: "A gradient is implicitly created only for one number; PyTorch raises RuntimeError.",
  fix: "Reduce the loss first: `.mean()` or `.sum()`, or drop `reduction='none'`.",
  doubt: "Where the size of the loss depends on the data nothing is said.",
  bad: `
import torch

w = torch.randn(3, requires_grad=True)
(w * 2).backward()
`,
  good: `
import torch

w = torch.randn(3, requires_grad=True)
(w * 2).sum().backward()
`,
};
