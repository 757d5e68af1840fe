import type { Rule } from "./rule.ts";

export const syntax: Rule = {
  code: "syntax",
  title: "The file is not Python",
  severity: "error",
  what: "A place that Python's grammar does not allow.",
  why: "Python refuses the whole file. ShapeLint reads what it can of the rest.",
  fix: "Close the bracket or string, or indent as the message says.",
  doubt: "The grammar is that of Python 3.13.",
  bad: `
x = (1,
`,
  good: `
x = (1,)
`,
};
