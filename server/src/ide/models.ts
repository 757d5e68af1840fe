/** The model classes of a file with the input that each is shown for. */
import type { ClassDef } from "../syntax/ast.ts";
import { flowsOf } from "./flows.ts";
import type { Range } from "./position.ts";
import type { Analysis } from "./session.ts";

export interface ModelClass {
  readonly name: string;
  /** The whole definition. */
  readonly range: Range;
  /** `(64, 1, 28, 28)` */
  readonly input: string;
  /** Where the input is from: the user set it, the code calls the model, or nothing tells and it is symbols. */
  readonly from: "set" | "call" | "symbols";
}

export function modelsOf(analysis: Analysis): readonly ModelClass[] {
  const { places, path } = analysis;
  return [...flowsOf(analysis)].map(([node, [first]]) => ({
    name: node.name,
    range: places.range(path, node.unit.base + node.start, node.unit.base + node.end),
    input: first.shapes.split(" → ")[0] ?? "",
    from: sourceOf(analysis, node),
  }));
}

function sourceOf({ entries }: Analysis, node: ClassDef): ModelClass["from"] {
  const own = entries.find(({ model }) => model?.cls.node === node);
  if (!own) return "call";
  return own.origin === "stated" ? "set" : own.guessed ? "symbols" : "call";
}
