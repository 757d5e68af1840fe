import * as vscode from "vscode";
import type { LanguageClient } from "vscode-languageclient/node";

/** The commands of the palette, all under the category ShapeLint. */
export function registerCommands(client: LanguageClient, log: vscode.LogOutputChannel): vscode.Disposable[] {
  return [
    vscode.commands.registerCommand("shapelint.restart", () => client.restart()),
    vscode.commands.registerCommand("shapelint.showLog", () => log.show()),
    vscode.commands.registerCommand("shapelint.fixAll", fixAll),
  ];
}

async function fixAll(): Promise<void> {
  await vscode.commands.executeCommand("editor.action.codeAction", { kind: "source.fixAll.shapelint", apply: "first" });
}
