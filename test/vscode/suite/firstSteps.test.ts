import assert from "node:assert/strict";
import * as vscode from "vscode";
import { screenshots } from "./editor.ts";

describe("first steps", () => {
  after(async () => {
    await vscode.commands.executeCommand("workbench.action.closeAllEditors");
  });

  it("find every command under one category", async () => {
    const extension = vscode.extensions.getExtension("shapelint.shapelint");
    assert.ok(extension);
    const { commands } = extension.packageJSON.contributes as { commands: { command: string; category: string }[] };
    assert.ok(commands.length >= 7);
    assert.deepEqual([...new Set(commands.map(({ category }) => category))], ["ShapeLint"]);
    const registered = await vscode.commands.getCommands(true);
    for (const { command } of commands) assert.ok(registered.includes(command), command);
  });

  it("are led by a walkthrough", async () => {
    await vscode.commands.executeCommand("workbench.action.closeAllEditors");
    await screenshots("walkthrough", async () => {
      await vscode.commands.executeCommand("shapelint.getStarted");
    });
  });
});
