import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import * as vscode from "vscode";
import { open, screenshots } from "./editor.ts";
import { workbench } from "./hands.ts";

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
    await extension.activate();
    const registered = await vscode.commands.getCommands(true);
    for (const { command } of commands) assert.ok(registered.includes(command), command);
  });

  it("have an icon, settings that explain themselves, and words in English and Chinese", () => {
    const extension = vscode.extensions.getExtension("shapelint.shapelint");
    assert.ok(extension);
    const { extensionUri, packageJSON } = extension;
    const there = (file: string): boolean => existsSync(vscode.Uri.joinPath(extensionUri, file).fsPath);
    assert.ok(there(packageJSON.icon));
    for (const file of ["package.nls.zh-cn.json", "l10n/bundle.l10n.zh-cn.json"]) assert.ok(there(file), file);
    const settings = Object.entries<{ markdownDescription?: string }>(packageJSON.contributes.configuration.properties);
    assert.ok(settings.length >= 5);
    for (const [name, { markdownDescription }] of settings)
      assert.match(markdownDescription ?? "", /^[A-Z].*\.$/s, name);
    const [{ steps }] = packageJSON.contributes.walkthroughs;
    for (const { media } of steps) assert.ok(there(media.image), media.image);
  });

  it("look right in the settings", async () => {
    await vscode.commands.executeCommand("workbench.action.closeAllEditors");
    await vscode.commands.executeCommand("workbench.action.openSettings", "@ext:shapelint.shapelint");
    await workbench.untilTexts(".setting-item-label", (texts) => texts.some((text) => /Inlay Hints/.test(text)));
    await screenshots("settings", async () => {});
  });

  it("are found in the palette", async () => {
    await open("model.py");
    await vscode.commands.executeCommand("workbench.action.quickOpen", ">ShapeLint: ");
    await workbench.untilTexts(
      ".quick-input-list .label-name",
      (texts) => texts.filter((text) => text.startsWith("ShapeLint: ")).length >= 9,
    );
    await screenshots("palette", async () => {
      await vscode.commands.executeCommand("workbench.action.quickOpen", ">ShapeLint: ");
    });
    await vscode.commands.executeCommand("workbench.action.closeQuickOpen");
  });

  it("are led by a walkthrough", async () => {
    await vscode.commands.executeCommand("workbench.action.closeAllEditors");
    await screenshots("walkthrough", async () => {
      await vscode.commands.executeCommand("shapelint.getStarted");
    });
  });
});
