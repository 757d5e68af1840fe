import type { Rule } from "./rule.ts";

export const interpolateSize: Rule = {
  code: "interpolate-size",
  title: "A size or scale that does not fit the image",
  severity: "error",
  what: "`interpolate` or `Upsample` with another number of sizes than the input has spatial dimensions, or with both a size and a scale.",
  why: "PyTorch raises ValueError.",
  fix: "Give one number for all spatial dimensions or one for each.",
  doubt: "Nothing: the numbers are compared as PyTorch compares them.",
  bad: `
import torch
import torch.nn.functional as F

y = F.interpolate(torch.randn(1, 3, 8, 8), size=(16,))
`,
  good: `
import torch
import torch.nn.functional as F

y = F.interpolate(torch.randn(1, 3, 8, 8), size=(16, 16))
`,
};
