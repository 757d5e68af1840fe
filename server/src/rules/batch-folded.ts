import type { Rule } from "./rule.ts";

export const batchFolded: Rule = {
  code: "batch-folded",
  title: "A view folds the batch into the features",
  severity: "warning",
  what: "`view(-1, K)` where K is not the number of elements of an item: rows then hold pieces of items.",
  why: "It runs as long as the total divides. The batch changes its size, and rows mix the features of several places or items.",
  fix: "Flatten each item: `flatten(1)` or `view(x.size(0), -1)`, and give the next layer that many features.",
  doubt: "Rows of whole last dimensions, and heads that split the last one, are left alone. If you regroup the channels of images on purpose, say so with an ignore comment.",
  bad: `
import torch

x = torch.randn(8, 16, 5, 5)
y = x.view(-1, 80)
`,
  good: `
import torch

x = torch.randn(8, 16, 5, 5)
y = x.view(x.size(0), -1)
`,
};
