/** What runs, but surely not as meant. PyTorch says nothing here, so it is told only where nothing else can be meant. */
import type { Interp } from "../../python/interp.ts";
import type { Site, Value } from "../../python/values.ts";
import type { Node } from "../../syntax/ast.ts";
import type { Tensor } from "../tensor.ts";

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

export interface Suspicion {
  readonly rule: string;
  /** What happens, with the sizes. */
  readonly law: string;
  /** Why that is not meant, and what would be. */
  readonly reason: string;
  readonly subjects?: readonly Value[];
}

/** Where something happened: an operator's call, or the place where a layer was made. */
export interface Occurrence {
  readonly node: Node | null;
  readonly site: Site | null;
  readonly recorded: boolean;
}

/** Notes a suspicion about the user's own code; a library's is none of ours. */
export function suspect(interp: Interp, at: Occurrence, s: Suspicion): void {
  if (!at.recorded || at.node === null) return;
  interp.trace.problem({
    rule: s.rule,
    severity: "warning",
    exception: "",
    message: s.reason,
    law: s.law,
    node: at.node,
    site: at.site,
    recorded: true,
    blame: null,
    subjects: s.subjects ?? [],
    conditional: interp.conditional > 0,
    avoidable: interp.mayHaveEnded(),
  });
}

/** The call that runs now. */
export function here(interp: Interp, node: Node | null): Occurrence {
  return { node, site: interp.site, recorded: interp.recording };
}

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
