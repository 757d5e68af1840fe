import assert from "node:assert/strict";
import { cellAt, joinCells } from "../../server/src/lsp/notebook.ts";

describe("the cells of a notebook", () => {
  it("are one program in order, each at its own line", () => {
    const joined = joinCells(["import torch\nx = 1", "", "y = x"]);
    assert.equal(joined.text, "import torch\nx = 1\n\ny = x");
    assert.deepEqual(joined.firstLines, [0, 2, 3]);
    assert.deepEqual(
      [0, 1, 2, 3].map((line) => cellAt(joined, line)),
      [0, 0, 1, 2],
    );
  });

  it("keep every column where magics and shell lines are blanked", () => {
    const lines = ["%matplotlib inline", "!pip install torch", "  %time x = f(2)", "nn.Linear?", "?nn", "%x"];
    const blanked = joinCells([lines.join("\n")]).text.split("\n");
    assert.deepEqual(
      blanked.map((line) => line.length),
      lines.map((line) => line.length),
    );
    assert.deepEqual(
      blanked.map((line) => line.trim()),
      ["pass", "pass", "if 1: x = f(2)", "pass", "0", "0"],
    );
  });

  it("keep what a magic times, and the names that the shell fills", () => {
    assert.equal(
      joinCells(["%time x = f(2)\nfiles = !ls data\ny = %time g(3)\nif x:\n  !ls\ncd data/"]).text,
      "if 1: x = f(2)\nfiles = In      \ny =       g(3)\nif x:\n  0  \npass    ",
    );
  });

  it("blank the lines that a backslash joins to one of the shell's", () => {
    assert.equal(
      joinCells(["!python train.py \\\n    --lr 1\nx = 1\ny = !ls \\\n  data\n!ls \\"]).text,
      "pass              \n          \nx = 1\ny = In   \n      \npass ",
    );
  });

  it("lose a cell in another language, not one that is only timed", () => {
    assert.equal(joinCells(["%%bash\nls\npwd"]).text, "\n\n");
    assert.equal(joinCells(["%%time\nx = 1"]).text, "pass  \nx = 1");
  });

  it("keep Python that only looks like a magic", () => {
    const cell = 'y = ("%d"\n     % x)\nz = (y\n  != x)\n# really?\nuse_gpu = True  # or not?';
    assert.equal(joinCells([cell]).text, cell);
  });
});
