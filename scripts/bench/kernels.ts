/**
 * The pooling preview's CPU kernels beside the max pooling of onnxruntime-web and TensorFlow.js, in one run and on one
 * thread: from numbers in an array to results in arrays, copies counted. TensorFlow.js has its own order of dimensions;
 * its WebAssembly gives no indices, its JavaScript does.
 *   npm run bench kernels [-- --rounds N]
 */
import { execFileSync } from "node:child_process";
import { existsSync } from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";
import { poolPlainly } from "../../client/webview/kernels/plain.ts";
import { type Pooled, type Pooling, pooling, slidingAxis } from "../../client/webview/kernels/pooling.ts";
import { SimdKernel } from "../../client/webview/kernels/simd.ts";
import { type MaxPool, maxPoolModel } from "./onnx.ts";
import { randomFrom } from "./edits.ts";
import { columns, milliseconds, quantile } from "./report.ts";

const CASES: readonly MaxPool[] = [
  { input: [1, 64, 112, 112], kernel: 3, stride: 2, padding: 1 },
  { input: [8, 256, 56, 56], kernel: 2, stride: 2, padding: 0 },
];

/** One way to pool a case, ready to run. */
type Run = () => Promise<Values> | Values;
interface Way {
  readonly name: string;
  readonly gives: string;
  /** What is not timed. */
  readonly before?: () => Promise<unknown>;
  readonly run: Run;
}
interface Values {
  readonly values: Float32Array;
  readonly indices?: Int32Array | BigInt64Array | null;
}

async function kernels(rounds: number): Promise<void> {
  const { onnxruntime, tensorflow } = await peers();
  const rows = [["max pooling", "kernel", "gives", "least", "median", "to SIMD (median of rounds)"]];
  for (const about of CASES) {
    const plan = planOf(about);
    const random = randomFrom(7);
    const input = Float32Array.from({ length: about.input.reduce((n, s) => n * s, 1) }, () => random() * 2 - 1);
    const simd = new SimdKernel();
    const ways: readonly Way[] = [
      { name: "SIMD", gives: "values, indices", run: () => simd.pool(plan, input) },
      { name: "plain", gives: "values, indices", run: () => poolPlainly(plan, input) },
      { name: "onnxruntime-web", gives: "values, indices", run: await onnxruntime(about, input, true) },
      { name: "onnxruntime-web", gives: "values", run: await onnxruntime(about, input, false) },
      { name: "tfjs, JavaScript", gives: "values, indices", ...tensorflow(about, input, "cpu") },
      { name: "tfjs, WebAssembly", gives: "values", ...tensorflow(about, input, "wasm") },
    ];
    const times = ways.map((): number[] => []);
    for (const { before, run } of ways) {
      await before?.();
      for (let i = 0; i < 5; i++) await run();
    }
    const expected = simd.pool(plan, input);
    // One after the other in each round, so that a busy machine is busy for all.
    for (let round = 0; round < rounds; round++) {
      for (const [i, { name, before, run }] of ways.entries()) {
        await before?.();
        const begin = performance.now();
        const found = await run();
        times[i]?.push(performance.now() - begin);
        if (round === 0) compare(name, about, expected, found);
      }
    }
    for (const [i, { name, gives }] of ways.entries()) {
      const all = times[i] ?? [];
      const ratios = all.map((time, round) => time / (times[0]?.[round] ?? Number.NaN));
      const label = i === 0 ? `${about.input.join("×")} k${about.kernel} s${about.stride} p${about.padding}` : "";
      rows.push([label, name, gives, milliseconds(quantile(all, 0)), milliseconds(quantile(all, 0.5)), `${quantile(ratios, 0.5).toFixed(2)} ×`]);
    }
  }
  console.log(columns(rows));
  console.log(worthwhile());
}

function planOf({ input: [batch = 1, channels = 1, height = 1, width = 1], kernel, stride, padding }: MaxPool): Pooling {
  const window = { kernel, stride, padding, dilation: 1, ceil: false };
  return pooling({ kind: "max" }, batch * channels, [slidingAxis(height, window), slidingAxis(width, window)]);
}

/** On finite numbers all agree; TensorFlow's cells stand in another order. */
function compare(name: string, { input }: MaxPool, expected: Pooled, found: Values): void {
  const isSorted = name.startsWith("tfjs");
  const ours = isSorted ? expected.values.toSorted() : expected.values;
  const theirs = isSorted ? found.values.toSorted() : found.values;
  const plane = (input[2] ?? 1) * (input[3] ?? 1);
  const perPlane = expected.values.length / ((input[0] ?? 1) * (input[1] ?? 1));
  const differs =
    ours.some((value, i) => value !== theirs[i]) ||
    // ONNX counts indices through the whole batch.
    (!isSorted && found.indices?.some((index: number | bigint, i: number) => Number(index) % plane !== expected.indices?.[i] || (typeof index === "bigint" && Math.floor(Number(index) / plane) !== Math.floor(i / perPlane))));
  if (differs) throw new Error(`${name} gives something else`);
}

