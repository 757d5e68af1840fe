/** Layers that the user's code builds and a library calls: a number that is wrong for all that the library gives them is the user's. */
import assert from "node:assert/strict";
import { prepareAnalysis, sessionOver } from "../analysis.ts";

const LIBRARY = `import torch.nn as nn

class Segmenter(nn.Module):
    def __init__(self, backbone, head):
        super().__init__()
        self.backbone = backbone
        self.head = head

    def forward(self, x):
        return self.head(self.backbone(x))
`;

function told(head: string): string[] {
  const main = `import torch.nn as nn
from segmenting import Segmenter

class Head(nn.Sequential):
    def __init__(self, channels):
        super().__init__(nn.Conv2d(channels, 16, 1), ${head}, nn.ReLU())

def segmenter():
    return Segmenter(nn.Conv2d(3, 8, 1), Head(8))
`;
  const session = sessionOver({ "site-packages/segmenting.py": LIBRARY, "main.py": main }, undefined, ["/project/site-packages"]);
  return session.analyse("/project/main.py").diagnostics.map((d) => `${d.range.start.line + 1}: ${d.severity} [${d.code}]`);
}

describe("layers that a library calls", () => {
  before(prepareAnalysis);
  it("are told of where they are built", () => assert.deepEqual(told("nn.BatchNorm2d(17)"), ["6: error [norm-num-features]"]));
  it("are not told of where they fit", () => assert.deepEqual(told("nn.BatchNorm2d(16)"), []));
});
