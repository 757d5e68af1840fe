import type { Rule } from "./rule.ts";

export const unknownAttribute: Rule = {
  code: "unknown-attribute",
  title: "An attribute that the object does not have",
  severity: "error",
  what: "A method or attribute is read that neither the tensor, layer, module nor class has. The nearest name is suggested.",
  why: "Python raises AttributeError.",
  fix: "Use the suggested name, or assign the attribute in `__init__`.",
  doubt: "Classes with `__getattr__` or with bases that cannot be read are taken to have it.",
  bad: `
import torch

x = torch.randn(2, 3)
n = x.sise(0)
`,
  good: `
import torch

x = torch.randn(2, 3)
n = x.size(0)
`,
};
