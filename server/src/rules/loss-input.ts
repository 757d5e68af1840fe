import type { Rule } from "./rule.ts";

export const lossInput: Rule = {
  code: "loss-input",
  title: "A loss is given what it was not made for",
  severity: "warning",
  what: "Probabilities where the loss wants raw scores (softmax before CrossEntropyLoss, sigmoid before BCEWithLogitsLoss), or raw scores where it wants probabilities or their logarithms (NLLLoss, BCELoss, KLDivLoss).",
  why: "PyTorch computes a number all the same. A softmax that is applied twice flattens the gradients; scores in NLLLoss make a loss without a lower bound.",
  fix: "Take the softmax or sigmoid out of the model, or change the loss.",
  doubt: "It is told only where the operator that made the input is seen. If the model also serves for inference, keep the softmax out of forward.",
  bad: `
import torch
import torch.nn as nn
import torch.nn.functional as F

scores = nn.Linear(20, 10)(torch.randn(8, 20))
loss = nn.CrossEntropyLoss()(F.softmax(scores, dim=1), torch.randint(10, (8,)))
`,
  good: `
import torch
import torch.nn as nn
import torch.nn.functional as F

scores = nn.Linear(20, 10)(torch.randn(8, 20))
loss = nn.CrossEntropyLoss()(scores, torch.randint(10, (8,)))
`,
};
