import { CpuKernel } from "./cpu.ts";
import { GpuKernel } from "./gpu.ts";
import { poolPlainly } from "./plain.ts";
import {
  adaptiveAxis,
  inputLength,
  type KernelName,
  type Pooled,
  type Pooling,
  pooling,
  type Reduction,
  slidingAxis,
} from "./pooling.ts";

/** Pools on WebGPU where there is an adapter that gives the CPU kernel's results, else on the CPU. */
export class Kernel {
  /** Whichever kernel it will be is known. Until then the CPU answers, so that nobody waits for a shader. */
  readonly settled: Promise<void>;
  private readonly cpu = new CpuKernel();
  private gpu: GpuKernel | undefined;
  private why = "";
  private adapter = "";

  constructor(gpu: GPU | undefined, shader: string) {
    this.settled = this.open(gpu, shader);
  }

  private async open(gpu: GPU | undefined, shader: string): Promise<void> {
    try {
      if (!gpu) throw new Error("no WebGPU here");
      const opened = await GpuKernel.open(gpu, shader);
      await check(opened);
      this.gpu = opened;
      this.adapter = opened.adapter;
      void opened.device.lost.then(({ message }) => this.fall(message));
    } catch (error) {
      this.fall(error instanceof Error ? error.message : String(error));
    }
  }

  async pool(about: Pooling, input: Float32Array): Promise<{ readonly pooled: Pooled; readonly by: KernelName }> {
    if (this.gpu && GpuKernel.supports(about)) {
      try {
        return { pooled: await this.gpu.pool(about, input), by: { on: "WebGPU", adapter: this.adapter } };
      } catch (error) {
        this.fall(error instanceof Error ? error.message : String(error));
      }
    }
    const why = this.gpu ? "broken powers" : this.why || "WebGPU is starting";
    const { pooled, kernel } = this.cpu.pool(about, input);
    return { pooled, by: { on: "CPU", kernel, why } };
  }

  private fall(why: string): void {
    this.gpu = undefined;
    this.why ||= why;
  }
}

/** Drivers differ in NaN, infinities and zeros of either sign: one that differs from the CPU kernel is not used. */
async function check(gpu: GpuKernel): Promise<void> {
  const window = { kernel: 3, stride: 2, padding: 1, dilation: 2, ceil: true };
  const [height, width] = [slidingAxis(7, window), slidingAxis(9, { ...window, dilation: 1 })];
  const reductions: readonly Reduction[] = [
    { kind: "max" },
    { kind: "average", countIncludePad: true, divisor: null },
    { kind: "average", countIncludePad: false, divisor: -3 },
    { kind: "convolution", weights: Float32Array.from({ length: 9 }, (_, i) => i - 4) },
  ];
  const plans = [
    ...reductions.map((reduction) => pooling(reduction, 2, [height, width])),
    pooling({ kind: "max" }, 2, [adaptiveAxis(7, 3), adaptiveAxis(9, 4)]),
    pooling({ kind: "power", norm: 2 }, 2, [adaptiveAxis(7, 3), adaptiveAxis(9, 4)]),
  ];
  for (const plan of plans) {
    const input = Float32Array.from(
      { length: inputLength(plan) },
      (_, i) => awkward[(i * 7 + (i >> 3)) % awkward.length] ?? 0,
    );
    const expected = poolPlainly(plan, input);
    const found = await gpu.pool(plan, input);
    const wrong = expected.values.findIndex((value, i) => !agree(value, found.values[i] ?? Number.NaN));
    if (wrong >= 0 || String(expected.indices) !== String(found.indices)) {
      throw new Error(`the WebGPU adapter differs from PyTorch in ${plan.reduction.kind} pooling`);
    }
  }
}

const { NaN: nan, POSITIVE_INFINITY: infinite, NEGATIVE_INFINITY: least } = Number;
const awkward = [1, 2.5, -0, 0, -3, 2.5, least, 7, -1, 4, 0.25, nan, 5, -2, infinite, 3, -8, 1, 1, 6, -0, 2];

function agree(a: number, b: number): boolean {
  if (Number.isNaN(a) || Number.isNaN(b)) return Number.isNaN(a) && Number.isNaN(b);
  return a === b || Math.abs(a - b) <= Math.abs(a) * 2 ** -20;
}
