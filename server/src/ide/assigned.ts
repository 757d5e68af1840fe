/** What a function's text assigns. */
import type { FunctionDef, Node } from "../syntax/ast.ts";
import { walk } from "../syntax/walk.ts";

/** Whether a function assigns an attribute of that name, or names it in a text, as `setattr` does. */
export function assigns(fn: FunctionDef, attr: string): boolean {
  let found = false;
  const target = (n: Node): void => {
    if (n.kind === "Attribute") found ||= n.attr === attr;
    else if (n.kind === "Tuple" || n.kind === "List") n.elts.forEach(target);
    else if (n.kind === "Starred") target(n.value);
  };
  walk(fn, (n) => {
    if (n.kind === "Assign") n.targets.forEach(target);
    else if (n.kind === "AugAssign" || n.kind === "AnnAssign" || n.kind === "For") target(n.target);
    else if (n.kind === "With") for (const i of n.items) if (i.target) target(i.target);
    if (n.kind === "Constant" && n.value.type === "str" && n.value.value === attr) found = true;
    return !found;
  });
  return found;
}

/** Whether a function assigns an attribute of that name only where a condition holds. */
export function assignsInBranch(fn: FunctionDef, attr: string): boolean {
  let found = false;
  walk(fn, (n) => {
    if (n.kind !== "If") return !found;
    const assigned = [...n.body, ...n.orelse].some((s) => s.kind === "Assign" && s.targets.some((t) => t.kind === "Attribute" && t.attr === attr));
    found ||= assigned;
    return !found;
  });
  return found;
}
