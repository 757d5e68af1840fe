/** Building a model class that nothing builds, and calling a model on inputs that nobody states. */
import { symbol } from "../dims/index.ts";
import { defaultsOf } from "../python/calls.ts";
import type { Interp } from "../python/interp.ts";
import type { Built } from "../python/trace.ts";
import { BoundMethod, ClassValue, FunctionValue, type Instance, type Kwargs, PyFloat, SymInt, Unknown, type Value } from "../python/values.ts";
import type { Arg } from "../syntax/ast.ts";
import { FLOAT32 } from "../torch/dtype.ts";
import { isModule } from "../torch/module.ts";
import { ShapeVar, Tensor } from "../torch/tensor.ts";
import { textOf } from "./built.ts";
import { type Configuration, fromDefaults } from "./configs.ts";
import type { EntryNotes } from "./entries.ts";
import { type Supposed, madeUp } from "./madeUp.ts";
import { SymbolTable, constructorOf, isInput, mayBeNone, parametersWithoutValue, requiredKeywords, requiredParameters, statedShape, symbolicArgument, symbolicInput, unwrapped } from "./inputs.ts";

/** How a class is built and called, where nobody says it. */
export interface Plan {
  /** Constructor's parameters that get a configuration's defaults. */
  readonly configurations: ReadonlyMap<string, Configuration>;
  /** Names of optional inputs that are given, too. */
  readonly inputs: readonly string[];
  /** The number of dimensions that inputs have of which nothing else tells it. */
  readonly rank: number | null;
  /** The number of dimensions of inputs that are not as others of their name. */
  readonly unusual: ReadonlyMap<string, number>;
  /** The arguments that the code itself gives it, where it builds one. */
  readonly built: BuiltBy | null;
  /** Parameters that are no tensors get what their annotations tell, and that is supposed; null: they are not known. */
  readonly supposed: Supposed | null;
  /** It is set to eval() before it is called. */
  readonly evaluating: boolean;
  /** Names of inputs that are tensors for sure: nothing else is supposed of arguments and inputs, defaults included; null: they are guessed. */
  readonly open: ReadonlySet<string> | null;
}

/** How the code builds a class, and whether whoever did so was itself made of a configuration's defaults. */
export interface BuiltBy extends Built {
  readonly configured: "stated" | "likely" | null;
}
export const PLAIN: Plan = { configurations: new Map(), inputs: [], rank: null, unusual: new Map(), built: null, supposed: null, evaluating: false, open: null };

export function classExpr(cls: ClassValue, plan: Plan = PLAIN): string {
  const built = plan.built && textOf(plan.built);
  if (built !== null) return `${cls.name}(${built})`;
  const init = constructorOf(cls);
  const args = init ? requiredParameters(init.node, true).positional.map((p) => (plan.configurations.has(p.name) ? `${plan.configurations.get(p.name)?.cls.name}()` : p.name)).join(", ") : "";
  return `${cls.name}(${args})`;
}

/** Builds a class as the code does, else with defaults, else with symbols, and calls it on symbols. */
export function runClass(interp: Interp, cls: ClassValue, notes: EntryNotes, plan: Plan = PLAIN): Value {
  const model = buildModel(interp, cls, notes, plan);
  return isModule(model) ? runModel(interp, model, notes, plan) : model;
}

/** An object of a class, with symbols for the arguments that have no defaults and that nobody gives. */
export function buildModel(interp: Interp, cls: ClassValue, notes: EntryNotes, plan: Plan = PLAIN): Value {
  if (plan.built) {
    notes.asBuilt = true;
    notes.configured = plan.built.configured;
    interp.recording = true;
    return interp.call(cls, plan.built.args, plan.built.kwargs, null);
  }
  const init = constructorOf(cls);
  const args: Value[] = [];
  const kwargs = new Map<string, Value>();
  if (init) {
    const required = requiredParameters(init.node, true);
    let symbols = init.node.args.vararg !== null || init.node.args.kwarg !== null;
    const table = new SymbolTable();
    const make = (p: Arg): Value => {
      const configuration = plan.configurations.get(p.name);
      const made = configuration ? fromDefaults(interp, configuration.cls) : null;
      if (made !== null) notes.configured = configuration?.stated === true && notes.configured !== "likely" ? "stated" : "likely";
      else symbols = true;
      return made ?? (plan.supposed ? madeUp(interp, init, p, table, plan.supposed) : undefined) ?? symbolicArgument(p);
    };
    if (plan.open) return buildOpen(interp, cls, init, notes);
    for (const p of required.positional) args.push(make(p));
    for (const p of [...required.keyword, ...parametersWithoutValue(init.node, true).filter((o) => plan.configurations.has(o.name))]) kwargs.set(p.name, make(p));
    for (const [name, p] of requiredKeywords(init.node)) if (!kwargs.has(name)) kwargs.set(name, make(p));
    notes.symbolicArguments = symbols && !(notes.configured === "stated" && args.length + kwargs.size === plan.configurations.size);
  }
  interp.recording = true;
  return interp.call(cls, args, kwargs, null);
}

/** An object of a class, whatever it is given. */
function buildOpen(interp: Interp, cls: ClassValue, init: FunctionValue, notes: EntryNotes): Value {
  notes.symbolicArguments = true;
  const { posonly, args, kwonly, kwarg } = init.node.args;
  const required = [...requiredParameters(init.node, true).positional.map(symbolicArgument), ...optional(init)];
  const kwargs = new Map(kwonly.map((p, i): [string, Value] => [p.name, init.node.args.kwDefaults[i] === null ? symbolicArgument(p) : anyOf(p, init.kwDefaults.get(p.name) ?? null)]));
  interp.recording = true;
  if (kwarg) interp.openKwargs = new Unknown("keywords that nobody knows");
  const made = interp.call(cls, required.slice(0, posonly.length + args.length - 1), kwargs, null);
  interp.openKwargs = null;
  return made;
}

