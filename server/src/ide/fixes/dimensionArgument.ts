/** The dimension that an operation is told: `dim=` of cat, stack, softmax, permute, transpose. */
import type { Expr } from "../../syntax/ast.ts";
import type { Candidate } from "./edit.ts";
import { type Fault, shapeOf } from "./fault.ts";
import { withMethod } from "./wrap.ts";

export function* dimensionArgument(f: Fault): Generator<Candidate> {
  const call = f.call;
  if (!call) return;
  if (f.rule === "cat-sizes") {
    yield* expanded(f);
    yield* joined(f);
  }
  if (f.rule === "argument-type" && /^(cat|stack|concat|hstack|vstack)\(\): argument 'tensors'/.test(f.problem.message)) yield* inTuple(f);
  if (/start_dim cannot come after end_dim/.test(f.problem.message)) yield* inOrder(f);
  if (/^t\(\) expects/.test(f.problem.message) && call.func.kind === "Attribute") yield { title: "Change .t() to .transpose(-2, -1)", edits: [f.replaceSpan(call, call.func.attrStart, call.end, "transpose(-2, -1)")] };
  if (f.rule === "dim-out-of-range") yield* inRange(f);
  if (f.rule === "permute-dims") yield* order(f);
}

/** The one dimension in which the tensors differ. */
function* joined(f: Fault): Generator<Candidate> {
  const shapes = f.tensors.map((t) => shapeOf(t));
  const first = shapes[0];
  const given = dimOf(f);
  if (!first || shapes.some((s) => !s || s.length !== first.length)) {
    yield* sameRank(f);
    return;
  }
  const differing = first.map((_, i) => i).filter((i) => shapes.some((s) => s?.[i] !== first[i]));
  for (const dim of differing.length === 1 ? differing : []) {
    // Maps are joined by their channels: where their sizes differ, these are wrong.
    if (given && dim >= 2 && first.length >= 4 && f.int(given) === 1) continue;
    if (given) yield { title: `Change dim to ${dim}`, edits: [f.replace(given, String(dim))] };
    else {
      const last = [...(f.call?.args ?? []), ...(f.call?.keywords ?? [])].at(-1);
      if (last) yield { title: `Add dim=${dim}`, edits: [f.after(last, `, dim=${dim}`)] };
    }
  }
}

/** One of them has a batch of one, a class token say: as many as the other. */
function* expanded(f: Fault): Generator<Candidate> {
  const items = f.operands().filter((e) => f.tensor(e) !== null);
  const other = items.find((e) => e.kind === "Name" && shapeOf(f.tensor(e))?.[0] !== 1);
  for (const e of items) {
    const shape = shapeOf(f.tensor(e));
    if (other && shape && shape.length > 1 && shape[0] === 1) yield withMethod(f, e, `.expand(${f.text(other)}.size(0)${", -1".repeat(shape.length - 1)})`);
  }
}

/** `torch.cat(a, b)` → `torch.cat((a, b))`. */
function* inTuple(f: Fault): Generator<Candidate> {
  const tensors = f.call?.args.filter((a) => f.tensor(a) !== null) ?? [];
  const [first, last] = [tensors[0], tensors.at(-1)];
  if (first && last && first !== last) yield { title: "Put the tensors into a tuple", edits: [f.before(first, "("), f.after(last, ")")] };
}

/** `flatten(x, 3, 1)` → `flatten(x, 1, 3)`. */
function* inOrder(f: Fault): Generator<Candidate> {
  const [a, b] = f.call?.args.filter((e) => f.tensor(e) === null && f.int(e) !== null) ?? [];
  if (a && b) yield { title: "Exchange the two dimensions", edits: [f.replace(a, f.text(b)), f.replace(b, f.text(a))] };
}

