/** Iterating over values. */
import { type Dim, isConst, symbol } from "../dims/index.ts";
import type { Node } from "../syntax/ast.ts";
import { rangeLength } from "./builtins/ranges.ts";
import { callValue, mayHaveMore } from "./calls.ts";
import { PyRaise } from "./errors.ts";
import type { Interp } from "./interp.ts";
import { joinValues } from "./join.ts";
import { asInt } from "./operators.ts";
import { Alt, ClassValue, Instance, LazyImport, NO_KWARGS, PyBytes, PyDict, PyIterator, PyList, PyObject, PyRange, PySet, PyTuple, SymInt, Unbounded, Unknown, type Value } from "./values.ts";

/** Ranges longer than this are not unrolled. */
const LONGEST_RANGE = 100_000;
const MOST_ITEMS = 100_000;

/** All items of an iterable. An iterator is exhausted by it. Raises TypeError for what cannot be iterated. */
export function iterate(interp: Interp, v: Value, node: Node | null): readonly Value[] | Unbounded | Unknown {
  if (v instanceof PyTuple) return v.cls && overridden(v.cls) ? viaIter(interp, v, v.cls, node) : v.items;
  if (v instanceof PyList) return v.unbounded ?? v.items.slice();
  if (v instanceof PyRange) return rangeItems(interp, v);
  if (v instanceof PyIterator) return v.drain();
  if (v instanceof PyDict) {
    if (v.cls && overridden(v.cls)) return viaIter(interp, v, v.cls, node);
    return v.open ? new Unbounded(new Unknown(v.open.reason, v.open.where), v.open.reason) : v.keys();
  }
  if (v instanceof PySet) return v.open ? new Unbounded(new Unknown(v.open.reason), v.open.reason) : v.values();
  if (typeof v === "string") return [...v];
  if (v instanceof PyBytes) return Array.from(v.value, (c) => c.charCodeAt(0));
  if (v instanceof Unknown && !v.isInt) return v;
  if (v instanceof Alt) {
    const all = iterations(interp, v, node);
    const unknown = all.find((a) => a instanceof Unknown);
    if (unknown) return unknown;
    return anyOf(all as readonly (readonly Value[] | Unbounded)[], node);
  }
  if (v instanceof LazyImport) return iterate(interp, v.resolve(), node);
  if (v instanceof Instance) return viaIter(interp, v, v.cls, node);
  if (v instanceof ClassValue) {
    const iter = v.metaclass?.lookup("__iter__");
    if (iter !== undefined) return iterate(interp, callValue(interp, iter, [v], NO_KWARGS, node), node);
    const own = interp.lookupAttr(v, "__iter__");
    if (own !== undefined && v.attrs.get("__members__") !== undefined) return iterate(interp, callValue(interp, own, [], NO_KWARGS, node), node);
  }
  if (v instanceof PyObject && v.pyIterate) {
    const items = v.pyIterate(interp, node);
    if (items !== undefined) return items;
  }
  if (v instanceof PyObject && v.kind === "lazyshape") return new Unknown("a shape whose rank is not known", node);
  throw interp.raise("TypeError", `'${interp.typeName(v)}' object is not iterable`, node, { rule: "not-iterable", subjects: [v] });
}

/** What each of the alternatives gives; those that cannot be gone through are none of them, unless all are. */
function iterations(interp: Interp, { options }: Alt, node: Node | null): readonly (readonly Value[] | Unbounded | Unknown)[] {
  const all: (readonly Value[] | Unbounded | Unknown)[] = [];
  let failure: PyRaise | null = null;
  for (const o of options) {
    try {
      all.push(iterate(interp, o, node));
    } catch (e) {
      if (!(e instanceof PyRaise)) throw e;
      failure ??= e;
    }
  }
  if (failure && all.length === 0) throw failure;
  return all;
}

function overridden(cls: ClassValue): boolean {
  for (const c of cls.mro) {
    if (c.node === null) return false;
    if (c.attrs.map.has("__iter__")) return true;
  }
  return false;
}

/** As {@link iterate}, but an iterator whose items can be had as they are made is given as it is. */
export function iterateStepwise(interp: Interp, v: Value, node: Node | null): readonly Value[] | Unbounded | Unknown | PyIterator {
  if (v instanceof PyIterator && v.canFollow) return v;
  const iter = v instanceof Instance ? v.cls.lookup("__iter__") : undefined;
  if (iter === undefined || iter === null) return iterate(interp, v, node);
  const it = callValue(interp, iter, [v], NO_KWARGS, node);
  if (it instanceof PyIterator && it.canFollow) return it;
  return it instanceof Instance ? viaNext(interp, it, node) : iterate(interp, it, node);
}

