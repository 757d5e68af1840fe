/** What statements do. */
import type { Expr, FunctionDef, Stmt } from "../syntax/ast.ts";
import { localNames } from "./binding.ts";
import { exceptions } from "./builtins/types.ts";
import { makeClass, makeFunction } from "./calls.ts";
import { PyRaise } from "./errors.ts";
import { evaluate } from "./evaluate.ts";
import { BREAK, CONTINUE, type Completion, type Frame, type Interp, NORMAL, RETURN } from "./interp.ts";
import { noteNumber } from "./counting.ts";
import { returns } from "./generatorLoop.ts";
import { withStatement } from "./with.ts";
import { binary } from "./operators.ts";
import { assign, deleteTarget, unbindTargets } from "./assign.ts";
import { holdPlaces } from "./globalsSet.ts";
import { ClassValue, FunctionValue, NO_KWARGS, PyDict, Unknown, type Value } from "./values.ts";
import { ifStatement } from "./branches.ts";
import { importFrom, importStatement } from "./importing.ts";
import { forStatement, whileStatement } from "./loops.ts";
import { matchStatement } from "./match.ts";
import { assertStatement, raiseStatement, tryStatement } from "./raising.ts";

/** Runs statements in order; says how they ended. */
export function execute(interp: Interp, body: readonly Stmt[], frame: Frame): Completion {
  for (let i = 0; i < body.length; i++) {
    const stmt = body[i] as Stmt;
    let code: Completion;
    try {
      code = statement(interp, stmt, frame);
    } catch (e) {
      code = recover(interp, e, stmt, frame);
    }
    if (code !== NORMAL) return code;
  }
  return NORMAL;
}

/**
 * After a statement that raises and that nothing catches, the analysis notes
 * the problem and goes on with the next one, in the innermost frame of the
 * user's own; what the statement would have bound is unknown.
 */
function recover(interp: Interp, e: unknown, stmt: Stmt, frame: Frame): Completion {
  if (!(e instanceof PyRaise)) throw e;
  if (!interp.recording || e.scope === frame.env || interp.isHandled(e)) throw e;
  if (interp.conditional > 0 && e.problem.node?.kind === "Raise") throw e;
  if (isExit(e)) throw e;
  interp.trace.problem(e.problem, interp.conditional);
  // What is returned is not known; the function ends all the same.
  if (stmt.kind === "Return") {
    frame.returnValue = new Unknown("the call fails", stmt);
    return RETURN;
  }
  unbindTargets(interp, stmt, frame);
  if (stmt.kind === "Raise") bindOthers(interp, stmt, frame);
  if (returns([stmt])) frame.atEnd = new Unknown("the statement that may return fails", stmt);
  return NORMAL;
}

/** Where code says itself that it cannot go on (`else: raise`), other branches would have bound the function's names. */
function bindOthers(interp: Interp, stmt: Stmt, frame: Frame): void {
  const definition = frame.func?.node;
  if (definition?.kind !== "FunctionDef") return;
  for (const name of localNames(definition)) if (frame.env.get(name) === undefined) bindName(interp, name, new Unknown("another branch binds it", stmt), frame);
}

/** `sys.exit()` and the like end the program without an error, and a test is left out by raising. */
export function isExit(e: PyRaise): boolean {
  if (e.value.cls.lookup("__ends_quietly__") !== undefined) return true;
  const exit = exceptions.get("SystemExit");
  const interrupt = exceptions.get("KeyboardInterrupt");
  return (exit !== undefined && e.value.cls.isSubclassOf(exit)) || (interrupt !== undefined && e.value.cls.isSubclassOf(interrupt));
}

