import type { Rule } from "./rule.ts";

export const rank: Rule = {
  code: "rank",
  title: "A tensor with another number of dimensions",
  severity: "error",
  what: "An operator or layer gets a tensor of another rank than it takes, or more indices than there are dimensions.",
  why: "PyTorch raises. Mostly the batch dimension is missing, or an image was flattened too early.",
  fix: "`unsqueeze(0)` adds a batch, `flatten(1)` keeps one.",
  doubt: "An unbatched input is taken where PyTorch takes one.",
  bad: `
import torch
import torch.nn as nn

y = nn.Conv2d(1, 16, 3)(torch.randn(28, 28))
`,
  good: `
import torch
import torch.nn as nn

y = nn.Conv2d(1, 16, 3)(torch.randn(1, 28, 28))
`,
};
