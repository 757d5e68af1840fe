import type { Rule } from "./rule.ts";

export const viewContiguity: Rule = {
  code: "view-contiguity",
  title: "A view that the memory does not allow",
  severity: "error",
  what: "`view` on a tensor whose elements are not laid out so, as after `transpose` or `permute`.",
  why: "A view makes no copy. PyTorch raises RuntimeError.",
  fix: "`.contiguous().view(…)` or `.reshape(…)`.",
  doubt: "Where strides are not known nothing is said.",
  bad: `
import torch

y = torch.randn(2, 3, 4).transpose(1, 2).view(2, 12)
`,
  good: `
import torch

y = torch.randn(2, 3, 4).transpose(1, 2).reshape(2, 12)
`,
};
