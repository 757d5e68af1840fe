import type { Rule } from "./rule.ts";

export const linearInFeatures: Rule = {
  code: "linear-in-features",
  title: "A linear layer is given another number of features",
  severity: "error",
  what: "The input's last dimension is not the layer's in_features.",
  why: "The weight is a matrix with in_features columns; PyTorch raises RuntimeError (\"mat1 and mat2 shapes cannot be multiplied\").",
  fix: "Change in_features to the number that arrives, or flatten the image first: `torch.flatten(x, 1)`.",
  doubt: "Where nobody states the size of the images, a number that fits some images becomes a requirement.",
  bad: `
import torch
import torch.nn as nn

y = nn.Linear(512, 10)(torch.randn(64, 2048))
`,
  good: `
import torch
import torch.nn as nn

y = nn.Linear(2048, 10)(torch.randn(64, 2048))
`,
};
