/** Grey pictures for a network that takes colours: their one channel three times. */
import type { Candidate } from "./edit.ts";
import { type Fault, shapeOf } from "./fault.ts";
import { withMethod } from "./wrap.ts";

export function* greyChannel(f: Fault): Generator<Candidate> {
  const [input] = f.tensors;
  const shape = shapeOf(input ?? null);
  if (f.rule !== "conv-in-channels" || f.diagnostic.argument || !input || shape?.length !== 4 || shape[1] !== 1 || !/expected 3 input channels/.test(f.problem.law)) return;
  for (const given of f.givers(input)) yield withMethod(f, given, ".repeat(1, 3, 1, 1)");
}
