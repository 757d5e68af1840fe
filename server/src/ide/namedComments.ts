/** Comments on a line of their own that say the shape of what they name: `# embedded: [25, 12, 32]`. */
import type { Comment, FunctionDef, Node, Unit } from "../syntax/ast.ts";
import { walk } from "../syntax/walk.ts";
import { namedShape } from "./stated.ts";

export interface NamedComment {
  readonly comment: Comment;
  readonly stated: NonNullable<ReturnType<typeof namedShape>>["stated"];
  /** What held the name last before the comment, and what the next statement gives it. */
  readonly about: readonly Node[];
}

export function namedComments(unit: Unit): readonly NamedComment[] {
  return unit.comments.flatMap((comment): readonly NamedComment[] => {
    const line = unit.text.lastIndexOf("\n", comment.start - 1) + 1;
    if (unit.text.slice(line, comment.start).trim() !== "") return [];
    const named = namedShape(comment);
    if (!named) return [];
    const about = holders(unit, named.name, comment);
    return about.length > 0 ? [{ comment, stated: named.stated, about }] : [];
  });
}

/** The targets (or the parameter) that a comment may speak of. */
function holders(unit: Unit, name: string, comment: Comment): readonly Node[] {
  let before: Node | null = null;
  let after: { readonly statement: Node; readonly targets: readonly Node[] } | null = null;
  const scope: { readonly fn: FunctionDef | null; readonly body: readonly Node[] } = innermost(unit, comment);
  for (const p of scope.fn ? [...scope.fn.args.posonly, ...scope.fn.args.args, ...scope.fn.args.kwonly] : []) if (p.name === name) before = p;
  for (const s of scope.body) {
    walk(s, (n) => {
      if (n !== s && (n.kind === "FunctionDef" || n.kind === "ClassDef" || n.kind === "Lambda")) return false;
      if (n.kind === "Expr" || n.kind === "Return" || n.kind === "Assign" || n.kind === "AugAssign") {
        const targets = n.kind === "Assign" ? n.targets.flatMap((t) => (t.kind === "Tuple" || t.kind === "List" ? t.elts : [t])) : n.kind === "AugAssign" ? [n.target] : [];
        const own = targets.filter((t) => t.kind === "Name" && t.id === name);
        if (n.end <= comment.start && own.length > 0) before = own.at(-1) ?? before;
        if (n.start >= comment.end && (after === null || n.start < after.statement.start)) after = { statement: n, targets: own };
      }
      return undefined;
    });
  }
  const next = after as { readonly targets: readonly Node[] } | null;
  return [...(before ? [before] : []), ...(next?.targets ?? [])];
}

/** The innermost function around a comment; else the unit itself. */
function innermost(unit: Unit, comment: Comment): { readonly fn: FunctionDef | null; readonly body: readonly Node[] } {
  let found: FunctionDef | null = null;
  for (const s of unit.body) {
    walk(s, (n) => {
      if (n.kind === "FunctionDef" && n.start <= comment.start && comment.end <= n.end) found = n;
      return undefined;
    });
  }
  const fn = found as FunctionDef | null;
  return { fn, body: fn?.body ?? unit.body };
}
