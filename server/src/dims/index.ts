export { add, isConst, mul, neg, pow, product, sub, sum } from "./construct.ts";
export { ceildiv, divExact, floordiv, mod, truncdiv } from "./divide.ts";
export { isqrt, maximum, minimum } from "./extremum.ts";
export {
  and,
  divides,
  eq,
  ge,
  gt,
  le,
  lt,
  ne,
  not,
  or,
  symbolsOf,
  type Cond,
  type Constraint,
} from "./constraint.ts";
export type { Verdict } from "./decide.ts";
export { asSymbol, Expr, type Dim, type SymbolInfo } from "./expr.ts";
export { objectsMade, symbol } from "./intern.ts";
export { print, printCond, printShape } from "./print.ts";
export type { Fact, Requirement } from "./requirements.ts";
export { Scope, type Solution } from "./scope.ts";
export type { Box, Range } from "./solve.ts";
export { evaluate, holds, substitute, substituteCond } from "./substitute.ts";
