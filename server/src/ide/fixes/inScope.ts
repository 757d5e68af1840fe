/** Words of the program for a number: a name, an attribute, a product that has it as its value. */
import { isConst } from "../../dims/index.ts";
import type { Expr, Node } from "../../syntax/ast.ts";
import { walk } from "../../syntax/walk.ts";
import type { Call } from "../../syntax/ast.ts";
import type { Fault } from "./fault.ts";
import { isNumeric } from "./numberStyle.ts";

/** Names known where an expression stands that have a value, the nearest first. */
export function namesOf(f: Fault, value: number, at: Node): readonly string[] {
  const fn = f.functionAround(at);
  const out: string[] = [];
  for (const p of fn ? [...fn.args.posonly, ...fn.args.args, ...fn.args.kwonly] : []) if (f.int(p) === value) out.push(p.name);
  for (const stmt of fn?.body ?? []) {
    if (stmt.start >= at.start) break;
    walk(stmt, (n) => {
      if ((n.kind === "Name" || (n.kind === "Attribute" && n.value.kind === "Name")) && f.int(n) === value) out.push(f.text(n));
    });
  }
  return [...new Set(out)];
}

/** `x.size(1)` for a size that a tensor in the function has in that dimension: the same number elsewhere is another size. */
export function sizesOf(f: Fault, value: number, dim: number, at: Node): readonly string[] {
  const fn = f.functionAround(at);
  const out: string[] = [];
  for (const p of fn ? [...fn.args.posonly, ...fn.args.args] : []) {
    const d = f.tensor(p)?.shape?.[dim];
    if (dim > 0 && d !== undefined && isConst(d) && d === value) out.push(`${p.name}.size(${dim})`);
  }
  return out;
}

/** What layers built before an expression give: their second argument, or `out_…`, where it has the value; not plain numbers. */
export function outputsBefore(f: Fault, value: number, at: Expr): readonly string[] {
  const fn = f.functionAround(at);
  const out: string[] = [];
  for (const stmt of fn?.body ?? []) {
    walk(stmt, (n) => {
      if (n.kind !== "Call" || n.start >= at.start || f.around(at).includes(n)) return;
      const given = outputArgument(n);
      if (given && !isNumeric(given) && f.values(given).includes(value)) out.unshift(f.text(given));
    });
  }
  return [...new Set(out)];
}

function outputArgument(call: Call): Expr | undefined {
  return call.keywords.find((k) => k.arg !== null && /^(out_|hidden_size|embedding_dim)/.test(k.arg))?.value ?? call.args[1];
}
