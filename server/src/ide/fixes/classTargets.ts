/** Targets of class losses: one-hot to indices, columns to rows, the classes to dimension 1. */
import type { Candidate } from "./edit.ts";
import { type Fault, shapeOf } from "./fault.ts";
import { lossOperands } from "./targetShape.ts";
import { withMethod } from "./wrap.ts";

export function* classTargets(f: Fault): Generator<Candidate> {
  const isClassLoss = /cross_entropy|nll_loss/.test(`${f.problem.law} ${f.problem.message}`) || /0D or 1D target|class probabilities|spatial targets|batch_size|target size|size mismatch/.test(f.problem.message);
  if (!isClassLoss || (f.rule !== "loss-target" && f.rule !== "dtype")) return;
  const operands = lossOperands(f);
  if (!operands) return;
  const { input, target } = operands;
  const [is, ts] = [shapeOf(f.tensor(input)), shapeOf(f.tensor(target))];
  if (!is || !ts) return;
  if (ts.length === is.length && ts.length > 1) {
    if (ts[1] === 1 && is[1] !== 1) yield withMethod(f, target, ".squeeze(1)");
    else yield withMethod(f, target, ".argmax(1)");
  }
  if (f.rule === "dtype") return;
  // A mask that was saved as a picture: each of its channels says the same.
  if (is.length === 4 && ts.length === 4 && (ts[3] === 3 || ts[3] === 4) && ts[1] === is[2] && ts[2] === is[3]) yield { ...withMethod(f, target, "[..., 0]"), tentative: true };
  if (is.length >= 3) {
    if (is.length === 3) yield withMethod(f, input, ".transpose(1, 2)");
    else yield withMethod(f, input, `.permute(0, ${is.length - 1}, ${is.slice(2).map((_, i) => i + 1).join(", ")})`);
  }
  if (ts.length > 1 && is.length === 2) yield withMethod(f, target, ".flatten()");
  if (is.length === 3 && ts.length === 2) yield { title: "Flatten the batch and the sequence of both", edits: [f.after(input, ".flatten(0, 1)"), f.after(target, ".flatten()")] };
  if (is.length === 1 && ts.length === 1) yield withMethod(f, input, ".unsqueeze(0)");
  // The state of every layer, where that of the last was meant.
  if (is.length === 3 && ts.length === 1 && is[1] === ts[0]) yield withMethod(f, input, "[-1]");
  if (ts.length === 0 && is.length === 2) yield withMethod(f, target, ".unsqueeze(0)");
}
