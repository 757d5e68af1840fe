import type { Rule } from "./rule.ts";

export const moduleAssignment: Rule = {
  code: "module-assignment",
  title: "A registered name is given something else",
  severity: "error",
  what: "An attribute that holds a layer, parameter or buffer is assigned a value of another kind.",
  why: "`Module.__setattr__` raises TypeError, for the registry would lose it.",
  fix: "Wrap the value (`nn.Parameter(…)`), use another name, or delete the attribute first.",
  doubt: "Nothing: PyTorch's own test is applied.",
  bad: `
import torch
import torch.nn as nn

layer = nn.Linear(3, 4)
layer.weight = torch.zeros(4, 3)
`,
  good: `
import torch
import torch.nn as nn

layer = nn.Linear(3, 4)
layer.weight = nn.Parameter(torch.zeros(4, 3))
`,
};
