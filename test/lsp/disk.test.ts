import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { diskFileSystem as commandLineDisk } from "../../server/src/cli/disk.ts";
import { diskFileSystem } from "../../server/src/lsp/disk.ts";

describe("the disk as the analysis sees it", () => {
  const folder = mkdtempSync(path.join(tmpdir(), "sl-disk-"));
  const [inside, outside] = [path.join(folder, "in"), path.join(folder, "inner")];
  const fs = diskFileSystem([inside]);

  before(() => {
    for (const each of [inside, outside]) {
      mkdirSync(path.join(each, "pkg"), { recursive: true });
      writeFileSync(path.join(each, "a.py"), "x = 1\n");
    }
    writeFileSync(path.join(inside, "bom.py"), Buffer.from([0xef, 0xbb, 0xbf, 0x78]));
    writeFileSync(path.join(inside, "bad.py"), Buffer.from([0x23, 0xff, 0x0a, 0x78]));
  });
  after(() => rmSync(folder, { recursive: true }));

  it("shows what lies under a root", () => {
    assert.equal(fs.readFile(path.join(inside, "a.py")), "x = 1\n");
    assert.deepEqual(fs.list(inside), ["a.py", "bad.py", "bom.py", "pkg"]);
    assert.equal(fs.isDirectory(path.join(inside, "pkg")), true);
    assert.equal(fs.isDirectory(path.join(inside, "a.py")), false);
    assert.equal(fs.exists(path.join(inside, "none.py")), false);
    assert.equal(fs.readFile(path.join(inside, "pkg")), undefined);
  });

  it("has nothing below a file", () => {
    for (const disk of [fs, commandLineDisk()]) {
      const below = path.join(inside, "a.py", "__init__.py");
      assert.equal(disk.exists(below), false);
      assert.equal(disk.isDirectory(below), false);
      assert.equal(disk.readFile(below), undefined);
      assert.deepEqual(disk.list(below), []);
    }
  });

  it("hides everything else, by whatever path", () => {
    for (const file of [path.join(outside, "a.py"), `${inside}/../inner/a.py`, "in/a.py", "/etc/hostname"]) {
      assert.equal(fs.readFile(file), undefined);
      assert.equal(fs.exists(file), false);
    }
    assert.equal(fs.isDirectory(outside), false);
    assert.deepEqual(fs.list(outside), []);
  });

  it("reads a byte order mark as nothing and an invalid byte as one replacement character", () => {
    assert.equal(fs.readFile(path.join(inside, "bom.py")), "x");
    assert.equal(fs.readFile(path.join(inside, "bad.py")), "#\uFFFD\nx");
  });
});
