import assert from "node:assert/strict";
import * as vscode from "vscode";
import { codeOf, find, open, replace, revert, screenshots, untilProblems } from "./editor.ts";

describe("diagnostics", () => {
  afterEach(revert);

  it("stand under the wrong number, with the law, both sides, PyTorch's words and the chain", async () => {
    const { document } = await open("model.py");
    const [problem, ...others] = await untilProblems(document, (found) => found.length > 0);
    assert.deepEqual(others, []);
    assert.ok(problem);
    assert.equal(codeOf(problem), "linear-in-features");
    assert.ok(
      typeof problem.code === "object" && problem.code.target.path.endsWith("/docs/rules/linear-in-features.md"),
      "the code leads to the rule's page",
    );
    assert.match((await vscode.workspace.openTextDocument(problem.code.target)).getText(), /^# /);
    assert.equal(problem.severity, vscode.DiagnosticSeverity.Error);
    assert.deepEqual(problem.range, new vscode.Range(10, 29, 10, 32));
    assert.equal(document.getText(problem.range), "400");
    const [first, second] = problem.message.split("\n");
    assert.match(first ?? "", /400.*320/);
    assert.equal(second, "PyTorch: mat1 and mat2 shapes cannot be multiplied (64x320 and 400x50)");
    const chain = problem.relatedInformation?.map(({ location }) => document.lineAt(location.range.start).text.trim());
    assert.ok(
      chain?.some((line) => line.includes("x.view")),
      `the chain is ${JSON.stringify(chain)}`,
    );
  });

  it("come and go as an error is made and mended", async () => {
    const editor = await open("model.py");
    await replace(editor, "nn.Linear(400, 50)", "nn.Linear(320, 50)");
    await untilProblems(editor.document, (found) => found.length === 0);
    await replace(editor, "nn.Linear(50, 10)", "nn.Linear(60, 10)");
    const [problem] = await untilProblems(editor.document, (found) => found.length === 1);
    assert.equal(editor.document.getText(problem?.range), "60");
    await replace(editor, "nn.Linear(60, 10)", "nn.Linear(50, 10)");
    await untilProblems(editor.document, (found) => found.length === 0);
  });

  it("keep up with single keys", async () => {
    const editor = await open("model.py");
    await untilProblems(editor.document, (found) => found.length === 1);
    const range = find(editor.document, "400");
    editor.selection = new vscode.Selection(range.start, range.end);
    for (const key of "320") await vscode.commands.executeCommand("type", { text: key });
    await untilProblems(editor.document, (found) => found.length === 0);
  });

  it("survive a syntax error typed and removed", async () => {
    const editor = await open("model.py");
    const before = await untilProblems(editor.document, (found) => found.length === 1);
    await replace(editor, "x = x.view(x.size(0), -1)", "x = x.view(x.size(0, -1");
    await untilProblems(editor.document, (found) => found.some((d) => codeOf(d) === "syntax"));
    await replace(editor, "x = x.view(x.size(0, -1", "x = x.view(x.size(0), -1)");
    const after = await untilProblems(
      editor.document,
      (found) => found.length > 0 && found.every((d) => codeOf(d) !== "syntax"),
    );
    assert.equal(after.length, 1);
    assert.deepEqual(after.map(codeOf), before.map(codeOf));
    assert.deepEqual(after[0]?.range, before[0]?.range);
    assert.equal(after[0]?.message, before[0]?.message);
  });

  it("cross files that import one another, on text that is not saved", async () => {
    const blocks = await open("blocks.py");
    const { document: network } = await open("network.py");
    await untilProblems(network, (found) => found.length === 0);
    const edit = new vscode.WorkspaceEdit();
    edit.replace(network.uri, find(network, "WIDTH = 32"), "WIDTH = 48");
    assert.ok(await vscode.workspace.applyEdit(edit));
    const [problem] = await untilProblems(network, (found) => found.length === 1);
    assert.equal(network.getText(problem?.range), "32");
    const undo = new vscode.WorkspaceEdit();
    undo.replace(blocks.document.uri, find(blocks.document, "network.WIDTH, 3"), "32, 3");
    undo.replace(blocks.document.uri, find(blocks.document, "BatchNorm2d(network.WIDTH)"), "BatchNorm2d(32)");
    assert.ok(await vscode.workspace.applyEdit(undo));
    await untilProblems(network, (found) => found.length === 0);
    await vscode.window.showTextDocument(blocks.document);
    await revert();
    await vscode.window.showTextDocument(network);
  });

  it("look right", async () => {
    const editor = await open("model.py");
    await untilProblems(editor.document, (found) => found.length === 1);
    await screenshots("squiggle", async () => {
      editor.selection = new vscode.Selection(find(editor.document, "400").start, find(editor.document, "400").start);
      await vscode.commands.executeCommand("editor.action.showHover", { focus: "noAutoFocus" });
    });
  });
});
