import type { Alias, BinaryOperator, BrokenStmt, Expr, Stmt } from "../ast.ts";
import type { CstNode } from "../cst.ts";
import { lowerFor, lowerIf, lowerMatch, lowerTry, lowerWhile, lowerWith } from "./compound.ts";
import { brokenExpr, gap, identifier, kids, type Lowering, orBroken, report, textOf } from "./context.ts";
import { lowerClass, lowerDecorated, lowerFunction } from "./definitions.ts";
import { lowerExpr } from "./expressions.ts";

/** The statements of a `module` or `block` node. */
export function lowerStatements(cx: Lowering, node: CstNode | undefined): Stmt[] {
  const statements: Stmt[] = [];
  if (node === undefined) return statements;
  for (const child of kids(cx, node)) statements.push(lowerStatement(cx, child));
  return statements;
}

function lowerStatement(cx: Lowering, node: CstNode): Stmt {
  const unit = cx.unit;
  const start = node.startIndex + cx.shift;
  const type = node.type;
  switch (type) {
    case "expression_statement":
      return lowerExpressionStatement(cx, node);
    case "function_definition":
      return lowerFunction(cx, node, []);
    case "class_definition":
      return lowerClass(cx, node, []);
    case "decorated_definition":
      return lowerDecorated(cx, node);
    case "if_statement":
      return lowerIf(cx, node);
    case "for_statement":
      return lowerFor(cx, node);
    case "while_statement":
      return lowerWhile(cx, node);
    case "try_statement":
      return lowerTry(cx, node);
    case "with_statement":
      return lowerWith(cx, node);
    case "match_statement":
      return lowerMatch(cx, node);
    default:
      break;
  }
  const end = node.endIndex + cx.shift;
  switch (type) {
    case "return_statement": {
      const value = kids(cx, node)[0];
      return { kind: "Return", start, end, unit, value: value === undefined ? null : lowerExpr(cx, value) };
    }
    case "pass_statement":
      return { kind: "Pass", start, end, unit };
    case "break_statement":
      return { kind: "Break", start, end, unit };
    case "continue_statement":
      return { kind: "Continue", start, end, unit };
    case "import_statement":
      return { kind: "Import", start, end, unit, names: kids(cx, node).map((child) => lowerAlias(cx, child)) };
    case "import_from_statement":
    case "future_import_statement":
      return lowerImportFrom(cx, node, type);
    case "raise_statement":
      return lowerRaise(cx, node);
    case "assert_statement": {
      const [test, msg] = kids(cx, node).map((child) => lowerExpr(cx, child));
      return { kind: "Assert", start, end, unit, test: orBroken(cx, node, test), msg: msg ?? null };
    }
    case "delete_statement":
      return { kind: "Delete", start, end, unit, targets: deleteTargets(cx, node) };
    case "global_statement":
      return { kind: "Global", start, end, unit, names: names(cx, node) };
    case "nonlocal_statement":
      return { kind: "Nonlocal", start, end, unit, names: names(cx, node) };
    case "type_alias_statement":
      return lowerTypeAlias(cx, node);
    case "print_statement":
      return lowerMasked(cx, node, "missing parentheses in call to 'print': did you mean print(...)?");
    case "exec_statement":
      return lowerMasked(cx, node, "missing parentheses in call to 'exec': did you mean exec(...)?");
    default:
      return brokenStmt(cx, node, "invalid syntax");
  }
}

export function brokenStmt(cx: Lowering, node: CstNode, message: string): BrokenStmt {
  const end = node.endIndex;
  report(cx, node.startIndex, end, message);
  return {
    kind: "BrokenStmt",
    start: node.startIndex + cx.shift,
    end: end + cx.shift,
    unit: cx.unit,
    mayBind: [],
  };
}

function lowerExpressionStatement(cx: Lowering, node: CstNode): Stmt {
  const children = kids(cx, node);
  const first = children[0];
  const start = node.startIndex + cx.shift;
  const nodeEnd = node.endIndex;
  const end = nodeEnd + cx.shift;
  if (first === undefined) return brokenStmt(cx, node, "invalid syntax");
  const last = children.at(-1) ?? first;
  if (children.length > 1 || gap(cx, last.endIndex, nodeEnd) === ",") {
    const elts = children.map((child) => lowerExpr(cx, child));
    return { kind: "Expr", start, end, unit: cx.unit, value: { kind: "Tuple", start, end, unit: cx.unit, elts } };
  }
  const type = first.type;
  if (type === "assignment") return lowerAssignment(cx, first);
  if (type === "augmented_assignment") return lowerAugmented(cx, first);
  return { kind: "Expr", start, end, unit: cx.unit, value: lowerExpr(cx, first) };
}

/** `a = b = value` comes nested to the right. */
function lowerAssignment(cx: Lowering, node: CstNode): Stmt {
  const unit = cx.unit;
  const start = node.startIndex + cx.shift;
  const end = node.endIndex + cx.shift;
  const targets: Expr[] = [];
  let current = node;
  for (;;) {
    const [left, second, third]: readonly CstNode[] = kids(cx, current);
    if (left === undefined || second === undefined) return brokenStmt(cx, current, "invalid syntax");
    const type = second.type;
    if (type === "type") {
      if (current !== node) report(cx, second.startIndex, second.endIndex, "only a single target can be annotated");
      const target = lowerExpr(cx, left);
      const annotation = lowerExpr(cx, second);
      const value = third === undefined ? null : lowerExpr(cx, third);
      return { kind: "AnnAssign", start, end, unit, target, annotation, value };
    }
    targets.push(lowerExpr(cx, left));
    if (type !== "assignment") return { kind: "Assign", start, end, unit, targets, value: lowerExpr(cx, second) };
    current = second;
  }
}

