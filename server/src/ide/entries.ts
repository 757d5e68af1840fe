/** Entries: the calls that reach a model, and every model that no call reaches, run on what is known of their inputs. */
import { gradientMode } from "../torch/gradient.ts";
import { type Dim, type Requirement, Scope, type Verdict, eq, print, symbolsOf } from "../dims/index.ts";
import { OutOfFuel, PyRaise } from "../python/errors.ts";
import { isExit } from "../python/execute.ts";
import type { Interp } from "../python/interp.ts";
import { Trace } from "../python/trace.ts";
import { keep, mark, takeBack } from "../python/trail.ts";
import { Alt, BoundMethod, ClassValue, FunctionValue, type Instance, type Kwargs, type ModuleValue, NO_KWARGS, Unknown, type Value } from "../python/values.ts";
import type { Arg, Node } from "../syntax/ast.ts";
import { FLOAT32 } from "../torch/dtype.ts";
import { countParameters, isModule, moduleClass, namedModules } from "../torch/module.ts";
import { checkLayers } from "../torch/suspicion/layers.ts";
import { ShapeVar, Tensor } from "../torch/tensor.ts";
import { SymbolTable, requiredParameters, statedShape, symbolicArgument, symbolicInput } from "./inputs.ts";

export type Origin =
  /** The file itself, run as a program. */
  | "script"
  /** A function without required parameters that the program does not call. */
  | "function"
  /** A model class or factory that no call reaches, on inputs that are symbols. */
  | "class"
  | "factory"
  /** A model class on the input that the user set for it. */
  | "stated"
  /** Asked for by name. */
  | "given";

export interface Entry {
  /** The call as Python: `Net()(x)`. */
  readonly expr: string;
  readonly origin: Origin;
  readonly node: Node | null;
  readonly model: Instance | null;
  readonly inputs: readonly { readonly name: string; readonly value: Value }[];
  readonly output: Value;
  readonly trace: Trace;
  readonly scope: Scope;
  readonly requirements: readonly Requirement[];
  /** Symbols → where they stand: `H` is `x.shape[2]`. */
  readonly symbols: Readonly<Record<string, string>>;
  readonly status: "complete" | "partial" | "failed";
  /** The model's modules by path, as `named_modules()` gives them after the call. */
  readonly modules: readonly (readonly [string, Instance])[];
  /** Sizes of the parameters of every module that was called, shared ones once. */
  readonly parameters: ReadonlyMap<Instance, readonly Dim[]>;
  /** Number of module calls, and of problems, while the model was built. */
  readonly callsBefore: number;
  readonly problemsBefore: number;
  /** The model was built with arguments that are symbols. */
  readonly symbolicArguments: boolean;
  /** Inputs are symbols that we made up, so failures that come of the guess are not the code's. */
  readonly guessed: boolean;
  /** Whether some square image fits, where the sizes of images are free. */
  readonly square: Verdict;
}

/** Runs something as an entry of its own, with a fresh trace and scope. The heap is as it was before, unless what runs is the program that the other entries belong to. */
export function runEntry(interp: Interp, about: { expr: string; origin: Origin; node: Node | null; guessed: boolean }, body: (note: EntryNotes) => Value): Entry {
  const trace = new Trace();
  const scope = new Scope();
  interp.trace = trace;
  interp.scope = scope;
  interp.site = null;
  interp.recording = false;
  interp.conditional = 0;
  interp.handlers.length = 0;
  interp.backwardHooks.length = 0;
  interp.frames.length = 0;
  interp.stepsAtStart = interp.steps;
  interp.openKwargs = null;
  const notes: EntryNotes = { model: null, inputs: [], callsBefore: 0, problemsBefore: 0, symbolicArguments: false };
  const m = mark();
  // A program starts with gradients on; what nothing runs may be run without.
  gradientMode.begin(about.origin === "script" ? true : undefined);
  let output: Value;
  let failed = false;
  try {
    output = body(notes);
  } catch (e) {
    failed = true;
    if (e instanceof PyRaise) {
      if (!isExit(e)) trace.problem(e.problem);
      output = new Unknown("the call fails");
    } else if (e instanceof OutOfFuel || e instanceof RangeError) {
      output = new Unknown("the analysis was stopped: it took too many steps");
    } else {
      takeBack(m);
      throw e;
    }
  }
  checkLayers(interp);
  const solution = scope.solve();
  const symbols = symbolNames(notes.inputs);
  const entry: Entry = {
    ...about,
    ...notes,
    output: freeze(interp, output),
    trace,
    scope,
    requirements: solution.requirements,
    symbols,
    status: failed || trace.problems.some((p) => p.severity === "error" && !p.conditional) ? "failed" : trace.unknowns.length > 0 || hasUnknown(output) ? "partial" : "complete",
    square: squareVerdict(scope, notes.inputs),
    modules: notes.model ? namedModules(notes.model) : [],
    parameters: new Map([...new Set([...(notes.model ? [notes.model] : []), ...trace.calls.map((c) => c.module)])].map((module) => [module, countParameters(module)])),
  };
  settleShapes(notes.inputs);
  if (about.origin === "script") keep(m);
  else takeBack(m);
  return entry;
}

