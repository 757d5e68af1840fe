/** Numbers that must add up or be as many as the dimensions: `split`, `repeat`, `expand`, an index beyond the end, `interpolate`. */
import type { Candidate } from "./edit.ts";
import { type Fault, shapeOf } from "./fault.ts";

export function* counts(f: Fault): Generator<Candidate> {
  yield* pieces(f);
  yield* perDimension(f);
  yield* index(f);
  yield* interpolated(f);
}

/** `split([2, 3])` of six. */
function* pieces(f: Fault): Generator<Candidate> {
  const total = Number(/sum exactly to (\d+)/.exec(f.problem.message)?.[1] ?? Number.NaN);
  const list = f.call?.args.find((a) => a.kind === "List" || a.kind === "Tuple");
  if (Number.isNaN(total) || (list?.kind !== "List" && list?.kind !== "Tuple")) return;
  const sizes = list.elts.map((e) => f.int(e));
  for (const [i, e] of [...list.elts.entries()].reverse()) {
    const others = sizes.reduce<number>((n, s, j) => (j === i ? n : n + (s ?? Number.NaN)), 0);
    if (total - others > 0) yield { title: `Change ${f.text(e)} to ${total - others}`, edits: [f.replace(e, String(total - others))] };
  }
}

/** `x.repeat(3, 1)` of three dimensions. */
function* perDimension(f: Fault): Generator<Candidate> {
  const call = f.call;
  if (!call || call.func.kind !== "Attribute" || !/^(repeat|expand)$/.test(call.func.attr)) return;
  const rank = shapeOf(f.tensor(call.func.value))?.length ?? 0;
  const [first, last] = [call.args[0], call.args.at(-1)];
  if (!first || !last || call.args.length !== rank - 1) return;
  const same = call.func.attr === "repeat" ? "1" : "-1";
  yield { title: `Repeat the last dimension once: …, ${same}`, edits: [f.after(last, `, ${same}`)] };
  yield { title: `Repeat the first dimension once: ${same}, …`, edits: [f.before(first, `${same}, `)] };
}

/** `layers[2]` of two. */
function* index(f: Fault): Generator<Candidate> {
  const node = f.node;
  const said = /index (-?\d+) is out of bounds for dimension \d+ with size (\d+)/.exec(f.problem.message);
  if (!said || node?.kind !== "Subscript") return;
  const parts = node.slice.kind === "Tuple" ? node.slice.elts : [node.slice];
  for (const e of parts) if (f.int(e) === Number(said[1])) for (const n of [-1, 0]) yield { title: `Change the index to ${n}`, edits: [f.replace(e, String(n))] };
}

/** `size=(32,)` for two dimensions. */
function* interpolated(f: Fault): Generator<Candidate> {
  if (f.rule !== "interpolate-size") return;
  const size = f.call?.keywords.find((k) => k.arg === "size" || k.arg === "scale_factor")?.value ?? f.call?.args[1];
  const rank = Math.max(...f.operands().map((e) => shapeOf(f.tensor(e))?.length ?? 0));
  if (!size || (size.kind !== "Tuple" && size.kind !== "List") || rank < 3) return;
  const [first] = size.elts;
  if (size.elts.length === 1 && first) yield { title: `Give a size for each of the ${rank - 2} dimensions`, edits: [f.replace(size, `(${new Array<string>(rank - 2).fill(f.text(first)).join(", ")})`)] };
}
