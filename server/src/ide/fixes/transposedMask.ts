/** A padding mask with its sequence first: (batch, source length) is wanted. */
import type { Candidate } from "./edit.ts";
import { type Fault, shapeOf } from "./fault.ts";
import { untransposed } from "./products.ts";
import { withMethod } from "./wrap.ts";

export function* transposedMask(f: Fault): Generator<Candidate> {
  if (f.rule !== "attention-mask") return;
  for (const k of f.call?.keywords ?? []) {
    const shape = shapeOf(f.tensor(k.value));
    if (!k.arg?.endsWith("mask") || shape?.length !== 2 || shape[0] === shape[1]) continue;
    yield* untransposed(f, k.value);
    yield withMethod(f, k.value, ".t()");
  }
}
