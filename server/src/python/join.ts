/** Forking the heap at a branch on an unknown condition, and joining the sides after it. */
import type { Cond } from "../dims/index.ts";
import { type Assumptions, assumptions } from "./assumptions.ts";
import { someBool, someFloat, someInt } from "./builtins/symbolic.ts";
import { PyRaise } from "./errors.ts";
import { type Completion, type Frame, type Interp, type Pending, CONTINUE, NORMAL, RETURN } from "./interp.ts";
import type { Problem } from "./problem.ts";
import { type Cell, type Delta, type Mark, apply, changesSince, mark, takeBack, touch } from "./trail.ts";
import { type HashKey, type DictEntry, type Value, Alt, Fraction, Instance, Namespace, PyDict, PyFloat, PyIterator, PyList, PyObject, PySet, PyTuple, SymBool, SymFloat, SymInt, Unbounded, Unknown } from "./values.ts";

/** More alternatives than this are widened to an unknown value. */
const MOST_OPTIONS = 4;

/** One side of a fork: what it assumes, and what it does. */
export interface Side<T> {
  readonly assume: Cond | null;
  /** One of the things that a value may be, and no side of a condition. */
  readonly isOption?: boolean;
  readonly run: () => T;
}

interface Outcome<T> {
  readonly side: Side<T>;
  readonly result: T;
  readonly delta: Delta;
}

/** Runs every side from the same state and takes its changes back. Sides that raise are dead. */
function runSides<T>(interp: Interp, sides: readonly Side<T>[], value: (result: T) => Value): { live: (Outcome<T> & { value: Value })[]; raised: PyRaise | null } {
  const live: (Outcome<T> & { value: Value })[] = [];
  let raised: PyRaise | null = null;
  const told = interp.trace.problems.length;
  const everywhere = new OnAllSides(interp);
  let silent = false;
  for (const side of sides) {
    const before = interp.trace.problems.length;
    everywhere.begin();
    const scopeMark = interp.scope.mark();
    const m = mark();
    const { site, recording, conditional } = interp;
    const handlers = interp.handlers.length;
    interp.conditional += 1;
    let outcome: { result: T } | null = null;
    let raisedHere = false;
    try {
      if (side.assume === null || side.assume === true || (side.assume !== false && interp.scope.assume(side.assume) !== "no")) outcome = { result: side.run() };
    } catch (e) {
      if (!(e instanceof PyRaise)) {
        interp.conditional = conditional;
        takeBack(m);
        interp.scope.undo(scopeMark);
        throw e;
      }
      raised ??= e;
      raisedHere = true;
      interp.site = site;
      interp.recording = recording;
      interp.handlers.length = handlers;
    }
    interp.conditional = conditional;
    const v = outcome ? value(outcome.result) : null;
    const delta = takeBack(m);
    interp.scope.undo(scopeMark);
    if (outcome) live.push({ side, result: outcome.result, delta, value: v });
    silent ||= outcome !== null && interp.trace.problems.length === before;
    if (outcome || raisedHere) everywhere.end();
  }
  everywhere.tell();
  // Alternatives met within a branch that is not decided: the branch may be taken with just those that go well.
  if (silent && sides.every((s) => s.assume === null)) {
    if (isUndecided(interp)) interp.trace.forgetProblems(told);
    // The program knows which of several things it has: what only one of them cannot do is not asked of it. Sizes are another matter.
    else if (sides.every((s) => s.isOption)) interp.trace.forgetProblems(told, (p) => isOfUse(p));
  }
  return { live, raised };
}

/** Whether a problem is about how a thing is used, not about a tensor's sizes. */
function isOfUse(p: Problem): boolean {
  return ["unknown-attribute", "argument-name", "argument-count", "not-callable", "operand-type"].includes(p.rule) && !p.subjects.some((v) => v instanceof PyObject && v.kind === "tensor");
}

/** Whether what runs now does so on one side of a condition only: within it, or after it where the other side has returned. */
function isUndecided(interp: Interp): boolean {
  return interp.conditional > 0 || interp.mayHaveEnded();
}

/** What fails on every side of a fork, and so for sure. */
class OnAllSides {
  private readonly interp: Interp;
  private places: ReadonlySet<string> | null = null;
  private from = 0;

  constructor(interp: Interp) {
    this.interp = interp;
  }

  /** A side begins. */
  begin(): void {
    this.from = this.interp.trace.failed.length;
  }

