import type { BrokenExpr, BrokenStmt, Expr, Node, Stmt, SyntaxProblem, Unit } from "../ast.ts";
import type { CstNode, ParsePiece } from "../cst.ts";
import type { Fault } from "../layout.ts";
import type { Lowering } from "../lower/context.ts";
import { lowerExpr } from "../lower/expressions.ts";
import { lowerStatements } from "../lower/statements.ts";
import { walk } from "../walk.ts";
import { complaint } from "./complaint.ts";

/** Parses parts of a broken unit, each on its own, and collects its problems. Offsets are unit-relative. */
export class Pieces {
  readonly source: string;
  readonly unit: Unit;
  readonly #problems: SyntaxProblem[];
  readonly #parsePiece: ParsePiece;

  constructor(source: string, unit: Unit, problems: SyntaxProblem[], parsePiece: ParsePiece) {
    this.source = source;
    this.unit = unit;
    this.#problems = problems;
    this.#parsePiece = parsePiece;
  }

  /** The statements that a part of the source is, between a prefix and a suffix that complete it; null if it is none. */
  statements(start: number, end: number, prefix = "", suffix = ""): Stmt[] | null {
    const statements = this.#parse(start, end, prefix, suffix, lowerStatements) ?? [];
    for (const statement of statements) clamp(statement, start, end);
    return statements.length === 0 ? null : statements;
  }

  /** The expression that a part of the source is; null if it is none. */
  expression(start: number, end: number): Expr | null {
    const expression = this.#parse(start, end, "(", "\n)", (cx, root) => {
      const node = root.namedChildren[0]?.namedChildren[0];
      return node === undefined ? null : lowerExpr(cx, node);
    });
    if (expression !== null) clamp(expression, start, end);
    return expression;
  }

  /** Reports what the grammar holds against a part of the source that does not parse. */
  complain(start: number, end: number, prefix = ""): void {
    const cst = this.#parsePiece(prefix + this.source.slice(start, end));
    try {
      this.report(complaint(this.source, start, end, cst.root, prefix.length));
    } finally {
      cst.release();
    }
  }

  report(fault: Fault): void {
    this.#problems.push({ start: fault.start, end: fault.end, message: fault.message });
  }

  brokenExpr(start: number, end: number): BrokenExpr {
    return { kind: "BrokenExpr", start, end, unit: this.unit };
  }

  brokenStmt(start: number, end: number, mayBind: readonly string[] = []): BrokenStmt {
    return { kind: "BrokenStmt", start, end, unit: this.unit, mayBind };
  }

  #parse<Result>(
    start: number,
    end: number,
    prefix: string,
    suffix: string,
    lower: (cx: Lowering, root: CstNode) => Result,
  ): Result | null {
    const text = prefix + this.source.slice(start, end) + suffix;
    const parsePiece = this.#parsePiece;
    const cst = parsePiece(text);
    try {
      if (cst.root.hasError) return null;
      const shift = start - prefix.length;
      return lower(
        { text, shift, unit: this.unit, problems: this.#problems, parsePiece, depth: 0, yields: false },
        cst.root,
      );
    } finally {
      cst.release();
    }
  }
}

/** Confines nodes to the source that they were read from: what completed it reaches further. */
function clamp(node: Node, start: number, end: number): void {
  walk(node, (inner: { start: number; end: number }) => {
    inner.start = Math.min(Math.max(inner.start, start), end);
    inner.end = Math.min(Math.max(inner.end, start), end);
  });
}
