import type { BinaryOperator, CompareOperator, Expr, Keyword, Name, UnaryOperator } from "../ast.ts";
import type { CstNode } from "../cst.ts";
import { lowerComprehension } from "./comprehensions.ts";
import { brokenExpr, gap, identifier, kids, type Lowering, orBroken, report, textOf } from "./context.ts";
import { numberValue } from "./numbers.ts";
import { lowerLambdaParameters } from "./parameters.ts";
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

/** Nodes whose first child may be as deep as the source is long: `a.b(c)[d] + e + …`. */
const SPINE: ReadonlySet<string> = new Set(["attribute", "call", "subscript", "binary_operator"]);

/** One node of a chain; `op` is set if it is a binary operator. */
interface Link {
  readonly node: CstNode;
  readonly type: string;
  readonly kids: readonly CstNode[];
  readonly op: string;
}

function lowerSpine(cx: Lowering, node: CstNode, nodeType: string): Expr {
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

function lowerKid(cx: Lowering, node: CstNode): Expr | undefined {
  const child = kids(cx, node)[0];
  return child === undefined ? undefined : lowerExpr(cx, child);
}

/** Every expression but the chains. */
function lowerOne(cx: Lowering, node: CstNode, type: string): Expr {
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

function lowerComparison(cx: Lowering, node: CstNode): Expr {
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
function lowerBoolean(cx: Lowering, node: CstNode): Expr {
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
function lowerConditional(cx: Lowering, node: CstNode): Expr {
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

function lowerNamed(cx: Lowering, node: CstNode): Expr {
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

function lowerLambda(cx: Lowering, node: CstNode): Expr {
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

function lowerSlice(cx: Lowering, node: CstNode): Expr {
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
function lowerAwait(cx: Lowering, node: CstNode): Expr {
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

function lowerYield(cx: Lowering, node: CstNode): Expr {
  cx.yields = true;
  const start = node.startIndex + cx.shift;
  const end = node.endIndex + cx.shift;
  const value = lowerKid(cx, node) ?? null;
  if (value !== null && node.children[1]?.type === "from") {
    return { kind: "YieldFrom", start, end, unit: cx.unit, value };
  }
  return { kind: "Yield", start, end, unit: cx.unit, value };
}
