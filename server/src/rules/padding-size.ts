import type { Rule } from "./rule.ts";

export const paddingSize: Rule = {
  code: "padding-size",
  title: "Padding that the image does not allow",
  severity: "error",
  what: "Reflection or circular padding as wide as the image, a negative size after padding, or a wrong number of paddings.",
  why: "Reflection needs other elements than the border's own. PyTorch raises RuntimeError.",
  fix: "Pad less, or with `mode='replicate'` or `'constant'`.",
  doubt: "For images whose size nobody states it becomes a requirement of the model.",
  bad: `
import torch
import torch.nn.functional as F

y = F.pad(torch.randn(1, 1, 4, 4), (5, 5, 5, 5), mode="reflect")
`,
  good: `
import torch
import torch.nn.functional as F

y = F.pad(torch.randn(1, 1, 4, 4), (3, 3, 3, 3), mode="reflect")
`,
};
