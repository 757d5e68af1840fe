import assert from "node:assert/strict";
import { goldenFamilies, loadGoldens } from "../goldens/load.ts";
import { prepare } from "./evaluate.ts";
import { randomOf } from "./symbolic.ts";
import { withUnknowns } from "./unknown.ts";

/** The share of the recorded calls that is run here; `scripts/unknowns.ts` runs all. */
const SHARE = 0.004;
/** PyTorch's own samples are made with types throughout, attention asks for the usual rank of what is not known, and an overload may be chosen by what is. */
const LEFT_OUT: ReadonlySet<string> = new Set(["torchvision", "moduleinfo", "opinfo", "rnn_attention", "further"]);

describe("a call fails for nothing that is not known", function () {
  this.timeout(300_000);
  before(prepare);

  for (const family of goldenFamilies()) {
    if (LEFT_OUT.has(family)) continue;
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
