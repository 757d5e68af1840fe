/** A view of a tensor whose memory is in another order: `reshape`, or `contiguous()` before it. */
import type { Candidate } from "./edit.ts";
import type { Fault } from "./fault.ts";

export function* contiguity(f: Fault): Generator<Candidate> {
  const func = f.call?.func;
  if (f.rule !== "view-contiguity" || func?.kind !== "Attribute" || func.attr !== "view") return;
  yield { title: "Change view to reshape", edits: [f.replaceSpan(func, func.attrStart, func.end, "reshape")] };
  yield { title: "Insert .contiguous() before it", edits: [f.after(func.value, ".contiguous()")] };
}
