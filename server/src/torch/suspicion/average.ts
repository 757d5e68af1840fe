/** An average over the dimension that a softmax went along: what it counts there are items, whose probabilities do not sum to 1. */
import { print, printShape } from "../../dims/index.ts";
import type { Expr } from "../../syntax/ast.ts";
import { walk } from "../../syntax/walk.ts";
import type { OpContext } from "../op.ts";
import { Tensor } from "../tensor.ts";
import { toldItsDim } from "./loss.ts";
import { suspect } from "./suspect.ts";

/** `(p * p.log()).sum() / p.size(0)` where p is a softmax over dim 0. */
export function checkAverage(c: OpContext, total: unknown): void {
  const { node } = c;
  if (!(total instanceof Tensor) || total.shape?.length !== 0 || !c.interp.recording || node?.kind !== "BinOp") return;
  const counted = sizesIn(node.right).flatMap(({ of, dim }) => (c.interp.trace.values.get(of) ?? []).flatMap((t) => (t instanceof Tensor ? [{ t, dim }] : [])));
  if (counted.length === 0) return;
  for (const soft of softmaxesOf(total)) {
    const [along] = soft.from?.along ?? [];
    if (along === undefined || !soft.from || !counted.some(({ t, dim }) => dimIn(soft, t, dim) === along)) continue;
    const size = soft.shape?.[along];
    suspect(c.interp, toldItsDim(soft.from), {
      rule: "softmax-over-batch",
      law: `${soft.from.op} over dim ${along} of ${printShape(soft.shape ?? [])} makes those ${size === undefined ? "" : `${print(size)} `}sum to 1, but the total is divided by the size of dim ${along}, as if each were an item of a batch`,
      reason: "each item's result would depend on the others in its batch: use the dimension of the classes",
      subjects: soft.from.inputs,
    });
  }
}

/** `t.size(0)`, `t.shape[0]`, `len(t)` within an expression. */
function sizesIn(e: Expr): readonly { of: Expr; dim: number }[] {
  const out: { of: Expr; dim: number }[] = [];
  walk(e, (n) => {
    if (n.kind === "Call" && n.func.kind === "Attribute" && n.func.attr === "size" && n.args[0]?.kind === "Constant" && n.args[0].value.type === "int") out.push({ of: n.func.value, dim: n.args[0].value.value });
    else if (n.kind === "Call" && n.func.kind === "Name" && n.func.id === "len" && n.args[0]) out.push({ of: n.args[0], dim: 0 });
    else if (n.kind === "Subscript" && n.value.kind === "Attribute" && n.value.attr === "shape" && n.slice.kind === "Constant" && n.slice.value.type === "int") out.push({ of: n.value.value, dim: n.slice.value.value });
  });
  return out;
}

/** The softmaxes of several items and classes that a total was made of. */
function softmaxesOf(total: Tensor): readonly Tensor[] {
  const out: Tensor[] = [];
  const seen = new Set<Tensor>();
  const open = [total];
  for (let t = open.pop(); t && seen.size < 60; t = open.pop()) {
    if (seen.has(t) || !t.from) continue;
    seen.add(t);
    const { op, along } = t.from;
    if (op === "softmax" || op === "log_softmax") {
      if (along?.length === 1 && (t.shape?.length ?? 0) >= 2 && t.shape?.[along[0] ?? 0] !== 1 && t.shape?.some((d, i) => i !== along[0] && d !== 1)) out.push(t);
    } else if (ELEMENTWISE.has(op) || t.from.order || op === "sum") open.push(...t.from.inputs);
  }
  return out;
}

const ELEMENTWISE: ReadonlySet<string> = new Set(["mul", "add", "sub", "rsub", "neg", "log", "exp", "clamp", "div", "contiguous", "clone", "to", "float", "double", "xlogy", "masked_fill", "where"]);
/** What leaves each dimension where it is. */
const IN_PLACE: ReadonlySet<string> = new Set(["contiguous", "clone", "to", "float", "double", "detach"]);

/** Which dimension of a softmax is one of a tensor that was made of it, or that it was made of; null: none, for all that is known. */
function dimIn(soft: Tensor, t: Tensor, dim: number): number | null {
  const before = soft.from?.inputs[0];
  let at: Tensor | undefined = t;
  let place = dim < 0 ? dim + (t.shape?.length ?? 0) : dim;
  for (let i = 0; at && i < 20; i++) {
    if (at === soft || at === before) return place;
    if (at.from?.order) place = at.from.order[place] ?? -1;
    else if (!IN_PLACE.has(at.from?.op ?? "")) return null;
    at = at.from?.inputs[0];
  }
  return null;
}
