import type { Rule } from "./rule.ts";

export const normNumFeatures: Rule = {
  code: "norm-num-features",
  title: "A normalization is given another number of channels",
  severity: "error",
  what: "The channel dimension is not the num_features, num_channels or num_parameters of the layer.",
  why: "There is one mean, weight or slope a channel; PyTorch raises.",
  fix: "Change the number to the channels that arrive: mostly the out_channels of the convolution before.",
  doubt: "Nothing: the numbers are compared as PyTorch compares them.",
  bad: `
import torch
import torch.nn as nn

y = nn.BatchNorm2d(64)(torch.randn(4, 32, 8, 8))
`,
  good: `
import torch
import torch.nn as nn

y = nn.BatchNorm2d(32)(torch.randn(4, 32, 8, 8))
`,
};
