import assert from "node:assert/strict";
import * as vscode from "vscode";

describe("the extension", () => {
  it("is activated by a Python file", async () => {
    const folder = vscode.workspace.workspaceFolders?.[0];
    assert.ok(folder);
    await vscode.window.showTextDocument(vscode.Uri.joinPath(folder.uri, "model.py"));
    const extension = vscode.extensions.getExtension("shapelint.shapelint");
    assert.ok(extension);
    await extension.activate();
    assert.equal(extension.isActive, true);
  });
});
