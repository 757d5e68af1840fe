import assert from "node:assert/strict";
import * as vscode from "vscode";
import { hoverText, open, screenshots, until } from "./editor.ts";
import { serverProcess } from "./serverProcess.ts";

describe("the extension", () => {
  it("is activated by a Python file", async () => {
    await open("model.py");
    const extension = vscode.extensions.getExtension("shapelint.shapelint");
    assert.ok(extension);
    await until(
      () => extension.isActive || undefined,
      () => "the extension is not active",
    );
  });

  it("starts a killed server again", async () => {
    const { document } = await open("model.py");
    const first = await until(serverProcess, () => "no server runs");
    process.kill(first, "SIGKILL");
    const second = await until(
      () => {
        const pid = serverProcess();
        return pid === first ? undefined : pid;
      },
      () => "no new server runs",
    );
    assert.notEqual(second, first);
    await hoverText(document, new vscode.Position(0, 0));
  });

  it("says that the server was started again", () => screenshots("restarted", async () => {}));

  it("restarts the server on demand", async () => {
    const first = await until(serverProcess, () => "no server runs");
    await vscode.commands.executeCommand("shapelint.restart");
    assert.notEqual(await until(serverProcess, () => "no server runs"), first);
  });
});