  /** The side that began has ended, and can be taken. */
  end(): void {
    const { trace, conditional } = this.interp;
    const here = new Set(trace.failed.slice(this.from).flatMap((f) => (f.depth === conditional + 1 ? [f.place] : [])));
    this.places = this.places === null ? here : new Set([...this.places].filter((place) => here.has(place)));
  }

  tell(): void {
    if (this.places !== null && this.places.size > 0) this.interp.trace.failedOnAllSides(this.places, this.interp.conditional);
  }
}

/** Where values part, and of each that is joined the ways that lead to it. */
interface Fork {
  readonly fork: object;
  readonly ways: readonly ReadonlySet<number>[];
}

/** Forks an expression: the value is the join of the sides' values. */
export function forkValues(interp: Interp, sides: readonly Side<Value>[], origin: Fork = waysOf(sides.length, sides.map((s) => s.assume))): Value {
  const { live, raised } = runSides(interp, sides, (v) => v);
  if (live.length === 0) {
    if (raised) throw raised;
    return new Unknown("no branch can be taken");
  }
  keepAssumption(interp, live, sides.length);
  const under = assumptions(interp, live.map((o) => o.side.assume));
  const taken = { fork: origin.fork, ways: live.map((o) => origin.ways[sides.indexOf(o.side)] ?? new Set<number>()) };
  joinDeltas(live.map((o) => o.delta), under, taken);
  return joinValues(live.map((o) => o.value), under, taken);
}

/** If all other sides raise, what the surviving one assumed is a requirement. */
function keepAssumption<T>(interp: Interp, live: readonly Outcome<T>[], sides: number): void {
  const only = live[0];
  if (live.length === 1 && sides > 1 && only && only.side.assume !== null && typeof only.side.assume !== "boolean") interp.scope.assume(only.side.assume, { op: "branch", node: null, site: interp.site });
}

/** One way in which a side of a statement can end. */
interface End {
  readonly assume: Cond | null;
  readonly code: Completion;
  readonly delta: Delta;
  readonly value: Value;
}

/** Forks a statement. A side that ends abruptly (return, break, continue) waits in `frame.pending` for the others. */
export function forkStatements(interp: Interp, frame: Frame, sides: readonly Side<Completion>[]): Completion {
  interp.fork();
  const ends: End[] = [];
  let raised: PyRaise | null = null;
  let dead = 0;
  const everywhere = new OnAllSides(interp);
  for (const side of sides) {
    everywhere.begin();
    const outcome = endsOf(interp, frame, side);
    if (outcome instanceof PyRaise) raised ??= outcome;
    else ends.push(...outcome);
    if (outcome instanceof PyRaise || outcome.length === 0) dead += 1;
    if (outcome instanceof PyRaise || outcome.length > 0) everywhere.end();
  }
  everywhere.tell();
  const [first] = ends;
  if (!first) {
    if (raised) throw raised;
    return NORMAL;
  }
  if (raised) interp.raisedAside = raised.value.cls;
  const survivor = dead === sides.length - 1 ? first.assume : null;
  if (survivor !== null && typeof survivor !== "boolean") interp.scope.assume(survivor, { op: "branch", node: null, site: interp.site });
  const code = ends.some((e) => e.code === NORMAL) ? NORMAL : first.code;
  const main = ends.filter((e) => e.code === code);
  for (const e of ends) if (e.code !== code) frame.pending.push({ mark: mark(), scopeMark: interp.scope.mark(), code: e.code, delta: e.delta, value: e.value });
  const [only] = main;
  if (main.length < ends.length && main.length === 1 && only && only.assume !== null && typeof only.assume !== "boolean") interp.scope.assume(only.assume);
  const under = assumptions(interp, main.map((e) => e.assume));
  const fork = waysOf(main.length, main.map((e) => e.assume));
  joinDeltas(main.map((e) => e.delta), under, fork);
  if (code === RETURN) frame.returnValue = joinValues(main.map((e) => e.value), under, fork);
  return code;
}

