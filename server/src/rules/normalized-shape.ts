import type { Rule } from "./rule.ts";

export const normalizedShape: Rule = {
  code: "normalized-shape",
  title: "LayerNorm is given other last dimensions",
  severity: "error",
  what: "The input's last dimensions are not the layer's normalized_shape.",
  why: "The mean is taken over exactly those dimensions; PyTorch raises RuntimeError.",
  fix: "Change normalized_shape, or move the features to the end with `permute`.",
  doubt: "Nothing: the numbers are compared as PyTorch compares them.",
  bad: `
import torch
import torch.nn as nn

y = nn.LayerNorm(64)(torch.randn(2, 10, 32))
`,
  good: `
import torch
import torch.nn as nn

y = nn.LayerNorm(32)(torch.randn(2, 10, 32))
`,
};
