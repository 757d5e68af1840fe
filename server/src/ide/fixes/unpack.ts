/** `n, c, h, w = x.shape` of another number of dimensions: the names that are lacking, or too many. */
import { PyList, PyTuple } from "../../python/values.ts";
import type { Candidate } from "./edit.ts";
import type { Fault } from "./fault.ts";

export function* unpack(f: Fault): Generator<Candidate> {
  if (f.rule !== "unpack" || !f.node) return;
  const statement = f.statement(f.node);
  if (statement?.kind !== "Assign") return;
  const [target] = statement.targets;
  if (target?.kind !== "Tuple" || target.elts.length === 0) return;
  const value = f.values(statement.value).find((v): v is PyTuple | PyList => v instanceof PyTuple || v instanceof PyList);
  const made = statement.value;
  const count = made.kind === "Call" && made.func.kind === "Attribute" && made.func.attr === "chunk" ? (f.tensor(made.func.value) ? made.args[0] : made.args[1]) : undefined;
  if (count && f.int(count) !== null) yield { title: `Change the number of chunks to ${target.elts.length}`, edits: [f.replace(count, String(target.elts.length))], tentative: true };
  const more = value ? value.items.length - target.elts.length : 0;
  const [first, last] = [target.elts[0], target.elts.at(-1)];
  if (!first || !last) return;
  if (more === 1) {
    yield { title: `Unpack one more: _, ${f.text(first)}, …`, edits: [f.before(first, "_, ")] };
    yield { title: `Unpack one more: …, ${f.text(last)}, _`, edits: [f.after(last, ", _")] };
  } else if (more > 1) yield { title: "Unpack the rest: *_", edits: [f.after(last, ", *_")] };
}
