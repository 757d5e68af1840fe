/** Kernels to preview a convolution with. */
export const filters = ["box", "Sobel x", "Sobel y", "identity"] as const;
export type Filter = (typeof filters)[number];

/** Weights of one or two dimensions. A Sobel kernel of any size smooths along one axis and differentiates along the other. */
export function filterWeights(filter: Filter, kernel: readonly number[]): Float32Array {
  const [width = 1, height = 1] = [...kernel].reverse();
  const [column, row] = factors(filter, height, width);
  return Float32Array.from(
    { length: width * height },
    (_, i) => (column[Math.floor(i / width)] ?? 0) * (row[i % width] ?? 0),
  );
}

function factors(filter: Filter, height: number, width: number): readonly [readonly number[], readonly number[]] {
  switch (filter) {
    case "box":
      return [repeat(height, 1 / (height * width)), repeat(width, 1)];
    case "identity":
      return [middle(height), middle(width)];
    case "Sobel x":
      return [smooth(height), slope(width)];
    case "Sobel y":
      return [slope(height), smooth(width)];
  }
}

function repeat(length: number, value: number): number[] {
  return Array.from({ length }, () => value);
}

function middle(length: number): number[] {
  return Array.from({ length }, (_, i) => (i === Math.floor((length - 1) / 2) ? 1 : 0));
}

/** A row of Pascal's triangle: 1 2 1. */
function smooth(length: number): number[] {
  let row = [1];
  while (row.length < length) row = [1, ...row.slice(1).map((value, i) => value + (row[i] ?? 0)), 1];
  return row;
}

/** The difference of a smoother row: -1 0 1. */
function slope(length: number): number[] {
  if (length < 2) return [1];
  const shorter = smooth(length - 1);
  return Array.from({ length }, (_, i) => (shorter[i - 1] ?? 0) - (shorter[i] ?? 0));
}
