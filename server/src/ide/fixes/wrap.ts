/** Expressions with a method called on them. */
import type { Expr } from "../../syntax/ast.ts";
import type { Candidate } from "./edit.ts";
import type { Fault } from "./fault.ts";

/** `x` → `x.unsqueeze(1)`, `a + b` → `(a + b).unsqueeze(1)`. */
export function withMethod(f: Fault, e: Expr, method: string): Candidate {
  const edits = isPrimary(e) ? [f.after(e, method)] : [f.before(e, "("), f.after(e, `)${method}`)];
  const text = f.text(e);
  const isShort = text.length <= 30 && !text.includes("\n");
  const shown = isShort ? text : e.kind === "Name" ? e.id : "…";
  return { title: `Change ${shown} to ${isShort && !isPrimary(e) ? `(${shown})` : shown}${method}`, edits };
}

function isPrimary(e: Expr): boolean {
  return ["Name", "Attribute", "Subscript", "Call", "List", "Tuple", "Dict"].includes(e.kind);
}
