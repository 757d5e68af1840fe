/** What suspicions about tensors and layers have in common. */
import type { Interp } from "../../python/interp.ts";
import { type Occurrence, here } from "../../python/suspicion.ts";
import type { Site } from "../../python/values.ts";
import type { Node } from "../../syntax/ast.ts";
import type { Tensor } from "../tensor.ts";

export { type Occurrence, type Suspicion, here, suspect } from "../../python/suspicion.ts";

/** The codes of these warnings: they count also where the inputs are our own guess. */
export const SUSPICIONS: ReadonlySet<string> = new Set([
  "batch-folded",
  "view-swaps-dims",
  "squeeze-batch",
  "softmax-over-batch",
  "batch-reduced",
  "loss-input",
  "outer-broadcast",
  "batch-as-sequence",
  "shared-layer",
  "unregistered-layer",
  "layer-in-forward",
  "unused-layer",
]);

/** The same, or the call of the layer that is made of others, in the product's own Python. */
export function callOf(interp: Interp, node: Node | null): Occurrence {
  if (interp.recording) return here(interp, node);
  for (let s = interp.site; s?.callee?.node.unit.path.startsWith("<"); s = s.parent) if (s.recorded) return { node: s.node, site: s.parent, recorded: true };
  return { node: null, site: null, recorded: false };
}

/** The tensor that a chain of such operators began with, each followed through its first operand. */
export function sourceOf(t: Tensor, through: ReadonlySet<string>): Tensor {
  let at = t;
  for (let i = 0; i < 200; i++) {
    const first: Tensor | undefined = at.from?.inputs[0];
    if (!first || !at.from || !through.has(at.from.op)) return at;
    at = first;
  }
  return at;
}

/** Operators that leave the values as they are. */
export const REARRANGING: ReadonlySet<string> = new Set(["view", "reshape", "squeeze", "unsqueeze", "permute", "transpose", "flatten", "unflatten", "contiguous", "to", "float", "clone", "movedim", "view_as", "index", "t", "T"]);

/** Whether a site is within a model's forward. */
export function isInForward(site: Site | null): boolean {
  for (let s = site; s; s = s.parent) if (s.callee?.name === "forward") return true;
  return false;
}
