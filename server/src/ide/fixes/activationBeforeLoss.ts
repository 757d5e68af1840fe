/** A softmax or sigmoid that the loss applies itself: the raw scores instead, or the loss that is made for it. */
import type { Call, Expr } from "../../syntax/ast.ts";
import type { Candidate } from "./edit.ts";
import type { Fault } from "./fault.ts";

const ACTIVATION = /^(log_softmax|softmax|log_sigmoid|logsigmoid|sigmoid|LogSoftmax|Softmax|Sigmoid)$/;

export function* activationBeforeLoss(f: Fault): Generator<Candidate> {
  if (f.rule !== "loss-input") return;
  for (const call of activations(f)) {
    const input = scoresOf(f, call);
    if (input) yield { title: `Give the loss the raw scores: ${f.text(input)}`, edits: [f.replace(call, f.text(input))] };
    else yield* asItem(f, call);
  }
  yield* otherLoss(f);
}

/** Calls of the activation, in forward or where the layer stands in a Sequential. */
function activations(f: Fault): readonly Call[] {
  const out: Call[] = [];
  const add = (e: import("../../syntax/ast.ts").Node | null | undefined): void => {
    if (e?.kind === "Call" && !out.includes(e)) out.push(e);
  };
  if (f.call && ACTIVATION.test(nameOf(f.call.func))) add(f.call);
  for (const t of f.tensors) {
    for (let at: typeof t | undefined = t, i = 0; at?.from && i < 6; at = at.from.inputs[0], i++) {
      if (!ACTIVATION.test(at.from.op) && !at.from.module) continue;
      if (at.from.recorded) add(at.from.node);
      const built = at.from.module?.site;
      if (at.from.module && ACTIVATION.test(at.from.module.cls.name) && built?.recorded) add(built.node);
      if (ACTIVATION.test(at.from.op)) break;
    }
  }
  return out;
}

function nameOf(func: Expr): string {
  return func.kind === "Attribute" ? func.attr : func.kind === "Name" ? func.id : "";
}

/** `F.softmax(x, dim=1)` and `self.softmax(x)` work on x, `x.softmax(1)` too. */
function scoresOf(f: Fault, call: Call): Expr | null {
  if (call.func.kind === "Attribute" && f.tensor(call.func.value)) return call.func.value;
  const [first] = call.args;
  return first && f.tensor(first) ? first : null;
}

/** An item of a Sequential, with its comma and line. */
function* asItem(f: Fault, call: Call): Generator<Candidate> {
  const around = f.parent(call);
  if (around?.kind !== "Call" || !around.args.includes(call)) return;
  const i = around.args.indexOf(call);
  const before = around.args[i - 1];
  if (before) yield { title: `Leave the scores raw: without ${f.text(call)}`, edits: [f.replaceSpan(call, before.end, call.end, "")] };
}

/** `CrossEntropyLoss` of log-probabilities is `NLLLoss`; the loss of logits, given probabilities, is `BCELoss`. */
function* otherLoss(f: Fault): Generator<Candidate> {
  const isLog = /log_softmax/.test(f.problem.law);
  const [from, to, fn, fnTo] = /binary/.test(f.problem.law) ? ["BCEWithLogitsLoss", "BCELoss", "binary_cross_entropy_with_logits", "binary_cross_entropy"] : ["CrossEntropyLoss", "NLLLoss", "cross_entropy", "nll_loss"];
  if (!isLog && from === "CrossEntropyLoss") return;
  for (const unit of f.session.parsed(f.diagnostic.path)?.units ?? []) {
    const { text, base } = unit;
    for (const [was, is] of [[from, to], [fn, fnTo]] as const) {
      const at = text.search(new RegExp(`\\b${was}\\(`));
      if (at >= 0) yield { title: `Use ${is}`, edits: [{ path: unit.path, range: f.session.places.range(unit.path, base + at, base + at + was.length), newText: is }] };
    }
  }
}
