/** The steps of a Lightning module that no trainer is seen to run, as entries on a batch that nobody knows. */
import type { Interp } from "../python/interp.ts";
import { type ClassValue, FunctionValue, NO_KWARGS, PyObject, Unknown, type Value } from "../python/values.ts";
import { FLOAT32 } from "../torch/dtype.ts";
import { ShapeVar, Tensor } from "../torch/tensor.ts";
import type { EntryNotes } from "./entries.ts";

const STEPS = ["training_step", "validation_step", "test_step", "predict_step"];

/** The steps that a class defines, by name. */
export function stepsOf(cls: ClassValue): readonly (readonly [string, FunctionValue])[] {
  return STEPS.flatMap((name): (readonly [string, FunctionValue])[] => {
    const fn = cls.attrs.get(name);
    return fn instanceof FunctionValue ? [[name, fn]] : [];
  });
}

/** Runs a step of a model, with the number of the batch where it takes one. */
export function runStep(interp: Interp, model: Value, name: string, fn: FunctionValue, notes: EntryNotes): Value {
  const parameters = fn.node.args.args.slice(1);
  const batch = new Batch();
  const args = parameters.slice(0, parameters.length - fn.node.args.defaults.length).map((_, i): Value => (i === 0 ? batch : 0));
  const step = interp.lookupAttr(model, name);
  notes.inputs.push({ name: batch.first.inputName ?? "x", value: batch.first });
  notes.callsBefore = interp.trace.calls.length;
  notes.problemsBefore = interp.trace.problems.length;
  return step === undefined ? null : interp.call(step, args, NO_KWARGS, null);
}

/** A batch: its first part is a tensor of a shape that is to be found out, of the rest nothing is known. */
class Batch extends PyObject {
  readonly kind = "batch";
  readonly first: Tensor;
  constructor() {
    super();
    this.first = new Tensor(new ShapeVar("x"), FLOAT32);
    this.first.inputName = "x";
  }
  override pyUnpack(_interp: Interp, count: number): readonly Value[] {
    return Array.from({ length: count }, (_, i) => (i === 0 ? this.first : rest()));
  }
  override pyGetitem(_interp: Interp, key: Value): Value {
    return key === 0 ? this.first : rest();
  }
  override pyGetattr(): Value {
    return rest();
  }
  override pyIterate(): readonly Value[] | undefined {
    return [this.first, rest()];
  }
}

function rest(): Unknown {
  return new Unknown("what a batch holds");
}
