import type { Rule } from "./rule.ts";

export const abstractClass: Rule = {
  code: "abstract-class",
  title: "An abstract class is instantiated",
  severity: "error",
  what: "A class with abstract methods is called, though some of them are not written.",
  why: "Python raises TypeError when the object is made, so nothing after it runs.",
  fix: "Write the missing methods in the subclass, or instantiate the subclass that has them.",
  doubt: "A metaclass of your own may change which methods count as abstract; ShapeLint follows `abc` only.",
  bad: `
from abc import ABC, abstractmethod

class Head(ABC):
    @abstractmethod
    def size(self): ...

h = Head()
`,
  good: `
from abc import ABC, abstractmethod

class Head(ABC):
    @abstractmethod
    def size(self): ...

class Small(Head):
    def size(self):
        return 10

h = Small()
`,
};
