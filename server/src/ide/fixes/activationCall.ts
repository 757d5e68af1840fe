/** A layer constructed with the tensor that it should be called on: `nn.ReLU(x)` → `nn.ReLU()(x)`. */
import { Instance } from "../../python/values.ts";
import type { Candidate } from "./edit.ts";
import type { Fault } from "./fault.ts";

export function* activationCall(f: Fault): Generator<Candidate> {
  for (const v of [...f.problem.subjects, ...f.operands().flatMap((e) => f.values(e))]) {
    const site = v instanceof Instance ? v.site : null;
    const call = site?.recorded && site.node?.kind === "Call" ? site.node : null;
    if (call && call.args.some((a) => f.tensor(a) !== null)) yield { title: "Construct the layer, then call it", edits: [f.after(call.func, "()")] };
  }
}
