import type { Rule } from "./rule.ts";

export const splitSizes: Rule = {
  code: "split-sizes",
  title: "Pieces that do not make up the whole",
  severity: "error",
  what: "`split` with sizes that do not add up, or channels that a shuffle or gate cannot divide.",
  why: "PyTorch raises RuntimeError.",
  fix: "Make the sizes add up to the dimension; `chunk` cuts evenly.",
  doubt: "Nothing: the numbers are compared as PyTorch compares them.",
  bad: `
import torch

a, b = torch.randn(2, 6).split([2, 3], dim=1)
`,
  good: `
import torch

a, b = torch.randn(2, 6).split([2, 4], dim=1)
`,
};
