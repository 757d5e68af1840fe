/** Gradients that code computes itself: `backward` of a `torch.autograd.Function`, run when what it gave is differentiated. */
import { type Dim, and, eq, or } from "../dims/index.ts";
import type { Interp } from "../python/interp.ts";
import { type ClassValue, type Instance, type Value, Alt, PyTuple, Unknown } from "../python/values.ts";
import { gradientMode, requiresGradient } from "./gradient.ts";
import { type OpContext, sizeRepr } from "./op.ts";
import { Tensor } from "./tensor.ts";

/** One call of a function with a gradient of its own. */
interface OwnCall {
  readonly cls: ClassValue;
  readonly ctx: Instance;
  readonly args: readonly Value[];
  readonly outputs: readonly Value[];
}

const callOf = new WeakMap<Tensor, OwnCall>();

/** A graph of so many results is not gone through. */
const MOST_RESULTS = 20_000;

/** Notes what a call gave that is differentiated for sure: gradients are recorded, and one of its arguments requires them. */
export function noteOwnCall(call: OwnCall, constant: readonly Value[]): void {
  if (gradientMode.enabled !== true || !call.args.some((v) => v instanceof Tensor && requiresGradient(v) === true)) return;
  for (const t of call.outputs) if (t instanceof Tensor && t.dtype.category >= 2 && !call.args.includes(t) && !constant.includes(t)) callOf.set(t, call);
}

/** The calls that outputs come of, last first. */
function callsWithin(outputs: readonly Tensor[]): ReadonlySet<OwnCall> {
  const found = new Set<OwnCall>();
  const seen = new Set<Tensor>();
  const open = [...outputs];
  for (let t = open.pop(); t && seen.size < MOST_RESULTS; t = open.pop()) {
    if (seen.has(t)) continue;
    seen.add(t);
    const call = callOf.get(t);
    if (call) {
      found.add(call);
      open.push(...call.args.filter((v) => v instanceof Tensor));
    } else if (requiresGradient(t) !== false) open.push(...(t.from?.inputs ?? []));
  }
  return found;
}

/** Runs the gradients of all calls that outputs come of; `c` is the call that differentiates them. */
export function runOwnGradients(c: OpContext, outputs: readonly Tensor[], create: boolean | undefined): void {
  if (gradientMode.enabled !== true || gradientMode.disturbed) return;
  for (const call of callsWithin(outputs)) {
    const given = gradientMode.within(create, () => gradientsOf(c, call));
    if (given) check(c, call, given);
  }
}

function gradientsOf(c: OpContext, { cls, ctx, args, outputs }: OwnCall): readonly Value[] | undefined {
  const name = cls.lookup("backward") === undefined ? "vjp" : "backward";
  if (cls.lookup(name) === undefined) c.fail("NotImplementedError", "You must implement either the backward or vjp method for your custom autograd.Function to use it with backward mode AD.", { rule: "invalid-call" });
  ctx.attrs.set("needs_input_grad", new PyTuple(args.map((v) => (v instanceof Tensor ? (requiresGradient(v) ?? new Unknown("whether an argument requires gradients")) : false))));
  const interp: Interp = c.interp;
  const result = interp.call(interp.getattr(cls, name, c.node), [ctx, ...outputs.map(gradientLike)], undefined, c.node);
  if (result instanceof Unknown || result instanceof Alt) return undefined;
  return result instanceof PyTuple ? result.items : [result];
}

/** The gradient of one output: it has its sizes. */
function gradientLike(t: Value): Value {
  return t instanceof Tensor && t.dtype.category >= 2 ? new Tensor(t.shapeOrVar, t.dtype, { device: t.device }) : new Unknown("the gradient of an output");
}

/** What PyTorch asks of the gradients: one for each argument, of its sizes, or of such as they are summed from. */
function check(c: OpContext, { cls, args }: OwnCall, given: readonly Value[]): void {
  const name = `${cls.name}Backward`;
  const why = { rule: "invalid-call" };
  const surplus = given.slice(args.length).every((v) => v === null);
  if (given.length < args.length || !surplus) {
    const surely = given.length < args.length || given.slice(args.length).some((v) => v instanceof Tensor);
    if (surely) c.fail("RuntimeError", `function ${name} returned an incorrect number of gradients (expected ${args.length}, got ${given.length})`, { ...why, law: () => `${cls.name}.backward gives ${given.length} for the ${args.length} arguments of forward` });
    return;
  }
  args.forEach((arg, i) => {
    const gradient = given[i] ?? null;
    if (!(gradient instanceof Tensor)) return;
    if (!(arg instanceof Tensor)) {
      if (arg === null || typeof arg !== "object") c.fail("RuntimeError", `function ${name} returned a gradient different from None at position ${i + 1}, but the corresponding forward input was not a Variable`, why);
      return;
    }
    if (requiresGradient(arg) !== true || gradient.shape === null || arg.shape === null) return;
    const [own, wanted]: readonly (readonly Dim[])[] = [c.shapeOf(gradient), c.shapeOf(arg)] as const;
    const sums = own.length >= wanted.length && and(...wanted.map((d, k) => { const o = own[own.length - wanted.length + k] as Dim; return or(eq(d, o), eq(d, 1)); }));
    c.check(sums, "RuntimeError", () => `Function ${name} returned an invalid gradient at index ${i} - got ${sizeList(own)} but expected shape compatible with ${sizeList(wanted)}`, why);
  });
}

const sizeList = (shape: readonly Dim[]): string => sizeRepr(shape).replace(/^torch\.Size\((.*)\)$/s, "$1");
