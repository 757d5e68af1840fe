/** The builtin functions that see the variables of their caller. */
import type { Node } from "../../syntax/ast.ts";
import { parse } from "../../syntax/parser.ts";
import { evaluate } from "../evaluate.ts";
import { execute } from "../execute.ts";
import type { Frame, Interp } from "../interp.ts";
import { type NativeFunction, PyDict, PyList, Unknown, type Value } from "../values.ts";
import { LiveDict } from "./attributes.ts";
import { natives, type NativeTable } from "./native.ts";
import { stringOf } from "./numbers.ts";

/** What the functions are where no caller's variables can be seen: through `map`, say. */
const table: NativeTable = {
  "locals()": (c) => c.stuck("the local variables"),
  "globals()": (c) => {
    const module = c.interp.site?.callee?.module;
    return module ? new LiveDict(module.globals) : c.stuck("the global variables");
  },
  "eval(source, globals=None, locals=None, /)": (c) => c.stuck("the value of an evaluated text"),
  "exec(source, globals=None, locals=None, /)": (_c, _source, scope) => {
    mayBind(scope ?? null);
    return null;
  },
};

export const frameFunctions: Readonly<Record<string, NativeFunction>> = natives(table);

/** Calls a function of this file from a frame; undefined where it needs none. */
export function callWithFrame(
  interp: Interp,
  fn: Value,
  args: readonly Value[],
  frame: Frame,
  node: Node,
): Value | undefined {
  if (fn === frameFunctions.locals) return locals(frame);
  if (fn === frameFunctions.globals) return new LiveDict(frame.module.globals);
  if (fn === frameFunctions.eval) return evalText(interp, args, frame, node);
  if (fn === frameFunctions.exec) return execText(interp, args, frame);
  const bare = args.length === 0 ? interp.builtins : undefined;
  if (bare && fn === bare.get("vars")) return locals(frame);
  if (bare && fn === bare.get("dir")) return new PyList([...frame.env.keys()].sort());
  return undefined;
}

function locals(frame: Frame): Value {
  if (frame.env === frame.module.globals) return new LiveDict(frame.env);
  const names = PyDict.of([...frame.env.entries()]);
  if (frame.env.openFor !== null) mayBind(names);
  return names;
}

/** Evaluates an expression given as text; what it says is not recorded, having no place in a file. */
function evalText(interp: Interp, args: readonly Value[], frame: Frame, node: Node): Value {
  const [source, scope] = args;
  const text = source === undefined ? undefined : stringOf(source);
  if (text === undefined || (scope !== undefined && scope !== null && !(scope instanceof LiveDict)))
    return new Unknown("the value of an evaluated text", node);
  const module = parse("<eval>", text.trim());
  const statement = module.units[0]?.body[0];
  if (module.problems.length > 0 || module.units.length !== 1 || statement?.kind !== "Expr")
    return new Unknown("a text that is not one expression", node);
  return interp.quietly(() => evaluate(interp, statement.value, frame));
}

/** Runs statements given as text among the caller's variables. Text that is not known may bind any name. */
function execText(interp: Interp, args: readonly Value[], frame: Frame): Value {
  const [source, scope = null] = args;
  const text = source === undefined ? undefined : stringOf(source);
  const module = text === undefined ? undefined : parse("<exec>", text);
  const isOwn = scope === null || (scope instanceof LiveDict && scope.names === frame.module.globals);
  if (!module || module.problems.length > 0 || !isOwn) {
    if (scope === null) frame.module.globals.openFor = frame.env.openFor = "code that is run by exec";
    else mayBind(scope);
    return null;
  }
  const within: Frame = scope === null ? frame : { ...frame, env: frame.module.globals };
  interp.quietly(() => {
    for (const unit of module.units) execute(interp, unit.body, within);
  });
  return null;
}

/** After code that nobody sees ran with a dict as its variables, the dict may hold anything. */
function mayBind(scope: Value): void {
  if (scope instanceof PyDict) scope.admit(new Unknown("code that is run by exec"));
}
