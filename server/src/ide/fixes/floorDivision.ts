/** A size that was divided with `/`, and so is a float: `//`. */
import { PyFloat, SymFloat, type Value } from "../../python/values.ts";
import type { BinOp, Expr, Node } from "../../syntax/ast.ts";
import { walk } from "../../syntax/walk.ts";
import type { Candidate } from "./edit.ts";
import type { Fault } from "./fault.ts";

const RULES: ReadonlySet<string> = new Set(["argument-type", "operand-type", "index-type", "not-iterable", "invalid-call"]);

export function* floorDivision(f: Fault): Generator<Candidate> {
  const { node } = f;
  if (!RULES.has(f.rule) || !node || !/\b(float|int|ints|integer)\b/.test(f.problem.message)) return;
  const quotients = new Set<BinOp>();
  const floats = new Set<Value>();
  walk(node, (n) => {
    if (isQuotient(n)) quotients.add(n);
    for (const v of f.values(n as Expr)) if (v instanceof PyFloat || v instanceof SymFloat) floats.add(v);
  });
  // Where the float came from, if it is no part of the call.
  if (quotients.size === 0) for (const { trace } of f.entries) for (const [n, values] of trace.values) if (isQuotient(n) && values.some((v) => floats.has(v))) quotients.add(n);
  for (const q of quotients) {
    const between = q.unit.text.slice(q.left.end, q.right.start);
    const at = q.left.end + between.indexOf("/");
    if (between.includes("/")) yield { title: `Change ${f.text(q)} to ${f.text(q.left)}${between.replace("/", "//")}${f.text(q.right)}`, edits: [f.replaceSpan(q, at, at + 1, "//")] };
  }
}

function isQuotient(n: Node): n is BinOp {
  return n.kind === "BinOp" && n.op === "/";
}
