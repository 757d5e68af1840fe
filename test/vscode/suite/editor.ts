import assert from "node:assert/strict";
import { setTimeout } from "node:timers/promises";
import * as vscode from "vscode";
import { screenshot } from "./channel.ts";

/** What the tests do in the editor, and how they wait for what it shows. */

export async function open(name: string): Promise<vscode.TextEditor> {
  const folder = vscode.workspace.workspaceFolders?.[0];
  assert.ok(folder, "the tests need a workspace folder");
  await vscode.commands.executeCommand("notifications.clearAll");
  await vscode.commands.executeCommand("workbench.action.closeSidebar");
  const editor = await vscode.window.showTextDocument(vscode.Uri.joinPath(folder.uri, name));
  await vscode.commands.executeCommand("workbench.action.closeOtherEditors");
  return editor;
}

/** ShapeLint's own diagnostics of a document. */
export function diagnostics(document: vscode.TextDocument): vscode.Diagnostic[] {
  return vscode.languages.getDiagnostics(document.uri).filter(({ source }) => source === "ShapeLint");
}

/** Errors and warnings: what a correct program has none of. */
export function problems(document: vscode.TextDocument): vscode.Diagnostic[] {
  return diagnostics(document).filter(({ severity }) => severity <= vscode.DiagnosticSeverity.Warning);
}

/** A diagnostic's code, which leads to its rule's page. */
export function codeOf({ code }: vscode.Diagnostic): string {
  return String(typeof code === "object" ? code.value : code);
}

/** Waits until a document's problems are as described, and gives them. */
export async function untilProblems(
  document: vscode.TextDocument,
  describes: (found: vscode.Diagnostic[]) => boolean,
): Promise<vscode.Diagnostic[]> {
  return until(
    () => {
      const found = problems(document);
      return describes(found) ? found : undefined;
    },
    () => `its problems are ${JSON.stringify(problems(document), null, 1)}`,
  );
}

/** Polls until `read` gives something; fails with what `state` says. */
export async function until<T>(
  read: () => T | undefined | Promise<T | undefined>,
  state: () => string,
  limit = 15_000,
): Promise<T> {
  const deadline = Date.now() + limit;
  for (;;) {
    const found = await read();
    if (found !== undefined) return found;
    if (Date.now() > deadline) throw new Error(`not within ${limit} ms: ${state()}`);
    await setTimeout(20);
  }
}

/** The range of the first occurrence of `text`. */
export function find(document: vscode.TextDocument, text: string): vscode.Range {
  const at = document.getText().indexOf(text);
  assert.ok(at >= 0, `${text} is not in ${document.fileName}`);
  return new vscode.Range(document.positionAt(at), document.positionAt(at + text.length));
}

export async function replace(editor: vscode.TextEditor, old: string, fresh: string): Promise<void> {
  const range = find(editor.document, old);
  assert.ok(await editor.edit((edit) => edit.replace(range, fresh)), "the edit was refused");
}

/** The text of all hovers at a place. */
export async function hoverText(document: vscode.TextDocument, position: vscode.Position): Promise<string> {
  const command = "vscode.executeHoverProvider";
  const hovers = await vscode.commands.executeCommand<vscode.Hover[]>(command, document.uri, position);
  const texts = hovers.flatMap(({ contents }) => contents);
  return texts.map((content) => (typeof content === "string" ? content : content.value)).join("\n");
}

export async function codeActions(
  document: vscode.TextDocument,
  range: vscode.Range,
  kind: vscode.CodeActionKind,
): Promise<vscode.CodeAction[]> {
  const command = "vscode.executeCodeActionProvider";
  return vscode.commands.executeCommand<vscode.CodeAction[]>(command, document.uri, range, kind.value);
}

export async function apply(action: vscode.CodeAction | undefined): Promise<void> {
  assert.ok(action?.edit, "no such code action");
  assert.ok(await vscode.workspace.applyEdit(action.edit), "the edit was refused");
}

/** Throws the buffer's changes away, so that the next test finds the file as it is on disk. */
export async function revert(): Promise<void> {
  await vscode.commands.executeCommand("workbench.action.files.revert");
}

const themes = {
  light: "Default Light Modern",
  dark: "Default Dark Modern",
  contrast: "Default High Contrast",
};

/** Takes a picture in a light, a dark and a high contrast theme; `show` brings up what is to be seen. */
export async function screenshots(name: string, show: () => Promise<void>): Promise<void> {
  for (const [kind, theme] of Object.entries(themes)) {
    const { Global } = vscode.ConfigurationTarget;
    await vscode.workspace.getConfiguration("workbench").update("colorTheme", theme, Global);
    await setTimeout(500);
    await show();
    await setTimeout(900);
    await screenshot(`${name}-${kind}`);
  }
}
