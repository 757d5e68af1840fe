import type { Arg, ClassDef, ExceptHandler, Expr, FunctionDef, MatchCase, Stmt } from "../ast.ts";
import type { LogicalLine } from "../layout.ts";
import { docstringOf } from "../lower/statements.ts";
import { walk } from "../walk.ts";
import type { Pieces } from "./pieces.ts";
import { recoverSimple } from "./simple.ts";
import { topLevel } from "./top-level.ts";

/** A header line of a compound statement and the indices of its body's lines, from `from` to before `to`. */
export interface Clause {
  readonly header: LogicalLine;
  readonly from: number;
  readonly to: number;
}

type ReadBlock = (from: number, to: number) => Stmt[];

/** A compound statement that does not parse whole: each header and each body is read on its own. */
export function recoverCompound(pieces: Pieces, clauses: readonly Clause[], read: ReadBlock): Stmt[] {
  const decorators = clauses.filter((clause) => clause.header.word === "@");
  const [first, ...rest] = clauses
    .filter((clause) => clause.header.word !== "@")
    .map((clause) => open(pieces, clause, read));
  if (first === undefined) {
    return decorators.map(({ header }) => {
      pieces.report({ start: header.start, end: header.end, message: "expected a definition after the decorator" });
      return pieces.brokenStmt(header.start, header.end);
    });
  }
  const end = [first, ...rest].at(-1)?.end ?? first.end;
  const { start } = first;
  const unit = pieces.unit;
  switch (first.word) {
    case "def":
      return [functionDef(pieces, first, decorators)];
    case "class":
      return [classDef(pieces, first, decorators)];
    case "if":
      return [ifStatement(pieces, first, rest)];
    case "for": {
      const { target, iter, hidden } = forHeader(pieces, first);
      const body = [...hidden, ...first.body];
      return [{ kind: "For", start, end, unit, target, iter, body, orelse: bodiesOf(rest), isAsync: first.isAsync }];
    }
    case "while": {
      const test = testOf(pieces, first);
      return [{ kind: "While", start, end, unit, test, body: first.body, orelse: bodiesOf(rest) }];
    }
    case "with":
      return [withStatement(pieces, first)];
    case "try":
      return [tryStatement(pieces, first, rest, end)];
    case "match":
      return [matchStatement(pieces, first)];
    default:
      return [first, ...rest].flatMap((clause) => orphan(pieces, clause));
  }
}

/** A clause whose body has been read. */
interface Opened {
  /** The keyword, without `async`. */
  readonly word: string;
  readonly isAsync: boolean;
  readonly start: number;
  /** Offset after the header's colon, or its end where it has none. */
  readonly headerEnd: number;
  readonly hasColon: boolean;
  readonly end: number;
  readonly header: LogicalLine;
  /** The header's text, blank inside brackets and strings. */
  readonly flat: string;
  readonly closers: string;
  readonly body: Stmt[];
}

function open(pieces: Pieces, clause: Clause, read: ReadBlock): Opened {
  const { header } = clause;
  const { start } = header;
  const { flat, closers } = topLevel(pieces.source.slice(start, header.end));
  const async = /^async\s+(\w+)/.exec(flat);
  const colon =
    header.fault === null || closers === "" ? /:(?!=)/.exec(flat.replace(/\blambda\b[^:]*:/g, blank)) : null;
  const headerEnd = colon === null ? header.end : start + colon.index + 1;
  const body: Stmt[] = [];
  if (colon !== null && flat.slice(colon.index + 1).trim() !== "") {
    const from = headerEnd + (/^\s*/.exec(pieces.source.slice(headerEnd))?.[0].length ?? 0);
    body.push(...(pieces.statements(from, header.end) ?? [recoverSimple(pieces, from, header.end, header.fault)]));
  }
  body.push(...read(clause.from, clause.to));
  if (body.length === 0) body.push(pieces.brokenStmt(header.end, header.end));
  return {
    word: async?.[1] ?? header.word,
    isAsync: async !== null,
    start,
    headerEnd,
    hasColon: colon !== null,
    end: body.at(-1)?.end ?? header.end,
    header,
    flat,
    closers,
    body,
  };
}

