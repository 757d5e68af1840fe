/** What statements do. */
import { type Dim, not as notCond } from "../dims/index.ts";
import type { ExceptHandler, Expr, For, FunctionDef, If, Import, ImportFrom, Match, Pattern, Stmt, Try, While } from "../syntax/ast.ts";
import { walk } from "../syntax/walk.ts";
import { localNames } from "./binding.ts";
import { exceptions } from "./builtins/types.ts";
import { makeClass, makeFunction } from "./calls.ts";
import { isCommandLine } from "./commandLine.ts";
import { PyRaise } from "./errors.ts";
import { evaluate, evaluateCondition } from "./evaluate.ts";
import { BREAK, CONTINUE, type Completion, endless, type Frame, type Interp, NORMAL, RETURN } from "./interp.ts";
import { anyOf, drawnAnew, dropImpossible, type Exit, forkStatements, goOn, joinDeltas, leaveBy, resolvePending, widened } from "./join.ts";
import { Counting, noteNumber } from "./counting.ts";
import { RaisedBetween, between, leaves, returns } from "./generatorLoop.ts";
import { withStatement } from "./with.ts";
import { Growth } from "./growth.ts";
import { Gathering, noteSampled } from "./samples.ts";
import { narrow } from "./narrowing.ts";
import { binary } from "./operators.ts";
import { changesSince, type Delta, keep, mark, takeBack } from "./trail.ts";
import { assign, deleteTarget, namesLeftAt, namesLeftNone, unbindTargets } from "./assign.ts";
import { holdPlaces } from "./globalsSet.ts";
import { Alt, ClassValue, FunctionValue, Instance, LazyImport, ModuleValue, NO_KWARGS, NoneUnlessGiven, NotInstalled, NotYet, PyDict, PyIterator, PyList, PyTuple, Samples, Unbounded, Unknown, Unmodelled, type Value } from "./values.ts";
import { nearest } from "./spelling.ts";

/** A loop whose length is not known runs at most so often before what still changes is unknown. */
const MOST_PASSES = 3;

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

function ifStatement(interp: Interp, s: If, frame: Frame): Completion {
  const test = evaluateCondition(interp, s.test, frame);
  if (test === true && endsProgram(s.body) && asksCommandLine(interp, s.test)) return execute(interp, s.orelse, frame);
  if (test === false && endsProgram(s.orelse) && asksCommandLine(interp, s.test)) return execute(interp, s.body, frame);
  if (typeof test === "boolean") {
    const [taken, left] = test ? [s.body, s.orelse] : [s.orelse, s.body];
    const open = openIn(s.test, frame);
    const done = open ? unlessGiven(interp, taken, left, frame) : execute(interp, taken, frame);
    const none = namesLeftNone(left, frame);
    // What the other branch would have given is there for whoever gives the argument.
    const ungiven = none.length > 0 ? ungivenIn(interp, s.test) : null;
    if (ungiven) for (const name of none) bindName(interp, name, ungiven, frame);
    if (open) for (const name of namesLeftAt(left, 0, frame)) bindName(interp, name, new Unknown(open.reason, open.where), frame);
    return done;
  }
  return forkStatements(interp, frame, [
    { assume: test.cond, run: () => (narrow(interp, s.test, true, frame), execute(interp, s.body, frame)) },
    { assume: test.cond === null ? null : notCond(test.cond), run: () => (narrow(interp, s.test, false, frame), execute(interp, s.orelse, frame)) },
  ]);
}

/** An argument in a condition that is None unless keywords which nobody knows give it. */
function openIn(test: Expr, frame: Frame): NoneUnlessGiven | null {
  let found: NoneUnlessGiven | null = null;
  walk(test, (n) => {
    const v = n.kind === "Name" ? frame.env.get(n.id) : undefined;
    if (v instanceof NoneUnlessGiven && v.name !== null) found = v;
  });
  return found;
}

/** The branch for an argument that was not given: where it fails, the argument was. */
function unlessGiven(interp: Interp, taken: readonly Stmt[], left: readonly Stmt[], frame: Frame): Completion {
  const m = mark();
  const scopeMark = interp.scope.mark();
  const base = frame.pending.length;
  const { site, recording } = interp;
  const handlers = interp.handlers.length;
  interp.conditional += 1;
  try {
    const done = execute(interp, taken, frame);
    if (frame.pending.length === base) keep(m);
    return done;
  } catch (e) {
    if (!(e instanceof PyRaise)) throw e;
    frame.pending.length = base;
    takeBack(m);
    interp.scope.undo(scopeMark);
    interp.site = site;
    interp.recording = recording;
    interp.handlers.length = handlers;
    return execute(interp, left, frame);
  } finally {
    interp.conditional -= 1;
  }
}

