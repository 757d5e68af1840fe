import assert from "node:assert/strict";
import { CpuKernel } from "../../client/webview/kernels/cpu.ts";
import { poolPlainly } from "../../client/webview/kernels/plain.ts";
import { adaptiveAxis, inputLength, type Pooled, type Pooling, pooling, slidingAxis } from "../../client/webview/kernels/pooling.ts";
import { SimdKernel } from "../../client/webview/kernels/simd.ts";
import { type DataKind, numbers } from "./data.ts";
import { distance, inputOf, isExact, poolingOf, type Recorded, recorded } from "./recorded.ts";

const cases = recorded(new URL("pooling.jsonl.gz", import.meta.url));
const pool = (c: Recorded) => poolPlainly(poolingOf(c), inputOf(c));
const of = (...ops: Recorded["op"][]): Recorded[] => cases.filter(({ op }) => ops.includes(op));
const isMean = ({ op, output }: Recorded): boolean => op === "adaptive average" && (output ?? []).every((n) => n === 1);
const worst = (some: readonly Recorded[]): number => Math.max(...some.map((c) => distance(c, pool(c))));

describe("the plain kernel, against what PyTorch 2.13 did", () => {
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

describe("the SIMD kernel", () => {
  const simd = new SimdKernel();
  const max = of("max", "adaptive max").filter(({ planes }) => planes > 0);

  it("gives the maxima and indices that PyTorch 2.13 gave, bit for bit", () => {
    assert.ok(max.length >= 1300);
    assert.deepEqual(max.filter((c) => !isExact(c, simd.pool(poolingOf(c), inputOf(c)))), []);
  });

  it("gives the plain kernel's results on planes that fill several blocks", () => {
    const window = { kernel: 3, stride: 2, padding: 1, dilation: 1, ceil: false };
    const sliding = (size: number, change: Partial<typeof window>) => slidingAxis(size, { ...window, ...change });
    const plans: readonly Pooling[] = [
      pooling({ kind: "max" }, 37, [sliding(41, {}), sliding(38, {})]),
      pooling({ kind: "max" }, 37, [sliding(41, { kernel: 2, padding: 0 }), sliding(39, { kernel: 2, padding: 0, ceil: true })]),
      pooling({ kind: "max" }, 21, [sliding(40, { stride: 1, padding: 0, dilation: 2 }), sliding(45, { stride: 3, kernel: 5, padding: 2 })]),
      pooling({ kind: "max" }, 5, [sliding(9, { stride: 1 }), sliding(25, { kernel: 4 }), sliding(29, { stride: 1 })]),
      pooling({ kind: "max" }, 40, [adaptiveAxis(35, 7), adaptiveAxis(40, 10)]),
      pooling({ kind: "max" }, 40, [adaptiveAxis(35, 8), adaptiveAxis(41, 9)]),
    ];
    const kinds: readonly DataKind[] = ["uniform", "ties", "nan", "infinite", "special", "any"];
    for (const [i, plan] of plans.entries()) {
      for (const kind of kinds) {
        const input = numbers(kind, i + 1, inputLength(plan));
        assert.deepEqual(bitsOf(simd.pool(plan, input)), bitsOf(poolPlainly(plan, input)), `${kind}, plan ${i}`);
      }
    }
  });

  it("is taken for large inputs and left for small ones", () => {
    const square = (size: number) => pooling({ kind: "max" }, 1, [adaptiveAxis(size, size / 2), adaptiveAxis(size, size / 2)]);
    const by = (size: number) => new CpuKernel().pool(square(size), new Float32Array(size * size)).kernel;
    assert.deepEqual([by(16), by(1024)], ["plain", "SIMD"]);
  });
});

function bitsOf({ values, indices }: Pooled): unknown {
  return [new Uint32Array(values.buffer, values.byteOffset, values.length), indices];
}