export interface EntryNotes {
  model: Instance | null;
  inputs: { name: string; value: Value }[];
  callsBefore: number;
  problemsBefore: number;
  symbolicArguments: boolean;
}

/** Tensors keep the shape they were found to have, though the heap goes back to where it was. */
function settleShapes(inputs: readonly { value: Value }[]): void {
  for (const { value } of inputs) if (value instanceof Tensor && value.shapeVar) value.freeze();
}

function freeze(_interp: Interp, v: Value): Value {
  if (v instanceof Tensor) v.freeze();
  return v;
}

function hasUnknown(v: Value): boolean {
  return v instanceof Unknown || v instanceof Alt || (v instanceof Tensor && v.shape === null);
}

function symbolNames(inputs: readonly { name: string; value: Value }[]): Record<string, string> {
  const out: Record<string, string> = {};
  for (const { name, value } of inputs) {
    if (!(value instanceof Tensor)) continue;
    value.shape?.forEach((d, i) => {
      if (typeof d !== "number" && symbolsOf(d).size === 1) out[print(d)] ??= `${name}.shape[${i}]`;
    });
  }
  return out;
}

/** Whether an image input whose height and width are free can be square. */
export function squareVerdict(scope: Scope, inputs: readonly { value: Value }[]): Verdict {
  for (const { value } of inputs) {
    const shape = value instanceof Tensor ? value.shape : null;
    if (shape?.length !== 4) continue;
    const [h, w] = [shape[2], shape[3]];
    if (h === undefined || w === undefined || typeof h === "number" || typeof w === "number") continue;
    return scope.satisfiableWith([eq(h, w)]);
  }
  return "yes";
}

// ---------------------------------------------------------------- what a file has to run

/** Gives the entry that starts at a definition: by running it, or one that is known to be the same. */
export type Recall = (start: Node, run: () => Entry) => Entry;

/** All entries of a loaded file but the script itself, which ran when it was loaded. */
export function fileEntries(interp: Interp, module: ModuleValue, reached: ReadonlySet<Node>, recall: Recall = (_, run) => run()): Entry[] {
  const entries: Entry[] = [];
  const seen = new Set<Node>(reached);
  const note = (e: Entry): void => {
    entries.push(e);
    for (const node of e.trace.executed) seen.add(node);
  };
  const own = ownDefinitions(module);
  for (const fn of own.functions) {
    if (seen.has(fn.node)) continue;
    const { node, name } = unwrapped(fn);
    const required = requiredParameters(node, false);
    if (required.positional.length + required.keyword.length > 0 || node.args.vararg || seen.has(node)) continue;
    note(recall(node, () => runEntry(interp, { expr: `${name}()`, origin: "function", node, guessed: false }, (notes) => callFactory(interp, fn, notes))));
  }
  for (const cls of own.classes) {
    const forward = cls.lookup("forward");
    if (!(forward instanceof FunctionValue) || !own.nodes.has(forward.node) || seen.has(forward.node) || cls.node === null) continue;
    note(recall(cls.node, () => runEntry(interp, { expr: classExpr(cls), origin: "class", node: cls.node, guessed: true }, (notes) => runClass(interp, cls, notes))));
  }
  return entries;
}

interface Definitions {
  readonly functions: readonly FunctionValue[];
  readonly classes: readonly ClassValue[];
  /** All nodes of functions defined in the file. */
  readonly nodes: { has(node: Node): boolean };
}

