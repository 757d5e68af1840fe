import type { Rule } from "./rule.ts";

export const softmaxOverBatch: Rule = {
  code: "softmax-over-batch",
  title: "A softmax over the batch",
  severity: "warning",
  what: "A model returns, or a loss gets, the softmax of scores (N, C) over dim 0.",
  why: "The items of a batch then sum to 1, so that an item's result depends on the others. PyTorch cannot know.",
  fix: "`dim=1`, or `dim=-1`.",
  doubt: "Weights over the rows of one bag are left alone: only scores that leave the model or reach a loss are told.",
  bad: `
import torch
import torch.nn as nn

net = nn.Sequential(nn.Linear(20, 5), nn.Softmax(dim=0))
y = net(torch.randn(8, 20))
`,
  good: `
import torch
import torch.nn as nn

net = nn.Sequential(nn.Linear(20, 5), nn.Softmax(dim=1))
y = net(torch.randn(8, 20))
`,
};
