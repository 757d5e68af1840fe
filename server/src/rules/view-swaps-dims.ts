import type { Rule } from "./rule.ts";

export const viewSwapsDims: Rule = {
  code: "view-swaps-dims",
  title: "A view where permute is meant",
  severity: "warning",
  what: "`view` or `reshape` to the same sizes in another order, as from (N, H, W, C) to (N, C, H, W).",
  why: "A view keeps the elements in their order: the image is torn into stripes. It runs, and the model learns nothing.",
  fix: "`permute(0, 3, 1, 2)` or `transpose(1, 2)`.",
  doubt: "Shifts by padding, sizes that neighbours can explain, and random tensors are left alone. If the order does not matter to you, say so with an ignore comment.",
  bad: `
import torch

images = torch.randn(8, 32, 32, 3)
x = images.view(8, 3, 32, 32)
`,
  good: `
import torch

images = torch.randn(8, 32, 32, 3)
x = images.permute(0, 3, 1, 2)
`,
};
