/** What autograd refuses: an array of what requires gradients, a parameter changed where gradients are recorded. */
import type { Stmt } from "../../syntax/ast.ts";
import { children } from "../../syntax/walk.ts";
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
  const all = [statement, ...likewise(f, statement)];
  const last = all.at(-1) ?? statement;
  for (const end of last === statement ? [statement] : [last, statement]) {
    const text = f.unitText(statement, end);
    const lines = text.split("\n");
    // Within brackets or a string a line's indentation may be part of what it says.
    if (lines.length > 1 && /"""|'''/.test(text)) continue;
    const indent = f.indentation(statement);
    yield { title: `Put ${end === statement ? "it" : "them"} under torch.no_grad()`, edits: [f.replaceSpan(statement, statement.start, end.end, ["with torch.no_grad():", ...lines.map((line, i) => (i === 0 ? `${indent}    ${line}` : `    ${line}`))].join("\n"))] };
  }
}

/** The statements that follow and write into the same tensor. */
function likewise(f: Fault, statement: Stmt): readonly Stmt[] {
  const parent = f.parent(statement);
  const block = parent ? [...children(parent)] : statement.unit.body;
  const written = writtenTo(f, statement);
  const out: Stmt[] = [];
  for (const next of block.slice(block.indexOf(statement) + 1) as Stmt[]) {
    if (written === null || writtenTo(f, next) !== written) break;
    out.push(next);
  }
  return out;
}

/** `w` of `w[:, 0] = …`. */
function writtenTo(f: Fault, s: Stmt): string | null {
  const target = s.kind === "Assign" ? s.targets[0] : s.kind === "AugAssign" ? s.target : undefined;
  return target?.kind === "Subscript" ? f.text(target.value) : null;
}

const IS_SIMPLE: ReadonlySet<Stmt["kind"]> = new Set(["Expr", "Assign", "AugAssign"]);