function lowerAugmented(cx: Lowering, node: CstNode): Stmt {
  const [left, right] = kids(cx, node);
  if (left === undefined || right === undefined) return brokenStmt(cx, node, "invalid syntax");
  return {
    kind: "AugAssign",
    start: node.startIndex + cx.shift,
    end: node.endIndex + cx.shift,
    unit: cx.unit,
    target: lowerExpr(cx, left),
    op: gap(cx, left.endIndex, right.startIndex).slice(0, -1) as BinaryOperator,
    value: lowerExpr(cx, right),
  };
}

/**
 * Where a compound statement ends, unit-relative: with its last statement (a
 * block node may run on over comments) and a semicolon after that.
 */
export function endOf(body: readonly { readonly end: number }[], node: CstNode, cx: Lowering): number {
  const last = body.at(-1);
  if (last === undefined) return node.endIndex + cx.shift;
  let i = last.end - cx.shift;
  while (cx.text.charCodeAt(i) === 32 || cx.text.charCodeAt(i) === 9) i += 1;
  return cx.text.charCodeAt(i) === 59 ? i + 1 + cx.shift : last.end;
}

function lowerAlias(cx: Lowering, node: CstNode): Alias {
  const [name, asname] = node.type === "aliased_import" ? kids(cx, node) : [node];
  return {
    kind: "Alias",
    start: node.startIndex + cx.shift,
    end: node.endIndex + cx.shift,
    unit: cx.unit,
    name: name === undefined ? "" : dotted(cx, name),
    asname: asname === undefined ? null : identifier(textOf(cx, asname)),
  };
}

function dotted(cx: Lowering, node: CstNode): string {
  return identifier(textOf(cx, node).replace(/\s|\\|#[^\n]*/g, ""));
}

function lowerImportFrom(cx: Lowering, node: CstNode, type: string): Stmt {
  const children = kids(cx, node);
  let module = "__future__";
  let level = 0;
  let rest = children;
  const first = children[0];
  if (type === "import_from_statement" && first !== undefined) {
    rest = children.slice(1);
    const text = dotted(cx, first);
    level = first.type === "relative_import" ? (/^\.*/.exec(text)?.[0].length ?? 0) : 0;
    module = text.slice(level);
  }
  const aliases = rest.map((child) => lowerAlias(cx, child));
  const start = node.startIndex + cx.shift;
  return { kind: "ImportFrom", start, end: node.endIndex + cx.shift, unit: cx.unit, module, names: aliases, level };
}

function lowerRaise(cx: Lowering, node: CstNode): Stmt {
  const children = kids(cx, node);
  if (children[0]?.type === "expression_list") return brokenStmt(cx, node, "invalid syntax");
  const [exc = null, cause = null] = children.map((child) => lowerExpr(cx, child));
  return { kind: "Raise", start: node.startIndex + cx.shift, end: node.endIndex + cx.shift, unit: cx.unit, exc, cause };
}

function deleteTargets(cx: Lowering, node: CstNode): readonly Expr[] {
  const [child] = kids(cx, node);
  if (child === undefined) return [];
  const target = lowerExpr(cx, child);
  return child.type === "expression_list" && target.kind === "Tuple" ? target.elts : [target];
}

function names(cx: Lowering, node: CstNode): string[] {
  return kids(cx, node).map((child) => identifier(textOf(cx, child)));
}

/**
 * A statement that tree-sitter-python reads as one of a keyword that Python 3
 * takes for a name: `print >> file`, `type(x).y = 1`. Parsed again, with the
 * name hidden from the grammar; the text it is lowered from is the original.
 */
function lowerMasked(cx: Lowering, node: CstNode, message: string): Stmt {
  const text = textOf(cx, node);
  const piece = cx.parsePiece(text.replace(/^\w+/, (word) => "_".repeat(word.length)));
  try {
    const statement = kids({ ...cx, text }, piece.root)[0];
    if (piece.root.hasError || statement === undefined) return brokenStmt(cx, node, message);
    return lowerStatement({ ...cx, text, shift: cx.shift + node.startIndex }, statement);
  } finally {
    piece.release();
  }
}

/** `type X[T] = value` binds X as an assignment does. */
function lowerTypeAlias(cx: Lowering, node: CstNode): Stmt {
  if (!/^type\s+[\p{L}_]/u.test(textOf(cx, node))) return lowerMasked(cx, node, "invalid syntax");
  const [left, right] = kids(cx, node);
  const start = node.startIndex + cx.shift;
  const end = node.endIndex + cx.shift;
  const named = left === undefined ? undefined : lowerExpr(cx, left);
  const target = named?.kind === "Subscript" ? named.value : named;
  const value = right === undefined ? brokenExpr(cx, node.startIndex, node.endIndex) : lowerExpr(cx, right);
  return { kind: "Assign", start, end, unit: cx.unit, targets: target === undefined ? [] : [target], value };
}
