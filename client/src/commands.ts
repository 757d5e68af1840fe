import * as vscode from "vscode";
import type { LanguageClient } from "vscode-languageclient/node";

/** What a code lens and a hint run: they are not in the palette. */
export const showShapes = "shapelint.showShapes";
export const showPlace = "shapelint.showPlace";
export const showTable = "shapelint.showTable";
export const previewPooling = "shapelint.previewPooling";
export const setInput = "shapelint.setInput";

/** The commands of the palette, all under the category ShapeLint, and that of the lenses. */
export function registerCommands(client: LanguageClient, log: vscode.LogOutputChannel): vscode.Disposable[] {
  return [
    vscode.commands.registerCommand("shapelint.restart", () => client.restart()),
    vscode.commands.registerCommand("shapelint.showLog", () => log.show()),
    vscode.commands.registerCommand("shapelint.fixAll", fixAll),
    vscode.commands.registerCommand("shapelint.insertShapeComments", () => onServer("insertShapeComments")),
    vscode.commands.registerCommand("shapelint.refreshShapeComments", () => onServer("refreshShapeComments")),
    vscode.commands.registerCommand("shapelint.getStarted", getStarted),
    vscode.commands.registerCommand(showShapes, hoverAt),
    vscode.commands.registerCommand(showPlace, select),
  ];
}

async function fixAll(): Promise<void> {
  const document = vscode.window.activeTextEditor?.document;
  if (!document) return;
  const whole = new vscode.Range(0, 0, document.lineCount, 0);
  const command = "vscode.executeCodeActionProvider";
  const kind = "source.fixAll.shapelint";
  const actions = await vscode.commands.executeCommand<vscode.CodeAction[]>(command, document.uri, whole, kind);
  const edit = actions.find((action) => action.edit)?.edit;
  if (edit) await vscode.workspace.applyEdit(edit);
  else
    void vscode.window.showInformationMessage(vscode.l10n.t("There is no error in this file that has a certain fix."));
}

async function getStarted(): Promise<void> {
  await vscode.commands.executeCommand("workbench.action.openWalkthrough", "shapelint.shapelint#start", false);
}

/** Runs a command of the server on the document that is edited. */
async function onServer(name: string): Promise<void> {
  const uri = vscode.window.activeTextEditor?.document.uri.toString();
  if (uri !== undefined) await vscode.commands.executeCommand(`shapelint.server.${name}`, uri);
}

async function hoverAt(uri: string, { line, character }: { line: number; character: number }): Promise<void> {
  const at = new vscode.Position(line, character);
  await vscode.window.showTextDocument(vscode.Uri.parse(uri), { selection: new vscode.Range(at, at) });
  await vscode.commands.executeCommand("editor.action.showHover");
}

async function select(uri: vscode.Uri, selection: vscode.Range): Promise<void> {
  await vscode.window.showTextDocument(uri, { selection });
}