/** A value in a condition that is None because nobody gave the argument. */
function ungivenIn(interp: Interp, test: Expr): NoneUnlessGiven | null {
  let found: NoneUnlessGiven | null = null;
  walk(test, (n) => {
    for (const v of interp.trace.values.get(n as Expr) ?? []) if (v instanceof NoneUnlessGiven) found = v;
  });
  return found;
}

/** Whether a condition is about the program's arguments or the machine: whoever runs the program gives what it asks for. */
function asksCommandLine(interp: Interp, test: Expr): boolean {
  let found = false;
  walk(test, (n) => {
    if (n.kind === "Name" && interp.trace.values.get(n)?.some((v) => v instanceof NoneUnlessGiven)) found = true;
    if (n.kind === "Constant" && n.value.type === "str" && /^(cuda|gpu|mps|xpu|npu|tpu|hpu)(:\d+)?$/.test(n.value.value)) found = true;
    if (n.kind !== "Attribute") return;
    if (/^(is_available|device_count|is_bf16_supported|exists|isfile|isdir|environ|version_info|__version__)$/.test(n.attr)) found = true;
    if (interp.trace.values.get(n.value)?.some(isCommandLine)) found = true;
  });
  return found;
}

/** Whether a branch only says why the program ends. */
function endsProgram(body: readonly Stmt[]): boolean {
  const last = body.at(-1);
  if (last?.kind === "Raise") return true;
  const called = last?.kind === "Expr" && last.value.kind === "Call" ? last.value.func : null;
  return (called?.kind === "Name" && /^(exit|quit)$/.test(called.id)) || (called?.kind === "Attribute" && /^(exit|_exit|error)$/.test(called.attr));
}

// ---------------------------------------------------------------- loops

function forStatement(interp: Interp, s: For, frame: Frame): Completion {
  const iterable = evaluate(interp, s.iter, frame);
  const items = leaves(s.body) ? interp.iterate(iterable, s.iter) : interp.iterateStepwise(iterable, s.iter);
  const base = frame.pending.length;
  if (items instanceof PyIterator) {
    between(interp, items, "raises past", (item) => {
      assign(interp, s.target, item, frame);
      const code = execute(interp, s.body, frame);
      if (frame.pending.length > base) endOfPass(interp, frame, base, code);
    });
    return settleLoop(interp, s.orelse, frame, base, NORMAL);
  }
  if (items instanceof Unknown || items instanceof Unbounded) {
    const item = items instanceof Unknown ? new Unknown(items.reason, s.iter) : items.item;
    const passes = items instanceof Unknown ? null : items.count;
    return settleLoop(interp, s.orelse, frame, base, repeat(interp, s, frame, base, passes, () => {
      assign(interp, s.target, drawnAnew(item), frame);
      return execute(interp, s.body, frame);
    }));
  }
  const gathering = Gathering.of(items, s, frame.env);
  const counting = items instanceof Samples || items.length > PASSES_OF_LEARNING + 3 ? new Counting(interp, frame, s) : null;
  const made = frame.yields?.length ?? 0;
  try {
    let ran: ReturnType<typeof passes>;
    try {
      ran = passes(interp, s, frame, base, items, gathering, counting);
    } finally {
      gathering?.close();
    }
    const { code, rest } = ran;
    if (rest !== null) {
      const item = anyOf(rest);
      // Samples stand for more passes than there are of them.
      const left = items instanceof Samples ? null : rest.length;
      const end = repeat(interp, s, frame, base, left, () => {
        assign(interp, s.target, item, frame);
        return execute(interp, s.body, frame);
      }, counting);
      counting?.settle(end === NORMAL && frame.pending.length === base && left !== null ? items.length : null);
      return settleLoop(interp, s.orelse, frame, base, end);
    }
    if (items instanceof Samples && frame.yields) noteSampled(frame.yields, made, items);
    if (counting && items instanceof Samples && items.standForMore) furtherPass(interp, s, frame, items, code, counting, gathering);
    const whole = frame.pending.length === base && code === NORMAL;
    gathering?.end(whole);
    if (items instanceof Samples) counting?.settle(whole ? items.count : null);
    else if (code === BREAK || code === RETURN || whole) counting?.passOn();
    else counting?.settle(null);
    return settleLoop(interp, s.orelse, frame, base, code);
  } finally {
    counting?.close();
  }
}

