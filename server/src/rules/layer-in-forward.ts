import type { Rule } from "./rule.ts";

export const layerInForward: Rule = {
  code: "layer-in-forward",
  title: "A layer with weights is made in forward",
  severity: "warning",
  what: "`nn.Linear(…)(x)` and the like inside `forward`: the layer lives for one call.",
  why: "Its weights are random in every call, and no optimizer, device or checkpoint knows of them.",
  fix: "Make it in `__init__` as an attribute of self. Layers without weights (ReLU, Softmax, pooling) may be made anywhere.",
  doubt: "A layer that is kept in an attribute the first time is left alone. If the weights are set by hand after it is made, say so with an ignore comment.",
  bad: `
import torch
import torch.nn as nn

class Net(nn.Module):
    def forward(self, x):
        return nn.Linear(8, 4)(x)

y = Net()(torch.randn(2, 8))
`,
  good: `
import torch
import torch.nn as nn

class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc = nn.Linear(8, 4)

    def forward(self, x):
        return self.fc(x)

y = Net()(torch.randn(2, 8))
`,
};
