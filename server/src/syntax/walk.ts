import type { Arguments, Comment, Comprehension, Expr, Module, Node, Pattern, Unit } from "./ast.ts";

/** The child nodes of a node in the order of CPython's fields; decorators come first. */
export function children(node: Node): readonly Node[] {
  switch (node.kind) {
    case "FunctionDef":
      return [...node.decorators, ...parameters(node.args), ...optional(node.returns), ...node.body];
    case "ClassDef":
      return [...node.decorators, ...node.bases, ...node.keywords, ...node.body];
    case "Return":
    case "Yield":
      return optional(node.value);
    case "Delete":
      return node.targets;
    case "Assign":
      return [...node.targets, node.value];
    case "AugAssign":
      return [node.target, node.value];
    case "AnnAssign":
      return [node.target, node.annotation, ...optional(node.value)];
    case "For":
      return [node.target, node.iter, ...node.body, ...node.orelse];
    case "While":
    case "If":
      return [node.test, ...node.body, ...node.orelse];
    case "With":
      return [...node.items.flatMap((item) => [item.context, ...optional(item.target)]), ...node.body];
    case "Match":
      return [
        node.subject,
        ...node.cases.flatMap((one) => [...patternNodes(one.pattern), ...optional(one.guard), ...one.body]),
      ];
    case "Raise":
      return [...optional(node.exc), ...optional(node.cause)];
    case "Try":
      return [...node.body, ...node.handlers, ...node.orelse, ...node.finalbody];
    case "ExceptHandler":
      return [...optional(node.type), ...node.body];
    case "Assert":
      return [node.test, ...optional(node.msg)];
    case "Import":
    case "ImportFrom":
      return node.names;
    case "Expr":
    case "NamedExpr":
      return node.kind === "Expr" ? [node.value] : [node.target, node.value];
    case "BoolOp":
    case "JoinedStr":
      return node.values;
    case "BinOp":
      return [node.left, node.right];
    case "UnaryOp":
      return [node.operand];
    case "Lambda":
      return [...parameters(node.args), node.body];
    case "IfExp":
      return [node.body, node.test, node.orelse];
    case "Dict":
      return node.values.flatMap((value, i) => [...optional(node.keys[i] ?? null), value]);
    case "Set":
    case "List":
    case "Tuple":
      return node.elts;
    case "ListComp":
    case "SetComp":
    case "GeneratorExp":
      return [node.elt, ...clauses(node.generators)];
    case "DictComp":
      return [node.key, node.value, ...clauses(node.generators)];
    case "Await":
    case "YieldFrom":
    case "Attribute":
    case "Starred":
    case "Keyword":
      return [node.value];
    case "Compare":
      return [node.left, ...node.comparators];
    case "Call":
      return [node.func, ...node.args, ...node.keywords];
    case "FormattedValue":
      return [node.value, ...optional(node.spec)];
    case "Subscript":
      return [node.value, node.slice];
    case "Slice":
      return [...optional(node.lower), ...optional(node.upper), ...optional(node.step)];
    case "Arg":
      return optional(node.annotation);
    case "Global":
    case "Nonlocal":
    case "Pass":
    case "Break":
    case "Continue":
    case "BrokenStmt":
    case "Constant":
    case "Name":
    case "BrokenExpr":
    case "Alias":
      return [];
  }
}

function optional<T>(node: T | null): T[] {
  return node === null ? [] : [node];
}

/** Each parameter, followed by its default. */
function parameters(args: Arguments): Node[] {
  const positional = [...args.posonly, ...args.args];
  const firstDefault = positional.length - args.defaults.length;
  return [
    ...positional.flatMap((arg, i) => [arg, ...optional(args.defaults[i - firstDefault] ?? null)]),
    ...optional(args.vararg),
    ...args.kwonly.flatMap((arg, i) => [arg, ...optional(args.kwDefaults[i] ?? null)]),
    ...optional(args.kwarg),
  ];
}

function clauses(generators: readonly Comprehension[]): Expr[] {
  return generators.flatMap((clause) => [clause.target, clause.iter, ...clause.ifs]);
}

/** The expressions inside a pattern; patterns themselves have no position. */
function patternNodes(pattern: Pattern): Expr[] {
  switch (pattern.kind) {
    case "MatchValue":
      return [pattern.value];
    case "MatchSequence":
    case "MatchOr":
      return pattern.patterns.flatMap(patternNodes);
    case "MatchMapping":
      return pattern.patterns.flatMap((inner, i) => [...optional(pattern.keys[i] ?? null), ...patternNodes(inner)]);
    case "MatchClass":
      return [pattern.cls, ...pattern.patterns.flatMap(patternNodes), ...pattern.kwdPatterns.flatMap(patternNodes)];
    case "MatchAs":
      return pattern.pattern === null ? [] : patternNodes(pattern.pattern);
    case "MatchSingleton":
    case "MatchStar":
      return [];
  }
}

/** Visits a node and its descendants, outer before inner; the answer `false` skips a node's descendants. */
export function walk(node: Node, visit: (node: Node) => unknown): void {
  const todo: Node[] = [node];
  for (let next = todo.pop(); next !== undefined; next = todo.pop()) {
    if (visit(next) === false) continue;
    const below = children(next);
    for (let i = below.length - 1; i >= 0; i--) {
      const child = below[i];
      if (child !== undefined) todo.push(child);
    }
  }
}

/** The nodes around a file offset, outermost first; a decorator counts as inside its definition. */
export function nodeAt(module: Module, offset: number): readonly Node[] {
  const unit = unitAt(module, offset);
  if (unit === null) return [];
  const at = offset - unit.base;
  const path: Node[] = [];
  let candidates: readonly Node[] = unit.body;
  for (;;) {
    const inner = candidates.find((node) => startOf(node) <= at && at < node.end);
    if (inner === undefined) return path;
    path.push(inner);
    candidates = children(inner);
  }
}

function startOf(node: Node): number {
  if (node.kind !== "FunctionDef" && node.kind !== "ClassDef") return node.start;
  return Math.min(node.start, ...node.decorators.map((decorator) => decorator.start));
}

/** The unit that holds a file offset. */
export function unitAt(module: Module, offset: number): Unit | null {
  let low = 0;
  let high = module.units.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >>> 1;
    if ((module.units[middle]?.base ?? 0) <= offset) low = middle;
    else high = middle - 1;
  }
  const unit = module.units[low];
  return unit !== undefined && unit.base <= offset && offset < unit.base + unit.text.length ? unit : null;
}

/** A node's range in its file, now. */
export function rangeOf(node: Node): { start: number; end: number } {
  return { start: node.unit.base + node.start, end: node.unit.base + node.end };
}

/**
 * The comment after a node on the line where it ends, with nothing but a comma
 * or semicolon between: `x = f(y)  # shape: (N, 20)`, or after a parameter.
 */
export function trailingComment(node: Node): Comment | null {
  const { comments, text } = node.unit;
  let low = 0;
  let high = comments.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((comments[middle]?.start ?? 0) < node.end) low = middle + 1;
    else high = middle;
  }
  const comment = comments[low];
  return comment !== undefined && /^[ \t]*[,;]?[ \t]*$/.test(text.slice(node.end, comment.start)) ? comment : null;
}
