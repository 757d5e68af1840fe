/** The dimension that an earlier operation was told: `mean(dim=2)` for `mean(dim=1)`, `transpose(1, 2)` of heads for `transpose(-2, -1)`, `cat(…, dim=0)`. */
import type { Call, Expr } from "../../syntax/ast.ts";
import type { Tensor } from "../../torch/tensor.ts";
import type { Candidate } from "./edit.ts";
import { type Fault, shapeOf } from "./fault.ts";

const RULES: ReadonlySet<string> = new Set(["linear-in-features", "conv-in-channels", "norm-num-features", "normalized-shape", "rnn-input-size", "rnn-hidden-size", "attention-embed-dim", "attention-batch", "matmul-shapes", "broadcast", "in-place", "loss-target", "loss-broadcast", "cat-sizes", "stack-sizes", "einsum", "view-size", "index-shape"]);
const REDUCTIONS = /^(mean|sum|max|min|amax|amin|std|var|norm|prod|logsumexp|median|argmax|argmin|select)$/;
const JOINS = /^(cat|concat|concatenate|stack)$/;
const SWAPS = /^(transpose|swapaxes|swapdims)$/;
const MOST_CALLS = 6;

export function* earlierDimension(f: Fault): Generator<Candidate> {
  if (!RULES.has(f.rule)) return;
  for (const { call, before } of callsBefore(f)) {
    const name = call.func.kind === "Attribute" ? call.func.attr : "";
    const rank = shapeOf(before)?.length ?? 0;
    const dims = dimsOf(f, call);
    if (SWAPS.test(name)) yield* swapped(f, call, dims, rank);
    else if (REDUCTIONS.test(name) || JOINS.test(name) || name === "unsqueeze") yield* other(f, dims, name === "unsqueeze" || name === "stack" ? rank + 1 : rank);
  }
}

/** Another dimension, the nearest first. */
function* other(f: Fault, dims: readonly Expr[], rank: number): Generator<Candidate> {
  const [e, ...more] = dims;
  const given = e ? f.int(e) : null;
  if (!e || more.length > 0 || given === null) return;
  const now = given < 0 ? given + rank : given;
  const others = Array.from({ length: rank }, (_, i) => i).filter((i) => i !== now);
  for (const dim of others.sort((a, b) => Math.abs(a - now) - Math.abs(b - now) || b - a)) {
    const text = given < 0 ? dim - rank : dim;
    yield { title: `Change dim to ${text}`, edits: [f.replace(e, String(text))] };
  }
}

/** The last two, which a product works on; else the others. */
function* swapped(f: Fault, call: Call, dims: readonly Expr[], rank: number): Generator<Candidate> {
  const [a, b] = dims;
  if (!a || !b || dims.length !== 2) return;
  const now = [a, b].map((e) => f.int(e)).map((d) => (d === null ? d : d < 0 ? d + rank : d)).sort();
  const pairs: (readonly [number, number])[] = [[-2, -1]];
  for (let i = 0; i < rank - 1; i++) pairs.push([i, i + 1]);
  for (const [x, y] of pairs) {
    if (x < 0 ? now[0] === rank - 2 && now[1] === rank - 1 : now[0] === x && now[1] === y) continue;
    yield { title: `Change ${f.text(call.func).split(".").at(-1)}(${f.text(a)}, ${f.text(b)}) to (${x}, ${y})`, edits: [f.replace(a, String(x)), f.replace(b, String(y))] };
  }
}

interface Before {
  readonly call: Call;
  readonly before: Tensor | null;
}

/** Calls of the user's on which what fails depends, the nearest first. */
function callsBefore(f: Fault): readonly Before[] {
  const out: Before[] = [];
  const seen = new Set<Tensor>();
  const todo = [...f.operands().flatMap((e) => f.tensor(e) ?? []), ...f.tensors];
  for (let t = todo.shift(); t !== undefined && seen.size < 24 && out.length < MOST_CALLS; t = todo.shift()) {
    if (seen.has(t)) continue;
    seen.add(t);
    const { from } = t;
    if (from?.recorded && from.node?.kind === "Call" && !out.some((c) => c.call === from.node)) out.push({ call: from.node, before: from.inputs[0] ?? null });
    todo.push(...(from?.inputs ?? []));
  }
  return out;
}

/** The numbers that say which dimensions. */
function dimsOf(f: Fault, call: Call): readonly Expr[] {
  const keyword = call.keywords.find((k) => k.arg === "dim" || k.arg === "axis")?.value;
  if (keyword) return [keyword];
  return call.args.filter((a) => f.tensor(a) === null && f.int(a) !== null && (a.kind === "Constant" || a.kind === "UnaryOp"));
}
