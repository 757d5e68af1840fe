import type { Rule } from "./rule.ts";

export const squeezeBatch: Rule = {
  code: "squeeze-batch",
  title: "squeeze() also drops a batch of one",
  severity: "warning",
  what: "`squeeze()` without a dimension, inside a model, on a tensor whose first dimension is the batch.",
  why: "With one item (the last batch, or inference) the batch goes too, and what follows fails or broadcasts.",
  fix: "Name the dimension: `squeeze(1)`, or use `flatten(1)`.",
  doubt: "If the model never sees a single item it makes no difference.",
  bad: `
import torch
import torch.nn as nn

class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv = nn.Conv2d(3, 16, 3)
        self.pool = nn.AdaptiveAvgPool2d(1)

    def forward(self, x):
        return self.pool(self.conv(x)).squeeze()
`,
  good: `
import torch
import torch.nn as nn

class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv = nn.Conv2d(3, 16, 3)
        self.pool = nn.AdaptiveAvgPool2d(1)

    def forward(self, x):
        return self.pool(self.conv(x)).flatten(1)
`,
};
