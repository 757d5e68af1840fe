/** Inlay hints: the shape after an assignment. */
import type { Node } from "../syntax/ast.ts";
import { shapeText } from "./describe.ts";
import type { Position, Range } from "./position.ts";
import type { Analysis } from "./session.ts";

export interface InlayHint {
  readonly position: Position;
  readonly label: string;
  readonly tooltip?: string;
}

/** Hints for the assigned names in a range. Several distinct shapes are joined; what has no shape has no hint. */
export function inlayHints(analysis: Analysis, range: Range): readonly InlayHint[] {
  const shapes = new Map<Node, Set<string>>();
  for (const entry of analysis.entries) {
    analysis.interp.scope = entry.scope;
    for (const [node, values] of entry.trace.targets) {
      if (node.unit.path !== analysis.path || node.kind !== "Name") continue;
      for (const v of values) {
        const text = shapeText(analysis.interp, v);
        if (text === undefined) continue;
        const known = shapes.get(node);
        if (known) known.add(text);
        else shapes.set(node, new Set([text]));
      }
    }
  }
  const out: InlayHint[] = [];
  for (const [node, texts] of shapes) {
    const position = analysis.places.of(node).range.end;
    if (position.line < range.start.line || position.line > range.end.line) continue;
    const all = [...texts];
    out.push({ position, label: `: ${all.slice(0, 2).join(" | ")}${all.length > 2 ? " | …" : ""}`, ...(all.length > 2 ? { tooltip: all.join("\n") } : {}) });
  }
  return out.sort((a, b) => a.position.line - b.position.line || a.position.character - b.position.character);
}
