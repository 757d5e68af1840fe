import type { Rule } from "./rule.ts";

export const einsum: Rule = {
  code: "einsum",
  title: "An equation does not fit its tensors",
  severity: "error",
  what: "`torch.einsum` with too many or too few subscripts, or with a letter that stands for two sizes.",
  why: "PyTorch raises RuntimeError.",
  fix: "Write one letter a dimension and use a letter twice only for equal sizes.",
  doubt: "Equations that are put together at run time from values that are not known are not read.",
  bad: `
import torch

y = torch.einsum("ij,jk->ik", torch.randn(2, 3), torch.randn(4, 5))
`,
  good: `
import torch

y = torch.einsum("ij,jk->ik", torch.randn(2, 3), torch.randn(3, 5))
`,
};
