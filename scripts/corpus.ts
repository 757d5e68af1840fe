/**
 * Holds the analysis against the sources of pinned wheels: `summary` must equal,
 * call by call, what PyTorch's forward hooks recorded (test/corpus, made by
 * scripts/corpus/truth.py), and `check` must be silent. Parameters and multiply-adds
 * must equal what PyTorch counts (test/corpus/flops.json, made by scripts/corpus/flops.py).
 * The backbones that are bundled for where torchvision is not installed must be called as torchvision's own are (scripts/corpus/bundled.ts).
 * Assigned variables must take the shapes that \`shapes\` shows (test/corpus/locals.jsonl.gz, made by scripts/corpus/locals.py).
 * The same must hold with every file and class of the models renamed (scripts/corpus/rename.py).
 * What models are stated to accept must be what PyTorch accepts (test/corpus/requirements.jsonl.gz,
 * made by scripts/corpus/requirements.py): forty drawn inputs each, and inputs on each side of every bound.
 * A sample of the mutants (scripts/mutate.ts) must be judged as PyTorch judged them.
 * Every recorded fact about torchvision's own operators (test/goldens, family torchvision) must hold (scripts/corpus/facts.ts).
 *   npm run test:corpus [-- --only TEXT]
 * The wheels, and what their sources import, are fetched by pip into .corpus/ and never committed.
 */
import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { initParser } from "../server/src/syntax/parser.ts";
import { locateWasm } from "../server/src/syntax/node-wasm.ts";
import { bundledBackbones } from "./corpus/bundled.ts";
import { type Case, type Truth, checkFiles, compare, summarize } from "./corpus/compare.ts";
import { torchvisionFacts } from "./corpus/facts.ts";
import { type Locals, compareLocals } from "./corpus/locals.ts";
import { Renamed } from "./corpus/renamed.ts";
import { type Acceptance, judge } from "./corpus/requirements.ts";
import { rows } from "./corpus/rows.ts";
import { Judge, readRecording } from "./mutate/judge.ts";
import { type Count, sum, tally } from "./mutate/tally.ts";

const root = path.resolve(import.meta.dirname, "..");
const cache = path.join(root, ".corpus");
const packages = path.join(cache, "lib/python3/site-packages");

/** Every so many-th model is compared once more with everything renamed. */
const EVERY_RENAMED = 12;

const WHEELS = ["torchvision==0.28.0", "timm==1.0.29", "transformers==5.18.0", "huggingface_hub==1.33.0", "packaging==26.3"];

/** Models that do not agree yet, with the reason; a model that agrees must not stand here. */
const KNOWN: ReadonlyMap<string, string> = new Map(
  JSON.parse(readFileSync(path.join(root, "test/corpus/known.json"), "utf8")),
);

function fetchWheels(): void {
  const lacking = WHEELS.filter((wheel) => !existsSync(path.join(packages, `${wheel.replace("==", "-")}.dist-info`)));
  if (lacking.length === 0) return;
  mkdirSync(packages, { recursive: true });
  execFileSync(
    "python3",
    ["-m", "pip", "install", "--quiet", "--retries", "0", "--no-deps", "--no-compile", "--target", packages, ...lacking],
    { stdio: "inherit" },
  );
}

function option(name: string): string | undefined {
  const at = process.argv.indexOf(`--${name}`);
  return at < 0 ? undefined : process.argv[at + 1];
}

const only = option("only");

