import { type Axis, outputLength, type Pooled, type Pooling, type Reduction } from "./pooling.ts";

/** `GPUBufferUsage` and `GPUMapMode` by number: they are no globals under Node. */
const usage = { mapRead: 1, copySource: 4, copyTarget: 8, uniform: 64, storage: 128 };
const mapRead = 1;
const workgroup = 64;
/** Most workgroups along one dimension that every device allows. */
const mostGroups = 65_535;

const kinds = { max: 0, average: 1, "adaptive average": 2, power: 3, convolution: 4 } as const;

/** Pools on WebGPU; what the device refuses or cannot hold is thrown as an error. */
export class GpuKernel {
  readonly device: GPUDevice;
  /** The adapter's name. */
  readonly adapter: string;
  private readonly pipeline: GPUComputePipeline;

  private constructor(device: GPUDevice, adapter: string, pipeline: GPUComputePipeline) {
    this.device = device;
    this.adapter = adapter;
    this.pipeline = pipeline;
  }

  /** `source`: the text of pooling.wgsl. */
  static async open(gpu: GPU, source: string): Promise<GpuKernel> {
    const adapter = await gpu.requestAdapter();
    if (!adapter) throw new Error("no WebGPU adapter");
    const device = await adapter.requestDevice();
    const module = device.createShaderModule({ code: source });
    const pipeline = await device.createComputePipelineAsync({
      layout: "auto",
      compute: { module, entryPoint: "main" },
    });
    const { description, architecture, vendor } = adapter.info;
    return new GpuKernel(device, description || architecture || vendor, pipeline);
  }

  /** Powers that are no whole numbers are left to the CPU: WGSL's pow is too coarse. */
  static supports({ reduction }: Pooling): boolean {
    return reduction.kind !== "power" || (Number.isInteger(reduction.norm) && reduction.norm >= 1);
  }

  async pool(pooling: Pooling, input: Float32Array): Promise<Pooled> {
    const length = outputLength(pooling);
    const isMax = pooling.reduction.kind === "max";
    if (length === 0) return { values: new Float32Array(0), indices: isMax ? new Int32Array(0) : null };
    const { device } = this;
    const groups = Math.ceil(length / workgroup);
    const across = Math.min(groups, mostGroups);
    // A validation error does not throw: without the scope the result would be zeros.
    device.pushErrorScope("validation");
    device.pushErrorScope("out-of-memory");
    const buffers: GPUBuffer[] = [];
    const make = (size: number, use: number): GPUBuffer => {
      const buffer = device.createBuffer({ size: Math.max(16, size), usage: use });
      buffers.push(buffer);
      return buffer;
    };
    const filled = (data: ArrayBufferView<ArrayBuffer>, use: number): GPUBuffer => {
      const buffer = make(data.byteLength, use | usage.copyTarget);
      device.queue.writeBuffer(buffer, 0, data);
      return buffer;
    };
    const { reduction } = pooling;
    const weights = reduction.kind === "convolution" ? reduction.weights : new Float32Array(1);
    const results = [0, 1].map(() => make(length * 4, usage.storage | usage.copySource));
    const inputs = [
      filled(planOf(pooling, across * workgroup), usage.uniform),
      filled(new Float32Array(input), usage.storage),
      filled(tableOf(pooling.axes), usage.storage),
      filled(new Float32Array(weights), usage.storage),
    ];
    const group = device.createBindGroup({
      layout: this.pipeline.getBindGroupLayout(0),
      entries: [...inputs, ...results].map((buffer, binding) => ({ binding, resource: { buffer } })),
    });
    const encoder = device.createCommandEncoder();
    const pass = encoder.beginComputePass();
    pass.setPipeline(this.pipeline);
    pass.setBindGroup(0, group);
    pass.dispatchWorkgroups(across, Math.ceil(groups / across));
    pass.end();
    const read = make(length * 8, usage.mapRead | usage.copyTarget);
    results.forEach((result, i) => encoder.copyBufferToBuffer(result, 0, read, i * length * 4, length * 4));
    device.queue.submit([encoder.finish()]);
    const refusals = [device.popErrorScope(), device.popErrorScope()];
    try {
      for (const refusal of await Promise.all(refusals)) if (refusal) throw new Error(refusal.message);
      await read.mapAsync(mapRead);
      const both = read.getMappedRange().slice(0, length * 8);
      return {
        values: new Float32Array(both, 0, length),
        indices: isMax ? new Int32Array(both, length * 4, length) : null,
      };
    } finally {
      for (const buffer of buffers) buffer.destroy();
    }
  }
}

/** The shader's `Plan`. */
function planOf({ reduction, planes, axes }: Pooling, threads: number): Int32Array<ArrayBuffer> {
  const words = new Int32Array(24);
  const floats = new Float32Array(words.buffer);
  words[0] = planes;
  words[1] = kinds[reduction.kind];
  floats[2] = reduction.kind === "power" ? reduction.norm : 1;
  floats[3] = divisorOf(reduction);
  for (const [row, read] of [size, out, step, kernel].entries()) words.set(axes.map(read), 4 + 4 * row);
  words[20] = reduction.kind === "average" && reduction.countIncludePad ? 1 : 0;
  words[21] = threads;
  return words;
}

const size = (axis: Axis): number => axis.size;
const out = (axis: Axis): number => axis.out;
const step = (axis: Axis): number => axis.step;
const kernel = (axis: Axis): number => axis.kernel;

function divisorOf(reduction: Reduction): number {
  return reduction.kind === "average" ? (reduction.divisor ?? 0) : 0;
}

function tableOf(axes: Pooling["axes"]): Int32Array<ArrayBuffer> {
  const rows = axes.flatMap(({ out, start, first, count, padded }) =>
    Array.from({ length: out }, (_, o) => [start[o] ?? 0, first[o] ?? 0, count[o] ?? 0, padded[o] ?? 0]),
  );
  return new Int32Array(rows.flat());
}
