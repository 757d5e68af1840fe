import type { Rule } from "./rule.ts";

export const savedChanged: Rule = {
  code: "saved-changed",
  title: "A value saved for backward is changed in place",
  severity: "error",
  what: "A tensor that an operator saved for its gradient is written to before `backward()` comes to it.",
  why: "`sigmoid`, `relu`, `exp` and `softmax` keep their result, products and convolutions what they multiply; PyTorch counts the writes to it and raises RuntimeError.",
  fix: "Write `x = x + y` in place of `x += y`, or leave `inplace=True` out.",
  doubt: "Memory that may be shared or not (`reshape`, `contiguous`, indices) is taken for another one; nothing is said of writes to it.",
  bad: `
import torch

model = torch.nn.Linear(4, 3)
gate = torch.sigmoid(model(torch.randn(2, 4)))
gate += 1e-6
gate.sum().backward()
`,
  good: `
import torch

model = torch.nn.Linear(4, 3)
gate = torch.sigmoid(model(torch.randn(2, 4)))
gate = gate + 1e-6
gate.sum().backward()
`,
};
