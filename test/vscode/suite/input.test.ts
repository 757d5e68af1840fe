import assert from "node:assert/strict";
import * as vscode from "vscode";
import { find, hoverText, open, screenshots, until } from "./editor.ts";
import { exported } from "./exported.ts";

describe("a model's input", () => {
  it("that is set stands in the status bar, and in every shape", async () => {
    const editor = await open("blocks.py");
    const { document } = editor;
    const { input } = await exported();
    const at = find(document, "self.norm(self.conv(x))").start;
    editor.selection = new vscode.Selection(at, at);
    const status = (text: string): Promise<true> =>
      until(
        () => (input.status?.includes(text) ? true : undefined),
        () => `the status is ${input.status}`,
      );
    await status("Block: (N, ");
    await input.state(document.uri.toString(), "Block", "(2, 3, 20, 20)");
    await status("Block: (2, 3, 20, 20)");
    assert.match(await hoverText(document, at.translate(0, 12)), /\(2, \w+, 20, 20\)/);
    await input.state(document.uri.toString(), "Block", "");
    await status("Block: (N, ");
  });

  it("is asked for with examples", async () => {
    const editor = await open("pooling.py");
    const at = find(editor.document, "self.squeeze(x)").start;
    editor.selection = new vscode.Selection(at, at);
    await screenshots("input", async () => {
      void vscode.commands.executeCommand("shapelint.setInput");
    });
    await vscode.commands.executeCommand("workbench.action.closeQuickOpen");
  });
});
