import assert from "node:assert/strict";
import fc from "fast-check";
import * as dims from "../../server/src/dims/index.ts";
import { assignment, build, buildCond, condTrees, named, run, runCond, symbols, trees, values } from "./arbitrary.ts";
import { evaluatePython } from "./python.ts";

const of = symbols();

describe("normal form, on random expressions", () => {
  it("has the value of the expression it was made of", () => {
    fc.assert(
      fc.property(trees, values, (tree, at) => {
        assert.equal(dims.evaluate(build(tree, of), assignment(of, at)), run(tree, at));
      }),
      { numRuns: 1500 },
    );
  });

  it("substitutes numbers to the same value", () => {
    fc.assert(
      fc.property(trees, values, (tree, at) => {
        assert.equal(dims.substitute(build(tree, of), assignment(of, at)), run(tree, at));
      }),
      { numRuns: 1000 },
    );
  });

  it("substitutes expressions", () => {
    fc.assert(
      fc.property(trees, trees, values, (tree, other, at) => {
        const [, , , d] = of;
        const replaced = dims.substitute(build(tree, of), new Map([[d!, build(other, of)]]));
        const inner = run(other, at);
        fc.pre(Math.abs(inner) < 1e4);
        assert.equal(dims.evaluate(replaced, assignment(of, at)), run(tree, [at[0]!, at[1]!, at[2]!, inner]));
      }),
      { numRuns: 1000 },
    );
  });

  it("prints Python that has the same value", () => {
    fc.assert(
      fc.property(trees, values, (tree, at) => {
        const d = build(tree, of);
        assert.equal(evaluatePython(dims.print(d), named(at)), run(tree, at), dims.print(d));
      }),
      { numRuns: 1500 },
    );
  });

  it("keeps conditions true and prints them as Python", () => {
    fc.assert(
      fc.property(condTrees(trees), values, (tree, at) => {
        const c = buildCond(tree, of);
        const expected = runCond(tree, at);
        assert.equal(dims.holds(c, assignment(of, at)), expected);
        assert.equal(dims.substituteCond(c, assignment(of, at)), expected);
        assert.equal(evaluatePython(dims.printCond(c), named(at)), expected, dims.printCond(c));
      }),
      { numRuns: 1500 },
    );
  });

  it("knows a range that holds the value", () => {
    fc.assert(
      fc.property(trees, values, (tree, at) => {
        const { lo, hi } = new dims.Scope().bounds(build(tree, of));
        const value = run(tree, at);
        assert.ok(lo <= value && value <= hi, `${value} not in ${lo}..${hi}`);
      }),
      { numRuns: 1000 },
    );
  });
});
