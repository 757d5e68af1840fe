import type { Rule } from "./rule.ts";

export const attentionHeads: Rule = {
  code: "attention-heads",
  title: "The heads of key and value do not divide those of the query",
  severity: "error",
  what: "Grouped attention (`enable_gqa`) with key or value heads that do not divide the query's.",
  why: "Each head of the keys serves an equal number of query heads; PyTorch raises RuntimeError.",
  fix: "Choose a number of key heads that divides the query heads.",
  doubt: "Nothing: the numbers are compared as PyTorch compares them.",
  bad: `
import torch
import torch.nn.functional as F

q = torch.randn(2, 8, 5, 16)
k = torch.randn(2, 3, 5, 16)
y = F.scaled_dot_product_attention(q, k, k, enable_gqa=True)
`,
  good: `
import torch
import torch.nn.functional as F

q = torch.randn(2, 8, 5, 16)
k = torch.randn(2, 4, 5, 16)
y = F.scaled_dot_product_attention(q, k, k, enable_gqa=True)
`,
};
