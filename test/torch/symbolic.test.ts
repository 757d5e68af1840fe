/** A few facts of every operator with symbols in place of sizes; `npx tsx scripts/symbolic.ts` runs all. */
import assert from "node:assert/strict";
import { type Fact, goldenFamilies, loadGoldens } from "../goldens/load.ts";
import { SEED } from "../seed.ts";
import { callOf, listed } from "./disagreements.ts";
import { prepare } from "./evaluate.ts";
import { randomOf, runSymbolically } from "./symbolic.ts";

const EACH = 4;

/** Some of the facts of each operator of a family. */
function some(family: string, random: () => number): Fact[] {
  const open = new Set(Object.values(listed[family] ?? {}).flat());
  const byOperator = new Map<string, Fact[]>();
  for (const fact of loadGoldens(family)) {
    if (open.has(callOf(fact))) continue;
    const facts = byOperator.get(fact.op);
    if (facts) facts.push(fact);
    else byOperator.set(fact.op, [fact]);
  }
  return [...byOperator.values()].flatMap((facts) => Array.from({ length: Math.min(EACH, facts.length) }, () => facts[Math.floor(random() * facts.length)] as Fact));
}

describe("rules over symbols", function () {
  this.timeout(300_000);
  before(prepare);
  for (const family of goldenFamilies().filter((f) => f !== "torchvision")) {
    it(`give what they give over numbers: ${family}`, () => {
      const random = randomOf(SEED);
      const runs = some(family, random).map((fact) => runSymbolically(fact, random)).filter((run) => run !== undefined);
      const faults = runs.filter((run) => run.outcome === "fault");
      assert.equal(faults.length, 0, faults.slice(0, 5).map((run) => `${run.call}   ${JSON.stringify([...run.numbers])}\n      ${run.fault}`).join("\n"));
      assert.ok(runs.filter((run) => run.outcome === "agrees" || run.outcome === "rejects").length * 2 > runs.length, "most are decided");
    });
  }
});
