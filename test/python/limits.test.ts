import assert from "node:assert/strict";
import { OutOfFuel } from "../../server/src/python/errors.ts";
import { DEFAULT_LIMITS } from "../../server/src/python/interp.ts";
import { Unknown } from "../../server/src/python/values.ts";
import { ready, runProgram } from "./run.ts";

const BRANCHES = `
from _shapelint import unknown
n = 0
for i in range(2000):
    if unknown("a number") > i:
        n = 1
`;

describe("The work of one entry is limited", () => {
  before(ready);

  it("to a number of branches that are taken both ways", () => {
    assert.throws(() => runProgram(BRANCHES, undefined, { ...DEFAULT_LIMITS, forks: 1999 }), OutOfFuel);
    assert.doesNotThrow(() => runProgram(BRANCHES, undefined, { ...DEFAULT_LIMITS, forks: 2000 }));
  });

  it("to a number of statements", () => {
    assert.throws(() => runProgram(BRANCHES, undefined, { ...DEFAULT_LIMITS, work: 1000 }), OutOfFuel);
  });

  it("and a statement of a library by itself: what it would have bound is unknown, the rest is there", () => {
    const run = runProgram("from costly import after, dear\nprint(after)\nheld = dear\n", undefined, { ...DEFAULT_LIMITS, forks: 500 });
    assert.equal(run.printed, "8\n");
    assert.ok(run.get("held") instanceof Unknown);
  });

  it("and no part of the work of the program that imports the library", () => {
    const program = `${BRANCHES}from costly import dear\nheld = dear\n`;
    assert.doesNotThrow(() => runProgram(program, undefined, { ...DEFAULT_LIMITS, forks: 2000 }));
  });
});
