/** What stands in an expression that failed. */
import type { Expr, Node } from "../syntax/ast.ts";

/** What an expression is made of that it works on, or is given; the items of what is given as a tuple or list one by one. */
export function operandsOf(node: Node | null): readonly Expr[] {
  switch (node?.kind) {
    case "BinOp":
      return [node.left, node.right];
    case "Compare":
      return [node.left, ...node.comparators];
    case "Call":
      return [...node.args, ...node.keywords.map((k) => k.value)].flatMap((e) => (e.kind === "Tuple" || e.kind === "List" ? e.elts : [e]));
    case "Subscript":
    case "Attribute":
      return [node.value];
    default:
      return [];
  }
}
