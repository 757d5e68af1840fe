import type { Rule } from "./rule.ts";

export const poolPadding: Rule = {
  code: "pool-padding",
  title: "A pooling's padding over half its window",
  severity: "error",
  what: "The padding of a pooling layer is more than half of its kernel. It is told where the layer is made, as a warning if nothing calls it.",
  why: "Some windows would lie in the padding alone. PyTorch raises when the layer is called, not when it is made.",
  fix: "At most `kernel_size // 2`.",
  doubt: "Nothing: the numbers are compared as PyTorch compares them.",
  bad: `
import torch
import torch.nn as nn

y = nn.MaxPool2d(2, padding=2)(torch.randn(1, 8, 8, 8))
`,
  good: `
import torch
import torch.nn as nn

y = nn.MaxPool2d(2, padding=1)(torch.randn(1, 8, 8, 8))
`,
};
