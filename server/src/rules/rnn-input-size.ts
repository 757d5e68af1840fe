import type { Rule } from "./rule.ts";

export const rnnInputSize: Rule = {
  code: "rnn-input-size",
  title: "A recurrent layer is given other features",
  severity: "error",
  what: "The input's last dimension is not the layer's input_size.",
  why: "PyTorch raises RuntimeError.",
  fix: "Change input_size, or move the features to the end.",
  doubt: "Nothing: the sizes are compared as PyTorch compares them.",
  bad: `
import torch
import torch.nn as nn

y = nn.LSTM(10, 20)(torch.randn(7, 3, 8))
`,
  good: `
import torch
import torch.nn as nn

y = nn.LSTM(8, 20)(torch.randn(7, 3, 8))
`,
};
