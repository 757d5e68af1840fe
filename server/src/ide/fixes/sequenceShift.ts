/** Predictions one step longer than the targets: `logits[:, :-1]`. */
import { isConst } from "../../dims/index.ts";
import type { Expr } from "../../syntax/ast.ts";
import type { Candidate } from "./edit.ts";
import { type Fault, shapeOf } from "./fault.ts";
import { lossOperands } from "./targetShape.ts";

export function* sequenceShift(f: Fault): Generator<Candidate> {
  if (f.rule !== "loss-target") return;
  const operands = lossOperands(f);
  if (!operands) return;
  const [input, target] = [receiver(operands.input), receiver(operands.target)];
  const [is, ts] = [shapeOf(f.tensor(input)), shapeOf(f.tensor(target))];
  if (!is || !ts) return;
  for (const dim of [1, 0]) {
    const [a, b] = [is[dim], ts[dim]];
    if (a === undefined || b === undefined || !isConst(a) || !isConst(b)) continue;
    if (a === b + 1) yield shorter(f, input, dim, ":-1");
    if (b === a + 1) yield shorter(f, target, dim, "1:");
  }
}

/** `logits` of `logits.reshape(-1, V)`. */
function receiver(e: Expr): Expr {
  return e.kind === "Call" && e.func.kind === "Attribute" && /^(view|reshape|flatten|contiguous|transpose|permute)$/.test(e.func.attr) ? receiver(e.func.value) : e;
}

function shorter(f: Fault, e: Expr, dim: number, part: string): Candidate {
  const index = `[${":, ".repeat(dim)}${part}]`;
  return { title: `Leave out the step that has no counterpart: ${f.text(e)}${index}`, edits: [f.after(e, index)] };
}

