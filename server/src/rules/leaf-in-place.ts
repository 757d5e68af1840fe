import type { Rule } from "./rule.ts";

export const leafInPlace: Rule = {
  code: "leaf-in-place",
  title: "A parameter changed in place",
  severity: "error",
  what: "A write in place to a tensor that requires gradients: `w += 1`, `w[0] = 0`, `w.normal_()`.",
  why: "The gradient of what was overwritten is lost; PyTorch raises RuntimeError.",
  fix: "Do it under `torch.no_grad()`, on `w.data`, or by a function of `nn.init`.",
  doubt: "Where it is not known whether gradients are recorded, as in a class that nothing runs, nothing is said.",
  bad: `
import torch
from torch import nn

layer = nn.Linear(4, 2)
layer.weight[0] = 0
`,
  good: `
import torch
from torch import nn

layer = nn.Linear(4, 2)
with torch.no_grad():
    layer.weight[0] = 0
`,
};
