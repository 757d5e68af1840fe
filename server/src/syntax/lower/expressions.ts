import type { Expr, UnaryOperator } from "../ast.ts";
import type { CstNode } from "../cst.ts";
import { lowerSpine, SPINE } from "./chains.ts";
import { lowerComprehension } from "./comprehensions.ts";
import { brokenExpr, gap, identifier, kids, type Lowering, orBroken, report } from "./context.ts";
import { numberValue } from "./numbers.ts";
import {
  lowerAwait,
  lowerBoolean,
  lowerComparison,
  lowerConditional,
  lowerLambda,
  lowerNamed,
  lowerSlice,
  lowerYield,
} from "./operators.ts";
import { lowerConcatenatedString, lowerString } from "./strings.ts";
import { lowerType } from "./types.ts";

/** Deeper nesting than this is given up, as CPython does at 200 brackets. Chains of operators and calls do not count. */
export const MAX_DEPTH = 250;

/** Lowers any expression or assignment target; what is none becomes a BrokenExpr with a problem. */
export function lowerExpr(cx: Lowering, node: CstNode): Expr {
  let inner = node;
  let type = inner.type;
  while (type === "parenthesized_expression") {
    const child = kids(cx, inner)[0];
    if (child === undefined) return brokenExpr(cx, inner.startIndex, inner.endIndex);
    inner = child;
    type = inner.type;
  }
  if (cx.depth >= MAX_DEPTH) {
    const end = inner.endIndex;
    report(cx, inner.startIndex, end, "too many nested expressions");
    return brokenExpr(cx, inner.startIndex, end);
  }
  cx.depth += 1;
  const lowered = SPINE.has(type) ? lowerSpine(cx, inner, type) : lowerOne(cx, inner, type);
  cx.depth -= 1;
  return lowered;
}

/** The first child as an expression. */
export function lowerKid(cx: Lowering, node: CstNode): Expr | undefined {
  const child = kids(cx, node)[0];
  return child === undefined ? undefined : lowerExpr(cx, child);
}

/** Every expression but the chains. */
export function lowerOne(cx: Lowering, node: CstNode, type: string): Expr {
  const unit = cx.unit;
  const nodeStart = node.startIndex;
  const nodeEnd = node.endIndex;
  const start = nodeStart + cx.shift;
  const end = nodeEnd + cx.shift;
  switch (type) {
    case "identifier":
      return { kind: "Name", start, end, unit, id: identifier(cx.text.slice(nodeStart, nodeEnd)) };
    case "integer":
    case "float": {
      const value = numberValue(cx.text.slice(nodeStart, nodeEnd));
      if (typeof value !== "string") return { kind: "Constant", start, end, unit, value };
      report(cx, nodeStart, nodeEnd, value);
      return brokenExpr(cx, nodeStart, nodeEnd);
    }
    case "string":
      return lowerString(cx, node);
    case "concatenated_string":
      return lowerConcatenatedString(cx, node);
    case "true":
      return { kind: "Constant", start, end, unit, value: { type: "bool", value: true } };
    case "false":
      return { kind: "Constant", start, end, unit, value: { type: "bool", value: false } };
    case "none":
      return { kind: "Constant", start, end, unit, value: { type: "None" } };
    case "ellipsis":
      return { kind: "Constant", start, end, unit, value: { type: "Ellipsis" } };
    case "tuple":
      return { kind: "Tuple", start, end, unit, elts: lowerAll(cx, node) };
    case "list":
    case "list_pattern":
      return { kind: "List", start, end, unit, elts: lowerAll(cx, node) };
    case "expression_list":
    case "pattern_list":
      return { kind: "Tuple", start, end, unit, elts: lowerAll(cx, node) };
    case "tuple_pattern":
      return lowerTuplePattern(cx, node);
    case "set":
      return { kind: "Set", start, end, unit, elts: lowerAll(cx, node) };
    case "dictionary":
      return lowerDictionary(cx, node);
    case "list_comprehension":
    case "set_comprehension":
    case "dictionary_comprehension":
    case "generator_expression":
      return lowerComprehension(cx, node, type);
    case "comparison_operator":
      return lowerComparison(cx, node);
    case "boolean_operator":
      return lowerBoolean(cx, node);
    case "not_operator":
      return { kind: "UnaryOp", start, end, unit, op: "not", operand: orBroken(cx, node, lowerKid(cx, node)) };
    case "unary_operator": {
      const op = cx.text.charAt(nodeStart) as UnaryOperator;
      return { kind: "UnaryOp", start, end, unit, op, operand: orBroken(cx, node, lowerKid(cx, node)) };
    }
    case "conditional_expression":
      return lowerConditional(cx, node);
    case "lambda":
      return lowerLambda(cx, node);
    case "named_expression":
      return lowerNamed(cx, node);
    case "list_splat":
    case "list_splat_pattern":
      return { kind: "Starred", start, end, unit, value: orBroken(cx, node, lowerKid(cx, node)) };
    case "slice":
      return lowerSlice(cx, node);
    case "await":
      return lowerAwait(cx, node);
    case "yield":
      return lowerYield(cx, node);
    case "type":
    case "generic_type":
    case "union_type":
    case "member_type":
    case "splat_type":
    case "constrained_type":
      return lowerType(cx, node, type);
    default:
      break;
  }
  report(cx, nodeStart, nodeEnd, "invalid syntax");
  return brokenExpr(cx, nodeStart, nodeEnd);
}

function lowerAll(cx: Lowering, node: CstNode): Expr[] {
  return kids(cx, node).map((child) => lowerExpr(cx, child));
}

/** `(a, b)` as a target; `(a)` is `a` in parentheses. */
function lowerTuplePattern(cx: Lowering, node: CstNode): Expr {
  const children = kids(cx, node);
  const only = children[0];
  if (children.length === 1 && only !== undefined) {
    const after = gap(cx, only.endIndex, node.endIndex);
    if (!after.startsWith(",")) return lowerExpr(cx, only);
  }
  const elts = children.map((child) => lowerExpr(cx, child));
  return { kind: "Tuple", start: node.startIndex + cx.shift, end: node.endIndex + cx.shift, unit: cx.unit, elts };
}

function lowerDictionary(cx: Lowering, node: CstNode): Expr {
  const keys: (Expr | null)[] = [];
  const values: Expr[] = [];
  for (const child of kids(cx, node)) {
    const [first, second] = kids(cx, child);
    if (first === undefined) continue;
    if (second === undefined) {
      keys.push(null);
      values.push(lowerExpr(cx, first));
    } else {
      keys.push(lowerExpr(cx, first));
      values.push(lowerExpr(cx, second));
    }
  }
  const start = node.startIndex + cx.shift;
  return { kind: "Dict", start, end: node.endIndex + cx.shift, unit: cx.unit, keys, values };
}
