import assert from "node:assert/strict";
import { codeLenses } from "../../server/src/ide/lenses.ts";
import { inlayHints } from "../../server/src/ide/hints.ts";
import { modelsOf } from "../../server/src/ide/models.ts";
import { tableAt } from "../../server/src/ide/table.ts";
import { analyse, prepareAnalysis } from "../analysis.ts";

const nested = `import torch
import torch.nn as nn

class Block(nn.Module):
    def __init__(self, width):
        super().__init__()
        self.conv = nn.Conv2d(width, width, 3, padding=1)
        self.act = nn.ReLU()

    def forward(self, x):
        x = self.conv(x)
        x = self.act(x)
        return x

class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.blocks = nn.ModuleList([Block(4), Block(4)])
        self.fc = nn.Linear(5, 2)

    def forward(self, x):
        for block in self.blocks:
            x = block(x)
        return self.fc(x.mean((2, 3)))

Net()(torch.randn(2, 4, 8, 8))
`;

describe("the table of a model", () => {
  before(prepareAnalysis);

  it("is the tree of its calls, on past the one that fails, with totals", () => {
    const table = tableAt(analyse(nested), { line: 16, character: 0 });
    assert.deepEqual(
      table?.rows.map(({ depth, path, type, output, status }) => [depth, path, type, output, status]),
      [
        [0, "", "Net", "(2, 2)", "ok"],
        [1, "blocks.0", "Block", "(2, 4, 8, 8)", "ok"],
        [2, "blocks.0.conv", "Conv2d", "(2, 4, 8, 8)", "ok"],
        [2, "blocks.0.act", "ReLU", "(2, 4, 8, 8)", "ok"],
        [1, "blocks.1", "Block", "(2, 4, 8, 8)", "ok"],
        [2, "blocks.1.conv", "Conv2d", "(2, 4, 8, 8)", "ok"],
        [2, "blocks.1.act", "ReLU", "(2, 4, 8, 8)", "ok"],
        [1, "fc", "Linear", "(2, 2)", "repaired"],
      ],
    );
    assert.match(table?.rows.at(-1)?.problem ?? "", /expected 5 input features .*got 4/);
    const convolution = 2 * 4 * 8 * 8 * 4 * 9;
    assert.equal(table?.rows[1]?.multiplyAdds, convolution);
    assert.deepEqual([table?.rows[1]?.parameters, table?.rows[1]?.memory], [4 * 4 * 9 + 4, 2 * 4 * 8 * 8 * 4]);
  });

  it("is that of the class at the position, else of the last", () => {
    const analysis = analyse(nested);
    assert.equal(tableAt(analysis, { line: 5, character: 0 })?.model, "Block");
    assert.equal(tableAt(analysis, { line: 0, character: 0 })?.model, "Net");
    assert.equal(tableAt(analyse("x = 1\n"), { line: 0, character: 0 }), null);
  });
});

describe("what stands at a model class", () => {
  before(prepareAnalysis);

  it("are lenses that lead to its table, its first pooling and its input", () => {
    const lenses = codeLenses(analyse(nested)).filter(({ range }) => range.start.line === 14);
    assert.deepEqual(
      lenses.map(({ action }) => action),
      ["shapes", "table", "input"],
    );
  });

  it("is the input it is shown for, and where that is from", () => {
    const unreached = nested.replace(/^Net\(\).*$/m, "");
    assert.deepEqual(
      modelsOf(analyse(nested)).map(({ name, input, from }) => [name, input, from]),
      [
        ["Block", "(2, 4, 8, 8)", "call"],
        ["Net", "(2, 4, 8, 8)", "call"],
      ],
    );
    assert.equal(modelsOf(analyse(unreached)).find(({ name }) => name === "Net")?.from, "symbols");
  });
});

describe("hints", () => {
  before(prepareAnalysis);
  const everywhere = { start: { line: 0, character: 0 }, end: { line: 99, character: 0 } };
  const at = (style: "compact" | "full"): string[] =>
    inlayHints(analyse(nested), everywhere, style).map(({ position, label }) => `${position.line}${label}`);

  it("that are compact tell a shape where it changes", () => {
    assert.deepEqual(at("compact"), ["10: (2, 4, 8, 8)", "22: (2, 4, 8, 8)"]);
  });

  it("that are full tell every assignment and every call within", () => {
    assert.ok(at("full").includes("11: (2, 4, 8, 8)"));
    assert.ok(at("full").includes("23: (2, 4)"));
  });

  it("lead to the layer that gave the shape", () => {
    const [hint] = inlayHints(analyse(nested), everywhere, "compact");
    assert.equal(hint?.cause?.range.start.line, 6);
  });
});
