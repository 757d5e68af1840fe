import type { Rule } from "./rule.ts";

export const moduleInit: Rule = {
  code: "module-init",
  title: "super().__init__() is missing",
  severity: "error",
  what: "Layers or parameters are assigned before `nn.Module.__init__` ran, or a module is used for which it never ran.",
  why: "The registries do not exist yet; PyTorch raises AttributeError.",
  fix: "Call `super().__init__()` first.",
  doubt: "A base class that calls it in a way that cannot be followed is taken to have done so.",
  bad: `
import torch.nn as nn

class Net(nn.Module):
    def __init__(self):
        self.fc = nn.Linear(3, 4)

net = Net()
`,
  good: `
import torch.nn as nn

class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc = nn.Linear(3, 4)

net = Net()
`,
};
