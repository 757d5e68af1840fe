/**
 * Whether a tensor requires gradients, and whether the program records them. Both are known for sure or not at all:
 * a class that nothing runs may be run under `torch.no_grad()`, and a write in place may bring gradients with it.
 */
import { Cell, touch } from "../python/trail.ts";
import { type Kwargs, type Value, Instance, PyComplex, PyDict, PyFloat, PyList, PyTuple } from "../python/values.ts";
import { Device, Enumerator } from "./device.ts";
import { DType } from "./dtype.ts";
import type { Tensor } from "./tensor.ts";

/** PyTorch's gradient mode; undefined: not known. One interpreter runs at a time in a thread, so it is module state. */
class GradientMode extends Cell {
  enabled: boolean | undefined = undefined;
  /** Something was written in place that may have brought gradients to a tensor that shares the memory, or code that we do not see had a tensor or a layer in hand. */
  disturbed = false;

  /** The mode at the start of a program of its own. */
  begin(enabled: boolean | undefined): void {
    touch(this);
    this.enabled = enabled;
    this.disturbed = false;
  }
  set(enabled: boolean | undefined): void {
    if (this.enabled === enabled) return;
    touch(this);
    this.enabled = enabled;
  }
  disturb(): void {
    if (this.disturbed) return;
    touch(this);
    this.disturbed = true;
  }
  within<T>(enabled: boolean | undefined, run: () => T): T {
    const outer = this.enabled;
    this.set(enabled);
    try {
      return run();
    } finally {
      this.set(outer);
    }
  }
  save(): unknown {
    return { enabled: this.enabled, disturbed: this.disturbed };
  }
  load(saved: unknown): void {
    Object.assign(this, saved);
  }
  override joinSaved(contents: readonly unknown[]): unknown {
    const all = contents as readonly { enabled: boolean | undefined; disturbed: boolean }[];
    return { enabled: all.every((s) => s.enabled === all[0]?.enabled) ? all[0]?.enabled : undefined, disturbed: all.some((s) => s.disturbed) };
  }
}

export const gradientMode = new GradientMode();

/** Operators whose floating point results take no part in autograd. */
const DETACHING = /^(detach|tensor|from_numpy|frombuffer|(zeros|ones|empty|full|rand|randn|randint)_like|new_\w+|zeros|ones|empty|full|rand|randn|arange|linspace|logspace|eye|histogram\w*|histc)$/;
/** Operators of whose results it is not known. */
const OPEN = /quantize|sparse|nested|^(grad|jacobian|hessian|vjp|jvp|hvp|vhp|as_tensor|asarray|vmap|as_subclass)$/;
/** Operators that may give the very tensor that they were given, or a view of it: a parameter's requires gradients even where none are recorded. */
const SAME_OR_VIEW =
  /^(to|contiguous|cpu|cuda|xpu|type|type_as|float|double|half|bfloat16|resolve_\w+|\w*dropout\w*|expand(_as)?|broadcast_\w+|atleast_\dd|real|imag|positive|index|(un)?squeeze|(un)?flatten|view\w*|reshape(_as)?|ravel|transpose|permute|swap\w+|move\w+|[tTH]|m[TH]|adjoint|select|narrow|slice|split\w*|chunk|tensor_split|[hvd]split|unbind|unfold|diagonal|as_strided|unsafe_\w+|rearrange|Identity|Flatten|Unflatten|\w*Dropout\w*)$/;

/** Whether a tensor requires gradients; undefined: not known. */
export function requiresGradient(t: Tensor): boolean | undefined {
  if (t.dtype.category < 2) return false;
  if (t.requiresGrad !== false) return t.requiresGrad;
  return gradientMode.disturbed && t.from !== null ? undefined : false;
}

/** Whether it was computed from something that requires gradients, so that it has a `grad_fn`. */
export function isLeaf(t: Tensor): boolean | undefined {
  const requires = requiresGradient(t);
  if (requires === undefined) return t.from === null ? true : undefined;
  if (requires && t.hasHistory && mayBeItsInput(t)) return undefined;
  return !requires || !t.hasHistory;
}

