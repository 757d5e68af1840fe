/** What the page says in words and formulas: of the output's sizes, and of one output cell. */
import type { Axis, Pooled, Pooling } from "../kernels/pooling.ts";
import { t } from "../page.ts";
import { filterWeights } from "./filters.ts";
import type { Setup } from "./setup.ts";

/** Output index along depth, height and width. */
export type Cell = readonly [z: number, y: number, x: number];

const axisNames = ["D", "H", "W"];

/** PyTorch's formula for each dimension, with the numbers in. */
export function sizeFormulas(setup: Setup, size: readonly number[], out: readonly number[]): readonly string[] {
  const names = size.length === 1 ? ["L"] : axisNames.slice(-size.length);
  const { kernel_size, stride, padding, dilation } = setup.sizes;
  const shared = size.every((n, i) => i === 0 || (n === size[0] && same(setup, i)));
  return names.slice(0, shared ? 1 : undefined).map((name, i) => {
    const label = shared ? names.map((n) => `${n}_out`).join(" = ") : `${name}_out`;
    if (setup.site.kind.startsWith("adaptive")) return `${label} = output_size = ${out[i]}`;
    const [k, s, p, d] = [kernel_size[i] ?? 1, stride[i] ?? 1, padding[i] ?? 0, dilation[i] ?? 1];
    const [open, close] = setup.flags.ceil_mode ? ["⌈", "⌉"] : ["⌊", "⌋"];
    const reach = setup.site.kind === "average" || setup.site.kind === "power" ? `${k}` : `${d}·(${k}−1) − 1`;
    const raw = Math.ceil(((size[i] ?? 1) + 2 * p - d * (k - 1) - 1) / s) + 1;
    const dropped =
      setup.flags.ceil_mode && raw > (out[i] ?? 0) ? ` − 1 ${t("(a window would begin in the padding)")}` : "";
    return `${label} = ${open}(${size[i]} + 2·${p} − ${reach})/${s} + 1${close}${dropped} = ${out[i]}`;
  });
}

function same({ sizes }: Setup, i: number): boolean {
  return Object.values(sizes).every((values) => values[i] === values[0]);
}

/** Cells at the end of each dimension that no window sees. */
export function droppedCells(axes: readonly Axis[]): readonly number[] {
  return axes.map((axis) => {
    let last = -1;
    for (let o = 0; o < axis.out; o++) {
      const count = axis.count[o] ?? 0;
      if (count > 0) last = Math.max(last, (axis.start[o] ?? 0) + (count - 1) * axis.step);
    }
    return axis.size - 1 - last;
  });
}

/** The input's flat indices that a cell sees, with the number of each tap in its window. */
export function tapsOf(
  { axes: [d, h, w] }: Pooling,
  [z, y, x]: Cell,
): readonly { readonly at: number; readonly tap: number }[] {
  const taps: { at: number; tap: number }[] = [];
  for (let k = 0; k < (d.count[z] ?? 0); k++) {
    for (let j = 0; j < (h.count[y] ?? 0); j++) {
      for (let i = 0; i < (w.count[x] ?? 0); i++) {
        const depth = (d.start[z] ?? 0) + k * d.step;
        const row = (h.start[y] ?? 0) + j * h.step;
        const at = (depth * h.size + row) * w.size + (w.start[x] ?? 0) + i * w.step;
        const tap = (((d.first[z] ?? 0) + k) * h.kernel + (h.first[y] ?? 0) + j) * w.kernel + (w.first[x] ?? 0) + i;
        taps.push({ at, tap });
      }
    }
  }
  return taps;
}

const mostTerms = 12;

/** How the value of an output cell came about. */
export function explainCell(setup: Setup, plan: Pooling, input: Float32Array, pooled: Pooled, cell: Cell): string {
  const [d, h, w] = plan.axes;
  const at = (cell[0] * h.out + cell[1]) * w.out + cell[2];
  const value = numberText(pooled.values[at] ?? Number.NaN);
  const name = `out[${cell.slice(-setup.site.dimensions).join(", ")}]`;
  const taps = tapsOf(plan, cell);
  const numbers = taps.map((tap) => input[tap.at] ?? Number.NaN);
  const listed = (texts: readonly string[], by: string): string =>
    texts.length > mostTerms ? [...texts.slice(0, mostTerms), "…"].join(by) : texts.join(by);
  const texts = numbers.map((n) => numberText(n));
  switch (setup.site.kind) {
    case "max":
    case "adaptive max": {
      const won = pooled.indices?.[at] ?? 0;
      if (taps.length === 0) return `${name} = ${value}: ${t("the window holds only padding")}`;
      const place = placeText(won, h.size, w.size, setup.site.dimensions);
      const isTied = numbers.filter((n) => n === pooled.values[at]).length > 1;
      const why = Number.isNaN(pooled.values[at])
        ? t("the last NaN wins")
        : isTied
          ? t("the first of equal ones wins")
          : "";
      return `${name} = max(${listed(texts, ", ")}) = ${value}\n${t("won by {0}, index {1}", place, won)}${why && `: ${why}`}`;
    }
    case "average":
    case "adaptive average": {
      const divisor = divisorOf(setup, plan, cell, taps.length);
      const why =
        setup.divisor !== null
          ? "divisor_override"
          : divisor === taps.length
            ? t("{0} cells", divisor)
            : t("{0} cells, padding included", divisor);
      return `${name} = (${listed(texts.map(signed), " + ")}) / ${divisor} = ${value}\n${t("divided by {0}", why)}`;
    }
    case "power": {
      const p = numberText(setup.norm);
      return `${name} = (${listed(
        texts.map((text) => `${signed(text)}^${p}`),
        " + ",
      )})^(1/${p}) = ${value}`;
    }
    case "convolution": {
      const weights = filterWeights(setup.filter, setup.sizes.kernel_size);
      const terms = taps
        .map(({ tap }, i) => ({ weight: weights[tap] ?? 0, text: texts[i] ?? "" }))
        .filter(({ weight }) => weight !== 0);
      return `${name} = ${listed(
        terms.map(({ weight, text }) => `${signed(numberText(weight))}·${signed(text)}`),
        " + ",
      )} = ${value}`;
    }
  }
  return d.out > 0 ? name : "";
}

function divisorOf(setup: Setup, { axes: [d, h, w] }: Pooling, [z, y, x]: Cell, cells: number): number {
  if (setup.site.kind === "adaptive average") return cells;
  const padded = (d.padded[z] ?? 1) * (h.padded[y] ?? 1) * (w.padded[x] ?? 1);
  return setup.divisor ?? (setup.flags.count_include_pad ? padded : cells);
}

function signed(text: string): string {
  return /^[-−]/.test(text) ? `(${text})` : text;
}

function placeText(index: number, height: number, width: number, dimensions: number): string {
  const cell = [Math.floor(index / (height * width)), Math.floor(index / width) % height, index % width];
  return `input[${cell.slice(-dimensions).join(", ")}]`;
}

/** Short enough for a cell: three significant digits at most, more only for whole numbers. */
export function numberText(value: number, digits = 4): string {
  if (Number.isNaN(value)) return "nan";
  if (!Number.isFinite(value)) return value > 0 ? "∞" : "−∞";
  if (Object.is(value, -0)) return "−0";
  const text = Number.isInteger(value) && Math.abs(value) < 1e6 ? String(value) : shortest(value, digits);
  return text.replace("-", "−");
}

function shortest(value: number, digits: number): string {
  const size = Math.abs(value);
  if (size >= 1e6 || size < 1e-3) return value.toExponential(1);
  return String(Number(value.toPrecision(digits)));
}
