import type { Rule } from "./rule.ts";

export const numpyGrad: Rule = {
  code: "numpy-grad",
  title: "numpy() of a tensor that requires grad",
  severity: "error",
  what: "`.numpy()` on a tensor that takes part in autograd.",
  why: "numpy would change it behind autograd's back; PyTorch raises RuntimeError.",
  fix: "`.detach().numpy()`.",
  doubt: "Under `torch.no_grad()` results do not require grad, and nothing is said.",
  bad: `
import torch

w = torch.randn(3, requires_grad=True)
a = w.numpy()
`,
  good: `
import torch

w = torch.randn(3, requires_grad=True)
a = w.detach().numpy()
`,
};
