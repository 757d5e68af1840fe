import type { Rule } from "./rule.ts";

export const argumentName: Rule = {
  code: "argument-name",
  title: "A keyword that the function does not have",
  severity: "error",
  what: "A keyword argument is misspelt, or belongs to another function. The nearest name is suggested.",
  why: "Python raises TypeError at the call.",
  fix: "Use the parameter's own name.",
  doubt: "Functions that take `**kwargs` and pass them on are followed as far as they can be read.",
  bad: `
import torch.nn as nn

conv = nn.Conv2d(3, 16, kernel=3)
`,
  good: `
import torch.nn as nn

conv = nn.Conv2d(3, 16, kernel_size=3)
`,
};
