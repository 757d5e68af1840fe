import type { Rule } from "./rule.ts";

export const frozenDataclass: Rule = {
  code: "frozen-dataclass",
  title: "A field of a frozen dataclass is assigned",
  severity: "error",
  what: "An attribute of an instance of `@dataclass(frozen=True)` is set or deleted.",
  why: "Python raises FrozenInstanceError.",
  fix: "Make a changed copy with `dataclasses.replace`.",
  doubt: "`object.__setattr__` is the way around, and is not reported.",
  bad: `
from dataclasses import dataclass

@dataclass(frozen=True)
class Config:
    dim: int = 64

c = Config()
c.dim = 32
`,
  good: `
from dataclasses import dataclass, replace

@dataclass(frozen=True)
class Config:
    dim: int = 64

c = replace(Config(), dim=32)
`,
};
