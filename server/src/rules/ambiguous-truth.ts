import type { Rule } from "./rule.ts";

export const ambiguousTruth: Rule = {
  code: "ambiguous-truth",
  title: "A tensor of several elements is used as a condition",
  severity: "error",
  what: "`if tensor:`, `while tensor:`, `not tensor` or `tensor and …` on a tensor that does not hold exactly one element.",
  why: "PyTorch cannot turn many elements into one yes or no, and raises RuntimeError.",
  fix: "Say what is meant with `.any()`, `.all()`, or compare one element.",
  doubt: "Where the number of elements depends on the data nothing is said.",
  bad: `
import torch

scores = torch.randn(4)
if scores > 0:
    print("positive")
`,
  good: `
import torch

scores = torch.randn(4)
if (scores > 0).all():
    print("positive")
`,
};
