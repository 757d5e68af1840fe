/** A mask or a table of positions that is larger than the sequence: its first part. */
import { type Dim, isConst } from "../../dims/index.ts";
import type { Expr } from "../../syntax/ast.ts";
import type { Candidate } from "./edit.ts";
import { type Fault, shapeOf } from "./fault.ts";
import { namesOf, sizesOf } from "./inScope.ts";
import { withMethod } from "./wrap.ts";

export function* sliced(f: Fault): Generator<Candidate> {
  if (f.rule !== "broadcast" && f.rule !== "attention-mask") return;
  const operands = f.operands().map((e) => (e.kind === "Compare" ? e.left : e)).filter((e) => f.tensor(e) !== null && (e.kind === "Name" || e.kind === "Attribute"));
  for (const e of operands) {
    for (const other of f.operands()) {
      const [have, want] = [shapeOf(f.tensor(e)), shapeOf(f.tensor(other))];
      if (other !== e && have && want) yield* shorter(f, e, have, want);
    }
  }
}

function* shorter(f: Fault, e: Expr, have: readonly Dim[], want: readonly Dim[]): Generator<Candidate> {
  const pairs = have.map((d, i) => [d, want[want.length - have.length + i]] as const);
  const wanted = [...new Set(pairs.flatMap(([d, w]) => (w !== undefined && d !== w && d !== 1 && w !== 1 ? [w] : [])))];
  const [size] = wanted;
  if (wanted.length !== 1 || size === undefined || !isConst(size) || pairs.some(([d, w]) => w === size && d !== w && (!isConst(d) || d < size))) return;
  const dim = want.length - have.length + pairs.findIndex(([d, w]) => w === size && d !== w);
  for (const text of [...namesOf(f, size, e), ...sizesOf(f, size, dim, e)].slice(0, 2)) {
    const parts = pairs.map(([d, w]) => (w === size && d !== w ? `:${text}` : ":"));
    while (parts.at(-1) === ":") parts.pop();
    yield withMethod(f, e, `[${parts.join(", ")}]`);
  }
}
