/** What goes into and comes out of the model classes of a file, over all its entries. */
import type { ClassDef } from "../syntax/ast.ts";
import type { Instance, Value } from "../python/values.ts";
import { parametersText, valueText } from "./describe.ts";
import type { Entry } from "./entries.ts";
import type { Analysis } from "./session.ts";

export interface Flow {
  /** `(64, 1, 28, 28) → (64, 10)` */
  readonly shapes: string;
  readonly parameters: string;
  /** What the inputs must be, where they are symbols. */
  readonly needs: readonly string[];
}

type Flows = [Flow, ...Flow[]];

/** Distinct flows of each class, those of an entry of its own first. */
export function flowsOf(analysis: Analysis): ReadonlyMap<ClassDef, Flows> {
  const { interp, path } = analysis;
  const flows = new Map<ClassDef, Flows>();
  const add = (entry: Entry, module: Instance, inputs: readonly Value[], output: Value, needs: readonly string[]): void => {
    const { node } = module.cls;
    if (!node || node.unit.path !== path) return;
    const shapes = `${inputs.map((v) => valueText(interp, v)).join(", ")} → ${valueText(interp, output)}`;
    const flow = { shapes, parameters: parametersText(module, entry.parameters.get(module)), needs: needs.filter((need) => speaksOf(need, shapes)) };
    const known = flows.get(node);
    if (!known) flows.set(node, [flow]);
    else if (!known.some((k) => k.shapes === shapes)) known.push(flow);
  };
  for (const entry of analysis.entries) {
    if (!entry.model) continue;
    interp.scope = entry.scope;
    add(entry, entry.model, entry.inputs.map(({ value }) => value), entry.output, entry.requirements.map(({ text }) => text));
  }
  for (const entry of analysis.entries) {
    interp.scope = entry.scope;
    for (const c of entry.trace.calls) if (c.module !== entry.model) add(entry, c.module, [...c.inputs, ...c.kwargs.values()], c.output, []);
  }
  return flows;
}

/** A requirement is worth telling where its symbols are still to be seen: `C == 3` is not, once the shape says 3. */
function speaksOf(need: string, shapes: string): boolean {
  const seen = new Set(shapes.match(/[A-Za-z_]\w*/g));
  return (need.match(/[A-Za-z_]\w*/g) ?? []).some((name) => seen.has(name));
}
