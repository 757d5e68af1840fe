/** A view that was to move dimensions: `permute`, or the dimension split where it stands and then transposed. */
import { isConst } from "../../dims/index.ts";
import { NdArray } from "../../python/stdlib/numpy/array.ts";
import type { Call } from "../../syntax/ast.ts";
import type { Candidate } from "./edit.ts";
import { type Fault, shapeOf } from "./fault.ts";
import { viewCall } from "./viewSizes.ts";

export function* movedDimensions(f: Fault): Generator<Candidate> {
  if (f.rule !== "view-swaps-dims" || !f.call) return;
  yield* movedAxes(f, f.call);
  const view = viewCall(f, f.call);
  const shape = shapeOf(view?.tensor ?? null);
  const result = shapeOf(f.tensor(f.call));
  if (!view || !shape || !result) return;
  const said = /permute\(([\d, ]+)\)/.exec(f.problem.message)?.[1];
  if (said) yield { title: `Change it to ${f.text(view.input)}.permute(${said})`, edits: [f.replace(f.call, `${f.text(view.input)}.permute(${said})`)] };
  if (shape.length === result.length) {
    const order = result.map((d) => shape.indexOf(d));
    if (new Set(order).size === order.length && !order.includes(-1)) yield { title: `Change it to ${f.text(view.input)}.permute(${order.join(", ")})`, edits: [f.replace(f.call, `${f.text(view.input)}.permute(${order.join(", ")})`)] };
  }
  const { sizes } = view;
  // (N, L, E) as (N, heads, L, E / heads).
  if (sizes.length !== shape.length + 1 || f.call.func.kind !== "Attribute") return;
  for (let i = 1; i < sizes.length - 1; i++) {
    const moved = sizes.with(i, sizes[i + 1] ?? sizes[i] as typeof sizes[number]).with(i + 1, sizes[i] as typeof sizes[number]);
    const values = result.with(i, result[i + 1] ?? 1).with(i + 1, result[i] ?? 1);
    if (values[i] !== shape[i] || !values.every(isConst)) continue;
    const [first, last] = [sizes[0], sizes.at(-1)];
    if (first && last) yield { title: `Split the dimension where it stands, then transpose(${i}, ${i + 1})`, edits: [f.replaceSpan(f.call, first.start, last.end, moved.map((e) => f.text(e)).join(", ")), f.after(f.call, `.transpose(${i}, ${i + 1})`)] };
  }
}

/** An array of numpy's: `a.transpose(2, 0, 1)`. */
function* movedAxes(f: Fault, call: Call): Generator<Candidate> {
  const axes = /transpose\(([\d, ]+)\)/.exec(f.problem.message)?.[1];
  if (axes === undefined || call.func.kind !== "Attribute") return;
  const isMethod = f.values(call.func.value).some((v) => v instanceof NdArray);
  const array = isMethod ? call.func.value : call.args[0];
  if (array) yield { title: `Change it to ${f.text(array)}.transpose(${axes})`, edits: [f.replace(call, `${f.text(array)}.transpose(${axes})`)] };
}
