/**
 * Runs every recorded call that PyTorch runs with one argument after the other not known, and prints where we raise.
 *   npx tsx scripts/unknowns.ts [FAMILY…] [--limit N] [--share PART] [--seed N] [--grep TEXT]
 */
import { goldenFamilies, loadGoldens } from "../test/goldens/load.ts";
import { prepare } from "../test/torch/evaluate.ts";
import { randomOf } from "../test/torch/symbolic.ts";
import { withUnknowns } from "../test/torch/unknown.ts";

const argv = process.argv.slice(2);
const option = (name: string): string | undefined => {
  const i = argv.indexOf(`--${name}`);
  return i < 0 ? undefined : argv.splice(i, 2)[1];
};
const random = randomOf(Number(option("seed") ?? 1));
const limit = Number(option("limit") ?? 40);
const share = Number(option("share") ?? 1);
const grep = option("grep");
const families = argv.length > 0 ? argv : goldenFamilies().filter((f) => f !== "torchvision");

await prepare();
let faults = 0;
for (const family of families) {
  let calls = 0;
  const found = new Map<string, string[]>();
  for (const fact of loadGoldens(family)) {
    if ((grep !== undefined && !fact.e.includes(grep)) || (share < 1 && random() >= share)) continue;
    for (const { call, fault } of withUnknowns(fact)) {
      calls += 1;
      if (fault === undefined) continue;
      faults += 1;
      const kind = fault.replace(/\d+/g, "#");
      found.set(kind, [...(found.get(kind) ?? []), call]);
    }
  }
  console.log(`${family}: ${calls} calls, ${[...found.values()].flat().length} raise`);
  for (const [kind, list] of [...found].sort((a, b) => b[1].length - a[1].length).slice(0, limit)) console.log(`  ${list.length}x ${kind.slice(0, 160)}\n      ${list[0]?.slice(0, 200)}`);
}
process.exitCode = faults > 0 ? 1 : 0;
