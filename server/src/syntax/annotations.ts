import type { CstNode } from "./cst.ts";

/** What may follow a subscript: `or` and `and`. */
const AFTER_SUBSCRIPT = /(?<=\]\s*)\b(?:or|and)\b/g;

/**
 * The text with `|` in place of each `or` and `and` that follows a subscript where the grammar found an error, offset
 * for offset: it reads `x: List[int] | int`, and not `x: List[int] or int`, which Python takes as well. Null: there is none.
 */
export function withBars(text: string, root: CstNode): string | null {
  const errors = errorsIn(root);
  let changed = false;
  const other = text.replace(AFTER_SUBSCRIPT, (word, at: number) => {
    if (!errors.some((e) => e.startIndex <= at && at < e.endIndex)) return word;
    changed = true;
    return "|".padEnd(word.length);
  });
  return changed ? other : null;
}

function errorsIn(root: CstNode): readonly CstNode[] {
  const errors: CstNode[] = [];
  const todo = [root];
  for (let next = todo.pop(); next !== undefined; next = todo.pop()) {
    if (next.isError) errors.push(next);
    else if (next.hasError) todo.push(...next.children);
  }
  return errors;
}
