import type { Rule } from "./rule.ts";

export const emptyReduction: Rule = {
  code: "empty-reduction",
  title: "A maximum of nothing",
  severity: "error",
  what: "A reduction without a neutral element (`max`, `argmin`, `median`) over a dimension of size 0.",
  why: "There is no answer, so PyTorch raises.",
  fix: "Find out why the dimension is empty, or handle that case first.",
  doubt: "Sizes that depend on the data are not known to be 0.",
  bad: `
import torch

y = torch.zeros(0, 3).argmax(dim=0)
`,
  good: `
import torch

y = torch.zeros(2, 3).argmax(dim=0)
`,
};
