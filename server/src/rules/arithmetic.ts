import type { Rule } from "./rule.ts";

export const arithmetic: Rule = {
  code: "arithmetic",
  title: "Arithmetic that Python refuses",
  severity: "error",
  what: "A division by zero, a negative shift, a root of a negative number.",
  why: "Python raises ZeroDivisionError, ValueError or OverflowError. In model code it is mostly a size that came out as 0.",
  fix: "Check the number that the message names.",
  doubt: "Numbers are those that the analysis followed to this place.",
  bad: `
heads = 0
size = 64 // heads
`,
  good: `
heads = 4
size = 64 // heads
`,
};
