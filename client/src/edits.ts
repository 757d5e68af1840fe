import type * as vscode from "vscode";

/** Where a line stands after edits; one within a replaced stretch goes to its beginning. */
export function lineAfter(line: number, changes: readonly vscode.TextDocumentContentChangeEvent[]): number {
  // Later changes of one event stand above earlier ones, in the text as it was before them all.
  return changes.reduce((at, { range: { start, end }, text }) => {
    if (at <= start.line) return at;
    const added = text.split("\n").length - 1;
    return at > end.line ? at + added - (end.line - start.line) : start.line + Math.min(added, at - start.line);
  }, line);
}
