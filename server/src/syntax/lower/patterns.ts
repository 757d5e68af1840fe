import type { Expr, Pattern } from "../ast.ts";
import type { CstNode } from "../cst.ts";
import { brokenExpr, identifier, type Lowering, report, textOf } from "./context.ts";
import { lowerExpr, MAX_DEPTH } from "./expressions.ts";
import { reparse } from "./reparse.ts";

/** The patterns of one `case`: several, or one with a comma, are a sequence. */
export function lowerCasePatterns(cx: Lowering, nodes: readonly CstNode[], trailingComma: boolean): Pattern {
  const patterns = nodes.map((node) => lowerPattern(cx, node));
  const only = patterns[0];
  return patterns.length === 1 && !trailingComma && only !== undefined ? only : { kind: "MatchSequence", patterns };
}

/** Any pattern node. Minus signs, `_`, `|` and commas are unnamed nodes, so all children are read. */
function lowerPattern(cx: Lowering, node: CstNode): Pattern {
  if (cx.depth >= MAX_DEPTH) {
    report(cx, node.startIndex, node.endIndex, "too many nested patterns");
    return { kind: "MatchValue", value: brokenExpr(cx, node.startIndex, node.endIndex) };
  }
  cx.depth += 1;
  const lowered = lowerOne(cx, node);
  cx.depth -= 1;
  return lowered;
}

function lowerOne(cx: Lowering, node: CstNode): Pattern {
  const children = significant(node);
  const first = children[0];
  switch (node.type) {
    case "case_pattern": {
      if (first === undefined) return WILDCARD;
      if (first.type === "_") return WILDCARD;
      if (first.type === "-") return literal(cx, node.startIndex, node.endIndex);
      return lowerPattern(cx, first);
    }
    case "as_pattern":
      return asPattern(cx, children);
    case "union_pattern":
      return unionPattern(cx, children);
    case "list_pattern":
      return { kind: "MatchSequence", patterns: items(cx, children) };
    case "tuple_pattern": {
      const patterns = items(cx, children);
      const only = patterns[0];
      const comma = children.some((child) => child.type === ",");
      if (patterns.length === 1 && !comma && only !== undefined) return only;
      return { kind: "MatchSequence", patterns };
    }
    case "dict_pattern":
      return mappingPattern(cx, children);
    case "class_pattern":
      return classPattern(cx, children);
    case "splat_pattern": {
      const name = captureName(textOf(cx, node).replace(/^\*+\s*/, ""));
      return { kind: "MatchStar", name };
    }
    case "dotted_name": {
      const text = textOf(cx, node);
      if (!text.includes(".")) return { kind: "MatchAs", pattern: null, name: captureName(identifier(text)) };
      return { kind: "MatchValue", value: dottedName(cx, node) };
    }
    case "none":
      return { kind: "MatchSingleton", value: null };
    case "true":
      return { kind: "MatchSingleton", value: true };
    case "false":
      return { kind: "MatchSingleton", value: false };
    case "_":
      return WILDCARD;
    case "complex_pattern":
      return literal(cx, node.startIndex, node.endIndex);
    case "keyword_pattern":
      report(cx, node.startIndex, node.endIndex, "a keyword pattern stands only in a class pattern");
      return WILDCARD;
    default:
      return { kind: "MatchValue", value: lowerExpr(cx, node) };
  }
}

const WILDCARD: Pattern = { kind: "MatchAs", pattern: null, name: null };

function captureName(name: string): string | null {
  return name === "_" ? null : identifier(name);
}

function significant(node: CstNode): CstNode[] {
  return node.children.filter((child) => {
    const type = child.type;
    return type !== "comment" && type !== "line_continuation";
  });
}

/** The patterns among punctuation; a `-` belongs to the number after it. */
function items(cx: Lowering, children: readonly CstNode[]): Pattern[] {
  const patterns: Pattern[] = [];
  for (let i = 0; i < children.length; i++) {
    const child = children[i];
    if (child === undefined) break;
    const type = child.type;
    if (PUNCTUATION.has(type)) continue;
    const number = type === "-" ? children[i + 1] : undefined;
    if (number === undefined) {
      patterns.push(lowerPattern(cx, child));
    } else {
      patterns.push(literal(cx, child.startIndex, number.endIndex));
      i += 1;
    }
  }
  return patterns;
}

const PUNCTUATION: ReadonlySet<string> = new Set(["(", ")", "[", "]", "{", "}", ",", "|", ":"]);

