import type { Rule } from "./rule.ts";

export const batchReduced: Rule = {
  code: "batch-reduced",
  title: "The batch is reduced away",
  severity: "warning",
  what: "A mean, sum or maximum over dim 0 inside a model that takes batches of images, so that all items get one result.",
  why: "PyTorch cannot know that dim 0 is the batch. The model returns one row for the whole batch.",
  fix: "Reduce the other dimensions: `mean(dim=(2, 3))`.",
  doubt: "A model that pools over a bag of images as one item means it so: say so with an ignore comment.",
  bad: `
import torch
import torch.nn as nn

class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv = nn.Conv2d(3, 16, 3)
        self.fc = nn.Linear(16, 10)

    def forward(self, x):
        return self.fc(self.conv(x).mean(dim=(0, 2, 3)))

y = Net()(torch.randn(8, 3, 32, 32))
`,
  good: `
import torch
import torch.nn as nn

class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv = nn.Conv2d(3, 16, 3)
        self.fc = nn.Linear(16, 10)

    def forward(self, x):
        return self.fc(self.conv(x).mean(dim=(2, 3)))

y = Net()(torch.randn(8, 3, 32, 32))
`,
};
