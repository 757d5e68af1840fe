/**
 * Protocol methods by name, for code that calls or extends them: `super().__getitem__(i)`. They work
 * on the bare contents, so that a subclass's own methods are not asked again.
 */
import { touch } from "../trail.ts";
import { Instance, PyBytes, PyDict, PyIterator, PyList, PyRange, PySet, PyTuple, Unbounded, Unknown, type Value } from "../values.ts";
import type { Body } from "./native.ts";

/** The contents as an object of the builtin class itself, to be read. */
export function bare(v: Value): Value {
  if (v instanceof PyList) {
    const out = new PyList(v.items);
    out.unbounded = v.unbounded;
    return out;
  }
  if (v instanceof PyTuple) return new PyTuple(v.items);
  if (v instanceof PyDict) {
    const out = new PyDict();
    out.entries = v.entries;
    out.open = v.open;
    return out;
  }
  if (v instanceof PySet) {
    const out = new PySet([], v.frozen);
    out.items = v.items;
    out.open = v.open;
    return out;
  }
  if (v instanceof Instance && v.primitive !== undefined) return v.primitive;
  return v;
}

/** The name of the class of what `iter()` gives for a value. */
export function iteratorName(v: Value): string {
  if (typeof v === "string") return /^[\0-\x7f]*$/.test(v) ? "str_ascii_iterator" : "str_iterator";
  if (v instanceof PyList) return "list_iterator";
  if (v instanceof PyTuple) return "tuple_iterator";
  if (v instanceof PyDict) return "dict_keyiterator";
  if (v instanceof PySet) return "set_iterator";
  if (v instanceof PyRange) return "range_iterator";
  return v instanceof PyBytes ? "bytes_iterator" : "iterator";
}

export const readProtocol: Record<string, Body> = {
  "?__len__(self)": (c, self) => c.interp.len(bare(self), c.node),
  "?__getitem__(self, key, /)": (c, self, key) => c.interp.getitem(bare(self), key, c.node),
  "?__iter__(self)": (c, self) => {
    const items = c.interp.iterate(bare(self), c.node);
    if (items instanceof Unknown) return items;
    return new PyIterator(items instanceof Unbounded ? items : items.slice(), iteratorName(bare(self)));
  },
  "?__contains__(self, key, /)": (c, self, key) => c.interp.compare("in", key, bare(self), c.node),
  "?__reversed__(self)": (c, self) => c.call(c.interp.builtins.get("reversed") ?? null, bare(self)),
};

export const writeProtocol: Record<string, Body> = {
  "?__setitem__(self, key, value, /)": (c, self, key, value) => {
    if (self instanceof PyList) {
      const copy = new PyList(self.items.slice());
      copy.unbounded = self.unbounded;
      c.interp.setitem(copy, key, value, c.node);
      self.replace(copy.items, copy.unbounded);
    } else if (self instanceof PyDict) {
      const copy = new PyDict();
      copy.entries = new Map(self.entries);
      copy.open = self.open;
      c.interp.setitem(copy, key, value, c.node);
      touch(self);
      self.entries = copy.entries;
      self.open = copy.open;
    }
    return null;
  },
};
