import assert from "node:assert/strict";
import type * as vscode from "vscode";
import { open, replace, revert, screenshots, until } from "./editor.ts";
import { exported } from "./exported.ts";

describe("what an edit changes", () => {
  afterEach(revert);

  it("is told on every line whose shape moved, until it is taken back", async () => {
    const editor = await open("pooling.py");
    const { changes } = await exported();
    const told = (): string[] =>
      changes
        .changes(editor.document.uri)
        .map(({ line, name, before, after }) => `${line}: ${name} ${before} → ${after}`);
    await untilKnown(editor);
    await replace(editor, "import torch\n", "import torch\n\n");
    await replace(editor, "stride=2", "stride=1");
    await until(
      () => (told().length === 2 ? true : undefined),
      () => told().join(),
    );
    assert.deepEqual(told(), ["14: x (1, 4, 6, 6) → (1, 4, 12, 12)", "15: x (1, 4, 3, 3) → (1, 4, 6, 6)"]);
  });

  it("is told until the file is saved", async () => {
    const editor = await open("saved.py");
    const { changes } = await exported();
    await untilKnown(editor);
    await replace(editor, "nn.Linear(8, 4)", "nn.Linear(8, 6)");
    const told = (n: number): Promise<true> =>
      until(
        () => (changes.changes(editor.document.uri).length === n ? true : undefined),
        () => JSON.stringify(changes.changes(editor.document.uri)),
      );
    await told(1);
    assert.ok(await editor.document.save());
    await told(0);
    await replace(editor, "nn.Linear(8, 6)", "nn.Linear(8, 4)");
    assert.ok(await editor.document.save());
  });

  it("looks right", async () => {
    const editor = await open("pooling.py");
    const { changes } = await exported();
    await untilKnown(editor);
    await replace(editor, "stride=2", "stride=1");
    await until(
      () => (changes.changes(editor.document.uri).length > 0 ? true : undefined),
      () => "nothing changed",
    );
    await screenshots("changes", async () => {});
  });
});

/** The shapes that an edit's are compared with. */
async function untilKnown({ document }: vscode.TextEditor): Promise<void> {
  const { changes } = await exported();
  await until(
    () => (changes.knows(document.uri) ? true : undefined),
    () => "the shapes of the saved file are not known",
  );
}
