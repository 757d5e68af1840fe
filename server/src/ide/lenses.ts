/** Code lenses over a model class: what it accepts → what it gives, parameters. */
import { flowsOf } from "./flows.ts";
import type { Range } from "./position.ts";
import type { Analysis } from "./session.ts";

export interface CodeLens {
  readonly range: Range;
  readonly title: string;
}

/** One lens a class; where it is called with several shapes, the first is shown and the others are counted. */
export function codeLenses(analysis: Analysis): readonly CodeLens[] {
  const { places, path } = analysis;
  return [...flowsOf(analysis)].map(([node, [first, ...others]]) => ({
    range: places.range(path, node.unit.base + node.nameStart, node.unit.base + node.nameEnd),
    title: `${first.shapes}${first.needs.map((n) => `, ${n}`).slice(0, 1).join("")} · ${first.parameters}${others.length > 0 ? ` (+${others.length})` : ""}`,
  }));
}
