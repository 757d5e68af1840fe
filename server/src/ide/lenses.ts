/** Code lenses over a model class: what it accepts → what it gives, parameters, and what can be done with it. */
import { flowsOf } from "./flows.ts";
import { poolingSites } from "./pooling.ts";
import type { Position, Range } from "./position.ts";
import type { Analysis } from "./session.ts";

export interface CodeLens {
  readonly range: Range;
  readonly title: string;
  readonly action: "shapes" | "table" | "preview" | "input";
  /** The place that the action is about. */
  readonly at: Position;
}

/** Where a class is called with several shapes, the first is shown and the others are counted. */
export function codeLenses(analysis: Analysis): readonly CodeLens[] {
  const { places, path } = analysis;
  const sites = poolingSites(analysis);
  return [...flowsOf(analysis)].flatMap(([node, [first, ...others]]): readonly CodeLens[] => {
    const range = places.range(path, node.unit.base + node.nameStart, node.unit.base + node.nameEnd);
    const { end } = places.range(path, node.unit.base + node.start, node.unit.base + node.end);
    const title = `${first.shapes}${first.needs.map((n) => `, ${n}`).slice(0, 1).join("")} · ${first.parameters}${others.length > 0 ? ` (+${others.length})` : ""}`;
    const within = sites.filter((site) => site.range.start.line >= range.start.line && site.range.start.line <= end.line);
    const pooling = within.find(({ kind }) => kind !== "convolution") ?? within[0];
    return [
      { range, title, action: "shapes", at: range.start },
      { range, title: "Table", action: "table", at: range.start },
      ...(pooling ? [{ range, title: "Preview", action: "preview", at: pooling.range.start } as const] : []),
      { range, title: "Set input", action: "input", at: range.start },
    ];
  });
}
