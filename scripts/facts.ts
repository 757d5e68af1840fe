/**
 * Compares our rules with recorded PyTorch facts and prints what disagrees.
 *   npx tsx scripts/facts.ts [FAMILY…] [--from DIR] [--limit N] [--grep TEXT]
 */
import { disagreement, evaluateFact, prepare } from "../test/torch/evaluate.ts";
import { goldenFamilies, loadGoldens } from "../test/goldens/load.ts";

const argv = process.argv.slice(2);
const option = (name: string): string | undefined => {
  const i = argv.indexOf(`--${name}`);
  return i < 0 ? undefined : argv.splice(i, 2)[1];
};
const from = option("from");
const limit = Number(option("limit") ?? 40);
const grep = option("grep");
const families = argv.length > 0 ? argv : goldenFamilies(from);

await prepare();
let failed = 0;
for (const family of families) {
  const facts = loadGoldens(family, from).filter((f) => !grep || f.e.includes(grep) || f.op.includes(grep));
  let agree = 0;
  let shown = 0;
  for (const fact of facts) {
    let difference: string | undefined;
    try {
      difference = disagreement(fact, evaluateFact(fact));
    } catch (e) {
      difference = `our own failure: ${e instanceof Error ? (e.stack ?? e.message).split("\n").slice(0, 4).join(" | ") : String(e)}`;
    }
    if (difference === undefined) agree += 1;
    else if (shown++ < limit) console.log(`  ${fact.pre ? `${fact.pre}; ` : ""}${fact.e}\n      ${difference}`);
  }
  failed += facts.length - agree;
  console.log(`${family}: ${agree} of ${facts.length} agree`);
}
process.exitCode = failed > 0 ? 1 : 0;
