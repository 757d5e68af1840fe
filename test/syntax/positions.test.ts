import assert from "node:assert/strict";
import type { Node } from "../../server/src/syntax/ast.ts";
import { LineIndex } from "../../server/src/syntax/lines.ts";
import { nodeAt, rangeOf, trailingComment, unitAt, walk } from "../../server/src/syntax/walk.ts";
import { parse } from "./parser.ts";

describe("line index", () => {
  const index = new LineIndex("a\nbé😀\r\n\rc\r\n");

  it("counts lines after LF, CRLF and CR, characters in UTF-16", () => {
    const expected: [offset: number, line: number, character: number][] = [
      [0, 0, 0],
      [1, 0, 1],
      [2, 1, 0],
      [4, 1, 2],
      [6, 1, 4],
      [8, 2, 0],
      [9, 3, 0],
      [10, 3, 1],
      [12, 4, 0],
    ];
    for (const [offset, line, character] of expected) {
      assert.deepEqual(index.position(offset), { line, character });
      assert.equal(index.offset({ line, character }), offset);
    }
    assert.equal(index.lineCount, 5);
    assert.equal(index.line(1), "bé😀");
  });

  it("clamps what lies outside the text or its lines", () => {
    assert.deepEqual(index.position(-5), { line: 0, character: 0 });
    assert.deepEqual(index.position(99), { line: 4, character: 0 });
    assert.equal(index.offset({ line: 1, character: 99 }), 6);
    assert.equal(index.offset({ line: 9, character: 0 }), 12);
    assert.equal(index.offset({ line: -1, character: 3 }), 0);
    assert.equal(new LineIndex("").offset({ line: 0, character: 1 }), 0);
  });
});

describe("positions of nodes", () => {
  const text = [
    "# 中文 😀",
    "s = '😀' + x",
    "",
    "@dec(1)",
    "class Größe(nn.Module):",
    "    def forward(self, x: int = 3):  # shape: (N, C)",
    "        y = self.conv(x)  # shape: (N, 20)",
    "        return y",
    "",
  ].join("\n");
  const module = parse("m.py", text);
  const source = (node: Node) => text.slice(rangeOf(node).start, rangeOf(node).end);

  it("are UTF-16 offsets into the file", () => {
    const statement = module.units[0]!.body[0]!;
    assert.equal(source(statement), "s = '😀' + x");
    const definition = module.units[1]!.body[0]!;
    assert.equal(source(definition).slice(0, 12), "class Größe(");
    assert.ok(definition.kind === "ClassDef");
    const { base } = definition.unit;
    assert.equal(text.slice(base + definition.nameStart, base + definition.nameEnd), "Größe");
  });

  it("lead from an offset to the nodes around it", () => {
    const kinds = (marker: string, delta = 0) => nodeAt(module, text.indexOf(marker) + delta).map((node) => node.kind);
    assert.deepEqual(kinds("conv(x"), ["ClassDef", "FunctionDef", "Assign", "Call", "Attribute"]);
    assert.deepEqual(kinds("conv(x", 5), ["ClassDef", "FunctionDef", "Assign", "Call", "Name"]);
    assert.deepEqual(kinds("dec(1"), ["ClassDef", "Call", "Name"]);
    assert.deepEqual(kinds("3):"), ["ClassDef", "FunctionDef", "Constant"]);
    assert.deepEqual(kinds("int ="), ["ClassDef", "FunctionDef", "Arg", "Name"]);
    assert.deepEqual(kinds("# 中文"), []);
    assert.deepEqual(nodeAt(module, text.length), []);
    assert.equal(unitAt(module, text.indexOf("forward")), module.units[1]);
  });

  it("give the comment at the end of a statement's line", () => {
    const [, , assignment] = nodeAt(module, text.indexOf("y = self"));
    assert.equal(trailingComment(assignment!)?.text, "# shape: (N, 20)");
    const [, , returned] = nodeAt(module, text.indexOf("return"));
    assert.equal(trailingComment(returned!), null);
    const several = parse(
      "m.py",
      "def f(\n    a,  # first\n    b: int = 1,\n    c  # third\n): pass\nx = [  # open\n  1,\n]; # last\n",
    );
    const args: (string | undefined)[] = [];
    walk(several.units[0]!.body[0]!, (node) => {
      if (node.kind === "Arg") args.push(trailingComment(node)?.text);
    });
    assert.deepEqual(args, ["# first", undefined, "# third"]);
    assert.equal(trailingComment(several.units[1]!.body[0]!)?.text, "# last");
  });

  it("keep comments in their unit, those between units in the module", () => {
    const commented = parse("m.py", "# a\nx = 1  # b\n# c\ndef f():\n    # d\n    pass\n    # e\n# f\n");
    assert.deepEqual(
      commented.units.map((unit) => unit.comments.map((comment) => comment.text)),
      [["# b"], ["# d"]],
    );
    assert.deepEqual(
      commented.comments.map((comment) => comment.text),
      ["# a", "# c", "# e", "# f"],
    );
    for (const { start, end, text: comment } of commented.comments) {
      assert.equal(commented.text.slice(start, end), comment);
    }
  });

  it("skip a node's descendants when the visitor answers false", () => {
    const seen: string[] = [];
    walk(module.units[1]!.body[0]!, (node) => {
      seen.push(node.kind);
      return node.kind !== "FunctionDef";
    });
    assert.deepEqual(seen, ["ClassDef", "Call", "Name", "Constant", "Attribute", "Name", "FunctionDef"]);
  });
});
