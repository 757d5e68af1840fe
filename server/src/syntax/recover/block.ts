import type { Stmt, SyntaxProblem, Unit } from "../ast.ts";
import type { ParsePiece } from "../cst.ts";
import { opensBlock } from "../indentation.ts";
import { type Fault, HEADERS, type Layout, type LogicalLine } from "../layout.ts";
import type { Clause } from "./clause.ts";
import { recoverCompound } from "./compound.ts";
import { Pieces } from "./pieces.ts";
import { recoverSimple } from "./simple.ts";

/** A unit that could not be read whole. */
export interface BrokenUnit {
  readonly source: string;
  readonly layout: Layout;
  readonly indentation: readonly { fault: Fault; line: number }[];
  readonly unit: Unit;
  readonly problems: SyntaxProblem[];
  readonly parsePiece: ParsePiece;
}

/**
 * Reads a broken unit piece by piece. Its logical lines and their indentation
 * give the structure; whatever statement parses whole is taken whole, another
 * is taken apart into headers and bodies, so that what is broken loses only
 * itself. The grammar's own error recovery is not used: it may swallow classes.
 */
export function recover(broken: BrokenUnit): Stmt[] {
  const { source, layout, indentation } = broken;
  const pieces = new Pieces(source, broken.unit, broken.problems, broken.parsePiece);
  for (const { fault } of indentation) pieces.report(fault);
  for (const marker of layout.markers) pieces.report(marker);
  for (const { fault } of layout.lines) if (fault !== null) pieces.report(fault);
  const blocks = new Blocks(pieces, layout.lines, faultsBefore(broken));
  return blocks.read(0, layout.lines.length, 0);
}

/** For each line, how many lines before it have a fault; a conflict marker is one of the line after it. */
function faultsBefore({ layout, indentation }: BrokenUnit): number[] {
  const misplaced = new Set(indentation.map(({ line }) => line));
  const counts = [0];
  let count = 0;
  let marker = 0;
  layout.lines.forEach((line, index) => {
    for (; (layout.markers[marker]?.start ?? Number.POSITIVE_INFINITY) < line.start; marker++) count += 1;
    if (line.fault !== null || misplaced.has(index)) count += 1;
    counts.push(count);
  });
  return counts;
}

/** Words that begin a header and nothing else. */
const STATEMENTS: ReadonlySet<string> = new Set([...HEADERS].filter((word) => word !== "match" && word !== "case"));

/** Words that continue the statement that a word begins. */
const CLAUSES: Readonly<Record<string, readonly string[]>> = {
  if: ["elif", "else"],
  elif: ["elif", "else"],
  for: ["else"],
  while: ["else"],
  async: ["else"],
  try: ["except", "else", "finally"],
  except: ["except", "else", "finally"],
};

/** Words that can follow a decorator. */
const DECORATED: ReadonlySet<string> = new Set(["def", "class", "async"]);

const MAX_LEVELS = 100;

class Blocks {
  readonly #pieces: Pieces;
  readonly #lines: readonly LogicalLine[];
  readonly #faultsBefore: readonly number[];

  constructor(pieces: Pieces, lines: readonly LogicalLine[], before: readonly number[]) {
    this.#pieces = pieces;
    this.#lines = lines;
    this.#faultsBefore = before;
  }

  /** The statements of the lines from `from` to before `to`, which stand in one block. */
  read(from: number, to: number, level: number): Stmt[] {
    const first = this.#lines[from];
    const last = this.#lines[to - 1];
    if (first === undefined || last === undefined || from >= to) return [];
    if (level > MAX_LEVELS) return [this.#pieces.brokenStmt(first.start, last.end)];
    const statements: Stmt[] = [];
    let i = from;
    while (i < to) {
      const end = this.#extent(i, to);
      for (const statement of this.#statement(i, end, level)) statements.push(statement);
      i = end;
    }
    return statements;
  }

  #statement(from: number, to: number, level: number): Stmt[] {
    const first = this.#lines[from];
    const last = this.#lines[to - 1];
    if (first === undefined || last === undefined) return [];
    const single = to === from + 1;
    const clean = this.#faultsBefore[to] === this.#faultsBefore[from];
    if (clean || (single && first.fault === null && !opensBlock(this.#pieces.source, first))) {
      const whole = this.#pieces.statements(first.start, last.end);
      if (whole !== null) return whole;
    }
    if (first.word !== "@" && !this.#isHeader(from, to)) {
      return [recoverSimple(this.#pieces, first.start, first.end, first.fault)];
    }
    return recoverCompound(this.#pieces, this.#clauses(from, to), (a, b) => this.read(a, b, level + 1));
  }

  #isHeader(index: number, to: number): boolean {
    const line = this.#lines[index];
    if (line === undefined) return false;
    if (STATEMENTS.has(line.word)) return true;
    const { source } = this.#pieces;
    if (line.word === "case") return /^case\s[^=]*:/.test(source.slice(line.start, line.end));
    const next = index + 1 < to ? this.#lines[index + 1] : undefined;
    return opensBlock(source, line) && next !== undefined && next.indent > line.indent;
  }

  /** The index after the statement that starts at a line. */
  #extent(from: number, to: number): number {
    const lines = this.#lines;
    let head = from;
    while (head + 1 < to && lines[head]?.word === "@" && lines[head + 1]?.indent === lines[from]?.indent) head += 1;
    const line = lines[head];
    if (line === undefined) return to;
    if (lines[from]?.word === "@" && !DECORATED.has(line.word)) return Math.max(head, from + 1);
    if (!this.#isHeader(head, to)) return head + 1;
    let end = this.#bodyEnd(head + 1, to, line.indent);
    const clauses = CLAUSES[line.word] ?? [];
    while (end < to) {
      const next = lines[end];
      if (next === undefined || next.indent !== line.indent || !clauses.includes(next.word)) break;
      end = this.#bodyEnd(end + 1, to, line.indent);
    }
    return end;
  }

  #bodyEnd(from: number, to: number, indent: number): number {
    let end = from;
    while (end < to && (this.#lines[end]?.indent ?? 0) > indent) end += 1;
    return end;
  }

  /** A compound statement's header lines, each with its body; a decorator counts as one without. */
  #clauses(from: number, to: number): Clause[] {
    const clauses: Clause[] = [];
    let i = from;
    while (i < to) {
      const header = this.#lines[i];
      if (header === undefined) break;
      const end = header.word === "@" ? i + 1 : this.#bodyEnd(i + 1, to, header.indent);
      clauses.push({ header, from: i + 1, to: end });
      i = end;
    }
    return clauses;
  }
}
