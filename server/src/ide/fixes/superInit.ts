/** `super().__init__()` before the first layer. */
import type { Candidate } from "./edit.ts";
import type { Fault } from "./fault.ts";

export function* superInit(f: Fault): Generator<Candidate> {
  if (f.rule !== "module-init" || !f.node) return;
  const init = f.functionAround(f.node);
  const first = init?.body[0];
  if (init?.name !== "__init__" || !first) return;
  const isDocstring = first.kind === "Expr" && first.value.kind === "Constant" && first.value.value.type === "str";
  yield { title: "Insert super().__init__()", edits: [isDocstring ? f.lineAfter(first, "super().__init__()") : f.lineBefore(first, "super().__init__()")] };
}
