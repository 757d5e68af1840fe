import type { Rule } from "./rule.ts";

export const indexOutOfRange: Rule = {
  code: "index-out-of-range",
  title: "An index or range beyond the end",
  severity: "error",
  what: "An integer index, a `narrow`, or an index into a list is not within the size.",
  why: "PyTorch and Python raise IndexError.",
  fix: "The last index is the size minus one; -1 is the last item.",
  doubt: "Indices that come from data are not known and not judged.",
  bad: `
import torch

row = torch.randn(2, 3)[2]
`,
  good: `
import torch

row = torch.randn(2, 3)[1]
`,
};
