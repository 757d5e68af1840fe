/** Numbers of another type than an operation takes: `.float()`, `.long()`. */
import type { Subscript } from "../../syntax/ast.ts";
import type { Candidate } from "./edit.ts";
import type { Fault } from "./fault.ts";
import { withMethod } from "./wrap.ts";

const METHODS: Readonly<Record<string, string>> = { float32: ".float()", float64: ".double()", int64: ".long()", float16: ".half()", bool: ".bool()" };

export function* dtypes(f: Fault): Generator<Candidate> {
  if (f.rule !== "dtype" && f.rule !== "embedding-index" && f.rule !== "index-type" && f.rule !== "argument-type") return;
  yield* given(f);
  if (f.node?.kind === "Subscript") yield* indices(f, f.node);
  const operands = f.operands().filter((e) => f.tensor(e) !== null);
  // The last operand is the target, or the index: that is what has the wrong type most often.
  for (const e of operands.toReversed()) {
    const own = f.tensor(e)?.dtype;
    if (!own) continue;
    if (e.kind === "Call" && e.func.kind === "Attribute" && Object.values(METHODS).includes(`.${e.func.attr}()`)) yield { title: `Change ${f.text(e)} to ${f.text(e.func.value)}`, edits: [f.replace(e, f.text(e.func.value))] };
    const wanted = own.category >= 2 ? ["int64", "float32", "bool"] : ["float32", "int64", "bool"];
    const t = f.tensor(e);
    const givers = t && !isLoss(f) ? f.givers(t) : [e];
    for (const type of wanted) if (type !== own.name) for (const giver of givers) yield withMethod(f, giver, METHODS[type] ?? ".float()");
  }
}

/** What the failing layer was given when it was made: the weights of a loss's classes. */
function* given(f: Fault): Generator<Candidate> {
  const site = f.failingLayer?.site;
  if (!site?.recorded || site.node?.kind !== "Call") return;
  for (const e of [...site.node.args, ...site.node.keywords.map((k) => k.value)]) if (f.tensor(e)?.dtype.category === 2) yield withMethod(f, e, ".float()");
}

/** Each index that is a number of another type: `m[t[i].long(), p[i]]`. */
function* indices(f: Fault, node: Subscript): Generator<Candidate> {
  const parts = node.slice.kind === "Tuple" ? node.slice.elts : [node.slice];
  const wrong = parts.filter((e) => (f.tensor(e)?.dtype.category ?? 0) >= 2);
  for (const e of wrong) if (f.tensor(e)?.shape?.length === 2) yield { title: `Change ${f.text(e)} to ${f.text(e)}.argmax(dim=1)`, edits: [f.after(e, ".argmax(dim=1)")] };
  if (wrong.length > 0) yield { title: `Change ${wrong.map((e) => f.text(e)).join(" and ")} to an integer`, edits: wrong.map((e) => f.after(e, ".long()")) };
}

/** A loss is given its target where it is called, whatever gave it before. */
function isLoss(f: Fault): boolean {
  return /entropy|_loss/.test(f.problem.law);
}
