/** Values in words, for hovers and hints. */
import { type Dim, isConst, print, printShape, sum } from "../dims/index.ts";
import type { Interp } from "../python/interp.ts";
import { Alt, type Instance, PyDict, PyFloat, PyList, PyTuple, SymInt, Unknown, type Value } from "../python/values.ts";
import { countParameters } from "../torch/module.ts";
import { Tensor } from "../torch/tensor.ts";

/** `(N, 20, 4, 4)`, or undefined for a value that has no shape in it. */
export function shapeText(interp: Interp, v: Value, depth = 0): string | undefined {
  if (v instanceof Tensor) {
    const shape = v.shape;
    return shape ? printShape(interp.simplifyShape(shape)) : "(…)";
  }
  if (v instanceof Alt) {
    const parts = v.options.map((o) => shapeText(interp, o, depth));
    return parts.every((p) => p !== undefined) ? parts.join(" or ") : undefined;
  }
  if (depth > 2) return undefined;
  if (v instanceof PyTuple || (v instanceof PyList && !v.unbounded)) {
    if (v.items.length === 0 || v.items.length > 8) return undefined;
    const parts = v.items.map((x) => shapeText(interp, x, depth + 1));
    if (parts.every((p) => p === undefined)) return undefined;
    const body = parts.map((p, i) => p ?? valueText(interp, v.items[i] as Value)).join(", ");
    return v instanceof PyTuple ? `(${body})` : `[${body}]`;
  }
  if (v instanceof PyDict && v.size > 0 && v.size <= 8) {
    const parts = Array.from(v.entries.values(), (e) => [interp.repr(e.key), shapeText(interp, e.value, depth + 1)] as const);
    return parts.some(([, s]) => s !== undefined) ? `{${parts.map(([k, s]) => `${k}: ${s ?? "…"}`).join(", ")}}` : undefined;
  }
  return undefined;
}

/** A short text of any value: an int, a size, a layer. */
export function valueText(interp: Interp, v: Value): string {
  if (typeof v === "number" || typeof v === "boolean" || v === null || typeof v === "string" || v instanceof PyFloat) return interp.repr(v);
  if (v instanceof SymInt) return print(interp.scope.simplify(v.dim));
  if (v instanceof Unknown) return "?";
  return shapeText(interp, v) ?? interp.typeName(v);
}

/** Parameters of a layer: `1,234 parameters`. */
export function parametersText(m: Instance, sizes: readonly Dim[] = countParameters(m)): string {
  const n = sum(sizes);
  return `${isConst(n) ? n.toLocaleString("en-US") : print(n)} parameter${n === 1 ? "" : "s"}`;
}

