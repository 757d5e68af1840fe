import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { copyFileSync, cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
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
  this.timeout(60_000);
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
      const alone = check("--jobs", "1", "--format", format);
      assert.equal(alone.status, 1);
      assert.deepEqual(check("--jobs", "2", "--format", format), alone);
    }
    assert.match(check("--jobs", "2").stdout, /9 files checked: 2 errors, 0 warnings\n$/);
  });

  it("keeps the syntax of installed packages in the cache folder, unless told not to", () => {
    rmSync(at("cache"), { recursive: true, force: true });
    const without = check("--no-cache");
    assert.equal(existsSync(at("cache")), false);
    assert.deepEqual(check(), without);
    const [format = ""] = readdirSync(at("cache"));
    assert.match(format, /^syntax-[0-9a-f]{16}$/);
    assert.ok(readdirSync(at("cache", format)).length > 0);
    assert.deepEqual(check(), without);
  });

  it("takes a number of threads from 1 and nothing else", () => {
    for (const jobs of ["0", "two", "-1"]) {
      const { status, stderr } = spawnSync(process.execPath, [at("dist/shapelint.cjs"), "check", "--jobs", jobs, at("models")], { encoding: "utf8" });
      assert.equal(status, 2);
      assert.match(stderr, /give a whole number from 1/);
    }
  });
});
