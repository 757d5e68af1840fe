/** Tensors that the program itself makes with a size that nothing else has: the size that the other side has, in the style of what is written. */
import { isConst } from "../../dims/index.ts";
import type { Call, Expr } from "../../syntax/ast.ts";
import type { Tensor } from "../../torch/tensor.ts";
import { flattenedSizes } from "./argumentNumber.ts";
import { definingLiterals } from "./definitions.ts";
import type { Candidate } from "./edit.ts";
import { type Fault, shapeOf } from "./fault.ts";
import { isAboutClasses } from "./outputNumber.ts";
import { inStyle, isNumeric } from "./numberStyle.ts";

const RULES: ReadonlySet<string> = new Set(["broadcast", "in-place", "cat-sizes", "stack-sizes", "matmul-shapes", "linear-in-features", "conv-in-channels", "loss-target", "loss-broadcast", "rnn-hidden-size", "expand-size", "mask-shape", "index-shape", "argument-value", "attention-mask", "attention-batch", "einsum"]);
const MADE = /^(zeros|ones|full|empty|rand|randn|randint|normal)$/;
/** What makes a parameter or keeps the sizes. */
const SAME = /^(Parameter|float|double|half|long|bool|to|cuda|cpu|requires_grad_|clone|detach|contiguous|relu|sigmoid|tanh|softmax)$/;

export function* otherSize(f: Fault): Generator<Candidate> {
  if (!RULES.has(f.rule) || isAboutClasses(f)) return;
  const all = [...new Set([...f.operands().flatMap((e) => f.tensor(e) ?? []), ...f.tensors])];
  const wanted = numbersSaid(f);
  for (const t of all) {
    const made = makerOf(f, t);
    const shape = shapeOf(t);
    if (!made || !shape || made.sizes.length !== shape.length) continue;
    const others = [...new Set([...all.filter((o) => o !== t).flatMap((o) => (shapeOf(o) ?? []).filter(isConst)), ...wanted])];
    for (const [i, e] of [...made.sizes.entries()].reverse()) {
      const now = shape[i];
      if (now === undefined || !isConst(now) || !wanted.includes(now)) continue;
      for (const want of others) if (want !== now && want > 0) yield* changed(f, e, now, want, all, made.isWeight);
    }
  }
}

/** The sizes of which the message speaks. */
function numbersSaid(f: Fault): readonly number[] {
  return [...new Set([...`${f.problem.message} ${f.problem.law}`.matchAll(/\d+/g)].map((m) => Number(m[0])))].filter((n) => n > 0);
}

interface Maker {
  readonly sizes: readonly Expr[];
  /** A weight of the program's own; what is made of chance else stands for data. */
  readonly isWeight: boolean;
}

/** The sizes in the call that made a tensor, in the program's own code. */
function makerOf(f: Fault, t: Tensor): Maker | null {
  for (let at: Tensor | undefined = t, i = 0; at && i < 5; at = at.from?.inputs[0], i++) {
    const { from } = at;
    if (from === null) return writtenFor(f, at);
    if (from.recorded && from.node?.kind === "Call" && MADE.test(from.op)) return { sizes: sizesIn(from.node), isWeight: t.isParameter || at.requiresGrad || /^(zeros|ones|full|empty)$/.test(from.op) };
    if (!SAME.test(from.op)) return null;
  }
  return null;
}

/** `self.pos = nn.Parameter(torch.zeros(1, n, dim))`, `register_buffer("pos", torch.zeros(…))`. */
function writtenFor(f: Fault, t: Tensor): Maker | null {
  const { owner } = t;
  const init = owner?.module.cls.node;
  if (!owner || !init) return null;
  const text = init.unit.text;
  for (const s of init.body) {
    if (s.kind !== "FunctionDef" || s.name !== "__init__") continue;
    for (const stmt of s.body) {
      const isOwn = stmt.kind === "Assign" && stmt.targets.some((x) => x.kind === "Attribute" && x.attr === owner.name) && stmt.value.kind === "Call";
      const call = stmt.kind === "Assign" ? stmt.value : stmt.kind === "Expr" ? stmt.value : null;
      const isBuffer = call?.kind === "Call" && /register_(buffer|parameter)$/.test(text.slice(call.func.start, call.func.end)) && call.args[0]?.kind === "Constant" && f.text(call.args[0]).slice(1, -1) === owner.name;
      if (call?.kind === "Call" && (isOwn || isBuffer)) {
        const made = innermost(isBuffer ? (call.args[1] ?? call) : call);
        if (made) return { sizes: sizesIn(made), isWeight: true };
      }
    }
  }
  return null;
}

function innermost(e: Expr): Call | null {
  if (e.kind !== "Call") return null;
  return (e.args[0] && innermost(e.args[0])) ?? e;
}

function sizesIn(call: Call): readonly Expr[] {
  const tuple = [...call.args, ...call.keywords.filter((k) => k.arg === "size").map((k) => k.value)].find((a) => a.kind === "Tuple" || a.kind === "List");
  return tuple?.kind === "Tuple" || tuple?.kind === "List" ? tuple.elts : call.args;
}

function* changed(f: Fault, e: Expr, now: number, want: number, all: readonly Tensor[], isWeight: boolean): Generator<Candidate> {
  const tentative = isWeight ? {} : { tentative: true };
  if (isNumeric(e)) {
    const sides = all.map((t) => flattenedSizes(t)).find((s) => s.length > 0) ?? [];
    const text = inStyle(e, f.text(e), want, sides);
    yield { title: `Change ${f.text(e)} to ${text}`, edits: [f.replace(e, text)], ...tentative };
    return;
  }
  const step = want - now;
  if (Math.abs(step) <= 2) yield { title: `Change ${f.text(e)} to ${f.text(e)} ${step > 0 ? "+" : "-"} ${Math.abs(step)}`, edits: [f.replace(e, `${f.text(e)} ${step > 0 ? "+" : "-"} ${Math.abs(step)}`)], ...tentative };
  for (const literal of definingLiterals(f, e)) if (f.int(literal) === now) yield { title: `Change ${f.text(e)} to ${want}`, edits: [f.replace(literal, String(want))], ...tentative };
  yield { title: `Change ${f.text(e)} to ${want}`, edits: [f.replace(e, String(want))], ...tentative };
}
