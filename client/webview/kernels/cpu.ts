import { poolPlainly } from "./plain.ts";
import type { Pooled, Pooling } from "./pooling.ts";
import { SimdKernel } from "./simd.ts";

/** Pools with WebAssembly's vectors where that is quicker and allowed, else in plain TypeScript; both give the same. */
export class CpuKernel {
  private simd: SimdKernel | null | undefined;

  pool(pooling: Pooling, input: Float32Array): { readonly pooled: Pooled; readonly kernel: "SIMD" | "plain" } {
    if (this.simd !== null && SimdKernel.suits(pooling)) {
      try {
        this.simd ??= new SimdKernel();
        return { pooled: this.simd.pool(pooling, input), kernel: "SIMD" };
      } catch {
        this.simd = null;
      }
    }
    return { pooled: poolPlainly(pooling, input), kernel: "plain" };
  }
}
