/** `for` and `while`: passes that are run one by one, and those that are taken together. */
import { type Dim, not as notCond } from "../dims/index.ts";
import type { Expr, For, Stmt, While } from "../syntax/ast.ts";
import { PyRaise } from "./errors.ts";
import { evaluate, evaluateCondition } from "./evaluate.ts";
import { BREAK, CONTINUE, type Completion, endless, type Frame, type Interp, NORMAL, RETURN } from "./interp.ts";
import { anyOf, drawnAnew, dropImpossible, type Exit, forkStatements, goOn, joinDeltas, leaveBy, resolvePending, widened } from "./join.ts";
import { Counting } from "./counting.ts";
import { between, leaves } from "./generatorLoop.ts";
import { Growth } from "./growth.ts";
import { Gathering, noteSampled } from "./samples.ts";
import { narrow } from "./narrowing.ts";
import { changesSince, type Delta, mark, takeBack } from "./trail.ts";
import { assign } from "./assign.ts";
import { Alt, PyIterator, PyList, PyTuple, Samples, Unbounded, Unknown, type Value } from "./values.ts";
import { bindName, execute } from "./execute.ts";

/** A loop whose length is not known runs at most so often before what still changes is unknown. */
const MOST_PASSES = 3;


export function forStatement(interp: Interp, s: For, frame: Frame): Completion {
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

export function whileStatement(interp: Interp, s: While, frame: Frame): Completion {
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
