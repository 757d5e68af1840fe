import assert from "node:assert/strict";
import { findPythonEnv, projectRoot, toEnv } from "../../server/src/lsp/pythonEnv.ts";
import { defaults, readSettings } from "../../server/src/lsp/settings.ts";
import { toPath, toUri } from "../../server/src/lsp/uri.ts";

const files = (...present: string[]) => {
  const all = new Set(present);
  return (path: string): boolean => all.has(path);
};

describe("the settings", () => {
  it("keep their defaults where the editor sends nothing or nonsense", () => {
    for (const sent of [undefined, null, 3, [], { enable: "yes", python: 1, searchPaths: "a", inlayHints: "loud" }]) {
      assert.deepEqual(readSettings(sent), defaults);
    }
  });

  it("take what the editor sends", () => {
    const sent = {
      enable: false,
      python: " /e ",
      searchPaths: ["src", 1],
      inlayHints: "off",
      rules: { broadcast: "off" },
    };
    assert.deepEqual(readSettings(sent), {
      enable: false,
      python: "/e",
      searchPaths: ["src"],
      inlayHints: "off",
      rules: { broadcast: "off" },
    });
  });
});

describe("the Python environment", () => {
  it("is the active one before the nearest", () => {
    const exists = files("/act", "/w/.venv/pyvenv.cfg");
    assert.equal(findPythonEnv(["/w"], { VIRTUAL_ENV: "/act" }, exists), "/act");
    assert.equal(findPythonEnv(["/w"], { VIRTUAL_ENV: "/gone" }, exists), "/w/.venv");
  });

  it("is looked for upwards from the project", () => {
    assert.equal(findPythonEnv(["/w/a/b"], {}, files("/w/venv/pyvenv.cfg")), "/w/venv");
    assert.equal(findPythonEnv(["/w/a/b"], {}, files("/w/a/venv/bin")), undefined);
  });

  it("may be stated by its folder or its interpreter", () => {
    const exists = files("/e", "/e/bin/python3.12", "c:/e/Scripts/python.exe", "c:/conda/python.exe");
    assert.equal(toEnv("/e", exists), "/e");
    assert.equal(toEnv("/e/bin/python3.12", exists), "/e");
    assert.equal(toEnv("c:/e/Scripts/python.exe", exists), "c:/e");
    assert.equal(toEnv("c:/conda/python.exe", exists), "c:/conda");
    assert.equal(toEnv("/gone", exists), undefined);
  });
});

describe("a file's project", () => {
  it("is the first folder above it that is no package", () => {
    assert.equal(projectRoot("/w/pkg/sub/m.py", files("/w/pkg/__init__.py", "/w/pkg/sub/__init__.py")), "/w");
    assert.equal(projectRoot("/w/m.py", files()), "/w");
  });
});

describe("a document's path", () => {
  it("is that on disk, and back", () => {
    assert.equal(toPath("file:///w/my%20model.py"), "/w/my model.py");
    assert.equal(toUri("/w/my model.py"), "file:///w/my%20model.py");
  });

  it("lies below no folder of the disk for a document that is not on disk", () => {
    assert.equal(toPath("untitled:Untitled-1"), "/untitled:Untitled-1");
    assert.equal(toPath("vscode-vfs://github/o/r/m.py"), "/vscode-vfs:/github/o/r/m.py");
    assert.equal(toPath("file:///w/a%2Fb.py"), "/file:/w/a%2Fb.py");
    assert.equal(toPath("no address"), "/no address");
  });
});
