/** Entries: calls that are run for themselves, each with a trace of its own. */
import { defaultType } from "../torch/defaultType.ts";
import { gradientMode } from "../torch/gradient.ts";
import { type Dim, type Requirement, Scope, type Verdict, eq, print, symbolsOf } from "../dims/index.ts";
import { OutOfFuel, PyRaise } from "../python/errors.ts";
import { isExit } from "../python/execute.ts";
import type { Interp } from "../python/interp.ts";
import type { Problem } from "../python/problem.ts";
import { Trace } from "../python/trace.ts";
import { keep, mark, takeBack } from "../python/trail.ts";
import { Alt, type Instance, Unknown, type Value } from "../python/values.ts";
import type { Node } from "../syntax/ast.ts";
import type { ProjectText } from "./projectText.ts";
import { countParameters, namedModules } from "../torch/module.ts";
import { checkLayers } from "../torch/suspicion/layers.ts";
import { Tensor } from "../torch/tensor.ts";

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

/** A failure, and whether nothing that the project's text says speaks against it. */
export interface Proven {
  readonly problem: Problem;
  readonly stands: (project: ProjectText) => boolean;
}

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
  /** The model was built from the defaults of a configuration, one that the code says it takes or one that looks likely; or its inputs have a rank that looks likely. */
  readonly configured: "stated" | "likely" | null;
  /** The model was built as the code builds it. */
  readonly asBuilt: boolean;
  /** Inputs are symbols that we made up, so failures that come of the guess are not the code's. */
  readonly guessed: boolean;
  /** Failures that come whatever the guessed arguments and inputs are. */
  readonly proven: readonly Proven[];
  /** Failures that come of a rank that was only told by how many items an index has: with more dimensions they do not come. */
  readonly ofGuessedRank: ReadonlySet<Problem>;
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
  interp.workAtStart = interp.work;
  interp.forks = 0;
  interp.openKwargs = null;
  const notes: EntryNotes = { model: null, inputs: [], callsBefore: 0, problemsBefore: 0, symbolicArguments: false, configured: null, asBuilt: false };
  const m = mark();
  // A program starts with gradients on; what nothing runs may be run without.
  defaultType.begin();
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
    status: failed || trace.problems.some((p) => p.severity === "error" && !p.conditional && !p.avoidable) ? "failed" : trace.unknowns.length > 0 || hasUnknown(output, notes.inputs) ? "partial" : "complete",
    proven: [],
    ofGuessedRank: new Set(),
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
  configured: "stated" | "likely" | null;
  asBuilt: boolean;
}

/** Tensors keep the shape they were found to have, though the heap goes back to where it was. */
function settleShapes(inputs: readonly { value: Value }[]): void {
  for (const { value } of inputs) if (value instanceof Tensor && value.shapeVar) value.freeze();
}

function freeze(_interp: Interp, v: Value): Value {
  if (v instanceof Tensor) v.freeze();
  return v;
}

/** A result of an input's own shape is known, whatever rank that has. */
function hasUnknown(v: Value, inputs: readonly { value: Value }[]): boolean {
  if (v instanceof Tensor && v.shape === null) return !inputs.some((i) => i.value instanceof Tensor && i.value.shapeVar === v.shapeVar);
  return v instanceof Unknown || v instanceof Alt;
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