/** After the passes for samples, one that stands for all the others: what they count is not known in it, nor which of them leaves the loop. */
function furtherPass(interp: Interp, s: For, frame: Frame, items: Samples, code: Completion, counting: Counting, gathering: Gathering | null): void {
  if (code !== NORMAL) return;
  const places = placesIn(s.target, items).filter((name) => counting.tested.has(name));
  if (!counting.forget() && places.length === 0) return;
  const item = anyOf(items);
  const m = mark();
  const scopeMark = interp.scope.mark();
  const inner = frame.pending.length;
  const { site, recording } = interp;
  const handlers = interp.handlers.length;
  let exits: Exit[] = [];
  let end: Completion = NORMAL;
  interp.conditional += 1;
  try {
    assign(interp, s.target, item, frame);
    for (const name of places) bindName(interp, name, new Unknown("the place of a sample"), frame);
    counting.beginPass();
    end = runPass(interp, frame, inner, () => execute(interp, s.body, frame));
    if (frame.pending.length > inner) {
      exits = goOn(interp, frame, inner, m, end);
      counting.giveUp();
    } else if (end === BREAK || end === RETURN) exits = [{ code: end, value: frame.returnValue, delta: changesSince(m) }];
    counting.afterPass();
  } catch (e) {
    frame.pending.length = inner;
    takeBack(m);
    interp.scope.undo(scopeMark);
    counting.giveUp();
    if (!(e instanceof PyRaise)) throw e;
    interp.site = site;
    interp.recording = recording;
    interp.handlers.length = handlers;
    return;
  } finally {
    interp.conditional -= 1;
  }
  const delta = takeBack(m);
  interp.scope.undo(scopeMark);
  const gathered = (d: Delta): Delta => new Map([...d].filter(([cell]) => !(cell instanceof PyList && gathering?.gathers(cell))));
  if (end === NORMAL || end === CONTINUE) joinDeltas([new Map(), gathered(delta)]);
  for (const exit of exits) leaveBy(interp, frame, { ...exit, delta: gathered(exit.delta) });
}

/** Names of a loop's target that number its samples. */
function placesIn(target: Expr, items: Samples): readonly string[] {
  if (target.kind !== "Tuple") return [];
  return target.elts.flatMap((e, i) => (e.kind === "Name" && items.every((item) => item instanceof PyTuple && typeof item.items[i] === "number") ? [e.id] : []));
}

/** Runs the body for one item after the other; `rest`: those that are taken together, since there are many. */
function passes(interp: Interp, s: For, frame: Frame, base: number, items: readonly Value[], gathering: Gathering | null, counting: Counting | null): { code: Completion; rest: readonly Value[] | null } {
  let live = true;
  let code: Completion = NORMAL;
  let learned = 0;
  let undecided = 0;
  const start = interp.work;
  for (let i = 0; i < items.length; i++) {
    interp.step();
    const { gradients } = interp;
    const waiting = frame.pending.length;
    assign(interp, s.target, items[i] as Value, frame);
    counting?.beginPass();
    code = runPass(interp, frame, base, () => execute(interp, s.body, frame));
    if (frame.pending.length > base) {
      counting?.giveUp();
      ({ code, live } = endOfPass(interp, frame, base, code));
    }
    if (!live || code === BREAK || code === RETURN) break;
    code = NORMAL;
    gathering?.afterPass();
    counting?.afterPass();
    if (interp.gradients > gradients) learned += 1;
    if (frame.pending.length > waiting) undecided += 1;
    const long = i >= 3 && interp.work - start > MOST_WORK;
    if ((learned < PASSES_OF_LEARNING && undecided < MOST_ENDS && !long) || items.length - i < 4) continue;
    return { code, rest: items.slice(i + 1) };
  }
  return { code, rest: null };
}

/** Passes of a loop that trains are alike, be there ten or ten thousand: after so many the others are taken together. */
const PASSES_OF_LEARNING = 2;

/** A loop that may have ended at so many places has no length that anybody knows. */
const MOST_ENDS = 8;

