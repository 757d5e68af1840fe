/**
 * How the time and memory of `check` grow with the number of files, on timm's models, and what a keystroke costs in a
 * file that imports forty others. Reads timm's sources where `npm run test:corpus` has fetched them.
 *   npm run bench scale [-- --most FILES]
 */
import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { diskFileSystem } from "../../server/src/cli/disk.ts";
import { Session } from "../../server/src/ide/session.ts";
import { bundledSource } from "../../server/src/python/node-prelude.ts";
import { locateWasm } from "../../server/src/syntax/node-wasm.ts";
import { initParser } from "../../server/src/syntax/parser.ts";
import { dist, root } from "../bundle.ts";
import { milliseconds, quantile } from "./report.ts";

const corpus = path.join(root, ".corpus");
const packages = path.join(corpus, "lib/python3/site-packages");

/** Reports its own processor time and largest memory when it ends. */
const RUN = `process.on("exit", () => { const { user, system } = process.cpuUsage(); process.stderr.write("\\nused " + (user + system) / 1e6 + " " + process.resourceUsage().maxRSS / 1024); });
process.argv.splice(1, 0, ${JSON.stringify(path.join(dist, "cli.cjs"))}); require(${JSON.stringify(path.join(dist, "cli.cjs"))});`;

interface Used {
  readonly seconds: number;
  readonly processor: number;
  readonly memory: number;
}

/** `cache`: the folder with the syntax of installed packages and with results, empty before the first run. */
function check(paths: readonly string[], cache: string): Used {
  const begin = performance.now();
  const env = { ...process.env, SHAPELINT_CACHE_DIR: cache };
  const { stderr } = spawnSync(process.execPath, ["-e", RUN, "--", "check", "--python", corpus, ...paths], { encoding: "utf8", maxBuffer: 1 << 28, env });
  const [, processor = "", memory = ""] = /\nused (\S+) (\S+)$/.exec(stderr) ?? [];
  if (memory === "") throw new Error(`check failed: ${stderr.slice(0, 400)}`);
  return { seconds: (performance.now() - begin) / 1000, processor: Number(processor), memory: Number(memory) };
}

/** timm's models, then what else there is of timm and torchvision: every nth of the models, so that small counts are like large ones. */
function filesToCheck(n: number): readonly string[] {
  const models = pythonFiles("timm/models");
  if (n <= models.length) return Array.from({ length: n }, (_, i) => models[Math.floor((i * models.length) / n)] ?? "");
  return [...new Set([...models, ...pythonFiles("timm"), ...pythonFiles("torchvision")])].slice(0, n);
}

function pythonFiles(folder: string): readonly string[] {
  const at = path.join(packages, folder);
  return readdirSync(at, { recursive: folder !== "timm/models", encoding: "utf8" })
    .filter((name) => name.endsWith(".py"))
    .sort()
    .map((name) => path.join(at, name));
}

/** Three lines a number of files, each as soon as it is known: with an empty cache, with the syntax that this run has left there, and with the results. */
function curve(most: number): void {
  for (const n of [10, 30, 100, 300].filter((count) => count <= most)) {
    const paths = filesToCheck(n);
    const lines = paths.reduce((sum, file) => sum + readFileSync(file, "utf8").split("\n").length, 0);
    const cache = mkdtempSync(path.join(tmpdir(), "shapelint-"));
    try {
      for (const state of ["cold", "packages parsed before", "checked before"]) {
        if (state === "packages parsed before") for (const kept of readdirSync(cache)) if (kept.startsWith("results-")) rmSync(path.join(cache, kept), { recursive: true });
        const { seconds, processor, memory } = check(paths, cache);
        console.log(`check of ${n} files of timm, ${lines} lines, ${state}: ${seconds.toFixed(1)} s, of the processor ${processor.toFixed(1)} s (${((processor / lines) * 1000).toFixed(2)} s a 1,000 lines), ${memory.toFixed(0)} MiB`);
      }
    } finally {
      rmSync(cache, { recursive: true });
    }
  }
}

/** A package of forty blocks, and a model made of all of them. */
function package40(folder: string): string {
  for (let i = 0; i < 40; i++) {
    writeFileSync(
      path.join(folder, `block${i}.py`),
      `import torch.nn as nn\n\n\nclass Block${i}(nn.Module):\n    def __init__(self, channels):\n        super().__init__()\n        self.conv = nn.Conv2d(channels, channels, 3, padding=1)\n        self.norm = nn.BatchNorm2d(channels)\n\n    def forward(self, x):\n        return x + self.norm(self.conv(x)).relu()\n`,
    );
  }
  const numbers = Array.from({ length: 40 }, (_, i) => i);
  const file = path.join(folder, "net.py");
  writeFileSync(
    file,
    `import torch.nn as nn\n${numbers.map((i) => `from block${i} import Block${i}\n`).join("")}\n\nclass Net(nn.Module):\n    def __init__(self):\n        super().__init__()\n        self.stem = nn.Conv2d(3, 32, 7, stride=2)\n        self.blocks = nn.Sequential(${numbers.map((i) => `Block${i}(32)`).join(", ")})\n        self.head = nn.Linear(32, 10)\n\n    def forward(self, x):\n        x = self.blocks(self.stem(x))\n        return self.head(x.mean((2, 3)))\n`,
  );
  return file;
}

async function keystroke(): Promise<string> {
  await initParser(locateWasm());
  const folder = mkdtempSync(path.join(tmpdir(), "shapelint-"));
  try {
    const file = package40(folder);
    const text = readFileSync(file, "utf8");
    const session = new Session({ fs: diskFileSystem(), prelude: bundledSource, searchPaths: [], projectDir: folder });
    const analyse = (now: string): number => {
      const begin = performance.now();
      session.setOverlay(file, now);
      session.analyse(file);
      return performance.now() - begin;
    };
    const first = analyse(text);
    const times = Array.from({ length: 30 }, (_, i) => analyse(text.replace("stride=2", `stride=${1 + (i % 2)}`)));
    return `a keystroke in a file that imports forty others: ${milliseconds(quantile(times, 0.5))} (p90 ${milliseconds(quantile(times, 0.9))}), the first analysis ${milliseconds(first)}`;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

console.log(await keystroke());
const given = process.argv.indexOf("--most");
if (existsSync(path.join(packages, "timm"))) curve(given < 0 ? Number.POSITIVE_INFINITY : Number(process.argv[given + 1]));
else console.log("timm is not there (npm run test:corpus fetches it)");
