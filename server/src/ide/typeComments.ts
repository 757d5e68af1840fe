/** Annotations that are written as a comment: `# type: (list[Tensor], int) -> Tensor` on the line after a function's head. */
import type { Arg, Expr, FunctionDef, Lambda } from "../syntax/ast.ts";
import { parse } from "../syntax/parser.ts";

const known = new WeakMap<FunctionDef | Lambda, readonly Arg[]>();

/** A function's positional parameters, `self` left out of a method's, with what such a comment says of those without an annotation. */
export function positionalParameters(node: FunctionDef | Lambda, isMethod: boolean): readonly Arg[] {
  let all = known.get(node);
  if (!all) {
    all = withComment(node, [...node.args.posonly, ...node.args.args]);
    known.set(node, all);
  }
  return isMethod ? all.slice(1) : all;
}

function withComment(node: FunctionDef | Lambda, all: readonly Arg[]): readonly Arg[] {
  if (node.kind === "Lambda" || all.some((p) => p.annotation !== null)) return all;
  const types = typesOf(node);
  // `self` has no type there.
  const first = all.length - types.length;
  return first === 0 || (first === 1 && types.length > 0) ? all.map((p, i) => ({ ...p, annotation: types[i - first] ?? null })) : all;
}

function typesOf({ unit, args, start, body }: FunctionDef): readonly Expr[] {
  const from = Math.max(start, ...[...args.posonly, ...args.args].map((p) => p.end));
  const to = body[0]?.start ?? from;
  for (const { start: at, text } of unit.comments) {
    const inner = at > from && at < to ? /^#\s*type:\s*\((.*)\)\s*->/.exec(text)?.[1] : undefined;
    if (inner === undefined || inner.trim() === "") continue;
    const tree = parse("<type comment>", `(${inner},)\n`);
    const [stmt] = tree.problems.length === 0 ? tree.units.flatMap((u) => u.body) : [];
    return stmt?.kind === "Expr" && stmt.value.kind === "Tuple" ? stmt.value.elts : [];
  }
  return [];
}
