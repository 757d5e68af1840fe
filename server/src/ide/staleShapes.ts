/** Stated shapes that are not so: annotations, `# shape:` comments, and comments as people write them. */
import { type Dim, isConst, printShape } from "../dims/index.ts";
import type { Interp } from "../python/interp.ts";
import type { Instance, Value } from "../python/values.ts";
import type { Comment, FunctionDef, Module, Node, Unit } from "../syntax/ast.ts";
import { trailingComment, walk } from "../syntax/walk.ts";
import { isModule } from "../torch/module.ts";
import { Tensor } from "../torch/tensor.ts";
import type { Diagnostic } from "./diagnostics.ts";
import type { Entry } from "./entries.ts";
import { type NamedComment, namedComments } from "./namedComments.ts";
import type { Places } from "./position.ts";
import { type Stated, annotatedShape, contradicts, differsInOrder, proseShape, rewritten, shapeComment } from "./stated.ts";

type Shape = readonly Dim[];

export function staleShapes(interp: Interp, entries: readonly Entry[], tree: Module, places: Places): Diagnostic[] {
  const seen = new Values(interp, entries);
  const out: Diagnostic[] = [];
  for (const unit of tree.units) {
    for (const named of namedComments(unit)) {
      const d = ownLine(unit, named, seen, places);
      if (d) out.push(d);
    }
    const spoken = new Set<Comment>();
    for (const statement of unit.body) {
      walk(statement, (node) => {
        if (node.kind === "FunctionDef") out.push(...annotations(node, seen, places));
        if (node.kind === "AnnAssign") {
          const stated = annotatedShape(node.annotation);
          const shapes = stated && seen.shapesAt(node.target);
          if (stated && shapes && shapes.every((s) => contradicts(stated, s))) out.push(annotationDiagnostic(node.annotation, shapes, false, places));
        }
        const comment = unit.comments.length > 0 && CARRIERS.has(node.kind) ? trailingComment(node) : null;
        if (!comment || spoken.has(comment)) return;
        const d = commented(node, comment, seen, places);
        if (d !== undefined) spoken.add(comment);
        if (d) out.push(d);
      });
    }
  }
  return out;
}

const CARRIERS: ReadonlySet<Node["kind"]> = new Set(["Assign", "AugAssign", "Return", "Arg", "Call"]);

/** null: nothing to say; undefined: the comment is not about this node. */
function commented(node: Node, comment: Comment, seen: Values, places: Places): Diagnostic | null | undefined {
  const exact = shapeComment(comment);
  const stated = exact ?? proseShape(comment);
  const about = subject(node);
  if (!stated?.written || !about) return undefined;
  const shapes = seen.shapesAt(about) ?? (exact ? null : layerShapes(stated, seen, about));
  if (!shapes || !shapes.every((s) => contradicts(stated, s))) return null;
  return staleComment(node.unit, comment, stated, stated.written, shapes, exact ? "warning" : "information", places);
}

/** A comment that names what it speaks of, and is false of all that the name may stand for there. */
function ownLine(unit: Unit, { comment, stated, about }: NamedComment, seen: Values, places: Places): Diagnostic | null {
  const held = about.flatMap((node) => seen.shapesAt(node) ?? []);
  const isKnown = about.every((node) => seen.shapesAt(node) !== null);
  if (!stated.written || !isKnown || held.length === 0 || !held.every((s) => differsInOrder(stated, s))) return null;
  return staleComment(unit, comment, stated, stated.written, held, "warning", places);
}

function staleComment(unit: Unit, comment: Comment, stated: Stated, written: NonNullable<Stated["written"]>, shapes: readonly Shape[], severity: Diagnostic["severity"], places: Places): Diagnostic {
  const { path, base } = unit;
  const range = places.range(path, base + comment.start + written.start, base + comment.start + written.end);
  const actual = new Set(shapes.map(printShape));
  const text = actual.size === 1 && shapes[0] ? rewritten(stated, shapes[0]) : null;
  return {
    path,
    code: "stale-shape",
    severity,
    message: `the comment says ${comment.text.slice(written.start, written.end)}, the shape is ${[...actual].slice(0, 3).join(" or ")}`,
    range,
    related: [],
    problem: null,
    argument: null,
    ...(text !== null && { rewrite: { title: `Change the comment to ${text}`, edits: [{ path, range, newText: text }], preferred: true } }),
  };
}

/** What a comment behind a node speaks of. */
function subject(node: Node): Node | null {
  switch (node.kind) {
    case "Assign": {
      const [target] = node.targets;
      return node.targets.length === 1 && (target?.kind === "Name" || target?.kind === "Attribute") ? target : null;
    }
    case "AugAssign":
      return node.target;
    case "Return":
      return node.value;
    default:
      return node;
  }
}

