/** Every recorded fact about PyTorch against our rules: shape, dtype, strides, rejection and message. */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { type Fact, goldenFamilies, loadGoldens } from "../goldens/load.ts";
import { disagreement, evaluateFact, prepare } from "./evaluate.ts";

/** How many facts of a family may still disagree; `npx tsx scripts/facts.ts FAMILY` prints them. It only ever goes down. */
const allowed: Readonly<Record<string, number>> = JSON.parse(readFileSync(new URL("disagreements.json", import.meta.url), "utf8"));

/** A failure of our own is a disagreement too. */
function differenceOf(fact: Fact): string | undefined {
  try {
    return disagreement(fact, evaluateFact(fact));
  } catch (e) {
    return `our own failure: ${e instanceof Error ? e.stack : String(e)}`;
  }
}

describe("PyTorch's facts", function () {
  this.timeout(600_000);
  before(prepare);
  // The torchvision family is about torchvision's own sources, which are not here.
  for (const family of goldenFamilies().filter((f) => f !== "torchvision")) {
    it(family, () => {
      const found: string[] = [];
      for (const fact of loadGoldens(family)) {
        const difference = differenceOf(fact);
        if (difference !== undefined) found.push(`${fact.pre ? `${fact.pre}; ` : ""}${fact.e}\n      ${difference}`);
      }
      assert.ok(found.length <= (allowed[family] ?? 0), `${found.length} facts disagree, ${allowed[family] ?? 0} may:\n${found.slice(0, 5).join("\n")}`);
    });
  }
});
