import assert from "node:assert/strict";
import { AskedFileSystem } from "../../server/src/cli/results/asked.ts";
import { ResultStore } from "../../server/src/cli/results/store.ts";
import { checkFile } from "../../server/src/cli/check.ts";
import { Session } from "../../server/src/ide/session.ts";
import type { FileSystem } from "../../server/src/python/imports.ts";
import { bundledSource } from "../../server/src/python/node-prelude.ts";
import { prepareAnalysis } from "../analysis.ts";

type Files = ReadonlyMap<string, string>;

/** A disk as it is now. */
function diskOf(files: Files): FileSystem {
  const below = (path: string): string[] => [...files.keys()].filter((p) => p.startsWith(`${path}/`)).map((p) => p.slice(path.length + 1));
  return {
    readFile: (path) => files.get(path),
    exists: (path) => files.has(path) || below(path).length > 0,
    isDirectory: (path) => below(path).length > 0,
    list: (path) => [...new Set(below(path).map((p) => p.split("/")[0] as string))].sort(),
  };
}

const SITE = "/project/env/lib/python3/site-packages";
const PROGRAMS = ["/project/a.py", "/project/b.py", "/project/c.py"];

/** What may stand in each file, nothing included; what they make of one another is told in their own diagnostics. */
const TEXTS: ReadonlyMap<string, readonly (string | null)[]> = new Map([
  ["/project/a.py", ["import torch\nfrom torch import nn\nfrom blocks import width\nnn.Linear(width(), 2)(torch.zeros(1, 8))\n", "import torch\nfrom torch import nn\nimport installed\nnn.Linear(installed.size(), 2)(torch.zeros(1, 8))\n"]],
  ["/project/b.py", ["import torch\nfrom torch import nn\nfrom installed import size\nnn.Linear(size(), 2)(torch.zeros(1, 8))\n", "import a\n", "class Broken(\n"]],
  ["/project/c.py", ["import importlib.util\nimport torch\nfrom torch import nn\nn = 8 if importlib.util.find_spec('extra') else 9\nnn.Linear(n, 2)(torch.zeros(1, 8))\nimport extra\nnn.Linear(extra.N, 2)(torch.zeros(1, 8))\n"]],
  ["/project/blocks.py", ["def width():\n    return 8\n", "def width():\n    return 9\n", "from sizes import N\n\ndef width():\n    return N\n", null]],
  ["/project/sizes.py", ["N = 8\n", "N = 7\n", null]],
  ["/project/extra.py", [null, "N = 8\n", "N = 6\n"]],
  ["/project/pyproject.toml", [null, '[tool.shapelint.rules]\nlinear-in-features = "off"\n']],
  [`${SITE}/installed.py`, ["def size():\n    return 8\n", "def size():\n    return 5\n", "import sizes\n\ndef size():\n    return sizes.N\n", "try:\n    import extra\n    M = extra.N\nexcept ImportError:\n    M = 8\n\ndef size():\n    return M\n"]],
]);

describe("results kept from run to run", function () {
  this.timeout(60_000);
  before(prepareAnalysis);

  const kept = new Map<string, Uint8Array>();

  /** A run of the program over the programs in some order: what it says, and how many it analysed. */
  function run(files: Files, order: readonly string[], store: Map<string, Uint8Array> | null): { readonly said: string; readonly analysed: number } {
    const fs = diskOf(files);
    const results = store ? new ResultStore({ load: (n) => store.get(n), save: (n, b) => void store.set(n, b) }, "", fs) : null;
    const disk = new AskedFileSystem(fs);
    const session = new Session({ fs: disk, prelude: bundledSource, searchPaths: [], projectDir: "/project", pythonEnv: "/project/env" });
    const lists: string[] = [];
    const said = new Map<string, unknown>();
    let analysed = 0;
    for (const file of order) {
      const known = results?.load(file);
      if (known) {
        said.set(file, known.file);
        continue;
      }
      analysed += 1;
      const found = checkFile(session, file);
      session.release(file);
      said.set(file, found);
      const asked = disk.take();
      if (!results) continue;
      if (asked.lasting.length > 0) lists.push(results.saveList(asked.lasting));
      results.save(file, { file: found, unmodelled: [] }, asked.own, lists);
    }
    return { said: JSON.stringify(PROGRAMS.map((p) => said.get(p)), null, 1), analysed };
  }

  it("are what a check of everything finds, whatever was edited between", () => {
    let seed = 20_261;
    const draw = <T>(from: readonly T[]): T => {
      seed = (Math.imul(seed, 1_103_515_245) + 12_345) >>> 0;
      return from[(seed >>> 8) % from.length] as T;
    };
    const files = new Map([...TEXTS].flatMap(([path, [text]]) => (text == null ? [] : [[path, text] as const])));
    let reused = 0;
    const answers = new Set<string>();
    for (let i = 0; i < 120; i++) {
      const path = draw([...TEXTS.keys()]);
      const text = draw(TEXTS.get(path) ?? []);
      if (text === null) files.delete(path);
      else files.set(path, text);
      const order = draw([PROGRAMS, [...PROGRAMS].reverse()]);
      const { said, analysed } = run(files, order, kept);
      assert.equal(said, run(files, order, null).said, `step ${i}: ${path} = ${JSON.stringify(text)}`);
      reused += PROGRAMS.length - analysed;
      answers.add(said);
    }
    assert.ok(answers.size > 10, `${answers.size} different answers`);
    assert.ok(reused > 120, `${reused} files were not analysed again`);
  });

  it("are not asked for by other options, nor believed when they are damaged", () => {
    const files = new Map([["/project/a.py", "x = 1\n"]]);
    const store = new Map<string, Uint8Array>();
    const results = (options: string): ResultStore => new ResultStore({ load: (n) => store.get(n), save: (n, b) => void store.set(n, b) }, options, diskOf(files));
    const checked = { file: { path: "/project/a.py", diagnostics: [], entries: [] }, unmodelled: [] };
    const before = results("train");
    before.save("/project/a.py", checked, [["text", "/project/a.py", "another"]], []);
    assert.equal(results("train").load("/project/a.py"), undefined);
    before.save("/project/a.py", checked, [["text", "/project/none.py", "-"]], [before.saveList([["kind", "/project/a.py", "file"]])]);
    assert.deepEqual(results("train").load("/project/a.py"), checked);
    assert.equal(results("eval").load("/project/a.py"), undefined);
    for (const [name, bytes] of store) {
      store.set(name, bytes.subarray(0, bytes.length - 9));
      assert.equal(results("train").load("/project/a.py"), undefined);
      store.set(name, bytes);
    }
  });
});
