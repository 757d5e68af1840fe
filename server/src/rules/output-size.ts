import type { Rule } from "./rule.ts";

export const outputSize: Rule = {
  code: "output-size",
  title: "An output size that cannot be",
  severity: "error",
  what: "A transposed convolution, unpooling or fold is asked for an output size that its window cannot give.",
  why: "PyTorch raises. Each size of the output has a range that stride and kernel allow.",
  fix: "Ask for a size within the range that the message shows.",
  doubt: "Nothing: the sizes are computed as PyTorch computes them.",
  bad: `
import torch
import torch.nn as nn

y = nn.ConvTranspose2d(4, 4, 3, stride=2)(torch.randn(1, 4, 8, 8), output_size=(30, 30))
`,
  good: `
import torch
import torch.nn as nn

y = nn.ConvTranspose2d(4, 4, 3, stride=2)(torch.randn(1, 4, 8, 8), output_size=(18, 18))
`,
};
