import type { Rule } from "./rule.ts";

export const broadcast: Rule = {
  code: "broadcast",
  title: "Two shapes do not broadcast",
  severity: "error",
  what: "An elementwise operator on tensors of which some dimension has two sizes, neither of them 1.",
  why: "PyTorch raises RuntimeError. The usual causes are a residual whose channels changed and a skip connection whose odd size was halved and doubled.",
  fix: "Bring both to one size: a projection for the shortcut, `padding` that keeps the size, a crop or an interpolation for the skip.",
  doubt: "Sizes that depend on the data are not compared.",
  bad: `
import torch

y = torch.randn(1, 64, 8, 8) + torch.randn(1, 128, 8, 8)
`,
  good: `
import torch

y = torch.randn(1, 64, 8, 8) + torch.randn(1, 64, 8, 8)
`,
};
