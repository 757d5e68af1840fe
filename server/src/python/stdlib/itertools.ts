/** `itertools`, over sources that may be endless or of unknown length. */
import {
  Endless,
  EndlessIterator,
  type Source,
  filterSource,
  lazily,
  mapSource,
  sourceOf,
  zipSources,
} from "../builtins/iterators.ts";
import { type Call, type NativeTable, native, natives } from "../builtins/native.ts";
import { dimOf, needInt } from "../builtins/numbers.ts";
import { joinValues } from "../join.ts";
import { PyIterator, PyTuple, Unbounded, Unknown, type Value } from "../values.ts";

/** Products and the like with more rows are left unknown. */
const MOST_ROWS = 100_000;

export function itertoolsModule(): Record<string, Value> {
  const names = natives(functions);
  names.chain?.attrs.map.set(
    "from_iterable",
    native("from_iterable", "iterable, /", chainFromIterable, { isStatic: true }),
  );
  return names;
}

const functions: NativeTable = {
  "count(start=0, step=1)": (c, start, step) => {
    const at = (i: number): Value => c.interp.binary("+", start, c.interp.binary("*", step, i, c.node), c.node);
    return new EndlessIterator(at, c.unknown("a number of an endless count"), "count");
  },
  "cycle(iterable, /)": (c, iterable) => {
    const source = sourceOf(c.interp, iterable, c.node);
    if (source instanceof Unbounded) return new PyIterator(source.uncounted, "cycle");
    if (source.length === 0) return new PyIterator([], "cycle");
    return new EndlessIterator((i) => source[i % source.length] as Value, joinValues(source), "cycle");
  },
  "?repeat(object, times?)": (c, object, times) => {
    const n = dimOf(c.interp, times);
    if (typeof n === "number")
      return new PyIterator(
        Array.from({ length: Math.min(Math.max(n, 0), MOST_ROWS) }, () => object),
        "repeat",
      );
    if (times instanceof Unknown || n !== undefined)
      return new PyIterator(new Unbounded(object, "repeated an unknown number of times"), "repeat");
    return new EndlessIterator(() => object, object, "repeat");
  },
  "?chain(*iterables)": (c) => {
    const { rest } = c;
    return lazily("chain", () => chained(rest.map((v) => sourceOf(c.interp, v, c.node))));
  },
  "?accumulate(iterable, func=None, *, initial=None)": (c, iterable, func, initial) => {
    const source = sourceOf(c.interp, iterable, c.node);
    return lazily("accumulate", () => {
      if (source instanceof Unbounded) return new Unbounded(c.unknown("a running total"), source.reason);
      const out: Value[] = initial === null ? [] : [initial];
      for (const v of source) {
        const last = out.at(-1);
        out.push(
          last === undefined ? v : func === null ? c.interp.binary("+", last, v, c.node) : c.call(func, last, v),
        );
      }
      return out;
    });
  },
  "batched(iterable, n)": (c, iterable, n) => {
    const source = sourceOf(c.interp, iterable, c.node);
    const size = needInt(c, n);
    if (source instanceof Unbounded)
      return new PyIterator(new Unbounded(c.unknown("a batch"), source.reason), "batched");
    const out: Value[] = [];
    for (let i = 0; i < source.length; i += size) out.push(new PyTuple(source.slice(i, i + size)));
    return new PyIterator(out, "batched");
  },
  "?compress(data, selectors)": (c, data, selectors) => {
    const rows = zipSources([sourceOf(c.interp, data, c.node), sourceOf(c.interp, selectors, c.node)]);
    return lazily("compress", () => {
      if (rows instanceof Unbounded) return new Unbounded(first(rows.item), rows.reason);
      const kept = rows.filter((r) => c.truth(second(r)));
      return kept.map(first);
    });
  },
  "?dropwhile(predicate, iterable, /)": (c, predicate, iterable) => cutWhile(c, predicate, iterable, "dropwhile"),
  "?takewhile(predicate, iterable, /)": (c, predicate, iterable) => cutWhile(c, predicate, iterable, "takewhile"),
  "?filterfalse(function, iterable, /)": (c, fn, iterable) => {
    const source = sourceOf(c.interp, iterable, c.node);
    return lazily("filterfalse", () => filterSource(c, source, fn, false));
  },
  "?starmap(function, iterable, /)": (c, fn, iterable) => {
    const source = sourceOf(c.interp, iterable, c.node);
    return lazily("starmap", () =>
      mapSource(source, (row) => {
        const args = c.interp.iterate(row, c.node);
        return Array.isArray(args)
          ? c.interp.call(fn, args as readonly Value[], undefined, c.node)
          : c.unknown("called with arguments of unknown number");
      }),
    );
  },
  "?islice(iterable, *args)": (c, iterable) => {
    const bounds = c.rest.map((v) => (v === null ? null : dimOf(c.interp, v)));
    const [start, stop, step] = bounds.length === 1 ? [0, bounds[0], 1] : [bounds[0] ?? 0, bounds[1], bounds[2] ?? 1];
    const known = typeof start === "number" && typeof step === "number" && (stop === null || typeof stop === "number");
    // Only what the slice reaches is taken from an iterator.
    const own = iterable instanceof PyIterator ? iterable : undefined;
    if (!known) {
      const item = itemOf(sourceOf(c.interp, iterable, c.node));
      return new PyIterator(new Unbounded(item, "a slice of unknown length"), "islice");
    }
    const end = typeof stop === "number" ? stop : Infinity;
    const taken: Value[] = [];
    if (own && !(own.all() instanceof Unbounded && !(own.all() instanceof Endless))) {
      if (end === Infinity && own.all() instanceof Endless) return own;
      for (let i = 0; i < end; i++) {
        const v = own.next();
        if (v === undefined) break;
        if (i >= start && (i - start) % step === 0) taken.push(v);
      }
      return new PyIterator(taken, "islice");
    }
    const source = sourceOf(c.interp, iterable, c.node);
    if (source instanceof Unbounded) return new PyIterator(new Unbounded(source.item, source.reason), "islice");
    for (let i = start; i < Math.min(end, source.length); i += step) taken.push(source[i] as Value);
    return new PyIterator(taken, "islice");
  },
  "?zip_longest(*iterables, fillvalue=None)": (c, fill) => {
    const sources = c.rest.map((v) => sourceOf(c.interp, v, c.node));
    return lazily("zip_longest", () => zipSources(sources, fill));
  },
  "?tee(iterable, n=2, /)": (c, iterable, n) => {
    const source = sourceOf(c.interp, iterable, c.node);
    return new PyTuple(Array.from({ length: needInt(c, n) }, () => new PyIterator(source, "_tee")));
  },
  "?pairwise(iterable, /)": (c, iterable) => {
    const source = sourceOf(c.interp, iterable, c.node);
    if (source instanceof Unbounded)
      return new PyIterator(new Unbounded(new PyTuple([source.item, source.item]), source.reason), "pairwise");
    return new PyIterator(
      source.slice(1).map((v, i) => new PyTuple([source[i] as Value, v])),
      "pairwise",
    );
  },
  "?groupby(iterable, key=None)": (c, iterable, key) => {
    const source = sourceOf(c.interp, iterable, c.node);
    if (source instanceof Unbounded)
      return new PyIterator(
        new Unbounded(new PyTuple([c.unknown("a group's key"), new PyIterator(source)]), source.reason),
        "groupby",
      );
    const groups: { key: Value; items: Value[] }[] = [];
    for (const v of source) {
      const k = key === null ? v : c.call(key, v);
      const last = groups.at(-1);
      const same = last ? c.interp.equal(last.key, k) : false;
      if (same === undefined) return c.stuck("groups by a key that is not known");
      if (last && same) last.items.push(v);
      else groups.push({ key: k, items: [v] });
    }
    return new PyIterator(
      groups.map((g) => new PyTuple([g.key, new PyIterator(g.items, "_grouper")])),
      "groupby",
    );
  },
  "?product(*iterables, repeat=1)": (c, repeat) => {
    const sources = c.rest.map((v) => sourceOf(c.interp, v, c.node));
    const all = Array.from({ length: needInt(c, repeat) }, () => sources).flat();
    return rows("product", all, (lists) =>
      lists.reduce<Value[][]>((acc, list) => acc.flatMap((row) => list.map((v) => [...row, v])), [[]]),
    );
  },
  "?permutations(iterable, r=None)": (c, iterable, r) =>
    picked(c, "permutations", iterable, r, (i, used) => !used.includes(i)),
  "?combinations(iterable, r)": (c, iterable, r) =>
    picked(c, "combinations", iterable, r, (i, used) => i > (used.at(-1) ?? -1)),
  "?combinations_with_replacement(iterable, r)": (c, iterable, r) =>
    picked(c, "combinations_with_replacement", iterable, r, (i, used) => i >= (used.at(-1) ?? 0)),
};