/** Runs one side and takes it back: all the ways in which it may end, or what it raises. */
function endsOf(interp: Interp, frame: Frame, side: Side<Completion>): End[] | PyRaise {
  const base = frame.pending.length;
  const scopeMark = interp.scope.mark();
  const m = mark();
  const { site, recording, conditional } = interp;
  const handlers = interp.handlers.length;
  let code: Completion | null = null;
  let raised: PyRaise | null = null;
  interp.conditional += 1;
  try {
    if (side.assume !== null && side.assume !== true && (side.assume === false || interp.scope.assume(side.assume) === "no")) {
      takeBack(m);
      interp.scope.undo(scopeMark);
      return [];
    }
    code = side.run();
  } catch (e) {
    if (!(e instanceof PyRaise)) {
      frame.pending.length = base;
      takeBack(m);
      interp.scope.undo(scopeMark);
      throw e;
    }
    raised = e;
    interp.site = site;
    interp.recording = recording;
    interp.handlers.length = handlers;
  } finally {
    interp.conditional = conditional;
  }
  const { current, list } = unwind(frame, base);
  const under = takeBack(m);
  interp.scope.undo(scopeMark);
  const ends: End[] = list.map((p) => ({ assume: side.assume, code: p.code, delta: overlay(under, p.delta), value: p.value }));
  if (code !== null) ends.unshift({ assume: side.assume, code, delta: current ? overlay(under, current) : under, value: frame.returnValue });
  return ends.length === 0 && raised ? raised : ends;
}

/** Takes everything pending from `base` on out, and the state back to before it; all changes are then relative to that. */
function unwind(frame: Frame, base: number): { current: Delta | null; list: Pending[] } {
  const list = frame.pending.splice(base);
  const last = list.at(-1);
  if (!last) return { current: null, list };
  let current = takeBack(last.mark);
  for (let i = list.length - 2; i >= 0; i--) {
    const between = takeBack((list[i] as Pending).mark);
    current = overlay(between, current);
    for (let j = i + 1; j < list.length; j++) {
      const p = list[j] as Pending;
      p.delta = overlay(between, p.delta);
    }
  }
  return { current, list };
}

/**
 * Joins the pending ends that `wanted` picks with the current state (which is
 * left out if `live` is false); the others stay pending. Returns the values of
 * the ends joined.
 */
export function resolvePending(interp: Interp, frame: Frame, base: number, wanted: (code: Completion) => boolean, live: boolean): Value[] {
  const { current, list } = unwind(frame, base);
  const [first] = list;
  if (!first || !current) return [];
  interp.scope.undo(first.scopeMark);
  const joined = list.filter((p) => wanted(p.code));
  for (const p of list) if (!wanted(p.code)) frame.pending.push({ ...p, mark: mark(), scopeMark: interp.scope.mark() });
  const deltas = joined.map((p) => p.delta);
  if (live || deltas.length === 0) deltas.push(current);
  joinDeltas(deltas);
  return joined.map((p) => p.value);
}

/** Leaves of a frame's names the values that are still possible: they are joined with those of other passes next. */
export function dropImpossible(interp: Interp, frame: Frame): void {
  for (const [name, v] of [...frame.env.map]) {
    if (!(v instanceof Alt)) continue;
    const left = stillPossible(interp, v);
    if (left !== v) frame.env.set(name, left);
  }
}

/** At the end of a pass that some ends leave: the state is what goes on into the next one; gives the changes since a mark with which the others leave. */
export function goOn(interp: Interp, frame: Frame, base: number, since: Mark, code: Completion): Exit[] {
  const live = code === NORMAL || code === CONTINUE;
  const { current, list } = unwind(frame, base);
  const [first] = list;
  if (!first || !current) return [];
  const before = changesSince(since);
  const on = list.flatMap((p) => (p.code === CONTINUE ? [p.delta] : []));
  if (on.length > 0) interp.scope.undo(first.scopeMark);
  if (live) on.push(current);
  joinDeltas(on);
  const out = list.flatMap((p) => (p.code === CONTINUE ? [] : [{ code: p.code, value: p.value, delta: overlay(before, p.delta) }]));
  if (!live) out.push({ code, value: frame.returnValue, delta: overlay(before, current) });
  return out;
}

/** A way in which a pass leaves its loop. */
export interface Exit {
  readonly code: Completion;
  readonly value: Value;
  readonly delta: Delta;
}

/** Lets it wait for the place where what it leaves ends: the state as it is now goes on. */
export function leaveBy(interp: Interp, frame: Frame, { code, value, delta }: Exit): void {
  frame.pending.push({ mark: mark(), scopeMark: interp.scope.mark(), code, delta, value });
}

function overlay(under: Delta, over: Delta): Delta {
  return new Map([...under, ...over]);
}

function waysOf(count: number, assumed: readonly (Cond | null)[] = []): Fork {
  const fork = {};
  if (assumed.some((c) => c !== null && typeof c !== "boolean")) assumedOn.set(fork, assumed);
  return { fork, ways: Array.from({ length: count }, (_, i) => new Set([i])) };
}

