import assert from "node:assert/strict";
import * as vscode from "vscode";
import { find, open, screenshots, until } from "./editor.ts";
import { exported } from "./exported.ts";
import { workbench } from "./hands.ts";

describe("the lenses over a model class", () => {
  afterEach(async () => {
    await vscode.commands.executeCommand("workbench.action.closeQuickOpen");
    await vscode.commands.executeCommand("workbench.action.closeEditorsInOtherGroups");
  });

  it("tell what it accepts, what it gives and its parameters, beside what can be done with it", async () => {
    const { document } = await open("model.py");
    const command = "vscode.executeCodeLensProvider";
    const lenses = await vscode.commands.executeCommand<vscode.CodeLens[]>(command, document.uri);
    assert.deepEqual(
      lenses.map(({ range, command }) => [range.start.line, command?.title]),
      ["(64, 1, 28, 28) → (64, 10) · 25,840 parameters", "Table", "Preview", "Set input"].map((title) => [5, title]),
    );
  });

  it("lead to the class's hover by a click", async () => {
    const { document } = await open("model.py");
    await click("25,840 parameters");
    await workbench.untilTexts(".monaco-hover-content", (texts) => texts.some((text) => text.includes("25,840")));
    assert.deepEqual(vscode.window.activeTextEditor?.selection.active, find(document, "Net(nn.Module)").start);
  });

  it("open the table, the preview and the input by a click", async () => {
    const { table, pooling } = await exported();
    [table.shown, pooling.shown] = [undefined, undefined];
    await open("model.py");
    await click("Table");
    await until(
      () => table.shown,
      () => "no table was shown",
    );
    await click("Preview");
    await until(
      () => pooling.shown,
      () => "no preview was shown",
    );
    await click("Set input");
    await workbench.untilTexts(".quick-input-title", ([title]) => title === "Input of Net");
  });

  it("look right", async () => {
    await open("model.py");
    await screenshots("lenses", async () => {});
  });
});

async function click(title: string): Promise<void> {
  const at = `.codelens-decoration a:has-text('${title}')`;
  await workbench.untilTexts(at, ({ length }) => length > 0);
  await workbench.click(at);
}
