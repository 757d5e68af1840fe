import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import path from "node:path";
import * as vscode from "vscode";
import { createOnigScanner, createOnigString, loadWASM } from "vscode-oniguruma";
import { type IGrammar, INITIAL, parseRawGrammar, Registry } from "vscode-textmate";
import { open, screenshots } from "./editor.ts";

describe("a comment's grammar", () => {
  let python: IGrammar;

  before(async () => {
    python = await pythonGrammar();
  });

  it("highlights a stated shape, its names, numbers and dtype", () => {
    assert.deepEqual(own("x = f(x)  # shape: (N, 20, H//4, ...) float32"), [
      ["shape", "keyword.other.shape"],
      [":", "punctuation.separator.colon"],
      ["(", "punctuation.definition.shape"],
      ["N", "variable.parameter.dim"],
      [",", "punctuation.separator.dims"],
      ["20", "constant.numeric.dim"],
      [",", "punctuation.separator.dims"],
      ["H", "variable.parameter.dim"],
      ["//", "keyword.operator.arithmetic"],
      ["4", "constant.numeric.dim"],
      [",", "punctuation.separator.dims"],
      ["...", "constant.language.unknown"],
      [")", "punctuation.definition.shape"],
      ["float32", "support.type.dtype"],
    ]);
  });

  it("ends with the shape", () => {
    const tokens = own("# shape: (N, 3) after pooling (twice), 2 times");
    assert.deepEqual(tokens.at(-1), [")", "punctuation.definition.shape"]);
    assert.equal(tokens.length, 7);
  });

  it("leaves other comments, and code and strings, as they are", () => {
    for (const line of [
      "# the shape: (N, 3)",
      "# shapes: (N, 3)",
      "# shape: as above",
      "shape: tuple = (1, 2)",
      "s = '# shape: (N, 3)'",
    ]) {
      assert.deepEqual(own(line), [], line);
    }
  });

  it("looks right", async () => {
    await open("comments.py");
    await screenshots("comments", async () => {});
  });

  /** The tokens that ShapeLint's grammar made, each with its innermost scope. */
  function own(line: string): [string, string][] {
    const { tokens } = python.tokenizeLine(line, INITIAL);
    return tokens
      .map(({ startIndex, endIndex, scopes }) => ({
        text: line.slice(startIndex, endIndex),
        scope: scopes.at(-1) ?? "",
      }))
      .filter(({ text, scope }) => text.trim() !== "" && scope.endsWith(".shapelint"))
      .map(({ text, scope }) => [text, scope.replace(/\.shapelint$/, "")]);
  }
});

/** VS Code's own Python grammar with the extension's injected. */
async function pythonGrammar(): Promise<IGrammar> {
  await loadWASM(readFileSync(require.resolve("vscode-oniguruma/release/onig.wasm")));
  const extension = vscode.extensions.getExtension("shapelint.shapelint");
  assert.ok(extension);
  const [injection] = extension.packageJSON.contributes.grammars;
  const files = new Map([
    ["source.python", path.join(vscode.env.appRoot, "extensions/python/syntaxes/MagicPython.tmLanguage.json")],
    [injection.scopeName, path.join(extension.extensionPath, injection.path)],
  ]);
  const registry = new Registry({
    onigLib: Promise.resolve({ createOnigScanner, createOnigString }),
    loadGrammar: async (scope) => {
      const file = files.get(scope);
      return file ? parseRawGrammar(readFileSync(file, "utf8"), file) : null;
    },
    getInjections: (scope) => (injection.injectTo.includes(scope) ? [injection.scopeName] : undefined),
  });
  const grammar = await registry.loadGrammar("source.python");
  assert.ok(grammar);
  return grammar;
}
