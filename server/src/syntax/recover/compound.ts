import type { ExceptHandler, Expr, MatchCase, Pattern, Stmt } from "../ast.ts";
import { type Clause, type OpenClause, openClause, parseHeader, type ReadBlock, unreadHeader } from "./clause.ts";
import { recoverClass, recoverFunction } from "./definitions.ts";
import type { Pieces } from "./pieces.ts";

/** A compound statement that does not parse whole: each header and each body is read on its own. */
export function recoverCompound(pieces: Pieces, clauses: readonly Clause[], read: ReadBlock): Stmt[] {
  const decorators = clauses.filter((clause) => clause.header.word === "@");
  const [first, ...rest] = clauses
    .filter((clause) => clause.header.word !== "@")
    .map((clause) => openClause(pieces, clause, read));
  if (first === undefined) {
    return decorators.map(({ header }) => {
      pieces.report({ start: header.start, end: header.end, message: "expected a definition after the decorator" });
      return pieces.brokenStmt(header.start, header.end);
    });
  }
  switch (first.word) {
    case "def":
      return [recoverFunction(pieces, first, decorators)];
    case "class":
      return [recoverClass(pieces, first, decorators)];
    case "if":
      return [ifStatement(pieces, first, rest)];
    case "for":
      return [forStatement(pieces, first, rest)];
    case "while":
      return [whileStatement(pieces, first, rest)];
    case "with":
      return [withStatement(pieces, first)];
    case "try":
      return [tryStatement(pieces, first, rest)];
    case "match":
      return [matchStatement(pieces, first)];
    default:
      return [first, ...rest].map((clause) => orphan(pieces, clause));
  }
}

function endOf(first: OpenClause, rest: readonly OpenClause[]): number {
  return rest.at(-1)?.end ?? first.end;
}

function bodiesOf(clauses: readonly OpenClause[], word: string): Stmt[] {
  return clauses.filter((clause) => clause.word === word).flatMap((clause) => clause.body);
}

/** The condition of `if`, `elif` or `while`. */
function testOf(pieces: Pieces, clause: OpenClause): Expr {
  const parsed = parseHeader(pieces, clause, "", clause.word === "elif" ? 2 : 0);
  return parsed?.kind === "If" || parsed?.kind === "While" ? parsed.test : unreadHeader(pieces, clause);
}

function ifStatement(pieces: Pieces, first: OpenClause, rest: readonly OpenClause[]): Stmt {
  const { unit } = pieces;
  const end = endOf(first, rest);
  const orelse = rest.toReversed().reduce<Stmt[]>((below, clause) => {
    const { start, body } = clause;
    if (clause.word === "else") return body;
    return [{ kind: "If", start, end, unit, test: testOf(pieces, clause), body, orelse: below }];
  }, []);
  return { kind: "If", start: first.start, end, unit, test: testOf(pieces, first), body: first.body, orelse };
}

function whileStatement(pieces: Pieces, first: OpenClause, rest: readonly OpenClause[]): Stmt {
  const { start, body } = first;
  const test = testOf(pieces, first);
  const orelse = bodiesOf(rest, "else");
  return { kind: "While", start, end: endOf(first, rest), unit: pieces.unit, test, body, orelse };
}

function forStatement(pieces: Pieces, first: OpenClause, rest: readonly OpenClause[]): Stmt {
  const { start, body, isAsync } = first;
  const { target, iter } = forHeader(pieces, first);
  const orelse = bodiesOf(rest, "else");
  return { kind: "For", start, end: endOf(first, rest), unit: pieces.unit, target, iter, body, orelse, isAsync };
}

/** A loop's target can mostly be read also where what it runs over cannot. */
function forHeader(pieces: Pieces, clause: OpenClause): { target: Expr; iter: Expr } {
  const parsed = parseHeader(pieces, clause);
  if (parsed?.kind === "For") return parsed;
  const within = /\bin\b/.exec(clause.flat);
  const targetEnd = within === null ? clause.headerEnd : clause.start + within.index;
  const head = pieces.statements(clause.start, targetEnd, "", " in 0:pass")?.[0];
  if (head?.kind === "For") return { target: head.target, iter: pieces.brokenExpr(targetEnd, clause.headerEnd) };
  const iter = unreadHeader(pieces, clause);
  return { target: iter, iter };
}

function withStatement(pieces: Pieces, clause: OpenClause): Stmt {
  const { start, end, body, isAsync } = clause;
  const parsed = parseHeader(pieces, clause);
  if (parsed?.kind === "With") return { ...parsed, end, body };
  const items = [{ context: unreadHeader(pieces, clause), target: null }];
  return { kind: "With", start, end, unit: pieces.unit, items, body, isAsync };
}

function tryStatement(pieces: Pieces, first: OpenClause, rest: readonly OpenClause[]): Stmt {
  const { start, body } = first;
  if (first.header.fault === null && !/^try\s*:$/.test(pieces.source.slice(start, first.headerEnd))) {
    pieces.complain(start, first.headerEnd);
  }
  const handlers = rest.filter((clause) => clause.word === "except").map((clause) => handlerOf(pieces, clause));
  const finalbody = bodiesOf(rest, "finally");
  if (handlers.length === 0 && finalbody.length === 0) {
    pieces.report({ start, end: start + 3, message: "expected 'except' or 'finally' block" });
  }
  const orelse = bodiesOf(rest, "else");
  return { kind: "Try", start, end: endOf(first, rest), unit: pieces.unit, body, handlers, orelse, finalbody };
}

function handlerOf(pieces: Pieces, clause: OpenClause): ExceptHandler {
  const { start, end, body } = clause;
  const parsed = parseHeader(pieces, clause, "try:pass\n");
  const handler = parsed?.kind === "Try" ? parsed.handlers[0] : undefined;
  const { type, name } = handler ?? { type: unreadHeader(pieces, clause), name: null };
  return { kind: "ExceptHandler", start, end, unit: pieces.unit, type, name, body };
}

function matchStatement(pieces: Pieces, clause: OpenClause): Stmt {
  const { start, end, headerEnd } = clause;
  const parsed = pieces.statements(start, headerEnd, "", "\n case _:pass")?.[0];
  if (parsed === undefined && clause.header.fault === null) pieces.complain(start, headerEnd);
  const subject = parsed?.kind === "Match" ? parsed.subject : unreadHeader(pieces, clause);
  // Each `case` was read as a match of its own.
  const cases: MatchCase[] = [];
  for (const statement of clause.body) if (statement.kind === "Match") cases.push(...statement.cases);
  return { kind: "Match", start, end, unit: pieces.unit, subject, cases };
}

/** A clause without the statement that it continues, or a header that is none: its body may run. */
function orphan(pieces: Pieces, clause: OpenClause): Stmt {
  const { start, end, body, headerEnd } = clause;
  const { unit } = pieces;
  if (clause.word !== "case") {
    if (clause.header.fault === null) pieces.complain(start, headerEnd);
    return { kind: "If", start, end, unit, test: unreadHeader(pieces, clause), body, orelse: [] };
  }
  const parsed = parseHeader(pieces, clause, "match 0:\n ");
  const read = parsed?.kind === "Match" ? parsed.cases[0] : undefined;
  const unread = (): Pattern => ({ kind: "MatchValue", value: unreadHeader(pieces, clause) });
  const pattern = read?.pattern ?? unread();
  const subject = pieces.brokenExpr(start, headerEnd);
  return { kind: "Match", start, end, unit, subject, cases: [{ pattern, guard: read?.guard ?? null, body }] };
}
