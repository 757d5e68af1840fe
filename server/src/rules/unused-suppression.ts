import type { Rule } from "./rule.ts";

export const unusedSuppression: Rule = {
  code: "unused-suppression",
  title: "An ignore comment that ignores nothing",
  severity: "warning",
  what: "A `# shapelint: ignore` comment on a line without such a diagnostic, or with a code that does not exist.",
  why: "It would hide a mistake that comes later.",
  fix: "Remove the comment, or name the code that is reported.",
  doubt: "Nothing.",
  bad: `
x = 1  # shapelint: ignore[broadcast]
`,
  good: `
import torch

y = torch.randn(2) + torch.randn(3)  # shapelint: ignore[broadcast]
`,
};
