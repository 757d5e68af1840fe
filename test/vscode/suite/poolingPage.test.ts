import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import * as vscode from "vscode";
import type { Shown } from "../../../client/webview/pooling/messages.ts";
import { find, open, replace, revert, until } from "./editor.ts";
import { exported } from "./exported.ts";
import { poolingPage } from "./hands.ts";

/** The preview as a user's mouse and keys have it. */
describe("the pooling preview's page", () => {
  afterEach(async () => {
    await vscode.commands.executeCommand("workbench.action.closeEditorsInOtherGroups");
    await vscode.commands.executeCommand("workbench.action.focusFirstEditorGroup");
    await revert();
  });

  const slide = (id: string, value: number): Promise<void> =>
    poolingPage.do({ do: "fill", at: `#${id}`, text: String(value) });
  const check = (id: string, on: boolean): Promise<void> => poolingPage.do({ do: "check", at: `#${id}`, on });
  const choose = (at: string, value: string): Promise<void> => poolingPage.do({ do: "choose", at, value });

  it("has a slider for kernel_size, stride, padding and dilation, and a box for ceil_mode", async () => {
    await preview("pooling.py", "nn.MaxPool2d");
    assert.deepEqual(await poolingPage.texts(".size legend"), ["kernel_size", "stride", "padding", "dilation"]);
    await slide("kernel_size-0", 5);
    await untilShown(({ output }) => output[1] === 5 && output[2] === 5);
    await slide("stride-0", 4);
    await untilShown(({ output }) => output[2] === 3);
    await check("ceil_mode", true);
    await untilShown(({ output }) => output[2] === 4);
    await slide("padding-0", 0);
    await untilShown(({ output }) => output[2] === 3);
    await slide("dilation-0", 2);
    await untilShown(({ output }) => output[2] === 2);
    await poolingPage.untilTexts(
      ".formulas",
      ([text]) => text === "H_out = W_out = ⌈(12 + 2·0 − 2·(5−1) − 1)/4 + 1⌉ = 2",
    );
  });

  it("moves the sizes of both dimensions together, and one alone by its number", async () => {
    await preview("pooling.py", "nn.MaxPool2d");
    await poolingPage.do({ do: "fill", at: "#stride-1-n", text: "3" });
    await poolingPage.do({ do: "press", at: "#stride-1-n", key: "Enter" });
    await untilShown(({ output }) => output[1] === 6 && output[2] === 4);
    await poolingPage.untilTexts(".formulas code", (lines) => lines.length === 2);
  });

  it("follows a slider that is dragged", async () => {
    await preview("pooling.py", "nn.MaxPool2d");
    await poolingPage.do({ do: "drag", at: "#kernel_size-0", to: 0.98 });
    await untilShown(({ output }) => output[2] === 2);
    assert.deepEqual(await poolingPage.run(`document.getElementById("kernel_size-0").value`), "11");
  });

  it("counts padding in an average or not", async () => {
    await preview("poolings.py", "nn.AvgPool2d");
    for (const key of ["ArrowUp", "ArrowLeft"]) await poolingPage.do({ do: "press", at: "#output", key });
    await poolingPage.untilTexts("#explained", ([text]) => text?.startsWith("out[0, 0]") ?? false);
    await choose("#sample", "ramp");
    const counted = await untilShown(({ values }) => values[0] === "2.222");
    assert.match(counted.explained, /9 cells, padding included/);
    await check("count_include_pad", false);
    const left = await untilShown(({ values }) => values[0] === "5");
    assert.match(left.explained, /divided by 4 cells/);
  });

  it("refuses what PyTorch refuses, and says why", async () => {
    await preview("pooling.py", "nn.MaxPool2d");
    await slide("padding-0", 3);
    await poolingPage.untilTexts("[role=alert]", ([text]) =>
      /refuses a padding of 3: at most half of the kernel, 1/.test(text ?? ""),
    );
    await slide("padding-0", 1);
    await poolingPage.untilTexts("[role=alert]", ([text]) => text === "");
  });

  it("writes its parameters into the source by Apply, as one edit that can be undone, and takes them back by Reset", async () => {
    const { document } = await preview("pooling.py", "nn.MaxPool2d");
    const before = document.getText();
    await slide("stride-0", 3);
    await check("ceil_mode", true);
    await poolingPage.click("#reset");
    await untilShown(({ output }) => output[2] === 6);
    assert.deepEqual(await poolingPage.attributes("#apply, #reset", "disabled"), ["", ""]);
    await slide("stride-0", 3);
    await check("ceil_mode", true);
    await poolingPage.click("#apply");
    const line = "self.pool = nn.MaxPool2d(kernel_size=3, stride=3, padding=1, ceil_mode=True)";
    await until(
      () => (document.getText().includes(line) ? true : undefined),
      () => document.getText(),
    );
    // The page has taken what now stands in the source, and nothing is left to apply.
    await until(
      async () => ((await poolingPage.attributes("#apply", "disabled"))[0] === "" ? true : undefined),
      () => "the page does not follow what it applied",
    );
    await vscode.window.showTextDocument(document, vscode.ViewColumn.One);
    await vscode.commands.executeCommand("undo");
    assert.equal(document.getText(), before);
    await untilShown(({ output }) => output[2] === 6);
  });

  it("moves its controls with an edit of the source", async () => {
    const { editor } = await preview("pooling.py", "nn.MaxPool2d");
    await replace(editor, "kernel_size=3", "kernel_size=4");
    await until(
      async () =>
        (await poolingPage.run(`document.getElementById("kernel_size-0").value`)) === "4" ? true : undefined,
      () => "the slider stands still",
    );
  });

  it("pools samples: a ramp, random numbers by seed, a checkerboard, NaN and infinities", async () => {
    await preview("pooling.py", "nn.MaxPool2d");
    await choose("#sample", "ramp");
    await untilShown(({ values }) => values[0] === "13" && values[1] === "15");
    await choose("#sample", "checkerboard");
    await untilShown(({ values }) => values.every((v) => v === "1"));
    await choose("#sample", "special");
    await untilShown(({ values }) => values.includes("nan") && values.includes("∞"));
    await choose("#sample", "random");
    const one = await untilShown(({ values }) => values.every((v) => Math.abs(Number(v.replace("−", "-"))) < 10));
    const seed = async (n: string): Promise<void> => {
      await poolingPage.do({ do: "fill", at: "#seed", text: n });
      await poolingPage.do({ do: "press", at: "#seed", key: "Enter" });
    };
    await seed("7");
    await untilShown(({ values }) => String(values) !== String(one.values));
    await seed("1");
    await untilShown(({ values }) => String(values) === String(one.values));
  });

  it("pools an image file of the user's", async () => {
    await preview("pooling.py", "nn.MaxPool2d");
    const file = vscode.Uri.joinPath(vscode.workspace.workspaceFolders![0]!.uri, "squares.png").fsPath;
    // Twelve by twelve: white squares at the upper left and the lower right, black ones beside them.
    const png =
      "iVBORw0KGgoAAAANSUhEUgAAAAwAAAAMCAAAAABzHgM7AAAAFElEQVR42mP4DwYMEEAxh0rGQDgA2+dHuZmdoxkAAAAASUVORK5CYII=";
    writeFileSync(file, Buffer.from(png, "base64"));
    await poolingPage.do({ do: "upload", at: "input[type=file]", file });
    const { values } = await untilShown((shown) => shown.values.every((v) => ["0", "1"].includes(v)));
    assert.deepEqual(values.slice(0, 6), ["1", "1", "1", "1", "0", "0"]);
  });

  it("takes the size that reaches the layer in the model, or one that is chosen", async () => {
    await preview("pooling.py", "nn.MaxPool2d");
    await poolingPage.untilTexts(".note", ([text]) => text === "The model gives it (1, 4, 12, 12)");
    for (const [id, n] of [
      ["size-0", "7"],
      ["size-1", "9"],
    ]) {
      await poolingPage.do({ do: "fill", at: `#${id}`, text: n! });
      await poolingPage.do({ do: "press", at: `#${id}`, key: "Enter" });
    }
    await untilShown(({ input, output }) => String(input) === "1,7,9" && String(output) === "1,4,5");
  });

  it("marks padding by what it counts as, the rows and columns that no window sees, and indices where they are returned", async () => {
    await preview("poolings.py", "F.max_pool2d");
    const drawn = await watchCanvas();
    await slide("padding-0", 1);
    await choose("#sample", "ramp");
    await untilShown(({ output }) => output[2] === 5);
    const texts = await drawn();
    assert.ok(texts.includes("−∞"), "padding is not marked");
    assert.ok(texts.includes("@0") && texts.includes("@80"), `no indices among ${texts.slice(-40)}`);
    await slide("padding-0", 0);
    await poolingPage.untilTexts(".legend", ([text]) => text === "Hatched: no window sees the last row, column.");
  });

  it("shows the window of a chosen cell and what won, by a click and by keys", async () => {
    await preview("pooling.py", "nn.MaxPool2d");
    await choose("#sample", "ramp");
    await poolingPage.untilTexts("#explained", ([text]) =>
      /^out\[1, 1\] = max\(13, 14, 15, 25, .* = 39won by input\[3, 3\], index 39/.test(text ?? ""),
    );
    await poolingPage.do({ do: "press", at: "#output", key: "ArrowRight" });
    await poolingPage.untilTexts("#explained", ([text]) =>
      /^out\[1, 2\] = .*won by input\[3, 5\], index 41/.test(text ?? ""),
    );
    await poolingPage.click("#output");
    await poolingPage.untilTexts("#explained", ([text]) => /^out\[3, 3\] = /.test(text ?? ""));
    const [label] = await poolingPage.attributes("#output", "aria-label");
    assert.match(label ?? "", /won by input\[7, 7\], index 91/);
  });

  it("previews every kind of pooling, as a class and as a function, and each by its number in the file", async () => {
    const { document } = await preview("poolings.py", "F.max_pool2d");
    const sites = await poolingPage.texts("#site option");
    assert.equal(sites.length, 8);
    const outputs: [string, number[]][] = [
      ["F.max_pool2d", [1, 4, 4]],
      ["F.avg_pool1d", [1, 1, 9]],
      ["nn.LPPool2d", [1, 3, 3]],
      ["nn.MaxPool3d", [3, 3, 3]],
      ["nn.AdaptiveMaxPool1d", [1, 1, 5]],
      ["F.adaptive_avg_pool2d", [1, 3, 2]],
      ["F.lp_pool1d", [1, 1, 4]],
      ["nn.AvgPool2d", [1, 5, 5]],
    ];
    for (const [text, output] of outputs) {
      const line = find(document, text).start.line + 1;
      const label = sites.find((site) => site.startsWith(`${line}:`));
      assert.ok(label, `${text} is not among ${sites}`);
      await choose("#site", label);
      await untilShown((shown) => String(shown.output) === String(output));
    }
  });

  it("previews a convolution with a kernel that is chosen", async () => {
    await preview("pooling.py", "nn.Conv2d");
    await choose("#sample", "ramp");
    await choose("#filter", "identity");
    await poolingPage.untilTexts("#explained", ([text]) => /^out\[1, 1\] = 1·13 = 13$/.test(text ?? ""));
    await choose("#filter", "Sobel x");
    await poolingPage.untilTexts("#explained", ([text]) => /^out\[1, 1\] = .*2·14 .*= 8$/.test(text ?? ""));
    await choose("#filter", "box");
    await poolingPage.untilTexts("#explained", ([text]) => / = 13$/.test(text ?? ""));
  });

  it("says which kernel ran", async () => {
    await preview("pooling.py", "nn.MaxPool2d");
    const expected = process.env.SHAPELINT_E2E_GPU ? /^WebGPU · / : /^CPU plain · no WebGPU/;
    await poolingPage.untilTexts(".badge", ([text]) => expected.test(text ?? ""));
  });

  it("tells a screen reader what each control is", async () => {
    await preview("pooling.py", "nn.MaxPool2d");
    const nameless = await poolingPage.run(`[...document.querySelectorAll("button, input, select, canvas")]
      .filter((e) => !(e.getAttribute("aria-label") || e.textContent.trim() || document.querySelector('label[for="' + e.id + '"]')))
      .map((e) => e.outerHTML)`);
    assert.deepEqual(nameless, []);
  });
});

/** Texts that are written on the page's canvases from here on. */
async function watchCanvas(): Promise<() => Promise<readonly string[]>> {
  await poolingPage.run(`(() => {
    window.written = [];
    const { fillText } = CanvasRenderingContext2D.prototype;
    CanvasRenderingContext2D.prototype.fillText = function (text, ...at) {
      window.written.push(text);
      return fillText.call(this, text, ...at);
    };
  })()`);
  return () => poolingPage.run("window.written");
}

async function preview(
  file: string,
  text: string,
): Promise<{ editor: vscode.TextEditor; document: vscode.TextDocument }> {
  const editor = await open(file);
  const { document } = editor;
  const { pooling } = await exported();
  pooling.shown = undefined;
  await vscode.commands.executeCommand("shapelint.previewPooling", document.uri.toString(), find(document, text).start);
  await untilShown(() => true);
  return { editor, document };
}

async function untilShown(describes: (shown: Shown) => boolean): Promise<Shown> {
  const { pooling } = await exported();
  return until(
    () => (pooling.shown && describes(pooling.shown) ? pooling.shown : undefined),
    () => `it shows ${JSON.stringify(pooling.shown)}`,
  );
}
