/** What a loss is given: scores, log-probabilities or probabilities, each loss wants its own. */
import type { OpContext } from "../op.ts";
import { type Origin, Tensor } from "../tensor.ts";
import { type Occurrence, REARRANGING, here, sourceOf, suspect } from "./suspect.ts";

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
  const near = isActivation ? [madeOf(c, from), from].find((o) => o?.recorded && o.node?.unit.path === c.node?.unit.path) : undefined;
  const at = near ?? call;
  suspect(c.interp, at, { rule: "loss-input", law: `${loss} takes ${wanted.wants}, but is given the result of ${from.op}`, reason: why, subjects: [input] });
}

/** Where the layer that does it is made, if another layer calls it: an item of a `Sequential`. */
function madeOf(c: OpContext, from: Origin): Occurrence | null {
  const { module, node } = from;
  if (!module?.site?.recorded || module.cls.node !== null) return null;
  const isOwnCall = node?.kind === "Call" && c.interp.trace.values.get(node.func)?.includes(module);
  return isOwnCall ? null : { node: module.site.node, site: module.site.parent, recorded: true };
}

/** Where the dimension stands: in the layer's constructor, the call, or the call of the function that passes it on. */
export function toldItsDim(from: Origin): Occurrence {
  const site = from.module?.cls.node === null ? from.module.site : null;
  if (site?.recorded && site.node) return { node: site.node, site: site.parent, recorded: true };
  const moved = from.inputs[0] && sourceOf(from.inputs[0], KEEPS).from;
  return passedOn(from) ?? (moved?.order && moved.site === from.site ? passedOn(moved) : null) ?? from;
}

/** What neither moves dimensions nor changes values. */
const KEEPS: ReadonlySet<string> = new Set(["contiguous", "clone", "to", "float"]);

/** The call that says which dimension, of a function whose parameter an operator takes it from. */
function passedOn(o: Origin): Occurrence | null {
  const { node, site } = o;
  const { callee } = site ?? {};
  if (node?.kind !== "Call" || !site?.recorded || site.node?.kind !== "Call" || !callee || callee.name === "forward" || callee.name === "__init__") return null;
  const given = [...node.args, ...node.keywords.map((k) => k.value)];
  const names = given.flatMap((e) => (e.kind === "Name" ? [e.id] : []));
  const { posonly, args, kwonly } = callee.node.args;
  const all = [...posonly, ...args, ...kwonly].map((p) => p.name);
  // The tensor itself is a parameter too.
  const [first] = all[0] === "self" ? all.slice(1) : all;
  return names.some((n) => n !== first && all.includes(n)) ? { node: site.node, site: site.parent, recorded: true } : null;
}

/** Scores compared over the items of a batch instead of over the classes. */
export function overBatch(c: Pick<OpContext, "interp">, t: Tensor): void {
  const { from } = t;
  if (!from) return;
  suspect(c.interp, toldItsDim(from), {
    rule: "softmax-over-batch",
    law: `${from.op} over dim 0 of ${describe(t)} makes the items of the batch sum to 1, not the classes`,
    reason: "each item's result would depend on the others in its batch: use dim=1",
    subjects: from.inputs,
  });
}

/** Weights of a batched product: their softmax goes over the last dimension, never over the batch. */
export function checkAttention(c: OpContext, weights: Tensor): void {
  const made = sourceOf(weights, WEIGHTED);
  const { from } = made;
  if (from?.op !== "softmax" || from.along?.length !== 1 || from.along[0] !== 0 || made.shape?.[0] === 1) return;
  const [scores] = from.inputs;
  const areRows = made.shape?.length === 2;
  const product = scores && sourceOf(scores, areRows ? FLATTENED : SCALED).from;
  // Rows are those of a batch only where scores of three dimensions were flattened to them.
  if (areRows ? product?.inputs[0]?.shape?.length !== 3 || sourceOf(scores as Tensor, SCALED).from === product : (made.shape?.length ?? 0) < 3) return;
  if (product?.op !== "matmul" && product?.op !== "bmm" && product?.op !== "baddbmm") return;
  suspect(c.interp, toldItsDim(from), {
    rule: "softmax-over-batch",
    law: `softmax over dim 0 of ${describe(made)} makes the items of the batch sum to 1, not each item's weights`,
    reason: "each item's attention would depend on the others in its batch: use dim=-1",
    subjects: from.inputs,
  });
}

/** What is done to scores before their softmax, and to weights after it. */
const SCALED: ReadonlySet<string> = new Set(["div", "mul", "add", "sub", "masked_fill", "clamp", "float", "to"]);
const FLATTENED: ReadonlySet<string> = new Set([...SCALED, "view", "reshape", "flatten"]);
const WEIGHTED: ReadonlySet<string> = new Set(["dropout", "to", "float", "contiguous", "view", "reshape", "unflatten"]);

function describe(t: Tensor): string {
  return `(${(t.shape ?? []).map(String).join(", ")})`;
}
