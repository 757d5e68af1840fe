/** A pooling as the kernels run it: what is reduced, and which cells each output cell sees. */

export type Reduction =
  | { readonly kind: "max" }
  /** `divisor`: PyTorch's divisor_override. */
  | { readonly kind: "average"; readonly countIncludePad: boolean; readonly divisor: number | null }
  | { readonly kind: "adaptive average" }
  | { readonly kind: "power"; readonly norm: number }
  /** One kernel for every plane; what lies outside counts as 0. Weights in the order of the taps. */
  | { readonly kind: "convolution"; readonly weights: Float32Array };

/** The window's parameters along one axis. */
export interface Sliding {
  readonly kernel: number;
  readonly stride: number;
  readonly padding: number;
  readonly dilation: number;
  readonly ceil: boolean;
}

/** One axis: for every output index, the taps that lie within the input. */
export interface Axis {
  readonly size: number;
  readonly out: number;
  /** Distance of two taps. */
  readonly step: number;
  /** Taps of a whole window. */
  readonly kernel: number;
  /** Input index of the first tap; where no tap is within the input it may lie behind its end, as in PyTorch. */
  readonly start: Int32Array;
  /** Number of that tap within its window. */
  readonly first: Int32Array;
  /** How many taps are within the input. */
  readonly count: Int32Array;
  /** How many cells of the window, padding included, an average that includes padding counts. */
  readonly padded: Int32Array;
}

/** A batch of planes of one to three dimensions, brought to three. */
export interface Pooling {
  readonly reduction: Reduction;
  readonly planes: number;
  readonly axes: readonly [depth: Axis, height: Axis, width: Axis];
}

/** Values, and for max pooling the flat index within the plane of the cell that won. */
export interface Pooled {
  readonly values: Float32Array;
  readonly indices: Int32Array | null;
}

/** Which kernel answered. */
export type KernelName =
  | { readonly on: "WebGPU"; readonly adapter: string }
  | { readonly on: "CPU"; readonly kernel: "SIMD" | "plain"; readonly why: string };

/** How many windows PyTorch places along an axis (aten/src/ATen/native/Pool.h, pooling_output_shape). */
export function outputSize(size: number, { kernel, stride, padding, dilation, ceil }: Sliding): number {
  const room = size + 2 * padding - dilation * (kernel - 1) - 1;
  const out = Math.floor((room + (ceil ? stride - 1 : 0)) / stride) + 1;
  // A window must not start in the padding on the right.
  return ceil && (out - 1) * stride >= size + padding ? out - 1 : out;
}

export function slidingAxis(size: number, window: Sliding): Axis {
  const { kernel, stride, padding, dilation } = window;
  const axis = emptyAxis(size, Math.max(0, outputSize(size, window)), dilation, kernel);
  for (let o = 0; o < axis.out; o++) {
    const begin = o * stride - padding;
    const end = Math.min(begin + (kernel - 1) * dilation + 1, size);
    const first = begin < 0 ? Math.ceil(-begin / dilation) : 0;
    const start = begin + first * dilation;
    axis.start[o] = start;
    axis.first[o] = first;
    axis.count[o] = Math.max(0, Math.ceil((end - start) / dilation));
    axis.padded[o] = Math.min(begin + kernel, size + padding) - begin;
  }
  return axis;
}

export function adaptiveAxis(size: number, out: number): Axis {
  const axis = emptyAxis(size, out, 1, Math.ceil(size / Math.max(1, out)));
  for (let o = 0; o < out; o++) {
    const start = Math.floor((o * size) / out);
    axis.start[o] = start;
    axis.count[o] = Math.ceil(((o + 1) * size) / out) - start;
    axis.padded[o] = axis.count[o] ?? 0;
  }
  return axis;
}

function emptyAxis(size: number, out: number, step: number, kernel: number): Axis {
  const table = (): Int32Array => new Int32Array(out);
  return { size, out, step, kernel, start: table(), first: table(), count: table(), padded: table() };
}

/** What a dimension that is not there is pooled with. */
export const flatAxis: Axis = slidingAxis(1, { kernel: 1, stride: 1, padding: 0, dilation: 1, ceil: false });

/** Brings one to three axes to three. */
export function pooling(reduction: Reduction, planes: number, axes: readonly Axis[]): Pooling {
  const [width = flatAxis, height = flatAxis, depth = flatAxis] = [...axes].reverse();
  return { reduction, planes, axes: [depth, height, width] };
}

export function inputLength({ planes, axes }: Pooling): number {
  return axes.reduce((n, axis) => n * axis.size, planes);
}

export function outputLength({ planes, axes }: Pooling): number {
  return axes.reduce((n, axis) => n * axis.out, planes);
}
