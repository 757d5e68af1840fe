/** Bad input loses nothing: an answer or a clear message, and right again afterwards. */
import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { diskFileSystem } from "../../server/src/cli/disk.ts";
import { Session } from "../../server/src/ide/session.ts";
import { bundledSource } from "../../server/src/python/node-prelude.ts";
import { analyse, prepareAnalysis, sessionOver } from "../analysis.ts";

const main = "/project/main.py";

/** A class of a model whose second layer is given too few features. */
const wrong = (name: string): string => `
import torch
import torch.nn as nn

class ${name}(nn.Module):
    def __init__(self):
        super().__init__()
        self.a = nn.Linear(8, 16)
        self.b = nn.Linear(20, 4)

    def forward(self, x):
        return self.b(self.a(x))
`;

const errors = (text: string, others: Readonly<Record<string, string>> = {}): string[] =>
  analyse(text, others)
    .diagnostics.filter((d) => d.severity === "error")
    .map((d) => d.code);

describe("bad input", () => {
  before(prepareAnalysis);

  it("files that import one another in a circle are analysed each", () => {
    const others = { "other.py": `from main import Net\n${wrong("Other")}\nclass Third(Net):\n    pass\n` };
    const text = `from other import Other\n${wrong("Net")}`;
    const session = sessionOver({ ...others, "main.py": text });
    for (const file of [main, "/project/other.py"]) {
      assert.ok(session.analyse(file).diagnostics.some((d) => d.code === "linear-in-features"), file);
    }
  });

  it("a file that imports itself, and a package that imports itself", () => {
    assert.deepEqual(errors(`import main\nfrom main import Net\n${wrong("Net")}`), ["linear-in-features"]);
    assert.deepEqual(errors(`import pkg\n${wrong("Net")}`, { "pkg/__init__.py": "import pkg\nfrom pkg import pkg\nfrom . import a", "pkg/a.py": "from . import a\nfrom .a import b" }), ["linear-in-features"]);
  });

  it("a class that inherits from itself is a name that nobody defined, unless it replaces another class", () => {
    assert.deepEqual(errors(`class A(A):\n    pass\n${wrong("Net")}`), ["undefined-name", "linear-in-features"]);
    assert.deepEqual(errors(`${wrong("Net")}\nclass Net(Net):\n    def __init__(self):\n        super().__init__()\n        self.b = nn.Linear(16, 4)\n`), []);
  });

  it("bases in a circle through two files", () => {
    const analysis = analyse("from other import B\nclass A(B):\n    pass\n", { "other.py": "from main import A\nclass B(A):\n    pass\n" });
    assert.ok(analysis.diagnostics.every((d) => d.code !== "internal"));
  });

  it("a recursion without end, a loop without end, and a list that swallows itself end", () => {
    const text = `
import torch
import torch.nn as nn

class Net(nn.Module):
    def forward(self, x):
        return self(x)

def loop(n=0):
    while True:
        n += 1

def grow():
    xs = []
    xs.append(xs)
    return nn.Sequential(*xs)

def deep():
    return deep()
${wrong("Sound")}
`;
    assert.ok(errors(text).includes("linear-in-features"));
  });

  it("a file of 50,000 lines is analysed, its last class too", function () {
    this.timeout(60_000);
    const filler = Array.from({ length: 8_000 }, (_, i) => `def f${i}(x):\n    y = x + ${i}\n    z = y * 2\n    w = [z, y]\n    return w[0]\n\n`).join("");
    const session = sessionOver({ "main.py": `import torch\n${filler}${wrong("Last")}` });
    assert.deepEqual(
      session.analyse(main).diagnostics.map((d) => d.code),
      ["linear-in-features"],
    );
    session.setOverlay(main, `import torch\n${filler}${wrong("Last").replace("20", "16")}`);
    assert.deepEqual(session.analyse(main).diagnostics, []);
  });

  it("bytes that are no UTF-8, and null characters, are told or passed over, and the rest is analysed", () => {
    const folder = mkdtempSync(path.join(tmpdir(), "shapelint-"));
    try {
      const file = path.join(folder, "net.py");
      writeFileSync(file, Buffer.concat([Buffer.from("# caf\xe9\n", "latin1"), Buffer.from(wrong("Net"))]));
      const session = new Session({ fs: diskFileSystem(), prelude: bundledSource, searchPaths: [] });
      assert.deepEqual(
        session.analyse(file).diagnostics.map((d) => d.code),
        ["linear-in-features"],
      );
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
    assert.deepEqual(errors(`x = 1\0\n${wrong("Net")}`), ["syntax", "linear-in-features"]);
  });

  it("half a statement anywhere leaves the classes around it their diagnostics", () => {
    for (const half of ["class Broken(nn.Module:", "def broken(", "    x = (1,", "model = Net(", "@", 'print("']) {
      const found = errors(`${wrong("A")}\n${half}\n${wrong("B")}`);
      assert.ok(found.includes("linear-in-features"), half);
    }
  });
});
