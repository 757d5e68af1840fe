/** Inputs to pool. */
export const samples = ["random", "ramp", "checkerboard", "special", "image"] as const;
export type Sample = (typeof samples)[number];

/** A brightness between 0 and 1 for every pixel of the user's picture, or undefined. */
export interface Picture {
  readonly name: string;
  readonly bitmap: ImageBitmap;
}

/** `size` is depth, height, width. */
export function sampleInput(
  sample: Sample,
  size: readonly number[],
  seed: number,
  picture: Picture | undefined,
): Float32Array {
  const [depth = 1, height = 1, width = 1] = size;
  const count = depth * height * width;
  switch (sample) {
    case "ramp":
      return Float32Array.from({ length: count }, (_, i) => i);
    case "checkerboard":
      return Float32Array.from({ length: count }, (_, i) => {
        const [x, y, z] = [i % width, Math.floor(i / width) % height, Math.floor(i / width / height)];
        return (x + y + z) % 2;
      });
    case "random":
      return random(count, seed);
    case "special":
      return special(count, seed);
    case "image":
      return picture ? pixels(picture, depth, height, width) : random(count, seed);
  }
}

/** Numbers of one decimal between -9.9 and 9.9: short enough to be read in a cell. */
function random(count: number, seed: number): Float32Array {
  const next = xorshift(seed);
  return Float32Array.from({ length: count }, () => ((next() >>> 8) % 199) / 10 - 9.9);
}

/** Ties, zeros of either sign, NaN and infinities among small whole numbers. */
function special(count: number, seed: number): Float32Array {
  const next = xorshift(seed);
  const rare = [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, Number.NEGATIVE_INFINITY, -0, 0];
  return Float32Array.from({ length: count }, () => {
    const u = next() >>> 8;
    return u % 4 === 0 ? (rare[(u >>> 4) % rare.length] ?? 0) : ((u >>> 4) % 7) - 3;
  });
}

function pixels({ bitmap }: Picture, depth: number, height: number, width: number): Float32Array {
  const context = new OffscreenCanvas(width, height).getContext("2d", { willReadFrequently: true });
  if (!context) return new Float32Array(depth * height * width);
  context.drawImage(bitmap, 0, 0, width, height);
  const { data } = context.getImageData(0, 0, width, height);
  return Float32Array.from({ length: depth * height * width }, (_, i) => {
    const at = 4 * (i % (height * width));
    const [red = 0, green = 0, blue = 0] = data.subarray(at, at + 3);
    return Math.round((0.299 * red + 0.587 * green + 0.114 * blue) / 2.55) / 100;
  });
}

function xorshift(seed: number): () => number {
  let x = Math.imul(seed, 0x9e3779b1) | 1;
  return () => {
    x ^= x << 13;
    x ^= x >>> 17;
    x ^= x << 5;
    return x >>> 0;
  };
}
