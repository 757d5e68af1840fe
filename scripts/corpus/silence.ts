/**
 * What `check` says of sources that PyTorch runs, and how much of them its silence covers:
 * per package files, model classes and how many were analysed to the end, errors, warnings, time and peak memory,
 * and why classes were not, by frequency. A model class is one that defines `forward`; it is analysed to the end if
 * the check of its file, or of another that is given (a builder in one file makes the classes of another), sees a call of it through
 * and knows the shape of all it gives. Rows that OUT.jsonl has already are taken over, so that a run that was stopped goes on.
 *   npx tsx scripts/corpus/silence.ts --python ENV [--list] [--limit SECONDS] [--rows OUT.jsonl] FILE_OR_FOLDER…
 */
import { appendFileSync, existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { filesOf } from "../../server/src/cli/check.ts";
import { diskFileSystem } from "../../server/src/cli/disk.ts";
import { Session } from "../../server/src/ide/session.ts";
import { bundledSource } from "../../server/src/python/node-prelude.ts";
import { Cancelled } from "../../server/src/python/errors.ts";
import { locateWasm } from "../../server/src/syntax/node-wasm.ts";
import { initParser } from "../../server/src/syntax/parser.ts";
import { type Covered, classKey, coverage, coveredElsewhere } from "./coverage.ts";

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

interface Told {
  readonly line: number;
  readonly code: string;
  readonly message: string;
  /** The file that it is told in, if that is another. */
  readonly at?: string;
}

interface Row {
  readonly file: string;
  /** Null: it took too long. */
  readonly found: { readonly classes: readonly Covered[]; readonly elsewhere?: readonly string[]; readonly errors: readonly Told[]; readonly warnings: readonly Told[] } | null;
  /** Of the processor: other programs may run beside. */
  readonly seconds: number;
  readonly mb: number;
}

function look(file: string): Row {
  started = process.cpuUsage();
  let found: Row["found"] = null;
  try {
    const analysis = session.analyse(file);
    const told = (severity: "error" | "warning"): Told[] =>
      analysis.diagnostics.filter((d) => d.severity === severity).map((d) => ({ line: d.range.start.line + 1, code: d.code, message: d.message, ...(d.path === file ? {} : { at: d.path }) }));
    found = { classes: coverage(analysis), elsewhere: coveredElsewhere(analysis), errors: told("error"), warnings: told("warning") };
  } catch (e) {
    if (!(e instanceof Cancelled)) throw e;
  }
  session.release(file);
  return { file, found, seconds: used(), mb: Math.round(process.memoryUsage().rss / 1e6) };
}

interface Count {
  files: number;
  late: number;
  classes: number;
  complete: number;
  /** Of the complete ones those that only another file's models show. */
  elsewhere: number;
  errors: number;
  warnings: number;
  seconds: number;
}
const packages = new Map<string, Count>();
const reasons = new Map<string, string[]>();

function report({ file, found, seconds }: Row, count: Count, elsewhere: ReadonlySet<string>): void {
  count.files += 1;
  count.seconds += seconds;
  if (seconds > 20) console.log(`${path.basename(file)}: ${seconds.toFixed(1)} s`);
  if (found === null) {
    count.late += 1;
    console.log(`${file}: longer than ${limit} s`);
    return;
  }
  const { classes, errors, warnings } = found;
  count.classes += classes.length;
  count.errors += errors.length;
  count.warnings += warnings.length;
  for (const [told, kind] of [[errors, "error"], [warnings, "warning"]] as const) {
    for (const d of told) console.log(`${file}:${d.line}: ${kind}: ${d.code}: ${d.message}${d.at === undefined ? "" : ` (at ${d.at})`}`);
  }
  for (const c of classes) {
    const used = elsewhere.has(classKey(file, c.name));
    if (c.lacks === null || used) {
      count.complete += 1;
      if (c.lacks !== null) count.elsewhere += 1;
      continue;
    }
    const reason = general(c.lacks);
    reasons.set(reason, [...(reasons.get(reason) ?? []), `${path.basename(file)}:${c.line} ${c.name}`]);
    if (list) console.log(`  ${path.basename(file)}:${c.line} ${c.name}: ${c.lacks}`);
  }
}

const known = new Map<string, Row>();
if (rows !== undefined && existsSync(rows)) {
  for (const line of readFileSync(rows, "utf8").split("\n").filter(Boolean)) {
    const row = JSON.parse(line) as Row;
    known.set(row.file, row);
  }
}

const looked: { readonly row: Row; readonly count: Count }[] = [];
for (const given of argv) {
  const name = /site-packages\/([^/]+)/.exec(path.resolve(given))?.[1] ?? given;
  const count = packages.get(name) ?? { files: 0, late: 0, classes: 0, complete: 0, elsewhere: 0, errors: 0, warnings: 0, seconds: 0 };
  packages.set(name, count);
  for (const file of filesOf(fs, [given])) {
    let row = known.get(file);
    if (!row) {
      row = look(file);
      if (rows !== undefined) appendFileSync(rows, `${JSON.stringify(row)}\n`);
    }
    looked.push({ row, count });
  }
}
const elsewhere = new Set(looked.flatMap(({ row }) => row.found?.elsewhere ?? []));
for (const { row, count } of looked) report(row, count, elsewhere);

for (const [reason, where] of [...reasons].sort((a, b) => b[1].length - a[1].length).slice(0, 60)) console.log(`${String(where.length).padStart(5)}  ${reason}   ${where.slice(0, 3).join(", ")}`);
for (const [name, c] of packages) console.log(`${name}: ${c.files} files, ${c.complete} of ${c.classes} classes complete (${((100 * c.complete) / Math.max(1, c.classes)).toFixed(1)} %, ${c.elsewhere} of them in other files), ${c.errors} errors, ${c.warnings} warnings, ${c.late} files too slow, ${c.seconds.toFixed(0)} s`);
console.log(`peak memory ${Math.max(Math.round(process.resourceUsage().maxRSS / 1000), ...looked.map(({ row }) => row.mb))} MB`);

/** A reason without what names one place. */
function general(reason: string): string {
  return reason.replace(/'[^']*'/g, "'…'").replace(/\d+/g, "#");
}
