import type { Rule } from "./rule.ts";

export const argumentValue: Rule = {
  code: "argument-value",
  title: "An argument's value is outside what the operator allows",
  severity: "error",
  what: "A stride of 0, a probability above 1, a mode that does not exist, and the like.",
  why: "PyTorch checks these values and raises.",
  fix: "Choose a value that the message allows.",
  doubt: "Values that come from configuration files or the command line are not known and not judged.",
  bad: `
import torch.nn as nn

drop = nn.Dropout(p=1.5)
`,
  good: `
import torch.nn as nn

drop = nn.Dropout(p=0.5)
`,
};
