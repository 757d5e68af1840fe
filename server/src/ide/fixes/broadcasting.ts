/** Tensors of unlike rank that should broadcast: dimensions of one where they are lacking. */
import type { Expr } from "../../syntax/ast.ts";
import type { Candidate } from "./edit.ts";
import { type Fault, shapeOf } from "./fault.ts";
import { withMethod } from "./wrap.ts";

/** One that lacks just the dimensions that make it fit: a value for each picture meets pictures, a mask for each text the scores of several heads. */
export function* lackingDimensions(f: Fault): Generator<Candidate> {
  if (f.rule !== "broadcast") return;
  // A comparison has the shape of what is compared: `mask == 0`.
  const items = f.operands().map((e) => (e.kind === "Compare" && f.tensor(e) === null ? e.left : e)).filter((e) => f.tensor(e) !== null);
  for (const e of items) {
    const shape = shapeOf(f.tensor(e));
    for (const other of items) {
      const whole = shapeOf(f.tensor(other));
      if (!shape || !whole || shape.length === 0 || shape.length >= whole.length) continue;
      const lacks = whole.length - shape.length;
      const fitsAt = Array.from({ length: shape.length }, (_, i) => i + 1).filter((at) => shape.every((d, i) => d === whole[i < at ? i : i + lacks]));
      if (fitsAt.length !== 1) continue;
      const [at = 0] = fitsAt;
      const suffix = lacks === 1 ? `.unsqueeze(${at === shape.length ? -1 : at})` : `[${[...Array<string>(at).fill(":"), ...Array<string>(lacks).fill("None"), ...Array<string>(shape.length - at).fill(":")].join(", ")}]`;
      yield withMethod(f, e, suffix);
      // A function that gives several such tensors gives them so that they fit.
      const made = f.tensor(e)?.from;
      if (made?.recorded && made.node?.kind === "Call" && made.node !== e && made.site !== f.problem.site) yield withMethod(f, made.node, suffix);
    }
  }
}

export function* broadcasting(f: Fault): Generator<Candidate> {
  if (f.rule !== "broadcast" && f.rule !== "in-place" && f.rule !== "index-shape") return;
  const items = f.operands().filter((e) => f.tensor(e) !== null);
  const rank = (e: Expr): number => shapeOf(f.tensor(e))?.length ?? 0;
  const most = Math.max(...items.map(rank));
  const full = items.find((e) => rank(e) === most);
  if (!full) return;
  for (const e of items) {
    const [shape, whole] = [shapeOf(f.tensor(e)), shapeOf(f.tensor(full))];
    if (!shape || !whole || rank(e) === 0 || rank(e) === most) continue;
    // A value for each sample and channel meets an image.
    if (shape.every((d, i) => d === whole[i])) yield withMethod(f, e, most - rank(e) === 1 ? ".unsqueeze(-1)" : `[${":, ".repeat(rank(e)).slice(0, -2)}${", None".repeat(most - rank(e))}]`);
    if (most - rank(e) === 1) for (let d = 1; d < most; d++) yield withMethod(f, e, `.unsqueeze(${d})`);
  }
}
