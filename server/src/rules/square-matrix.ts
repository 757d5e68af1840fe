import type { Rule } from "./rule.ts";

export const squareMatrix: Rule = {
  code: "square-matrix",
  title: "A matrix that is not square",
  severity: "error",
  what: "An inverse, determinant, eigenvalue or Cholesky factor of a matrix that is not square.",
  why: "They are defined for square matrices; PyTorch raises.",
  fix: "Use the pseudo-inverse or the singular values, or look for a transpose that is missing.",
  doubt: "Nothing: the sizes are compared as PyTorch compares them.",
  bad: `
import torch

y = torch.linalg.inv(torch.randn(3, 4))
`,
  good: `
import torch

y = torch.linalg.pinv(torch.randn(3, 4))
`,
};
