/**
 * What `check` says of sources that PyTorch runs, and how much of them its silence covers:
 * per package files, model classes and how many were analysed to the end, errors, time and peak memory,
 * and why classes were not, by frequency.
 *   npx tsx scripts/corpus/silence.ts --python ENV [--list] [--limit SECONDS] [--rows OUT.jsonl] FILE_OR_FOLDER…
 */
import { appendFileSync } from "node:fs";
import path from "node:path";
import { filesOf } from "../../server/src/cli/check.ts";
import { diskFileSystem } from "../../server/src/cli/disk.ts";
import { Session } from "../../server/src/ide/session.ts";
import { bundledSource } from "../../server/src/python/node-prelude.ts";
import { Cancelled } from "../../server/src/python/errors.ts";
import { locateWasm } from "../../server/src/syntax/node-wasm.ts";
import { initParser } from "../../server/src/syntax/parser.ts";
import { coverage } from "./coverage.ts";

const argv = process.argv.slice(2);
const flag = (name: string): boolean => {
  const i = argv.indexOf(`--${name}`);
  return i >= 0 && argv.splice(i, 1).length > 0;
};
const option = (name: string): string | undefined => {
  const i = argv.indexOf(`--${name}`);
  return i < 0 ? undefined : argv.splice(i, 2)[1];
};
const env = path.resolve(option("python") ?? ".corpus");
const rows = option("rows");
const limit = Number(option("limit") ?? 60);
const list = flag("list");

await initParser(locateWasm());
const fs = diskFileSystem();
let started = process.cpuUsage();
let asked = 0;
const used = (): number => process.cpuUsage(started).user / 1e6;
const session = new Session({ fs, prelude: bundledSource, searchPaths: [], pythonEnv: env, cancelled: () => asked++ % 16 === 15 && used() > limit });

interface Count {
  files: number;
  classes: number;
  complete: number;
  errors: number;
  /** Of the processor: other programs may run beside. */
  seconds: number;
}
const packages = new Map<string, Count>();
const reasons = new Map<string, string[]>();

for (const given of argv) {
  const name = /site-packages\/([^/]+)/.exec(path.resolve(given))?.[1] ?? given;
  const count = packages.get(name) ?? { files: 0, classes: 0, complete: 0, errors: 0, seconds: 0 };
  packages.set(name, count);
 
  for (const file of filesOf(fs, [given])) {
    started = process.cpuUsage();
    count.files += 1;
    const row: Record<string, unknown> = { file };
    try {
      const analysis = session.analyse(file);
      const classes = coverage(analysis);
      const errors = analysis.diagnostics.filter((d) => d.severity === "error");
      count.classes += classes.length;
      count.complete += classes.filter((c) => c.lacks === null).length;
      count.errors += errors.length;
      for (const d of errors) console.log(`${file}:${d.range.start.line + 1}: ${d.code}: ${d.message}${d.path === file ? "" : ` (at ${d.path})`}`);
      for (const c of classes) {
        if (c.lacks === null) continue;
        const reason = general(c.lacks);
        reasons.set(reason, [...(reasons.get(reason) ?? []), `${path.basename(file)}:${c.line} ${c.name}`]);
        if (list) console.log(`  ${path.basename(file)}:${c.line} ${c.name}: ${c.lacks}`);
      }
      Object.assign(row, { classes, errors: errors.map((d) => ({ line: d.range.start.line + 1, code: d.code, message: d.message })) });
    } catch (e) {
      if (!(e instanceof Cancelled)) throw e;
      console.log(`${file}: longer than ${limit} s`);
      row["cancelled"] = true;
    }
    session.release(file);
    const seconds = used();
    count.seconds += seconds;
    if (seconds > 20) console.log(`${path.basename(file)}: ${seconds.toFixed(1)} s`);
    if (rows !== undefined) appendFileSync(rows, `${JSON.stringify({ ...row, seconds, mb: Math.round(process.memoryUsage().rss / 1e6) })}\n`);
  }
}

for (const [reason, where] of [...reasons].sort((a, b) => b[1].length - a[1].length).slice(0, 60)) console.log(`${String(where.length).padStart(5)}  ${reason}   ${where.slice(0, 3).join(", ")}`);
for (const [name, c] of packages) console.log(`${name}: ${c.files} files, ${c.complete} of ${c.classes} classes complete (${((100 * c.complete) / Math.max(1, c.classes)).toFixed(1)} %), ${c.errors} errors, ${c.seconds.toFixed(0)} s`);
console.log(`peak memory ${Math.round(process.resourceUsage().maxRSS / 1000)} MB`);

/** A reason without what names one place. */
function general(reason: string): string {
  return reason.replace(/'[^']*'/g, "'…'").replace(/\d+/g, "#");
}
