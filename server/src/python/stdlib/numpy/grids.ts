/** `np.mgrid`, `np.ogrid`, `np.r_` and `np.c_`: what slices and arrays in brackets give. */
import type { Call } from "../../builtins/native.ts";
import { makeInt } from "../../builtins/numbers.ts";
import { type Instance, PyComplex, PySlice, PyTuple, type Value } from "../../values.ts";
import { instanceOf, nativeClass } from "../classMaker.ts";
import { NdArray } from "./array.ts";

/** The four objects, made of numpy's own functions. */
export function grids(names: Readonly<Record<string, Value>>): Record<string, Instance> {
  const call = (c: Call, name: string, args: readonly Value[], kwargs: Readonly<Record<string, Value>> = {}): Value =>
    c.interp.call(names[name] ?? null, [...args], new Map(Object.entries(kwargs)), c.node);
  /** `0:5` counts by its step, `0:1:5j` says how many. */
  const axis = (c: Call, s: PySlice): Value =>
    s.step instanceof PyComplex
      ? call(c, "linspace", [s.start ?? makeInt(0), s.stop, makeInt(Math.trunc(Math.abs(s.step.im)))])
      : call(c, "arange", [s.start ?? makeInt(0), s.stop, s.step ?? makeInt(1)]);
  const axes = (c: Call, key: Value): readonly Value[] => {
    const made = itemsOf(key).map((s) => (s instanceof PySlice ? axis(c, s) : c.stuck("a grid of what are no slices")));
    const isFloat = made.some((a) => a instanceof NdArray && a.type.name.startsWith("float"));
    return isFloat ? made.map((a) => call(c, "asarray", [a, names["float64"] ?? null])) : made;
  };
  const joined = (c: Call, key: Value, part: (v: Value) => Value, at: number): Value => {
    const items = itemsOf(key);
    if (items.some((v) => typeof v === "string")) return c.stuck("an order of axes in a text");
    return call(c, "concatenate", [new PyTuple(items.map((v) => part(v instanceof PySlice ? axis(c, v) : v)))], { axis: makeInt(at) });
  };
  const made = (name: string, get: (c: Call, key: Value) => Value): Instance =>
    instanceOf(nativeClass(name, { module: "numpy", methods: { "__getitem__(self, key)": (c, _self, key) => get(c, key ?? null) } }));
  return {
    mgrid: made("nd_grid", (c, key) => {
      const given = axes(c, key);
      return key instanceof PyTuple ? call(c, "stack", [call(c, "meshgrid", given, { indexing: "ij" })]) : (given[0] ?? null);
    }),
    ogrid: made("nd_grid", (c, key) => {
      const given = axes(c, key);
      if (!(key instanceof PyTuple)) return given[0] ?? null;
      return new PyTuple(given.map((a, i) => call(c, "reshape", [a, new PyTuple(given.map((_, k) => makeInt(k === i ? -1 : 1)))])));
    }),
    r_: made("RClass", (c, key) => joined(c, key, (v) => call(c, "atleast_1d", [v]), 0)),
    c_: made("CClass", (c, key) =>
      joined(
        c,
        key,
        (v) => {
          const a = call(c, "atleast_1d", [v]);
          return a instanceof NdArray && a.shape.length === 1 ? call(c, "reshape", [a, new PyTuple([makeInt(-1), makeInt(1)])]) : a;
        },
        -1,
      ),
    ),
  };
}

function itemsOf(key: Value): readonly Value[] {
  return key instanceof PyTuple ? key.items : [key];
}
