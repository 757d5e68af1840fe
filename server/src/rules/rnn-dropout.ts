import type { Rule } from "./rule.ts";

export const rnnDropout: Rule = {
  code: "rnn-dropout",
  title: "Dropout of a recurrent layer that has no place",
  severity: "warning",
  what: "`dropout` is given to a recurrent layer with `num_layers=1`.",
  why: "It is applied between layers only, so it does nothing. PyTorch warns.",
  fix: "Remove it, add layers, or put an `nn.Dropout` behind.",
  doubt: "Nothing.",
  bad: `
import torch.nn as nn

rnn = nn.LSTM(10, 20, dropout=0.5)
`,
  good: `
import torch.nn as nn

rnn = nn.LSTM(10, 20, num_layers=2, dropout=0.5)
`,
};
