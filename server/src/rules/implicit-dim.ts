import type { Rule } from "./rule.ts";

export const implicitDim: Rule = {
  code: "implicit-dim",
  title: "softmax without a dimension",
  severity: "warning",
  what: "`softmax`, `log_softmax` or `softmin` without `dim`.",
  why: "PyTorch guesses it from the rank: dim 0 for ranks 0, 1 and 3, else dim 1. For (batch, time, classes) that is the batch. It warns each time.",
  fix: "Name it: mostly `dim=-1`, or `dim=1` for classes.",
  doubt: "Where the guess is what you mean, the result is the same with the dimension written.",
  bad: `
import torch
import torch.nn.functional as F

y = F.softmax(torch.randn(8, 10))
`,
  good: `
import torch
import torch.nn.functional as F

y = F.softmax(torch.randn(8, 10), dim=1)
`,
};
