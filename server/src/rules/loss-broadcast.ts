import type { Rule } from "./rule.ts";

export const lossBroadcast: Rule = {
  code: "loss-broadcast",
  title: "A loss broadcasts its input against its target",
  severity: "warning",
  what: "`mse_loss`, `l1_loss`, `smooth_l1_loss` or `huber_loss` on two shapes that differ but broadcast, such as (N, 1) and (N,).",
  why: "Every prediction is compared with every target. It trains towards the mean of the targets. PyTorch only warns.",
  fix: "Give both one shape: `pred.squeeze(1)` or `target.unsqueeze(1)`.",
  doubt: "If the broadcasting is meant, expand one of them: then it is written down.",
  bad: `
import torch
import torch.nn as nn

loss = nn.MSELoss()(torch.randn(8, 1), torch.randn(8))
`,
  good: `
import torch
import torch.nn as nn

loss = nn.MSELoss()(torch.randn(8, 1).squeeze(1), torch.randn(8))
`,
};
