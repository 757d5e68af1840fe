/** `iter`, `next`, `enumerate`, `zip`, `map`, `filter` and `reversed`. */
import type { Dim } from "../../dims/index.ts";
import type { Node } from "../../syntax/ast.ts";
import { PyRaise } from "../errors.ts";
import type { Interp } from "../interp.ts";
import { joinValues } from "../join.ts";
import { touch } from "../trail.ts";
import { Instance, NO_KWARGS, PyIterator, PyTuple, Samples, Unbounded, Unknown, type Value } from "../values.ts";
import { type Call, MISSING, type NativeTable, defineMethods } from "./native.ts";
import { dimOf } from "./numbers.ts";
import { iteratorName } from "./protocols.ts";
import { generatorClass, iteratorClass } from "./types.ts";

/** An iteration that never ends, whose items are known: `itertools.count()`. */
export class Endless extends Unbounded {
  readonly at: (i: number) => Value;
  constructor(at: (i: number) => Value, item: Value) {
    super(item, "an iteration without an end");
    this.at = at;
  }
}

/** An iterator over an {@link Endless}. */
export class EndlessIterator extends PyIterator {
  private readonly at: (i: number) => Value;
  private readonly item: Value;
  constructor(at: (i: number) => Value, item: Value, name: string) {
    super([], name);
    this.at = at;
    this.item = item;
  }
  override all(): Unbounded {
    const from = this.index;
    return new Endless((i) => this.at(from + i), this.item);
  }
  override drain(): Unbounded {
    return this.all();
  }
  override next(): Value {
    touch(this);
    return this.at(this.index++);
  }
}

export type Source = readonly Value[] | Unbounded;

/** The items of an iterable; one that is not known has unknown items in unknown number. */
export function sourceOf(interp: Interp, v: Value, node: Node | null): Source {
  const items = interp.iterate(v, node);
  return items instanceof Unknown ? new Unbounded(new Unknown(items.reason, items.where), items.reason) : items;
}

/** Applies a function to every item. */
export function mapSource(source: Source, f: (v: Value, i: number) => Value): Source {
  if (source instanceof Endless) return new Endless((i) => f(source.at(i), i), f(source.item, 0));
  if (source instanceof Unbounded) return new Unbounded(f(source.item, 0), source.reason, source.count);
  return source instanceof Samples ? new Samples(source.map(f), source.times) : source.map(f);
}

/** Tuples of one item a source, for as long as the shortest lasts. */
export function zipSources(sources: readonly Source[], rest?: Value): Source {
  const finite = sources.filter((s): s is readonly Value[] => !(s instanceof Unbounded));
  if (rest === undefined && finite.some((s) => s.length === 0)) return [];
  const open = sources.find((s) => s instanceof Unbounded && !(s instanceof Endless));
  if (open instanceof Unbounded) return new Unbounded(new PyTuple(sources.map(looksLike)), open.reason, sameCount(sources));
  const at = (s: Source, i: number): Value => {
    if (s instanceof Endless) return s.at(i);
    const item = (s as readonly Value[])[i];
    return item === undefined ? (rest ?? null) : item;
  };
  const row = (i: number): Value => new PyTuple(sources.map((s) => at(s, i)));
  if (sources.length === 0) return [];
  if (finite.length === 0 || (rest !== undefined && finite.length < sources.length))
    return new Endless(row, new PyTuple(sources.map(looksLike)));
  const lengths = finite.map((s) => s.length);
  const length = rest === undefined ? Math.min(...lengths) : Math.max(...lengths);
  const rows = Array.from({ length }, (_, i) => row(i));
  const samples = sources.filter((s) => s instanceof Samples);
  if (samples.length === 0) return rows;
  const times = samples.length === sources.length && samples.every((s) => String(s.times) === String(samples[0]?.times)) ? (samples[0]?.times ?? null) : null;
  return new Samples(rows, times);
}

/** The number of items that all have which have an end; null if it is not known to be one. */
function sameCount(sources: readonly Source[]): Dim | null {
  const counts = new Set(sources.filter((s) => !(s instanceof Endless)).map((s) => (s instanceof Unbounded ? s.count : s.length)));
  const [count = null] = counts;
  return counts.size === 1 ? count : null;
}

