import type { Rule } from "./rule.ts";

export const catSizes: Rule = {
  code: "cat-sizes",
  title: "Concatenated tensors differ in another dimension",
  severity: "error",
  what: "`torch.cat` on tensors that differ in rank or in a dimension that is not the one they are joined along.",
  why: "PyTorch raises RuntimeError. In U-Nets it comes from odd sizes that pooling rounds down.",
  fix: "Crop, pad or interpolate one of them, or join along the other dimension.",
  doubt: "Nothing: the sizes are compared as PyTorch compares them.",
  bad: `
import torch

y = torch.cat([torch.randn(1, 8, 56, 56), torch.randn(1, 8, 57, 56)], dim=1)
`,
  good: `
import torch

y = torch.cat([torch.randn(1, 8, 56, 56), torch.randn(1, 8, 57, 56)[:, :, :56]], dim=1)
`,
};
