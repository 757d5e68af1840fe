/** The table of bugs, against what PyTorch was recorded to do: `facts.jsonl`, made by scripts/oracle/bugs.py. */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import path from "node:path";
import { messagesPage } from "../../scripts/messages.ts";
import { prepareAnalysis } from "../analysis.ts";
import { judge } from "./judge.ts";
import { bugs, facts, keyOf } from "./table.ts";

describe("bugs", () => {
  before(prepareAnalysis);
  const known = facts();
  for (const bug of bugs()) {
    it(bug.name, () => {
      const { verdict, fixed, all } = judge(bug, known);
      assert.equal(verdict.complaints.join("; "), "");
      const asked = "PyTorch was not asked, or does not run it: npx tsx scripts/bugs.ts --programs | python scripts/oracle/bugs.py";
      for (const f of fixed) assert.ok(fixed.every((o) => o === f || o.mends !== f.mends || o.title !== f.title), `two fixes are called ${f.title}`);
      for (const f of fixed) assert.equal(known.get(keyOf(f.files))?.runs, true, `${f.title}: ${asked}`);
      if (keyOf(all) !== keyOf(bug.bad)) assert.equal(known.get(keyOf(all))?.runs, true, `fix all: ${asked}`);
    });
  }

  it("are told beside PyTorch's words as docs/messages.md has it", () => {
    const page = readFileSync(path.join(import.meta.dirname, "..", "..", "docs", "messages.md"), "utf8");
    assert.equal(messagesPage(), page, "npx tsx scripts/messages.ts");
  });
});
