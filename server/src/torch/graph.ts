/** What autograd's graph of a result reaches. It is told only where every step on the way is known for sure. */
import { gradientMode, requiresGradient } from "./gradient.ts";
import type { Tensor } from "./tensor.ts";

/** Operators that compute new tensors from those they are given, and from nothing else. */
const PLAIN: ReadonlySet<string> = new Set(
  "add sub mul div pow neg abs exp log sqrt sin cos tanh sigmoid relu square reciprocal rsqrt clamp where maximum minimum sum mean prod amax amin logsumexp softmax log_softmax matmul mm bmm mv dot stack cat norm".split(" "),
);

/** A graph of so many results is not gone through. */
const MOST_RESULTS = 20_000;
/** Of longer lists of operands an origin keeps these only. */
const MOST_OPERANDS = 8;

/** Whether a tensor is surely none of those that the outputs were computed from. */
export function isSurelyUnused(t: Tensor, outputs: readonly Tensor[]): boolean {
  if (gradientMode.disturbed || !isItself(t)) return false;
  const seen = new Set<Tensor>();
  const open = [...outputs];
  for (let at = open.pop(); at; at = open.pop()) {
    if (at === t) return false;
    if (seen.has(at)) continue;
    seen.add(at);
    const requires = requiresGradient(at);
    if (requires === false) continue;
    if (requires === undefined || seen.size > MOST_RESULTS || !isItself(at)) return false;
    open.push(...(at.from?.inputs ?? []));
  }
  return true;
}

/** Whether a tensor is a leaf, or the result of an operator that gives a new one of all that it keeps. */
function isItself(t: Tensor): boolean {
  if (t.standsIn || requiresGradient(t) !== true) return false;
  if (t.from === null) return !t.hasHistory;
  return PLAIN.has(t.from.op) ? t.from.inputs.length < MOST_OPERANDS : !t.hasHistory;
}
