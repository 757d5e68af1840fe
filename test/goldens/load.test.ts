import { strict as assert } from "node:assert";

import { goldenFamilies, loadGoldens } from "./load.ts";

describe("goldens", () => {
  it("hold more than 60,000 facts, a third of them rejected by PyTorch", () => {
    let facts = 0;
    let rejected = 0;
    for (const family of goldenFamilies()) {
      for (const fact of loadGoldens(family)) {
        facts += 1;
        rejected += fact.x === undefined ? 0 : 1;
        assert.ok((fact.x === undefined) !== (fact.r === undefined), `${family}: ${fact.e} ran or raised, not both`);
      }
    }
    assert.ok(facts > 60_000, `${facts} facts`);
    assert.ok(rejected * 3 > facts, `${rejected} of ${facts} rejected`);
  });
});
