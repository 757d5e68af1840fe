/** Matrix products whose inner sizes differ: a transpose of one of the two. */
import type { Expr } from "../../syntax/ast.ts";
import type { Candidate } from "./edit.ts";
import { type Fault, shapeOf } from "./fault.ts";
import { withMethod } from "./wrap.ts";

export function* products(f: Fault): Generator<Candidate> {
  if (f.rule !== "matmul-shapes" && f.rule !== "rank" && !(f.rule === "linear-in-features" && !f.layer)) return;
  const tensors = f.operands().filter((e) => f.tensor(e) !== null);
  const [a, b] = tensors.slice(-2);
  if (!a || !b) return;
  const rank = (e: typeof a): number => shapeOf(f.tensor(e))?.length ?? 0;
  if (f.rule !== "rank") {
    for (const e of [b, a]) if (rank(e) >= 2) yield withMethod(f, e, rank(e) === 2 ? ".T" : ".transpose(-2, -1)");
  }
  for (const e of [b, a]) yield* untransposed(f, e);
  if (f.rule !== "rank" && f.node && f.text(a) !== f.text(b)) yield { title: `Exchange ${f.text(a)} and ${f.text(b)}`, edits: [f.replace(a, f.text(b)), f.replace(b, f.text(a))] };
  for (const e of [a, b]) if (rank(e) < Math.max(rank(a), rank(b)) || f.rule === "rank") for (const d of [0, 1, -1]) yield withMethod(f, e, `.unsqueeze(${d})`);
  const func = f.call?.func;
  if (f.rule === "rank" && func?.kind === "Attribute" && /^(mm|bmm)$/.test(func.attr)) yield { title: `Change ${func.attr} to matmul`, edits: [f.replaceSpan(func, func.attrStart, func.end, "matmul")] };
}

/** `x.t()` → `x`. */
export function* untransposed(f: Fault, e: Expr): Generator<Candidate> {
  const base = e.kind === "Attribute" && /^m?[TH]$/.test(e.attr) ? e.value : e.kind === "Call" && e.func.kind === "Attribute" && /^(t|transpose|permute|swapaxes)$/.test(e.func.attr) && f.tensor(e.func.value) ? e.func.value : null;
  if (base) yield { title: `Change ${f.text(e)} to ${f.text(base)}`, edits: [f.replace(e, f.text(base))] };
}
