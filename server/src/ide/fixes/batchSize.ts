/** A batch that a view changed before the loss: `view(-1, K)` kept no batch. */
import type { Tensor } from "../../torch/tensor.ts";
import type { Candidate } from "./edit.ts";
import type { Fault } from "./fault.ts";
import { keepsBatch, ofInput, withLayer } from "./viewSizes.ts";

export function* batchSize(f: Fault): Generator<Candidate> {
  if (f.rule !== "loss-target" && f.rule !== "broadcast" && f.rule !== "batch-folded" && f.rule !== "cat-sizes" && f.rule !== "linear-in-features") return;
  for (const t of f.tensors) {
    for (const step of historyOf(t)) {
      const node = step.from?.node;
      if (node?.kind !== "Call" || !step.from?.recorded) continue;
      yield* ofInput(f, node);
      yield* keepsBatch(f, node);
      yield* withLayer(f, node, historyOf(t).map((h) => h.from?.module ?? null));
    }
  }
}

/** A tensor and those it was made of, newest first. */
export function historyOf(t: Tensor): readonly Tensor[] {
  const out: Tensor[] = [];
  for (let at: Tensor | undefined = t; at && out.length < 60; at = at.from?.inputs[0]) out.push(at);
  return out;
}
