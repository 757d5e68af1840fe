import type { Rule } from "./rule.ts";

export const unregisteredLayer: Rule = {
  code: "unregistered-layer",
  title: "Layers in a plain list are lost",
  severity: "warning",
  what: "Layers with parameters stand in a plain list, tuple or dict of a model and are called.",
  why: "`nn.Module` registers attributes, not what lists hold: the optimizer, `.to(device)` and `state_dict()` do not see these layers.",
  fix: "`nn.ModuleList`, `nn.ModuleDict` or `nn.Sequential`.",
  doubt: "A list of one is taken for the trick that hides a layer on purpose; frozen layers and layers that are registered besides are left alone.",
  bad: `
import torch
import torch.nn as nn

class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.layers = [nn.Linear(8, 8) for _ in range(3)]

    def forward(self, x):
        for layer in self.layers:
            x = layer(x)
        return x

y = Net()(torch.randn(2, 8))
`,
  good: `
import torch
import torch.nn as nn

class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.layers = nn.ModuleList([nn.Linear(8, 8) for _ in range(3)])

    def forward(self, x):
        for layer in self.layers:
            x = layer(x)
        return x

y = Net()(torch.randn(2, 8))
`,
};
