import type { Rule } from "./rule.ts";

export const imports: Rule = {
  code: "import",
  title: "A name that the module does not have",
  severity: "error",
  what: "`from m import name` where m is in your project, or PyTorch's own, and defines no such name; a module of PyTorch that it does not have.",
  why: "Python raises ImportError, or ModuleNotFoundError.",
  fix: "Import the name that exists; look for a circular import.",
  doubt: "Names that a module makes at run time in ways that cannot be followed are not missed.",
  bad: `
from heads import ClassifierHead

head = ClassifierHead()
`,
  good: `
from heads import Head

head = Head()
`,
  files: {"heads.py": "class Head:\n    pass\n"},
};
