/** Tensors made with sizes that are written out: the size that the other has. */
import { type Dim, isConst } from "../../dims/index.ts";
import { PyTuple } from "../../python/values.ts";
import type { Expr } from "../../syntax/ast.ts";
import { Tensor } from "../../torch/tensor.ts";
import { definingLiterals } from "./definitions.ts";
import type { Candidate } from "./edit.ts";
import { type Fault, shapeOf } from "./fault.ts";
import { isNumeric } from "./numberStyle.ts";

const RULES: ReadonlySet<string> = new Set(["broadcast", "attention-mask", "cat-sizes", "stack-sizes", "matmul-shapes", "loss-target", "rnn-hidden-size", "expand-size", "mask-shape", "in-place"]);
/** What is made of a number; what is made of chance stands for data. */
const MADE = /^(zeros|ones|full|empty|eye)$/;
/** What keeps the sizes. */
const SAME = /^(triu|tril|to|float|long|bool|half|double|cuda|cpu|type|clone|detach|mul|requires_grad_|contiguous)$/;

export function* madeSizes(f: Fault): Generator<Candidate> {
  if (!RULES.has(f.rule)) return;
  const tensors = f.operands().flatMap((e) => f.values(e)).flatMap((v) => (v instanceof PyTuple ? v.items : [v])).filter((v): v is Tensor => v instanceof Tensor);
  const all = [...new Set([...f.tensors, ...tensors])];
  const told = toldSizes(f);
  for (const t of all) {
    const shape = shapeOf(t);
    if (!shape) continue;
    if (told && told.got.length === shape.length && told.got.every((d, i) => d === shape[i])) yield* resized(f, t, told.want);
    for (const other of all) if (other !== t) yield* resized(f, t, alike(shape, shapeOf(other)));
  }
}

/** Sizes that the message states: expected and got. */
function toldSizes(f: Fault): { want: readonly number[]; got: readonly number[] } | null {
  const said = /torch\.Size\(\[([\d, ]+)\]\), but should be \(([\d, ]+)\)/.exec(f.problem.message);
  const numbers = (text: string): number[] => text.split(",").filter((s) => s.trim() !== "").map(Number);
  return said ? { got: numbers(said[1] ?? ""), want: numbers(said[2] ?? "") } : null;
}

/** The shape with the sizes of another where they differ, from the last. */
function alike(shape: readonly Dim[], other: readonly Dim[] | null): readonly Dim[] {
  if (!other) return shape;
  return shape.map((d, i) => {
    const o = other[other.length - shape.length + i];
    return o !== undefined && o !== 1 && d !== 1 ? o : d;
  });
}

function* resized(f: Fault, t: Tensor, want: readonly Dim[]): Generator<Candidate> {
  const made = madeBy(t);
  const shape = shapeOf(t);
  const node = made?.from?.node;
  if (!shape || !made?.from?.recorded || node?.kind !== "Call") return;
  const [first] = node.args;
  const sizes: readonly Expr[] = first?.kind === "Tuple" || first?.kind === "List" ? first.elts : node.args;
  if (sizes.length !== shape.length) return;
  const differing = sizes.flatMap((e, i) => (shape[i] !== want[i] && isConst(want[i] as Dim) ? [[e, want[i] as number] as const] : []));
  if (differing.length === 0) return;
  const targets = differing.map(([e, n]) => [isNumeric(e) ? e : (definingLiterals(f, e)[0] ?? e), n] as const);
  yield { title: `Change the sizes of ${made.from.op} to ${want.join(", ")}`, edits: distinct(targets).map(([e, n]) => f.replace(e, String(n))) };
}

function distinct(targets: readonly (readonly [Expr, number])[]): readonly (readonly [Expr, number])[] {
  return targets.filter(([e], i) => targets.findIndex(([o]) => o === e) === i);
}

function madeBy(t: Tensor): Tensor | null {
  for (let at: Tensor | undefined = t, i = 0; at && i < 6; i++) {
    const op: string = at.from?.op ?? "";
    if (MADE.test(op)) return at;
    if (!SAME.test(op)) return null;
    at = at.from?.inputs[0];
  }
  return null;
}
