import type { Rule } from "./rule.ts";

export const stackSizes: Rule = {
  code: "stack-sizes",
  title: "Stacked tensors differ in shape",
  severity: "error",
  what: "`torch.stack`, or a loader's batch, on tensors of different shapes.",
  why: "PyTorch raises RuntimeError. In a loader the items have different sizes.",
  fix: "Resize, crop or pad the items, or write a `collate_fn` (`pad_sequence`).",
  doubt: "A loader's items are compared as far as their shapes are known.",
  bad: `
import torch

y = torch.stack([torch.randn(3, 4), torch.randn(3, 5)])
`,
  good: `
import torch

y = torch.stack([torch.randn(3, 4), torch.randn(3, 4)])
`,
};
