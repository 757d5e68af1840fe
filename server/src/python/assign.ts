/** Assignment to names, attributes, items and sequences of targets. */
import type { Expr, Stmt } from "../syntax/ast.ts";
import { PyRaise } from "./errors.ts";
import { evaluate, evaluateSlice } from "./evaluate.ts";
import { bindName } from "./execute.ts";
import type { Frame, Interp } from "./interp.ts";
import { joinValues } from "./join.ts";
import { Alt, FunctionValue, Instance, ModuleValue, PyDict, PyFloat, PyList, PyObject, SymInt, Unbounded, Unknown, type Value } from "./values.ts";

export function assign(interp: Interp, target: Expr, value: Value, frame: Frame): void {
  switch (target.kind) {
    case "Name":
      bindName(interp, target.id, value, frame);
      if (interp.recording) interp.trace.assigned(target, value);
      return;
    case "Attribute":
      interp.setattr(evaluate(interp, target.value, frame), target.attr, value, target);
      if (interp.recording) interp.trace.assigned(target, value);
      return;
    case "Subscript":
      interp.setitem(evaluate(interp, target.value, frame), evaluateSlice(interp, target.slice, frame), value, target);
      return;
    case "Tuple":
    case "List":
      unpack(interp, target.elts, value, target, frame);
      return;
    case "Starred":
      assign(interp, target.value, value, frame);
      return;
    default:
      return;
  }
}

function unpack(interp: Interp, targets: readonly Expr[], value: Value, node: Expr, frame: Frame): void {
  const star = targets.findIndex((t) => t.kind === "Starred");
  if (value instanceof Alt) {
    const rows = itemsOfAny(interp, value, targets.length, star, node);
    targets.forEach((t, i) => assign(interp, t, joinValues(rows.map((row) => row[i] ?? null)), frame));
    return;
  }
  const items = itemsFor(interp, value, targets.length, star, node);
  targets.forEach((t, i) => assign(interp, t, items[i] as Value, frame));
}

/** The items of each alternative that can be unpacked; it fails only if none can. */
function itemsOfAny(interp: Interp, value: Alt, count: number, star: number, node: Expr): readonly (readonly Value[])[] {
  const rows: (readonly Value[])[] = [];
  let raised: PyRaise | null = null;
  for (const option of value.options) {
    try {
      rows.push(itemsFor(interp, option, count, star, node));
    } catch (e) {
      if (!(e instanceof PyRaise)) throw e;
      raised ??= e;
    }
  }
  if (rows.length === 0 && raised) throw raised;
  return rows;
}

/** One value a target. Wrong counts raise Python's ValueError. */
function itemsFor(interp: Interp, value: Value, count: number, star: number, node: Expr): readonly Value[] {
  if (star < 0 && value instanceof PyObject && value.pyUnpack) {
    const own = value.pyUnpack(interp, count);
    if (own) return own;
  }
  const items = iterateForTargets(interp, value, node);
  if (items instanceof Unknown) return Array.from({ length: count }, () => new Unknown(items.reason, node));
  if (items instanceof Unbounded) return Array.from({ length: count }, (_, i) => {
    if (i !== star) return items.item;
    const list = new PyList([]);
    list.unbounded = items.uncounted;
    return list;
  });
  if (star < 0) {
    if (items.length < count) throw interp.raise("ValueError", `not enough values to unpack (expected ${count}, got ${items.length})`, node, { rule: "unpack", law: () => `${count} names are assigned from ${items.length} value${items.length === 1 ? "" : "s"}`, subjects: [value] });
    if (items.length > count) throw interp.raise("ValueError", `too many values to unpack (expected ${count})`, node, { rule: "unpack", law: () => `${count} name${count === 1 ? "" : "s"} cannot take ${items.length} values`, subjects: [value] });
    return items;
  }
  const after = count - 1 - star;
  if (items.length < count - 1) throw interp.raise("ValueError", `not enough values to unpack (expected at least ${count - 1}, got ${items.length})`, node, { rule: "unpack", subjects: [value] });
  return [...items.slice(0, star), new PyList(items.slice(star, items.length - after)), ...items.slice(items.length - after)];
}

/** Python words it differently where a value without items is unpacked. */
function iterateForTargets(interp: Interp, value: Value, node: Expr): readonly Value[] | Unbounded | Unknown {
  if (value === null || typeof value === "number" || typeof value === "boolean" || value instanceof FunctionValue || value instanceof PyFloat || value instanceof SymInt) {
    throw interp.raise("TypeError", `cannot unpack non-iterable ${interp.typeName(value)} object`, node, { rule: "unpack", subjects: [value] });
  }
  return interp.iterate(value, node);
}

export function deleteTarget(interp: Interp, target: Expr, frame: Frame): void {
  switch (target.kind) {
    case "Name":
      for (const env of frame.globalNames?.has(target.id) ? [frame.module.globals] : [frame.env]) env.delete(target.id);
      return;
    case "Attribute":
      interp.delattr(evaluate(interp, target.value, frame), target.attr, target);
      return;
    case "Subscript": {
      const container = evaluate(interp, target.value, frame);
      const key = evaluateSlice(interp, target.slice, frame);
      if (container instanceof Unknown || (key instanceof Unknown && !(container instanceof PyDict))) return;
      interp.callMethod(container, "__delitem__", [key], target);
      return;
    }
    case "Tuple":
    case "List":
      for (const t of target.elts) deleteTarget(interp, t, frame);
      return;
    default:
      return;
  }
}

function names(t: Expr): string[] {
  if (t.kind === "Name") return [t.id];
  if (t.kind === "Tuple" || t.kind === "List") return t.elts.flatMap(names);
  return t.kind === "Starred" ? names(t.value) : [];
}

