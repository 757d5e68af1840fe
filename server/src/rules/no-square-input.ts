import type { Rule } from "./rule.ts";

export const noSquareInput: Rule = {
  code: "no-square-input",
  title: "No square image fits",
  severity: "warning",
  what: "The layers after the flattening fit some images, but none whose height and width are equal.",
  why: "It runs on those odd sizes only. Where the code states no size, the number is almost surely wrong.",
  fix: "Compute in_features for the image that you mean, or pool with `nn.AdaptiveAvgPool2d`.",
  doubt: "Models of spectrograms or strips are not square: state the shape with `# shape: (N, 1, 40, 100)` on the parameter.",
  bad: `
import torch
import torch.nn as nn

class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv = nn.Conv2d(1, 20, 5)
        self.fc = nn.Linear(400, 10)

    def forward(self, x):
        x = self.conv(x)
        x = x.flatten(1)
        return self.fc(x)
`,
  good: `
import torch
import torch.nn as nn

class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv = nn.Conv2d(1, 20, 5)
        self.fc = nn.Linear(500, 10)

    def forward(self, x):
        x = self.conv(x)
        x = x.flatten(1)
        return self.fc(x)
`,
};
