/**
 * Types that are not known for sure: what stands on a type of the user's configuration (`x.to(config.dtype)`), and what
 * operators give under autocast, which casts as it sees fit (https://docs.pytorch.org/docs/stable/amp.html). Such a tensor
 * carries its likeliest type. Its shape is exact; what PyTorch would refuse with that type alone is not told.
 */
import { PyRaise } from "../python/errors.ts";
import { Cell, touch } from "../python/trail.ts";
import { type Value, type Instance, PyDict, PyTuple, Unknown } from "../python/values.ts";
import type { Expr, Node } from "../syntax/ast.ts";
import { BOOL, type DType, dtype, FLOAT32, FLOAT64, INT64 } from "./dtype.ts";
import type { OpContext } from "./op.ts";
import type { Tensor } from "./tensor.ts";

/** Whether autocast may be on. One interpreter runs at a time in a thread, so it is module state. */
class AutocastMode extends Cell {
  mayBeOn = false;

  set(mayBeOn: boolean): void {
    if (this.mayBeOn === mayBeOn) return;
    touch(this);
    this.mayBeOn = mayBeOn;
  }
  within<T>(mayBeOn: boolean, run: () => T): T {
    const outer = this.mayBeOn;
    this.set(mayBeOn);
    try {
      return run();
    } finally {
      this.set(outer);
    }
  }
  save(): unknown {
    return this.mayBeOn;
  }
  load(saved: unknown): void {
    this.mayBeOn = saved === true;
  }
  override joinSaved(contents: readonly unknown[]): unknown {
    return contents.includes(true);
  }
}

export const autocast = new AutocastMode();

/** Autocast leaves float64 alone. */
function isCast(t: Tensor): boolean {
  return t.dtype.category === 2 && t.dtype !== FLOAT64;
}

/**
 * Runs a rule. A failure counts only if it comes with every type that the tensors may have.
 * `layer`: the layer whose own parameters take part.
 */
export function underUnsureTypes(c: OpContext, layer: Instance | null, run: () => Value): Value {
  const all = layer ? [...c.subjects, ...parametersOf(layer)] : c.subjects;
  const open = all.filter((t) => t.hasUnsureType);
  const cast = autocast.mayBeOn ? all.filter((t) => isCast(t) && !t.hasUnsureType) : [];
  if (open.length === 0 && cast.length === 0) return run();
  let value: Value = null;
  let thrown: PyRaise | null = null;
  try {
    value = run();
  } catch (e) {
    if (!(e instanceof PyRaise)) throw e;
    thrown = e;
  }
  const failure = c.failure ?? thrown;
  if (failure === null) return value;
  const trials: (readonly [readonly Tensor[], DType])[] = [];
  for (const type of new Set([FLOAT32, INT64, BOOL, dtype("complex64"), ...all.map((t) => t.dtype)])) {
    if (open.length > 0) trials.push([open, type]);
    if (open.length > 1) for (const t of open) trials.push([[t], type]);
  }
  if (cast.length > 0) trials.unshift([[...cast, ...open.filter(isCast)], FLOAT32]);
  for (const [tensors, type] of trials) {
    c.failure = null;
    const types = tensors.map((t) => t.dtype);
    for (const t of tensors) t.dtype = type;
    try {
      const mended = run();
      if (c.failure === null) return mended;
    } catch (e) {
      if (!(e instanceof PyRaise)) throw e;
    } finally {
      tensors.forEach((t, i) => {
        t.dtype = types[i] as DType;
      });
    }
  }
  c.failure = failure;
  if (thrown) throw thrown;
  return value;
}

/** Whether the type of what a call gives is not known for sure. */
export function givesUnsureType(c: OpContext, layer: Instance | null, result: Tensor): boolean {
  if (c.type !== "untold") return c.type === "open";
  if (autocast.mayBeOn && isCast(result) && c.subjects.some(isCast)) return true;
  const open = (t: Tensor): boolean => t.hasUnsureType && (t.dtype === result.dtype || (t.dtype.category >= 2 && result.dtype.category >= 2));
  return c.subjects.some(open) || (layer !== null && parametersOf(layer).some(open));
}

/** `model.to(config.dtype)`: all that is floating may be of another type. */
export function makeTypesUnsure(tensors: Iterable<Tensor>): void {
  for (const t of tensors) {
    if (t.dtype.category < 2 || t.hasUnsureType) continue;
    touch(t);
    t.hasUnsureType = true;
  }
}

/** Parameters and buffers of a layer itself. */
export function parametersOf(layer: Instance): Tensor[] {
  const out: Tensor[] = [];
  for (const kind of ["_parameters", "_buffers"]) {
    const d = layer.attrs.get(kind);
    if (d instanceof PyDict) for (const e of d.entries.values()) if (isTensor(e.value)) out.push(e.value);
  }
  return out;
}

function isTensor(v: Value): v is Tensor {
  return typeof v === "object" && v !== null && "kind" in v && v.kind === "tensor";
}

/**
 * What an argument of `to` that is not known stands for: a device where it is called so, else a type (or a device: the
 * result's type is not known then).
 */
export function readUnknownTarget(args: readonly Value[], kwargs: ReadonlyMap<string, Value>, node: Node | null): { args: readonly Value[]; kwargs: ReadonlyMap<string, Value> } {
  const [self = null, first = null, second = null, ...rest] = args;
  if (kwargs.get("dtype") instanceof Unknown && args.length === 1 && !kwargs.has("device")) return { args, kwargs: new Map(kwargs).set("device", null) };
  if (!(first instanceof Unknown) && !(second instanceof Unknown)) return { args, kwargs };
  const written = node?.kind === "Call" ? node.args : [];
  const named = new Map(kwargs);
  const given = args.length > 2 ? [first, second] : [first];
  given.forEach((v, i) => {
    if (v === null || typeof v === "boolean") return;
    const isDevice = given.length === 2 ? i === 0 : !(v instanceof Unknown) || isCalledDevice(written[i]);
    named.set(isDevice ? "device" : "dtype", v);
  });
  if (args.length > 2 && typeof second === "boolean") named.set("non_blocking", second);
  rest.forEach((v, i) => {
    named.set(["non_blocking", "copy"][i] ?? "copy", v);
  });
  if (!named.has("device")) named.set("device", null);
  return { args: [self], kwargs: named };
}

const DEVICE = /device|gpu|cuda|(^|_)(dev|rank)($|_)/i;

function isCalledDevice(e: Expr | undefined): boolean {
  if (e?.kind === "Call") return isCalledDevice(e.func);
  const name = e?.kind === "Name" ? e.id : e?.kind === "Attribute" ? e.attr : e?.kind === "Subscript" && e.slice.kind === "Constant" && e.slice.value.type === "str" ? e.slice.value.value : "";
  return DEVICE.test(name) && !/type/i.test(name);
}

/** Marks what a call made, before it is told where it comes from. */
export function markUnsureTypes(c: OpContext, layer: Instance | null, result: Value): void {
  if (result instanceof PyTuple) {
    for (const v of result.items) markUnsureTypes(c, layer, v);
    return;
  }
  if (!isTensor(result) || result.hasUnsureType || result.from !== null || result.inputName !== null || result.isParameter) return;
  if (givesUnsureType(c, layer, result)) result.hasUnsureType = true;
}
