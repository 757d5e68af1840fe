import type { Rule } from "./rule.ts";

export const attentionMask: Rule = {
  code: "attention-mask",
  title: "A mask of attention does not fit the sequences",
  severity: "error",
  what: "`attn_mask` or `key_padding_mask` has other sizes than the queries and keys it masks.",
  why: "The mask is (L, S) or (N·heads, L, S), the padding mask (N, S); PyTorch raises for anything else.",
  fix: "Make the mask from the lengths of the query and the key; look at `batch_first` for the padding mask.",
  doubt: "Nothing: the sizes are compared as PyTorch compares them.",
  bad: `
import torch
import torch.nn as nn

x = torch.randn(5, 2, 16)
y, _ = nn.MultiheadAttention(16, 4)(x, x, x, attn_mask=torch.zeros(4, 4))
`,
  good: `
import torch
import torch.nn as nn

x = torch.randn(5, 2, 16)
y, _ = nn.MultiheadAttention(16, 4)(x, x, x, attn_mask=torch.zeros(5, 5))
`,
};
