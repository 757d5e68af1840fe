/** `try`, `raise` and `assert`. */
import type { ExceptHandler, Expr, Stmt, Try } from "../syntax/ast.ts";
import { PyRaise } from "./errors.ts";
import { evaluate, evaluateCondition } from "./evaluate.ts";
import { type Completion, type Frame, type Interp, NORMAL } from "./interp.ts";
import { RaisedBetween, leaves } from "./generatorLoop.ts";
import { narrow } from "./narrowing.ts";
import { namesLeftNone } from "./assign.ts";
import { Alt, ClassValue, Instance, NO_KWARGS, PyTuple, Unknown, type Value } from "./values.ts";
import { asksCommandLine } from "./branches.ts";
import { bindName, execute } from "./execute.ts";

/** A `with` from its item `first` on. */
/** The classes that a handler catches; null: everything. */
function caught(interp: Interp, h: ExceptHandler, frame: Frame): readonly ClassValue[] | null {
  if (!h.type) return null;
  const v = evaluate(interp, h.type, frame);
  if (v instanceof ClassValue) return [v];
  if (v instanceof PyTuple) return v.items.filter((x): x is ClassValue => x instanceof ClassValue);
  return [];
}

/** Runs the handler that catches the exception; raises it again if there is none. */
function handle(interp: Interp, e: PyRaise, handlers: readonly { readonly h: ExceptHandler; readonly classes: readonly ClassValue[] | null }[], frame: Frame): Completion {
  const match = handlers.find(({ classes }) => classes === null || classes.some((c) => e.value.cls.isSubclassOf(c)));
  if (!match) throw e;
  if (match.h.name) frame.env.set(match.h.name, e.value);
  const outer = frame.handling;
  frame.handling = e;
  try {
    return execute(interp, match.h.body, frame);
  } finally {
    frame.handling = outer;
  }
}

export function tryStatement(interp: Interp, s: Try, frame: Frame): Completion {
  let code: Completion = NORMAL;
  const handlers = s.handlers.map((h) => ({ h, classes: caught(interp, h, frame) }));
  const depth = interp.handlers.length;
  const { site, recording } = interp;
  let raised: PyRaise | null = null;
  const unseen = interp.unseenCalls;
  try {
    for (const { classes } of handlers) interp.handlers.push(classes);
    // Whatever is raised ends with the `return` of a `finally`.
    if (leaves(s.finalbody)) interp.handlers.push(null);
    code = execute(interp, s.body, frame);
    // Code that nobody sees may raise, and a handler give what is None so far.
    if (interp.unseenCalls > unseen) for (const { h } of handlers) for (const name of namesLeftNone(h.body, frame)) bindName(interp, name, new Unknown("what an exception handler may give", h), frame);
  } catch (e) {
    if (e instanceof RaisedBetween) execute(interp, s.finalbody, frame);
    if (!(e instanceof PyRaise)) throw e;
    raised = e;
    interp.site = site;
    interp.recording = recording;
    if (e.value.cls.name === "ModuleNotFoundError") noteUninstalled(s.body, frame);
  } finally {
    interp.handlers.length = depth;
  }
  try {
    if (raised) code = handle(interp, raised, handlers, frame);
    else if (code === NORMAL) code = execute(interp, s.orelse, frame);
  } catch (e) {
    const end = e instanceof PyRaise ? execute(interp, s.finalbody, frame) : NORMAL;
    if (end !== NORMAL) return end;
    throw e;
  }
  if (s.finalbody.length > 0) {
    const kept = frame.returnValue;
    const end = execute(interp, s.finalbody, frame);
    if (end !== NORMAL) return end;
    frame.returnValue = kept;
  }
  return code;
}

/** The names that a body of imports would have bound had the packages been there. */
function noteUninstalled(body: readonly Stmt[], frame: Frame): void {
  for (const stmt of body) {
    if (stmt.kind !== "Import" && stmt.kind !== "ImportFrom") continue;
    frame.env.uninstalled ??= new Set();
    for (const a of stmt.names) frame.env.uninstalled.add(a.asname ?? (stmt.kind === "Import" ? (a.name.split(".")[0] ?? a.name) : a.name));
  }
}

export function raiseStatement(interp: Interp, s: import("../syntax/ast.ts").Raise, frame: Frame): Completion {
  if (!s.exc) {
    // The function that raises again ends there.
    if (frame.handling) throw new PyRaise(frame.handling.value, frame.handling.problem, frame.env);
    throw interp.raise("RuntimeError", "No active exception to reraise", s);
  }
  let v = toBeRaised(interp, s.exc, frame);
  if (v instanceof ClassValue) v = interp.call(v, [], NO_KWARGS, s.exc);
  if (v instanceof Instance) {
    const args = v.attrs.get("args");
    const message = args instanceof PyTuple && args.items.length > 1 && v.cls.lookup("__str__") === undefined ? interp.repr(args) : args instanceof PyTuple && args.items.length > 0 ? textOf(interp, args.items[0] as Value) : "";
    throw new PyRaise(v, { ...interp.problem(v.cls.name, message, s, { rule: "raised" }), node: s }, frame.env);
  }
  throw interp.raise("Exception", "an exception that is not known", s, { rule: "raised" });
}

/** What an exception says; where that is one of several texts, one of them. */
function textOf(interp: Interp, v: Value): string {
  return interp.str(v instanceof Alt ? (v.options.at(-1) ?? null) : v);
}

function toBeRaised(interp: Interp, e: Expr, frame: Frame): Value {
  const { telling } = interp;
  interp.telling = true;
  try {
    return evaluate(interp, e, frame);
  } finally {
    interp.telling = telling;
  }
}

export function assertStatement(interp: Interp, s: import("../syntax/ast.ts").Assert, frame: Frame): Completion {
  const test = evaluateCondition(interp, s.test, frame);
  if (test === true || (test === false && asksCommandLine(interp, s.test))) return NORMAL;
  const message = (): string => {
    if (!s.msg) return "";
    const v = evaluate(interp, s.msg, frame);
    return v instanceof Unknown ? "" : interp.str(v);
  };
  const failed = (): PyRaise => {
    const e = interp.raise("AssertionError", message(), s, { rule: "assertion" });
    return new PyRaise(e.value, e.problem, frame.env);
  };
  if (test === false) throw failed();
  if (test.cond !== null && !interp.require(test.cond, "assert", s, message, { rule: "assertion" })) throw failed();
  narrow(interp, s.test, true, frame);
  return NORMAL;
}
