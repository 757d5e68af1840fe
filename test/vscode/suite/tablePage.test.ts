import assert from "node:assert/strict";
import * as vscode from "vscode";
import type { Shown } from "../../../client/webview/table/messages.ts";
import { tell } from "./channel.ts";
import { find, open, replace, revert, until } from "./editor.ts";
import { exported } from "./exported.ts";
import { tablePage } from "./hands.ts";

/** The table as a user's mouse and keys have it. */
describe("the model table's page", () => {
  afterEach(async () => {
    await vscode.commands.executeCommand("workbench.action.closeEditorsInOtherGroups");
    await vscode.commands.executeCommand("workbench.action.focusFirstEditorGroup");
    await revert();
  });

  const names = ".rows .row .name";
  const tree = ["Net", "stem", "layer1", "conv1", "bn1", "conv2", "bn2", "shortcut"];

  it("has torchinfo's columns and the totals", async () => {
    await show("residual.py", "class Net");
    assert.deepEqual(await tablePage.texts(".heads button"), [
      "Layer",
      "Kind",
      "Input",
      "Output",
      "Params",
      "Mult-adds",
      "Memory",
    ]);
    const [summary = ""] = await tablePage.texts(".summary");
    assert.match(summary, /^\(8, 3, 32, 32\) → \(8, 10\) · [\d,]+ parameters · [\d.]+ M multiply-adds · [\d.]+ MiB/);
  });

  it("folds and unfolds a layer, by a click and by keys", async () => {
    await show("residual.py", "class Net");
    const all = await layers();
    assert.deepEqual(all.slice(0, 8), tree);
    await tablePage.click(".rows .row:has(.name:has-text('layer1')) .twist");
    await untilLayers(["Net", "stem", "layer1", "layer2"]);
    await tablePage.do({ do: "press", at: "#table", key: "Home" });
    for (const key of ["ArrowDown", "ArrowDown", "ArrowRight"]) await tablePage.do({ do: "press", at: "#table", key });
    await untilLayers(tree);
    await tablePage.do({ do: "press", at: "#table", key: "ArrowLeft" });
    await untilLayers(["Net", "stem", "layer1", "layer2"]);
  });

  it("sorts by a column: the largest first, the smallest first, the tree again", async () => {
    await show("residual.py", "class Net");
    const parameters = async (): Promise<number[]> =>
      (await tablePage.texts(".rows .row .parameters")).map((text) =>
        Number(text.replaceAll(",", "").replace("–", "0")),
      );
    const sorted = (numbers: readonly number[]): number[] => numbers.toSorted((a, b) => a - b);
    await tablePage.click(".heads button.parameters");
    await tablePage.untilTexts(".heads button.parameters", ([text]) => text === "Params ↓");
    assert.deepEqual(await parameters(), sorted(await parameters()).reverse());
    assert.deepEqual(await tablePage.attributes("[role=columnheader]", "aria-sort"), [
      ...Array.from({ length: 4 }, () => "none"),
      "descending",
      "none",
      "none",
    ]);
    await tablePage.click(".heads button.parameters");
    await tablePage.untilTexts(".heads button.parameters", ([text]) => text === "Params ↑");
    assert.deepEqual(await parameters(), sorted(await parameters()));
    await tablePage.click(".heads button.parameters");
    await untilLayers(tree);
  });

  it("finds layers by name, kind and shape, each within its tree", async () => {
    await show("residual.py", "class Net");
    const search = (text: string): Promise<void> => tablePage.do({ do: "fill", at: "#search", text });
    await search("BatchNorm");
    await tablePage.untilTexts(names, (texts) => texts.length === 7);
    assert.deepEqual(await layers(), ["Net", "layer1", "bn1", "bn2", "layer2", "bn1", "bn2"]);
    await search("layer2.conv1");
    await untilLayers(["Net", "layer2", "conv1"]);
    await search("no such layer");
    await tablePage.untilTexts("footer", ([text]) => /No layer matches/.test(text ?? ""));
    await search("");
    await untilLayers(tree);
  });

  it("leads to a layer's source by a click and by Enter", async () => {
    const editor = await show("residual.py", "class Net");
    const untilAt = (text: string): Promise<true> =>
      until(
        () => {
          const { document, selection } = vscode.window.activeTextEditor ?? editor;
          return document === editor.document && document.getText(selection).startsWith(text) ? true : undefined;
        },
        () =>
          `the selection is ${vscode.window.activeTextEditor?.document.getText(vscode.window.activeTextEditor.selection)}`,
      );
    await tablePage.click(".rows .row:has(.name:has-text('stem'))");
    await untilAt("nn.Conv2d(3, 16, 3, padding=1)");
    await tablePage.do({ do: "press", at: "#table", key: "End" });
    await tablePage.do({ do: "press", at: "#table", key: "Enter" });
    await untilAt("nn.Linear(32, 10)");
  });

  it("marks the layer that fails, and shows what follows as it would be once mended", async () => {
    await show("model.py", "class Net");
    assert.deepEqual(await tablePage.texts(".rows .row.failing .name"), ["fc1"]);
    const [problem] = await tablePage.attributes(".rows .row.failing", "title");
    assert.match(problem ?? "", /400.*320/);
    assert.deepEqual(await tablePage.texts(".rows .row.after .name"), ["fc2"]);
    assert.deepEqual(await tablePage.texts(".rows .row.after .output"), ["(64, 10)"]);
    assert.match((await tablePage.texts("footer")).join(), /^fc1: linear: expected 400 .* got 320 .*once mended/);
  });

  it("is copied as Markdown, CSV and JSON", async () => {
    await show("model.py", "class Net");
    const copied = async (format: string): Promise<string> => {
      await vscode.env.clipboard.writeText("");
      await tablePage.click(`.tools button:text('${format}')`);
      return until(
        async () => (await vscode.env.clipboard.readText()) || undefined,
        () => `${format} was not copied`,
      );
    };
    assert.match(
      await copied("Markdown"),
      /^\| Layer \| Kind \| Input .*\n\| --- .*\n\| Net \| Net \| \(64, 1, 28, 28\) /,
    );
    assert.match(
      await copied("CSV"),
      /^Layer,Kind,Input.*\n.*\nconv1,Conv2d,"\(64, 1, 28, 28\)","\(64, 10, 24, 24\)",260,9216000,/,
    );
    const { rows } = JSON.parse(await copied("JSON")) as { rows: { path: string; status: string }[] };
    assert.deepEqual(
      rows.map(({ path, status }) => [path, status]),
      [
        ["", "ok"],
        ["conv1", "ok"],
        ["conv2", "ok"],
        ["fc1", "repaired"],
        ["fc2", "ok"],
      ],
    );
  });

  it("says what changed until the file is saved", async () => {
    const editor = await show("model.py", "class Net");
    await replace(editor, "nn.Conv2d(1, 10, kernel_size=5)", "nn.Conv2d(1, 10, kernel_size=3)");
    await tablePage.untilTexts(".rows .row .output ins", (texts) => texts.includes("(64, 10, 26, 26)"));
    assert.ok((await tablePage.texts(".rows .row .output del")).includes("(64, 10, 24, 24)"));
    await tablePage.untilTexts("footer", ([text]) => /differ from the saved file/.test(text ?? ""));
  });

  it("scrolls through a thousand rows", async () => {
    await show("deep.py", "class Deep");
    const frames = await tablePage.run<number[]>(`new Promise((resolve) => {
      const scroller = document.getElementById("table");
      const times = [];
      let last = performance.now();
      const step = (now) => {
        times.push(now - last);
        last = now;
        if (scroller.scrollTop + scroller.clientHeight >= scroller.scrollHeight - 1) return resolve(times);
        scroller.scrollTop += 300;
        requestAnimationFrame(step);
      };
      requestAnimationFrame(step);
    })`);
    const sorted = frames.toSorted((a, b) => a - b);
    const at = (share: number): string => (sorted[Math.floor((sorted.length - 1) * share)] ?? 0).toFixed(0);
    tell({ kind: "note", text: `${frames.length} frames, median ${at(0.5)} ms, 95% ${at(0.95)} ms` });
    const last = (await layers()).at(-1);
    assert.equal(last, "1");
    assert.deepEqual(await tablePage.attributes(".rows .row:last-child", "aria-rowindex"), ["1503"]);
  });

  it("tells a screen reader what it is", async () => {
    await show("residual.py", "class Net");
    assert.deepEqual(await tablePage.attributes("#table", "role"), ["treegrid"]);
    assert.deepEqual(await nameless(), []);
    assert.deepEqual((await tablePage.attributes(".rows .row", "aria-level")).slice(0, 4), ["1", "2", "2", "3"]);
  });

  async function layers(): Promise<readonly string[]> {
    return (await tablePage.texts(names)).map((text) => text.replace(/^[▸▾]/, ""));
  }

  function untilLayers(first: readonly string[]): Promise<unknown> {
    return tablePage.untilTexts(names, (texts) => first.every((name, i) => texts[i]?.replace(/^[▸▾]/, "") === name));
  }
});

/** What can have the focus and has no name for a screen reader. */
function nameless(): Promise<readonly string[]> {
  return tablePage.run(`[...document.querySelectorAll("button, input, select, [tabindex]")]
    .filter((e) => !(e.getAttribute("aria-label") || e.textContent.trim() || document.querySelector('label[for="' + e.id + '"]')))
    .map((e) => e.outerHTML)`);
}

async function show(file: string, text: string): Promise<vscode.TextEditor> {
  const editor = await open(file);
  const { table } = await exported();
  table.shown = undefined;
  await vscode.commands.executeCommand(
    "shapelint.showTable",
    editor.document.uri.toString(),
    find(editor.document, text).start,
  );
  await until<Shown>(
    () => table.shown,
    () => "no table is shown",
  );
  return editor;
}
