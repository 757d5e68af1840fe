/** What a call raises about an argument that nobody knows says nothing: with another value it may run. */
import { PyRaise } from "../python/errors.ts";
import { type Instance, type Kwargs, PyList, PyTuple, SomeComplex, Unknown, type Value } from "../python/values.ts";
import type { Signature } from "./args.ts";
import { GiveUp, type OpContext } from "./op.ts";

/** Failures of which an argument's value or kind may be the cause. Those about sizes are decided by sizes, of which unknown ones prove nothing. */
const OF_VALUES: ReadonlySet<string> = new Set(["argument-type", "argument-value", "dtype", "interpolate-size", "invalid-call", "operand-type", "rank"]);
/** And of which an option of a layer may be the cause. */
const OF_OPTIONS: ReadonlySet<string> = new Set([...OF_VALUES, "rnn-hidden-size"]);

/** Runs a rule; a failure that is about an argument, or an option of the layer, that is not known leaves its result unknown. */
export function underOpenArguments(c: OpContext, signature: Signature, layer: Instance | null, args: readonly Value[], kwargs: Kwargs, run: () => Value): Value {
  const open = new Map<string, Unknown>();
  for (const [i, v] of args.entries()) note(open, signature.parameters[i]?.name ?? "", v);
  for (const [name, v] of kwargs) note(open, name, v);
  const option = layer && optionOf(layer);
  if (open.size === 0 && !option) return run();
  let value: Value = null;
  let thrown: PyRaise | GiveUp | null = null;
  try {
    value = run();
  } catch (e) {
    if (!(e instanceof PyRaise || e instanceof GiveUp)) throw e;
    thrown = e;
  }
  const failure = c.failure ?? (thrown instanceof PyRaise ? thrown : null);
  if (failure === null) {
    if (thrown) throw thrown;
    return value;
  }
  const { rule, message } = failure.problem;
  if (failure === c.refused && thrown) throw thrown;
  const cause = option && OF_OPTIONS.has(rule) ? option : OF_VALUES.has(rule) ? told(message, open) : undefined;
  if (cause) {
    c.failure = null;
    throw new GiveUp(new Unknown(cause.reason, c.node));
  }
  if (thrown) throw thrown;
  return value;
}

function note(open: Map<string, Unknown>, name: string, v: Value): void {
  // Of a complex number, or a list, it is known that it is one.
  if (v instanceof Unknown && !(v instanceof SomeComplex)) open.set(name, v);
  const item = v instanceof PyTuple || v instanceof PyList ? v.items.find((x) => x instanceof Unknown) : undefined;
  if (item instanceof Unknown) open.set("", item);
}

/** An option of a layer that is not known, sizes aside. */
function optionOf(layer: Instance): Unknown | undefined {
  for (const name of ["batch_first", "bidirectional", "mode", "padding_mode", "ceil_mode", "approximate", "reduction"]) {
    const v = layer.attrs.get(name);
    if (v instanceof Unknown) return v;
  }
  return undefined;
}

/** The type, or a size, of what nobody knows in a message; the word `object` stands in others too ("'str' object", "the object at pos 3"). */
const OF_NOBODY = /(?<!' |\bthe )\bobject\b|\?/;

/** The argument that a message speaks of: by its name, or as what an unknown value looks like. */
function told(message: string, open: ReadonlyMap<string, Unknown>): Unknown | undefined {
  for (const [name, v] of open) if (name !== "" && new RegExp(`\\b${name}\\b`).test(message)) return v;
  return OF_NOBODY.test(message) ? [...open.values()][0] : undefined;
}
