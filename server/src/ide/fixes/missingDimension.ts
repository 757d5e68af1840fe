/** An input that lacks its batch or its channel: `unsqueeze`. */
import { isConst } from "../../dims/index.ts";
import type { Candidate } from "./edit.ts";
import { type Fault, productOf, shapeOf } from "./fault.ts";
import { withMethod } from "./wrap.ts";

const RULES: ReadonlySet<string> = new Set(["conv-in-channels", "rank", "linear-in-features", "norm-num-features", "matmul-shapes", "dim-out-of-range", "rnn-input-size"]);

export function* missingDimension(f: Fault): Generator<Candidate> {
  if (!RULES.has(f.rule)) return;
  for (const e of f.operands()) {
    const shape = shapeOf(f.tensor(e));
    if (!shape || shape.length === 0 || shape.length > 4 || (f.rule !== "rank" && !shape.every(isConst))) continue;
    if (f.rule === "linear-in-features" && shape.length < 3 && !(shape.length === 1 && productOf(shape) !== null)) continue;
    // Images without their channel are many; one without its batch is one.
    const image = shape.length >= 2 && shape.slice(-2).every((d) => !isConst(d) || d > 4);
    const several = image && shape.length === 3 && isConst(shape[0] ?? 0) && (shape[0] as number) > 4;
    const spatial = Number(/to conv(?:_transpose)?(\d)d/.exec(f.problem.message)?.[1] ?? 0);
    if (shape.length === 2 && spatial > 0) yield withMethod(f, e, `[:, :${", None".repeat(spatial)}]`);
    for (const dim of several ? [1, 0] : shape.length === 1 ? [0, 1, -1] : [0, 1]) yield withMethod(f, e, `.unsqueeze(${dim})`);
    if (shape.length === 2 && image) yield withMethod(f, e, "[None, None]");
  }
  if (f.rule === "rank") yield* surplus(f);
}

/** An input with a dimension of one too many. */
function* surplus(f: Fault): Generator<Candidate> {
  for (const e of f.operands()) {
    const shape = shapeOf(f.tensor(e));
    if (!shape || shape.length < 2) continue;
    for (const [d, size] of shape.entries()) if (size === 1) yield withMethod(f, e, `.squeeze(${d})`);
  }
}
