import assert from "node:assert/strict";
import { prepareAnalysis, sessionOver } from "../analysis.ts";

const MODEL = `
import torch
import torch.nn as nn

class Patches(nn.Module):
    def __init__(self, size=64, patch=8, width=48):
        super().__init__()
        self.proj = nn.Conv2d(3, width, patch, stride=patch)
        self.pos = nn.Parameter(torch.zeros(1, (size // patch) ** 2, width))

    def forward(self, x):
        return self.proj(x).flatten(2).transpose(1, 2) + self.pos

class Net(nn.Module):
    def __init__(self, width=48):
        super().__init__()
        self.patches = Patches(width=width)
        self.head = nn.Linear(width, 7)

    def forward(self, x):
        return self.head(self.patches(x).mean(1))

Net()(torch.randn(4, 3, 72, 72))
`;

describe("a fix", () => {
  before(prepareAnalysis);

  it("is none that leaves nothing to compute with", () => {
    const [told] = sessionOver({ "main.py": MODEL }).analyse("/project/main.py").diagnostics;
    assert.equal(told?.code, "broadcast");
    const titles = told?.fixes.map((f) => f.title) ?? [];
    assert.ok(titles.includes("Add size=72"), titles.join());
    // One patch of 72 and no position for it: (4, 1, 48) and (1, 0, 48) give no elements.
    assert.ok(!titles.includes("Add patch=72"), titles.join());
  });
});
