import assert from "node:assert/strict";
import * as vscode from "vscode";
import { find, open, until } from "./editor.ts";

describe("inlay hints", () => {
  afterEach(() => style(undefined));

  it("tell the shape after an assignment, and lead to what gave it", async () => {
    await style("compact");
    const { document } = await open("model.py");
    const hint = await until(
      async () => (await hints(document)).find(({ text }) => text.includes("(64, 320)")),
      () => "there is no hint",
    );
    assert.equal(hint.position.line, find(document, "x = x.view").start.line);
    assert.ok(hint.leads, "a click leads nowhere");
  });

  it("are more in full, and none when they are off", async () => {
    const { document } = await open("model.py");
    await style("compact");
    const compact = await untilCount(document, (n) => n > 0);
    await style("full");
    const full = await untilCount(document, (n) => n > compact);
    await style("off");
    await untilCount(document, (n) => n === 0);
    assert.ok(full > compact);
  });
});

interface Hint {
  readonly text: string;
  readonly position: vscode.Position;
  readonly leads: boolean;
}

async function hints(document: vscode.TextDocument): Promise<readonly Hint[]> {
  const whole = new vscode.Range(0, 0, document.lineCount, 0);
  const command = "vscode.executeInlayHintProvider";
  const found = await vscode.commands.executeCommand<vscode.InlayHint[]>(command, document.uri, whole);
  return found.map(({ label, position }) => {
    const parts = typeof label === "string" ? [] : label;
    return {
      text: typeof label === "string" ? label : label.map(({ value }) => value).join(""),
      position,
      leads: parts.some(({ location }) => location !== undefined),
    };
  });
}

function untilCount(document: vscode.TextDocument, wanted: (count: number) => boolean): Promise<number> {
  let count = -1;
  return until(
    async () => {
      count = (await hints(document)).length;
      return wanted(count) ? count : undefined;
    },
    () => `there are ${count} hints`,
  );
}

async function style(value: string | undefined): Promise<void> {
  await vscode.workspace.getConfiguration("shapelint").update("inlayHints", value, vscode.ConfigurationTarget.Global);
}
