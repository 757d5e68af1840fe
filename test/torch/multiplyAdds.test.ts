/** Multiply-adds of layers and of functions, as half of what torch.utils.flop_counter.FlopCounterMode counts (PyTorch 2.13, on the device meta: on the CPU it overlooks attention). */
import assert from "node:assert/strict";
import { runGiven } from "../../server/src/ide/given.ts";
import { summaryOf } from "../../server/src/ide/summary.ts";
import { ModuleValue } from "../../server/src/python/values.ts";
import { prepareAnalysis, sessionOver } from "../analysis.ts";

const PROGRAM = `
import torch, torch.nn as nn, torch.nn.functional as F

class Block(nn.Module):
    def __init__(self):
        super().__init__()
        self.q = nn.Linear(16, 16)
        self.weight = nn.Parameter(torch.empty(32, 16))
        self.conv = nn.Conv1d(16, 8, 3, padding=1)

    def forward(self, x):
        q = self.q(x)
        scores = q @ x.transpose(1, 2)
        y = scores.softmax(-1) @ x
        h = q.unflatten(2, (4, 4)).transpose(1, 2)
        y = y + F.scaled_dot_product_attention(h, h, h).transpose(1, 2).flatten(2)
        y = torch.einsum("btc,oc->bto", y, self.weight)
        z = F.conv_transpose1d(self.conv(x.transpose(1, 2)), torch.empty(8, 4, 2), stride=2)
        return y.sum() + torch.bmm(z, z.transpose(1, 2)).sum()

class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.blocks = nn.ModuleList([Block(), Block()])

    def forward(self, x):
        return sum(b(x) for b in self.blocks) + F.linear(x, torch.empty(5, 16)).sum()
`;

function summary(entry: string, input: string): ReturnType<typeof summaryOf> {
  const session = sessionOver({ "net.py": PROGRAM });
  const { engine, module } = session.load("/project/net.py", false);
  const m: unknown = module;
  assert.ok(m instanceof ModuleValue);
  return summaryOf(engine.interp, runGiven(engine.interp, m, { expr: entry, inputs: [input], mode: "eval" }), session.places);
}

describe("multiply-adds", () => {
  before(prepareAnalysis);

  it("counts products, attention, einsum and convolutions, called as layers or as functions", () => {
    assert.equal(summary("Block()", "3x7x16").macs, 35616);
  });

  it("counts each once, in the innermost module", () => {
    const { macs, calls } = summary("Net()", "3x7x16");
    assert.equal(macs, 72912);
    assert.equal(calls.at(-1)?.macs, 3 * 7 * 16 * 5);
  });

  it("keeps symbols", () => {
    assert.equal(summary("nn.Linear(4, 5)", "(N,4)").macs, "20*N");
  });
});
