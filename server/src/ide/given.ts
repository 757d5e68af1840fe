/** An entry that is asked for: an expression in a file's namespace, called on given inputs. */
import { execute } from "../python/execute.ts";
import type { Frame, Interp } from "../python/interp.ts";
import { Alt, ClassValue, ModuleValue, NO_KWARGS, Unknown, type Value } from "../python/values.ts";
import type { Unit } from "../syntax/ast.ts";
import { parse } from "../syntax/parser.ts";
import { isModule, moduleClass } from "../torch/module.ts";
import { Tensor } from "../torch/tensor.ts";
import { type Entry, type EntryNotes, runEntry } from "./entries.ts";
import { InputError, SymbolTable, constructorOf, parseInput, requiredParameters } from "./inputs.ts";
import { buildModel, runModel } from "./modelRuns.ts";

export interface GivenEntry {
  readonly expr: string;
  /** SPECs, `name=SPEC` for a keyword argument; none: symbols. */
  readonly inputs: readonly string[];
  readonly mode: "eval" | "train" | undefined;
  /** Statements run in the namespace before. */
  readonly setup?: string;
}

/** Evaluates an expression in a module's namespace. */
export function evaluateIn(interp: Interp, module: ModuleValue, expression: string): Value {
  const tree = parse("<entry>", `__shapelint_value__ = (${expression}\n)\n`);
  const problem = tree.problems[0];
  if (problem) throw new InputError(`'${expression}' is not a Python expression: ${problem.message}`);
  runUnits(interp, module, tree.units);
  return module.globals.get("__shapelint_value__") ?? null;
}

function runIn(interp: Interp, module: ModuleValue, statements: string): void {
  runUnits(interp, module, parse("<entry>", statements).units);
}

function runUnits(interp: Interp, module: ModuleValue, units: readonly Unit[]): void {
  const frame: Frame = { env: module.globals, func: null, module, globalNames: null, nonlocalNames: null, yields: null, returnValue: null, pending: [], handling: null };
  for (const unit of units) execute(interp, unit.body, frame);
}

export function runGiven(interp: Interp, module: ModuleValue, given: GivenEntry): Entry {
  return runEntry(interp, { expr: given.expr, origin: "given", node: null, guessed: given.inputs.length === 0 }, (notes) => {
    interp.implicitName = (name) => (name === "torch" ? known(interp.importModule("torch")) : name === "nn" ? known(interp.importModule("torch.nn")) : undefined);
    try {
      if (given.setup !== undefined) runIn(interp, module, given.setup);
      const made = evaluateIn(interp, module, given.expr);
      // Of several models that a condition of the program's decides between, the first is shown.
      const model = made instanceof Alt ? (made.options.find(isModule) ?? made) : made;
      if (!isModule(model)) {
        if (model instanceof Unknown) return model;
        if (interp.trace.problems.length > 0) return new Unknown("the model cannot be built");
        throw new InputError(`'${given.expr}' gives ${interp.typeName(model)}, not a module`);
      }
      if (given.mode !== undefined) interp.callMethod(model, given.mode, []);
      if (given.inputs.length === 0) return runModel(interp, model, notes);
      return callOn(interp, module, model, given.inputs, notes);
    } finally {
      interp.implicitName = () => undefined;
    }
  });
}

/** The model classes for which the user set inputs, each run on its own. */
export function statedEntries(interp: Interp, module: ModuleValue, inputs: Readonly<Record<string, readonly string[]>>): readonly Entry[] {
  return Object.entries(inputs).flatMap(([name, specs]) => {
    const cls = module.globals.get(name);
    return cls instanceof ClassValue && cls.node !== null && cls.isSubclassOf(moduleClass) ? [runStated(interp, module, cls, specs)] : [];
  });
}

function runStated(interp: Interp, module: ModuleValue, cls: ClassValue, specs: readonly string[]): Entry {
  const init = constructorOf(cls);
  const required = init ? requiredParameters(init.node, true) : null;
  const guessed = required !== null && required.positional.length + required.keyword.length > 0;
  return runEntry(interp, { expr: cls.name, origin: "stated", node: cls.node, guessed }, (notes) => {
    const model = buildModel(interp, cls, notes);
    if (!isModule(model)) return model;
    try {
      return callOn(interp, module, model, specs, notes);
    } catch (error) {
      if (error instanceof InputError) return new Unknown(error.message);
      throw error;
    }
  });
}

function known(m: ModuleValue | Unknown): Value | undefined {
  return m instanceof ModuleValue ? m : undefined;
}

function callOn(interp: Interp, module: ModuleValue, model: Value, specs: readonly string[], notes: EntryNotes): Value {
  const table = new SymbolTable();
  const args: Value[] = [];
  const kwargs = new Map<string, Value>();
  for (const spec of specs) {
    const [, name, rest] = /^([A-Za-z_]\w*)=(.*)$/s.exec(spec) ?? [];
    const value = parseInput(rest ?? spec, table, (expression) => evaluateIn(interp, module, expression));
    if (value instanceof Tensor && value.from === null) value.inputName = name ?? `input ${args.length + 1}`;
    notes.inputs.push({ name: name ?? `input${args.length > 0 ? args.length + 1 : ""}`, value });
    if (name === undefined) args.push(value);
    else kwargs.set(name, value);
  }
  if (isModule(model)) notes.model = model;
  notes.callsBefore = interp.trace.calls.length;
  notes.problemsBefore = interp.trace.problems.length;
  interp.recording = true;
  return interp.call(model, args, kwargs.size > 0 ? kwargs : NO_KWARGS, null);
}
