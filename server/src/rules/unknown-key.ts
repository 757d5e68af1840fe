import type { Rule } from "./rule.ts";

export const unknownKey: Rule = {
  code: "unknown-key",
  title: "A key that the dict does not have",
  severity: "error",
  what: "A dict or ModuleDict is read at a key that it certainly lacks.",
  why: "Python raises KeyError.",
  fix: "Use a key that exists, or `.get(key)`.",
  doubt: "Dicts that may have other keys than those seen are not judged.",
  bad: `
sizes = {"small": 64}
d = sizes["large"]
`,
  good: `
sizes = {"small": 64, "large": 128}
d = sizes["large"]
`,
};
