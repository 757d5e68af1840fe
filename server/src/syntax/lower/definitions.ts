import type { ClassDef, Expr, FunctionDef, Stmt } from "../ast.ts";
import type { CstNode } from "../cst.ts";
import { lowerArguments } from "./chains.ts";
import { identifier, kids, type Lowering, textOf } from "./context.ts";
import { nameInFull } from "../private.ts";
import { lowerExpr } from "./expressions.ts";
import { lowerParameters } from "./parameters.ts";
import { brokenStmt, endOf, lowerStatements } from "./statements.ts";

export function lowerDecorated(cx: Lowering, node: CstNode): Stmt {
  const decorators: Expr[] = [];
  for (const child of kids(cx, node)) {
    const type = child.type;
    if (type === "decorator") {
      const expression = kids(cx, child)[0];
      if (expression !== undefined) decorators.push(lowerExpr(cx, expression));
    } else if (type === "class_definition") {
      return lowerClass(cx, child, decorators);
    } else {
      return lowerFunction(cx, child, decorators);
    }
  }
  return brokenStmt(cx, node, "expected a definition after the decorator");
}

export function lowerFunction(cx: Lowering, node: CstNode, decorators: readonly Expr[]): FunctionDef {
  const children = kids(cx, node);
  const name = children[0] ?? node;
  let args = NO_PARAMETERS;
  let returns: Expr | null = null;
  let block: CstNode | undefined;
  for (const child of children.slice(1)) {
    const type = child.type;
    if (type === "parameters") args = lowerParameters(cx, child);
    else if (type === "type") returns = lowerExpr(cx, child);
    else if (type === "block") block = child;
  }
  const outer = cx.yields;
  cx.yields = false;
  const body = lowerStatements(cx, block);
  const isGenerator = cx.yields;
  cx.yields = outer;
  return {
    kind: "FunctionDef",
    start: node.startIndex + cx.shift,
    end: endOf(body, node, cx),
    unit: cx.unit,
    name: identifier(textOf(cx, name)),
    nameStart: name.startIndex + cx.shift,
    nameEnd: name.endIndex + cx.shift,
    args,
    body,
    decorators,
    returns,
    isAsync: cx.text.startsWith("async", node.startIndex),
    isGenerator,
    docstring: docstringOf(body),
  };
}

const NO_PARAMETERS: FunctionDef["args"] = {
  posonly: [],
  args: [],
  vararg: null,
  kwonly: [],
  kwDefaults: [],
  kwarg: null,
  defaults: [],
};

export function docstringOf(body: readonly Stmt[]): string | null {
  const first = body[0];
  if (first?.kind !== "Expr" || first.value.kind !== "Constant") return null;
  const { value } = first.value;
  return value.type === "str" ? value.value : null;
}

export function lowerClass(cx: Lowering, node: CstNode, decorators: readonly Expr[]): ClassDef {
  const children = kids(cx, node);
  const name = children[0] ?? node;
  let list: CstNode | undefined;
  let block: CstNode | undefined;
  for (const child of children.slice(1)) {
    const type = child.type;
    if (type === "argument_list") list = child;
    else if (type === "block") block = child;
  }
  const { args: bases, keywords } = list === undefined ? { args: [], keywords: [] } : lowerArguments(cx, list);
  const body = lowerStatements(cx, block);
  const lowered: ClassDef = {
    kind: "ClassDef",
    start: node.startIndex + cx.shift,
    end: endOf(body, node, cx),
    unit: cx.unit,
    name: identifier(textOf(cx, name)),
    nameStart: name.startIndex + cx.shift,
    nameEnd: name.endIndex + cx.shift,
    bases,
    keywords,
    body,
    decorators,
  };
  nameInFull(lowered, textOf(cx, node));
  return lowered;
}
