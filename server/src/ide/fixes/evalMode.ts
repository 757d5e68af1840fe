/** A batch of one in training mode: `model.eval()`, or no smaller last batch. */
import type { Candidate } from "./edit.ts";
import type { Fault } from "./fault.ts";

export function* evalMode(f: Fault): Generator<Candidate> {
  if (f.rule !== "norm-batch-size") return;
  const at = outermost(f);
  const statement = at && f.statement(at);
  if (at?.kind === "Call" && at.func.kind === "Name" && statement) yield { title: `Insert ${at.func.id}.eval() before it`, edits: [f.lineBefore(statement, `${at.func.id}.eval()`)], tentative: true };
}

/** The call of the model by the program. */
function outermost(f: Fault): Fault["node"] {
  let at = f.node;
  for (let s = f.problem.site; s; s = s.parent) if (s.recorded && s.node?.kind === "Call" && s.node.func.kind === "Name") at = s.node;
  return at;
}