function blank(text: string): string {
  return " ".repeat(text.length);
}

/** The header as a statement with the body `pass`; null, and a problem, if it does not parse. */
function parseHeader(pieces: Pieces, clause: Opened, prefix = "", skip = 0): Stmt | null {
  const parsed = pieces.statements(clause.start + skip, clause.headerEnd, prefix, clause.hasColon ? "pass" : ":pass");
  if (clause.header.fault !== null) return parsed?.[0] ?? null;
  if (parsed === null) pieces.complain(clause.start + skip, clause.headerEnd, prefix);
  else if (!clause.hasColon) {
    pieces.report({ start: clause.headerEnd - 1, end: clause.headerEnd, message: "expected ':'" });
  }
  return parsed?.[0] ?? null;
}

function headerExpr(pieces: Pieces, clause: Opened): Expr {
  return pieces.brokenExpr(clause.start + clause.word.length, clause.headerEnd);
}

function bodiesOf(clauses: readonly Opened[]): Stmt[] {
  return clauses.flatMap((clause) => clause.body);
}

function decoratorsOf(pieces: Pieces, clauses: readonly Clause[]): Expr[] {
  return clauses.map(({ header }) => {
    const lowered = header.fault === null ? pieces.expression(header.start + 1, header.end) : null;
    if (lowered !== null) return lowered;
    if (header.fault === null) pieces.complain(header.start + 1, header.end);
    return pieces.brokenExpr(header.start + 1, header.end);
  });
}

function functionDef(pieces: Pieces, clause: Opened, decorators: readonly Clause[]): FunctionDef {
  const { start, end } = clause;
  const parsed = parseHeader(pieces, clause) ?? closedHeader(pieces, clause);
  const whole = clause.closers === "" && parsed?.kind === "FunctionDef" ? parsed : null;
  const lowered = parsed?.kind === "FunctionDef" ? parsed : namedFunction(pieces, clause);
  const hidden = whole === null ? parameterNames(pieces, clause) : [];
  const body = [...hidden, ...clause.body];
  return {
    ...lowered,
    start,
    end,
    args: whole === null ? anyArguments(pieces, lowered) : lowered.args,
    body,
    decorators: decoratorsOf(pieces, decorators),
    isAsync: clause.isAsync,
    isGenerator: containsYield(clause.body),
    docstring: docstringOf(clause.body),
  };
}

/** The header with its brackets closed, without its last, unfinished parameter if need be. */
function closedHeader(pieces: Pieces, clause: Opened): Stmt | null {
  const { start, headerEnd, closers } = clause;
  if (closers === "") return null;
  const whole = pieces.statements(start, headerEnd, "", `${closers}:pass`);
  if (whole !== null) return whole[0] ?? null;
  const comma = pieces.source.lastIndexOf(",", headerEnd - 1);
  return comma < start ? null : (pieces.statements(start, comma, "", `${closers.slice(-1)}:pass`)?.[0] ?? null);
}

