import type { Rule } from "./rule.ts";

export const stateDict: Rule = {
  code: "state-dict",
  title: "A checkpoint of another model",
  severity: "error",
  what: "`load_state_dict` with keys that are missing or unexpected, or with sizes that differ.",
  why: "PyTorch raises RuntimeError and lists them.",
  fix: "Build the model with the numbers of the checkpoint; replace the head after loading; `strict=False` for keys only.",
  doubt: "Files are not read: only state dicts that the program makes are compared.",
  bad: `
import torch.nn as nn

nn.Linear(3, 4).load_state_dict(nn.Linear(5, 4).state_dict())
`,
  good: `
import torch.nn as nn

nn.Linear(3, 4).load_state_dict(nn.Linear(3, 4).state_dict())
`,
};
