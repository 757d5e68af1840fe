/** Layers built in a loop by a number that the loop never changes: `in_channels = v` after each. */
import type { For, Node, Stmt } from "../../syntax/ast.ts";
import { walk } from "../../syntax/walk.ts";
import type { Candidate } from "./edit.ts";
import type { Fault } from "./fault.ts";

export function* configuredLayers(f: Fault): Generator<Candidate> {
  const a = f.diagnostic.argument;
  const construction = f.construction;
  if (!a || a.expr.kind !== "Name" || !construction) return;
  const name = a.expr.id;
  const loop = f.around(construction).findLast((n): n is For => n.kind === "For");
  if (!loop || assigns(loop, name)) return;
  const given = construction.keywords.find((k) => k.arg !== null && /^(out_|hidden_size)/.test(k.arg))?.value ?? construction.args[1];
  const statement = f.statement(construction);
  if (!given || !statement) return;
  const last = blockOf(loop.body, statement)?.at(-1);
  if (last) yield { title: `Add ${name} = ${f.text(given)} at the end of the loop`, edits: [f.lineAfter(last, `${name} = ${f.text(given)}`)] };
}

function assigns(loop: For, name: string): boolean {
  let found = false;
  walk(loop, (n) => {
    if (n.kind === "Assign") for (const t of n.targets) if (binds(t, name)) found = true;
    if ((n.kind === "AugAssign" || n.kind === "AnnAssign" || n.kind === "For") && binds(n.target, name)) found = true;
  });
  return found;
}

function binds(target: Node, name: string): boolean {
  if (target.kind === "Name") return target.id === name;
  return (target.kind === "Tuple" || target.kind === "List") && target.elts.some((t) => binds(t, name));
}

/** The innermost block of the loop in which a statement stands. */
function blockOf(body: readonly Stmt[], statement: Stmt): readonly Stmt[] | null {
  for (const s of body) {
    if (s === statement) return body;
    const inner = s.kind === "If" || s.kind === "For" || s.kind === "While" ? [s.body, s.orelse] : s.kind === "With" ? [s.body] : [];
    for (const b of inner) {
      const found = blockOf(b, statement);
      if (found) return found;
    }
  }
  return null;
}
