/** What runs, but surely not as meant: PyTorch and numpy say nothing here, so it is told only where nothing else can be meant. */
import { type Dim, isConst } from "../dims/index.ts";
import type { Node } from "../syntax/ast.ts";
import type { Interp } from "./interp.ts";
import type { Site, Value } from "./values.ts";

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

/** Colour images whose three channels a view or reshape would put elsewhere: the order of dimensions that is meant; null: nothing of the kind. */
export function movedChannels(from: readonly Dim[], to: readonly Dim[]): readonly number[] | null {
  if (from.length !== to.length || (from.length !== 3 && from.length !== 4)) return null;
  const [image, made] = [from.slice(-3), to.slice(-3)];
  const before = from.length - 3;
  if (before === 1 && from[0] !== to[0]) return null;
  const isSide = (d: Dim | undefined): boolean => d !== undefined && (!isConst(d) || d > 4);
  const order = image[2] === 3 ? [2, 0, 1] : image[0] === 3 ? [1, 2, 0] : null;
  if (!order || image.filter((d) => isSide(d)).length !== 2 || !order.every((at, i) => image[at] === made[i])) return null;
  return before === 1 ? [0, ...order.map((i) => i + 1)] : order;
}
