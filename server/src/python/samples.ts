/** Loops over samples: a loader gives one batch of each size, which stands for all of them. What such a loop gathers is as much as all passes gather. */
import type { Expr, For, Stmt } from "../syntax/ast.ts";
import { walk } from "../syntax/walk.ts";
import { joinValues } from "./join.ts";
import { Alt, type Env, type ListWatcher, type PyList, Samples, Unbounded, Unknown, type Value, watchLists } from "./values.ts";

/** Longer lists are not spelled out item by item. */
const MOST_SPELLED = 4096;

/** What samples of a number of items stand for, all in a row. */
export function spelledOut(items: readonly Value[]): readonly Value[] | Unbounded {
  if (!(items instanceof Samples)) return items;
  return repeated(items.map((v) => [v]), items.times, []);
}

/** What a generator's one loop over samples yielded, by the list of it. */
const sampled = new WeakMap<readonly Value[], readonly number[] | null>();

/** The items of a generator, which stand for more where they were yielded in a loop over samples. */
export function yielded(items: readonly Value[]): readonly Value[] {
  const times = sampled.get(items);
  return times === undefined ? items : new Samples(items, times !== null && times.length === items.length ? times : null);
}

/** One segment after the other, each as often as its pass runs, after what was there before. */
function repeated(segments: readonly (readonly Value[])[], times: readonly number[] | null, before: readonly Value[]): readonly Value[] | Unbounded {
  const length = times === null ? null : segments.reduce((n, s, i) => n + s.length * (times[i] ?? 1), before.length);
  if (times === null || length === null || length > MOST_SPELLED) return new Unbounded(joinValues([...before, ...segments.flat()]), "a loop of which samples are run", length);
  return [...before, ...segments.flatMap((s, i) => Array.from({ length: times[i] ?? 1 }, () => s).flat())];
}

interface Counter {
  readonly env: Env;
  readonly name: string;
  /** Its value before the loop and after each pass. */
  readonly values: Value[];
  readonly plain: boolean;
}

/** Follows a loop over samples, whose passes run once each; in the end gives what it gathered the size that all passes give. */
export class Gathering implements ListWatcher {
  private readonly samples: Samples;
  private readonly outer: ListWatcher | null;
  private readonly born = new WeakSet<PyList>();
  /** Lists that were there before the loop: their length before it and after each pass. */
  private readonly lengths = new Map<PyList, number[]>();
  private readonly counters: Counter[];
  private passes = 0;

  private constructor(samples: Samples, env: Env, names: ReadonlyMap<string, boolean>) {
    this.samples = samples;
    this.counters = [...names].flatMap(([name, plain]) => (env.map.has(name) ? [{ env, name, values: [env.get(name) as Value], plain }] : []));
    this.outer = watchLists(this);
  }

  /** null: the samples are all there is, or the loop takes away what it gathers. */
  static of(items: readonly Value[], s: For, env: Env): Gathering | null {
    if (!(items instanceof Samples) || !items.standForMore || items.length === 0) return null;
    return takesAway(s.body) ? null : new Gathering(items, env, counted(s));
  }

  /** Whether it follows what a list gathers. */
  gathers(list: PyList): boolean {
    return this.lengths.has(list);
  }

  made(list: PyList): void {
    this.born.add(list);
    this.outer?.made(list);
  }

  changes(list: PyList): void {
    if (!this.lengths.has(list) && !this.born.has(list) && !list.unbounded && list.cls === null) this.lengths.set(list, Array.from({ length: this.passes + 1 }, () => list.items.length));
    this.outer?.changes(list);
  }

  /** Nothing more is gathered. */
  close(): void {
    watchLists(this.outer);
  }

  afterPass(): void {
    this.passes += 1;
    for (const [list, lengths] of this.lengths) lengths.push(list.unbounded ? -1 : list.items.length);
    for (const c of this.counters) c.values.push(c.env.get(c.name) ?? null);
  }

  /** The loop may have ended before its last pass, or did not come to the end of one. */
  end(whole: boolean): void {
    const { times } = this.samples;
    const known = whole && this.passes === this.samples.length ? times : null;
    for (const [list, lengths] of this.lengths) {
      if (lengths.length !== this.passes + 1 || lengths.some((n, i) => i > 0 && n <= (lengths[i - 1] ?? 0)) || list.items.length !== lengths.at(-1)) continue;
      const segments = lengths.slice(1).map((n, i) => list.items.slice(lengths[i], n));
      const all = repeated(segments, known, list.items.slice(0, lengths[0]));
      if (all instanceof Unbounded) list.replace([], all);
      else list.replace([...all]);
    }
    for (const { env, name, values, plain } of this.counters) {
      const [first, ...after] = values;
      if (after.every((v) => v === first)) continue;
      const numbers = values.every((v) => typeof v === "number") ? (values as number[]) : null;
      if (numbers && plain && known) env.set(name, numbers.slice(1).reduce((n, v, i) => n + (v - (numbers[i] ?? 0)) * (known[i] ?? 1), numbers[0] ?? 0));
      else if (numbers || joinValues(values) instanceof Alt) env.set(name, new Unknown(`'${name}' grows in a loop of which samples are run`));
    }
  }
}

/** Names that a pass makes of what they were before it; true: by adding to them, in every pass. */
function counted(s: For): ReadonlyMap<string, boolean> {
  const out = new Map<string, boolean>();
  const fresh = new Set<string>();
  walk(s.target, (n) => void (n.kind === "Name" && fresh.add(n.id)));
  const look = (body: readonly Stmt[], always: boolean): void => {
    for (const t of body) {
      if (t.kind === "AugAssign" && t.target.kind === "Name" && !fresh.has(t.target.id)) out.set(t.target.id, always && t.op === "+" && out.get(t.target.id) !== false);
      else if (t.kind === "Assign") {
        for (const target of t.targets) {
          if (target.kind !== "Name" || fresh.has(target.id) || out.has(target.id)) continue;
          if (mentions(t.value, target.id)) out.set(target.id, false);
          else if (always) fresh.add(target.id);
        }
      } else if (t.kind === "With") look(t.body, always);
      else if (t.kind === "If" || t.kind === "For" || t.kind === "While") {
        look(t.body, false);
        look(t.orelse, false);
      } else if (t.kind === "Try") look(t.body, false);
    }
  };
  look(s.body, true);
  return out;
}

function mentions(e: Expr, name: string): boolean {
  let found = false;
  walk(e, (n) => {
    if (n.kind === "Name" && n.id === name) found = true;
  });
  return found;
}

/** Whether a body takes something out of collections. */
function takesAway(body: readonly Stmt[]): boolean {
  let found = false;
  for (const s of body)
    walk(s, (n) => {
      if (n.kind === "Delete" || (n.kind === "Call" && n.func.kind === "Attribute" && /^(clear|pop|popleft|remove)$/.test(n.func.attr))) found = true;
    });
  return found;
}

/** Notes that a generator's items come of a loop over samples. */
export function noteSampled(yields: readonly Value[], from: number, samples: Samples): void {
  sampled.set(yields, from === 0 && yields.length === samples.length ? samples.times : null);
}
