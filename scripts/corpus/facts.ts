/** The recorded facts about torchvision's own operators and layers, which are judged by its sources: with numbers, and with symbols in place of sizes. */
import { loadGoldens } from "../../test/goldens/load.ts";
import { judge } from "../../test/torch/disagreements.ts";
import { prepareWith } from "../../test/torch/evaluate.ts";
import { randomOf, runSymbolically } from "../../test/torch/symbolic.ts";

export interface Verdict {
  readonly all: number;
  /** What disagrees with PyTorch. */
  readonly wrong: readonly string[];
}

export async function torchvisionFacts(packages: string): Promise<{ readonly numbers: Verdict; readonly symbols: Verdict }> {
  await prepareWith(packages);
  const facts = loadGoldens("torchvision");
  const { found } = judge("torchvision", facts);
  const random = randomOf(1);
  const runs = facts.flatMap((fact) => runSymbolically(fact, random) ?? []);
  const faults = runs.filter((run) => run.outcome === "fault");
  return {
    numbers: { all: facts.length, wrong: found.map(({ call, difference }) => `${call}\n      ${difference}`) },
    symbols: { all: runs.length, wrong: faults.map(({ call, numbers, fault }) => `${call}   ${JSON.stringify([...numbers])}\n      ${fault}`) },
  };
}