/** What was assumed on each way of a fork, where it was about numbers. */
const assumedOn = new WeakMap<object, readonly (Cond | null)[]>();

/** Of several values those that what was assumed since leaves possible: `if terminated: x = None`, once `terminated or truncated` is false. */
export function stillPossible(interp: Interp, v: Alt): Value {
  const assumed = assumedOn.get(v.fork);
  if (!assumed) return v;
  const isOut = (way: number): boolean => {
    const cond = assumed[way] ?? null;
    return cond !== null && typeof cond !== "boolean" && interp.scope.decide(cond) === "no";
  };
  const kept = v.options.flatMap((option, i) => {
    const ways = [...(v.ways[i] ?? [])].filter((way) => !isOut(way));
    return ways.length > 0 ? [{ option, ways: new Set(ways) }] : [];
  });
  const [first] = kept;
  if (first === undefined || kept.length === v.options.length) return v;
  return kept.length === 1 ? first.option : new Alt(kept.map((k) => k.option), { fork: v.fork, ways: kept.map((k) => k.ways) });
}

/** Puts the join of several sets of changes in place. */
export function joinDeltas(deltas: readonly Delta[], under: Assumptions | null = null, fork: Fork = waysOf(deltas.length)): void {
  const [only] = deltas;
  if (deltas.length === 1 && only) return apply(only);
  const cells = new Set<Cell>();
  for (const d of deltas) for (const cell of d.keys()) cells.add(cell);
  for (const cell of cells) {
    const contents = deltas.map((d) => (d.has(cell) ? d.get(cell) : cell.save()));
    touch(cell);
    cell.load(joinContents(cell, contents, under, fork));
  }
}

function joinContents(cell: Cell, contents: readonly unknown[], under: Assumptions | null, fork: Fork): unknown {
  if (cell instanceof Namespace) {
    const maps = contents as readonly Map<string, Value>[];
    const out = new Map<string, Value>();
    for (const m of maps) {
      for (const key of m.keys()) {
        if (out.has(key)) continue;
        const values: Value[] = [];
        for (const n of maps) {
          const v = n.get(key);
          if (v !== undefined) values.push(v);
        }
        out.set(key, values.length === maps.length ? joinValues(values, under, fork) : joinValues(values));
      }
    }
    return out;
  }
  if (cell instanceof PyList) {
    const lists = contents as readonly { items: Value[]; unbounded: Unbounded | null }[];
    const length = lists[0]?.items.length ?? 0;
    const unbounded = lists.find((l) => l.unbounded)?.unbounded ?? null;
    if (!unbounded && lists.every((l) => l.items.length === length)) {
      return { items: Array.from({ length }, (_, i) => joinValues(lists.map((l) => l.items[i] as Value), under, fork)), unbounded: null };
    }
    const all = lists.flatMap((l) => [...l.items, ...(l.unbounded ? [l.unbounded.item] : [])]);
    return { items: [], unbounded: new Unbounded(all.length > 0 ? joinValues(all) : new Unknown("an item of a list of unknown length"), "the list's length depends on a branch") };
  }
  if (cell instanceof PyDict) {
    const dicts = contents as readonly { entries: Map<HashKey, DictEntry>; open: Unknown | null }[];
    const out = new Map<HashKey, DictEntry>();
    for (const d of dicts) {
      for (const [h, e] of d.entries) {
        if (out.has(h)) continue;
        const value = joinValues(dicts.flatMap((x) => x.entries.get(h)?.value ?? []));
        const maybe = dicts.some((x) => x.entries.get(h)?.maybe ?? !x.entries.has(h));
        out.set(h, maybe ? { key: e.key, value, maybe } : { key: e.key, value });
      }
    }
    return { entries: out, open: dicts.find((d) => d.open)?.open ?? null };
  }
  if (cell instanceof PySet) {
    const sets = contents as readonly { items: Map<HashKey, Value>; open: Unknown | null }[];
    return { items: new Map(sets.flatMap((s) => [...s.items])), open: sets.find((s) => s.open)?.open ?? null };
  }
  if (cell instanceof PyIterator) return Math.max(...(contents as readonly number[]));
  if (cell instanceof Instance) return contents[0];
  return cell.joinSaved ? cell.joinSaved(contents) : contents[0];
}

