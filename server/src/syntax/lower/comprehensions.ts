import type { Comprehension, Expr } from "../ast.ts";
import type { CstNode } from "../cst.ts";
import { brokenExpr, kids, type Lowering } from "./context.ts";
import { lowerExpr } from "./expressions.ts";

export function lowerComprehension(cx: Lowering, node: CstNode, type: string): Expr {
  const unit = cx.unit;
  const start = node.startIndex + cx.shift;
  const end = node.endIndex + cx.shift;
  const [body, ...clauses] = kids(cx, node);
  if (body === undefined) return brokenExpr(cx, node.startIndex, node.endIndex);
  if (type === "dictionary_comprehension") {
    const [keyNode, valueNode] = kids(cx, body);
    if (keyNode === undefined || valueNode === undefined) return brokenExpr(cx, node.startIndex, node.endIndex);
    const key = lowerExpr(cx, keyNode);
    const value = lowerExpr(cx, valueNode);
    return { kind: "DictComp", start, end, unit, key, value, generators: lowerClauses(cx, clauses) };
  }
  const elt = lowerExpr(cx, body);
  const generators = lowerClauses(cx, clauses);
  if (type === "list_comprehension") return { kind: "ListComp", start, end, unit, elt, generators };
  if (type === "set_comprehension") return { kind: "SetComp", start, end, unit, elt, generators };
  return { kind: "GeneratorExp", start, end, unit, elt, generators };
}

function lowerClauses(cx: Lowering, clauses: readonly CstNode[]): Comprehension[] {
  const generators: Comprehension[] = [];
  let ifs: Expr[] = [];
  for (const clause of clauses) {
    const [left, right] = kids(cx, clause);
    if (left === undefined) continue;
    if (right === undefined) {
      ifs.push(lowerExpr(cx, left));
      continue;
    }
    ifs = [];
    const isAsync = cx.text.startsWith("async", clause.startIndex);
    generators.push({ target: lowerExpr(cx, left), iter: lowerExpr(cx, right), ifs, isAsync });
  }
  return generators;
}
