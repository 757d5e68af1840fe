import type { Rule } from "./rule.ts";

export const dtype: Rule = {
  code: "dtype",
  title: "Tensors of types that do not go together",
  severity: "error",
  what: "An operator gets floats where it wants integers, doubles beside floats, or complex numbers where it has none.",
  why: "PyTorch raises RuntimeError. Mostly numpy's float64 meets a model in float32, or class indices are floats.",
  fix: "Convert with `.float()`, `.long()` or `.to(dtype)`.",
  doubt: "The types are those of PyTorch on the CPU. Under autocast, which casts floating types as it sees fit, and on a type that is not known, nothing is told for the type alone.",
  bad: `
import torch
import torch.nn as nn

y = nn.Embedding(10, 4)(torch.rand(2, 3))
`,
  good: `
import torch
import torch.nn as nn

y = nn.Embedding(10, 4)(torch.randint(10, (2, 3)))
`,
};