function asPattern(cx: Lowering, children: readonly CstNode[]): Pattern {
  const [inner, , name] = children;
  if (inner === undefined || name === undefined) return WILDCARD;
  return { kind: "MatchAs", pattern: lowerPattern(cx, inner), name: captureName(textOf(cx, name)) };
}

/** `a | b | c` is one MatchOr; it comes nested to the left. */
function unionPattern(cx: Lowering, children: readonly CstNode[]): Pattern {
  const first = children[0];
  if (first?.type !== "union_pattern") return { kind: "MatchOr", patterns: items(cx, children) };
  const left = lowerPattern(cx, first);
  const rest = items(cx, children.slice(1));
  return { kind: "MatchOr", patterns: left.kind === "MatchOr" ? [...left.patterns, ...rest] : [left, ...rest] };
}

function mappingPattern(cx: Lowering, children: readonly CstNode[]): Pattern {
  const keys: Expr[] = [];
  const patterns: Pattern[] = [];
  let rest: string | null = null;
  let keyStart = -1;
  let key: CstNode | null = null;
  for (const child of children) {
    const type = child.type;
    if (type === "splat_pattern") {
      rest = captureName(textOf(cx, child).replace(/^\*+\s*/, ""));
    } else if (type === "case_pattern") {
      if (key !== null) keys.push(keyExpr(cx, key, keyStart));
      patterns.push(lowerPattern(cx, child));
      key = null;
      keyStart = -1;
    } else if (type === "-") {
      keyStart = child.startIndex;
    } else if (!PUNCTUATION.has(type)) {
      key = child;
    }
  }
  return { kind: "MatchMapping", keys, patterns, rest };
}

function keyExpr(cx: Lowering, node: CstNode, minus: number): Expr {
  if (minus >= 0) return reparse(cx, minus, node.endIndex);
  const pattern = lowerPattern(cx, node);
  if (pattern.kind === "MatchValue") return pattern.value;
  return reparse(cx, node.startIndex, node.endIndex);
}

function classPattern(cx: Lowering, children: readonly CstNode[]): Pattern {
  const [name, ...rest] = children;
  const patterns: Pattern[] = [];
  const kwdAttrs: string[] = [];
  const kwdPatterns: Pattern[] = [];
  for (const child of rest) {
    if (PUNCTUATION.has(child.type)) continue;
    const keyword = keywordPattern(cx, child);
    if (keyword === null) {
      patterns.push(lowerPattern(cx, child));
    } else {
      kwdAttrs.push(keyword.name);
      kwdPatterns.push(keyword.pattern);
    }
  }
  const cls = name === undefined ? brokenExpr(cx, 0, 0) : dottedName(cx, name);
  return { kind: "MatchClass", cls, patterns, kwdAttrs, kwdPatterns };
}

/** `x=P`; `x=P as y` comes as `(x=P) as y` and means `x=(P as y)`. */
function keywordPattern(cx: Lowering, node: CstNode): { name: string; pattern: Pattern } | null {
  let current = node;
  let as: string | null | undefined;
  if (current.type === "case_pattern") current = significant(current)[0] ?? current;
  if (current.type === "as_pattern") {
    const [inner, , name] = significant(current);
    const keyword = inner?.type === "case_pattern" ? significant(inner)[0] : inner;
    if (keyword?.type !== "keyword_pattern" || name === undefined) return null;
    as = captureName(textOf(cx, name));
    current = keyword;
  }
  if (current.type !== "keyword_pattern") return null;
  const [name, , ...value] = significant(current);
  const pattern = items(cx, value)[0] ?? WILDCARD;
  const attr = name === undefined ? "" : identifier(textOf(cx, name));
  return { name: attr, pattern: as === undefined ? pattern : { kind: "MatchAs", pattern, name: as } };
}

function dottedName(cx: Lowering, node: CstNode): Expr {
  const parts = significant(node).filter((child) => child.type !== ".");
  const first = parts[0];
  if (first === undefined) return brokenExpr(cx, node.startIndex, node.endIndex);
  let value = lowerExpr(cx, first);
  for (const part of parts.slice(1)) {
    value = {
      kind: "Attribute",
      start: node.startIndex + cx.shift,
      end: part.endIndex + cx.shift,
      unit: cx.unit,
      value,
      attr: identifier(textOf(cx, part)),
      attrStart: part.startIndex + cx.shift,
    };
  }
  return value;
}

/** Signed and complex numbers are no expression nodes inside a pattern: `-1`, `2 - 3j`. */
function literal(cx: Lowering, start: number, end: number): Pattern {
  return { kind: "MatchValue", value: reparse(cx, start, end) };
}
