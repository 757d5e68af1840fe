import type { Axis } from "../pooling.ts";
import { assemble, type Code, call, during, Func, f32, get, i32, type Local, set, up, when } from "./assembler.ts";
import { pairedRows, pairsOf } from "./paired.ts";
import { lanes, scaled, wideRow, word } from "./wide.ts";

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

/** Larger windows would make long code that is run rarely. */
const mostTaps = 64;
const mostHeights = 4;

export function isWide({ axes, whole }: Geometry): boolean {
  return whole.end - whole.from >= lanes && axes.reduce((n, { kernel }) => n * kernel, 1) <= mostTaps;
}

/**
 * `run(planes)` takes the maxima of that many planes. Four neighbouring windows that lie within the input as a whole are
 * reduced at once, where it can be in two rows together. NaN is looked for in a sum of all that was read; a row that has
 * one (or opposite infinities) is done again with the comparison that lets the last NaN win. Other windows are reduced
 * one at a time.
 */
export function maxima(geometry: Geometry, layout: Layout): Uint8Array<ArrayBuffer> {
  return assemble([edges(geometry, layout), planes(geometry, layout)]);
}

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
  const pairs = isWide(geometry) ? pairsOf(geometry) : undefined;
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
  const oneRow = [...pooledRow, ...up(target, w.out * word), ...up(y, 1)];
  const twoRows = (stride: number): Code => {
    const sides = [...edge(0, from), ...edge(end, w.out), ...up(target, w.out * word)];
    return [
      ...pairedRows(func, geometry, layout, { source, row, target }, stride),
      ...sides,
      ...up(row, stride * w.size),
      ...sides,
      ...up(y, 2),
    ];
  };
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
          pairs
            ? when(
                i32.and(i32.lt(i32.const(pairs.from - 1), get(y)), i32.lt(get(y), i32.const(pairs.end - 1))),
                [twoRows(pairs.stride)],
                [oneRow],
              )
            : oneRow,
        ),
        up(z, 1),
      ),
      up(source, d.size * h.size * w.size * word),
      up(left, -1),
    ),
  ].flat();
  return func;
}
