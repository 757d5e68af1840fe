import type { Expr, Stmt } from "../ast.ts";
import type { LogicalLine } from "../layout.ts";
import { topLevel } from "../top-level.ts";
import type { Pieces } from "./pieces.ts";
import { boundNames, recoverSimple } from "./simple.ts";

/** A header line of a compound statement and the indices of its body's lines, from `from` to before `to`. */
export interface Clause {
  readonly header: LogicalLine;
  readonly from: number;
  readonly to: number;
}

export type ReadBlock = (from: number, to: number) => Stmt[];

/** A clause whose body has been read. */
export interface OpenClause {
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
  /** What would close the header's open brackets. */
  readonly closers: string;
  /** Never empty. */
  readonly body: Stmt[];
}

export function openClause(pieces: Pieces, { header, from, to }: Clause, read: ReadBlock): OpenClause {
  const { start, end } = header;
  const { flat, closers } = topLevel(pieces.source.slice(start, end));
  const async = /^async\s+(\w+)/.exec(flat);
  const colon = /:(?!=)/.exec(flat.replace(/\blambda\b[^:]*:/g, (text) => " ".repeat(text.length)));
  const headerEnd = colon === null ? end : start + colon.index + 1;
  const body: Stmt[] = [];
  if (colon !== null && flat.slice(colon.index + 1).trim() !== "") {
    const inline = headerEnd + (/^\s*/.exec(pieces.source.slice(headerEnd, end))?.[0].length ?? 0);
    body.push(...(pieces.statements(inline, end) ?? [recoverSimple(pieces, inline, end, header.fault)]));
  }
  for (const statement of read(from, to)) body.push(statement);
  if (body.length === 0) body.push(pieces.brokenStmt(end, end));
  return {
    word: async?.[1] ?? header.word,
    isAsync: async !== null,
    start,
    headerEnd,
    hasColon: colon !== null,
    end: body.at(-1)?.end ?? end,
    header,
    flat,
    closers,
    body,
  };
}

/**
 * The header, after a prefix that makes it a statement and without its first
 * `skip` characters, with the body `pass`; null, and a problem, if it does not
 * parse.
 */
export function parseHeader(pieces: Pieces, clause: OpenClause, prefix = "", skip = 0): Stmt | null {
  const { headerEnd, hasColon } = clause;
  const start = clause.start + skip;
  const parsed = pieces.statements(start, headerEnd, prefix, hasColon ? "pass" : ":pass");
  if (clause.header.fault === null) {
    if (parsed === null) pieces.complain(start, headerEnd, prefix);
    else if (!hasColon) pieces.report({ start: headerEnd - 1, end: headerEnd, message: "expected ':'" });
  }
  return parsed?.[0] ?? null;
}

/** Stands for what a header that does not parse says; what it might bind is unknown in its body. */
export function unreadHeader(pieces: Pieces, clause: OpenClause): Expr {
  const { start, headerEnd } = clause;
  const names = boundNames(pieces.source.slice(start, headerEnd), "");
  if (names.length > 0) clause.body.unshift(pieces.brokenStmt(headerEnd, headerEnd, names));
  return pieces.brokenExpr(start + clause.word.length, headerEnd);
}