/** One of them lacks a dimension, or has one of size one too many. */
function* sameRank(f: Fault): Generator<Candidate> {
  const items = f.operands().filter((e) => f.tensor(e) !== null);
  const ranks = items.map((e) => shapeOf(f.tensor(e))?.length ?? 0);
  const most = Math.max(...ranks);
  const whole = shapeOf(f.tensor(items[ranks.indexOf(most)] as Expr)) ?? [];
  for (const [i, e] of items.entries()) {
    if (ranks[i] !== most - 1) continue;
    const shape = shapeOf(f.tensor(e)) ?? [];
    // Where the other sizes fit best: (32,) beside (32, 4) is a column.
    const score = (d: number): number => shape.toSpliced(d, 0, 1).filter((size, k) => k !== d && size === whole[k]).length;
    for (const d of whole.map((_, k) => k).sort((x, y) => score(y) - score(x))) yield withMethod(f, e, `.unsqueeze(${d})`);
  }
  for (const [i, e] of items.entries()) if (ranks[i] === most) for (let d = most - 1; d >= 0; d--) if (shapeOf(f.tensor(e))?.[d] === 1) yield withMethod(f, e, `.squeeze(${d})`);
}

/** The last dimension, or the one as far from the end. */
function* inRange(f: Fault): Generator<Candidate> {
  const said = /range of \[(-?\d+), (-?\d+)\], but got (-?\d+)/.exec(f.problem.message);
  if (!said) return;
  const [least, most, got] = said.slice(1).map(Number) as [number, number, number];
  for (const e of numbersOf(f).filter((n) => f.int(n) === got)) {
    for (const dim of got > most ? [-1, most] : [least]) yield { title: `Change the dimension to ${dim}`, edits: [f.replace(e, String(dim))] };
  }
}

/** `permute(2, 0, 1)` of a batch of images: the batch stays first. */
function* order(f: Fault): Generator<Candidate> {
  const call = f.call;
  const rank = shapeOf(f.tensors[0] ?? null)?.length ?? 0;
  if (!call) return;
  const inner = call.args.length === 1 && (call.args[0]?.kind === "Tuple" || call.args[0]?.kind === "List") ? call.args[0].elts : call.args;
  const dims = inner.map((e) => f.int(e));
  const [first, last] = [inner[0], inner.at(-1)];
  if (!first || !last || dims.some((d) => d === null)) return;
  if (rank === dims.length + 1) {
    yield { title: "Keep the batch first", edits: [f.before(first, "0, "), ...inner.map((e, i) => f.replace(e, String((dims[i] as number) + 1)))].reduce(merged, []) };
    yield { title: "Keep the last dimension last", edits: [f.after(last, `, ${rank - 1}`)] };
  }
  if (rank === dims.length - 1 && dims.includes(0)) {
    const left = inner.filter((_, i) => dims[i] !== 0);
    const text = left.map((e) => String((f.int(e) ?? 1) - 1)).join(", ");
    yield { title: `Change the order to ${text}`, edits: [f.replaceSpan(call, first.start, last.end, text)] };
  }
}

/** An insertion before a replacement at one place becomes one edit. */
function merged(edits: readonly import("./edit.ts").TextEdit[], next: import("./edit.ts").TextEdit): import("./edit.ts").TextEdit[] {
  const last = edits.at(-1);
  if (last && last.range.end.line === next.range.start.line && last.range.end.character === next.range.start.character && last.path === next.path) {
    return [...edits.slice(0, -1), { path: last.path, range: { start: last.range.start, end: next.range.end }, newText: last.newText + next.newText }];
  }
  return [...edits, next];
}

function dimOf(f: Fault): Expr | null {
  const call = f.call;
  return call?.keywords.find((k) => k.arg === "dim" || k.arg === "axis")?.value ?? call?.args[1] ?? null;
}

function numbersOf(f: Fault): readonly Expr[] {
  const call = f.call;
  if (!call) return [];
  const layer = f.construction ?? constructedCall(f);
  return [...call.args, ...call.keywords.map((k) => k.value), ...(layer ? [...layer.args, ...layer.keywords.map((k) => k.value)] : [])];
}

function constructedCall(f: Fault): import("../../syntax/ast.ts").Call | null {
  const site = f.failingLayer?.site;
  return site?.recorded && site.node?.kind === "Call" ? site.node : null;
}
