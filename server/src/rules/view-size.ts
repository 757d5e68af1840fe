import type { Rule } from "./rule.ts";

export const viewSize: Rule = {
  code: "view-size",
  title: "A view of another number of elements",
  severity: "error",
  what: "The sizes given to `view`, `reshape` or `unflatten` do not make up the elements there are.",
  why: "PyTorch raises RuntimeError. Mostly the flattened size was computed for another image.",
  fix: "`x.view(x.size(0), -1)`, and the next layer's in_features.",
  doubt: "A size that fits only some batches fails for almost every one, and is told as an error.",
  bad: `
import torch

y = torch.randn(4, 16, 5, 5).view(4, 120)
`,
  good: `
import torch

y = torch.randn(4, 16, 5, 5).view(4, 400)
`,
};
