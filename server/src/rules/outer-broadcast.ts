import type { Rule } from "./rule.ts";

export const outerBroadcast: Rule = {
  code: "outer-broadcast",
  title: "Predictions are put against every target",
  severity: "warning",
  what: "A column of predictions (N, 1) is subtracted from or compared with a row of targets (N,): the result is (N, N).",
  why: "Broadcasting is legal, so PyTorch says nothing. A loss made of it trains to the mean; an accuracy made of it can be above 1.",
  fix: "`pred.squeeze(1)`, `target.unsqueeze(1)` or `target.view_as(pred)`.",
  doubt: "It is told only for the result of a linear layer or an argmax with keepdim. Pairs that are made with `unsqueeze` or `None` are left alone.",
  bad: `
import torch
import torch.nn as nn

pred = nn.Linear(20, 1)(torch.randn(8, 20))
target = torch.randn(8)
loss = ((pred - target) ** 2).mean()
`,
  good: `
import torch
import torch.nn as nn

pred = nn.Linear(20, 1)(torch.randn(8, 20))
target = torch.randn(8)
loss = ((pred.squeeze(1) - target) ** 2).mean()
`,
};
