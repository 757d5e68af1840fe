/**
 * Runs every recorded fact with symbols in place of sizes, and prints where the numbers, put back, do not give what PyTorch gave.
 *   npx tsx scripts/symbolic.ts [FAMILY…] [--seed N] [--limit N] [--grep TEXT] [--share PART] [--missed] [--from DIR] [--python ENV]
 * `--share 0.1`: of a tenth of the facts. `--missed`: prints rejections that symbols hide, which are no faults.
 * `--python`: reads packages from that environment; the family `torchvision` needs one.
 */
import { goldenFamilies, loadGoldens } from "../test/goldens/load.ts";
import { listed, callOf } from "../test/torch/disagreements.ts";
import { packagesOf, prepareWith } from "../test/torch/evaluate.ts";
import { type Symbolic, randomOf, runSymbolically } from "../test/torch/symbolic.ts";

const argv = process.argv.slice(2);
const option = (name: string): string | undefined => {
  const i = argv.indexOf(`--${name}`);
  return i < 0 ? undefined : argv.splice(i, 2)[1];
};
const flag = (name: string): boolean => {
  const i = argv.indexOf(`--${name}`);
  return i >= 0 && argv.splice(i, 1).length === 1;
};
const random = randomOf(Number(option("seed") ?? 1));
const limit = Number(option("limit") ?? 40);
const share = Number(option("share") ?? 1);
const grep = option("grep");
const missed = flag("missed");
const from = option("from");
const env = option("python");
const families = argv.length > 0 ? argv : goldenFamilies(from).filter((f) => env !== undefined || f !== "torchvision");

await prepareWith(env && packagesOf(env));
let faults = 0;
for (const family of families) {
  const open = new Set(Object.values(listed[family] ?? {}).flat());
  const counts: Record<Symbolic["outcome"], number> = { agrees: 0, rejects: 0, unknown: 0, misses: 0, fault: 0 };
  let shown = 0;
  for (const fact of loadGoldens(family, from)) {
    if (open.has(callOf(fact)) || (grep !== undefined && !fact.e.includes(grep)) || (share < 1 && random() >= share)) continue;
    const run = runSymbolically(fact, random);
    if (!run) continue;
    counts[run.outcome] += 1;
    if ((run.outcome === "fault" || (missed && run.outcome === "misses")) && shown++ < limit) console.log(`  ${run.call}   [${[...run.numbers].map(([k, n]) => `${k}=${n}`).join(", ")}]\n      ${run.fault}`);
  }
  faults += counts.fault;
  console.log(`${family}: ${Object.entries(counts).map(([k, n]) => `${n} ${k}`).join(", ")}`);
}
process.exitCode = faults > 0 ? 1 : 0;
