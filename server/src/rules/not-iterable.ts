import type { Rule } from "./rule.ts";

export const notIterable: Rule = {
  code: "not-iterable",
  title: "Something that holds no items is looped over",
  severity: "error",
  what: "A loop, a star or an unpacking over a number, None or a layer.",
  why: "Python raises TypeError.",
  fix: "Loop over `range(n)`, over `model.children()`, or over the list that was meant.",
  doubt: "Values that are not known are taken to be iterable.",
  bad: `
for i in 10:
    print(i)
`,
  good: `
for i in range(10):
    print(i)
`,
};