/** `__iter__`, or the old protocol of `__getitem__` with 0, 1, 2, … */
function viaIter(interp: Interp, v: Value, cls: ClassValue, node: Node | null): readonly Value[] | Unbounded | Unknown {
  const iter = cls.lookup("__iter__");
  if (iter !== undefined && iter !== null) {
    const it = callValue(interp, iter, [v], NO_KWARGS, node);
    if (it instanceof Instance) return viaNext(interp, it, node);
    return iterate(interp, it, node);
  }
  const item = cls.lookup("__getitem__");
  if (item !== undefined) return counting(interp, (i) => callValue(interp, item, [v, i], NO_KWARGS, node), "IndexError", cls, v);
  if (mayHaveMore(cls)) return new Unknown(`what ${cls.name} has is not all known`, node);
  if (v instanceof Instance && v.primitive !== undefined) return iterate(interp, v.primitive, node);
  throw interp.raise("TypeError", `'${cls.name}' object is not iterable`, node, { rule: "not-iterable" });
}

function viaNext(interp: Interp, it: Instance, node: Node | null): readonly Value[] | Unbounded | Unknown {
  const next = it.cls.lookup("__next__");
  if (next === undefined) {
    const again = it.cls.lookup("__iter__");
    const inner = again === undefined ? it : callValue(interp, again, [it], NO_KWARGS, node);
    if (inner === it || inner instanceof Instance) return new Unknown("an iterator that is not known", node);
    return iterate(interp, inner, node);
  }
  return counting(interp, () => callValue(interp, next, [it], NO_KWARGS, node), "StopIteration", it.cls, it);
}

/** Calls until the exception that means the end. */
function counting(interp: Interp, item: (i: number) => Value, end: string, cls: ClassValue, v: Value): readonly Value[] | Unbounded | Unknown {
  const stop = interp.exceptionClass(end);
  const out: Value[] = [];
  // A data set is indexed by its sampler for as long as `__len__` says; one item tells what all are like.
  const length = end === "IndexError" ? cls.lookup("__len__") : undefined;
  let most = MOST_ITEMS;
  if (length !== undefined) {
    const n = callValue(interp, length, [v], NO_KWARGS, null);
    if (typeof n === "number" && n <= 1000) most = n;
    else return new Unbounded(item(0), "a collection of unknown length");
  }
  interp.handlers.push([stop]);
  try {
    for (let i = 0; i < most; i++) {
      interp.step();
      interp.raisedAside = null;
      const x = item(i);
      out.push(x);
      if (x instanceof Unknown && i >= 3) return new Unbounded(x, x.reason);
      // It may have ended here: how long it is depends on what is not known.
      if ((interp.raisedAside as ClassValue | null)?.isSubclassOf(stop)) return new Unbounded(joinValues(out), "an iterator whose end is not known");
    }
  } catch (e) {
    if (!(e instanceof PyRaise) || !e.value.cls.isSubclassOf(stop)) throw e;
  } finally {
    interp.handlers.pop();
  }
  return out;
}

export function rangeItems(interp: Interp, r: PyRange): readonly Value[] | Unbounded | Unknown {
  const start = asInt(interp, r.start);
  const stop = asInt(interp, r.stop);
  const step = asInt(interp, r.step);
  if (start === undefined || stop === undefined || step === undefined || !isConst(start) || !isConst(stop) || !isConst(step) || step === 0) return new Unbounded(someIndex(start, step), "the range's length is not known", rangeLength(interp, r) ?? null);
  const n = Math.max(0, Math.ceil((stop - start) / step));
  if (n > LONGEST_RANGE) return new Unbounded(someIndex(start, step), "the range is long", n);
  return Array.from({ length: n }, (_, i) => start + i * step);
}

/** More items are not joined. */
const MOST_JOINED = 64;

/** The items of one of several sequences: one by one where all have as many, else some number of what any of them has. */
function anyOf(all: readonly (readonly Value[] | Unbounded)[], node: Node | null): readonly Value[] | Unbounded {
  const [first, ...rest] = all;
  if (first && !(first instanceof Unbounded) && first.length <= MOST_JOINED && rest.every((a) => !(a instanceof Unbounded) && a.length === first.length)) {
    return first.map((item, i) => joinValues([item, ...rest.map((a) => (a as readonly Value[])[i] as Value)]));
  }
  const items = all.flatMap((a) => (a instanceof Unbounded ? [a.item] : a));
  if (items.length === 0) return [];
  return new Unbounded(items.length > MOST_JOINED ? new Unknown("one of many items", node) : joinValues(items), "one of several sequences");
}

/** What a loop over a range of unknown length counts: some int, from the start upwards if it counts up. */
function someIndex(start: Dim | undefined, step: Dim | undefined): Value {
  const up = start !== undefined && step !== undefined && isConst(start) && isConst(step) && step > 0;
  return new SymInt(symbol({ name: "?", min: up ? start : Number.NEGATIVE_INFINITY, anonymous: true }));
}
