import type { Rule } from "./rule.ts";

export const rnnHiddenSize: Rule = {
  code: "rnn-hidden-size",
  title: "A state that does not fit the recurrent layer",
  severity: "error",
  what: "The hidden (or cell) state is not (layers · directions, batch, hidden_size).",
  why: "PyTorch raises RuntimeError. Mostly it was made for another batch, such as the smaller last one.",
  fix: "Make it from the input: `torch.zeros(layers, x.size(0), hidden)`; with `batch_first` the state still has the batch second.",
  doubt: "Nothing: the sizes are compared as PyTorch compares them.",
  bad: `
import torch
import torch.nn as nn

h = torch.zeros(1, 3, 20)
y = nn.GRU(10, 20)(torch.randn(7, 5, 10), h)
`,
  good: `
import torch
import torch.nn as nn

h = torch.zeros(1, 5, 20)
y = nn.GRU(10, 20)(torch.randn(7, 5, 10), h)
`,
};
