/** Code lenses over a model class: what it accepts → what it gives, parameters. */
import { parametersText, valueText } from "./describe.ts";
import type { Range } from "./position.ts";
import type { Analysis } from "./session.ts";

export interface CodeLens {
  readonly range: Range;
  readonly title: string;
}

export function codeLenses(analysis: Analysis): readonly CodeLens[] {
  const out = new Map<string, CodeLens>();
  for (const entry of analysis.entries) {
    const node = entry.model?.cls.node;
    if (!entry.model || !node || node.unit.path !== analysis.path) continue;
    analysis.interp.scope = entry.scope;
    const range = analysis.places.range(analysis.path, node.unit.base + node.nameStart, node.unit.base + node.nameEnd);
    const needs = entry.requirements.length > 0 ? `, ${entry.requirements[0]?.text}` : "";
    const title = `${entry.inputs.map((i) => valueText(analysis.interp, i.value)).join(", ")}${needs} → ${valueText(analysis.interp, entry.output)} · ${parametersText(entry.model)}`;
    out.set(`${range.start.line}`, out.get(`${range.start.line}`) ?? { range, title });
  }
  return [...out.values()];
}
