import type { Rule } from "./rule.ts";

export const klDivMean: Rule = {
  code: "kl-div-mean",
  title: "The mean of kl_div is no divergence",
  severity: "warning",
  what: "`kl_div` with the default `reduction='mean'`.",
  why: "It divides by all elements, not by the batch, and so is not the Kullback-Leibler divergence. PyTorch warns each time.",
  fix: "Use `reduction='batchmean'`.",
  doubt: "Where only the direction of the gradient counts, the factor does not matter.",
  bad: `
import torch
import torch.nn.functional as F

log_p = F.log_softmax(torch.randn(8, 10), dim=1)
q = F.softmax(torch.randn(8, 10), dim=1)
loss = F.kl_div(log_p, q)
`,
  good: `
import torch
import torch.nn.functional as F

log_p = F.log_softmax(torch.randn(8, 10), dim=1)
q = F.softmax(torch.randn(8, 10), dim=1)
loss = F.kl_div(log_p, q, reduction="batchmean")
`,
};
