import type { Rule } from "./rule.ts";

export const matmulShapes: Rule = {
  code: "matmul-shapes",
  title: "Two matrices cannot be multiplied",
  severity: "error",
  what: "The columns of the first are not as many as the rows of the second, or the batches of a product differ.",
  why: "PyTorch raises RuntimeError. In attention it is mostly a transpose that is missing.",
  fix: "Transpose one (`k.transpose(-2, -1)`), or change the size that made it.",
  doubt: "Nothing: the sizes are compared as PyTorch compares them.",
  bad: `
import torch

y = torch.randn(3, 4) @ torch.randn(3, 4)
`,
  good: `
import torch

y = torch.randn(3, 4) @ torch.randn(3, 4).T
`,
};
