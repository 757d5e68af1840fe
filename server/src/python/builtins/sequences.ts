/** `list` and `tuple`: construction and methods. */
import { type Dim, add } from "../../dims/index.ts";
import type { Node } from "../../syntax/ast.ts";
import type { Interp } from "../interp.ts";
import { joinValues } from "../join.ts";
import { spelledOut } from "../samples.ts";
import { someInt } from "./symbolic.ts";
import { Alt, type ClassValue, PyList, PySlice, PyTuple, Samples, Unbounded, Unknown, type Value } from "../values.ts";
import { type Body, type Call, MISSING, defineMethods } from "./native.ts";
import { dimOf, needInt } from "./numbers.ts";
import { readProtocol, writeProtocol } from "./protocols.ts";
import { rangeList } from "./ranges.ts";
import { sortItems } from "./sorting.ts";
import { listClass, tupleClass } from "./types.ts";

export function installSequences(): void {
  listClass.construct = (interp, cls, args, _kwargs, node) => {
    // A subclass's object is filled by `list.__init__`, which is called next.
    if (cls !== listClass) return new PyList([], cls);
    const [iterable] = args;
    return iterable === undefined ? new PyList([]) : listFrom(interp, iterable, node);
  };
  tupleClass.construct = (interp, cls, args, _kwargs, node) => {
    const [iterable] = args;
    const subclass = cls === tupleClass ? null : cls;
    if (iterable === undefined) return new PyTuple([], subclass);
    if (iterable instanceof Alt) return interp.forkOver(iterable, (v) => tupleFrom(interp, v, subclass, node));
    return tupleFrom(interp, iterable, subclass, node);
  };
  defineMethods(listClass, { ...listMethods, ...searchMethods("list"), ...readProtocol, ...writeProtocol });
  defineMethods(tupleClass, { ...searchMethods("tuple"), ...readProtocol });
}

function tupleFrom(interp: Interp, iterable: Value, cls: ClassValue | null, node: Node | null): Value {
  if (iterable instanceof PyTuple && cls === null && iterable.cls === null) return iterable;
  const items = interp.iterate(iterable, node);
  if (items instanceof Unknown) return items;
  if (items instanceof Unbounded) return new Unknown(`a tuple of unknown length: ${items.reason}`, node);
  return new PyTuple(items.slice(), cls);
}

/** `list(iterable)`; where the length is not known, a list that says so. */
export function listFrom(interp: Interp, iterable: Value, node: Node | null): Value {
  if (iterable instanceof Alt) return interp.forkOver(iterable, (v) => listFrom(interp, v, node));
  const out = new PyList([]);
  const items = interp.iterate(iterable, node);
  fill(out, items instanceof Samples ? spelledOut(items) : items);
  return out;
}

function fill(list: PyList, items: readonly Value[] | Unbounded | Unknown): void {
  if (items instanceof Unknown) list.replace([], new Unbounded(new Unknown(items.reason, items.where), items.reason));
  else if (items instanceof Unbounded) list.replace([], items);
  else list.replace(items.slice());
}

/** Lets a list hold the given items too, at places that are not known; `added` says how many they are, null that nobody knows. */
export function loosen(list: PyList, more: readonly Value[], reason: string, added: Dim | null = null): void {
  const { unbounded, items } = list;
  const all = [...items, ...(unbounded ? [unbounded.item] : []), ...more];
  const before = unbounded ? unbounded.count : items.length;
  list.replace(
    [],
    new Unbounded(
      all.length > 0 ? joinValues(all) : new Unknown(reason),
      unbounded?.reason ?? reason,
      before === null || added === null ? null : add(before, added),
    ),
  );
}

function listOf(c: Call, self: Value): PyList {
  if (self instanceof PyList) return self;
  c.known(self);
  throw c.raise("TypeError", `descriptor requires a 'list' object but received a '${c.typeName(self)}'`);
}

function itemsOf(c: Call, self: Value): readonly Value[] {
  if (self instanceof PyTuple) return self.items;
  const list = listOf(c, self);
  return list.unbounded ? c.stuck(list.unbounded.reason) : list.items;
}

