/** What `backward()` frees: the values that operators saved for it. A graph that lacks them cannot be gone through again. */
import { touch } from "../python/trail.ts";
import { requiresGradient } from "./gradient.ts";
import type { Tensor } from "./tensor.ts";

/** Operators and layers that save for their gradients what they were given, or what they gave. */
const SAVING: ReadonlySet<string> = new Set(
  "linear bilinear matmul mm bmm addmm baddbmm einsum conv1d conv2d conv3d conv_transpose1d conv_transpose2d conv_transpose3d max_pool1d max_pool2d embedding relu sigmoid tanh gelu silu leaky_relu elu softplus softmax log_softmax exp log sqrt batch_norm layer_norm group_norm instance_norm lstm gru rnn_tanh rnn_relu lstm_cell gru_cell scaled_dot_product_attention mse_loss cross_entropy cross_entropy_loss nll_loss binary_cross_entropy binary_cross_entropy_with_logits smooth_l1_loss huber_loss kl_div LSTM GRU RNN LSTMCell GRUCell RNNCell MultiheadAttention".split(" "),
);

/** A graph of so many results is not gone through. */
const MOST_RESULTS = 20_000;

/** Results that need gradients, from a tensor back to the leaves. */
function resultsOf(outputs: readonly Tensor[]): ReadonlySet<Tensor> {
  const seen = new Set<Tensor>();
  const open = [...outputs];
  for (let t = open.pop(); t && seen.size < MOST_RESULTS; t = open.pop()) {
    if (seen.has(t) || t.from === null || !t.hasHistory || requiresGradient(t) !== true) continue;
    seen.add(t);
    open.push(...t.from.inputs);
  }
  return seen;
}

/** A result on the way whose operator's saved values are gone; null: there is none for sure. */
export function freedWithin(outputs: readonly Tensor[]): Tensor | null {
  for (const t of resultsOf(outputs)) if (t.isFreed && t.from && SAVING.has(t.from.op)) return t;
  return null;
}

/** Notes that the values saved on the way to these are gone. */
export function free(outputs: readonly Tensor[]): void {
  for (const found of resultsOf(outputs)) {
    for (const t of found.from?.results ?? [found]) {
      if (t.isFreed) continue;
      touch(t);
      t.isFreed = true;
    }
  }
}
