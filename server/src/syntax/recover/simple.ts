import type { Expr, Stmt } from "../ast.ts";
import type { Fault } from "../layout.ts";
import type { Pieces } from "./pieces.ts";
import { topLevel } from "../top-level.ts";

/**
 * A simple statement that does not parse: kept is what it binds or returns,
 * with the value unknown. `fault` is the problem already known of it.
 */
export function recoverSimple(pieces: Pieces, start: number, end: number, fault: Fault | null): Stmt {
  if (fault === null) pieces.complain(start, end);
  const text = pieces.source.slice(start, end);
  const { flat, closers } = topLevel(text);
  const word = /^\w*/.exec(text)?.[0] ?? "";
  if (word === "return") {
    return { kind: "Return", start, end, unit: pieces.unit, value: pieces.brokenExpr(start + 6, end) };
  }
  if (word === "import" || word === "from") {
    return recoverImport(pieces, start, end, closers) ?? pieces.brokenStmt(start, end, importedNames(text));
  }
  return recoverAssignment(pieces, start, end, flat) ?? pieces.brokenStmt(start, end, boundNames(text, flat));
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

/** `a = b = <broken>`, `a: T = <broken>`, `a += <broken>`: the targets parse, the value does not. */
function recoverAssignment(pieces: Pieces, start: number, end: number, flat: string): Stmt | null {
  const signs = [...flat.matchAll(ASSIGNMENT)];
  const last = signs.at(-1);
  if (last === undefined) return null;
  const valueStart = start + last.index + last[0].length;
  const value = pieces.brokenExpr(valueStart, Math.max(end, valueStart));
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
    from = to + sign[0].length;
    from += /^\s*/.exec(pieces.source.slice(from, end))?.[0].length ?? 0;
  }
  return { kind: "Assign", start, end, unit: pieces.unit, targets, value };
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
