import type { Rule } from "./rule.ts";

export const argumentCount: Rule = {
  code: "argument-count",
  title: "A call gives too few or too many arguments",
  severity: "error",
  what: "A function or layer is called with another number of arguments than it takes.",
  why: "Python raises TypeError. With models it is mostly a forward that takes two inputs and is given one.",
  fix: "Give the arguments that the signature asks for.",
  doubt: "A decorator that changes the signature and cannot be read is taken to keep it.",
  bad: `
import torch.nn as nn

layer = nn.Linear(10)
`,
  good: `
import torch.nn as nn

layer = nn.Linear(10, 5)
`,
};
