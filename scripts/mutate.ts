/**
 * Mutation testing: single slips in torchvision's and timm's models, each
 * judged by PyTorch (recorded) and by the analysis (now).
 *   npm run mutate [-- FILE.jsonl.gz ...] [--packages DIR] [--only TEXT] [--kind KIND] [--part I/N] [--check] [--show all|MISS|ALARM|PLACE] [--json FILE]
 * `--check` judges as `shapelint check FILE` does, which knows no inputs and looks at every entry of the file;
 * a mutant that runs where it was recorded may fail in another (test/mutants/elsewhere.json).
 * Recording anew needs PyTorch 2.13, torchvision and timm: python scripts/mutate/record.py --cases test/mutants/cases.json --out FILE.jsonl.gz
 */
import { existsSync, readFileSync, readdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { parseArgs } from "node:util";
import { locateWasm } from "../server/src/syntax/node-wasm.ts";
import { initParser } from "../server/src/syntax/parser.ts";
import { Judge, readRecording } from "./mutate/judge.ts";
import { type Count, type Judged, sum, tally } from "./mutate/tally.ts";

const root = path.resolve(import.meta.dirname, "..");
const { values: o, positionals } = parseArgs({
  allowPositionals: true,
  options: { packages: { type: "string" }, env: { type: "string" }, only: { type: "string" }, kind: { type: "string" }, part: { type: "string" }, check: { type: "boolean" }, show: { type: "string" }, json: { type: "string" } },
});
const goldens = path.join(root, "test/mutants");
const files = positionals.length > 0 ? positionals : readdirSync(goldens).filter((f) => f.endsWith(".jsonl.gz")).map((f) => path.join(goldens, f));
const env = path.resolve(o.env ?? path.join(root, ".corpus"));
const packages = path.resolve(o.packages ?? path.join(root, ".corpus/lib/python3/site-packages"));
if (!existsSync(packages)) throw new Error(`${packages} is not there: npm run test:corpus fetches it`);
/** Which share of the mutants: `1/20` is every twentieth. */
const [part = 1, parts = 1] = (o.part ?? "1/1").split("/").map(Number);

/** The first line that differs, before and after. */
function story(before: string, after: string): string {
  const a = before.split("\n");
  const b = after.split("\n");
  const i = a.findIndex((line, k) => line !== b[k]);
  return `      ${i + 1} - ${a[i]?.trim()}\n      ${i + 1} + ${b[i]?.trim()}`;
}

function tell({ outcome, case: c, mutant: m, index, before, after, judgement: v }: Judged): void {
  console.log(`${outcome} #${index} ${m.kind} ${c.id} ${c.file}`);
  console.log(story(before, after));
  if (m.error) console.log(`      PyTorch ${m.error[2]}: ${m.error[0]}: ${m.error[1].split("\n")[0]?.slice(0, 160)} @ ${m.error[3].map((l) => l[0]).join(" ")}`);
  for (const d of [...v.errors, ...v.warnings].slice(0, 3)) console.log(`      we ${d.severity}: ${d.message.replaceAll("\n", " / ").slice(0, 200)} @ ${path.basename(d.path)}:${d.range.start.line + 1}`);
  for (const e of v.entries.slice(0, 4)) console.log(`      in ${e}`);
  for (const u of v.unknowns.slice(0, 2)) console.log(`      unknown: ${u}`);
  if (v.crash) console.log(`      crash: ${v.crash}`);
}

function row(name: string, n: Count): void {
  const percent = (a: number, b: number): string => (b === 0 ? "" : `${((100 * a) / b).toFixed(1)} %`).padStart(7);
  console.log(`${name.padEnd(22)} ${String(n.raise).padStart(5)} raise: ${percent(n.found, n.raise)} found${o.check ? `, ${percent(n.found + n.warned, n.raise)} with warnings` : ""}, ${percent(n.placed, n.found)} in place; ${String(n.run).padStart(5)} run: ${n.alarms} false alarms${n.elsewhere > 0 ? `, ${n.elsewhere} that fail in another entry of their file` : ""}`);
}

await initParser(locateWasm());
/** Mutants whose file has another entry that fails: `scripts/mutate/elsewhere.py` asked PyTorch. */
const elsewhere = JSON.parse(readFileSync(path.join(goldens, "elsewhere.json"), "utf8")) as Record<string, unknown>;
const counts = new Map<string, Count>();
const rows: object[] = [];
let milliseconds = 0;
for (const file of files) {
  tally(readRecording(file), new Judge(packages, env), counts, {
    check: o.check === true,
    failsElsewhere: (index) => `${path.basename(file)} ${index}` in elsewhere,
    picks: (index, m, c) => (o.only === undefined || c.id.includes(o.only) || o.only.split(",").includes(String(index))) && (o.kind === undefined || m.kind === o.kind) && index % parts === part - 1,
    each: (j) => {
      milliseconds += j.judgement.milliseconds;
      if (o.show === j.outcome || (o.show === "all" && j.outcome !== "agrees") || j.judgement.crash) tell(j);
      if (o.json) rows.push({ file: path.basename(file), index: j.index, case: j.case.id, kind: j.mutant.kind, outcome: j.outcome, error: j.mutant.error ?? null, errors: j.judgement.errors.map((d) => d.message), warnings: j.judgement.warnings.map((d) => d.message), entries: j.judgement.entries });
    },
  });
}
if (o.json) writeFileSync(o.json, JSON.stringify(rows));
for (const [kind, n] of [...counts].sort((a, b) => a[0].localeCompare(b[0]))) row(kind, n);
const all = sum(counts.values());
row("all", all);
console.log(`${all.raise + all.run} mutants in ${Math.round(milliseconds / 1000)} s`);
