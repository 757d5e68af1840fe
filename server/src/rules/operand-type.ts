import type { Rule } from "./rule.ts";

export const operandType: Rule = {
  code: "operand-type",
  title: "An operator between values that do not go together",
  severity: "error",
  what: "`+`, `@`, `<` and the like between types that do not support them, as a list and a number.",
  why: "Python raises TypeError.",
  fix: "Convert one of them, or index the value that was meant (an LSTM gives a tuple).",
  doubt: "Where one side is not known nothing is said.",
  bad: `
import torch
import torch.nn as nn

y = nn.LSTM(4, 8)(torch.randn(5, 2, 4)) + 1
`,
  good: `
import torch
import torch.nn as nn

y = nn.LSTM(4, 8)(torch.randn(5, 2, 4))[0] + 1
`,
};
