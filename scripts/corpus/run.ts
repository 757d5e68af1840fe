/**
 * Compares `summary` with recorded truths.
 *   npx tsx scripts/corpus/run.ts CASES.json TRUTH_DIR --python ENV [--only TEXT]
 */
import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { initParser } from "../../server/src/syntax/parser.ts";
import { locateWasm } from "../../server/src/syntax/node-wasm.ts";
import { type Truth, compare, readCases } from "./compare.ts";

const argv = process.argv.slice(2);
const option = (name: string): string | undefined => {
  const i = argv.indexOf(`--${name}`);
  return i < 0 ? undefined : argv.splice(i, 2)[1];
};
const env = option("python") ?? ".venv";
const only = option("only");
const [casesFile = "", truths = ""] = argv;

await initParser(locateWasm());
const count = { exact: 0, partial: 0, failed: 0 };
for (const c of readCases(casesFile)) {
  if (only && !c.id.includes(only)) continue;
  const file = path.join(truths, `${c.id.replaceAll("/", "_")}.json`);
  if (!existsSync(file)) continue;
  const truth: Truth = JSON.parse(readFileSync(file, "utf8"));
  if (truth.error !== undefined) {
    console.log(`${c.id}: no truth: ${truth.error}`);
    continue;
  }
  const started = performance.now();
  const v = compare(c, truth, path.resolve(env));
  count[v.verdict] += 1;
  console.log(`${v.verdict.padEnd(7)} ${c.id}: ${v.agree} of ${v.calls} calls, ${Math.round(performance.now() - started)} ms${v.first ? `\n      ${v.first}` : ""}`);
}
console.log(`${count.exact} exact, ${count.partial} partial, ${count.failed} failed`);
