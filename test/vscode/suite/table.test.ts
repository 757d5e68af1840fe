import assert from "node:assert/strict";
import * as vscode from "vscode";
import type { Shown } from "../../../client/webview/table/messages.ts";
import { find, open, replace, revert, screenshots, until } from "./editor.ts";
import { tell } from "./channel.ts";
import { exported } from "./exported.ts";

describe("the model table", () => {
  afterEach(async () => {
    await vscode.commands.executeCommand("workbench.action.closeEditorsInOtherGroups");
    await vscode.commands.executeCommand("workbench.action.focusFirstEditorGroup");
    await revert();
  });

  it("shows each layer of the class at the cursor, past the one that fails", async () => {
    const { rows, texts } = await show("model.py", "class Net");
    assert.equal(rows, 5);
    assert.equal(texts[1], "conv1 | Conv2d | (64, 1, 28, 28) | (64, 10, 24, 24) | 260 | 9.22 M | 1.41 MiB");
    assert.match(texts[4] ?? "", /^fc2 \| Linear \| \(64, 50\) \| \(64, 10\) \| 510 \|/);
  });

  it("is live while typing, and marks what differs from the saved file", async () => {
    await show("model.py", "class Net");
    const editor = await open("model.py");
    await replace(editor, "nn.Conv2d(1, 10, kernel_size=5)", "nn.Conv2d(1, 10, kernel_size=3)");
    const { texts } = await untilShown((shown) => shown.changed > 0);
    assert.match(texts[1] ?? "", /\(64, 10, 24, 24\).*\(64, 10, 26, 26\)/);
  });

  it("draws only the rows in sight of a model of a thousand layers", async () => {
    const { rows, drawn, milliseconds } = await show("deep.py", "class Deep");
    tell({ kind: "note", text: `${rows} rows, ${drawn} drawn, ${Math.round(milliseconds)} ms to the picture` });
    assert.ok(rows > 1000, `${rows} rows`);
    assert.ok(drawn < 100, `${drawn} rows are drawn`);
  });

  it("looks right", async () => {
    await show("residual.py", "class Net");
    await screenshots("table", async () => {});
  });
});

async function show(file: string, text: string): Promise<Shown> {
  const { document } = await open(file);
  const { table } = await exported();
  table.shown = undefined;
  await vscode.commands.executeCommand("shapelint.showTable", document.uri.toString(), find(document, text).start);
  return untilShown(() => true);
}

async function untilShown(describes: (shown: Shown) => boolean): Promise<Shown> {
  const { table } = await exported();
  return until(
    () => (table.shown && describes(table.shown) ? table.shown : undefined),
    () => `it shows ${JSON.stringify(table.shown)}`,
  );
}
