import assert from "node:assert/strict";
import { tableText } from "../../server/src/cli/table.ts";
import { tableAt } from "../../server/src/ide/table.ts";
import { analyse, prepareAnalysis } from "../analysis.ts";

const source = `import torch, torch.nn as nn

class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.body = nn.Sequential(nn.Conv2d(1, 4, 3), nn.ReLU())
        self.head = nn.Linear(100, 10)

    def forward(self, x):
        return self.head(self.body(x).flatten(1))

Net()(torch.randn(2, 1, 8, 8))
`;

describe("the table in the terminal", () => {
  before(prepareAnalysis);

  it("is the editor's: a tree with torchinfo's columns, on past the layer that fails", () => {
    const table = tableAt(analyse(source), { line: 2, character: 0 });
    assert.ok(table);
    const lines = tableText(table).split("\n").filter((line) => !line.startsWith("─"));
    assert.deepEqual(
      lines.map((line) => line.replace(/ {2,}(?=\S)/g, (gap, at: number) => (at === 0 ? gap : "  "))),
      [
        "Net  (2, 1, 8, 8) → (2, 10)",
        "layer  kind  input  output  parameters  mult-adds  memory",
        "(the model)  Net  (2, 1, 8, 8)  (2, 10)  1,050  4,592  80 B",
        "  body  Sequential  (2, 1, 8, 8)  (2, 4, 6, 6)  40  2,592  1.13 KiB",
        "    0  Conv2d  (2, 1, 8, 8)  (2, 4, 6, 6)  40  2,592  1.13 KiB",
        "    1  ReLU  (2, 4, 6, 6)  (2, 4, 6, 6)  0  1.13 KiB",
        "  head  Linear  (2, 144)  (2, 10) ✗ as it would be once mended  1,010  2,000  80 B",
        "parameters: 1,050   multiply-adds: 4,592   activations: 2.33 KiB".replace(/ {2,}/g, "  "),
      ],
    );
  });
});
