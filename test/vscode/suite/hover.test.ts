import assert from "node:assert/strict";
import * as vscode from "vscode";
import { exported } from "./exported.ts";
import { workbench } from "./hands.ts";
import { find, hoverText, open, screenshots, until } from "./editor.ts";

describe("the hover", () => {
  it("of a convolution's call tells the shape, and PyTorch's formula with the numbers in", async () => {
    const { document } = await open("model.py");
    const at = find(document, "conv2(x)").start;
    const text = await until(
      async () => (await hoverText(document, at)) || undefined,
      () => "there is no hover",
    );
    assert.match(text, /\(64, 20, 8, 8\)/);
    assert.match(text, /12.*5.*= 8/);
  });

  it("of a variable tells its shape at that place", async () => {
    const { document } = await open("model.py");
    assert.match(await hoverText(document, find(document, "x = x.view").start), /\(64, 320\)/);
    assert.match(await hoverText(document, find(document, "x.size(0)").start), /\(64, 20, 4, 4\)/);
  });

  it("of a layer tells its shapes and parameters", async () => {
    const { document } = await open("model.py");
    const text = await hoverText(document, find(document, "conv1 = ").start);
    assert.match(text, /\(64, 1, 28, 28\)/);
    assert.match(text, /\(64, 10, 24, 24\)/);
    assert.match(text, /260/);
  });

  it("of a class tells what goes in and comes out", async () => {
    const { document } = await open("model.py");
    const name = find(document, "Net(nn.Module)").start;
    assert.match(await hoverText(document, name), /\(64, 1, 28, 28\) → \(64, 10\)[\s\S]*25,840 parameters/);
  });

  it("tells sizes, multiply-adds and PyTorch's signature, and links to the preview", async () => {
    const { document } = await open("model.py");
    assert.match(await hoverText(document, find(document, "shape)").start), /\(64, 10\)/);
    const layer = await hoverText(document, find(document, "conv1 = ").start);
    assert.match(layer, /9,216,000 multiply-adds/);
    assert.match(layer, /Conv2d\(in_channels, out_channels, kernel_size, stride=1/);
    assert.match(layer, /command:shapelint\.previewPooling/);
  });

  it("of a parameter tells its shape in named symbols, what they are, and the dtype", async () => {
    const { document } = await open("hovers.py");
    const text = await untilHover(document, find(document, "picture").start);
    assert.match(text, /picture: \(N, 3, H, W\) float32/);
    assert.match(text, /`H` is `picture\.shape\[2\]`/);
    assert.match(text, /input `picture`; `conv2d` takes this rank/);
  });

  it("of a layer that is called several times tells every distinct shape", async () => {
    const { document } = await open("hovers.py");
    const text = await untilHover(document, find(document, "conv = ").start);
    assert.match(text, /\(1, 3, 32, 32\) → \(1, 8, 16, 16\)/);
    assert.match(text, /\(2, 3, 64, 64\) → \(2, 8, 32, 32\)/);
    const { start } = find(document, "self.conv(image)");
    assert.match(await hoverText(document, start.translate(0, 6)), /\(1, 8, 16, 16\).*\|.*\(2, 8, 32, 32\)/);
  });

  it("tells where the shape that went in came from, and links to PyTorch's page", async () => {
    const { document } = await open("model.py");
    const text = await untilHover(document, find(document, "conv2(x)").start);
    assert.match(text, /`\(64, 10, 12, 12\)` from line \d+/);
    assert.match(text, /\[PyTorch: torch\.nn\.Conv2d\]\(https:\/\/docs\.pytorch\.org\/.*torch\.nn\.Conv2d\.html\)/);
    const first = await hoverText(document, find(document, "conv1(x)").start);
    assert.match(first, /`\(64, 1, 28, 28\)` from line 23/);
  });

  it("tells why a shape is not known, and what would make it known", async () => {
    const { document } = await open("hovers.py");
    const text = await untilHover(document, find(document, "total").start);
    assert.match(text, /The shape is not known: what a file holds/);
    assert.match(text, /# shape: \(N, 3, H, W\)/);
  });

  it("of a size tells it by its number", async () => {
    const { document } = await open("model.py");
    assert.match(await untilHover(document, find(document, "size(0)").start), /x\.size\(0\): 64/);
  });

  it("leaves what has no shape to the Python extension", async () => {
    const { document } = await open("model.py");
    await untilHover(document, find(document, "conv1(x)").start);
    for (const text of ["import torch", "__init__", "super()"]) {
      assert.equal(await hoverText(document, find(document, text).start), "", text);
    }
  });

  it("is shown at the pointer, and leads to the preview by a click", async () => {
    const { pooling } = await exported();
    pooling.shown = undefined;
    const { document } = await open("pooling.py");
    await untilHover(document, find(document, "pool(self").start);
    await workbench.do({ do: "hover", at: ".view-line span:text('MaxPool2d')" });
    await workbench.untilTexts(".monaco-hover-content", (texts) => texts.some((text) => text.includes("parameters")));
    await workbench.click(".monaco-hover-content a:has-text('Preview')");
    await until(
      () => pooling.shown,
      () => "no preview was shown",
    );
    await vscode.commands.executeCommand("workbench.action.closeEditorsInOtherGroups");
  });

  it("looks right", async () => {
    const editor = await open("model.py");
    const { start } = find(editor.document, "conv2(x)");
    assert.notEqual(await hoverText(editor.document, start), "");
    await screenshots("hover", async () => {
      editor.selection = new vscode.Selection(start, start);
      await vscode.commands.executeCommand("editor.action.showHover", { focus: "noAutoFocus" });
    });
  });
});

async function untilHover(document: vscode.TextDocument, at: vscode.Position): Promise<string> {
  return until(
    async () => (await hoverText(document, at)) || undefined,
    () => "there is no hover",
  );
}
