import assert from "node:assert/strict";
import { poolOnCpu } from "../../client/webview/kernels/cpu.ts";
import { distance, inputOf, isExact, poolingOf, type Recorded, recorded } from "./recorded.ts";

const cases = recorded(new URL("pooling.jsonl.gz", import.meta.url));
const pool = (c: Recorded) => poolOnCpu(poolingOf(c), inputOf(c));
const of = (...ops: Recorded["op"][]): Recorded[] => cases.filter(({ op }) => ops.includes(op));
const isMean = ({ op, output }: Recorded): boolean => op === "adaptive average" && (output ?? []).every((n) => n === 1);
const worst = (some: readonly Recorded[]): number => Math.max(...some.map((c) => distance(c, pool(c))));

describe("the CPU kernel, against what PyTorch 2.13 did", () => {
  it("is held against at least two thousand recorded cases", () => {
    assert.ok(cases.length >= 2000);
  });

  it("gives the recorded output sizes", () => {
    for (const c of cases) assert.deepEqual(poolingOf(c).axes.slice(-c.size.length).map(({ out }) => out), c.out);
  });

  it("gives max pooling's values and indices bit for bit", () => {
    const wrong = of("max", "adaptive max").filter((c) => !isExact(c, pool(c)));
    assert.deepEqual(wrong, []);
  });

  it("gives averages and convolutions bit for bit", () => {
    assert.equal(worst(of("average", "adaptive average", "convolution").filter((c) => !isMean(c))), 0);
  });

  it("gives powers, which PyTorch's own pow rounds, within 4 ulp", () => {
    assert.ok(worst(of("lp")) <= 4);
  });

  it("gives a mean over whole planes, which PyTorch sums in another order, within 8 ulp", () => {
    assert.ok(worst(cases.filter(isMean)) <= 8);
  });
});
