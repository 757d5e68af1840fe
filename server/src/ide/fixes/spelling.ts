/** Misspelt attributes, names and keywords: the nearest that there is. */
import type { Node } from "../../syntax/ast.ts";
import { asWritten } from "../../syntax/private.ts";
import type { Candidate } from "./edit.ts";
import type { Fault } from "./fault.ts";

export function* spelling(f: Fault): Generator<Candidate> {
  yield* unwrapped(f);
  for (const meant of f.problem.meant ?? []) yield* respelt(f, meant);
}

/** `model.module.fc` of a model that nothing wraps. */
function* unwrapped(f: Fault): Generator<Candidate> {
  const at = f.node?.kind === "Call" ? f.node.func : f.node;
  if (f.rule === "unknown-attribute" && at?.kind === "Attribute" && at.attr === "module") yield { title: "Take what is not wrapped: without .module", edits: [f.replaceSpan(at, at.value.end, at.end, "")] };
}

function* respelt(f: Fault, meant: string): Generator<Candidate> {
  const node = f.node;
  if (!node) return;
  if (f.rule === "unknown-attribute") yield* attribute(f, node, meant);
  else if (f.rule === "undefined-name" && node.kind === "Name") yield { title: `Change ${node.id} to ${meant}`, edits: [f.replace(node, meant)] };
  else if (f.rule === "argument-name") yield* keyword(f, node, meant);
  else if (f.rule === "missing-forward") yield* method(f, meant);
}

function* attribute(f: Fault, node: Node, meant: string): Generator<Candidate> {
  const at = node.kind === "Call" ? node.func : node;
  if (at.kind !== "Attribute") return;
  // A private name stands in its class without the class's.
  const text = at.attr.length > at.end - at.attrStart ? asWritten(meant) : meant;
  yield { title: `Change ${at.unit.text.slice(at.attrStart, at.end)} to ${text}`, edits: [f.replaceSpan(at, at.attrStart, at.end, text)] };
}

function* keyword(f: Fault, node: Node, meant: string): Generator<Candidate> {
  const wrong = /argument '(\w+)'/.exec(f.problem.message)?.[1];
  const given = node.kind === "Call" ? node.keywords.find((k) => k.arg === wrong) : undefined;
  if (given && wrong !== undefined) yield { title: `Change ${wrong} to ${meant}`, edits: [f.replaceSpan(given, given.start, given.start + wrong.length, meant)] };
}

/** The method of the model's class that was meant to be `forward`. */
function* method(f: Fault, meant: string): Generator<Candidate> {
  for (const unit of f.session.parsed(f.diagnostic.path)?.units ?? []) {
    for (const stmt of unit.body) {
      if (stmt.kind !== "ClassDef") continue;
      for (const fn of stmt.body) if (fn.kind === "FunctionDef" && fn.name === meant) yield { title: `Change ${meant} to forward`, edits: [f.replaceSpan(fn, fn.nameStart, fn.nameEnd, "forward")] };
    }
  }
}
