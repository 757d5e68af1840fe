/** What autograd refuses: an array of what requires gradients, a parameter changed where gradients are recorded. */
import type { Stmt } from "../../syntax/ast.ts";
import type { Candidate } from "./edit.ts";
import type { Fault } from "./fault.ts";
import { withMethod } from "./wrap.ts";

export function* gradients(f: Fault): Generator<Candidate> {
  if (f.rule === "numpy-grad") yield* detached(f);
  if (f.rule === "leaf-in-place") yield* unrecorded(f);
}

/** `x.numpy()` → `x.detach().numpy()`; of an array made of tensors, or of what numpy is given, each is detached. */
function* detached(f: Fault): Generator<Candidate> {
  const { call } = f;
  const receiver = call?.func.kind === "Attribute" && f.tensor(call.func.value) ? call.func.value : null;
  for (const e of receiver ? [receiver] : f.operands()) {
    if (f.tensor(e)) yield withMethod(f, e, ".detach()");
  }
}

/** The statement under `torch.no_grad()`. */
function* unrecorded(f: Fault): Generator<Candidate> {
  const statement = f.node && f.statement(f.node);
  if (!statement || !IS_SIMPLE.has(statement.kind)) return;
  const lines = f.text(statement).split("\n");
  // Within brackets or a string a line's indentation may be part of what it says.
  if (lines.length > 1 && /"""|'''/.test(f.text(statement))) return;
  const indent = f.indentation(statement);
  yield { title: "Put it under torch.no_grad()", edits: [f.replace(statement, [`with torch.no_grad():`, ...lines.map((line, i) => (i === 0 ? `${indent}    ${line}` : `    ${line}`))].join("\n"))] };
}

const IS_SIMPLE: ReadonlySet<Stmt["kind"]> = new Set(["Expr", "Assign", "AugAssign"]);
