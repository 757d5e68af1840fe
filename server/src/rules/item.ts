import type { Rule } from "./rule.ts";

export const item: Rule = {
  code: "item",
  title: "item() of several elements",
  severity: "error",
  what: "`.item()`, `int(t)` or `float(t)` on a tensor that does not hold exactly one element.",
  why: "There is no one number to give; PyTorch raises RuntimeError.",
  fix: "Reduce first (`.mean()`, `.sum()`), index one element, or use `.tolist()`.",
  doubt: "Where the number of elements depends on the data nothing is said.",
  bad: `
import torch

loss = torch.randn(4)
print(loss.item())
`,
  good: `
import torch

loss = torch.randn(4)
print(loss.mean().item())
`,
};
