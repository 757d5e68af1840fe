import type { Rule } from "./rule.ts";

export const inPlace: Rule = {
  code: "in-place",
  title: "A tensor cannot be changed in place so",
  severity: "error",
  what: "An in-place operator on elements that share memory, as after `expand`.",
  why: "PyTorch raises RuntimeError: one element of memory would be written several times.",
  fix: "Copy first with `.clone()`, or use the operator that gives a new tensor.",
  doubt: "Where strides are not known nothing is said.",
  bad: `
import torch

x = torch.zeros(3, 1).expand(3, 4)
x += 1
`,
  good: `
import torch

x = torch.zeros(3, 1).expand(3, 4).clone()
x += 1
`,
};
