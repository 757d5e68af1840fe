/** What happens to the batch: it is squeezed away, reduced, taken for a sequence, or compared with itself. */
import { type Dim, asSymbol, eq, isConst, printShape } from "../../dims/index.ts";
import type { ModuleCall } from "../../python/trace.ts";
import { PyTuple, type Value } from "../../python/values.ts";
import type { OpContext } from "../op.ts";
import { type Origin, ShapeVar, Tensor } from "../tensor.ts";
import { REARRANGING, callOf, here, isInForward, sourceOf, suspect } from "./suspect.ts";

/** `squeeze()` without a dimension where a batch of one would go too. */
export function checkSqueeze(c: OpContext, shape: readonly Dim[]): void {
  const [batch, ...rest] = shape;
  if (batch === undefined || !isInForward(c.interp.site) || !rest.includes(1)) return;
  if (isConst(batch) ? batch !== 1 || !areMaps(c.subjects[0], shape) : !isOfInput(batch)) return;
  const ones = rest.flatMap((d, i) => (d === 1 ? [i + 1] : []));
  suspect(c.interp, here(c.interp, c.node), {
    rule: "squeeze-batch",
    law: `squeeze: of ${printShape(shape)} also the batch goes where it holds one item`,
    reason: `name the dimension to drop: squeeze(${ones.length === 1 ? ones[0] : `(${ones.join(", ")})`})`,
    subjects: c.subjects,
  });
}

function isOfInput(batch: Dim): boolean {
  const origin = asSymbol(batch)?.info.origin;
  return origin instanceof ShapeVar && !origin.isUnseen;
}

/** Whether a tensor is a batch of what convolutions and pooling give: then its first dimension is the batch, be it one. */
function areMaps(t: unknown, shape: readonly Dim[]): boolean {
  if (!(t instanceof Tensor) || shape.length < 4) return false;
  const made = sourceOf(t, KEEPS_MAPS).from;
  return made !== null && /conv|pool/.test(made.op) && made.inputs[0]?.shape?.length === shape.length;
}

/** Operators that leave maps as they are. */
const KEEPS_MAPS: ReadonlySet<string> = new Set(["relu", "sigmoid", "tanh", "gelu", "silu", "dropout", "batch_norm", "contiguous", "add", "mul"]);

/** Operators that keep each item of a batch at its place in dim 0. */
const ITEMWISE: ReadonlySet<string> = new Set([
  "embedding", "linear", "dropout", "relu", "tanh", "sigmoid", "gelu", "layer_norm", "to", "float", "long", "contiguous", "cuda", "view", "reshape", "squeeze", "unsqueeze", "flatten", "conv1d", "conv2d", "max_pool1d", "max_pool2d", "batch_norm", "div", "mul", "sub", "add",
]);

/** A batch of a loader that a layer takes for the steps of a sequence. */
export function checkSequence(c: OpContext, input: Tensor, layer: string, layout: string): void {
  const shape = input.shape;
  if (shape?.length !== 3) return;
  const leaf = sourceOf(input, ITEMWISE);
  const batch = leaf.shape?.[0];
  if (!isLoaded(leaf) || batch === undefined || shape[0] !== batch || shape[1] === batch || batch === 1) return;
  suspect(c.interp, callOf(c.interp, c.node), {
    rule: "batch-as-sequence",
    law: `${layer}: expected ${layout} (batch_first is False), but dim 0 of ${printShape(shape)} is the batch of ${String(batch)} that the loader gives`,
    reason: "the items of a batch would be steps of one sequence: pass batch_first=True, or transpose(0, 1)",
    subjects: [input],
  });
}

/** Layers that go through a sequence, and how they take it where `batch_first` is False. */
const SEQUENCE_LAYERS: ReadonlyMap<string, string> = new Map([["TransformerEncoder", "(S, N, E)"], ["TransformerEncoderLayer", "(S, N, E)"], ["MultiheadAttention", "(L, N, E)"], ["LSTM", "(L, N, H_in)"], ["GRU", "(L, N, H_in)"], ["RNN", "(L, N, H_in)"]]);

/**
 * Results that a loss compares with one target a row, where a layer on the way took the rows for the steps of a
 * sequence, and the dimension that it took for the batch was reduced or picked from.
 */
export function checkRows(c: OpContext, input: unknown, target: unknown): void {
  if (!(input instanceof Tensor) || !(target instanceof Tensor) || !c.interp.recording) return;
  const rows = target.shape?.[0];
  if (rows === undefined || rows === 1 || target.shape?.length !== 1 || input.shape?.length !== 2 || input.shape[0] !== rows) return;
  let isReduced = false;
  let t: Tensor = input;
  for (let i = 0; i < 60 && t.from; i++) {
    const layer = isReduced && t.shape?.length === 3 ? takesBatchSecond(c, t) : null;
    if (layer) return tellRows(c, layer, t, rows);
    const { op, along } = t.from;
    const before: Tensor | undefined = t.from.inputs[0];
    if (before?.shape?.[0] !== rows) return;
    if (before.shape.length === t.shape?.length) {
      if (!KEEPS_ROWS.has(op)) return;
    } else if (before.shape.length === 3 && t.shape?.length === 2) {
      const isGone = along ? along.length === 1 && along[0] === 1 : op === "index" && before.shape[2] === t.shape[1] && before.shape[1] !== t.shape[1];
      if (!isGone || before.shape[1] === 1 || before.shape[1] === rows) return;
      isReduced = true;
    } else return;
    t = before;
  }
}