/** Whether a tensor that was moved to a device, or turned into a type, that nobody knows may be the leaf that it was. */
function mayBeItsInput(t: Tensor): boolean {
  if (t.from === null || !/^(to|type|type_as)$/.test(t.from.op) || (t.device !== "?" && !t.hasUnsureType)) return false;
  const [input] = t.from.inputs;
  return input !== undefined && isLeaf(input) !== false;
}

/** Tells a new result whether it requires gradients, from what it was made of. `standsIn`: bundled code makes a tensor in place of one that PyTorch computes. */
export function inheritGradient(result: Tensor, op: string, args: readonly Value[], kwargs: Kwargs, parameters: readonly (boolean | undefined)[] = [], standsIn = false): void {
  if (result.requiresGrad !== undefined) return;
  const mode = gradientMode.enabled;
  if (result.dtype.category < 2) result.requiresGrad = false;
  else if (DETACHING.test(op)) result.requiresGrad = standsIn ? undefined : false;
  else if (!OPEN.test(op)) {
    const any = anyOf([...args.map((v) => requiresGradientAny(v)), ...Array.from(kwargs.values(), (v) => requiresGradientAny(v)), ...parameters]);
    const off = mode === false && !SAME_OR_VIEW.test(op);
    result.requiresGrad = any === false || off ? false : any === true && mode === true ? true : undefined;
    result.hasHistory = result.requiresGrad === true;
  }
}

/** A write in place: the target takes over the gradients of what is written. */
export function noteWrite(target: Tensor, written: readonly Value[]): void {
  if (gradientMode.enabled === false || target.requiresGrad === true) return;
  const any = anyOf(written.map((v) => requiresGradientAny(v)));
  if (any === false) return;
  touch(target);
  target.requiresGrad = any === true && gradientMode.enabled === true ? true : undefined;
  target.hasHistory = target.requiresGrad === true;
  gradientMode.disturb();
}

/** What PyTorch says of a write in place to a tensor that the user asked gradients of; null: it lets it pass. */
export function refusedWrite(target: Tensor): string | null {
  if (gradientMode.enabled !== true || requiresGradient(target) !== true || target.hasHistory) return null;
  return "a leaf Variable that requires grad is being used in an in-place operation.";
}

/** Whether a call that writes to `out` is given something that requires gradients, which PyTorch refuses. */
export function refusedOut(args: readonly Value[], kwargs: Kwargs): boolean {
  return gradientMode.enabled === true && kwargs.get("out") !== undefined && anyOf([...args, ...kwargs.values()].map((v) => requiresGradientAny(v))) === true;
}

function anyOf(all: readonly (boolean | undefined)[]): boolean | undefined {
  if (all.includes(true)) return true;
  return all.includes(undefined) ? undefined : false;
}

/** Whether something among an argument's parts requires gradients. */
export function requiresGradientAny(v: Value, depth = 0): boolean | undefined {
  if (v === null || typeof v !== "object") return false;
  if (isTensor(v)) return requiresGradient(v);
  if (v instanceof PyFloat || v instanceof PyComplex || v instanceof DType || v instanceof Device || v instanceof Enumerator) return false;
  if (v.kind === "symint" || v.kind === "symfloat" || v.kind === "symbool" || v.kind === "slice" || v.kind === "ellipsis") return false;
  // What takes a list of tensors refuses an empty one.
  if (v instanceof PyList && v.unbounded) return depth < 3 ? requiresGradientAny(v.unbounded.item, depth + 1) : undefined;
  if (v instanceof PyTuple || v instanceof PyList) return depth < 3 ? anyOf(v.items.map((x) => requiresGradientAny(x, depth + 1))) : undefined;
  if (v instanceof PyDict) return depth < 3 ? anyOf(Array.from(v.entries.values(), (e) => requiresGradientAny(e.value, depth + 1))) : undefined;
  return v instanceof Instance && v.primitive !== undefined ? false : undefined;
}

function isTensor(v: { readonly kind: string }): v is Tensor {
  return v.kind === "tensor";
}
