/** Quick fixes: edits that mend a problem, in the user's own style. */
import type { Expr } from "../syntax/ast.ts";
import type { Diagnostic } from "./diagnostics.ts";
import type { Range } from "./position.ts";
import type { Session } from "./session.ts";

export interface TextEdit {
  readonly path: string;
  readonly range: Range;
  readonly newText: string;
}

export interface Fix {
  readonly title: string;
  readonly edits: readonly TextEdit[];
  /** The likeliest of several. */
  readonly preferred: boolean;
}

/** The fixes of a diagnostic that another analysis proves: it goes, and no other comes. */
export function codeFixes(session: Session, path: string, d: Diagnostic, all: readonly Diagnostic[]): readonly Fix[] {
  return candidates(session, d).filter((f) => proven(session, path, d, all, f));
}

function proven(session: Session, path: string, d: Diagnostic, all: readonly Diagnostic[], fix: Fix): boolean {
  if (fix.edits.some((e) => e.path !== path)) return false;
  const text = session.text(path);
  if (text === undefined) return false;
  const after = session.analyseText(path, session.applyEdits(path, text, fix.edits), false).diagnostics;
  const count = (ds: readonly Diagnostic[], severity: string): number => ds.filter((x) => x.severity === severity).length;
  return count(after, "error") + count(after, "warning") < count(all, "error") + count(all, "warning") && count(after, "error") <= count(all, "error") && !after.some((x) => x.code === d.code && x.message === d.message && x.range.start.line === d.range.start.line);
}

function candidates(session: Session, d: Diagnostic): readonly Fix[] {
  const a = d.argument;
  if (!a || typeof a.expected !== "number" || !isNumeric(a.expr)) return [];
  const place = session.places.of(a.expr);
  const newText = inStyle(a.expr, a.expected);
  return [{ title: `Change ${a.parameter} to ${newText}`, edits: [{ ...place, newText }], preferred: true }];
}

/** A literal, or arithmetic on literals. */
function isNumeric(e: Expr): boolean {
  if (e.kind === "Constant") return e.value.type === "int";
  return e.kind === "BinOp" && isNumeric(e.left) && isNumeric(e.right);
}

/** `16 * 4 * 4` stays a product: its leading factors are kept where they divide the new number. */
function inStyle(e: Expr, value: number): string {
  const factors = factorsOf(e);
  if (!factors || factors.length < 2) return String(value);
  const [first = 1, ...rest] = factors;
  if (first <= 0 || value % first !== 0) return String(value);
  const remaining = value / first;
  if (rest.length === 1) return `${first} * ${remaining}`;
  const side = Math.round(remaining ** (1 / rest.length));
  if (side ** rest.length === remaining) return [first, ...rest.map(() => side)].join(" * ");
  return `${first} * ${remaining}`;
}

function factorsOf(e: Expr): number[] | null {
  if (e.kind === "Constant") return e.value.type === "int" ? [e.value.value] : null;
  if (e.kind !== "BinOp" || e.op !== "*") return null;
  const left = factorsOf(e.left);
  const right = factorsOf(e.right);
  return left && right ? [...left, ...right] : null;
}
