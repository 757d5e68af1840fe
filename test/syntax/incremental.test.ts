import assert from "node:assert/strict";
import type { Module } from "../../server/src/syntax/ast.ts";
import { rangeOf } from "../../server/src/syntax/walk.ts";
import { parse } from "./parser.ts";
import { project } from "./project.ts";

const text = [
  "import torch",
  "class A:",
  "    x = 1",
  "x = 1",
  "class B:",
  "    def f(self):",
  "        return 1  # one",
  "x = 1",
  "",
].join("\n");

/** Which units of `after` are units of `before`, by index. */
function reused(before: Module, after: Module): number[] {
  return after.units.map((unit) => before.units.indexOf(unit));
}

describe("re-use of units", () => {
  it("keeps every unit when nothing changed", () => {
    const before = parse("m.py", text);
    assert.deepEqual(reused(before, parse("m.py", text, before)), [0, 1, 2, 3, 4]);
  });

  it("moves units below an inserted line without lowering them", () => {
    const before = parse("m.py", text);
    const after = parse("m.py", `# new\n\n${text}`, before);
    assert.deepEqual(reused(before, after), [0, 1, 2, 3, 4]);
    const definition = after.units[1]!.body[0]!;
    assert.equal(after.text.slice(rangeOf(definition).start, rangeOf(definition).end), "class A:\n    x = 1");
    assert.deepEqual(project(after), project(parse("m.py", after.text)));
  });

  it("lowers only the unit that an edit is in", () => {
    const before = parse("m.py", text);
    assert.deepEqual(reused(before, parse("m.py", text.replace("return 1", "return (2"), before)), [0, 1, 2, -1, 4]);
    assert.deepEqual(reused(before, parse("m.py", text.replace("# one", "# two"), before)), [0, 1, 2, -1, 4]);
  });

  it("gives the nth unit of a text to its nth occurrence", () => {
    const before = parse("m.py", "x = 1\nx = 1\nx = 1\n");
    assert.deepEqual(reused(before, parse("m.py", "y = 2\nx = 1\nx = 1\nx = 1\nx = 1\n", before)), [-1, 0, 1, 2, -1]);
    assert.deepEqual(reused(before, parse("m.py", "x = 1\n", before)), [0]);
  });

  it("takes nothing over from another file", () => {
    const before = parse("m.py", text);
    assert.deepEqual(reused(before, parse("n.py", text, before)), [-1, -1, -1, -1, -1]);
  });
});
