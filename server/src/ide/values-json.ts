/** Values as the command line's JSON gives them (the contract is in docs/cli.md). */
import { isConst, print } from "../dims/index.ts";
import type { Interp } from "../python/interp.ts";
import { Alt, Instance, PyDict, PyList, PyTuple, Unknown, type Value } from "../python/values.ts";
import { Tensor } from "../torch/tensor.ts";

export type DimJson = number | string;
export type ValueJson =
  | readonly DimJson[]
  | "..."
  | null
  | { readonly seq: readonly ValueJson[] }
  | { readonly map: Readonly<Record<string, ValueJson>> }
  | { readonly unknown: string }
  | { readonly any: readonly ValueJson[] };

const DEEPEST = 5;
const LONGEST = 64;

export function valueJson(interp: Interp, v: Value, depth = 0): ValueJson {
  if (v instanceof Tensor) {
    const shape = v.shape;
    return shape ? interp.simplifyShape(shape).map((d) => (isConst(d) ? d : anonymousText(print(d)))) : "...";
  }
  if (v instanceof Unknown) return { unknown: v.reason };
  if (v instanceof Alt) return { any: v.options.map((o) => valueJson(interp, o, depth)) };
  if (depth > DEEPEST) return null;
  if (v instanceof PyTuple) return v.items.length <= LONGEST ? { seq: v.items.map((x) => valueJson(interp, x, depth + 1)) } : null;
  if (v instanceof PyList) {
    if (v.unbounded) return { unknown: v.unbounded.reason };
    return v.items.length <= LONGEST ? { seq: v.items.map((x) => valueJson(interp, x, depth + 1)) } : null;
  }
  if (v instanceof PyDict) {
    if (v.size > LONGEST) return null;
    return { map: Object.fromEntries(Array.from(v.entries.values(), (e) => [interp.str(e.key), valueJson(interp, e.value, depth + 1)])) };
  }
  if (v instanceof Instance) return dataclassJson(interp, v, depth);
  return null;
}

/** A dataclass's fields; null for any other object. */
function dataclassJson(interp: Interp, v: Instance, depth: number): ValueJson {
  const fields = v.cls.lookup("__dataclass_fields__");
  if (!(fields instanceof PyDict)) return null;
  return { map: Object.fromEntries(fields.keys().map((k) => [String(k), valueJson(interp, v.attrs.get(String(k)) ?? null, depth + 1)])) };
}

function anonymousText(text: string): string {
  return /^\?+$/.test(text) ? "?" : text;
}
