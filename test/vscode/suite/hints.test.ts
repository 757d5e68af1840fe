import assert from "node:assert/strict";
import * as vscode from "vscode";
import { find, open, revert, screenshots, until } from "./editor.ts";
import { workbench } from "./hands.ts";

describe("inlay hints", () => {
  afterEach(() => style(undefined));

  it("tell the shape after an assignment", async () => {
    await style("compact");
    const { document } = await open("model.py");
    const hint = await until(
      async () => (await hints(document)).find(({ text }) => text.includes("(64, 320)")),
      () => "there is no hint",
    );
    assert.equal(hint.position.line, find(document, "x = x.view").start.line);
  });

  it("lead to the cause by a click", async () => {
    await style("compact");
    const editor = await open("model.py");
    await workbench.untilTexts(".view-lines", ([text]) => seen(text).includes(": (64, 320)"));
    await workbench.do({ do: "click", at: ".view-line span:text(': (64, 320)')", holding: ["Control"] });
    const { start } = find(editor.document, "x.view(");
    await until(
      () =>
        editor.selection.active.line === start.line && editor.selection.active.character >= start.character
          ? true
          : undefined,
      () => `the cursor is at ${JSON.stringify(editor.selection.active)}`,
    );
  });

  it("stand still while a line is typed that changes no shape", async () => {
    await style("compact");
    const editor = await open("model.py");
    await workbench.untilTexts(".view-lines", ([text]) => seen(text).includes(": (64, 320)"));
    await workbench.run(`(() => {
      window.missed = 0; window.frames_ = 0; window.watching = true;
      const look = () => {
        window.frames_ += 1;
        const text = document.querySelector(".view-lines").textContent.replace(/\\u00a0/g, " ");
        if (!text.includes(": (64, 320)")) window.missed += 1;
        if (window.watching) requestAnimationFrame(look);
      };
      look();
    })()`);
    const at = find(editor.document, "self.fc2 = nn.Linear(50, 10)").end;
    editor.selection = new vscode.Selection(at, at);
    for (const key of "  # the last") await vscode.commands.executeCommand("type", { text: key });
    await until(
      async () => ((await hints(editor.document)).some(({ text }) => text.includes("(64, 320)")) ? true : undefined),
      () => "there is no hint after the edit",
    );
    const [frames, missed] = await workbench.run<[number, number]>(
      "(window.watching = false, [window.frames_, window.missed])",
    );
    await revert();
    assert.ok(frames > 5, `${frames} frames were seen`);
    assert.equal(missed, 0, `the hint was missing in ${missed} of ${frames} frames`);
  });

  it("stand within chained calls in full, and look right", async () => {
    await style("full");
    const { document } = await open("model.py");
    const line = find(document, "x = F.relu(F.max_pool2d(self.conv2(x)").start.line;
    await until(
      async () => {
        const texts = (await hints(document)).filter(({ position }) => position.line === line).map(({ text }) => text);
        return [": (64, 20, 8, 8)", ": (64, 20, 4, 4)"].every((text) => texts.includes(text)) ? true : undefined;
      },
      () => "the calls of the chain have no hints",
    );
    await screenshots("hints", async () => {});
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

/** Text of the editor's lines, whose spaces do not break. */
function seen(text: string | undefined): string {
  return (text ?? "").replaceAll("\u00a0", " ");
}

interface Hint {
  readonly text: string;
  readonly position: vscode.Position;
}

async function hints(document: vscode.TextDocument): Promise<readonly Hint[]> {
  const whole = new vscode.Range(0, 0, document.lineCount, 0);
  const command = "vscode.executeInlayHintProvider";
  const found = await vscode.commands.executeCommand<vscode.InlayHint[]>(command, document.uri, whole);
  return found.map(({ label, position }) => ({
    text: typeof label === "string" ? label : label.map(({ value }) => value).join(""),
    position,
  }));
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
