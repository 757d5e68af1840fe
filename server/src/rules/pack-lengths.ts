import type { Rule } from "./rule.ts";

export const packLengths: Rule = {
  code: "pack-lengths",
  title: "Lengths that do not fit the padded sequences",
  severity: "error",
  what: "`pack_padded_sequence` with another number of lengths than sequences, a length of 0 or too long, or lengths that are not sorted.",
  why: "PyTorch raises.",
  fix: "One length an item, between 1 and the padded length; `enforce_sorted=False` unless they are sorted.",
  doubt: "Lengths that come from data are not known and not judged.",
  bad: `
import torch
from torch.nn.utils.rnn import pack_padded_sequence

p = pack_padded_sequence(torch.randn(5, 3, 8), torch.tensor([5, 4]))
`,
  good: `
import torch
from torch.nn.utils.rnn import pack_padded_sequence

p = pack_padded_sequence(torch.randn(5, 3, 8), torch.tensor([5, 4, 2]))
`,
};
