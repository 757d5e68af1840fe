import { type Axis, outputLength, type Pooled, type Pooling, type Reduction } from "./pooling.ts";

/** Pools in plain TypeScript, with PyTorch's order of operations, each rounded to a float. */
export function poolPlainly(pooling: Pooling, input: Float32Array): Pooled {
  return pooling.reduction.kind === "max" ? maxima(pooling, input) : { values: folded(pooling, input), indices: null };
}

/**
 * The first of equal maxima wins, and the last NaN over everything. Cells are copied as bits: a NaN keeps its payload.
 * A window without a cell gives -inf and the index at which it would begin.
 */
function maxima(pooling: Pooling, input: Float32Array): Pooled {
  const { planes, axes } = pooling;
  const [d, h, w] = axes;
  const length = outputLength(pooling);
  const values = new Float32Array(length);
  const indices = new Int32Array(length);
  const from = new Uint32Array(input.buffer, input.byteOffset, input.length);
  const to = new Uint32Array(values.buffer);
  const plane = d.size * h.size * w.size;
  const whole = offsetsOf(axes, [d.kernel, h.kernel, w.kernel]);
  const [firstWhole, endWhole] = wholeWindows(w);
  const { start, count } = w;
  let o = 0;
  for (let base = 0; base < planes * plane; base += plane) {
    for (let z = 0; z < d.out; z++) {
      for (let y = 0; y < h.out; y++) {
        const row = base + (at(d.start, z) * h.size + at(h.start, y)) * w.size;
        const isWhole = d.count[z] === d.kernel && h.count[y] === h.kernel;
        for (let x = 0; x < w.out; x++, o++) {
          const first = row + at(start, x);
          const isInside = isWhole && x >= firstWhole && x < endWhole;
          const offsets = isInside ? whole : offsetsOf(axes, [at(d.count, z), at(h.count, y), at(count, x)]);
          let best = Number.NEGATIVE_INFINITY;
          let won = first;
          for (let k = 0; k < offsets.length; k++) {
            const i = first + (offsets[k] as number);
            const value = input[i] as number;
            // Nothing but another NaN beats a NaN.
            if (value > best || Number.isNaN(value)) {
              best = value;
              won = i;
            }
          }
          indices[o] = won - base;
          to[o] = offsets.length === 0 ? negativeInfinity : (from[won] as number);
        }
      }
    }
  }
  return { values, indices };
}

const negativeInfinity = 0xff800000;

/** Distances from a window's first cell to each of its cells. */
function offsetsOf([d, h, w]: Pooling["axes"], [depth, height, width]: readonly [number, number, number]): Int32Array {
  const offsets = new Int32Array(depth * height * width);
  let n = 0;
  for (let k = 0; k < depth; k++) {
    for (let j = 0; j < height; j++) {
      for (let i = 0; i < width; i++) offsets[n++] = (k * d.step * h.size + j * h.step) * w.size + i * w.step;
    }
  }
  return offsets;
}

/** The stretch of an axis on which windows lie within the input as a whole. */
function wholeWindows({ out, count, kernel }: Axis): readonly [first: number, end: number] {
  let first = 0;
  while (first < out && count[first] !== kernel) first += 1;
  let end = first;
  while (end < out && count[end] === kernel) end += 1;
  return [first, end];
}

function folded(pooling: Pooling, input: Float32Array): Float32Array {
  const [d, h, w] = pooling.axes;
  const { term, finish } = foldOf(pooling.reduction, h, w);
  const values = new Float32Array(outputLength(pooling));
  const plane = d.size * h.size * w.size;
  let o = 0;
  for (let p = 0; p < pooling.planes; p++) {
    for (let z = 0; z < d.out; z++) {
      for (let y = 0; y < h.out; y++) {
        for (let x = 0; x < w.out; x++, o++) {
          const window: Window = {
            counts: [at(d.count, z), at(h.count, y), at(w.count, x)],
            padded: at(d.padded, z) * at(h.padded, y) * at(w.padded, x),
            taps: d.kernel * h.kernel * w.kernel,
          };
          const [depth, height, width] = window.counts;
          let sum = 0;
          for (let k = 0; k < depth; k++) {
            const zAt = p * plane + (at(d.start, z) + k * d.step) * h.size * w.size;
            for (let j = 0; j < height; j++) {
              const yAt = zAt + (at(h.start, y) + j * h.step) * w.size + at(w.start, x);
              const tap = ((at(d.first, z) + k) * h.kernel + at(h.first, y) + j) * w.kernel + at(w.first, x);
              for (let i = 0; i < width; i++) {
                sum = Math.fround(sum + term(input[yAt + i * w.step] as number, tap + i));
              }
            }
          }
          values[o] = finish(sum, window);
        }
      }
    }
  }
  return values;
}

interface Window {
  readonly counts: readonly [depth: number, height: number, width: number];
  readonly padded: number;
  readonly taps: number;
}

interface Fold {
  readonly term: (value: number, tap: number) => number;
  readonly finish: (sum: number, window: Window) => number;
}

const same = (value: number): number => value;

function foldOf(reduction: Reduction, h: Axis, w: Axis): Fold {
  switch (reduction.kind) {
    case "max":
      throw new Error("max pooling is no sum");
    case "average": {
      const { divisor, countIncludePad } = reduction;
      const finish = (sum: number, { counts: [depth, height, width], padded }: Window): number => {
        const cells = depth * height * width;
        return cells === 0 ? 0 : sum / (divisor ?? (countIncludePad ? padded : cells));
      };
      return { term: same, finish };
    }
    case "adaptive average":
      return {
        term: same,
        finish: (sum, { counts: [depth, height, width] }) => {
          // PyTorch takes the mean where one cell is asked for, and divides along one axis after the other elsewhere.
          if (h.out === 1 && w.out === 1) return sum / (depth * height * width);
          return Math.fround(Math.fround(Math.fround(sum / depth) / height) / width);
        },
      };
    case "power":
      return powerFold(reduction.norm);
    case "convolution": {
      const { weights } = reduction;
      return { term: (value, tap) => Math.fround(value * (weights[tap] as number)), finish: same };
    }
  }
}

/** `(sign(a) * relu(abs(a)) * taps) ** (1 / norm)`, where `a` is the average of the powers, as torch.nn.functional has it. */
function powerFold(norm: number): Fold {
  const exponent = 1 / norm;
  return {
    term: (value) => power(value, norm),
    finish: (sum, { padded, taps }) => power(Math.fround(Math.fround(sum / padded) * taps), exponent),
  };
}

function power(base: number, exponent: number): number {
  switch (exponent) {
    case 1:
      return base;
    case 2:
      return Math.fround(base * base);
    case 0.5:
      return Math.fround(Math.sqrt(base));
    case 3:
      return Math.fround(Math.fround(base * base) * base);
    default:
      return Math.fround(base ** exponent);
  }
}

function at(table: Int32Array, index: number): number {
  return table[index] as number;
}
