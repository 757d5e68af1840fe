/** Numbers of another type than an operation takes: `.float()`, `.long()`. */
import type { Candidate } from "./edit.ts";
import type { Fault } from "./fault.ts";
import { withMethod } from "./wrap.ts";

const METHODS: Readonly<Record<string, string>> = { float32: ".float()", float64: ".double()", int64: ".long()", float16: ".half()", bool: ".bool()" };

export function* dtypes(f: Fault): Generator<Candidate> {
  if (f.rule !== "dtype" && f.rule !== "embedding-index" && f.rule !== "index-type" && f.rule !== "argument-type") return;
  const operands = f.operands().filter((e) => f.tensor(e) !== null);
  // The last operand is the target, or the index: that is what has the wrong type most often.
  for (const e of operands.toReversed()) {
    const own = f.tensor(e)?.dtype;
    if (!own) continue;
    const wanted = own.category >= 2 ? ["int64", "float32", "bool"] : ["float32", "int64", "bool"];
    const t = f.tensor(e);
    const givers = t && !isLoss(f) ? f.givers(t) : [e];
    for (const type of wanted) if (type !== own.name) for (const giver of givers) yield withMethod(f, giver, METHODS[type] ?? ".float()");
  }
}

/** A loss is given its target where it is called, whatever gave it before. */
function isLoss(f: Fault): boolean {
  return /entropy|_loss/.test(f.problem.law);
}
