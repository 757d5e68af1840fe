import fc from "fast-check";
import * as dims from "../../server/src/dims/index.ts";
import type { Cond, Dim, Expr } from "../../server/src/dims/index.ts";

/** An integer expression as it would be written, before any normal form. */
export type Tree =
  | { readonly op: "symbol"; readonly index: number }
  | { readonly op: "number"; readonly value: number }
  | { readonly op: "add" | "sub" | "mul" | "min" | "max"; readonly a: Tree; readonly b: Tree }
  | { readonly op: "floordiv" | "mod" | "ceildiv"; readonly a: Tree; readonly by: number }
  | { readonly op: "divideBySize" | "modBySize"; readonly a: Tree; readonly index: number };

/** `a, b` are sizes from 1, `c` is an index from 0, `d` any integer. */
export const NAMES = ["a", "b", "c", "d"] as const;
export const MINIMA = [1, 1, 0, -Infinity] as const;

export function symbols(): readonly Expr[] {
  return NAMES.map((name, i) => dims.symbol({ name, min: MINIMA[i]! }));
}

/** Values for the symbols, as `evaluate` takes them. */
export function assignment(of: readonly Expr[], values: readonly number[]): Map<Expr, number> {
  return new Map(of.map((s, i) => [s, values[i]!]));
}

export function named(values: readonly number[]): Record<string, number> {
  return Object.fromEntries(NAMES.map((name, i) => [name, values[i]!]));
}

export const values: fc.Arbitrary<number[]> = fc.tuple(
  fc.integer({ min: 1, max: 40 }),
  fc.integer({ min: 1, max: 40 }),
  fc.integer({ min: 0, max: 40 }),
  fc.integer({ min: -40, max: 40 }),
);

const divisor = fc.oneof(fc.constantFrom(2, 3, 4, 6, 8), fc.integer({ min: -9, max: 9 })).filter((n) => n !== 0);
const leaf: fc.Arbitrary<Tree> = fc.oneof(
  { weight: 3, arbitrary: fc.integer({ min: 0, max: 3 }).map((index): Tree => ({ op: "symbol", index })) },
  { weight: 1, arbitrary: fc.integer({ min: -12, max: 12 }).map((value): Tree => ({ op: "number", value })) },
);

export const trees: fc.Arbitrary<Tree> = fc.letrec<{ tree: Tree }>((tie) => {
  const sub = tie("tree");
  return {
    tree: fc.oneof(
      { maxDepth: 5, depthSize: "small", withCrossShrink: true },
      leaf,
      fc.record({ op: fc.constantFrom("add", "sub", "mul"), a: sub, b: sub }) as fc.Arbitrary<Tree>,
      fc.record({ op: fc.constantFrom("min", "max"), a: sub, b: sub }) as fc.Arbitrary<Tree>,
      fc.record({ op: fc.constantFrom("floordiv", "mod", "ceildiv"), a: sub, by: divisor }) as fc.Arbitrary<Tree>,
      fc.record({
        op: fc.constantFrom("divideBySize", "modBySize"),
        a: sub,
        index: fc.constantFrom(0, 1),
      }) as fc.Arbitrary<Tree>,
    ),
  };
}).tree;

/** The tree as a dim. */
export function build(tree: Tree, of: readonly Expr[]): Dim {
  switch (tree.op) {
    case "symbol":
      return of[tree.index]!;
    case "number":
      return tree.value;
    case "add":
      return dims.add(build(tree.a, of), build(tree.b, of));
    case "sub":
      return dims.sub(build(tree.a, of), build(tree.b, of));
    case "mul":
      return dims.mul(build(tree.a, of), build(tree.b, of));
    case "min":
      return dims.minimum(build(tree.a, of), build(tree.b, of));
    case "max":
      return dims.maximum(build(tree.a, of), build(tree.b, of));
    case "floordiv":
      return dims.floordiv(build(tree.a, of), tree.by);
    case "mod":
      return dims.mod(build(tree.a, of), tree.by);
    case "ceildiv":
      return dims.ceildiv(build(tree.a, of), tree.by);
    case "divideBySize":
      return dims.floordiv(build(tree.a, of), of[tree.index]!);
    case "modBySize":
      return dims.mod(build(tree.a, of), of[tree.index]!);
  }
}

/** The number the tree stands for. */
export function run(tree: Tree, at: readonly number[]): number {
  return compute(tree, at) + 0;
}

