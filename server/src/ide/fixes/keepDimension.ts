/** Reductions whose dimension is needed afterwards: `keepdim=True`. */
import type { Call } from "../../syntax/ast.ts";
import type { Tensor } from "../../torch/tensor.ts";
import type { Candidate } from "./edit.ts";
import type { Fault } from "./fault.ts";

const RULES: ReadonlySet<string> = new Set(["broadcast", "cat-sizes", "rank", "conv-in-channels", "in-place"]);
const REDUCTIONS = /^(mean|sum|max|min|amax|amin|std|var|norm|prod|logsumexp|median)$/;

export function* keepDimension(f: Fault): Generator<Candidate> {
  if (!RULES.has(f.rule)) return;
  const calls = new Set<Call>();
  for (const t of f.tensors) for (const call of reductionsOf(t)) calls.add(call);
  const edits = [...calls].slice(0, 4).flatMap((call) => {
    const last = [...call.args, ...call.keywords].at(-1);
    return last ? [f.after(last, ", keepdim=True")] : [];
  });
  if (edits.length > 1) yield { title: "Keep the reduced dimensions: keepdim=True", edits };
  for (const edit of edits) yield { title: "Keep the reduced dimension: keepdim=True", edits: [edit] };
}

/** Reductions over a dimension that a tensor was made of. */
function reductionsOf(end: Tensor): readonly Call[] {
  const out: Call[] = [];
  const seen = new Set<Tensor>();
  const todo = [end];
  for (let t = todo.shift(); t !== undefined && seen.size < 60; t = todo.shift()) {
    if (seen.has(t)) continue;
    seen.add(t);
    const node = t.from?.node;
    if (t.from?.recorded && node?.kind === "Call" && node.func.kind === "Attribute" && REDUCTIONS.test(node.func.attr)) {
      const isOverDimension = node.keywords.some((k) => k.arg === "dim" || k.arg === "axis") || node.args.some((a) => (a.kind === "Constant" && a.value.type === "int") || a.kind === "UnaryOp");
      if (isOverDimension && !node.keywords.some((k) => k.arg === "keepdim")) out.push(node);
    }
    todo.push(...(t.from?.inputs ?? []));
  }
  return out;
}
