import type { Rule } from "./rule.ts";

export const attentionBatch: Rule = {
  code: "attention-batch",
  title: "Source and target of a transformer differ in their batch",
  severity: "error",
  what: "`nn.Transformer` is given a source and a target whose batches have different sizes.",
  why: "Each target attends to its own source, so there must be as many of one as of the other.",
  fix: "Take both from the same batch, and look at `batch_first`.",
  doubt: "With `batch_first` unset the batch is dim 1: ShapeLint reads the flag, not your intention.",
  bad: `
import torch
import torch.nn as nn

y = nn.Transformer(d_model=16, nhead=4)(torch.randn(10, 3, 16), torch.randn(7, 2, 16))
`,
  good: `
import torch
import torch.nn as nn

y = nn.Transformer(d_model=16, nhead=4)(torch.randn(10, 3, 16), torch.randn(7, 3, 16))
`,
};
