import type { Rule } from "./rule.ts";

export const indexShape: Rule = {
  code: "index-shape",
  title: "An index or mask of a shape that does not fit",
  severity: "error",
  what: "A boolean mask of other sizes than what it masks, or an index for `gather`/`scatter` that is larger than its tensor.",
  why: "PyTorch raises IndexError or RuntimeError.",
  fix: "A mask has the sizes of the leading dimensions it selects; an index has the rank of its tensor.",
  doubt: "Sizes that depend on the data are not compared.",
  bad: `
import torch

y = torch.randn(2, 3)[torch.ones(3, dtype=torch.bool)]
`,
  good: `
import torch

y = torch.randn(2, 3)[:, torch.ones(3, dtype=torch.bool)]
`,
};
