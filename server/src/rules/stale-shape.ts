import type { Rule } from "./rule.ts";

export const staleShape: Rule = {
  code: "stale-shape",
  title: "A comment states a shape that is not so",
  severity: "information",
  what: "A comment behind an assignment, a return, a layer or a parameter states a shape (`# shape: (N, 64, 28, 28)`, `# [B, 64, 28, 28]`, `# 20x4x4`), and every call gives another. For `# shape:` it is a warning.",
  why: "Readers believe comments. A stale one hides the next mistake.",
  fix: "The quick fix writes the shape that is so; names and sizes that agree stay as they are.",
  doubt: "A comment may speak of another call than those in the code, with larger images say. The batch may be left out, and numbers in another order are left alone.",
  bad: `
import torch
import torch.nn as nn

x = torch.randn(8, 3, 32, 32)
x = nn.Conv2d(3, 16, 3)(x)  # [8, 16, 32, 32]
`,
  good: `
import torch
import torch.nn as nn

x = torch.randn(8, 3, 32, 32)
x = nn.Conv2d(3, 16, 3)(x)  # [8, 16, 30, 30]
`,
};