function looksLike(s: Source): Value {
  if (s instanceof Unbounded) return s.item;
  return s.length > 0 ? joinValues(s) : null;
}

/** Makes an iterator whose items are found on first use. */
export function lazily(name: string, source: () => Source): PyIterator {
  return new PyIterator(source, name);
}

/** The methods that iterators and generators have. What is sent to a generator is not followed. */
export function installIterators(): void {
  const next = (c: Call, iterator: Value): Value => {
    const item = iterator instanceof PyIterator ? iterator.next() : c.stuck("an iterator that is not known");
    if (item === undefined) throw c.raise("StopIteration", "");
    return item;
  };
  for (const cls of [iteratorClass, generatorClass]) defineMethods(cls, { "__iter__(self)": (_c, self) => self, "__next__(self)": next });
  defineMethods(generatorClass, {
    "?send(self, value)": (c) => c.stuck("what a generator gives for what it is sent"),
    "?throw(self, *exception)": (c) => c.stuck("what a generator gives for what is thrown into it"),
    "close(self)": (_c, self) => {
      if (self instanceof PyIterator) self.drain();
      return null;
    },
  });
}

export const iteratorFunctions: NativeTable = {
  "iter(object, sentinel?, /)": (c, object, sentinel) => {
    if (sentinel !== MISSING)
      return lazily(
        "callable_iterator",
        () => new Unbounded(c.interp.call(object, [], NO_KWARGS, c.node), "an iteration until a sentinel"),
      );
    if (object instanceof PyIterator) return object;
    if (object instanceof Instance && object.cls.lookup("__next__") !== undefined) {
      const own = object.cls.lookup("__iter__");
      return own === undefined ? object : c.interp.call(own, [object], NO_KWARGS, c.node);
    }
    const own = object instanceof Instance ? object.cls.lookup("__iter__") : undefined;
    const made = own === undefined || own === null ? undefined : c.interp.call(own, [object], NO_KWARGS, c.node);
    return made instanceof PyIterator ? made : new PyIterator(sourceOf(c.interp, made ?? object, c.node), iteratorName(object));
  },
  "next(iterator, default?, /)": (c, iterator, otherwise) => {
    if (iterator instanceof PyIterator) {
      const item = iterator.next();
      if (item !== undefined) return item;
      if (otherwise !== MISSING) return otherwise;
      const end = c.raise("StopIteration", "");
      const items = iterator.standsForMore && !c.interp.isHandled(end) ? iterator.all() : [];
      if (Array.isArray(items) && items.length > 0) return items[0];
      throw end;
    }
    const method = c.interp.lookupAttr(iterator, "__next__");
    if (method === undefined) throw c.raise("TypeError", `'${c.typeName(iterator)}' object is not an iterator`);
    if (otherwise === MISSING) return c.call(method);
    const item = attempt(c, "StopIteration", () => c.call(method));
    return item === undefined ? otherwise : item;
  },
  "reversed(sequence, /)": (c, sequence) => {
    const own = sequence instanceof Instance ? sequence.cls.lookup("__reversed__") : undefined;
    if (own !== undefined) return c.call(own, sequence);
    const length =
      sequence instanceof Instance && sequence.cls.lookup("__getitem__") !== undefined
        ? c.interp.len(sequence, c.node)
        : undefined;
    if (typeof length === "number")
      return lazily("reversed", () =>
        Array.from({ length }, (_, i) => c.interp.getitem(sequence, length - 1 - i, c.node)),
      );
    const items = sourceOf(c.interp, sequence, c.node);
    return lazily("reversed", () => (items instanceof Unbounded ? items : items.slice().reverse()));
  },
};

/** The place of the last item that a sample stands for, of the first for the first. */
function placeOf({ times }: Samples, i: number): number {
  return times === null || i === 0 ? i : times.slice(0, i + 1).reduce((n, t) => n + t, -1);
}

