import type { Rule } from "./rule.ts";

export const statedShape: Rule = {
  code: "stated-shape",
  title: "An annotation states a shape that is not so",
  severity: "warning",
  what: 'An annotation of a parameter, a result or a variable (`Float[Tensor, "b c h w"]`, `TensorType["b", 3]`, `Tensor[[B, C]]`) contradicts every tensor that the code puts there.',
  why: "Under `@jaxtyped` with a type checker the call raises, and it is told as an error; without one the annotation misleads.",
  fix: "Correct the annotation, or the call.",
  doubt: "Only ranks, numbers and names that one call gives two numbers are compared; expressions in annotations are not reckoned.",
  bad: `
import torch
from torch import Tensor
from jaxtyping import Float

def norm(x: Float[Tensor, "batch 64"]):
    return x.norm(dim=1)

y = norm(torch.randn(8, 32))
`,
  good: `
import torch
from torch import Tensor
from jaxtyping import Float

def norm(x: Float[Tensor, "batch 32"]):
    return x.norm(dim=1)

y = norm(torch.randn(8, 32))
`,
};
