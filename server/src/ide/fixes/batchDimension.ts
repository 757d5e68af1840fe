/** What works over the batch where another dimension is meant: a softmax, a mean. */
import type { Call, Expr } from "../../syntax/ast.ts";
import type { Candidate } from "./edit.ts";
import { type Fault, shapeOf } from "./fault.ts";

export function* batchDimension(f: Fault): Generator<Candidate> {
  if (f.rule === "squeeze-batch") yield* named(f);
  if (f.rule !== "softmax-over-batch" && f.rule !== "batch-reduced") return;
  const rank = shapeOf(f.tensors[0] ?? null)?.length ?? 2;
  for (const call of calls(f)) {
    const dim = call.keywords.find((k) => k.arg === "dim" || k.arg === "axis")?.value ?? call.args.find((a) => f.tensor(a) === null && (f.int(a) !== null || a.kind === "Tuple" || a.kind === "List"));
    if (!dim) continue;
    if (dim.kind === "Tuple" || dim.kind === "List") yield* without(f, dim);
    else if (f.rule === "softmax-over-batch") yield { title: `Change dim to ${rank === 2 ? 1 : -1}`, edits: [f.replace(dim, rank === 2 ? "1" : "-1")] };
    else for (const other of [1, -1]) yield { title: `Change dim to ${other}`, edits: [f.replace(dim, String(other))] };
  }
}

/** `x.squeeze()` → `x.squeeze(1)`, `x.flatten(1)` where several go. */
function* named(f: Fault): Generator<Candidate> {
  const { call } = f;
  const shape = shapeOf(f.tensors[0] ?? null) ?? [];
  const ones = shape.flatMap((d, i) => (i > 0 && d === 1 ? [i] : []));
  if (!call || ones.length === 0 || call.func.kind !== "Attribute") return;
  const said = ones.length === 1 ? String(ones[0]) : `(${ones.join(", ")})`;
  const input = f.tensor(call.func.value) ? call.func.value : call.args[0];
  if (!input) return;
  if (ones.length > 1 && ones.length === shape.length - 2) yield { title: "Change it to flatten(1)", edits: [f.replace(call, `${f.text(input)}.flatten(1)`)] };
  yield { title: `Change it to squeeze(${said})`, edits: [f.replace(call, `${f.text(input)}.squeeze(${said})`)] };
}

/** `dim=(0, 2, 3)` → `dim=(2, 3)`. */
function* without(f: Fault, dims: Expr & { readonly elts: readonly Expr[] }): Generator<Candidate> {
  const rest = dims.elts.filter((e) => f.int(e) !== 0).map((e) => f.text(e));
  if (rest.length === 0 || rest.length === dims.elts.length) return;
  const text = dims.kind === "List" ? `[${rest.join(", ")}]` : rest.length === 1 ? `(${rest[0]},)` : `(${rest.join(", ")})`;
  yield { title: `Change dim to ${text}`, edits: [f.replace(dims, text)] };
}

/** The failing call, or the layer's constructor that says the dimension. */
function calls(f: Fault): readonly Call[] {
  const out: Call[] = [];
  if (f.call) out.push(f.call);
  for (const t of f.tensors) {
    const site = t.from?.module?.site;
    if (site?.recorded && site.node?.kind === "Call") out.push(site.node);
  }
  const site = f.failingLayer?.site;
  if (site?.recorded && site.node?.kind === "Call") out.push(site.node);
  return out;
}
