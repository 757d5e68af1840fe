import type { CompareOperator, Expr, Name } from "../ast.ts";
import type { CstNode } from "../cst.ts";
import { brokenExpr, gap, identifier, kids, type Lowering, orBroken, report, textOf } from "./context.ts";
import { lowerExpr, lowerKid } from "./expressions.ts";
import { lowerLambdaParameters } from "./parameters.ts";

export function lowerComparison(cx: Lowering, node: CstNode): Expr {
  const operands = kids(cx, node);
  const first = operands[0];
  if (first === undefined) return brokenExpr(cx, node.startIndex, node.endIndex);
  const left = lowerExpr(cx, first);
  const ops: CompareOperator[] = [];
  const comparators: Expr[] = [];
  let previous = first;
  for (const operand of operands.slice(1)) {
    const op = gap(cx, previous.endIndex, operand.startIndex);
    if (op === "<>") report(cx, previous.endIndex, operand.startIndex, "invalid syntax: '<>' is '!='");
    ops.push(op as CompareOperator);
    comparators.push(lowerExpr(cx, operand));
    previous = operand;
  }
  const start = node.startIndex + cx.shift;
  return { kind: "Compare", start, end: node.endIndex + cx.shift, unit: cx.unit, left, ops, comparators };
}

/** `a or b or c` is one BoolOp of three values; it comes nested to the left. */
export function lowerBoolean(cx: Lowering, node: CstNode): Expr {
  let current = node;
  let [left, right] = kids(cx, current);
  if (left === undefined || right === undefined) return brokenExpr(cx, node.startIndex, node.endIndex);
  const op = gap(cx, left.endIndex, right.startIndex) === "and" ? "and" : "or";
  const operands: CstNode[] = [right];
  while (left.type === "boolean_operator") {
    const [innerLeft, innerRight]: readonly CstNode[] = kids(cx, left);
    if (innerLeft === undefined || innerRight === undefined) break;
    if (gap(cx, innerLeft.endIndex, innerRight.startIndex) !== op) break;
    current = left;
    left = innerLeft;
    right = innerRight;
    operands.push(right);
  }
  operands.push(left);
  const values = operands.reverse().map((operand) => lowerExpr(cx, operand));
  const start = node.startIndex + cx.shift;
  return { kind: "BoolOp", start, end: node.endIndex + cx.shift, unit: cx.unit, op, values };
}

/** `x := a if b else c` binds the whole conditional; tree-sitter-python reads `(x := a) if b else c`. */
export function lowerConditional(cx: Lowering, node: CstNode): Expr {
  const [first, testNode, otherwise] = kids(cx, node);
  if (first === undefined || testNode === undefined || otherwise === undefined) {
    return brokenExpr(cx, node.startIndex, node.endIndex);
  }
  const [name, value] = first.type === "named_expression" ? kids(cx, first) : [];
  const body = lowerExpr(cx, value ?? first);
  const test = lowerExpr(cx, testNode);
  const orelse = lowerExpr(cx, otherwise);
  const start = (value ?? node).startIndex + cx.shift;
  const end = node.endIndex + cx.shift;
  const conditional: Expr = { kind: "IfExp", start, end, unit: cx.unit, test, body, orelse };
  return name === undefined ? conditional : named(cx, name, conditional, end);
}

export function lowerNamed(cx: Lowering, node: CstNode): Expr {
  const [name, value] = kids(cx, node);
  if (name === undefined || value === undefined) return brokenExpr(cx, node.startIndex, node.endIndex);
  return named(cx, name, lowerExpr(cx, value), node.endIndex + cx.shift);
}

function named(cx: Lowering, node: CstNode, value: Expr, end: number): Expr {
  const unit = cx.unit;
  const start = node.startIndex + cx.shift;
  const target: Name = { kind: "Name", start, end: node.endIndex + cx.shift, unit, id: identifier(textOf(cx, node)) };
  return { kind: "NamedExpr", start, end, unit, target, value };
}

export function lowerLambda(cx: Lowering, node: CstNode): Expr {
  const children = kids(cx, node);
  const body = children.at(-1);
  const parameters = children.length > 1 ? children[0] : undefined;
  const args = lowerLambdaParameters(cx, parameters);
  const outer = cx.yields;
  const lowered = orBroken(cx, node, body === undefined ? undefined : lowerExpr(cx, body));
  cx.yields = outer;
  const start = node.startIndex + cx.shift;
  return { kind: "Lambda", start, end: node.endIndex + cx.shift, unit: cx.unit, args, body: lowered };
}

export function lowerSlice(cx: Lowering, node: CstNode): Expr {
  const bounds: (Expr | null)[] = [null, null, null];
  let index = 0;
  for (const child of node.children) {
    const type = child.type;
    if (type === ":") index += 1;
    else if (type !== "comment" && type !== "line_continuation" && index < 3) bounds[index] = lowerExpr(cx, child);
  }
  const [lower = null, upper = null, step = null] = bounds;
  const start = node.startIndex + cx.shift;
  return { kind: "Slice", start, end: node.endIndex + cx.shift, unit: cx.unit, lower, upper, step };
}

/** `await x ** 2` is `(await x) ** 2`; tree-sitter-python reads `await (x ** 2)`. */
export function lowerAwait(cx: Lowering, node: CstNode): Expr {
  const start = node.startIndex + cx.shift;
  const powers: CstNode[] = [];
  let operand = kids(cx, node)[0];
  while (operand !== undefined && operand.type === "binary_operator") {
    const [base, exponent]: readonly CstNode[] = kids(cx, operand);
    if (base === undefined || exponent === undefined) break;
    powers.push(exponent);
    operand = base;
  }
  const value = orBroken(cx, node, operand === undefined ? undefined : lowerExpr(cx, operand));
  const end = operand === undefined ? node.endIndex : operand.endIndex;
  let lowered: Expr = { kind: "Await", start, end: end + cx.shift, unit: cx.unit, value };
  for (const exponent of powers.reverse()) {
    const right = lowerExpr(cx, exponent);
    lowered = {
      kind: "BinOp",
      start,
      end: exponent.endIndex + cx.shift,
      unit: cx.unit,
      left: lowered,
      op: "**",
      right,
    };
  }
  return lowered;
}

export function lowerYield(cx: Lowering, node: CstNode): Expr {
  cx.yields = true;
  const start = node.startIndex + cx.shift;
  const end = node.endIndex + cx.shift;
  const value = lowerKid(cx, node) ?? null;
  if (value !== null && node.children[1]?.type === "from") {
    return { kind: "YieldFrom", start, end, unit: cx.unit, value };
  }
  return { kind: "Yield", start, end, unit: cx.unit, value };
}
