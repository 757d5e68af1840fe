/** `backward()` of several losses: their mean. */
import type { Candidate } from "./edit.ts";
import type { Fault } from "./fault.ts";

export function* backwardScalar(f: Fault): Generator<Candidate> {
  const func = f.call?.func;
  if (f.rule !== "backward-scalar" || func?.kind !== "Attribute") return;
  for (const reduction of ["mean", "sum"]) yield { title: `Take the ${reduction} before it: .${reduction}()`, edits: [f.after(func.value, `.${reduction}()`)] };
}
