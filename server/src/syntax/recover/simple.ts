import type { Expr, Stmt } from "../ast.ts";
import type { Fault } from "../layout.ts";
import type { Pieces } from "./pieces.ts";
import { topLevel } from "../top-level.ts";

/**
 * A simple statement that does not parse: kept is what it binds or returns,
 * with the value unknown. `fault` is the problem already known of it.
 */
export function recoverSimple(pieces: Pieces, start: number, end: number, fault: Fault | null): Stmt {
  const text = pieces.source.slice(start, end);
  const { flat, closers } = topLevel(text);
  const starred = fault === null && flat.includes("*") ? starredStatement(pieces, start, end, flat) : null;
  if (starred !== null) return starred;
  if (fault === null) pieces.complain(start, end);
  const word = /^\w*/.exec(text)?.[0] ?? "";
  if (word === "return") {
    return { kind: "Return", start, end, unit: pieces.unit, value: pieces.brokenExpr(start + 6, end) };
  }
  if (word === "import" || word === "from") {
    return recoverImport(pieces, start, end, closers) ?? pieces.brokenStmt(start, end, importedNames(text));
  }
  const assignment = assignedTo(pieces, start, end, flat, (from) => pieces.brokenExpr(from, Math.max(from, end)));
  return assignment ?? pieces.brokenStmt(start, end, boundNames(text, flat));
}

/**
 * A statement on a tuple without parentheses that unpacks more than a name or
 * attribute: `return *[a], b`. Python, but not to tree-sitter-python, which
 * reads such a tuple in parentheses only.
 */
function starredStatement(pieces: Pieces, start: number, end: number, flat: string): Stmt | null {
  const tuple = (from: number) => {
    const value = pieces.expression(from, end);
    return value?.kind === "Tuple" ? value : null;
  };
  const { unit } = pieces;
  const word = /^return\b\s*/.exec(flat);
  if (word !== null) {
    const value = tuple(start + word[0].length);
    return value === null ? null : { kind: "Return", start, end, unit, value };
  }
  const assignment = assignedTo(pieces, start, end, flat, tuple);
  if (assignment !== null) return assignment;
  const value = tuple(start);
  return value === null ? null : { kind: "Expr", start, end, unit, value };
}

/** `from m import (a, b` means what it would mean with its bracket closed. */
function recoverImport(pieces: Pieces, start: number, end: number, closers: string): Stmt | null {
  return closers === "" ? null : (pieces.statements(start, end, "", closers)?.[0] ?? null);
}

function importedNames(text: string): string[] {
  const list = text.replace(/^from\b.*?(?:\bimport\b|$)/s, "").replace(/^import\b/, "");
  return list.split(/[,()]/).flatMap((item) => {
    const name = /(?:\bas\s+)?(\w+)\s*$/.exec(item.trim().replace(/^(\w+)\.[\w.]*$|\.+$/, "$1"))?.[1];
    return name === undefined ? [] : [name];
  });
}

const ASSIGNMENT = /(?<![=!<>:+\-*/%@&|^])=(?!=)|(?:\*\*|\/\/|<<|>>|[+\-*/%@&|^])=(?!=)/g;

/** `a = b = VALUE`, `a: T = VALUE`, `a += VALUE`: the targets parse; the value is read by `valueFrom` its start. */
function assignedTo(
  pieces: Pieces,
  start: number,
  end: number,
  flat: string,
  valueFrom: (start: number) => Expr | null,
): Stmt | null {
  const signs = [...flat.matchAll(ASSIGNMENT)];
  const last = signs.at(-1);
  if (last === undefined) return null;
  const value = valueFrom(skipBlank(pieces, start + last.index + last[0].length, end));
  if (value === null) return null;
  const targets: Expr[] = [];
  let from = start;
  for (const sign of signs) {
    const to = start + sign.index;
    const statement = pieces.statements(from, to, "", `${sign[0]}0`)?.[0];
    if (statement === undefined) return null;
    if (statement.kind === "Assign") targets.push(...statement.targets.slice(0, 1));
    else if (signs.length === 1 && (statement.kind === "AnnAssign" || statement.kind === "AugAssign")) {
      return { ...statement, end, value };
    } else return null;
    from = skipBlank(pieces, to + sign[0].length, end);
  }
  return { kind: "Assign", start, end, unit: pieces.unit, targets, value };
}

function skipBlank(pieces: Pieces, from: number, end: number): number {
  return from + (/^\s*/.exec(pieces.source.slice(from, end))?.[0].length ?? 0);
}

/**
 * Names that a statement might bind: by `:=`, after `as`, `for`, `def`, `class`,
 * and left of the assignment signs of `flat`, its text outside brackets.
 */
export function boundNames(text: string, flat: string): string[] {
  const names = new Set<string>();
  for (const match of text.matchAll(/([^\W\d]\w*)\s*:=|\b(?:as|for|def|class|global|nonlocal)\s+([^\W\d]\w*)/gu)) {
    names.add(match[1] ?? match[2] ?? "");
  }
  for (const match of flat.matchAll(ASSIGNMENT)) {
    const left = flat.slice(0, match.index);
    for (const name of left.matchAll(/(?<![\w.])([^\W\d]\w*)/gu)) names.add(name[1] ?? "");
  }
  names.delete("");
  return [...names];
}
