import assert from "node:assert/strict";
import { argumentEdits, poolingSites } from "../../server/src/ide/pooling.ts";
import { analyse, prepareAnalysis, sessionOver } from "../analysis.ts";

const model = (init: string, forward: string): string =>
  `import torch
import torch.nn as nn
import torch.nn.functional as F

class Net(nn.Module):
    def __init__(self):
        super().__init__()
        ${init}

    def forward(self, x):
        ${forward}

Net()(torch.randn(2, 3, 12, 10))
`;

describe("the poolings of a file", () => {
  before(prepareAnalysis);

  it("are layers and functions, in the order of the source, with what reaches them", () => {
    const text = model(
      "self.pool = nn.MaxPool2d(2, return_indices=True)\n        self.seq = nn.Sequential(nn.Conv2d(3, 8, 3), nn.AvgPool2d((3, 2), padding=1))",
      "x, _ = self.pool(x)\n        k = 2\n        return F.max_pool2d(self.seq(x), k, stride=1)",
    );
    const sites = poolingSites(analyse(text));
    assert.deepEqual(
      sites.map(({ name, kind, given, inputs }) => [name, kind, given, inputs]),
      [
        ["MaxPool2d", "max", ["kernel_size", "return_indices"], [[2, 3, 12, 10]]],
        ["Conv2d", "convolution", ["in_channels", "out_channels", "kernel_size"], [[2, 3, 6, 5]]],
        ["AvgPool2d", "average", ["kernel_size", "padding"], [[2, 8, 4, 3]]],
        ["max_pool2d", "max", ["input", "kernel_size", "stride"], [[2, 8, 2, 2]]],
      ],
    );
    assert.deepEqual(sites[3]?.parameters, { kernel_size: 2, stride: 1 });
    assert.deepEqual(sites[2]?.parameters.kernel_size, [3, 2]);
  });

  it("of which the parameters are not known are left out", () => {
    assert.deepEqual(poolingSites(analyse(model("self.k = unknown()", "return F.max_pool2d(x, self.k)"))), []);
  });

  it("are padded by name, where both sides are padded alike with zeros", () => {
    const padding = (init: string): unknown => poolingSites(analyse(model(`self.conv = ${init}`, "return self.conv(x)")))[0]?.parameters.padding;
    assert.deepEqual(padding("nn.Conv2d(3, 4, (3, 5), padding='same', dilation=2)"), [2, 4]);
    assert.deepEqual(padding("nn.Conv2d(3, 4, 3, padding='valid')"), [0, 0]);
    assert.equal(padding("nn.Conv2d(3, 4, 2, padding='same')"), undefined);
    assert.equal(padding("nn.Conv2d(3, 4, 3, padding=1, padding_mode='reflect')"), undefined);
    const functional = model("self.w = nn.Parameter(torch.randn(4, 3, 3, 3))", "return F.conv2d(x, self.w, padding='same')");
    assert.deepEqual(poolingSites(analyse(functional))[0]?.parameters.padding, [1, 1]);
  });

  for (const [before, changes, after] of [
    ["nn.MaxPool2d(2)", { kernel_size: [3, 3] }, "nn.MaxPool2d(3)"],
    ["nn.MaxPool2d(2)", { kernel_size: [3, 2] }, "nn.MaxPool2d((3, 2))"],
    ["nn.MaxPool2d((2, 2))", { kernel_size: [3, 3] }, "nn.MaxPool2d((3, 3))"],
    ["nn.MaxPool2d([2, 2])", { kernel_size: [3, 3] }, "nn.MaxPool2d([3, 3])"],
    ["nn.MaxPool2d(kernel_size=2)", { stride: [1, 1], ceil_mode: true }, "nn.MaxPool2d(kernel_size=2, stride=1, ceil_mode=True)"],
    ["nn.MaxPool2d(2, 2,)", { padding: [1, 0] }, "nn.MaxPool2d(2, 2, padding=(1, 0),)"],
    ["nn.AvgPool2d(2, 1, 0, True)", { ceil_mode: false }, "nn.AvgPool2d(2, 1, 0, False)"],
  ] as const) {
    it(`are edited as the user writes: ${before} becomes ${after}`, () => {
      const text = model(`self.pool = ${before}`, "return self.pool(x)");
      const session = sessionOver({ "main.py": text });
      const analysis = session.analyse("/project/main.py");
      const [site] = poolingSites(analysis);
      const edits = argumentEdits(analysis, site!.range, changes);
      assert.equal(session.applyEdits("/project/main.py", text, edits), model(`self.pool = ${after}`, "return self.pool(x)"));
    });
  }
});
