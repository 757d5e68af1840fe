import type { Rule } from "./rule.ts";

export const graphFreed: Rule = {
  code: "graph-freed",
  title: "Backward through a graph that is gone",
  severity: "error",
  what: "`backward()` goes once more through results of which an earlier `backward()` freed what had been saved.",
  why: "PyTorch keeps what operators save for their gradients until the first `backward()`; the second raises RuntimeError.",
  fix: "Detach what is carried over: `fake.detach()` for the discriminator, `hidden.detach()` for the next batch. `retain_graph=True` only where both passes are meant.",
  doubt: "Operators that save nothing (a sum, a view) may be gone through again; nothing is said of those.",
  bad: `
import torch

model = torch.nn.Linear(4, 1)
out = model(torch.randn(2, 4))
out.mean().backward()
out.sum().backward()
`,
  good: `
import torch

model = torch.nn.Linear(4, 1)
out = model(torch.randn(2, 4))
out.mean().backward(retain_graph=True)
out.sum().backward()
`,
};
