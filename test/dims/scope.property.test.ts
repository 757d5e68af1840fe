import assert from "node:assert/strict";
import fc from "fast-check";
import * as dims from "../../server/src/dims/index.ts";
import {
  assignment,
  build,
  buildCond,
  condTrees,
  named,
  run,
  runCond,
  simpleTrees,
  smallWorld,
  symbols,
  type CondTree,
} from "./arbitrary.ts";
import { evaluatePython } from "./python.ts";

const of = symbols();
const world = [...smallWorld()];
const conds = condTrees(simpleTrees);

/** The assignments of the small world that meet conditions. */
function allowed(facts: readonly CondTree[]): readonly (readonly number[])[] {
  return world.filter((at) => facts.every((f) => runCond(f, at)));
}

/** A scope with these facts; null if it finds that they contradict each other. */
function scopeOf(facts: readonly CondTree[]): dims.Scope | null {
  const scope = new dims.Scope();
  for (const f of facts) if (scope.assume(buildCond(f, of)) === "no") return null;
  return scope;
}

describe("scope, against all small numbers", () => {
  it("decides without facts what always or never holds", () => {
    fc.assert(
      fc.property(conds, (tree) => {
        const verdict = new dims.Scope().decide(buildCond(tree, of));
        if (verdict === "yes") assert.ok(world.every((at) => runCond(tree, at)));
        if (verdict === "no") assert.ok(!world.some((at) => runCond(tree, at)));
      }),
      { numRuns: 250 },
    );
  });

  it("decides under facts what holds wherever they hold", () => {
    fc.assert(
      fc.property(fc.array(conds, { minLength: 1, maxLength: 4 }), conds, (facts, tree) => {
        const left = allowed(facts);
        const scope = scopeOf(facts);
        if (scope === null) {
          assert.equal(left.length, 0);
          return;
        }
        const verdict = scope.decide(buildCond(tree, of));
        for (const at of left) if (verdict !== "unknown") assert.equal(runCond(tree, at), verdict === "yes");
      }),
      { numRuns: 250 },
    );
  });

  it("simplifies and bounds what holds wherever the facts hold", () => {
    fc.assert(
      fc.property(fc.array(conds, { minLength: 1, maxLength: 4 }), simpleTrees, (facts, tree) => {
        const scope = scopeOf(facts);
        fc.pre(scope !== null);
        const d = build(tree, of);
        const simple = scope!.simplify(d);
        const { lo, hi } = scope!.bounds(d);
        for (const s of dims.symbolsOf(simple)) assert.ok(of.includes(s), "a symbol that nobody made");
        for (const at of allowed(facts)) {
          const value = run(tree, at);
          assert.equal(dims.evaluate(simple, assignment(of, at)), value, dims.print(simple));
          assert.ok(lo <= value && value <= hi, `${value} not in ${lo}..${hi}`);
        }
      }),
      { numRuns: 250 },
    );
  });

  it("solves to boxes that hold all solutions, and says what it proved only", () => {
    fc.assert(
      fc.property(fc.array(conds, { minLength: 1, maxLength: 3 }), (facts) => {
        const scope = scopeOf(facts);
        fc.pre(scope !== null);
        const left = allowed(facts);
        const { satisfiable, boxes } = scope!.solve();
        if (satisfiable === "no") assert.equal(left.length, 0);
        if (boxes === "many") return;
        for (const at of world) {
          const inside = boxes.some((box) =>
            [...box].every(([s, r]) => {
              const value = at[of.indexOf(s)]!;
              return (
                value >= r.lo && value <= r.hi && (((value - r.residue) % r.modulus) + r.modulus) % r.modulus === 0
              );
            }),
          );
          assert.equal(
            inside,
            facts.every((f) => runCond(f, at)),
          );
        }
      }),
      { numRuns: 150 },
    );
  });

  it("states requirements that are met exactly where the facts are", () => {
    fc.assert(
      fc.property(fc.array(conds, { minLength: 1, maxLength: 4 }), (facts) => {
        const scope = scopeOf(facts);
        fc.pre(scope !== null);
        const { requirements } = scope!.solve();
        for (const at of world) {
          const met = requirements.every((r) => evaluatePython(r.expr, named(at)) === true);
          const expected = facts.every((f) => runCond(f, at));
          assert.equal(met, expected, requirements.map((r) => r.expr).join("; "));
        }
      }),
      { numRuns: 120 },
    );
  });

  it("takes back facts", () => {
    fc.assert(
      fc.property(fc.array(conds, { minLength: 1, maxLength: 3 }), conds, (facts, tree) => {
        const scope = new dims.Scope();
        const c = buildCond(tree, of);
        const before = scope.decide(c);
        const mark = scope.mark();
        for (const f of facts) scope.assume(buildCond(f, of));
        scope.undo(mark);
        assert.equal(scope.decide(c), before);
        assert.equal(scope.facts.length, 0);
      }),
      { numRuns: 50 },
    );
  });
});
