import assert from "node:assert/strict";
import { prepareAnalysis, sessionOver } from "../analysis.ts";

const MODEL = [
  "import torch.nn as nn",
  "",
  "class Net(nn.Module):",
  "    def __init__(self, dim):",
  "        super().__init__()",
  "        self.qkv = nn.Linear(dim, 64)",
  "",
  "    def forward(self, x):",
  "        return self.out(self.qkv(x))",
  "",
  "def build(config):",
  "    return Net(config.dim)",
  "",
].join("\n");

const codes = (files: Readonly<Record<string, string>>): readonly string[] => sessionOver(files).analyse("/project/main.py").diagnostics.map((d) => d.code);

describe("what a guessed entry fails at whatever it is given", () => {
  before(prepareAnalysis);

  it("is told", () => {
    assert.deepEqual(codes({ "main.py": MODEL }), ["unknown-attribute"]);
  });

  it("is not told once the project's text speaks against it, and is again when that is gone", () => {
    const session = sessionOver({ "main.py": MODEL, "other.py": "" });
    const told = (): readonly string[] => session.analyse("/project/main.py").diagnostics.map((d) => d.code);
    const setter = "\ndef finish(net, layer):\n    net.out = layer\n";
    assert.deepEqual(told(), ["unknown-attribute"]);
    session.setOverlay("/project/main.py", MODEL + setter);
    assert.deepEqual(told(), []);
    session.setOverlay("/project/main.py", MODEL);
    assert.deepEqual(told(), ["unknown-attribute"]);
    session.setOverlay("/project/other.py", setter);
    assert.deepEqual(told(), []);
  });

  it("is not told in a project of more files than are looked through", () => {
    const many = Object.fromEntries(Array.from({ length: 900 }, (_, i) => [`part${i}.py`, ""]));
    assert.deepEqual(codes({ ...many, "main.py": MODEL }), []);
  });
});
