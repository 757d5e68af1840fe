/** What a program fails at with the defaults of its command line, and perhaps not with other arguments. */
import { isCommandLine } from "../python/commandLine.ts";
import type { Problem } from "../python/problem.ts";
import { PyBigInt, PyDict, PyFloat, PyList, PyTuple, type Value } from "../python/values.ts";
import type { Diagnostic } from "./diagnostics.ts";
import type { Entry } from "./entries.ts";

/** What other values may be all that it takes; laws about tensors are no such thing, since a program is run with its defaults too. */
const OF_VALUES: ReadonlySet<string> = new Set(["argument-count", "argument-name", "assertion", "raised", "unknown-attribute", "index-out-of-range", "unknown-key", "invalid-call", "operand-type", "not-iterable", "not-callable", "unpack", "undefined-name", "arithmetic"]);

/** What is said of a failure that other arguments may not have. */
export const BY_DEFAULT = "so with the command line's defaults; with other arguments it may not fail";

/** Whether an error is about numbers, texts and what is made of them alone. */
export function isOfPlainValues({ severity, problem }: Diagnostic): boolean {
  if (severity !== "error" || problem === null || !OF_VALUES.has(problem.rule) || isWritten(problem)) return false;
  return (isEvaluated(problem) || problem.node?.unit.path.startsWith("<") !== true) && problem.subjects.every((v) => isPlain(v, 0));
}

/** Whether it is a name that the program's text has, rather than one in a text that is evaluated. */
function isWritten(p: Problem): boolean {
  return p.rule === "undefined-name" && p.node?.kind === "Name" && !isEvaluated(p);
}

/** Whether it fails in a text that `eval` or `exec` is given. */
function isEvaluated({ node }: Problem): boolean {
  return node?.unit.path === "<eval>" || node?.unit.path === "<exec>";
}

function isPlain(v: Value, depth: number): boolean {
  if (v === null || typeof v !== "object" || v instanceof PyFloat || v instanceof PyBigInt) return true;
  if (depth > 3) return false;
  if (v instanceof PyList || v instanceof PyTuple) return v.items.every((x) => isPlain(x, depth + 1));
  return v instanceof PyDict && [...v.entries.values()].every(({ value }) => isPlain(value, depth + 1));
}

/** Whether an entry came by what argparse read. */
export function readsCommandLine(entry: Entry): boolean {
  for (const values of entry.trace.values.values()) if (values.some(isCommandLine)) return true;
  return false;
}
