/** `torch.Size`: the tuple that a shape is. */
import { type Dim, product } from "../../dims/index.ts";
import { tupleClass } from "../../python/builtins/types.ts";
import { type Interp, fromDim } from "../../python/interp.ts";
import type { Node } from "../../syntax/ast.ts";
import { type Value, Alt, ClassValue, NO_KWARGS, NOT_IMPLEMENTED, type NativeCall, NativeFunction, PyTuple, Unknown } from "../../python/values.ts";
import { asDim } from "../args.ts";
import { defineValue } from "../define.ts";
import { LazyShape } from "../lazy-shape.ts";
import { tpName } from "../nativeErrors.ts";

export const sizeClass = new ClassValue("Size", [tupleClass], null, "torch");
sizeClass.shownName = "torch.Size";
defineValue("torch.Size", sizeClass);

/** A shape as `torch.Size`. */
export function sizeOf(shape: readonly Dim[]): PyTuple {
  return new PyTuple(shape.map(fromDim), sizeClass);
}

sizeClass.construct = (interp, cls, args, _kwargs, node) => {
  const [iterable] = args;
  if (iterable === undefined) return new PyTuple([], cls);
  if (iterable instanceof Alt) return interp.forkOver(iterable, (v) => interp.call(cls, [v], new Map(), node));
  if (iterable instanceof LazyShape) return iterable;
  const items = interp.iterate(iterable, node);
  if (!Array.isArray(items)) return new Unknown("a size of unknown length", node);
  const wrong = (items as readonly Value[]).findIndex((v) => !(v instanceof Unknown || v instanceof Alt) && asDim(interp, v) === undefined);
  if (wrong >= 0) throw interp.raise("TypeError", `torch.Size() takes an iterable of 'int' (item ${wrong} is '${tpName(interp, items[wrong] ?? null)}')`, node, { rule: "argument-type" });
  return new PyTuple((items as readonly Value[]).map((v) => (typeof v === "boolean" ? Number(v) : typeof v === "object" && v !== null && !(v instanceof Unknown || v instanceof Alt) ? fromDim(asDim(interp, v) ?? 0) : v)), cls);
};

/** Joins and repeats give a `torch.Size` again. */
const joined = (interp: Interp, a: Value, b: Value, node: Node | null): Value => (a instanceof PyTuple && b instanceof PyTuple ? interp.call(sizeClass, [new PyTuple([...a.items, ...b.items])], NO_KWARGS, node) : NOT_IMPLEMENTED);
const repeated: NativeCall = (_interp, [self, n]) => (self instanceof PyTuple && typeof n === "number" ? new PyTuple(Array.from({ length: Math.max(0, n) }, () => self.items).flat(), sizeClass) : NOT_IMPLEMENTED);
const define = (name: string, run: NativeCall): void => void sizeClass.attrs.map.set(name, new NativeFunction(name, run));
define("__add__", (interp, [self, other], _kwargs, node) => {
  if (self instanceof PyTuple && other !== undefined && !(other instanceof PyTuple) && !(other instanceof Unknown)) {
    throw interp.raise("TypeError", `can only concatenate tuple (not "${interp.typeName(other)}") to torch.Size`, node, { rule: "operand-type" });
  }
  return joined(interp, self ?? null, other ?? null, node);
});
define("__radd__", (interp, [self, other], _kwargs, node) => joined(interp, other ?? null, self ?? null, node));
define("__mul__", repeated);
define("__rmul__", repeated);
sizeClass.attrs.map.set("numel", new NativeFunction("numel", (interp, [self]) => {
  const dims = self instanceof PyTuple ? self.items.map((v) => asDim(interp, v)) : [undefined];
  return dims.every((d) => d !== undefined) ? fromDim(product(dims as readonly Dim[])) : new Unknown("the number of elements is not known");
}));
