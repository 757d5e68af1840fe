/** `range` and `slice`. */
import { type Dim, add, eq, floordiv, isConst, maximum, mul, sub } from "../../dims/index.ts";
import { type Interp, fromDim } from "../interp.ts";
import { Alt, Instance, PyFloat, PyProperty, PyRange, PySlice, PyTuple, SymFloat, SymInt, Unknown, type Value } from "../values.ts";
import { Call, defineMethods, native } from "./native.ts";
import { dimOf, needInt } from "./numbers.ts";
import { readProtocol } from "./protocols.ts";
import { rangeClass, sliceClass } from "./types.ts";

export function installRanges(): void {
  rangeClass.construct = (interp, _cls, args, kwargs, node) => {
    const c = new Call(interp, node);
    if (kwargs.size > 0) throw c.raise("TypeError", "range() takes no keyword arguments");
    if (args.length === 0) throw c.raise("TypeError", "range expected at least 1 argument, got 0");
    if (args.length > 3) throw c.raise("TypeError", `range expected at most 3 arguments, got ${args.length}`);
    const alt = args.find((a) => a instanceof Alt);
    if (alt instanceof Alt)
      return interp.forkOver(alt, (o) =>
        rangeOf(
          c,
          args.map((a) => (a === alt ? o : a)),
        ),
      );
    return rangeOf(c, args);
  };
  defineMethods(rangeClass, {
    ...readProtocol,
    "count(self, value, /)": (c, self, value) => (c.truth(c.interp.compare("in", value, self, c.node)) ? 1 : 0),
    "index(self, value, /)": (c, self, value) => {
      const at = c.items(self).findIndex((v) => c.interp.equal(v, value) === true);
      if (at < 0) throw c.raise("ValueError", `${c.interp.repr(value)} is not in range`);
      return at;
    },
  });
  for (const name of ["start", "stop", "step"] as const) {
    rangeClass.attrs.map.set(
      name,
      new PyProperty(
        native(name, "self", (c, self) =>
          self instanceof PyRange ? self[name] : c.stuck("a range that is not known"),
        ),
      ),
    );
    sliceClass.attrs.map.set(
      name,
      new PyProperty(
        native(name, "self", (c, self) =>
          self instanceof PySlice ? self[name] : c.stuck("a slice that is not known"),
        ),
      ),
    );
  }
  sliceClass.construct = (interp, _cls, args, _kwargs, node) => {
    if (args.length === 0) throw interp.raise("TypeError", "slice expected at least 1 argument, got 0", node);
    const [a = null, b, step = null] = args;
    return b === undefined ? new PySlice(null, a, null) : new PySlice(a, b, step);
  };
  defineMethods(sliceClass, {
    "indices(self, length, /)": (c, self, length) => {
      if (!(self instanceof PySlice)) return c.stuck("a slice that is not known");
      const [start, stop, step] =
        sliceIndices(c, self, needInt(c, length)) ?? c.stuck("the bounds of a slice that are not known");
      return new PyTuple([start, stop, step]);
    },
  });
}

function rangeOf(c: Call, args: readonly Value[]): Value {
  for (const a of args)
    if (!isIndex(c, a)) throw c.raise("TypeError", `'${c.typeName(a)}' object cannot be interpreted as an integer`);
  for (const a of args) c.interp.isInt(a);
  const bounds = args.map((a) => plain(c, a));
  const [start, stop, step] =
    bounds.length === 1 ? [0, bounds[0] as Value, 1] : [bounds[0] as Value, bounds[1] as Value, bounds[2] ?? 1];
  if (step === 0) throw c.raise("ValueError", "range() arg 3 must not be zero");
  return new PyRange(start, stop, step);
}

function isIndex(c: Call, v: Value): boolean {
  if (typeof v === "number" || typeof v === "boolean" || v instanceof Unknown) return true;
  if (v === null || v instanceof SymFloat || typeof v === "string" || v instanceof PyFloat) return false;
  if (v instanceof Instance && v.primitive !== undefined) return isIndex(c, v.primitive);
  return (
    dimOf(c.interp, v) !== undefined ||
    c.interp.lookupAttr(v, "__index__") !== undefined ||
    c.interp.lookupAttr(v, "__int__") !== undefined
  );
}

/** The int that a bound is, through `__index__`. */
function plain(c: Call, v: Value): Value {
  const dim = dimOf(c.interp, v);
  if (dim !== undefined) return fromDim(dim);
  if (v instanceof Unknown) return v;
  const index = c.interp.lookupAttr(v, "__index__");
  return index === undefined ? v : c.call(index);
}

/** `len(range(…))`; undefined where a bound is not known. */
export function rangeLength(interp: Interp, r: PyRange): Dim | undefined {
  const [start, stop, step] = [r.start, r.stop, r.step].map((v) => dimOf(interp, v));
  if (start === undefined || stop === undefined || step === undefined) return undefined;
  if (isConst(step)) {
    if (step === 0) return undefined;
    const span = step > 0 ? sub(stop, start) : sub(start, stop);
    const size = Math.abs(step);
    return maximum(0, floordiv(add(span, size - 1), size));
  }
  // range(0, n * k, k) has n items.
  const count = floordiv(sub(stop, start), step);
  return eq(mul(count, step), sub(stop, start)) === true ? maximum(0, count) : undefined;
}

/** Start, stop and step of a slice of `length` items, as `slice.indices` gives them. */
export function sliceIndices(c: Call, s: PySlice, length: number): [number, number, number] | undefined {
  const read = (v: Value): number | null | undefined => {
    if (v === null) return null;
    if (v instanceof SymInt || v instanceof Unknown || v instanceof Alt) return undefined;
    return needInt(c, v);
  };
  const step = read(s.step);
  const start = read(s.start);
  const stop = read(s.stop);
  if (step === undefined || start === undefined || stop === undefined) return undefined;
  const by = step ?? 1;
  if (by === 0) throw c.raise("ValueError", "slice step cannot be zero");
  const clip = (i: number): number =>
    by > 0
      ? Math.max(0, Math.min(i < 0 ? i + length : i, length))
      : Math.max(-1, Math.min(i < 0 ? i + length : i, length - 1));
  return [
    start === null ? (by > 0 ? 0 : length - 1) : clip(start),
    stop === null ? (by > 0 ? length : -1) : clip(stop),
    by,
  ];
}

/** The places that a slice of `length` items picks; undefined where that is not known. */
export function rangeList(c: Call, s: PySlice, length: number): number[] | undefined {
  const bounds = sliceIndices(c, s, length);
  if (!bounds) return undefined;
  const [start, stop, step] = bounds;
  const out: number[] = [];
  for (let i = start; step > 0 ? i < stop : i > stop; i += step) out.push(i);
  return out;
}
