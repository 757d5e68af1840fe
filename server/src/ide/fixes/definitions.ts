/** The literals that give an expression its value: a variable's, a default's, an attribute's, a dictionary's. */
import type { Expr, FunctionDef, Node } from "../../syntax/ast.ts";
import { walk } from "../../syntax/walk.ts";
import type { Fault } from "./fault.ts";
import { isNumeric } from "./numberStyle.ts";

/** The nearest first. What a definition is made of is followed in turn. */
export function definingLiterals(f: Fault, e: Expr): readonly Expr[] {
  const out: Expr[] = [];
  follow(f, e, out, new Set());
  return out;
}

function follow(f: Fault, e: Expr, out: Expr[], seen: Set<Node>): void {
  if (seen.has(e) || seen.size > 40) return;
  seen.add(e);
  if (isNumeric(e)) {
    out.push(e);
    return;
  }
  for (const definition of definitionsOf(f, e)) follow(f, definition, out, seen);
}

function definitionsOf(f: Fault, e: Expr): readonly Expr[] {
  switch (e.kind) {
    case "Name":
      return namesIn(f, e);
    case "Attribute":
      return attributesIn(f, e.attr);
    case "Subscript":
      return e.slice.kind === "Constant" && e.slice.value.type === "str" ? entriesIn(f, e.slice.value.value) : e.slice.kind === "Constant" && e.slice.value.type === "int" ? itemsOf(f, e.value, e.slice.value.value) : [];
    case "IfExp":
      return [e.body, e.orelse];
    case "BoolOp":
      return e.values;
    case "Call":
      return e.func.kind === "Name" && e.func.id === "int" && e.args[0] ? [e.args[0]] : e.func.kind === "Attribute" && e.func.attr === "get" && e.args[0]?.kind === "Constant" && e.args[0].value.type === "str" ? [...entriesIn(f, e.args[0].value.value), ...(e.args[1] ? [e.args[1]] : [])] : [];
    default:
      return [];
  }
}

/** Assignments to a name in its function, the parameter's default, else in the module. */
function namesIn(f: Fault, e: Expr & { kind: "Name" }): readonly Expr[] {
  const out: Expr[] = [];
  const around = f.around(e).filter((n): n is FunctionDef => n.kind === "FunctionDef");
  for (const fn of around.toReversed()) {
    out.push(...assignedIn(fn.body, e.id), ...defaultOf(fn, e.id));
    if (out.length > 0) return out;
    if (isParameter(fn, e.id)) return [...argumentsOf(f, fn, e.id)];
  }
  return assignedIn(f.session.parsed(e.unit.path)?.units.flatMap((u) => u.body) ?? [], e.id);
}

function isParameter(fn: FunctionDef, name: string): boolean {
  return [...fn.args.posonly, ...fn.args.args, ...fn.args.kwonly].some((p) => p.name === name);
}

function defaultOf(fn: FunctionDef, name: string): readonly Expr[] {
  const positional = [...fn.args.posonly, ...fn.args.args];
  const at = positional.findIndex((p) => p.name === name);
  const fromPositional = at < 0 ? undefined : fn.args.defaults[at - (positional.length - fn.args.defaults.length)];
  const keyword = fn.args.kwDefaults[fn.args.kwonly.findIndex((p) => p.name === name)];
  return [fromPositional, keyword].filter((d) => d !== undefined && d !== null);
}

/** What callers in the same file write for a parameter. */
function* argumentsOf(f: Fault, fn: FunctionDef, name: string): Generator<Expr> {
  const owner = f.around(fn).findLast((n) => n.kind === "ClassDef");
  const callee = owner?.kind === "ClassDef" && fn.name === "__init__" ? owner.name : fn.name;
  const positional = [...fn.args.posonly, ...fn.args.args].map((p) => p.name);
  const at = positional.indexOf(name) - (owner ? 1 : 0);
  for (const call of calls(f, fn.unit.path)) {
    const called = call.func.kind === "Name" ? call.func.id : call.func.kind === "Attribute" ? call.func.attr : "";
    if (called !== callee) continue;
    const given = call.keywords.find((k) => k.arg === name)?.value ?? (at >= 0 ? call.args[at] : undefined);
    if (given && given.kind !== "Starred") yield given;
  }
}

