import type { Rule } from "./rule.ts";

export const notCallable: Rule = {
  code: "not-callable",
  title: "Something that is no function is called",
  severity: "error",
  what: "A call of a value that cannot be called: a tensor, a number, None.",
  why: "Python raises TypeError. Often an attribute hides a method, or a layer was replaced by its result.",
  fix: "Remove the parentheses, or use another name for one of the two.",
  doubt: "Values that are not known are taken to be callable.",
  bad: `
import torch

x = torch.randn(2, 3)
n = x.shape(0)
`,
  good: `
import torch

x = torch.randn(2, 3)
n = x.shape[0]
`,
};
