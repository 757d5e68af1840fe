import type { Stmt, SyntaxProblem, Unit } from "./ast.ts";
import type { ParsePiece } from "./cst.ts";
import type { Fault, Layout } from "./layout.ts";

export interface Broken {
  readonly source: string;
  readonly layout: Layout;
  readonly indentation: readonly { fault: Fault; line: number }[];
  readonly unit: Unit;
  readonly body: Stmt[];
  readonly problems: SyntaxProblem[];
  readonly parsePiece: ParsePiece;
}
export function recover(broken: Broken): void {
  broken.body.push({ kind: "BrokenStmt", start: 0, end: broken.source.length, unit: broken.unit, mayBind: [] });
  broken.problems.push({ start: 0, end: broken.source.length, message: "invalid syntax" });
}
