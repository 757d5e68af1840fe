import { type Axis, inputLength, outputLength, type Pooled, type Pooling } from "./pooling.ts";
import { type Geometry, type Layout, isWide, maxima } from "./wasm/maxima.ts";

/**
 * Max pooling on the CPU's vector unit: for each geometry a module of WebAssembly is made (about 1 KB) and kept.
 * Planes are pooled in blocks that stay in the processor's cache, so that copying them in and out is cheap.
 */
export class SimdKernel {
  private readonly memory = new WebAssembly.Memory({ initial: 1 });
  private readonly modules = new Map<string, Compiled>();

  /** Whether it is quicker than plain TypeScript (`npm run bench kernels`): for one picture, making the module is not worth it. */
  static suits({ reduction, planes, axes }: Pooling): boolean {
    const taps = axes.reduce((n, { out, kernel }) => n * out * kernel, planes);
    return reduction.kind === "max" && taps >= fewestTaps && isWide(geometryOf(axes));
  }

  /** Any max pooling. Throws where WebAssembly, or its vectors, are not allowed. */
  pool(pooling: Pooling, input: Float32Array): Pooled {
    const { planes } = pooling;
    const { run, layout, block } = this.compiled(pooling);
    const [plane, out] = [inputLength(pooling) / planes, outputLength(pooling) / planes];
    const results = new ArrayBuffer(2 * word * planes * out);
    const values = new Float32Array(results, 0, planes * out);
    const indices = new Int32Array(results, word * planes * out);
    const { buffer } = this.memory;
    writeTables(pooling.axes, new Int32Array(buffer));
    const source = new Float32Array(buffer, layout.input, block * plane);
    const pooled = new Float32Array(buffer, layout.values, block * out);
    const won = new Int32Array(buffer, layout.indices, block * out);
    for (let at = 0; at < planes; at += block) {
      const count = Math.min(block, planes - at);
      source.set(input.subarray(at * plane, (at + count) * plane));
      run(count);
      values.set(count < block ? pooled.subarray(0, count * out) : pooled, at * out);
      indices.set(count < block ? won.subarray(0, count * out) : won, at * out);
    }
    return { values, indices };
  }

  private compiled({ planes, axes }: Pooling): Compiled {
    const geometry = geometryOf(axes);
    const block = blockOf(planes, axes);
    const key = JSON.stringify([
      block,
      axes.map((axis) => [axis.size, axis.out, axis.step, axis.kernel]),
      geometry.whole,
    ]);
    const known = this.modules.get(key);
    if (known) return known;
    const layout = layoutOf(axes, block);
    const module = new WebAssembly.Module(maxima(geometry, layout));
    this.grow(layout.end);
    const { exports } = new WebAssembly.Instance(module, { host: { memory: this.memory } });
    const made = { run: exports["run"] as Compiled["run"], layout, block };
    if (this.modules.size >= mostModules) this.modules.clear();
    this.modules.set(key, made);
    return made;
  }

  private grow(bytes: number): void {
    const missing = Math.ceil(bytes / page) - this.memory.buffer.byteLength / page;
    if (missing > 0) this.memory.grow(missing);
  }
}

interface Compiled {
  /** Pools so many planes, from memory to memory. */
  readonly run: (planes: number) => void;
  readonly layout: Placed;
  /** So many planes at a time. */
  readonly block: number;
}

interface Placed extends Layout {
  readonly end: number;
}

/** Making a module takes about 2 ms, as long as plain TypeScript takes for so many. */
const fewestTaps = 500_000;
const page = 65_536;
/** As a slider moves, geometries come and go. */
const mostModules = 32;
/** Within a second-level cache. */
const blockBytes = 131_072;
const word = 4;
/** A vector that is read may end behind the last cell. */
const vector = 16;

type Axes = Pooling["axes"];

function blockOf(planes: number, axes: Axes): number {
  const plane = axes.reduce((n, { size }) => n * size, 1) + 2 * axes.reduce((n, { out }) => n * out, 1);
  return Math.max(1, Math.min(planes, Math.floor(blockBytes / (plane * word))));
}

function layoutOf(axes: Axes, block: number): Placed {
  const bytes = (read: (axis: Axis) => number): number => axes.reduce((n, axis) => n * read(axis), block * word);
  const align = (at: number): number => Math.ceil(at / vector) * vector;
  const input = align(axes.reduce((n, { out }) => n + 2 * out * word, 0));
  const values = align(input + bytes(({ size }) => size) + vector);
  const indices = align(values + bytes(({ out }) => out));
  return { tables: 0, input, values, indices, end: indices + bytes(({ out }) => out) };
}

function writeTables(axes: Axes, memory: Int32Array): void {
  let at = 0;
  for (const { start, count, out } of axes) {
    memory.set(start, at);
    memory.set(count, at + out);
    at += 2 * out;
  }
}

/** The columns whose windows are whole; none if these are not at one distance from each other. */
function geometryOf(axes: Axes): Geometry {
  const { out, count, start, kernel } = axes[2];
  let from = 0;
  while (from < out && count[from] !== kernel) from += 1;
  let end = from;
  while (end < out && count[end] === kernel) end += 1;
  const distance = (x: number): number => (start[x] ?? 0) - (start[x - 1] ?? 0);
  const stride = end - from > 1 ? distance(from + 1) : 1;
  for (let x = from + 1; x < end; x++)
    if (distance(x) !== stride) return { axes, whole: { from: 0, end: 0, stride: 1 } };
  return { axes, whole: { from, end, stride } };
}
