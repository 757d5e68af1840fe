/** A hidden state of another size than the recurrent layer's: the number in `torch.zeros(layers, batch, hidden)`. */
import { isConst } from "../../dims/index.ts";
import type { Expr } from "../../syntax/ast.ts";
import type { Candidate } from "./edit.ts";
import { definingLiterals } from "./definitions.ts";
import type { Fault } from "./fault.ts";
import { namesOf } from "./inScope.ts";
import { isNumeric } from "./numberStyle.ts";
import { withNumber } from "./padding.ts";
import { constructorArgument } from "../diagnostics.ts";
import { withMethod } from "./wrap.ts";
import { PyTuple } from "../../python/values.ts";
import { Tensor } from "../../torch/tensor.ts";

export function* hiddenState(f: Fault): Generator<Candidate> {
  if (f.rule !== "rnn-hidden-size") return;
  if (/hx and cx should also be 3-D|should also be 3-D/.test(f.problem.message)) yield* lackingLayer(f);
  const said = /[Ee]xpected hidden(?:\[\d\])? size \(([\d, ]+)\), got [[(]([\d, ]+)[\])]/.exec(f.problem.message);
  if (!said) return;
  const numbers = (text: string | undefined): number[] => (text ?? "").split(",").map((s) => Number(s.trim()));
  const [want, got] = [numbers(said[1]), numbers(said[2])];
  const states = f.operands().flatMap((e) => f.values(e)).flatMap((v) => (v instanceof PyTuple ? v.items : [v]));
  for (const t of new Set([...f.tensors, ...states])) {
    if (!(t instanceof Tensor)) continue;
    const made = t.from?.node;
    if (!t.from?.recorded || made?.kind !== "Call" || t.shape?.length !== got.length) continue;
    const sizes = made.args.length === 1 && (made.args[0]?.kind === "Tuple" || made.args[0]?.kind === "List") ? made.args[0].elts : made.args;
    const [input] = f.call?.args ?? [];
    const at = want.findIndex((d, i) => d !== got[i]);
    const batch = sizes[at];
    const given = input ? f.values(input).find((v): v is Tensor => v instanceof Tensor && v.shape?.includes(want[at] ?? -1) === true) : undefined;
    const where = given?.shape?.indexOf(want[at] ?? -1);
    if (input?.kind === "Name" && batch && at === 1 && where !== undefined && where >= 0 && f.functionAround(made) === f.functionAround(input)) yield { title: `Change ${f.text(batch)} to ${input.id}.size(${where})`, edits: [f.replace(batch, `${input.id}.size(${where})`)] };
    const edits = sizes.flatMap((e, i) => (want[i] !== undefined && got[i] !== want[i] ? [f.replace(e, String(want[i]))] : []));
    const differing = sizes.filter((_, i) => got[i] !== want[i]);
    const [only] = differing;
    if (differing.length === 1 && only && !isNumeric(only)) for (const literal of definingLiterals(f, only)) yield { title: `Change ${f.text(only)} to ${want[sizes.indexOf(only)]}`, edits: [f.replace(literal, String(want[sizes.indexOf(only)]))], tentative: true };
    if (edits.length > 0) yield { title: `Change the sizes of the hidden state to ${want.join(", ")}`, edits };
  }
  yield* ofLayer(f, want, got);
  for (const e of f.operands()) {
    const shape = f.tensor(e)?.shape;
    if (shape?.length === want.length - 1) yield withMethod(f, e, ".unsqueeze(0)");
    if (shape?.length === 3) yield withMethod(f, e, ".transpose(0, 1)");
  }
}

/** States of a batch that lack the dimension of the layers. */
function* lackingLayer(f: Fault): Generator<Candidate> {
  for (const e of f.call?.args.slice(1) ?? []) {
    const parts = e.kind === "Tuple" || e.kind === "List" ? e.elts : [e];
    yield* lackingBatch(f, parts);
    if (parts.every((p) => f.tensor(p)?.shape?.length === 2)) yield { title: "Give the state its dimension of layers: .unsqueeze(0)", edits: parts.map((p) => f.after(p, ".unsqueeze(0)")) };
  }
}

/** `torch.zeros(layers, hidden)` → `torch.zeros(layers, batch, hidden)`. */
function* lackingBatch(f: Fault, states: readonly Expr[]): Generator<Candidate> {
  const shape = f.call?.args[0] ? f.tensor(f.call.args[0])?.shape : null;
  const firstSizes = states.flatMap((p) => {
    const from = f.tensor(p)?.from;
    const call = from?.recorded && from.node?.kind === "Call" && /^(zeros|ones|empty|rand|randn)$/.test(from.op) ? from.node : null;
    const sizes = call?.args[0]?.kind === "Tuple" || call?.args[0]?.kind === "List" ? call.args[0].elts : (call?.args ?? []);
    return sizes.length === 2 && sizes[0] ? [sizes[0]] : [];
  });
  const [first] = firstSizes;
  if (!shape || !first || firstSizes.length !== states.length) return;
  for (const size of shape.slice(0, 2)) {
    if (!isConst(size)) continue;
    for (const text of [...namesOf(f, size, first), String(size)]) yield { title: `Give the state its batch: ${text}`, edits: [...new Set(firstSizes)].map((e) => f.after(e, `, ${text}`)) };
  }
}

/** The layer's hidden size or number of layers is that of the state. */
function* ofLayer(f: Fault, want: readonly number[], got: readonly number[]): Generator<Candidate> {
  const layer = f.failingLayer;
  const call = layer?.site?.recorded && layer.site.node?.kind === "Call" ? layer.site.node : null;
  if (!layer || !call || want.length !== 3 || got.length !== 3 || want[1] !== got[1]) return;
  const [layers, , hidden] = got as [number, number, number];
  if (want[0] !== layers) for (const text of [...namesOf(f, layers, call), String(layers)]) yield* withNumber(f, layer, call, "num_layers", text);
  const given = constructorArgument(layer, call, "hidden_size");
  if (want[2] === hidden || !given) return;
  if (!isNumeric(given)) for (const literal of definingLiterals(f, given)) yield { title: `Change ${f.text(given)} to ${hidden}`, edits: [f.replace(literal, String(hidden))] };
  for (const text of [...namesOf(f, hidden, call), String(hidden)]) yield { title: `Change hidden_size to ${text}`, edits: [f.replace(given, text)] };
}
