import type { Rule } from "./rule.ts";

export const invalidCall: Rule = {
  code: "invalid-call",
  title: "A call that Python or PyTorch refuses",
  severity: "error",
  what: "A built-in function, a method of the standard library or an operator raises for the values that it is given, in a way that no other rule names.",
  why: "The call raises the exception that the message shows.",
  fix: "Give what the message asks for.",
  doubt: "Values are those that the analysis followed to this place.",
  bad: `
n = int("three")
`,
  good: `
n = int("3")
`,
};
