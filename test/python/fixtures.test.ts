import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { FIXTURES, ready, runProgram } from "./run.ts";

describe("Python's library", () => {
  before(ready);
  for (const file of readdirSync(FIXTURES)
    .filter((f) => f.endsWith(".py"))
    .sort()) {
    const name = file.slice(0, -3);
    it(`prints what CPython prints: ${name}`, () => {
      const run = runProgram(readFileSync(path.join(FIXTURES, file), "utf8"));
      assert.deepEqual(
        run.problems.map((p) => `${p.exception}: ${p.message}`),
        [],
      );
      assert.equal(run.printed, readFileSync(path.join(FIXTURES, `${name}.txt`), "utf8"));
    });
  }
});
