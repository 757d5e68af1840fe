/** Shape comments that are put into the code, and kept true. */
import assert from "node:assert/strict";
import { insertShapeComments, refreshShapeComments } from "../../server/src/ide/shapeComments.ts";
import { prepareAnalysis, sessionOver } from "../analysis.ts";

const PROGRAM = `import torch
import torch.nn as nn

class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv = nn.Conv2d(3, 16, 3)
        self.pool = nn.MaxPool2d(2)

    def forward(self, x):
        n = x.size(0)
        x = self.conv(x)
        y = self.pool(x)  # shape: (N, 16, 30, 30)
        z = self.pool(y)  # the second
        out = torch.flatten(
            z, 1
        )
        return out

Net()(torch.randn(8, 3, 32, 32))
`;

describe("shape comments", () => {
  before(prepareAnalysis);
  const path = "/project/main.py";

  it("are put behind the assignments that have none", () => {
    const session = sessionOver({ "main.py": PROGRAM });
    const edits = insertShapeComments(session.analyse(path), null);
    const lines = session.applyEdits(path, PROGRAM, edits).split("\n");
    assert.deepEqual(lines.slice(10, 18).map((l) => l.trim()), ["n = x.size(0)", "x = self.conv(x)  # shape: (8, 16, 30, 30)", "y = self.pool(x)  # shape: (N, 16, 30, 30)", "z = self.pool(y)  # the second", "out = torch.flatten(", "z, 1", ")  # shape: (8, 784)", "return out"]);
  });

  it("are put only where they are asked for", () => {
    const session = sessionOver({ "main.py": PROGRAM });
    const at = { line: 6, character: 0 };
    assert.deepEqual(insertShapeComments(session.analyse(path), { start: at, end: at }), []);
  });

  it("are made true again", () => {
    const session = sessionOver({ "main.py": PROGRAM });
    const text = session.applyEdits(path, PROGRAM, refreshShapeComments(session.analyse(path)));
    assert.equal(text, PROGRAM.replace("(N, 16, 30, 30)", "(N, 16, 15, 15)"));
    assert.deepEqual(sessionOver({ "main.py": text }).analyse(path).diagnostics, []);
  });

  it("are rewritten in the style they were written in", () => {
    const program = "import torch\nx = torch.randn(8, 3, 32, 32)  # 3x28x28\ny = x.flatten(1)  # torch.Size([8, 2352])\n";
    const session = sessionOver({ "main.py": program });
    assert.equal(session.applyEdits(path, program, refreshShapeComments(session.analyse(path))), program.replace("3x28x28", "3x32x32").replace("[8, 2352]", "[8, 3072]"));
  });
});