/** What a function's optional positional parameters may be. */
function optional(fn: FunctionValue): Value[] {
  const defaults = defaultsOf(fn);
  const all = [...fn.node.args.posonly, ...fn.node.args.args];
  return all.slice(all.length - defaults.length).map((p, i) => anyOf(p, defaults[i] as Value));
}

/** What an argument may be whose default is known: a number that is used as another is, a layer of another kind, and of the rest anything. */
function anyOf(p: Arg, value: Value): Value {
  if (typeof value === "number") return value > 0 ? value : new SymInt(symbol({ name: p.name, min: Number.NEGATIVE_INFINITY, anonymous: true }));
  if (value instanceof PyFloat || value instanceof ClassValue || value instanceof FunctionValue) return value;
  return new Unknown(`the argument '${p.name}' may be another`, p, p.name);
}

/** Calls a model on symbols, one a parameter of its forward. */
export function runModel(interp: Interp, model: Instance, notes: EntryNotes, plan: Plan = PLAIN): Value {
  notes.model = model;
  if (plan.rank !== null || plan.unusual.size > 0 || plan.supposed) notes.configured = "likely";
  if (plan.evaluating) interp.callMethod(model, "eval", []);
  const { args, kwargs } = symbolicCall(interp, model, notes, plan);
  notes.callsBefore = interp.trace.calls.length;
  notes.problemsBefore = interp.trace.problems.length;
  interp.recording = true;
  return interp.call(model, args, kwargs, null);
}

/** What runs when a model is called, below what decorators put around it. */
export function forwardOf(interp: Interp, model: Instance): { readonly fn: FunctionValue; readonly isMethod: boolean } | null {
  const forward = interp.lookupAttr(model, "forward");
  const fn = forward instanceof BoundMethod ? forward.func : forward;
  return fn instanceof FunctionValue ? { fn: unwrapped(fn), isMethod: forward instanceof BoundMethod } : null;
}

function symbolicCall(interp: Interp, model: Instance, notes: EntryNotes, plan: Plan): { args: Value[]; kwargs: Kwargs } {
  const forward = forwardOf(interp, model);
  const table = new SymbolTable();
  const args: Value[] = [];
  const kwargs = new Map<string, Value>();
  const make = (p: Arg): Value => {
    const first = symbolicInput(p, statedShape(p), table, plan.rank, plan.unusual.get(p.name));
    const value = (first instanceof Unknown && forward && plan.supposed ? madeUp(interp, forward.fn, p, table, plan.supposed) : undefined) ?? first;
    notes.inputs.push({ name: p.name, value });
    return value;
  };
  const plain = (name: string): void => {
    const t = new Tensor(new ShapeVar(name), FLOAT32);
    t.inputName = name;
    notes.inputs.push({ name, value: t });
    args.push(t);
  };
  if (!forward) {
    plain("input");
    return { args, kwargs };
  }
  const { fn, isMethod } = forward;
  const required = requiredParameters(fn.node, isMethod);
  if (plan.open) return openCall(interp, fn, required, notes, plan.open);
  const configured = plan.configurations.size > 0;
  // What may be None is, but the first.
  const give = (p: Arg, i: number): Value => (configured && i > 0 && mayBeNone(p) && !plan.inputs.includes(p.name) ? null : make(p));
  required.positional.forEach((p, i) => args.push(give(p, i)));
  required.keyword.forEach((p, i) => kwargs.set(p.name, give(p, args.length + i)));
  const optional = optionalInputs(fn, isMethod);
  if (args.length === 0 && kwargs.size === 0) {
    const main = mainInput(interp, model, optional);
    if (main) kwargs.set(main.name, make(main));
    else if (fn.node.args.vararg) plain("x");
  }
  for (const p of optional) if (plan.inputs.includes(p.name) && !kwargs.has(p.name)) kwargs.set(p.name, make(p));
  return { args, kwargs };
}

/** A call with anything, but for what are tensors for sure. */
function openCall(interp: Interp, fn: FunctionValue, required: ReturnType<typeof requiredParameters>, notes: EntryNotes, tensors: ReadonlySet<string>): { args: Value[]; kwargs: Kwargs } {
  const make = (p: Arg): Value => {
    const value = tensors.has(p.name) ? new Tensor(new ShapeVar(p.name), FLOAT32) : new Unknown(`the argument '${p.name}' is not known`, p, p.name);
    if (value instanceof Tensor) {
      value.hasUnsureType = true;
      value.inputName = p.name;
    }
    notes.inputs.push({ name: p.name, value });
    return value;
  };
  const { kwonly, kwDefaults, kwarg } = fn.node.args;
  const args = [...required.positional.map(make), ...optional(fn)];
  const kwargs = new Map(kwonly.map((p, i): [string, Value] => [p.name, kwDefaults[i] === null ? make(p) : anyOf(p, fn.kwDefaults.get(p.name) ?? null)]));
  if (kwarg) interp.openKwargs = new Unknown("keywords that nobody knows");
  return { args, kwargs };
}

/** Parameters that are None unless a tensor is given. */
export function optionalInputs(fn: FunctionValue, isMethod: boolean): readonly Arg[] {
  return parametersWithoutValue(fn.node, isMethod).filter(isInput);
}

/** The input that a model without required ones is called with: the one that it names (`main_input_name`), else the first. */
function mainInput(interp: Interp, model: Instance, optional: readonly Arg[]): Arg | undefined {
  const name = interp.lookupAttr(model, "main_input_name");
  return optional.find((p) => p.name === name) ?? optional[0];
}