/** A loop that takes more work than the largest model is not followed to its end. */
const MOST_WORK = 400_000;

/** Runs a loop's body once. Where it raises after a `continue` or `break` that may have been taken, only that way goes on. */
function runPass(interp: Interp, frame: Frame, base: number, body: () => Completion): Completion {
  const { site, recording } = interp;
  const handlers = interp.handlers.length;
  try {
    return body();
  } catch (e) {
    const taken = e instanceof PyRaise ? ([CONTINUE, BREAK] as const).find((code) => frame.pending.slice(base).some((p) => p.code === code)) : undefined;
    if (taken === undefined) throw e;
    interp.site = site;
    interp.recording = recording;
    interp.handlers.length = handlers;
    interp.raisedAside = (e as PyRaise).value.cls;
    resolvePending(interp, frame, base, (code) => code === taken, false);
    return taken;
  }
}

/** Joins what `continue` left pending with the end of the body. */
function endOfPass(interp: Interp, frame: Frame, base: number, code: Completion): { code: Completion; live: boolean } {
  const here = code === NORMAL || code === CONTINUE;
  if (!frame.pending.slice(base).some((p) => p.code === CONTINUE)) return { code, live: true };
  if (here) {
    resolvePending(interp, frame, base, (c) => c === CONTINUE, true);
    return { code: NORMAL, live: true };
  }
  // The body's own end is abrupt: it waits, and the continued side goes on.
  frame.pending.push({ mark: mark(), scopeMark: interp.scope.mark(), code, delta: new Map(), value: frame.returnValue });
  resolvePending(interp, frame, base, (c) => c === CONTINUE, false);
  return { code: NORMAL, live: true };
}

/** Ends a loop: runs `else`, and joins what `break` left pending. */
function settleLoop(interp: Interp, orelse: readonly Stmt[], frame: Frame, base: number, code: Completion): Completion {
  let end = code;
  if (end === NORMAL || end === CONTINUE) {
    if (orelse.length === 0) end = NORMAL;
    else if (!frame.pending.slice(base).some((p) => p.code === BREAK)) end = execute(interp, orelse, frame);
    else {
      const otherwise = orRaises(interp, () => execute(interp, orelse, frame));
      if (otherwise === null) {
        resolvePending(interp, frame, base, (c) => c === BREAK, false);
        return NORMAL;
      }
      end = otherwise;
    }
  } else if (end === BREAK) end = NORMAL;
  if (frame.pending.slice(base).some((p) => p.code === BREAK)) {
    if (end === NORMAL) resolvePending(interp, frame, base, (c) => c === BREAK, true);
    else {
      frame.pending.push({ mark: mark(), scopeMark: interp.scope.mark(), code: end, delta: new Map(), value: frame.returnValue });
      resolvePending(interp, frame, base, (c) => c === BREAK, false);
      end = NORMAL;
    }
  }
  return end;
}

/** Runs what is one of two ways to go on; null: that way raises. */
function orRaises(interp: Interp, run: () => Completion): Completion | null {
  const { site, recording, conditional } = interp;
  const handlers = interp.handlers.length;
  interp.conditional += 1;
  try {
    return run();
  } catch (e) {
    if (!(e instanceof PyRaise)) throw e;
    interp.raisedAside = e.value.cls;
    interp.site = site;
    interp.recording = recording;
    interp.handlers.length = handlers;
    return null;
  } finally {
    interp.conditional = conditional;
  }
}

/**
 * Runs a body an unknown number of times: once as it is, then again until
 * nothing changes; what still changes after some passes becomes unknown, but
 * for the length of a list that every one of `passes` makes longer alike.
 */
function repeat(interp: Interp, s: For | While, frame: Frame, base: number, passes: Dim | null, body: () => Completion, outer: Counting | null = null): Completion {
  const counting = outer ?? new Counting(interp, frame, s);
  try {
    const code = repeated(interp, frame, base, passes, body, counting);
    if (outer === null) counting.settle(null);
    return code;
  } finally {
    if (outer === null) counting.close();
  }
}

