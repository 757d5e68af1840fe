/** Connectionist temporal classification loss, as ctc_loss_allocate_outputs checks it. */
import { type Dim, eq, ge, isConst, le, lt, and, ne, print, sum } from "../../dims/index.ts";
import type { Value } from "../../python/values.ts";
import { type Args, asDim, sequence } from "../args.ts";
import { defineOp } from "../define.ts";
import { NATIVE } from "../native.ts";
import type { OpContext } from "../op.ts";
import { Tensor } from "../tensor.ts";
import { nativeForms } from "./forms.ts";
import { NONE, nativeReduction } from "./lossReduction.ts";
import { checkKernel } from "./promotion.ts";

const CHECKER = "(while checking arguments for ctc_loss_allocate_outputs)";

/** Lengths given as ints or as a tensor: how many, and the numbers where they are known. */
interface Lengths {
  readonly count: Dim;
  readonly values: readonly Dim[] | null;
}

function lengthsOf(c: OpContext, a: Args, name: string): Lengths {
  const v = a.value(name);
  const items = sequence(v);
  if (items) return { count: items.length, values: items.map((x: Value) => asDim(c.interp, x) ?? c.giveUp("a length is not known")) };
  const t = a.tensor(name);
  c.check(t.dtype.category === 1, "RuntimeError", () => `${name} must be integral`, { rule: "dtype" });
  const shape = c.shapeOf(t);
  return { count: shape.length === 0 ? 1 : (shape[0] as Dim), values: t.data };
}

defineOp({
  name: "ctc_loss",
  forms: nativeForms("ctc_loss"),
  signature: NATIVE,
  rule: (c, a) => {
    const x = a.tensor("log_probs");
    const target = a.tensor("targets");
    const inputLengths = lengthsOf(c, a, "input_lengths");
    const targetLengths = lengthsOf(c, a, "target_lengths");
    const own = c.shapeOf(x);
    const batched = own.length === 3;
    if (own.length === 0) c.fail("IndexError", "Dimension out of range (expected to be in range of [-1, 0], but got 1)", { rule: "rank" });
    const shape = batched ? own : [own[0] as Dim, 1, ...own.slice(1)];
    const goal = c.shapeOf(target);
    checkKernel(c, { name: "ctc_loss_cpu", rejects: "bool int half bfloat16 complex" }, x.dtype, x.device);
    c.check(and(...shape.map((d) => ne(d, 0))), "RuntimeError", () => "log_probs tensor must not be empty", { rule: "empty-reduction" });
    if (shape.length !== 3) c.fail("RuntimeError", `Expected 3-dimensional tensor, but got ${shape.length}-dimensional tensor for argument #1 'log_probs' ${CHECKER}`, { rule: "rank" });
    if (goal.length < 1 || goal.length > 2) c.fail("RuntimeError", `Expected 1 to 2 dimensions, but got ${goal.length}-dimensional tensor for argument #2 'targets' ${CHECKER}`, { rule: "rank" });
    const [time = 1, batch = 1, labels = 1] = shape;
    const blank = a.int("blank");
    c.check(and(ge(blank, 0), lt(blank, labels)), "RuntimeError", () => "blank must be in label range", { rule: "argument-value", law: () => `ctc_loss: blank ${print(blank)} of ${print(labels)} labels` });
    c.check(eq(inputLengths.count, batch), "RuntimeError", () => "input_lengths must be of size batch_size", { rule: "loss-target", law: () => `ctc_loss: ${print(inputLengths.count)} input lengths for a batch of ${print(batch)}` });
    c.check(eq(targetLengths.count, batch), "RuntimeError", () => "target_lengths must be of size batch_size", { rule: "loss-target", law: () => `ctc_loss: ${print(targetLengths.count)} target lengths for a batch of ${print(batch)}` });
    checkTargets(c, goal, targetLengths.values, batch);
    for (const n of inputLengths.values ?? []) {
      c.check(ge(n, 0), "RuntimeError", () => `Expected input_lengths to have value at least 0, but got value ${print(n)} ${CHECKER}`, { rule: "loss-target" });
      c.check(le(n, time), "RuntimeError", () => `Expected input_lengths to have value at most ${print(time)}, but got value ${print(n)} ${CHECKER}`, { rule: "loss-target", law: () => `ctc_loss: an input length of ${print(n)} in ${print(time)} steps` });
    }
    return new Tensor(nativeReduction(a) === NONE && batched ? [batch] : [], x.dtype, { device: x.device });
  },
});

/** Targets one after another, or one row for each item of the batch. */
function checkTargets(c: OpContext, goal: readonly Dim[], lengths: readonly Dim[] | null, batch: Dim): void {
  for (const n of lengths ?? []) c.check(ge(n, 0), "RuntimeError", () => `Expected target_lengths to have value at least 0, but got value ${print(n)} ${CHECKER}`, { rule: "loss-target" });
  const first = goal[0] as Dim;
  const wanted = goal.length === 1 ? (lengths ? sum(lengths) : null) : batch;
  if (wanted !== null) c.check(eq(first, wanted), "RuntimeError", () => `Expected tensor to have size ${print(wanted)} at dimension 0, but got size ${print(first)} for argument #2 'targets' ${CHECKER}`, { rule: "loss-target" });
  const longest = lengths?.every(isConst) ? Math.max(0, ...(lengths as readonly number[])) : null;
  const room = goal[1];
  if (room !== undefined && longest !== null) {
    c.check(ge(room, longest), "RuntimeError", () => `Expected tensor to have size at least ${longest} at dimension 1, but got size ${print(room)} for argument #2 'targets' ${CHECKER}`, { rule: "loss-target" });
  }
}
