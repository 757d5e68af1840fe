/** A recurrent or attention layer that takes the batch in another place than it is given: `batch_first=True`. */
import type { Instance } from "../../python/values.ts";
import { historyOf } from "./batchSize.ts";
import type { Candidate } from "./edit.ts";
import type { Fault } from "./fault.ts";
import { withNumber } from "./padding.ts";

const FAMILIES = /^(LSTM|GRU|RNN|MultiheadAttention|TransformerEncoderLayer|TransformerDecoderLayer|Transformer)$/;

export function* batchFirst(f: Fault): Generator<Candidate> {
  const layers = new Set<Instance>();
  if (f.failingLayer) layers.add(f.failingLayer);
  for (const t of f.tensors) for (const s of historyOf(t)) if (s.from?.module) layers.add(s.from.module);
  for (const layer of layers) {
    const call = layer.site?.node;
    if (!FAMILIES.test(layer.cls.name) || !layer.site?.recorded || call?.kind !== "Call") continue;
    if (call.keywords.some((k) => k.arg === "batch_first" && k.value.kind === "Constant" && k.value.value.type === "bool" && k.value.value.value)) continue;
    yield* withNumber(f, layer, call, "batch_first", "True");
  }
}
