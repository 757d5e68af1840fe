/** docs/ops.md is up to date, and accounts for every public name of PyTorch. */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { type Survey, page, survey } from "../../scripts/docs/page.ts";
import { idlePatterns, reasonedModules, reasonsFor } from "../../scripts/docs/reasons.ts";

describe("docs/ops.md", function () {
  this.timeout(120_000);
  let found: Survey;
  before(async () => {
    found = await survey();
  });

  it("is what `npm run docs` writes", () => {
    assert.equal(readFileSync(new URL("../../docs/ops.md", import.meta.url), "utf8"), page(found));
  });

  it("has a rule, Python, a value or a reason for every public name", () => {
    assert.deepEqual(found.rows.filter((row) => row.standing === undefined), []);
  });

  it("gives one reason, and none for what has a rule", () => {
    const several = found.rows.filter((row) => reasonsFor(row.module, row.name).length > (row.standing === "rule" ? 0 : 1));
    assert.deepEqual(several, []);
  });

  it("gives no reason for a name that PyTorch does not have", () => {
    const idle = reasonedModules.flatMap((module) => idlePatterns(module, found.rows.filter((row) => row.module === module).map((row) => row.name)).map((pattern) => `${module} ${pattern}`));
    assert.deepEqual(idle, []);
  });

  it("knows 99 of 100 calls in the models of torchvision, timm and transformers", () => {
    for (const { package: name, calls, modelled } of found.usage) assert.ok(modelled / calls >= 0.99, `${name}: ${modelled} of ${calls}`);
  });
});