/** The join of several values: the value itself if all are the same, alternatives, or unknown. */
export function joinValues(given: readonly Value[], under: Assumptions | null = null, fork: Fork | null = null): Value {
  const values = under === null ? given : under.reconcile(given);
  const options: Value[] = [];
  const ways: Set<number>[] = [];
  for (const [i, v] of values.entries()) {
    if (v instanceof Unknown) return v;
    for (const o of v instanceof Alt ? v.options : [v]) {
      let at = options.findIndex((x) => sameValue(x, o));
      if (at < 0) {
        at = options.findIndex((x) => merged(x, o) !== undefined);
        if (at < 0) at = options.push(o) - 1;
        else options[at] = merged(options[at] ?? null, o) ?? o;
      }
      ways[at] ??= new Set();
      for (const way of fork?.ways[i] ?? []) ways[at]?.add(way);
    }
  }
  const [first] = options;
  if (first === undefined) return null;
  if (options.length === 1) return first;
  if (options.every((o) => typeof o === "boolean")) return new Unknown("either True or False");
  if (options.every((o): o is PyTuple => o instanceof PyTuple && first instanceof PyTuple && o.items.length === first.items.length && o.cls === first.cls)) {
    const tuples = options as readonly PyTuple[];
    return new PyTuple((first as PyTuple).items.map((_, i) => joinValues(tuples.map((t) => t.items[i] as Value), null, fork && { fork: fork.fork, ways })), (first as PyTuple).cls);
  }
  if (options.length > MOST_OPTIONS) return numbersAsOne(options) ?? new Unknown("one of many values, after branches that could not be decided");
  return fork ? new Alt(options, { fork: fork.fork, ways }) : new Alt(options);
}

/** Many alternatives with those that are numbers of a kind as one number that is not known; undefined: they are too many still. */
function numbersAsOne(options: readonly Value[]): Value | undefined {
  const isInt = (v: Value): boolean => typeof v === "number" || v instanceof SymInt;
  const isFloat = (v: Value): boolean => v instanceof PyFloat || v instanceof SymFloat || v instanceof Fraction;
  const others = options.filter((v) => !isInt(v) && !isFloat(v));
  const kinds = [options.filter(isInt), options.filter(isFloat)].filter((numbers) => numbers.length > 0);
  if (others.length + kinds.length > MOST_OPTIONS) return undefined;
  const all = [...others, ...kinds.map((numbers) => (numbers.length > 1 ? (numbersOfAKind(numbers)?.() ?? null) : (numbers[0] ?? null)))];
  return all.length > 1 ? new Alt(all) : all[0];
}

/** Some one of several values, part by part, however few they are: of numbers of a kind, a number that is not known. */
export function anyOf(values: readonly Value[]): Value {
  const draw = numbersOfAKind(values) ?? partByPart(values, (parts) => () => anyOf(parts));
  return draw ? draw() : joinValues(values);
}

/** The same alternatives, of which another may be meant this time: what is drawn from a collection in another pass of a loop. */
export function drawnAnew(v: Value, forks: Map<object, object> = new Map()): Value {
  if (v instanceof Alt) {
    const fork = forks.get(v.fork) ?? {};
    forks.set(v.fork, fork);
    return new Alt(v.options, { fork, ways: v.ways });
  }
  if (v instanceof Unknown) return v.anew();
  if (!(v instanceof PyTuple)) return v;
  const items = v.items.map((item) => drawnAnew(item, forks));
  return items.every((item, i) => item === v.items[i]) ? v : new PyTuple(items, v.cls);
}

/** Draws from several values, each time anew: two numbers that are drawn need not be equal. A few are told one by one. */
export function drawer(values: readonly Value[]): () => Value {
  const [first] = values;
  if (first === undefined) return () => new Unknown("an item of nothing");
  // Pictures of one size: any of them stands for all.
  if (!few(values) && first instanceof Instance && first.cls.module?.path?.startsWith("<") && values.every((v) => alike(first, v))) return () => first;
  const draw = (few(values) ? undefined : numbersOfAKind(values)) ?? partByPart(values, drawer);
  if (draw) return draw;
  const joined = (first instanceof PyObject ? first.anyOf?.(values) : undefined) ?? numberOfEachClass(values) ?? joinValues(values);
  return () => drawnAnew(joined);
}

/** Whether the values are so few that alternatives can be kept of them. */
function few(values: readonly Value[]): boolean {
  return new Set(values).size <= MOST_OPTIONS;
}

