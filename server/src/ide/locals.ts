/** `shapelint shapes`: every assignment to a name or to an attribute of self, with each distinct shape it took. */
import type { Interp } from "../python/interp.ts";
import type { Expr, Node } from "../syntax/ast.ts";
import type { Entry } from "./entries.ts";
import type { Places, Range } from "./position.ts";
import { type ValueJson, valueJson } from "./values-json.ts";

export interface LocalJson {
  readonly range: Range;
  readonly name: string;
  readonly shapes: readonly ValueJson[];
}

export function localsOf(interp: Interp, entries: readonly Entry[], path: string, places: Places): LocalJson[] {
  const rows = new Map<string, { range: Range; name: string; shapes: Map<string, ValueJson> }>();
  for (const entry of entries) {
    interp.scope = entry.scope;
    for (const [node, values] of entry.trace.targets) {
      if (node.unit.path !== path) continue;
      const name = targetName(node);
      if (name === null) continue;
      const { range } = places.of(node);
      const key = JSON.stringify(range);
      const row = rows.get(key) ?? { range, name, shapes: new Map<string, ValueJson>() };
      rows.set(key, row);
      for (const v of values) {
        const shape = valueJson(interp, v);
        row.shapes.set(JSON.stringify(shape), shape);
      }
    }
  }
  return [...rows.values()]
    .sort((a, b) => a.range.start.line - b.range.start.line || a.range.start.character - b.range.start.character)
    .map(({ range, name, shapes }) => ({ range, name, shapes: [...shapes.values()] }));
}

function targetName(node: Node): string | null {
  if (node.kind === "Name") return node.id;
  if (node.kind === "Attribute") return selfAttribute(node);
  return null;
}

function selfAttribute(e: Extract<Expr, { kind: "Attribute" }>): string | null {
  return e.value.kind === "Name" && e.value.id === "self" ? `self.${e.attr}` : null;
}
