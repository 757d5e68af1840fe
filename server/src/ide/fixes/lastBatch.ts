/** A smaller last batch, where every batch is taken to be full: `drop_last=True`. */
import type { Call } from "../../syntax/ast.ts";
import { walk } from "../../syntax/walk.ts";
import type { Candidate } from "./edit.ts";
import type { Fault } from "./fault.ts";

const RULES: ReadonlySet<string> = new Set(["rnn-hidden-size", "norm-batch-size", "loss-target", "view-size", "broadcast"]);

export function* lastBatch(f: Fault): Generator<Candidate> {
  if (!RULES.has(f.rule)) return;
  for (const call of loaders(f)) {
    const last = [...call.args, ...call.keywords].at(-1);
    const given = call.keywords.find((k) => k.arg === "drop_last")?.value;
    if (given) yield { title: "Leave out the smaller last batch: drop_last=True", edits: [f.replace(given, "True")] };
    else if (last && call.keywords.some((k) => k.arg === "batch_size")) yield { title: "Leave out the smaller last batch: drop_last=True", edits: [f.after(last, ", drop_last=True")] };
  }
}

function loaders(f: Fault): readonly Call[] {
  const out: Call[] = [];
  for (const unit of f.session.parsed(f.diagnostic.path)?.units ?? []) {
    for (const stmt of unit.body) {
      walk(stmt, (n) => {
        if (n.kind === "Call" && (n.func.kind === "Name" ? n.func.id : n.func.kind === "Attribute" ? n.func.attr : "") === "DataLoader") out.push(n);
      });
    }
  }
  return out;
}
