import assert from "node:assert/strict";
import * as vscode from "vscode";
import { find, hoverText, open, screenshots, until } from "./editor.ts";
import { exported } from "./exported.ts";
import { workbench } from "./hands.ts";

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

  it("is asked for with examples, refused while it is no shape, and remembered", async () => {
    const editor = await open("blocks.py");
    const { input } = await exported();
    const at = find(editor.document, "class Block").start;
    void vscode.commands.executeCommand("shapelint.setInput", editor.document.uri.toString(), at);
    await workbench.untilTexts(".quick-input-message", ([text]) => /\(1, 3, 224, 224\)/.test(text ?? ""));
    const type = (text: string): Promise<void> =>
      workbench.do({ do: "fill", at: ".quick-input-widget input[type='text']", text });
    await type("(2, 3, 20");
    await workbench.untilTexts(".quick-input-widget .quick-input-message", ([text]) => !/224/.test(text ?? "224"));
    await workbench.do({ do: "press", at: ".quick-input-widget input[type='text']", key: "Enter" });
    assert.ok(!input.status?.includes("(2, 3, 20"), "what is no shape was taken");
    await type("(2, 3, 20, 20)");
    await workbench.do({ do: "press", at: ".quick-input-widget input[type='text']", key: "Enter" });
    const inForce = (): Promise<unknown> =>
      workbench.untilTexts(".statusbar-item", (texts) => texts.some((text) => text.includes("Block: (2, 3, 20, 20)")));
    editor.selection = new vscode.Selection(at, at);
    await inForce();
    await vscode.commands.executeCommand("shapelint.restart");
    await until(
      async () =>
        /\(2, \w+, 20, 20\)/.test(await hoverText(editor.document, find(editor.document, "conv(x)").start))
          ? true
          : undefined,
      () => "the input is forgotten",
    );
    await inForce();
    await input.state(editor.document.uri.toString(), "Block", "");
  });

  it("looks right where it is asked for", async () => {
    const editor = await open("pooling.py");
    const at = find(editor.document, "self.squeeze(x)").start;
    editor.selection = new vscode.Selection(at, at);
    await screenshots("input", async () => {
      void vscode.commands.executeCommand("shapelint.setInput");
    });
    await vscode.commands.executeCommand("workbench.action.closeQuickOpen");
  });
});
