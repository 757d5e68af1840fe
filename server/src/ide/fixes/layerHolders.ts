/** Layers that PyTorch does not see, sees twice or never calls: `nn.ModuleList`, a copy for each place, the layer meant. */
import type { Call, ClassDef, Expr, FunctionDef } from "../../syntax/ast.ts";
import { walk } from "../../syntax/walk.ts";
import type { Candidate } from "./edit.ts";
import type { Fault } from "./fault.ts";

export function* layerHolders(f: Fault): Generator<Candidate> {
  if (f.rule === "unregistered-layer") yield* registered(f);
  if (f.rule === "shared-layer") yield* copied(f);
  if (f.rule === "unused-layer") yield* called(f);
  if (f.rule === "layer-in-forward") yield* inConstructor(f);
}

/** `self.layers = [...]` → `self.layers = nn.ModuleList([...])`. */
function* registered(f: Fault): Generator<Candidate> {
  const statement = f.node && f.statement(f.node);
  const holder = /nn\.(Module(?:List|Dict))/.exec(f.problem.message)?.[1];
  if (statement?.kind !== "Assign" || !holder) return;
  const { value } = statement;
  const isEmpty = (value.kind === "List" && value.elts.length === 0) || (value.kind === "Dict" && value.keys.length === 0);
  const hasName = (f.session.parsed(f.diagnostic.path)?.units ?? []).some((u) => /\bimport torch\.nn as nn\b|\bfrom torch import [^\n]*\bnn\b/.test(u.text));
  for (const nn of [hasName ? "nn" : "torch.nn"]) yield { title: `Put them into ${nn}.${holder}`, edits: isEmpty ? [f.replace(value, `${nn}.${holder}()`)] : [f.before(value, `${nn}.${holder}(`), f.after(value, ")")] };
}

/** `[layer] * n` → a layer for each place. */
function* copied(f: Fault): Generator<Candidate> {
  const { node } = f;
  if (node?.kind !== "BinOp" || node.op !== "*") return;
  const list = node.left.kind === "List" ? node.left : node.right.kind === "List" ? node.right : null;
  const times = list === node.left ? node.right : node.left;
  const [item] = list?.elts ?? [];
  if (!list || !item || list.elts.length !== 1) return;
  const many = (text: string): string => `[${text} for _ in range(${f.text(times)})]`;
  if (item.kind === "Call") yield { title: "Make a layer for each place", edits: [f.replace(node, many(f.text(item)))] };
  else {
    const made = definitionOf(f, item);
    if (made) yield { title: "Make a layer for each place", edits: [f.replace(node, many(f.text(made)))] };
  }
}

function definitionOf(f: Fault, item: Expr): Call | null {
  const fn = f.functionAround(item);
  let found: Call | null = null;
  for (const s of fn?.body ?? []) if (item.kind === "Name" && s.kind === "Assign" && s.targets.some((t) => t.kind === "Name" && t.id === item.id) && s.value.kind === "Call") found = s.value;
  return found;
}

/** Another layer that forward calls twice stands where this one is meant. */
function* called(f: Fault): Generator<Candidate> {
  const name = f.node?.kind === "Attribute" ? f.node.attr : null;
  const cls = f.node && f.around(f.node).findLast((n): n is ClassDef => n.kind === "ClassDef");
  const forward = cls?.body.find((s): s is FunctionDef => s.kind === "FunctionDef" && s.name === "forward");
  if (!name || !forward) return;
  const calls = new Map<string, Expr[]>();
  walk(forward, (n) => {
    if (n.kind === "Call" && n.func.kind === "Attribute" && n.func.value.kind === "Name" && n.func.value.id === "self") calls.set(n.func.attr, [...(calls.get(n.func.attr) ?? []), n.func]);
  });
  for (const [other, places] of calls) {
    if (places.length < 2 || !likeNames(name, other)) continue;
    for (const place of places.sort((a, b) => b.start - a.start)) yield { title: `Call self.${name} there`, edits: [f.replace(place, `self.${name}`)] };
  }
}

/** `fc1` and `fc2`, `conv_a` and `conv_b`. */
function likeNames(a: string, b: string): boolean {
  const stem = (s: string): string => s.replace(/(\d+|_?[a-z])$/, "");
  return stem(a) === stem(b) || a.replace(/\d+/g, "") === b.replace(/\d+/g, "");
}

/** `fc = nn.Linear(…)` of forward becomes an attribute that the constructor makes. */
function* inConstructor(f: Fault): Generator<Candidate> {
  const call = f.call;
  const cls = call && f.around(call).findLast((n): n is ClassDef => n.kind === "ClassDef");
  const init = cls?.body.find((s): s is FunctionDef => s.kind === "FunctionDef" && s.name === "__init__");
  const last = init?.body.at(-1);
  if (!call || !cls || !last) return;
  const statement = f.statement(call);
  const target = statement?.kind === "Assign" && statement.value === call && statement.targets[0]?.kind === "Name" ? statement.targets[0].id : null;
  const name = uniqueIn(cls, target ?? (call.func.kind === "Attribute" ? call.func.attr.toLowerCase() : "layer"));
  const text = numbers(f, call);
  if (text !== null) yield { title: `Make it in __init__ as self.${name}`, edits: [f.lineAfter(last, `self.${name} = ${text}`), f.replace(call, `self.${name}`)] };
}

/** The call with numbers for what only forward knows. */
function numbers(f: Fault, call: Call): string | null {
  let out = "";
  let at = call.start;
  const { text } = call.unit;
  for (const e of [...call.args, ...call.keywords.map((k) => k.value)].sort((a, b) => a.start - b.start)) {
    if (e.kind === "Constant") continue;
    const n = f.int(e);
    if (n === null) return null;
    out += text.slice(at, e.start) + String(n);
    at = e.end;
  }
  return out + text.slice(at, call.end);
}

function uniqueIn(cls: ClassDef, name: string): string {
  const used = new Set<string>();
  walk(cls, (n) => {
    if (n.kind === "Attribute") used.add(n.attr);
  });
  let out = name;
  for (let i = 2; used.has(out); i++) out = `${name}${i}`;
  return out;
}