function assignedIn(body: readonly Node[], name: string): Expr[] {
  const out: Expr[] = [];
  for (const stmt of body) {
    walk(stmt, (n) => {
      if (n.kind === "FunctionDef" || n.kind === "ClassDef" || n.kind === "Lambda") return false;
      if (n.kind === "Assign") {
        for (const target of n.targets) {
          if (target.kind === "Name" && target.id === name) out.push(n.value);
          if (target.kind === "Tuple" && n.value.kind === "Tuple") target.elts.forEach((t, i) => t.kind === "Name" && t.id === name && n.value.kind === "Tuple" && n.value.elts[i] && out.push(n.value.elts[i] as Expr));
        }
      } else if (n.kind === "AnnAssign" && n.target.kind === "Name" && n.target.id === name && n.value) out.push(n.value);
      return true;
    });
  }
  return out;
}

/** `self.hidden = 64`, a class attribute or a field's default `dim: int = 64`, `Config(dim=64)`, `add_argument("--dim", default=64)`. */
function attributesIn(f: Fault, name: string): readonly Expr[] {
  const out: Expr[] = [];
  for (const path of f.session.projectFiles(f.diagnostic.path)) {
    for (const unit of f.session.parsed(path)?.units ?? []) {
      for (const stmt of unit.body) {
        walk(stmt, (n) => {
          if (n.kind === "Assign") for (const t of n.targets) if (t.kind === "Attribute" && t.attr === name) out.push(n.value);
          if (n.kind === "AnnAssign" && n.target.kind === "Attribute" && n.target.attr === name && n.value) out.push(n.value);
          if (n.kind === "ClassDef") out.push(...assignedIn(n.body, name));
          if (n.kind === "Call") out.push(...configured(n, name));
        });
      }
    }
  }
  return out;
}

function configured(call: Node & { kind: "Call" }, name: string): readonly Expr[] {
  if (call.func.kind === "Attribute" && call.func.attr === "add_argument") {
    const isOption = call.args.some((a) => a.kind === "Constant" && a.value.type === "str" && a.value.value.replace(/^-+/, "").replaceAll("-", "_") === name);
    return isOption ? call.keywords.filter((k) => k.arg === "default").map((k) => k.value) : [];
  }
  const callee = call.func.kind === "Name" ? call.func.id : call.func.kind === "Attribute" ? call.func.attr : "";
  return /^[A-Z]|Namespace|dict/.test(callee) && !/^(Linear|Conv|Batch|Layer|LSTM|GRU|RNN|Embedding)/.test(callee) ? call.keywords.filter((k) => k.arg === name).map((k) => k.value) : [];
}

/** `"dim": 64` of a dictionary, `dict(dim=64)`, `cfg["dim"] = 64`. */
function entriesIn(f: Fault, key: string): readonly Expr[] {
  const out: Expr[] = [];
  for (const path of f.session.projectFiles(f.diagnostic.path)) {
    for (const unit of f.session.parsed(path)?.units ?? []) {
      for (const stmt of unit.body) {
        walk(stmt, (n) => {
          if (n.kind === "Dict") n.keys.forEach((k, i) => k?.kind === "Constant" && k.value.type === "str" && k.value.value === key && out.push(n.values[i] as Expr));
          if (n.kind === "Call" && n.func.kind === "Name" && n.func.id === "dict") out.push(...n.keywords.filter((k) => k.arg === key).map((k) => k.value));
          if (n.kind === "Assign") for (const t of n.targets) if (t.kind === "Subscript" && t.slice.kind === "Constant" && t.slice.value.type === "str" && t.slice.value.value === key) out.push(n.value);
        });
      }
    }
  }
  return out;
}

function itemsOf(f: Fault, sequence: Expr, index: number): readonly Expr[] {
  return definitionsOf(f, sequence).flatMap((d) => {
    if (d.kind !== "List" && d.kind !== "Tuple") return [];
    const item = d.elts.at(index);
    return item ? [item] : [];
  });
}

function* calls(f: Fault, path: string): Generator<Node & { kind: "Call" }> {
  const out: (Node & { kind: "Call" })[] = [];
  for (const unit of f.session.parsed(path)?.units ?? []) for (const stmt of unit.body) {
    walk(stmt, (n) => {
      if (n.kind === "Call") out.push(n);
    });
  }
  yield* out;
}
