import type { Expr } from "../ast.ts";
import type { CstNode } from "../cst.ts";
import { brokenExpr, gap, identifier, kids, type Lowering, textOf } from "./context.ts";
import { lowerExpr } from "./expressions.ts";

/** An annotation: Python reads it as any expression, tree-sitter-python has nodes of its own for it. */
export function lowerType(cx: Lowering, node: CstNode, type: string): Expr {
  const unit = cx.unit;
  const start = node.startIndex + cx.shift;
  const end = node.endIndex + cx.shift;
  const children = kids(cx, node);
  const [first, second] = children;
  if (first === undefined) return brokenExpr(cx, node.startIndex, node.endIndex);
  if (type === "type") return lowerExpr(cx, first);
  if (type === "splat_type") return { kind: "Starred", start, end, unit, value: lowerExpr(cx, first) };
  if (second === undefined) return brokenExpr(cx, node.startIndex, node.endIndex);
  switch (type) {
    case "union_type": {
      const left = lowerExpr(cx, first);
      return { kind: "BinOp", start, end, unit, left, op: "|", right: lowerExpr(cx, second) };
    }
    case "member_type": {
      const attr = identifier(textOf(cx, second));
      const attrStart = second.startIndex + cx.shift;
      return { kind: "Attribute", start, end, unit, value: lowerExpr(cx, first), attr, attrStart };
    }
    case "constrained_type": {
      const bounds = sliceBounds(cx, node);
      const [lower = null, upper = null, step = null] = bounds.map((bound) => lowerExpr(cx, bound));
      return { kind: "Slice", start, end, unit, lower, upper, step };
    }
    default:
      return { kind: "Subscript", start, end, unit, value: genericName(cx, first), slice: typeArguments(cx, second) };
  }
}

/** `a:b:c` inside the brackets of a generic type nests to the right. */
function sliceBounds(cx: Lowering, node: CstNode): CstNode[] {
  const bounds: CstNode[] = [];
  let current: CstNode | undefined = node;
  while (current !== undefined) {
    const children = kids(cx, current);
    const [first, second]: readonly CstNode[] = children;
    if (first !== undefined) bounds.push(first);
    if (second === undefined) break;
    const inner: CstNode | undefined = second.type === "type" ? kids(cx, second)[0] : second;
    if (inner === undefined || inner.type !== "constrained_type") {
      bounds.push(second);
      break;
    }
    current = inner;
  }
  return bounds;
}

function genericName(cx: Lowering, node: CstNode): Expr {
  const id = identifier(textOf(cx, node));
  return { kind: "Name", start: node.startIndex + cx.shift, end: node.endIndex + cx.shift, unit: cx.unit, id };
}

function typeArguments(cx: Lowering, node: CstNode): Expr {
  const children = kids(cx, node);
  const [first] = children;
  const last = children.at(-1);
  if (first === undefined || last === undefined) return brokenExpr(cx, node.startIndex, node.endIndex);
  const trailing = gap(cx, last.endIndex, node.endIndex).startsWith(",");
  const items = children.map((child) => lowerExpr(cx, child));
  const only = items[0];
  if (items.length === 1 && !trailing && only !== undefined && only.kind !== "Starred") return only;
  const end = trailing ? cx.text.indexOf(",", last.endIndex) + 1 : last.endIndex;
  return { kind: "Tuple", start: first.startIndex + cx.shift, end: end + cx.shift, unit: cx.unit, elts: items };
}
