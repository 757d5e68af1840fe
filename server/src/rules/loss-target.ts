import type { Rule } from "./rule.ts";

export const lossTarget: Rule = {
  code: "loss-target",
  title: "A target that does not fit the loss",
  severity: "error",
  what: "The target has another batch, rank or size than the loss wants for its input, or a class that does not exist.",
  why: "CrossEntropyLoss wants class indices (N,) or probabilities (N, C); BCE wants the input's own shape. PyTorch raises.",
  fix: "`target.squeeze(1)` for (N, 1) indices, `unsqueeze(1)` for BCE against (N, 1), and the last layer's number of classes.",
  doubt: "Classes that come from data are not known and not judged.",
  bad: `
import torch
import torch.nn as nn

loss = nn.CrossEntropyLoss()(torch.randn(8, 5), torch.randint(5, (8, 1)))
`,
  good: `
import torch
import torch.nn as nn

loss = nn.CrossEntropyLoss()(torch.randn(8, 5), torch.randint(5, (8,)))
`,
};