/** The names that statements assign to, and those inside them. */
export function namesBoundIn(body: readonly Stmt[]): readonly string[] {
  const known = bound.get(body);
  if (known) return known;
  const found = body.flatMap((s): readonly string[] => {
    if (s.kind === "FunctionDef" || s.kind === "ClassDef") return [s.name];
    const targets = s.kind === "Assign" ? s.targets : s.kind === "AnnAssign" || s.kind === "AugAssign" || s.kind === "For" ? [s.target] : [];
    const within = s.kind === "If" || s.kind === "For" || s.kind === "While" ? [s.body, s.orelse] : s.kind === "With" ? [s.body] : s.kind === "Try" ? [s.body, ...s.handlers.map((h) => h.body), s.orelse, s.finalbody] : [];
    return [...targets.flatMap(names), ...within.flatMap(namesBoundIn)];
  });
  bound.set(body, found);
  return found;
}

const bound = new WeakMap<readonly Stmt[], readonly string[]>();

/** Of the names that these statements would have bound: those that are None. */
export function namesLeftNone(body: readonly Stmt[], frame: Frame): readonly string[] {
  return namesLeftAt(body, null, frame);
}

/** Of the names that these statements would have bound: those that have a value from before. */
export function namesLeftAt(body: readonly Stmt[], value: null | 0, frame: Frame): readonly string[] {
  return body.length === 0 ? [] : namesBoundIn(body).filter((name) => frame.env.get(name) === value);
}

/** Methods that put what they are given, after a place or name if they take two, into a collection. */
const PUTS: ReadonlySet<string> = new Set(["append", "extend", "insert", "appendleft", "add", "update", "add_module", "register_module", "setdefault"]);

/** What a method gives the instance that it is called on, or a base class's method, where the call of it fails, nobody sees. */
function openUnfinished(call: Expr, frame: Frame): void {
  if (call.kind !== "Call" || call.func.kind !== "Attribute") return;
  const { value, attr } = call.func;
  const ofSuper = value.kind === "Call" && value.func.kind === "Name" && value.func.id === "super";
  const [given] = call.args;
  const first = frame.func?.node.args.posonly[0] ?? frame.func?.node.args.args[0];
  const name = ofSuper ? first?.name : attr === "__init__" && given?.kind === "Name" ? given.id : value.kind === "Name" && value.id === first?.name ? value.id : undefined;
  const self = name === undefined ? undefined : frame.env.get(name);
  if (self instanceof Instance) self.attrs.openFor = attr === "__init__" ? `the __init__ of a class that ${self.cls.name} is made from fails` : `${attr}, which fails`;
}

/** After a statement failed: everything that it would have bound is unknown, and something stands where it would have put it. */
export function unbindTargets(interp: Interp, stmt: Stmt, frame: Frame): void {
  const unknown = (): Unknown => new Unknown("the statement that computes it fails", stmt);
  const clear = (t: Expr): void => {
    try {
      if (t.kind === "Name") bindName(interp, t.id, unknown(), frame);
      else if (t.kind === "Tuple" || t.kind === "List") t.elts.forEach(clear);
      else if (t.kind === "Starred") clear(t.value);
      else if (t.kind === "Attribute") {
        const owner = evaluate(interp, t.value, frame);
        if (owner instanceof Instance || owner instanceof ModuleValue) interp.setattr(owner, t.attr, unknown(), t);
      } else if (t.kind === "Subscript") {
        const owner = evaluate(interp, t.value, frame);
        if (owner instanceof PyDict || owner instanceof PyList) interp.setitem(owner, evaluateSlice(interp, t.slice, frame), unknown(), t);
      }
    } catch (e) {
      if (!(e instanceof PyRaise)) throw e; // the target itself cannot be evaluated: it binds nothing
    }
  };
  /** Of what stands inside, only names that nothing else has bound: the failure may have come after the others. */
  const inside = (body: readonly Stmt[], hasBegun = true): void => {
    for (const name of namesBoundIn(body)) if (!hasBegun || frame.env.get(name) === undefined) bindName(interp, name, unknown(), frame);
  };
  /** What the failing call would have put into a collection: something is there. */
  const put = (call: Expr): void => {
    if (call.kind !== "Call" || call.func.kind !== "Attribute" || !PUTS.has(call.func.attr)) return;
    try {
      const owner = evaluate(interp, call.func.value, frame);
      if (owner instanceof Unknown || owner instanceof Alt) return;
      const args = call.args.map((a, i) => (i === 0 && call.args.length > 1 ? evaluate(interp, a, frame) : unknown()));
      interp.callMethod(owner, call.func.attr, args, call);
    } catch (e) {
      if (!(e instanceof PyRaise)) throw e;
    }
  };
  switch (stmt.kind) {
    case "Expr":
      interp.quietly(() => put(stmt.value));
      openUnfinished(stmt.value, frame);
      return;
    case "Assign":
      stmt.targets.forEach(clear);
      openUnfinished(stmt.value, frame);
      return;
    case "AnnAssign":
    case "AugAssign":
      clear(stmt.target);
      return;
    case "For":
      clear(stmt.target);
      inside([...stmt.body, ...stmt.orelse], false);
      return;
    case "If":
    case "While":
      inside([...stmt.body, ...stmt.orelse], false);
      return;
    case "Try":
      inside([...stmt.body, ...stmt.handlers.flatMap((h) => h.body), ...stmt.orelse, ...stmt.finalbody]);
      return;
    case "FunctionDef":
    case "ClassDef":
      bindName(interp, stmt.name, unknown(), frame);
      return;
    case "With":
      for (const i of stmt.items) if (i.target) clear(i.target);
      inside(stmt.body);
      return;
    default:
      return;
  }
}
