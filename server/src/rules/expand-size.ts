import type { Rule } from "./rule.ts";

export const expandSize: Rule = {
  code: "expand-size",
  title: "Only a size of 1 is repeated",
  severity: "error",
  what: "`expand` (or a bias that is expanded) asks for another size where the tensor's is not 1, or for fewer dimensions; `repeat` names too few.",
  why: "Expanding makes no copies: a size of 3 cannot stand for 4. PyTorch raises RuntimeError.",
  fix: "Insert the dimension of 1 with `unsqueeze`, or use `repeat`.",
  doubt: "Nothing: sizes are compared as PyTorch compares them.",
  bad: `
import torch

y = torch.randn(2, 3).expand(2, 4)
`,
  good: `
import torch

y = torch.randn(2, 1).expand(2, 4)
`,
};
