/** `set` and `frozenset`: construction and methods. */
import type { Node } from "../../syntax/ast.ts";
import type { Interp } from "../interp.ts";
import { touch } from "../trail.ts";
import { Alt, type ClassValue, PySet, Unbounded, Unknown, type Value } from "../values.ts";
import { checkHashable, isKey } from "./dicts.ts";
import { type Body, Call, MISSING, defineMethods } from "./native.ts";
import { readProtocol } from "./protocols.ts";
import { frozensetClass, setClass } from "./types.ts";

export function installSets(): void {
  for (const own of [setClass, frozensetClass]) {
    const frozen = own === frozensetClass;
    own.construct = (interp, cls, args, _kwargs, node) => {
      // The object of a subclass of `set` is filled by `set.__init__`, which is called next.
      if (cls !== own && !frozen) return new PySet([], false, cls);
      const [iterable] = args;
      return setFrom(interp, iterable, frozen, cls === own ? null : cls, node);
    };
    defineMethods(own, { ...readMethods, ...readProtocol });
  }
  defineMethods(setClass, writeMethods);
}

/** `set(iterable)`; where items are not known, a set that says so. */
export function setFrom(
  interp: Interp,
  iterable: Value | undefined,
  frozen: boolean,
  cls: ClassValue | null,
  node: Node | null,
): Value {
  if (iterable instanceof Alt) return interp.forkOver(iterable, (v) => setFrom(interp, v, frozen, cls, node));
  const set = new PySet([], frozen, cls);
  if (iterable !== undefined) addAll(new Call(interp, node), set, iterable);
  return set;
}

function addAll(c: Call, set: PySet, iterable: Value): void {
  const items = c.interp.iterate(iterable, c.node);
  if (items instanceof Unknown || items instanceof Unbounded) {
    touch(set);
    set.open = new Unknown(items.reason);
    return;
  }
  for (const v of items) addOne(c, set, v);
}

function addOne(c: Call, set: PySet, v: Value): void {
  if (!isKey(v)) {
    touch(set);
    set.open = v instanceof Unknown ? v : new Unknown("an item that is not known", c.node);
    return;
  }
  checkHashable(c, v);
  set.add(v);
}

function setOf(c: Call, self: Value): PySet {
  if (self instanceof PySet) return self;
  c.known(self);
  throw c.raise("TypeError", `descriptor requires a 'set' object but received a '${c.typeName(self)}'`);
}

/** A set with the items of any iterable. */
function coerce(c: Call, v: Value): PySet {
  if (v instanceof PySet) return v;
  const set = new PySet();
  addAll(c, set, v);
  return set;
}

/** Applies an operator to the receiver and each argument in turn. */
function combine(op: string): Body {
  return (c, self) => c.rest.reduce<Value>((acc, v) => c.interp.binary(op, acc, coerce(c, v), c.node), self);
}

/** Replaces the receiver's items by the result of an operator. */
function become(op: string): Body {
  return (c, self) => {
    const set = setOf(c, self);
    const result = combine(op)(c, copySet(set)) as Value;
    if (!(result instanceof PySet)) return c.stuck("the items of a set that are not known");
    touch(set);
    set.items = new Map(result.items);
    set.open = result.open;
    return null;
  };
}

export function copySet(set: PySet): PySet {
  const copy = new PySet([], set.frozen);
  copy.items = new Map(set.items);
  copy.open = set.open;
  return copy;
}

const readMethods: Record<string, Body> = {
  "union(self, *others)": combine("|"),
  "intersection(self, *others)": combine("&"),
  "difference(self, *others)": combine("-"),
  "symmetric_difference(self, other, /)": (c, self, other) => c.interp.binary("^", self, coerce(c, other), c.node),
  "issubset(self, other, /)": (c, self, other) => c.interp.compare("<=", self, coerce(c, other), c.node),
  "issuperset(self, other, /)": (c, self, other) => c.interp.compare(">=", self, coerce(c, other), c.node),
  "isdisjoint(self, other, /)": (c, self, other) => {
    const both = c.interp.binary("&", self, coerce(c, other), c.node);
    const some = c.interp.truth(both);
    return some === undefined ? c.stuck("items that are not known") : !some;
  },
  "copy(self)": (c, self) => copySet(setOf(c, self)),
};

const writeMethods: Record<string, Body> = {
  "?__init__(self, iterable?, /)": (c, self, iterable) => {
    const set = setOf(c, self);
    if (set.cls === null) return null;
    touch(set);
    set.items = new Map();
    set.open = null;
    if (iterable !== MISSING) addAll(c, set, iterable);
    return null;
  },
  "?add(self, item, /)": (c, self, item) => {
    addOne(c, setOf(c, self), item);
    return null;
  },
  "?discard(self, item, /)": (c, self, item) => {
    remove(c, setOf(c, self), item);
    return null;
  },
  "?remove(self, item, /)": (c, self, item) => {
    const set = setOf(c, self);
    if (!remove(c, set, item) && !set.open) throw c.raise("KeyError", c.interp.repr(item));
    return null;
  },
  "pop(self)": (c, self) => {
    const set = setOf(c, self);
    if (set.open) return c.stuck(set.open.reason);
    // Which item Python takes depends on the hashes; where there is one item only it is known.
    const items = set.values();
    const [only] = items;
    if (only === undefined) throw c.raise("KeyError", "'pop from an empty set'");
    if (items.length > 1) {
      touch(set);
      set.items = new Map();
      set.open = c.unknown("an item of a set was removed");
      return c.stuck("an item of a set, in no particular order");
    }
    set.delete(only);
    return only;
  },
  "clear(self)": (c, self) => {
    const set = setOf(c, self);
    touch(set);
    set.items = new Map();
    set.open = null;
    return null;
  },
  "?update(self, *others)": (c, self) => {
    for (const v of c.rest) addAll(c, setOf(c, self), v);
    return null;
  },
  "intersection_update(self, *others)": become("&"),
  "difference_update(self, *others)": become("-"),
  "symmetric_difference_update(self, *others)": become("^"),
};

/** True if the item was there, or may have been. */
function remove(c: Call, set: PySet, item: Value): boolean {
  if (isKey(item)) return set.delete(item);
  touch(set);
  set.open = c.unknown("an item was removed that is not known");
  return true;
}