function repeated(interp: Interp, frame: Frame, base: number, passes: Dim | null, body: () => Completion, counting: Counting): Completion {
  if (frame.yields) endless.add(frame.yields);
  const growth = passes === null ? null : new Growth(passes);
  counting.beginPass();
  let code = runPass(interp, frame, base, body);
  if (frame.pending.length > base) {
    counting.giveUp();
    ({ code } = endOfPass(interp, frame, base, code));
  }
  counting.afterPass();
  if (frame.pending.length === base) growth?.afterFirst();
  if (code === BREAK || code === RETURN) return code;
  if (frame.pending.length > base) dropImpossible(interp, frame);
  const scopeMark = interp.scope.mark();
  const exits: Exit[] = [];
  let settled = false;
  counting.forget();
  for (let pass = 1; pass < MOST_PASSES; pass++) {
    growth?.beforePass();
    const m = mark();
    interp.conditional += 1;
    const { site, recording } = interp;
    const handlers = interp.handlers.length;
    const inner = frame.pending.length;
    try {
      counting.beginPass();
      const next = runPass(interp, frame, inner, body);
      if (frame.pending.length > inner) {
        growth?.giveUp();
        counting.giveUp();
        exits.push(...goOn(interp, frame, inner, m, next));
        dropImpossible(interp, frame);
      }
      counting.afterPass();
    } catch (e) {
      // Another pass may fail where the first did not: the loop may have ended before it.
      frame.pending.length = inner;
      takeBack(m);
      if (!(e instanceof PyRaise)) throw e;
      interp.site = site;
      interp.recording = recording;
      interp.handlers.length = handlers;
      growth?.giveUp();
      counting.giveUp();
      break;
    } finally {
      interp.conditional -= 1;
    }
    const delta = takeBack(m);
    growth?.afterPass(delta);
    settled = delta.size === 0;
    if (settled) break;
    if (pass === MOST_PASSES - 1) widen(delta);
    else joinDeltas([new Map(), delta]);
  }
  if (exits.length > 0) {
    // What was assumed on the way into another pass does not hold where the loop was left.
    interp.scope.undo(scopeMark);
    for (const { code, delta } of exits) {
      if (code === RETURN) continue;
      if (settled) joinDeltas([new Map(), delta]);
      else widen(delta);
    }
  }
  growth?.settle();
  for (const exit of exits) if (exit.code === RETURN) leaveBy(interp, frame, exit);
  return NORMAL;
}

/** Makes unknown whatever differs between the state and the changes. */
function widen(delta: Map<import("./trail.ts").Cell, unknown>): void {
  joinDeltas([new Map(), delta]);
  for (const cell of delta.keys()) {
    if (cell instanceof PyList && !cell.unbounded && cell.items.length > 0) continue;
    if ("map" in cell && cell.map instanceof Map) {
      for (const [key, v] of cell.map as Map<string, Value>) if (v instanceof Alt) (cell as unknown as { set(k: string, v: Value): void }).set(key, widened(v) ?? new Unknown(`'${key}' changes in a loop of unknown length`));
    }
  }
}

function whileStatement(interp: Interp, s: While, frame: Frame): Completion {
  const base = frame.pending.length;
  let undecided = 0;
  let learned = 0;
  let passes = 0;
  const start = interp.work;
  for (;;) {
    interp.step();
    const { gradients } = interp;
    const waiting = frame.pending.length;
    const test = evaluateCondition(interp, s.test, frame);
    if (test === false) return settleLoop(interp, s.orelse, frame, base, NORMAL);
    let code: Completion;
    if (test === true) code = runPass(interp, frame, base, () => execute(interp, s.body, frame));
    else {
      undecided += 1;
      if (undecided > 1) {
        // It may end here, or go on any number of times.
        code = forkStatements(interp, frame, [
          { assume: test.cond, run: () => (narrow(interp, s.test, true, frame), repeat(interp, s, frame, frame.pending.length, null, () => execute(interp, s.body, frame))) },
          { assume: test.cond === null ? null : notCond(test.cond), run: () => (narrow(interp, s.test, false, frame), NORMAL) },
        ]);
        return settleLoop(interp, s.orelse, frame, base, code);
      }
      code = forkStatements(interp, frame, [
        { assume: test.cond, run: () => (narrow(interp, s.test, true, frame), execute(interp, s.body, frame)) },
        { assume: test.cond === null ? null : notCond(test.cond), run: () => (narrow(interp, s.test, false, frame), BREAK) },
      ]);
    }
    if (frame.pending.length > base) ({ code } = endOfPass(interp, frame, base, code));
    if (code === BREAK || code === RETURN) return settleLoop(interp, s.orelse, frame, base, code);
    if (interp.gradients > gradients) learned += 1;
    if (test === true && frame.pending.length > waiting) undecided += 1;
    passes += 1;
    const long = passes > 3 && interp.work - start > MOST_WORK;
    if (learned >= PASSES_OF_LEARNING || undecided > 2 || long) return settleLoop(interp, s.orelse, frame, base, repeat(interp, s, frame, base, null, () => execute(interp, s.body, frame)));
  }
}

