import assert from "node:assert/strict";
import { written } from "../../client/webview/table/formats.ts";
import type { PlacedRow, PlacedTable } from "../../client/webview/table/messages.ts";
import { bytes, grouped, short } from "../../server/src/ide/numbers.ts";
import { changedRows, failureIn, visibleRows } from "../../client/webview/table/view.ts";

const row = (path: string, depth: number, type: string, parameters: number | string, hasChildren = false): PlacedRow => ({
  path, depth, type, parameters, hasChildren, name: path.split(".").at(-1) ?? "", input: "(N, 3)", output: "(N, 4)", multiplyAdds: null, memory: 16, status: "ok", problem: null, call: null, definition: null,
});

const rows = [row("", 0, "Net", 60, true), row("a", 1, "Block", 40, true), row("a.conv", 2, "Conv2d", 40), row("b", 1, "Block", "C", true), row("b.conv", 2, "Conv2d", 20)];
const whole = { folded: new Set<string>(), search: "", sort: null };
const paths = (indices: readonly number[]): string[] => indices.map((i) => rows[i]!.path);

describe("the rows of the table that are seen", () => {
  it("are all, in the order of the tree", () => assert.deepEqual(visibleRows(rows, whole), [0, 1, 2, 3, 4]));

  it("are without the children of a folded row", () => {
    assert.deepEqual(paths(visibleRows(rows, { ...whole, folded: new Set(["a"]) })), ["", "a", "b", "b.conv"]);
    assert.deepEqual(paths(visibleRows(rows, { ...whole, folded: new Set([""]) })), [""]);
  });

  it("are what is searched for, within its tree", () => {
    assert.deepEqual(paths(visibleRows(rows, { ...whole, search: "B.CONV" })), ["", "b", "b.conv"]);
  });

  it("are a list when sorted, with expressions behind all numbers", () => {
    const sort = { column: "parameters", descending: true } as const;
    assert.deepEqual(paths(visibleRows(rows, { ...whole, sort })), ["b", "", "a", "a.conv", "b.conv"]);
  });

  it("are marked where their output is not that of the saved file", () => {
    const saved = rows.map((r) => (r.path === "b.conv" ? { ...r, output: "(N, 9)" } : r));
    assert.deepEqual([...changedRows(rows, saved)], [[4, "(N, 9)"]]);
    assert.equal(changedRows(rows, undefined).size, 0);
  });
});

describe("the failure in a table", () => {
  const failing = (...paths: string[]): PlacedRow[] => rows.map((r) => (paths.includes(r.path) ? { ...r, status: "repaired" } : r));

  it("is that of the innermost layer, and what follows is as it would be once mended", () => {
    const found = failureIn(failing("a.conv"));
    assert.deepEqual([found?.row.path, found?.after], ["a.conv", 3]);
  });

  it("is that of a model whose own code fails, after its layers", () => {
    const found = failureIn(failing("a"));
    assert.deepEqual([found?.row.path, found?.after], ["a", 3]);
    assert.equal(failureIn(rows), undefined);
  });
});

describe("the table as text", () => {
  const table: PlacedTable = { model: "Net", input: "(N, 3)", output: "(N, 4)", rows, parameters: 60, multiplyAdds: 0, memory: 32, requirements: [], unknowns: [] };

  it("is Markdown, with the tree indented", () => {
    const lines = written(table, "Markdown").split("\n");
    assert.equal(lines[0], "| Layer | Kind | Input | Output | Parameters | Multiply-adds | Memory |");
    assert.equal(lines[4], "| &emsp;&emsp;conv | Conv2d | (N, 3) | (N, 4) | 40 |  | 16 B |");
  });

  it("is CSV, with shapes in quotes", () => {
    assert.equal(written(table, "CSV").split("\n")[3], 'a.conv,Conv2d,"(N, 3)","(N, 4)",40,,16');
  });

  it("is JSON that can be read back", () => {
    assert.equal(JSON.parse(written(table, "JSON")).rows[4].path, "b.conv");
  });

  it("has numbers that are read at a glance", () => {
    assert.deepEqual([grouped(25840), grouped("4*C"), short(31_008_000), short(null), bytes(1_474_560), bytes(100)], ["25,840", "4*C", "31.0 M", "", "1.41 MiB", "100 B"]);
  });
});
