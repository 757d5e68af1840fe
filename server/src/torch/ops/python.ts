/** What PyTorch's own Python code does with the arguments of layers and functionals before any operator sees them. */
import { type Cond, type Dim, gt, lt, print, symbol } from "../../dims/index.ts";
import { fromDim } from "../../python/interp.ts";
import { type Kwargs, type Value, Alt, NO_KWARGS, PyTuple, SymBool, SymInt, Unbounded, Unknown } from "../../python/values.ts";
import { NdArray } from "../../python/stdlib/numpy/array.ts";
import { asDim, sequence } from "../args.ts";
import { matchNative } from "../native.ts";
import { type OpContext, sizes } from "../op.ts";

/** `tuple(x)` of an iterable, else `n` times the value. */
export function ntuple(c: OpContext, v: Value, n: number): PyTuple {
  const items = iterable(c, v);
  if (items) return new PyTuple(items);
  const item = v instanceof Unknown ? fromDim(asDim(c.interp, v) ?? 0) : v;
  return new PyTuple(new Array<Value>(n).fill(item));
}

/** The items of anything that Python can iterate over; null for what it cannot. */
export function iterable(c: OpContext, v: Value): readonly Value[] | null {
  if (v === null || typeof v === "number" || typeof v === "boolean" || v instanceof Unknown || v instanceof SymInt || v instanceof Alt) return null;
  if (v instanceof PyTuple) return v.items;
  if (!(v instanceof NdArray && v.shape.length > 0) && typeof v !== "string" && c.interp.lookupAttr(v, "__iter__") === undefined) return null;
  const items = c.interp.iterate(v, c.node);
  if (items instanceof Unbounded) return c.giveUp(items.reason);
  if (items instanceof Unknown) return c.giveUp(items.reason);
  return items;
}

/** A comparison as Python does it: `holds(c, "<=", groups, 0)`; raises its TypeError. Not known: a condition that nothing decides. */
export function holds(c: OpContext, op: string, a: Value, b: Value): Cond {
  const v = c.interp.compare(op, a, b, c.node);
  if (typeof v === "boolean") return v;
  if (v instanceof SymBool) return v.cond;
  return c.interp.truth(v) ?? gt(symbol({ name: "?", min: Number.NEGATIVE_INFINITY, anonymous: true }), 0);
}

/** `torch.empty(sizes)` or `torch.empty(size)` for a parameter: the sizes, if they are ones. */
export function parameterShape(c: OpContext, sizesOf: readonly Value[] | Value, factory: Kwargs = NO_KWARGS, creator = "torch.empty"): readonly Dim[] {
  const whole = Array.isArray(sizesOf) ? new PyTuple(sizesOf) : (sizesOf as Value);
  matchNative(c, creator, [whole], factory);
  const items = sequence(whole) ?? [whole];
  const dims = items.map((v) => asDim(c.interp, v) ?? c.giveUp("a size is not known"));
  const negative = dims.find((d) => c.known(lt(d, 0)) === true);
  if (negative !== undefined && creator === "torch.zeros") c.fail("RuntimeError", "zeros: Dimension size must be non-negative.");
  if (negative !== undefined) c.fail("RuntimeError", `Trying to create tensor with negative dimension ${print(negative)}: ${sizes(dims)}`);
  return dims;
}

/** Python's arithmetic on values: `arithmetic(c)("//", a, b)`. */
export function arithmetic(c: OpContext): (op: string, a: Value, b: Value) => Value {
  return (op, a, b) => c.interp.binary(op, a, b, c.node);
}
