import type { ExceptHandler, Expr, If, MatchCase, Stmt, WithItem } from "../ast.ts";
import type { CstNode } from "../cst.ts";
import { gap, identifier, kids, type Lowering, orBroken, report, textOf } from "./context.ts";
import { lowerExpr } from "./expressions.ts";
import { lowerCasePatterns } from "./patterns.ts";
import { reparse } from "./reparse.ts";
import { endOf, lowerStatements } from "./statements.ts";

/** `elif` is an `If` alone in `orelse`; a chain is built from its end, however long. */
export function lowerIf(cx: Lowering, node: CstNode): If {
  const [test, block, ...clauses] = kids(cx, node);
  const heads: { start: number; test: Expr; body: Stmt[]; node: CstNode }[] = [];
  heads.push({
    start: node.startIndex + cx.shift,
    test: orBroken(cx, node, test && lowerExpr(cx, test)),
    body: lowerStatements(cx, block),
    node,
  });
  let orelse: Stmt[] = [];
  for (const clause of clauses) {
    if (clause.type === "else_clause") {
      orelse = lowerStatements(cx, kids(cx, clause)[0]);
      continue;
    }
    const [condition, consequence] = kids(cx, clause);
    heads.push({
      start: clause.startIndex + cx.shift,
      test: orBroken(cx, clause, condition && lowerExpr(cx, condition)),
      body: lowerStatements(cx, consequence),
      node: clause,
    });
  }
  for (let i = heads.length - 1; ; i--) {
    const head = heads[i];
    if (head === undefined) continue;
    const end = endOf(orelse.length > 0 ? orelse : head.body, head.node, cx);
    const lowered: If = { kind: "If", start: head.start, end, unit: cx.unit, test: head.test, body: head.body, orelse };
    if (i === 0) return lowered;
    orelse = [lowered];
  }
}

export function lowerFor(cx: Lowering, node: CstNode): Stmt {
  const [left, right, block, otherwise] = kids(cx, node);
  const target = orBroken(cx, node, left && lowerExpr(cx, left));
  const iter = orBroken(cx, node, right && lowerExpr(cx, right));
  const body = lowerStatements(cx, block);
  const orelse = elseBody(cx, otherwise);
  return {
    kind: "For",
    start: node.startIndex + cx.shift,
    end: endOf([...body.slice(-1), ...orelse], node, cx),
    unit: cx.unit,
    target,
    iter,
    body,
    orelse,
    isAsync: cx.text.startsWith("async", node.startIndex),
  };
}

export function lowerWhile(cx: Lowering, node: CstNode): Stmt {
  const [condition, block, otherwise] = kids(cx, node);
  const test = orBroken(cx, node, condition && lowerExpr(cx, condition));
  const body = lowerStatements(cx, block);
  const orelse = elseBody(cx, otherwise);
  const end = endOf([...body.slice(-1), ...orelse], node, cx);
  return { kind: "While", start: node.startIndex + cx.shift, end, unit: cx.unit, test, body, orelse };
}

function elseBody(cx: Lowering, clause: CstNode | undefined): Stmt[] {
  return clause === undefined ? [] : lowerStatements(cx, kids(cx, clause)[0]);
}

export function lowerTry(cx: Lowering, node: CstNode): Stmt {
  const [block, ...clauses] = kids(cx, node);
  const body = lowerStatements(cx, block);
  const handlers: ExceptHandler[] = [];
  let orelse: Stmt[] = [];
  let finalbody: Stmt[] = [];
  for (const clause of clauses) {
    const type = clause.type;
    if (type === "else_clause") orelse = elseBody(cx, clause);
    else if (type === "finally_clause") finalbody = elseBody(cx, clause);
    else handlers.push(lowerHandler(cx, clause));
  }
  if (handlers.length === 0 && finalbody.length === 0) {
    report(cx, node.startIndex, node.startIndex + 3, "expected 'except' or 'finally' block");
  }
  const last = [body, handlers, orelse, finalbody].findLast((part) => part.length > 0);
  const end = endOf(last ?? [], node, cx);
  return { kind: "Try", start: node.startIndex + cx.shift, end, unit: cx.unit, body, handlers, orelse, finalbody };
}

function lowerHandler(cx: Lowering, clause: CstNode): ExceptHandler {
  const children = kids(cx, clause);
  const [first, second] = children.slice(0, -1);
  const split = first === undefined ? undefined : splitAs(cx, first);
  let name = split?.target ?? second;
  if (first !== undefined && second !== undefined && gap(cx, first.endIndex, second.startIndex) !== "as") {
    report(cx, first.startIndex, second.endIndex, "multiple exception types must be parenthesized");
    name = undefined;
  }
  const body = lowerStatements(cx, children.at(-1));
  return {
    kind: "ExceptHandler",
    start: clause.startIndex + cx.shift,
    end: endOf(body, clause, cx),
    unit: cx.unit,
    type: split?.value ?? null,
    name: name === undefined ? null : identifier(textOf(cx, name)),
    body,
  };
}

