/**
 * Compares our rules with recorded PyTorch facts and prints what disagrees and is not listed in test/torch/disagreements.json.
 *   npx tsx scripts/facts.ts [FAMILY…] [--from DIR] [--limit N] [--grep TEXT] [--listed] [--list REASON] [--python ENV]
 * `--listed`: prints what disagrees as listed too.
 * `--python`: reads packages from that environment; the family `torchvision` is about torchvision's own sources and is judged with one only.
 * `--list`: notes what disagrees in that file, under the reason, and takes out what agrees.
 */
import { writeFileSync } from "node:fs";
import { goldenFamilies, loadGoldens } from "../test/goldens/load.ts";
import { disagreementsFile, judge, listed } from "../test/torch/disagreements.ts";
import { packagesOf, prepareWith } from "../test/torch/evaluate.ts";

const argv = process.argv.slice(2);
const option = (name: string): string | undefined => {
  const i = argv.indexOf(`--${name}`);
  return i < 0 ? undefined : argv.splice(i, 2)[1];
};
const flag = (name: string): boolean => {
  const i = argv.indexOf(`--${name}`);
  return i >= 0 && argv.splice(i, 1).length > 0;
};
const from = option("from");
const limit = Number(option("limit") ?? 40);
const grep = option("grep");
const reason = option("list");
const listedToo = flag("listed");
const env = option("python");
const families = argv.length > 0 ? argv : goldenFamilies(from).filter((f) => env !== undefined || f !== "torchvision");

await prepareWith(env && packagesOf(env));
const noted: Record<string, Record<string, readonly string[]>> = { ...listed };
let failed = 0;
for (const family of families) {
  const facts = loadGoldens(family, from).filter((f) => !grep || f.e.includes(grep) || f.op.includes(grep));
  const { agree, found, known, stale } = judge(family, facts);
  for (const { call, difference } of [...found, ...(listedToo ? known : [])].slice(0, limit)) console.log(`  ${call}\n      ${difference}`);
  failed += found.length;
  console.log(`${family}: ${agree} of ${facts.length} agree${known.length > 0 ? `, ${known.length} disagree as listed` : ""}`);
  if (reason !== undefined && grep === undefined && from === undefined) {
    const kept = Object.entries(noted[family] ?? {}).map(([why, calls]): [string, readonly string[]] => [why, calls.filter((call) => !stale.includes(call))]);
    const reasons = Object.fromEntries(kept.filter(([, calls]) => calls.length > 0));
    if (found.length > 0) reasons[reason] = [...(reasons[reason] ?? []), ...found.map((f) => f.call)];
    if (Object.keys(reasons).length > 0) noted[family] = reasons;
    else delete noted[family];
  }
}
if (reason !== undefined) writeFileSync(disagreementsFile, `${JSON.stringify(noted, null, 2)}\n`);
process.exitCode = failed > 0 ? 1 : 0;
