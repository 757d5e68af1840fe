/** docs/features.md names tests that are there. */
import assert from "node:assert/strict";
import { readFileSync, readdirSync } from "node:fs";
import path from "node:path";

const root = path.resolve(import.meta.dirname, "../..");
const suite = path.join(root, "test/vscode/suite");

describe("the table of features", () => {
  it("names a test in the editor for each, that is there", () => {
    const titles = new Set(
      readdirSync(suite)
        .filter((file) => file.endsWith(".test.ts"))
        .flatMap((file) => [...readFileSync(path.join(suite, file), "utf8").matchAll(/^ {2}it\("([^"]+)"/gm)].map(([, title]) => `${file.replace(".test.ts", "")}: ${title}`)),
    );
    const named = [...readFileSync(path.join(root, "docs/features.md"), "utf8").matchAll(/^\|.*\| (\w+: .+) \|$/gm)].map(([, test = ""]) => test);
    assert.ok(named.length > 50, `${named.length} features`);
    assert.deepEqual(named.filter((test) => !titles.has(test)), []);
  });
});
