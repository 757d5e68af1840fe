import type { Rule } from "./rule.ts";

export const normBatchSize: Rule = {
  code: "norm-batch-size",
  title: "Batch normalization of a single value",
  severity: "error",
  what: "BatchNorm in training on an input with one value a channel: a batch of one, without spatial dimensions. It also happens with a last batch of one.",
  why: "One value has no variance; PyTorch raises ValueError.",
  fix: "Use larger batches, `drop_last=True` in the loader, `model.eval()` for single items, or another normalization.",
  doubt: "Where the length of the data set is not known, neither is its last batch.",
  bad: `
import torch
import torch.nn as nn

y = nn.BatchNorm1d(8)(torch.randn(1, 8))
`,
  good: `
import torch
import torch.nn as nn

y = nn.BatchNorm1d(8)(torch.randn(2, 8))
`,
};
