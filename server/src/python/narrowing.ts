/** What an undecided condition says of a name on either side of it. */
import type { Expr } from "../syntax/ast.ts";
import { PyRaise } from "./errors.ts";
import { evaluate } from "./evaluate.ts";
import type { Frame, Interp } from "./interp.ts";
import { joinValues } from "./join.ts";
import { Alt, PyTuple, Unknown, type Value } from "./values.ts";

/** Runs one side of a branch with the names that its condition asks about narrowed to what they may be there. */
export function narrowed<T>(interp: Interp, test: Expr, positive: boolean, frame: Frame, run: () => T): T {
  const before = narrow(interp, test, positive, frame);
  const result = run();
  // After the branch the name is what it was: only what the side itself binds stays.
  for (const [name, { was, made }] of before) if (frame.env.get(name) === made) frame.env.set(name, was);
  return result;
}

/** Narrows the names for the rest of a side, which goes on after the statement where the other side does not; gives what they were. */
export function narrow(interp: Interp, test: Expr, positive: boolean, frame: Frame): ReadonlyMap<string, { readonly was: Value; readonly made: Value }> {
  const before = new Map<string, { was: Value; made: Value }>();
  if (frame.env.isClass) return before;
  for (const claim of claims(interp, test, positive, frame)) {
    const was = frame.env.get(claim.name);
    if (was === undefined || before.has(claim.name)) continue;
    const made = claim.narrow(was);
    if (made === undefined) continue;
    before.set(claim.name, { was, made });
    frame.env.set(claim.name, made);
    if (was instanceof Alt) alongside(was, made, frame, before);
  }
  return before;
}

/** Narrows the other names whose values were decided with one that is narrowed, to what comes with what is left of it. */
function alongside(was: Alt, made: Value, frame: Frame, before: Map<string, { was: Value; made: Value }>): void {
  const left = made instanceof Alt ? made.options : [made];
  const ways = new Set(was.options.flatMap((option, i) => (left.includes(option) ? [...(was.ways[i] ?? [])] : [])));
  for (const [name, v] of [...frame.env.map]) {
    if (!(v instanceof Alt) || v.fork !== was.fork || before.has(name)) continue;
    const kept = v.options.flatMap((option, i) => ([...(v.ways[i] ?? [])].some((way) => ways.has(way)) ? [{ option, ways: v.ways[i] ?? new Set<number>() }] : []));
    const [first] = kept;
    if (first === undefined || kept.length === v.options.length) continue;
    const rest = kept.length === 1 ? first.option : new Alt(kept.map((k) => k.option), { fork: v.fork, ways: kept.map((k) => k.ways) });
    before.set(name, { was: v, made: rest });
    frame.env.set(name, rest);
  }
}

interface Claim {
  readonly name: string;
  /** undefined: nothing to narrow. */
  readonly narrow: (v: Value) => Value | undefined;
}

function* claims(interp: Interp, test: Expr, positive: boolean, frame: Frame): Generator<Claim> {
  if (test.kind === "UnaryOp" && test.op === "not") yield* claims(interp, test.operand, !positive, frame);
  else if (test.kind === "BoolOp" && (test.op === "and") === positive) for (const part of test.values) yield* claims(interp, part, positive, frame);
  else if (test.kind === "Name") yield { name: test.id, narrow: (v) => pick(v, (o) => interp.truth(o) !== !positive) };
  else if (test.kind === "Compare" && test.ops.length === 1 && test.left.kind === "Name" && (test.ops[0] === "is" || test.ops[0] === "is not") && isNone(test.comparators[0])) {
    const wanted = (test.ops[0] === "is") === positive;
    yield { name: test.left.id, narrow: (v) => pick(v, (o) => o instanceof Unknown || (o === null) === wanted) };
  } else if (test.kind === "Call" && test.func.kind === "Name" && test.func.id === "isinstance") {
    const [subject, asked] = test.args;
    if (subject?.kind !== "Name" || !asked || test.args.length !== 2) return;
    const cls = quiet(interp, asked, frame);
    if (cls !== undefined) yield { name: subject.id, narrow: (v) => instance(interp, v, cls, positive) };
  }
}

function isNone(e: Expr | undefined): boolean {
  return e?.kind === "Constant" && e.value.type === "None";
}

function quiet(interp: Interp, e: Expr, frame: Frame): Value | undefined {
  try {
    return interp.quietly(() => evaluate(interp, e, frame));
  } catch (error) {
    if (!(error instanceof PyRaise)) throw error;
    return undefined;
  }
}

/** Those of several values that fit. */
function pick(v: Value, fits: (option: Value) => boolean): Value | undefined {
  if (!(v instanceof Alt)) return undefined;
  const kept = v.options.filter(fits);
  return kept.length > 0 && kept.length < v.options.length ? joinValues(kept) : undefined;
}

/** What is an instance of a class that nobody sees is something else than we took it for. */
function instance(interp: Interp, v: Value, cls: Value, positive: boolean): Value | undefined {
  const some = pick(v, (o) => interp.isinstance(o, cls) !== !positive);
  if (some !== undefined || !positive || v instanceof Unknown || !hasUnseen(cls)) return some;
  return interp.isinstance(v, cls) === undefined ? new Unknown("an instance of a class that is not known") : undefined;
}

function hasUnseen(cls: Value): boolean {
  return cls instanceof Unknown || (cls instanceof PyTuple && cls.items.some(hasUnseen)) || (cls instanceof Alt && cls.options.some(hasUnseen));
}
