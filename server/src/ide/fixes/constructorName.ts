/** `__init__` for a constructor whose name is misspelt. */
import type { Candidate } from "./edit.ts";
import type { Fault } from "./fault.ts";

export function* constructorName(f: Fault): Generator<Candidate> {
  const { cause } = f.problem;
  if (cause?.kind === "FunctionDef") yield { title: `Change ${cause.name} to __init__`, edits: [f.replaceSpan(cause, cause.nameStart, cause.nameEnd, "__init__")] };
}
