/** Rows of windows that are whole in their width, four windows at a time. */
import { type Code, during, type Func, f32x4, get, i32, i32x4, type Local, set, up, v128, when } from "./assembler.ts";
import type { Geometry, Layout } from "./maxima.ts";

export interface Row {
  readonly source: Local;
  /** The cell of the plane at which the row's windows begin. */
  readonly row: Local;
  readonly target: Local;
}

export const lanes = 4;
export const word = 4;
export const scaled = (index: Code): Code => i32.mul(index, i32.const(word));

/** Windows `rows` high, their taps one after the other: `index = max(index, tap & (best < value))` keeps the first of equals. */
export function wideRow(func: Func, geometry: Geometry, layout: Layout, place: Row, rows: number): Code {
  const [seen, sum] = [func.local("v128"), func.local("v128")];
  // The sum of one pass is by itself, so that the next need not wait for it.
  const taps = (value: Local, n: number): Code => set(sum, n === 0 ? get(value) : f32x4.add(get(sum), get(value)));
  return [
    ...set(seen, i32x4.const([0, 0, 0, 0])),
    ...reduced(func, geometry, layout, place, rows, taps, set(seen, f32x4.add(get(seen), get(sum)))),
    ...when(v128.any(f32x4.ne(get(seen), get(seen))), [exactRow(func, geometry, layout, place, rows)]),
  ];
}

/** The same where there may be NaN: the last one wins. */
export function exactRow(func: Func, geometry: Geometry, layout: Layout, place: Row, rows: number): Code {
  return reduced(func, geometry, layout, place, rows);
}

/** Without `note`, which sees each tap, exactly. */
function reduced(
  func: Func,
  geometry: Geometry,
  layout: Layout,
  place: Row,
  rows: number,
  note?: (value: Local, n: number) => Code,
  noted: Code = [],
): Code {
  const { axes, whole } = geometry;
  const [best, index, mask] = [func.local("v128"), func.local("v128"), func.local("v128")];
  const taps = tapsOf(axes, rows);
  return byFours(func, geometry, place, ({ address, to, places }) => {
    const { fetch, values } = loads(func, address, taps, whole.stride);
    const body = taps.flatMap((tap, n): Code => {
      const local = values[n] as Local;
      const value = get(local);
      const load = [...fetch(n), ...(note?.(local, n) ?? [])];
      if (n === 0) return [...load, ...set(best, value), ...set(index, i32x4.const([0, 0, 0, 0]))];
      const more = f32x4.lt(get(best), value);
      const wins = note ? more : v128.or(more, f32x4.ne(value, value));
      const kept = note ? f32x4.pmax(get(best), value) : v128.select(value, get(best), get(mask));
      const won = v128.and(i32x4.const([tap, tap, tap, tap]), get(mask));
      return [...load, ...set(mask, wins), ...set(best, kept), ...set(index, i32x4.max(get(index), won))];
    });
    return [
      ...body,
      ...noted,
      ...v128.store(get(to), get(best), layout.values),
      ...v128.store(get(to), i32x4.add(get(index), places), layout.indices),
    ];
  });
}

interface Four {
  /** Of the first window's first cell. */
  readonly address: Local;
  /** Of the first window's result. */
  readonly to: Local;
  /** Cells of the plane at which the windows begin. */
  readonly places: Code;
}

/** Goes along a row by four windows; the last four may overlap those before. */
export function byFours(
  func: Func,
  geometry: Geometry,
  { source, row, target }: Row,
  body: (four: Four) => Code,
): Code {
  const { from, end, stride } = geometry.whole;
  const [x, address, to] = [func.local("i32"), func.local("i32"), func.local("i32")];
  const first = (geometry.axes[2].start[from] ?? 0) - from * stride;
  const cell = i32.add(i32.add(get(row), i32.const(first)), i32.mul(get(x), i32.const(stride)));
  const places = i32x4.add(i32x4.splat(cell), i32x4.const([0, stride, 2 * stride, 3 * stride]));
  return [
    ...set(x, i32.const(from)),
    ...during(
      i32.lt(get(x), i32.const(end)),
      when(i32.lt(i32.const(end - lanes), get(x)), [set(x, i32.const(end - lanes))]),
      set(address, i32.add(get(source), scaled(cell))),
      set(to, i32.add(get(target), scaled(get(x)))),
      body({ address, to, places }),
      up(x, lanes),
    ),
  ];
}

/** Distances from the window's first cell to each of its cells. */
function tapsOf([d, h, w]: Geometry["axes"], rows: number): number[] {
  const taps: number[] = [];
  for (let k = 0; k < d.kernel; k++) {
    for (let j = 0; j < rows; j++) {
      for (let i = 0; i < w.kernel; i++) taps.push((k * d.step * h.size + j * h.step) * w.size + i * w.step);
    }
  }
  return taps;
}

/** How the values of four windows at a tap come into a variable. */
export function loads(func: Func, address: Local, taps: readonly number[], stride: number) {
  const values = taps.map(() => func.local("v128"));
  const known = new Map<number, Local>();
  /** The four cells that lie `offset` cells on, loaded once. */
  const four = (offset: number): { readonly code: Code; readonly local: Local } => {
    const before = known.get(offset);
    if (before) return { code: [], local: before };
    const local = func.local("v128");
    known.set(offset, local);
    return { code: set(local, v128.load(get(address), offset * word)), local };
  };
  const fetch = (n: number): Code => {
    const [tap, value] = [taps[n] as number, values[n] as Local];
    if (stride === 1) return set(value, v128.load(get(address), tap * word));
    if (stride === 2) {
      // The taps to the left and right of each other are the even and the odd cells of the same eight.
      const even = known.has(tap - 1) && known.has(tap + 3) ? tap - 1 : tap;
      const [low, high] = [four(even), four(even + lanes)];
      const picked = even === tap ? [0, 2, 4, 6] : [1, 3, 5, 7];
      return [...low.code, ...high.code, ...set(value, i32x4.shuffle(get(low.local), get(high.local), picked))];
    }
    const others = [1, 2, 3].flatMap((lane) => {
      return set(value, v128.load32lane(get(address), get(value), lane, (tap + lane * stride) * word));
    });
    return [...set(value, v128.load32zero(get(address), tap * word)), ...others];
  };
  return { fetch, values };
}
