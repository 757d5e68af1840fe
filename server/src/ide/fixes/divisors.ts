/** Groups and heads that do not divide the channels: the nearest number that does. */
import type { Expr } from "../../syntax/ast.ts";
import { definingLiterals } from "./definitions.ts";
import type { Candidate } from "./edit.ts";
import type { Fault } from "./fault.ts";
import { isNumeric } from "./numberStyle.ts";

/** Parameter to change → the one that it must divide, and where both stand among the positional arguments of which callees. */
const PAIRS: readonly { readonly callee: RegExp; readonly part: string; readonly partAt: number; readonly whole: string; readonly wholeAt: number }[] = [
  { callee: /^Conv(Transpose)?\d?d?$|^Conv\dd$/, part: "groups", partAt: 6, whole: "in_channels", wholeAt: 0 },
  { callee: /^ConvTranspose\dd$/, part: "groups", partAt: 6, whole: "in_channels", wholeAt: 0 },
  { callee: /^GroupNorm$/, part: "num_groups", partAt: 0, whole: "num_channels", wholeAt: 1 },
  { callee: /^MultiheadAttention$/, part: "num_heads", partAt: 1, whole: "embed_dim", wholeAt: 0 },
  { callee: /^Transformer(En|De)coderLayer$/, part: "nhead", partAt: 1, whole: "d_model", wholeAt: 0 },
  { callee: /^Transformer$/, part: "nhead", partAt: 1, whole: "d_model", wholeAt: 0 },
];

export function* divisors(f: Fault): Generator<Candidate> {
  if (f.rule !== "groups" && !/divisible by num_heads/.test(f.problem.message)) return;
  for (const call of [f.call, f.construction]) {
    if (!call) continue;
    const callee = call.func.kind === "Name" ? call.func.id : call.func.kind === "Attribute" ? call.func.attr : "";
    for (const pair of PAIRS.filter((p) => p.callee.test(callee))) {
      const find = (name: string, at: number): Expr | undefined => call.keywords.find((k) => k.arg === name)?.value ?? call.args[at];
      const part = find(pair.part, pair.partAt);
      const whole = find(pair.whole, pair.wholeAt);
      const [n, of] = [part ? f.int(part) : null, whole ? f.int(whole) : null];
      if (!part || !whole || n === null || of === null || of < 1) continue;
      const fitting = nearestDivisors(of, n);
      for (const target of isNumeric(part) ? [part] : [...definingLiterals(f, part), part]) for (const d of fitting) yield { title: `Change ${pair.part} to ${d}`, edits: [f.replace(target, String(d))] };
      const up = Math.max(1, Math.round(of / n)) * n;
      for (const target of isNumeric(whole) ? [whole] : definingLiterals(f, whole)) yield { title: `Change ${pair.whole} to ${up}`, edits: [f.replace(target, String(up))], tentative: true };
    }
  }
}

/** The nearest divisors, powers of two of a like size first. */
function nearestDivisors(whole: number, near: number): readonly number[] {
  const all = Array.from({ length: Math.min(whole, 4096) }, (_, i) => i + 1).filter((d) => whole % d === 0);
  return all.sort((a, b) => Math.abs(Math.log(a / near)) - Math.abs(Math.log(b / near))).slice(0, 2);
}
