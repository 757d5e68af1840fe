import type { Rule } from "./rule.ts";

export const missingForward: Rule = {
  code: "missing-forward",
  title: "A module without forward is called",
  severity: "error",
  what: "A class derived from `nn.Module` is called, but has no `forward`: often it is misspelt or indented into another function.",
  why: "PyTorch raises NotImplementedError.",
  fix: "Write `def forward(self, x)` as a method of the class.",
  doubt: "Classes that set `forward` in a way that cannot be followed are not reported.",
  bad: `
import torch
import torch.nn as nn

class Net(nn.Module):
    def farward(self, x):
        return x

y = Net()(torch.randn(2, 3))
`,
  good: `
import torch
import torch.nn as nn

class Net(nn.Module):
    def forward(self, x):
        return x

y = Net()(torch.randn(2, 3))
`,
};
