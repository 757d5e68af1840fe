import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import type { FunctionDef, Module } from "../../server/src/syntax/ast.ts";
import { cacheFolder } from "../../server/src/syntax/node-cache.ts";
import { diskSyntaxStore } from "../../server/src/syntax/node-store.ts";
import { readModule } from "../../server/src/syntax/stored/reader.ts";
import { type SyntaxStore, parseStored } from "../../server/src/syntax/stored/store.ts";
import { writeModule } from "../../server/src/syntax/stored/writer.ts";
import { parse } from "./parser.ts";

/** All that a module holds, without the way back from a node to its unit. */
function contents(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(contents);
  if (value === null || typeof value !== "object") return value;
  const fields = Object.entries(value).filter(([key]) => key !== "unit" && key !== "bodyAt");
  const body = (value as FunctionDef).kind === "FunctionDef" ? { body: contents((value as FunctionDef).body) } : {};
  return { ...Object.fromEntries(fields.map(([key, field]) => [key, contents(field)])), ...body };
}

function stored(module: Module): Module {
  const bytes = writeModule(module);
  assert.ok(bytes);
  return readModule(module.path, module.text, bytes);
}

const FOLDERS = ["fixtures", "../../server/src/python/prelude", "../../server/src/torch/prelude"].map((folder) => path.join(import.meta.dirname, folder));
const FILES = FOLDERS.flatMap((folder) => readdirSync(folder, { recursive: true, encoding: "utf8" }).filter((name) => name.endsWith(".py")).map((name) => path.join(folder, name)));

describe("a parsed file that was stored", () => {
  it("is what it was, for every Python file of this project", () => {
    assert.ok(FILES.length > 100);
    for (const file of FILES) {
      const module = parse(file, readFileSync(file, "utf8"));
      assert.deepEqual(contents(stored(module)), contents(module), file);
    }
  });

  it("is what it was where the text is broken", () => {
    for (const text of ["def f(:\n    return (1,\nx = = 2\n", "class A:\n\tdef f(self):\n        pass\n", "x = 'é\u2028𝔸'\ny = 10 ** 400 + 123456789012345678901\nz = 1e999j\nw = b'\\xff'\n", ""]) {
      const module = parse("m.py", text);
      assert.deepEqual(contents(stored(module)), contents(module), text);
    }
  });

  it("names its unit in every node, and reads a body once", () => {
    const [unit] = stored(parse("m.py", "def f(x):\n    def g(y):\n        return y\n    return g(x)\n")).units;
    const f = unit?.body[0] as FunctionDef;
    const [g] = f.body;
    assert.equal(g?.unit, unit);
    assert.equal((g as FunctionDef).body[0]?.unit, unit);
    assert.equal(f.body, f.body);
  });

  it("is not stored with a string that has no bytes in UTF-8", () => {
    assert.equal(writeModule(parse("m.py", "x = '\\ud800'\n")), null);
  });
});

describe("a store of parsed files", () => {
  let folder = "";
  beforeEach(() => {
    folder = mkdtempSync(path.join(tmpdir(), "shapelint-"));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  const text = "import a\n\ndef f(x):\n    return x + 1\n";

  it("gives from the disk what was parsed in another run", () => {
    const first = parseStored(diskSyntaxStore(folder, "1"), "m.py", text);
    const [name = ""] = readdirSync(path.join(folder, "syntax-1"));
    assert.match(name, /^[0-9a-f]{64}$/);
    const asked: string[] = [];
    const later = diskSyntaxStore(folder, "1");
    const listening: SyntaxStore = { load: later.load, save: (t) => asked.push(t) };
    assert.deepEqual(contents(parseStored(listening, "n.py", text)), contents({ ...first, path: "n.py", units: first.units.map((u) => ({ ...u, path: "n.py" })) }));
    assert.deepEqual(asked, []);
  });

  it("parses anew what is damaged", () => {
    const store = diskSyntaxStore(folder, "1");
    const first = parseStored(store, "m.py", text);
    const [name = ""] = readdirSync(path.join(folder, "syntax-1"));
    const file = path.join(folder, "syntax-1", name);
    const whole = readFileSync(file);
    for (const bytes of [whole.subarray(0, whole.length - 9), whole.subarray(0, 3), Buffer.concat([whole, whole]), new Uint8Array([255, 255, 255, 255, 255, 255, 255, 127])]) {
      writeFileSync(file, bytes);
      assert.deepEqual(contents(parseStored(store, "m.py", text)), contents(first));
    }
    assert.deepEqual(readFileSync(file), whole);
  });

  it("lets go of what another format has left, and of the older half of too many", () => {
    mkdirSync(path.join(folder, "syntax-0"));
    writeFileSync(path.join(folder, "other"), "");
    const store = diskSyntaxStore(folder, "1", 4);
    for (let i = 0; i < 6; i++) parseStored(store, "m.py", `x = ${i}\n`);
    assert.deepEqual(readdirSync(folder).sort(), ["other", "syntax-1"]);
    parseStored(diskSyntaxStore(folder, "1", 4), "m.py", "x = 'one more'\n");
    assert.equal(readdirSync(path.join(folder, "syntax-1")).length, 3);
  });

  it("does without a folder that it may not write", () => {
    writeFileSync(path.join(folder, "file"), "");
    const module = parseStored(diskSyntaxStore(path.join(folder, "file"), "1"), "m.py", text);
    assert.deepEqual(contents(module), contents(parse("m.py", text)));
  });

  it("stands where a system keeps what programs can make again", () => {
    assert.equal(cacheFolder({}, "linux", "/home/u"), path.join("/home/u", ".cache", "shapelint"));
    assert.equal(cacheFolder({ XDG_CACHE_HOME: "/c" }, "linux", "/home/u"), path.join("/c", "shapelint"));
    assert.equal(cacheFolder({}, "darwin", "/Users/u"), path.join("/Users/u", "Library", "Caches", "shapelint"));
    assert.equal(cacheFolder({ SHAPELINT_CACHE_DIR: "/own" }, "linux", "/home/u"), path.resolve("/own"));
  });
});
