import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { parse } from "./parser.ts";
import { difference, type Plain, project } from "./project.ts";

const fixtures = path.join(import.meta.dirname, "fixtures");

describe("the syntax tree is CPython 3.13's, positions included", () => {
  for (const name of readdirSync(fixtures).filter((file) => file.endsWith(".py"))) {
    const file = path.join(fixtures, name);
    const text = readFileSync(file, "utf8");
    // Written by scripts/oracle/dump_ast.py --golden test/syntax/fixtures.
    const golden = readFileSync(file.replace(/py$/, "jsonl"), "utf8");

    it(name, () => {
      const module = parse(file, text);
      const ours = project(module);
      const theirs = golden
        .split("\n")
        .filter((line) => line !== "")
        .map((line) => JSON.parse(line) as Plain);
      theirs.forEach((statement, i) => {
        const found = difference(ours[i], statement);
        assert.equal(found, null, `statement ${i}, ${JSON.stringify(ours[i]).slice(0, 80)}`);
      });
      assert.equal(ours.length, theirs.length);
      assert.deepEqual(module.problems, []);
    });
  }
});
