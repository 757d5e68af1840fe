import assert from "node:assert/strict";
import { Progress } from "../../server/src/cli/progress.ts";

/** What is written while three files take so many milliseconds each. */
function written(isTTY: boolean, milliseconds: number): string {
  let text = "";
  let time = 0;
  const write = (piece: string | Uint8Array): boolean => {
    text += String(piece);
    return true;
  };
  const progress = new Progress(3, { isTTY, write }, () => time);
  for (let i = 0; i < 3; i++) {
    time += milliseconds;
    progress.step();
  }
  progress.end();
  return text;
}

describe("the progress of a check", () => {
  it("is shown on a terminal from the second on that it takes, and taken away at the end", () => {
    assert.equal(written(true, 600), "\r2 of 3 files checked\r3 of 3 files checked\r\u001b[K");
  });

  it("is not shown of a short check, nor where nobody looks", () => {
    assert.equal(written(true, 300), "");
    assert.equal(written(false, 5000), "");
  });
});
