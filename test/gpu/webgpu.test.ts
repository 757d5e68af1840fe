import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { GpuKernel } from "../../client/webview/kernels/gpu.ts";
import type { Pooled } from "../../client/webview/kernels/pooling.ts";
import { distance, inputOf, isExact, poolingOf, type Recorded, recorded } from "../webview/recorded.ts";

/** The npm package webgpu: Dawn for Node. */
interface Dawn {
  create(options: readonly string[]): GPU;
}

const shader = readFileSync(new URL("../../client/webview/kernels/pooling.wgsl", import.meta.url), "utf8");

describe("the WebGPU kernel in Node, against what PyTorch 2.13 did", () => {
  const cases = recorded(new URL("../webview/pooling.jsonl.gz", import.meta.url)).filter((c) => GpuKernel.supports(poolingOf(c)));
  const results = new Map<Recorded, Pooled>();
  // Dawn goes down with the object that `create` gives, so it is held.
  let gpu: GPU;
  let kernel: GpuKernel;

  before(async function () {
    this.timeout(300_000);
    const { create } = createRequire(import.meta.url)("webgpu") as Dawn;
    gpu = create([]);
    kernel = await GpuKernel.open(gpu, shader);
    for (const c of cases) results.set(c, await kernel.pool(poolingOf(c), inputOf(c)));
  });

  after(() => {
    kernel.device.destroy();
    assert.ok(gpu);
  });

  const found = (c: Recorded): Pooled => results.get(c) as Pooled;
  const worst = (op: Recorded["op"]): number =>
    Math.max(...cases.filter((c) => c.op === op).map((c) => distance(c, found(c), true)));

  it("is held against at least two thousand recorded cases", () => {
    assert.ok(cases.length >= 2000);
  });

  it("gives max pooling's values and indices bit for bit", () => {
    const max = cases.filter(({ op }) => op === "max" || op === "adaptive max");
    assert.deepEqual(
      max.filter((c) => !isExact(c, found(c))),
      [],
    );
  });

  const bounds = { average: 1, "adaptive average": 8, convolution: 1, lp: 8 } as const;
  for (const [op, most] of Object.entries(bounds)) {
    it(`gives ${op} within ${most} ulp, denormals aside`, () => {
      const farthest = worst(op as Recorded["op"]);
      assert.ok(farthest <= most, `${farthest} ulp`);
    });
  }
});
