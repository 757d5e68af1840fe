import type { Rule } from "./rule.ts";

export const convInChannels: Rule = {
  code: "conv-in-channels",
  title: "A convolution is given another number of channels",
  severity: "error",
  what: "The input's channel dimension is not the layer's in_channels.",
  why: "The kernel has one slice a channel; PyTorch raises RuntimeError.",
  fix: "Change in_channels, or bring the channels to the front: `permute(0, 3, 1, 2)` for images whose channels are last.",
  doubt: "An unbatched input of three dimensions is read as (C, H, W), as PyTorch reads it.",
  bad: `
import torch
import torch.nn as nn

y = nn.Conv2d(3, 16, 3)(torch.randn(1, 1, 28, 28))
`,
  good: `
import torch
import torch.nn as nn

y = nn.Conv2d(1, 16, 3)(torch.randn(1, 1, 28, 28))
`,
};
