/**
 * What operators save for their gradients, and whether it was changed in place since: PyTorch counts the writes to a
 * tensor's memory, and `backward()` refuses a saved tensor whose count has gone on. Only what shares memory for sure
 * counts as the same memory, so that a write may be overlooked and none is made up.
 */
import { Cell, touch } from "../python/trail.ts";
import { type Kwargs, type Value, PyList, PyTuple } from "../python/values.ts";
import { gradientMode, requiresGradient } from "./gradient.ts";
import { Tensor } from "./tensor.ts";
import { autocast } from "./unsureType.ts";

/** The writes to a tensor's memory, which its views share. */
export class Memory extends Cell {
  /** null: not known. */
  writes: number | null = 0;
  written(): void {
    if (this.writes === null) return;
    touch(this);
    this.writes += 1;
  }
  save(): unknown {
    return this.writes;
  }
  load(saved: unknown): void {
    this.writes = saved as number | null;
  }
  override joinSaved(contents: readonly unknown[]): unknown {
    return contents.every((c) => c === contents[0]) ? contents[0] : null;
  }
}

interface Saved {
  readonly tensor: Tensor;
  readonly memory: Memory;
  readonly writes: number;
  /** The operator's own result was saved. */
  readonly isResult: boolean;
}

/** A step of the graph that `backward()` goes through: PyTorch's `grad_fn`. */
export interface Step {
  readonly op: string;
  readonly saved: readonly Saved[];
  readonly next: readonly Step[];
  /** What gets a `grad` from it. */
  readonly leaves: readonly Tensor[];
}

/** Operators that save what they gave. */
const RESULT: ReadonlySet<string> = new Set("sigmoid tanh relu exp sqrt rsqrt softmax log_softmax".split(" "));
/** Operators that save their input whatever else they are given. */
const INPUT: ReadonlySet<string> = new Set("log sin cos pow silu gelu leaky_relu softplus square embedding Embedding layer_norm group_norm batch_norm".split(" "));
/** Operators on two tensors, of which each is saved if the other requires gradients. */
const FACTORS: ReadonlySet<string> = new Set("mul matmul mm bmm linear conv1d conv2d conv3d conv_transpose1d conv_transpose2d conv_transpose3d".split(" "));
/** Operators that save both tensors. */
const BOTH: ReadonlySet<string> = new Set("mse_loss smooth_l1_loss".split(" "));
/** Operators whose result is a view of the memory of what they are given, whatever its strides. */
const VIEWS: ReadonlySet<string> = new Set("view transpose permute unsqueeze squeeze t T mT select narrow expand chunk split unbind detach swapaxes movedim".split(" "));
/** What writes to no memory, or does not always. */
const NO_WRITE = /dropout|^(un)?squeeze_|^(t|transpose|swap\w+|as_strided|requires_grad|detach|resize|set|share_memory|retain_grad)_/;

/** A graph of so many steps is not gone through. */
const MOST_STEPS = 20_000;

export function memoryOf(t: Tensor): Memory {
  t.memory ??= new Memory();
  return t.memory;
}

/** Notes on a new result what its operator saved. */
export function noteSaved(result: Tensor, op: string, args: readonly Value[], kwargs: Kwargs): void {
  const [first, second] = tensorsOf([...args, ...kwargs.values()]);
  if (VIEWS.has(op) && first && first !== result) result.memory = memoryOf(first);
  // Autocast multiplies copies of another type.
  if (result.requiresGrad !== true || !result.hasHistory || gradientMode.enabled !== true || autocast.mayBeOn) return;
  const saved: Saved[] = [];
  const save = (t: Tensor | undefined): void => {
    const memory = t && memoryOf(t);
    if (t && memory && memory.writes !== null) saved.push({ tensor: t, memory, writes: memory.writes, isResult: t === result });
  };
  if (RESULT.has(op)) save(result);
  else if (INPUT.has(op) || BOTH.has(op)) {
    save(first);
    if (BOTH.has(op)) save(second);
  } else if (FACTORS.has(op) && first && second) {
    if (requiresGradient(second) === true) save(first);
    if (requiresGradient(first) === true) save(second);
  }
  result.step = { op, saved, next: stepsOf([...args, ...kwargs.values()]), leaves: leavesOf([...args, ...kwargs.values()]) };
}

/** Notes a write in place by the function of that name. */
export function noteInPlace(target: Tensor, name: string, given: readonly Value[]): void {
  if (NO_WRITE.test(name)) return;
  const memory = memoryOf(target);
  memory.written();
  if (requiresGradient(target) !== true || gradientMode.enabled !== true) return;
  const op = name.replace(/_$/, "");
  const own: Saved[] = RESULT.has(op) && memory.writes !== null ? [{ tensor: target, memory, writes: memory.writes, isResult: true }] : [];
  touch(target);
  target.step = { op, saved: own, next: [...(target.step ? [target.step] : []), ...stepsOf(given)], leaves: leavesOf(given) };
}

/** A saved value on the way from these to the leaves that was written to since; null: none for sure. */
export function changedSince(outputs: readonly Tensor[]): Changed | null {
  for (const s of stepsFrom(outputs)) {
    for (const v of s.saved) if (v.memory.writes !== null && v.memory.writes > v.writes) return { ...v, op: s.op };
  }
  return null;
}

export interface Changed extends Saved {
  readonly op: string;
}

/** Notes what has a `grad` after `backward()`: an optimizer's step writes to it. */
export function noteGradients(outputs: readonly Tensor[]): void {
  for (const s of stepsFrom(outputs)) for (const t of s.leaves) setHasGrad(t, true);
}

/** What was set as a gradient is gone, or has been added to and depends on what its graph does. */
export function setHasGrad(t: Tensor, has: boolean): void {
  const set = t.attrs?.get("grad");
  if (set instanceof Tensor || (has && set === null)) t.attrs?.delete("grad");
  if (t.hasGrad === has) return;
  touch(t);
  t.hasGrad = has;
}

/** What led to the tensor saves nothing. */
export function forgetSteps(t: Tensor): void {
  if (t.step === null) return;
  touch(t);
  t.step = null;
}

/** An optimizer's step. */
export function takeStep(parameters: readonly Value[]): void {
  for (const p of parameters) if (p instanceof Tensor && p.hasGrad) memoryOf(p).written();
}

function stepsFrom(outputs: readonly Tensor[]): ReadonlySet<Step> {
  const seen = new Set<Step>();
  const open = stepsOf(outputs);
  for (let s = open.pop(); s && seen.size < MOST_STEPS; s = open.pop()) {
    if (seen.has(s)) continue;
    seen.add(s);
    open.push(...s.next);
  }
  return seen;
}

function leavesOf(values: readonly Value[]): Tensor[] {
  return tensorsOf(values).filter((t) => requiresGradient(t) === true && !t.hasHistory);
}

function stepsOf(values: readonly Value[]): Step[] {
  return tensorsOf(values).flatMap((t) => (t.step && requiresGradient(t) === true ? [t.step] : []));
}

function tensorsOf(values: readonly Value[]): Tensor[] {
  const out: Tensor[] = [];
  for (const v of values) {
    if (v instanceof Tensor) out.push(v);
    else if (v instanceof PyTuple || v instanceof PyList) for (const x of v.items) if (x instanceof Tensor) out.push(x);
  }
  return out;
}