function statement(interp: Interp, s: Stmt, frame: Frame): Completion {
  interp.step();
  switch (s.kind) {
    case "Expr":
      evaluate(interp, s.value, frame);
      return NORMAL;
    case "Assign": {
      const value = evaluate(interp, s.value, frame);
      noteNumber(interp, s, value, frame);
      for (const t of s.targets) assign(interp, t, value, frame);
      return NORMAL;
    }
    case "AnnAssign":
      if (frame.env.isClass && s.target.kind === "Name") annotate(interp, s.target.id, s.annotation, frame);
      if (s.value) assign(interp, s.target, evaluate(interp, s.value, frame), frame);
      return NORMAL;
    case "AugAssign": {
      const current = evaluate(interp, s.target, frame);
      const operand = evaluate(interp, s.value, frame);
      noteNumber(interp, s, operand, frame);
      assign(interp, s.target, binary(interp, s.op, current, operand, s, true), frame);
      return NORMAL;
    }
    case "Return":
      frame.returnValue = s.value ? evaluate(interp, s.value, frame) : null;
      return RETURN;
    case "If":
      return ifStatement(interp, s, frame);
    case "For":
      return forStatement(interp, s, frame);
    case "While":
      return whileStatement(interp, s, frame);
    case "FunctionDef":
      assignName(interp, s, decorate(interp, s, makeFunction(interp, s, frame), frame), frame);
      holdPlaces(s, frame);
      return NORMAL;
    case "ClassDef":
      assignName(interp, s, decorate(interp, s, makeClass(interp, s, frame), frame), frame);
      holdPlaces(s, frame);
      return NORMAL;
    case "With":
      return withStatement(interp, s, frame);
    case "Try":
      return tryStatement(interp, s, frame);
    case "Raise":
      return raiseStatement(interp, s, frame);
    case "Assert":
      return assertStatement(interp, s, frame);
    case "Import":
      importStatement(interp, s, frame);
      return NORMAL;
    case "ImportFrom":
      importFrom(interp, s, frame);
      return NORMAL;
    case "Delete":
      for (const t of s.targets) deleteTarget(interp, t, frame);
      return NORMAL;
    case "Match":
      return matchStatement(interp, s, frame);
    case "Break":
      return BREAK;
    case "Continue":
      return CONTINUE;
    case "BrokenStmt":
      for (const name of s.mayBind) frame.env.set(name, new Unknown("the code here could not be read"));
      return NORMAL;
    case "Pass":
    case "Global":
    case "Nonlocal":
      return NORMAL;
  }
}

/** Class-level annotations are what dataclasses and NamedTuple read. */
function annotate(interp: Interp, name: string, annotation: Expr, frame: Frame): void {
  let all = frame.env.get("__annotations__");
  if (!(all instanceof PyDict)) {
    all = new PyDict();
    frame.env.set("__annotations__", all);
  }
  (all as PyDict).set(name, annotationValue(interp, annotation, frame));
}

/** What an annotation evaluates to; its text where that is not known. */
function annotationValue(interp: Interp, annotation: Expr, frame: Frame): Value {
  const text = annotation.unit.text.slice(annotation.start, annotation.end);
  if (annotation.kind === "Constant" && annotation.value.type === "str") return annotation.value.value;
  try {
    const value = interp.quietly(() => evaluate(interp, annotation, frame));
    return value instanceof Unknown ? text : value;
  } catch (e) {
    if (!(e instanceof PyRaise)) throw e;
    return text;
  }
}

function assignName(interp: Interp, s: FunctionDef | import("../syntax/ast.ts").ClassDef, value: Value, frame: Frame): void {
  bindName(interp, s.name, value, frame);
}

export function bindName(_interp: Interp, name: string, value: Value, frame: Frame): void {
  if (frame.globalNames?.has(name)) {
    frame.module.globals.set(name, value);
    return;
  }
  if (frame.nonlocalNames?.has(name)) {
    for (let e = frame.env.parent; e; e = e.parent) {
      if (!e.isClass && e.has(name)) {
        e.set(name, value);
        return;
      }
    }
  }
  frame.env.set(name, value);
}

function decorate(interp: Interp, s: FunctionDef | import("../syntax/ast.ts").ClassDef, value: Value, frame: Frame): Value {
  let out = value;
  for (let i = s.decorators.length - 1; i >= 0; i--) {
    const result = decorated(interp, s.decorators[i] as Expr, out, frame);
    if (!(result instanceof Unknown)) out = result;
    else seeThrough(out);
  }
  return out;
}

/** Behind a decorator that is not known, a function or class may be called otherwise, and have more names, than its text says. */
function seeThrough(v: Value): void {
  const init = v instanceof ClassValue ? v.attrs.get("__init__") : undefined;
  for (const x of [v, init]) if (x instanceof FunctionValue || x instanceof ClassValue) x.attrs.openFor ??= "a decorator that is not known";
}

/** A decorator we cannot see is taken for a transparent one, and so is a library's that fails as we understand it. */
function decorated(interp: Interp, d: Expr, value: Value, frame: Frame): Value {
  try {
    const decorator = evaluate(interp, d, frame);
    return decorator instanceof Unknown ? unseen(interp, value) : interp.call(decorator, [value], NO_KWARGS, d);
  } catch (e) {
    if (!(e instanceof PyRaise) || interp.recording || interp.isHandled(e)) throw e;
    return unseen(interp, value);
  }
}

/** What a decorator that we do not see makes of a function. */
function unseen(interp: Interp, value: Value): Value {
  const out = value instanceof FunctionValue ? value.within((run) => interp.unawares(run)) : value;
  seeThrough(out);
  return out;
}