const listMethods: Record<string, Body> = {
  "?__init__(self, iterable?, /)": (c, self, iterable) => {
    const list = listOf(c, self);
    if (list.cls === null) return null;
    if (iterable === MISSING) list.replace([]);
    else fill(list, c.interp.iterate(iterable, c.node));
    return null;
  },
  "?append(self, object, /)": (c, self, item) => {
    const list = listOf(c, self);
    if (list.unbounded) loosen(list, [item], list.unbounded.reason, 1);
    else list.edit().push(item);
    return null;
  },
  "?extend(self, iterable, /)": (c, self, iterable) => {
    const list = listOf(c, self);
    const items = c.interp.iterate(iterable, c.node);
    if (items instanceof Unknown) loosen(list, [new Unknown(items.reason)], items.reason);
    else if (items instanceof Unbounded) loosen(list, [items.item], items.reason, items.count);
    else if (list.unbounded) loosen(list, items, list.unbounded.reason, items.length);
    else list.edit().push(...items);
    return null;
  },
  "?insert(self, index, object, /)": (c, self, index, item) => {
    const list = listOf(c, self);
    const at = dimOf(c.interp, index);
    if (list.unbounded || typeof at !== "number") loosen(list, [item], "an item inserted at a place that is not known");
    else list.edit().splice(at < 0 ? Math.max(0, at + list.items.length) : at, 0, item);
    return null;
  },
  "?pop(self, index=-1, /)": (c, self, index) => {
    const list = listOf(c, self);
    const at = dimOf(c.interp, index);
    if (list.unbounded) {
      const { item } = list.unbounded;
      list.replace([], list.unbounded.uncounted);
      return item;
    }
    if (typeof at !== "number") {
      if (list.items.length === 0) throw c.raise("IndexError", "pop from empty list");
      const any = joinValues(list.items);
      loosen(list, [], "an item removed from a place that is not known");
      return any;
    }
    if (list.items.length === 0) throw c.raise("IndexError", "pop from empty list");
    const i = at < 0 ? at + list.items.length : at;
    if (i < 0 || i >= list.items.length) throw c.raise("IndexError", "pop index out of range");
    return list.edit().splice(i, 1)[0] ?? null;
  },
  "?remove(self, value, /)": (c, self, value) => {
    const list = listOf(c, self);
    if (list.unbounded) {
      list.replace([], list.unbounded.uncounted);
      return null;
    }
    for (let i = 0; i < list.items.length; i++) {
      const same = c.interp.equal(list.items[i] as Value, value);
      if (same === undefined) {
        loosen(list, [], "an item removed that is not known");
        return null;
      }
      if (same) {
        list.edit().splice(i, 1);
        return null;
      }
    }
    throw c.raise("ValueError", "list.remove(x): x not in list");
  },
  "clear(self)": (c, self) => {
    listOf(c, self).replace([]);
    return null;
  },
  "copy(self)": (c, self) => {
    const list = listOf(c, self);
    const copy = new PyList(list.items.slice());
    copy.unbounded = list.unbounded;
    return copy;
  },
  "reverse(self)": (c, self) => {
    const list = listOf(c, self);
    if (!list.unbounded) list.edit().reverse();
    return null;
  },
  "?sort(self, *, key=None, reverse=False)": (c, self, key, reverse) => {
    const list = listOf(c, self);
    if (!list.unbounded) list.replace(sortItems(c, list.items, key, reverse));
    return null;
  },
  "?__delitem__(self, key, /)": (c, self, key) => {
    const list = listOf(c, self);
    if (list.unbounded) {
      list.replace([], list.unbounded.uncounted);
      return null;
    }
    if (key instanceof PySlice) {
      const places = rangeList(c, key, list.items.length);
      if (places === undefined) loosen(list, [], "items removed from places that are not known");
      else {
        const gone = new Set(places);
        list.replace(list.items.filter((_, i) => !gone.has(i)));
      }
      return null;
    }
    const at = dimOf(c.interp, key);
    if (typeof at !== "number") {
      loosen(list, [], "an item removed from a place that is not known");
      return null;
    }
    const i = at < 0 ? at + list.items.length : at;
    if (i < 0 || i >= list.items.length) throw c.raise("IndexError", "list assignment index out of range");
    list.edit().splice(i, 1);
    return null;
  },
};

function searchMethods(name: "list" | "tuple"): Record<string, Body> {
  return {
    "?index(self, value, start=0, stop?, /)": (c, self, value, start, stop) => {
      // Whatever the list holds, it is a place in it.
      if (self instanceof PyList && (self.unbounded || start instanceof Unknown || stop instanceof Unknown)) return someInt(0);
      const items = itemsOf(c, self);
      const clip = (v: Value): number => {
        const i = needInt(c, v);
        return i < 0 ? Math.max(0, i + items.length) : i;
      };
      const end = stop === MISSING ? items.length : Math.min(clip(stop), items.length);
      for (let i = clip(start); i < end; i++) {
        const same = c.interp.equal(items[i] as Value, value);
        if (same === undefined) return someInt(i, Math.max(i, end - 1));
        if (same) return i;
      }
      throw c.raise(
        "ValueError",
        name === "tuple" ? "tuple.index(x): x not in tuple" : `${c.interp.repr(value)} is not in list`,
      );
    },
    "count(self, value, /)": (c, self, value) => {
      let n = 0;
      for (const item of itemsOf(c, self)) {
        const same = c.interp.equal(item, value);
        if (same === undefined) return c.stuck("the number of items that are not known");
        if (same) n++;
      }
      return n;
    },
  };
}
