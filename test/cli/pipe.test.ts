import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import path from "node:path";

const root = path.resolve(import.meta.dirname, "../..");

describe("the command line", () => {
  it("says nothing of a reader that has heard enough, and keeps its exit status", async function () {
    this.timeout(60_000);
    const child = spawn(process.execPath, ["--import=tsx", "server/src/cli/main.ts", "check", "examples"], { cwd: root });
    child.stdout.destroy();
    let complaint = "";
    child.stderr.on("data", (text: Buffer) => {
      complaint += text.toString();
    });
    const [code] = await once(child, "close");
    assert.equal(complaint, "");
    assert.equal(code, 1);
  });
});