/** From how many taps on a module pays: making it, and the first run, against plain TypeScript that is warm. */
function worthwhile(): string {
  const found: string[] = [];
  for (const size of [16, 32, 64, 128, 256, 512]) {
    const plan = planOf({ input: [1, 1, size, size], kernel: 3, stride: 2, padding: 1 });
    const input = new Float32Array(size * size).map((_, i) => Math.sin(i));
    const best = (make: () => () => unknown): number =>
      Math.min(
        ...Array.from({ length: 15 }, () => {
          const run = make();
          const begin = performance.now();
          run();
          return performance.now() - begin;
        }),
      );
    const plain = best(() => () => poolPlainly(plan, input));
    const fresh = best(() => () => new SimdKernel().pool(plan, input));
    const kept = best(() => {
      const kernel = new SimdKernel();
      kernel.pool(plan, input);
      return () => kernel.pool(plan, input);
    });
    const taps = 9 * plan.axes.reduce((n, { out }) => n * out, 1);
    found.push(`${taps} taps: plain ${milliseconds(plain)}, a new module ${milliseconds(fresh)}, a known one ${milliseconds(kept)}`);
  }
  return found.join("\n");
}

const folder = path.resolve(import.meta.dirname, "peers");

/** The peers are large, so they are installed only for this. */
async function peers() {
  if (!existsSync(path.join(folder, "node_modules"))) execFileSync("npm", ["ci"], { cwd: folder, stdio: "inherit", shell: process.platform === "win32" });
  const require = createRequire(path.join(folder, "package.json"));
  const ort: OnnxRuntime = require("onnxruntime-web");
  ort.env.wasm.numThreads = 1;
  const tf: TensorFlow = require("@tensorflow/tfjs-core");
  require("@tensorflow/tfjs-backend-wasm");
  require("@tensorflow/tfjs-backend-cpu");
  return {
    onnxruntime: async (about: MaxPool, input: Float32Array, indices: boolean): Promise<Run> => {
      const session = await ort.InferenceSession.create(maxPoolModel(about, indices));
      return async () => {
        const { y, i } = await session.run({ x: new ort.Tensor("float32", input, about.input) });
        return { values: y?.data as Float32Array, indices: i?.data as BigInt64Array | undefined };
      };
    },
    tensorflow: ({ input: [batch = 1, channels = 1, height = 1, width = 1], kernel, stride, padding }: MaxPool, input: Float32Array, backend: "cpu" | "wasm"): Pick<Way, "before" | "run"> => {
      const channelsLast = new Float32Array(input.length);
      const plane = height * width;
      for (let n = 0; n < batch; n++) {
        for (let c = 0; c < channels; c++) {
          for (let at = 0; at < plane; at++) channelsLast[(n * plane + at) * channels + c] = input[(n * channels + c) * plane + at] ?? 0;
        }
      }
      const pool = (x: FlowTensor): readonly FlowTensor[] => {
        if (backend === "wasm") return [tf.maxPool(x, kernel, stride, padding)];
        const { result, indexes } = tf.maxPoolWithArgmax(x, kernel, stride, padding);
        return [result, indexes];
      };
      const run = (): Values => {
        const x = tf.tensor4d(channelsLast, [batch, height, width, channels]);
        const made = pool(x);
        const [values, indices] = made.map((t) => t.dataSync());
        for (const t of [x, ...made]) t.dispose();
        return { values: values as Float32Array, indices: indices as Int32Array | undefined };
      };
      return { before: () => tf.setBackend(backend), run };
    },
  };
}

/** As much of the peers' interfaces as is used here. */
interface OnnxRuntime {
  readonly env: { readonly wasm: { numThreads: number } };
  readonly Tensor: new (type: "float32", data: Float32Array, dims: readonly number[]) => object;
  readonly InferenceSession: { create(model: Uint8Array): Promise<Session> };
}
interface Session {
  run(feeds: Readonly<Record<string, object>>): Promise<Record<string, { readonly data: unknown }>>;
}
interface TensorFlow {
  setBackend(name: string): Promise<boolean>;
  tensor4d(data: Float32Array, shape: readonly number[]): FlowTensor;
  maxPool(x: FlowTensor, kernel: number, stride: number, padding: number): FlowTensor;
  maxPoolWithArgmax(x: FlowTensor, kernel: number, stride: number, padding: number): { readonly result: FlowTensor; readonly indexes: FlowTensor };
}
interface FlowTensor {
  dataSync(): Float32Array | Int32Array;
  dispose(): void;
}

const given = process.argv.indexOf("--rounds");
await kernels(given < 0 ? 40 : Number(process.argv[given + 1]));
