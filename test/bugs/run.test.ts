/** The table of bugs, against what PyTorch was recorded to do: `facts.jsonl`, made by scripts/oracle/bugs.py. */
import assert from "node:assert/strict";
import { prepareAnalysis } from "../analysis.ts";
import { judge } from "./judge.ts";
import { bugs, facts, keyOf } from "./table.ts";

describe("bugs", () => {
  before(prepareAnalysis);
  const known = facts();
  for (const bug of bugs()) {
    it(bug.name, () => {
      const { verdict, fixed } = judge(bug, known);
      assert.deepEqual(verdict.complaints, []);
      for (const f of fixed) assert.equal(known.get(keyOf(f.files))?.runs, true, `${f.title}: PyTorch was not asked, or does not run it: npx tsx scripts/bugs.ts --programs | python scripts/oracle/bugs.py`);
    });
  }
});
