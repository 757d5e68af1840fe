/**
 * A rule's work does not grow with the sizes it works on: the recorded calls are made with tensors forty and
 * eighty times as large (no product leaves the exact integers), and cost the same statements, calls and normal forms.
 */
import assert from "node:assert/strict";
import { symbol } from "../../server/src/dims/index.ts";
import { type Fact, goldenFamilies, loadGoldens } from "../goldens/load.ts";
import { evaluateFact, prepare, stepsDone } from "./evaluate.ts";

/** Operators whose result, or argument, is as many things as the tensor is long; a loop over one is no rule. */
const AS_MANY_RESULTS: ReadonlySet<string> = new Set(["Tensor.tolist", "torch.unbind", "torch.chunk", "torch.split", "torch.tensor_split"]);

/** The families that were made up by hand; PyTorch's own samples call the same rules. */
const families = goldenFamilies().filter((f) => !["torchvision", "opinfo", "moduleinfo", "misc"].includes(f));

/** The expression with the tensors that it makes so many times as large in every dimension. */
function enlarged(e: string, times: number): string {
  return e.replace(/torch\.(empty|rand|randn|zeros|ones)\((\d+(?:, \d+)*)(?=[,)])/g, (_, make: string, dims: string) => `torch.${make}(${dims.split(", ").map((d) => Number(d) * times).join(", ")}`);
}

/** Statements and calls executed, and objects that normal forms made; null where the call is refused. */
function work(fact: Fact, times: number): number | null {
  const before = { steps: stepsDone(), ids: symbol({ name: "mark", min: 0 }).id };
  const outcome = evaluateFact({ pre: enlarged(fact.pre ?? "", times), e: enlarged(fact.e, times) });
  return "x" in outcome || "unknown" in outcome.r ? null : stepsDone() - before.steps + symbol({ name: "mark", min: 0 }).id - before.ids;
}

describe("the work of a rule", function () {
  this.timeout(300_000);
  before(prepare);

  it("does not grow with the sizes of dims, for every operator that takes larger tensors", () => {
    const compared = new Set<string>();
    const grown: string[] = [];
    for (const family of families) {
      const tried = new Map<string, number>();
      for (const fact of loadGoldens(family)) {
        const count = tried.get(fact.op) ?? 0;
        if (fact.x || count >= 4 || AS_MANY_RESULTS.has(fact.op) || / for |pack_sequence/.test(fact.e) || enlarged(fact.e, 2) === fact.e) continue;
        tried.set(fact.op, count + 1);
        const [large, larger] = [work(fact, 40), work(fact, 80)];
        if (large === null || larger === null) continue;
        compared.add(`${family} ${fact.op}`);
        if (larger <= large) continue;
        // Items that are known one by one are so up to a number of them: beyond it, what is not known costs once.
        const largest = work(fact, 160);
        if (largest === null || largest > larger) grown.push(`${fact.e}: ${large} at forty times the sizes, ${larger} at eighty times, ${largest} at 160 times`);
      }
    }
    assert.deepEqual(grown, []);
    assert.ok(compared.size >= 650, `${compared.size} operators compared`);
  });
});
