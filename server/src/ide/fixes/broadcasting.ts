/** Tensors of unlike rank that should broadcast: dimensions of one where they are lacking. */
import type { Expr } from "../../syntax/ast.ts";
import type { Candidate } from "./edit.ts";
import { type Fault, shapeOf } from "./fault.ts";
import { withMethod } from "./wrap.ts";

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
