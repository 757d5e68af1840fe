/** Two rows of outputs at once: input rows that both see are reduced along their width once. */
import { type Code, type Func, f32x4, get, i32, i32x4, type Local, set, v128, when } from "./assembler.ts";
import type { Geometry, Layout } from "./maxima.ts";
import { byFours, exactRow, loads, type Row, word } from "./wide.ts";

/** Windows of two or three neighbouring columns on planes; rows `from` to `end` see whole windows, `stride` rows apart. */
export function pairsOf({ axes: [d, h, w] }: Geometry): { from: number; end: number; stride: number } | undefined {
  const from = h.count.indexOf(h.kernel);
  const end = h.count.lastIndexOf(h.kernel) + 1;
  const stride = (h.start[from + 1] ?? 0) - (h.start[from] ?? 0);
  const isEven = h.start.every((start, y) => y <= from || y >= end || start - (h.start[y - 1] ?? 0) === stride);
  const isFlat = d.size === 1 && d.out === 1 && d.kernel === 1;
  const isNarrow = w.step === 1 && (w.kernel === 2 || w.kernel === 3);
  return from >= 0 && end - from > 1 && isEven && isFlat && isNarrow ? { from, end, stride } : undefined;
}

/**
 * Of each input row: the greatest of its two or three columns, and less its column's number, the first of equals.
 * Rows come together in order: a later one must be greater.
 */
export function pairedRows(func: Func, geometry: Geometry, layout: Layout, place: Row, stride: number): Code {
  const { axes, whole } = geometry;
  const [, h, w] = axes;
  const outputs = [0, 1].map((g) => ({ best: func.local("v128"), index: func.local("v128"), begin: g * stride }));
  const [seen, sum] = [func.local("v128"), func.local("v128")];
  const [most, column, mask] = [func.local("v128"), func.local("v128"), func.local("v128")];
  const rows = [
    ...new Set(outputs.flatMap(({ begin }) => Array.from({ length: h.kernel }, (_, j) => begin + j * h.step))),
  ];
  rows.sort((a, b) => a - b);
  const taps = rows.flatMap((row) => Array.from({ length: w.kernel }, (_, i) => row * w.size + i));
  const late: Code[] = [];
  const body = byFours(func, geometry, place, ({ address, to, places }) => {
    const { fetch, values } = loads(func, address, taps, whole.stride);
    const along = (r: number): Code =>
      Array.from({ length: w.kernel }, (_, i): Code => {
        const local = values[r * w.kernel + i] as Local;
        const value = get(local);
        const add = (total: Local): Code => set(total, f32x4.add(get(total), value));
        // What lies a stride on is the first column of a later window; after the last there is none.
        if (i >= whole.stride) late.push(add(seen));
        const noted = i >= whole.stride ? [] : r + i === 0 ? set(sum, value) : add(sum);
        const load = [...fetch(r * w.kernel + i), ...noted];
        if (i === 0) return [...load, ...set(most, value)];
        const more = set(mask, f32x4.lt(get(most), value));
        const second = get(mask);
        const third = i32x4.add(v128.or(get(column), get(mask)), get(mask));
        return [...load, ...more, ...set(most, f32x4.pmax(get(most), value)), ...set(column, i === 1 ? second : third)];
      }).flat();
    const together = (row: number): Code =>
      outputs.flatMap(({ best, index, begin }): Code => {
        const j = (row - begin) / h.step;
        if (!Number.isInteger(j) || j < 0 || j >= h.kernel) return [];
        if (j === 0) return [...set(best, get(most)), ...set(index, get(column))];
        const below = j * h.step * w.size;
        const won = v128.and(i32x4.sub(get(column), i32x4.const([below, below, below, below])), get(mask));
        return [
          ...set(mask, f32x4.lt(get(best), get(most))),
          ...set(best, f32x4.pmax(get(best), get(most))),
          ...set(index, i32x4.min(get(index), won)),
        ];
      });
    const stored = outputs.flatMap(({ best, index, begin }, g): Code => {
      const at = g * w.out * word;
      const from = begin * w.size;
      const won = i32x4.sub(g === 0 ? places : i32x4.add(places, i32x4.const([from, from, from, from])), get(index));
      return [...v128.store(get(to), get(best), layout.values + at), ...v128.store(get(to), won, layout.indices + at)];
    });
    return [
      ...rows.flatMap((row, r) => [...along(r), ...together(row)]),
      ...set(seen, f32x4.add(get(seen), get(sum))),
      ...stored,
    ];
  });
  const next = (way: 1 | -1): Code => [
    ...set(place.row, i32.add(get(place.row), i32.const(way * stride * w.size))),
    ...set(place.target, i32.add(get(place.target), i32.const(way * w.out * word))),
  ];
  const exact = (): Code => exactRow(func, geometry, layout, place, h.kernel);
  return [
    ...set(seen, i32x4.const([0, 0, 0, 0])),
    ...body,
    ...late.flat(),
    ...when(v128.any(f32x4.ne(get(seen), get(seen))), [exact(), next(1), exact(), next(-1)]),
  ];
}
