import type { Rule } from "./rule.ts";

export const sharedLayer: Rule = {
  code: "shared-layer",
  title: "One layer stands in several places by accident",
  severity: "warning",
  what: "`[nn.Linear(8, 8)] * 3`, or a comprehension that repeats one local layer, in a `Sequential` or `ModuleList`.",
  why: "Multiplying a list copies the reference: all places train the same weights.",
  fix: "`[nn.Linear(8, 8) for _ in range(3)]`, or `copy.deepcopy`.",
  doubt: "Layers without parameters are left alone, and so are attributes of self and layers that are called several times: that is sharing on purpose. If the list shares on purpose, say so with an ignore comment.",
  bad: `
import torch
import torch.nn as nn

net = nn.Sequential(*[nn.Linear(8, 8)] * 3)
y = net(torch.randn(2, 8))
`,
  good: `
import torch
import torch.nn as nn

net = nn.Sequential(*[nn.Linear(8, 8) for _ in range(3)])
y = net(torch.randn(2, 8))
`,
};
