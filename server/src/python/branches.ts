/** `if`: branches that are decided, taken both ways, or that an argument decides which nobody gave. */
import { not as notCond } from "../dims/index.ts";
import type { Expr, If, Stmt } from "../syntax/ast.ts";
import { walk } from "../syntax/walk.ts";
import { isCommandLine } from "./commandLine.ts";
import { PyRaise } from "./errors.ts";
import { evaluateCondition } from "./evaluate.ts";
import type { Completion, Frame, Interp } from "./interp.ts";
import { forkStatements } from "./join.ts";
import { narrow } from "./narrowing.ts";
import { keep, mark, takeBack } from "./trail.ts";
import { namesLeftAt, namesLeftNone } from "./assign.ts";
import { NoneUnlessGiven, Unknown } from "./values.ts";
import { bindName, execute } from "./execute.ts";

export function ifStatement(interp: Interp, s: If, frame: Frame): Completion {
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
  for (const name of namesIn(test)) {
    const v = frame.env.get(name);
    if (v instanceof NoneUnlessGiven && v.name !== null) return v;
  }
  return null;
}

const namesOf = new WeakMap<Expr, readonly string[]>();

/** The names in a condition, which is asked again and again. */
function namesIn(test: Expr): readonly string[] {
  let names = namesOf.get(test);
  if (names === undefined) {
    const found = new Set<string>();
    walk(test, (n) => {
      if (n.kind === "Name") found.add(n.id);
    });
    names = [...found];
    namesOf.set(test, names);
  }
  return names;
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
export function asksCommandLine(interp: Interp, test: Expr): boolean {
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
