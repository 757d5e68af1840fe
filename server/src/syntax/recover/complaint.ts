import type { CstNode } from "../cst.ts";
import type { Fault } from "../layout.ts";

/** What is wrong, and where, with a part of the source whose parse tree, after a prefix, has errors. */
export function complaint(source: string, start: number, end: number, root: CstNode, prefix: number): Fault {
  const text = source.slice(start, end);
  const tail = /(?:^|[^\w\s])\s*$/.exec(text) === null ? "" : text.trimEnd().slice(-1);
  const error = firstError(root);
  const at = error === null ? start : Math.max(start + error.startIndex - prefix, start);
  if (text.trimEnd().endsWith(".")) return atEnd(source, start, end, "expected a name after '.'");
  if (error === null || "=+-*/%@&|^~<>,:".includes(tail)) {
    if (tail !== "" && "=+-*/%@&|^~<>".includes(tail)) return atEnd(source, start, end, "expected an expression");
  }
  if (error?.isMissing && /^\W/.test(error.type)) {
    return { start: Math.max(at - 1, start), end: Math.max(at, start + 1), message: `expected '${error.type}'` };
  }
  const stop = error === null ? end : Math.min(start + error.endIndex - prefix, lineEnd(source, at), end);
  return { start: Math.min(at, end - 1), end: Math.max(stop, Math.min(at, end - 1) + 1), message: "invalid syntax" };
}

function atEnd(source: string, start: number, end: number, message: string): Fault {
  const stop = start + source.slice(start, end).trimEnd().length;
  return { start: Math.max(stop - 1, start), end: stop, message };
}

function lineEnd(source: string, at: number): number {
  const newline = source.indexOf("\n", at + 1);
  return newline < 0 ? source.length : newline;
}

/** The innermost node that the grammar could not fit, the first in the text. */
function firstError(root: CstNode): CstNode | null {
  let node = root;
  while (!node.isMissing) {
    const inner: CstNode | undefined = node.children.find(
      (child) => child.isError || child.isMissing || child.hasError,
    );
    if (inner === undefined) return node.isError ? node : null;
    node = inner;
  }
  return node;
}
