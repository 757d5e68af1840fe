import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import type { Module, Node } from "../../server/src/syntax/ast.ts";
import { children, walk } from "../../server/src/syntax/walk.ts";
import { problems } from "./outline.ts";
import { parse } from "./parser.ts";
import { project } from "./project.ts";

function nodesOf(module: Module): Node[] {
  const nodes: Node[] = [];
  for (const unit of module.units) for (const statement of unit.body) walk(statement, (node) => nodes.push(node));
  return nodes;
}

/** What holds of every module, however broken. */
function checkInvariants(module: Module): void {
  let end = 0;
  for (const unit of module.units) {
    assert.ok(unit.base >= end, "units in order");
    end = unit.base + unit.text.length;
    assert.equal(module.text.slice(unit.base, end), unit.text);
    assert.ok(unit.body.length > 0, "a unit has statements");
    for (const comment of unit.comments) assert.equal(unit.text.slice(comment.start, comment.end), comment.text);
  }
  for (const node of nodesOf(module)) {
    assert.ok(0 <= node.start && node.start <= node.end && node.end <= node.unit.text.length, `range of ${node.kind}`);
    for (const child of children(node)) {
      const before = node.kind === "FunctionDef" || node.kind === "ClassDef" ? 0 : node.start;
      assert.ok(child.start >= before && child.end <= node.end, `${child.kind} inside ${node.kind}`);
      assert.equal(child.unit, node.unit);
    }
  }
  for (const { start, end: stop } of module.problems) {
    assert.ok(0 <= start && start <= stop && stop <= Math.max(module.text.length, 1), "range of a problem");
  }
}

/** A generator of numbers in [0, 1) that is the same in every run (mulberry32). */
function random(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

const INSERTED = [
  ..."()[]{}'\"\\#:;,.=@*\n\t \r\0\u{1F600}",
  '"""',
  "'''",
  'f"{',
  "\n    ",
  "\ndef f(",
  "\nclass A",
  "else:\n",
  "<<<<<<< HEAD\n",
  "match x:\n case ",
  "lambda ",
  " if ",
  " := ",
  "\r\n",
];

describe("robustness", () => {
  const folder = path.join(import.meta.dirname, "fixtures");
  const fixtures = readdirSync(folder).filter((name) => name.endsWith(".py"));

  it("random edits never break the parser, and incremental parsing equals a fresh one", function () {
    this.timeout(120000);
    const next = random(20240607);
    const pick = (n: number) => Math.floor(next() * n);
    for (const name of fixtures) {
      let text = readFileSync(path.join(folder, name), "utf8");
      let module = parse(name, text);
      for (let i = 0; i < 60; i++) {
        const at = pick(text.length + 1);
        const removed = next() < 0.5 ? pick(next() < 0.1 ? 200 : 4) : 0;
        const inserted = next() < 0.6 ? (INSERTED[pick(INSERTED.length)] ?? "") : "";
        text = text.slice(0, at) + inserted + text.slice(at + removed);
        module = parse(name, text, module);
        checkInvariants(module);
        const fresh = parse(name, text);
        assert.deepEqual(project(module), project(fresh));
        assert.deepEqual(module.problems, fresh.problems);
        assert.deepEqual(module.comments, fresh.comments);
      }
    }
  });

  it("every prefix of a class still gives the methods before its end", () => {
    const source = readFileSync(path.join(folder, "definitions.py"), "utf8").slice(-900);
    for (let length = 0; length <= source.length; length += 3) checkInvariants(parse("m.py", source.slice(0, length)));
  });

  const deep: Record<string, [text: string, problem?: string]> = {
    parentheses: [`x = ${"(".repeat(5000)}1${")".repeat(5000)}`],
    lists: [`x = ${"[".repeat(5000)}${"]".repeat(5000)}`, "1: too many nested expressions"],
    "unclosed brackets": [`x = ${"[".repeat(5000)}\ny = 1`, "1: '[' was never closed"],
    "a sum": [`x = ${"a + ".repeat(30000)}a`],
    "calls and attributes": [`x = a${".b(c)[0]".repeat(3000)}`],
    or: [`x = ${"a or ".repeat(5000)}a`],
    comparisons: [`x = ${"a < ".repeat(5000)}a`],
    not: [`x = ${"not ".repeat(5000)}a`, "1: too many nested expressions"],
    conditionals: [`x = ${"a if b else ".repeat(5000)}c`, "1: too many nested expressions"],
    elif: [`if a: b\n${"elif c: d\n".repeat(3000)}`],
    if: [
      `${Array.from({ length: 2000 }, (_, i) => `${" ".repeat(i)}if a:\n`).join("")}${" ".repeat(2000)}b`,
      "102: too many levels of indentation",
    ],
    "f-string specifications": [
      `f'{a${":{a".repeat(3000)}${"}".repeat(3001)}'`,
      "1: f-string: expressions nested too deeply",
    ],
    patterns: [`match x:\n case ${"[".repeat(3000)}${"]".repeat(3000)}: pass`, "2: too many nested patterns"],
    targets: [`${"a = ".repeat(5000)}1`],
    decorators: [`${"@a\n".repeat(3000)}def f(): pass`],
    "triple quotes": ['"""'.repeat(5001), "1: unterminated triple-quoted string literal"],
    "open lines": ["(\n".repeat(20000), "1: '(' was never closed"],
  };
  for (const [what, [text, problem]] of Object.entries(deep)) {
    it(`survives thousands: ${what}`, () => {
      const module = parse("m.py", text);
      checkInvariants(module);
      assert.deepEqual(problems(module).slice(0, 1), problem === undefined ? [] : [problem]);
    });
  }

  it("reads texts with null characters, lone surrogates, byte order marks and control characters", () => {
    for (const text of [
      "\0",
      "x = '\0'\n\0\ny = 1",
      "\ufeffx = 1",
      "x\ufeff = 1",
      "x = '\ud800'",
      "\ud83d = 1",
      "\f\v\x1b",
      "\u2028x",
      "",
      "\n\n",
      "#",
      "\\",
      "\r",
      "x\r\ry",
    ]) {
      checkInvariants(parse("m.py", text));
    }
  });

  it("parses 50,000 lines, and again after an edit, lowering one unit", () => {
    const text = "class A(nn.Module):\n    def forward(self, x):\n        return self.conv(x) + (x, 1)[0]\n\n\n".repeat(
      10000,
    );
    const before = parse("m.py", text);
    assert.equal(before.units.length, 10000);
    const known = new Set(before.units);
    const after = parse("m.py", text.replace("self.conv", "self.fc"), before);
    assert.equal(after.units.filter((unit) => !known.has(unit)).length, 1);
  });

  it("answers a text that is too large with a problem", () => {
    const module = parse("m.py", "x = 1\n".repeat(2_000_000));
    assert.deepEqual(problems(module), ["1: the file is too large to be analysed (over 8000000 characters)"]);
  });
});
