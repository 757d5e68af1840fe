import assert from "node:assert/strict";
import * as vscode from "vscode";
import { apply, codeActions, find, hoverText, problems, screenshots, until, untilProblems } from "./editor.ts";
import { exported } from "./exported.ts";

describe("a notebook", () => {
  let notebook: vscode.NotebookDocument;

  before(async () => {
    const folder = vscode.workspace.workspaceFolders?.[0];
    assert.ok(folder);
    notebook = await vscode.workspace.openNotebookDocument(vscode.Uri.joinPath(folder.uri, "model.ipynb"));
    await vscode.window.showNotebookDocument(notebook);
  });

  after(async () => {
    await vscode.commands.executeCommand("workbench.action.revertAndCloseActiveEditor");
    await vscode.commands.executeCommand("workbench.action.closeAllEditors");
  });

  const cell = (index: number): vscode.TextDocument => notebook.cellAt(index).document;

  it("of eleven cells, with a model over three, has its diagnostic in the cell of the wrong number, and nowhere else", async () => {
    assert.equal(notebook.cellCount, 11);
    const [slip] = await untilProblems(cell(4), ({ length }) => length === 1);
    assert.match(slip?.message ?? "", /1352/);
    assert.deepEqual(slip?.range, find(cell(4), "8 * 12 * 12"));
    const others = notebook.getCells().filter(({ document }) => document !== cell(4));
    assert.deepEqual(
      others.flatMap(({ document }) => problems(document)),
      [],
    );
  });

  it("has hovers, and a preview, in each cell", async () => {
    assert.match(await hoverText(cell(3), find(cell(3), "self.pool(F").start), /\(4, 8, 13, 13\)/);
    assert.match(await hoverText(cell(8), find(cell(8), "out").start), /\(4, 10\)/);
    const { pooling } = await exported();
    const at = find(cell(3), "nn.MaxPool2d").start;
    await vscode.commands.executeCommand("shapelint.previewPooling", cell(3).uri.toString(), at);
    await until(
      () => (pooling.shown?.input[2] === 26 ? true : undefined),
      () => JSON.stringify(pooling.shown),
    );
    await vscode.commands.executeCommand("workbench.action.closeEditorsInOtherGroups");
  });

  it("has hints, lenses, a table and what is set as input in its cells", async () => {
    vscode.window.activeNotebookEditor?.revealRange(new vscode.NotebookRange(5, 9));
    const whole = new vscode.Range(0, 0, cell(8).lineCount, 0);
    const hints = await until(
      async () => {
        const command = "vscode.executeInlayHintProvider";
        const found = await vscode.commands.executeCommand<vscode.InlayHint[]>(command, cell(8).uri, whole);
        return found.length > 0 ? found : undefined;
      },
      () => "there are no hints",
    );
    assert.match(JSON.stringify(hints[0]?.label), /\(4, 10\)/);
    const command = "vscode.executeCodeLensProvider";
    // VS Code has no lenses of a cell that is not drawn.
    const lenses = await until(
      async () => {
        try {
          return await vscode.commands.executeCommand<vscode.CodeLens[]>(command, cell(5).uri);
        } catch {
          return undefined;
        }
      },
      () => "there are no lenses",
    );
    assert.deepEqual(
      lenses.map((lens) => lens.command?.title.replace(/ · .*/, "")),
      ["(4, 1, 28, 28) → (4, 10)", "Table", "Set input"],
    );
    const { table, input } = await exported();
    table.shown = undefined;
    await vscode.commands.executeCommand("shapelint.showTable", cell(5).uri.toString(), new vscode.Position(0, 0));
    const { texts } = await until(
      () => table.shown,
      () => "no table was shown",
    );
    assert.match(texts[2] ?? "", /conv \| Conv2d \| \(4, 1, 28, 28\) \| \(4, 8, 26, 26\)/);
    await vscode.commands.executeCommand("workbench.action.closeEditorsInOtherGroups");
    await input.state(cell(3).uri.toString(), "Features", "(2, 1, 16, 16)");
    let told = "";
    await until(
      async () => {
        told = await hoverText(cell(3), find(cell(3), "pool(F").start);
        return /\(2, 8, 7, 7\)/.test(told) ? true : undefined;
      },
      () => `the input is not in force: ${told}`,
    );
    await input.state(cell(3).uri.toString(), "Features", "");
  });

  it("looks right", async () => {
    await screenshots("notebook", async () => {});
  });

  it("is mended in the right cell", async () => {
    const range = find(cell(4), "8 * 12 * 12");
    const [fix] = await codeActions(cell(4), range, vscode.CodeActionKind.QuickFix);
    await apply(fix);
    await untilProblems(cell(4), ({ length }) => length === 0);
    find(cell(4), "nn.Linear(8 * 13 * 13, 10)");
  });
});