/** Many numbers, some of them of one class of numbers (numpy's): one of each. */
function numberOfEachClass(given: readonly Value[]): Value | undefined {
  const values = given.flatMap((v) => (v instanceof Alt ? v.options : [v]));
  const isInt = (v: Value | undefined): boolean => typeof v === "number" || v instanceof SymInt;
  const own = values.filter((v) => !isInt(v));
  const [first] = own;
  if (new Set(values).size <= MOST_OPTIONS || !(first instanceof Instance)) return undefined;
  const inner = own.flatMap((v) => (v instanceof Instance && v.cls === first.cls && v.primitive !== undefined ? [v.primitive] : []));
  const draw = inner.length === own.length ? numbersOfAKind(inner) : undefined;
  if (!draw) return undefined;
  const one = new Instance(first.cls);
  one.primitive = inner.every(isInt) ? someInt() : draw();
  return own.length === values.length ? one : joinValues([someInt(), one]);
}

/** What gives numbers of the kind that all values are; undefined: they are no numbers of one kind. */
function numbersOfAKind(given: readonly Value[]): (() => Value) | undefined {
  const values = given.some((v) => v instanceof Alt) ? given.flatMap((v) => (v instanceof Alt ? v.options : [v])) : given;
  const [first] = values;
  if (first !== undefined && typeof first !== "object" && values.every((v) => v === first)) return () => first;
  if (values.every((v) => typeof v === "number")) {
    const min = values.reduce((least, v) => Math.min(least, v), Number.POSITIVE_INFINITY);
    return () => someInt(min);
  }
  if (values.every((v) => typeof v === "number" || v instanceof SymInt)) return () => someInt();
  if (values.every((v) => typeof v === "boolean" || v instanceof SymBool)) return someBool;
  return values.every((v) => v instanceof PyFloat || v instanceof SymFloat || v instanceof Fraction) ? someFloat : undefined;
}

/** What stands for a value that changes without end: of numbers, one of their kind. */
export function widened(v: Alt): Value | undefined {
  const { options } = v;
  return options.every((o) => typeof o === "number" || o instanceof SymInt) ? someInt() : numbersOfAKind(options)?.();
}

/** What stands for a number where one of several is meant, or one that is drawn; undefined: it may be no number. */
export function someNumber(v: Value): Value | undefined {
  if (v instanceof Fraction) return someFloat();
  return v instanceof Alt ? numbersOfAKind(v.options)?.() : undefined;
}

/** What gives tuples of such parts as those of all values; undefined: they are no tuples of one length. */
function partByPart(values: readonly Value[], drawerOf: (parts: readonly Value[]) => () => Value): (() => Value) | undefined {
  const [first] = values;
  if (!(first instanceof PyTuple) || !values.every((v): v is PyTuple => v instanceof PyTuple && v.items.length === first.items.length && v.cls === first.cls)) return undefined;
  const parts = first.items.map((_, k) => drawerOf(values.map((v) => v.items[k] ?? null)));
  return () => new PyTuple(parts.map((draw) => draw()), first.cls);
}

function merged(a: Value, b: Value): Value | undefined {
  if (a === null || b === null || typeof a !== "object" || typeof b !== "object" || a.kind !== b.kind) return undefined;
  return a.joinWith?.(b);
}

/** Whether objects are alike in all that they hold, and nothing is known to tell one from another but that they are several. */
function alike(a: Value, b: Value, depth = 2): boolean {
  if (sameValue(a, b)) return true;
  if (!(a instanceof Instance) || !(b instanceof Instance) || depth === 0 || a.cls !== b.cls || a.unfinished || b.unfinished || a.attrs.openFor !== b.attrs.openFor) return false;
  const names = [...a.attrs.keys()];
  return alike(a.primitive ?? null, b.primitive ?? null) && names.length === [...b.attrs.keys()].length && names.every((name) => alike(a.attrs.get(name) ?? null, b.attrs.get(name) ?? null, depth - 1));
}

function sameValue(a: Value, b: Value): boolean {
  if (a === b) return true;
  if (a === null || b === null || typeof a !== "object" || typeof b !== "object") return false;
  if (a instanceof SymInt && b instanceof SymInt) return a.dim === b.dim;
  if (a instanceof PyFloat && b instanceof PyFloat) return a.value === b.value;
  if (a instanceof PyTuple && b instanceof PyTuple) return a.items.length === b.items.length && a.cls === b.cls && a.items.every((x, i) => sameValue(x, b.items[i] as Value));
  return a.kind === b.kind && a.sameAs !== undefined && a.sameAs(b);
}
