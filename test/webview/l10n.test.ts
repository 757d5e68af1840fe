import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("../..", import.meta.url));
const read = (file: string): string => readFileSync(path.join(root, file), "utf8");

/** Every text given to `t(…)` in the extension and in its pages. */
function textsInCode(): string[] {
  const files = readdirSync(path.join(root, "client"), { recursive: true, encoding: "utf8" }).filter((file) => file.endsWith(".ts"));
  const calls = files.flatMap((file) => [...read(`client/${file}`).matchAll(/\bt\(\s*("(?:[^"\\]|\\.)*")/g)]);
  const refusals = [...read("client/webview/pooling/setup.ts").matchAll(/\btext: ("(?:[^"\\]|\\.)*")/g)];
  return [...calls, ...refusals].map(([, text = '""']): string => JSON.parse(text));
}

describe("the translation into Chinese", () => {
  const bundle: Record<string, string> = JSON.parse(read("l10n/bundle.l10n.zh-cn.json"));

  it("has every text of the extension and its pages, and no other", () => {
    assert.deepEqual(Object.keys(bundle).sort(), [...new Set(textsInCode())].sort());
  });

  it("keeps every placeholder", () => {
    const holes = (text: string): string[] => (text.match(/\{\d+\}/g) ?? []).sort();
    for (const [text, translated] of Object.entries(bundle)) assert.deepEqual(holes(translated), holes(text), text);
  });

  it("has every text of the manifest", () => {
    const keys = (file: string): string[] => Object.keys(JSON.parse(read(file))).sort();
    assert.deepEqual(keys("package.nls.zh-cn.json"), keys("package.nls.json"));
    const used = [...read("package.json").matchAll(/"%([\w.]+)%"/g)].map(([, key]) => key ?? "");
    assert.deepEqual([...new Set(used)].sort(), keys("package.nls.json"));
  });
});
