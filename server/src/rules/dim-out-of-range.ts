import type { Rule } from "./rule.ts";

export const dimOutOfRange: Rule = {
  code: "dim-out-of-range",
  title: "A dimension that the tensor does not have",
  severity: "error",
  what: "`dim` (or an axis) is outside the tensor's rank, given twice, or in the wrong order.",
  why: "PyTorch raises IndexError. Mostly the tensor has lost a dimension before: by indexing, squeezing or taking the mean.",
  fix: "Count the dimensions of the shape that the message shows; negative ones count from the end.",
  doubt: "Nothing: ranks are compared as PyTorch compares them.",
  bad: `
import torch

y = torch.randn(2, 3).sum(dim=2)
`,
  good: `
import torch

y = torch.randn(2, 3).sum(dim=1)
`,
};
