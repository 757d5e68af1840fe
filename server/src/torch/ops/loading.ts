/** What the loaders of `torch.utils.data`, which are bundled Python, tell of the batches that they make. */
import { numberOf } from "../../python/builtins/numbers.ts";
import { PyList, PyTuple, type Value } from "../../python/values.ts";
import { defineOp } from "../define.ts";
import { Tensor } from "../tensor.ts";

/** Tells a batch of labels how far those of all items go. */
defineOp({
  name: "_reaching",
  forms: ["torch.utils.data._reaching"],
  signature: "batch, labels",
  rule: (_c, a) => {
    const batch = a.tensor("batch");
    const labels = a.value("labels");
    const items = labels instanceof PyList || labels instanceof PyTuple ? labels.items.map(labelOf) : [];
    const known = items.filter((x): x is number => x !== undefined && Number.isFinite(x));
    if (known.length === items.length && known.length > 0) batch.reach = { least: Math.min(...known), most: Math.max(...known), drawn: false };
    return batch;
  },
});

function labelOf(v: Value): number | undefined {
  return v instanceof Tensor ? v.data?.[0] : numberOf(v);
}
