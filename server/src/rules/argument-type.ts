import type { Rule } from "./rule.ts";

export const argumentType: Rule = {
  code: "argument-type",
  title: "An argument of a type that the function does not take",
  severity: "error",
  what: "A string, a float or a tensor is given where an operator wants something else.",
  why: "PyTorch raises TypeError before it computes anything.",
  fix: "Convert the argument: `int(n)`, `tuple(sizes)`, `.item()`.",
  doubt: "Types are those of the values that ShapeLint follows; where a value is not known nothing is said.",
  bad: `
import torch

x = torch.zeros(2, 3.5)
`,
  good: `
import torch

x = torch.zeros(2, int(3.5))
`,
};
