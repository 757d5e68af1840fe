/** What statements bind, as their text tells. */
import type { Expr, FunctionDef, Node, Stmt, Unit } from "../syntax/ast.ts";
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

/** Whether a function's statements bind a name, those of functions within it left out. */
export function bindsAnywhere(body: readonly Node[], name: string): boolean {
  let found = false;
  const target = (e: Expr): void => {
    if (e.kind === "Name") found ||= e.id === name;
    else if (e.kind === "Tuple" || e.kind === "List") e.elts.forEach(target);
    else if (e.kind === "Starred") target(e.value);
  };
  for (const s of body) {
    walk(s, (n) => {
      if (n.kind === "FunctionDef" || n.kind === "ClassDef") {
        found ||= n.name === name || (n.kind === "FunctionDef" && takesNonlocal(n, name));
        return false;
      }
      if (n.kind === "Lambda") return false;
      if (n.kind === "Assign") n.targets.forEach(target);
      else if (n.kind === "AugAssign" || n.kind === "For" || n.kind === "NamedExpr") target(n.target);
      else if (n.kind === "AnnAssign") found ||= n.value !== null && n.target.kind === "Name" && n.target.id === name;
      else if (n.kind === "With") for (const i of n.items) if (i.target) target(i.target);
      if (n.kind === "ExceptHandler") found ||= n.name === name;
      if (n.kind === "Import" || n.kind === "ImportFrom") found ||= bindsName(n, name);
      // What patterns and deletions do to a name is not followed.
      if (n.kind === "Match" || n.kind === "Delete") found = true;
      return !found;
    });
    if (found) return true;
  }
  return false;
}

function takesNonlocal(fn: Node, name: string): boolean {
  let found = false;
  walk(fn, (n) => {
    if (n.kind === "Nonlocal" && n.names.includes(name)) found = true;
    return !found;
  });
  return found;
}

/** Whether a statement before a place in a function, or one of a loop around both, may have bound a name there. */
export function mayBeBound(body: readonly Stmt[], at: Node, name: string): boolean {
  for (const s of body) {
    if (s.start > at.start) return false;
    if (!isWithin(at, s)) {
      if (leavesBound(s, name)) return true;
    } else if (s.kind === "If") {
      const suite = [s.body, s.orelse].find((b) => b.some((x) => isWithin(at, x)));
      return bindsAnywhere([s.test], name) || (suite !== undefined && mayBeBound(suite, at, name));
    } else return bindsAnywhere([s], name);
  }
  return false;
}

function isWithin(at: Node, s: Node): boolean {
  return s.start <= at.start && at.end <= s.end;
}

/** Whether a name may be bound by a statement that has come to its end. */
function leavesBound(s: Stmt, name: string): boolean {
  if (s.kind !== "If") return bindsAnywhere([s], name);
  const goesOn = (suite: readonly Stmt[]): boolean => !ENDS.has(suite.at(-1)?.kind ?? "Pass") && suite.some((x) => leavesBound(x, name));
  return bindsAnywhere([s.test], name) || goesOn(s.body) || goesOn(s.orelse);
}

const ENDS: ReadonlySet<string> = new Set(["Return", "Raise", "Continue", "Break"]);

const localsOf = new WeakMap<FunctionDef, ReadonlySet<string>>();

/** The names that a function binds for itself: they are looked up nowhere else. What patterns bind is not followed. */
export function localNames(fn: FunctionDef): ReadonlySet<string> {
  const known = localsOf.get(fn);
  if (known) return known;
  const names = findLocals(fn);
  localsOf.set(fn, names);
  return names;
}

function findLocals({ body }: FunctionDef): ReadonlySet<string> {
  const bound = new Set<string>();
  const others = new Set<string>();
  let followed = true;
  const target = (e: Expr): void => {
    if (e.kind === "Name") bound.add(e.id);
    else if (e.kind === "Tuple" || e.kind === "List") e.elts.forEach(target);
    else if (e.kind === "Starred") target(e.value);
  };
  for (const s of body) {
    walk(s, (n) => {
      if (n.kind === "FunctionDef" || n.kind === "ClassDef") bound.add(n.name);
      else if (n.kind === "Assign") n.targets.forEach(target);
      else if (n.kind === "AugAssign" || n.kind === "AnnAssign" || n.kind === "For") target(n.target);
      else if (n.kind === "With") for (const i of n.items) if (i.target) target(i.target);
      if (n.kind === "Global" || n.kind === "Nonlocal") for (const name of n.names) others.add(name);
      if (n.kind === "Match" || n.kind === "Delete") followed = false;
      return n.kind !== "FunctionDef" && n.kind !== "ClassDef" && n.kind !== "Lambda";
    });
  }
  for (const name of others) bound.delete(name);
  return followed ? bound : new Set();
}
