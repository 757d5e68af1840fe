/**
 * Compares `summary` with what scripts/corpus/truth.py recorded, and says how long each model takes.
 *   npx tsx scripts/corpus/run.ts ROWS.jsonl[.gz] --python ENV [--only REGEXP]
 */
import { readFileSync, readdirSync } from "node:fs";
import path from "node:path";
import { gunzipSync } from "node:zlib";
import { initParser } from "../../server/src/syntax/parser.ts";
import { locateWasm } from "../../server/src/syntax/node-wasm.ts";
import { type Case, type Truth, compare } from "./compare.ts";

const argv = process.argv.slice(2);
const option = (name: string): string | undefined => {
  const i = argv.indexOf(`--${name}`);
  return i < 0 ? undefined : argv.splice(i, 2)[1];
};
const env = path.resolve(option("python") ?? ".corpus");
const only = new RegExp(option("only") ?? "");
const [file = ""] = argv;
const version = readdirSync(path.join(env, "lib")).find((name) => name.startsWith("python3")) ?? "python3";
const packages = path.join(env, "lib", version, "site-packages");

await initParser(locateWasm());
const bytes = readFileSync(file);
const count = { exact: 0, partial: 0, failed: 0 };
for (const line of (file.endsWith(".gz") ? gunzipSync(bytes) : bytes).toString("utf8").split("\n")) {
  if (line === "") continue;
  const row: { case: Case; truth: Truth } = JSON.parse(line);
  if (!only.test(row.case.id)) continue;
  const started = performance.now();
  const v = compare(row.case, { ...row.truth, file: path.join(packages, row.truth.file ?? "") }, env);
  count[v.verdict] += 1;
  console.log(`${v.verdict.padEnd(7)} ${v.id}: ${v.agree} of ${v.calls} calls, ${Math.round(performance.now() - started)} ms${v.first ? `\n      ${v.first}` : ""}`);
}
console.log(`${count.exact} exact, ${count.partial} partial, ${count.failed} failed; ${Math.round(process.memoryUsage().rss / 1e6)} MB`);
