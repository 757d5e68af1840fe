/**
 * The table of bugs against the product: `npx tsx scripts/bugs.ts [TEXT]` prints
 * what is not found, found at the wrong place, said of a twin, or not mended;
 * `--programs` prints every program that PyTorch is asked about, one a line, for
 * `scripts/oracle/bugs.py`; `--say` prints the diagnostics and fixes too.
 */
import { type Bug, bugs, facts, keyOf } from "../test/bugs/table.ts";
import { judge } from "../test/bugs/judge.ts";
import { prepareAnalysis } from "../test/analysis.ts";

const args = process.argv.slice(2);
const wanted = args.filter((a) => !a.startsWith("--"));
await prepareAnalysis();
const chosen: Bug[] = bugs().filter((b) => wanted.every((w) => b.name.includes(w)));

if (args.includes("--programs")) {
  for (const bug of chosen) {
    const { fixed, all } = judge(bug);
    for (const files of [bug.bad, bug.good, ...fixed.map((f) => f.files), all]) process.stdout.write(`${JSON.stringify({ key: keyOf(files), files })}\n`);
  }
} else {
  const known = facts();
  const count = { programs: 0, threads: 0, found: 0, changed: 0, silentTwins: 0, mended: 0, fixes: 0, fixesRun: 0, fixedAll: 0, fixedAllRun: 0 };
  for (const bug of chosen) {
    const { verdict, bad, good, fixed, all } = judge(bug, known);
    count.programs += 1;
    count.threads += bug.thread ? 1 : 0;
    count.found += verdict.found ? 1 : 0;
    count.changed += verdict.atChange ? 1 : 0;
    count.silentTwins += good.length === 0 ? 1 : 0;
    count.mended += fixed.length > 0 ? 1 : 0;
    count.fixes += fixed.length;
    count.fixesRun += fixed.filter((f) => known.get(keyOf(f.files))?.runs).length;
    if (keyOf(all) !== keyOf(bug.bad)) {
      count.fixedAll += 1;
      if (known.get(keyOf(all))?.runs) count.fixedAllRun += 1;
      else console.log(`\n${bug.name}: fix all leaves a program that PyTorch does not run`);
    }
    const complaints = [...verdict.complaints, ...(fixed.length === 0 ? ["no fix"] : [])];
    if (complaints.length > 0 || args.includes("--say")) {
      console.log(`\n${bug.name}\n  ${complaints.join("\n  ")}`);
      for (const d of bad) console.log(`  ${d.path.slice(9)}:${d.range.start.line + 1}: ${d.severity} [${d.code}] ${d.message.replaceAll("\n", " | ")}`);
      for (const d of good) console.log(`  twin ${d.path.slice(9)}:${d.range.start.line + 1}: ${d.severity} [${d.code}] ${d.message.replaceAll("\n", " | ")}`);
      for (const f of fixed) console.log(`  fix: ${f.title}: ${f.edits}${known.get(keyOf(f.files))?.runs === false ? "  FAILS" : ""}`);
      const fact = known.get(keyOf(bug.bad));
      if (fact && !fact.runs) console.log(`  PyTorch: ${fact.exception}: ${fact.message.split("\n")[0]} at ${fact.stack.map(([f, a]) => `${f}:${a + 1}`).join(" > ")}`);
    }
  }
  console.log(`\n${JSON.stringify(count)}`);
}
