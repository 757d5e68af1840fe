import type { Rule } from "./rule.ts";

export const kernelSize: Rule = {
  code: "kernel-size",
  title: "A window larger than what it slides over",
  severity: "error",
  what: "A kernel, pooling window or unfold does not fit the padded input, or the output would be empty.",
  why: "PyTorch raises RuntimeError. Mostly the image is too small for so many strides and poolings.",
  fix: "Use a larger input, less pooling, or padding.",
  doubt: "For images whose size nobody states it becomes a requirement of the model.",
  bad: `
import torch
import torch.nn as nn

y = nn.Conv2d(1, 4, 5)(torch.randn(1, 1, 3, 3))
`,
  good: `
import torch
import torch.nn as nn

y = nn.Conv2d(1, 4, 5, padding=2)(torch.randn(1, 1, 3, 3))
`,
};
