import type { BinaryOperator, Expr, Keyword } from "../ast.ts";
import type { CstNode } from "../cst.ts";
import { brokenExpr, gap, identifier, kids, type Lowering, orBroken, textOf } from "./context.ts";
import { lowerExpr, lowerKid, lowerOne } from "./expressions.ts";

/** Nodes whose first child may be as deep as the source is long: `a.b(c)[d] + e + …`. */
export const SPINE: ReadonlySet<string> = new Set(["attribute", "call", "subscript", "binary_operator"]);

/** One node of a chain; `op` is set if it is a binary operator. */
interface Link {
  readonly node: CstNode;
  readonly type: string;
  readonly kids: readonly CstNode[];
  readonly op: string;
}

export function lowerSpine(cx: Lowering, node: CstNode, nodeType: string): Expr {
  const links: Link[] = [];
  let current = node;
  let type = nodeType;
  while (SPINE.has(type) || type === "parenthesized_expression") {
    const children = kids(cx, current);
    const [first, second] = children;
    if (first === undefined) break;
    if (type !== "parenthesized_expression") {
      const op = type === "binary_operator" ? gap(cx, first.endIndex, second?.startIndex ?? first.endIndex) : "";
      if (op === "&") break;
      links.push({ node: current, type, kids: children, op });
    }
    current = first;
    type = current.type;
  }
  // `*f(x), y` comes as the call of `*f`: the star belongs around the whole chain.
  const star = type === "list_splat" || type === "list_splat_pattern" ? current : null;
  if (star !== null) current = kids(cx, star)[0] ?? star;
  const start = current.startIndex;
  let value = lowerFoot(cx, current, type, star !== null);
  for (let i = links.length - 1; i >= 0; i--) {
    const link = links[i];
    if (link !== undefined) value = extend(cx, link, value, star === null ? link.node.startIndex : start);
  }
  if (star === null) return value;
  return { kind: "Starred", start: star.startIndex + cx.shift, end: value.end, unit: cx.unit, value };
}

/** What a chain begins with. */
function lowerFoot(cx: Lowering, node: CstNode, type: string, starred: boolean): Expr {
  if (starred) return lowerExpr(cx, node);
  return type === "binary_operator" ? lowerAndXor(cx, node) : lowerOne(cx, node, type);
}

/**
 * `a ^ b & c` is `a ^ (b & c)`; tree-sitter-python reads `(a ^ b) & c`. So the
 * operands of both operators are laid out in a row and grouped anew.
 */
function lowerAndXor(cx: Lowering, node: CstNode): Expr {
  const operands: CstNode[] = [];
  const ops: string[] = [];
  const todo: (CstNode | string)[] = [node];
  for (let next = todo.pop(); next !== undefined; next = todo.pop()) {
    if (typeof next === "string") {
      ops.push(next);
      continue;
    }
    const [left, right]: readonly CstNode[] = next.type === "binary_operator" ? kids(cx, next) : [];
    const op = left === undefined || right === undefined ? "" : gap(cx, left.endIndex, right.startIndex);
    if (left !== undefined && right !== undefined && (op === "&" || op === "^")) todo.push(right, op, left);
    else operands.push(next);
  }
  const groups: { value: Expr; start: number; end: number }[] = [];
  operands.forEach((operand, i) => {
    const value = lowerExpr(cx, operand);
    const start = operand.startIndex + cx.shift;
    const end = operand.endIndex + cx.shift;
    const group = groups.at(-1);
    if (group === undefined || ops[i - 1] === "^") {
      groups.push({ value, start, end });
    } else {
      const left = group.value;
      group.value = { kind: "BinOp", start: group.start, end, unit: cx.unit, left, op: "&", right: value };
      group.end = end;
    }
  });
  return groups.reduce((left, right) => ({
    value: {
      kind: "BinOp",
      start: left.start,
      end: right.end,
      unit: cx.unit,
      left: left.value,
      op: "^",
      right: right.value,
    },
    start: left.start,
    end: right.end,
  })).value;
}

/** One more link of a chain: `value.attr`, `value(…)`, `value[…]`, `value + …`. */
function extend(cx: Lowering, link: Link, value: Expr, nodeStart: number): Expr {
  const unit = cx.unit;
  const nodeEnd = link.node.endIndex;
  const start = nodeStart + cx.shift;
  const end = nodeEnd + cx.shift;
  const second = link.kids[1];
  if (second === undefined) return brokenExpr(cx, nodeStart, nodeEnd);
  switch (link.type) {
    case "attribute": {
      const attr = identifier(cx.text.slice(second.startIndex, nodeEnd));
      return { kind: "Attribute", start, end, unit, value, attr, attrStart: second.startIndex + cx.shift };
    }
    case "call": {
      if (second.type === "generator_expression") {
        return { kind: "Call", start, end, unit, func: value, args: [lowerExpr(cx, second)], keywords: [] };
      }
      const { args, keywords } = lowerArguments(cx, second);
      return { kind: "Call", start, end, unit, func: value, args, keywords };
    }
    case "subscript":
      return { kind: "Subscript", start, end, unit, value, slice: lowerIndex(cx, link.kids, nodeEnd) };
    default: {
      const op = link.op as BinaryOperator;
      return { kind: "BinOp", start, end, unit, left: value, op, right: lowerExpr(cx, second) };
    }
  }
}

export function lowerArguments(cx: Lowering, list: CstNode): { args: Expr[]; keywords: Keyword[] } {
  const args: Expr[] = [];
  const keywords: Keyword[] = [];
  for (const child of kids(cx, list)) {
    const type = child.type;
    if (type === "keyword_argument") {
      const [name, value] = kids(cx, child);
      if (name === undefined || value === undefined) continue;
      keywords.push({
        kind: "Keyword",
        start: child.startIndex + cx.shift,
        end: child.endIndex + cx.shift,
        unit: cx.unit,
        arg: identifier(textOf(cx, name)),
        value: lowerExpr(cx, value),
      });
    } else if (type === "dictionary_splat") {
      const value = orBroken(cx, child, lowerKid(cx, child));
      const start = child.startIndex + cx.shift;
      keywords.push({ kind: "Keyword", start, end: child.endIndex + cx.shift, unit: cx.unit, arg: null, value });
    } else {
      args.push(lowerExpr(cx, child));
    }
  }
  return { args, keywords };
}

/** `a, b:c` of `x[a, b:c]`: several items, or one with a comma, are a tuple. */
function lowerIndex(cx: Lowering, children: readonly CstNode[], end: number): Expr {
  const first = children[1];
  const last = children.at(-1);
  if (first === undefined || last === undefined) return brokenExpr(cx, end, end);
  const comma = cx.text.indexOf(",", last.endIndex);
  const trailing = comma >= 0 && comma < end && gap(cx, last.endIndex, end).startsWith(",");
  const items = children.slice(1).map((child) => lowerExpr(cx, child));
  const only = items[0];
  if (items.length === 1 && !trailing && only !== undefined && only.kind !== "Starred") return only;
  const tupleEnd = trailing ? comma + 1 : last.endIndex;
  return {
    kind: "Tuple",
    start: first.startIndex + cx.shift,
    end: tupleEnd + cx.shift,
    unit: cx.unit,
    elts: items,
  };
}