/** The call of a layer whose result this is, where that layer takes the batch in dim 1. */
function takesBatchSecond(c: OpContext, t: Tensor): ModuleCall | null {
  const call = c.interp.trace.calls.find((m) => SEQUENCE_LAYERS.has(m.module.cls.name) && m.node?.unit.path.startsWith("<") === false && (m.output === t || (m.output instanceof PyTuple && m.output.items[0] === t)));
  if (!call) return null;
  const attribute = (v: Value, name: string): Value => c.interp.lookupAttr(v, name) ?? null;
  const layers = attribute(call.module, "layers");
  const layer = layers === null ? call.module : c.interp.callMethod(layers, "__getitem__", [0], null);
  const takes = attribute(call.module.cls.name.startsWith("Transformer") ? attribute(layer, "self_attn") : layer, "batch_first");
  return takes === false ? call : null;
}

function tellRows(c: OpContext, call: ModuleCall, t: Tensor, rows: Dim): void {
  const { name } = call.module.cls;
  suspect(c.interp, { node: call.node, site: call.site, recorded: true }, {
    rule: "batch-as-sequence",
    law: `${name}: expected ${SEQUENCE_LAYERS.get(name) ?? ""} (batch_first is False), but dim 0 of ${printShape(t.shape ?? [])} is the batch: the loss has a target for each of its ${String(rows)} items`,
    reason: "the items of a batch would be steps of one sequence: pass batch_first=True, or transpose(0, 1)",
    subjects: [t],
  });
}

/** Operators that leave each row where it is. */
const KEEPS_ROWS: ReadonlySet<string> = new Set([...ITEMWISE, "silu", "elu", "leaky_relu", "batch_norm", "rms_norm", "clone", "detach", "softmax", "log_softmax"]);

/** Whether a loader put the tensor together. */
export function isLoaded(t: Tensor): boolean {
  const path = t.from?.node?.unit.path ?? "";
  return path.startsWith("<") && /torch.utils.data/.test(path);
}

const UNARY: ReadonlySet<string> = new Set(["gt", "ge", "lt", "le", "sigmoid", "tanh", "relu", "round", "float", "to", "detach", "cpu", "exp", "clamp", "softplus", "long", "int"]);

const KEPT: ReadonlySet<string> = new Set([...UNARY, ...REARRANGING]);

/** What follows scores item by item on the way to a loss. */
const SCORED: ReadonlySet<string> = new Set([...KEPT, "exp", "sub", "add", "clamp", "log_softmax", "softmax", "logsumexp"]);

/** A column of predictions (N, 1) against a row of targets (N,), or a row of predictions against a column: every one with every other. */
export function checkOuter(c: OpContext, a: unknown, b: unknown): void {
  const pair = outerPair(c, a, b);
  if (!pair) return;
  const { column, row } = pair;
  const made: Origin | null = sourceOf(column, UNARY).from;
  const rowOf = sourceOf(row, KEPT);
  const isPredicted = made?.op === "linear" || made?.op === "argmax" || made?.op === "gather";
  // Scores against themselves, or those of another layer, are pairs on purpose.
  const isOwn = isPredicted ? rowOf.from?.op === "linear" || rowOf === sourceOf(column, KEPT) : !(rowOf.from?.op === "linear" && isGiven(column));
  if (!isOwn) tellOuter(c, column, row);
}

/** Scores of a row times a column of numbers that nobody put upright for it: advantages, weights. */
export function checkOuterProduct(c: OpContext, a: unknown, b: unknown): void {
  const pair = outerPair(c, a, b);
  if (!pair) return;
  const { column, row } = pair;
  const rowOf = sourceOf(row, SCORED);
  const isPicked = rowOf.from?.op === "gather" && rowOf.from.inputs[0]?.shape?.length === 2;
  if (row.requiresGrad !== false && (isPicked || rowOf.from?.op === "linear") && isGiven(column)) tellOuter(c, column, row);
}

/** Two tensors of (N, 1) and (N,). */
function outerPair(c: OpContext, a: unknown, b: unknown): { readonly column: Tensor; readonly row: Tensor } | null {
  if (!(a instanceof Tensor) || !(b instanceof Tensor) || !c.interp.recording) return null;
  const [column, row] = a.shape?.length === 2 ? [a, b] : [b, a];
  const [n, one] = column.shape ?? [];
  const [m] = row.shape ?? [];
  if (column.shape?.length !== 2 || row.shape?.length !== 1 || n === undefined || m === undefined || c.known(eq(one ?? 0, 1)) !== true || c.known(eq(n, m)) !== true || n === 1) return null;
  return { column, row };
}

/** A column that was made or loaded as one: nothing put it upright, and it is no layer's. */
function isGiven(column: Tensor): boolean {
  const made = sourceOf(column, UNARY);
  return made.requiresGrad !== true && (isLoaded(made) || made.from === null || /^(zeros|ones|empty|full|rand|randn|tensor|as_tensor|from_numpy|FloatTensor|Tensor)$/.test(made.from.op));
}

function tellOuter(c: OpContext, column: Tensor, row: Tensor): void {
  const [n = 1] = column.shape ?? [];
  suspect(c.interp, here(c.interp, c.node), {
    rule: "outer-broadcast",
    law: `${c.op}: ${printShape(column.shape ?? [])} and ${printShape(row.shape ?? [])} are broadcast to ${printShape([n, n])}: each is put against every other`,
    reason: "give both one shape: squeeze(1) the predictions, or unsqueeze(1) the targets",
    subjects: [column, row],
  });
}
