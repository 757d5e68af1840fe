/** What statements bind, as their text tells. */
import type { Node, Stmt, Unit } from "../syntax/ast.ts";
import { walk } from "../syntax/walk.ts";

/** Whether a compound statement at the top level of a file binds a name there. */
export function bindsWithin(s: Stmt, name: string): boolean {
  switch (s.kind) {
    case "If":
    case "For":
    case "While":
      return [...s.body, ...s.orelse].some((x) => bindsName(x, name));
    case "With":
      return s.body.some((x) => bindsName(x, name));
    case "Try":
      return [...s.body, ...s.handlers.flatMap((h) => h.body), ...s.orelse, ...s.finalbody].some((x) => bindsName(x, name));
    default:
      return false;
  }
}

/** Whether a function of a top-level statement may bind a global name: `global name`. */
export function declaresGlobal(unit: Unit, name: string): boolean {
  if (!/\bglobal\b/.test(unit.text)) return false;
  let found = false;
  for (const s of unit.body) {
    walk(s, (n) => {
      if (n.kind === "Global" && n.names.includes(name)) found = true;
      return !found;
    });
  }
  return found;
}

/** All names in an expression. */
export function namesIn(e: Node): string[] {
  const out: string[] = [];
  walk(e, (n) => {
    if (n.kind === "Name") out.push(n.id);
  });
  return out;
}

function bindsName(s: Stmt, name: string): boolean {
  switch (s.kind) {
    case "FunctionDef":
    case "ClassDef":
      return s.name === name;
    case "Import":
    case "ImportFrom":
      return s.names.some((alias) => (alias.asname ?? (s.kind === "Import" ? (alias.name.split(".")[0] ?? "") : alias.name)) === name);
    case "Assign":
      return s.targets.some((target) => namesIn(target).includes(name));
    case "AnnAssign":
      return s.value !== null && s.target.kind === "Name" && s.target.id === name;
    default:
      return bindsWithin(s, name);
  }
}

/** Whether a name is bound where a condition holds that asks what machine this is. */
export function bindsOnDevice(s: Stmt, name: string): boolean {
  let found = false;
  walk(s, (n) => {
    if (found || n.kind !== "If" || !bindsWithin(n, name)) return;
    walk(n.test, (t) => {
      if ((t.kind === "Attribute" && /^(is_available|device_count|cuda|mps|xpu)$/.test(t.attr)) || (t.kind === "Name" && /cuda|gpu|device/i.test(t.id))) found = true;
    });
  });
  return found;
}