/** `chain.from_iterable`. */
function chainFromIterable(c: Call, iterable: Value): Value {
  const outer = sourceOf(c.interp, iterable, c.node);
  return lazily("chain", () => {
    if (outer instanceof Unbounded) return new Unbounded(itemOf(sourceOf(c.interp, outer.item, c.node)), outer.reason);
    return chained(outer.map((v) => sourceOf(c.interp, v, c.node)));
  });
}

function chained(sources: readonly Source[]): Source {
  const open = sources.find((s) => s instanceof Unbounded);
  if (!open) return (sources as readonly (readonly Value[])[]).flat();
  return new Unbounded(joinValues(sources.map(itemOf).filter((v) => v !== null)), (open as Unbounded).reason);
}

/** What the items of a source look like. */
function itemOf(s: Source): Value {
  return s instanceof Unbounded ? s.item : joinValues(s);
}

function first(row: Value): Value {
  return row instanceof PyTuple ? (row.items[0] ?? null) : row;
}
function second(row: Value): Value {
  return row instanceof PyTuple ? (row.items[1] ?? null) : row;
}

function cutWhile(c: Call, predicate: Value, iterable: Value, name: "takewhile" | "dropwhile"): Value {
  const source = sourceOf(c.interp, iterable, c.node);
  const test = (v: Value): boolean | undefined => c.interp.truth(c.call(predicate, v));
  return lazily(name, () => {
    if (source instanceof Endless && name === "takewhile") {
      const taken: Value[] = [];
      for (let i = 0; i < MOST_ROWS; i++) {
        const v = source.at(i);
        const t = test(v);
        if (t === undefined) return new Unbounded(source.item, "a condition that could not be decided");
        if (!t) return taken;
        taken.push(v);
      }
    }
    if (source instanceof Unbounded) return new Unbounded(source.item, source.reason);
    for (let i = 0; i < source.length; i++) {
      const t = test(source[i] as Value);
      if (t === undefined) return new Unbounded(joinValues(source), "a condition that could not be decided");
      if (!t) return name === "takewhile" ? source.slice(0, i) : source.slice(i);
    }
    return name === "takewhile" ? source : [];
  });
}

