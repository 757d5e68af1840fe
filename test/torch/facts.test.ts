/** Every recorded fact about PyTorch against our rules: shape, dtype, strides, rejection and message. */
import assert from "node:assert/strict";
import { goldenFamilies, loadGoldens } from "../goldens/load.ts";
import { judge } from "./disagreements.ts";
import { prepare } from "./evaluate.ts";

describe("PyTorch's facts", function () {
  this.timeout(600_000);
  before(prepare);
  // The torchvision family is about torchvision's own sources: the corpus judges it (scripts/corpus/facts.ts).
  for (const family of goldenFamilies().filter((f) => f !== "torchvision")) {
    it(family, () => {
      const { found, stale } = judge(family, loadGoldens(family));
      assert.equal(found.length, 0, `${found.length} facts disagree and are not listed:\n${found.slice(0, 5).map((f) => `${f.call}\n      ${f.difference}`).join("\n")}`);
      assert.deepEqual(stale, [], "these are listed as disagreements, and agree");
    });
  }
});