export function lowerWith(cx: Lowering, node: CstNode): Stmt {
  const [clause, block] = kids(cx, node);
  const items = clause === undefined ? [] : withItems(cx, clause).map((item) => lowerWithItem(cx, item));
  const body = lowerStatements(cx, block);
  return {
    kind: "With",
    start: node.startIndex + cx.shift,
    end: endOf(body, node, cx),
    unit: cx.unit,
    items,
    body,
    isAsync: cx.text.startsWith("async", node.startIndex),
  };
}

/** The expressions of the items; `with (a as b, c):` may come as one item, a tuple. */
function withItems(cx: Lowering, clause: CstNode): readonly CstNode[] {
  const items = kids(cx, clause);
  const values = items.map((item) => kids(cx, item)[0] ?? item);
  let only = values.length === 1 ? values[0] : undefined;
  while (only !== undefined && (only.type === "parenthesized_expression" || only.type === "tuple")) {
    const inner = kids(cx, only);
    if (only.type === "tuple") return inner.some((item) => item.type === "list_splat") ? values : inner;
    only = inner[0];
    if (only !== undefined && tailOf(cx, only)?.type === "as_pattern") return inner;
  }
  return values;
}

function lowerWithItem(cx: Lowering, node: CstNode): WithItem {
  const { value, target } = splitAs(cx, node);
  return { context: value, target: target === undefined ? null : lowerExpr(cx, target) };
}

/** `value as target`. `a if b else c as d` comes with the `as` inside its last part. */
function splitAs(cx: Lowering, node: CstNode): { value: Expr; target: CstNode | undefined } {
  const tail = tailOf(cx, node);
  if (tail?.type !== "as_pattern") return { value: lowerExpr(cx, node), target: undefined };
  const [last, alias] = kids(cx, tail);
  const target = alias === undefined ? undefined : (kids(cx, alias)[0] ?? alias);
  if (last === undefined) return { value: orBroken(cx, node, undefined), target };
  return { value: tail === node ? lowerExpr(cx, last) : reparse(cx, node.startIndex, last.endIndex), target };
}

/** The last part of what ends with an expression. */
function tailOf(cx: Lowering, node: CstNode): CstNode | undefined {
  let tail: CstNode | undefined = node;
  while (tail !== undefined && TAILED.has(tail.type)) tail = kids(cx, tail).at(-1);
  return tail;
}

const TAILED: ReadonlySet<string> = new Set(["conditional_expression", "lambda"]);

export function lowerMatch(cx: Lowering, node: CstNode): Stmt {
  const children = kids(cx, node);
  const block = children.at(-1);
  const subjects = children.slice(0, -1);
  const cases: MatchCase[] = [];
  let end = node.endIndex + cx.shift;
  for (const clause of block === undefined ? [] : kids(cx, block)) {
    const lowered = lowerCase(cx, clause);
    end = endOf(lowered.body, clause, cx);
    cases.push(lowered);
  }
  const subject = lowerSubject(cx, node, subjects);
  return { kind: "Match", start: node.startIndex + cx.shift, end, unit: cx.unit, subject, cases };
}

function lowerSubject(cx: Lowering, node: CstNode, subjects: readonly CstNode[]): Expr {
  const [first] = subjects;
  const last = subjects.at(-1);
  if (first === undefined || last === undefined) return orBroken(cx, node, undefined);
  const comma = /^\s*,/.test(cx.text.slice(last.endIndex));
  const elts = subjects.map((subject) => lowerExpr(cx, subject));
  const only = elts[0];
  if (elts.length === 1 && !comma && only !== undefined) return only;
  const end = comma ? cx.text.indexOf(",", last.endIndex) + 1 : last.endIndex;
  return { kind: "Tuple", start: first.startIndex + cx.shift, end: end + cx.shift, unit: cx.unit, elts };
}

function lowerCase(cx: Lowering, clause: CstNode): MatchCase {
  const patterns: CstNode[] = [];
  let guard: Expr | null = null;
  let body: Stmt[] = [];
  for (const child of kids(cx, clause)) {
    const type = child.type;
    if (type === "case_pattern") patterns.push(child);
    else if (type === "if_clause") guard = orBroken(cx, child, kids(cx, child).map((test) => lowerExpr(cx, test))[0]);
    else body = lowerStatements(cx, child);
  }
  const last = patterns.at(-1);
  const comma = last !== undefined && /^\s*,/.test(cx.text.slice(last.endIndex));
  return { pattern: lowerCasePatterns(cx, patterns, comma), guard, body };
}
