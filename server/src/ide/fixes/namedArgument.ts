/** What the message itself says is lacking: a keyword argument, or the parentheses of a call. */
import { BoundMethod } from "../../python/values.ts";
import type { Candidate } from "./edit.ts";
import type { Fault } from "./fault.ts";

export function* namedArgument(f: Fault): Generator<Candidate> {
  const { call } = f;
  if (!call) return;
  const said = /pass `?(\w+)=(True|False)`?|`?(\w+)=(True|False)`? to \w+|requires? the (\w+) parameter/.exec(`${f.problem.law} ${f.problem.message}`);
  const name = said?.[1] ?? said?.[3] ?? said?.[5];
  if (name !== undefined && !call.keywords.some((k) => k.arg === name)) {
    const text = `${name}=${said?.[2] ?? said?.[4] ?? "True"}`;
    const last = [...call.args, ...call.keywords.map((k) => k.value)].at(-1);
    if (last) yield { title: `Add ${text}`, edits: [f.after(last, `, ${text}`)] };
  }
  if (!/'(builtin_function_or_)?method'/.test(f.problem.message)) return;
  for (const e of [...call.args, ...call.keywords.map((k) => k.value)]) {
    if (e.kind === "Attribute" && f.values(e).some((v) => v instanceof BoundMethod)) yield { title: `Change ${f.text(e)} to ${f.text(e)}()`, edits: [f.after(e, "()")] };
  }
}
