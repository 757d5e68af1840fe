import assert from "node:assert/strict";
import { goldenFamilies, loadGoldens } from "../goldens/load.ts";
import { prepare } from "./evaluate.ts";
import { randomOf } from "./symbolic.ts";
import { withUnknowns } from "./unknown.ts";

/** Of a hundred recorded calls so many are run here; `scripts/unknowns.ts` runs all. */
const SHARE = 0.004;

describe("a call fails for nothing that is not known", function () {
  this.timeout(300_000);
  before(prepare);

  for (const family of goldenFamilies()) {
    if (family === "torchvision") continue;
    it(family, () => {
      const random = randomOf(3);
      const faults: string[] = [];
      for (const fact of loadGoldens(family)) {
        if (random() >= SHARE) continue;
        for (const { call, fault } of withUnknowns(fact)) if (fault !== undefined) faults.push(`${call}: ${fault}`);
      }
      assert.deepEqual(faults, []);
    });
  }
});
