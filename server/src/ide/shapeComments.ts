/** Edits that write the shapes found into the code, as `# shape:` comments, and keep them true. */
import { printShape } from "../dims/index.ts";
import type { Node } from "../syntax/ast.ts";
import { trailingComment, walk } from "../syntax/walk.ts";
import type { TextEdit } from "./fixes/index.ts";
import type { Range } from "./position.ts";
import type { Analysis } from "./session.ts";
import { Values } from "./staleShapes.ts";

/** A comment behind each assignment of a tensor that has none, in the functions that a range touches; null: in every forward. */
export function insertShapeComments(analysis: Analysis, range: Range | null): readonly TextEdit[] {
  const seen = new Values(analysis.interp, analysis.entries);
  const out: TextEdit[] = [];
  for (const unit of analysis.module.units) {
    for (const statement of unit.body) {
      walk(statement, (node) => {
        if (node.kind !== "FunctionDef" || !(range ? touches(analysis, node, range) : node.name === "forward")) return;
        for (const s of node.body) walk(s, (n) => (n.kind === "FunctionDef" || n.kind === "ClassDef" ? false : out.push(...comment(analysis, seen, n))));
      });
    }
  }
  return out;
}

/** The comments that state what is not so, rewritten. */
export function refreshShapeComments(analysis: Analysis): readonly TextEdit[] {
  return analysis.diagnostics.flatMap((d) => d.rewrite?.edits ?? []);
}

function touches(analysis: Analysis, node: Node, { start, end }: Range): boolean {
  const { range } = analysis.places.of(node);
  return range.start.line <= start.line && end.line <= range.end.line;
}

function comment(analysis: Analysis, seen: Values, node: Node): TextEdit[] {
  const target = node.kind === "Assign" && node.targets.length === 1 ? node.targets[0] : node.kind === "AugAssign" ? node.target : undefined;
  if (target?.kind !== "Name" || trailingComment(node)) return [];
  const shapes = new Set(seen.shapesAt(target)?.map(printShape));
  const [shape] = shapes;
  const { path, base, text } = node.unit;
  if (shape === undefined || shapes.size > 1 || !/^[ \t]*(?:[\r\n]|$)/.test(text.slice(node.end))) return [];
  return [{ path, range: analysis.places.range(path, base + node.end, base + node.end), newText: `  # shape: ${shape}` }];
}
