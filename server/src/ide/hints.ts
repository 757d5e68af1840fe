/** Inlay hints: the shape after an assignment, and within a chain of calls. */
import type { Value } from "../python/values.ts";
import type { Node } from "../syntax/ast.ts";
import { walk } from "../syntax/walk.ts";
import { Tensor } from "../torch/tensor.ts";
import { shapeText } from "./describe.ts";
import { ownPlace } from "./diagnostics.ts";
import type { Place, Position, Range } from "./position.ts";
import type { Analysis } from "./session.ts";

export interface InlayHint {
  readonly position: Position;
  readonly label: string;
  /** The assigned name; empty behind a call. */
  readonly name: string;
  readonly tooltip?: string;
  /** What gave the shape, where that is another place: the layer's definition, or the operator. */
  readonly cause?: Place;
}

/** "compact": after assignments, where the shape is not the one its name had before. "full": after all, and after every call within them. */
export type HintStyle = "compact" | "full";

interface Seen {
  readonly texts: Set<string>;
  cause: Node | null;
}

/** Several distinct shapes are joined; what has no shape has no hint. */
export function inlayHints(analysis: Analysis, range: Range, style: HintStyle): readonly InlayHint[] {
  const { places } = analysis;
  const hints: InlayHint[] = [];
  for (const [node, { texts, cause }] of shapesOf(analysis, style)) {
    const position = places.of(node).range.end;
    const all = [...texts];
    const at = cause ? places.of(cause) : undefined;
    hints.push({
      position,
      name: node.kind === "Name" ? node.id : "",
      label: `: ${all.slice(0, 2).join(" | ")}${all.length > 2 ? " | …" : ""}`,
      ...(all.length > 2 ? { tooltip: all.join("\n") } : {}),
      ...(at ? { cause: at } : {}),
    });
  }
  hints.sort((a, b) => a.position.line - b.position.line || a.position.character - b.position.character);
  const shown = style === "full" ? hints : withoutRepeats(hints, functionLines(analysis));
  return shown.filter(({ position }) => position.line >= range.start.line && position.line <= range.end.line);
}

/** Of a name whose shape is the one it was given just before in the same function, the first is enough. */
function withoutRepeats(hints: readonly InlayHint[], functions: readonly Range[]): readonly InlayHint[] {
  const last = new Map<string, string>();
  return hints.filter(({ name, label, position: { line } }) => {
    const key = `${name} ${functions.findLastIndex(({ start, end }) => start.line <= line && line <= end.line)}`;
    const repeats = last.get(key) === label;
    last.set(key, label);
    return !repeats;
  });
}

/** In the order of the source, so that the last that holds a line is the innermost. */
function functionLines({ module, places }: Analysis): readonly Range[] {
  const out: Range[] = [];
  for (const unit of module.units) for (const statement of unit.body) walk(statement, (node) => void (node.kind === "FunctionDef" && out.push(places.of(node).range)));
  return out;
}

function shapesOf(analysis: Analysis, style: HintStyle): ReadonlyMap<Node, Seen> {
  const shapes = new Map<Node, Seen>();
  const { interp, path } = analysis;
  for (const entry of analysis.entries) {
    interp.scope = entry.scope;
    const assigned = new Set<Value>();
    const note = (node: Node, values: readonly Value[]): void => {
      for (const v of values) {
        const text = shapeText(interp, v);
        if (text === undefined) continue;
        assigned.add(v);
        const known = shapes.get(node);
        if (known) known.texts.add(text);
        else shapes.set(node, { texts: new Set([text]), cause: causeOf(v, node) });
      }
    };
    for (const [node, values] of entry.trace.targets) if (node.unit.path === path && node.kind === "Name") note(node, values);
    if (style === "compact") continue;
    // What an assignment gives to a name is told there.
    for (const [node, values] of entry.trace.values) if (node.unit.path === path && node.kind === "Call") note(node, values.filter((v) => !assigned.has(v)));
  }
  return shapes;
}

function causeOf(value: Value, node: Node): Node | null {
  const origin = value instanceof Tensor ? value.from : null;
  if (!origin) return null;
  const layer = origin.module?.cls.node === null && origin.module.site?.recorded === true ? origin.module.site.node : null;
  const cause = layer ?? ownPlace({ node: origin.node, site: origin.site, recorded: origin.recorded });
  return cause && cause !== node ? cause : null;
}
