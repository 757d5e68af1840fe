import type { Rule } from "./rule.ts";

export const unpack: Rule = {
  code: "unpack",
  title: "Another number of names than values",
  severity: "error",
  what: "A tuple, shape or result is unpacked into too many or too few names.",
  why: "Python raises ValueError. Often `n, c, h, w = x.shape` meets a tensor without a batch.",
  fix: "Write as many names as there are values, or a starred one.",
  doubt: "Sequences whose length is not known are not judged.",
  bad: `
import torch

n, c, h, w = torch.randn(3, 8, 8).shape
`,
  good: `
import torch

c, h, w = torch.randn(3, 8, 8).shape
`,
};
