import type { Rule } from "./rule.ts";

export const undefinedName: Rule = {
  code: "undefined-name",
  title: "A name that nothing defines",
  severity: "error",
  what: "A name is read that no scope has: a missing import (`F`, `nn`), or a slip of the pen.",
  why: "Python raises NameError.",
  fix: "Import it (`import torch.nn.functional as F`), or spell it as it was defined.",
  doubt: "Names that come from a star import that cannot be read are taken to exist.",
  bad: `
import torch

y = F.relu(torch.randn(2, 3))
`,
  good: `
import torch
import torch.nn.functional as F

y = F.relu(torch.randn(2, 3))
`,
};
