import type { Axis } from "../pooling.ts";
import {
  assemble,
  type Code,
  call,
  during,
  Func,
  f32,
  f32x4,
  get,
  i32,
  i32x4,
  type Local,
  set,
  v128,
  when,
} from "./assembler.ts";

/** What a module is made for: max pooling over planes of one size, with one window. */
export interface Geometry {
  readonly axes: readonly [depth: Axis, height: Axis, width: Axis];
  /** Output columns `from` to `end` see whole windows, `stride` cells apart. */
  readonly whole: { readonly from: number; readonly end: number; readonly stride: number };
}

/** Where things are in memory, in bytes. */
export interface Layout {
  /** `start` and `count` of each axis, in that order, depth first. */
  readonly tables: number;
  readonly input: number;
  readonly values: number;
  readonly indices: number;
}

const lanes = 4;
/** Larger windows would make long code that is run rarely. */
const mostTaps = 64;
const mostHeights = 4;

export function isWide({ axes, whole }: Geometry): boolean {
  return whole.end - whole.from >= lanes && axes.reduce((n, { kernel }) => n * kernel, 1) <= mostTaps;
}

/**
 * `run(planes)` takes the maxima of that many planes. Four neighbouring windows that lie within the input as a whole are
 * reduced at once, their taps one after the other: `index = max(index, tap & (best < value))` keeps the first of equals,
 * as later taps have larger indices. NaN is looked for in a sum of all that was read; a row that has one (or opposite
 * infinities) is done again with the comparison that lets the last NaN win. Other windows are reduced one at a time.
 */
export function maxima(geometry: Geometry, layout: Layout): Uint8Array<ArrayBuffer> {
  return assemble([edges(geometry, layout), planes(geometry, layout)]);
}

const word = 4;
const scaled = (index: Code): Code => i32.mul(index, i32.const(word));
const up = (local: Local, by: number): Code => set(local, i32.add(get(local), i32.const(by)));

function tableReader({ axes }: Geometry, { tables }: Layout) {
  const begins = axes.map((_, i) => axes.slice(0, i).reduce((n, { out }) => n + 2 * out * word, tables));
  return (axis: 0 | 1 | 2, table: "start" | "count", at: Local): Code =>
    i32.load(scaled(get(at)), (begins[axis] ?? 0) + (table === "count" ? axes[axis].out * word : 0));
}

/** Windows `x` to `end` of a row, one at a time. */
function edges(geometry: Geometry, layout: Layout): Func {
  const [d, h, w] = geometry.axes;
  const of = tableReader(geometry, layout);
  const func = new Func(7);
  const [x, end, source, row, depth, height, target] = func.parameters as [
    Local,
    Local,
    Local,
    Local,
    Local,
    Local,
    Local,
  ];
  const [width, first, k, j, i, at, won] = Array.from({ length: 7 }, () => func.local("i32")) as [
    ...[Local, Local, Local, Local, Local, Local, Local],
  ];
  const [best, value] = [func.local("f32"), func.local("f32")];
  const to = i32.add(get(target), scaled(get(x)));
  const line = i32.add(i32.mul(get(k), i32.const(d.step * h.size)), i32.mul(get(j), i32.const(h.step)));
  func.body = during(
    i32.lt(get(x), get(end)),
    set(first, i32.add(get(row), of(2, "start", x))),
    set(width, of(2, "count", x)),
    set(best, f32.const(Number.NEGATIVE_INFINITY)),
    set(won, get(first)),
    set(k, i32.const(0)),
    during(
      i32.lt(get(k), get(depth)),
      set(j, i32.const(0)),
      during(
        i32.lt(get(j), get(height)),
        set(at, i32.add(get(first), i32.mul(line, i32.const(w.size)))),
        set(i, i32.const(0)),
        during(
          i32.lt(get(i), get(width)),
          set(value, f32.load(i32.add(get(source), scaled(get(at))))),
          when(i32.or(f32.gt(get(value), get(best)), f32.ne(get(value), get(value))), [
            set(best, get(value)),
            set(won, get(at)),
          ]),
          up(at, w.step),
          up(i, 1),
        ),
        up(j, 1),
      ),
      up(k, 1),
    ),
    f32.store(to, get(best), layout.values),
    i32.store(to, get(won), layout.indices),
    up(x, 1),
  );
  return func;
}

