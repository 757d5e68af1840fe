import assert from "node:assert/strict";
import { notebookText } from "../../server/src/ide/notebook.ts";

function notebook(cells: readonly string[], metadata = {}): string {
  return JSON.stringify({ metadata, cells: cells.map((source) => ({ cell_type: "code", source: source.split(/(?<=\n)/) })) });
}

describe("a notebook's file", () => {
  it("is its code cells in order", () => {
    assert.equal(notebookText(notebook(["x = 1", "y = x\nz = y"])), "x = 1\n\ny = x\nz = y");
  });

  it("is empty in another language, and none where it cannot be read", () => {
    assert.equal(notebookText(notebook(["int x = 1;"], { language_info: { name: "C++" } })), "");
    assert.equal(notebookText(notebook(["x <- 1"], { kernelspec: { name: "ir", language: "R" } })), "");
    assert.equal(notebookText(notebook(["x = 1"], { kernelspec: { name: "python3" } })), "x = 1");
    assert.equal(notebookText("{"), undefined);
  });

  it("has a cell that is indented as a whole in a block, so that each line keeps its column", () => {
    assert.equal(notebookText(notebook(["x = 1", " # the machine\n y = x\n y"])), "x = 1\nif 1:\n # the machine\n y = x\n y");
  });
});
