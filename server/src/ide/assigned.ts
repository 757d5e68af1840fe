/** What the text of a function, and of a class, assigns. */
import type { FunctionDef, Node } from "../syntax/ast.ts";
import { walk } from "../syntax/walk.ts";
import type { ClassValue } from "../python/values.ts";

/** Whether code assigns an attribute of that name, or names it in a text, as `setattr` does. */
export function assigns(code: Node, attr: string): boolean {
  let found = false;
  const target = (n: Node): void => {
    if (n.kind === "Attribute") found ||= n.attr === attr;
    else if (n.kind === "Tuple" || n.kind === "List") n.elts.forEach(target);
    else if (n.kind === "Starred") target(n.value);
  };
  walk(code, (n) => {
    if (n.kind === "Assign") n.targets.forEach(target);
    else if (n.kind === "AugAssign" || n.kind === "AnnAssign" || n.kind === "For") target(n.target);
    else if (n.kind === "With") for (const i of n.items) if (i.target) target(i.target);
    if (n.kind === "Constant" && n.value.type === "str" && n.value.value === attr) found = true;
    return !found;
  });
  return found;
}

/** Whether code assigns an attribute of that name within a branch. */
export function assignsInBranch(code: Node, attr: string): boolean {
  let found = false;
  walk(code, (n) => {
    if (n.kind === "If") found ||= [...n.body, ...n.orelse].some((s) => assigns(s, attr));
    return !found;
  });
  return found;
}

/** Whether some method of a class, or of one that it is derived from, is as is asked. */
export function hasMethod(cls: ClassValue, isSuch: (method: FunctionDef) => boolean): boolean {
  return cls.mro.some((c) => c.node?.kind === "ClassDef" && c.node.body.some((s) => s.kind === "FunctionDef" && isSuch(s)));
}
