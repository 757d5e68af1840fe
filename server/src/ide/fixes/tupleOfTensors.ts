/** A method that a tuple of tensors lacks, and its items have: an LSTM's state is two of them. */
import { PyTuple } from "../../python/values.ts";
import { Tensor } from "../../torch/tensor.ts";
import type { Candidate } from "./edit.ts";
import type { Fault } from "./fault.ts";

export function* tupleOfTensors(f: Fault): Generator<Candidate> {
  if (f.rule !== "unknown-attribute" || f.node?.kind !== "Attribute" && f.node?.kind !== "Call") return;
  const attribute = f.node.kind === "Call" ? f.node.func : f.node;
  if (attribute.kind !== "Attribute") return;
  const tuple = f.values(attribute.value).find((v): v is PyTuple => v instanceof PyTuple);
  const call = f.node.kind === "Call" ? f.node : f.parent(attribute);
  if (!tuple || call?.kind !== "Call" || call.func !== attribute || tuple.items.length === 0 || !tuple.items.every((v) => v instanceof Tensor)) return;
  const item = /\bs\b/.test(f.text(call)) ? "item" : "s";
  const text = `tuple(${item}${f.unitText(attribute.value, call).slice(f.text(attribute.value).length)} for ${item} in ${f.text(attribute.value)})`;
  yield { title: `Change it to ${text}`, edits: [f.replace(call, text)] };
}