/** A comment behind a layer speaks of what it gives, or of what it takes. */
function layerShapes(stated: Stated, seen: Values, node: Node): readonly Shape[] | null {
  const found = seen.layerAt(node);
  // Equal numbers are mostly a kernel's: `# 3x3x3`.
  if (!found || stated.sizes.length < 3 || (typeof stated.sizes[0] === "number" && new Set(stated.sizes).size === 1)) return null;
  return found.inputs.every((s) => contradicts(stated, s)) ? found.outputs : null;
}

// ---------------------------------------------------------------- annotations

function annotations(fn: FunctionDef, seen: Values, places: Places): Diagnostic[] {
  const out: Diagnostic[] = [];
  const isChecked = fn.decorators.some((d) => /\b(jaxtyped|beartype|typechecked)\b/.test(d.unit.text.slice(d.start, d.end)));
  const names = new Map<string, number>();
  let once = true;
  for (const p of [...fn.args.posonly, ...fn.args.args, ...fn.args.kwonly]) {
    const stated = p.annotation && annotatedShape(p.annotation);
    const shapes = stated && seen.shapesAt(p);
    if (!stated || !p.annotation || !shapes) continue;
    once &&= shapes.length === 1;
    if (shapes.every((s) => contradicts(stated, s, once ? names : undefined))) out.push(annotationDiagnostic(p.annotation, shapes, isChecked, places));
    else if (once && shapes[0]) bind(stated, shapes[0], names);
  }
  const stated = fn.returns && annotatedShape(fn.returns);
  if (!stated || !fn.returns) return out;
  const returned = returnsOf(fn).map((r) => seen.shapesAt(r));
  const shapes = returned.every((s) => s !== null) ? returned.flat() : [];
  if (shapes.length > 0 && shapes.every((s) => contradicts(stated, s, once && shapes.length === 1 ? names : undefined))) out.push(annotationDiagnostic(fn.returns, shapes, isChecked, places));
  return out;
}

/** Names that a call gives numbers to. */
function bind({ sizes, open }: Stated, shape: Shape, names: Map<string, number>): void {
  sizes.forEach((size, i) => {
    const d = shape[open >= 0 && i >= open ? shape.length - sizes.length + i : i];
    if (typeof size === "string" && d !== undefined && isConst(d)) names.set(size, d);
  });
}

function returnsOf(fn: FunctionDef): Node[] {
  const out: Node[] = [];
  for (const s of fn.body) {
    walk(s, (n) => {
      if (n.kind === "FunctionDef" || n.kind === "Lambda") return false;
      if (n.kind === "Return" && n.value) out.push(n.value);
      return undefined;
    });
  }
  return out;
}

function annotationDiagnostic(annotation: Node, shapes: readonly Shape[], isChecked: boolean, places: Places): Diagnostic {
  const text = annotation.unit.text.slice(annotation.start, annotation.end);
  const actual = [...new Set(shapes.map(printShape))].slice(0, 3).join(" or ");
  return { ...places.of(annotation), code: "stated-shape", severity: isChecked ? "error" : "warning", message: `the annotation says ${text}, the shape is ${actual}`, related: [], problem: null, argument: null };
}

// ---------------------------------------------------------------- values

/** The values that places took, over all entries. */
export class Values {
  private readonly interp: Interp;
  private readonly entries: readonly Entry[];

  constructor(interp: Interp, entries: readonly Entry[]) {
    this.interp = interp;
    this.entries = entries;
  }

  /** Every shape that a place took; null where it took none, or something that is not known or no tensor. */
  shapesAt(node: Node): readonly Shape[] | null {
    const out: Shape[] = [];
    for (const { trace, scope } of this.entries) {
      for (const v of trace.targets.get(node) ?? trace.values.get(node) ?? []) {
        const shape = this.shapeOf(v, scope);
        if (!shape) return null;
        out.push(shape);
      }
    }
    return out.length > 0 ? out : null;
  }

  /** What a layer that was assigned or made here took and gave. */
  layerAt(node: Node): { readonly inputs: readonly Shape[]; readonly outputs: readonly Shape[] } | null {
    const inputs: Shape[] = [];
    const outputs: Shape[] = [];
    for (const { trace, scope } of this.entries) {
      const made = (trace.targets.get(node) ?? trace.values.get(node) ?? []).filter((v): v is Instance => isModule(v));
      for (const call of trace.calls) {
        if (!made.includes(call.module)) continue;
        const input = this.shapeOf(call.inputs[0] ?? null, scope);
        const output = this.shapeOf(call.output, scope);
        if (!input || !output || call.status !== "ok") return null;
        inputs.push(input);
        outputs.push(output);
      }
    }
    return outputs.length > 0 ? { inputs, outputs } : null;
  }

  private shapeOf(v: Value, scope: Entry["scope"]): Shape | null {
    if (!(v instanceof Tensor) || !v.shape) return null;
    this.interp.scope = scope;
    return this.interp.simplifyShape(v.shape);
  }
}
