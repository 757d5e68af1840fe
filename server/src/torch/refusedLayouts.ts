/** Operators on dense tensors that are given a sparse one: which refuse it in the same words whatever else they are given, recorded from PyTorch (`layouts.ts`). */
import type { Value } from "../python/values.ts";
import { REFUSED_LAYOUTS } from "./layouts.ts";
import type { OpContext } from "./op.ts";
import { cannotRun } from "./ops/backend.ts";
import { isCpu } from "./ops/promotion.ts";
import { sparseOf } from "./ops/sparseLayout.ts";
import { Tensor } from "./tensor.ts";

/** Layout → operator → what it says. Made by the first sparse tensor. */
let tables: ReadonlyMap<string, ReadonlyMap<string, string>> | null = null;

function read(): ReadonlyMap<string, ReadonlyMap<string, string>> {
  return new Map(Object.entries(REFUSED_LAYOUTS).map(([layout, messages]): [string, ReadonlyMap<string, string>] => [layout, new Map(Object.entries(messages).flatMap(([message, names]) => names.split(" ").map((name): [string, string] => [name, message])))]));
}

/** Raises where the first tensor that a call is given is sparse, the others are dense, and the operator takes none such. */
export function checkLayout(c: OpContext, name: string, args: readonly Value[]): void {
  const [lead] = args;
  if (!(lead instanceof Tensor)) return;
  const layout = sparseOf(lead)?.layout;
  if (layout === undefined || !isCpu(lead.device) || lead.dtype.category !== 2 || lead.shape === null || lead.shape.length === 0 || lead.shape.includes(0)) return;
  if (c.subjects.some((t) => t !== lead && sparseOf(t) !== undefined)) return;
  tables ??= read();
  const message = tables.get(layout)?.get(name);
  if (message === undefined) return;
  const [op, backend, kernels] = message.startsWith("aten::") ? message.slice("aten::".length).split("|") : [];
  if (op !== undefined && backend !== undefined && kernels !== undefined) cannotRun(c, op, kernels, backend);
  const at = message.indexOf(": ");
  c.fail(message.slice(0, at), message.slice(at + 2), { rule: "argument-value", law: () => `${c.op}: takes a dense tensor` });
}
