/** PyTorch's formula with the numbers in, as a hover over the call shows it, and the page it links to. */
import assert from "node:assert/strict";
import { hover } from "../../server/src/ide/hover.ts";
import { docPage, ops } from "../../server/src/torch/define.ts";
import { analyse, prepareAnalysis } from "../analysis.ts";

/** A call, and the lines that explain it. */
const FORMULAS: readonly (readonly [call: string, ...lines: string[]])[] = [
  ["nn.Conv2d(3, 8, 5)(torch.empty(1, 3, 28, 30))", "H_out = ⌊(28 + 2·0 − 1·(5−1) − 1)/1 + 1⌋ = 24", "W_out = ⌊(30 + 2·0 − 1·(5−1) − 1)/1 + 1⌋ = 26"],
  ["F.conv_transpose1d(torch.empty(1, 4, 7), torch.empty(4, 2, 3), stride=2)", "L_out = (7−1)·2 − 2·0 + 1·(3−1) + 0 + 1 = 15"],
  ["F.max_pool2d(torch.empty(1, 1, 6, 6), 3, 2, ceil_mode=True)", "H_out = W_out = ⌈(6 + 2·0 − 1·(3−1) − 1)/2 + 1⌉ = 3"],
  ["F.adaptive_avg_pool2d(torch.empty(1, 8, 7, 9), 2)", "H_out = 2 (asked for): cell i covers ⌊i·7/2⌋ to ⌈(i+1)·7/2⌉"],
  ["F.linear(torch.empty(64, 320), torch.empty(50, 320))", "x·Wᵀ: (64, 320)·(320, 50) = (64, 50)"],
  ["nn.Linear(320, 50)(torch.empty(64, 320))", "x·Wᵀ + b: (64, 320)·(320, 50) = (64, 50)"],
  ["torch.matmul(torch.empty(2, 7, 16), torch.empty(16, 5))", "(2, 7, 16)·(16, 5) = (2, 7, 5)"],
  ['torch.einsum("bi,ij->bj", torch.empty(2, 3), torch.empty(3, 4))', "b = 2, i = 3, j = 4"],
  ["torch.flatten(torch.empty(2, 3, 4, 5), 1)", "60 = 3·4·5"],
  ["torch.empty(2, 3, 4).view(6, 4)", "2·3·4 = 24 = 6·4"],
  ["torch.empty(2, 3).repeat(1, 2)", "(2, 3) repeated 1 × 2 = (2, 6)"],
  ["torch.cat([torch.empty(2, 3), torch.empty(4, 3)])", "6 = 2 + 4"],
  ["F.pad(torch.empty(1, 4), (1, 2))", "1 + 4 + 2 = 7"],
  ["F.unfold(torch.empty(1, 3, 4, 5), (2, 2))", "L = ⌊(4 + 2·0 − 1·(2−1) − 1)/1 + 1⌋·⌊(5 + 2·0 − 1·(2−1) − 1)/1 + 1⌋ = 12", "C·kH·kW = 3·2·2 = 12"],
  ["F.fold(torch.empty(1, 12, 12), (4, 5), (2, 2))", "C = 12/(2·2) = 3"],
  ["F.interpolate(torch.empty(1, 3, 8, 8), scale_factor=2)", "H_out = W_out = ⌊8·2⌋ = 16"],
  ["F.interpolate(torch.empty(1, 3, 8, 8), size=(4, 5))", "H_out = 4 (asked for, from 8)"],
  ["F.pixel_shuffle(torch.empty(1, 8, 4, 4), 2)", "C_out = 8/2² = 2", "H_out = W_out = 4·2 = 8"],
  ["nn.BatchNorm2d(8)(torch.empty(2, 8, 4, 4))", "(x − E[x])/√(Var[x] + ε)·γ + β, over (N, H, W) for each of 8 channels"],
  ["nn.LayerNorm(16)(torch.empty(2, 16))", "(x − E[x])/√(Var[x] + ε)·γ + β, over the last dimension (16)"],
  ["nn.GroupNorm(4, 32)(torch.empty(2, 32, 8))", "(x − E[x])/√(Var[x] + ε)·γ + β, for each of 4 groups of 32/4 = 8 channels"],
  ["nn.Embedding(10, 3)(torch.zeros(2, 4, dtype=torch.long))", "(2, 4) indices into 10 × 3 = (2, 4, 3)"],
  ["F.scaled_dot_product_attention(torch.empty(1, 2, 5, 8), torch.empty(1, 2, 6, 8), torch.empty(1, 2, 6, 8))", "softmax(Q·Kᵀ/√8)·V: (5, 8)·(8, 6) → (5, 6)·(6, 8) = (5, 8)"],
];

describe("formulas", () => {
  before(prepareAnalysis);

  for (const [call, ...lines] of FORMULAS) {
    it(call, () => {
      const analysis = analyse(`import torch, torch.nn as nn, torch.nn.functional as F\ny = ${call}\n`);
      // On the closing parenthesis the outermost call is meant.
      const shown = hover(analysis, { line: 1, character: `y = ${call}`.length - 1 })?.markdown ?? "";
      for (const line of lines) assert.ok(shown.includes(line), `${line}\nis not in\n${shown}`);
    });
  }

  it("are linked to PyTorch's page, wherever the operator has one", () => {
    const without = new Set(ops.map((op) => op.name).filter((name) => docPage(name) === undefined && !/^_|_$|_copy$|^native_|^quantized_|^mkldnn_/.test(name)));
    assert.deepEqual([...without].filter((name) => ops.some((op) => op.name === name && op.forms.some((f) => /^torch\.(?!\w*_copy$)[a-z]\w*$/.test(typeof f === "string" ? f : (f.names[0] ?? ""))))), []);
  });
});