function compute(tree: Tree, at: readonly number[]): number {
  switch (tree.op) {
    case "symbol":
      return at[tree.index]!;
    case "number":
      return tree.value;
    case "add":
      return run(tree.a, at) + run(tree.b, at);
    case "sub":
      return run(tree.a, at) - run(tree.b, at);
    case "mul":
      return run(tree.a, at) * run(tree.b, at);
    case "min":
      return Math.min(run(tree.a, at), run(tree.b, at));
    case "max":
      return Math.max(run(tree.a, at), run(tree.b, at));
    case "floordiv":
      return Math.floor(run(tree.a, at) / tree.by) + 0;
    case "mod":
      return pythonMod(run(tree.a, at), tree.by);
    case "ceildiv":
      return Math.ceil(run(tree.a, at) / tree.by) + 0;
    case "divideBySize":
      return Math.floor(run(tree.a, at) / at[tree.index]!) + 0;
    case "modBySize":
      return pythonMod(run(tree.a, at), at[tree.index]!);
  }
}

function pythonMod(a: number, b: number): number {
  return a - b * Math.floor(a / b) + 0;
}

/** Conditions between two trees, and their joints. */
export type CondTree =
  | { readonly op: "eq" | "ne" | "lt" | "le" | "gt" | "ge"; readonly a: Tree; readonly b: Tree }
  | { readonly op: "divides"; readonly by: number; readonly a: Tree }
  | { readonly op: "and" | "or"; readonly a: CondTree; readonly b: CondTree }
  | { readonly op: "not"; readonly a: CondTree };

/** Conditions like those that layers demand: small, mostly of one or two symbols. */
export const simpleTrees: fc.Arbitrary<Tree> = fc.letrec<{ tree: Tree }>((tie) => {
  const sub = tie("tree");
  return {
    tree: fc.oneof(
      { maxDepth: 3, depthSize: "small", withCrossShrink: true },
      leaf,
      fc.record({ op: fc.constantFrom("add", "sub", "mul"), a: sub, b: sub }) as fc.Arbitrary<Tree>,
      fc.record({ op: fc.constantFrom("floordiv", "mod"), a: sub, by: fc.constantFrom(2, 3, 4) }) as fc.Arbitrary<Tree>,
    ),
  };
}).tree;

export function condTrees(of: fc.Arbitrary<Tree>): fc.Arbitrary<CondTree> {
  const comparison = fc.record({ op: fc.constantFrom("eq", "ne", "lt", "le", "gt", "ge"), a: of, b: of });
  const divides = fc.record({ op: fc.constant("divides"), by: fc.constantFrom(2, 3, 4, 6), a: of });
  return fc.letrec<{ cond: CondTree }>((tie) => ({
    cond: fc.oneof(
      { maxDepth: 2, depthSize: "small", withCrossShrink: true },
      comparison as fc.Arbitrary<CondTree>,
      divides as fc.Arbitrary<CondTree>,
      fc.record({ op: fc.constantFrom("and", "or"), a: tie("cond"), b: tie("cond") }) as fc.Arbitrary<CondTree>,
      fc.record({ op: fc.constant("not"), a: tie("cond") }) as fc.Arbitrary<CondTree>,
    ),
  })).cond;
}

const COMPARISONS = { eq: dims.eq, ne: dims.ne, lt: dims.lt, le: dims.le, gt: dims.gt, ge: dims.ge };

export function buildCond(tree: CondTree, of: readonly Expr[]): Cond {
  switch (tree.op) {
    case "divides":
      return dims.divides(tree.by, build(tree.a, of));
    case "and":
      return dims.and(buildCond(tree.a, of), buildCond(tree.b, of));
    case "or":
      return dims.or(buildCond(tree.a, of), buildCond(tree.b, of));
    case "not":
      return dims.not(buildCond(tree.a, of));
    default:
      return COMPARISONS[tree.op](build(tree.a, of), build(tree.b, of));
  }
}

export function runCond(tree: CondTree, at: readonly number[]): boolean {
  switch (tree.op) {
    case "divides":
      return pythonMod(run(tree.a, at), tree.by) === 0;
    case "and":
      return runCond(tree.a, at) && runCond(tree.b, at);
    case "or":
      return runCond(tree.a, at) || runCond(tree.b, at);
    case "not":
      return !runCond(tree.a, at);
  }
  const [a, b] = [run(tree.a, at), run(tree.b, at)];
  switch (tree.op) {
    case "eq":
      return a === b;
    case "ne":
      return a !== b;
    case "lt":
      return a < b;
    case "le":
      return a <= b;
    case "gt":
      return a > b;
    case "ge":
      return a >= b;
  }
}

/** All assignments of small values, for comparing with what is proven. */
export function* smallWorld(): Iterable<readonly number[]> {
  for (let a = 1; a <= 7; a++) {
    for (let b = 1; b <= 6; b++) {
      for (let c = 0; c <= 5; c++) for (let d = -4; d <= 5; d++) yield [a, b, c, d];
    }
  }
}
