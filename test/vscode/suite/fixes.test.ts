import assert from "node:assert/strict";
import * as vscode from "vscode";
import { apply, codeActions, find, open, revert, screenshots, untilProblems } from "./editor.ts";

describe("fixes", () => {
  afterEach(revert);

  it("correct the number in the buffer, and the diagnostic goes", async () => {
    const { document } = await open("model.py");
    const [problem] = await untilProblems(document, (found) => found.length === 1);
    assert.ok(problem);
    const [fix] = await codeActions(document, problem.range, vscode.CodeActionKind.QuickFix);
    assert.match(fix?.title ?? "", /320/);
    assert.equal(fix?.isPreferred, true);
    await apply(fix);
    assert.ok(document.getText().includes("self.fc1 = nn.Linear(320, 50)"));
    await untilProblems(document, (found) => found.length === 0);
  });

  it("come all at once", async () => {
    const { document } = await open("two_slips.py");
    await untilProblems(document, (found) => found.length === 2);
    await vscode.commands.executeCommand("shapelint.fixAll");
    await untilProblems(document, (found) => found.length === 0);
    assert.ok(document.getText().includes("nn.BatchNorm2d(16)"));
    assert.ok(document.getText().includes("nn.Conv2d(16, 32, 3, padding=1)"));
  });

  it("are offered for the place they mend, and nowhere else", async () => {
    const { document } = await open("two_slips.py");
    await untilProblems(document, (found) => found.length === 2);
    const elsewhere = find(document, "nn.ReLU");
    assert.deepEqual(await codeActions(document, elsewhere, vscode.CodeActionKind.QuickFix), []);
  });

  it("look right", async () => {
    const editor = await open("model.py");
    await untilProblems(editor.document, (found) => found.length === 1);
    const { start } = find(editor.document, "400");
    await screenshots("fix", async () => {
      editor.selection = new vscode.Selection(start, start);
      await vscode.commands.executeCommand("editor.action.quickFix");
    });
    await vscode.commands.executeCommand("hideCodeActionWidget");
  });
});
