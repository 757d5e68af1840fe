/** An input that lacks its batch or its channel, or has a dimension too many: `unsqueeze`, `squeeze`. */
import { type Dim, isConst } from "../../dims/index.ts";
import type { Expr } from "../../syntax/ast.ts";
import { Tensor } from "../../torch/tensor.ts";
import type { Candidate } from "./edit.ts";
import { type Fault, shapeOf } from "./fault.ts";
import { withMethod } from "./wrap.ts";

const RULES: ReadonlySet<string> = new Set(["conv-in-channels", "rank", "linear-in-features", "norm-num-features", "matmul-shapes", "dim-out-of-range", "rnn-input-size", "unpack", "permute-dims"]);

export function* missingDimension(f: Fault): Generator<Candidate> {
  if (!RULES.has(f.rule) || f.diagnostic.argument) return;
  for (const t of inputs(f)) {
    const shape = shapeOf(t);
    if (!shape || shape.length === 0 || shape.length > 5 || (f.rule !== "rank" && !shape.every(isConst))) continue;
    if (f.rule === "linear-in-features" && shape.length === 2) {
      for (const e of unbatched(f)) yield withMethod(f, e, ".unsqueeze(0)");
      continue;
    }
    const givers = f.givers(t).filter((e) => f.rule !== "unpack" || e.kind === "Name");
    const spatial = Number(/to conv(?:_transpose)?(\d)d/.exec(f.problem.message)?.[1] ?? 0);
    if (shape.length === 2 && spatial > 0) for (const e of givers) yield withMethod(f, e, `[:, :${", None".repeat(spatial)}]`);
    if (spatial > 0 && shape.length === spatial + 3) for (const e of givers.toReversed()) yield withMethod(f, e, ".flatten(0, 1)");
    for (const dim of lacking(shape)) for (const e of givers) yield withMethod(f, e, `.unsqueeze(${dim})`);
    if (isImage(shape) && shape.length === 2) for (const e of givers) yield withMethod(f, e, "[None, None]");
  }
  if (f.rule === "rank") yield* surplus(f);
}

/** Tensors that the failing expression works on; those that a failing unpacking is about. */
function inputs(f: Fault): readonly Tensor[] {
  const own = f.operands().flatMap((e) => f.tensor(e) ?? []);
  return [...new Set(f.rule === "unpack" ? [...own, ...passedOn(f)] : own)];
}

/** Images that the calls on the way were given one by one. */
function unbatched(f: Fault): readonly Expr[] {
  const out: Expr[] = [];
  for (let s = f.problem.site; s; s = s.parent) if (s.recorded && s.node?.kind === "Call") out.unshift(...s.node.args.filter((e) => f.values(e).some((v) => v instanceof Tensor && v.shape?.length === 3 && isImage(v.shape))));
  return out;
}

/** Tensors given to the function in which it fails. */
function passedOn(f: Fault): readonly Tensor[] {
  const call = f.problem.site?.node;
  return call?.kind === "Call" ? call.args.flatMap((e) => f.tensor(e) ?? []) : [];
}

/** Images without their channel are many; one without its batch is one. */
function lacking(shape: readonly Dim[]): readonly number[] {
  if (shape.length === 1) return [0, 1, -1];
  const first = shape[0] ?? 0;
  return isImage(shape) && shape.length === 3 && isConst(first) && first > 4 ? [1, 0] : [0, 1];
}

function isImage(shape: readonly Dim[]): boolean {
  return shape.length >= 2 && shape.slice(-2).every((d) => !isConst(d) || d > 4);
}

function* surplus(f: Fault): Generator<Candidate> {

  for (const t of inputs(f)) {
    const shape = shapeOf(t);
    if (!shape || shape.length < 2) continue;
    for (const [d, size] of shape.entries()) if (size === 1) for (const e of f.givers(t)) yield withMethod(f, e, `.squeeze(${d})`);
  }
}
