/** `batches.next()`, as Python 2 had it: `next(batches)`. */
import type { Candidate } from "./edit.ts";
import type { Fault } from "./fault.ts";

export function* nextItem(f: Fault): Generator<Candidate> {
  const attribute = f.rule === "unknown-attribute" && f.node?.kind === "Attribute" && f.node.attr === "next" ? f.node : null;
  const call = attribute && f.parent(attribute);
  if (call?.kind !== "Call" || call.func !== attribute || call.args.length + call.keywords.length > 0) return;
  const iterator = f.text(attribute.value);
  yield { title: `Call next(${iterator})`, edits: [f.replace(call, `next(${iterator})`)] };
}
