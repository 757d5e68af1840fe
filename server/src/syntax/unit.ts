import type { Stmt, SyntaxProblem, Unit } from "./ast.ts";
import type { ParsePiece } from "./cst.ts";
import { indentationFaults } from "./indentation.ts";
import { readLayout } from "./layout.ts";
import type { Lowering } from "./lower/context.ts";
import { lowerStatements } from "./lower/statements.ts";
import { recover } from "./recover/block.ts";

/**
 * Parses one top-level statement. The result is a function of the text alone
 * (path and base are only noted), which is why equal text can share it.
 */
export function parseUnit(text: string, path: string, base: number, parsePiece: ParsePiece): Unit {
  const source = normalized(text);
  const layout = readLayout(source);
  const body: Stmt[] = [];
  const problems: SyntaxProblem[] = [];
  const unit: Unit = { text, base, path, body, comments: layout.comments, problems };
  const nul = text.indexOf("\0");
  if (nul >= 0) problems.push({ start: nul, end: nul + 1, message: "source code cannot contain null characters" });

  const indentation = indentationFaults(source, layout.lines);
  const sound =
    indentation.length === 0 &&
    layout.markers.length === 0 &&
    !layout.mixedIndent &&
    layout.lines.every((line) => line.fault === null);
  if (sound) {
    const cst = parsePiece(source);
    try {
      if (!cst.root.hasError) {
        const cx: Lowering = { text: source, shift: 0, unit, problems, parsePiece, depth: 0, yields: false };
        for (const statement of lowerStatements(cx, cst.root)) body.push(statement);
        if (body.length > 0) return unit;
      }
    } finally {
      cst.release();
    }
  }
  const further: SyntaxProblem[] = [];
  for (const statement of recover({ source, layout, indentation, unit, problems: further, parsePiece })) body.push(statement);
  // What is wrong with a null character was said.
  for (const problem of further) if (text[problem.start] !== "\0") problems.push(problem);
  problems.sort((a, b) => a.start - b.start || a.end - b.end);
  return unit;
}

/** The text as tree-sitter can read it, offset for offset: it knows no lone CR and stops at NUL. */
export function normalized(text: string): string {
  const newlines = text.includes("\r") ? text.replace(/\r(?!\n)/g, "\n") : text;
  return newlines.includes("\0") ? newlines.replaceAll("\0", "\uFFFD") : newlines;
}
