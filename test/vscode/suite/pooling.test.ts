import assert from "node:assert/strict";
import path from "node:path";
import * as vscode from "vscode";
import { poolPlainly } from "../../../client/webview/kernels/plain.ts";
import { inputLength, pooling as poolingOfAxes, slidingAxis } from "../../../client/webview/kernels/pooling.ts";
import type { Shown } from "../../../client/webview/pooling/messages.ts";
import { find, open, replace, revert, screenshots, until } from "./editor.ts";
import { distance, inputOf, isExact, poolingOf, recorded } from "../../webview/recorded.ts";
import { tell } from "./channel.ts";
import { exported } from "./exported.ts";

describe("the pooling preview", () => {
  afterEach(async () => {
    await vscode.commands.executeCommand("workbench.action.closeEditorsInOtherGroups");
    await vscode.commands.executeCommand("workbench.action.focusFirstEditorGroup");
    await revert();
  });

  it("shows the layer at the cursor on the input that the model gives it, and says which kernel ran", async () => {
    const editor = await open("pooling.py");
    const { start } = find(editor.document, "nn.MaxPool2d");
    editor.selection = new vscode.Selection(start, start);
    await vscode.commands.executeCommand("shapelint.previewPooling");
    const first = await untilShown(() => true);
    const shown = await untilShown(({ kernel }) => kernel.on === "WebGPU" || kernel.why !== "WebGPU is starting");
    assert.deepEqual(
      [shown.input, shown.output],
      [
        [1, 12, 12],
        [1, 6, 6],
      ],
    );
    assert.equal(shown.kernel.on, process.env.SHAPELINT_E2E_GPU ? "WebGPU" : "CPU");
    assert.match(shown.explained, /out\[1, 1\] = max\(.*\) = .*won by input\[\d, \d\], index \d+/s);
    tell({ kind: "note", text: `${Math.round(first.milliseconds)} ms to the picture` });
  });

  it("follows an edit of the source", async () => {
    await preview("nn.MaxPool2d");
    const editor = vscode.window.visibleTextEditors.find(({ document }) => document.fileName.endsWith("pooling.py"));
    assert.ok(editor);
    await replace(editor, "stride=2", "stride=3");
    await untilShown((shown) => shown.output[2] === 4);
  });

  it("writes parameters back as one edit in the user's style, and follows it", async () => {
    await preview("nn.MaxPool2d", 6);
    const { pooling } = await exported();
    const { document } = await open("pooling.py");
    const before = document.getText();
    await pooling.apply({ kernel_size: [2, 2], dilation: [2, 2], ceil_mode: true });
    const line = "self.pool = nn.MaxPool2d(kernel_size=2, stride=2, padding=1, dilation=2, ceil_mode=True)";
    find(document, line);
    await vscode.commands.executeCommand("undo");
    assert.equal(document.getText(), before);
  });

  it("shows functions, adaptive poolings and convolutions", async () => {
    assert.deepEqual((await preview("F.avg_pool2d", 3)).output, [1, 3, 3]);
    assert.deepEqual((await preview("nn.AdaptiveAvgPool2d", 2)).output, [1, 2, 2]);
    assert.deepEqual((await preview("nn.Conv2d", 12)).output, [1, 12, 12]);
  });

  it("pools in its page as PyTorch did, on every recorded case", async () => {
    await preview("nn.MaxPool2d", 6);
    const { pooling } = await exported();
    const cases = recorded(path.join(__dirname, "../../test/webview/pooling.jsonl.gz"));
    assert.ok(cases.length >= 2000);
    const kernels = new Map<string, number>();
    const wrong: unknown[] = [];
    for (let i = 0; i < cases.length; i += 50) {
      const batch = cases.slice(i, i + 50);
      const answers = await Promise.all(batch.map((c) => pooling.pool(poolingOf(c), inputOf(c))));
      for (const [j, { bits, indices, kernel }] of answers.entries()) {
        const c = batch[j]!;
        const found = {
          values: new Float32Array(Uint32Array.from(bits).buffer),
          indices: indices && Int32Array.from(indices),
        };
        const isMax = c.op === "max" || c.op === "adaptive max";
        kernels.set(kernel.on, (kernels.get(kernel.on) ?? 0) + 1);
        if (isMax ? !isExact(c, found) : distance(c, found, kernel.on === "WebGPU") > 8) wrong.push(c);
      }
    }
    assert.deepEqual(wrong, []);
    tell({ kind: "note", text: `${cases.length} cases, ${[...kernels].map(([on, n]) => `${n} on ${on}`).join(", ")}` });
    assert.equal(kernels.has("WebGPU"), Boolean(process.env.SHAPELINT_E2E_GPU));
  });

  it("pools a large input with the CPU's vectors where there is no adapter", async () => {
    await preview("nn.MaxPool2d");
    const { pooling } = await exported();
    const window = { kernel: 2, stride: 2, padding: 0, dilation: 1, ceil: false };
    const plan = poolingOfAxes({ kind: "max" }, 8, [slidingAxis(256, window), slidingAxis(256, window)]);
    const input = Float32Array.from({ length: inputLength(plan) }, (_, i) => Math.sin(i));
    const { bits, indices, kernel } = await pooling.pool(plan, input);
    const expected = poolPlainly(plan, input);
    assert.deepEqual(new Float32Array(Uint32Array.from(bits).buffer), expected.values);
    assert.deepEqual(Int32Array.from(indices ?? []), expected.indices);
    if (!process.env.SHAPELINT_E2E_GPU) assert.equal(kernel.on === "CPU" && kernel.kernel, "SIMD");
  });

  it("pools the brightness of a picture", async () => {
    await preview("nn.MaxPool2d", 6);
    const { pooling } = await exported();
    assert.ok(pooling.shown?.values.some((v) => v !== "1" && v !== "0"));
    // Twelve by twelve: white squares at the upper left and the lower right, black ones beside them.
    const png =
      "iVBORw0KGgoAAAANSUhEUgAAAAwAAAAMCAAAAABzHgM7AAAAFElEQVR42mP4DwYMEEAxh0rGQDgA2+dHuZmdoxkAAAAASUVORK5CYII=";
    pooling.look("squares.png", Uint8Array.from(Buffer.from(png, "base64")));
    const { values } = await untilShown((shown) => shown.values.every((v) => [0, 1].includes(Number(v))));
    assert.deepEqual(values.slice(0, 6).map(Number), [1, 1, 1, 1, 0, 0]);
  });

  it("looks right", async () => {
    await preview("nn.MaxPool2d", 6);
    await screenshots("pooling", async () => {});
  });
});

async function preview(text: string, width?: number): Promise<Shown> {
  const { document } = await open("pooling.py");
  await vscode.commands.executeCommand("shapelint.previewPooling", document.uri.toString(), find(document, text).start);
  return untilShown((shown) => width === undefined || shown.output[2] === width);
}

async function untilShown(describes: (shown: Shown) => boolean): Promise<Shown> {
  const { pooling } = await exported();
  return until(
    () => (pooling.shown && describes(pooling.shown) ? pooling.shown : undefined),
    () => `it shows ${JSON.stringify(pooling.shown)}`,
  );
}
