import assert from "node:assert/strict";
import * as vscode from "vscode";
import { find, hoverText, open, screenshots, until } from "./editor.ts";

describe("the hover", () => {
  it("of a convolution's call tells the shape, and PyTorch's formula with the numbers in", async () => {
    const { document } = await open("model.py");
    const at = find(document, "conv2(x)").start;
    const text = await until(
      async () => (await hoverText(document, at)) || undefined,
      () => "there is no hover",
    );
    assert.match(text, /\(64, 20, 8, 8\)/);
    assert.match(text, /12.*5.*= 8/);
  });

  it("of a variable tells its shape at that place", async () => {
    const { document } = await open("model.py");
    assert.match(await hoverText(document, find(document, "x = x.view").start), /\(64, 320\)/);
    assert.match(await hoverText(document, find(document, "x.size(0)").start), /\(64, 20, 4, 4\)/);
  });

  it("of a layer tells its shapes and parameters", async () => {
    const { document } = await open("model.py");
    const text = await hoverText(document, find(document, "conv1 = ").start);
    assert.match(text, /\(64, 1, 28, 28\)/);
    assert.match(text, /\(64, 10, 24, 24\)/);
    assert.match(text, /260/);
  });

  it("of a class tells what goes in and comes out, as the lens over it does", async () => {
    const { document } = await open("model.py");
    const name = find(document, "Net(nn.Module)").start;
    assert.match(await hoverText(document, name), /\(64, 1, 28, 28\) → \(64, 10\)[\s\S]*25,840 parameters/);
    const command = "vscode.executeCodeLensProvider";
    const lenses = await vscode.commands.executeCommand<vscode.CodeLens[]>(command, document.uri);
    assert.deepEqual(
      lenses.map(({ range, command }) => [range.start.line, command?.title]),
      ["(64, 1, 28, 28) → (64, 10) · 25,840 parameters", "Table", "Preview", "Set input"].map((title) => [5, title]),
    );
    const [lens] = lenses;
    assert.ok(lens?.command?.command, "the lens cannot be clicked");
    await vscode.commands.executeCommand(lens.command.command, ...(lens.command.arguments ?? []));
    assert.deepEqual(vscode.window.activeTextEditor?.selection.active, name);
  });

  it("tells sizes, multiply-adds and PyTorch's signature, and links to the preview", async () => {
    const { document } = await open("model.py");
    assert.match(await hoverText(document, find(document, "shape)").start), /\(64, 10\)/);
    const layer = await hoverText(document, find(document, "conv1 = ").start);
    assert.match(layer, /9,216,000 multiply-adds/);
    assert.match(layer, /Conv2d\(in_channels, out_channels, kernel_size, stride=1/);
    assert.match(layer, /command:shapelint\.previewPooling/);
  });

  it("looks right", async () => {
    const editor = await open("model.py");
    const { start } = find(editor.document, "conv2(x)");
    assert.notEqual(await hoverText(editor.document, start), "");
    await screenshots("hover", async () => {
      editor.selection = new vscode.Selection(start, start);
      await vscode.commands.executeCommand("editor.action.showHover", { focus: "noAutoFocus" });
    });
  });
});
