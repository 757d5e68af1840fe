import assert from "node:assert/strict";
import { type SpawnSyncReturns, spawnSync } from "node:child_process";
import { copyFileSync, cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { build } from "esbuild";
import { forNode, resolve, root } from "../../scripts/bundle.ts";

const MODEL = (features: number): string => `import torch
from torch import nn
from installed import width


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv = nn.Conv2d(3, width(), 3)
        self.fc = nn.Linear(${features}, 10)

    def forward(self, x):
        return self.fc(self.conv(x).mean((2, 3)))


Net()(torch.randn(2, 3, 32, 32))
`;

/** The command line as it is bundled, with a folder of nine models that import an installed package, two of them wrong. */
describe("the bundled command line", function () {
  this.timeout(300_000);
  let folder = "";
  const at = (...parts: string[]): string => path.join(folder, ...parts);

  before(async () => {
    folder = mkdtempSync(path.join(tmpdir(), "shapelint-"));
    const entryPoints = { shapelint: path.join(root, "server/src/cli/start.ts"), cli: path.join(root, "server/src/cli/main.ts") };
    await build({ ...forNode, outdir: at("dist"), entryPoints });
    for (const wasm of ["web-tree-sitter/web-tree-sitter.wasm", "tree-sitter-python/tree-sitter-python.wasm"]) copyFileSync(resolve(wasm), at("dist", path.basename(wasm)));
    for (const library of ["python", "torch"]) cpSync(path.join(root, "server/src", library, "prelude"), at("dist/prelude", library), { recursive: true });
    mkdirSync(at("env/lib/python3/site-packages"), { recursive: true });
    writeFileSync(at("env/lib/python3/site-packages/installed.py"), "def width():\n    return 16\n");
    mkdirSync(at("models"));
    for (let i = 0; i < 9; i++) writeFileSync(at("models", `m${i}.py`), MODEL(i === 4 || i === 7 ? 8 : 16));
  });
  after(() => rmSync(folder, { recursive: true }));

  function check(...options: string[]): { readonly status: number | null; readonly stdout: string } {
    const { status, stdout, stderr } = spawnSync(process.execPath, [at("dist/shapelint.cjs"), "check", "--python", at("env"), ...options, at("models")], { encoding: "utf8", env: { ...process.env, SHAPELINT_CACHE_DIR: at("cache") } });
    assert.equal(stderr, "");
    return { status, stdout };
  }

  it("says the same on two threads as on one, in the same order", () => {
    for (const format of ["json", "text"]) {
      const alone = check("--no-cache", "--jobs", "1", "--format", format);
      assert.equal(alone.status, 1);
      assert.deepEqual(check("--no-cache", "--jobs", "2", "--format", format), alone);
    }
    assert.match(check("--jobs", "2").stdout, /9 files checked: 2 errors, 0 warnings\n$/);
  });

  it("keeps the syntax of installed packages in the cache folder, unless told not to", () => {
    rmSync(at("cache"), { recursive: true, force: true });
    const without = check("--no-cache");
    assert.equal(existsSync(at("cache")), false);
    assert.deepEqual(check(), without);
    const [results = "", syntax = ""] = readdirSync(at("cache")).sort();
    assert.match(results, /^results-[0-9a-f]{16}$/);
    assert.match(syntax, /^syntax-[0-9a-f]{16}$/);
    assert.ok(readdirSync(at("cache", syntax)).length > 0);
    rmSync(at("cache", results), { recursive: true });
    assert.deepEqual(check(), without);
  });

  it("checks a second time only what has changed, by itself or by what it imports", () => {
    const first = check("--format", "json");
    // Without its grammar the program can analyse nothing.
    const grammar = at("dist/tree-sitter-python.wasm");
    renameSync(grammar, `${grammar}.away`);
    const again = (): SpawnSyncReturns<string> => spawnSync(process.execPath, [at("dist/shapelint.cjs"), "check", "--python", at("env"), "--format", "json", at("models")], { encoding: "utf8", env: { ...process.env, SHAPELINT_CACHE_DIR: at("cache") } });
    assert.deepEqual({ status: again().status, stdout: again().stdout }, first);
    assert.equal(spawnSync(process.execPath, [at("dist/shapelint.cjs"), "check", "--python", at("env"), "--mode", "eval", at("models")], { env: { ...process.env, SHAPELINT_CACHE_DIR: at("cache") } }).status, 2);
    const changes: readonly (readonly [name: string, text: string])[] = [
      ["models/m3.py", MODEL(7)],
      ["env/lib/python3/site-packages/installed.py", "def width():\n    return 8\n"],
      ["models/installed.py", "def width():\n    return 8\n"],
      ["models/pyproject.toml", '[tool.shapelint.rules]\nlinear-in-features = "off"\n'],
    ];
    for (const [name, text] of changes) {
      const before = existsSync(at(name)) ? readFileSync(at(name)) : null;
      writeFileSync(at(name), text);
      assert.equal(again().status, 2, name);
      if (before) writeFileSync(at(name), before);
      else rmSync(at(name));
      assert.deepEqual({ status: again().status, stdout: again().stdout }, first, name);
    }
    renameSync(`${grammar}.away`, grammar);
    writeFileSync(at("models/m3.py"), MODEL(7));
    assert.match(check().stdout, /9 files checked: 3 errors, 0 warnings\n$/);
    writeFileSync(at("models/m3.py"), MODEL(16));
  });

  it("takes a number of threads from 1 and nothing else", () => {
    for (const jobs of ["0", "two", "-1"]) {
      const { status, stderr } = spawnSync(process.execPath, [at("dist/shapelint.cjs"), "check", "--jobs", jobs, at("models")], { encoding: "utf8" });
      assert.equal(status, 2);
      assert.match(stderr, /give a whole number from 1/);
    }
  });
});
