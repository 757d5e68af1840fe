import type { Rule } from "./rule.ts";

export const attentionEmbedDim: Rule = {
  code: "attention-embed-dim",
  title: "The embedding's size is not that of the attention layer",
  severity: "error",
  what: "`MultiheadAttention` or a transformer layer gets features of another size than it was made for, or a size that its heads do not divide.",
  why: "The projections are matrices of fixed size; PyTorch asserts it.",
  fix: "Make embed_dim (d_model) the last dimension of the input.",
  doubt: "Nothing: the size is compared as PyTorch compares it.",
  bad: `
import torch
import torch.nn as nn

x = torch.randn(5, 2, 8)
y, _ = nn.MultiheadAttention(16, 4)(x, x, x)
`,
  good: `
import torch
import torch.nn as nn

x = torch.randn(5, 2, 16)
y, _ = nn.MultiheadAttention(16, 4)(x, x, x)
`,
};
