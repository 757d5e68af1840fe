import type { Rule } from "./rule.ts";

export const assertion: Rule = {
  code: "assertion",
  title: "An assertion of the code fails",
  severity: "error",
  what: "An `assert` whose condition is certainly false.",
  why: "Python raises AssertionError. Models assert what they need of their sizes.",
  fix: "Give the model the sizes that it asserts, or correct the assertion.",
  doubt: "Assertions about inputs that ShapeLint made up are not reported; they become requirements of the model.",
  bad: `
import torch.nn as nn

class Attention(nn.Module):
    def __init__(self, dim, heads):
        super().__init__()
        assert dim % heads == 0, "dim must be divisible by heads"

block = Attention(64, 6)
`,
  good: `
import torch.nn as nn

class Attention(nn.Module):
    def __init__(self, dim, heads):
        super().__init__()
        assert dim % heads == 0, "dim must be divisible by heads"

block = Attention(64, 8)
`,
};