fetchWheels();
await initParser(locateWasm());
let passed = 0;
let failed = 0;
const fail = (text: string): void => {
  failed += 1;
  console.log(text);
};
for (const name of ["torchvision", "timm", "transformers"]) {
  let exact = 0;
  let all = 0;
  for (const row of rows<{ case: Case; truth: Truth }>(name)) {
    if (only && !row.case.id.includes(only)) continue;
    all += 1;
    const v = compare(row.case, { ...row.truth, file: path.join(packages, row.truth.file ?? "") }, cache);
    if (v.verdict === "exact") exact += 1;
    const known = KNOWN.get(row.case.id);
    if ((v.verdict === "exact") === (known === undefined)) passed += 1;
    else
      fail(
        known === undefined
          ? `${row.case.id}: ${v.agree} of ${v.calls} calls agree\n      ${v.first}`
          : `${row.case.id}: agrees, and is listed in known.json`,
      );
  }
  console.log(`${name}: ${exact} of ${all} models exact`);
}
let alike = 0;
let bundled = 0;
for (const { id, judge } of bundledBackbones()) {
  if (only && !id.includes(only)) continue;
  const v = judge();
  bundled += 1;
  if (v.verdict === "exact") {
    alike += 1;
    passed += 1;
  } else fail(`${id}, bundled: ${v.agree} of ${v.calls} calls agree\n      ${v.first}`);
}
console.log(`bundled backbones: ${alike} of ${bundled} exact`);
interface Cost {
  readonly model: string;
  readonly input: readonly number[];
  readonly params: number;
  readonly macs: number;
}
const costs: readonly Cost[] = JSON.parse(readFileSync(path.join(root, "test/corpus/flops.json"), "utf8"));
let counted = 0;
const measured = costs.filter((cost) => !only || cost.model.includes(only));
for (const { model, input, params, macs } of measured) {
  const { summary } = summarize(
    { id: model, module: "torchvision.models", entry: `${model}(weights=None)`, inputs: [input.join("x")] },
    path.join(packages, "torchvision/models/__init__.py"),
    cache,
  );
  if (summary.params === params && summary.macs === macs) {
    counted += 1;
    passed += 1;
  } else
    fail(`${model}: ${summary.params} parameters and ${summary.macs} multiply-adds, PyTorch counts ${params} and ${macs}`);
}
console.log(`cost: ${counted} of ${measured.length} models as PyTorch counts them`);
const taken = { agree: 0, all: 0 };
for (const record of rows<Locals>("locals")) {
  if (only && !record.case.id.includes(only)) continue;
  const v = compareLocals(record, packages, cache);
  taken.agree += v.agree;
  taken.all += v.all;
  for (const text of v.differ) fail(`${record.case.id}: ${text}`);
  if (v.differ.length === 0) passed += 1;
}
console.log(`locals: ${taken.agree} of ${taken.all} variables take the shapes that are shown`);
let renamed = 0;
let renamable = 0;
for (const name of ["torchvision", "timm"]) {
  const sample = rows<{ case: Case; truth: Truth }>(name).filter((row, i) => (only ? row.case.id.includes(only) : i % EVERY_RENAMED === 0) && !KNOWN.has(row.case.id));
  if (sample.length === 0) continue;
  const models = new Renamed(packages, `${name}.models`, path.join(cache, "renamed", name));
  for (const row of sample) {
    renamable += 1;
    const v = models.compare(row.case, row.truth);
    if (v.verdict === "exact") renamed += 1;
    else fail(`${row.case.id}, renamed: ${v.agree} of ${v.calls} calls agree\n      ${v.first}`);
  }
}
passed += renamed;
console.log(`renamed: ${renamed} of ${renamable} models exact with every file and class renamed`);
const steps = new Map<string, readonly (readonly number[])[]>();
const agreed = { drawn: 0, allDrawn: 0, steps: 0, allSteps: 0 };
for (const record of rows<Acceptance>("requirements")) {
  if (only && !record.id.includes(only)) continue;
  const v = judge(record, existsSync(path.join(root, record.file)) ? root : packages, cache);
  agreed.drawn += v.drawn.agree;
  agreed.allDrawn += v.drawn.all;
  agreed.steps += v.steps.agree;
  agreed.allSteps += v.steps.all;
  steps.set(record.id, v.beside);
  const missing = v.unrecorded.map((shape) => `${shape.join("x")}: beside a bound, and not recorded`);
  for (const text of [...v.differ, ...missing]) fail(`${record.id} (${v.stated}): ${text}`);
  if (v.differ.length + missing.length === 0) passed += 1;
}
console.log(`requirements: ${agreed.drawn} of ${agreed.allDrawn} drawn inputs as stated, ${agreed.steps} of ${agreed.allSteps} beside a bound`);
const stepsFile = option("steps");
if (stepsFile !== undefined) writeFileSync(stepsFile, JSON.stringify(Object.fromEntries(steps)));
if (!only) {
  for (const folder of ["torchvision/models", "torchvision/ops"]) {
    const files = readdirSync(path.join(packages, folder), { recursive: true, encoding: "utf8" })
      .filter((f) => f.endsWith(".py"))
      .map((f) => path.join(packages, folder, f));
    for (const { file, reports } of checkFiles(files, cache)) {
      if (reports.length === 0) passed += 1;
      else fail(`${file}: ${reports.join("; ")}`);
    }
  }
}
/** Every so many-th mutant is judged; of the mistakes so many must be found, and so many of those in place. */
const EVERY = 15;
const FOUND = 0.98;
const PLACED = 0.95;

if (!only) {
  const counts = new Map<string, Count>();
  const judge = new Judge(packages, cache);
  const folder = path.join(root, "test/mutants");
  for (const name of readdirSync(folder).filter((f) => f.endsWith(".jsonl.gz"))) {
    tally(readRecording(path.join(folder, name)), judge, counts, {
      check: false,
      picks: (index) => index % EVERY === 0,
      each: ({ outcome, case: c, mutant, index }) => {
        if (outcome !== "agrees") console.log(`${name} #${index} ${mutant.kind} in ${c.id}: ${outcome}`);
      },
    });
  }
  const { raise, found, placed, run, alarms } = sum(counts.values());
  console.log(`mutants: ${found} of ${raise} found, ${placed} of these in place; ${alarms} false alarms on ${run}`);
  for (const [holds, what] of [[alarms === 0, "false alarms"], [found >= FOUND * raise, "too few found"], [placed >= PLACED * found, "too few in place"]] as const) {
    if (holds) passed += 1;
    else fail(`mutants: ${what}`);
  }
}
if (!only) {
  const { numbers, symbols } = await torchvisionFacts(packages);
  for (const { wrong } of [numbers, symbols]) {
    for (const text of wrong) fail(text);
    if (wrong.length === 0) passed += 1;
  }
  console.log(`facts: ${numbers.all - numbers.wrong.length} of ${numbers.all} about torchvision hold, ${symbols.all - symbols.wrong.length} of ${symbols.all} with symbols in place of sizes`);
}
console.log(`corpus: ${passed} passed, ${failed} failed`);
process.exitCode = failed > 0 ? 1 : 0;
