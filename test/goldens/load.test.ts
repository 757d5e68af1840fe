import { strict as assert } from "node:assert";

import { goldenFamilies, loadGoldens } from "./load.ts";

describe("goldens", () => {
  it("hold more than 60,000 made-up calls, a third of them rejected by PyTorch, and 40,000 of its own samples", () => {
    let facts = 0;
    let rejected = 0;
    let samples = 0;
    for (const family of goldenFamilies()) {
      const own = family === "opinfo" || family === "moduleinfo";
      for (const fact of loadGoldens(family)) {
        if (own) samples += 1;
        else {
          facts += 1;
          rejected += fact.x === undefined ? 0 : 1;
        }
        assert.ok((fact.x === undefined) !== (fact.r === undefined), `${family}: ${fact.e} ran or raised, not both`);
      }
    }
    assert.ok(facts > 60_000, `${facts} facts`);
    assert.ok(samples > 40_000, `${samples} samples`);
    assert.ok(rejected * 3 > facts, `${rejected} of ${facts} rejected`);
  });
});
