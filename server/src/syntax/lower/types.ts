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
    case "union_type":
      return lowerUnion(cx, node);
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

/** A part of a union, and the operator before it. */
interface Member {
  readonly node: CstNode;
  readonly op: string;
}

/** `A[x] | B | C` groups to the left; it may come as `A[x] | (B | C)`. An `or` was read as if it were a bar (see `annotations.ts`). */
function lowerUnion(cx: Lowering, node: CstNode): Expr {
  const members: Member[] = [];
  const todo: Member[] = [{ node, op: "" }];
  for (let next = todo.pop(); next !== undefined; next = todo.pop()) {
    const [first, second] = NESTS.has(next.node.type) ? kids(cx, next.node) : [];
    const op = first !== undefined && second !== undefined ? gap(cx, first.endIndex, second.startIndex) : "";
    if (first !== undefined && second === undefined) todo.push({ node: first, op: next.op });
    else if (first !== undefined && second !== undefined && /^(\||or|and)$/.test(op)) {
      todo.push({ node: second, op }, { node: first, op: next.op });
    } else members.push(next);
  }
  return joined(cx, members, "or");
}

/** `or` binds least, `|` most. */
function joined(cx: Lowering, members: readonly Member[], op: "or" | "and"): Expr {
  const groups: Member[][] = [];
  for (const member of members) {
    const group = groups.at(-1);
    if (group === undefined || member.op === op) groups.push([member]);
    else group.push(member);
  }
  const values = groups.map((group) => (op === "or" ? joined(cx, group, "and") : united(cx, group)));
  const [only] = values;
  if (values.length === 1 && only !== undefined) return only;
  return { kind: "BoolOp", start: only?.start ?? 0, end: values.at(-1)?.end ?? 0, unit: cx.unit, op, values };
}

function united(cx: Lowering, members: readonly Member[]): Expr {
  return members
    .map((member) => lowerExpr(cx, member.node))
    .reduce((left, right) => ({ kind: "BinOp", start: left.start, end: right.end, unit: cx.unit, left, op: "|", right }));
}

const NESTS: ReadonlySet<string> = new Set(["type", "union_type", "binary_operator", "boolean_operator"]);

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
