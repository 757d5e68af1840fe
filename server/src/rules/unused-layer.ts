import type { Rule } from "./rule.ts";

export const unusedLayer: Rule = {
  code: "unused-layer",
  title: "A layer that nothing uses",
  severity: "warning",
  what: "A layer with parameters is assigned in `__init__`, and nothing in the file reads it.",
  why: "Its parameters get no gradient: distributed training stops at them, and checkpoints carry them. Often forward was meant to call it.",
  fix: "Call it in forward, or remove it.",
  doubt: "It is told only for classes derived from `nn.Module` directly that look at their layers by name only. Other files may still use the layer.",
  bad: `
import torch
import torch.nn as nn

class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc1 = nn.Linear(8, 8)
        self.fc2 = nn.Linear(8, 4)

    def forward(self, x):
        return self.fc1(x)

y = Net()(torch.randn(2, 8))
`,
  good: `
import torch
import torch.nn as nn

class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc1 = nn.Linear(8, 8)
        self.fc2 = nn.Linear(8, 4)

    def forward(self, x):
        return self.fc2(self.fc1(x))

y = Net()(torch.randn(2, 8))
`,
};
