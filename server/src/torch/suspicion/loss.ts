/** What a loss is given: scores, log-probabilities or probabilities, each loss wants its own. */
import type { OpContext } from "../op.ts";
import { Tensor } from "../tensor.ts";
import { REARRANGING, here, sourceOf, suspect } from "./suspect.ts";

interface Wanted {
  /** Operators whose results are the wrong thing, with what is wrong about them. */
  readonly wrong: Readonly<Record<string, string>>;
  readonly wants: string;
}

const SCORES = ["linear", "conv1d", "conv2d", "conv3d", "bilinear"];
const raw = (why: string): Record<string, string> => Object.fromEntries(SCORES.map((op) => [op, why]));
const TWICE = "the loss applies log_softmax itself, so this softmax is applied twice: the gradients shrink and the model learns badly";

const WANTED: Readonly<Record<string, Wanted>> = {
  cross_entropy: { wants: "raw scores", wrong: { softmax: TWICE, log_softmax: "the loss applies log_softmax itself: pass the raw scores, or use nll_loss", sigmoid: "the loss applies log_softmax itself: scores squeezed into 0…1 cannot tell the classes apart" } },
  binary_cross_entropy_with_logits: { wants: "raw scores", wrong: { sigmoid: "the loss applies the sigmoid itself, so it is applied twice: pass the raw scores, or use binary_cross_entropy", softmax: "the loss applies a sigmoid itself: pass the raw scores" } },
  nll_loss: { wants: "log-probabilities", wrong: { softmax: "the loss takes no logarithm: use log_softmax, or cross_entropy on the raw scores", ...raw("the loss takes no logarithm: pass them through log_softmax, or use cross_entropy") } },
  binary_cross_entropy: { wants: "probabilities", wrong: { log_softmax: "log-probabilities are not within 0…1, where the loss wants them", ...raw("scores are not within 0…1, where the loss wants them (all elements of input should be between 0 and 1): pass them through a sigmoid, or use binary_cross_entropy_with_logits") } },
  kl_div: { wants: "log-probabilities as its input", wrong: { softmax: "the loss takes no logarithm of its input: use log_softmax" } },
};

/** Warns of an input that the loss was not made for. */
export function checkLossInput(c: OpContext, loss: keyof typeof WANTED, input: unknown): void {
  if (!(input instanceof Tensor)) return;
  const wanted = WANTED[loss];
  const made = sourceOf(input, REARRANGING);
  const { from } = made;
  const why = from && wanted?.wrong[from.op];
  if (!from || !wanted || !why) {
    if (from && (from.op === "log_softmax" || from.op === "softmax") && made.shape?.length === 2 && from.along?.length === 1 && from.along[0] === 0) overBatch(c, made);
    return;
  }
  const call = here(c.interp, c.node);
  // Where the softmax stands in the same file it is what must go.
  const isActivation = !SCORES.includes(from.op);
  const at = isActivation && from.recorded && from.node?.unit.path === c.node?.unit.path ? from : call;
  suspect(c.interp, at, { rule: "loss-input", law: `${loss} takes ${wanted.wants}, but is given the result of ${from.op}`, reason: why, subjects: [input] });
}

/** Scores compared over the items of a batch instead of over the classes. */
export function overBatch(c: Pick<OpContext, "interp">, t: Tensor): void {
  const { from } = t;
  if (!from) return;
  suspect(c.interp, from, {
    rule: "softmax-over-batch",
    law: `${from.op} over dim 0 of ${describe(t)} makes the items of the batch sum to 1, not the classes`,
    reason: "each item's result would depend on the others in its batch: use dim=1",
    subjects: from.inputs,
  });
}

function describe(t: Tensor): string {
  return `(${(t.shape ?? []).map(String).join(", ")})`;
}
