import type { Rule } from "./rule.ts";

export const permuteDims: Rule = {
  code: "permute-dims",
  title: "permute without all dimensions",
  severity: "error",
  what: "`permute` names more or fewer dimensions than the tensor has, or one of them twice.",
  why: "PyTorch raises RuntimeError.",
  fix: "Name each dimension once; `transpose` swaps two and leaves the others.",
  doubt: "Nothing: the numbers are compared as PyTorch compares them.",
  bad: `
import torch

y = torch.randn(2, 3, 4).permute(0, 1)
`,
  good: `
import torch

y = torch.randn(2, 3, 4).permute(0, 2, 1)
`,
};
