/** Writes `dist/cli.cache`: the command line as V8 compiles it, with what a first analysis makes it compile. */
import { execFileSync } from "node:child_process";
import { readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";

/** Runs the program as server/src/cli/start.ts does, and keeps the compiled code when it ends. */
const RUN = `
const { readFileSync, writeFileSync } = require("node:fs");
const { createRequire } = require("node:module");
const { Script } = require("node:vm");
const path = require("node:path");
const [program, cache, example] = process.argv.slice(1);
const source = "(function (require, __filename, __dirname) {" + readFileSync(program, "latin1").replace(/^#!.*/, "") + "\\n})";
const script = new Script(source, { filename: program });
process.argv = [process.argv[0], program, "check", example];
process.on("exit", () => writeFileSync(cache, script.createCachedData()));
script.runInThisContext()(createRequire(program), program, path.dirname(program));
`;

const EXAMPLE = `
import torch
import torch.nn as nn
import torch.nn.functional as F


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv = nn.Conv2d(1, 20, 5)
        self.fc = nn.Linear(320, 10)

    def forward(self, x):
        return self.fc(F.max_pool2d(self.conv(x), 2).flatten(1))
`;

export function compile(dist: string): void {
  // esbuild escapes strings, but not regular expressions.
  const other = /[^\0-\x7f].*/.exec(readFileSync(path.join(dist, "cli.cjs"), "utf8"))?.[0];
  if (other !== undefined) throw new Error(`write what is not ASCII as an escape: ${other.slice(0, 60)}`);
  const example = path.join(dist, "example.py");
  writeFileSync(example, EXAMPLE);
  try {
    execFileSync(process.execPath, ["-e", RUN, path.join(dist, "cli.cjs"), path.join(dist, "cli.cache"), example], { stdio: "pipe" });
  } finally {
    rmSync(example);
  }
}
