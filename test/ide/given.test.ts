import assert from "node:assert/strict";
import { runGiven } from "../../server/src/ide/given.ts";
import { summaryOf } from "../../server/src/ide/summary.ts";
import { ModuleValue } from "../../server/src/python/values.ts";
import { prepareAnalysis, sessionOver } from "../analysis.ts";

const PROGRAM = `import torch, torch.nn as nn

class Twice(nn.Module):
    def __init__(self):
        super().__init__()
        self.layer = nn.Linear(4, 4)

    def forward(self, x, times=1):
        for _ in range(times):
            x = self.layer(x)
        return x
`;

describe("an entry that is asked for", () => {
  before(prepareAnalysis);

  it("takes an expression as a keyword argument", () => {
    const session = sessionOver({ "net.py": PROGRAM });
    const { engine, module } = session.load("/project/net.py", false);
    const m: unknown = module;
    assert.ok(m instanceof ModuleValue);
    const entry = runGiven(engine.interp, m, { expr: "Twice()", inputs: ["2x4", "times==1 + 2"], mode: "eval" });
    assert.deepEqual(summaryOf(engine.interp, entry, session.places).calls.map((c) => c.path), ["layer", "layer", "layer", ""]);
  });

  it("shows the first of several models that a condition decides between", () => {
    const made = (width: number): string => `nn.Sequential(nn.Linear(4, ${width}), nn.Linear(${width}, 3))`;
    const session = sessionOver({ "net.py": `import torch.nn as nn\n\nmodel = ${made(8)} if input() else ${made(16)}\n` });
    const { engine, module } = session.load("/project/net.py", false);
    const m: unknown = module;
    assert.ok(m instanceof ModuleValue);
    const entry = runGiven(engine.interp, m, { expr: "model", inputs: ["2x4"], mode: "eval" });
    assert.equal(summaryOf(engine.interp, entry, session.places).calls.length, 3);
  });
});