function ownDefinitions(module: ModuleValue): Definitions {
  const functions: FunctionValue[] = [];
  const classes: ClassValue[] = [];
  for (const [, v] of module.globals.entries()) {
    if (v instanceof FunctionValue && unwrapped(v).module === module && unwrapped(v).node.kind === "FunctionDef") functions.push(v);
    else if (v instanceof ClassValue && v.module === module && v.isSubclassOf(moduleClass)) classes.push(v);
  }
  return { functions, classes, nodes: { has: (node) => node.unit.path === module.path } };
}

/** The function that decorators have wrapped (`functools.wraps` says which). */
function unwrapped(fn: FunctionValue): FunctionValue {
  let at = fn;
  for (let i = 0; i < 8; i++) {
    const inner = at.attrs.get("__wrapped__");
    if (!(inner instanceof FunctionValue)) break;
    at = inner;
  }
  return at;
}

function callFactory(interp: Interp, fn: FunctionValue, notes: EntryNotes): Value {
  interp.recording = true;
  const v = interp.call(fn, [], NO_KWARGS, null);
  if (!isModule(v)) return v;
  return runModel(interp, v, notes);
}

function classExpr(cls: ClassValue): string {
  const init = cls.lookup("__init__");
  const args = init instanceof FunctionValue ? requiredParameters(init.node, true).positional.map((p) => p.name).join(", ") : "";
  return `${cls.name}(${args})`;
}

/** Builds a class with defaults, else with symbols, and calls it on symbols. */
function runClass(interp: Interp, cls: ClassValue, notes: EntryNotes): Value {
  const model = buildModel(interp, cls, notes);
  return isModule(model) ? runModel(interp, model, notes) : model;
}

/** An object of a class, with symbols for the arguments that have no defaults. */
export function buildModel(interp: Interp, cls: ClassValue, notes: EntryNotes): Value {
  const init = cls.lookup("__init__");
  const args: Value[] = [];
  const kwargs = new Map<string, Value>();
  if (init instanceof FunctionValue) {
    const required = requiredParameters(init.node, true);
    for (const p of required.positional) args.push(symbolicArgument(p));
    for (const p of required.keyword) kwargs.set(p.name, symbolicArgument(p));
    notes.symbolicArguments = args.length > 0 || kwargs.size > 0 || init.node.args.vararg !== null || init.node.args.kwarg !== null;
  }
  interp.recording = true;
  return interp.call(cls, args, kwargs, null);
}

/** Calls a model on symbols, one a parameter of its forward. */
export function runModel(interp: Interp, model: Instance, notes: EntryNotes): Value {
  notes.model = model;
  const { args, kwargs } = symbolicCall(interp, model, notes);
  notes.callsBefore = interp.trace.calls.length;
  notes.problemsBefore = interp.trace.problems.length;
  interp.recording = true;
  return interp.call(model, args, kwargs, null);
}

function symbolicCall(interp: Interp, model: Instance, notes: EntryNotes): { args: Value[]; kwargs: Kwargs } {
  const forward = interp.lookupAttr(model, "forward");
  const fn = forward instanceof BoundMethod ? forward.func : forward;
  const table = new SymbolTable();
  const args: Value[] = [];
  const kwargs = new Map<string, Value>();
  const make = (p: Arg): Value => {
    const value = symbolicInput(p, statedShape(p), table);
    notes.inputs.push({ name: p.name, value });
    return value;
  };
  if (fn instanceof FunctionValue) {
    const required = requiredParameters(fn.node, forward instanceof BoundMethod);
    for (const p of required.positional) args.push(make(p));
    for (const p of required.keyword) kwargs.set(p.name, make(p));
    if (args.length === 0 && kwargs.size === 0 && fn.node.args.vararg) {
      const t = new Tensor(new ShapeVar("x"), FLOAT32);
      t.inputName = "x";
      notes.inputs.push({ name: "x", value: t });
      args.push(t);
    }
  } else {
    const t = new Tensor(new ShapeVar("input"), FLOAT32);
    t.inputName = "input";
    notes.inputs.push({ name: "input", value: t });
    args.push(t);
  }
  return { args, kwargs };
}
