/** `torch.Size`: the tuple that a shape is. */
import { type Dim, product } from "../../dims/index.ts";
import { tupleClass } from "../../python/builtins/types.ts";
import { fromDim } from "../../python/interp.ts";
import { type Value, Alt, ClassValue, NativeFunction, PyTuple, Unknown } from "../../python/values.ts";
import { asDim } from "../args.ts";
import { defineValue } from "../define.ts";
import { LazyShape } from "../lazy-shape.ts";
import { tpName } from "../nativeErrors.ts";

export const sizeClass = new ClassValue("Size", [tupleClass], null, "torch");
defineValue("torch.Size", sizeClass);

/** A shape as `torch.Size`. */
export function sizeOf(shape: readonly Dim[]): PyTuple {
  return new PyTuple(shape.map(fromDim), sizeClass);
}

sizeClass.construct = (interp, cls, args, _kwargs, node) => {
  const [iterable] = args;
  if (iterable === undefined) return new PyTuple([], cls);
  if (iterable instanceof Alt) return interp.forkOver(iterable.options, (v) => interp.call(cls, [v], new Map(), node));
  if (iterable instanceof LazyShape) return iterable;
  const items = interp.iterate(iterable, node);
  if (!Array.isArray(items)) return new Unknown("a size of unknown length", node);
  const wrong = (items as readonly Value[]).findIndex((v) => !(v instanceof Unknown) && asDim(interp, v) === undefined);
  if (wrong >= 0) throw interp.raise("TypeError", `torch.Size() takes an iterable of 'int' (item ${wrong} is '${tpName(interp, items[wrong] ?? null)}')`, node, { rule: "argument-type" });
  return new PyTuple(items as readonly Value[], cls);
};
sizeClass.attrs.map.set("numel", new NativeFunction("numel", (interp, [self]) => {
  const dims = self instanceof PyTuple ? self.items.map((v) => asDim(interp, v)) : [undefined];
  return dims.every((d) => d !== undefined) ? fromDim(product(dims as readonly Dim[])) : new Unknown("the number of elements is not known");
}));
