import type { Rule } from "./rule.ts";

export const raised: Rule = {
  code: "raised",
  title: "The code itself raises",
  severity: "error",
  what: "A `raise` of the program is certainly reached by a call that the program makes.",
  why: "The author of the code checks something here, and the check fails.",
  fix: "Give what the message asks for.",
  doubt: "Checks of inputs that ShapeLint made up are not reported.",
  bad: `
def head(kind):
    if kind == "linear":
        return 1
    raise ValueError(f"unknown head {kind}")

h = head("conv")
`,
  good: `
def head(kind):
    if kind == "linear":
        return 1
    raise ValueError(f"unknown head {kind}")

h = head("linear")
`,
};