function planes(geometry: Geometry, layout: Layout): Func {
  const [d, h, w] = geometry.axes;
  const { from, end } = geometry.whole;
  const of = tableReader(geometry, layout);
  const func = new Func(1);
  const [left] = func.parameters as [Local];
  const [source, target, z, y, row, depth, height] = Array.from({ length: 7 }, () => func.local("i32")) as [
    ...[Local, Local, Local, Local, Local, Local, Local],
  ];
  const edge = (x: number, until: number): Code =>
    x < until ? call(0, i32.const(x), i32.const(until), ...[source, row, depth, height, target].map(get)) : [];
  const line = i32.add(i32.mul(of(0, "start", z), i32.const(h.size)), of(1, "start", y));
  // At the upper and lower ends windows have fewer rows.
  const heights = isWide(geometry) ? [...new Set(h.count)].filter((count) => count > 0).slice(0, mostHeights) : [];
  const pooledRow = heights.reduceRight<Code>(
    (otherwise, rows) => {
      const wide = wideRow(func, geometry, layout, { source, row, target }, rows);
      const isSo = i32.and(i32.eq(get(depth), i32.const(d.kernel)), i32.eq(get(height), i32.const(rows)));
      return when(isSo, [edge(0, from), wide, edge(end, w.out)], [otherwise]);
    },
    edge(0, w.out),
  );
  func.body = [
    set(source, i32.const(layout.input)),
    during(
      get(left),
      set(z, i32.const(0)),
      during(
        i32.lt(get(z), i32.const(d.out)),
        set(depth, of(0, "count", z)),
        set(y, i32.const(0)),
        during(
          i32.lt(get(y), i32.const(h.out)),
          set(height, of(1, "count", y)),
          set(row, i32.mul(line, i32.const(w.size))),
          pooledRow,
          up(target, w.out * word),
          up(y, 1),
        ),
        up(z, 1),
      ),
      up(source, d.size * h.size * w.size * word),
      up(left, -1),
    ),
  ].flat();
  return func;
}

interface Row {
  readonly source: Local;
  readonly row: Local;
  readonly target: Local;
}

/** The windows of a row that are whole in their width, `rows` high, four at a time; the last four may overlap those before. */
function wideRow(func: Func, geometry: Geometry, layout: Layout, { source, row, target }: Row, rows: number): Code {
  const { axes, whole } = geometry;
  const [, , w] = axes;
  const { from, end, stride } = whole;
  const [x, address, to] = [func.local("i32"), func.local("i32"), func.local("i32")];
  const [seen, best, index, mask] = [func.local("v128"), func.local("v128"), func.local("v128"), func.local("v128")];
  // The sum of one pass is by itself, so that the next need not wait for it.
  const sum = func.local("v128");
  const first = (w.start[from] ?? 0) - from * stride;
  const cell = i32.add(i32.add(get(row), i32.const(first)), i32.mul(get(x), i32.const(stride)));
  const taps = tapsOf(axes, rows);
  const pass = (isExact: boolean): Code => {
    const { fetch, values } = loads(func, address, taps, stride);
    const body = taps.flatMap((tap, n): Code => {
      const value = get(values[n] as Local);
      const load = fetch(n);
      if (n === 0) return [...load, ...set(sum, value), ...set(best, value), ...set(index, i32x4.const([0, 0, 0, 0]))];
      const add = isExact ? [] : set(sum, f32x4.add(get(sum), value));
      const more = f32x4.lt(get(best), value);
      const wins = isExact ? v128.or(more, f32x4.ne(value, value)) : more;
      const kept = isExact ? v128.select(value, get(best), get(mask)) : f32x4.pmax(get(best), value);
      const won = v128.and(i32x4.const([tap, tap, tap, tap]), get(mask));
      return [...load, ...add, ...set(mask, wins), ...set(best, kept), ...set(index, i32x4.max(get(index), won))];
    });
    const places = i32x4.add(i32x4.splat(cell), i32x4.const([0, stride, 2 * stride, 3 * stride]));
    return [
      set(x, i32.const(from)),
      during(
        i32.lt(get(x), i32.const(end)),
        // Four windows ending at the last.
        when(i32.lt(i32.const(end - lanes), get(x)), [set(x, i32.const(end - lanes))]),
        set(address, i32.add(get(source), scaled(cell))),
        set(to, i32.add(get(target), scaled(get(x)))),
        body,
        isExact ? [] : set(seen, f32x4.add(get(seen), get(sum))),
        v128.store(get(to), get(best), layout.values),
        v128.store(get(to), i32x4.add(get(index), places), layout.indices),
        up(x, lanes),
      ),
    ].flat();
  };
  return [
    ...set(seen, i32x4.const([0, 0, 0, 0])),
    ...pass(false),
    ...when(v128.any(f32x4.ne(get(seen), get(seen))), [pass(true)]),
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
function loads(func: Func, address: Local, taps: readonly number[], stride: number) {
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
