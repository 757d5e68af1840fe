/** Tensors to be joined of which one has other ranks or its first dimensions exchanged: `flatten(1)`, `transpose(0, 1)`. */
import type { Candidate } from "./edit.ts";
import { type Fault, shapeOf } from "./fault.ts";
import { withMethod } from "./wrap.ts";

export function* joins(f: Fault): Generator<Candidate> {
  if (f.rule !== "cat-sizes") return;
  const items = f.operands().filter((e) => e.kind !== "List" && e.kind !== "Tuple" && f.tensor(e) !== null);
  for (const e of items.toReversed()) {
    const shape = shapeOf(f.tensor(e));
    for (const other of items) {
      const like = shapeOf(f.tensor(other));
      if (other === e || !shape || !like) continue;
      if (like.length === 2 && shape.length > 2 && shape[0] === like[0]) yield withMethod(f, e, ".flatten(1)");
      if (like.length === shape.length && shape.length > 2 && shape[0] === like[1] && shape[1] === like[0] && shape[0] !== shape[1]) yield withMethod(f, e, ".transpose(0, 1)");
    }
  }
}
