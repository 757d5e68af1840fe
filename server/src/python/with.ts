/** `with`: what stands in it runs between entering its managers and leaving them, and a manager may end what it raises. */
import type { Expr, Stmt, With } from "../syntax/ast.ts";
import { walk } from "../syntax/walk.ts";
import { assign } from "./assign.ts";
import { PyRaise } from "./errors.ts";
import { evaluate } from "./evaluate.ts";
import { execute } from "./execute.ts";
import { between } from "./generatorLoop.ts";
import { type Completion, type Frame, type Interp, NORMAL } from "./interp.ts";
import { ClassValue, FunctionValue, Instance, NO_KWARGS, PyIterator, PyTuple, Unknown, type Value } from "./values.ts";

/** Runs a `with` statement from one of its items on. */
export function withStatement(interp: Interp, s: With, frame: Frame, at = 0): Completion {
  const item = s.items[at];
  if (!item) return execute(interp, s.body, frame);
  const body = (): Completion => withStatement(interp, s, frame, at + 1);
  const manager = evaluate(interp, item.context, frame);
  const generator = generatorOf(manager);
  if (generator) return withinGenerator(interp, generator, item.target, frame, body);
  const enter = manager instanceof Unknown ? undefined : interp.lookupAttr(manager, "__enter__");
  const value = enter === undefined ? (manager instanceof Unknown ? manager : new Unknown("what the context manager gives is not known", item.context)) : interp.call(enter, [], NO_KWARGS, item.context);
  if (item.target) assign(interp, item.target, value, frame);
  const leave = (raised: readonly Value[]): Value => {
    const exit = manager instanceof Unknown ? undefined : interp.lookupAttr(manager, "__exit__");
    return exit === undefined ? null : interp.call(exit, raised, NO_KWARGS, s);
  };
  const ended = endedBy(manager);
  const mayEnd = ended === null || ended.length > 0;
  const { site, recording, handlers } = interp;
  const { length: depth } = handlers;
  if (mayEnd) handlers.push(ended);
  let code: Completion;
  try {
    code = isFollowed(manager) ? body() : interp.unawares(body);
  } catch (e) {
    if (!(e instanceof PyRaise)) throw e;
    handlers.length = depth;
    interp.site = site;
    interp.recording = recording;
    const result = leave([e.value.cls, e.value, null]);
    if (mayEnd && interp.truth(result, s) !== false) return NORMAL;
    throw e;
  } finally {
    handlers.length = depth;
  }
  leave([null, null, null]);
  return code;
}

/** The classes of what a manager may end that is raised under it; null: any. */
function endedBy(manager: Value): readonly ClassValue[] | null {
  if (!(manager instanceof Instance)) return [];
  if (manager.cls.lookup("__suppresses__") === true) {
    const classes = manager.attrs.get("exceptions");
    return classes instanceof PyTuple && classes.items.every((c) => c instanceof ClassValue) ? (classes.items as readonly ClassValue[]) : null;
  }
  if (manager.attrs.get("swallows") === true && manager.cls.name === GENERATOR) return null;
  const exit = manager.cls.lookup("__exit__");
  return exit instanceof FunctionValue && exit.node.kind === "FunctionDef" && mayGiveTrue(exit.node.body) ? null : [];
}

const givesTrue = new WeakMap<readonly Stmt[], boolean>();

/** Whether a function's body returns anything but None and False. */
function mayGiveTrue(body: readonly Stmt[]): boolean {
  const known = givesTrue.get(body);
  if (known !== undefined) return known;
  let found = false;
  for (const s of body)
    walk(s, (n) => {
      if (n.kind === "Return" && n.value !== null && !isFalse(n.value)) found = true;
    });
  givesTrue.set(body, found);
  return found;
}

function isFalse(e: Expr): boolean {
  return e.kind === "Constant" && (e.value.type === "None" || (e.value.type === "bool" && !e.value.value));
}

const GENERATOR = "_GeneratorContextManager";

/** The generator of a context manager that yields in one place: what stands in the statement runs there. */
function generatorOf(manager: Value): PyIterator | null {
  if (!(manager instanceof Instance) || manager.cls.name !== GENERATOR) return null;
  const generator = manager.attrs.get("gen");
  return manager.attrs.get("once") === true && generator instanceof PyIterator && generator.canFollow ? generator : null;
}

/** Runs what a `with` holds where the generator yields, whose own `try` may catch what is raised. */
function withinGenerator(interp: Interp, generator: PyIterator, target: Expr | null, frame: Frame, run: () => Completion): Completion {
  const ends: Completion[] = [];
  between(interp, generator, "raises there", (value) => {
    if (target) assign(interp, target, value, frame);
    ends.push(run());
  });
  return ends.at(-1) ?? NORMAL;
}

/** Whether we see what a context manager does on entering; a generator is run to its end at once. */
function isFollowed(manager: Value): boolean {
  return manager instanceof Instance && manager.cls.lookup("__enter__") !== undefined && manager.cls.name !== GENERATOR;
}
