/** The pair that a recurrent layer (or attention, or max) gives, used as if it were the output. */
import { PyTuple } from "../../python/values.ts";
import type { Candidate } from "./edit.ts";
import type { Fault } from "./fault.ts";
import { withMethod } from "./wrap.ts";

export function* outputTuple(f: Fault): Generator<Candidate> {
  const node = f.node;
  if (!node) return;
  const used = node.kind === "Attribute" ? [node.value] : node.kind === "Call" && node.func.kind === "Attribute" ? [node.func.value, ...f.operands()] : f.operands();
  for (const e of used) {
    if (e.kind === "BrokenExpr" || !f.values(e).some((v) => v instanceof PyTuple)) continue;
    if (e.kind === "Name") {
      const assignment = assignedFrom(f, e.id, e);
      if (assignment) yield { title: `Unpack the pair: ${e.id}, _ = …`, edits: [f.after(assignment, ", _")] };
    }
    yield withMethod(f, e, "[0]");
  }
}

/** The target `out` of the last `out = …` before an expression. */
function assignedFrom(f: Fault, name: string, before: { readonly start: number; readonly unit: unknown }): import("../../syntax/ast.ts").Expr | null {
  let found: import("../../syntax/ast.ts").Expr | null = null;
  for (const e of f.entries) {
    for (const [node, values] of e.trace.targets) {
      if (node.kind !== "Name" || node.id !== name || !values.some((v) => v instanceof PyTuple)) continue;
      const here = node.unit === before.unit ? node.start < before.start : node.unit.path === f.diagnostic.path && node.unit.base < (before.unit as { base: number }).base;
      if (here && (found === null || node.unit.base + node.start > found.unit.base + found.start)) found = node;
    }
  }
  return found;
}
