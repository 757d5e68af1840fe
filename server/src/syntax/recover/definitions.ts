import type { Arg, ClassDef, Expr, FunctionDef, Stmt } from "../ast.ts";
import { docstringOf } from "../lower/definitions.ts";
import { nameInFull } from "../private.ts";
import { walk } from "../walk.ts";
import { type Clause, type OpenClause, parseHeader } from "./clause.ts";
import type { Pieces } from "./pieces.ts";

export function recoverFunction(pieces: Pieces, clause: OpenClause, decorators: readonly Clause[]): FunctionDef {
  const parsed = parseHeader(pieces, clause) ?? closedHeader(pieces, clause);
  const lowered = parsed?.kind === "FunctionDef" ? parsed : namedFunction(pieces, clause);
  const whole = clause.closers === "" && lowered === parsed;
  return {
    ...lowered,
    start: clause.start,
    end: clause.end,
    args: whole ? lowered.args : anyArguments(pieces, lowered),
    body: whole ? clause.body : [...parameterNames(pieces, clause), ...clause.body],
    decorators: decoratorsOf(pieces, decorators),
    isAsync: clause.isAsync,
    isGenerator: containsYield(clause.body),
    docstring: docstringOf(clause.body),
  };
}

export function recoverClass(pieces: Pieces, clause: OpenClause, decorators: readonly Clause[]): ClassDef {
  const { start, end, headerEnd, body } = clause;
  const parsed = parseHeader(pieces, clause) ?? closedHeader(pieces, clause);
  const { bases, keywords } = parsed?.kind === "ClassDef" ? parsed : { bases: [], keywords: [] };
  const whole = clause.closers === "" && parsed?.kind === "ClassDef";
  const recovered: ClassDef = {
    kind: "ClassDef",
    start,
    end,
    unit: pieces.unit,
    ...nameAfter(pieces, clause, /\bclass\s+/),
    bases: whole ? bases : [...bases, pieces.brokenExpr(headerEnd, headerEnd)],
    keywords,
    body,
    decorators: decoratorsOf(pieces, decorators),
  };
  nameInFull(recovered, pieces.source.slice(start, end));
  return recovered;
}

/** The header with its brackets closed, without its last, unfinished item if need be. */
function closedHeader(pieces: Pieces, clause: OpenClause): Stmt | null {
  const { start, headerEnd, closers } = clause;
  if (closers === "") return null;
  const whole = pieces.statements(start, headerEnd, "", `${closers}:pass`);
  if (whole !== null) return whole[0] ?? null;
  const comma = pieces.source.lastIndexOf(",", headerEnd - 1);
  return comma < start ? null : (pieces.statements(start, comma, "", `${closers.slice(-1)}:pass`)?.[0] ?? null);
}

/** A function of whose header only the name could be read. */
function namedFunction(pieces: Pieces, clause: OpenClause): FunctionDef {
  return {
    kind: "FunctionDef",
    start: clause.start,
    end: clause.end,
    unit: pieces.unit,
    ...nameAfter(pieces, clause, /\bdef\s+/),
    args: { posonly: [], args: [], vararg: null, kwonly: [], kwDefaults: [], kwarg: null, defaults: [] },
    body: [],
    decorators: [],
    returns: null,
    isAsync: false,
    isGenerator: false,
    docstring: null,
  };
}

/** Of an unfinished parameter list nothing can be said about what a call may pass. */
function anyArguments(pieces: Pieces, lowered: FunctionDef): FunctionDef["args"] {
  const { args, posonly, defaults, vararg, kwarg } = lowered.args;
  const at = lowered.nameEnd;
  const rest: Arg = { kind: "Arg", start: at, end: at, unit: pieces.unit, name: "_", annotation: null };
  const missing = [...posonly, ...args].slice(defaults.length).map(() => pieces.brokenExpr(at, at));
  return { ...lowered.args, defaults: [...missing, ...defaults], vararg: vararg ?? rest, kwarg: kwarg ?? rest };
}

/** The names in an unfinished parameter list: the body may use them. */
function parameterNames(pieces: Pieces, clause: OpenClause): Stmt[] {
  const { start, headerEnd } = clause;
  const text = pieces.source.slice(start, headerEnd).replace(/^[^(]*/, "");
  const names = [...text.matchAll(/(?:^\(|,)\s*\*{0,2}([^\W\d]\w*)/gu)].map((match) => match[1] ?? "");
  return names.length === 0 ? [] : [pieces.brokenStmt(headerEnd, headerEnd, names)];
}

function nameAfter(
  pieces: Pieces,
  clause: OpenClause,
  keyword: RegExp,
): { name: string; nameStart: number; nameEnd: number } {
  const text = pieces.source.slice(clause.start, clause.headerEnd);
  const match = keyword.exec(text);
  const at = match === null ? text.length : match.index + match[0].length;
  const name = /^[\p{L}\p{N}_]*/u.exec(text.slice(at))?.[0] ?? "";
  const nameStart = clause.start + at;
  return { name: name.normalize("NFKC"), nameStart, nameEnd: nameStart + name.length };
}

function decoratorsOf(pieces: Pieces, clauses: readonly Clause[]): Expr[] {
  return clauses.map(({ header }) => {
    const start = header.start + 1;
    const lowered = header.fault === null ? pieces.expression(start, header.end) : null;
    if (lowered === null && header.fault === null) pieces.complain(start, header.end);
    return lowered ?? pieces.brokenExpr(start, header.end);
  });
}

function containsYield(body: readonly Stmt[]): boolean {
  let found = false;
  for (const statement of body) {
    walk(statement, (node) => {
      if (node.kind === "Yield" || node.kind === "YieldFrom") found = true;
      return !found && node.kind !== "FunctionDef" && node.kind !== "Lambda";
    });
  }
  return found;
}
