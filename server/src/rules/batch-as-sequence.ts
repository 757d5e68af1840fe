import type { Rule } from "./rule.ts";

export const batchAsSequence: Rule = {
  code: "batch-as-sequence",
  title: "A loader's batch is taken for a sequence",
  severity: "warning",
  what: "A recurrent layer without `batch_first` gets a batch as the loader gives it, so that the items become time steps.",
  why: "PyTorch accepts it: the layer then runs along the batch, and the sequences are taken for a batch.",
  fix: "Make the layer with `batch_first=True`, or transpose the first two dimensions.",
  doubt: "It is told only where the tensor comes from a `DataLoader` through operators that keep the batch first. A data set whose items are whole time steps is the exception.",
  bad: `
import torch
import torch.nn as nn
from torch.utils.data import DataLoader, TensorDataset

lstm = nn.LSTM(20, 8)
for x, y in DataLoader(TensorDataset(torch.randn(64, 12, 20), torch.randn(64)), batch_size=32):
    out, state = lstm(x)
`,
  good: `
import torch
import torch.nn as nn
from torch.utils.data import DataLoader, TensorDataset

lstm = nn.LSTM(20, 8, batch_first=True)
for x, y in DataLoader(TensorDataset(torch.randn(64, 12, 20), torch.randn(64)), batch_size=32):
    out, state = lstm(x)
`,
};