// ---------------------------------------------------------------- with, try, raise

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

function tryStatement(interp: Interp, s: Try, frame: Frame): Completion {
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

function raiseStatement(interp: Interp, s: import("../syntax/ast.ts").Raise, frame: Frame): Completion {
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

function assertStatement(interp: Interp, s: import("../syntax/ast.ts").Assert, frame: Frame): Completion {
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

// ---------------------------------------------------------------- imports

function importStatement(interp: Interp, s: Import, frame: Frame): void {
  for (const alias of s.names) {
    if (interp.importer.registers(alias.name)) interp.importModule(alias.name);
    if (isMissing(interp, alias.name, s, frame)) {
      bindName(interp, alias.asname ?? (alias.name.split(".")[0] as string), alias.asname ? new Unknown(`No module named '${alias.name}'`, s) : new LazyImport(() => interp.importModule(alias.name.split(".")[0] as string)), frame);
      continue;
    }
    const top = alias.asname ? alias.name : (alias.name.split(".")[0] as string);
    bindImport(interp, alias.asname ?? top, frame, () => {
      const m = importAbsolute(interp, alias.name, false, frame);
      // `import a.b` binds `a`, whatever is known of `b`.
      if (m instanceof Unknown && (alias.asname || !(m instanceof Unmodelled))) return m;
      return alias.asname ? boundAs(interp, alias.name, m) : importAbsolute(interp, top, false, frame);
    }, s);
  }
}

/** Whether PyTorch has no such module, which is told: what is imported from elsewhere may be found where the program runs. */
function isMissing(interp: Interp, name: string, s: Stmt, frame: Frame): boolean {
  const missing = frame.module.recorded ? interp.importer.missingModule(name) : undefined;
  if (missing === undefined) return false;
  interp.settle(interp.raise("ModuleNotFoundError", `No module named '${missing}'`, s, { rule: "import" }));
  return true;
}

/** `import a.b as c` binds what `a` has under the name `b`, which need not be the module: `torch.nn.utils.spectral_norm` is a function. */
function boundAs(interp: Interp, name: string, m: ModuleValue | Unknown): Value {
  const dot = name.lastIndexOf(".");
  const parent = dot < 0 ? undefined : interp.importModule(name.slice(0, dot));
  const own = parent instanceof ModuleValue ? interp.lookupAttr(parent, name.slice(dot + 1)) : undefined;
  return own === undefined || own instanceof Unknown ? m : own;
}

/** Whether a `try` around would catch a failing import. */
function asksWhetherImportWorks(interp: Interp): boolean {
  const importError = exceptions.get("ImportError");
  return interp.handlers.some((c) => c === null || (importError && c.some((x) => importError.isSubclassOf(x) || x.isSubclassOf(importError))));
}

/** Imports are loaded when their name is first read; inside `try` at once, since the code asks whether it works. */
function bindImport(interp: Interp, name: string, frame: Frame, load: () => Value, node: Stmt): void {
  if (asksWhetherImportWorks(interp)) {
    const v = load();
    if (v instanceof Unknown && !(v instanceof Unmodelled) && !mayBeInstalled(interp, v, frame)) throw interp.raise("ModuleNotFoundError", v.reason, node);
    bindName(interp, name, v, frame);
    return;
  }
  bindName(interp, name, new LazyImport(load), frame);
}

/** A package that is not found here may be where the program runs: it is taken for missing, unless asked otherwise, and this is noted. */
function mayBeInstalled(interp: Interp, v: Unknown, frame: Frame): boolean {
  return v instanceof NotInstalled && interp.importer.supposesInstalled(frame.module);
}

/** Loads a module for the one whose code runs. */
function importFor(interp: Interp, name: string, frame: Frame): ModuleValue | Unknown {
  const m = interp.importModule(name);
  if (m instanceof ModuleValue) interp.importer.noteImport(frame.module, m);
  return m;
}

/** A package's file that is named like a library means the library: `import jax` in `d2l/jax.py`. */
function importAbsolute(interp: Interp, name: string, isRelative: boolean, frame: Frame): ModuleValue | Unknown {
  const m = importFor(interp, name, frame);
  return m === frame.module && !isRelative && m.name !== name ? new Unknown(`No module named '${name}'`) : m;
}

function importFrom(interp: Interp, s: ImportFrom, frame: Frame): void {
  if (s.module === "__future__" && s.level === 0) return;
  const full = s.level > 0 ? interp.importer.resolveRelative(frame.module, s.level, s.module) : s.module;
  const load = (): ModuleValue | Unknown => (full === null ? new Unknown("a relative import outside a package", s) : importAbsolute(interp, full, s.level > 0, frame));
  if (full !== null && interp.importer.registers(full)) interp.importModule(full);
  // What a library registers itself comes before what this file adds to it, or puts in its place.
  if (full !== null && s.level === 0 && interp.importer.registers(frame.module.name)) for (const at of full.matchAll(/\./g)) interp.importModule(full.slice(0, at.index));
  const missing = full !== null && s.level === 0 && isMissing(interp, full, s, frame);
  for (const alias of s.names) {
    if (missing || (alias.name !== "*" && full !== null && s.level === 0 && frame.module.recorded && interp.importer.lacksName(full, alias.name))) {
      if (!missing) interp.settle(interp.raise("ImportError", `cannot import name '${alias.name}' from '${full}'`, s, { rule: "import" }));
      const lacking = new Unknown(`'${full}' has no '${alias.name}'`, s);
      if (alias.name === "*") starImport(interp, lacking, s, frame);
      else bindName(interp, alias.asname ?? alias.name, lacking, frame);
      continue;
    }
    if (full !== null && interp.importer.registers(`${full}.${alias.name}`)) interp.importModule(`${full}.${alias.name}`);
    if (alias.name === "*") {
      starImport(interp, load(), s, frame);
      continue;
    }
    bindImport(interp, alias.asname ?? alias.name, frame, () => {
      const m = load();
      if (m instanceof Unknown) {
        const sub = full === null ? undefined : importFor(interp, `${full}.${alias.name}`, frame);
        return sub instanceof ModuleValue ? sub : m.anew();
      }
      const v = interp.lookupAttr(m, alias.name);
      if (v !== undefined) return v;
      const sub = full === null ? undefined : importFor(interp, `${full}.${alias.name}`, frame);
      if (sub instanceof ModuleValue) return sub;
      if (!m.loaded) return new NotYet(`'${alias.name}' is imported in a circle`, s);
      if (m.path === null ? m.lazy !== null : m.path.startsWith("<")) return new Unmodelled(`${full}.${alias.name}`, s);
      // What a package lacks may be built when it is installed (an extension in C++), unless it is a slip of the pen.
      if (m.isPackage && nearest(alias.name, m.globals.keys()).every((n) => alias.name.startsWith(`${n}_`))) return new NotInstalled(`${full}.${alias.name}`);
      throw interp.raise("ImportError", `cannot import name '${alias.name}' from '${m.name}' (${m.path})`, s, { rule: "import" });
    }, s);
  }
}

function starImport(interp: Interp, m: ModuleValue | Unknown, s: ImportFrom, frame: Frame): void {
  if (m instanceof Unknown) {
    if (asksWhetherImportWorks(interp) && !(m instanceof Unmodelled) && !mayBeInstalled(interp, m, frame)) throw interp.raise("ModuleNotFoundError", m.reason, s);
    frame.env.openFor = `${s.module || "a module"}, which is not known`;
    return;
  }
  const all = m.globals.get("__all__");
  const items = all === undefined ? null : interp.iterate(all, null);
  // What the module has of one that is not known, it passes on.
  if (items === null && m.globals.openFor !== null) frame.env.openFor ??= m.globals.openFor;
  const names = Array.isArray(items) ? (items as readonly Value[]).filter((n): n is string => typeof n === "string") : [...m.globals.keys()].filter((n) => !n.startsWith("_"));
  for (const name of names) {
    const v = m.globals.get(name) ?? interp.lookupAttr(m, name);
    // What that module is only about to import, it does not give yet.
    if (v !== undefined && !(v instanceof LazyImport && v.busy)) frame.env.set(name, v);
  }
  if (m.lazy && !Array.isArray(items)) for (const [name, v] of interp.publicNames(m)) frame.env.set(name, v);
}

// ---------------------------------------------------------------- match

function matchStatement(interp: Interp, s: Match, frame: Frame): Completion {
  const subject = evaluate(interp, s.subject, frame);
  for (const c of s.cases) {
    const fits = matches(interp, c.pattern, subject, frame);
    if (fits === undefined) return matchUnknown(interp, s, frame);
    if (!fits) continue;
    if (c.guard) {
      const guard = evaluateCondition(interp, c.guard, frame);
      if (guard === false) continue;
      if (guard !== true) return matchUnknown(interp, s, frame);
    }
    return execute(interp, c.body, frame);
  }
  return NORMAL;
}

/** A match that cannot be decided: any case may be taken. */
function matchUnknown(interp: Interp, s: Match, frame: Frame): Completion {
  return forkStatements(interp, frame, [...s.cases.map((c) => ({ assume: null, run: () => execute(interp, c.body, frame) })), { assume: null, run: () => NORMAL as Completion }]);
}

function matches(interp: Interp, p: Pattern, v: Value, frame: Frame): boolean | undefined {
  switch (p.kind) {
    case "MatchValue":
      return interp.equal(v, evaluate(interp, p.value, frame));
    case "MatchSingleton":
      return v instanceof Unknown ? undefined : v === p.value;
    case "MatchAs": {
      const fits = p.pattern ? matches(interp, p.pattern, v, frame) : true;
      if (fits && p.name) bindName(interp, p.name, v, frame);
      return fits;
    }
    case "MatchOr": {
      for (const q of p.patterns) {
        const fits = matches(interp, q, v, frame);
        if (fits !== false) return fits;
      }
      return false;
    }
    case "MatchStar":
      return true;
    case "MatchSequence": {
      if (v instanceof Unknown) return undefined;
      const items = v instanceof PyTuple ? v.items : v instanceof PyList && !v.unbounded ? v.items : null;
      if (!items) return false;
      const star = p.patterns.findIndex((q) => q.kind === "MatchStar");
      if (star < 0 ? items.length !== p.patterns.length : items.length < p.patterns.length - 1) return false;
      for (let i = 0; i < p.patterns.length; i++) {
        const q = p.patterns[i] as Pattern;
        if (q.kind === "MatchStar") {
          if (q.name) bindName(interp, q.name, new PyList(items.slice(star, items.length - (p.patterns.length - 1 - star))), frame);
          continue;
        }
        const at = star >= 0 && i > star ? items.length - (p.patterns.length - i) : i;
        const fits = matches(interp, q, items[at] as Value, frame);
        if (fits !== true) return fits;
      }
      return true;
    }
    case "MatchMapping": {
      if (v instanceof Unknown) return undefined;
      if (!(v instanceof PyDict)) return false;
      const rest = new PyDict();
      for (const e of v.entries.values()) rest.set(e.key, e.value);
      for (let i = 0; i < p.keys.length; i++) {
        const key = evaluate(interp, p.keys[i] as Expr, frame);
        const item = v.get(key);
        if (item === undefined) return false;
        rest.delete(key);
        const fits = matches(interp, p.patterns[i] as Pattern, item, frame);
        if (fits !== true) return fits;
      }
      if (p.rest) bindName(interp, p.rest, rest, frame);
      return true;
    }
    case "MatchClass": {
      const cls = evaluate(interp, p.cls, frame);
      const is = interp.isinstance(v, cls);
      if (is !== true) return is;
      const names = interp.lookupAttr(cls, "__match_args__");
      const order = names instanceof PyTuple ? names.items : [];
      const pairs: [string, Pattern][] = p.kwdAttrs.map((k, i) => [k, p.kwdPatterns[i] as Pattern]);
      for (let i = 0; i < p.patterns.length; i++) {
        const name = order[i];
        if (typeof name === "string") pairs.push([name, p.patterns[i] as Pattern]);
        else {
          const fits = matches(interp, p.patterns[i] as Pattern, v, frame);
          if (fits !== true) return fits;
        }
      }
      for (const [name, q] of pairs) {
        const item = interp.lookupAttr(v, name);
        if (item === undefined) return false;
        const fits = matches(interp, q, item, frame);
        if (fits !== true) return fits;
      }
      return true;
    }
  }
}