function namedFunction(pieces: Pieces, clause: Opened): FunctionDef {
  const { start, headerEnd } = clause;
  const name = nameIn(pieces, clause, /\bdef\s+/);
  return {
    kind: "FunctionDef",
    start,
    end: headerEnd,
    unit: pieces.unit,
    ...name,
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
  const at = lowered.nameEnd;
  const rest: Arg = { kind: "Arg", start: at, end: at, unit: pieces.unit, name: "_", annotation: null };
  const { args, defaults } = lowered.args;
  return {
    ...lowered.args,
    defaults: [...args.slice(defaults.length).map(() => pieces.brokenExpr(at, at)), ...defaults],
    vararg: lowered.args.vararg ?? rest,
    kwarg: lowered.args.kwarg ?? rest,
  };
}

/** The names in an unfinished parameter list: the body may use them. */
function parameterNames(pieces: Pieces, clause: Opened): Stmt[] {
  const text = pieces.source.slice(clause.start, clause.headerEnd).replace(/^[^(]*/, "");
  const names = [...text.matchAll(/(?:^\(|,)\s*\*{0,2}([^\W\d]\w*)/gu)].map((match) => match[1] ?? "");
  return names.length === 0 ? [] : [pieces.brokenStmt(clause.headerEnd, clause.headerEnd, names)];
}

function nameIn(pieces: Pieces, clause: Opened, before: RegExp): { name: string; nameStart: number; nameEnd: number } {
  const text = pieces.source.slice(clause.start, clause.headerEnd);
  const match = before.exec(text);
  const at = match === null ? text.length : match.index + match[0].length;
  const name = /^\w*/u.exec(text.slice(at))?.[0] ?? "";
  return { name, nameStart: clause.start + at, nameEnd: clause.start + at + name.length };
}

function classDef(pieces: Pieces, clause: Opened, decorators: readonly Clause[]): ClassDef {
  const { start, end, body } = clause;
  const parsed = parseHeader(pieces, clause) ?? closedHeader(pieces, clause);
  const unknownBase = pieces.brokenExpr(clause.headerEnd, clause.headerEnd);
  const whole = clause.closers === "" && parsed?.kind === "ClassDef";
  const { bases, keywords } = parsed?.kind === "ClassDef" ? parsed : { bases: [], keywords: [] };
  return {
    kind: "ClassDef",
    start,
    end,
    unit: pieces.unit,
    ...nameIn(pieces, clause, /\bclass\s+/),
    bases: whole ? bases : [...bases, unknownBase],
    keywords,
    body,
    decorators: decoratorsOf(pieces, decorators),
  };
}

/** The condition of `if`, `elif` or `while`. */
function testOf(pieces: Pieces, clause: Opened): Expr {
  const parsed = parseHeader(pieces, clause, "", clause.word === "elif" ? 2 : 0);
  if (parsed?.kind === "If" || parsed?.kind === "While") return parsed.test;
  return headerExpr(pieces, clause);
}

function ifStatement(pieces: Pieces, first: Opened, rest: readonly Opened[]): Stmt {
  const { unit } = pieces;
  let orelse: Stmt[] = [];
  let end = first.end;
  const tests = [first, ...rest].map((clause) => (clause.word === "else" ? null : testOf(pieces, clause)));
  for (let i = rest.length - 1; i >= 0; i--) {
    const clause = rest[i];
    const test = tests[i + 1];
    if (clause === undefined) continue;
    end = Math.max(end, clause.end);
    const lost = orelse.length === 0 ? clause.end : (orelse.at(-1)?.end ?? clause.end);
    if (test === null || test === undefined) orelse = clause.body;
    else orelse = [{ kind: "If", start: clause.start, end: lost, unit, test, body: clause.body, orelse }];
  }
  const test = tests[0] ?? headerExpr(pieces, first);
  return { kind: "If", start: first.start, end, unit, test, body: first.body, orelse };
}

function forHeader(pieces: Pieces, clause: Opened): { target: Expr; iter: Expr; hidden: Stmt[] } {
  const parsed = parseHeader(pieces, clause);
  if (parsed?.kind === "For") return { target: parsed.target, iter: parsed.iter, hidden: [] };
  const iter = headerExpr(pieces, clause);
  const within = /\bin\b/.exec(clause.flat);
  const headEnd = within === null ? clause.headerEnd : clause.start + within.index;
  const head = within === null ? null : pieces.statements(clause.start, headEnd, "", "in 0:pass")?.[0];
  if (head?.kind === "For") return { target: head.target, iter, hidden: [] };
  const names = [
    ...pieces.source.slice(clause.start, headEnd).matchAll(/(?<![\w.])(?!(?:async|for|in)\b)[^\W\d]\w*/gu),
  ];
  const mayBind = names.map((match) => match[0]);
  return { target: iter, iter, hidden: [pieces.brokenStmt(clause.headerEnd, clause.headerEnd, mayBind)] };
}

function withStatement(pieces: Pieces, clause: Opened): Stmt {
  const { start, end, isAsync } = clause;
  const parsed = parseHeader(pieces, clause);
  if (parsed?.kind === "With") return { ...parsed, end, body: clause.body };
  const text = pieces.source.slice(start, clause.headerEnd);
  const mayBind = [...text.matchAll(/\bas\s+\(?([^\W\d]\w*)/gu)].map((match) => match[1] ?? "");
  const body = [pieces.brokenStmt(clause.headerEnd, clause.headerEnd, mayBind), ...clause.body];
  const items = [{ context: headerExpr(pieces, clause), target: null }];
  return { kind: "With", start, end, unit: pieces.unit, items, body, isAsync };
}

function tryStatement(pieces: Pieces, first: Opened, rest: readonly Opened[], end: number): Stmt {
  parseTry(pieces, first);
  const handlers: ExceptHandler[] = [];
  for (const clause of rest) {
    if (clause.word !== "except") continue;
    const parsed = parseHeader(pieces, clause, "try:pass\n");
    const lowered = parsed?.kind === "Try" ? parsed.handlers[0] : undefined;
    const { start, end: handlerEnd, body } = clause;
    const unknown = { type: headerExpr(pieces, clause), name: /\bas\s+(\w+)/.exec(clause.flat)?.[1] ?? null };
    const { type, name } = lowered ?? unknown;
    handlers.push({ kind: "ExceptHandler", start, end: handlerEnd, unit: pieces.unit, type, name, body });
  }
  if (rest.every((clause) => clause.word === "else")) {
    const message = "expected 'except' or 'finally' block";
    pieces.report({ start: first.start, end: first.start + 3, message });
  }
  return {
    kind: "Try",
    start: first.start,
    end,
    unit: pieces.unit,
    body: first.body,
    handlers,
    orelse: bodiesOf(rest.filter((clause) => clause.word === "else")),
    finalbody: bodiesOf(rest.filter((clause) => clause.word === "finally")),
  };
}

function parseTry(pieces: Pieces, clause: Opened): void {
  if (/^try\s*:$/.test(pieces.source.slice(clause.start, clause.headerEnd)) || clause.header.fault !== null) return;
  pieces.complain(clause.start, clause.headerEnd);
}

function matchStatement(pieces: Pieces, clause: Opened): Stmt {
  const { start, end, headerEnd } = clause;
  const parsed = pieces.statements(start, headerEnd, "", "\n case _:pass")?.[0];
  if (parsed === undefined && clause.header.fault === null) pieces.complain(start, headerEnd);
  const subject = parsed?.kind === "Match" ? parsed.subject : headerExpr(pieces, clause);
  const cases: MatchCase[] = [];
  for (const statement of clause.body) if (statement.kind === "Match") cases.push(...statement.cases);
  return { kind: "Match", start, end, unit: pieces.unit, subject, cases };
}

/** A clause without the statement that it continues, or a header that is none: its body may run. */
function orphan(pieces: Pieces, clause: Opened): Stmt[] {
  const { start, end, body, header } = clause;
  if (clause.word === "case") {
    const parsed = parseHeader(pieces, clause, "match 0:\n ");
    if (parsed?.kind === "Match")
      return [{ ...parsed, start, end, cases: parsed.cases.map((one) => ({ ...one, body })) }];
  } else if (header.fault === null) {
    pieces.complain(start, clause.headerEnd);
  }
  const test = pieces.brokenExpr(start, clause.headerEnd);
  return [{ kind: "If", start, end, unit: pieces.unit, test, body, orelse: [] }];
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
