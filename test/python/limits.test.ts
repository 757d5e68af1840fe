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

  it("and so is a text: one that doubles with every pass is unknown in the end", () => {
    const run = runProgram("text = 'ab'\nquoted = \"'\"\nfor _ in range(60):\n    text = text + text\n    quoted = repr(quoted)\n    shown = f'{text}{text}'\nlong = 'ab' * 10**6\nitems = [0, 1] * 10**6\nprint(len(items))\nsome = []\nsome += [0] * 300_000\nprint(len(some))\n");
    for (const name of ["text", "shown", "long"]) assert.ok(run.get(name) instanceof Unknown, name);
    assert.equal(run.printed, "2000000\n300000\n");
  });

  it("and a `__str__` of which nothing is known is not the `__repr__` that asks for it", () => {
    const run = runProgram("class Part:\n    def __init__(self, names):\n        self.names = names\n    def __str__(self):\n        return ','.join(sorted(unknown(n) for n in self.names))\n    def __repr__(self):\n        return f'<Part({str(self)!r})>'\nfrom nowhere import unknown\nprint(repr(Part(['a'])))\n");
    assert.ok(run.printed.length < 40, run.printed.slice(0, 80));
  });
});
