/** A hidden state of another size than the recurrent layer's: the number in `torch.zeros(layers, batch, hidden)`. */
import type { Candidate } from "./edit.ts";
import { definingLiterals } from "./definitions.ts";
import type { Fault } from "./fault.ts";
import { isNumeric } from "./numberStyle.ts";
import { withMethod } from "./wrap.ts";

export function* hiddenState(f: Fault): Generator<Candidate> {
  if (f.rule !== "rnn-hidden-size") return;
  const said = /size \(([\d, ]+)\), got [[(]([\d, ]+)[\])]/.exec(f.problem.message);
  if (!said) return;
  const numbers = (text: string | undefined): number[] => (text ?? "").split(",").map((s) => Number(s.trim()));
  const [want, got] = [numbers(said[1]), numbers(said[2])];
  for (const t of f.tensors) {
    const made = t.from?.node;
    if (!t.from?.recorded || made?.kind !== "Call" || t.shape?.length !== got.length) continue;
    const sizes = made.args.length === 1 && (made.args[0]?.kind === "Tuple" || made.args[0]?.kind === "List") ? made.args[0].elts : made.args;
    const edits = sizes.flatMap((e, i) => (want[i] !== undefined && got[i] !== want[i] ? [f.replace(e, String(want[i]))] : []));
    const differing = sizes.filter((_, i) => got[i] !== want[i]);
    const [only] = differing;
    if (differing.length === 1 && only && !isNumeric(only)) for (const literal of definingLiterals(f, only)) yield { title: `Change ${f.text(only)} to ${want[sizes.indexOf(only)]}`, edits: [f.replace(literal, String(want[sizes.indexOf(only)]))] };
    if (edits.length > 0) yield { title: `Change the sizes of the hidden state to ${want.join(", ")}`, edits };
  }
  for (const e of f.operands()) {
    const shape = f.tensor(e)?.shape;
    if (shape?.length === want.length - 1) yield withMethod(f, e, ".unsqueeze(0)");
    if (shape?.length === 3) yield withMethod(f, e, ".transpose(0, 1)");
  }
}
