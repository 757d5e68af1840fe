import type { Rule } from "./rule.ts";

export const groups: Rule = {
  code: "groups",
  title: "Groups that do not divide the channels",
  severity: "error",
  what: "A convolution's or normalization's groups do not divide its channels.",
  why: "Each group takes an equal share of the channels; PyTorch raises ValueError.",
  fix: "Choose groups that divide both numbers of channels.",
  doubt: "Nothing: the numbers are compared as PyTorch compares them.",
  bad: `
import torch.nn as nn

conv = nn.Conv2d(3, 8, 3, groups=2)
`,
  good: `
import torch.nn as nn

conv = nn.Conv2d(4, 8, 3, groups=2)
`,
};
