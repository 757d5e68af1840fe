/** How the user's code builds and calls its models, for the entries that nothing reaches. */
import type { Built, Trace } from "../python/trace.ts";
import { Alt, FunctionValue, Instance, PyDict, PyFloat, PyList, PyTuple, Unknown, type Value } from "../python/values.ts";
import type { Node } from "../syntax/ast.ts";
import { Tensor, unseenIn } from "../torch/tensor.ts";
import { unwrapped } from "./inputs.ts";

/** The `forward` of those models that are called, but never on anything whose shape is known: nothing can be checked there. */
export class Blind {
  private readonly known = new Set<Node>();
  private readonly unknown = new Set<Node>();

  look({ calls }: Trace): void {
    for (const { module, inputs, kwargs } of calls) {
      const forward = module.cls.lookup("forward");
      if (!(forward instanceof FunctionValue)) continue;
      const given = [...inputs, ...kwargs.values()];
      const { node } = unwrapped(forward);
      if (given.length === 0 || given.some(saysSomething)) this.known.add(node);
      else this.unknown.add(node);
    }
  }

  has(forward: Node): boolean {
    return this.unknown.has(forward) && !this.known.has(forward);
  }
}

/** Whether a value, or one in it, is a tensor whose shape is known. */
function saysSomething(v: Value): boolean {
  if (v instanceof Tensor) return isShaped(v);
  if (v instanceof PyTuple || v instanceof PyList) return v.items.some(saysSomething);
  if (v instanceof PyDict) return v.values().some(saysSomething);
  return false;
}

/** Whether all that there is to know of a tensor's shape is known, or is to be found out: not of what nobody knows but for the sizes that a layer takes. */
export function isShaped(t: Tensor): boolean {
  return (t.shape !== null || t.shapeVar !== null) && unseenIn(t) === null;
}

/** Why a value is not known, in so far as it is not: null where every tensor in it has a shape, perhaps in symbols. */
export function whyUnknown(v: Value, depth = 0): string | null {
  if (v instanceof Unknown) return v.reason;
  if (v instanceof Tensor) return !isShaped(v) ? "a tensor of unknown shape" : null;
  if (v instanceof Alt) return v.options.map((o) => whyUnknown(o, depth)).find((r) => r !== null) ?? null;
  if (depth > 4) return null;
  const items = v instanceof PyTuple || v instanceof PyList ? (v instanceof PyList && v.unbounded ? [v.unbounded.item] : v.items) : v instanceof PyDict ? v.values() : v instanceof Instance ? [...v.attrs.entries()].map(([, x]) => x) : [];
  return items.map((x) => whyUnknown(x, depth + 1)).find((r) => r !== null) ?? null;
}

/** Whether a constructor's arguments are known, so that it can be called with them again. */
export function isGiven({ args, kwargs, open }: Built): boolean {
  return !open && [...args, ...kwargs.values()].every((v) => !(v instanceof Unknown));
}

/** The arguments as Python; null where one is no plain value. */
export function textOf({ args, kwargs }: Built): string | null {
  const parts: string[] = [];
  for (const [name, v] of [...args.map((v): [string, Value] => ["", v]), ...kwargs]) {
    const text = plain(v);
    if (text === null) return null;
    parts.push(name === "" ? text : `${name}=${text}`);
  }
  return parts.join(", ");
}

function plain(v: Value): string | null {
  if (v === null) return "None";
  if (typeof v === "boolean") return v ? "True" : "False";
  if (typeof v === "number") return String(v);
  if (typeof v === "string") return JSON.stringify(v);
  if (v instanceof PyFloat) return String(v.value);
  if (!(v instanceof PyTuple || v instanceof PyList)) return null;
  const items = v.items.map(plain);
  if (items.includes(null)) return null;
  return v instanceof PyTuple ? `(${items.join(", ")}${items.length === 1 ? "," : ""})` : `[${items.join(", ")}]`;
}
