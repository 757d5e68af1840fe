/** A shortcut that is a convolution only where the size changes: where the channels change it is needed as well. */
import type { Call, Expr, If } from "../../syntax/ast.ts";
import { walk } from "../../syntax/walk.ts";
import type { Candidate } from "./edit.ts";
import type { Fault } from "./fault.ts";

export function* shortcutCondition(f: Fault): Generator<Candidate> {
  if ((f.rule !== "broadcast" && f.rule !== "in-place") || !f.node) return;
  for (const branch of branches(f)) {
    const layer = projectionIn(f, branch.body);
    const [takes, gives] = layer?.args ?? [];
    if (!takes || !gives || f.text(takes) === f.text(gives)) continue;
    const differs = `${f.text(takes)} != ${f.text(gives)}`;
    const test = f.text(branch.test);
    if (test.includes(differs) || test.includes(`${f.text(gives)} != ${f.text(takes)}`)) continue;
    const isPlain = !(branch.test.kind === "BoolOp" && branch.test.op === "and") && branch.test.kind !== "IfExp";
    yield { title: `Project the shortcut where ${differs}, too`, edits: isPlain ? [f.after(branch.test, ` or ${differs}`)] : [f.before(branch.test, "("), f.after(branch.test, `) or ${differs}`)] };
    yield { title: `Project the shortcut where ${differs}`, edits: [f.replace(branch.test, differs)] };
  }
}

/** Conditions of the file under which a layer is built. */
function branches(f: Fault): readonly If[] {
  const out: If[] = [];
  for (const unit of f.node ? (f.session.parsed(f.node.unit.path)?.units ?? []) : []) for (const s of unit.body) {
    walk(s, (n) => {
      if (n.kind === "If") out.push(n);
    });
  }
  return out;
}

/** The first convolution or linear layer that is built in some statements. */
function projectionIn(f: Fault, body: readonly import("../../syntax/ast.ts").Stmt[]): Call | null {
  let found: Call | null = null;
  for (const s of body) {
    walk(s, (n) => {
      if (found === null && n.kind === "Call" && n.args.length >= 2 && /(^|[._])(conv\w*|linear)$/i.test(callee(f, n.func))) found = n;
    });
  }
  return found;
}

function callee(f: Fault, e: Expr): string {
  return f.text(e).replace(/\dd$/i, "").replace(/\dx\d$/i, "");
}
