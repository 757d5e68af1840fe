/** A layer for another number of dimensions: BatchNorm1d after a convolution of images. */
import type { Instance } from "../../python/values.ts";
import type { Call } from "../../syntax/ast.ts";
import type { Candidate } from "./edit.ts";
import { type Fault, shapeOf } from "./fault.ts";

export function* layerRank(f: Fault): Generator<Candidate> {
  if (f.rule !== "rank" && f.rule !== "dim-out-of-range") return;
  const rank = shapeOf(f.tensors[0] ?? null)?.length ?? Number(/(\d)D input/.exec(f.problem.message)?.[1] ?? 0);
  for (const call of layerCalls(f)) {
    const func = call.func;
    const [start, name] = func.kind === "Attribute" ? [func.attrStart, func.attr] : func.kind === "Name" ? [func.start, func.id] : [0, ""];
    const [, family, digit] = /^(.*[a-z])(\d)d$/.exec(name) ?? [];
    if (!family || !digit) continue;
    const wanted = rank - 2;
    if (wanted >= 1 && wanted <= 3 && wanted !== Number(digit)) yield { title: `Change ${name} to ${family}${wanted}d`, edits: [f.replaceSpan(func, start, func.end, `${family}${wanted}d`)] };
  }
}

/** Constructor calls of the layers in whose forward it fails, as far as the user wrote them. */
function layerCalls(f: Fault): readonly Call[] {
  const out: Call[] = [];
  const add = (m: Instance | null | undefined): void => {
    const node = m?.site?.node;
    if (m?.site?.recorded && node?.kind === "Call" && !out.includes(node)) out.push(node);
  };
  add(f.layer);
  for (const e of f.entries) for (const c of e.trace.calls) if (c.status !== "ok" && c.node !== null && (c.node === f.node || c.node === f.problem.node)) add(c.module);
  for (const e of f.entries) for (const c of e.trace.calls) if (c.status !== "ok") add(c.module);
  return out;
}
