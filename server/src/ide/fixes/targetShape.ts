/** Targets and predictions of one shape: a column against a row. */
import type { Expr } from "../../syntax/ast.ts";
import type { Candidate } from "./edit.ts";
import { type Fault, productOf, shapeOf } from "./fault.ts";
import { withMethod } from "./wrap.ts";

export function* targetShape(f: Fault): Generator<Candidate> {
  if (f.rule === "outer-broadcast") {
    for (const e of f.operands()) {
      const shape = shapeOf(f.tensor(e));
      if (shape?.length === 2) for (const dim of [1, 0]) if (shape[dim] === 1) yield withMethod(f, e, `.squeeze(${dim})`);
    }
    for (const e of f.operands()) if (shapeOf(f.tensor(e))?.length === 1) yield withMethod(f, e, ".unsqueeze(1)");
  }
  if (f.rule !== "loss-target" && f.rule !== "loss-broadcast") return;
  const operands = lossOperands(f);
  if (!operands) return;
  const { input, target } = operands;
  const [is, ts] = [shapeOf(f.tensor(input)), shapeOf(f.tensor(target))];
  if (!is || !ts) return;
  if (is.length >= 3 && is.length > ts.length + 1) for (const [i, d] of is.entries()) if (d === 1 && i > 0) yield withMethod(f, input, `.squeeze(${i})`);
  const one = (e: Expr, shape: typeof is): Candidate[] => shape.flatMap((d, i) => (d === 1 ? [withMethod(f, e, `.squeeze(${i === shape.length - 1 ? -1 : i})`)] : []));
  if (is.length !== ts.length && productOf(is) === productOf(ts) && productOf(is) !== null && Math.abs(is.length - ts.length) > 1) {
    if (is.length === 2) yield withMethod(f, target, ".flatten(1)");
    yield withMethod(f, target, `.view_as(${f.text(input)})`);
  }
  if (is.length === ts.length + 1) {
    for (let dim = is.length - 1; dim >= 0; dim--) if (is[dim] === 1) yield withMethod(f, target, `.unsqueeze(${dim})`);
    yield* one(input, is);
  } else if (ts.length === is.length + 1) {
    yield* one(target, ts);
    for (let dim = ts.length - 1; dim >= 0; dim--) if (ts[dim] === 1) yield withMethod(f, input, `.unsqueeze(${dim})`);
  } else if (is.length === ts.length) {
    if (is.length === 2 && is[0] === ts[1] && is[1] === ts[0]) yield withMethod(f, target, ".T");
    yield withMethod(f, target, `.view_as(${f.text(input)})`);
  }
}

/** What a loss is called on. */
export function lossOperands(f: Fault): { input: Expr; target: Expr } | null {
  const call = f.call;
  if (!call) return null;
  const tensors = call.args.filter((a) => f.tensor(a) !== null);
  const keyword = (name: string): Expr | undefined => call.keywords.find((k) => k.arg === name)?.value;
  const input = keyword("input") ?? tensors[0];
  const target = keyword("target") ?? tensors[keyword("input") ? 0 : 1];
  return input && target ? { input, target } : null;
}