function rows(
  name: string,
  sources: readonly Source[],
  make: (lists: readonly (readonly Value[])[]) => Value[][],
): Value {
  const open = sources.find((s) => s instanceof Unbounded);
  const count = sources.reduce((n, s) => n * (s instanceof Unbounded ? 1 : s.length), 1);
  if (open instanceof Unbounded || count > MOST_ROWS) {
    return new PyIterator(
      new Unbounded(new PyTuple(sources.map(itemOf)), open instanceof Unbounded ? open.reason : "many rows"),
      name,
    );
  }
  return new PyIterator(
    make(sources as readonly (readonly Value[])[]).map((row) => new PyTuple(row)),
    name,
  );
}

/** Rows of `r` items by their places, each next place allowed by the ones before it. */
function picked(
  c: Call,
  name: string,
  iterable: Value,
  r: Value,
  allowed: (i: number, used: readonly number[]) => boolean,
): Value {
  const source = sourceOf(c.interp, iterable, c.node);
  if (source instanceof Unbounded) {
    const length = r === null ? undefined : dimOf(c.interp, r);
    const row =
      typeof length === "number"
        ? new PyTuple(Array.from({ length }, () => source.item))
        : c.unknown("a row of unknown length");
    return new PyIterator(new Unbounded(row, source.reason), name);
  }
  const length = r === null ? source.length : needInt(c, r);
  const out: Value[] = [];
  const used: number[] = [];
  const level = (): void => {
    if (out.length >= MOST_ROWS) return;
    if (used.length === length) {
      out.push(new PyTuple(used.map((i) => source[i] as Value)));
      return;
    }
    for (let i = 0; i < source.length; i++) {
      if (!allowed(i, used)) continue;
      used.push(i);
      level();
      used.pop();
    }
  };
  level();
  if (out.length >= MOST_ROWS) return new PyIterator(new Unbounded(out[0] as Value, "many rows"), name);
  return new PyIterator(out, name);
}