/** The constructors of `enumerate`, `zip`, `map` and `filter`. */
export const iteratorConstructors: NativeTable = {
  "?enumerate(iterable, start=0)": (c, iterable, start) => {
    const first = dimOf(c.interp, start);
    const numbered = (v: Value, i: number): Value =>
      new PyTuple([typeof first === "number" ? first + i : c.interp.binary("+", start, i, c.node), v]);
    const made = c.interp.iterateStepwise(iterable, c.node);
    if (made instanceof PyIterator) return numberedAsMade(c, made, numbered);
    const source = made instanceof Unknown ? new Unbounded(new Unknown(made.reason, made.where), made.reason) : made;
    return lazily("enumerate", () => {
      if (source instanceof Endless && typeof first === "number")
        return mapSource(source, (v, i) => new PyTuple([first + i, v]));
      if (source instanceof Unbounded)
        return new Unbounded(
          new PyTuple([new Unknown("the index of a loop of unknown length", c.node), source.item]),
          source.reason,
          source.count,
        );
      if (source instanceof Samples) return new Samples(source.map((v, i) => numbered(v, placeOf(source, i))), source.times);
      return source.map(numbered);
    });
  },
  "?zip(*iterables, strict=False)": (c, strict) => {
    const sources = c.rest.map((v) => sourceOf(c.interp, v, c.node));
    if (c.interp.truth(strict) === true) checkStrict(c, sources);
    return lazily("zip", () => zipSources(sources));
  },
  "?map(func, *iterables)": (c, func) => {
    const sources = c.rest.map((v) => sourceOf(c.interp, v, c.node));
    return lazily("map", () => {
      const [only] = sources;
      if (sources.length === 1 && only) return mapSource(only, (v) => c.interp.call(func, [v], NO_KWARGS, c.node));
      return mapSource(zipSources(sources), (row) =>
        c.interp.call(func, row instanceof PyTuple ? row.items : [row], NO_KWARGS, c.node),
      );
    });
  },
  "?filter(function, iterable, /)": (c, func, iterable) => {
    const source = sourceOf(c.interp, iterable, c.node);
    return lazily("filter", () => filterSource(c, source, func, true));
  },
};

/** Counts items as a generator makes them; after a loop of unknown length nobody knows how many there were. */
function numberedAsMade(c: Call, made: PyIterator, numbered: (v: Value, i: number) => Value): PyIterator {
  return new PyIterator(
    (each) => {
      const { conditional } = c.interp;
      const out: Value[] = [];
      made.follow((v) => {
        const pair = numbered(v, out.length);
        const i = new Unknown("the index of a loop of unknown length", c.node);
        const item = c.interp.conditional > conditional ? new PyTuple([i, v]) : pair;
        out.push(item);
        each?.(item);
      });
      const all = made.all();
      return all instanceof Unbounded ? new Unbounded(joinValues(out), all.reason) : out;
    },
    "enumerate",
    true,
  );
}

/** The items that a test lets through; where one is undecided, an unknown number of them. */
export function filterSource(c: Call, source: Source, test: Value, wanted: boolean): Source {
  if (source instanceof Unbounded) return new Unbounded(source.item, source.reason);
  const kept: Value[] = [];
  let undecided = false;
  for (const v of source) {
    const t = c.interp.truth(test === null ? v : c.interp.call(test, [v], NO_KWARGS, c.node));
    if (t === undefined) undecided = true;
    if (t === undefined || t === wanted) kept.push(v);
  }
  return undecided ? new Unbounded(joinValues(kept), "a filter could not be decided") : kept;
}

function checkStrict(c: Call, sources: readonly Source[]): void {
  const lengths = sources.map((s) => (s instanceof Unbounded ? undefined : s.length));
  const [first] = lengths;
  if (first === undefined) return;
  const at = lengths.findIndex((n) => n !== undefined && n !== first);
  if (at < 0) return;
  const which = at === 1 ? "argument 1" : `arguments 1-${at}`;
  throw c.raise(
    "ValueError",
    `zip() argument ${at + 1} is ${(lengths[at] ?? 0) < first ? "shorter" : "longer"} than ${which}`,
  );
}

/** Runs something that may raise; undefined if it raises the named exception. */
export function attempt<T>(c: Call, exception: string, run: () => T): T | undefined {
  const { interp } = c;
  const cls = interp.exceptionClass(exception);
  const { site, recording } = interp;
  const depth = interp.handlers.length;
  interp.handlers.push([cls]);
  try {
    return run();
  } catch (e) {
    if (!(e instanceof PyRaise) || !e.value.cls.isSubclassOf(cls)) throw e;
    interp.site = site;
    interp.recording = recording;
    return undefined;
  } finally {
    interp.handlers.length = depth;
  }
}
